//! A map from words to numbers, fast enough for every word of every article. Words of up to [`SHORT`] bytes, which
//! nearly all are, are stored as integers, because following a pointer for each word would take longer than everything
//! else that is done with it.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// Maximum length of a short word in bytes. The 16th byte is its length.
const SHORT: usize = 15;

/// Maps words to numbers.
#[derive(Debug, Default)]
pub struct WordNumbers {
    short: HashMap<u128, u32, FixedState>,
    long: HashMap<Box<str>, u32, FixedState>,
}

impl WordNumbers {
    /// The number of a word.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<u32> {
        let number = match short(word) {
            Some(word) => self.short.get(&word),
            None => self.long.get(word),
        };
        number.copied()
    }

    /// Sets the number of a word.
    pub fn insert(&mut self, word: &str, number: u32) {
        match short(word) {
            Some(word) => self.short.insert(word, number),
            None => self.long.insert(word.into(), number),
        };
    }
}

/// A short word as a unique integer; `None` if it is too long.
fn short(word: &str) -> Option<u128> {
    let length = u8::try_from(word.len()).ok().filter(|length| usize::from(*length) <= SHORT)?;
    let mut bytes = [0; SHORT + 1];
    bytes[..word.len()].copy_from_slice(word.as_bytes());
    bytes[SHORT] = length;
    Some(u128::from_ne_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_own_number() {
        let words = ["", "a", "a\0", "fifteen letters", "sixteen letters!", "größe", "a much longer word than that"];
        let mut known = WordNumbers::default();
        for (word, number) in words.iter().zip(0..) {
            assert_eq!(known.get(word), None);
            known.insert(word, number);
        }
        for (word, number) in words.iter().zip(0..) {
            assert_eq!(known.get(word), Some(number), "{word:?}");
        }
    }
}
