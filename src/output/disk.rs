//! File operations in the output folder. Symbolic links below that folder are never followed, because their targets may
//! not belong to the site; not even those that appear while a build runs. The output folder itself may be a link.

use std::collections::BTreeMap;
use std::fs::{self, FileType, Metadata};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::beneath;
use crate::output::write_error::WriteError;
use crate::path::OutPath;

/// The type of the entry at a path, without following links; `None` if nothing exists there, or nothing can.
pub(super) fn kind(path: &Path) -> io::Result<Option<FileType>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata.file_type())),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether an error means that no such file exists, including because part of the path is a file or the name is
/// invalid.
pub(super) fn is_absence(error: &io::Error) -> bool {
    use ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename | InvalidInput)
}

/// Whether the path is a regular file whose parent folders are all real folders.
pub(super) fn is_file(folder: &Path, path: &OutPath) -> bool {
    let is_folder = |above: &str| kind(&folder.join(above)).is_ok_and(|kind| kind.is_some_and(|kind| kind.is_dir()));
    let is_file = kind(&folder.join(path.as_str())).is_ok_and(|kind| kind.is_some_and(|kind| kind.is_file()));
    is_file && path.folders().all(is_folder)
}

/// The bytes of a file, or `None` if it cannot be read.
pub(super) fn read(folder: &Path, path: &OutPath) -> Option<Vec<u8>> {
    beneath::read(folder, path.as_str()).ok()
}

/// The properties of the file, from before it was read, if it holds exactly these bytes. Lengths are compared first,
/// which is cheap.
pub(super) fn same(folder: &Path, path: &str, bytes: &[u8]) -> Option<Metadata> {
    let mut file = beneath::open(folder, path).ok()?;
    let metadata = file.metadata().ok().filter(|found| found.len() == bytes.len() as u64)?;
    let mut old = Vec::with_capacity(bytes.len());
    (file.read_to_end(&mut old).is_ok() && old == bytes).then_some(metadata)
}

/// Writes a file, replacing an existing entry instead of following a link. Returns its properties after that.
pub(super) fn replace(folder: &Path, path: &str, bytes: &[u8]) -> io::Result<Metadata> {
    let mut created = match beneath::create_file(folder, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            remove_entry(folder, path)?;
            beneath::create_file(folder, path)?
        }
        created => created?,
    };
    created.write_all(bytes)?;
    created.metadata()
}

/// Removes a file, a link or an empty folder.
fn remove_entry(folder: &Path, path: &str) -> io::Result<()> {
    let is_folder = kind(&folder.join(path))?.is_some_and(|kind| kind.is_dir());
    if is_folder { beneath::remove_folder(folder, path) } else { beneath::remove_file(folder, path) }
}

/// Removes a file of the output folder. Returns whether it existed.
pub(super) fn remove(folder: &Path, path: &OutPath) -> Result<bool, WriteError> {
    let is_folder = |above: &str| kind(&folder.join(above)).is_ok_and(|kind| kind.is_some_and(|kind| kind.is_dir()));
    let file = folder.join(path.as_str());
    let found = kind(&file).map_err(WriteError::io("remove", &file))?;
    if found.is_none_or(|kind| kind.is_dir()) || !path.folders().all(is_folder) {
        return Ok(false);
    }
    beneath::remove_file(folder, path.as_str()).map_err(WriteError::io("remove", &file))?;
    Ok(true)
}

/// Creates the parent folders of all files, outermost first. A link at the path of a folder is removed.
pub(super) fn make_folders<'a>(folder: &Path, paths: impl Iterator<Item = &'a OutPath>) -> Result<(), WriteError> {
    let mut by_depth: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut known = std::collections::HashSet::new();
    for path in paths {
        for above in path.folders().take_while(|above| known.insert(*above)) {
            by_depth.entry(above.matches('/').count()).or_default().push(above);
        }
    }
    let make = |above: &&str| make_folder(folder, above);
    by_depth.values().try_for_each(|folders| folders.par_iter().try_for_each(make))
}

fn make_folder(folder: &Path, below: &str) -> Result<(), WriteError> {
    let path = &folder.join(below);
    let found = kind(path).map_err(WriteError::io("create", path))?;
    match found {
        Some(kind) if kind.is_dir() => return Ok(()),
        Some(kind) if kind.is_symlink() => {
            beneath::remove_file(folder, below).map_err(WriteError::io("remove", path))?;
        }
        Some(_) | None => {}
    }
    beneath::create_folder(folder, below).map_err(WriteError::io("create", path))
}

/// The entry that prevents a file from being written, unless a build created that entry. `is_ours` says whether a path
/// is, or contains, a file of an earlier build.
pub(super) fn in_the_way(folder: &Path, path: &OutPath, is_ours: &dyn Fn(&str) -> bool) -> io::Result<Option<PathBuf>> {
    let mut above: Vec<&str> = path.folders().collect();
    above.reverse();
    for part in above {
        match kind(&folder.join(part))? {
            None => return Ok(None),
            Some(kind) if kind.is_dir() => {}
            // An earlier build created this file, or files below this link, so they may be replaced.
            Some(_) if is_ours(part) => return Ok(None),
            Some(_) => return Ok(Some(folder.join(part))),
        }
    }
    match kind(&folder.join(path.as_str()))? {
        None => Ok(None),
        Some(kind) if kind.is_dir() => foreign_below(folder, path.as_str(), is_ours),
        Some(_) => Ok(Some(folder.join(path.as_str())).filter(|_| !is_ours(path.as_str()))),
    }
}

/// A file below a folder of the output that was not created by a build.
fn foreign_below(folder: &Path, below: &str, is_ours: &dyn Fn(&str) -> bool) -> io::Result<Option<PathBuf>> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { return Ok(Some(entry.path())) };
        let path = format!("{below}/{name}");
        let foreign = if entry.file_type()?.is_dir() {
            foreign_below(folder, &path, is_ours)?
        } else {
            Some(entry.path()).filter(|_| !is_ours(&path))
        };
        if foreign.is_some() {
            return Ok(foreign);
        }
    }
    Ok(None)
}
