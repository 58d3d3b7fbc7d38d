//! Carries out a plan: keeps, sends and removes files, several at a time, phase by phase.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::file_store::{ConditionalPut, FileHeaders, FileStore, FileStoreError, PutCondition};
use super::parts::{self, CacheAges, SitePart};
use super::plan::{PlannedFile, PublishPlan, removals};
use super::publish_lock::{LockError, PublishLock};
use super::published_site::{PublishJournal, file};
use super::target_state::TargetState;
use super::{JOURNAL, MANIFEST, content_hash, kept_key};

/// How often the journal is written while files are sent: what a killed publish sends again.
const JOURNAL_AFTER: Duration = Duration::from_secs(5);

/// Writing the journal may take this share of the time: one in so many seconds.
const JOURNAL_SHARE: u32 = 20;

/// Where the contents of files come from.
pub trait ContentSource: Sync {
    /// The content of a file with this hash, or why there is none.
    fn content(&self, path: &str, hash: &str) -> Result<Vec<u8>, String>;
}

/// The contents that earlier publishes kept at a target.
pub struct KeptContents<'a>(pub &'a dyn FileStore);

impl ContentSource for KeptContents<'_> {
    fn content(&self, _path: &str, hash: &str) -> Result<Vec<u8>, String> {
        let found = self.0.get(&kept_key(hash)).map_err(|error| error.to_string())?;
        let bytes = found.ok_or("its earlier content is no longer kept")?.bytes;
        if content_hash(&bytes) == hash { Ok(bytes) } else { Err("its earlier content was changed".into()) }
    }
}

impl KeptContents<'_> {
    /// The first file of a plan whose earlier content is not kept.
    #[must_use]
    pub fn missing<'p>(&self, plan: &'p PublishPlan, state: &TargetState) -> Option<&'p str> {
        let is_kept = |planned: &PlannedFile| {
            let key = kept_key(&planned.hash);
            state.listing.contains_key(&key) || plan.keep.iter().any(|(_, hash)| *hash == planned.hash)
        };
        plan.send.iter().find(|planned| !is_kept(planned)).map(|planned| planned.path.as_str())
    }
}

/// How a publish is carried out.
pub struct PublishSettings<'a> {
    /// How long files stay that are no longer part of the site.
    pub grace: Duration,
    /// How long readers may keep files.
    pub ages: CacheAges,
    /// How many files are sent at the same time.
    pub workers: usize,
    /// How often the lock is renewed.
    pub renew_after: Duration,
    /// The time.
    pub clock: &'a (dyn Fn() -> Timestamp + Sync),
    /// Called with what is sent.
    pub progress: &'a (dyn Fn(SendProgress) + Sync),
    /// Called with the paths that readers see differently now, when they do. An error is reported at the end.
    pub purge: &'a (dyn Fn(&[String]) -> Result<(), String> + Sync),
}

/// How much of a publish is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendProgress {
    /// Files that were sent.
    pub files: usize,
    /// All files to send.
    pub all_files: usize,
    /// Bytes that were sent.
    pub bytes: u64,
    /// All bytes to send.
    pub all_bytes: u64,
}

/// What a publish did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishSummary {
    /// The number of files that were sent.
    pub sent: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// The number of files that were there already.
    pub unchanged: usize,
    /// The number of files that were removed.
    pub removed: usize,
    /// Why the purge failed.
    pub purge_failure: Option<String>,
}

/// Why a publish ended early.
#[derive(Debug)]
pub enum PublishError {
    /// The store failed.
    Store(FileStoreError),
    /// A content could not be read.
    Content {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// Somebody else published meanwhile.
    Overtaken,
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Content { path, reason } => write!(f, "cannot read `{path}`: {reason}"),
            Self::Overtaken => f.write_str("another publish took over the target"),
        }
    }
}

impl From<FileStoreError> for PublishError {
    fn from(error: FileStoreError) -> Self {
        Self::Store(error)
    }
}

impl From<LockError> for PublishError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::Store(error) => Self::Store(error),
            LockError::Held(_) | LockError::Lost | LockError::NotHonoured => Self::Overtaken,
        }
    }
}

/// Publishes a site. The caller holds the lock, unless the store cannot keep one.
pub fn run(
    store: &dyn FileStore,
    source: &dyn ContentSource,
    (plan, state): (PublishPlan, &TargetState),
    lock: Option<&mut PublishLock>,
    settings: &PublishSettings<'_>,
) -> Result<PublishSummary, PublishError> {
    let run = Run {
        store,
        settings,
        lock: Mutex::new(lock.map(|lock| (lock, Instant::now()))),
        journal: Mutex::new(JournalWriter {
            journal: plan.journal.clone(),
            written: Instant::now(),
            took: Duration::ZERO,
        }),
    };
    let mut summary = PublishSummary { unchanged: plan.unchanged, ..Default::default() };
    if !plan.is_done {
        run.keep(&plan)?;
        run.send(&plan, source)?;
        summary.sent = plan.send.len();
        summary.bytes = plan.send.iter().map(|planned| planned.size).sum();
        run.replace_manifest(&plan, state)?;
    }
    let site = if plan.is_done { state.live.as_ref().unwrap_or(&plan.next) } else { &plan.next };
    let mut listing = state.listing.clone();
    if !plan.is_done {
        // Without a grace period, what was kept in case of an interruption is not needed any more.
        listing.extend(plan.keep.iter().map(|(_, hash)| (kept_key(hash), 0)));
    }
    let unneeded = removals(site, &listing, settings.grace, (settings.clock)());
    run.parallel(&unneeded, |key| Ok(store.delete(key)?))?;
    summary.removed = unneeded.iter().filter(|key| !key.starts_with(super::OWN_FOLDER)).count();
    let changed = changed(&plan, state, &unneeded);
    if !changed.is_empty() {
        summary.purge_failure = (settings.purge)(&changed).err();
    }
    // If the purge failed, the journal stays, so that the next publish purges the same files.
    if !plan.is_done && summary.purge_failure.is_none() {
        // A slow purge may have cost the lock, and then the journal is that of somebody else.
        run.renew()?;
        store.delete(JOURNAL)?;
    }
    Ok(summary)
}

/// The paths that readers see differently now, or that an interrupted publish may have left in caches.
fn changed(plan: &PublishPlan, state: &TargetState, removed: &[String]) -> Vec<String> {
    let is_page = |path: &&String| SitePart::of(path) == SitePart::Page;
    let journal = plan.journal.files.keys();
    let is_resumed = !state.journal.files.is_empty();
    let left = state.live.iter().filter(|_| is_resumed).flat_map(|live| live.leaving.keys()).filter(is_page);
    let mut changed: Vec<String> = journal.chain(left).chain(removed).cloned().collect();
    changed.retain(|path| !parts::is_fingerprinted(path) && !path.starts_with(super::OWN_FOLDER));
    changed.sort();
    changed.dedup();
    changed
}

/// A publish that is being carried out.
struct Run<'a> {
    store: &'a dyn FileStore,
    settings: &'a PublishSettings<'a>,
    /// The lock, and when it was renewed last.
    lock: Mutex<Option<(&'a mut PublishLock, Instant)>>,
    journal: Mutex<JournalWriter>,
}

/// The journal, and when it was written last.
struct JournalWriter {
    journal: PublishJournal,
    written: Instant,
    took: Duration,
}

impl Run<'_> {
    /// Copies the contents that will be replaced, then writes the journal: only now may files be replaced.
    fn keep(&self, plan: &PublishPlan) -> Result<(), PublishError> {
        self.parallel(&plan.keep, |(path, hash)| {
            self.renew_in_time()?;
            self.store.copy(path, &kept_key(hash))?;
            Ok(())
        })?;
        if plan.journal.files.is_empty() {
            return Ok(());
        }
        self.write_journal(&mut self.journal())
    }

    fn send(&self, plan: &PublishPlan, source: &dyn ContentSource) -> Result<(), PublishError> {
        let all_bytes = plan.send.iter().map(|planned| planned.size).sum();
        let (files, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
        for phase in plan.send.chunk_by(|one, other| one.phase == other.phase) {
            self.parallel(phase, |planned| {
                self.renew_in_time()?;
                let content = source.content(&planned.path, &planned.hash);
                let content = content.map_err(|reason| PublishError::Content { path: planned.path.clone(), reason })?;
                self.store.put(&planned.path, &content, &parts::headers(&planned.path, self.settings.ages))?;
                let files = files.fetch_add(1, Ordering::Relaxed) + 1;
                let bytes = bytes.fetch_add(planned.size, Ordering::Relaxed) + planned.size;
                (self.settings.progress)(SendProgress { files, all_files: plan.send.len(), bytes, all_bytes });
                self.note_sent(&planned.path)
            })?;
        }
        if plan.send.is_empty() { Ok(()) } else { self.write_journal(&mut self.journal()) }
    }

    /// Replaces the manifest, unless somebody else did.
    fn replace_manifest(&self, plan: &PublishPlan, state: &TargetState) -> Result<(), PublishError> {
        self.renew()?;
        let bytes = file(&plan.next);
        let condition = state.tag.clone().map_or(PutCondition::Absent, PutCondition::Unchanged);
        match self.store.put_if(MANIFEST, &bytes, &condition)? {
            ConditionalPut::Written(_) => Ok(()),
            // The write may have been made, and its response lost.
            ConditionalPut::Refused if self.store.get(MANIFEST)?.is_some_and(|found| found.bytes == bytes) => Ok(()),
            ConditionalPut::Refused => Err(PublishError::Overtaken),
        }
    }

    fn note_sent(&self, path: &str) -> Result<(), PublishError> {
        let mut writer = self.journal();
        if let Some(entry) = writer.journal.files.get_mut(path) {
            entry.sent = true;
        }
        let is_due = writer.written.elapsed() > JOURNAL_AFTER.max(writer.took * JOURNAL_SHARE);
        if is_due { self.write_journal(&mut writer) } else { Ok(()) }
    }

    fn journal(&self) -> std::sync::MutexGuard<'_, JournalWriter> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_journal(&self, writer: &mut JournalWriter) -> Result<(), PublishError> {
        let started = Instant::now();
        self.store.put(JOURNAL, &file(&writer.journal), &FileHeaders::private())?;
        writer.took = started.elapsed();
        writer.written = Instant::now();
        Ok(())
    }

    fn renew_in_time(&self) -> Result<(), PublishError> {
        // Another thread is renewing it, so there is no need to.
        let Ok(lock) = self.lock.try_lock() else { return Ok(()) };
        let is_due = lock.as_ref().is_some_and(|(_, renewed)| renewed.elapsed() >= self.settings.renew_after);
        drop(lock);
        if is_due { self.renew() } else { Ok(()) }
    }

    fn renew(&self) -> Result<(), PublishError> {
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((lock, renewed)) = &mut *lock {
            lock.renew(self.store, (self.settings.clock)())?;
            *renewed = Instant::now();
        }
        Ok(())
    }

    /// Does something with each item, several at a time. After a failure, no other item is started. Meanwhile this thread
    /// keeps the lock, because a large file takes longer than others wait.
    fn parallel<T: Sync>(
        &self,
        items: &[T],
        act: impl Fn(&T) -> Result<(), PublishError> + Sync,
    ) -> Result<(), PublishError> {
        let next = AtomicUsize::new(0);
        let has_failed = AtomicBool::new(false);
        let failure = Mutex::new(None);
        let fail = |error| {
            has_failed.store(true, Ordering::Relaxed);
            failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        };
        let work = || {
            while !has_failed.load(Ordering::Relaxed) {
                let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) else { return };
                act(item).unwrap_or_else(fail);
            }
        };
        std::thread::scope(|scope| {
            let (ended, all_ended) = mpsc::channel::<()>();
            for _ in 0..self.settings.workers.min(items.len()) {
                let ended = ended.clone();
                scope.spawn(move || {
                    work();
                    drop(ended);
                });
            }
            drop(ended);
            while all_ended.recv_timeout(self.settings.renew_after) == Err(mpsc::RecvTimeoutError::Timeout) {
                self.renew_in_time().unwrap_or_else(fail);
            }
        });
        failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests;
