//! Creates files that do not exist yet.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::terminal::Failure;
use crate::path::in_words;

/// Creates a file and its missing folders. Fails if the file exists.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    create_bytes(path, text.as_bytes())
}

/// Creates a file and the folders above it. Never overwrites a file.
pub(super) fn create_bytes(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::io(folder, "create", &error))?;
    }
    let file = fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("`{}` already exists", path.display()), "choose another name"),
        _ => Failure::io(path, "write", &error),
    })
}

/// A file name as a title: `refund-window` becomes `Refund window`.
pub(super) fn title(name: &str) -> String {
    Some(in_words(name)).filter(|title| !title.is_empty()).unwrap_or_else(|| "Help Center".into())
}
