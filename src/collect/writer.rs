//! One thread that writes. Requests hand it their events and are told when these are on disk.
//!
//! Whatever waits is committed together: one wait for the disk serves all requests that came during the one before
//! (group commit). The queue is bounded; when it is full, requests are told to come again.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

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
pub(super) type Done = Box<dyn FnOnce(Result<(), String>) + Send>;

/// Events of one request.
struct Job {
    events: Vec<Event>,
    done: Done,
}

/// The thread, and the queue to it.
pub(super) struct Writer {
    queue: SyncSender<Job>,
    thread: JoinHandle<()>,
}

impl Writer {
    /// Starts to write. Old events are removed now and then.
    pub fn start(store: Box<dyn Store>, keep: Option<Retention>) -> std::io::Result<Self> {
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || write(store, &jobs, keep))?;
        Ok(Self { queue, thread })
    }

    /// Hands over the events of one request; none asks whether the store is well. `done` comes back unused if too many
    /// requests wait.
    pub fn submit(&self, events: Vec<Event>, done: Done) -> Result<(), Done> {
        self.queue.try_send(Job { events, done }).map_err(|error| match error {
            TrySendError::Full(job) | TrySendError::Disconnected(job) => job.done,
        })
    }

    /// Writes what waits, and ends.
    pub fn finish(self) {
        drop(self.queue);
        // A panic of the thread has been told on standard error.
        let _ = self.thread.join();
    }
}

fn write(mut store: Box<dyn Store>, jobs: &Receiver<Job>, keep: Option<Retention>) {
    let mut next_cleaning = Instant::now();
    let mut is_refused = false;
    loop {
        let wait =
            if keep.is_some() { next_cleaning.saturating_duration_since(Instant::now()) } else { CLEANING_INTERVAL };
        match jobs.recv_timeout(wait) {
            Ok(first) => commit(store.as_mut(), first, jobs),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if let Some(retention) = keep.filter(|_| Instant::now() >= next_cleaning) {
            // What cannot be removed today is removed tomorrow.
            let removal = retention.remove(store.as_mut(), now()).unwrap_or(Removal::Done);
            if removal == Removal::Refused && !is_refused {
                (retention.warn)(UNSETTLED);
            }
            is_refused = removal == Removal::Refused;
            let pause = if removal == Removal::Unfinished { Duration::ZERO } else { CLEANING_INTERVAL };
            next_cleaning = Instant::now() + pause;
        }
    }
}

/// Commits a job with all that wait behind it.
fn commit(store: &mut dyn Store, first: Job, jobs: &Receiver<Job>) {
    let mut events = first.events;
    let mut waiting = vec![first.done];
    while events.len() < LARGEST_GROUP
        && let Ok(job) = jobs.try_recv()
    {
        events.extend(job.events);
        waiting.push(job.done);
    }
    let outcome = store.keep(&events).map_err(|StoreError(message)| message);
    for done in waiting {
        done(outcome.clone());
    }
}

/// Milliseconds since 1970.
pub(super) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
