//! `answerbook collect`: receives events over HTTP and stores them.
//!
//! A request passes through [`server`], which limits its time and size; [`answer`], which decides without IO what the
//! request means, with the help of [`origin`] and [`rate`]; and [`writer`], which commits events in groups and then
//! acknowledges them. [`store`] keeps events in SQLite or PostgreSQL and reads them back. [`retention`] removes old
//! events.
//!
//! An event is acknowledged once it is on disk, and stored only once even if it arrives twice. Readers' addresses are
//! never stored; [`rate`] keeps keyed hashes of them in memory.

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

/// The settings of a receiver.
#[derive(Debug, Clone)]
pub struct CollectOptions {
    /// The address to listen on.
    pub address: SocketAddr,
    /// Where to store events.
    pub store: StoreLocation,
    /// Sites whose pages may send events. If empty, the host in the request's `Host` header.
    pub origins: Vec<Origin>,
    /// Maximum number of events per minute from one address; `None` for no limit.
    pub rate: Option<u32>,
    /// Whether to trust the last address in `X-Forwarded-For`. Only safe behind a proxy that sets this header.
    pub behind_proxy: bool,
    /// Which events to remove; `None` keeps all of them.
    pub keep: Option<Retention>,
}

/// Receives warnings for the operator while a receiver runs.
pub type WarningSink = Box<dyn Fn(&str) + Send>;

/// Where events are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreLocation {
    /// A SQLite database file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, as a connection string.
    Postgres(String),
}

impl StoreLocation {
    /// Parses a location: `postgres://…` and `postgresql://…` are PostgreSQL, everything else is a file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let is_postgres = ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme));
        if is_postgres { Self::Postgres(text.to_owned()) } else { Self::Sqlite(PathBuf::from(text)) }
    }
}

/// Hides the user name and password.
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
