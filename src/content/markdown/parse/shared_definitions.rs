//! `[label]: target` lines that an article shares with its snippets: each may use what the others define.
//!
//! The parser knows the definitions of one text only, and asks here for all others.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use comrak::ResolvedReference;
use comrak::options::{BrokenLinkCallback, BrokenLinkReference};

use super::definitions::{self, Definitions};
use super::snippet_names;
use crate::content::markdown::calls::{CallKind, calls};
use crate::content::markdown::context::MarkdownContext;
use crate::html::{self, address};
use crate::path::ProjectPath;

/// Targets and titles, by normalized label.
#[derive(Debug, Default)]
pub(super) struct SharedDefinitions(HashMap<String, (String, String)>);

impl SharedDefinitions {
    /// The definitions of an article and of the snippets in it; `None` for an article without snippets.
    pub fn of(text: &str, context: &MarkdownContext<'_>) -> Option<Arc<Self>> {
        // Most articles have no snippets.
        if !calls(text).any(|call| matches!(call.kind, CallKind::Snippet(_))) {
            return None;
        }
        let mut shared = Self::default();
        let mut texts = vec![(text, context.path)];
        let mut known = HashSet::new();
        while let Some((text, path)) = texts.pop() {
            shared.add(text, path);
            for call in calls(text) {
                let CallKind::Snippet(name) = call.kind else { continue };
                if let Some((name, snippet)) = snippet_names::find_snippet(context, name)
                    && known.insert(name)
                {
                    texts.push((&*snippet.text.text, &snippet.path));
                }
            }
        }
        (!known.is_empty()).then(|| Arc::new(shared))
    }

    /// Adds the definitions of a text. Relative targets start from its file.
    fn add(&mut self, text: &str, path: &ProjectPath) {
        // Footnotes are not shared.
        for (label, target) in Definitions::of(text).all().filter(|(label, _)| !label.starts_with('^')) {
            let url = html::decode(&definitions::unescape(&text[target.clone()])).into_owned();
            let rest = text[target.end..].strip_prefix('>').unwrap_or(&text[target.end..]);
            let title = title(rest.lines().next().unwrap_or_default().trim());
            self.0.entry(label.to_owned()).or_insert_with(|| (from_root(url, path), title));
        }
    }
}

impl BrokenLinkCallback for SharedDefinitions {
    fn resolve(&self, reference: BrokenLinkReference<'_>) -> Option<ResolvedReference> {
        let (url, title) = self.0.get(&definitions::normalized(reference.original))?.clone();
        Some(ResolvedReference { url, title })
    }
}

/// A target as it can be used in any file: a relative path starts at the project folder instead.
fn from_root(url: String, path: &ProjectPath) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    if end == 0 || address::scheme(&url).is_some() || url.starts_with(['/', '~', '@', '{']) {
        return url;
    }
    path.parent().join(&url[..end]).map_or_else(|| url.clone(), |file| format!("/{file}{}", &url[end..]))
}

fn title(text: &str) -> String {
    let quotes = [('"', '"'), ('\'', '\''), ('(', ')')];
    let inner = quotes.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    inner.map_or(String::new(), |inner| html::decode(&definitions::unescape(inner)).into_owned())
}
