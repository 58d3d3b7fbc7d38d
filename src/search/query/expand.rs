//! Expands a word to the stems that it leads to, with weights.
//!
//! A word in the lexicon has full weight. For any other word the steps are: match its ending (by rules learned from the
//! documents), complete it as a prefix, then treat it as a typo of one or two letters. A word that is still being typed
//! is always completed too. If only rare words were found, the word is also treated as a typo.

use super::SearchIndex;
use super::distance::distance;
use crate::search::impacts::by_units;
use crate::search::lexicon::{LexiconEntry, StemRef};
use crate::search::words;

/// Weights of an expansion, by how it was found.
const BY_ENDING: f64 = 0.9;
const BY_BEGINNING: f64 = 0.8;
const BEYOND_THE_WORD: f64 = 0.6;
const BY_ONE_TYPO: f64 = 0.7;
const BY_TWO_TYPOS: f64 = 0.4;
const BY_ROOT: f64 = 0.3;

/// Maximum numbers of words that complete a prefix, and of shards that may contain them.
const MAX_COMPLETIONS: usize = 48;
const MAX_SHARDS: usize = 2;
const MAX_SHARDS_OF_KNOWN: usize = 1;

/// Penalty of each additional letter of a completion, in rarity steps.
const LETTER_COST: usize = 5;

/// Maximum number of words that a typo expands to.
const MAX_TYPOS: usize = 3;

/// Penalty of a different first letter in a typo, in rarity steps.
const FIRST_LETTER_COST: usize = 40;

/// If a word leads only to words rarer than this, other words are tried too.
const DOUBTED: usize = 60;

/// How much more frequent a word one typo away must be than what was found otherwise.
const MORE_FREQUENT: usize = 50;

/// Minimum length of a word that can be a typo while it is being typed.
const SHORTEST_TYPED: usize = 5;

/// Number of leading letters that adjacent blocks must share with a word.
const NEIGHBOURLY: usize = 2;

/// Maximum number of suggestions for a word that matches nothing.
const MAX_NEAR: usize = 3;

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
    fn add(&mut self, (word, stems): &LexiconEntry, weight: f64) {
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

/// Which ways to expand a word are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpansionEffort {
    /// Only the word itself, and its ending.
    Known,
    /// All ways.
    Finished,
    /// All ways, and always completions too.
    Unfinished,
}

/// Expands a folded word; `None` if a file of the index is missing or broken.
pub fn expand(index: &SearchIndex<'_>, word: &str, effort: ExpansionEffort) -> Option<ExpandedWord> {
    let mut expanded = ExpandedWord::default();
    if index.manifest.lexicon.is_empty() {
        return Some(expanded);
    }
    let number = block_of(&index.manifest.lexicon, word);
    let block = index.block(number)?;
    let place = lower_bound(&block, word);
    let is_known = block.get(place).is_some_and(|(known, _)| known == word);
    if is_known {
        expanded.add(&block[place], 1.0);
    } else {
        by_ending(index, &block, word, &mut expanded);
    }
    if !is_known && !expanded.expansions.is_empty() && effort != ExpansionEffort::Known && can_have_typo(index, word) {
        by_frequent_typo(&block, word, &mut expanded);
    }
    let length = units(word);
    let is_beginning = effort == ExpansionEffort::Unfinished && length > 1;
    if effort != ExpansionEffort::Known && (is_beginning || expanded.expansions.is_empty()) {
        by_beginning(index, number, word, is_known, &mut expanded)?;
    }
    if is_known || effort == ExpansionEffort::Known || !can_have_typo(index, word) {
        return Some(expanded);
    }
    if expanded.expansions.is_empty() {
        by_typo(index, number, word, &mut expanded)?;
        if expanded.expansions.is_empty() {
            by_root(&block, word, &mut expanded);
        }
    } else if expanded.corrected.is_none() && (effort == ExpansionEffort::Finished || length >= SHORTEST_TYPED) {
        by_doubt(index, number, word, &mut expanded)?;
    }
    Some(expanded)
}

/// The block that would contain a word.
fn block_of(starts: &[String], word: &str) -> usize {
    starts.partition_point(|start| by_units(start, word).is_le()).saturating_sub(1)
}

fn lower_bound(block: &[LexiconEntry], word: &str) -> usize {
    block.partition_point(|(known, _)| by_units(known, word).is_lt())
}

/// The length in UTF-16 units, as in JavaScript.
#[must_use]
pub fn units(word: &str) -> usize {
    if word.is_ascii() { word.len() } else { word.encode_utf16().count() }
}

/// Adds known forms of the word, by the first ending rule that fits.
fn by_ending(index: &SearchIndex<'_>, block: &[LexiconEntry], word: &str, expanded: &mut ExpandedWord) {
    for (from, to) in &index.suffixes {
        let Some(rest) = word.strip_suffix(from.as_str()).filter(|rest| units(rest) > 2) else { continue };
        let stem = format!("{rest}{to}");
        let found = block[lower_bound(block, &stem)..].iter().take_while(|(known, _)| known.starts_with(&stem));
        let is_form = |known: &str| {
            let ending = &known[stem.len() - to.len()..];
            known.len() == stem.len() || index.suffixes.iter().any(|(from, _)| from == ending)
        };
        for entry in found.filter(|(known, _)| is_form(known)) {
            expanded.add(entry, BY_ENDING);
        }
        if !expanded.expansions.is_empty() {
            return;
        }
    }
}

/// Adds longer words that begin with the word, more frequent and shorter ones first.
fn by_beginning(
    index: &SearchIndex<'_>,
    number: usize,
    word: &str,
    is_known: bool,
    expanded: &mut ExpandedWord,
) -> Option<()> {
    let length = units(word);
    let mut blocks = vec![index.block(number)?];
    let next = index.manifest.lexicon.get(number + 1);
    if length > 2 && next.is_some_and(|start| start.starts_with(word)) {
        blocks.push(index.block(number + 1)?);
    }
    let mut found: Vec<(usize, &LexiconEntry)> = Vec::new();
    for block in &blocks {
        let longer = block[lower_bound(block, word)..].iter().take_while(|(known, _)| known.starts_with(word));
        for entry in longer.filter(|(known, _)| known != word) {
            let rarity = entry.1.first().map_or(usize::MAX / 2, |stem| stem.rarity.into());
            found.push((rarity + LETTER_COST * (units(&entry.0) - length), entry));
        }
    }
    found.sort_by_key(|(cost, _)| *cost);
    let most = if is_known { MAX_SHARDS_OF_KNOWN } else { MAX_SHARDS };
    let base = if is_known { BEYOND_THE_WORD } else { BY_BEGINNING };
    let mut shards: Vec<u32> = Vec::new();
    for (_, entry) in found.into_iter().take(MAX_COMPLETIONS) {
        let Some(stem) = entry.1.first() else { continue };
        if !shards.contains(&stem.shard) {
            if shards.len() == most {
                continue;
            }
            shards.push(stem.shard);
        }
        expanded.add(entry, base * ratio(length, units(&entry.0)));
    }
    Some(())
}

#[allow(clippy::cast_precision_loss)] // words are short
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Whether a word may be a typo. Numbers, codes and stop words may not.
fn can_have_typo(index: &SearchIndex<'_>, word: &str) -> bool {
    let is_plain = word.chars().all(char::is_alphabetic) && !word.chars().any(words::is_dense);
    units(word) > 2 && is_plain && !index.stop_words.contains(word)
}

/// A word whose ending leads to a rare word is often a typo of a more frequent word.
fn by_frequent_typo(block: &[LexiconEntry], word: &str, expanded: &mut ExpandedWord) {
    let rarity = expanded.expansions.iter().map(|expansion| expansion.stem.rarity).min().unwrap_or_default();
    let best = nearest(near(block, word, 1), word);
    let frequent: Vec<&LexiconEntry> =
        best.iter().filter(|(cost, _)| *cost < rarity.into()).map(|(_, entry)| entry).collect();
    for entry in &frequent {
        expanded.add(entry, BY_ONE_TYPO);
    }
    expanded.corrected = frequent.first().map(|(known, _)| known.clone());
}

/// A word that leads only to rare words is probably a typo of a far more frequent word in any block.
fn by_doubt(index: &SearchIndex<'_>, number: usize, word: &str, expanded: &mut ExpandedWord) -> Option<()> {
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
fn by_typo(index: &SearchIndex<'_>, number: usize, word: &str, expanded: &mut ExpandedWord) -> Option<()> {
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
    let mut found = near(&index.block(number)?, word, most);
    let is_doubted = |found: &[(usize, LexiconEntry)]| {
        found.iter().all(|(distance, entry)| *distance > 1 || cost(entry, word) > DOUBTED)
    };
    if is_doubted(&found) && !index.manifest.backward.is_empty() {
        backward(index, word, most, &mut found)?;
    }
    if is_doubted(&found) {
        by_swap(index, number, word, &mut found)?;
    }
    if found.iter().all(|(distance, _)| *distance > 1) {
        let start: String = word.chars().take(NEIGHBOURLY).collect();
        for beside in [number.checked_sub(1), Some(number + 1)].into_iter().flatten() {
            if index.manifest.lexicon.get(beside).is_some_and(|first| first.starts_with(&start)) {
                found.extend(near(&index.block(beside)?, word, most));
            }
        }
    }
    Some(found)
}

/// The words of a block within a distance of `most`, with their distances.
fn near(block: &[LexiconEntry], word: &str, most: usize) -> Vec<(usize, LexiconEntry)> {
    let typed: Vec<u16> = word.encode_utf16().collect();
    let near = |entry: &LexiconEntry| {
        let known: Vec<u16> = entry.0.encode_utf16().collect();
        Some((distance(&typed, &known, most)?, entry.clone()))
    };
    block.iter().filter_map(near).collect()
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
        let block = index.block(other)?;
        let known = block.get(lower_bound(&block, &swapped)).filter(|(known, _)| *known == swapped);
        found.extend(known.map(|entry| (1, entry.clone())));
    }
    Some(())
}

/// Adds known words with the same ending, which a typo at the beginning would otherwise hide.
fn backward(index: &SearchIndex<'_>, word: &str, most: usize, found: &mut Vec<(usize, LexiconEntry)>) -> Option<()> {
    let typed: Vec<u16> = word.encode_utf16().collect();
    let reversed: String = word.chars().rev().collect();
    let number = block_of(&index.manifest.backward, &reversed);
    let mut near: Vec<(usize, String)> = Vec::new();
    for known in index.backward(number)? {
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
        let block = index.block(block_of(&index.manifest.lexicon, &known))?;
        if let Some(entry) = block.get(lower_bound(&block, &known)).filter(|(word, _)| *word == known) {
            found.push((distance, entry.clone()));
        }
    }
    Some(())
}

/// The last resort. Words that share two thirds of the word are probably related (`rembourser`, `remboursement`) and
/// get a low weight; words that share half are only suggested.
fn by_root(block: &[LexiconEntry], word: &str, expanded: &mut ExpandedWord) {
    let length = word.chars().count();
    let family = alike(block, word, (2 * length).div_ceil(3).max(4));
    for entry in &family {
        expanded.add(entry, BY_ROOT);
    }
    let near = if family.is_empty() { alike(block, word, length.div_ceil(2).max(3)) } else { family };
    expanded.near = near.into_iter().map(|(known, _)| known.clone()).collect();
}

/// The most frequent words that begin with the first `count` characters of the word.
fn alike<'b>(block: &'b [LexiconEntry], word: &str, count: usize) -> Vec<&'b LexiconEntry> {
    let beginning: String = word.chars().take(count).collect();
    let mut alike: Vec<&LexiconEntry> =
        block.iter().filter(|(known, stems)| known.starts_with(&beginning) && !stems.is_empty()).collect();
    let rarity = |entry: &LexiconEntry| entry.1.first().map_or(u8::MAX, |stem| stem.rarity);
    alike.sort_by(|a, b| rarity(a).cmp(&rarity(b)).then_with(|| by_units(&a.0, &b.0)));
    alike.truncate(MAX_NEAR);
    alike
}
