//! The locales of an export become folders, addresses and the languages of the configuration, so they must be language tags.

use std::collections::BTreeMap;

use icu_locale_core::LanguageIdentifier;

use super::model::HelpCenter;

/// Leaves out texts in a locale that is no language tag, with a remark for each.
pub(super) fn check(center: &mut HelpCenter) {
    if !is_tag(&center.language) {
        center
            .remarks
            .push(format!("the main language `{}` is no language tag: `en` is used", shown(&center.language)));
        center.language = "en".into();
    }
    let remarks = &mut center.remarks;
    for article in &mut center.articles {
        let id = &article.id;
        retain_tags(&mut article.texts, remarks, |text| format!("the text “{}” of the article {id}", text.title));
    }
    center.articles.retain(|article| !article.texts.is_empty());
    center.home_addresses.retain(|(_, locale)| is_tag(locale));
    // An address with such a locale in it may lead anywhere.
    center.contact_addresses.retain(|address| address.split('/').all(|part| !matches!(part, "." | "..")));
    for place in &mut center.places {
        let id = &place.id;
        retain_tags(&mut place.texts, remarks, |text| format!("the name “{}” of the category {id}", text.title));
    }
}

/// Keeps the texts whose locale is a language tag, and reports the others.
fn retain_tags<T>(texts: &mut BTreeMap<String, T>, remarks: &mut Vec<String>, name: impl Fn(&T) -> String) {
    texts.retain(|locale, text| {
        let is_fine = is_tag(locale);
        if !is_fine {
            remarks.push(format!("{} was left out: its locale `{}` is no language tag", name(text), shown(locale)));
        }
        is_fine
    });
}

fn is_tag(locale: &str) -> bool {
    locale.replace('_', "-").parse::<LanguageIdentifier>().is_ok_and(|tag| matches!(tag.language.as_str().len(), 2 | 3))
}

fn shown(locale: &str) -> String {
    const MAX_SHOWN: usize = 40;
    locale.chars().take(MAX_SHOWN).map(|letter| if letter == '`' { '\'' } else { letter }).collect()
}
