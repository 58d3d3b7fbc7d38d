//! Turns the places of diagnostics into paths, lines and columns.
//!
//! All positions in a text are computed in one pass, so that ten thousand diagnostics in a line of ten megabytes take
//! no longer than one.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Place};
use crate::source::{Position, Source, SourceId, Sources, Span};

/// A place as readers see it. Sorted by path, then position; the project as a whole comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiagnosticLocation {
    /// The file's path from the project folder; empty for the project as a whole.
    pub path: String,
    /// The first character, and the one after the last; `None` for a whole file.
    pub range: Option<(Position, Position)>,
    /// The place itself.
    pub place: Place,
}

impl std::fmt::Display for DiagnosticLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        match self.range {
            Some((start, _)) => write!(f, ":{}:{}", start.line, start.column),
            None => Ok(()),
        }
    }
}

/// The positions of all places in a list of diagnostics.
pub(super) struct Positions<'a> {
    sources: &'a Sources,
    positions: BTreeMap<(SourceId, usize), Position>,
}

impl<'a> Positions<'a> {
    /// Computes the positions of all primary and related places.
    pub fn of(diagnostics: &[Diagnostic], sources: &'a Sources) -> Self {
        let mut offsets: BTreeMap<SourceId, BTreeSet<usize>> = BTreeMap::new();
        let places = diagnostics.iter().flat_map(|diagnostic| {
            std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|related| &related.place))
        });
        for place in places {
            if let Place::Span(span) = place {
                offsets.entry(span.source).or_default().extend([span.range.start, span.range.end]);
            }
        }
        let positions = offsets.iter().flat_map(|(&id, offsets)| {
            walk(&sources[id], offsets).into_iter().map(move |(offset, position)| ((id, offset), position))
        });
        Self { sources, positions: positions.collect() }
    }

    /// Locates a place, which must belong to one of the diagnostics.
    pub fn locate(&self, place: &Place) -> DiagnosticLocation {
        let (path, range) = match place {
            Place::Span(span) => (self.sources[span.source].path.to_string(), self.range(span)),
            Place::File(path) => (path.to_string(), None),
            Place::Project => (String::new(), None),
        };
        DiagnosticLocation { path, range, place: place.clone() }
    }

    fn range(&self, span: &Span) -> Option<(Position, Position)> {
        let position = |offset| self.positions.get(&(span.source, offset)).copied();
        Some((position(span.range.start)?, position(span.range.end)?))
    }
}

/// The positions of ascending offsets, which may be past the end or inside a character.
fn walk(source: &Source, offsets: &BTreeSet<usize>) -> Vec<(usize, Position)> {
    let mut at = 0;
    let mut position = Position { line: 1, column: 1 };
    let mut positions = Vec::with_capacity(offsets.len());
    for &offset in offsets {
        let end = source.floor(offset);
        position = after(position, &source.text[at..end]);
        at = end;
        positions.push((offset, position));
    }
    positions
}

/// The position after a text that starts at `start`. Characters are counted only in the last line.
fn after(start: Position, text: &str) -> Position {
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let last = memchr::memrchr(b'\n', text.as_bytes()).map_or(text, |end| &text[end + 1..]);
    let column = if lines == 0 { start.column } else { 1 };
    Position { line: start.line + lines, column: column + last.chars().count() }
}
