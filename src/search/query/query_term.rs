//! A term of a query, with everything that matches it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::expanded::StemExpansion;

/// How well a word that was corrected fits.
const CORRECTED: f64 = 0.7;

/// Words that match a term if all of them are found.
#[derive(Debug, Clone, PartialEq)]
pub struct TermAlternative {
    /// The weight.
    pub weight: f64,
    /// The expansions of each word.
    pub words: Vec<Vec<StemExpansion>>,
    /// Whether they are only related words.
    pub is_related: bool,
}

/// Something that has to be found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueryTerm {
    /// The folded text that was typed.
    pub typed: String,
    /// The alternatives; the first one is the term itself.
    pub ways: Vec<TermAlternative>,
    /// The known word that replaces it, if it was treated as a typo.
    pub corrected: Option<String>,
    /// Similar known words, if it matches nothing.
    pub near: Vec<String>,
    /// Whether it is still being typed.
    pub is_unfinished: bool,
    /// Its range in the normalized query; empty if it cannot be replaced.
    pub range: Range<usize>,
}

impl QueryTerm {
    /// The words that match it, folded and sorted.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let words = self.ways.iter().flat_map(|way| way.words.iter().flatten()).map(|expansion| expansion.word.clone());
        words.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The weight that any match counts when the results are doubted: a word that is not typed to its end, or that was
    /// corrected and is shown as such, is no reason to doubt.
    #[must_use]
    pub fn least_weight(&self) -> f64 {
        match (self.is_unfinished, &self.corrected) {
            (true, _) => 1.0,
            (false, Some(_)) => CORRECTED,
            (false, None) => 0.0,
        }
    }
}
