//! Tells whether anything fits what was asked.

use super::matches::TermMatches;

/// What a term counts that is elsewhere in the document than in the title or the best section.
const ELSEWHERE: f64 = 0.5;

/// The best document is doubted if it covers less than this. Chosen on questions of customers with and without answers.
const ENOUGH: f64 = 0.5;

/// Whether a document, the best one, covers too little: the terms in its title and its best section, by rarity and by the
/// weight of what matches, as a fraction of all. Terms that are nowhere count as the rarest, and there are `missing` of
/// them. `rarest` is 0 in older formats, which record too little to tell.
pub(super) fn is_doubted(found: &[TermMatches], missing: usize, rarest: u32, document: u32) -> bool {
    let missing = u32::try_from(missing).unwrap_or(u32::MAX);
    let whole = found.iter().map(|term| term.rarity).sum::<f64>() + f64::from(missing) * f64::from(rarest);
    let mut best = 0.0;
    for section in 0..32 {
        let mut covered = 0.0;
        for term in found {
            if let Some(found) = term.get(document) {
                let is_here = found.title_length > 0 || found.sections & (1 << section) != 0;
                covered += term.rarity * found.weight * if is_here { 1.0 } else { ELSEWHERE };
            }
        }
        best = f64::max(best, covered);
    }
    rarest > 0 && best < ENOUGH * whole
}
