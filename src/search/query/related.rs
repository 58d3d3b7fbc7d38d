//! Looks up related words ([`crate::search::related`]).

use super::SearchIndex;
use super::alternatives::{QueryToken, alternatives};
use super::expand::{ExpansionEffort, expand};
use super::query_term::TermAlternative;

/// Weights of related words, for a word that is in the help center and for one that is not.
const OF_KNOWN: f64 = 0.3;
const OF_UNKNOWN: f64 = 0.5;

/// If the best document covers less of a query than this, words that are in the help center have related words, too.
pub(super) const CLOSE: f64 = 0.85;

/// Which words have related words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelatedUse {
    /// Those that are not in the help center.
    OfUnknown,
    /// All.
    OfAll,
}

/// The alternatives of a word that others are related to.
#[derive(Debug, Default)]
pub(super) struct RelatedAlternatives {
    /// The alternatives.
    pub(super) ways: Vec<TermAlternative>,
    /// Whether it is a real word, and no typo.
    pub(super) is_real: bool,
}

/// The related words of a token; `None` if a file of the index is missing or broken. Only words have any: no numbers,
/// codes or stop words.
pub(super) fn related_words(
    index: &SearchIndex<'_>,
    token: &QueryToken,
    used: RelatedUse,
) -> Option<RelatedAlternatives> {
    let mut found = RelatedAlternatives::default();
    let word = &token.whole;
    let is_letters = !token.is_dense && word.chars().all(char::is_alphabetic);
    let is_word = is_letters && token.pieces.len() == 1 && !token.has_signs && !index.stop_words.contains(word);
    if !is_word || index.manifest.related.is_empty() {
        return Some(found);
    }
    let is_known = !expand(index, word, ExpansionEffort::Known)?.expansions.is_empty();
    if is_known && used == RelatedUse::OfUnknown {
        return Some(found);
    }
    let block = index.related(word)?;
    let Some(targets) = block.get(word) else { return Some(found) };
    found.is_real = true;
    let factor = if is_known { OF_KNOWN } else { OF_UNKNOWN };
    for (target, percent) in targets {
        let ways = alternatives(index, std::slice::from_ref(target), f64::from(*percent) / 100.0 * factor)?;
        found.ways.extend(ways.into_iter().map(|way| TermAlternative { is_related: true, ..way }));
    }
    Some(found)
}
