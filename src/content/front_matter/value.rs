//! The tree that front matter is read into: texts, lists and tables, each with its range.

use std::ops::Range;

/// A value and its byte range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatterValue {
    /// The content of the value.
    pub data: FrontMatterData,
    /// The range in the source's text.
    pub range: Range<usize>,
}

/// The content of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FrontMatterData {
    /// Nothing, or `null` and `~`.
    Null,
    /// Any scalar, as text.
    Text {
        /// The text, with escapes resolved.
        text: String,
        /// Whether it was quoted or a block scalar. A quoted `"true"` is text; an unquoted `true` is a boolean.
        quoted: bool,
    },
    /// A sequence.
    List(Vec<FrontMatterValue>),
    /// A mapping.
    Table(FrontMatterTable),
}

/// Keys with their values, in the order in which they were written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FrontMatterTable(pub Vec<FrontMatterEntry>);

/// One key with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatterEntry {
    /// The key, as written.
    pub key: String,
    /// The range of the key.
    pub key_range: Range<usize>,
    /// The value.
    pub value: FrontMatterValue,
}

impl FrontMatterValue {
    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            FrontMatterData::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Whether it is a list of nothing.
    #[must_use]
    pub fn is_empty_list(&self) -> bool {
        matches!(&self.data, FrontMatterData::List(values) if values.is_empty())
    }

    /// The keys of a mapping.
    #[must_use]
    pub fn table(&self) -> Option<&FrontMatterTable> {
        match &self.data {
            FrontMatterData::Table(table) => Some(table),
            _ => None,
        }
    }

    /// A plain name for the type of this value, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.data {
            FrontMatterData::Null => "nothing",
            FrontMatterData::Text { .. } => "a text",
            FrontMatterData::List(_) => "a list",
            FrontMatterData::Table(_) => "a table",
        }
    }

    fn clean(&mut self, found: &mut Vec<Range<usize>>) {
        match &mut self.data {
            FrontMatterData::Text { text, .. } if text.contains(is_unwanted) => {
                text.retain(|letter| !is_unwanted(letter));
                found.push(self.range.clone());
            }
            FrontMatterData::Null | FrontMatterData::Text { .. } => {}
            FrontMatterData::List(values) => values.iter_mut().for_each(|value| value.clean(found)),
            FrontMatterData::Table(table) => table.clean(found),
        }
    }

    fn shift(&mut self, by: usize) {
        self.range = self.range.start + by..self.range.end + by;
        match &mut self.data {
            FrontMatterData::Null | FrontMatterData::Text { .. } => {}
            FrontMatterData::List(values) => values.iter_mut().for_each(|value| value.shift(by)),
            FrontMatterData::Table(table) => table.shift(by),
        }
    }
}

impl FrontMatterTable {
    /// The value of a key. Letter case is ignored, as in Hugo.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&FrontMatterValue> {
        self.0.iter().find(|entry| entry.key.eq_ignore_ascii_case(key)).map(|entry| &entry.value)
    }

    /// Removes control characters from all texts and adds the ranges of the affected texts to `found`. Such characters
    /// come from escapes such as `\0`, mean nothing to readers, and end texts in some of the formats that a site is
    /// written in.
    pub(in crate::content) fn clean(&mut self, found: &mut Vec<Range<usize>>) {
        for entry in &mut self.0 {
            entry.value.clean(found);
        }
    }

    /// The same tree with all ranges moved by `by` bytes.
    #[must_use]
    pub(super) fn shifted(mut self, by: usize) -> Self {
        self.shift(by);
        self
    }

    fn shift(&mut self, by: usize) {
        for entry in &mut self.0 {
            entry.key_range = entry.key_range.start + by..entry.key_range.end + by;
            entry.value.shift(by);
        }
    }
}

/// Whether a character is a control character other than a tab or a line end.
fn is_unwanted(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
}
