//! The labels `(name)=` of all articles, and the titles of articles: what references without a text show.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use memchr::memmem;

use super::super::super::front_matter::{self, lines_with_offsets};
use crate::path::ProjectPath;
use crate::source::{SourceId, Sources};

/// The places of each label.
type PlacesByLabel = BTreeMap<String, Vec<LabelPlace>>;

/// The labels of a project's articles, found when first needed, and their titles.
#[derive(Debug)]
pub struct Labels<'p> {
    articles: &'p BTreeMap<ProjectPath, SourceId>,
    sources: &'p Sources,
    places: OnceLock<PlacesByLabel>,
    digest: OnceLock<blake3::Hash>,
}

/// What a label stands before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LabelPlace {
    /// The article.
    pub path: ProjectPath,
    /// The heading, if it is one.
    pub heading: Option<String>,
    /// Whether that is the article's title.
    pub is_title: bool,
}

impl<'p> Labels<'p> {
    /// The labels of these articles.
    #[must_use]
    pub fn new(articles: &'p BTreeMap<ProjectPath, SourceId>, sources: &'p Sources) -> Self {
        Self { articles, sources, places: OnceLock::new(), digest: OnceLock::new() }
    }

    /// A digest of all labels.
    #[must_use]
    pub fn digest(&self) -> blake3::Hash {
        *self.digest.get_or_init(|| blake3::hash(format!("{:?}", self.places()).as_bytes()))
    }

    /// The place of a label. Of several, the one in the file that shares the most folders with `from`.
    pub(super) fn place(&self, label: &str, from: &ProjectPath) -> Option<&LabelPlace> {
        let shared = |place: &&LabelPlace| {
            let own = from.as_str().split('/');
            own.zip(place.path.as_str().split('/')).take_while(|(a, b)| a == b).count()
        };
        let places = self.places().get(&label.to_lowercase())?;
        // Of equally near ones, the first.
        places.iter().rev().max_by_key(shared)
    }

    /// The title of an article.
    #[must_use]
    pub fn title(&self, path: &ProjectPath) -> Option<String> {
        let source = *self.articles.get(path)?;
        let text = &self.sources[source].text;
        let front = front_matter::read(source, text).value;
        let title = front.table.value("title").and_then(|title| title.text()).map(str::to_owned);
        let first_heading = || lines_with_offsets(&text[front.body..]).find_map(|(_, line)| line.strip_prefix("# "));
        title.or_else(|| first_heading().map(heading_text))
    }

    fn places(&self) -> &PlacesByLabel {
        self.places.get_or_init(|| {
            let mut places = PlacesByLabel::new();
            for (path, &source) in self.articles {
                let text = &self.sources[source].text;
                if memmem::find(text.as_bytes(), b")=").is_some() {
                    add_labels(path, text, &mut places);
                }
            }
            places
        })
    }
}

/// Adds the labels of an article.
fn add_labels(path: &ProjectPath, text: &str, places: &mut PlacesByLabel) {
    let mut waiting: Vec<&str> = Vec::new();
    for (_, line) in lines_with_offsets(text) {
        if let Some(label) = label(line) {
            waiting.push(label);
        } else if !line.trim().is_empty() {
            let title = line.trim_start_matches('#');
            let is_heading = title.len() < line.len() && title.starts_with(' ');
            for label in waiting.drain(..) {
                let heading = is_heading.then(|| heading_text(title));
                let is_title = is_heading && line.starts_with("# ");
                let place = LabelPlace { path: path.clone(), heading, is_title };
                places.entry(label.to_lowercase()).or_default().push(place);
            }
        }
    }
}

/// The label that is alone on a line: `(name)=`.
pub(super) fn label(line: &str) -> Option<&str> {
    let label = line.trim().strip_prefix('(')?.strip_suffix(")=")?;
    (!label.is_empty() && !label.contains(['(', ')', '"', '<', '>'])).then_some(label)
}

/// The text of a heading, without attributes.
fn heading_text(heading: &str) -> String {
    let heading = heading.trim().trim_end_matches('#').trim_end();
    let attributes = heading.ends_with('}').then(|| heading.rfind(" {")).flatten();
    heading[..attributes.unwrap_or(heading.len())].trim().to_owned()
}
