//! `answerbook collect`: receives events from pages and stores them, or exports the stored events. This file reads the
//! arguments and reports failures; the server is in [`crate::collect`].

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use clap::Args;

use super::terminal::{self, Completion, Failure};
use crate::collect::origin::Origin;
use crate::collect::retention::Retention;
use crate::collect::server::{self, StartError};
use crate::collect::store::{self, OpenMode};
use crate::collect::{CollectOptions, StoreLocation};
use crate::events::Millis;
use crate::printable;
use crate::report::plural;

/// Receive events from pages and keep them
///
/// Pages send to the address that `[events] endpoint` names; put a proxy with HTTPS before this server. Events go into
/// SQLite, or into PostgreSQL where several receivers share the load. Addresses of readers are never kept.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CollectArguments {
    /// SQLite file, or `postgres://user:password@host/database`
    #[arg(long, value_name = "STORE", default_value = "events.sqlite", value_parser = |text: &str| Ok::<_, String>(StoreLocation::parse(text)))]
    store: StoreLocation,
    /// Origin of pages that may send events, such as `https://help.example.com`; may be repeated [default: the host of
    /// the request]
    #[arg(long, value_name = "ORIGIN", value_parser = Origin::parse)]
    origin: Vec<Origin>,
    /// Remove events older than this, such as `400d` or `26w`; `0` keeps all
    #[arg(long, value_name = "TIME", default_value = "400d", value_parser = time)]
    keep: Duration,
    /// Remove old events even where the clock is far ahead of the newest one
    #[arg(long)]
    trust_clock: bool,
    /// Maximum number of events per minute from one address; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 600)]
    rate: u32,
    /// Take the reader's address from `X-Forwarded-For`, which the proxy in front of this server sets
    #[arg(long)]
    behind_proxy: bool,
    /// Port to listen on; 0 picks any free port
    #[arg(short, long, default_value_t = 4100)]
    port: u16,
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Print all events as lines of JSON, then exit
    #[arg(long)]
    export: bool,
}

const EXAMPLES: &str = "\
Examples:
  answerbook collect --origin https://help.example.com     behind a proxy on this machine
  answerbook collect --store postgres://help@db/help --host 0.0.0.0 --behind-proxy
                                                           one of several receivers
  answerbook collect --export > events.jsonl               for a data warehouse

To send events from pages, set in `answerbook.toml`:
  [events]
  endpoint = \"https://collect.example.com/events\"";

/// Seconds in a day.
const DAY: u64 = 24 * 60 * 60;

/// Parses a duration such as `400d`, `26w` or `12h`.
pub(super) fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let seconds = match unit {
        "" if number == "0" => 0,
        "h" => DAY / 24,
        "d" => DAY,
        "w" => 7 * DAY,
        _ => return Err(format!("`{text}` is not a time such as `400d`, `26w` or `12h`")),
    };
    let number: u64 = number.parse().map_err(|_| format!("`{text}` does not start with a number"))?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| format!("`{text}` is too long"))
}

/// Receives events until interrupted, or exports them.
pub(super) fn run(arguments: &CollectArguments) -> Result<Completion, Failure> {
    if arguments.export {
        return export(&arguments.store);
    }
    let address = SocketAddr::new(arguments.host, arguments.port);
    let options = CollectOptions {
        address,
        store: arguments.store.clone(),
        origins: arguments.origin.clone(),
        rate: Some(arguments.rate).filter(|rate| *rate > 0),
        behind_proxy: arguments.behind_proxy,
        keep: (!arguments.keep.is_zero())
            .then_some(Retention { keep: arguments.keep, trusts_clock: arguments.trust_clock }),
    };
    let report = |text: &str| terminal::print_status(format_args!("warning: {text}"));
    let collector = server::bind(options, Box::new(report));
    let collector = collector.map_err(|error| match error {
        StartError::Listen(error) => super::serve::busy(arguments.host, Some(arguments.port), &error),
        StartError::Store(error) => unopened(&arguments.store, &error),
    })?;
    terminal::print_status(format_args!(
        "receiving events at http://{}/events, storing them in `{}` (Ctrl-C to stop)",
        collector.address(),
        arguments.store
    ));
    let is_written = collector.run().map_err(|error| Failure::new(format!("cannot receive events: {error}"), ""))?;
    terminal::print_status(if is_written {
        "stopped; all received events are stored"
    } else {
        "stopped; the store did not answer, and the events that waited for it were not acknowledged"
    });
    Ok(Completion::Fine)
}

/// The failure for a store that cannot be opened.
pub(super) fn unopened(location: &StoreLocation, error: &store::StoreError) -> Failure {
    let hint = match location {
        StoreLocation::Sqlite(_) => "use a file that `answerbook collect` created, or one that does not exist yet",
        StoreLocation::Postgres(_) => "check host, user, password and database",
    };
    Failure::new(format!("cannot open `{location}`: {error}"), hint)
}

/// Size of the chunks in which exported lines are printed, in bytes.
const PIECE: usize = 256 * 1024;

fn export(location: &StoreLocation) -> Result<Completion, Failure> {
    let mut store = store::open(location, OpenMode::Existing).map_err(|error| unopened(location, &error))?;
    let mut text = String::new();
    let mut printed = Ok(());
    let read = store.read(Millis::MIN, &mut |event| {
        let _ = writeln!(text, "{}", printable::json(&event.line()));
        if text.len() > PIECE && printed.is_ok() {
            printed = terminal::print(&text);
            text.clear();
        }
    });
    let left_out = read.map_err(|error| Failure::new(format!("cannot read `{location}`: {error}"), ""))?;
    printed.and_then(|()| terminal::print(&text))?;
    if left_out > 0 {
        terminal::print_status(format_args!("{} left out: not events", plural(left_out, "row")));
    }
    Ok(Completion::Fine)
}
