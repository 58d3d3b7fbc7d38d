//! Finds earlier wordings of texts in git, in one walk over the commits, newest first, that ends when every wording is
//! found. A wording that is not found is left out without an error.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gix::revision::walk::Sorting;
use gix::traverse::commit::simple::CommitTimeOrder;
use gix::{ObjectId, Repository};

use super::repository;
use crate::content::translation;
use crate::path::ProjectPath;

/// A text of the project, and the name of one of its earlier wordings.
pub type WantedWording = (ProjectPath, String);

/// The size of the cache of decoded objects, in bytes: neighboring commits share most of their trees.
pub(super) const OBJECT_CACHE: usize = 16 * 1024 * 1024;

/// The texts of the project in `root`, in their wanted wordings.
#[must_use]
pub fn earlier(root: &Path, wanted: BTreeSet<WantedWording>) -> BTreeMap<WantedWording, String> {
    let mut found = BTreeMap::new();
    if let Some((repository, folder)) = open(root).filter(|_| !wanted.is_empty()) {
        // An error in the object database ends the walk; the texts found so far are valid.
        let _ = walk(&repository, &folder, wanted, &mut found);
    }
    found
}

/// The repository of the project in `root`, and the project's folder in it.
pub(super) fn open(root: &Path) -> Option<(Repository, PathBuf)> {
    let root = root.canonicalize().ok()?;
    let mut repository = repository::open(&root).ok()?.to_thread_local();
    repository.object_cache_size_if_unset(OBJECT_CACHE);
    let top = repository.workdir()?.canonicalize().ok()?;
    let folder = root.strip_prefix(top).ok()?.to_owned();
    Some((repository, folder))
}

pub(super) type WordingError = Box<dyn std::error::Error>;

fn walk(
    repository: &Repository,
    folder: &Path,
    mut wanted: BTreeSet<WantedWording>,
    found: &mut BTreeMap<WantedWording, String>,
) -> Result<(), WordingError> {
    let mut seen: BTreeSet<(ProjectPath, ObjectId)> = BTreeSet::new();
    let mut trees: BTreeSet<ObjectId> = BTreeSet::new();
    let newest_first = Sorting::ByCommitTime(CommitTimeOrder::NewestFirst);
    for commit in repository.rev_walk([repository.head_id()?]).sorting(newest_first).all()? {
        let tree = commit?.object()?.tree()?;
        let tree = subtree(tree, folder)?;
        let Some(tree) = tree.filter(|tree| trees.insert(tree.id)) else { continue };
        let paths: BTreeSet<ProjectPath> = wanted.iter().map(|(path, _)| path.clone()).collect();
        for path in paths {
            let Some(entry) = tree.lookup_entry_by_path(path.as_str())?.filter(|entry| entry.mode().is_blob()) else {
                continue;
            };
            if !seen.insert((path.clone(), entry.object_id())) {
                continue;
            }
            let Ok(text) = String::from_utf8(entry.object()?.detach().data) else { continue };
            let key = (path, translation::wording(&text));
            if wanted.remove(&key) {
                found.insert(key, text);
            }
        }
        if wanted.is_empty() {
            break;
        }
    }
    Ok(())
}

/// The tree of the project's folder, or `None` if the commit does not contain the folder.
pub(super) fn subtree<'r>(tree: gix::Tree<'r>, folder: &Path) -> Result<Option<gix::Tree<'r>>, WordingError> {
    if folder.as_os_str().is_empty() {
        return Ok(Some(tree));
    }
    let entry = tree.lookup_entry_by_path(folder)?.filter(|entry| entry.mode().is_tree());
    Ok(entry.map(|entry| entry.object()).transpose()?.map(gix::Object::into_tree))
}
