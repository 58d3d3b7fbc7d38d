//! The template API: every variable that a template can read, as documented structs.
//!
//! Each page is rendered from the template named after its type (`article.html`, `category.html`, …) with two variables
//! that every page has, [`Site`] as `site` and [`Page`] as `page`, and one of its own, named in the struct's
//! documentation. All links are complete: root-relative, base path included, percent-encoded. Texts are plain and are
//! escaped by the template engine, but for fields named `html`, which are safe HTML. What a template would have to
//! compute is computed here.

use serde::Serialize;

/// `site`: the same on every page of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// The help center's name.
    pub title: String,
    /// One sentence; may be empty.
    pub description: String,
    /// BCP 47 tag of the edition's language.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The organisation's name.
    pub organization: String,
    /// Links to the pages that every edition has.
    pub links: SiteLinks,
    /// Links in the header.
    pub header: Vec<Link>,
    /// The footer.
    pub footer: Footer,
    /// The logo's address; `None` draws the theme's mark.
    pub logo: Option<Picture>,
    /// The logo for dark pages, where it differs.
    pub logo_dark: Option<Picture>,
    /// Shortcuts into the product.
    pub quick_tasks: Vec<QuickTask>,
    /// Ways to a person; `None` where none is configured.
    pub contact: Option<Contact>,
    /// Where "Was this helpful?" posts; `None` hides it everywhere.
    pub feedback_endpoint: Option<String>,
    /// The edition's top categories, in order.
    pub categories: Vec<CategoryCard>,
    /// Number of listed articles.
    pub article_count: usize,
    /// The articles of `home.popular`, for pages where a reader has nowhere else to go.
    pub popular: Vec<Card>,
    /// Addresses of the built style sheet and script, and of what they load early.
    pub assets: Assets,
    /// The one inline script, which applies the reader's choice of light or dark before the first paint.
    pub boot_script: String,
    /// `answerbook 0.1.0`.
    pub generator: &'static str,
}

/// Links to the pages that every edition has.
#[derive(Debug, Clone, Serialize)]
pub struct SiteLinks {
    /// The home page.
    pub home: String,
    /// The search page; takes `?q=`.
    pub search: String,
    /// The plain list of all articles.
    pub all: String,
    /// What's new.
    pub whats_new: String,
    /// The list of labels; `None` where no article has one.
    pub labels: Option<String>,
    /// The contact page, or the configured one; `None` where no way to a person is configured.
    pub contact: Option<String>,
    /// The Atom feed; `None` without a `base_url`.
    pub feed: Option<String>,
    /// The page that thanks for an answer when JavaScript is off.
    pub thanks: String,
}

/// Addresses of what every page loads.
#[derive(Debug, Clone, Serialize)]
pub struct Assets {
    /// The style sheet.
    pub style: String,
    /// The script, an ES module.
    pub script: String,
    /// The font to preload; `None` with the system's font.
    pub font: Option<String>,
    /// The icon of the tab.
    pub favicon: String,
    /// Its media type, such as `image/svg+xml`.
    pub favicon_type: String,
}

/// A picture with its size, which keeps the page from jumping.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// Its address.
    pub src: String,
    /// Pixels, where known.
    pub width: Option<u32>,
    /// Pixels, where known.
    pub height: Option<u32>,
}

/// A link with its text.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// What the reader sees.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// The footer.
#[derive(Debug, Clone, Serialize)]
pub struct Footer {
    /// Inline HTML; may be empty.
    pub html: String,
    /// Links, in order.
    pub links: Vec<Link>,
}

/// A shortcut into the product.
#[derive(Debug, Clone, Serialize)]
pub struct QuickTask {
    /// What the reader sees.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// One line more; may be empty.
    pub description: String,
    /// Name of an icon; may be empty.
    pub icon: String,
}

/// Ways to a person.
#[derive(Debug, Clone, Serialize)]
pub struct Contact {
    /// Where the form posts; `None` hides the form.
    pub form: Option<String>,
    /// An e-mail address.
    pub email: Option<String>,
    /// The phone number as shown.
    pub phone: Option<String>,
    /// The phone number for `tel:`.
    pub phone_href: Option<String>,
    /// The address of a chat.
    pub chat: Option<String>,
    /// Opening hours; may be empty.
    pub hours: String,
    /// What to expect; may be empty.
    pub promise: String,
}

/// `page`: what every page has.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// `home`, `category`, `article`, `faq`, `guide`, `video`, `troubleshooting`, `form`, `label`, `labels`, `all`,
    /// `search`, `whatsnew`, `contact`, `thanks` or `404`: the value of `data-page-type`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The page's own title, as its H1 says it.
    pub title: String,
    /// The content of `<title>`: the page's title with the site's.
    pub full_title: String,
    /// For `<meta name="description">`; may be empty.
    pub description: String,
    /// This page.
    pub href: String,
    /// The full address; `None` without a `base_url`, and on pages that search engines should skip.
    pub canonical: Option<String>,
    /// Whether search engines should skip it.
    pub noindex: bool,
    /// From the home page down to this page's parent.
    pub breadcrumbs: Vec<Link>,
    /// The content of `<script type="application/ld+json">`, safe to print as it is; empty for none.
    pub json_ld: String,
    /// The value of the Content-Security-Policy.
    pub csp: String,
    /// `article` or `website`, for OpenGraph.
    pub og_type: &'static str,
    /// The full address of a picture for shared links.
    pub og_image: Option<String>,
    /// BCP 47 tag where the page's text is in another language than the site; else the site's.
    pub language: String,
}

/// A date in both forms.
#[derive(Debug, Clone, Serialize)]
pub struct Date {
    /// `2026-11-18`, for `datetime`.
    pub iso: String,
    /// As the edition's language writes it: `18 November 2026`.
    pub text: String,
}

/// `article`, on pages made by `article.html`, `faq.html`, `guide.html`, `video.html`, `troubleshooting.html` and
/// `form.html` (a kind without a template of its own falls back to `article.html`).
#[derive(Debug, Clone, Serialize)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own in the front matter
pub struct Article {
    /// Its name within the edition: `billing/refunds`.
    pub key: String,
    /// Permanent id; `None` where the writer gave none.
    pub id: Option<String>,
    /// Names this wording: 16 hex digits.
    pub hash: String,
    /// The title.
    pub title: String,
    /// The description, if it was written by hand: stands below the title.
    pub lead: String,
    /// `article`, `faq`, `guide`, `video`, `troubleshooting` or `form`.
    pub kind: &'static str,
    /// The kind in the edition's language.
    pub kind_label: String,
    /// The text.
    pub html: String,
    /// Headings for "On this page"; empty if there are fewer than two or it is switched off.
    pub outline: Vec<OutlineEntry>,
    /// Last change.
    pub updated: Option<Date>,
    /// Minutes, at least 1.
    pub reading_minutes: usize,
    /// Who keeps it fresh.
    pub owner: Option<String>,
    /// Its labels.
    pub labels: Vec<Link>,
    /// The recording.
    pub video: Option<Video>,
    /// The link to an online form.
    pub form_href: Option<String>,
    /// Local files that the text links to, for `form` articles.
    pub attachments: Vec<Attachment>,
    /// Related articles, best first.
    pub related: Vec<Card>,
    /// The article before it in its section.
    pub previous: Option<Link>,
    /// The article after it in its section.
    pub next: Option<Link>,
    /// "Edit this page".
    pub edit_href: Option<String>,
    /// Whether it is a draft, or not public yet.
    pub draft: bool,
    /// Whether "Was this helpful?" is shown.
    pub feedback: bool,
    /// Whether the contact strip is shown.
    pub contact: bool,
    /// The category's tree, where `articles.sidebar` is on.
    pub sidebar: Option<Section>,
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
pub struct Video {
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
    /// A WebVTT file.
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

/// An article in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// The title.
    pub title: String,
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
pub struct Home {
    /// The large question.
    pub title: String,
    /// The line below it.
    pub lead: String,
    /// The text of the content folder's own `index.md`; may be empty.
    pub html: String,
    /// Promoted articles, else the first ones of each category.
    pub popular: Vec<Card>,
    /// Whether `popular` was chosen by the writer.
    pub promoted: bool,
    /// The latest changes.
    pub whats_new: Vec<Card>,
    /// Articles that lie in no category.
    pub articles: Vec<Card>,
}

/// `category`, on pages made by `category.html`: a category or a section, which are drawn alike.
#[derive(Debug, Clone, Serialize)]
pub struct Category {
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
    pub tree: Section,
    /// "Edit this page", where the folder has an `index.md`.
    pub edit_href: Option<String>,
    /// Headings of the folder's own text.
    pub outline: Vec<OutlineEntry>,
}

/// A folder's content, as lists.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// The title.
    pub title: String,
    /// The address.
    pub href: String,
    /// The description; may be empty.
    pub description: String,
    /// Number of listed articles in it, sections included.
    pub count: usize,
    /// The articles directly in it, in order.
    pub articles: Vec<Card>,
    /// The sections directly in it, in order. Below the second level, `articles` and `sections` are left empty: follow `href`.
    pub sections: Vec<Section>,
}

/// `label`, on pages made by `label.html`.
#[derive(Debug, Clone, Serialize)]
pub struct Label {
    /// The label as first written.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Number of articles.
    pub count: usize,
    /// The articles; empty inside [`Labels`].
    pub articles: Vec<Card>,
}

/// `labels`, on the page made by `labels.html`: all labels by name.
pub type Labels = Vec<Label>;

/// `all`, on the pages made by `all.html` and `search.html`: every listed article, by category.
pub type All = Vec<Section>;

/// `redirect`, on the pages made by `redirect.html`, which stand at old addresses. Their `page` has the title of the
/// article that moved, and its `canonical`.
#[derive(Debug, Clone, Serialize)]
pub struct Redirect {
    /// Where the page is now.
    pub href: String,
}

/// `entries`, on the page made by `whats-new.html`: articles with a date, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The anchor of the entry.
    pub id: String,
    /// The day of the change.
    pub date: Date,
    /// Whether the article appeared on that day, rather than changed.
    pub is_new: bool,
    /// The article.
    pub article: Card,
}
