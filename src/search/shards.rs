//! Splits the stems' lists into shards, the files that clients load them from.
//!
//! A shard ends before a stem whose hash says so, if it is large enough, or where it would become too large. So a list
//! that grows, or a new stem, changes where its own shard ends and rarely the next one, but not all later ones.

use rayon::prelude::*;
use twox_hash::XxHash3_64;

use super::impacts::CountedDocuments;
use super::lexicon::StemRef;
use super::postings::{Posting, PostingList};
use super::rounding::coarse;

/// Minimum target size of a shard in bytes. A smaller one is not worth a request.
const SMALLEST_SHARD: usize = 3_000;

/// Maximum target size of a shard in bytes. A larger one consists mostly of words that the query does not contain.
const LARGEST_SHARD: usize = 9_000;

/// The target number of shards in a large index. A very large index has more, one for each [`DOCUMENTS_OF_A_SHARD`]
/// documents: it has many files anyway, and the lists of common words alone are large.
const SHARDS: usize = 850;
const DOCUMENTS_OF_A_SHARD: usize = 13;

/// A shard is large enough to end when it has this fraction of the target. On average, it then grows by half of that
/// before it ends.
const LARGE_ENOUGH: usize = 2;

/// Splits the lists into shards, and returns the location of each stem, with the index of its shard. Takes the postings
/// out of `counted`. The first `newest` documents determine how rare a stem is.
pub fn split(counted: &mut CountedDocuments, documents: usize, newest: usize) -> (Vec<Vec<PostingList>>, Vec<StemRef>) {
    let found = |postings: &[Posting]| postings.partition_point(|posting| (posting.document as usize) < newest);
    let rarities: Vec<u8> = counted.stems.iter().map(|(_, postings)| rarity(found(postings), newest)).collect();
    let lists: Vec<PostingList> = counted
        .stems
        .par_iter_mut()
        .map(|(_, postings)| PostingList::new(std::mem::take(postings), coarse(documents), newest))
        .collect();
    let total: usize = lists.iter().map(PostingList::weight).sum();
    let target = (total / SHARDS.max(coarse(documents) / DOCUMENTS_OF_A_SHARD)).clamp(SMALLEST_SHARD, LARGEST_SHARD);
    let target = coarse(target);
    let mut shards: Vec<Vec<PostingList>> = Vec::new();
    let mut refs = Vec::with_capacity(lists.len());
    let mut weight = usize::MAX;
    for (((stem, _), list), rarity) in counted.stems.iter().zip(lists).zip(rarities) {
        let own = list.weight();
        let ends = weight >= target / LARGE_ENOUGH && may_end_before(stem, own, target);
        if ends || weight.saturating_add(own) > target {
            shards.push(Vec::new());
            weight = 0;
        }
        weight += own;
        let shard = shards.len() - 1;
        if let Some(lists) = shards.last_mut() {
            let slot = u32::try_from(lists.len()).expect("an index has fewer than 2^32 stems");
            refs.push(StemRef { shard: shard as u64, slot, rarity });
            lists.push(list);
        }
    }
    (shards, refs)
}

/// Whether a shard may end before a stem with a list of this weight: after a fraction of the target on average, and
/// always before a large list.
fn may_end_before(stem: &str, weight: usize, target: usize) -> bool {
    let distance = target / LARGE_ENOUGH / 2;
    let hash = usize::try_from(XxHash3_64::oneshot(stem.as_bytes()) >> 44).expect("it has 20 bits");
    // Rounded, because a list that grows a little must not become an end.
    hash % distance < weight.next_power_of_two()
}

/// The inverse document frequency of BM25 × 20, raised a little so that no word is worth nothing. An integer, so that
/// clients need no logarithm, which browsers round differently. The number of documents is rounded up, so that one more
/// does not change the rarity of other words.
#[must_use]
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to a byte
pub fn rarity(found: usize, documents: usize) -> u8 {
    let (found, documents) = (found as f64, coarse(documents) as f64);
    let rarity = (1.0 + (documents - found + 0.5) / (found + 0.5)).ln() + 0.2;
    (rarity * 20.0).round().clamp(1.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shards of these lists: the number of documents of each stem.
    fn shards(lists: &[(String, u32)]) -> Vec<Vec<PostingList>> {
        let posting = |document| Posting { document, impact: 3, ..Posting::default() };
        let stems = lists.iter().map(|(stem, count)| (stem.clone(), (0..*count).map(posting).collect())).collect();
        split(&mut CountedDocuments { stems, ..CountedDocuments::default() }, 500, 500).0
    }

    #[test]
    fn another_stem_changes_few_shards() {
        let mut lists: Vec<(String, u32)> = (0..6000_u32).map(|n| (format!("s{n:05}"), n * 7 % 61 + 1)).collect();
        let before = shards(&lists);
        for new in ["s00000a", "s02999a", "s05999a"] {
            let place = lists.partition_point(|(stem, _)| stem.as_str() < new);
            lists.insert(place, (new.to_owned(), 40));
            let after = shards(&lists);
            let changed = after.iter().filter(|shard| !before.contains(shard)).count();
            assert!(before.len() > 100 && changed <= 4, "{changed} of {} shards", before.len());
            lists.remove(place);
        }
    }
}
