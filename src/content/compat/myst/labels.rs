//! The labels `(name)=` of all articles, and the titles of articles: what references without a text show.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::super::super::front_matter::{self, lines_with_offsets};
use crate::path::ProjectPath;
use crate::source::{SourceId, Sources};

/// The labels and titles of a project's articles. Found when first needed.
#[derive(Debug)]
pub struct Labels<'p> {
    articles: &'p BTreeMap<ProjectPath, SourceId>,
    sources: &'p Sources,
    found: OnceLock<FoundLabels>,
    digest: OnceLock<blake3::Hash>,
}

#[derive(Debug, Default)]
struct FoundLabels {
    /// The places of each label.
    labels: BTreeMap<String, Vec<LabelPlace>>,
    titles: BTreeMap<ProjectPath, String>,
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
        Self { articles, sources, found: OnceLock::new(), digest: OnceLock::new() }
    }

    /// A digest of all labels and titles.
    #[must_use]
    pub fn digest(&self) -> blake3::Hash {
        *self.digest.get_or_init(|| blake3::hash(format!("{:?}", self.found()).as_bytes()))
    }

    /// The place of a label. Of several, the one in the file that shares the most folders with `from`.
    pub(super) fn place(&self, label: &str, from: &ProjectPath) -> Option<&LabelPlace> {
        let shared = |place: &&LabelPlace| {
            let own = from.as_str().split('/');
            own.zip(place.path.as_str().split('/')).take_while(|(a, b)| a == b).count()
        };
        let places = self.found().labels.get(&label.to_lowercase())?;
        // Of equally near ones, the first.
        places.iter().rev().max_by_key(shared)
    }

    /// The title of an article.
    pub(super) fn title(&self, path: &ProjectPath) -> Option<&str> {
        self.found().titles.get(path).map(String::as_str)
    }

    fn found(&self) -> &FoundLabels {
        self.found.get_or_init(|| {
            let mut found = FoundLabels::default();
            for (path, &source) in self.articles {
                found.read(path, source, &self.sources[source].text);
            }
            found
        })
    }
}

impl FoundLabels {
    fn read(&mut self, path: &ProjectPath, source: SourceId, text: &str) {
        let front = front_matter::read(source, text).value;
        let body = &text[front.body..];
        let title = front.table.value("title").and_then(|title| title.text()).map(str::to_owned);
        let first_heading = || lines_with_offsets(body).find_map(|(_, line)| line.strip_prefix("# ")).map(heading_text);
        if let Some(title) = title.or_else(first_heading) {
            self.titles.insert(path.clone(), title);
        }
        if !body.contains(")=") {
            return;
        }
        let mut waiting: Vec<&str> = Vec::new();
        for (_, line) in lines_with_offsets(body) {
            if let Some(label) = label(line) {
                waiting.push(label);
            } else if !line.trim().is_empty() {
                let title = line.trim_start_matches('#');
                let is_heading = title.len() < line.len() && title.starts_with(' ');
                for label in waiting.drain(..) {
                    let heading = is_heading.then(|| heading_text(title));
                    let is_title = is_heading && line.starts_with("# ");
                    let place = LabelPlace { path: path.clone(), heading, is_title };
                    self.labels.entry(label.to_lowercase()).or_default().push(place);
                }
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
