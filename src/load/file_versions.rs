//! Finds the earlier versions of a few files in git, newest first. Outside a repository there are none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gix::revision::walk::Sorting;
use gix::traverse::commit::simple::CommitTimeOrder;
use gix::{ObjectId, Repository};

use super::past_wordings::{WordingError, open, subtree};
use crate::path::ProjectPath;

/// Maximum number of versions of a file. Labels that are older than that are forgotten by everybody.
const MAX_VERSIONS: usize = 200;

/// The last result, which is valid while the head and the files stay the same.
#[derive(Debug, Default)]
pub(super) struct VersionsCache {
    head: Option<ObjectId>,
    wanted: BTreeSet<ProjectPath>,
    versions: BTreeMap<ProjectPath, Vec<String>>,
}

/// The distinct texts that these files had in commits, newest first.
pub(super) fn versions(
    root: &Path,
    wanted: BTreeSet<ProjectPath>,
    cache: &mut VersionsCache,
) -> BTreeMap<ProjectPath, Vec<String>> {
    let Some((repository, folder)) = open(root).filter(|_| !wanted.is_empty()) else { return BTreeMap::new() };
    let head = repository.head_id().ok().map(gix::Id::detach);
    if cache.head != head || cache.wanted != wanted {
        let mut versions = BTreeMap::new();
        // An error in the object database ends the walk; the texts found so far are valid.
        let _ = walk(&repository, &folder, &wanted, &mut versions);
        *cache = VersionsCache { head, wanted, versions };
    }
    cache.versions.clone()
}

fn walk(
    repository: &Repository,
    folder: &Path,
    wanted: &BTreeSet<ProjectPath>,
    versions: &mut BTreeMap<ProjectPath, Vec<String>>,
) -> Result<(), WordingError> {
    let mut seen: BTreeSet<(&ProjectPath, ObjectId)> = BTreeSet::new();
    let mut trees: BTreeSet<ObjectId> = BTreeSet::new();
    let newest_first = Sorting::ByCommitTime(CommitTimeOrder::NewestFirst);
    for commit in repository.rev_walk([repository.head_id()?]).sorting(newest_first).all()? {
        let Some(tree) = subtree(commit?.object()?.tree()?, folder)?.filter(|tree| trees.insert(tree.id)) else {
            continue;
        };
        for path in wanted {
            let entry = tree.lookup_entry_by_path(path.as_str())?.filter(|entry| entry.mode().is_blob());
            let Some(entry) = entry.filter(|entry| seen.insert((path, entry.object_id()))) else { continue };
            let known = versions.entry(path.clone()).or_default();
            if known.len() < MAX_VERSIONS {
                known.extend(String::from_utf8(entry.object()?.detach().data).ok());
            }
        }
    }
    Ok(())
}
