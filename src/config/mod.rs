//! The configuration, valid by construction.
//!
//! `raw` declares the keys of `answerbook.toml`. `read` and `values` parse the TOML into these declarations and report
//! every problem at once. `check` fills in defaults and returns the types in this file, which the rest of the program
//! uses. `schema` makes the JSON Schema from the same declarations. Nothing here reads a file.

mod access;
mod check;
mod declare;
mod editions;
mod files;
mod from_text;
mod given;
mod hosts;
mod languages;
mod listen;
mod locale_overrides;
mod notices;
mod parse;
mod publish;
mod raw;
mod read;
mod schema;
mod search_tests;
mod terms;
#[cfg(test)]
mod tests;
mod trees;
mod unknown;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use crate::path::{Address, BaseUrl, ProjectPath};
use crate::report::ConfiguredSeverities;
use crate::source::Spanned;

pub use access::AccessConfig;
pub use editions::{EditionId, Locale, LocaleId, LocaleOverrides, Version, VersionId, VersionSource, VersionStatus};
pub use files::{check_files, is_settings_file};
pub use hosts::StaticHost;
pub use listen::{
    Analytics, ContactConfig, ContactField, ContactForm, ContactNames, ContactVisibility, EventConfig, FeedbackConfig,
    OpeningTime,
};
pub use notices::{Notice, NoticeKind};
pub use parse::parse;
pub use publish::PublishConfig;
pub use raw::json_schema;
pub use search_tests::{SEARCH_TESTS, SearchTest, search_tests};
pub use terms::{TermRule, terms};
pub use trees::{ContentTree, ContentTrees, TreePlace};

/// The names of the article kinds that `[kinds]` accepts. The kinds themselves are in [`crate::content`], which this
/// module must not import. A test compares the two.
pub const KINDS: [&str; 6] = ["article", "faq", "guide", "video", "troubleshooting", "form"];

/// The contents of `answerbook.toml`. [`Config::default`] is a site without a configuration file.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Config {
    /// The help center's name, such as `Acme Help`.
    pub title: String,
    /// One sentence for search engines and the home page; may be empty.
    pub description: String,
    /// The address of the published site.
    pub base_url: BaseUrl,
    /// BCP 47 tag of the content's language, such as `en` or `pt-BR`.
    pub language: String,
    /// The versions, with the latest one first. If none is declared, there is one version without a name.
    pub versions: Vec<Version>,
    /// The locales, with `language` first.
    pub locales: Vec<Locale>,
    /// The folder of articles; empty for the project folder itself.
    pub content: ProjectPath,
    /// Whether `content` is not set. Then the project folder is used if there is no such folder.
    pub content_is_default: bool,
    /// The folder of files that are copied unchanged.
    pub static_files: ProjectPath,
    /// The folder of reusable Markdown.
    pub snippets: ProjectPath,
    /// The folder of the site's own templates, styles, scripts and UI texts.
    pub theme: ProjectPath,
    /// The folders in the file, with their places. They must exist.
    pub folders: Vec<Spanned<ProjectPath>>,
    /// Glob patterns of files that are not read, relative to the project folder.
    pub ignore: Vec<String>,
    /// Color, font and logo.
    pub brand: Brand,
    /// Links in the header, in order.
    pub header: Vec<HeaderLink>,
    /// The footer.
    pub footer: Footer,
    /// Texts of the home page.
    pub home: HomeTexts,
    /// Shortcuts into the product.
    pub quick_tasks: Vec<QuickTask>,
    /// Messages on pages, in order.
    pub notices: Vec<Notice>,
    /// Contact options.
    pub contact: ContactConfig,
    /// The "Was this helpful?" form.
    pub feedback: FeedbackConfig,
    /// Settings for search.
    pub search: SearchConfig,
    /// Where pages send events.
    pub events: EventConfig,
    /// The link "Edit this page".
    pub edit: Option<EditLink>,
    /// How Markdown is read.
    pub markdown: MarkdownConfig,
    /// The files of the product's texts, with `{locale}` for the locale's code.
    pub product_strings: Vec<Spanned<String>>,
    /// The files of terms, with `{locale}` for the locale's code.
    pub terms: String,
    /// Where and how the site is published.
    pub publish: PublishConfig,
    /// How links are checked.
    pub links: LinkConfig,
    /// What article pages show.
    pub articles: ArticleConfig,
    /// Values for `{{ name }}` in articles.
    pub variables: BTreeMap<String, String>,
    /// Redirects from an old address to a new address or URL.
    pub redirects: Vec<ConfiguredRedirect>,
    /// The hosts that builds write rules for.
    pub hosts: BTreeSet<StaticHost>,
    /// The severity of each diagnostic code; `None` turns it off.
    pub diagnostics: ConfiguredSeverities,
    /// Who may read articles that are not for everybody.
    pub access: AccessConfig,
    /// The kind of articles without a `type`, by folder, such as `billing/faq` → `faq`. The longest match wins.
    pub kinds: BTreeMap<String, String>,
}

/// The look of a site without a custom theme.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Brand {
    /// The brand color as red, green and blue; `None` for the theme's green.
    pub color: Option<Spanned<[u8; 3]>>,
    /// The typeface.
    pub font: Font,
    /// A picture in the project, shown in the header; `None` for a neutral mark.
    pub logo: Option<Spanned<ProjectPath>>,
    /// The logo for dark pages, if another one is needed.
    pub logo_dark: Option<Spanned<ProjectPath>>,
    /// The icon in the browser tab.
    pub favicon: Option<Spanned<ProjectPath>>,
    /// The picture for shared links.
    pub social_image: Option<Spanned<ProjectPath>>,
    /// The organization, for structured data and the footer; empty for the title.
    pub organization: String,
    /// The organization's website.
    pub organization_url: Option<String>,
}

/// The typeface of pages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Font {
    /// The theme's own font, 20 KB, served from the site itself.
    #[default]
    Theme,
    /// The reader's system font, without a download.
    System,
    /// A variable `woff2` file in the project.
    File(Spanned<ProjectPath>),
}

/// A link with a label, to an address of the site (`/…`), a relative `.md` path or an absolute URL.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NavLink {
    /// What the reader sees.
    pub title: String,
    /// The target as written.
    pub url: Spanned<String>,
}

/// A link in the header.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HeaderLink {
    /// The link.
    pub link: NavLink,
    /// Whether it stays in the header on phones.
    pub is_on_phones: bool,
}

/// The footer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Footer {
    /// A line of inline Markdown, such as `© 2026 Acme`.
    pub text: Option<Spanned<String>>,
    /// Links, in order.
    pub links: Vec<NavLink>,
}

/// Texts of the home page. For empty ones, the theme's texts are used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HomeTexts {
    /// The large heading, such as `How can we help?`.
    pub title: String,
    /// The line below it.
    pub lead: String,
    /// The number of entries in "What's new".
    pub whats_new: usize,
    /// The number of articles in "Popular".
    pub popular: usize,
}

/// A link to an action in the product, such as resetting a password.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QuickTask {
    /// What the reader sees, such as `Reset password`.
    pub title: String,
    /// Where it leads.
    pub url: Spanned<String>,
    /// A second line; may be empty.
    pub description: String,
    /// The name of an icon in the theme.
    pub icon: Option<Spanned<String>>,
    /// More words to find the task by in search.
    pub keywords: Vec<String>,
}

/// Settings for search.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchConfig {
    /// Whether the site has a search index.
    pub enabled: bool,
    /// Words to ignore, such as the product's own name.
    pub stop_words: Vec<String>,
    /// Whether the thesaurus of support language is used.
    pub thesaurus: bool,
    /// Whether related words are used.
    pub related: bool,
    /// Groups of words with the same meaning: a search for one finds all of them.
    pub synonyms: Vec<Vec<String>>,
    /// Words that a word also finds, but not the other way around.
    pub one_way: BTreeMap<String, Vec<String>>,
    /// What ranks higher or lower.
    pub weights: SearchWeights,
}

impl Default for SearchConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            stop_words: Vec::new(),
            thesaurus: true,
            related: true,
            synonyms: Vec::new(),
            one_way: BTreeMap::new(),
            weights: SearchWeights::default(),
        }
    }
}

/// Factors for the scores of articles, in percent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchWeights {
    /// Promoted articles.
    pub promoted: u32,
    /// Articles that are due for a review.
    pub stale: u32,
    /// Articles of a kind, by its name; 100 for all other kinds.
    pub kinds: BTreeMap<String, u32>,
}

impl Default for SearchWeights {
    fn default() -> Self {
        Self { promoted: 115, stale: 85, kinds: BTreeMap::new() }
    }
}

/// The address of an article's source, for "Edit this page".
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EditLink {
    /// An address with `{path}` for the file's path from the project folder.
    pub url: String,
}

/// How Markdown is read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(clippy::struct_excessive_bools)] // each is a separate key in the file
pub struct MarkdownConfig {
    /// Keeps raw HTML (the default). Otherwise it is sanitized.
    pub raw_html: bool,
    /// Highlights code.
    pub highlight: bool,
    /// Turns `:tada:` into an emoji.
    pub emoji: bool,
    /// Turns straight quotes into typographic ones.
    pub smart: bool,
    /// Shows an ordered list in a guide as steps, if each of its items starts a step.
    pub steps: bool,
    /// Words per minute, for the reading time.
    pub reading_speed: usize,
}

/// How links are checked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct LinkConfig {
    /// Starts of addresses (`/blog/`) that another system serves. Links to them are not checked.
    pub elsewhere: Vec<String>,
    /// Full addresses of this site (`https://help.example.com`). Links to them are checked like root-relative ones.
    pub own_hosts: Vec<String>,
}

/// What article pages show.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ArticleConfig {
    /// The number of related articles, whether set in front matter or computed.
    pub related: usize,
    /// Deepest heading level in the outline: 2 to 6.
    pub outline_depth: u8,
    /// Whether the category's articles are listed next to the article on wide screens; by default, in large help
    /// centers.
    pub sidebar: Option<bool>,
    /// An article is due for review this many days after the last one, unless it or its category sets `review_every`;
    /// `None` for never.
    pub review_every: Option<u32>,
}

/// One entry of `[redirects]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ConfiguredRedirect {
    /// The old address.
    pub from: Spanned<Address>,
    /// The new address as written: `/…` on this site or an absolute URL.
    pub to: Spanned<String>,
}

impl Config {
    /// Full addresses of this site.
    #[must_use]
    pub fn own_hosts(&self) -> Vec<String> {
        self.links.own_hosts.iter().chain(&self.base_url.origin).cloned().collect()
    }
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
            notices: Vec::new(),
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
            product_strings: Vec::new(),
            terms: "terms/{locale}.toml".into(),
            publish: PublishConfig::default(),
            links: LinkConfig::default(),
            articles: ArticleConfig { related: 4, outline_depth: 3, sidebar: None, review_every: None },
            variables: BTreeMap::new(),
            redirects: Vec::new(),
            hosts: BTreeSet::new(),
            diagnostics: ConfiguredSeverities::default(),
            access: AccessConfig::default(),
            kinds: BTreeMap::new(),
        }
    }
}
