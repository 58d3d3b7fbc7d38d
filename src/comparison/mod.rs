//! Compares two states of a help center, for the reviewers of a change.
//!
//! [`SiteSnapshot`] is what a comparison needs to know about a state: from a build, or, with less detail, from the manifest
//! of an earlier one. [`compare`] finds the differences; [`text`] and [`markdown`] present them.

pub mod markdown;
pub mod snapshot;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::content::changes::{self, Change, DiffPiece};
use crate::content::passages::Passage;

pub use snapshot::{ArticleSnapshot, SiteSnapshot, SnapshotProblem};

/// An article that moved shares at least this percentage of its passages with the earlier one.
const ALIKE: usize = 50;

/// The differences between two states.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SiteDifference {
    /// Articles that are new.
    pub added: Vec<ArticleDifference>,
    /// Articles whose text changed.
    pub changed: Vec<ArticleDifference>,
    /// Articles with another path; their text may have changed, too.
    pub moved: Vec<ArticleDifference>,
    /// Articles that are gone.
    pub removed: Vec<ArticleDifference>,
    /// Addresses that lead to another address now.
    pub moved_addresses: Vec<MovedAddress>,
    /// Addresses without an answer.
    pub lost_addresses: Vec<String>,
    /// Anchors that are gone from articles that are still there: `address#anchor`.
    pub lost_anchors: Vec<String>,
    /// Problems that there were not before.
    pub new_problems: Vec<SnapshotProblem>,
    /// Problems that are gone.
    pub fixed_problems: Vec<SnapshotProblem>,
    /// Translations that became older than their originals.
    pub outdated_translations: Vec<String>,
    /// Pictures that were added, replaced or removed, the largest first.
    pub pictures: Vec<PictureDifference>,
    /// Whether one of the states is known by its manifest only, so that texts, anchors and problems are not compared.
    pub is_partial: bool,
}

/// What became of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArticleDifference {
    /// Its path in the project; before the change, if it was removed.
    pub path: String,
    /// Its path before, if it moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its title.
    pub title: String,
    /// Its address.
    pub address: String,
    /// The passages that changed.
    pub passages: Vec<PassageDifference>,
}

/// A passage that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PassageDifference {
    /// It is new.
    Added(String),
    /// It is gone.
    Removed(String),
    /// It was reworded: the words before and after.
    Reworded {
        /// Before.
        before: String,
        /// After.
        after: String,
    },
}

/// An address that leads to another one now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedAddress {
    /// The old address.
    pub from: String,
    /// Where it leads.
    pub to: String,
}

/// A picture with its sizes in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PictureDifference {
    /// Its path in the project.
    pub path: String,
    /// Its size before; `None` if it is new.
    pub before: Option<u64>,
    /// Its size now; `None` if it is gone.
    pub after: Option<u64>,
}

/// Finds the differences between two states.
#[must_use]
pub fn compare(before: &SiteSnapshot, after: &SiteSnapshot) -> SiteDifference {
    let mut difference =
        SiteDifference { is_partial: before.is_partial || after.is_partial, ..SiteDifference::default() };
    articles(before, after, &mut difference);
    addresses(before, after, &mut difference);
    if !difference.is_partial {
        (difference.new_problems, difference.fixed_problems) = problems(before, after);
        let outdated = after.outdated.iter().filter(|path| !before.outdated.contains(*path));
        difference.outdated_translations = outdated.cloned().collect();
        difference.pictures = pictures(before, after);
    }
    difference
}

fn articles(before: &SiteSnapshot, after: &SiteSnapshot, difference: &mut SiteDifference) {
    let mut removed: Vec<(&String, &ArticleSnapshot)> =
        before.articles.iter().filter(|(path, _)| !after.articles.contains_key(*path)).collect();
    for (path, article) in &after.articles {
        let mut entry = ArticleDifference {
            path: path.clone(),
            from: None,
            title: article.title.clone(),
            address: article.address.clone(),
            passages: Vec::new(),
        };
        if let Some(old) = before.articles.get(path) {
            lost_anchors(old, article, difference);
            if old.hash != article.hash {
                entry.passages = passages(&old.passages, &article.passages);
                difference.changed.push(entry);
            }
            continue;
        }
        match removed.iter().position(|(_, old)| is_same(old, article)) {
            Some(number) => {
                let (from, old) = removed.remove(number);
                lost_anchors(old, article, difference);
                entry.from = Some(from.clone());
                entry.passages = passages(&old.passages, &article.passages);
                difference.moved.push(entry);
            }
            None => difference.added.push(entry),
        }
    }
    difference.removed = removed
        .into_iter()
        .map(|(path, article)| ArticleDifference {
            path: path.clone(),
            from: None,
            title: article.title.clone(),
            address: article.address.clone(),
            passages: Vec::new(),
        })
        .collect();
}

/// Whether two articles with different paths are the same one.
fn is_same(old: &ArticleSnapshot, new: &ArticleSnapshot) -> bool {
    if old.id.is_some() || new.id.is_some() {
        return old.id == new.id;
    }
    if old.passages.is_empty() || new.passages.is_empty() {
        return !old.hash.is_empty() && old.hash == new.hash;
    }
    let known: BTreeSet<&str> = old.passages.iter().map(|passage| passage.text.as_str()).collect();
    let common = new.passages.iter().filter(|passage| known.contains(passage.text.as_str())).count();
    common * 100 >= ALIKE * old.passages.len().max(new.passages.len())
}

fn lost_anchors(old: &ArticleSnapshot, new: &ArticleSnapshot, difference: &mut SiteDifference) {
    if new.is_known {
        let lost = old.anchors.iter().filter(|anchor| !new.anchors.contains(*anchor));
        difference.lost_anchors.extend(lost.map(|anchor| format!("{}#{anchor}", new.address)));
    }
}

fn passages(before: &[Passage], after: &[Passage]) -> Vec<PassageDifference> {
    let shown = changes::between(before, after).into_iter().filter_map(|change| {
        Some(match change {
            Change::Same(_) => return None,
            Change::Added(passage) => PassageDifference::Added(passage.text.clone()),
            Change::Removed(passage) => PassageDifference::Removed(passage.text.clone()),
            Change::Reworded { pieces, .. } => {
                let text = |is_shown: fn(&DiffPiece<'_>) -> bool| {
                    let pieces = pieces.iter().filter(|piece| is_shown(piece));
                    let words = pieces.map(|piece| match piece {
                        DiffPiece::Same(words) | DiffPiece::Added(words) | DiffPiece::Removed(words) => *words,
                    });
                    words.collect::<String>()
                };
                PassageDifference::Reworded {
                    before: text(|piece| !matches!(piece, DiffPiece::Added(_))),
                    after: text(|piece| !matches!(piece, DiffPiece::Removed(_))),
                }
            }
        })
    });
    shown.collect()
}

fn addresses(before: &SiteSnapshot, after: &SiteSnapshot, difference: &mut SiteDifference) {
    let old = before.addresses.iter().chain(before.redirects.keys());
    for address in old.filter(|address| !after.addresses.contains(*address)) {
        match after.redirects.get(address) {
            Some(to) if before.redirects.contains_key(address) && before.redirects.get(address) == Some(to) => {}
            Some(to) => difference.moved_addresses.push(MovedAddress { from: address.clone(), to: to.clone() }),
            None => difference.lost_addresses.push(address.clone()),
        }
    }
}

fn problems(before: &SiteSnapshot, after: &SiteSnapshot) -> (Vec<SnapshotProblem>, Vec<SnapshotProblem>) {
    let more = |one: &BTreeMap<SnapshotProblem, usize>, other: &BTreeMap<SnapshotProblem, usize>| {
        let found = one.iter().filter(|(problem, count)| **count > other.get(*problem).copied().unwrap_or(0));
        found.map(|(problem, _)| problem.clone()).collect()
    };
    (more(&after.problems, &before.problems), more(&before.problems, &after.problems))
}

fn pictures(before: &SiteSnapshot, after: &SiteSnapshot) -> Vec<PictureDifference> {
    let paths: BTreeSet<&String> = before.pictures.keys().chain(after.pictures.keys()).collect();
    let changed = paths.into_iter().filter(|path| before.pictures.get(*path) != after.pictures.get(*path));
    let size = |state: &SiteSnapshot, path: &String| state.pictures.get(path).map(|(size, _)| *size);
    let mut found: Vec<PictureDifference> = changed
        .map(|path| PictureDifference { path: path.clone(), before: size(before, path), after: size(after, path) })
        .collect();
    found.sort_by_key(|picture| std::cmp::Reverse(picture.after));
    found
}

impl SiteDifference {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let nothing = Self { is_partial: self.is_partial, ..Self::default() };
        *self == nothing
    }
}
