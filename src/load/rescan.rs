//! Loads a project again without a full walk. If no folder changed since the last load, the project has the same files.
//! If only the texts of articles changed, everything else stays valid.
//!
//! A folder's [`FileStamp`] changes whenever a name is added or removed. All other changes (an added or removed file, a
//! snippet, a setting, the theme) need a full scan, which gives the same result but takes longer.
//!
//! If the file watcher reports which paths changed, only those are checked first. A writer sees a saved article before
//! the many other files are checked, which happens afterwards.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::cache::LoadCache;
use super::file_stamp::{FileStamp, stamp};
use super::previous_scan::PreviousScan;
use super::read::{self, FileContents};
use super::walk::{Area, FoundFile};
use super::{CONFIG_FILE, summary};
use crate::addresses;
use crate::content::{folder, includes, partial};

impl PreviousScan {
    /// Finds articles that were changed and records their new texts. Returns `false`, with nothing recorded, if a full
    /// scan is needed.
    pub(super) fn look_again(&mut self, cache: &mut LoadCache) -> bool {
        let is_known = |(path, known): &(PathBuf, Option<FileStamp>)| known.is_some() && stamp(path) == *known;
        if !self.folders.par_iter().all(is_known) {
            return false;
        }
        let written = self.files.par_iter().enumerate().filter_map(|(number, (found, known))| {
            let now = stamp(&found.on_disk);
            (now.is_none() || now != *known).then_some((number, now))
        });
        let written = written.collect();
        self.note(written, cache)
    }

    /// Like [`look_again`](Self::look_again), but checks only `hints`. A hint that is not a project file may be an
    /// editor's temporary file and is ignored if it no longer exists. If it exists, or is a folder or the
    /// configuration, a full scan is needed.
    pub(super) fn partial_scan(&mut self, hints: &[PathBuf], cache: &mut LoadCache) -> bool {
        if hints.iter().any(|hint| hint.ends_with(CONFIG_FILE) || hint.ends_with(addresses::FILE)) {
            return false;
        }
        let mut others: HashSet<&OsStr> = hints.iter().map(|hint| hint.as_os_str()).collect();
        let mut written = Vec::new();
        for (number, (found, _)) in self.files.iter().enumerate() {
            if others.remove(found.on_disk.as_os_str()) {
                written.push((number, stamp(&found.on_disk)));
            }
        }
        let is_folder = self.folders.iter().any(|(path, _)| others.contains(path.as_os_str()));
        if is_folder || others.iter().any(|other| Path::new(other).symlink_metadata().is_ok()) {
            return false;
        }
        self.note(written, cache)
    }

    /// Records the texts of these files, if all of them still are ordinary articles.
    fn note(&mut self, written: Vec<(usize, Option<FileStamp>)>, cache: &mut LoadCache) -> bool {
        let texts = written.into_iter().map(|(number, now)| {
            let stamp = now?;
            let found = &self.files[number].0;
            let contents = read::contents(found, &stamp);
            self.stays_an_article(found, &contents, cache).then_some((number, stamp, contents))
        });
        let Some(texts) = texts.collect::<Option<Vec<_>>>() else { return false };
        for (number, stamp, contents) in texts {
            let (found, known) = &mut self.files[number];
            *known = Some(stamp).filter(|stamp| !stamp.is_fresh());
            if let FileContents::Text(decoded) = cache.remember(&found.path, found.area, stamp, contents) {
                cache.source(&found.path, decoded.text);
            }
        }
        true
    }

    /// Whether a file was an article without an encoding problem, and still is.
    fn stays_an_article(&self, found: &FoundFile, contents: &FileContents, cache: &LoadCache) -> bool {
        let FileContents::Text(text) = contents else { return false };
        let Some(FileContents::Text(old)) = cache.contents(&found.path) else { return false };
        let had_a_fault = old.bad_byte.is_some();
        // Which files are parts of others depends on all texts.
        let includes = includes::may_include(&old.text) || includes::may_include(&text.text);
        found.area == Area::Content
            && self.sorted.articles.contains_key(&found.path)
            && !had_a_fault
            && text.bad_byte.is_none()
            && !folder::is_settings(found.path.name())
            && !partial::is_partial(&found.path, &text.text)
            && summary::read(&found.path, &text.text).is_none()
            && !includes
    }
}
