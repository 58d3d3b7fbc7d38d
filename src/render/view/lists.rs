//! The variables for pages that list articles, and the cards in those lists.

use minijinja::Value;
use serde::Serialize;

use super::{Date, LinkView, TextAssets};

/// An article in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// The title.
    pub title: String,
    /// The BCP 47 tag of the title's language if it is not that of the edition.
    pub language: Option<String>,
    /// The address.
    pub href: String,
    /// The description; may be empty.
    pub description: String,
    /// The name of the kind.
    pub kind: &'static str,
    /// The name of the kind in the edition's language; empty for a plain `article`.
    pub kind_label: String,
    /// The title of the category; empty for articles without a category.
    pub category: String,
    /// The date of the last change.
    pub updated: Option<Date>,
    /// Whether the article is a draft.
    pub draft: bool,
}

/// A category on the home page.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryCard {
    /// The title.
    pub title: String,
    /// The BCP 47 tag of the title's language if it is not that of the edition.
    pub language: Option<String>,
    /// The address.
    pub href: String,
    /// The description; may be empty.
    pub description: String,
    /// The name of an icon; `folder` by default.
    pub icon: String,
    /// The number of listed articles, including those of sections.
    pub count: usize,
}

/// `home`, for the page made by `home.html`.
#[derive(Debug, Clone, Serialize)]
pub struct HomeView {
    /// The headline.
    pub title: String,
    /// The line below the headline.
    pub lead: String,
    /// The text of the content folder's own `index.md`, as HTML; may be empty.
    pub html: String,
    /// Promoted articles, or the first articles of each category, each as a [`Card`].
    pub popular: Vec<Value>,
    /// Whether the writer chose the articles in `popular`.
    pub promoted: bool,
    /// The latest changes, each as a [`Card`].
    pub whats_new: Vec<Value>,
    /// Articles without a category, each as a [`Card`].
    pub articles: Vec<Value>,
    /// What the text needs in addition to what all pages load.
    pub assets: TextAssets,
}

/// `category`, for pages made by `category.html`: a category or a section, which share a layout.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryView {
    /// The title.
    pub title: String,
    /// The description; may be empty.
    pub lead: String,
    /// The text of the folder's `index.md`, as HTML; may be empty.
    pub html: String,
    /// The name of an icon; `folder` by default.
    pub icon: String,
    /// The number of listed articles, including those of sections.
    pub count: usize,
    /// Whether this is a section of another category.
    pub is_section: bool,
    /// The sections and articles of the folder.
    pub tree: SectionView,
    /// The link for "Edit this page", if the folder has an `index.md`.
    pub edit_href: Option<String>,
    /// The headings of the folder's own text.
    pub outline: Value,
    /// Promoted articles of the folder, each as a [`Card`].
    pub popular: Vec<Value>,
    /// The latest changes in the folder, each as a [`Card`].
    pub whats_new: Vec<Value>,
    /// What the text needs in addition to what all pages load.
    pub assets: TextAssets,
}

/// The contents of a folder, as lists.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// The title.
    pub title: String,
    /// The address.
    pub href: String,
    /// The description; may be empty.
    pub description: String,
    /// The number of listed articles, including those of sections.
    pub count: usize,
    /// The articles directly in the folder, in order, each as a [`Card`].
    pub articles: Vec<Value>,
    /// The sections directly in the folder, in order. Below the second level, `articles` and `sections` are empty;
    /// `href` leads to the full list.
    pub sections: Vec<SectionView>,
}

/// `label`, for pages made by `label.html`.
#[derive(Debug, Clone, Serialize)]
pub struct LabelView {
    /// The label, as first written.
    pub title: String,
    /// The address of the label's page.
    pub href: String,
    /// The number of articles.
    pub count: usize,
    /// The articles, each as a [`Card`]; empty in [`LabelsView`].
    pub articles: Vec<Value>,
}

/// `labels`, for the page made by `labels.html`: all labels by name.
pub type LabelsView = Vec<LabelView>;

/// `all`, for the pages made by `all.html` and `search.html`: all listed articles by category.
pub type AllArticlesView = Vec<SectionView>;

/// The words of titles and keywords that begin with one letter, for the pages made by `all.html` and `search.html`.
#[derive(Debug, Clone, Serialize)]
pub struct WordIndexSection {
    /// The letter, as a capital.
    pub letter: String,
    /// The words, in order.
    pub words: Vec<WordIndexEntry>,
}

/// A word of [`WordIndexSection`].
#[derive(Debug, Clone, Serialize)]
pub struct WordIndexEntry {
    /// The word, or a keyword of several words.
    pub word: String,
    /// The articles whose title or keywords contain the word, each as a [`Card`].
    pub articles: Vec<Value>,
}

/// `redirect`, for the pages made by `redirect.html` at old addresses. Their `page` has the title and the `canonical`
/// address of the moved article.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    /// The new address.
    pub href: String,
    /// The new addresses of anchors that are not on the new page, as a JSON object; `none` if there are none.
    pub anchors: Option<String>,
}

/// `gone`, for the pages made by `gone.html` at addresses that are gone.
#[derive(Debug, Clone, Serialize)]
pub struct GoneView {
    /// Why, in a sentence; may be empty.
    pub reason: String,
    /// The nearest page.
    pub near: Option<LinkView>,
    /// The pages that parts of the old page are on now, each once.
    pub parts: Vec<LinkView>,
    /// The new addresses of the old page's anchors, as a JSON object; `none` if there are none.
    pub anchors: Option<String>,
}

/// `entries`, for the page made by `whats-new.html`: articles with a date, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct WhatsNewEntry {
    /// The anchor of the entry.
    pub id: String,
    /// The date of the change.
    pub date: Date,
    /// Whether the article was published on that date, rather than changed.
    pub is_new: bool,
    /// The article, as a [`Card`].
    pub article: Value,
}

/// `release`, for the page made by `whats-new.html`: what changed since the previous version. `None` if nothing did.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseView {
    /// The label of this version.
    pub version: String,
    /// The label of the previous version.
    pub since: String,
    /// Articles that are new in this version.
    pub added: ReleaseSection,
    /// Articles whose text changed.
    pub changed: ReleaseSection,
    /// Articles of the previous version that were removed.
    pub removed: ReleaseSection,
}

/// The articles of one section of [`ReleaseView`], by key.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseSection {
    /// The number of articles.
    pub count: usize,
    /// The first hundred articles, each as a [`Card`].
    pub articles: Vec<Value>,
}
