//! Remembers what happened in each visit. There are millions of visits, so each takes only 12 bytes.
//!
//! A visit's id is random, so its first 8 bytes are enough to identify it: with 10 million visits, the chance that any
//! two share them is 1 in 370,000. The map is split into shards that grow one at a time, because a growing map needs
//! twice its memory.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::events::EventId;

/// Number of shards.
const SHARDS: usize = 64;

/// What happened in a visit, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum VisitMark {
    /// Suggestions were shown on the contact page.
    Shown = 1,
    /// A suggestion was opened.
    Opened = 2,
    /// A request was sent.
    Sent = 4,
}

/// A visit: a byte of marks, and three bytes for the last article viewed (its index plus 1; 0 for no article).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Visit([u8; 4]);

impl Visit {
    pub fn has(self, mark: VisitMark) -> bool {
        self.0[0] & mark as u8 != 0
    }

    pub fn mark(&mut self, mark: VisitMark) {
        self.0[0] |= mark as u8;
    }

    /// The index of the last article viewed.
    pub fn last_read(self) -> Option<usize> {
        let [_, rest @ ..] = self.0;
        let number = u32::from_le_bytes([rest[0], rest[1], rest[2], 0]);
        (number as usize).checked_sub(1)
    }

    pub fn read(&mut self, article: usize) {
        if let Ok(number) = u32::try_from(article + 1) {
            self.0[1..].copy_from_slice(&number.to_le_bytes()[..3]);
        }
    }
}

/// All visits.
#[derive(Debug, Default)]
pub(super) struct Visits {
    shards: Vec<HashMap<[u8; 8], Visit, BuildHasherDefault<OwnHash>>>,
}

impl Visits {
    /// The visit with this id, created if it is new.
    pub fn visit(&mut self, id: EventId) -> &mut Visit {
        if self.shards.is_empty() {
            self.shards.resize_with(SHARDS, HashMap::default);
        }
        let [shard, ..] = id.0;
        let mut name = [0; 8];
        name.copy_from_slice(&id.0[..8]);
        self.shards[usize::from(shard) % SHARDS].entry(name).or_default()
    }

    /// All visits, in no order.
    pub fn all(&self) -> impl Iterator<Item = Visit> {
        self.shards.iter().flat_map(|shard| shard.values().copied())
    }
}

/// A cheap hash of ids that are already random. It mixes them once, because ids from other programs may be less random.
#[derive(Debug, Default)]
struct OwnHash(u64);

impl Hasher for OwnHash {
    fn finish(&self) -> u64 {
        // The finalizer of MurmurHash3 (public domain, Austin Appleby).
        let mut hash = self.0;
        hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ hash >> 33
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = self.0.rotate_left(5) ^ u64::from_le_bytes(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_found_again() {
        let mut visits = Visits::default();
        let id = |byte| EventId([byte; 16]);
        visits.visit(id(1)).mark(VisitMark::Shown);
        visits.visit(id(1)).read(70_000);
        visits.visit(id(2)).mark(VisitMark::Sent);
        let first = *visits.visit(id(1));
        assert!(first.has(VisitMark::Shown) && !first.has(VisitMark::Sent));
        assert_eq!(first.last_read(), Some(70_000));
        assert_eq!(visits.visit(id(2)).last_read(), None);
        assert_eq!(visits.all().count(), 2);
    }
}
