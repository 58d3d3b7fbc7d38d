//! The built site, as a map from paths to [`FileSource`]s. This is the only module that writes the site to disk.
//!
//! A file source describes how to make a file. `build` makes all files in parallel and writes each one at once, which
//! keeps memory use flat. `serve` makes only the files that are requested.

pub mod build_record;
mod checked_pages;
mod conflicts;
mod disk;
pub mod frozen_files;
pub mod lock;
mod lost_addresses;
pub mod manifest;
pub mod plan;
pub mod site_stamp;
pub mod site_stamps;
pub mod write;
mod write_error;

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::diagnostic::Diagnostic;
use crate::extras::{self, Extra};
use crate::load;
use crate::path::{OutPath, ProjectPath};
use crate::render::{Page, Renderer, site};
use crate::search;
use crate::site::quality;

pub use lost_addresses::lost_addresses;
use manifest::BuildManifest;
pub use write::{WriteSummary, write};
pub use write_error::WriteError;

/// How to make one file of the site.
#[derive(Debug, Clone)]
pub enum FileSource {
    /// From known bytes.
    Bytes(Arc<[u8]>),
    /// By copying a file of the project.
    Copy(ProjectPath),
    /// By rendering a page.
    Page(Page),
    /// By generating a file for machines from the whole site.
    Extra(Extra),
}

/// A site that is ready to be written or served.
#[derive(Debug)]
pub struct Output {
    /// Every file by its path, except those of the search index.
    pub files: plan::PlannedFiles,
    /// The renderer of the pages.
    pub renderer: Renderer,
    /// The files of the search index. Their names are unknown until the index is built, which happens on first use.
    search: OnceLock<search::IndexFiles>,
    /// Access to files that are copied from git.
    objects: load::Objects,
}

/// Why a file could not be made.
#[derive(Debug)]
pub enum FileError {
    /// A template failed, which the writer can fix.
    Template(Box<Diagnostic>),
    /// A file could not be read.
    Read(PathBuf, std::io::Error),
}

impl Output {
    /// Creates a site from its planned files. The search index is not built yet.
    #[must_use]
    pub fn new(files: plan::PlannedFiles, renderer: Renderer) -> Self {
        let objects = load::Objects::new(&renderer.project.root);
        Self { files, renderer, search: OnceLock::new(), objects }
    }

    /// The files of the search index. The first call builds the index, which takes about as long as everything else
    /// together.
    pub fn search(&self) -> &search::IndexFiles {
        self.search.get_or_init(|| {
            let is_wanted = self.renderer.project.config.search.enabled;
            if is_wanted { search::build(&self.renderer) } else { search::IndexFiles::default() }
        })
    }

    /// The path of every file, including the search index.
    pub fn paths(&self) -> impl Iterator<Item = &OutPath> {
        let indexes = self.search().keys().filter(|path| !self.files.contains_key(path));
        self.files.keys().chain(indexes)
    }

    /// Whether the site contains a file. Builds the search index only if the path is in its folder.
    #[must_use]
    pub fn contains(&self, path: &OutPath) -> bool {
        self.files.contains_key(path) || self.search_file(path).is_some()
    }

    /// The bytes of a file, or `None` if the site does not contain it.
    pub fn render(&self, path: &OutPath) -> Option<Result<Cow<'_, [u8]>, FileError>> {
        match self.files.get(path) {
            Some(source) => Some(self.render_source(source)),
            None => Some(Ok(Cow::Borrowed(self.search_file(path)?))),
        }
    }

    fn search_file(&self, path: &OutPath) -> Option<&[u8]> {
        let is_index = path.as_str().strip_prefix(site::SEARCH_FOLDER).is_some_and(|rest| rest.starts_with('/'));
        is_index.then(|| self.search().get(path)).flatten().map(|bytes| &**bytes)
    }

    /// Makes the file that a source describes.
    ///
    /// # Errors
    ///
    /// If a template fails or a file cannot be read.
    pub fn render_source<'a>(&self, source: &'a FileSource) -> Result<Cow<'a, [u8]>, FileError> {
        match source {
            FileSource::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
            FileSource::Copy(path) => {
                let project = &self.renderer.project;
                let file = project.root.join(path.as_str());
                let object = project.files.get(path).and_then(|file| file.object.as_deref());
                let bytes = object.map_or_else(|| load::read_inside(&project.root, path), |id| self.objects.bytes(id));
                bytes.map(Cow::Owned).map_err(|error| FileError::Read(file, error))
            }
            FileSource::Page(page) => {
                let html = self.renderer.render(page).map_err(FileError::Template)?;
                Ok(Cow::Owned(html.into_bytes()))
            }
            FileSource::Extra(extra) => Ok(Cow::Owned(extras::text(&self.renderer, *extra, self.pages()).into_bytes())),
        }
    }

    /// The file on disk that a file of the site is a copy of; `None` for all other files.
    #[must_use]
    pub fn copied_file(&self, path: &OutPath) -> Option<&ProjectPath> {
        let FileSource::Copy(path) = self.files.get(path)? else { return None };
        let is_in_git = self.renderer.project.files.get(path).is_some_and(|file| file.object.is_some());
        (!is_in_git).then_some(path)
    }

    /// All pages, in order of their file paths.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.files.values().filter_map(|source| match source {
            FileSource::Page(page) => Some(page),
            FileSource::Bytes(_) | FileSource::Copy(_) | FileSource::Extra(_) => None,
        })
    }

    /// Reports what a reader of the whole site would notice: articles that are alike, and searches that do not find what
    /// `search-tests.toml` expects.
    #[must_use]
    pub fn check_site(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.check_articles();
        diagnostics.extend(self.run_search_tests());
        diagnostics
    }

    /// Reports articles that are alike.
    #[must_use]
    pub fn check_articles(&self) -> Vec<Diagnostic> {
        quality::report(&self.renderer.project, &self.renderer.site)
    }

    /// Runs the searches of `search-tests.toml`. Builds the search index only if there are any.
    #[must_use]
    pub fn run_search_tests(&self) -> Vec<Diagnostic> {
        if self.renderer.project.search_tests.is_empty() {
            return Vec::new();
        }
        search::search_tests::run(&self.renderer, self.search())
    }
}
