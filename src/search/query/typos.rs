//! Treats a word as a typo of known words.

use super::SearchIndex;
use super::distance::distance;
use super::expanded::{ExpandedWord, block_of, lower_bound, units};
use crate::search::impacts::by_units;
use crate::search::lexicon::LexiconEntry;
use crate::words;

/// Weights of a word by the number of its typos.
const BY_ONE_TYPO: f64 = 0.7;
const BY_TWO_TYPOS: f64 = 0.4;

/// Maximum number of words that a typo expands to.
const MAX_TYPOS: usize = 3;

/// Penalty of a different first letter in a typo, in rarity steps.
const FIRST_LETTER_COST: usize = 40;

/// If a word leads only to words rarer than this, other words are tried too.
const DOUBTED: usize = 60;

/// How much more frequent a word one typo away must be than what was found otherwise.
const MORE_FREQUENT: usize = 50;

/// Number of leading letters that adjacent blocks must share with a word.
const NEIGHBOURLY: usize = 2;

/// Whether a word may be a typo. Numbers, codes and stop words may not.
pub(super) fn can_have_typo(index: &SearchIndex<'_>, word: &str) -> bool {
    let is_plain = word.chars().all(char::is_alphabetic) && !word.chars().any(words::is_dense);
    units(word) > 2 && is_plain && !index.stop_words.contains(word)
}

/// A word whose ending leads to a rare word is often a typo of a more frequent word.
pub(super) fn by_frequent_typo(
    index: &SearchIndex<'_>,
    block: &[LexiconEntry],
    word: &str,
    expanded: &mut ExpandedWord,
) {
    let rarity = expanded.expansions.iter().map(|expansion| expansion.stem.rarity).min().unwrap_or_default();
    let best = nearest(near(index, block, word, 1), word);
    let frequent: Vec<&LexiconEntry> =
        best.iter().filter(|(cost, _)| *cost < rarity.into()).map(|(_, entry)| entry).collect();
    for entry in &frequent {
        expanded.add(entry, BY_ONE_TYPO);
    }
    expanded.corrected = frequent.first().map(|(known, _)| known.clone());
}

/// A word that leads only to rare words is probably a typo of a far more frequent word in any block.
pub(super) fn by_doubt(index: &SearchIndex<'_>, number: usize, word: &str, expanded: &mut ExpandedWord) -> Option<()> {
    let rarity = expanded.expansions.iter().map(|expansion| usize::from(expansion.stem.rarity)).min()?;
    if rarity <= DOUBTED {
        return Some(());
    }
    let mut best = nearest(typos(index, number, word, 1)?, word);
    best.retain(|(cost, _)| cost + MORE_FREQUENT < rarity);
    for (_, entry) in &best {
        expanded.add(entry, BY_ONE_TYPO);
    }
    expanded.corrected = best.into_iter().next().map(|(_, (known, _))| known);
    Some(())
}

/// Adds the known words at the smallest distance.
pub(super) fn by_typo(index: &SearchIndex<'_>, number: usize, word: &str, expanded: &mut ExpandedWord) -> Option<()> {
    let found = typos(index, number, word, if units(word) < 5 { 1 } else { 2 })?;
    let least = found.iter().map(|(distance, _)| *distance).min();
    let best = nearest(found, word);
    for (_, entry) in &best {
        expanded.add(entry, if least < Some(2) { BY_ONE_TYPO } else { BY_TWO_TYPOS });
    }
    expanded.corrected = best.first().map(|(_, (known, _))| known.clone());
    Some(())
}

/// Known words within a distance of `most`, with their distances. Searches the word's own block, the block of the
/// backward lexicon, words with two letters swapped, and adjacent blocks, until a word is frequent enough.
fn typos(index: &SearchIndex<'_>, number: usize, word: &str, most: usize) -> Option<Vec<(usize, LexiconEntry)>> {
    let mut found = near(index, &index.block(number)?.entries, word, most);
    let is_doubted = |found: &[(usize, LexiconEntry)]| {
        found.iter().all(|(distance, entry)| *distance > 1 || cost(entry, word) > DOUBTED)
    };
    if is_doubted(&found) {
        backward(index, word, most, &mut found)?;
    }
    if is_doubted(&found) {
        by_swap(index, number, word, &mut found)?;
    }
    if found.iter().all(|(distance, _)| *distance > 1) {
        let start: String = word.chars().take(NEIGHBOURLY).collect();
        for beside in [number.checked_sub(1), Some(number + 1)].into_iter().flatten() {
            if index.manifest.lexicon.get(beside).is_some_and(|first| first.starts_with(&start)) {
                found.extend(near(index, &index.block(beside)?.entries, word, most));
            }
        }
    }
    Some(found)
}

/// The words of a block within a distance of `most`, with their distances.
fn near(index: &SearchIndex<'_>, block: &[LexiconEntry], word: &str, most: usize) -> Vec<(usize, LexiconEntry)> {
    let typed: Vec<u16> = word.encode_utf16().collect();
    let near = |entry: &LexiconEntry| {
        let known: Vec<u16> = entry.0.encode_utf16().collect();
        Some((distance(&typed, &known, most)?, entry.clone()))
    };
    block.iter().filter(|(known, _)| !index.stop_words.contains(known)).filter_map(near).collect()
}

/// The words at the smallest distance, most frequent first, with their costs.
fn nearest(found: Vec<(usize, LexiconEntry)>, word: &str) -> Vec<(usize, LexiconEntry)> {
    let least = found.iter().map(|(distance, _)| *distance).min();
    let nearest = found.into_iter().filter(|(distance, _)| Some(*distance) == least);
    let mut best: Vec<(usize, LexiconEntry)> = nearest.map(|(_, entry)| (cost(&entry, word), entry)).collect();
    best.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| by_units(&x.0, &y.0)));
    best.dedup_by(|(_, a), (_, b)| a.0 == b.0);
    best.truncate(MAX_TYPOS);
    best
}

/// The penalty for replacing a word by this known one, in rarity steps.
fn cost((known, stems): &LexiconEntry, word: &str) -> usize {
    let has_other_start = known.encode_utf16().next() != word.encode_utf16().next();
    let rarity = stems.iter().map(|stem| usize::from(stem.rarity)).min().unwrap_or(usize::MAX / 2);
    rarity + FIRST_LETTER_COST * usize::from(has_other_start)
}

/// Adds known words from other blocks: two swapped letters can hide a word from both lexicons.
fn by_swap(index: &SearchIndex<'_>, number: usize, word: &str, found: &mut Vec<(usize, LexiconEntry)>) -> Option<()> {
    let typed: Vec<char> = word.chars().collect();
    for at in 1..typed.len() {
        let mut swapped = typed.clone();
        swapped.swap(at - 1, at);
        let swapped: String = swapped.into_iter().collect();
        let other = block_of(&index.manifest.lexicon, &swapped);
        if other == number || swapped == word {
            continue;
        }
        let block = &index.block(other)?.entries;
        let known = block
            .get(lower_bound(block, &swapped))
            .filter(|(known, _)| *known == swapped && !index.stop_words.contains(known));
        found.extend(known.map(|entry| (1, entry.clone())));
    }
    Some(())
}

/// Adds known words with the same ending, which a typo at the beginning would otherwise hide.
fn backward(index: &SearchIndex<'_>, word: &str, most: usize, found: &mut Vec<(usize, LexiconEntry)>) -> Option<()> {
    let typed: Vec<u16> = word.encode_utf16().collect();
    let reversed: String = word.chars().rev().collect();
    let mut near: Vec<(usize, String)> = Vec::new();
    for known in index.backward(&reversed)? {
        let known: String = known.chars().rev().collect();
        if let Some(distance) = distance(&typed, &known.encode_utf16().collect::<Vec<_>>(), most) {
            near.push((distance, known));
        }
    }
    let least = near.iter().map(|(distance, _)| *distance).min().unwrap_or_default();
    if found.iter().any(|(distance, _)| *distance < least) {
        return Some(());
    }
    near.retain(|(distance, _)| *distance == least);
    near.sort_by(|(_, a), (_, b)| by_units(a, b));
    for (distance, known) in near.into_iter().take(MAX_TYPOS) {
        let block = &index.block(block_of(&index.manifest.lexicon, &known))?.entries;
        if let Some(entry) = block.get(lower_bound(block, &known)).filter(|(word, _)| *word == known) {
            found.push((distance, entry.clone()));
        }
    }
    Some(())
}
