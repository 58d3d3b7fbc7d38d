//! What the history needs to know of an article's text: where its page would be, its anchors, and the words of its
//! sections. Small enough to be kept from run to run.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::features::{Features, features, words};
use crate::content::document::blocks;
use crate::content::{self, Article, ArticleCache, Body, BodyMode, EditionId, Meta, Restriction};
use crate::load::past_layout::PastLayout;
use crate::path::{Address, ArticleKey, ProjectPath};
use crate::project::Project;
use crate::source::{SourceId, Sources, Span, Spanned};
use crate::theme::texts::UiTexts;

/// A version of an article's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ArticleFacts {
    pub title: String,
    pub place: PlaceFacts,
    /// All ids of the page but those of its sections.
    pub other_anchors: Vec<String>,
    /// The text before the first heading, then one section for each heading of the outline.
    pub sections: Vec<SectionFacts>,
    /// The features of all sections.
    pub features: Features,
}

/// The front matter that decides whether and where an article is published.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct PlaceFacts {
    key: String,
    is_index: bool,
    pub id: Option<String>,
    slug: Option<String>,
    permalink: Option<String>,
    aliases: Vec<String>,
    labels: Vec<String>,
    publish: Option<String>,
    expires: Option<String>,
    draft: bool,
    unlisted: bool,
    access: Option<Vec<(String, Vec<String>)>>,
    original: Option<String>,
    /// 0 if it has no text, otherwise 1: the number of words does not matter.
    words: usize,
}

/// A section: a heading with the text up to the next one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct SectionFacts {
    /// Its anchor; empty for the text before the first heading.
    pub id: String,
    /// Other ids that lead to it, such as the automatic one besides one that its writer chose.
    pub also: Vec<String>,
    pub heading: String,
    pub level: u8,
    pub features: Features,
}

/// The facts of articles in a layout. All snippets are known, as articles may show them.
pub(super) fn read(
    layout: &PastLayout,
    texts: &BTreeMap<ProjectPath, Arc<str>>,
    snippets: &BTreeMap<String, (ProjectPath, Arc<str>)>,
) -> BTreeMap<ProjectPath, ArticleFacts> {
    let mut sources = Sources::default();
    let mut add = |path: &ProjectPath, text: &Arc<str>| sources.add(path.clone(), Arc::clone(text));
    let articles = texts.iter().map(|(path, text)| (path.clone(), add(path, text))).collect();
    let snippets = snippets.iter().map(|(name, (path, text))| (name.clone(), add(path, text))).collect();
    let mut config = layout.config.clone();
    config.markdown.highlight = false;
    let project =
        Project { articles, snippets, ..Project::of_texts(config, layout.trees.clone(), sources, Date::ZERO) };
    let articles = content::parse(&project, &ArticleCache::new(BodyMode::Time)).value;
    articles.iter().map(|article| (article.path.clone(), of_article(article))).collect()
}

fn of_article(article: &Article) -> ArticleFacts {
    let record = article.body.document.record(&UiTexts::default());
    let mut lines: Vec<Vec<String>> = vec![Vec::new(); article.body.outline.len() + 1];
    for block in blocks(&record).filter(|block| !block.is_title) {
        if let Some(section) = lines.get_mut(block.section) {
            section.push(block.line());
        }
    }
    let first =
        SectionFacts { id: String::new(), also: Vec::new(), heading: String::new(), level: 1, features: Vec::new() };
    let headings = article.body.outline.iter().map(|heading| SectionFacts {
        id: heading.id.clone(),
        also: Vec::new(),
        heading: heading.text.clone(),
        level: heading.level,
        features: Vec::new(),
    });
    let mut sections: Vec<SectionFacts> = std::iter::once(first).chain(headings).collect();
    for (section, lines) in sections.iter_mut().zip(&lines) {
        section.features = features(lines.iter().map(String::as_str));
    }
    let all = lines.iter().flatten().map(String::as_str);
    let headings = sections.iter().map(|section| section.heading.as_str());
    let features = features(all.chain(headings));
    let mut other_anchors = Vec::new();
    for id in article.body.anchors.iter().filter(|id| !is_note(id)) {
        if sections.iter().any(|section| section.id == **id) {
            continue;
        }
        let is_its_own =
            |section: &&mut SectionFacts| !section.heading.is_empty() && words(&section.heading) == words(id);
        match sections.iter_mut().find(is_its_own) {
            Some(section) => section.also.push(id.to_string()),
            None => other_anchors.push(id.to_string()),
        }
    }
    ArticleFacts {
        title: article.meta.title.clone(),
        place: PlaceFacts::of(article),
        other_anchors,
        sections,
        features,
    }
}

/// Whether an id belongs to a footnote.
fn is_note(id: &str) -> bool {
    id.starts_with("fn-") || id.starts_with("fnref-")
}

impl SectionFacts {
    /// Whether an id leads to the section.
    pub fn has_id(&self, id: &str) -> bool {
        self.id == id || self.also.iter().any(|also| also == id)
    }
}

impl PlaceFacts {
    fn of(article: &Article) -> Self {
        let meta = &article.meta;
        let value = |given: &Option<Spanned<String>>| given.as_ref().map(|given| given.value.clone());
        let access = meta.access.as_ref();
        Self {
            key: article.key.to_string(),
            is_index: article.is_index,
            id: value(&meta.id),
            slug: value(&meta.slug),
            permalink: meta.permalink.as_ref().map(|given| given.value.to_string()),
            aliases: meta.aliases.iter().map(|alias| alias.value.clone()).collect(),
            labels: meta.labels.clone(),
            publish: meta.publish.map(|date| date.to_string()),
            expires: meta.expires.map(|date| date.to_string()),
            draft: meta.draft,
            unlisted: meta.unlisted,
            access: access.map(|all| all.iter().map(|one| (one.key.clone(), one.values.clone())).collect()),
            original: article.original.as_ref().map(ToString::to_string),
            words: article.body.words.min(1),
        }
    }
}

impl ArticleFacts {
    /// An article that has all that decides where it is published, and no text. `source` is only a placeholder.
    pub fn skeleton(
        &self,
        path: &ProjectPath,
        edition: EditionId,
        key: ArticleKey,
        is_index: bool,
        source: SourceId,
    ) -> Article {
        let place = &self.place;
        let span = || Span::new(source, 0..0);
        let date = |date: &Option<String>| date.as_ref().and_then(|date| date.parse().ok());
        let spanned = |value: &String| Spanned { value: value.clone(), span: span() };
        let restriction = |(key, values): &(String, Vec<String>)| Restriction {
            key: key.clone(),
            values: values.clone(),
            span: span(),
        };
        let meta = Meta {
            title: self.title.clone(),
            short_title: self.title.clone(),
            id: place.id.as_ref().map(spanned),
            slug: place.slug.as_ref().map(spanned),
            permalink: place.permalink.as_ref().map(|to| Spanned { value: Address::new(to), span: span() }),
            aliases: place.aliases.iter().map(spanned).collect(),
            labels: place.labels.clone(),
            publish: date(&place.publish),
            expires: date(&place.expires),
            draft: place.draft,
            unlisted: place.unlisted,
            access: place.access.as_ref().map(|all| all.iter().map(restriction).collect()),
            ..Meta::default()
        };
        Article {
            source,
            path: path.clone(),
            key,
            edition,
            is_index,
            meta: Arc::new(meta),
            body: Arc::new(Body { words: place.words, ..Body::default() }),
            hash: "".into(),
            original: place.original.as_ref().map(|original| ArticleKey::new(original)),
        }
    }
}
