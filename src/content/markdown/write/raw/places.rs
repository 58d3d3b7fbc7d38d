//! Maps positions in a piece of raw HTML to positions in the source.

use std::cell::OnceCell;
use std::ops::Range;

use comrak::Node;

use crate::content::markdown::parse::frames::ParsedText;
use crate::content::markdown::write::writer::HtmlWriter;
use crate::source::Span;

/// A piece of raw HTML with its position.
pub(super) struct HtmlPiece<'p> {
    /// The HTML.
    pub literal: &'p str,
    /// Whether it is within a line of text.
    pub is_inline: bool,
    /// Whether it is at the top level of the article.
    pub is_top: bool,
    /// The line and column of its start.
    start: (usize, usize),
    lines: OnceCell<Vec<Line>>,
}

/// A line of a piece: its start in the piece, its start in the text, and its end in the text.
#[derive(Debug, Clone, Copy)]
struct Line {
    here: usize,
    there: usize,
    end: usize,
}

impl<'p> HtmlPiece<'p> {
    /// The piece at `node`.
    pub fn new(node: Node<'_>, literal: &'p str, is_inline: bool, is_top: bool) -> Self {
        let start = node.data().sourcepos.start;
        Self { literal, is_inline, is_top, start: (start.line, start.column), lines: OnceCell::new() }
    }

    /// The span of a range of the piece; `None` if the source does not have it.
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

    /// The lines of the piece. In quotes and lists, the lines of the text have prefixes that the piece does not have.
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
