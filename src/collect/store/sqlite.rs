//! Stores events in SQLite in WAL mode (<https://www.sqlite.org/wal.html>): readers never block the writer, and a
//! commit is on disk before it returns (`synchronous = FULL`).
//!
//! A file that was deleted or moved stays writable for the process that has it open, but nobody would find the events
//! in it. So the writer checks before and after each commit that its file is still at the path, and creates a new one
//! if it is not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use super::{COLUMNS, OpenMode, REMOVED_AT_ONCE, Store, StoreError, hash, read_ahead};
use crate::events::{Event, EventPages, Millis, Row, row_texts};

/// How long to wait for another process that writes.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Number of events passed on at once.
const PIECE: usize = 1024;

/// The version of the table's layout, stored as SQLite's `user_version`.
const LAYOUT: i64 = 1;

/// `"answ"`: identifies databases of this program (<https://www.sqlite.org/pragma.html#pragma_application_id>).
const APPLICATION: i64 = 0x616e_7377;

/// A SQLite database of events.
pub(super) struct Sqlite {
    path: PathBuf,
    /// The open file; `None` if it disappeared and could not be created again.
    file: Option<OpenFile>,
    notice: Option<String>,
}

struct OpenFile {
    connection: Connection,
    identity: Identity,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error.to_string())
    }
}

/// Identifies a file, even if another one takes its path: its device and inode number on Unix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    #[cfg(unix)]
    fn of(path: &Path) -> std::io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(path).map(|file| Self(file.dev(), file.ino()))
    }

    /// Other systems don't let an open file be deleted.
    #[cfg(not(unix))]
    fn of(path: &Path) -> std::io::Result<Self> {
        std::fs::metadata(path).map(|_| Self(0, 0))
    }
}

impl OpenFile {
    fn open(path: &Path, open: OpenMode) -> Result<Self, StoreError> {
        let make = if open == OpenMode::Make { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | make;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(TIMEOUT)?;
        let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (application, layout) = (number("application_id")?, number("user_version")?);
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        match (tables, application, layout) {
            (0, ..) if open == OpenMode::Make => make_tables(&connection)?,
            (_, APPLICATION, LAYOUT) => {}
            (_, APPLICATION, _) => {
                return Err(StoreError(format!("the store has layout {layout}, this program supports {LAYOUT}")));
            }
            _ => return Err(StoreError("this database is not a store of events".into())),
        }
        connection.pragma_update(None, "synchronous", "FULL")?;
        if open == OpenMode::Make && connection.is_readonly("main")? {
            return Err(StoreError("the file is read-only".into()));
        }
        Ok(Self { connection, identity: Identity::of(path)? })
    }
}

impl Sqlite {
    /// Opens a database.
    pub fn open(path: &Path, open: OpenMode) -> Result<Self, StoreError> {
        Ok(Self { path: path.to_owned(), file: Some(OpenFile::open(path, open)?), notice: None })
    }

    /// A connection to the file that is at the path now.
    fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        let is_there = |file: &OpenFile| Identity::of(&self.path).is_ok_and(|identity| identity == file.identity);
        if !self.file.as_ref().is_some_and(is_there) {
            // Close the old file before creating a new one: SQLite then deletes the old one's `-wal` and `-shm` files.
            if self.file.take().is_some() {
                self.notice = Some(format!("`{}` was deleted or replaced, and is opened again", self.path.display()));
            }
            self.file = Some(OpenFile::open(&self.path, OpenMode::Make)?);
        }
        self.file.as_mut().map(|file| &mut file.connection).ok_or_else(|| StoreError("the store is closed".into()))
    }

    /// Runs `work` in one transaction, and again if the file disappeared in the meantime.
    fn write(&mut self, work: impl Fn(&Transaction<'_>) -> rusqlite::Result<()>) -> Result<(), StoreError> {
        for _ in 0..2 {
            let transaction = self.connection()?.transaction_with_behavior(TransactionBehavior::Immediate)?;
            work(&transaction)?;
            transaction.commit()?;
            let file = self.file.as_ref().map(|file| file.identity);
            if Identity::of(&self.path).is_ok_and(|identity| Some(identity) == file) {
                return Ok(());
            }
        }
        Err(StoreError(format!("`{}` is deleted again and again", self.path.display())))
    }
}

fn make_tables(connection: &Connection) -> Result<(), StoreError> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.execute_batch(&format!(
        "BEGIN IMMEDIATE;
         CREATE TABLE IF NOT EXISTS event (
             id BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, kind INTEGER NOT NULL, visit BLOB,
             page TEXT NOT NULL, article TEXT NOT NULL, article_id TEXT NOT NULL, version TEXT NOT NULL,
             locale TEXT NOT NULL, hash TEXT NOT NULL, detail TEXT NOT NULL
         ) STRICT;
         CREATE INDEX IF NOT EXISTS event_at ON event (at);
         PRAGMA application_id = {APPLICATION};
         PRAGMA user_version = {LAYOUT};
         COMMIT;"
    ))?;
    Ok(())
}

impl Store for Sqlite {
    fn keep(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let insert =
            format!("INSERT OR IGNORE INTO event ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        self.write(|transaction| {
            let mut insert = transaction.prepare_cached(&insert)?;
            for event in events {
                let Event { id, at, visit, place, .. } = event;
                let visit = visit.as_ref().map(|visit| visit.0.as_slice());
                insert.execute(params![
                    id.0.as_slice(),
                    at,
                    event.kind() as u8,
                    visit,
                    place.page,
                    place.article,
                    place.article_id,
                    place.version,
                    place.locale,
                    hash(place),
                    event.detail()
                ])?;
            }
            Ok(())
        })
    }

    fn check(&mut self) -> Result<(), StoreError> {
        let insert =
            format!("INSERT INTO event ({COLUMNS}) VALUES (randomblob(16), 0, 0, NULL, '', '', '', '', '', '', '')");
        self.write(|transaction| {
            transaction.execute(&insert, [])?;
            transaction.execute("DELETE FROM event WHERE rowid = last_insert_rowid()", []).map(drop)
        })
    }

    fn notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    fn remove_before(&mut self, time: Millis) -> Result<bool, StoreError> {
        let delete = "DELETE FROM event WHERE rowid IN (SELECT rowid FROM event WHERE at < ?1 LIMIT ?2)";
        let removed = self.connection()?.prepare_cached(delete)?.execute(params![time, REMOVED_AT_ONCE])?;
        Ok(i64::try_from(removed).unwrap_or(i64::MAX) == REMOVED_AT_ONCE)
    }

    fn has_events(&mut self, from: Millis, to: Millis) -> Result<bool, StoreError> {
        let select = "SELECT EXISTS (SELECT 1 FROM event WHERE at BETWEEN ?1 AND ?2)";
        Ok(self.connection()?.prepare_cached(select)?.query_row([from, to], |row| row.get(0))?)
    }

    fn read(&mut self, since: Millis, each: &mut dyn FnMut(Event)) -> Result<usize, StoreError> {
        // The unary plus stops SQLite from using the index. Reading all rows in table order is five times faster.
        let since_column = if since == Millis::MIN { "+at" } else { "at" };
        let select = format!("SELECT {COLUMNS} FROM event WHERE {since_column} >= ?1");
        let file = self.file.as_mut().ok_or_else(|| StoreError("the store is closed".into()))?;
        let connection = &mut file.connection;
        let read = move |emit: &mut dyn FnMut(Vec<Event>)| {
            let mut select = connection.prepare(&select)?;
            let mut rows = select.query([since])?;
            let (mut events, mut places) = (Vec::with_capacity(PIECE), EventPages::default());
            let mut left_out = 0;
            while let Some(row) = rows.next()? {
                match event(row, &mut places) {
                    Some(event) => events.push(event),
                    None => left_out += 1,
                }
                if events.len() == PIECE {
                    emit(std::mem::replace(&mut events, Vec::with_capacity(PIECE)));
                }
            }
            emit(events);
            Ok(left_out)
        };
        read_ahead(read, &mut |events| events.into_iter().for_each(&mut *each))
    }
}

/// The event in a row; `None` if the row is invalid.
fn event(row: &rusqlite::Row<'_>, places: &mut EventPages) -> Option<Event> {
    let (place, hash, detail) = row_texts(|column| row.get_ref(column).ok()?.as_str().ok())?;
    let event = Row {
        id: row.get_ref(0).ok()?.as_blob().ok()?,
        at: row.get(1).ok()?,
        kind: row.get(2).ok()?,
        visit: row.get_ref(3).ok()?.as_blob_or_null().ok()?,
        place,
        hash,
        detail,
    };
    event.event(places).ok()
}
