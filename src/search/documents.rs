//! Site → [`Document`]s: what search finds, in the order in which the index numbers it.
//!
//! A document is an article, or a part of one that has more headings than a posting can tell apart. Documents of one
//! category and kind follow each other, so that a facet is a few runs of numbers.

use rayon::prelude::*;

use super::text::{self, Section};
use crate::config;
use crate::content::{EditionId, Kind};
use crate::path::ArticleKey;
use crate::render::Kitchen;
use crate::site::ArticleId;
use crate::site::visibility;

/// The most sections of one document: each takes a bit of a posting, and the first one is the text before all headings.
pub const MOST_SECTIONS: usize = 28;

/// Something that search finds.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The article's title.
    pub title: String,
    /// The link to it.
    pub href: String,
    /// What it says in one sentence; may be empty.
    pub lead: String,
    /// Labels and keywords.
    pub tags: Vec<String>,
    /// The text, heading by heading; the first one without.
    pub sections: Vec<Section>,
    /// The title of its top category; may be empty.
    pub category: String,
    /// What it is.
    pub kind: Kind,
    /// What its place among equals is multiplied by.
    pub factor: f64,
    /// Whether it goes on with the article of the document before it.
    pub continues: bool,
}

/// All documents of an edition.
#[must_use]
pub fn documents(kitchen: &Kitchen, edition: EditionId) -> Vec<Document> {
    let found: Vec<ArticleId> = found(kitchen, edition);
    let documents = found.par_iter().map(|id| document(kitchen, edition, *id));
    let mut documents: Vec<Document> = documents.collect();
    documents.sort_by(|a, b| (&a.category, a.kind, &a.title, &a.href).cmp(&(&b.category, b.kind, &b.title, &b.href)));
    documents.into_iter().flat_map(split).collect()
}

/// The articles of an edition that search may find. Those that stand for a missing translation are in another language,
/// whose index finds them.
fn found(kitchen: &Kitchen, edition: EditionId) -> Vec<ArticleId> {
    let site = &kitchen.site;
    let own = site.ids().filter(|id| site[*id].edition == edition && !site.is_fallback(*id));
    let is_home = |id: &ArticleId| site.indexes.get(id).is_some_and(|key| key.as_str().is_empty());
    own.filter(|id| site[*id].meta.search && !site[*id].meta.unlisted && !is_home(id)).collect()
}

fn document(kitchen: &Kitchen, edition: EditionId, id: ArticleId) -> Document {
    let article = &kitchen.site[id];
    let meta = &article.meta;
    let mut sections = text::sections(&article.body);
    if meta.has_lead
        && let Some(first) = sections.first_mut()
    {
        first.text = [meta.description.as_str(), &first.text].join(" ");
    }
    Document {
        title: meta.title.clone(),
        href: kitchen.href(kitchen.site.address(id)),
        lead: meta.description.clone(),
        tags: meta.labels.iter().chain(&meta.keywords).cloned().collect(),
        sections,
        category: category(kitchen, edition, &article.key),
        kind: meta.kind,
        factor: factor(&kitchen.project.config.search.weights, kitchen, id),
        continues: false,
    }
}

/// The title of the top folder that a key lies in.
fn category(kitchen: &Kitchen, edition: EditionId, key: &ArticleKey) -> String {
    let top = key.as_str().split('/').next().unwrap_or_default();
    let folder = kitchen.edition(edition).folders.get(&ArticleKey::new(top));
    folder.filter(|folder| !folder.key.as_str().is_empty()).map_or(String::new(), |folder| folder.title.clone())
}

/// The product of the weights that apply, from percent.
fn factor(weights: &config::SearchWeights, kitchen: &Kitchen, id: ArticleId) -> f64 {
    let project = &kitchen.project;
    let article = &kitchen.site[id];
    let is_stale = visibility::due(article, project.config.articles.review_every, project.date).is_some();
    let kind = weights.kinds.get(article.meta.kind.name()).copied();
    let promoted = article.meta.promoted.map(|_| weights.promoted);
    let stale = is_stale.then_some(weights.stale);
    [kind, promoted, stale].into_iter().flatten().fold(1.0, |factor, percent| factor * f64::from(percent) / 100.0)
}

/// The document, in as many parts as its sections need.
fn split(mut document: Document) -> Vec<Document> {
    if document.sections.len() <= MOST_SECTIONS {
        return vec![document];
    }
    let mut sections = std::mem::take(&mut document.sections).into_iter().peekable();
    let mut parts = Vec::new();
    while sections.peek().is_some() {
        let mut part = Document { continues: !parts.is_empty(), ..document.clone() };
        if part.continues {
            part.sections.push(Section::default());
        }
        part.sections.extend(sections.by_ref().take(MOST_SECTIONS - usize::from(part.continues)));
        parts.push(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_article_becomes_parts_with_all_its_sections() {
        let check = |count: usize, expected: &[usize]| {
            let sections = (0..count).map(|id| Section { id: id.to_string(), ..Section::default() }).collect();
            let parts = split(Document { sections, ..Document::default() });
            assert_eq!(parts.iter().map(|part| part.sections.len()).collect::<Vec<_>>(), expected);
            assert!(parts.iter().skip(1).all(|part| part.continues && part.sections[0].id.is_empty()));
        };
        check(28, &[28]);
        check(60, &[28, 28, 6]);
    }
}
