//! Loads a folder into a [`Project`]. Only this module reads a project's files; later stages use it for copied files.
//!
//! Steps: read `answerbook.toml`; walk the folder and sort the files by area (`walk`); read texts and measure other
//! files in parallel (`read`); get the date of each text's last change from git (`history`). A writer's mistake becomes
//! a diagnostic and loading continues. [`LoadError`] is for a folder that cannot be read at all.

mod cache;
mod content_trees;
mod error;
mod file_stamp;
mod file_versions;
mod git;
mod history;
mod main_line;
mod named_texts;
pub mod past_layout;
pub mod past_wordings;
mod previous_scan;
mod read;
mod repository;
mod rescan;
mod shared_texts;
mod single;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::codes;
use crate::config::{self, Config};
use crate::content::{folder, includes, partial, summary, watched};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::{BaseUrl, ProjectPath};
use crate::project::{Project, WatchedChange};
use crate::source::{SourceId, Sources, Span};
use crate::theme::{Theme, ThemeOverrides};

pub use cache::LoadCache;
pub use error::{Cause, LoadError};
use file_stamp::FileStamp;
pub use git::{Objects, checkout, tag};
use history::watches::{WatchingArticle, watched_changes};
pub use main_line::{MainLine, MainLineCommits, PastCommit, TextChange, TextObject, private_folder};
use previous_scan::PreviousScan;
use read::FileContents;
pub use single::read_inside;
use single::{configuration, font};
pub use walk::is_left_by_an_editor;
use walk::{Area, FoundFile, Walk};

/// The name of the configuration file.
pub const CONFIG_FILE: &str = "answerbook.toml";

/// Settings that come from the caller rather than from the folder.
#[derive(Debug, Clone)]
pub struct LoadOptions {
    /// The date to use as today.
    pub date: Date,
    /// Whether to include drafts and articles with a future date.
    pub drafts: bool,
    /// The edition of `[access.editions]` to build; `None` for the public one.
    pub edition: Option<String>,
    /// Replaces the configured `base_url`.
    pub base_url: Option<BaseUrl>,
    /// The output folder, so that an earlier build inside the project is not read as content.
    pub out: Option<PathBuf>,
}

/// A project, with the problems found while loading it.
#[derive(Debug)]
pub struct Loaded {
    /// Everything that could be read.
    pub project: Project,
    /// Problems with files and with the configuration.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that were added, removed or changed since the last load, sorted.
    pub changed: Vec<ProjectPath>,
    /// The folders to watch for changes, the root first; `None` if they are the same as in the last load.
    pub folders: Option<Vec<PathBuf>>,
    /// Whether only the hinted files were checked, so that a full load should follow.
    pub is_partial_scan: bool,
}

/// Reads the project in `root`.
///
/// # Errors
///
/// If the folder or its configuration cannot be read.
pub fn load(root: &Path, options: &LoadOptions) -> Result<Loaded, LoadError> {
    reload(root, options, &mut LoadCache::default(), None)
}

/// Reads the project in `root`, reusing everything in `cache` that did not change. The result is the same as that of
/// [`load`].
///
/// `hints` are the paths that may have changed. If they are all known articles, only those are checked; other changes
/// are found by the next load without hints.
///
/// # Errors
///
/// If the folder or its configuration cannot be read.
pub fn reload(
    root: &Path,
    options: &LoadOptions,
    cache: &mut LoadCache,
    hints: Option<&[PathBuf]>,
) -> Result<Loaded, LoadError> {
    let root = find(root)?;
    cache.begin();
    let mut diagnostics = Vec::new();
    let mut config = configuration(&root, cache, &mut diagnostics)?;
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    let addresses = single::addresses(&root, cache, &mut diagnostics)?;
    content_trees::locate_content(&root, &mut config);
    let font = font(&root, &config, cache);
    let search_tests = named_texts::search_tests(&root, cache, &mut diagnostics);
    let terms = named_texts::terms(&root, &config, cache, &mut diagnostics);
    let product_texts = named_texts::product_texts(&root, &config, cache, &mut diagnostics);
    if cache.reads_all_versions {
        config.versions.iter_mut().for_each(|version| version.limit = usize::MAX);
    }
    let past = git::past(&root, &config, &mut cache.git);
    config.versions = past.versions;
    diagnostics.extend(past.diagnostics);
    let trees = content_trees::all(&root, &config, past.trees);
    let decided_by = format!("{}{:?}{config:?}{trees:?}", root.display(), options.out);
    let seen = cache.seen.take();
    // With several versions, equal texts are shared, so one change can affect other articles.
    let seen = seen.filter(|seen| config.versions.len() < 2 && seen.is_decided_by(&decided_by));
    let (again, is_partial_scan) = match seen {
        Some(mut seen) => {
            let is_partial_scan = hints.is_some_and(|hints| seen.partial_scan(hints, cache));
            let is_same = is_partial_scan || seen.look_again(cache);
            (is_same.then_some(seen), is_partial_scan)
        }
        None => (None, false),
    };
    let is_same = again.is_some();
    let seen = again.unwrap_or_else(|| {
        let walk = Walk { root: &root, config: &config, trees: &trees, out: options.out.as_deref() };
        look(&walk, decided_by, past.files, cache)
    });
    if !is_same {
        cache.forget_gone();
    }
    let changed = cache.end();
    let sorted = Arc::clone(&seen.sorted);
    let folders = (!is_same).then(|| seen.folders());
    diagnostics.extend_from_slice(&seen.diagnostics);
    cache.seen = Some(seen);
    let exists = |path: &ProjectPath| root.join(path.as_str()).exists();
    diagnostics.extend(config::check_files(&config, &exists));
    let wanted = || sorted.texts(&cache.sources);
    let tips = git::tips(&config);
    let (history, log) = history::last_changed(&root, tips, (!is_same).then(wanted), &mut cache.history);
    diagnostics.extend(history.shallow.then(history::shallow_clone));
    let mut dates = history.dates;
    if config.versions.len() > 1 {
        shared_texts::dates(&mut dates, &sorted.articles, &cache.sources);
    }
    let watched = watching(&root, &sorted, &dates, cache, &mut diagnostics);
    let folders = folders.map(|folders| folders.into_iter().chain(log).chain(past.folders).collect());
    let project = Project {
        font,
        root,
        config,
        addresses: addresses.into(),
        trees,
        date: options.date,
        drafts: options.drafts,
        edition: options.edition.clone(),
        noindex: false,
        sources: cache.sources.clone(),
        articles: sorted.articles.clone(),
        snippets: sorted.snippets.clone(),
        folders: sorted.folders.clone(),
        places: sorted.places.clone(),
        files: sorted.files.clone(),
        theme: sorted.theme.clone(),
        history: dates,
        search_tests,
        terms,
        product_texts,
        watched,
    };
    Ok(Loaded { project, diagnostics, changed, folders, is_partial_scan })
}

/// What changed since the articles that watch it were reviewed. Reports patterns that match nothing.
fn watching(
    root: &Path,
    sorted: &SortedFiles,
    dates: &BTreeMap<ProjectPath, Date>,
    cache: &mut LoadCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<ProjectPath, WatchedChange> {
    let sources = &cache.sources;
    let article = |(path, source): (&ProjectPath, &SourceId)| {
        let watches = watched::watches(&sources[*source].text)?;
        let since = watches.reviewed.or_else(|| dates.get(path).copied())?;
        Some(WatchingArticle { path: path.clone(), watches, since })
    };
    let articles = sorted.articles.iter().filter_map(article).collect();
    let report = watched_changes(root, articles, &mut cache.watches);
    diagnostics.extend(report.unmatched.iter().map(|(path, pattern)| {
        let message = format!("`watches` has `{pattern}`, which matches nothing in git");
        let source = sorted.articles.get(path);
        let span = source.and_then(|id| Some(Span::new(*id, watched::range(&sources[*id].text, pattern)?)));
        let place = span.map_or_else(|| Place::File(path.clone()), Place::Span);
        Diagnostic::new(codes::SITE_WATCHES_NOTHING, message, place)
            .help("correct the path, which starts at the project folder, or remove it")
    }));
    report.changed
}

/// Scans the whole project.
fn look(walk: &Walk<'_>, decided_by: String, past: Vec<git::EarlierFile>, cache: &mut LoadCache) -> PreviousScan {
    let mut diagnostics = Vec::new();
    let walk::WalkResult { files, folders } = walk::files(walk, &mut diagnostics);
    let mut sorted = SortedFiles::default();
    let mut scanned = Vec::with_capacity(files.len());
    for (found, stamp, contents) in read_all(files, cache) {
        sorted.add(&found, contents, walk.config, cache, &mut diagnostics);
        scanned.push((found, Some(stamp).filter(|stamp| !stamp.is_fresh())));
    }
    for kept in past {
        sorted.add_kept(kept, walk.config, cache, &mut diagnostics);
    }
    sorted.take_parts(&cache.sources);
    if walk.config.versions.len() > 1 {
        shared_texts::texts(&mut sorted.articles, walk.trees, &cache.sources);
    }
    sorted.theme = Theme::layered(std::mem::take(&mut sorted.overrides));
    PreviousScan::new(decided_by, &folders, scanned, Arc::new(sorted), diagnostics)
}

/// The canonical path of a readable project folder. Errors show the path as it was typed.
///
/// # Errors
///
/// If the path does not exist, is not a folder, or cannot be read.
pub fn find(typed: &Path) -> Result<PathBuf, LoadError> {
    let root = typed.canonicalize().map_err(|error| LoadError::io(typed, error))?;
    if !root.is_dir() {
        return Err(LoadError { path: typed.to_owned(), cause: Cause::NotAFolder });
    }
    std::fs::read_dir(&root).map_err(|error| LoadError::io(typed, error))?;
    Ok(root)
}

/// The contents of each file, from the cache where still valid. Files that were deleted since the walk are left out.
fn read_all(files: Vec<FoundFile>, cache: &mut LoadCache) -> Vec<(FoundFile, FileStamp, FileContents)> {
    let read = |found: FoundFile| {
        let stamp = FileStamp::of(&std::fs::metadata(&found.on_disk).ok()?);
        let known = cache.cached(&found.path, found.area, &stamp).cloned();
        let is_known = known.is_some();
        let contents = known.unwrap_or_else(|| read::contents(&found, &stamp));
        Some((found, stamp, contents, is_known))
    };
    let read: Vec<_> = files.into_par_iter().filter_map(read).collect();
    let note = |(found, stamp, contents, is_known): (FoundFile, FileStamp, FileContents, bool)| {
        if is_known {
            cache.keep(&found.path);
            return (found, stamp, contents);
        }
        let contents = cache.remember(&found.path, found.area, stamp, contents);
        (found, stamp, contents)
    };
    read.into_iter().map(note).collect()
}

/// The project's files, sorted by area.
#[derive(Debug, Default)]
struct SortedFiles {
    articles: BTreeMap<ProjectPath, SourceId>,
    snippets: BTreeMap<String, SourceId>,
    folders: BTreeMap<ProjectPath, crate::project::FolderSettings>,
    places: BTreeMap<ProjectPath, i64>,
    files: BTreeMap<ProjectPath, crate::project::ProjectFile>,
    overrides: ThemeOverrides,
    theme: Theme,
}

impl SortedFiles {
    fn add(
        &mut self,
        found: &FoundFile,
        contents: FileContents,
        config: &Config,
        cache: &mut LoadCache,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        match contents {
            FileContents::Problem(diagnostic) => diagnostics.push(diagnostic),
            FileContents::File(file) => {
                if file.dimensions.is_none() && found.area != Area::Elsewhere {
                    diagnostics.extend(read::not_a_picture(found, &file));
                }
                self.files.insert(found.path.clone(), file);
            }
            FileContents::Bytes(bytes) => {
                if let Some(name) = found.path.strip(&config.theme) {
                    self.overrides.insert(name.to_owned(), (bytes, None));
                }
            }
            FileContents::Text(decoded) => {
                let source = cache.source(&found.path, decoded.text);
                diagnostics.extend(decoded.bad_byte.map(|bad| bad.report(source)));
                self.add_text(found, source, config, &cache.sources, diagnostics);
            }
        }
    }

    /// Adds a file of an earlier commit.
    fn add_kept(
        &mut self,
        kept: git::EarlierFile,
        config: &Config,
        cache: &mut LoadCache,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let git::EarlierFile { path, area, contents } = kept;
        match contents {
            FileContents::File(file) => drop(self.files.insert(path, file)),
            FileContents::Text(decoded) => {
                let source = cache.source(&path, decoded.text);
                let found = FoundFile { on_disk: PathBuf::new(), path, area };
                self.add_text(&found, source, config, &cache.sources, diagnostics);
            }
            FileContents::Problem(_) | FileContents::Bytes(_) => {}
        }
    }

    fn add_text(
        &mut self,
        found: &FoundFile,
        source: SourceId,
        config: &Config,
        sources: &Sources,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let text = &sources[source].text;
        match found.area {
            Area::Theme => {
                if let Some(name) = found.path.strip(&config.theme) {
                    self.overrides.insert(name.to_owned(), (text.as_bytes().into(), Some(source)));
                }
            }
            Area::Snippets => {
                let name = found.path.strip(&config.snippets).unwrap_or(found.path.as_str());
                self.snippets.insert(walk::without_extension(name).to_owned(), source);
            }
            Area::Content if folder::is_settings(found.path.name()) => {
                let folder = folder::read(source, text).unpack(diagnostics);
                self.folders.insert(found.path.parent(), folder);
            }
            Area::Content if !partial::is_partial(&found.path, text) => match summary::read(&found.path, text) {
                Some(places) => self.places.extend(places),
                None => drop(self.articles.insert(found.path.clone(), source)),
            },
            Area::Content | Area::Elsewhere => {
                if partial::is_partial(&found.path, text) {
                    self.snippets.insert(found.path.to_string(), source);
                }
            }
            Area::Static => {}
        }
    }

    /// Makes snippets of the articles that others include. Those that a table of contents leaves out are no articles.
    fn take_parts(&mut self, sources: &Sources) {
        let texts = self.articles.iter().map(|(path, &source)| (path, &*sources[source].text));
        let parts = includes::included(texts.filter(|(_, text)| includes::may_include(text)), &self.articles);
        for path in parts {
            let is_article = self.places.is_empty() || self.places.contains_key(&path);
            let source = if is_article { self.articles.get(&path).copied() } else { self.articles.remove(&path) };
            self.snippets.extend(source.map(|source| (path.to_string(), source)));
        }
    }

    /// The texts that need a date.
    fn texts(&self, sources: &Sources) -> BTreeSet<ProjectPath> {
        self.articles.values().chain(self.snippets.values()).map(|&source| sources[source].path.clone()).collect()
    }
}
