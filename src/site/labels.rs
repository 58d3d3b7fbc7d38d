//! Labels: tags with a page of their own.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::content::Article;
use crate::path::{Address, slug};
use crate::site::ArticleId;

/// A tag and the articles that carry it. Labels that differ only in case or punctuation are one.
#[derive(Debug, Clone)]
pub struct Label {
    /// As first written, by the order of articles.
    pub title: String,
    /// Its page.
    pub address: Address,
    /// The articles, by title.
    pub articles: Vec<ArticleId>,
}

/// Gathers the labels of all listed articles, by address segment.
#[must_use]
pub fn gather(articles: &[Arc<Article>], parent: &Address) -> BTreeMap<String, Label> {
    let mut labels: BTreeMap<String, Label> = BTreeMap::new();
    for (id, article) in (0..).map(ArticleId).zip(articles).filter(|(_, article)| !article.meta.unlisted) {
        for title in &article.meta.labels {
            let segment = segment(title);
            let label = labels.entry(segment.clone()).or_insert_with(|| Label {
                title: title.trim().to_owned(),
                address: Address::new(&format!("{parent}{segment}/")),
                articles: Vec::new(),
            });
            if label.articles.last() != Some(&id) {
                label.articles.push(id);
            }
        }
    }
    for label in labels.values_mut() {
        label.articles.sort_by_cached_key(|id| articles[id.0 as usize].meta.title.to_lowercase());
    }
    labels
}

/// The address segment of a label.
#[must_use]
pub fn segment(title: &str) -> String {
    let segment = slug(title);
    // A label of punctuation alone (`C++` keeps its `c`, `?!` keeps nothing) still needs a page.
    if segment.is_empty() { blake3::hash(title.as_bytes()).to_hex()[..8].to_owned() } else { segment }
}
