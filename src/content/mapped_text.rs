//! A text with edits that still maps each byte to its source.

use std::borrow::Cow;
use std::ops::Range;

use crate::source::{SourceId, Span};

/// Part of a source's text, possibly edited, with a mapping to the original.
#[derive(Debug, Clone)]
pub struct MappedText<'a> {
    /// The current text.
    pub text: Cow<'a, str>,
    source: SourceId,
    /// `(offset in text, offset in source)` at the start of each range that was copied unchanged, and of each
    /// replacement (whose bytes all map to the start of the text they replaced); sorted.
    stretches: Vec<MappedRange>,
    source_end: usize,
}

#[derive(Debug, Clone, Copy)]
struct MappedRange {
    here: usize,
    there: usize,
    copied: bool,
}

/// A replacement of a range of a [`MappedText`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// Byte range in the text before any of the edits.
    pub range: Range<usize>,
    /// The new text.
    pub replacement: String,
}

impl<'a> MappedText<'a> {
    /// The part of `source` that starts at byte `start`, unedited.
    #[must_use]
    pub fn new(source: SourceId, start: usize, text: &'a str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            source,
            stretches: vec![MappedRange { here: 0, there: start, copied: true }],
            source_end: start + text.len(),
        }
    }

    /// The source that all spans refer to.
    #[must_use]
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// The source span of a `range` of the current text.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.origin(range.start, false);
        let end = self.origin(range.end, true).max(start);
        Span::new(self.source, start..end)
    }

    /// Whether the byte at `offset` is part of a replacement.
    #[must_use]
    pub fn is_replaced(&self, offset: usize) -> bool {
        let after = self.stretches.partition_point(|stretch| stretch.here <= offset);
        after.checked_sub(1).is_some_and(|index| !self.stretches[index].copied)
    }

    /// A part of the text.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut text = String::with_capacity(range.len());
        let mut stretches = Vec::new();
        let there = self.origin(range.start, false);
        let source_end = self.origin(range.end, true).max(there);
        self.copy(range, &mut text, &mut stretches);
        if stretches.is_empty() {
            stretches.push(MappedRange { here: 0, there, copied: true });
        }
        Self { text: Cow::Owned(text), source: self.source, stretches, source_end }
    }

    /// Applies edits, which must be sorted and must not overlap.
    #[must_use]
    pub fn edit(self, edits: &[TextEdit]) -> Self {
        if edits.is_empty() {
            return self;
        }
        let mut text = String::with_capacity(self.text.len());
        let mut stretches = Vec::with_capacity(self.stretches.len() + 2 * edits.len());
        let mut done = 0;
        for edit in edits {
            self.copy(done..edit.range.start, &mut text, &mut stretches);
            stretches.push(MappedRange {
                here: text.len(),
                there: self.origin(edit.range.start, false),
                copied: false,
            });
            text.push_str(&edit.replacement);
            done = edit.range.end;
        }
        self.copy(done..self.text.len(), &mut text, &mut stretches);
        Self { text: Cow::Owned(text), source: self.source, stretches, source_end: self.source_end }
    }

    fn copy(&self, range: Range<usize>, text: &mut String, stretches: &mut Vec<MappedRange>) {
        if range.is_empty() {
            return;
        }
        let first = self.stretches.partition_point(|stretch| stretch.here <= range.start) - 1;
        for stretch in self.stretches[first..].iter().take_while(|stretch| stretch.here < range.end) {
            let from = stretch.here.max(range.start);
            let there = if stretch.copied { stretch.there + (from - stretch.here) } else { stretch.there };
            stretches.push(MappedRange { here: text.len() + (from - range.start), there, copied: stretch.copied });
        }
        text.push_str(&self.text[range]);
    }

    /// The source offset of `offset`. An `end` on a border belongs to the range before it.
    fn origin(&self, offset: usize, end: bool) -> usize {
        let after =
            self.stretches.partition_point(|stretch| if end { stretch.here < offset } else { stretch.here <= offset });
        let index = after.saturating_sub(1);
        let stretch = self.stretches[index];
        let next = self.stretches.get(index + 1).map_or(self.source_end, |next| next.there);
        match (stretch.copied, end) {
            (true, _) => (stretch.there + (offset - stretch.here.min(offset))).min(next.max(stretch.there)),
            (false, true) => next,
            (false, false) => stretch.there,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::ProjectPath;
    use crate::source::Sources;

    fn source() -> SourceId {
        Sources::default().add(ProjectPath::new("a.md"), "")
    }

    #[test]
    fn unedited_text_maps_by_its_start() {
        let mapped = MappedText::new(source(), 10, "hello");
        assert_eq!(mapped.span(1..3).range, 11..13);
    }

    #[test]
    fn replacements_map_to_what_they_replaced() {
        //                                       0123456789
        let mapped = MappedText::new(source(), 100, "ab[old]cde");
        let mapped = mapped.edit(&[TextEdit { range: 2..7, replacement: "replacement".into() }]);
        assert_eq!(mapped.text, "abreplacementcde");
        assert_eq!(mapped.span(2..13).range, 102..107);
        assert_eq!(mapped.span(5..6).range, 102..107);
        assert_eq!(mapped.span(13..15).range, 107..109);
        assert_eq!(mapped.span(0..2).range, 100..102);
    }

    #[test]
    fn slices_find_the_way_back() {
        let mapped = MappedText::new(source(), 100, "ab[old]cde");
        let mapped = mapped.edit(&[TextEdit { range: 2..7, replacement: "replacement".into() }]);
        let slice = mapped.slice(10..15);
        assert_eq!(slice.text, "entcd");
        assert_eq!(slice.span(0..3).range, 102..107);
        assert_eq!(slice.span(3..5).range, 107..109);
        let edited = slice.edit(&[TextEdit { range: 0..0, replacement: "x".into() }]);
        assert_eq!(edited.span(4..6).range, 107..109);
        assert_eq!(mapped.slice(1..1).text, "");
    }

    #[test]
    fn edits_of_edits_still_find_the_way_back() {
        let mapped = MappedText::new(source(), 0, "one two three");
        let mapped = mapped.edit(&[TextEdit { range: 0..3, replacement: "1".into() }]);
        let mapped = mapped.edit(&[TextEdit { range: 2..5, replacement: "zwei".into() }]);
        assert_eq!(mapped.text, "1 zwei three");
        assert_eq!(mapped.span(7..12).range, 8..13);
        assert_eq!(mapped.span(2..6).range, 4..7);
        assert_eq!(mapped.span(0..1).range, 0..3);
    }
}
