//! Ids of events and visits: 128 random bits, written as a UUID (RFC 9562). Ids of article wordings: 64 bits of a hash,
//! written as hexadecimal digits.

use std::fmt;

/// A unique id of 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub [u8; 16]);

/// Positions of the hyphens in a UUID.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// Positions of the first digit of each byte in a UUID.
const DIGITS: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/// Length of a UUID in characters.
const LENGTH: usize = 36;

/// The value of each hexadecimal digit; `u8::MAX` for other bytes.
const VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        values[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    values
};

impl EventId {
    /// A 64-bit hash of the id, for tables with millions of entries.
    #[must_use]
    pub fn short(self) -> u64 {
        let (first, last) = self.0.split_at(8);
        let word = |bytes: &[u8]| bytes.iter().fold(0, |word: u64, byte| word << 8 | u64::from(*byte));
        // This odd number, the nearest to 2⁶⁴ divided by the golden ratio, mixes ids from other programs, which may be
        // less random.
        word(first) ^ word(last).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// Parses `8-4-4-4-12` hexadecimal digits, in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text: &[u8; LENGTH] = text.as_bytes().try_into().ok()?;
        if HYPHENS.iter().any(|place| text[*place] != b'-') {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, place) in bytes.iter_mut().zip(DIGITS) {
            let [high, low] = [text[place], text[place + 1]].map(|digit| VALUES[usize::from(digit)]);
            if high.max(low) > 15 {
                return None;
            }
            *byte = high << 4 | low;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// Identifies the wording of an article, so that the figures of a rewritten article start from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wording(pub u64);

impl Wording {
    /// Parses exactly 16 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let push = |hash: u64, byte: u8| is_digit(byte).then(|| hash << 4 | u64::from(VALUES[usize::from(byte)]));
        let is_whole = text.len() == 16;
        is_whole.then(|| text.bytes().try_fold(0, push)).flatten().map(Self)
    }
}

impl fmt::Display for Wording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
