//! Keeps what earlier loads read, so that the next load reads only what changed.
//!
//! A file is unchanged while its [`FileStamp`] (size, times and identity) is unchanged. On a file system with a coarse
//! clock, a file can be written twice within one tick and keep its stamp; a file that is as recent as that is read
//! again and compared. A text keeps its [`SourceId`] from load to load, so spans into unchanged texts stay valid.

use std::collections::HashMap;
use std::sync::Arc;

use super::file_stamp::FileStamp;
use super::previous_scan::PreviousScan;
use super::read::FileContents;
use super::walk::Area;
use super::{file_versions, git, history};
use crate::path::ProjectPath;
use crate::source::{SourceId, Sources};

/// What earlier loads of one folder read. The default is an empty cache.
#[derive(Debug, Default)]
pub struct LoadCache {
    pub(super) sources: Sources,
    pub(super) history: history::HistoryCache,
    pub(super) versions: file_versions::VersionsCache,
    pub(super) watches: history::watches::WatchCache,
    pub(super) git: git::GitCache,
    files: HashMap<ProjectPath, CachedFile>,
    ids: HashMap<ProjectPath, SourceId>,
    /// The number of this load. A file whose entry has an older number no longer exists.
    load: u64,
    pub(super) changed: Vec<ProjectPath>,
    /// The scan of the last load.
    pub(super) seen: Option<PreviousScan>,
    /// Whether all versions that patterns match are read, without a limit.
    pub(super) reads_all_versions: bool,
}

#[derive(Debug)]
struct CachedFile {
    stamp: FileStamp,
    area: Area,
    contents: FileContents,
    /// Whether a later write could have left the stamp unchanged.
    is_fresh: bool,
    load: u64,
}

impl LoadCache {
    /// An empty cache for loads with all versions that patterns match, also those beyond their limits.
    #[must_use]
    pub fn of_all_versions() -> Self {
        Self { reads_all_versions: true, ..Self::default() }
    }

    /// Starts a load.
    pub(super) fn begin(&mut self) {
        self.load += 1;
        self.changed.clear();
    }

    /// The cached contents of a file, if they are still valid.
    pub(super) fn cached(&self, path: &ProjectPath, area: Area, stamp: &FileStamp) -> Option<&FileContents> {
        let known = self.files.get(path)?;
        (known.stamp == *stamp && known.area == area && !known.is_fresh).then_some(&known.contents)
    }

    /// Records the contents of a file and whether they changed. Returns the contents as they were first read, so equal
    /// texts share memory.
    pub(super) fn remember(
        &mut self,
        path: &ProjectPath,
        area: Area,
        stamp: FileStamp,
        contents: FileContents,
    ) -> FileContents {
        let is_fresh = stamp.is_fresh();
        match self.files.get_mut(path) {
            // Files that are only copied have no cached bytes to compare, so a new stamp counts as a change.
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

    /// The contents of a file when it was last read.
    pub(super) fn contents(&self, path: &ProjectPath) -> Option<&FileContents> {
        self.files.get(path).map(|known| &known.contents)
    }

    /// Marks a file as unchanged in this load.
    pub(super) fn keep(&mut self, path: &ProjectPath) {
        if let Some(known) = self.files.get_mut(path) {
            known.load = self.load;
        }
    }

    /// The id of a text, which stays the same in every load.
    pub(super) fn source(&mut self, path: &ProjectPath, text: Arc<str>) -> SourceId {
        if let Some(&id) = self.ids.get(path) {
            self.sources.replace(id, text);
            return id;
        }
        let id = self.sources.add(path.clone(), text);
        self.ids.insert(path.clone(), id);
        id
    }

    /// Removes files that this load did not find.
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

    /// Returns the changed paths, sorted and without duplicates.
    pub(super) fn end(&mut self) -> Vec<ProjectPath> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort();
        changed.dedup();
        changed
    }
}
