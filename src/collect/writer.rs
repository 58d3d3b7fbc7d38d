//! One thread that writes. Requests hand it their events and are told when these are on disk.
//!
//! Whatever waits is committed together: one wait for the disk serves all requests that came during the one before
//! (group commit). The queue is bounded; when it is full, requests are told to come again.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::WarningSink;
use super::retention::{Removal, Retention};
use super::store::{Store, StoreError};
use crate::events::{Event, Millis};

/// As many requests wait at most.
const QUEUE: usize = 512;

/// As many events are committed together at most.
const LARGEST_GROUP: usize = 4000;

/// How often events that are too old are looked for.
const CLEANING_INTERVAL: Duration = Duration::from_secs(3600);

/// Why old events were not removed.
const UNSETTLED: &str = "old events are not removed: the clock is far ahead of the newest of them; \
    if it is right, `--trust-clock` removes them now, otherwise they go after a week of new events";

/// Called with the outcome when events are on disk, or could not be written.
pub(super) type WriteCallback = Box<dyn FnOnce(Result<(), String>) + Send>;

/// Events of one request.
struct WriteJob {
    events: Vec<Event>,
    done: WriteCallback,
}

/// The thread, and the queue to it.
pub(super) struct StoreWriter {
    queue: SyncSender<WriteJob>,
    /// Hears nothing, and is closed when the thread has ended.
    ended: Mutex<Receiver<()>>,
}

impl StoreWriter {
    /// Starts to write. Old events are removed now and then. When the store fails, when it works again, and when old events
    /// are not removed, `report` hears of it.
    pub fn start(store: Box<dyn Store>, keep: Option<Retention>, report: WarningSink) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE);
        let (end, ended) = sync_channel(0);
        let mut committer = Committer { store, report, failure: None };
        std::thread::Builder::new().name("writer".into()).spawn(move || {
            write(&mut committer, &jobs, keep);
            drop(end);
        })?;
        Ok(Self { queue, ended: Mutex::new(ended) })
    }

    /// Hands over the events of one request; none asks whether events can be kept. `done` comes back unused if too many
    /// requests wait.
    pub fn submit(&self, events: Vec<Event>, done: WriteCallback) -> Result<(), WriteCallback> {
        self.queue.try_send(WriteJob { events, done }).map_err(|error| match error {
            TrySendError::Full(job) | TrySendError::Disconnected(job) => job.done,
        })
    }

    /// Writes what waits, and ends. Whether that was done in time.
    pub fn finish(self, time: Duration) -> bool {
        drop(self.queue);
        let ended = self.ended.into_inner().unwrap_or_else(PoisonError::into_inner);
        matches!(ended.recv_timeout(time), Err(RecvTimeoutError::Disconnected))
    }
}

/// Writes to the store, and remembers how that went.
struct Committer {
    store: Box<dyn Store>,
    report: WarningSink,
    /// Why the store failed the last time, if it did.
    failure: Option<String>,
}

fn write(committer: &mut Committer, jobs: &Receiver<WriteJob>, keep: Option<Retention>) {
    let mut next_cleaning = Instant::now();
    let mut is_refused = false;
    loop {
        let wait =
            if keep.is_some() { next_cleaning.saturating_duration_since(Instant::now()) } else { CLEANING_INTERVAL };
        match jobs.recv_timeout(wait) {
            Ok(first) => committer.commit(first, jobs),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if let Some(retention) = keep.filter(|_| Instant::now() >= next_cleaning) {
            // What cannot be removed today is removed tomorrow.
            let removal = retention.remove(committer.store.as_mut(), now()).unwrap_or(Removal::Done);
            if removal == Removal::Refused && !is_refused {
                (committer.report)(UNSETTLED);
            }
            is_refused = removal == Removal::Refused;
            let pause = if removal == Removal::Unfinished { Duration::ZERO } else { CLEANING_INTERVAL };
            next_cleaning = Instant::now() + pause;
        }
    }
}

impl Committer {
    /// Commits a job with all that wait behind it.
    fn commit(&mut self, first: WriteJob, jobs: &Receiver<WriteJob>) {
        let mut events = first.events;
        let mut waiting = vec![first.done];
        while events.len() < LARGEST_GROUP
            && let Ok(job) = jobs.try_recv()
        {
            events.extend(job.events);
            waiting.push(job.done);
        }
        let outcome = if events.is_empty() { self.store.check() } else { self.store.keep(&events) };
        let outcome = outcome.map_err(|StoreError(message)| message);
        self.tell(outcome.as_ref().err());
        for done in waiting {
            done(outcome.clone());
        }
    }

    /// Reports what changed.
    fn tell(&mut self, failure: Option<&String>) {
        if let Some(notice) = self.store.notice() {
            (self.report)(&notice);
        }
        if self.failure.as_ref() == failure {
            return;
        }
        match failure {
            Some(message) => (self.report)(&format!("events cannot be stored: {message}")),
            None => (self.report)("events are stored again"),
        }
        self.failure = failure.cloned();
    }
}

/// Milliseconds since 1970.
pub(super) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
