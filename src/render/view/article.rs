//! The variables for pages of articles.

use minijinja::Value;
use serde::Serialize;

use super::{Date, LinkView, Picture, SectionView, TextAssets};

/// `article`, for pages made by `article.html`, `faq.html`, `guide.html`, `video.html`, `troubleshooting.html` and
/// `form.html`. A kind without its own template uses `article.html`.
#[derive(Debug, Clone, Serialize)]
#[allow(clippy::struct_excessive_bools)] // each is a separate switch in the front matter
pub struct ArticleView {
    /// The key within the edition: `billing/refunds`.
    pub key: String,
    /// The permanent id; `None` if the writer did not set one.
    pub id: Option<String>,
    /// Identifies the wording: 16 hex digits.
    pub hash: String,
    /// The id of the version; empty if the site's only version has no id.
    pub version: String,
    /// The title.
    pub title: String,
    /// The description, if the writer wrote one; shown below the title.
    pub lead: String,
    /// `article`, `faq`, `guide`, `video`, `troubleshooting` or `form`.
    pub kind: &'static str,
    /// The name of the kind, in the edition's language.
    pub kind_label: String,
    /// The original, if this page replaces a missing translation.
    pub fallback: Option<FallbackView>,
    /// The original, if it has changed since this translation was made.
    pub older_than: Option<FallbackView>,
    /// What changed since the previous version; `None` if nothing did, or if there is no previous version.
    pub changes: Option<ChangesView>,
    /// The text, as HTML.
    pub html: String,
    /// The headings for "On this page": a list of [`OutlineEntry`]. Empty if there are fewer than two or it is switched
    /// off.
    pub outline: Value,
    /// The date of the last change.
    pub updated: Option<Date>,
    /// The reading time in minutes, at least 1.
    pub reading_minutes: usize,
    /// Who keeps the article up to date.
    pub owner: Option<String>,
    /// The article's labels.
    pub labels: Vec<LinkView>,
    /// The video.
    pub video: Option<VideoView>,
    /// The link to an online form.
    pub form_href: Option<String>,
    /// Local files that the text links to, for `form` articles.
    pub attachments: Vec<Attachment>,
    /// Related articles, best first, each as a [`Card`](super::Card).
    pub related: Vec<Value>,
    /// The previous article in the section.
    pub previous: Option<LinkView>,
    /// The next article in the section.
    pub next: Option<LinkView>,
    /// The link for "Edit this page".
    pub edit_href: Option<String>,
    /// Whether the article is a draft or not public yet.
    pub draft: bool,
    /// Whether to show "Was this helpful?".
    pub feedback: bool,
    /// Whether to show contact options.
    pub contact: bool,
    /// What the text needs in addition to what all pages load.
    pub assets: TextAssets,
    /// The category's tree, if `articles.sidebar` is on; of a large category, the article's own section.
    pub sidebar: Option<SectionView>,
}

/// The original of a missing or outdated translation.
#[derive(Debug, Clone, Serialize)]
pub struct FallbackView {
    /// The name of the language in that language.
    pub language: String,
    /// The BCP 47 tag of the language.
    pub code: String,
    /// The link to the original in its own edition.
    pub href: String,
}

/// `article.changes`: what changed since the previous version.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesView {
    /// Whether the article is new in this version. If so, `href` and `passages` are empty.
    pub is_new: bool,
    /// The label of this version.
    pub version: String,
    /// The label of the previous version.
    pub since: String,
    /// The link to the article in the previous version.
    pub href: String,
    /// The changed passages with their headings, in order.
    pub passages: Vec<ChangedPassage>,
    /// Whether there are more changes than are shown.
    pub is_cut: bool,
}

/// A passage that differs from the previous version.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedPassage {
    /// `added`, `removed` or `changed`; `same` for a heading that shows where the next passages are.
    pub state: &'static str,
    /// `text`, `heading`, `item` or `code`.
    pub kind: &'static str,
    /// The words of the passage, in order.
    pub words: Vec<ChangedWords>,
}

/// Consecutive words of a passage with the same state.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedWords {
    /// `same`, `added` or `removed`.
    pub state: &'static str,
    /// Plain text, including spaces between words.
    pub text: String,
}

/// An entry of "On this page".
#[derive(Debug, Clone, Serialize)]
pub struct OutlineEntry {
    /// The level of the heading, from 2 to 6.
    pub level: u8,
    /// The anchor, without `#`.
    pub id: String,
    /// The title as plain text.
    pub title: String,
}

/// The video of a `video` article.
#[derive(Debug, Clone, Serialize)]
pub struct VideoView {
    /// `file` for a local video, otherwise `embed`.
    pub source: &'static str,
    /// The file, or a page on the video host that works without JavaScript.
    pub href: String,
    /// The address of the player's frame; empty if there is no player.
    pub embed: String,
    /// The name of the video host, such as `YouTube`; empty for a file.
    pub host: String,
    /// The title of the video.
    pub title: String,
    /// The image shown before playback.
    pub poster: Option<Picture>,
    /// The address of a `WebVTT` file.
    pub captions: Option<String>,
    /// The duration, such as `5:12`; empty if unknown.
    pub duration: String,
    /// The media type of a file, such as `video/mp4`.
    pub media_type: String,
}

/// A local file to download.
#[derive(Debug, Clone, Serialize)]
pub struct Attachment {
    /// The text of the link to the file.
    pub title: String,
    /// The address of the file.
    pub href: String,
    /// The type, such as `PDF`.
    pub file_type: String,
    /// The size, such as `120 KB`.
    pub size: String,
}
