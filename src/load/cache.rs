//! What an earlier load read, so that the next one reads only what changed.
//!
//! A file is known by its [`FileStamp`]: as long as size, times and identity stay, so does its content. A file that was
//! written moments before it was read could be written again without a new stamp, where the clock of the file system is
//! coarse; such a file is read again and compared. Texts keep their [`SourceId`] from load to load, so that what points
//! into a text that did not change stays true.

use std::collections::HashMap;
use std::fs::Metadata;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::read::FileContents;
use super::rescan::PreviousScan;
use super::walk::Area;
use super::{git, history};
use crate::path::ProjectPath;
use crate::source::{SourceId, Sources};

/// The coarsest clock of a file system in use (FAT) counts two seconds.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

/// What earlier loads of one folder read. An empty one knows nothing.
#[derive(Debug, Default)]
pub struct LoadCache {
    pub(super) sources: Sources,
    pub(super) history: history::HistoryCache,
    pub(super) git: git::GitCache,
    files: HashMap<ProjectPath, CachedFile>,
    ids: HashMap<ProjectPath, SourceId>,
    /// Counts loads, to tell files that are gone.
    load: u64,
    pub(super) changed: Vec<ProjectPath>,
    /// What the last load met.
    pub(super) seen: Option<PreviousScan>,
}

#[derive(Debug)]
struct CachedFile {
    stamp: FileStamp,
    area: Area,
    contents: FileContents,
    /// Whether the stamp could not tell a later write from the one that was read.
    is_fresh: bool,
    load: u64,
}

/// What tells that a file is still the one that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileStamp {
    size: u64,
    modified: Option<SystemTime>,
    /// Inode and time of its last change, which even a copied time of modification cannot hide; zero where the system has none.
    identity: (u64, i64, i64),
}

impl FileStamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let identity = (0, 0, 0);
        Self { size: metadata.len(), modified: metadata.modified().ok(), identity }
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Whether it could not tell a later write from the one that was read.
    pub(super) fn is_fresh(&self) -> bool {
        let age = self.modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
        age.is_none_or(|age| age < COARSEST_CLOCK)
    }
}

impl LoadCache {
    /// Begins a load.
    pub(super) fn begin(&mut self) {
        self.load += 1;
        self.changed.clear();
    }

    /// What is known of a file, if it is still true.
    pub(super) fn cached(&self, path: &ProjectPath, area: Area, stamp: &FileStamp) -> Option<&FileContents> {
        let known = self.files.get(path)?;
        (known.stamp == *stamp && known.area == area && !known.is_fresh).then_some(&known.contents)
    }

    /// Notes what a file holds, and whether that is new. The content is handed out as it was first seen, so that equal
    /// texts are one.
    pub(super) fn note(
        &mut self,
        path: &ProjectPath,
        area: Area,
        stamp: FileStamp,
        contents: FileContents,
    ) -> FileContents {
        let is_fresh = stamp.is_fresh();
        match self.files.get_mut(path) {
            // The bytes of files that are only copied are not looked at, so a new stamp is all that tells.
            Some(known)
                if known.area == area
                    && known.contents == contents
                    && (known.stamp == stamp || !matches!(contents, FileContents::File(_))) =>
            {
                (known.stamp, known.is_fresh, known.load) = (stamp, is_fresh, self.load);
                known.contents.clone()
            }
            _ => {
                self.changed.push(path.clone());
                let known = CachedFile { stamp, area, contents: contents.clone(), is_fresh, load: self.load };
                self.files.insert(path.clone(), known);
                contents
            }
        }
    }

    /// What a file held when it was read last.
    pub(super) fn contents(&self, path: &ProjectPath) -> Option<&FileContents> {
        self.files.get(path).map(|known| &known.contents)
    }

    /// Notes that a file is as it was.
    pub(super) fn keep(&mut self, path: &ProjectPath) {
        if let Some(known) = self.files.get_mut(path) {
            known.load = self.load;
        }
    }

    /// The id of a text, which is the same in every load.
    pub(super) fn source(&mut self, path: &ProjectPath, text: Arc<str>) -> SourceId {
        if let Some(&id) = self.ids.get(path) {
            self.sources.replace(id, text);
            return id;
        }
        let id = self.sources.add(path.clone(), text);
        self.ids.insert(path.clone(), id);
        id
    }

    /// Forgets files that this load did not meet.
    pub(super) fn forget_gone(&mut self) {
        let Self { load, changed, files, ids, sources, .. } = self;
        files.retain(|path, known| {
            let is_here = known.load == *load;
            if !is_here {
                changed.push(path.clone());
                if let Some(&id) = ids.get(path) {
                    sources.replace(id, "".into());
                }
            }
            is_here
        });
    }

    /// Hands out what changed, sorted.
    pub(super) fn end(&mut self) -> Vec<ProjectPath> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort();
        changed.dedup();
        changed
    }
}
