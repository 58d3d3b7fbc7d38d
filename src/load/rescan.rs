//! The quick way to look at a project again: where no folder changed since the last load, the same files are there, and
//! where all that changed are texts of articles, everything stands where it stood.
//!
//! A folder is known by its [`FileStamp`] as a file is: names come and go only with a new one. Whatever else happened (a file
//! that came or went, a snippet, a setting, the theme) is left to the long way, which gives the same result in more time.
//!
//! Where the system told which paths changed, a scan of these comes first: a writer's save is on screen before ten
//! thousand other files have been asked whether they are still the same. They are asked afterwards.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::cache::{FileStamp, LoadCache};
use super::read::{self, FileContents};
use super::walk::{Area, FoundFile};
use super::{CONFIG_FILE, SortedFiles, summary};
use crate::content::{folder, partial};
use crate::diagnostic::Diagnostic;

/// What the last load met.
#[derive(Debug)]
pub(super) struct PreviousScan {
    /// All that decides which files are read, and as what.
    decided_by: String,
    /// The folders that were looked into, each with its stamp; `None` where that could hide a change.
    folders: Vec<(PathBuf, Option<FileStamp>)>,
    /// The files, each with its stamp.
    files: Vec<(FoundFile, Option<FileStamp>)>,
    pub sorted: Arc<SortedFiles>,
    /// What was wrong with them.
    pub diagnostics: Vec<Diagnostic>,
}

impl PreviousScan {
    /// Keeps what a load met. The stamps of folders were taken after they were read, so a folder that changed in that
    /// moment is not trusted.
    pub(super) fn new(
        decided_by: String,
        folders: &[PathBuf],
        files: Vec<(FoundFile, Option<FileStamp>)>,
        sorted: Arc<SortedFiles>,
        diagnostics: Vec<Diagnostic>,
    ) -> Self {
        let folders = folders.par_iter().map(|path| (path.clone(), stamp(path).filter(|stamp| !stamp.is_fresh())));
        Self { decided_by, folders: folders.collect(), files, sorted, diagnostics }
    }

    /// The folders that were looked into.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        self.folders.iter().map(|(path, _)| path.clone()).collect()
    }

    /// Whether the same files would be read today, and as the same.
    pub(super) fn is_decided_by(&self, decided_by: &str) -> bool {
        self.decided_by == decided_by
    }

    /// Looks for articles that were written to since, and notes their new texts. `false` if the long way has to be gone;
    /// then nothing was noted.
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

    /// The same, but only where `hints` say. A path that is none of the files may be what an editor made for a moment;
    /// where it is still there, or was the configuration, the long way has to be gone.
    pub(super) fn partial_scan(&mut self, hints: &[PathBuf], cache: &mut LoadCache) -> bool {
        if hints.iter().any(|hint| hint.ends_with(CONFIG_FILE)) {
            return false;
        }
        let mut written = Vec::new();
        for hint in hints {
            let is_hint = |(found, _): &(FoundFile, Option<FileStamp>)| found.on_disk.as_os_str() == hint.as_os_str();
            match self.files.iter().position(is_hint) {
                Some(number) => written.push((number, stamp(hint))),
                None if hint.symlink_metadata().is_ok() || self.folders.iter().any(|(path, _)| path == hint) => {
                    return false;
                }
                None => {}
            }
        }
        self.note(written, cache)
    }

    /// Notes the texts of these files, where all of them are articles as before.
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
            if let FileContents::Text(decoded) = cache.note(&found.path, found.area, stamp, contents) {
                cache.source(&found.path, decoded.text);
            }
        }
        true
    }

    /// Whether a file was an article without a fault, and still is.
    fn stays_an_article(&self, found: &FoundFile, contents: &FileContents, cache: &LoadCache) -> bool {
        let FileContents::Text(text) = contents else { return false };
        let had_a_fault =
            !matches!(cache.contents(&found.path), Some(FileContents::Text(old)) if old.bad_byte.is_none());
        found.area == Area::Content
            && self.sorted.articles.contains_key(&found.path)
            && !had_a_fault
            && text.bad_byte.is_none()
            && !folder::is_settings(found.path.name())
            && !partial::is_partial(&found.path, &text.text)
            && summary::read(&found.path, &text.text).is_none()
    }
}

fn stamp(path: &Path) -> Option<FileStamp> {
    std::fs::metadata(path).ok().map(|metadata| FileStamp::of(&metadata))
}
