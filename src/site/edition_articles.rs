//! The public articles of one edition, side by side: a part of the list of all, whose ids they keep.

use std::sync::Arc;

use super::ArticleId;
use crate::content::{Article, EditionId};
use crate::path::Address;

/// One edition's articles.
#[derive(Debug, Clone)]
pub struct EditionArticles<'a> {
    /// Whose they are.
    pub edition: EditionId,
    /// The address of the edition's home page.
    pub home: Address,
    articles: &'a [Arc<Article>],
    /// The id of the first one.
    start: u32,
    /// Whether the articles are another locale's, by their order here; empty where none is.
    borrowed: &'a [bool],
}

impl<'a> EditionArticles<'a> {
    /// The articles from `start` on; `borrowed` tells which of them are another locale's.
    #[must_use]
    pub fn new(
        edition: EditionId,
        home: Address,
        start: usize,
        articles: &'a [Arc<Article>],
        borrowed: &'a [bool],
    ) -> Self {
        let start = u32::try_from(start).expect("fewer than 2^32 articles");
        Self { edition, home, articles, start, borrowed }
    }

    /// The articles in order.
    #[must_use]
    pub fn articles(&self) -> &'a [Arc<Article>] {
        self.articles
    }

    /// The articles with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ArticleId, &'a Article)> + use<'a> {
        (self.start..).map(ArticleId).zip(self.articles.iter().map(|article| &**article))
    }

    /// The place of an article here.
    #[must_use]
    pub fn place(&self, id: ArticleId) -> usize {
        (id.0 - self.start) as usize
    }

    /// An article that stands here.
    #[must_use]
    pub fn get(&self, id: ArticleId) -> &'a Article {
        &self.articles[self.place(id)]
    }

    /// Whether an article stands here for a translation that is missing.
    #[must_use]
    pub fn is_borrowed(&self, id: ArticleId) -> bool {
        self.borrowed.get(self.place(id)).copied().unwrap_or(false)
    }

    /// The address of this edition for an address that a writer typed without the edition's prefix.
    #[must_use]
    pub fn within(&self, address: &Address) -> Address {
        let home = self.home.as_str();
        let path = address.as_str();
        if path.starts_with(home) {
            return address.clone();
        }
        Address::new(&format!("{home}{}", path.trim_start_matches('/')))
    }
}
