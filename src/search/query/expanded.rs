//! What a word leads to, and where words are in the lexicon.

use crate::search::impacts::by_units;
use crate::search::lexicon::{LexiconEntry, StemRef};

/// A stem that a word leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct StemExpansion {
    /// The stem.
    pub stem: StemRef,
    /// The weight, at most 1.
    pub weight: f64,
    /// The word of the lexicon that led to it.
    pub word: String,
}

/// The result of expanding a word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpandedWord {
    /// The stems.
    pub expansions: Vec<StemExpansion>,
    /// The known word that replaces it, if it was treated as a typo.
    pub corrected: Option<String>,
    /// Similar known words, if it matches nothing.
    pub near: Vec<String>,
}

impl ExpandedWord {
    /// Adds the stems of an entry. A stem that is already there keeps the higher weight.
    pub(super) fn add(&mut self, (word, stems): &LexiconEntry, weight: f64) {
        for stem in stems {
            let known =
                |expansion: &&mut StemExpansion| (expansion.stem.shard, expansion.stem.slot) == (stem.shard, stem.slot);
            match self.expansions.iter_mut().find(known) {
                Some(known) if known.weight >= weight => {}
                Some(known) => (known.weight, known.word) = (weight, word.clone()),
                None => self.expansions.push(StemExpansion { stem: *stem, weight, word: word.clone() }),
            }
        }
    }
}

/// The block that would contain a word.
pub(super) fn block_of(starts: &[String], word: &str) -> usize {
    starts.partition_point(|start| by_units(start, word).is_le()).saturating_sub(1)
}

/// The place of a word in a block, or the place that it would have.
pub(super) fn lower_bound(block: &[LexiconEntry], word: &str) -> usize {
    block.partition_point(|(known, _)| by_units(known, word).is_lt())
}

/// The length in UTF-16 units, as in JavaScript.
#[must_use]
pub fn units(word: &str) -> usize {
    if word.is_ascii() { word.len() } else { word.encode_utf16().count() }
}
