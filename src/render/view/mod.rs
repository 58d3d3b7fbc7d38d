//! The template API: all variables that templates can read, as documented structs.
//!
//! Each page is rendered from the template named after its type (`article.html`, `category.html`, …). All templates
//! have the variables `site` ([`SiteView`]) and `page` ([`PageView`]). Most have one more, which is named in its
//! struct's documentation. Links are complete: root-relative, with the base path, and percent-encoded. Texts are plain
//! and are escaped by the template engine, except for fields named `html`, which are safe HTML. Values are computed
//! here, so that templates need no logic.

mod article;
mod lists;
mod messages;

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

pub use article::*;
pub use lists::*;
pub use messages::*;

/// `site`: the same on every page of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// The help center's title.
    pub title: String,
    /// The help center's description in one sentence; may be empty.
    pub description: String,
    /// The BCP 47 tag of the edition's language.
    pub language: String,
    /// The writing direction: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The organization's name.
    pub organization: String,
    /// Links to the pages that every edition has.
    pub links: SiteLinks,
    /// Links in the header.
    pub header: Vec<HeaderLinkView>,
    /// Whether one of them leads to the contact page, so that the theme adds none.
    pub header_has_contact: bool,
    /// The footer.
    pub footer: FooterView,
    /// The logo; `None` for the theme's own.
    pub logo: Option<Picture>,
    /// The logo for dark pages, if it is different.
    pub logo_dark: Option<Picture>,
    /// Links to actions in the product.
    pub quick_tasks: Vec<QuickTaskView>,
    /// Contact channels; `None` if none is configured.
    pub contact: Option<ContactView>,
    /// Where "Was this helpful?" is posted without JavaScript; `None` if there is no endpoint for it.
    pub feedback_endpoint: Option<String>,
    /// The top categories of the edition, in order.
    pub categories: Vec<CategoryCard>,
    /// The number of listed articles.
    pub article_count: usize,
    /// The articles of `home.popular`, for pages that would otherwise be dead ends.
    pub popular: Vec<Value>,
    /// The addresses of style sheets, scripts and other files that pages load.
    pub assets: AssetsView,
    /// The inline script, which applies the reader's choice of light or dark before the first paint.
    pub boot_script: String,
    /// The rules for loading pages early, as JSON that is safe to print.
    pub speculation_rules: String,
    /// The program and its version, such as `answerbook 0.1.0`.
    pub generator: &'static str,
}

/// Links to the pages that every edition has.
#[derive(Debug, Clone, Serialize)]
pub struct SiteLinks {
    /// The home page.
    pub home: String,
    /// The search page, which accepts `?q=`.
    pub search: String,
    /// The list of all articles.
    pub all: String,
    /// "What's new".
    pub whats_new: String,
    /// The list of labels; `None` if no article has a label.
    pub labels: Option<String>,
    /// The contact page, or the configured one; `None` if no contact channel is configured.
    pub contact: Option<String>,
    /// The Atom feed; `None` without a `base_url`, or if no article has a date.
    pub feed: Option<String>,
    /// The `OpenSearch` description; `None` without a `base_url`.
    pub opensearch: Option<String>,
    /// The page that confirms that feedback was received, used without JavaScript.
    pub thanks: String,
    /// The file that pages read current notices from; `None` if the site has none.
    pub notices: Option<String>,
    /// The list of versions and languages for programs; `None` if there is only one edition.
    pub versions: Option<String>,
}

/// The addresses of files that pages load.
#[derive(Debug, Clone, Serialize)]
pub struct AssetsView {
    /// The style sheet that all pages load.
    pub style: String,
    /// The style sheets that only some pages contain, safe to print into `<style>`, by their name in the theme's `styles-pages/` without `.css`.
    pub styles: BTreeMap<String, String>,
    /// The script, an ES module.
    pub script: String,
    /// The files for search; `None` if search is switched off.
    pub search: Option<SearchAssetsView>,
    /// The ES modules that only some pages load, by their name in the theme's `modules/` without `.js`.
    pub modules: BTreeMap<String, String>,
    /// The font to preload; `None` if the system's font is used.
    pub font: Option<String>,
    /// The favicon.
    pub favicon: String,
    /// The media type of the favicon, such as `image/svg+xml`.
    pub favicon_type: String,
}

/// What a text needs in addition to what all pages load.
#[derive(Debug, Clone, Serialize)]
pub struct TextAssets {
    /// The style sheets, safe to print into `<style>`.
    pub styles: Vec<String>,
    /// The addresses of the scripts, ES modules.
    pub scripts: Vec<String>,
}

/// The addresses of files that pages load only when a reader starts a search.
#[derive(Debug, Clone, Serialize)]
pub struct SearchAssetsView {
    /// The style sheet.
    pub style: String,
    /// The script, an ES module that exports `start(form)`.
    pub script: String,
    /// The search engine, an ES module for a worker.
    pub worker: String,
    /// The folder of the edition's index, with a final slash.
    pub index: String,
}

/// An image with its size, which prevents the layout from shifting.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// The address of the image.
    pub src: String,
    /// The width in pixels, if known.
    pub width: Option<u32>,
    /// The height in pixels, if known.
    pub height: Option<u32>,
}

/// A link with its text.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// The text of the link.
    pub title: String,
    /// The target of the link.
    pub href: String,
}

/// A link in the header.
#[derive(Debug, Clone, Serialize)]
pub struct HeaderLinkView {
    /// The text of the link.
    pub title: String,
    /// The target of the link.
    pub href: String,
    /// Whether it stays in the header on phones.
    pub on_phones: bool,
}

/// The footer.
#[derive(Debug, Clone, Serialize)]
pub struct FooterView {
    /// Inline HTML; may be empty.
    pub html: String,
    /// The links, in order.
    pub links: Vec<LinkView>,
}

/// A link to an action in the product.
#[derive(Debug, Clone, Serialize)]
pub struct QuickTaskView {
    /// The text of the link.
    pub title: String,
    /// The target of the link.
    pub href: String,
    /// An additional line; may be empty.
    pub description: String,
    /// The name of an icon; may be empty.
    pub icon: String,
}

/// `page`: what every page has.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    /// The value of `data-page-type`: `home`, `category`, `article`, `faq`, `guide`, `video`, `troubleshooting`,
    /// `form`, `label`, `labels`, `all`, `search`, `whatsnew`, `contact`, `thanks`, `redirect` or `404`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The title of the page, as in its H1.
    pub title: String,
    /// The content of `<title>`: the titles of the page and of the site.
    pub full_title: String,
    /// The content of `<meta name="description">`; may be empty.
    pub description: String,
    /// The link to this page.
    pub href: String,
    /// The full canonical address; `None` without a `base_url`, and on pages that search engines should skip.
    pub canonical: Option<String>,
    /// Whether search engines should skip the page.
    pub noindex: bool,
    /// The breadcrumbs from the home page to this page's parent.
    pub breadcrumbs: Vec<LinkView>,
    /// The content of `<script type="application/ld+json">`, safe to print; may be empty.
    pub json_ld: String,
    /// The settings for events as JSON, for the `events` script; `None` if no events are sent.
    pub events: Option<String>,
    /// The value of the Content-Security-Policy, already escaped.
    pub csp: Value,
    /// `article` or `website`, for `OpenGraph`.
    pub og_type: &'static str,
    /// The full address of an image for shared links.
    pub og_image: Option<String>,
    /// The BCP 47 tag of the language of the page's text.
    pub language: String,
    /// The writing direction of that language: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The page in each version, newest first: a list of [`SwitcherLink`]. Empty if there is only one version.
    pub versions: Value,
    /// The page in each language of its version: a list of [`SwitcherLink`]. Empty if there is only one language.
    pub locales: Value,
    /// The configured notices for this page.
    pub notices: Vec<NoticeView>,
    /// The notice for readers of a version other than the latest: a [`VersionNotice`].
    pub notice: Option<Value>,
    /// The page in each language that it was written in, for search engines.
    pub alternates: Vec<Alternate>,
}

/// A link of a switcher: the same page in another version or language.
#[derive(Debug, Clone, Serialize)]
pub struct SwitcherLink {
    /// The label of the version or language.
    pub label: String,
    /// The link to the same page, or to the nearest one.
    pub href: String,
    /// The BCP 47 tag of the target's language.
    pub code: String,
    /// The writing direction of that language: `ltr` or `rtl`.
    pub direction: &'static str,
    /// Whether this is the current version or language.
    pub is_current: bool,
    /// `here` if the page exists, `original` if it exists only untranslated, `missing` if it does not exist.
    pub state: &'static str,
    /// `prerelease`, `latest`, `supported` or `eol`; empty for languages.
    pub status: &'static str,
    /// The key of a UI text with a note about the target; may be empty.
    pub note: &'static str,
}

/// `page.notice`: the notice for readers of a version other than the latest.
#[derive(Debug, Clone, Serialize)]
pub struct VersionNotice {
    /// `prerelease`, `supported` or `eol`.
    pub status: &'static str,
    /// The label of this version.
    pub version: String,
    /// The label of the latest version.
    pub latest: String,
    /// The link to the page in the latest version, or to the nearest one.
    pub href: String,
    /// Whether the latest version has the page.
    pub is_same: bool,
    /// Whether the page in the latest version shows what changed since this version.
    pub is_changed: bool,
}

/// The page in one of the languages that it was written in.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// The BCP 47 tag, or `x-default`.
    pub code: String,
    /// The full address.
    pub href: String,
}

/// A date in both formats.
#[derive(Debug, Clone, Serialize)]
pub struct Date {
    /// In ISO 8601, such as `2026-11-18`, for `datetime`.
    pub iso: String,
    /// In the format of the edition's language, such as `18 November 2026`.
    pub text: String,
}
