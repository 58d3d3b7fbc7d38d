//! Watches for changes on disk. This is the only module that uses notify.
//!
//! It watches folders, because a watch on a single file ends when a save replaces the file. Events are only hints about
//! where to look first: they end the wait, and the project is then scanned. If the system cannot watch folders, or
//! `--poll` is set, the wait ends after a fixed time.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::load::is_left_by_an_editor;

/// The time without an event after which a save is complete. A save causes several events, some milliseconds apart.
const QUIET: Duration = Duration::from_millis(20);

/// The maximum wait during a burst of events, such as a switch of branches.
const STORM: Duration = Duration::from_millis(250);

/// How often the project is scanned if it is not watched.
const POLL: Duration = Duration::from_millis(500);

/// Linux watches single folders, so only those of the project are watched. Other systems watch a whole tree at once.
const ONE_BY_ONE: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// How changes are detected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchMode {
    /// The system reports them.
    Watch,
    /// The folder is scanned repeatedly.
    Poll,
}

/// The result of [`Watcher::follow`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowResult {
    /// All folders were already watched.
    Known,
    /// Some folders are newly watched. They may have changed before that, so a scan is needed.
    New,
    /// The folders cannot be watched, so they are scanned repeatedly from now on. Contains the reason and a suggestion.
    Refused(String),
}

/// Waits for changes.
pub struct Watcher {
    hints: Receiver<ChangeHint>,
    sender: Sender<ChangeHint>,
    system: Option<RecommendedWatcher>,
    /// The watched folders, each with the inode that identifies it, where the system has one.
    watched: BTreeMap<PathBuf, Option<u64>>,
    is_dirty: bool,
}

/// The maximum number of hinted paths; after more, the whole project is scanned.
const MAX_PATHS: usize = 16;

/// Why the wait ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WakeReason {
    /// These paths may have changed; any path if `None`.
    Look(Option<Vec<PathBuf>>),
    /// The preview ends.
    End,
}

/// A message to the waiting thread.
enum ChangeHint {
    /// These paths may have changed; any path if empty.
    Changed(Vec<PathBuf>),
    /// The preview ends.
    End,
}

/// Permanently ends the wait of a [`Watcher`].
#[derive(Clone)]
pub struct StopHandle(Sender<ChangeHint>);

impl StopHandle {
    /// Ends the wait.
    pub fn stop(&self) {
        // Sending fails only if the watcher was dropped, and then nothing waits.
        let _ = self.0.send(ChangeHint::End);
    }
}

impl Watcher {
    /// Creates a watcher that watches no folder yet. If the system cannot watch, also returns the reason.
    #[must_use]
    pub fn new(mode: WatchMode) -> (Self, Option<String>) {
        let (sender, hints) = channel();
        let hint_sender = sender.clone();
        let system = (mode == WatchMode::Watch).then(|| {
            notify::recommended_watcher(move |event: notify::Result<Event>| {
                if matters(&event) {
                    let _ = hint_sender.send(ChangeHint::Changed(event.map(paths).unwrap_or_default()));
                }
            })
        });
        let (system, refusal) = match system.transpose() {
            Ok(system) => (system, None),
            Err(error) => (None, Some(refusal(&error))),
        };
        (Self { hints, sender, system, watched: BTreeMap::new(), is_dirty: false }, refusal)
    }

    /// A handle that ends the wait.
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
        // If a folder was replaced by another of the same name, the system still watches the old one.
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
                // The folder was removed again, which the watch on its parent reports.
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

    /// Waits until something may have changed and no more events arrive, at most for `at_most` if given.
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
        self.debounce(paths)
    }

    /// Waits until no hint has arrived for [`QUIET`].
    fn debounce(&mut self, mut paths: HintedPaths) -> WakeReason {
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

/// The hinted paths, or `None` if any path may have changed or there are too many.
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

/// The paths of an event; empty if any path may have changed.
fn paths(event: Event) -> Vec<PathBuf> {
    if event.need_rescan() { Vec::new() } else { event.paths }
}

/// Whether an event can change the site. Reading a file also causes an event, and scanning in response would never end.
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

/// `EMFILE`, the error code of the system for too many watchers.
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
