//! What the writer decided, valid by construction.
//!
//! `answerbook.toml` walks through these files: `raw` declares what may be typed, with spans; `read` and `values` turn
//! TOML into it and report every problem at once; `check` fills in defaults; the types here are what the rest of the
//! program sees. `schema` makes the JSON Schema from the same declarations. Nothing here reads a file.

mod check;
mod editions;
mod files;
mod languages;
mod listen;
mod locale_overrides;
mod raw;
mod read;
mod schema;
#[cfg(test)]
mod tests;
mod trees;
mod unknown;
mod values;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::codes;
use crate::diagnostic::{Diagnostic, Outcome, Severity};
use crate::path::{Address, BaseUrl, ProjectPath};
use crate::source::{SourceId, Span, Spanned};

pub use editions::{EditionId, Locale, LocaleId, Version, VersionId, VersionSource, VersionStatus};
pub use files::check_files;
pub use listen::{Analytics, ContactConfig, ContactForm, ContactVisibility, EventConfig, FeedbackConfig};
pub use locale_overrides::LocaleOverrides;
pub use schema::json_schema;
pub use trees::{ContentTree, ContentTrees, TreePlace};

/// The names of the article kinds that `[kinds]` may give; the kinds themselves belong to [`crate::content`], which
/// stands above this module. A test compares the two.
pub const KINDS: [&str; 6] = ["article", "faq", "guide", "video", "troubleshooting", "form"];

/// Reads a configuration file. Values that do not fit are reported and left at their defaults; where the TOML itself is
/// broken, only that is reported, since its tables are incomplete.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> Outcome<Config> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = read::TomlReader::new(source, text);
    let whole = toml::Spanned::new(0..0, DeValue::Table(table.into_inner()));
    let raw = <raw::Root as read::FromToml>::read(&whole, &mut reader).unwrap_or_default();
    let mut diagnostics = reader.diagnostics;
    let value = check::config(raw, &mut diagnostics);
    if !errors.is_empty() {
        diagnostics = errors.iter().map(|error| syntax(error, source, text)).collect();
    }
    diagnostics.sort_by(|a, b| a.place.cmp(&b.place));
    Outcome { value, diagnostics }
}

fn syntax(error: &toml::de::Error, source: SourceId, text: &str) -> Diagnostic {
    let Range { start, end } = error.span().unwrap_or(0..0);
    let floor = |offset: usize| (0..=offset.min(text.len())).rev().find(|&offset| text.is_char_boundary(offset));
    let start = floor(start).unwrap_or(0);
    let end = floor(end).unwrap_or(0).max(start);
    Diagnostic::at(codes::CONFIG_SYNTAX, error.message(), Span::new(source, start..end))
        .help("put text in quotes and lists in `[ ]`; use each key once per table")
}

/// Everything that `answerbook.toml` can say. [`Config::default`] is the zero-configuration site.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The help center's name, such as `Acme Help`.
    pub title: String,
    /// One sentence for search engines and the home page; may be empty.
    pub description: String,
    /// Where the site will live.
    pub base_url: BaseUrl,
    /// BCP 47 tag of the content's language, such as `en` or `pt-BR`.
    pub language: String,
    /// The versions, the latest one first; one without a name where none is declared.
    pub versions: Vec<Version>,
    /// The locales, that of `language` first.
    pub locales: Vec<Locale>,
    /// The folder of articles; the root itself where the path is empty.
    pub content: ProjectPath,
    /// Whether `content` was not given: then the root stands in where there is no such folder.
    pub content_is_default: bool,
    /// The folder of files that are copied as they are.
    pub static_files: ProjectPath,
    /// The folder of reusable Markdown.
    pub snippets: ProjectPath,
    /// The folder of the site's own templates, styles, scripts and UI texts.
    pub theme: ProjectPath,
    /// The folders that the file names, each with its place: they have to exist.
    pub folders: Vec<Spanned<ProjectPath>>,
    /// Glob patterns, relative to the project's root, of files that are not read.
    pub ignore: Vec<String>,
    /// The look: colour, font, logo.
    pub brand: Brand,
    /// Links in the header, in order.
    pub header: Vec<NavLink>,
    /// The footer.
    pub footer: Footer,
    /// Texts of the home page.
    pub home: HomeTexts,
    /// Shortcuts into the product.
    pub quick_tasks: Vec<QuickTask>,
    /// Ways to a person.
    pub contact: ContactConfig,
    /// The "Was this helpful?" form.
    pub feedback: FeedbackConfig,
    /// What search knows beside the articles.
    pub search: SearchConfig,
    /// Where pages tell what readers do.
    pub events: EventConfig,
    /// "Edit this page".
    pub edit: Option<EditLink>,
    /// How Markdown is read.
    pub markdown: MarkdownConfig,
    /// How links are judged.
    pub links: LinkConfig,
    /// What article pages show.
    pub articles: ArticleConfig,
    /// Names that `{{ name }}` stands for in articles.
    pub variables: BTreeMap<String, String>,
    /// Old address → new address or absolute URL, with the place of the entry.
    pub redirects: Vec<ConfiguredRedirect>,
    /// Severity by diagnostic code; `None` silences it.
    pub diagnostics: BTreeMap<String, Option<Severity>>,
    /// The article kind of files that name none, by folder key (`billing/faq` → faq); longest match wins.
    pub kinds: BTreeMap<String, String>,
}

/// The look that a configuration can set without a theme of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brand {
    /// `#rrggbb`; the theme's evergreen where `None`.
    pub color: Option<Spanned<[u8; 3]>>,
    /// The typeface.
    pub font: Font,
    /// A picture below the project's root, shown in the header; a neutral mark where `None`.
    pub logo: Option<Spanned<ProjectPath>>,
    /// The logo for dark pages, if another one is needed.
    pub logo_dark: Option<Spanned<ProjectPath>>,
    /// The icon of the browser tab.
    pub favicon: Option<Spanned<ProjectPath>>,
    /// The picture that shared links show.
    pub social_image: Option<Spanned<ProjectPath>>,
    /// The organisation, for structured data and the footer; the title where empty.
    pub organization: String,
    /// The organisation's own site.
    pub organization_url: Option<String>,
}

/// The typeface of pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Font {
    /// The theme's own, 20 KB, served from the site itself.
    #[default]
    Theme,
    /// Whatever the reader's system uses; no bytes.
    System,
    /// A variable `woff2` of the project, by path.
    File(Spanned<ProjectPath>),
}

/// A link with a label, to an address of the site (`/…`), a relative `.md` path or an absolute URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavLink {
    /// What the reader sees.
    pub title: String,
    /// The target as written.
    pub url: Spanned<String>,
}

/// The footer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Footer {
    /// A line of inline Markdown, such as `© 2026 Acme`.
    pub text: Option<Spanned<String>>,
    /// Links, in order.
    pub links: Vec<NavLink>,
}

/// Texts of the home page; empty ones come from the theme's UI texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeTexts {
    /// The large question, such as `How can we help?`.
    pub title: String,
    /// The line below it.
    pub lead: String,
    /// How many entries "What's new" shows.
    pub whats_new: usize,
    /// How many promoted articles "Popular" shows.
    pub popular: usize,
}

/// A link to an action in the product: reset a password, see an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuickTask {
    /// What the reader sees, such as `Reset password`.
    pub title: String,
    /// Where it leads.
    pub url: Spanned<String>,
    /// One line more; may be empty.
    pub description: String,
    /// Name of an icon of the theme.
    pub icon: Option<Spanned<String>>,
    /// Words that find it in search.
    pub keywords: Vec<String>,
}

/// What search knows beside the articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchConfig {
    /// Whether there is an index.
    pub enabled: bool,
    /// Words that tell nothing here, such as the product's own name.
    pub stop_words: Vec<String>,
    /// Groups of words that mean the same: who searches for one finds all.
    pub synonyms: Vec<Vec<String>>,
    /// Words and what else is found by them, but not the other way round.
    pub one_way: BTreeMap<String, Vec<String>>,
    /// What counts more or less.
    pub weights: SearchWeights,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            stop_words: Vec::new(),
            synonyms: Vec::new(),
            one_way: BTreeMap::new(),
            weights: SearchWeights::default(),
        }
    }
}

/// What an article's place among its equals is multiplied by, in percent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWeights {
    /// Promoted articles.
    pub promoted: u32,
    /// Articles that are due for a review.
    pub stale: u32,
    /// Articles of a kind, by its name; 100 for the others.
    pub kinds: BTreeMap<String, u32>,
}

impl Default for SearchWeights {
    fn default() -> Self {
        Self { promoted: 115, stale: 85, kinds: BTreeMap::new() }
    }
}

/// The address of an article's source, for "Edit this page".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditLink {
    /// An address with `{path}` for the file's path from the project's root.
    pub url: String,
}

/// How Markdown is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own in the file
pub struct MarkdownConfig {
    /// Raw HTML passes through (the default); otherwise it is sanitised.
    pub raw_html: bool,
    /// Code blocks are coloured.
    pub highlight: bool,
    /// `:tada:` becomes an emoji.
    pub emoji: bool,
    /// Straight quotes become typographic ones.
    pub smart: bool,
    /// Every ordered list in a guide whose items all start a step is drawn as steps.
    pub steps: bool,
    /// Words a minute, for the reading time.
    pub reading_speed: usize,
}

/// How links are judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkConfig {
    /// Root-relative prefixes (`/blog/`) that another system serves: links there are not checked.
    pub elsewhere: Vec<String>,
    /// Absolute addresses (`https://help.example.com`) that are this site: links there are resolved like root-relative ones.
    pub own_hosts: Vec<String>,
}

/// What article pages show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleConfig {
    /// How many related articles to show, given and computed together.
    pub related: usize,
    /// Deepest heading level in the outline: 2 to 6.
    pub outline_depth: u8,
    /// Whether the category's articles stand beside the article on wide screens.
    pub sidebar: bool,
    /// An article is stale this many days after `reviewed`, where it names no `review_every` itself; `None` switches it off.
    pub review_every: Option<u32>,
}

/// One entry of `[redirects]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfiguredRedirect {
    /// The old address.
    pub from: Spanned<Address>,
    /// The new address as written: `/…` on this site or an absolute URL.
    pub to: Spanned<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Help Center".into(),
            description: String::new(),
            base_url: BaseUrl::default(),
            language: "en".into(),
            versions: vec![Version { limit: 5, ..Version::default() }],
            locales: vec![Locale::of("en")],
            content: ProjectPath::new("content"),
            content_is_default: true,
            static_files: ProjectPath::new("static"),
            snippets: ProjectPath::new("snippets"),
            theme: ProjectPath::new("theme"),
            folders: Vec::new(),
            ignore: Vec::new(),
            brand: Brand::default(),
            header: Vec::new(),
            footer: Footer::default(),
            home: HomeTexts { title: String::new(), lead: String::new(), whats_new: 5, popular: 6 },
            quick_tasks: Vec::new(),
            contact: ContactConfig::default(),
            feedback: FeedbackConfig { enabled: true, endpoint: None },
            search: SearchConfig::default(),
            events: EventConfig { endpoint: None, sample: 100, analytics: Vec::new() },
            edit: None,
            markdown: MarkdownConfig {
                raw_html: true,
                highlight: true,
                emoji: true,
                smart: false,
                steps: true,
                reading_speed: 220,
            },
            links: LinkConfig::default(),
            articles: ArticleConfig { related: 4, outline_depth: 3, sidebar: false, review_every: None },
            variables: BTreeMap::new(),
            redirects: Vec::new(),
            diagnostics: BTreeMap::new(),
            kinds: BTreeMap::new(),
        }
    }
}
