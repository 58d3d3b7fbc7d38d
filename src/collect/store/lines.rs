//! Events as lines in files, as other receivers keep them.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::{StoreError, read_ahead};
use crate::events::{self, Clock, Event, EventId, EventPages, Millis};

/// As many bytes are parsed at once, by all cores.
const PIECE: usize = 1024 * 1024;

/// As many ids are remembered, twice, to leave out what arrived again: a page tries again within minutes or days, and memory
/// must not grow with a file.
const GENERATION: usize = 1_000_000;

/// What every SQLite database begins with (<https://www.sqlite.org/fileformat.html#magic_header_string>).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether a file is a SQLite database.
pub fn is_sqlite(path: &Path) -> std::io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut start)?;
    Ok(start == MAGIC)
}

/// Reads the events of a file that happened at `since` or later, each once. Returns how many lines are no events: whoever
/// wrote them may have been killed in the middle of one.
pub fn read_lines(path: &Path, since: Millis, each: &mut dyn FnMut(Event)) -> Result<usize, StoreError> {
    let mut file = BufReader::with_capacity(PIECE, File::open(path)?);
    let mut refused = 0;
    let mut known = RecentIds::default();
    let mut take = |events: Vec<Option<Event>>| {
        for event in events {
            match event {
                None => refused += 1,
                Some(event) if event.at >= since && known.is_new(event.id) => each(event),
                Some(_) => {}
            }
        }
    };
    read_ahead(move |hand_on| pieces(&mut file, hand_on), &mut take)?;
    Ok(refused)
}

/// Hands on the events of a file, `None` for a line that is none.
fn pieces(file: &mut impl BufRead, hand_on: &mut dyn FnMut(Vec<Option<Event>>)) -> Result<(), StoreError> {
    let mut piece = Vec::with_capacity(PIECE + PIECE / 8);
    // Each task knows its own places. There are more tasks than cores, because one of those may be busy counting.
    let mut tasks: Vec<EventPages> = Vec::new();
    tasks.resize_with(4 * rayon::current_num_threads(), EventPages::default);
    while file.by_ref().take(PIECE as u64).read_to_end(&mut piece)? > 0 {
        // A piece ends with a line.
        file.read_until(b'\n', &mut piece)?;
        let lines = piece.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let lines: Vec<&[u8]> = lines.collect();
        let shares = lines.par_chunks(lines.len().div_ceil(tasks.len()).max(1));
        let events: Vec<Vec<Option<Event>>> = tasks.par_iter_mut().zip(shares).map(parse).collect();
        events.into_iter().for_each(&mut *hand_on);
        piece.clear();
    }
    Ok(())
}

fn parse((places, lines): (&mut EventPages, &[&[u8]])) -> Vec<Option<Event>> {
    let parse = |line: &&[u8]| events::parse_many(std::str::from_utf8(line).ok()?, Clock::Kept, places).ok();
    lines.iter().map(parse).collect()
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

/// The ids that were read last, by 64 of their bits: two of millions are taken for one once in many thousand files.
#[derive(Default)]
struct RecentIds {
    latest: HashSet<u64, RandomState>,
    before: HashSet<u64, RandomState>,
}

impl RecentIds {
    /// Whether an id was not read lately; it is remembered.
    fn is_new(&mut self, id: EventId) -> bool {
        if self.latest.len() >= GENERATION {
            self.before = std::mem::take(&mut self.latest);
        }
        let name = id.short();
        !self.before.contains(&name) && self.latest.insert(name)
    }
}
