//! The encoding that all files of the index share. Numbers are LEB128: seven bits per byte, lowest bits first, with the
//! high bit set on every byte but the last. Files are compressed with gzip (RFC 1952).
//!
//! Input is never trusted: a truncated or invalid file reads as `None` and never causes a panic.

use std::io::Read as _;

use flate2::read::GzDecoder;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// Maximum size of an unpacked file in bytes, because a hostile file can unpack to any size.
const LARGEST_FILE: u64 = 64 << 20;

/// Appends a number.
pub fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// Appends ascending numbers, each as the difference from the previous one.
pub fn push_ascending(bytes: &mut Vec<u8>, numbers: impl IntoIterator<Item = u32>) {
    let mut last = 0;
    for number in numbers {
        push_number(bytes, number - last);
        last = number;
    }
}

/// Encodes the signed difference `to - from`: 0, −1, 1, −2, … become 0, 1, 2, 3, ….
#[must_use]
pub fn zigzag(from: u32, to: u32) -> u32 {
    if to >= from { (to - from) << 1 } else { ((from - to) << 1) - 1 }
}

/// Adds an encoded difference to `from`; `None` if the result does not fit.
#[must_use]
pub fn unzigzag(from: u32, distance: u32) -> Option<u32> {
    let half = distance >> 1;
    if distance & 1 == 0 { from.checked_add(half) } else { from.checked_sub(half + 1) }
}

/// The gzip header. It has no time, file name or system, so the same bytes always give the same file.
const HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

/// Packs files one after the other. Reused, because creating one takes as long as packing a small file.
#[derive(Debug)]
pub struct Packer(Compress);

impl Default for Packer {
    fn default() -> Self {
        Self(Compress::new(Compression::default(), false))
    }
}

impl Packer {
    /// Returns the file as gzip.
    pub fn pack(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
        packed.extend(HEADER);
        self.0.reset();
        let mut status = Status::Ok;
        while status != Status::StreamEnd {
            // Another pass writes what does not fit.
            packed.reserve(64 + bytes.len() / 8);
            let read = usize::try_from(self.0.total_in()).expect("it lies in memory");
            let written = self.0.compress_vec(&bytes[read..], &mut packed, FlushCompress::Finish);
            status = written.expect("the state is a valid one");
        }
        let mut check = Crc::new();
        check.update(bytes);
        packed.extend(check.sum().to_le_bytes());
        packed.extend(check.amount().to_le_bytes());
        packed.shrink_to_fit();
        packed
    }
}

/// Packs a single file.
#[must_use]
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    Packer::default().pack(bytes)
}

/// Whether a client takes bytes for a packed file.
#[must_use]
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&HEADER[..2])
}

/// Unpacks a file, unless it is not packed; `None` if it is broken or truncated.
#[must_use]
pub fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    if !is_packed(bytes) {
        return Some(bytes.to_vec());
    }
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes).take(LARGEST_FILE).read_to_end(&mut unpacked).ok()?;
    Some(unpacked)
}

/// Reads the values of an unpacked file in order. Each method returns `None` if the file is too short or invalid.
#[derive(Debug)]
pub struct ByteReader<'b> {
    bytes: &'b [u8],
}

impl<'b> ByteReader<'b> {
    /// A reader at the start of `bytes`.
    #[must_use]
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// The next number.
    pub fn number(&mut self) -> Option<u32> {
        let mut number = 0_u64;
        for shift in (0..35).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(number).ok();
            }
        }
        None
    }

    /// The next number, as a count of things that each take at least one byte. `None` if it exceeds the remaining
    /// bytes.
    pub fn count(&mut self) -> Option<usize> {
        let count = self.number()? as usize;
        (count <= self.bytes.len()).then_some(count)
    }

    /// The next `length` bytes.
    pub fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    /// The next `count` ascending numbers.
    pub fn ascending(&mut self, count: usize) -> Option<Vec<u32>> {
        let mut last = 0_u32;
        let mut next = || {
            last = last.checked_add(self.number()?)?;
            Some(last)
        };
        (0..count).map(|_| next()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let check = |number: u32, length: usize| {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            assert_eq!((bytes.len(), ByteReader::new(&bytes).number()), (length, Some(number)));
        };
        check(0, 1);
        check(127, 1);
        check(128, 2);
        check(u32::MAX, 5);
    }

    #[test]
    fn numbers_that_cannot_be_are_refused() {
        let check = |bytes: &[u8]| assert_eq!(ByteReader::new(bytes).number(), None);
        check(&[]);
        check(&[0x80]);
        check(&[0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);
        check(&[0x80; 9]);
    }

    #[test]
    fn distances_have_a_sign() {
        let check = |from: u32, to: u32| assert_eq!(unzigzag(from, zigzag(from, to)), Some(to));
        check(5, 5);
        check(5, 9);
        check(5, 0);
        assert_eq!(unzigzag(0, 1), None);
    }

    #[test]
    fn a_packed_file_comes_back_and_a_broken_one_does_not() {
        let packed = pack(b"reset your password");
        assert_eq!(unpack(&packed).as_deref(), Some(&b"reset your password"[..]));
        assert_eq!(unpack(&packed[..packed.len() - 9]), None);
        assert_eq!(packed, pack(b"reset your password"));
    }
}
