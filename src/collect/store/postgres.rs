//! Stores events in PostgreSQL, so that any number of receivers can share one database. Every operation has a time
//! limit, and a closed connection is opened again.
//!
//! The connection is not encrypted: the database must be in the receivers' private network.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Transaction};

use super::{COLUMNS, OpenMode, REMOVED_AT_ONCE, Store, StoreError, hash};
use crate::events::{Event, EventPage, EventPages, Millis, Row, row_texts};

/// Number of rows fetched at once.
const FETCHED_AT_ONCE: u32 = 10_000;

/// Time to connect and to log in.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// Time for a statement of a receiver. The database enforces it too, so that a statement does not wait for a lock
/// forever.
const STATEMENT_TIME: Duration = Duration::from_secs(5);

/// Time to read a batch of events; the database may have to search the whole table first.
const READ_TIME: Duration = Duration::from_secs(120);

/// A PostgreSQL database of events. Every step has a time limit, because a hanging database keeps its connections open.
pub(super) struct Postgres {
    url: String,
    open: OpenMode,
    runtime: Runtime,
    session: Option<Session>,
}

/// A connection. It closes when this is dropped.
struct Session {
    client: Client,
    connection: JoinHandle<()>,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        // The error's own text omits the database's message.
        Self(error.as_db_error().map_or_else(|| error.to_string(), |reported| reported.message().to_owned()))
    }
}

fn too_slow() -> StoreError {
    StoreError("the database does not answer".into())
}

impl Session {
    async fn open(url: &str, open: OpenMode) -> Result<Self, StoreError> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        let connection = tokio::spawn(async move { drop(connection.await) });
        let session = Self { client, connection };
        if open == OpenMode::Make {
            session.client.batch_execute(&format!("SET statement_timeout = {}", STATEMENT_TIME.as_millis())).await?;
        }
        Ok(session)
    }
}

impl Postgres {
    /// Opens a database, and creates the table in [`OpenMode::Make`].
    pub fn open(url: &str, open: OpenMode) -> Result<Self, StoreError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let mut postgres = Self { url: url.to_owned(), open, runtime, session: None };
        // The lock lets receivers start together: they must not create the table at the same time.
        let create_table = "SELECT pg_advisory_lock(1634628471);
            CREATE TABLE IF NOT EXISTS event (
                id BYTEA PRIMARY KEY, at BIGINT NOT NULL, kind SMALLINT NOT NULL, visit BYTEA,
                page TEXT NOT NULL, article TEXT NOT NULL, article_id TEXT NOT NULL, version TEXT NOT NULL,
                locale TEXT NOT NULL, hash TEXT NOT NULL, detail TEXT NOT NULL
            );
            CREATE INDEX IF NOT EXISTS event_at ON event (at);
            SELECT pg_advisory_unlock(1634628471);";
        let create_table = if open == OpenMode::Make { create_table } else { "" };
        postgres.run(READ_TIME, async |client| Ok(client.batch_execute(create_table).await?))?;
        Ok(postgres)
    }

    /// Runs `work` on the connection, and connects first if there is none. A connection is only kept if the work
    /// succeeded: after a time-out, its next reply would belong to the old statement, and after an error, its settings
    /// may be the cause, for example `default_transaction_read_only`.
    fn run<T>(
        &mut self,
        time: Duration,
        work: impl AsyncFnOnce(&mut Client) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let session = self.session.take().filter(|session| !session.client.is_closed());
        let (url, open) = (&self.url, self.open);
        let (done, session) = self.runtime.block_on(async {
            let mut session = match session {
                Some(session) => session,
                None => timeout(CONNECT_TIME, Session::open(url, open)).await.unwrap_or_else(|_| Err(too_slow()))?,
            };
            let done = timeout(time, work(&mut session.client)).await.map_err(|_| too_slow())??;
            Ok::<_, StoreError>((done, session))
        })?;
        self.session = Some(session);
        Ok(done)
    }
}

impl Store for Postgres {
    fn keep(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let insert = format!(
            "INSERT INTO event ({COLUMNS}) SELECT * FROM UNNEST($1::bytea[], $2::bigint[], $3::smallint[], $4::bytea[], \
             $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[]) ON CONFLICT DO NOTHING"
        );
        // A fixed order, so that two receivers with the same events cannot deadlock. By time, because events are read
        // back in that order.
        let mut events: Vec<&Event> = events.iter().collect();
        events.sort_unstable_by_key(|event| (event.at, event.id));
        let ids: Vec<&[u8]> = events.iter().map(|event| event.id.0.as_slice()).collect();
        let times: Vec<i64> = events.iter().map(|event| event.at).collect();
        let kinds: Vec<i16> = events.iter().map(|event| event.kind() as i16).collect();
        let visits: Vec<Option<&[u8]>> =
            events.iter().map(|event| event.visit.as_ref().map(|visit| visit.0.as_slice())).collect();
        let texts =
            |field: fn(&EventPage) -> &String| events.iter().map(|event| field(&event.place).as_str()).collect();
        let pages: Vec<&str> = texts(|place| &place.page);
        let articles: Vec<&str> = texts(|place| &place.article);
        let article_ids: Vec<&str> = texts(|place| &place.article_id);
        let versions: Vec<&str> = texts(|place| &place.version);
        let locales: Vec<&str> = texts(|place| &place.locale);
        let hashes: Vec<String> = events.iter().map(|event| hash(&event.place)).collect();
        let details: Vec<String> = events.iter().map(|event| event.detail()).collect();
        let columns: [&(dyn ToSql + Sync); 11] =
            [&ids, &times, &kinds, &visits, &pages, &articles, &article_ids, &versions, &locales, &hashes, &details];
        self.run(STATEMENT_TIME, async |client| Ok(client.execute(&insert, &columns).await.map(drop)?))
    }

    fn check(&mut self) -> Result<(), StoreError> {
        // Statements that are sent together run in one transaction, so that both compute the same id.
        let id = "decode(md5('check' || txid_current()), 'hex')";
        let statements = format!(
            "INSERT INTO event ({COLUMNS}) VALUES ({id}, 0, 0, NULL, '', '', '', '', '', '', ''); DELETE FROM event WHERE id = {id}"
        );
        self.run(STATEMENT_TIME, async |client| Ok(client.batch_execute(&statements).await?))
    }

    fn remove_before(&mut self, time: Millis) -> Result<bool, StoreError> {
        let delete = "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE at < $1 LIMIT $2)";
        let removed =
            self.run(STATEMENT_TIME, async |client| Ok(client.execute(delete, &[&time, &REMOVED_AT_ONCE]).await?))?;
        Ok(i64::try_from(removed).unwrap_or(i64::MAX) == REMOVED_AT_ONCE)
    }

    fn has_events(&mut self, from: Millis, to: Millis) -> Result<bool, StoreError> {
        let select = "SELECT EXISTS (SELECT 1 FROM event WHERE at BETWEEN $1 AND $2)";
        self.run(STATEMENT_TIME, async |client| Ok(client.query_one(select, &[&from, &to]).await?.try_get(0)?))
    }

    fn read(&mut self, since: Millis, each: &mut dyn FnMut(Event)) -> Result<usize, StoreError> {
        // The whole may take long, but each step has its own limit.
        self.run(Duration::MAX, async |client| {
            let mut transaction = within(client.transaction()).await?;
            let left_out = read(&mut transaction, since, each).await?;
            within(transaction.commit()).await?;
            Ok(left_out)
        })
    }
}

async fn within<T>(work: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
    Ok(timeout(READ_TIME, work).await.map_err(|_| too_slow())??)
}

/// Reads the events. Returns the number of rows that are not events.
async fn read(
    transaction: &mut Transaction<'_>,
    since: Millis,
    each: &mut dyn FnMut(Event),
) -> Result<usize, StoreError> {
    // Without `ORDER BY at`, which is four times slower: the rows are already in order of arrival.
    let select = format!("SELECT {COLUMNS} FROM event WHERE at >= $1");
    let select = within(transaction.prepare(&select)).await?;
    let select = within(transaction.bind(&select, &[&since])).await?;
    let (mut places, mut left_out) = (EventPages::default(), 0);
    loop {
        let fetch = transaction.query_portal(&select, i32::try_from(FETCHED_AT_ONCE).unwrap_or(i32::MAX));
        let rows = within(fetch).await?;
        if rows.is_empty() {
            return Ok(left_out);
        }
        for row in &rows {
            match event(row, &mut places) {
                Some(event) => each(event),
                None => left_out += 1,
            }
        }
    }
}

/// The event in a row; `None` if the row is invalid.
fn event(row: &tokio_postgres::Row, places: &mut EventPages) -> Option<Event> {
    let (place, hash, detail) = row_texts(|column| row.try_get(column).ok())?;
    let event = Row {
        id: row.try_get(0).ok()?,
        at: row.try_get(1).ok()?,
        kind: row.try_get::<_, i16>(2).ok()?.into(),
        visit: row.try_get(3).ok()?,
        place,
        hash,
        detail,
    };
    event.event(places).ok()
}
