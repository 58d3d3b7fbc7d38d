//! Explains the score of a result: what each term of the query contributes, and the factors of the whole.

use super::SearchIndex;
use super::matches::TermMatches;
use super::query_term::QueryTerm;

/// Why a result has its score: the sum of what its terms contribute, times all factors.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RankExplanation {
    /// The terms of the query, in order.
    pub terms: Vec<TermExplanation>,
    /// The factors, each with its reason; those of 1 are left out.
    pub factors: Vec<(&'static str, f64)>,
}

/// What a term of the query contributes to a result.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TermExplanation {
    /// The term as it was typed.
    pub typed: String,
    /// The words of the index that matched, best first; empty if none did.
    pub words: Vec<ExplainedWord>,
    /// How rare the term is; 0 if the whole index does not have it.
    pub rarity: f64,
    /// What it contributes to the score.
    pub share: f64,
    /// Whether the title contains it.
    pub in_title: bool,
    /// Whether a heading contains it.
    pub in_heading: bool,
}

/// A word of the index that matched a term.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExplainedWord {
    /// The word.
    pub word: String,
    /// Its weight.
    pub weight: f64,
    /// Whether it is only related to the term.
    pub is_related: bool,
}

/// Explains the terms of a query for a document. `found` has the matches of the terms with these `numbers`.
pub(super) fn terms(
    index: &SearchIndex<'_>,
    terms: &[QueryTerm],
    found: &[TermMatches],
    numbers: &[usize],
    document: u32,
) -> Option<Vec<TermExplanation>> {
    let explain = |(number, term): (usize, &QueryTerm)| {
        let typed = term.typed.clone();
        let Some(matches) = numbers.iter().position(|known| *known == number).map(|at| &found[at]) else {
            return Some(TermExplanation { typed, ..TermExplanation::default() });
        };
        let rarity = matches.rarity;
        let Some(here) = matches.get(document) else {
            return Some(TermExplanation { typed, rarity, ..TermExplanation::default() });
        };
        Some(TermExplanation {
            typed,
            words: words(index, term, document)?,
            rarity,
            share: here.share,
            in_title: here.title_length > 0,
            in_heading: here.headings != 0,
        })
    };
    terms.iter().enumerate().map(explain).collect()
}

/// The words that match a term in a document, each with its highest weight, best first. `None` if a file of the index
/// is missing or broken.
fn words(index: &SearchIndex<'_>, term: &QueryTerm, document: u32) -> Option<Vec<ExplainedWord>> {
    let mut words: Vec<ExplainedWord> = Vec::new();
    for way in &term.ways {
        for expansion in way.words.iter().flatten() {
            let shard = index.shard(expansion.stem.shard)?;
            let list = shard.get(expansion.stem.slot as usize)?;
            let rest = list.titles.iter().chain(&list.tail).map(|posting| posting.document);
            let weight = expansion.weight * way.weight;
            if !list.postings.iter().map(|posting| posting.document).chain(rest).any(|found| found == document) {
                continue;
            }
            let own = ExplainedWord { word: expansion.word.clone(), weight, is_related: way.is_related };
            match words.iter_mut().find(|known| known.word == own.word) {
                Some(known) if known.weight >= weight => {}
                Some(known) => *known = own,
                None => words.push(own),
            }
        }
    }
    words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.word.cmp(&b.word)));
    Some(words)
}
