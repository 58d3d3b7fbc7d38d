//! Compares translations with their originals.
//!
//! The original of a translation is paired with it when the translation is read (`content/originals`). A translation can name the wording that it was made
//! from (`translated_from`). It is outdated if its original now has another wording.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{ArticleId, KeyContent, Site};
use crate::codes;
use crate::content::{EditionId, LocaleId, translation};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::ArticleKey;
use crate::project::Project;

/// The state of a translation compared with its original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TranslationStatus {
    /// There is no original.
    Alone,
    /// The translation does not say which wording it was made from.
    Unmarked(ArticleId),
    /// The translation was made from the current wording.
    Current(ArticleId),
    /// The original has changed since the translation was made.
    Older(ArticleId),
}

/// The translations of one locale, in order of keys.
#[derive(Debug, Clone, Default)]
pub struct TranslationSurvey {
    /// Articles of the default locale without a translation.
    pub missing: Vec<ArticleId>,
    /// The translations, each with its status.
    pub translated: Vec<(ArticleId, TranslationStatus)>,
}

/// The original of an article, or `None` in the default locale or if there is no original.
#[must_use]
pub fn original(site: &Site, id: ArticleId) -> Option<ArticleId> {
    let article = &site[id];
    let edition = EditionId { locale: LocaleId::default(), ..article.edition };
    match site.editions.get(&edition)?.pages.get(article.original.as_ref().unwrap_or(&article.key))? {
        KeyContent::Own(original) if *original != id => Some(*original),
        KeyContent::Own(_) | KeyContent::Fallback { .. } => None,
    }
}

/// The status of a translation.
#[must_use]
pub fn status(project: &Project, site: &Site, id: ArticleId) -> TranslationStatus {
    match (original(site, id), &site[id].meta.translated_from) {
        (None, _) => TranslationStatus::Alone,
        (Some(original), None) => TranslationStatus::Unmarked(original),
        (Some(original), Some(from)) if from.value == wording(project, site, original) => {
            TranslationStatus::Current(original)
        }
        (Some(original), Some(_)) => TranslationStatus::Older(original),
    }
}

/// The name of an article's current wording.
#[must_use]
pub fn wording(project: &Project, site: &Site, id: ArticleId) -> String {
    translation::wording(&project.sources[site[id].source].text)
}

/// The translations of a locale in the latest version, which are the ones that writers work on.
#[must_use]
pub fn survey(project: &Project, site: &Site, locale: LocaleId) -> TranslationSurvey {
    let mut survey = TranslationSurvey::default();
    let Some(edition) = site.editions.get(&EditionId { locale, ..EditionId::default() }) else { return survey };
    for shown in edition.pages.values() {
        match *shown {
            KeyContent::Own(id) => survey.translated.push((id, status(project, site, id))),
            KeyContent::Fallback { article, .. } => survey.missing.push(site.original(article)),
        }
    }
    survey
}

/// Reports translations that are older than their originals, and those without an original.
#[must_use]
pub fn report(project: &Project, site: &Site) -> Vec<Diagnostic> {
    if project.config.locales.len() < 2 {
        return Vec::new();
    }
    let ids: Vec<ArticleId> = site.ids().collect();
    let duplicates = duplicates(site);
    let statuses = ids.into_par_iter().filter_map(|id| {
        let article = &site[id];
        // Versions in git cannot be changed, and copies in place of missing translations are not translations.
        let is_translation = !article.edition.locale.is_default() && article.edition.version.is_latest();
        let from = article.meta.translated_from.as_ref().filter(|_| is_translation && !site.is_fallback(id))?;
        let span = from.span.clone();
        match status(project, site, id) {
            TranslationStatus::Older(_) => {
                let message = "the original has changed since this translation was made";
                Some(
                    Diagnostic::at(codes::TRANSLATION_OLDER, message, span)
                        .help("see what changed: `answerbook translations`")
                        .help("once the text is up to date, mark it: `answerbook translations sync FILE`"),
                )
            }
            TranslationStatus::Alone => Some(
                Diagnostic::at(codes::TRANSLATION_ALONE, "this translation has no original", span)
                    .help("move it to its original's path, or remove `translated_from`"),
            ),
            TranslationStatus::Unmarked(_) | TranslationStatus::Current(_) => None,
        }
    });
    duplicates.into_iter().chain(statuses.collect::<Vec<_>>()).collect()
}

/// Reports articles with the same original, once for each original. Those with the same path have the same address,
/// which is reported as such.
fn duplicates(site: &Site) -> Vec<Diagnostic> {
    let mut firsts: BTreeMap<(EditionId, &ArticleKey), ArticleId> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for id in site.ids().filter(|id| !site.is_fallback(*id)) {
        let article = &site[id];
        let Some(original) = &article.original else { continue };
        let Some(first) = firsts.get(&(article.edition, original)).map(|first| &site[*first]) else {
            firsts.insert((article.edition, original), id);
            continue;
        };
        if first.key == article.key {
            continue;
        }
        let message = format!("`{original}` has two translations into the same language");
        diagnostics.push(
            Diagnostic::file(codes::TRANSLATION_DUPLICATE, message, article.path.clone())
                .related(Place::File(first.path.clone()), "the other one")
                .help("delete one of them, or give this one an `id`, `permalink` or `slug` of its own"),
        );
    }
    diagnostics
}
