//! Turns the places of diagnostics into paths, lines and columns.
//!
//! All positions in a text are computed in one pass, so that ten thousand diagnostics in a line of ten megabytes take
//! no longer than one.

use crate::diagnostic::{Diagnostic, Fix, Place};
use crate::path::ProjectPath;
use crate::source::{Position, Source, SourceId, Sources, Span};

/// A place as readers see it. Sorted by path, then position; the project as a whole comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DiagnosticLocation {
    /// The file's path from the project folder; empty for the project as a whole.
    pub path: ProjectPath,
    /// The first character, and the one after the last; `None` for a whole file.
    pub range: Option<(Position, Position)>,
    /// The place itself.
    pub place: Place,
    /// The change that removes the problem here, if it is known.
    pub fix: Option<LocatedFix>,
}

/// A fix with the positions of the range that it replaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocatedFix {
    /// The first character, and the one after the last.
    pub range: (Position, Position),
    /// The fix itself.
    pub fix: Fix,
}

impl std::fmt::Display for DiagnosticLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.path.as_str())?;
        match self.range {
            Some((start, _)) => write!(f, ":{}:{}", start.line, start.column),
            None => Ok(()),
        }
    }
}

/// The positions of all places in a list of diagnostics.
pub(super) struct Positions<'a> {
    sources: &'a Sources,
    /// By source and offset, sorted.
    positions: Vec<((SourceId, usize), Position)>,
}

impl<'a> Positions<'a> {
    /// Computes the positions of all primary and related places.
    pub fn of(diagnostics: &[Diagnostic], sources: &'a Sources) -> Self {
        let places = diagnostics.iter().flat_map(|diagnostic| {
            std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|related| &related.place))
        });
        let spans = places.filter_map(|place| if let Place::Span(span) = place { Some(span) } else { None });
        let fixes = diagnostics.iter().filter_map(|diagnostic| Some(&diagnostic.fix.as_ref()?.span));
        let spans = spans.chain(fixes);
        let mut offsets: Vec<(SourceId, usize)> =
            spans.flat_map(|span| [(span.source, span.range.start), (span.source, span.range.end)]).collect();
        offsets.sort_unstable();
        offsets.dedup();
        let of_sources = offsets.chunk_by(|(source, _), (other, _)| source == other);
        let positions = of_sources.flat_map(|offsets| walk(&sources[offsets[0].0], offsets)).collect();
        Self { sources, positions }
    }

    /// Locates a place, which must belong to one of the diagnostics.
    pub fn locate(&self, place: &Place) -> DiagnosticLocation {
        let (path, range) = match place {
            Place::Span(span) => (self.sources[span.source].path.clone(), self.range(span)),
            Place::File(path) => (path.clone(), None),
            Place::Project => (ProjectPath::new(""), None),
        };
        DiagnosticLocation { path, range, place: place.clone(), fix: None }
    }

    /// Locates a diagnostic, which must be one of those given, with its fix.
    pub fn locate_with_fix(&self, diagnostic: &Diagnostic) -> DiagnosticLocation {
        let fix = diagnostic.fix.as_ref().and_then(|fix| {
            let range = self.range(&fix.span)?;
            Some(LocatedFix { range, fix: fix.clone() })
        });
        DiagnosticLocation { fix, ..self.locate(&diagnostic.place) }
    }

    fn range(&self, span: &Span) -> Option<(Position, Position)> {
        let position = |offset| {
            let found = self.positions.binary_search_by_key(&(span.source, offset), |(place, _)| *place);
            found.ok().map(|index| self.positions[index].1)
        };
        Some((position(span.range.start)?, position(span.range.end)?))
    }
}

/// The positions of ascending offsets, which may be past the end or inside a character.
fn walk(source: &Source, offsets: &[(SourceId, usize)]) -> Vec<((SourceId, usize), Position)> {
    let mut at = 0;
    let mut position = Position { line: 1, column: 1 };
    let mut positions = Vec::with_capacity(offsets.len());
    for &(id, offset) in offsets {
        let end = source.floor(offset);
        position = after(position, &source.text[at..end]);
        at = end;
        positions.push(((id, offset), position));
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
