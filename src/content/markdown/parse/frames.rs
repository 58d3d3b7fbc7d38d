//! The texts of one article (its own, and those of its snippets). Maps comrak's lines and columns to positions in the
//! source.

use std::cell::OnceCell;
use std::ops::Range;

use comrak::nodes::Sourcepos;

use super::definitions::Definitions;
use crate::content::mapped_text::MappedText;
use crate::path::ProjectPath;
use crate::source::{Span, ceiling, floor};

/// One parsed text.
#[derive(Debug)]
pub(in crate::content::markdown) struct ParsedText<'c> {
    /// The text as it was parsed.
    pub text: MappedText<'c>,
    /// Its file.
    pub path: &'c ProjectPath,
    /// Where each line starts.
    lines: Vec<usize>,
    definitions: OnceCell<Definitions>,
}

impl<'c> ParsedText<'c> {
    /// A frame of a text that is about to be parsed.
    pub fn new(text: MappedText<'c>, path: &'c ProjectPath) -> Self {
        let lines = line_starts(&text.text);
        Self { text, path, lines, definitions: OnceCell::new() }
    }

    /// The parsed text.
    pub fn str(&self) -> &str {
        &self.text.text
    }

    /// Line number `line`, counted from 1, without its end.
    pub fn line(&self, line: usize) -> Range<usize> {
        let start = self.line_start(line);
        let end = self.lines.get(line).copied().unwrap_or(self.str().len()).max(start);
        start..start + self.str()[start..end].trim_end_matches(['\r', '\n']).len()
    }

    /// The bytes of the parsed text that became a node.
    pub fn range(&self, position: Sourcepos) -> Range<usize> {
        let start = self.line_start(position.start.line) + position.start.column.saturating_sub(1);
        let end = self.line_start(position.end.line) + position.end.column;
        let start = floor(self.str(), start);
        start..ceiling(self.str(), end).max(start)
    }

    /// Where a range of the parsed text was written.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.text.span(range)
    }

    /// The targets of `[label]: target` lines, found when a link first needs one.
    pub(super) fn definitions(&self) -> &Definitions {
        self.definitions.get_or_init(|| Definitions::of(self.str()))
    }

    fn line_start(&self, line: usize) -> usize {
        self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.str().len())
    }
}

/// Lines end as the specification says: with a line feed, a carriage return, or both.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            starts.push(at + 1);
        }
    }
    starts
}
