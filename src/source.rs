//! The texts that diagnostics point into, and spans in them.
//!
//! Every text that a writer can get wrong (articles, snippets, configuration, templates, UI texts) is a
//! [`Source`]. A [`Span`] is a byte range in one of them. This module turns offsets into lines and columns; it
//! does not read files and does not print.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use crate::path::ProjectPath;

/// Index of a [`Source`] in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A half-open byte range in one source.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Span {
    /// The text that the range lies in.
    pub source: SourceId,
    /// Byte offsets; both lie on character boundaries and inside the text.
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

/// A value together with the place where the writer wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

/// One text, with its path as shown to the writer.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path from the project's root.
    pub path: ProjectPath,
    /// The whole text, a byte-order mark removed.
    pub text: Arc<str>,
}

/// A position as editors count: both start at 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
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
    /// With more than 2³² sources, which no file system hands out in one folder.
    pub fn add(&mut self, path: ProjectPath, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).expect("fewer than 2^32 sources"));
        self.sources.push(Source { path, text: text.into() });
        id
    }

    /// Gives a source another text, under the id that it has.
    pub fn replace(&mut self, id: SourceId, text: Arc<str>) {
        self.sources[id.0 as usize].text = text;
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
    fn columns_count_characters_not_bytes() {
        check("é→x", 5, (1, 3));
        check("é→x", 4, (1, 2));
    }
}
