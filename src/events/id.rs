//! Names of events and visits: 128 random bits, written as a UUID (RFC 9562).

use std::fmt;

/// 128 bits that nobody else has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

/// Where the hyphens stand in a UUID's text.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];

/// Length of a UUID's text.
const LENGTH: usize = 36;

impl Id {
    /// 64 bits that come from all 128, for tables of millions.
    #[must_use]
    pub fn short(self) -> u64 {
        let (first, last) = self.0.split_at(8);
        let word = |bytes: &[u8]| bytes.iter().fold(0, |word: u64, byte| word << 8 | u64::from(*byte));
        // The odd number nearest to 2⁶⁴ divided by the golden ratio spreads what the ids of others repeat.
        word(first) ^ word(last).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// Reads `8-4-4-4-12` hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if text.len() != LENGTH {
            return None;
        }
        let mut bytes = [0; 16];
        let mut half = 0;
        for (place, byte) in text.iter().enumerate() {
            if HYPHENS.contains(&place) {
                if *byte != b'-' {
                    return None;
                }
                continue;
            }
            let digit = u8::try_from(char::from(*byte).to_digit(16)?).ok()?;
            bytes[half / 2] = bytes[half / 2] << 4 | digit;
            half += 1;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Id {
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
