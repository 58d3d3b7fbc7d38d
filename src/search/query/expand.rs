//! Expands a word to the stems that it leads to, with weights.
//!
//! A word in the lexicon has full weight. For any other word the steps are: match its ending (by rules learned from the
//! documents), complete it as a prefix, find compounds that end with it, then treat it as a typo ([`super::typos`]). A
//! word that is still being typed is always completed too. If only rare words were found, the word is also treated as a
//! typo.

use super::SearchIndex;
use super::expanded::{ExpandedWord, block_of, lower_bound, units};
use super::typos::{by_doubt, by_frequent_typo, by_typo, can_have_typo};
use crate::search::impacts::by_units;
use crate::search::lexicon::LexiconEntry;

/// Weights of an expansion, by how it was found.
const BY_ENDING: f64 = 0.9;
const BY_BEGINNING: f64 = 0.8;
const BEYOND_THE_WORD: f64 = 0.6;
const BY_ROOT: f64 = 0.3;

/// Maximum numbers of words that complete a prefix, and of shards that may contain them.
const MAX_COMPLETIONS: usize = 48;
const MAX_SHARDS: usize = 2;
const MAX_SHARDS_OF_KNOWN: usize = 1;

/// Penalty of each additional letter of a completion, in rarity steps.
const LETTER_COST: usize = 5;

/// Minimum lengths of a word that compounds end with, and of what is before it, and the maximum number of these.
const SHORTEST_TAIL: usize = 4;
const SHORTEST_HEAD: usize = 3;
const MAX_COMPOUNDS: usize = 3;

/// Minimum length of a word that can be a typo while it is being typed.
const SHORTEST_TYPED: usize = 5;

/// Maximum number of suggestions for a word that matches nothing.
const MAX_NEAR: usize = 3;

/// Which ways to expand a word are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpansionEffort {
    /// Only the word itself, and its ending.
    Known,
    /// Also what it may be the beginning of, but not as a typo.
    Begun,
    /// All ways but as a typo.
    Real,
    /// All ways.
    Finished,
    /// All ways, always including completions.
    Unfinished,
}

/// Expands a folded word; `None` if a file of the index is missing or broken.
pub fn expand(index: &SearchIndex<'_>, word: &str, effort: ExpansionEffort) -> Option<ExpandedWord> {
    let mut expanded = ExpandedWord::default();
    if index.manifest.lexicon.is_empty() {
        return Some(expanded);
    }
    let number = block_of(&index.manifest.lexicon, word);
    let block = &index.block(number)?.entries;
    let place = lower_bound(block, word);
    let is_known = block.get(place).is_some_and(|(known, _)| known == word);
    if is_known {
        expanded.add(&block[place], 1.0);
    } else {
        by_ending(index, block, word, &mut expanded);
    }
    let has_typos = matches!(effort, ExpansionEffort::Finished | ExpansionEffort::Unfinished);
    let may_be_typo = !is_known && has_typos && can_have_typo(index, word);
    if may_be_typo && !expanded.expansions.is_empty() {
        by_frequent_typo(index, block, word, &mut expanded);
    }
    let length = units(word);
    let is_beginning = matches!(effort, ExpansionEffort::Begun | ExpansionEffort::Unfinished) && length > 1;
    if effort != ExpansionEffort::Known && (is_beginning || expanded.expansions.is_empty()) {
        by_beginning(index, number, word, is_known, &mut expanded)?;
    }
    if !may_be_typo {
        return Some(expanded);
    }
    if expanded.expansions.is_empty() && index.has_compounds {
        by_tail(index, word, &mut expanded)?;
    }
    if expanded.expansions.is_empty() {
        by_typo(index, number, word, &mut expanded)?;
        if expanded.expansions.is_empty() {
            by_root(index, block, word, &mut expanded);
        }
    } else if expanded.corrected.is_none() && (effort == ExpansionEffort::Finished || length >= SHORTEST_TYPED) {
        by_doubt(index, number, word, &mut expanded)?;
    }
    // Readers see the word as the articles write it.
    if let Some(corrected) = &mut expanded.corrected {
        *corrected = written(index, corrected)?;
    }
    for near in &mut expanded.near {
        *near = written(index, near)?;
    }
    Some(expanded)
}

/// A known word as the articles write it.
fn written(index: &SearchIndex<'_>, word: &str) -> Option<String> {
    let block = index.block(block_of(&index.manifest.lexicon, word))?;
    let place = lower_bound(&block.entries, word);
    Some(
        block
            .written
            .get(&place)
            .filter(|_| block.entries[place].0 == word)
            .cloned()
            .unwrap_or_else(|| word.to_owned()),
    )
}

/// Whether a word is in the lexicon, other than as a stop word.
pub(super) fn is_known(index: &SearchIndex<'_>, word: &str) -> Option<bool> {
    if index.manifest.lexicon.is_empty() || index.stop_words.contains(word) {
        return Some(false);
    }
    let block = index.block(block_of(&index.manifest.lexicon, word))?;
    Some(block.entries.get(lower_bound(&block.entries, word)).is_some_and(|(known, _)| known == word))
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
        let block = &block.entries;
        let longer = block[lower_bound(block, word)..].iter().take_while(|(known, _)| known.starts_with(word));
        for entry in longer.filter(|(known, _)| known != word && !index.stop_words.contains(known)) {
            let rarity = entry.1.first().map_or(usize::MAX / 2, |stem| stem.rarity.into());
            found.push((rarity + LETTER_COST * (units(&entry.0) - length), entry));
        }
    }
    found.sort_by_key(|(cost, _)| *cost);
    let most = if is_known { MAX_SHARDS_OF_KNOWN } else { MAX_SHARDS };
    let base = if is_known { BEYOND_THE_WORD } else { BY_BEGINNING };
    let mut shards: Vec<u64> = Vec::new();
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

/// Adds compounds that end with the word, shorter ones first: `Kündigungsfrist` for `Frist`.
fn by_tail(index: &SearchIndex<'_>, word: &str, expanded: &mut ExpandedWord) -> Option<()> {
    let length = units(word);
    if length < SHORTEST_TAIL {
        return Some(());
    }
    let reversed: String = word.chars().rev().collect();
    let backward = index.backward(&reversed)?;
    let is_compound = |known: &&String| known.starts_with(&reversed) && units(known) >= length + SHORTEST_HEAD;
    let mut found: Vec<String> =
        backward.iter().filter(is_compound).map(|known| known.chars().rev().collect()).collect();
    found.sort_by(|a, b| units(a).cmp(&units(b)).then_with(|| by_units(a, b)));
    for known in found.into_iter().take(MAX_COMPOUNDS) {
        let block = &index.block(block_of(&index.manifest.lexicon, &known))?.entries;
        if let Some(entry) = block.get(lower_bound(block, &known)).filter(|(word, _)| *word == known) {
            expanded.add(entry, BY_BEGINNING * ratio(length, units(&known)));
        }
    }
    Some(())
}

/// The last resort. Words that share two thirds of the word are probably related (`rembourser`, `remboursement`) and
/// get a low weight; words that share half are only suggested.
fn by_root(index: &SearchIndex<'_>, block: &[LexiconEntry], word: &str, expanded: &mut ExpandedWord) {
    let length = word.chars().count();
    let family = alike(index, block, word, (2 * length).div_ceil(3).max(4));
    for entry in &family {
        expanded.add(entry, BY_ROOT);
    }
    let near = if family.is_empty() { alike(index, block, word, length.div_ceil(2).max(3)) } else { family };
    expanded.near = near.into_iter().map(|(known, _)| known.clone()).collect();
}

/// The most frequent words that begin with the first `count` characters of the word.
fn alike<'b>(index: &SearchIndex<'_>, block: &'b [LexiconEntry], word: &str, count: usize) -> Vec<&'b LexiconEntry> {
    let beginning: String = word.chars().take(count).collect();
    let is_alike = |(known, stems): &&LexiconEntry| {
        known.starts_with(&beginning) && !stems.is_empty() && !index.stop_words.contains(known)
    };
    let mut alike: Vec<&LexiconEntry> = block.iter().filter(is_alike).collect();
    let rarity = |entry: &LexiconEntry| entry.1.first().map_or(u8::MAX, |stem| stem.rarity);
    alike.sort_by(|a, b| rarity(a).cmp(&rarity(b)).then_with(|| by_units(&a.0, &b.0)));
    alike.truncate(MAX_NEAR);
    alike
}
