//! The anchors that were looked up in articles, to find out whether a lookup would still have the same result.

use std::sync::Arc;

use crate::content::Article;
use crate::site::{ArticleId, Site, translations};

/// An anchor that was looked up in an article, and the result.
#[derive(Debug)]
pub(super) struct AnchorLookup {
    pub article: ArticleId,
    pub anchor: String,
    pub is_there: bool,
    /// What the report of a missing anchor also depends on: the article, which may have a similar anchor, and its
    /// original, whose headings say where the anchor would be in a translation.
    used: Vec<(ArticleId, Arc<Article>)>,
}

impl AnchorLookup {
    pub(super) fn new(site: &Site, article: ArticleId, anchor: String) -> Self {
        let is_there = has_anchor(&site[article], &anchor);
        let used = [Some(article), translations::original(site, article)].into_iter().flatten();
        let used = used.filter(|_| !is_there).map(|id| (id, Arc::clone(&site.articles[id.index()]))).collect();
        Self { article, anchor, is_there, used }
    }

    /// Whether it would have the same result now.
    pub(super) fn is_current(&self, site: &Site) -> bool {
        has_anchor(&site[self.article], &self.anchor) == self.is_there
            && self.used.iter().all(|(id, article)| Arc::ptr_eq(&site.articles[id.index()], article))
    }
}

/// Whether an article's text has an anchor.
fn has_anchor(article: &Article, anchor: &str) -> bool {
    article.body.anchors.binary_search_by(|known| (**known).cmp(anchor)).is_ok()
}
