//! Hints that something changed on disk. The only module that knows notify.
//!
//! Folders are watched, not files: a watch on one file ends at the first save that replaces it. What an event says is not
//! trusted; it ends the waiting and tells where to look first, and the project is then looked at again. Where the system
//! cannot watch, or must not be asked to (`--poll`), the waiting ends by the clock.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::load::is_left_by_an_editor;

/// A save is several events, some milliseconds apart; after this long without one it is over.
const QUIET: Duration = Duration::from_millis(20);

/// Under a storm of events, such as a switch of branches, something is shown after this long all the same.
const STORM: Duration = Duration::from_millis(250);

/// How often the folder is looked at where it is not watched.
const POLL: Duration = Duration::from_millis(500);

/// Linux watches single folders, so only those that matter are; elsewhere a whole tree is one watch.
const ONE_BY_ONE: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// How changes are found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// The system tells.
    Watch,
    /// The folder is looked at again and again.
    Poll,
}

/// What became of the wish to follow some folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowResult {
    /// All of them were watched before.
    Known,
    /// Some are watched only now: what was written into them in the meantime is to be looked for.
    New,
    /// They cannot be watched; from now on the folder is looked at again and again. The reason, and the way out.
    Refused(String),
}

/// Waits for changes.
pub struct Watcher {
    hints: Receiver<ChangeHint>,
    sender: Sender<ChangeHint>,
    system: Option<RecommendedWatcher>,
    /// The folders that are watched, with what tells that they are still the same.
    watched: BTreeMap<PathBuf, Option<u64>>,
    is_dirty: bool,
}

/// So many paths are worth a look of their own; more are a storm.
const MAX_PATHS: usize = 16;

/// Why the waiting ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WakeReason {
    /// These paths may have changed; anything where `None`.
    Look(Option<Vec<PathBuf>>),
    /// The preview ends.
    End,
}

/// Why to look at the folder.
enum ChangeHint {
    /// Something may have changed, at these paths if there are any.
    Changed(Vec<PathBuf>),
    /// The preview ends.
    End,
}

/// Ends the waiting of a [`Watcher`] for good.
#[derive(Clone)]
pub struct StopHandle(Sender<ChangeHint>);

impl StopHandle {
    /// Ends it.
    pub fn stop(&self) {
        // A watcher that is gone waits for nothing.
        let _ = self.0.send(ChangeHint::End);
    }
}

impl Watcher {
    /// A watcher that follows no folder yet; and why it cannot watch, if it cannot.
    #[must_use]
    pub fn new(mode: WatchMode) -> (Self, Option<String>) {
        let (sender, hints) = channel();
        let to = sender.clone();
        let system = (mode == WatchMode::Watch).then(|| {
            notify::recommended_watcher(move |event: notify::Result<Event>| {
                if matters(&event) {
                    let _ = to.send(ChangeHint::Changed(event.map(paths).unwrap_or_default()));
                }
            })
        });
        let (system, refusal) = match system.transpose() {
            Ok(system) => (system, None),
            Err(error) => (None, Some(refusal(&error))),
        };
        (Self { hints, sender, system, watched: BTreeMap::new(), is_dirty: false }, refusal)
    }

    /// What ends the waiting.
    #[must_use]
    pub fn stopper(&self) -> StopHandle {
        StopHandle(self.sender.clone())
    }

    /// Watches exactly these folders, the project's root first.
    pub fn follow(&mut self, folders: &[PathBuf]) -> FollowResult {
        let Some(system) = &mut self.system else { return FollowResult::Known };
        let wanted = if ONE_BY_ONE { folders } else { &folders[..folders.len().min(1)] };
        let mode = if ONE_BY_ONE { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
        let now: BTreeMap<PathBuf, Option<u64>> = wanted.iter().map(|path| (path.clone(), identity(path))).collect();
        // A folder that was replaced by another of its name is watched under its old self.
        self.watched.retain(|path, identity| {
            let stays = now.get(path) == Some(identity);
            if !stays {
                let _ = system.unwatch(path);
            }
            stays
        });
        let mut followed = FollowResult::Known;
        for (path, identity) in now {
            if self.watched.contains_key(&path) {
                continue;
            }
            match system.watch(&path, mode) {
                Ok(()) => {
                    self.watched.insert(path, identity);
                    followed = FollowResult::New;
                }
                // It is gone again; its parent's watch tells.
                Err(error) if is_missing(&error) => followed = FollowResult::New,
                Err(error) => {
                    self.system = None;
                    self.watched.clear();
                    return FollowResult::Refused(refusal(&error));
                }
            }
        }
        self.is_dirty |= followed == FollowResult::New;
        followed
    }

    /// Waits until something may have changed and the storm is over; not longer than `at_most`, where given.
    pub fn wait(&mut self, at_most: Option<Duration>) -> WakeReason {
        let mut paths = HintedPaths::default();
        if std::mem::take(&mut self.is_dirty) {
            paths.add(Vec::new());
        } else {
            let poll = self.system.is_none().then_some(POLL);
            let limit = poll.into_iter().chain(at_most).min();
            let first = match limit {
                Some(limit) => self.hints.recv_timeout(limit),
                None => self.hints.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match first {
                Ok(ChangeHint::Changed(changed)) => paths.add(changed),
                Err(RecvTimeoutError::Timeout) => return WakeReason::Look(None),
                Ok(ChangeHint::End) | Err(RecvTimeoutError::Disconnected) => return WakeReason::End,
            }
        }
        self.settle(paths)
    }

    /// Waits until no hint has come for [`QUIET`].
    fn settle(&mut self, mut paths: HintedPaths) -> WakeReason {
        let deadline = Instant::now() + STORM;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.hints.recv_timeout(QUIET.min(left)) {
                Ok(ChangeHint::Changed(changed)) => paths.add(changed),
                Err(RecvTimeoutError::Timeout) => return WakeReason::Look(paths.0),
                Ok(ChangeHint::End) | Err(RecvTimeoutError::Disconnected) => return WakeReason::End,
            }
            if left.is_zero() {
                return WakeReason::Look(paths.0);
            }
        }
    }
}

/// The paths that hints named; `None` where one named none, or they are too many.
struct HintedPaths(Option<Vec<PathBuf>>);

impl Default for HintedPaths {
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

impl HintedPaths {
    fn add(&mut self, changed: Vec<PathBuf>) {
        let Some(paths) = &mut self.0 else { return };
        let is_all = changed.is_empty();
        for path in changed {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        if is_all || paths.len() > MAX_PATHS {
            self.0 = None;
        }
    }
}

/// The paths that an event names; none where it cannot tell.
fn paths(event: Event) -> Vec<PathBuf> {
    if event.need_rescan() { Vec::new() } else { event.paths }
}

/// Whether an event can mean that the site changes. Reading a file is an event too, and would never end.
fn matters(event: &notify::Result<Event>) -> bool {
    let Ok(event) = event else { return true };
    let is_litter = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).is_some_and(is_left_by_an_editor);
    let is_read = matches!(event.kind, EventKind::Access(_));
    event.need_rescan() || !is_read && (event.paths.is_empty() || !event.paths.iter().all(is_litter))
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

fn refusal(error: &notify::Error) -> String {
    let way_out = match &error.kind {
        ErrorKind::MaxFilesWatch => "; raise the limit: `sudo sysctl fs.inotify.max_user_watches=524288`",
        ErrorKind::Io(error) if error.raw_os_error() == Some(TOO_MANY_FILES) => {
            "; raise the limit: `sudo sysctl fs.inotify.max_user_instances=512`"
        }
        _ => "",
    };
    format!("the system cannot watch the folder ({error}), so it is checked twice a second{way_out}")
}

/// `EMFILE`: what the system says when there are too many watchers.
const TOO_MANY_FILES: i32 = 24;

#[cfg(unix)]
fn identity(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path).ok().map(|metadata| metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Path) -> Option<u64> {
    None
}
