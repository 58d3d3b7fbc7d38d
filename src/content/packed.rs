//! Texts that are kept for long and read seldom, packed (LZ4 block format).
//!
//! The rendered articles together would be the largest thing that a build keeps in memory, and each is read a few times
//! at most. Packing takes a hundredth of the time that rendering takes.

/// A text, packed.
#[derive(Debug, Clone)]
pub struct Packed {
    bytes: Box<[u8]>,
    /// Length of the text in bytes.
    length: usize,
}

impl Packed {
    /// The text as it was.
    #[must_use]
    pub fn text(&self) -> String {
        let bytes = lz4_flex::block::decompress(&self.bytes, self.length);
        String::from_utf8(bytes.expect("what was packed here can be unpacked")).expect("it was a text")
    }
}

impl Default for Packed {
    fn default() -> Self {
        Self::from("")
    }
}

impl From<&str> for Packed {
    fn from(text: &str) -> Self {
        Self { bytes: lz4_flex::block::compress(text.as_bytes()).as_slice().into(), length: text.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        for text in ["", "a", "größe\0h1\0", &"<p>repeated</p>".repeat(1000)] {
            assert_eq!(Packed::from(text).text(), text);
        }
        assert!(Packed::from("<p>repeated</p>".repeat(1000).as_str()).bytes.len() < 1000);
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(Packed::default().text(), "");
    }
}
