//! Tags and their attributes.

use std::ops::Range;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The element's name, in lower case.
    pub name: String,
    /// Whether it is a start tag, an end tag or both.
    pub kind: TagKind,
    /// From `<` to after `>`.
    pub range: Range<usize>,
    /// The attributes in order, without repeated names; empty for end tags.
    pub attributes: Vec<Attribute>,
}

/// The kind of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagKind {
    /// `<p>`
    Start,
    /// `</p>`
    End,
    /// `<br/>`: HTML ignores the slash, JSX and XML do not.
    SelfClosing,
}

/// An attribute of a start tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attribute {
    /// Its name, in lower case.
    pub name: String,
    /// The decoded value; empty if there is none.
    pub value: String,
    /// The value as written, without quotes.
    pub range: Range<usize>,
}

impl Tag {
    pub(super) fn move_by(&mut self, offset: usize) {
        let ranges = self.attributes.iter_mut().map(|attribute| &mut attribute.range);
        for range in ranges.chain([&mut self.range]) {
            *range = range.start + offset..range.end + offset;
        }
    }

    /// The value of an attribute; `None` if the tag does not have it.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.as_str())
    }
}
