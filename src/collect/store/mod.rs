//! Stores events: in SQLite on one machine, or in PostgreSQL if several receivers share the load. Both have one table
//! with a unique event id and the same columns.

mod lines;
mod postgres;
mod sqlite;

use std::fmt;
use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::thread;

pub use lines::{is_sqlite, read_lines};

use super::StoreLocation;
use crate::events::{Event, EventPage, Millis};

/// A store of events.
pub trait Store: Send {
    /// Stores the events that are not stored yet, all of them or none. After this returns, they survive a crash of the
    /// machine.
    fn keep(&mut self, events: &[Event]) -> Result<(), StoreError>;

    /// Checks that events can be stored, by writing one to disk and removing it.
    fn check(&mut self) -> Result<(), StoreError>;

    /// A new message for the operator, if there is one.
    fn notice(&mut self) -> Option<String> {
        None
    }

    /// Removes a batch of events that happened before `time`. Returns whether there may be more.
    fn remove_before(&mut self, time: Millis) -> Result<bool, StoreError>;

    /// Reads the events that happened at `since` or later one by one, in order of arrival. Memory does not grow with
    /// their number. Returns the number of rows that were skipped because they are not events. Another program, or an
    /// older version of this one, may have written them, and they must not hide the others.
    fn read(&mut self, since: Millis, each: &mut dyn FnMut(Event)) -> Result<usize, StoreError>;

    /// Whether any event happened between `from` and `to`, both included.
    fn has_events(&mut self, from: Millis, to: Millis) -> Result<bool, StoreError>;
}

/// A failure of a store, as a message for the operator.
#[derive(Debug)]
pub struct StoreError(pub String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// Whether a missing store is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// Create the store if it is missing.
    Make,
    /// The store must exist.
    Existing,
}

/// Opens a store.
pub fn open(location: &StoreLocation, open: OpenMode) -> Result<Box<dyn Store>, StoreError> {
    Ok(match location {
        StoreLocation::Sqlite(path) => Box::new(sqlite::Sqlite::open(path, open)?),
        StoreLocation::Postgres(url) => Box::new(postgres::Postgres::open(url, open)?),
    })
}

/// Number of events removed at once. Kept small, so that new events don't wait long.
const REMOVED_AT_ONCE: i64 = 10_000;

/// The columns, in the order in which both stores write and read them.
const COLUMNS: &str = "id, at, kind, visit, page, article, article_id, version, locale, hash, detail";

/// The text in the `hash` column.
fn hash(place: &EventPage) -> String {
    place.hash.map_or_else(String::new, |hash| hash.to_string())
}

/// Number of batches that may wait in the queue: what a reader produces at once, so that it never blocks on the last of
/// them.
const AHEAD: usize = 16;

/// Reads on another thread and passes each item to `take` on this one.
fn read_ahead<T: Send, R: Send>(
    read: impl FnOnce(&mut dyn FnMut(T)) -> Result<R, StoreError> + Send,
    take: &mut dyn FnMut(T),
) -> Result<R, StoreError> {
    let (sender, read_so_far) = sync_channel(AHEAD);
    thread::scope(|scope| {
        // The receiver takes everything, so sending cannot fail.
        let reading = scope.spawn(move || read(&mut |piece| drop(sender.send(piece))));
        read_so_far.into_iter().for_each(take);
        reading.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}
