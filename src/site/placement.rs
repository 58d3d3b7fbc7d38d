//! Decides which articles each edition shows, and in which order: its own, and originals in place of missing
//! translations.
//!
//! An edition in another locale shows the default locale's article if it has no translation of it. A
//! version without any translation into a locale has no edition in that locale.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ArticleId;
use crate::content::{Article, EditionId};
use crate::path::ArticleKey;
use crate::project::Project;

/// An article in an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The index of the article in the list of all articles.
    pub number: u32,
    /// The edition that shows the article.
    pub edition: EditionId,
    /// Whether the article is used in place of a missing translation.
    pub is_borrowed: bool,
}

impl Placement {
    /// The article as part of the edition.
    #[must_use]
    pub fn fill(&self, all: &[Arc<Article>]) -> Arc<Article> {
        let article = &all[self.number as usize];
        if self.is_borrowed {
            return Arc::new(Article { edition: self.edition, ..Article::clone(article) });
        }
        Arc::clone(article)
    }
}

/// The placements of all public articles, sorted by edition and key.
#[must_use]
pub fn order(project: &Project, all: &[Arc<Article>], public: Vec<u32>) -> Vec<Placement> {
    let own = |number: u32| Placement { number, edition: all[number as usize].edition, is_borrowed: false };
    let mut placements: Vec<Placement> = public.into_iter().map(own).collect();
    if project.config.locales.len() > 1 {
        placements.extend(borrowed(all, &placements));
    }
    let key = |placement: &Placement| {
        let article = &all[placement.number as usize];
        (placement.edition, &article.key, !article.is_index, &article.path)
    };
    placements.sort_by(|a, b| key(a).cmp(&key(b)));
    placements
}

/// The placements of originals in place of missing translations.
fn borrowed(all: &[Arc<Article>], own: &[Placement]) -> Vec<Placement> {
    let mut keys: BTreeMap<EditionId, BTreeSet<&ArticleKey>> = BTreeMap::new();
    let mut ids: BTreeMap<EditionId, BTreeSet<&str>> = BTreeMap::new();
    for placement in own.iter().filter(|placement| !placement.edition.locale.is_default()) {
        let article = &all[placement.number as usize];
        keys.entry(placement.edition)
            .or_default()
            .extend([Some(&article.key), article.original.as_ref()].into_iter().flatten());
        ids.entry(placement.edition).or_default().extend(article.meta.id.as_ref().map(|id| id.value.as_str()));
    }
    let mut borrowed = Vec::new();
    for placement in own.iter().filter(|placement| placement.edition.locale.is_default()) {
        let article = &all[placement.number as usize];
        let id = article.meta.id.as_ref().map(|id| id.value.as_str());
        let lacks = |edition: &EditionId| {
            !keys[edition].contains(&article.key) && id.is_none_or(|id| !ids[edition].contains(id))
        };
        let translated = keys.keys().filter(|edition| edition.version == placement.edition.version);
        borrowed.extend(translated.filter(|edition| lacks(edition)).map(|edition| Placement {
            edition: *edition,
            is_borrowed: true,
            ..*placement
        }));
    }
    borrowed
}

/// The editions that exist: each version in the default locale, and in each locale with a translation.
pub fn editions(project: &Project, placements: &[Placement]) -> impl Iterator<Item = EditionId> {
    let found: BTreeSet<EditionId> =
        placements.chunk_by(|a, b| a.edition == b.edition).map(|placements| placements[0].edition).collect();
    project.config.editions().filter(move |id| id.locale.is_default() || found.contains(id))
}

/// The articles that are used in place of missing translations, each with its original.
#[must_use]
pub fn fallbacks(placements: &[Placement]) -> BTreeMap<ArticleId, ArticleId> {
    if placements.iter().all(|placement| !placement.is_borrowed) {
        return BTreeMap::new();
    }
    let ids = || (0..).map(ArticleId).zip(placements);
    let own: BTreeMap<u32, ArticleId> =
        ids().filter(|(_, placement)| !placement.is_borrowed).map(|(id, placement)| (placement.number, id)).collect();
    ids()
        .filter(|(_, placement)| placement.is_borrowed)
        .filter_map(|(id, placement)| Some((id, *own.get(&placement.number)?)))
        .collect()
}
