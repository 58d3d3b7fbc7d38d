//! The built site as a map from path to [`FileSource`], and the only writer of disk.
//!
//! A file source says how a file is made without making it: so `build` renders all of them in parallel and streams each to
//! disk, memory stays flat, and `serve` renders only what is asked for.

mod conflicts;
mod disk;
pub mod frozen_files;
pub mod lock;
pub mod manifest;
pub mod plan;
pub mod write;

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::extras::{self, Extra};
use crate::load;
use crate::path::{OutPath, ProjectPath};
use crate::render::{Page, Renderer, site};
use crate::search;

use manifest::BuildManifest;
pub use write::{WriteError, WriteSummary, write};

/// How one file of the site is made.
#[derive(Debug, Clone)]
pub enum FileSource {
    /// Its bytes are known.
    Bytes(Arc<[u8]>),
    /// A file of the project, copied as it is.
    Copy(ProjectPath),
    /// A page, to be rendered.
    Page(Page),
    /// A file for machines, to be made from the whole site.
    Extra(Extra),
}

/// The site, ready to be written or served.
#[derive(Debug)]
pub struct Output {
    /// Every file by its path, but for those of the search index.
    pub files: plan::PlannedFiles,
    /// What renders the pages.
    pub renderer: Renderer,
    /// The files of the search index, whose names are known only when it is built: when the first one is asked for.
    search: OnceLock<search::IndexFiles>,
    /// The files that are copied out of git.
    objects: load::Objects,
}

/// Why a file could not be made.
#[derive(Debug)]
pub enum FileError {
    /// A template failed: the writer's to mend.
    Template(Box<Diagnostic>),
    /// A file could not be read: the machine's fault.
    Read(PathBuf, std::io::Error),
}

impl Output {
    /// A site of these files; the search index is still to be built.
    #[must_use]
    pub fn new(files: plan::PlannedFiles, renderer: Renderer) -> Self {
        let objects = load::Objects::new(&renderer.project.root);
        Self { files, renderer, search: OnceLock::new(), objects }
    }

    /// The files of the search index. The first call builds it, which takes as long as all else together.
    pub fn search(&self) -> &search::IndexFiles {
        self.search.get_or_init(|| {
            let is_wanted = self.renderer.project.config.search.enabled;
            if is_wanted { search::build(&self.renderer) } else { search::IndexFiles::default() }
        })
    }

    /// The path of every file, the search index included.
    pub fn paths(&self) -> impl Iterator<Item = &OutPath> {
        let indexes = self.search().keys().filter(|path| !self.files.contains_key(path));
        self.files.keys().chain(indexes)
    }

    /// Whether the site has a file of that path. Other paths than those of the search index never build it.
    #[must_use]
    pub fn contains(&self, path: &OutPath) -> bool {
        self.files.contains_key(path) || self.search_file(path).is_some()
    }

    /// The bytes of one file; `None` if the site has no such file.
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

    /// Follows one file source.
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

    /// All pages, in the order of their files.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.files.values().filter_map(|source| match source {
            FileSource::Page(page) => Some(page),
            FileSource::Bytes(_) | FileSource::Copy(_) | FileSource::Extra(_) => None,
        })
    }

    /// Renders every page and throws it away, for the problems that only rendering shows.
    #[must_use]
    pub fn render_all(&self) -> Vec<Diagnostic> {
        self.renderer.site.related.prepare();
        let pages = self.files.par_iter().filter_map(|(_, source)| match source {
            FileSource::Page(page) => self.renderer.render(page).err(),
            FileSource::Bytes(_) | FileSource::Copy(_) | FileSource::Extra(_) => None,
        });
        pages.map(|diagnostic| *diagnostic).collect()
    }
}
