//! What is shown now: the last good site, what is wrong with the newest one, and the pages that were asked for.
//!
//! A page is rendered when it is asked for and kept for as long as its site is the shown one. Whether a page differs from
//! what a browser has is decided by its bytes, so no kind of change is special.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::diagnostic::Diagnostic;
use crate::output::{FileError, Output};
use crate::path::{Address, OutPath};
use crate::serve::problems::PreviewProblems;

/// Bytes of rendered pages that are kept: more than anyone opens between two saves.
const MAX_KEPT: usize = 64 * 1024 * 1024;

/// A file of the site, ready to be sent.
#[derive(Debug)]
pub struct RenderedFile {
    /// The content.
    pub bytes: Vec<u8>,
    /// First 16 hex digits of the content's BLAKE3 hash.
    pub version: String,
    /// The content, compressed; made when first asked for.
    pub compressed: OnceLock<Vec<u8>>,
}

/// A site, and what was rendered of it.
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

/// One state of the preview.
#[derive(Debug, Clone)]
pub struct ShownBuild {
    /// Counts builds; starts again with the program.
    pub build: u64,
    /// The site that is shown.
    pub site: Arc<PreviewSite>,
    /// What is wrong with the project as it is on disk.
    pub problems: Arc<PreviewProblems>,
}

/// The state that all threads share.
#[derive(Debug, Default)]
pub struct PreviewState {
    showing: Mutex<ShownSite>,
    opened: Condvar,
    /// Pages as they were when they could last be rendered.
    last_good: Mutex<RenderedFiles>,
}

/// What there is to show.
#[derive(Debug, Default)]
enum ShownSite {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A site of which the pages that list articles are right.
    Listing(Arc<PreviewSite>),
    /// What was built.
    All(ShownBuild),
}

/// A page, or why there is none.
#[derive(Debug)]
pub enum FileResult {
    /// The file.
    Rendered(Arc<RenderedFile>),
    /// Its template fails; what it looked like before that, if it was ever seen.
    Failed(Box<Diagnostic>, Option<Arc<RenderedFile>>),
    /// A file of the project could not be read.
    Unreadable(std::io::Error),
}

impl RenderedFile {
    /// Content with its version.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        let version = blake3::hash(&bytes).to_hex()[..16].to_owned();
        Self { bytes, version, compressed: OnceLock::new() }
    }
}

impl PreviewSite {
    /// A site of which nothing is rendered yet.
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
    /// What is shown; waits for the first build.
    pub fn now(&self) -> ShownBuild {
        let mut showing = lock(&self.showing);
        loop {
            if let ShownSite::All(now) = &*showing {
                return now.clone();
            }
            showing = self.opened.wait(showing).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// What can be shown until the first build is done; waits for it. `None` once there is a build.
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

    /// Shows the lists of articles of a site whose texts are not read yet.
    pub fn open(&self, output: Output) {
        let site = Arc::new(PreviewSite::new(Arc::new(output)));
        *lock(&self.showing) = ShownSite::Listing(site);
        self.opened.notify_all();
    }

    /// Shows a new site, or the last good one where `site` is `None`, with what is wrong. Returns what is shown.
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
        // The old site is large, and nobody waits for its end.
        std::thread::spawn(move || drop((last, early)));
        now
    }

    /// A file of a site. `None` if it has none at that path.
    pub fn serve(&self, site: &PreviewSite, path: &OutPath) -> Option<FileResult> {
        if let Some(rendered) = lock(&site.rendered).files.get(path) {
            return Some(FileResult::Rendered(Arc::clone(rendered)));
        }
        // Two that ask at once render twice, which is cheaper than one that waits.
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

    /// The version of what an address shows, its page for wrong addresses included.
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
