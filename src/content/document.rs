//! What one text says, for every reader of it: its HTML, and block by block the words that people read in it.
//!
//! The walk that writes the HTML records the words at the same time (`markdown/recorder`), so that nothing has to parse
//! our own HTML again. The record is a text, too: each block is a mark of two characters and its words. A mark starts
//! with NUL, which no source contains, so it cannot be forged.

use std::borrow::Cow;
use std::ops::Range;

use super::holes::{self, MARK};
use super::passages::{Passage, PassageKind};
use super::{BodyMode, StoredText};
use crate::theme::texts::UiTexts;

/// The HTML and the record. Nearly all words are in the HTML as well, so that packed together they take little more
/// than the HTML alone.
#[derive(Debug, Default)]
pub struct ArticleDocument {
    both: StoredText,
    /// Length of the HTML in bytes.
    html: usize,
}

impl ArticleDocument {
    /// Stores an article's HTML and what was recorded while it was written.
    #[must_use]
    pub fn new(html: String, record: &str, body_mode: BodyMode) -> Self {
        let length = html.len();
        Self { both: StoredText::new(html + record, body_mode), html: length }
    }

    /// The HTML with its [`holes`]. The H1 that became the title is not in it.
    #[must_use]
    pub fn html(&self) -> Cow<'_, str> {
        match self.both.text() {
            Cow::Borrowed(both) => Cow::Borrowed(&both[..self.html]),
            Cow::Owned(mut both) => {
                both.truncate(self.html);
                Cow::Owned(both)
            }
        }
    }

    /// The length of the HTML in bytes.
    #[must_use]
    pub fn html_length(&self) -> usize {
        self.html
    }

    /// The words, to be read with [`blocks`]. `texts` has those that the theme adds.
    #[must_use]
    pub fn record(&self, texts: &UiTexts) -> Cow<'_, str> {
        let record = match self.both.text() {
            Cow::Borrowed(both) => Cow::Borrowed(&both[self.html..]),
            Cow::Owned(mut both) => Cow::Owned(both.split_off(self.html)),
        };
        holes::with_ui_texts(record, texts)
    }

    /// The passages of the text, for comparing it with another one.
    #[must_use]
    pub fn passages(&self, texts: &UiTexts) -> Vec<Passage> {
        blocks(&self.record(texts)).map(|block| Passage { kind: block.kind, text: block.line() }).collect()
    }

    /// The words of each of these ranges of blocks, one line for each block.
    #[must_use]
    pub fn lines(&self, ranges: &[Range<usize>], texts: &UiTexts) -> Vec<String> {
        let record = self.record(texts);
        let blocks: Vec<Block<'_>> = all_blocks(&record).collect();
        let lines = |range: &Range<usize>| {
            let blocks = blocks.get(range.clone()).unwrap_or_default().iter().filter(|block| !block.text.is_empty());
            blocks.map(|block| block.line().trim().to_owned()).collect::<Vec<_>>().join("\n")
        };
        ranges.iter().map(lines).collect()
    }
}

/// A heading, a paragraph, an item of a list, a row of a table, a piece of code: what readers take in at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'t> {
    /// What it is.
    pub kind: PassageKind,
    /// How many headings of the outline come before its words; it belongs to the last of them.
    pub section: usize,
    /// Whether it is that heading itself.
    pub is_title: bool,
    /// The number of its unit: all blocks of a list, a table, or another group are one, any other block is one by itself.
    pub unit: usize,
    /// Whether it belongs to such a group.
    pub is_grouped: bool,
    /// Whether it begins an item of a numbered list.
    pub step: Option<Step>,
    text: &'t str,
}

/// An item of a numbered list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The first one, number 1.
    First,
    /// One after the first.
    Next,
}

impl<'t> Block<'t> {
    /// Its words: one piece, or one for each cell of a row. Blanks are single spaces, but for code.
    pub fn cells(self) -> impl Iterator<Item = &'t str> {
        self.text.split(CELL)
    }

    /// Its words on one line, except for code; cells separated as Markdown separates them.
    #[must_use]
    pub fn line(self) -> String {
        let mut line = String::with_capacity(self.text.len());
        for (number, cell) in self.cells().enumerate() {
            if number > 0 {
                line.push_str(if cell.is_empty() { " |" } else { " | " });
            }
            line.push_str(cell);
        }
        line
    }
}

/// Stands between the cells of a row.
pub(super) const CELL: &str = "\0|";

/// Stands before the blocks of a heading of the outline, and after all blocks of the section before.
pub(super) const SECTION: &str = "\0s";

/// Marks the start of a list, a table, or another group of blocks that makes sense only as a whole.
pub(super) const GROUP: &str = "\0g";

/// Marks its end. A group also ends where a section begins.
pub(super) const GROUP_END: &str = "\0e";

/// The letters of items in a numbered list: of the first one, and of those after it.
pub(super) const FIRST_STEP: char = 'f';
pub(super) const NEXT_STEP: char = 'n';

/// The letter of any other block's mark; a capital in a heading of the outline.
pub(super) fn letter(kind: PassageKind) -> char {
    match kind {
        PassageKind::Text => 't',
        PassageKind::Heading => 'h',
        PassageKind::Item => 'i',
        PassageKind::Code => 'c',
    }
}

/// The blocks of a record, in reading order.
pub fn blocks(record: &str) -> impl Iterator<Item = Block<'_>> {
    all_blocks(record).filter(|block| !block.text.is_empty())
}

/// The blocks of a record, including those whose only words are a UI text that is empty.
fn all_blocks(record: &str) -> impl Iterator<Item = Block<'_>> {
    let (mut rest, mut section, mut unit, mut is_grouped) = (record, 0, 0, false);
    std::iter::from_fn(move || {
        loop {
            let mark = rest.get(..2)?;
            let is_end = |at: &usize| !rest[*at..].starts_with(CELL);
            let end = rest.match_indices(MARK).skip(1).map(|(at, _)| at).find(is_end).unwrap_or(rest.len());
            let (block, behind) = rest.split_at(end);
            rest = behind;
            match mark {
                SECTION => (section, is_grouped) = (section + 1, false),
                GROUP => (unit, is_grouped) = (unit + 1, true),
                GROUP_END => is_grouped = false,
                _ => {}
            }
            if matches!(mark, SECTION | GROUP | GROUP_END) {
                continue;
            }
            unit += usize::from(!is_grouped);
            let kind = match mark.as_bytes()[1].to_ascii_lowercase() {
                b'h' => PassageKind::Heading,
                b'i' | b'f' | b'n' => PassageKind::Item,
                b'c' => PassageKind::Code,
                _ => PassageKind::Text,
            };
            let is_title = mark.as_bytes()[1].is_ascii_uppercase();
            let step = match mark.chars().next_back() {
                Some(FIRST_STEP) => Some(Step::First),
                Some(NEXT_STEP) => Some(Step::Next),
                _ => None,
            };
            return Some(Block { kind, section, is_title, unit, is_grouped, step, text: &block[2..] });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_and_record_are_stored_together() {
        for body_mode in [BodyMode::Memory, BodyMode::Time] {
            let document = ArticleDocument::new("<p>ä</p>".into(), "\0tä", body_mode);
            assert_eq!((&*document.html(), &*document.record(&UiTexts::default())), ("<p>ä</p>", "\0tä"));
        }
        assert_eq!(ArticleDocument::default().passages(&UiTexts::default()), []);
    }

    #[test]
    fn ranges_of_blocks_become_lines() {
        let document = ArticleDocument::new(String::new(), "\0ta\0t\0i b\0t1\0|2\0c\n x\n", BodyMode::Time);
        let check = |range, expected: &str| assert_eq!(document.lines(&[range], &UiTexts::default()), [expected]);
        check(0..2, "a");
        check(2..5, "b\n1 | 2\nx");
        check(4..9, "");
    }

    #[test]
    fn groups_are_units() {
        let record = "\0ta\0g\0ib\0tc\0e\0td\0gx\0ie\0s\0HF\0tg";
        let seen: Vec<_> = blocks(record).map(|it| (it.line(), it.unit, it.is_grouped)).collect();
        let expected = [
            ("a", 1, false),
            ("b", 2, true),
            ("c", 2, true),
            ("d", 3, false),
            ("e", 4, true),
            ("F", 5, false),
            ("g", 6, false),
        ];
        assert_eq!(seen, expected.map(|(line, unit, is_grouped)| (line.to_owned(), unit, is_grouped)));
    }

    #[test]
    fn a_record_is_read_block_by_block() {
        let record = "\0ta b\0s\0HOne\0ix\0tA\0|\0|B\0|\0s\0cx\n y";
        let seen: Vec<_> = blocks(record).map(|it| (it.kind, it.section, it.is_title, it.line())).collect();
        let expected = [
            (PassageKind::Text, 0, false, "a b"),
            (PassageKind::Heading, 1, true, "One"),
            (PassageKind::Item, 1, false, "x"),
            (PassageKind::Text, 1, false, "A | | B |"),
            (PassageKind::Code, 2, false, "x\n y"),
        ];
        assert_eq!(seen, expected.map(|(kind, section, is_title, text)| (kind, section, is_title, text.to_owned())));
    }
}
