//! What depends on the language of an article: how its locale is spelled in file names, its variables, and the rules for
//! its wording.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Config, LocaleId};
use crate::content::product::{self, ProductLabels};
use crate::content::wording::WordingRules;
use crate::path::ProjectPath;
use crate::project::{ProductTexts, Project};

/// The spellings of each locale in file names; empty if there is only one locale.
pub(super) fn spellings(config: &Config) -> Vec<Vec<String>> {
    let has_several = config.locales.len() > 1;
    config.locales.iter().map(|locale| if has_several { locale.spellings() } else { Vec::new() }).collect()
}

/// The rules for the wording in each locale that has terms or labels.
pub(super) fn wording_rules(project: &Project) -> BTreeMap<LocaleId, WordingRules> {
    let rules = |id: LocaleId| {
        let terms = project.terms.get(&id).map_or(&[][..], Vec::as_slice);
        let labels = project.product_texts.get(&id).map(ProductLabels::new);
        (id, WordingRules::new(&project.config.locale(id).code, terms, labels))
    };
    let locales: BTreeSet<LocaleId> = project.terms.keys().chain(project.product_texts.keys()).copied().collect();
    locales.into_iter().map(rules).filter(|(_, rules)| !rules.is_empty()).collect()
}

/// The files of the product's texts for a locale: its own, or those of the default locale.
pub(super) fn label_files(project: &Project, locale: LocaleId) -> &[ProjectPath] {
    let of = |locale| project.product_texts.get(&locale);
    of(locale).or_else(|| of(LocaleId::default())).map_or(&[], |texts| &texts.files)
}

/// The variables of each locale, with the product's labels; empty if there are no labels.
pub(super) fn variables(project: &Project) -> BTreeMap<LocaleId, BTreeMap<String, String>> {
    let empty = ProductTexts::default();
    let default = project.product_texts.get(&LocaleId::default()).unwrap_or(&empty);
    let of = |id: LocaleId| {
        let mut variables = product::ui_variables(project.product_texts.get(&id).unwrap_or(&empty), default);
        variables.extend(project.config.variables.clone());
        (id, variables)
    };
    let is_used = !project.product_texts.is_empty();
    (0..).map(LocaleId).zip(&project.config.locales).filter(|_| is_used).map(|(id, _)| of(id)).collect()
}
