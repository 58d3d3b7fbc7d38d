//! What the pages of articles see.

use minijinja::Value;
use serde::Serialize;

use super::{Date, LinkView, Picture, SectionView};

/// `article`, on pages made by `article.html`, `faq.html`, `guide.html`, `video.html`, `troubleshooting.html` and
/// `form.html` (a kind without a template of its own falls back to `article.html`).
#[derive(Debug, Clone, Serialize)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own in the front matter
pub struct ArticleView {
    /// Its name within the edition: `billing/refunds`.
    pub key: String,
    /// Permanent id; `None` where the writer gave none.
    pub id: Option<String>,
    /// Names this wording: 16 hex digits.
    pub hash: String,
    /// The id of its version; empty where the site has one that was given none.
    pub version: String,
    /// The title.
    pub title: String,
    /// The description, if it was written by hand: stands below the title.
    pub lead: String,
    /// `article`, `faq`, `guide`, `video`, `troubleshooting` or `form`.
    pub kind: &'static str,
    /// The kind in the edition's language.
    pub kind_label: String,
    /// Where it stands for a translation that is missing: what it was written in.
    pub fallback: Option<FallbackView>,
    /// Its original, where that has changed since this translation was made.
    pub older_than: Option<FallbackView>,
    /// What changed since the version before; `None` where nothing did, or nothing is before it.
    pub changes: Option<ChangesView>,
    /// The text.
    pub html: String,
    /// Headings for "On this page"; empty if there are fewer than two or it is switched off.
    pub outline: Value,
    /// Last change.
    pub updated: Option<Date>,
    /// Minutes, at least 1.
    pub reading_minutes: usize,
    /// Who keeps it fresh.
    pub owner: Option<String>,
    /// Its labels.
    pub labels: Vec<LinkView>,
    /// The recording.
    pub video: Option<VideoView>,
    /// The link to an online form.
    pub form_href: Option<String>,
    /// Local files that the text links to, for `form` articles.
    pub attachments: Vec<Attachment>,
    /// Related articles, best first: each a [`Card`](super::Card).
    pub related: Vec<Value>,
    /// The article before it in its section.
    pub previous: Option<LinkView>,
    /// The article after it in its section.
    pub next: Option<LinkView>,
    /// "Edit this page".
    pub edit_href: Option<String>,
    /// Whether it is a draft, or not public yet.
    pub draft: bool,
    /// Whether "Was this helpful?" is shown.
    pub feedback: bool,
    /// Whether the contact strip is shown.
    pub contact: bool,
    /// The category's tree, where `articles.sidebar` is on.
    pub sidebar: Option<SectionView>,
}

/// The original of a translation that is missing, or older than it.
#[derive(Debug, Clone, Serialize)]
pub struct FallbackView {
    /// What its language calls itself.
    pub language: String,
    /// BCP 47 tag of its language.
    pub code: String,
    /// The article in its own edition.
    pub href: String,
}

/// `article.changes`: what changed since the version before.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesView {
    /// Whether the article was not there before; all that follows but the names is empty then.
    pub is_new: bool,
    /// What readers call this version.
    pub version: String,
    /// What readers call the version before.
    pub since: String,
    /// The article in the version before.
    pub href: String,
    /// The passages that differ, in order, with the headings that they stand under.
    pub passages: Vec<ChangedPassage>,
    /// Whether more differs than is shown.
    pub is_cut: bool,
}

/// A passage that differs from the version before.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedPassage {
    /// `added`, `removed` or `changed`; `same` for a heading that tells where what follows stands.
    pub state: &'static str,
    /// `text`, `heading`, `item` or `code`.
    pub kind: &'static str,
    /// Its words, in order.
    pub words: Vec<ChangedWords>,
}

/// Words of a passage that differs.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedWords {
    /// `same`, `added` or `removed`.
    pub state: &'static str,
    /// Plain text, blanks between words included.
    pub text: String,
}

/// An entry of "On this page".
#[derive(Debug, Clone, Serialize)]
pub struct OutlineEntry {
    /// 2 to 6.
    pub level: u8,
    /// The anchor, without `#`.
    pub id: String,
    /// Plain text.
    pub title: String,
}

/// The recording of a `video` article.
#[derive(Debug, Clone, Serialize)]
pub struct VideoView {
    /// `file` for a local recording, else `embed`.
    pub source: &'static str,
    /// The file, or the page on its host that works without JavaScript.
    pub href: String,
    /// The address of the player frame; empty for a file.
    pub embed: String,
    /// The host's name, such as `YouTube`; empty for a file.
    pub host: String,
    /// What it is called.
    pub title: String,
    /// The picture shown before the click.
    pub poster: Option<Picture>,
    /// A `WebVTT` file.
    pub captions: Option<String>,
    /// `5:12`; empty if unknown.
    pub duration: String,
    /// The media type of a file, such as `video/mp4`.
    pub media_type: String,
}

/// A local file to download.
#[derive(Debug, Clone, Serialize)]
pub struct Attachment {
    /// The text that linked it.
    pub title: String,
    /// Where it is.
    pub href: String,
    /// `PDF`.
    pub file_type: String,
    /// `120 KB`.
    pub size: String,
}
