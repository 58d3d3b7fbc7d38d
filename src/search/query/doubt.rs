//! Tells whether anything fits what was asked, and what fits so well that it is shown as an answer.

use super::matches::TermMatches;
use super::ranking::RankedDocument;

/// What a term counts that is elsewhere in the document than in the title or the best section.
const ELSEWHERE: f64 = 0.5;

/// The best document is doubted if it covers less than this. Chosen on questions of customers with and without answers.
const ENOUGH: f64 = 0.5;

/// What a term counts in the heading and in the text of the section that answers. In the title it counts 1.
const IN_HEADING: f64 = 0.5;
const IN_TEXT: f64 = 0.2;

/// A section answers if it and the title cover at least this. Chosen on questions of customers, so that at least 85 % of
/// the first answers are from a right article. Titles and headings decide, because they say what a text is about.
const ANSWERS: f64 = 0.65;

/// Only if the best result has this many times the score of the next one, it is clear which one answers.
const CLEAR: f64 = 2.0;

/// How much of a query a document, the best one, covers: the terms in its title and its best section, by rarity and by the
/// weight of what matches, as a fraction of all. Terms that are nowhere count as the rarest, and there are `missing` of
/// them.
pub(super) fn coverage(found: &[TermMatches], missing: usize, rarest: u32, document: u32) -> f64 {
    let missing = u32::try_from(missing).unwrap_or(u32::MAX);
    let whole = found.iter().map(|term| term.rarity).sum::<f64>() + f64::from(missing) * f64::from(rarest);
    let mut best = 0.0;
    for section in 0..32 {
        let mut covered = 0.0;
        for term in found {
            if let Some(found) = term.get(document) {
                let is_here = found.title_length > 0 || found.sections & (1 << section) != 0;
                covered += term.rarity * found.weight.max(term.least_weight) * if is_here { 1.0 } else { ELSEWHERE };
            }
        }
        best = f64::max(best, covered);
    }
    best / whole
}

/// Whether a document that covers this much of the query covers too little.
pub(super) fn is_doubted(coverage: f64) -> bool {
    coverage < ENOUGH
}

/// Whether the best result is far ahead of the next one.
pub(super) fn is_clear(ranked: &[RankedDocument]) -> bool {
    match ranked {
        [first, second, ..] => first.score >= CLEAR * second.score,
        _ => true,
    }
}

/// Whether the section of a document answers the query: the terms in the title, the section's heading and its text, as
/// fractions of all. Here no term counts more than what matches it.
pub(super) fn is_answer(found: &[TermMatches], missing: usize, rarest: u32, place: &RankedDocument) -> bool {
    let missing = u32::try_from(missing).unwrap_or(u32::MAX);
    let whole = found.iter().map(|term| term.rarity).sum::<f64>() + f64::from(missing) * f64::from(rarest);
    let mut covered = 0.0;
    for term in found {
        if let Some(found) = term.get(place.document) {
            let is_in = |sections: u32| sections & (1 << place.section) != 0;
            let part = match found {
                found if found.title_length > 0 => 1.0,
                found if is_in(found.headings) => IN_HEADING,
                found if is_in(found.sections) => IN_TEXT,
                _ => 0.0,
            };
            covered += term.rarity * found.weight * part;
        }
    }
    rarest > 0 && covered >= ANSWERS * whole
}
