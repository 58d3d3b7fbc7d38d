//! Names of the index's files: 48 bits of the hash of what they contain.
//!
//! A file that leads to others has their names, so whoever has a manifest can read exactly the files that were built
//! with it, whatever was published since. 48 bits are enough for that: in a help center that changes a thousand of these
//! files every day for ten years, the probability that any two of them ever have the same name is below 3 %, and it
//! would matter only to a reader whose browser still has the first one when the second is published. Within a build, a
//! name that is taken is never given to another content.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::bytes::{ByteReader, push_number};

/// Length of a name in bytes.
const BYTES: usize = 6;

/// The largest name.
const LARGEST: u64 = (1 << (8 * BYTES)) - 1;

/// The name of a file: twelve hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileName(u64);

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$x}", self.0, width = BYTES * 2)
    }
}

impl FileName {
    /// The name with this number; `None` if the number is too large.
    #[must_use]
    pub fn new(number: u64) -> Option<Self> {
        (number <= LARGEST).then_some(Self(number))
    }

    /// The name as a number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }

    /// Appends the name, its first digits first.
    pub fn push(self, bytes: &mut Vec<u8>) {
        bytes.extend(&self.0.to_be_bytes()[8 - BYTES..]);
    }

    /// Reads a name; `None` if the file ends before.
    pub fn read(reader: &mut ByteReader<'_>) -> Option<Self> {
        let bytes = reader.take(BYTES)?;
        Some(Self(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
    }
}

/// A file of an index before it has a name: the hash of its content, and its bytes.
pub type UnnamedFile = (u128, Arc<[u8]>);

/// The files of an index by part and name.
#[derive(Debug, Default)]
pub struct NamedFiles(BTreeMap<(&'static str, FileName), UnnamedFile>);

impl NamedFiles {
    /// Adds the files of a part, and returns their names. Files with the same content are one file.
    pub fn add(&mut self, part: &'static str, files: Vec<UnnamedFile>) -> Vec<FileName> {
        files.into_iter().map(|(hash, bytes)| self.add_file(part, hash, bytes)).collect()
    }

    fn add_file(&mut self, part: &'static str, hash: u128, bytes: Arc<[u8]>) -> FileName {
        let mut name = FileName(u64::try_from(hash & u128::from(LARGEST)).expect("it has 48 bits"));
        while self.0.get(&(part, name)).is_some_and(|(known, _)| *known != hash) {
            name = FileName((name.0 + 1) & LARGEST);
        }
        self.0.insert((part, name), (hash, bytes));
        name
    }
}

impl IntoIterator for NamedFiles {
    type Item = (String, Arc<[u8]>);
    type IntoIter = Box<dyn Iterator<Item = Self::Item>>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.0.into_iter().map(|((part, name), (_, bytes))| (format!("{part}/{name}"), bytes)))
    }
}

/// Names one after the other, for JSON.
#[must_use]
pub fn list(names: &[FileName]) -> String {
    names.iter().map(FileName::to_string).collect()
}

/// The name at a place of such a list; `None` if there is none.
#[must_use]
pub fn at(list: &str, place: usize) -> Option<FileName> {
    let start = place.checked_mul(BYTES * 2)?;
    let digits = list.get(start..start.checked_add(BYTES * 2)?)?;
    u64::from_str_radix(digits, 16).ok().map(FileName)
}

/// Encodes a file of names: their number, and the bytes of each.
#[must_use]
pub fn encode(names: &[FileName]) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_number(&mut bytes, u32::try_from(names.len()).expect("an index has fewer than 2^32 files"));
    for name in names {
        name.push(&mut bytes);
    }
    bytes
}

/// Reads names; `None` if the file is broken.
pub fn read(reader: &mut ByteReader<'_>) -> Option<Vec<FileName>> {
    let count = reader.count()?;
    (0..count).map(|_| FileName::read(reader)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        let names = [0, 1, 0x00ab_cdef_0123, LARGEST].map(FileName);
        assert_eq!(names[2].to_string(), "00abcdef0123");
        let (list, bytes) = (list(&names), encode(&names));
        for (place, name) in names.iter().enumerate() {
            assert_eq!(at(&list, place), Some(*name));
        }
        assert_eq!(at(&list, names.len()), None);
        assert_eq!(read(&mut ByteReader::new(&bytes)), Some(names.to_vec()));
        for length in 0..bytes.len() {
            assert_eq!(read(&mut ByteReader::new(&bytes[..length])), None, "cut at {length}");
        }
    }

    #[test]
    fn two_contents_never_share_a_name() {
        let mut files = NamedFiles::default();
        let file = |hash: u128| (hash, Arc::from(hash.to_le_bytes()));
        // The hashes are equal in their last 48 bits.
        let (first, second) = (7, 7 | 1 << 100);
        let names = files.add("l", vec![file(first), file(second), file(first)]);
        assert_eq!(names, [FileName(7), FileName(8), FileName(7)]);
        assert_eq!(files.add("p", vec![file(second)]), [FileName(7)]);
        assert_eq!(files.into_iter().count(), 3);
    }
}
