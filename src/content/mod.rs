//! Source → [`Article`]: processes each text once and keeps what the site needs.
//!
//! Steps: split off the front matter (`front_matter`), translate markup of other tools (`compat`), parse and render the
//! Markdown (`markdown`). What depends on more than the article, such as where a link leads, becomes a hole in the HTML
//! ([`holes`]). Articles are processed independently of each other; an [`ArticleCache`] keeps the results of earlier
//! builds.

pub mod alerts;
pub mod cache;
pub mod changes;
pub mod compat;
pub mod document;
pub mod folder;
pub mod front_matter;
pub mod git_notes;
pub mod highlight;
pub mod holes;
pub mod includes;
pub mod keys;
pub mod mapped_text;
pub mod markdown;
pub mod meta;
pub mod originals;
pub mod parse;
pub mod partial;
pub mod passages;
pub mod player;
pub mod policy_needs;
pub mod product;
pub mod sanitize;
pub mod stored_text;
pub mod summary;
pub mod terms;
pub mod text;
pub mod translation;
pub mod watched;
pub mod wording;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::html::escape_attribute;
use crate::named::named;
use crate::path::{Address, ArticleKey, ProjectPath};
use crate::source::{SourceId, Span, Spanned};
use crate::theme::texts::UiTexts;

pub use crate::config::{EditionId, LocaleId, VersionId};
pub use cache::ArticleCache;
pub use document::ArticleDocument;
use holes::{Hole, LinkPart, Piece};
pub use parse::parse;
pub use policy_needs::PolicyNeeds;
pub use stored_text::{BodyMode, StoredText};
pub use terms::ArticleTerms;

named! {
    /// The kind of an article, which determines its page layout.
    #[derive(Default)]
    pub enum ArticleKind {
        /// Any other article.
        #[default]
        Article = "article",
        /// Each H2 is a question.
        Faq = "faq",
        /// A guide with numbered steps.
        Guide = "guide",
        /// A video with chapters and a transcript.
        Video = "video",
        /// Symptom, cause, fix.
        Troubleshooting = "troubleshooting",
        /// Downloads, or the link to a form.
        Form = "form",
    }
}

/// An article of the help center, processed but not yet placed in the site.
#[derive(Debug, Clone)]
pub struct Article {
    /// The file's text.
    pub source: SourceId,
    /// The file.
    pub path: ProjectPath,
    /// Its name within its edition.
    pub key: ArticleKey,
    /// Its edition.
    pub edition: EditionId,
    /// Whether it is the page of its folder (`index.md`, `_index.md`, `README.md`).
    pub is_index: bool,
    /// The front matter, completed from the text and from git. Editions with the same text share it.
    pub meta: Arc<Meta>,
    /// The rendered text, shared in the same way.
    pub body: Arc<Body>,
    /// BLAKE3 of title, description and text as 16 hex digits; identifies this wording of the article.
    pub hash: Arc<str>,
    /// The key of its original, if it is a translation.
    pub original: Option<ArticleKey>,
}

/// The data of an article other than its text. Missing keys already have their defaults.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a separate front-matter key
pub struct Meta {
    /// From the front matter, else the first H1, else the file's name in words.
    pub title: String,
    /// A shorter title for lists and breadcrumbs (`linkTitle`, `sidebar_label`); the title if not given.
    pub short_title: String,
    /// From the front matter, else the first sentence, at most 160 characters; may be empty.
    pub description: String,
    /// Whether the description was written by hand. The page then shows it as its lead.
    pub has_lead: bool,
    /// The article's kind.
    pub kind: ArticleKind,
    /// Permanent id for `/a/<id>/`.
    pub id: Option<Spanned<String>>,
    /// The last segment of the address, already a valid segment.
    pub slug: Option<Spanned<String>>,
    /// The whole address (`permalink`, `url`, or a `slug` that starts with `/`).
    pub permalink: Option<Spanned<Address>>,
    /// Old addresses, absolute or relative to the article's folder, as written.
    pub aliases: Vec<Spanned<String>>,
    /// Position among its siblings in thousandths (Docusaurus and Starlight allow `2.5`), smallest first. Articles
    /// without one come last, sorted by title.
    pub order: Option<i64>,
    /// Tags with their own pages.
    pub labels: Vec<String>,
    /// Additional words for search.
    pub keywords: Vec<String>,
    /// Shown under "Popular"; `promoted = 2` comes after `promoted = 1` (`true` is 1).
    pub promoted: Option<i64>,
    /// Links to related articles, as written.
    pub related: Vec<Spanned<String>>,
    /// Who keeps it up to date.
    pub owner: Option<String>,
    /// The date of the last review.
    pub reviewed: Option<Date>,
    /// Who reviewed it last.
    pub reviewed_by: Option<String>,
    /// Days until it is stale.
    pub review_every: Option<u32>,
    /// Patterns of the files whose changes make a review due, as written.
    pub watches: Vec<Spanned<String>>,
    /// First public day (`publish`, else `date`); hidden before that.
    pub publish: Option<Date>,
    /// First day on which it is no longer public.
    pub expires: Option<Date>,
    /// From the front matter, else from git.
    pub updated: Option<Date>,
    /// Hidden unless drafts are included.
    pub draft: bool,
    /// The video of a `video` article.
    pub video: Option<Video>,
    /// Whether the outline is shown.
    pub toc: bool,
    /// Whether "Was this helpful?" is shown.
    pub feedback: bool,
    /// Whether search finds it.
    pub search: bool,
    /// Whether the contact strip is shown.
    pub contact: bool,
    /// Name of a theme icon, for categories.
    pub icon: Option<Spanned<String>>,
    /// The link of a `form` article to an online form (`form_url`).
    pub form: Option<Spanned<String>>,
    /// BCP 47 tag if the text is in a different language from its edition (`lang`).
    pub lang: Option<String>,
    /// The wording of the default locale's article that this one was translated from, as a hash by
    /// [`translation::wording`].
    pub translated_from: Option<Spanned<String>>,
    /// What translations of the same article have in common, besides the path (`translationKey`).
    pub translation_key: Option<String>,
    /// Public, but hidden from lists and navigation (`unlisted`, Hugo's `_build.list: never`).
    pub unlisted: bool,
    /// Who may read it: `None` if the front matter does not say, empty if everybody may read it.
    pub access: Option<Vec<Restriction>>,
}

/// A front-matter key that restricts who may read an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// The key as written.
    pub key: String,
    /// Its values in lower case; readers of any of them may read the article.
    pub values: Vec<String>,
    /// Where the values were written.
    pub span: Span,
}

/// The video of a `video` article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    /// A `YouTube` or `Vimeo` page, any `https://` embed, or a local `.mp4`.
    pub url: Spanned<String>,
    /// Length in seconds.
    pub duration: Option<u32>,
    /// A local picture shown until the video is started.
    pub poster: Option<Spanned<String>>,
    /// A local `WebVTT` file.
    pub captions: Option<Spanned<String>>,
    /// The accessible name; the article's title if `None`.
    pub title: Option<String>,
}

/// The rendered text of an article, apart from its holes.
#[derive(Debug, Default)]
pub struct Body {
    /// The HTML and its words.
    pub document: ArticleDocument,
    /// H2 and deeper, in order.
    pub outline: Vec<Heading>,
    /// The links, by number.
    pub links: Vec<Link>,
    /// The links to other sites.
    pub elsewhere: Vec<LinkElsewhere>,
    /// The questions of a `faq`, in order; empty for other kinds.
    pub questions: Vec<Question>,
    /// The steps: the blocks of each item of the step lists, for structured data.
    pub steps: Vec<Range<usize>>,
    /// Plain text of the first paragraph.
    pub lead: String,
    /// The first H1, if the text starts with one: plain text.
    pub title: Option<String>,
    /// Number of words, without code.
    pub words: usize,
    /// The ids of headings in raw HTML that their author gave none, by number; `None` for a heading without words.
    pub raw_heading_ids: Vec<Option<String>>,
    /// Every `id` in the HTML, for checking anchors: headings, questions, raw HTML. Sorted.
    pub anchors: Vec<Arc<str>>,
    /// What the content security policy must allow for the text.
    pub needs: PolicyNeeds,
    /// The words of the links from Markdown in a `form`, by link number; empty for other kinds.
    pub link_texts: Vec<(usize, String)>,
    /// The article's most distinctive terms, for finding related articles.
    pub terms: ArticleTerms,
}

impl Body {
    /// A placeholder for a text that was not read.
    #[must_use]
    pub fn unread() -> Self {
        // Zero words would mean that the article has no text.
        Self { words: 1, ..Self::default() }
    }

    /// The HTML with its holes filled. `link` writes a part of the link with a number.
    #[must_use]
    pub fn html(&self, texts: &UiTexts, link: impl FnMut(LinkPart, usize, &mut String)) -> String {
        self.html_with_anchors(texts, |_, _| {}, link)
    }

    /// Like [`html`](Self::html). `old_anchors` writes the targets of the heading with an id.
    #[must_use]
    pub fn html_with_anchors(
        &self,
        texts: &UiTexts,
        mut old_anchors: impl FnMut(&str, &mut String),
        mut link: impl FnMut(LinkPart, usize, &mut String),
    ) -> String {
        let with_holes = self.document.html();
        let mut html = String::with_capacity(with_holes.len() + 64 * self.links.len());
        for piece in holes::pieces(&with_holes) {
            match piece {
                Piece::Text(text) => html.push_str(text),
                Piece::Hole(Hole::Link(part, number)) => link(part, number, &mut html),
                Piece::Hole(Hole::HeadingId(number)) => {
                    if let Some(id) = self.raw_heading_ids.get(number).and_then(Option::as_deref) {
                        sanitize::write_attribute("id", id, &mut html);
                    }
                }
                Piece::Hole(Hole::OldAnchors(id)) => old_anchors(id, &mut html),
                Piece::Hole(Hole::UiText { key, title }) => {
                    escape_attribute(&holes::ui_text(texts, key, title), &mut html);
                }
            }
        }
        html
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
    /// The blocks of the answer.
    pub answer: Range<usize>,
}

/// A link that the site resolves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// How the link is used.
    pub role: LinkRole,
    /// The target as the author meant it: with entities and backslash escapes resolved, and percent-escapes kept.
    pub target: String,
    /// The smallest span of the source that contains the target.
    pub span: Span,
    /// The file that relative targets start from: the article, or the snippet that contains the link.
    pub from: ProjectPath,
}

/// A link to another site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkElsewhere {
    /// The address.
    pub target: String,
    /// The smallest span of the source that contains it.
    pub span: Span,
    /// Whether a picture is shown from there.
    pub is_picture: bool,
}

/// How a link is used, which determines the content of its holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRole {
    /// `<a href>` from Markdown. Links to local files also show the file's type and size.
    Anchor,
    /// A standalone `<img src>` from Markdown: gets width, height, lazy loading and a link to the full size.
    Picture,
    /// `<img src>` inside a link or a line of text: like `Picture`, but without the link to the full size.
    InlinePicture,
    /// `<video src>`, from the image syntax.
    Video,
    /// Any address in raw HTML (`href`, `src`, `srcset` parts, `poster`). Only the address is replaced.
    Raw,
    /// `<img src>` in raw HTML: like `Raw`, and missing width and height are added.
    RawPicture,
}
