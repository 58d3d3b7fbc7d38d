//! The words of a query, and the alternatives that consist of known words.

use std::ops::Range;

use super::SearchIndex;
use super::expand::{ExpansionEffort, expand};
use super::query_term::TermAlternative;

/// Weight of an alternative that consists of the parts of a word.
pub(super) const PARTS: f64 = 0.9;

/// One part of a query, between blanks.
pub(super) struct QueryToken {
    pub(super) pieces: Vec<String>,
    /// All pieces as one word, folded.
    pub(super) whole: String,
    /// The same as it was typed, in lower case.
    pub(super) typed: String,
    /// Its range in the normalized query.
    pub(super) range: Range<usize>,
    pub(super) has_signs: bool,
    pub(super) is_dense: bool,
}

impl QueryToken {
    /// Its words: the pieces, or the whole with the symbols that belong to the name.
    pub(super) fn words(&self) -> &[String] {
        if self.has_signs { std::slice::from_ref(&self.whole) } else { &self.pieces }
    }
}

/// The alternative that consists of these words, if all of them are known. Stop words among them count only if there is
/// nothing else.
pub(super) fn alternatives(index: &SearchIndex<'_>, words: &[String], weight: f64) -> Option<Vec<TermAlternative>> {
    let distinctive: Vec<&String> = words.iter().filter(|word| !index.stop_words.contains(*word)).collect();
    let distinctive = if distinctive.is_empty() { words.iter().collect() } else { distinctive };
    let mut expansions = Vec::new();
    for word in distinctive {
        expansions.push(expand(index, word, ExpansionEffort::Known)?.expansions);
    }
    let is_found = !expansions.is_empty() && expansions.iter().all(|word| !word.is_empty());
    Some(if is_found { vec![TermAlternative { weight, words: expansions, is_related: false }] } else { Vec::new() })
}
