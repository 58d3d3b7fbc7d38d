//! What pages that list articles see, and the cards that they are listed by.

use minijinja::Value;
use serde::Serialize;

use super::Date;

/// An article in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// The title.
    pub title: String,
    /// BCP 47 tag of the title's language, where it is not the edition's.
    pub language: Option<String>,
    /// The address.
    pub href: String,
    /// The description; may be empty.
    pub description: String,
    /// The kind's name.
    pub kind: &'static str,
    /// The kind in the edition's language; empty for a plain `article`.
    pub kind_label: String,
    /// The title of its category; empty at the top.
    pub category: String,
    /// Last change.
    pub updated: Option<Date>,
    /// Whether it is a draft.
    pub draft: bool,
}

/// A category on the home page.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryCard {
    /// The title.
    pub title: String,
    /// BCP 47 tag of the title's language, where it is not the edition's.
    pub language: Option<String>,
    /// The address.
    pub href: String,
    /// The description; may be empty.
    pub description: String,
    /// Name of an icon; `folder` if none is given.
    pub icon: String,
    /// Number of listed articles in it, sections included.
    pub count: usize,
}

/// `home`, on the page made by `home.html`.
#[derive(Debug, Clone, Serialize)]
pub struct HomeView {
    /// The large question.
    pub title: String,
    /// The line below it.
    pub lead: String,
    /// The text of the content folder's own `index.md`; may be empty.
    pub html: String,
    /// Promoted articles, else the first ones of each category: each a [`Card`].
    pub popular: Vec<Value>,
    /// Whether `popular` was chosen by the writer.
    pub promoted: bool,
    /// The latest changes: each a [`Card`].
    pub whats_new: Vec<Value>,
    /// Articles that lie in no category: each a [`Card`].
    pub articles: Vec<Value>,
}

/// `category`, on pages made by `category.html`: a category or a section, which are drawn alike.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryView {
    /// The title.
    pub title: String,
    /// The description; may be empty.
    pub lead: String,
    /// The text of the folder's `index.md`; may be empty.
    pub html: String,
    /// Name of an icon; `folder` if none is given.
    pub icon: String,
    /// Number of listed articles in it, sections included.
    pub count: usize,
    /// Whether it is a section of another category.
    pub is_section: bool,
    /// The sections and articles in it.
    pub tree: SectionView,
    /// "Edit this page", where the folder has an `index.md`.
    pub edit_href: Option<String>,
    /// Headings of the folder's own text.
    pub outline: Value,
}

/// A folder's content, as lists.
#[derive(Debug, Clone, Serialize)]
pub struct SectionView {
    /// The title.
    pub title: String,
    /// The address.
    pub href: String,
    /// The description; may be empty.
    pub description: String,
    /// Number of listed articles in it, sections included.
    pub count: usize,
    /// The articles directly in it, in order: each a [`Card`].
    pub articles: Vec<Value>,
    /// The sections directly in it, in order. Below the second level, `articles` and `sections` are left empty: follow `href`.
    pub sections: Vec<SectionView>,
}

/// `label`, on pages made by `label.html`.
#[derive(Debug, Clone, Serialize)]
pub struct LabelView {
    /// The label as first written.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Number of articles.
    pub count: usize,
    /// The articles, each a [`Card`]; empty inside [`LabelsView`].
    pub articles: Vec<Value>,
}

/// `labels`, on the page made by `labels.html`: all labels by name.
pub type LabelsView = Vec<LabelView>;

/// `all`, on the pages made by `all.html` and `search.html`: every listed article, by category.
pub type AllArticlesView = Vec<SectionView>;

/// `redirect`, on the pages made by `redirect.html`, which stand at old addresses. Their `page` has the title of the
/// article that moved, and its `canonical`.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    /// Where the page is now.
    pub href: String,
}

/// `entries`, on the page made by `whats-new.html`: articles with a date, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct WhatsNewEntry {
    /// The anchor of the entry.
    pub id: String,
    /// The day of the change.
    pub date: Date,
    /// Whether the article appeared on that day, rather than changed.
    pub is_new: bool,
    /// The article.
    pub article: Value,
}

/// `release`, on the page made by `whats-new.html`: what changed since the version before; none where nothing did.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseView {
    /// What readers call this version.
    pub version: String,
    /// What readers call the version before.
    pub since: String,
    /// Articles that were not there before.
    pub added: ReleaseSection,
    /// Articles that say something else.
    pub changed: ReleaseSection,
    /// Articles of the version before that are gone.
    pub removed: ReleaseSection,
}

/// Articles of one heading of [`ReleaseView`], by key.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseSection {
    /// How many there are.
    pub count: usize,
    /// The first hundred of them: each a [`Card`].
    pub articles: Vec<Value>,
}
