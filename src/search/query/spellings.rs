//! Other spellings of a word: with vowels of two letters, or as two words.

use super::SearchIndex;
use super::alternatives::{PARTS, QueryToken, alternatives};
use super::expand::{ExpansionEffort, expand, is_known};
use super::expanded::units;
use super::matches::are_together;
use super::query_term::TermAlternative;
use crate::words::{self, fold};

/// Minimum length of a word that may be two words, and the maximum number of ways to split it.
const SHORTEST_SPLIT: usize = 5;
const MAX_SPLITS: usize = 2;

/// Vowels as two letters, as one with a mark, and folded.
const LONG_VOWELS: [(&str, char, &str); 4] = [("ae", 'ä', "a"), ("oe", 'ö', "o"), ("ue", 'ü', "u"), ("aa", 'å', "a")];

/// Known words that a word is another spelling of: with vowels written as two letters (`groesse`), or, if the word is
/// unknown, of two words in one section without the blank between them (`logout`).
pub(super) fn other_spellings(index: &SearchIndex<'_>, token: &QueryToken) -> Option<Vec<TermAlternative>> {
    let mut ways = Vec::new();
    if index.has_compounds {
        for spelling in spellings(&token.typed).into_iter().filter(|spelling| *spelling != token.whole) {
            ways.extend(alternatives(index, &[spelling], 1.0)?);
        }
    }
    if ways.is_empty() && expand(index, &token.whole, ExpansionEffort::Known)?.expansions.is_empty() {
        for (head, tail) in known_parts(index, &token.whole)? {
            for way in alternatives(index, &[head, tail], PARTS)? {
                if are_together(index, &way.words)? {
                    ways.push(way);
                }
            }
        }
    }
    Some(ways)
}

/// A word with vowels of two letters as one, and the other way around: people write `ö` as `oe`, if their keyboard has
/// no `ö`. Folded.
fn spellings(typed: &str) -> [String; 2] {
    let short = LONG_VOWELS.iter().fold(fold(typed).into_owned(), |word, (long, _, short)| word.replace(long, short));
    let long = LONG_VOWELS.iter().fold(typed.to_owned(), |word, (long, marked, _)| word.replace(*marked, long));
    [short, fold(&long).into_owned()]
}

/// The ways to split a word into two known words. One of them may be a stop word (`login`).
fn known_parts(index: &SearchIndex<'_>, word: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    if !word.chars().all(char::is_alphabetic) || word.chars().any(words::is_dense) {
        return Some(found);
    }
    let is_part = |part: &str| match units(part) {
        0 | 1 => Some(false),
        2 => Some(index.stop_words.contains(part)),
        _ => Some(index.stop_words.contains(part) || is_known(index, part)?),
    };
    for (at, _) in word.char_indices().skip(2) {
        let (head, tail) = word.split_at(at);
        let are_stop_words = index.stop_words.contains(head) && index.stop_words.contains(tail);
        if found.len() < MAX_SPLITS
            && units(word) >= SHORTEST_SPLIT
            && !are_stop_words
            && is_part(head)?
            && is_part(tail)?
        {
            found.push((head.to_owned(), tail.to_owned()));
        }
    }
    Some(found)
}
