//! `answerbook collect`: receives events over HTTP and keeps them.
//!
//! A request walks through [`server`], which bounds time, size and number of everything; [`answer`], which decides without IO
//! what a request means ([`origin`] and [`rate`] have a say); and [`writer`], which commits events in groups and acknowledges
//! them afterwards. [`store`] keeps them in SQLite or PostgreSQL and reads them back; [`retention`] removes old ones.
//!
//! An event is acknowledged once it is on disk, and an event that arrives twice is kept once. Addresses of readers are not
//! kept anywhere; [`rate`] remembers keyed hashes of them in memory for a few minutes.

pub mod answer;
mod forwarded;
pub mod origin;
pub mod rate;
pub mod retention;
pub mod server;
pub mod store;
mod timed;
mod writer;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use origin::Origin;
use retention::Retention;

/// What a receiver is told to do.
#[derive(Debug, Clone)]
pub struct CollectOptions {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where events are kept.
    pub store: StoreLocation,
    /// Sites whose pages may send; where there are none, the host that the receiver is asked under.
    pub origins: Vec<Origin>,
    /// Events that one address may send in a minute; `None` for any number.
    pub rate: Option<u32>,
    /// Whether the last address in `X-Forwarded-For` is the reader's: only true behind a proxy that sets it.
    pub behind_proxy: bool,
    /// Which events are removed; `None` for none.
    pub keep: Option<Retention>,
}

/// Takes what an operator should know while a receiver runs.
pub type WarningSink = Box<dyn Fn(&str) + Send>;

/// Where events are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreLocation {
    /// A SQLite database.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its connection string.
    Postgres(String),
}

impl StoreLocation {
    /// `postgres://…` and `postgresql://…` are PostgreSQL, everything else is a file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let is_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if is_postgres { Self::Postgres(text.to_owned()) } else { Self::Sqlite(PathBuf::from(text)) }
    }
}

/// Passwords are not shown.
impl fmt::Display for StoreLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => {
                match url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1))) {
                    Some((scheme, rest)) => write!(f, "{scheme}://{rest}"),
                    None => f.write_str(url),
                }
            }
        }
    }
}
