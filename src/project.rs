//! All that a build may see. Everything after [`crate::load`] is a function of this value: the same project gives the
//! same bytes, whatever the machine, the clock or the number of threads.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{Config, ContentTrees};
use crate::path::ProjectPath;
use crate::source::{SourceId, Sources};
use crate::theme::Theme;

/// A writer's folder, read.
#[derive(Debug)]
pub struct Project {
    /// Where the folder lies on disk; only [`crate::output`] follows it, to copy files.
    pub root: PathBuf,
    /// The checked configuration.
    pub config: Config,
    /// Where the articles of each edition lie.
    pub trees: ContentTrees,
    /// The day that counts as today: for publishing, expiry and freshness.
    pub date: Date,
    /// Whether drafts and articles of the future are shown.
    pub drafts: bool,
    /// All texts.
    pub sources: Sources,
    /// The Markdown files below the content folder, by path.
    pub articles: BTreeMap<ProjectPath, SourceId>,
    /// The Markdown files below the snippet folder, by name without extension (`refund-window`, `legal/notice`), and
    /// partials (`_name.md` below the content folder) by their path from the project's root.
    pub snippets: BTreeMap<String, SourceId>,
    /// Every other file below the content and static folders, by path.
    pub files: BTreeMap<ProjectPath, ProjectFile>,
    /// Templates, styles, scripts and UI texts, the site's own over the default theme's.
    pub theme: Theme,
    /// The content of the font file that the configuration names.
    pub font: Option<Arc<[u8]>>,
    /// What `_category_.json` and its like say about folders, by the folder's path.
    pub folders: BTreeMap<ProjectPath, FolderSettings>,
    /// The places that a `SUMMARY.md` gives to articles, which have the last word themselves.
    pub places: BTreeMap<ProjectPath, i64>,
    /// When each file was last changed, from git; empty outside a repository.
    pub history: BTreeMap<ProjectPath, Date>,
}

/// What a folder's settings file says; an index article has the last word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FolderSettings {
    /// The category's name.
    pub title: Option<String>,
    /// Place among its siblings in thousandths, smallest first.
    pub order: Option<i64>,
    /// One sentence.
    pub description: Option<String>,
}

/// A file that is copied or linked, never parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFile {
    /// Length in bytes.
    pub size: u64,
    /// Width and height in pixels, for pictures whose header could be read.
    pub dimensions: Option<(u32, u32)>,
    /// First 8 bytes of the content's BLAKE3 hash, in hex, for pictures and videos; `None` for files that keep their name.
    pub fingerprint: Option<String>,
    /// The object of git that holds it, in hexadecimal digits; `None` for files on disk.
    pub object: Option<std::sync::Arc<str>>,
}
