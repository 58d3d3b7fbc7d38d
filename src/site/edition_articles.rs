//! The public articles of one edition: a slice of the site's articles, with the same ids.

use std::sync::Arc;

use super::ArticleId;
use crate::content::{Article, EditionId};
use crate::path::Address;

/// The articles of one edition.
#[derive(Debug, Clone)]
pub struct EditionArticles<'a> {
    /// The edition.
    pub edition: EditionId,
    /// The address of the edition's home page.
    pub home: Address,
    articles: &'a [Arc<Article>],
    /// The id of the first article.
    start: u32,
    /// Whether each article is borrowed from another locale; empty if none is.
    borrowed: &'a [bool],
}

impl<'a> EditionArticles<'a> {
    /// Creates the slice of articles that starts with the id `start`. `borrowed` says which of them come from another
    /// locale.
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

    /// The articles, in order.
    #[must_use]
    pub fn articles(&self) -> &'a [Arc<Article>] {
        self.articles
    }

    /// The articles with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (ArticleId, &'a Article)> + use<'a> {
        (self.start..).map(ArticleId).zip(self.articles.iter().map(|article| &**article))
    }

    /// The index of an article in this slice.
    #[must_use]
    pub fn place(&self, id: ArticleId) -> usize {
        (id.0 - self.start) as usize
    }

    /// The article with this id, which must be in the slice.
    #[must_use]
    pub fn get(&self, id: ArticleId) -> &'a Article {
        &self.articles[self.place(id)]
    }

    /// Whether an article is used in place of a missing translation.
    #[must_use]
    pub fn is_borrowed(&self, id: ArticleId) -> bool {
        self.borrowed.get(self.place(id)).copied().unwrap_or(false)
    }

    /// The address in this edition for an address that was written without the edition's prefix.
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
