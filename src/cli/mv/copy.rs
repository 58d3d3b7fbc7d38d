//! A copy of a project in a temporary folder, where a move is tried out. Files are hard links where the file system has
//! them, so they must be replaced, never written in place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::temporary_folder::TemporaryFolder;
use crate::moves::Renames;

/// Folders that no project reads.
const LEFT_OUT: &[&str] = &[".git", "node_modules", "target"];

/// The file that marks the output of a build.
const MANIFEST: &str = "answerbook-manifest.json";

/// The copy. Dropping it removes it.
pub(super) struct ProjectCopy {
    _folder: TemporaryFolder,
    /// The project's folder in the copy.
    pub root: PathBuf,
}

impl ProjectCopy {
    /// Copies the project in `root`.
    pub fn of(root: &Path) -> io::Result<Self> {
        let folder = TemporaryFolder::new("mv")?;
        let copied = Self { root: folder.of_project(root)?, _folder: folder };
        copy(root, &copied.root)?;
        Ok(copied)
    }

    /// Replaces the content of a file.
    pub fn replace(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.root.join(path);
        if file.exists() {
            fs::remove_file(&file)?;
        }
        fs::write(file, bytes)
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let target = to.join(&name);
        let kind = entry.file_type()?;
        if LEFT_OUT.iter().any(|left_out| name == *left_out) || kind.is_dir() && path.join(MANIFEST).exists() {
            continue;
        }
        if kind.is_dir() {
            copy(&path, &target)?;
        } else if kind.is_symlink() {
            copy_link(&path, &target)?;
        } else if kind.is_file() && fs::hard_link(&path, &target).is_err() {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    if from.is_file() { fs::copy(from, to).map(drop) } else { Ok(()) }
}

/// Renames files and folders, in order. If one cannot be renamed, those before it get their names back.
pub(super) fn rename(root: &Path, renames: &Renames) -> io::Result<()> {
    let mut created = Vec::new();
    for (number, (from, to)) in renames.paths.iter().enumerate() {
        let (from, to) = (root.join(from.as_str()), root.join(to.as_str()));
        let result = create_above(&to, &mut created).and_then(|()| fs::rename(from, to));
        if let Err(error) = result {
            let done = Renames { paths: renames.paths[..number].to_vec(), anchor: None };
            undo(root, &done);
            created.iter().rev().for_each(|folder| drop(fs::remove_dir(folder)));
            return Err(error);
        }
    }
    Ok(())
}

/// Gives files and folders their old names.
pub(super) fn undo(root: &Path, renames: &Renames) {
    for (from, to) in renames.paths.iter().rev() {
        let _ = fs::rename(root.join(to.as_str()), root.join(from.as_str()));
    }
}

fn create_above(path: &Path, created: &mut Vec<PathBuf>) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().skip(1).take_while(|above| !above.exists()).collect();
    for folder in missing.into_iter().rev() {
        fs::create_dir(folder)?;
        created.push(folder.to_owned());
    }
    Ok(())
}
