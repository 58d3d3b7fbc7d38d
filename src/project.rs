//! The input of a build. Everything after [`crate::load`] depends only on this value: the same project gives the same
//! bytes on every machine, at any time, and with any number of threads.

mod digest;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::addresses::AddressFile;
use crate::config::{Config, ContentTrees, LocaleId, SearchTest, TermRule};
use crate::path::ProjectPath;
use crate::source::{SourceId, Sources};
use crate::theme::Theme;

pub use digest::digest;

/// A writer's folder, after reading it.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder's path on disk. Only [`crate::output`] uses it, to copy files.
    pub root: PathBuf,
    /// The checked configuration.
    pub config: Config,
    /// `addresses.toml`: where old addresses lead.
    pub addresses: Arc<AddressFile>,
    /// The folders of all editions.
    pub trees: ContentTrees,
    /// The date to use as today, for publishing, expiry and freshness.
    pub date: Date,
    /// Whether to include drafts and articles that are not public yet.
    pub drafts: bool,
    /// The edition of `[access.editions]` to build; `None` for the public one.
    pub edition: Option<String>,
    /// Whether search engines should skip the whole site, such as the preview of a change.
    pub noindex: bool,
    /// All texts.
    pub sources: Sources,
    /// The Markdown files in the content folders, by path.
    pub articles: BTreeMap<ProjectPath, SourceId>,
    /// The Markdown files in the snippet folder, by name without extension (`refund-window`, `legal/notice`), and
    /// partials (`_name.md` in a content folder), by path from the project folder.
    pub snippets: BTreeMap<String, SourceId>,
    /// All other files in the content and static folders, by path.
    pub files: BTreeMap<ProjectPath, ProjectFile>,
    /// Templates, styles, scripts and UI texts. The site's own files override the default theme's.
    pub theme: Theme,
    /// The content of the configured font file.
    pub font: Option<Arc<[u8]>>,
    /// Settings from `_category_.json` and similar files, by the folder's path.
    pub folders: BTreeMap<ProjectPath, FolderSettings>,
    /// The order of articles in `SUMMARY.md`. An article's own `order` takes precedence.
    pub places: BTreeMap<ProjectPath, i64>,
    /// When each file was last changed, from git; empty outside a repository.
    pub history: BTreeMap<ProjectPath, Date>,
    /// The searches that must find an article.
    pub search_tests: Vec<SearchTest>,
    /// The terms of each locale that has a file of them.
    pub terms: BTreeMap<LocaleId, Vec<TermRule>>,
    /// The product's texts in each locale.
    pub product_texts: BTreeMap<LocaleId, ProductTexts>,
    /// The newest change of something that an article watches, after its last review, by the article's path.
    pub watched: BTreeMap<ProjectPath, WatchedChange>,
}

impl Project {
    /// A project that has nothing but texts, to learn what an earlier commit published.
    #[must_use]
    pub fn of_texts(config: Config, trees: ContentTrees, sources: Sources, date: Date) -> Self {
        Self {
            root: PathBuf::new(),
            config,
            addresses: Arc::default(),
            trees,
            date,
            drafts: false,
            noindex: false,
            edition: None,
            sources,
            articles: BTreeMap::new(),
            snippets: BTreeMap::new(),
            files: BTreeMap::new(),
            theme: Theme::default(),
            font: None,
            folders: BTreeMap::new(),
            places: BTreeMap::new(),
            history: BTreeMap::new(),
            search_tests: Vec::new(),
            terms: BTreeMap::new(),
            product_texts: BTreeMap::new(),
            watched: BTreeMap::new(),
        }
    }
}

/// The settings file of a folder. The folder's index article takes precedence.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct FolderSettings {
    /// The category's title.
    pub title: Option<String>,
    /// The category's order among its siblings in thousandths, smallest first.
    pub order: Option<i64>,
    /// The category's description, in one sentence.
    pub description: Option<String>,
}

/// A file that is copied or linked, but not parsed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProjectFile {
    /// Size in bytes.
    pub size: u64,
    /// Width and height in pixels, if the file is a picture and its header could be read.
    pub dimensions: Option<(u32, u32)>,
    /// The first 8 bytes of the content's BLAKE3 hash in hexadecimal digits, for pictures and videos; `None` for files
    /// that keep their name.
    pub fingerprint: Option<String>,
    /// The git object with the file's content, in hexadecimal digits; `None` for files on disk.
    pub object: Option<std::sync::Arc<str>>,
}

/// The texts of the product's buttons and menus in one language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ProductTexts {
    /// The files that have them.
    pub files: Vec<ProjectPath>,
    /// Keys and texts, as they are now.
    pub now: Vec<(String, String)>,
    /// Keys and texts of earlier versions in git, newest first.
    pub earlier: Vec<Vec<(String, String)>>,
}

/// A change of something that an article watches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WatchedChange {
    /// The pattern that the article watches, as written.
    pub watch: String,
    /// The changed file, from the top of the repository.
    pub file: String,
    /// The day of the newest change.
    pub date: Date,
}
