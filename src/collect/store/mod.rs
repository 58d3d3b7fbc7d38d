//! Where events are kept: SQLite on one machine, PostgreSQL where several receivers share the load. Both have one table, in
//! which an event's id is unique, and keep the same of each event.

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

/// A place where events are kept.
pub trait Store: Send {
    /// Keeps events that are not kept yet, all of them or none. When this returns, they outlive a crash of the machine.
    fn keep(&mut self, events: &[Event]) -> Result<(), StoreError>;

    /// Whether an event could be kept: writes one and removes it again, all the way to the disk.
    fn check(&mut self) -> Result<(), StoreError>;

    /// What an operator should know and was not told yet.
    fn notice(&mut self) -> Option<String> {
        None
    }

    /// Removes some events that happened before `time`; whether there may be more of them.
    fn remove_before(&mut self, time: Millis) -> Result<bool, StoreError>;

    /// Reads the events that happened at `since` or later, one after the other, in the order of their arrival. Memory does not
    /// grow with their number. Returns how many rows are no events and were left out: one that another program wrote, or an
    /// earlier version of this one, must not hide all others.
    fn read(&mut self, since: Millis, each: &mut dyn FnMut(Event)) -> Result<usize, StoreError>;

    /// Whether an event is kept that happened from one time up to and including another.
    fn has_events(&mut self, from: Millis, to: Millis) -> Result<bool, StoreError>;
}

/// A store that does not do what it should.
#[derive(Debug)]
pub struct StoreError(pub String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// Whether a store may be made where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenMode {
    /// It is made if need be.
    Make,
    /// It has to be there.
    Existing,
}

/// Opens a store.
pub fn open(location: &StoreLocation, open: OpenMode) -> Result<Box<dyn Store>, StoreError> {
    Ok(match location {
        StoreLocation::Sqlite(path) => Box::new(sqlite::Sqlite::open(path, open)?),
        StoreLocation::Postgres(url) => Box::new(postgres::Postgres::open(url, open)?),
    })
}

/// As many events are removed at once, so that arriving ones need not wait long.
const REMOVED_AT_ONCE: i64 = 10_000;

/// The columns in the order in which both stores write and read them.
const COLUMNS: &str = "id, at, kind, visit, page, article, article_id, version, locale, hash, detail";

/// What the column of an event's wording holds.
fn hash(place: &EventPage) -> String {
    place.hash.map_or_else(String::new, |hash| hash.to_string())
}

/// As many pieces may wait to be taken: as many as a reader makes at once, so that it need not wait for the last of them.
const AHEAD: usize = 16;

/// Hands what one thread reads to `take`, while it reads on.
fn read_ahead<T: Send, R: Send>(
    read: impl FnOnce(&mut dyn FnMut(T)) -> Result<R, StoreError> + Send,
    take: &mut dyn FnMut(T),
) -> Result<R, StoreError> {
    let (sender, read_so_far) = sync_channel(AHEAD);
    thread::scope(|scope| {
        // Nobody stops taking before all is read.
        let reading = scope.spawn(move || read(&mut |piece| drop(sender.send(piece))));
        read_so_far.into_iter().for_each(take);
        reading.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}
