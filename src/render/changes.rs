//! What changed since the version before: on the page of an article, and as the lists of what's new.

use std::sync::Arc;

use crate::content::changes::{self, Change, DiffPiece};
use crate::content::passages::{Passage, PassageKind};
use crate::content::{Article, EditionId};
use crate::render::{Renderer, cards, view};
use crate::site::{ArticleId, Edition, KeyContent};

/// So many passages of a difference are shown; the rest is better read in the other version.
const MAX_PASSAGES: usize = 100;

/// So many articles are listed under one heading of what's new.
const MAX_ARTICLES: usize = 100;

/// How an article differs from the previous version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum VersionProgress {
    /// It was not there.
    New,
    /// It was there with the same words.
    Same,
    /// It was there with other words: as this article.
    Changed(ArticleId),
}

/// The same language in the version before, as the writer lists them.
fn before(renderer: &Renderer, edition: EditionId) -> Option<&Edition> {
    let config = &renderer.project.config;
    if config.versions.len() < 2 {
        return None;
    }
    let mut older = config.versions_by_place().into_iter().skip_while(|id| *id != edition.version).skip(1);
    older.find_map(|version| renderer.site.editions.get(&EditionId { version, ..edition }))
}

/// `None` if one of them replaces a missing translation: how the translation changed is not known.
/// An article that was stored with other words may still read the same.
fn stored(renderer: &Renderer, id: ArticleId, before: &Edition) -> Option<VersionProgress> {
    let site = &renderer.site;
    if site.is_fallback(id) {
        return None;
    }
    let Some(earlier) = site.across(id, before.id) else { return Some(VersionProgress::New) };
    let (old, new) = (&site[earlier], &site[id]);
    if site.is_fallback(earlier) {
        return None;
    }
    let is_same = Arc::ptr_eq(&old.body, &new.body) && old.meta.title == new.meta.title;
    Some(if is_same { VersionProgress::Same } else { VersionProgress::Changed(earlier) })
}

/// The same, as readers see it.
fn progress(renderer: &Renderer, id: ArticleId, before: &Edition) -> Option<VersionProgress> {
    let stored = stored(renderer, id, before);
    let Some(VersionProgress::Changed(earlier)) = stored else { return stored };
    // Several pages ask: the article's own, the one of the version before, and what's new.
    let is_changed = renderer.changed.of(&(id, earlier), |_| read(renderer, earlier) != read(renderer, id));
    Some(if is_changed { VersionProgress::Changed(earlier) } else { VersionProgress::Same })
}

/// All that readers see of an article: its title, its lead and its text.
fn read(renderer: &Renderer, id: ArticleId) -> Vec<Passage> {
    let Article { meta, body, .. } = &renderer.site[id];
    let title = Passage { kind: PassageKind::Heading, text: meta.title.clone() };
    let lead = Passage { kind: PassageKind::Text, text: meta.description.clone() };
    let lead = Some(lead).filter(|_| meta.has_lead);
    // A text is compared with the one before it and the one after it, and takes longer to read than to compare.
    let place = Arc::as_ptr(body).addr();
    let body =
        renderer.passages.of(&place, |_| body.document.passages(renderer.texts(renderer.language_of(id))).into());
    std::iter::once(title).chain(lead).chain(body.iter().cloned()).collect()
}

/// Fills `article.changes`; `None` where the article is the same as before, and where nothing is before it.
#[must_use]
pub fn view(renderer: &Renderer, id: ArticleId) -> Option<view::ChangesView> {
    let edition = renderer.site[id].edition;
    let before = before(renderer, edition)?;
    let config = &renderer.project.config;
    let changes = view::ChangesView {
        is_new: true,
        version: config.version(edition.version).label.clone(),
        since: config.version(before.id.version).label.clone(),
        href: String::new(),
        passages: Vec::new(),
        is_cut: false,
    };
    match stored(renderer, id, before)? {
        VersionProgress::Same => None,
        VersionProgress::New => Some(changes),
        VersionProgress::Changed(earlier) => {
            let (old, new) = (read(renderer, earlier), read(renderer, id));
            if !renderer.changed.of(&(id, earlier), |_| old != new) {
                return None;
            }
            let mut passages = differences(&old, &new);
            let is_cut = passages.len() > MAX_PASSAGES;
            passages.truncate(MAX_PASSAGES);
            let href = renderer.href(renderer.site.address(earlier));
            Some(view::ChangesView { is_new: false, href, passages, is_cut, ..changes })
        }
    }
}

/// The passages that differ, each run of them below its heading.
fn differences(old: &[Passage], new: &[Passage]) -> Vec<view::ChangedPassage> {
    let mut shown = Vec::new();
    let mut cursor = 0;
    for change in changes::between(old, new) {
        let (state, kind, words) = match &change {
            Change::Same(count) => {
                let run = &new[cursor..cursor + count];
                cursor += count;
                let Some(heading) = run.iter().rfind(|passage| passage.kind == PassageKind::Heading) else { continue };
                ("same", heading.kind, words("same", &heading.text))
            }
            Change::Removed(passage) => ("removed", passage.kind, words("removed", &passage.text)),
            Change::Added(passage) => {
                cursor += 1;
                ("added", passage.kind, words("added", &passage.text))
            }
            Change::Reworded { kind, pieces } => {
                cursor += 1;
                ("changed", *kind, pieces.iter().flat_map(piece).collect())
            }
        };
        shown.push(view::ChangedPassage { state, kind: kind_name(kind), words });
    }
    // A heading with nothing below it tells nothing.
    while shown.last().is_some_and(|passage| passage.state == "same") {
        shown.pop();
    }
    shown
}

/// Words, and the blanks after them, that were neither added nor removed.
fn words(state: &'static str, text: &str) -> Vec<view::ChangedWords> {
    let (words, blank) = text.split_at(text.trim_end().len());
    let both = [(state, words), ("same", blank)].into_iter().filter(|(_, text)| !text.is_empty());
    both.map(|(state, text)| view::ChangedWords { state, text: text.to_owned() }).collect()
}

fn piece(piece: &DiffPiece<'_>) -> Vec<view::ChangedWords> {
    match piece {
        DiffPiece::Same(text) => vec![view::ChangedWords { state: "same", text: (*text).to_owned() }],
        DiffPiece::Added(text) => words("added", text),
        DiffPiece::Removed(text) => words("removed", text),
    }
}

fn kind_name(kind: PassageKind) -> &'static str {
    match kind {
        PassageKind::Text => "text",
        PassageKind::Heading => "heading",
        PassageKind::Item => "item",
        PassageKind::Code => "code",
    }
}

/// Whether an article says something else than in one given version, namely the one before its own.
#[must_use]
pub fn is_changed(renderer: &Renderer, id: ArticleId, since: EditionId) -> bool {
    let before = before(renderer, renderer.site[id].edition).filter(|edition| edition.id == since);
    before.and_then(|before| progress(renderer, id, before)).is_some_and(|it| matches!(it, VersionProgress::Changed(_)))
}

/// Fills `release`; `None` where nothing is before the version, and where nothing changed.
#[must_use]
pub fn release(renderer: &Renderer, edition: &Edition) -> Option<view::ReleaseView> {
    let before = before(renderer, edition.id)?;
    let config = &renderer.project.config;
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for id in edition.pages.values().map(|shown| shown.article()) {
        match progress(renderer, id, before) {
            Some(VersionProgress::New) => added.push(id),
            Some(VersionProgress::Changed(_)) => changed.push(id),
            Some(VersionProgress::Same) | None => {}
        }
    }
    let gone = |shown: &KeyContent| match shown {
        KeyContent::Own(id) if renderer.site.across(*id, edition.id).is_none() => Some(*id),
        _ => None,
    };
    let removed: Vec<ArticleId> = before.pages.values().filter_map(gone).collect();
    let section = |ids: &[ArticleId]| view::ReleaseSection {
        count: ids.len(),
        articles: ids.iter().take(MAX_ARTICLES).map(|id| cards::card(renderer, *id)).collect(),
    };
    let is_empty = added.is_empty() && changed.is_empty() && removed.is_empty();
    (!is_empty).then(|| view::ReleaseView {
        version: config.version(edition.id.version).label.clone(),
        since: config.version(before.id.version).label.clone(),
        added: section(&added),
        changed: section(&changed),
        removed: section(&removed),
    })
}
