//! When each text was changed last, from git: one walk over the commits, newest first, until every text was seen.
//!
//! A path counts as changed by a commit if it differs from all of the commit's parents, as in `git log`. The date is
//! that of the committer's own clock, so it is the same on every machine. Outside a repository there are no dates, and
//! a repository that git itself could not read gives those that were found until then: they are a courtesy to readers,
//! not worth a failed build.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice;
use gix::diff::tree::{Recorder, State, recorder::Change};
use gix::revision::walk::Sorting;
use gix::traverse::commit::simple::CommitTimeOrder;
use gix::{ObjectId, Repository};
use jiff::civil::Date;

use crate::codes;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::ProjectPath;

/// Bytes of decoded objects kept while walking: neighbouring commits share most of their trees.
const OBJECT_CACHE: usize = 16 * 1024 * 1024;

/// What git knows.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    pub dates: BTreeMap<ProjectPath, Date>,
    /// Whether some dates are unknown because the clone does not reach back far enough.
    pub shallow: bool,
}

/// The diagnostic for a clone that does not reach back far enough.
pub(super) fn shallow_clone() -> Diagnostic {
    let message = "git knows only the newest commits here, so the dates of older texts are unknown";
    Diagnostic::new(codes::HISTORY_SHALLOW, message, Place::Project)
        .help("fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` in GitHub Actions")
}

/// The latest answer, for as long as git's head stays where it is.
#[derive(Debug, Default)]
pub(super) struct Memory {
    head: Option<ObjectId>,
    wanted: BTreeSet<ProjectPath>,
    history: History,
}

/// The last change of each wanted text (`None`: the same as the last time) of the project in `root`, and the folder in which git notes that its head moved.
pub(super) fn last_changed(
    root: &Path,
    wanted: Option<BTreeSet<ProjectPath>>,
    memory: &mut Memory,
) -> (History, Option<PathBuf>) {
    let Ok(repository) = gix::discover(root) else { return (History::default(), None) };
    let log = Some(repository.git_dir().join("logs")).filter(|log| log.is_dir());
    let head = repository.head_id().ok().map(gix::Id::detach);
    if wanted.is_none() && memory.head == head {
        return (memory.history.clone(), log);
    }
    let wanted = wanted.unwrap_or_else(|| memory.wanted.clone());
    // With fewer texts wanted, the dates of the others are still true, unless some could not be known.
    let is_known = memory.head == head && !memory.history.shallow && wanted.is_subset(&memory.wanted);
    if !is_known && (memory.head != head || memory.wanted != wanted) {
        let history = read(root, repository, wanted.clone());
        *memory = Memory { head, wanted, history };
        return (memory.history.clone(), log);
    }
    let mut history = memory.history.clone();
    if wanted.len() < memory.wanted.len() {
        history.dates.retain(|path, _| wanted.contains(path));
    }
    (history, log)
}

fn read(root: &Path, mut repository: Repository, wanted: BTreeSet<ProjectPath>) -> History {
    let mut history = History::default();
    if wanted.is_empty() {
        return history;
    }
    repository.object_cache_size_if_unset(OBJECT_CACHE);
    let folder =
        repository.workdir().and_then(|top| Some(root.strip_prefix(top.canonicalize().ok()?).ok()?.to_owned()));
    if let Some(folder) = folder {
        // A fault in the object database ends the walk; the dates until then are true.
        let _ = walk(&repository, &folder, wanted, &mut history);
    }
    history
}

type Fault = Box<dyn std::error::Error>;

fn walk(
    repository: &Repository,
    folder: &Path,
    mut wanted: BTreeSet<ProjectPath>,
    history: &mut History,
) -> Result<(), Fault> {
    let boundary: BTreeSet<ObjectId> =
        repository.shallow_commits()?.map(|commits| commits.iter().copied().collect()).unwrap_or_default();
    let newest_first = Sorting::ByCommitTime(CommitTimeOrder::NewestFirst);
    for commit in repository.rev_walk([repository.head_id()?]).sorting(newest_first).all()? {
        let commit = commit?;
        if boundary.contains(&commit.id) {
            // Its parents are not here, so every file would seem to be changed by it.
            history.shallow = true;
            continue;
        }
        let commit = commit.object()?;
        let changed = changes(repository, folder, &commit)?;
        if changed.is_empty() {
            continue;
        }
        let date = date(commit.time()?);
        for path in changed {
            if wanted.remove(&path) {
                history.dates.extend(date.map(|date| (path, date)));
            }
        }
        if wanted.is_empty() {
            history.shallow = false;
            break;
        }
    }
    Ok(())
}

fn date(time: gix::date::Time) -> Option<Date> {
    let offset = jiff::tz::Offset::from_seconds(time.offset).ok()?;
    Some(offset.to_datetime(jiff::Timestamp::from_second(time.seconds).ok()?).date())
}

/// The paths below the project's folder that differ from all parents.
fn changes(repository: &Repository, folder: &Path, commit: &gix::Commit<'_>) -> Result<BTreeSet<ProjectPath>, Fault> {
    let Some(tree) = subtree(commit, folder)? else { return Ok(BTreeSet::new()) };
    let mut parents = Vec::new();
    for parent in commit.parent_ids() {
        let parent = subtree(&parent.object()?.try_into_commit()?, folder)?;
        // The commonest case: a commit that touches other folders only, or a merge that takes one side.
        if parent == Some(tree) {
            return Ok(BTreeSet::new());
        }
        parents.push(parent);
    }
    let mut parents = parents.into_iter();
    let mut changed = difference(repository, parents.next().flatten(), tree)?;
    for parent in parents {
        let also = difference(repository, parent, tree)?;
        changed.retain(|path| also.contains(path));
    }
    Ok(changed)
}

/// The tree of the project's folder in a commit; `None` where the commit does not have the folder.
fn subtree(commit: &gix::Commit<'_>, folder: &Path) -> Result<Option<ObjectId>, Fault> {
    let tree = commit.tree()?;
    if folder == PathBuf::new() {
        return Ok(Some(tree.id));
    }
    let entry = tree.lookup_entry_by_path(folder)?.filter(|entry| entry.mode().is_tree());
    Ok(entry.map(|entry| entry.object_id()))
}

fn difference(repository: &Repository, old: Option<ObjectId>, new: ObjectId) -> Result<BTreeSet<ProjectPath>, Fault> {
    let old = old.map_or_else(|| Ok(repository.empty_tree()), |id| repository.find_tree(id))?;
    let new = repository.find_tree(new)?;
    let mut recorder = Recorder::default();
    let hash = repository.object_hash();
    gix::diff::tree(
        gix::objs::TreeRefIter::from_bytes(&old.data, hash),
        gix::objs::TreeRefIter::from_bytes(&new.data, hash),
        State::default(),
        &repository.objects,
        &mut recorder,
    )?;
    let path = |change: Change| match change {
        Change::Addition { path, entry_mode, .. } | Change::Modification { path, entry_mode, .. } => {
            (!entry_mode.is_tree()).then(|| path.to_str().ok().map(ProjectPath::new)).flatten()
        }
        Change::Deletion { .. } => None,
    };
    Ok(recorder.records.into_iter().filter_map(path).collect())
}
