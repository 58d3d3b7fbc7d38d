//! What the last scan of a project's folder found.

use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::SortedFiles;
use super::file_stamp::{FileStamp, stamp};
use super::walk::FoundFile;
use crate::diagnostic::Diagnostic;

/// The results of the last scan.
#[derive(Debug)]
pub(super) struct PreviousScan {
    /// Everything that determines which files are read, and how.
    pub(super) decided_by: String,
    /// The scanned folders, each with its stamp; `None` if the stamp could hide a change.
    pub(super) folders: Vec<(PathBuf, Option<FileStamp>)>,
    /// The files, each with its stamp; `None` if the stamp could hide a change.
    pub(super) files: Vec<(FoundFile, Option<FileStamp>)>,
    pub sorted: Arc<SortedFiles>,
    /// Problems with the files.
    pub diagnostics: Vec<Diagnostic>,
}

impl PreviousScan {
    /// Saves the results of a scan. The stamps of folders are taken after the scan, so a folder that was changed just
    /// before has no stamp.
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

    /// The scanned folders.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        self.folders.iter().map(|(path, _)| path.clone()).collect()
    }

    /// Whether the same inputs still determine which files are read.
    pub(super) fn is_decided_by(&self, decided_by: &str) -> bool {
        self.decided_by == decided_by
    }
}
