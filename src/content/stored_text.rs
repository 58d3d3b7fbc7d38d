//! Texts that are kept in memory for a long time and rarely read.
//!
//! The rendered articles would be the largest part of a build's memory. Each is read a few times at most, so they are
//! compressed (LZ4 block format). Compression takes a tenth of the time that processing the articles takes, which is
//! too long for the first page of a preview.

use std::borrow::Cow;

/// How to store the bodies of articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BodyMode {
    /// Saves memory: texts are compressed at once.
    #[default]
    Memory,
    /// Saves time: texts that may never be read are not compressed, and terms are found when first needed.
    Time,
    /// Skips texts: the body of an article whose front matter is complete is not processed. For pages that only list
    /// articles.
    Texts,
}

/// A text, compressed or not.
#[derive(Debug)]
pub enum StoredText {
    /// Not compressed.
    Plain(Box<str>),
    /// Compressed.
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

    /// The original text.
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
