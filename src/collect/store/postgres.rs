//! PostgreSQL: any number of receivers write to one database, which scales on its own.
//!
//! The connection is not encrypted: the database belongs into the receivers' own network.

use postgres::{Client, NoTls};

use super::{COLUMNS, Open, REMOVED_AT_ONCE, Store, StoreError, hash};
use crate::events::{Event, Millis, Place, Places, Row};

/// As many rows are fetched at once.
const FETCHED_AT_ONCE: u32 = 10_000;

/// A PostgreSQL database of events.
pub(super) struct Postgres {
    url: String,
    client: Client,
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> Self {
        // The error's own text leaves out what the database said.
        Self(error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned()))
    }
}

impl Postgres {
    /// Opens a database, and makes the table.
    pub fn open(url: &str, open: Open) -> Result<Self, StoreError> {
        let mut client = Client::connect(url, NoTls)?;
        // Receivers that start together would trip over each other.
        let make = "SELECT pg_advisory_lock(1634628471);
            CREATE TABLE IF NOT EXISTS event (
                id BYTEA PRIMARY KEY, at BIGINT NOT NULL, kind SMALLINT NOT NULL, visit BYTEA,
                page TEXT NOT NULL, article TEXT NOT NULL, article_id TEXT NOT NULL, version TEXT NOT NULL,
                locale TEXT NOT NULL, hash TEXT NOT NULL, detail TEXT NOT NULL
            );
            CREATE INDEX IF NOT EXISTS event_at ON event (at);
            SELECT pg_advisory_unlock(1634628471);";
        if open == Open::Make {
            client.batch_execute(make)?;
        }
        Ok(Self { url: url.to_owned(), client })
    }

    /// The connection, made anew if the database closed it.
    fn client(&mut self) -> Result<&mut Client, StoreError> {
        if self.client.is_closed() {
            self.client = Client::connect(&self.url, NoTls)?;
        }
        Ok(&mut self.client)
    }
}

impl Store for Postgres {
    fn keep(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let client = self.client()?;
        if events.is_empty() {
            client.simple_query("SELECT 1")?;
            return Ok(());
        }
        let insert = format!(
            "INSERT INTO event ({COLUMNS}) SELECT * FROM UNNEST($1::bytea[], $2::bigint[], $3::smallint[], $4::bytea[], \
             $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[]) ON CONFLICT DO NOTHING"
        );
        // In one order, so that two receivers with the same events do not wait for each other in a circle; in that of time,
        // because that is how they are read back.
        let mut events: Vec<&Event> = events.iter().collect();
        events.sort_unstable_by_key(|event| (event.at, event.id));
        let ids: Vec<&[u8]> = events.iter().map(|event| event.id.0.as_slice()).collect();
        let times: Vec<i64> = events.iter().map(|event| event.at).collect();
        let kinds: Vec<i16> = events.iter().map(|event| event.kind() as i16).collect();
        let visits: Vec<Option<&[u8]>> =
            events.iter().map(|event| event.visit.as_ref().map(|visit| visit.0.as_slice())).collect();
        let texts = |field: fn(&Place) -> &String| events.iter().map(|event| field(&event.place).as_str()).collect();
        let pages: Vec<&str> = texts(|place| &place.page);
        let articles: Vec<&str> = texts(|place| &place.article);
        let article_ids: Vec<&str> = texts(|place| &place.article_id);
        let versions: Vec<&str> = texts(|place| &place.version);
        let locales: Vec<&str> = texts(|place| &place.locale);
        let hashes: Vec<String> = events.iter().map(|event| hash(&event.place)).collect();
        let details: Vec<String> = events.iter().map(|event| event.detail()).collect();
        client.execute(
            &insert,
            &[&ids, &times, &kinds, &visits, &pages, &articles, &article_ids, &versions, &locales, &hashes, &details],
        )?;
        Ok(())
    }

    fn remove_before(&mut self, time: Millis) -> Result<bool, StoreError> {
        let delete = "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE at < $1 LIMIT $2)";
        let removed = self.client()?.execute(delete, &[&time, &REMOVED_AT_ONCE])?;
        Ok(i64::try_from(removed).unwrap_or(i64::MAX) == REMOVED_AT_ONCE)
    }

    fn has_events(&mut self, from: Millis, to: Millis) -> Result<bool, StoreError> {
        let select = "SELECT EXISTS (SELECT 1 FROM event WHERE at BETWEEN $1 AND $2)";
        Ok(self.client()?.query_one(select, &[&from, &to])?.try_get(0)?)
    }

    fn read(&mut self, since: Millis, each: &mut dyn FnMut(Event)) -> Result<usize, StoreError> {
        let mut transaction = self.client()?.transaction()?;
        // Not `ORDER BY at`: that is four times slower, and rows lie in the order in which they came.
        let select = format!("SELECT {COLUMNS} FROM event WHERE at >= $1");
        let select = transaction.prepare(&select)?;
        let select = transaction.bind(&select, &[&since])?;
        let (mut places, mut left_out) = (Places::default(), 0);
        loop {
            let rows = transaction.query_portal(&select, i32::try_from(FETCHED_AT_ONCE).unwrap_or(i32::MAX))?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                match event(row, &mut places) {
                    Some(event) => each(event),
                    None => left_out += 1,
                }
            }
        }
        transaction.commit()?;
        Ok(left_out)
    }
}

/// The event of a row, if it is one.
fn event(row: &postgres::Row, places: &mut Places) -> Option<Event> {
    let text = |column: usize| row.try_get::<_, &str>(column).ok();
    let event = Row {
        id: row.try_get(0).ok()?,
        at: row.try_get(1).ok()?,
        kind: row.try_get::<_, i16>(2).ok()?.into(),
        visit: row.try_get(3).ok()?,
        place: Place {
            page: text(4)?,
            article: text(5)?,
            article_id: text(6)?,
            version: text(7)?,
            locale: text(8)?,
            hash: None,
        },
        hash: text(9)?,
        detail: text(10)?,
    };
    event.event(places).ok()
}
