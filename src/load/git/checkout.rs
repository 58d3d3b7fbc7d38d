//! Writes the project's files at a commit into a folder, so that it can be built like any other project.

use std::path::Path;

use gix::bstr::ByteSlice;
use gix::object::Kind;
use gix::{ObjectId, Repository};

use super::references;
use crate::load::repository;

/// The maximum depth of folders, as for versions.
const DEEPEST: usize = 64;

/// The maximum number of files and folders, as for versions.
const MAX_ENTRIES: usize = 200_000;

/// Writes the files of `root` at a tag, a branch or a commit to the folder `to`. Symbolic links, submodules and names
/// that are not safe are left out.
///
/// # Errors
///
/// A sentence if there is no such commit, or if its files cannot be read or written.
pub fn checkout(root: &Path, reference: &str, to: &Path) -> Result<(), String> {
    let Some((repository, folder)) = super::repository_of(root) else {
        return Err("this folder is not in a git repository".to_owned());
    };
    let parsed = || repository.rev_parse_single(reference).ok()?.object().ok()?.peel_to_commit().ok().map(|it| it.id);
    let Some(commit) = references::commit(&repository, reference).or_else(parsed) else {
        return Err(format!("there is no tag, branch or commit `{reference}`"));
    };
    let failed = |error: &dyn std::fmt::Display| format!("`{reference}` cannot be read: {error}");
    let commit = repository.find_commit(commit).map_err(|error| failed(&error))?;
    let mut tree = commit.tree_id().map_err(|error| failed(&error))?.detach();
    if !folder.as_os_str().is_empty() {
        let top = repository.find_tree(tree).map_err(|error| failed(&error))?;
        let entry = top.lookup_entry_by_path(&folder).map_err(|error| failed(&error))?;
        let entry = entry.filter(|entry| entry.mode().is_tree());
        tree = entry.ok_or_else(|| format!("`{reference}` does not have the project's folder"))?.object_id();
    }
    let mut left = MAX_ENTRIES;
    write(&repository, tree, to, (0, &mut left)).map_err(|error| failed(&error))
}

fn write(
    repository: &Repository,
    tree: ObjectId,
    to: &Path,
    (depth, left): (usize, &mut usize),
) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(to)?;
    let tree = repository::verified_object(repository, tree, Kind::Tree)?.into_tree();
    for entry in tree.iter() {
        let entry = entry?;
        *left = left.checked_sub(1).ok_or("it has too many files")?;
        let Ok(name) = entry.filename().to_str() else { continue };
        let is_safe = !matches!(name, "" | "." | ".." | ".git") && !name.contains(['/', '\\', '\0', ':']);
        if !is_safe || depth > DEEPEST {
            continue;
        }
        let (mode, path) = (entry.mode(), to.join(name));
        if mode.is_tree() {
            write(repository, entry.object_id(), &path, (depth + 1, left))?;
        } else if mode.is_blob() {
            let object = repository::verified_object(repository, entry.object_id(), Kind::Blob)?;
            std::fs::write(path, &object.data)?;
        }
    }
    Ok(())
}
