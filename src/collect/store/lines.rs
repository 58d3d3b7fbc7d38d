//! Reads events from files with one JSON object per line, as other receivers write them. Lines are parsed in parallel,
//! and events that occur twice are dropped.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::Path;

use foldhash::fast::RandomState;
use rayon::prelude::*;

use super::{StoreError, read_ahead};
use crate::events::{self, Clock, Event, EventId, EventPages, Millis};

/// Number of bytes that all cores parse together.
const PIECE: usize = 1024 * 1024;

/// Number of ids per generation; two generations are kept. They find repeated events: a page tries again within minutes
/// or days. The limit keeps memory from growing with the file.
const GENERATION: usize = 1_000_000;

/// The start of every SQLite database (<https://www.sqlite.org/fileformat.html#magic_header_string>).
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Whether a file is a SQLite database.
pub fn is_sqlite(path: &Path) -> std::io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(MAGIC.len() as u64).read_to_end(&mut start)?;
    Ok(start == MAGIC)
}

/// Reads the events of a file that happened at `since` or later, without duplicates. Returns the number of lines that
/// are not events: a receiver that was killed may leave an incomplete line.
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
    read_ahead(move |emit| pieces(&mut file, emit), &mut take)?;
    Ok(refused)
}

/// Passes on the events of a file, with `None` for each invalid line.
fn pieces(file: &mut impl BufRead, emit: &mut dyn FnMut(Vec<Option<Event>>)) -> Result<(), StoreError> {
    let mut piece = Vec::with_capacity(PIECE + PIECE / 8);
    // Each task has its own page cache. There are more tasks than cores, because one core may be busy counting.
    let mut tasks: Vec<EventPages> = Vec::new();
    tasks.resize_with(4 * rayon::current_num_threads(), EventPages::default);
    while file.by_ref().take(PIECE as u64).read_to_end(&mut piece)? > 0 {
        // Complete the last line.
        file.read_until(b'\n', &mut piece)?;
        let lines = piece.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let lines: Vec<&[u8]> = lines.collect();
        let shares = lines.par_chunks(lines.len().div_ceil(tasks.len()).max(1));
        let events: Vec<Vec<Option<Event>>> = tasks.par_iter_mut().zip(shares).map(parse).collect();
        events.into_iter().for_each(&mut *emit);
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

/// The ids read most recently, shortened to 64 bits. A false match among millions of ids is very unlikely.
#[derive(Default)]
struct RecentIds {
    latest: HashSet<u64, RandomState>,
    before: HashSet<u64, RandomState>,
}

impl RecentIds {
    /// Whether an id is new. Remembers it.
    fn is_new(&mut self, id: EventId) -> bool {
        if self.latest.len() >= GENERATION {
            self.before = std::mem::take(&mut self.latest);
        }
        let name = id.short();
        !self.before.contains(&name) && self.latest.insert(name)
    }
}
