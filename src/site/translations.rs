//! How translations stand to the articles that they were made from.
//!
//! An original is the article of the default locale under the same key. A translation that names the wording that it
//! was made from (`translated_from`) is older than its original when that has another wording now.

use rayon::prelude::*;

use super::{ArticleId, KeyContent, Site};
use crate::codes;
use crate::content::{EditionId, LocaleId, translation};
use crate::diagnostic::Diagnostic;
use crate::project::Project;

/// How a translation stands to its original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TranslationStatus {
    /// There is no original.
    Alone,
    /// It does not say what it was made from.
    Unmarked(ArticleId),
    /// It was made from what the original says now.
    Current(ArticleId),
    /// The original has changed since.
    Older(ArticleId),
}

/// The translations of one locale, in the order of their keys.
#[derive(Debug, Clone, Default)]
pub struct TranslationSurvey {
    /// Articles of the default locale that have no translation.
    pub missing: Vec<ArticleId>,
    /// The translations.
    pub translated: Vec<(ArticleId, TranslationStatus)>,
}

/// The original of an article; `None` in the default locale, and where there is none.
#[must_use]
pub fn original(site: &Site, id: ArticleId) -> Option<ArticleId> {
    let article = &site[id];
    let edition = EditionId { locale: LocaleId::default(), ..article.edition };
    match site.editions.get(&edition)?.pages.get(&article.key)? {
        KeyContent::Own(original) if *original != id => Some(*original),
        KeyContent::Own(_) | KeyContent::Fallback { .. } => None,
    }
}

/// How a translation stands to its original.
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

/// The name of the wording that an article has now.
#[must_use]
pub fn wording(project: &Project, site: &Site, id: ArticleId) -> String {
    translation::wording(&project.sources[site[id].source].text)
}

/// The translations of a locale that writers work on: those of the latest version.
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

/// Tells of translations that are older than their originals, and of those that have lost them.
#[must_use]
pub fn report(project: &Project, site: &Site) -> Vec<Diagnostic> {
    if project.config.locales.len() < 2 {
        return Vec::new();
    }
    let ids: Vec<ArticleId> = site.ids().collect();
    let statuses = ids.into_par_iter().filter_map(|id| {
        let article = &site[id];
        // What lies in git stays as it was, and what stands for a missing translation is none.
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
    statuses.collect()
}
