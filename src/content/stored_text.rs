//! Texts that are held for long and read seldom.
//!
//! The rendered articles together would be the largest thing that a build holds in memory, and each is read a few times
//! at most, so they are packed (LZ4 block format). Packing and unpacking them takes a tenth of the time that reading
//! them takes, which a preview has not before its first page.

use std::borrow::Cow;

/// What is spared while articles are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BodyMode {
    /// Memory: what is held is made small at once.
    #[default]
    Memory,
    /// Time: what may never be asked for is not made.
    Time,
    /// The texts themselves: an article that its front matter introduces is not read any further. For pages that only
    /// list it.
    Texts,
}

/// A text, packed or as it is.
#[derive(Debug)]
pub enum StoredText {
    /// As it is.
    Plain(Box<str>),
    /// Packed.
    Packed {
        /// LZ4 block.
        bytes: Box<[u8]>,
        /// Length of the text in bytes.
        length: usize,
    },
}

impl StoredText {
    /// Stores a text.
    #[must_use]
    pub fn new(text: String, body_mode: BodyMode) -> Self {
        match body_mode {
            BodyMode::Time | BodyMode::Texts => Self::Plain(text.into()),
            BodyMode::Memory => Self::from(text.as_str()),
        }
    }

    /// The text as it was.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Plain(text) => Cow::Borrowed(text),
            Self::Packed { bytes, length } => {
                let bytes = lz4_flex::block::decompress(bytes, *length).expect("what was packed here can be unpacked");
                Cow::Owned(String::from_utf8(bytes).expect("it was a text"))
            }
        }
    }
}

impl Default for StoredText {
    fn default() -> Self {
        Self::Plain(Box::default())
    }
}

impl From<&str> for StoredText {
    fn from(text: &str) -> Self {
        Self::Packed { bytes: lz4_flex::block::compress(text.as_bytes()).as_slice().into(), length: text.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storing_loses_nothing() {
        for text in ["", "a", "größe\0h1\0", &"<p>repeated</p>".repeat(1000)] {
            for body_mode in [BodyMode::Memory, BodyMode::Time] {
                assert_eq!(StoredText::new(text.to_owned(), body_mode).text(), text);
            }
        }
    }

    #[test]
    fn memory_is_spared_where_it_is_asked_for() {
        let text = "<p>repeated</p>".repeat(1000);
        let StoredText::Packed { bytes, .. } = StoredText::new(text, BodyMode::Memory) else {
            panic!("it is not packed")
        };
        assert!(bytes.len() < 1000);
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(StoredText::default().text(), "");
    }
}
