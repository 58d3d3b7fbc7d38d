//! The thread that writes to the store. Requests pass it their events and get a callback once these are on disk.
//!
//! All waiting events are committed together (group commit): one wait for the disk serves all requests that arrived
//! during the previous one. The queue is bounded; requests that find it full must try again later.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::WarningSink;
use super::retention::{Removal, Retention};
use super::store::{Store, StoreError};
use crate::events::{Event, Millis};

/// Maximum number of waiting requests.
const QUEUE: usize = 512;

/// Number of events after which a group is committed.
const LARGEST_GROUP: usize = 4000;

/// How often old events are removed.
const CLEANING_INTERVAL: Duration = Duration::from_secs(3600);

/// The warning if old events are not removed.
const UNSETTLED: &str = "old events are not removed: the clock is far ahead of the newest of them; \
    if it is right, `--trust-clock` removes them now, otherwise they go after a week of new events";

/// Called when the events are on disk, or could not be written.
pub(super) type WriteCallback = Box<dyn FnOnce(Result<(), String>) + Send>;

/// The events of one request.
struct WriteJob {
    events: Vec<Event>,
    done: WriteCallback,
}

/// The writer thread, and the queue to it.
pub(super) struct StoreWriter {
    queue: SyncSender<WriteJob>,
    /// Never receives a message; closes when the thread ends.
    ended: Mutex<Receiver<()>>,
}

impl StoreWriter {
    /// Starts the thread, which also removes old events from time to time. Calls `report` when the store fails, when it
    /// works again, and when old events cannot be removed.
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

    /// Queues the events of one request. With no events, checks whether the store works. Returns `done` unused if the
    /// queue is full.
    pub fn submit(&self, events: Vec<Event>, done: WriteCallback) -> Result<(), WriteCallback> {
        self.queue.try_send(WriteJob { events, done }).map_err(|error| match error {
            TrySendError::Full(job) | TrySendError::Disconnected(job) => job.done,
        })
    }

    /// Writes the events in the queue, and stops. Returns whether that finished in time.
    pub fn finish(self, time: Duration) -> bool {
        drop(self.queue);
        let ended = self.ended.into_inner().unwrap_or_else(PoisonError::into_inner);
        matches!(ended.recv_timeout(time), Err(RecvTimeoutError::Disconnected))
    }
}

/// Writes to the store, and reports when it starts or stops working.
struct Committer {
    store: Box<dyn Store>,
    report: WarningSink,
    /// The last failure, until the store works again.
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
            // A failed removal is tried again after the next interval.
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
    /// Commits a job together with the jobs in the queue.
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
        self.report_state(outcome.as_ref().err());
        for done in waiting {
            done(outcome.clone());
        }
    }

    /// Reports changes in the state of the store.
    fn report_state(&mut self, failure: Option<&String>) {
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

/// Milliseconds since 1970, UTC.
pub(super) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
