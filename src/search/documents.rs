//! Collects the [`Document`]s that search can find, in the order in which the index numbers them.
//!
//! A document is an article, or a part of an article with more than [`MAX_SECTIONS`] sections. Documents are sorted by
//! category and kind, so that each facet is a few ranges of numbers.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::text::{self, TextSection};
use crate::content::{ArticleKind, Body, EditionId, Meta};
use crate::path::ArticleKey;
use crate::render::Renderer;
use crate::site::ArticleId;
use crate::theme::texts::UiTexts;

/// Maximum number of sections in a document. Each takes one bit of a posting; the first is the text before all
/// headings.
pub const MAX_SECTIONS: usize = 28;

/// A search result: an article, or a part of a long one.
#[derive(Debug, Clone)]
pub struct Document<'k> {
    /// The source of its title, labels and keywords.
    pub meta: &'k Arc<Meta>,
    /// The text of the whole article.
    pub body: &'k Arc<Body>,
    /// The range of the article's sections that it contains. It starts at 0 except in later parts of a long article.
    pub sections: Range<usize>,
    /// Its link, relative to the edition's home page so that versions can share it.
    pub href: String,
    /// The title of its top category; may be empty.
    pub category: &'k str,
    /// The factor for its score, from the configured weights.
    pub factor: f64,
    /// The number of characters to show of it. Depends on the number of documents in the index.
    pub budget: usize,
    /// The sections of an article in several parts, which are read once.
    pub article: Option<Arc<OnceLock<Vec<TextSection>>>>,
}

impl<'k> Document<'k> {
    /// The article's kind.
    #[must_use]
    pub fn kind(&self) -> ArticleKind {
        self.meta.kind
    }

    /// Whether it continues the article of the previous document.
    #[must_use]
    pub fn continues(&self) -> bool {
        self.sections.start > 0
    }

    /// Labels and keywords.
    pub fn tags(&self) -> impl Iterator<Item = &'k str> {
        self.meta.labels.iter().chain(&self.meta.keywords).map(String::as_str)
    }

    /// The sections of its text, with the UI texts of its language. The first one has no heading.
    #[must_use]
    pub fn read(&self, texts: &UiTexts) -> Vec<TextSection> {
        let mut sections = match &self.article {
            Some(article) => article.get_or_init(|| text::sections(self.body, texts))[self.sections.clone()].to_vec(),
            None => text::sections(self.body, texts),
        };
        if self.continues() {
            sections.insert(0, TextSection::default());
            return sections;
        }
        if self.meta.has_lead
            && let Some(first) = sections.first_mut()
        {
            first.text = [self.meta.description.as_str(), &first.text].join(" ");
        }
        sections
    }

    /// The sort key of documents. It has no title, so that another title changes no numbers.
    #[must_use]
    pub fn place(&self) -> (&str, ArticleKind, &str) {
        (self.category, self.kind(), &self.href)
    }

    /// A key that is equal for documents with the same text.
    fn wording(&self) -> (*const Meta, *const Body, usize, usize) {
        (Arc::as_ptr(self.meta), Arc::as_ptr(self.body), self.sections.start, self.budget)
    }
}

/// All documents of an edition, sorted.
#[must_use]
pub fn documents(renderer: &Renderer, edition: EditionId) -> Vec<Document<'_>> {
    let found = found(renderer, edition);
    let mut whole: Vec<Document<'_>> = found.into_iter().map(|id| document(renderer, edition, id)).collect();
    whole.sort_by(|a, b| a.place().cmp(&b.place()));
    whole.iter().flat_map(split).collect()
}

/// The distinct texts of all documents, which several indexes may share, and for each document the index of its text.
#[must_use]
pub fn wordings<'k, 'd>(documents: &[&'d [Document<'k>]]) -> (Vec<&'d Document<'k>>, Vec<Vec<usize>>) {
    let mut known = HashMap::new();
    let mut wordings = Vec::new();
    let mut place = |document: &'d Document<'k>| {
        *known.entry(document.wording()).or_insert_with(|| {
            wordings.push(document);
            wordings.len() - 1
        })
    };
    let places = documents.iter().map(|documents| documents.iter().map(&mut place).collect()).collect();
    (wordings, places)
}

/// The articles of an edition that search may find. Articles that replace a missing translation are left out: they are
/// in another language, and that language's index contains them.
fn found(renderer: &Renderer, edition: EditionId) -> Vec<ArticleId> {
    let site = &renderer.site;
    let own = site.ids().filter(|id| site[*id].edition == edition && !site.is_fallback(*id));
    let is_home = |id: &ArticleId| site.indexes.get(id).is_some_and(|key| key.as_str().is_empty());
    own.filter(|id| site[*id].meta.search && !site[*id].meta.unlisted && !is_home(id)).collect()
}

fn document(renderer: &Renderer, edition: EditionId, id: ArticleId) -> Document<'_> {
    let article = &renderer.site[id];
    let href = renderer.href(renderer.site.address(id));
    let home = renderer.href(&renderer.edition(edition).home);
    Document {
        meta: &article.meta,
        body: &article.body,
        sections: 0..text::count(&article.body),
        href: href.strip_prefix(&home).map_or_else(|| href.clone(), str::to_owned),
        category: category(renderer, edition, &article.key),
        factor: weights(renderer, id).fold(1.0, |factor, (_, percent)| factor * f64::from(percent) / 100.0),
        budget: 0,
        article: None,
    }
}

/// The title of the top folder that contains a key; empty if there is none.
fn category<'k>(renderer: &'k Renderer, edition: EditionId, key: &ArticleKey) -> &'k str {
    let top = key.as_str().split('/').next().unwrap_or_default();
    let folder = renderer.edition(edition).folders.get(&ArticleKey::new(top));
    folder.filter(|folder| !folder.key.as_str().is_empty()).map_or("", |folder| &folder.title)
}

/// The weights that apply to an article, in percent, each with its reason.
pub fn weights(renderer: &Renderer, id: ArticleId) -> impl Iterator<Item = (&'static str, u32)> {
    let weights = &renderer.project.config.search.weights;
    let meta = &renderer.site[id].meta;
    let kind = weights.kinds.get(meta.kind.name()).map(|percent| (meta.kind.name(), *percent));
    let promoted = meta.promoted.map(|_| ("promoted", weights.promoted));
    let stale = renderer.site.reviews.contains_key(&id).then_some(("due for a review", weights.stale));
    [kind, promoted, stale].into_iter().flatten()
}

/// Splits a document into as many parts as its sections need.
fn split<'k>(document: &Document<'k>) -> Vec<Document<'k>> {
    let parts = parts(document.sections.end);
    let article = (parts.len() > 1).then(Arc::default);
    let part = |(start, end)| Document { sections: start..end, article: article.clone(), ..document.clone() };
    parts.into_iter().map(part).collect()
}

/// Splits `count` sections into ranges that fit into a document. Later parts are one shorter, because they begin with
/// an empty section.
fn parts(count: usize) -> Vec<(usize, usize)> {
    let starts = std::iter::once(0).chain((MAX_SECTIONS..count).step_by(MAX_SECTIONS - 1));
    let end = |start: usize| if start == 0 { MAX_SECTIONS } else { start + MAX_SECTIONS - 1 };
    starts.map(|start| (start, end(start).min(count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_article_becomes_parts_with_all_its_sections() {
        let check = |count: usize, expected: &[(usize, usize)]| assert_eq!(parts(count), expected);
        check(1, &[(0, 1)]);
        check(28, &[(0, 28)]);
        check(60, &[(0, 28), (28, 55), (55, 60)]);
    }
}
