//! Holds what the preview shows: the last good site, the problems of the newest one, and the rendered pages.
//!
//! A page is rendered on request and kept while its site is shown. Pages are compared with those in browsers by their
//! bytes, so all kinds of changes are treated alike.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::output::{FileError, Output};
use crate::path::{Address, OutPath};
use crate::serve::problems::PreviewProblems;

/// The maximum size of the kept pages, in bytes. That is more than anyone opens between two saves.
const MAX_KEPT: usize = 64 * 1024 * 1024;

/// A file of the site that is ready to be sent.
#[derive(Debug)]
pub struct RenderedFile {
    /// The content.
    pub bytes: Vec<u8>,
    /// The first 16 hex digits of the BLAKE3 hash of the content.
    pub version: String,
    /// The compressed content, created on first use.
    pub compressed: OnceLock<Vec<u8>>,
}

/// A site and its rendered pages.
#[derive(Debug)]
pub struct PreviewSite {
    /// The site.
    pub output: Arc<Output>,
    rendered: Mutex<RenderedFiles>,
}

#[derive(Debug, Default)]
struct RenderedFiles {
    files: HashMap<OutPath, Arc<RenderedFile>>,
    bytes: usize,
}

/// The result of a build, as shown.
#[derive(Debug, Clone)]
pub struct ShownBuild {
    /// The number of the build in this run.
    pub build: u64,
    /// The site that is shown.
    pub site: Arc<PreviewSite>,
    /// The problems of the project on disk, which may be newer than the site.
    pub problems: Arc<PreviewProblems>,
}

/// The state shared by all threads.
#[derive(Debug, Default)]
pub struct PreviewState {
    showing: Mutex<ShownSite>,
    opened: Condvar,
    /// The last successful rendering of each page.
    last_good: Mutex<RenderedFiles>,
}

/// What can be shown.
#[derive(Debug, Default)]
enum ShownSite {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A site before the articles are parsed, which is correct only for pages that list articles.
    Listing(Arc<PreviewSite>),
    /// A complete build.
    All(ShownBuild),
}

/// A file, or why it could not be made.
#[derive(Debug)]
pub enum FileResult {
    /// The file.
    Rendered(Arc<RenderedFile>),
    /// The template failed; the last successful rendering, if there is one.
    Failed(Box<Diagnostic>, Option<Arc<RenderedFile>>),
    /// A file of the project could not be read.
    Unreadable(std::io::Error),
}

impl RenderedFile {
    /// Creates a file and computes its version.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        let version = blake3::hash(&bytes).to_hex()[..16].to_owned();
        Self { bytes, version, compressed: OnceLock::new() }
    }
}

impl PreviewSite {
    /// Creates a site without rendered pages.
    #[must_use]
    pub fn new(output: Arc<Output>) -> Self {
        Self { output, rendered: Mutex::default() }
    }
}

impl RenderedFiles {
    fn keep(&mut self, path: &OutPath, rendered: &Arc<RenderedFile>) {
        if self.bytes + rendered.bytes.len() > MAX_KEPT {
            *self = Self::default();
        }
        self.bytes += rendered.bytes.len();
        if let Some(old) = self.files.insert(path.clone(), Arc::clone(rendered)) {
            self.bytes -= old.bytes.len();
        }
    }
}

impl PreviewState {
    /// The current build. Waits for the first one.
    pub fn now(&self) -> ShownBuild {
        let mut showing = lock(&self.showing);
        loop {
            if let ShownSite::All(now) = &*showing {
                return now.clone();
            }
            showing = self.opened.wait(showing).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The site to show until the first build is complete. Waits until there is one; returns `None` after the first
    /// build.
    pub fn listing_site(&self) -> Option<Arc<PreviewSite>> {
        let mut showing = lock(&self.showing);
        loop {
            match &*showing {
                ShownSite::Nothing => showing = self.opened.wait(showing).unwrap_or_else(PoisonError::into_inner),
                ShownSite::Listing(site) => return Some(Arc::clone(site)),
                ShownSite::All(_) => return None,
            }
        }
    }

    /// Whether nothing can be shown yet.
    pub fn is_empty(&self) -> bool {
        matches!(*lock(&self.showing), ShownSite::Nothing)
    }

    /// Shows a site before its articles are parsed, for the pages that list articles.
    pub fn open(&self, output: Output) {
        let site = Arc::new(PreviewSite::new(Arc::new(output)));
        *lock(&self.showing) = ShownSite::Listing(site);
        self.opened.notify_all();
    }

    /// Shows a new site, or keeps the last good one if `site` is `None`, with the current problems. Returns what is
    /// shown now.
    pub fn show(&self, site: Option<Arc<Output>>, problems: PreviewProblems) -> Option<ShownBuild> {
        let mut showing = lock(&self.showing);
        let (build, last, early) = match std::mem::take(&mut *showing) {
            ShownSite::Nothing => (0, None, None),
            ShownSite::Listing(site) => (0, None, Some(site)),
            ShownSite::All(last) => (last.build, Some(last.site), None),
        };
        let site = site.map(|output| Arc::new(PreviewSite::new(output))).or_else(|| last.clone());
        let now = site.map(|site| ShownBuild { build: build + 1, site, problems: Arc::new(problems) });
        *showing = now.clone().map_or(ShownSite::Nothing, ShownSite::All);
        drop(showing);
        self.opened.notify_all();
        // Dropping a large site takes time, which nobody should wait for.
        std::thread::spawn(move || drop((last, early)));
        now
    }

    /// A file of a site, or `None` if the site does not contain it.
    pub fn serve(&self, site: &PreviewSite, path: &OutPath) -> Option<FileResult> {
        if let Some(rendered) = lock(&site.rendered).files.get(path) {
            return Some(FileResult::Rendered(Arc::clone(rendered)));
        }
        // Simultaneous requests may render the same page twice, which costs less than holding a lock.
        Some(match site.output.render(path)? {
            Ok(bytes) => {
                let rendered = Arc::new(RenderedFile::new(bytes.into_owned()));
                lock(&site.rendered).keep(path, &rendered);
                lock(&self.last_good).keep(path, &rendered);
                FileResult::Rendered(rendered)
            }
            Err(FileError::Template(diagnostic)) => {
                FileResult::Failed(diagnostic, lock(&self.last_good).files.get(path).cloned())
            }
            Err(FileError::Read(_, error)) => FileResult::Unreadable(error),
        })
    }

    /// The version of the page at an address, or of the page for missing addresses.
    pub fn version(&self, showing: &ShownBuild, address: &Address) -> Option<String> {
        let served = self.serve(&showing.site, &address.out_path()).or_else(|| {
            let missing = Address::new("/404.html").out_path();
            self.serve(&showing.site, &missing)
        });
        match served? {
            FileResult::Rendered(rendered) | FileResult::Failed(_, Some(rendered)) => Some(rendered.version.clone()),
            FileResult::Failed(..) | FileResult::Unreadable(_) => None,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
