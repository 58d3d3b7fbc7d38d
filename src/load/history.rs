//! Finds the date of each text's last change in git, in one walk over the commits, newest first, that ends when every
//! text is dated.
//!
//! As in `git log`, a commit changes a path if the path differs from all of the commit's parents. Dates use the
//! committer's time zone, so they are the same on every machine. Texts of the work tree are searched for from the head,
//! and those of an earlier version from its own commit. A single walk serves all of them: each commit records the tips
//! from which it was reached. Outside a repository there are no dates. If git fails during the walk, the dates found so
//! far are kept: a missing date is not worth a failed build.

pub(super) mod watches;

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::path::{Path, PathBuf};

use gix::bstr::{BStr, ByteSlice};
use gix::diff::tree::{Recorder, State, Visit, recorder::Change, visit};
use gix::{ObjectId, Repository};
use jiff::civil::Date;

use super::repository;
use crate::codes;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::ProjectPath;

/// The size of the cache of decoded objects, in bytes: neighboring commits share most of their trees.
const OBJECT_CACHE: usize = 16 * 1024 * 1024;

/// The maximum number of changed paths per commit. A crafted tree can contain the same subtree many times and so expand
/// to any number of paths.
const MAX_CHANGES: usize = 1_000_000;

/// The dates that were found.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    pub dates: BTreeMap<ProjectPath, Date>,
    /// Whether some dates are unknown because the clone is shallow.
    pub shallow: bool,
}

/// The diagnostic for a shallow clone.
pub(super) fn shallow_clone() -> Diagnostic {
    let message = "the clone has only the newest commits, so the dates of older articles are unknown";
    Diagnostic::new(codes::HISTORY_SHALLOW, message, Place::Project)
        .help("fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` in GitHub Actions")
}

/// A commit at which the search for a text starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HistoryTip {
    pub commit: ObjectId,
    /// The project path of its files; empty for the work tree.
    pub root: ProjectPath,
}

/// The last result, which is valid while the tips stay the same.
#[derive(Debug, Default)]
pub(super) struct HistoryCache {
    tips: Vec<HistoryTip>,
    wanted: BTreeSet<ProjectPath>,
    history: History,
}

/// Returns the dates of the last changes in the project in `root`, and the folder that changes when git's head moves.
/// `past` holds the commits of the versions in git. `wanted` holds the texts to date, or is `None` for the same texts
/// as in the last call.
pub(super) fn last_changed(
    root: &Path,
    past: Vec<HistoryTip>,
    wanted: Option<BTreeSet<ProjectPath>>,
    cache: &mut HistoryCache,
) -> (History, Option<PathBuf>) {
    let Ok(repository) = repository::open(root) else { return (History::default(), None) };
    let repository = repository.to_thread_local();
    let log = Some(repository.git_dir().join("logs")).filter(|log| log.is_dir());
    let mut tips = past;
    tips.extend(repository.head_id().ok().map(|head| HistoryTip { commit: head.detach(), root: ProjectPath::new("") }));
    if wanted.is_none() && cache.tips == tips {
        return (cache.history.clone(), log);
    }
    let wanted = wanted.unwrap_or_else(|| cache.wanted.clone());
    // Fewer texts are wanted: the known dates stay valid, unless the shallow clone hid some of them.
    let is_known = cache.tips == tips && !cache.history.shallow && wanted.is_subset(&cache.wanted);
    if !is_known && (cache.tips != tips || cache.wanted != wanted) {
        let history = read(root, repository, &tips, &wanted);
        *cache = HistoryCache { tips, wanted, history };
        return (cache.history.clone(), log);
    }
    let mut history = cache.history.clone();
    if wanted.len() < cache.wanted.len() {
        history.dates.retain(|path, _| wanted.contains(path));
    }
    (history, log)
}

fn read(root: &Path, mut repository: Repository, tips: &[HistoryTip], wanted: &BTreeSet<ProjectPath>) -> History {
    let mut history = History::default();
    if wanted.is_empty() {
        return history;
    }
    repository.object_cache_size_if_unset(OBJECT_CACHE);
    let folder =
        repository.workdir().and_then(|top| Some(root.strip_prefix(top.canonicalize().ok()?).ok()?.to_owned()));
    if let Some(folder) = folder {
        // An error in the object database ends the walk; the dates found so far are valid.
        let _ = walk(&repository, &folder, tips, by_tip(tips, wanted), &mut history);
    }
    history
}

/// The wanted texts of each tip, with their paths in its commit.
fn by_tip(tips: &[HistoryTip], wanted: &BTreeSet<ProjectPath>) -> Vec<BTreeSet<ProjectPath>> {
    let mut texts = vec![BTreeSet::new(); tips.len()];
    for path in wanted {
        // The work tree comes last, because every path is below its empty root.
        let place = |(number, tip): (usize, &HistoryTip)| Some((number, ProjectPath::new(path.strip(&tip.root)?)));
        if let Some((number, path)) = tips.iter().enumerate().find_map(place) {
            texts[number].insert(path);
        }
    }
    texts
}

type HistoryError = Box<dyn std::error::Error>;

fn walk(
    repository: &Repository,
    folder: &Path,
    tips: &[HistoryTip],
    mut wanted: Vec<BTreeSet<ProjectPath>>,
    history: &mut History,
) -> Result<(), HistoryError> {
    let boundary: BTreeSet<ObjectId> =
        repository.shallow_commits()?.map(|commits| commits.iter().copied().collect()).unwrap_or_default();
    let mut ahead = CommitQueue::default();
    for (number, tip) in tips.iter().enumerate() {
        ahead.add(repository, tip.commit, &BTreeSet::from([number]))?;
    }
    while let Some((commit, mut reached_from)) = ahead.next() {
        reached_from.retain(|number| !wanted[*number].is_empty());
        if reached_from.is_empty() {
            continue;
        }
        if boundary.contains(&commit) {
            // Its parents are missing, so it would seem to change every file.
            history.shallow = true;
            continue;
        }
        let commit = repository.find_commit(commit)?;
        let changed = changes(repository, folder, &commit, false)?;
        let date = if changed.is_empty() { None } else { date(commit.time()?) };
        for number in &reached_from {
            for path in &changed {
                if wanted[*number].remove(path) {
                    let path = tips[*number].root.join(path.as_str());
                    history.dates.extend(path.zip(date));
                }
            }
        }
        for parent in commit.parent_ids() {
            ahead.add(repository, parent.detach(), &reached_from)?;
        }
    }
    if wanted.iter().all(BTreeSet::is_empty) {
        history.shallow = false;
    }
    Ok(())
}

/// The commits still to visit, each with the numbers of the tips from which it was reached.
#[derive(Default)]
struct CommitQueue {
    /// By commit time, in seconds.
    newest: BinaryHeap<(i64, ObjectId)>,
    waiting: HashMap<ObjectId, BTreeSet<usize>>,
    done: HashMap<ObjectId, BTreeSet<usize>>,
}

impl CommitQueue {
    fn add(
        &mut self,
        repository: &Repository,
        commit: ObjectId,
        reached_from: &BTreeSet<usize>,
    ) -> Result<(), HistoryError> {
        let done = self.done.get(&commit);
        // With wrong commit times, a commit that is already done can be reached again from another tip.
        let mut numbers = reached_from.iter().copied().filter(|number| done.is_none_or(|done| !done.contains(number)));
        if let Some(waiting) = self.waiting.get_mut(&commit) {
            waiting.extend(numbers);
        } else if let Some(first) = numbers.next() {
            let time = repository.find_commit(commit)?.time()?;
            self.newest.push((time.seconds, commit));
            self.waiting.insert(commit, numbers.chain([first]).collect());
        }
        Ok(())
    }

    fn next(&mut self) -> Option<(ObjectId, BTreeSet<usize>)> {
        let (_, commit) = self.newest.pop()?;
        let reached_from = self.waiting.remove(&commit)?;
        self.done.entry(commit).or_default().extend(&reached_from);
        Some((commit, reached_from))
    }
}

pub(super) fn date(time: gix::date::Time) -> Option<Date> {
    let offset = jiff::tz::Offset::from_seconds(time.offset).ok()?;
    Some(offset.to_datetime(jiff::Timestamp::from_second(time.seconds).ok()?).date())
}

/// The paths in the project's folder that differ from all parents.
fn changes(
    repository: &Repository,
    folder: &Path,
    commit: &gix::Commit<'_>,
    with_deletions: bool,
) -> Result<BTreeSet<ProjectPath>, HistoryError> {
    let Some(tree) = subtree(commit, folder)? else { return Ok(BTreeSet::new()) };
    let mut parents = Vec::new();
    for parent in commit.parent_ids() {
        let parent = subtree(&parent.object()?.try_into_commit()?, folder)?;
        // The most common case: a commit that changes only other folders, or a merge that takes one side.
        if parent == Some(tree) {
            return Ok(BTreeSet::new());
        }
        parents.push(parent);
    }
    let mut parents = parents.into_iter();
    let mut changed = difference(repository, parents.next().flatten(), tree, with_deletions)?;
    for parent in parents {
        let also = difference(repository, parent, tree, with_deletions)?;
        changed.retain(|path| also.contains(path));
    }
    Ok(changed)
}

/// The tree of the project's folder in a commit, or `None` if the commit does not contain the folder.
pub(super) fn subtree(commit: &gix::Commit<'_>, folder: &Path) -> Result<Option<ObjectId>, HistoryError> {
    let tree = commit.tree()?;
    if folder == PathBuf::new() {
        return Ok(Some(tree.id));
    }
    let entry = tree.lookup_entry_by_path(folder)?.filter(|entry| entry.mode().is_tree());
    Ok(entry.map(|entry| entry.object_id()))
}

fn difference(
    repository: &Repository,
    old: Option<ObjectId>,
    new: ObjectId,
    with_deletions: bool,
) -> Result<BTreeSet<ProjectPath>, HistoryError> {
    let path = |change: Change| match change {
        Change::Deletion { .. } if !with_deletions => None,
        Change::Addition { path, entry_mode, .. }
        | Change::Modification { path, entry_mode, .. }
        | Change::Deletion { path, entry_mode, .. } => {
            (!entry_mode.is_tree()).then(|| path.to_str().ok().map(ProjectPath::new)).flatten()
        }
    };
    Ok(tree_changes(repository, old, Some(new))?.into_iter().filter_map(path).collect())
}

/// The differences between two trees; a missing tree is empty.
pub(super) fn tree_changes(
    repository: &Repository,
    old: Option<ObjectId>,
    new: Option<ObjectId>,
) -> Result<Vec<Change>, HistoryError> {
    let tree = |id: Option<ObjectId>| id.map_or_else(|| Ok(repository.empty_tree()), |id| repository.find_tree(id));
    let (old, new) = (tree(old)?, tree(new)?);
    let mut recorder = Limited { recorder: Recorder::default(), left: MAX_CHANGES };
    let hash = repository.object_hash();
    gix::diff::tree(
        gix::objs::TreeRefIter::from_bytes(&old.data, hash),
        gix::objs::TreeRefIter::from_bytes(&new.data, hash),
        State::default(),
        &repository.objects,
        &mut recorder,
    )?;
    Ok(recorder.recorder.records)
}

/// Records changes up to a limit, then stops the comparison.
struct Limited {
    recorder: Recorder,
    left: usize,
}

impl Visit for Limited {
    fn pop_front_tracked_path_and_set_current(&mut self) {
        self.recorder.pop_front_tracked_path_and_set_current();
    }

    fn push_back_tracked_path_component(&mut self, component: &BStr) {
        self.recorder.push_back_tracked_path_component(component);
    }

    fn push_path_component(&mut self, component: &BStr) {
        self.recorder.push_path_component(component);
    }

    fn pop_path_component(&mut self) {
        self.recorder.pop_path_component();
    }

    fn visit(&mut self, change: visit::Change) -> visit::Action {
        let Some(left) = self.left.checked_sub(1) else { return visit::Action::Break(()) };
        self.left = left;
        self.recorder.visit(change)
    }
}
