//! The texts that diagnostics point into, and ranges in them.
//!
//! Every text that can contain a writer's mistake (articles, snippets, configuration, templates, UI texts) is a
//! [`Source`]. A [`Span`] is a byte range in one of them. This module turns offsets into lines and columns; it does not
//! read files or print.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::path::ProjectPath;

/// Index of a [`Source`] in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceId(u32);

/// A half-open byte range in one source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The source that contains the range.
    pub source: SourceId,
    /// Byte offsets, on character boundaries and within the text.
    pub range: Range<usize>,
}

impl Span {
    /// The span of `range` in `source`.
    #[must_use]
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self { source, range }
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.source, self.range.start, self.range.end).cmp(&(other.source, other.range.start, other.range.end))
    }
}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A value and the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

/// One text, and its path as shown to the writer.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path from the project folder.
    pub path: ProjectPath,
    /// The whole text, without a byte-order mark.
    pub text: Arc<str>,
}

/// A position in a text, counted as in editors: from 1, with columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Source {
    /// The position of a byte offset. An offset past the end counts as the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let before = &self.text[..self.floor(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Position {
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The nearest character boundary at or before `offset`.
    #[must_use]
    pub fn floor(&self, offset: usize) -> usize {
        floor(&self.text, offset)
    }
}

/// The nearest character boundary at or before `offset`.
#[must_use]
pub fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The nearest character boundary at or after `offset`.
#[must_use]
pub fn ceiling(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// The range with its ends moved back to character boundaries of the text.
#[must_use]
pub fn floor_range(text: &str, range: Range<usize>) -> Range<usize> {
    let start = floor(text, range.start);
    start..floor(text, range.end).max(start)
}

/// All texts of a project.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// Adds a text and returns its id.
    ///
    /// # Panics
    /// With more than 2³² sources, which no project has.
    pub fn add(&mut self, path: ProjectPath, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).expect("fewer than 2^32 sources"));
        self.sources.push(Source { path, text: text.into() });
        id
    }

    /// Replaces the text of a source, which keeps its id.
    pub fn replace(&mut self, id: SourceId, text: Arc<str>) {
        self.sources[id.0 as usize].text = text;
    }

    /// Whether a span is a range of one of these texts.
    #[must_use]
    pub fn contain(&self, span: &Span) -> bool {
        let source = self.sources.get(span.source.0 as usize);
        source.is_some_and(|source| source.text.get(span.range.clone()).is_some())
    }

    /// All sources with their ids, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.sources)
    }
}

impl std::ops::Index<SourceId> for Sources {
    type Output = Source;

    fn index(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, expected: (usize, usize)) {
        let source = Source { path: ProjectPath::new("a.md"), text: text.into() };
        let Position { line, column } = source.position(offset);
        assert_eq!((line, column), expected);
    }

    #[test]
    fn positions_count_lines_and_characters_from_one() {
        check("", 0, (1, 1));
        check("ab\ncd", 3, (2, 1));
        check("ab\ncd", 99, (2, 3));
    }

    #[test]
    fn spans_of_other_texts_are_recognized() {
        let mut sources = Sources::default();
        let source = sources.add(ProjectPath::new("a.md"), "é");
        let check = |source, range, expected| assert_eq!(sources.contain(&Span::new(source, range)), expected);
        check(source, 0..2, true);
        check(source, 2..2, true);
        check(source, 1..2, false);
        check(source, 0..3, false);
        check(SourceId(1), 0..0, false);
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        check("é→x", 5, (1, 3));
        check("é→x", 4, (1, 2));
    }
}
