//! A piece of raw HTML, and where its bytes were written.

use std::cell::OnceCell;
use std::ops::Range;

use comrak::Node;

use super::frames::ParsedText;
use super::writer::HtmlWriter;
use crate::source::Span;

/// A piece of raw HTML, and where it was written.
pub(super) struct HtmlPiece<'p> {
    /// The piece.
    pub literal: &'p str,
    /// Whether it stands in a line.
    pub is_inline: bool,
    /// Whether it stands directly in the article.
    pub is_top: bool,
    /// Line and column of its start.
    start: (usize, usize),
    lines: OnceCell<Vec<Line>>,
}

/// Where a line of a piece starts, there and in the text, and where the text's line ends.
#[derive(Debug, Clone, Copy)]
struct Line {
    here: usize,
    there: usize,
    end: usize,
}

impl<'p> HtmlPiece<'p> {
    /// A piece of the text that `node` stands for.
    pub fn new(node: Node<'_>, literal: &'p str, is_inline: bool, is_top: bool) -> Self {
        let start = node.data().sourcepos.start;
        Self { literal, is_inline, is_top, start: (start.line, start.column), lines: OnceCell::new() }
    }

    /// Where a range of the piece was written.
    pub fn span(&self, writer: &HtmlWriter<'_, '_, '_>, range: Range<usize>) -> Option<Span> {
        let frame = writer.frames.get(writer.frame)?;
        let start = self.offset(frame, range.start)?;
        let end = self.offset(frame, range.end)?;
        Some(frame.span(start..end.max(start)))
    }

    fn offset(&self, frame: &ParsedText<'_>, offset: usize) -> Option<usize> {
        let lines = self.lines.get_or_init(|| self.lines(frame));
        let at = lines.partition_point(|line| line.here <= offset).checked_sub(1)?;
        let Line { here, there, end } = lines[at];
        let found = (there + (offset - here)).min(end);
        frame.str().is_char_boundary(found).then_some(found)
    }

    /// Within a quote or a list, the text's lines have prefixes that the piece's have not.
    fn lines(&self, frame: &ParsedText<'_>) -> Vec<Line> {
        let mut here = 0;
        let place = |(number, line): (usize, &str)| {
            let range = frame.line(self.start.0 + number);
            let column = if number == 0 && self.is_inline {
                self.start.1.saturating_sub(1)
            } else {
                frame.str()[range.clone()].rfind(line.trim_end_matches(['\r', '\n'])).unwrap_or(0)
            };
            let place = Line { here, there: range.start + column, end: range.end };
            here += line.len();
            place
        };
        self.literal.split_inclusive('\n').enumerate().map(place).collect()
    }
}
