//! Compares two versions of a text: which passages were added, removed or reworded, and which words of the latter
//! changed.
//!
//! Steps: diff the passages of both texts; in each differing run, pair removed passages with added ones that resemble
//! them ([`align`]); diff each pair word by word. The only module that uses imara-diff.
//!
//! The work is limited by counts instead of time, so that all machines give the same result. Beyond the limits a change
//! is shown in less detail, but is never left out.

mod unified;

use std::collections::BTreeMap;
use std::hash::Hash;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::passages::{Passage, PassageKind};
use super::text::is_dense;

pub use unified::unified;

/// Maximum size of a run that is searched for reworded passages: removed passages × added passages.
const MAX_PAIRS: usize = 2_500;

/// Maximum length of a pair that is compared by words, in words of both passages.
const MAX_WORDS: usize = 4_000;

/// Minimum percentage of common words in a pair of passages. With fewer, it is easier to read both in full.
const ALIKE: usize = 50;

/// A step from the old text to the new one, in the order of the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<'t> {
    /// This many passages are unchanged.
    Same(usize),
    /// A passage that is only in the new text.
    Added(&'t Passage),
    /// A passage that is only in the old text.
    Removed(&'t Passage),
    /// A passage that was reworded.
    Reworded {
        /// Its kind in the new text.
        kind: PassageKind,
        /// Its words, in order.
        pieces: Vec<DiffPiece<'t>>,
    },
}

/// A part of a reworded passage. All pieces but the `Removed` ones make up the new passage. All but the `Added` ones
/// make up the old one, except for blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffPiece<'t> {
    /// Unchanged words.
    Same(&'t str),
    /// Added words.
    Added(&'t str),
    /// Removed words.
    Removed(&'t str),
}

/// The changes from `old` to `new`; empty if both are equal.
#[must_use]
pub fn between<'t>(old: &'t [Passage], new: &'t [Passage]) -> Vec<Change<'t>> {
    let name = |passage: &'t Passage| (passage.kind, passage.text.as_str());
    let mut changes = Vec::new();
    let mut cursor = 0;
    for (before, after) in hunks(old.iter().map(name), new.iter().map(name)) {
        same(&mut changes, after.start - cursor);
        cursor = after.end;
        run(&old[before], &new[after], &mut changes);
    }
    if !changes.is_empty() {
        same(&mut changes, new.len() - cursor);
    }
    changes
}

fn same(changes: &mut Vec<Change<'_>>, count: usize) {
    if count > 0 {
        changes.push(Change::Same(count));
    }
}

/// The ranges in which two lists differ, in the old one and in the new one.
fn hunks<T: Hash + Eq + Default>(
    old: impl Iterator<Item = T>,
    new: impl Iterator<Item = T>,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut input = InternedInput::default();
    input.update_before(old);
    input.update_after(new);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let wide = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|hunk| (wide(hunk.before), wide(hunk.after))).collect()
}

/// Appends the changes of a run in which no passage is the same.
fn run<'t>(old: &'t [Passage], new: &'t [Passage], changes: &mut Vec<Change<'t>>) {
    let (mut gone, mut come) = (0, 0);
    for (before, after) in align(old, new) {
        changes.extend(old[gone..before].iter().map(Change::Removed));
        changes.extend(new[come..after].iter().map(Change::Added));
        changes.push(Change::Reworded { kind: new[after].kind, pieces: pieces(&old[before].text, &new[after].text) });
        (gone, come) = (before + 1, after + 1);
    }
    changes.extend(old[gone..].iter().map(Change::Removed));
    changes.extend(new[come..].iter().map(Change::Added));
}

/// Pairs old passages with the new ones that replaced them, in order and without crossings, so that the total number of
/// common words is as large as possible.
fn align(old: &[Passage], new: &[Passage]) -> Vec<(usize, usize)> {
    if old.len() * new.len() > MAX_PAIRS {
        return Vec::new();
    }
    let old: Vec<WordCounts> = old.iter().map(WordCounts::of).collect();
    let new: Vec<WordCounts> = new.iter().map(WordCounts::of).collect();
    let width = new.len() + 1;
    let mut best = vec![0; (old.len() + 1) * width];
    let gain: Vec<usize> = old.iter().flat_map(|old| new.iter().map(|new| old.shared(new))).collect();
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let paired = match gain[i * new.len() + j] {
                0 => 0,
                gain => gain + best[(i + 1) * width + j + 1],
            };
            best[i * width + j] = paired.max(best[(i + 1) * width + j]).max(best[i * width + j + 1]);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old.len() && j < new.len() {
        let gain = gain[i * new.len() + j];
        let here = best[i * width + j];
        if gain > 0 && here == gain + best[(i + 1) * width + j + 1] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if here == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// How often each word occurs in a passage.
struct WordCounts<'t> {
    words: BTreeMap<&'t str, usize>,
    count: usize,
    is_code: bool,
}

impl<'t> WordCounts<'t> {
    fn of(passage: &'t Passage) -> Self {
        let mut words = BTreeMap::new();
        let mut count = 0;
        for word in tokens(&passage.text).into_iter().map(str::trim_end) {
            *words.entry(word).or_default() += 1;
            count += 1;
        }
        Self { words, count, is_code: passage.kind == PassageKind::Code }
    }

    /// The number of common words; 0 if there are too few for the passages to be versions of each other.
    fn shared(&self, other: &Self) -> usize {
        let both = self.words.iter().map(|(word, count)| *count.min(other.words.get(word).unwrap_or(&0)));
        let shared = both.sum::<usize>();
        let is_alike = shared * 200 >= ALIKE * (self.count + other.count);
        if is_alike && self.is_code == other.is_code { shared } else { 0 }
    }
}

/// Compares the words of both passages.
fn pieces<'t>(old: &'t str, new: &'t str) -> Vec<DiffPiece<'t>> {
    let (old_tokens, new_tokens) = (tokens(old), tokens(new));
    if old_tokens.len() + new_tokens.len() > MAX_WORDS {
        return vec![DiffPiece::Removed(old), DiffPiece::Added(new)];
    }
    let (old_ends, new_ends) = (ends(&old_tokens), ends(&new_tokens));
    let slice = |text: &'t str, ends: &[usize], range: Range<usize>| &text[ends[range.start]..ends[range.end]];
    let mut pieces = Vec::new();
    let mut cursor = 0;
    let trimmed = |tokens: &[&'t str]| tokens.iter().map(|token| token.trim_end()).collect::<Vec<_>>();
    for (before, after) in hunks(trimmed(&old_tokens).into_iter(), trimmed(&new_tokens).into_iter()) {
        pieces.push(DiffPiece::Same(slice(new, &new_ends, cursor..after.start)));
        cursor = after.end;
        pieces.push(DiffPiece::Removed(slice(old, &old_ends, before)));
        pieces.push(DiffPiece::Added(slice(new, &new_ends, after)));
    }
    pieces.push(DiffPiece::Same(slice(new, &new_ends, cursor..new_tokens.len())));
    pieces.retain(|piece| !matches!(piece, DiffPiece::Same("") | DiffPiece::Added("") | DiffPiece::Removed("")));
    pieces
}

/// The start of each of these consecutive tokens, then the end of the last one.
fn ends(tokens: &[&str]) -> Vec<usize> {
    let mut ends = vec![0];
    let mut end = 0;
    ends.extend(tokens.iter().map(|token| {
        end += token.len();
        end
    }));
    ends
}

/// The words of a text, each with the blanks after it. Signs, and letters of scripts without blanks between words, are
/// tokens by themselves.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() && !is_dense(c) || is_mark(c);
        let word = if is_word(first) {
            rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())
        } else {
            let behind = &rest[first.len_utf8()..];
            rest.len() - behind.trim_start_matches(is_mark).len()
        };
        let end = rest.len() - rest[word..].trim_start().len();
        let (token, behind) = rest.split_at(end);
        tokens.push(token);
        rest = behind;
    }
    tokens
}

/// Whether a character belongs to the previous one: joiners, apostrophes within words, and combining marks.
fn is_mark(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{200C}' | '\u{200D}' | '\u{0300}'..='\u{036F}' | '\u{0591}'..='\u{05C7}'
        | '\u{064B}'..='\u{0652}' | '\u{093C}'..='\u{094D}' | '\u{0E31}' | '\u{0E34}'..='\u{0E3A}'
        | '\u{0E47}'..='\u{0E4E}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests;
