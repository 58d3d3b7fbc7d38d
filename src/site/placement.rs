//! Which article stands in which edition, and in which order: each in its own, and in place of missing translations.
//!
//! An edition in another locale shows the default locale's article where it has none under the same key and none with
//! the same permanent id. A version that nobody translated into a locale at all has no edition there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ArticleId;
use crate::content::{Article, EditionId};
use crate::path::ArticleKey;
use crate::project::Project;

/// A place for an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placement {
    /// The article's place in the list of all that were read.
    pub number: u32,
    /// The edition that it stands in.
    pub edition: EditionId,
    /// Whether it stands there for a translation that is missing.
    pub is_borrowed: bool,
}

impl Placement {
    /// The article, as one of the edition.
    #[must_use]
    pub fn fill(&self, all: &[Arc<Article>]) -> Arc<Article> {
        let article = &all[self.number as usize];
        if self.is_borrowed {
            return Arc::new(Article { edition: self.edition, ..Article::clone(article) });
        }
        Arc::clone(article)
    }
}

/// The places of all public articles, sorted by edition and key.
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

/// What stands for missing translations.
fn borrowed(all: &[Arc<Article>], own: &[Placement]) -> Vec<Placement> {
    let mut keys: BTreeMap<EditionId, BTreeSet<&ArticleKey>> = BTreeMap::new();
    let mut ids: BTreeMap<EditionId, BTreeSet<&str>> = BTreeMap::new();
    for placement in own.iter().filter(|placement| !placement.edition.locale.is_default()) {
        let article = &all[placement.number as usize];
        keys.entry(placement.edition).or_default().insert(&article.key);
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

/// The editions that there are: each version in the default locale, and in those that it was translated into.
pub fn editions(project: &Project, placements: &[Placement]) -> impl Iterator<Item = EditionId> {
    let found: BTreeSet<EditionId> =
        placements.chunk_by(|a, b| a.edition == b.edition).map(|placements| placements[0].edition).collect();
    project.config.editions().filter(move |id| id.locale.is_default() || found.contains(id))
}

/// The articles that stand for missing translations, with those that they are.
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
