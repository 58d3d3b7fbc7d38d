//! The template API: every variable that a template can read, as documented structs.
//!
//! Each page is rendered from the template named after its type (`article.html`, `category.html`, …) with two variables
//! that every page has, [`SiteView`] as `site` and [`PageView`] as `page`, and one of its own, named in the struct's
//! documentation. All links are complete: root-relative, base path included, percent-encoded. Texts are plain and are
//! escaped by the template engine, but for fields named `html`, which are safe HTML. What a template would have to
//! compute is computed here.

mod article;
mod lists;

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

pub use article::*;
pub use lists::*;

/// `site`: the same on every page of an edition.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
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
    pub header: Vec<LinkView>,
    /// The footer.
    pub footer: FooterView,
    /// The logo's address; `None` draws the theme's mark.
    pub logo: Option<Picture>,
    /// The logo for dark pages, where it differs.
    pub logo_dark: Option<Picture>,
    /// Shortcuts into the product.
    pub quick_tasks: Vec<QuickTaskView>,
    /// Ways to a person; `None` where none is configured.
    pub contact: Option<ContactView>,
    /// Where "Was this helpful?" posts without JavaScript; `None` where it cannot.
    pub feedback_endpoint: Option<String>,
    /// The edition's top categories, in order.
    pub categories: Vec<CategoryCard>,
    /// Number of listed articles.
    pub article_count: usize,
    /// The articles of `home.popular`, for pages where a reader has nowhere else to go.
    pub popular: Vec<Value>,
    /// Addresses of the built style sheet and script, and of what they load early.
    pub assets: AssetsView,
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
    /// The Atom feed; `None` without a `base_url`, or if no article has a date.
    pub feed: Option<String>,
    /// The `OpenSearch` description; `None` without a `base_url`.
    pub opensearch: Option<String>,
    /// The page that thanks for an answer when JavaScript is off.
    pub thanks: String,
    /// The list of versions and languages for programs; `None` where there is one edition.
    pub versions: Option<String>,
}

/// Addresses of what every page loads.
#[derive(Debug, Clone, Serialize)]
pub struct AssetsView {
    /// The style sheet.
    pub style: String,
    /// The script, an ES module.
    pub script: String,
    /// What is loaded when a reader turns to search; `None` where search is switched off.
    pub search: Option<SearchAssetsView>,
    /// The ES modules that only some pages load, by their name in the theme's `modules/` without `.js`.
    pub modules: BTreeMap<String, String>,
    /// The font to preload; `None` with the system's font.
    pub font: Option<String>,
    /// The icon of the tab.
    pub favicon: String,
    /// Its media type, such as `image/svg+xml`.
    pub favicon_type: String,
}

/// Addresses of what is loaded when a reader turns to search, and not before.
#[derive(Debug, Clone, Serialize)]
pub struct SearchAssetsView {
    /// The style sheet.
    pub style: String,
    /// The script, an ES module that exports `start(form)`.
    pub script: String,
    /// The engine, an ES module for a worker.
    pub worker: String,
    /// The folder of the edition's index, with a slash at the end.
    pub index: String,
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
pub struct LinkView {
    /// What the reader sees.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// The footer.
#[derive(Debug, Clone, Serialize)]
pub struct FooterView {
    /// Inline HTML; may be empty.
    pub html: String,
    /// Links, in order.
    pub links: Vec<LinkView>,
}

/// A shortcut into the product.
#[derive(Debug, Clone, Serialize)]
pub struct QuickTaskView {
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
pub struct ContactView {
    /// Where the form posts; `None` hides the form.
    pub form: Option<String>,
    /// `endpoint`, `netlify` or `email`; empty without a form.
    pub form_kind: &'static str,
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
    /// The IANA name of their time zone; may be empty.
    pub time_zone: String,
    /// When the ways to a person are shown: `always`, `after-search` or `after-answer`.
    pub mode: &'static str,
    /// What to expect; may be empty.
    pub promise: String,
}

/// `page`: what every page has.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
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
    pub breadcrumbs: Vec<LinkView>,
    /// The content of `<script type="application/ld+json">`, safe to print as it is; empty for none.
    pub json_ld: String,
    /// Where the page's events go and what they carry, as JSON for the module `events`; `None` where none are sent.
    pub events: Option<String>,
    /// The value of the Content-Security-Policy, escaped already.
    pub csp: Value,
    /// `article` or `website`, for `OpenGraph`.
    pub og_type: &'static str,
    /// The full address of a picture for shared links.
    pub og_image: Option<String>,
    /// BCP 47 tag where the page's text is in another language than the site; else the site's.
    pub language: String,
    /// `ltr` or `rtl`: how that language is written.
    pub direction: &'static str,
    /// The page in each version, newest first: a list of [`SwitcherLink`]; empty where there is one version.
    pub versions: Value,
    /// The page in each language of its version: a list of [`SwitcherLink`]; empty where there is one.
    pub locales: Value,
    /// What readers of another version than the latest are told: a [`VersionNotice`].
    pub notice: Option<Value>,
    /// The page in each language that it was written in, for search engines.
    pub alternates: Vec<Alternate>,
}

/// A link of a switcher: the same page in another version or language.
#[derive(Debug, Clone, Serialize)]
pub struct SwitcherLink {
    /// What readers call the version or the language.
    pub label: String,
    /// Where it leads: the same page, or what is nearest to it.
    pub href: String,
    /// BCP 47 tag of the target's language.
    pub code: String,
    /// `ltr` or `rtl`: how that language is written.
    pub direction: &'static str,
    /// Whether the reader is there.
    pub is_current: bool,
    /// `here` for the same page, `original` where it is there untranslated, `missing` where it is not there.
    pub state: &'static str,
    /// `prerelease`, `latest`, `supported` or `eol`; empty for languages.
    pub status: &'static str,
    /// The key of the UI text that tells what is to be known of it; empty where nothing is.
    pub note: &'static str,
}

/// `page.notice`: what readers of another version than the latest are told.
#[derive(Debug, Clone, Serialize)]
pub struct VersionNotice {
    /// `prerelease`, `supported` or `eol`.
    pub status: &'static str,
    /// What readers call this version.
    pub version: String,
    /// What readers call the latest version.
    pub latest: String,
    /// The page in the latest version, or what is nearest to it.
    pub href: String,
    /// Whether the latest version has the page.
    pub is_same: bool,
    /// Whether the latest version says on the page what changed since this one.
    pub is_changed: bool,
}

/// A page in one of the languages that it was written in.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// BCP 47 tag, or `x-default`.
    pub code: String,
    /// The full address.
    pub href: String,
}

/// A date in both forms.
#[derive(Debug, Clone, Serialize)]
pub struct Date {
    /// `2026-11-18`, for `datetime`.
    pub iso: String,
    /// As the edition's language writes it: `18 November 2026`.
    pub text: String,
}
