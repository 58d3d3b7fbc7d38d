//! What distinguishes pages: title, address, breadcrumbs, language, and whether search engines should list them.

use crate::path::Address;
use crate::render::{Page, Renderer, view};
use crate::site::{ArticleId, visibility};

/// The properties in which types of pages differ.
#[derive(Debug, Clone)]
pub struct PageFacts {
    /// The value of `page.type`.
    pub kind: &'static str,
    /// The title of the page.
    pub title: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// The address of the page.
    pub address: Address,
    /// The page with the same content that search engines should list in place of this one.
    pub instead: Option<Address>,
    /// Whether search engines should skip the page.
    pub noindex: bool,
    /// The breadcrumbs from the home page to the parent.
    pub breadcrumbs: Vec<view::LinkView>,
    /// The language of the text if it is not that of the edition.
    pub language: Option<String>,
}

impl PageFacts {
    /// The address that search engines should list.
    #[must_use]
    pub fn canonical(&self) -> &Address {
        self.instead.as_ref().unwrap_or(&self.address)
    }
}

/// Whether search engines should skip a page.
#[must_use]
pub fn is_skipped(renderer: &Renderer, page: &Page) -> bool {
    let Page::Article(id) = page else {
        return matches!(page, Page::Search(_) | Page::Thanks(_) | Page::NotFound(_) | Page::Gone(_));
    };
    let article = &renderer.site[*id];
    !article.meta.search || visibility::hidden(article, renderer.project.date).is_some()
}

/// The language of an article's text if it is not that of its edition.
#[must_use]
pub fn language(renderer: &Renderer, id: ArticleId) -> Option<String> {
    let site = &renderer.site;
    let original = || site.fallbacks.get(&id).map(|id| renderer.project.config.language(site[*id].edition).to_owned());
    site[id].meta.lang.clone().or_else(original)
}
