//! Changes files of the project all together: if one cannot be written, those before it get their old contents back.

use std::fs;
use std::path::{Path, PathBuf};

use super::terminal::Failure;
use crate::content::changes;
use crate::path::ProjectPath;

/// A file with its old and its new content.
pub(super) struct EditedFile {
    /// Its path in the project.
    pub name: ProjectPath,
    /// Its path on disk, with symbolic links resolved.
    pub path: PathBuf,
    /// Its old content.
    pub old: Vec<u8>,
    /// Its new content.
    pub new: Vec<u8>,
}

/// Writes the new contents.
pub(super) fn write(files: &[EditedFile]) -> Result<(), Failure> {
    for (number, file) in files.iter().enumerate() {
        if let Err(error) = fs::write(&file.path, &file.new) {
            restore(&files[..=number]);
            return Err(Failure::io(&file.path, "write", &error));
        }
    }
    Ok(())
}

/// Writes the old contents. What cannot be written back has no better place to be reported than the failure that
/// caused this.
pub(super) fn restore(files: &[EditedFile]) {
    for file in files {
        // An empty file is one that was not there.
        let _ = if file.old.is_empty() { fs::remove_file(&file.path) } else { fs::write(&file.path, &file.old) };
    }
}

/// Whether a file may be written.
pub(super) fn is_writable(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.permissions().readonly())
}

/// The changes of all files, as a patch for `git apply`.
pub(super) fn patch(files: &[EditedFile]) -> String {
    let patch = |file: &EditedFile| {
        let patch = patch_of(file.name.as_str(), file.name.as_str(), &file.old, &file.new);
        // A file without a text is a new one.
        if file.old.is_empty() { patch.replacen(&format!("--- a/{}", file.name), "--- /dev/null", 1) } else { patch }
    };
    files.iter().map(patch).collect()
}

/// The patch of one file, which may get another name.
pub(super) fn patch_of(from: &str, to: &str, old: &[u8], new: &[u8]) -> String {
    let lines = changes::unified(&String::from_utf8_lossy(old), &String::from_utf8_lossy(new));
    if lines.is_empty() { String::new() } else { format!("--- a/{from}\n+++ b/{to}\n{lines}") }
}
