//! Source → [`Article`]: one text is read once, and what the site needs of it is kept.
//!
//! Steps: split off the front matter (`front_matter`), understand the markup of other tools (`compat`), parse
//! and render the Markdown (`markdown`). Links are left as numbered slots in the HTML, which [`crate::links`] fills.
//! No article sees another one here. What was read before is kept in a [`ArticleCache`] that is handed in.

pub mod cache;
pub mod changes;
pub mod compat;
pub mod folder;
pub mod front_matter;
pub mod git_notes;
pub mod highlight;
pub mod keys;
pub mod mapped_text;
pub mod markdown;
pub mod meta;
pub mod parse;
pub mod partial;
pub mod passages;
pub mod player;
pub mod sanitize;
pub mod stored_text;
pub mod summary;
pub mod terms;
pub mod text;
pub mod translation;

use std::sync::Arc;

use jiff::civil::Date;

use crate::path::{Address, ArticleKey, ProjectPath};
use crate::source::{SourceId, Span, Spanned};

pub use crate::config::{EditionId, LocaleId, VersionId};
pub use cache::ArticleCache;
pub use parse::parse;
pub use stored_text::{BodyMode, StoredText};
pub use terms::ArticleTerms;

/// What an article is, which decides how its page is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum ArticleKind {
    /// Anything else.
    #[default]
    Article,
    /// Each H2 is a question.
    Faq,
    /// Numbered steps stand out.
    Guide,
    /// A recording with chapters and a transcript.
    Video,
    /// Symptom, cause, fix.
    Troubleshooting,
    /// Downloads, or the link to a form.
    Form,
}

impl ArticleKind {
    /// All kinds, in the order of their documentation.
    pub const ALL: [Self; 6] = [Self::Article, Self::Faq, Self::Guide, Self::Video, Self::Troubleshooting, Self::Form];

    /// The kind's name in front matter and in templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Faq => "faq",
            Self::Guide => "guide",
            Self::Video => "video",
            Self::Troubleshooting => "troubleshooting",
            Self::Form => "form",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A page of the help center, read but not yet placed.
#[derive(Debug, Clone)]
pub struct Article {
    /// The file's text.
    pub source: SourceId,
    /// The file.
    pub path: ProjectPath,
    /// Its name within its edition.
    pub key: ArticleKey,
    /// Where it belongs.
    pub edition: EditionId,
    /// Whether it stands for its folder (`index.md`, `_index.md`, `README.md`).
    pub is_index: bool,
    /// What the front matter says, completed from the text and from git. Editions with the same text share it.
    pub meta: Arc<Meta>,
    /// The rendered text, shared likewise.
    pub body: Arc<Body>,
    /// BLAKE3 of title, description and text, 16 hex digits: names this wording of the article.
    pub hash: Arc<str>,
}

/// What is known about an article beside its text. Keys that were not given are already filled in.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(test, derive(Default))]
#[allow(clippy::struct_excessive_bools)] // each is a front-matter key of its own
pub struct Meta {
    /// Front matter, else the first H1, else the file's name in words.
    pub title: String,
    /// A shorter title for lists and breadcrumbs (`linkTitle`, `sidebar_label`); the title where not given.
    pub short_title: String,
    /// Front matter, else the first sentence, at most 160 characters; may be empty.
    pub description: String,
    /// Whether the description was written by hand (it then stands as the lead of the page).
    pub has_lead: bool,
    /// What it is.
    pub kind: ArticleKind,
    /// Permanent id for `/a/<id>/`.
    pub id: Option<Spanned<String>>,
    /// The last segment of the address, already a valid segment.
    pub slug: Option<Spanned<String>>,
    /// The whole address (`permalink`, `url`, or a `slug` that starts with `/`).
    pub permalink: Option<Spanned<Address>>,
    /// Old addresses, absolute or relative to the article's folder, as written.
    pub aliases: Vec<Spanned<String>>,
    /// Place among its siblings in thousandths (Docusaurus and Starlight allow `2.5`), smallest first; articles without
    /// one come after, by title.
    pub order: Option<i64>,
    /// Tags that get pages of their own.
    pub labels: Vec<String>,
    /// Words that find it in search.
    pub keywords: Vec<String>,
    /// Shown under "Popular"; `promoted = 2` stands after `promoted = 1` (`true` is 1).
    pub promoted: Option<i64>,
    /// Links to related articles, as written.
    pub related: Vec<Spanned<String>>,
    /// Who keeps it fresh.
    pub owner: Option<String>,
    /// When somebody last read it critically.
    pub reviewed: Option<Date>,
    /// Days after which it is stale.
    pub review_every: Option<u32>,
    /// First public day (`publish`, else `date`); hidden before.
    pub publish: Option<Date>,
    /// First day on which it is gone.
    pub expires: Option<Date>,
    /// Front matter, else git.
    pub updated: Option<Date>,
    /// Hidden unless drafts are asked for.
    pub draft: bool,
    /// The recording of a `video` article.
    pub video: Option<Video>,
    /// Whether the outline is shown.
    pub toc: bool,
    /// Whether "Was this helpful?" is shown.
    pub feedback: bool,
    /// Whether search finds it.
    pub search: bool,
    /// Whether the contact strip is shown.
    pub contact: bool,
    /// Name of an icon of the theme, for categories.
    pub icon: Option<Spanned<String>>,
    /// The link of a `form` article to an online form (`form_url`).
    pub form: Option<Spanned<String>>,
    /// BCP 47 tag where the text is in another language than its edition (`lang`).
    pub lang: Option<String>,
    /// The wording of the default locale's article that this one was translated from, as [`translation::wording`] names it.
    pub translated_from: Option<Spanned<String>>,
    /// Hidden from lists and navigation but public (`unlisted`, Hugo's `_build.list: never`).
    pub unlisted: bool,
}

/// The recording of a `video` article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    /// A `YouTube` or `Vimeo` page, any `https://` embed, or a local `.mp4`.
    pub url: Spanned<String>,
    /// Length in seconds.
    pub duration: Option<u32>,
    /// A local picture shown before the click.
    pub poster: Option<Spanned<String>>,
    /// A local `WebVTT` file.
    pub captions: Option<Spanned<String>>,
    /// The name to say aloud; the article's title where `None`.
    pub title: Option<String>,
}

/// An article's text, rendered but for its link slots.
#[derive(Debug, Default)]
pub struct Body {
    /// HTML with slots (see [`SlotPart`]); the H1 that became the title is not in it.
    pub html: StoredText,
    /// H2 and deeper, in order.
    pub outline: Vec<Heading>,
    /// What the slots stand for, by number.
    pub links: Vec<Link>,
    /// The questions of a `faq`, in order; empty for other kinds.
    pub questions: Vec<Question>,
    /// The steps of a `guide` (plain text of each item of its step lists), for structured data.
    pub steps: Vec<String>,
    /// Plain text of the first paragraph.
    pub lead: String,
    /// The first H1, if the text starts with one: plain text.
    pub title: Option<String>,
    /// Number of words, code not counted.
    pub words: usize,
    /// Every `id` in the HTML, for checking anchors: headings, questions, raw HTML. Sorted.
    pub anchors: Vec<Arc<str>>,
    /// The article's most telling terms, for finding related ones.
    pub terms: ArticleTerms,
}

impl Body {
    /// What stands for a text that was not read.
    #[must_use]
    pub fn unread() -> Self {
        // Without a word it would be taken for an article that has none.
        Self { words: 1, ..Self::default() }
    }
}

/// A heading of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6.
    pub level: u8,
    /// Its anchor.
    pub id: String,
    /// Plain text.
    pub text: String,
}

/// A question of a `faq`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its anchor.
    pub id: String,
    /// Plain text.
    pub question: String,
    /// The answer as plain text, paragraphs separated by a newline.
    pub answer: String,
}

/// What a link slot stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where the reader goes, or what the page shows.
    pub role: LinkRole,
    /// The target as the author meant it: entities and backslash escapes read, percent-escapes kept.
    pub target: String,
    /// The target in the source: the smallest span that shows it.
    pub span: Span,
    /// The file that relative targets start from: the article, or the snippet that the link stands in.
    pub from: ProjectPath,
}

/// How a link is used, which decides what its slots are filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRole {
    /// `<a href>` from Markdown: local files get their type and size beside the text.
    Anchor,
    /// `<img src>` from Markdown, standing alone: gets width, height, lazy loading and a link to full size.
    Picture,
    /// `<img src>` inside a link or a line of text: the same without the link to full size.
    InlinePicture,
    /// `<video src>`, from the image syntax.
    Video,
    /// Any address in raw HTML (`href`, `src`, `srcset` parts, `poster`): only the address is replaced.
    Raw,
    /// `<img src>` in raw HTML: like `Raw`, and width and height are added where missing.
    RawPicture,
}

/// The parts of the HTML that depend on where a link leads.
///
/// In [`Body::html`] a slot is written `NUL`, the part's letter, the link's number in decimal, `NUL`. The parser turns
/// every U+0000 of the source into U+FFFD, so a slot cannot be forged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotPart {
    /// `b`: before the element.
    Before,
    /// `h`: the address, inside the quotes of an attribute.
    Href,
    /// `a`: more attributes, each with a leading space.
    Attributes,
    /// `e`: after the element's content (`Anchor`: before `</a>`) or after the element (pictures).
    After,
}

impl SlotPart {
    /// The letter that stands for the part.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Before => 'b',
            Self::Href => 'h',
            Self::Attributes => 'a',
            Self::After => 'e',
        }
    }

    /// The slot of link number `link`, as written into the HTML.
    #[must_use]
    pub fn slot(self, link: usize) -> String {
        format!("\0{}{link}\0", self.letter())
    }
}
