//! Finds the documents that match a term of a query, from the postings of its expansions.

use std::collections::BTreeMap;

use super::SearchIndex;
use super::expanded::StemExpansion;
use super::query_term::{QueryTerm, TermAlternative};
use crate::search::postings::UNKNOWN_LENGTH;

/// Added to the impact of an occurrence in the title.
const TITLE_IMPACT: f64 = 3.0;

/// A related word with this weight covers a term as well as the term itself does, others less.
const COVERS: f64 = 0.6;

/// Expansions with a weight above this determine the rarity of their term.
const SAYS_RARITY: f64 = 0.6;

/// The match of a term in a document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TermMatch {
    pub(super) document: u32,
    pub(super) share: f64,
    /// As in [`crate::search::postings::Posting::title_length`].
    pub(super) title_length: u8,
    pub(super) sections: u32,
    pub(super) headings: u32,
    /// The highest weight of an expansion that matches.
    pub(super) weight: f64,
    /// How much of the term it covers: less than 1 if only related words match.
    pub(super) part: f64,
}

/// The matches of a term by document, and its rarity.
#[derive(Debug, Default)]
pub(super) struct TermMatches {
    pub(super) matches: Vec<TermMatch>,
    pub(super) rarity: f64,
    pub(super) is_cut: bool,
    /// As in [`QueryTerm::least_weight`].
    pub(super) least_weight: f64,
}

impl TermMatches {
    pub(super) fn get(&self, document: u32) -> Option<&TermMatch> {
        let place = self.matches.binary_search_by_key(&document, |found| found.document).ok()?;
        self.matches.get(place)
    }
}

/// Finds the matches of a term.
pub(super) fn matches(index: &SearchIndex<'_>, term: &QueryTerm) -> Option<TermMatches> {
    let mut all = TermMatches { least_weight: term.least_weight(), ..TermMatches::default() };
    let mut by_document: BTreeMap<u32, TermMatch> = BTreeMap::new();
    let mut rarest: f64 = 0.0;
    let mut commonest = f64::INFINITY;
    let ways = |is_related: bool| term.ways.iter().filter(move |way| way.is_related == is_related);
    for way in ways(false).chain(ways(true)).filter(|way| way.words.iter().all(|word| !word.is_empty())) {
        let found = way_matches(index, way)?;
        all.is_cut |= found.is_cut;
        rarest = rarest.max(found.rarity);
        if way.weight >= 1.0 {
            commonest = commonest.min(found.rarity);
        }
        for found in found.matches {
            let known = by_document
                .entry(found.document)
                .or_insert(TermMatch { document: found.document, ..TermMatch::default() });
            // Where the word itself is, its related words do not count.
            if way.is_related && known.part >= 1.0 {
                continue;
            }
            known.share = known.share.max(found.share);
            known.title_length = shorter(known.title_length, found.title_length);
            known.sections |= found.sections;
            known.headings |= found.headings;
            known.weight = known.weight.max(found.weight);
            known.part = known.part.max(found.part);
        }
    }
    all.rarity = if commonest.is_finite() { commonest } else { rarest };
    all.matches = by_document.into_values().collect();
    Some(all)
}

/// Finds the documents that match all words of an alternative.
fn way_matches(index: &SearchIndex<'_>, way: &TermAlternative) -> Option<TermMatches> {
    let mut together: Option<TermMatches> = None;
    for word in &way.words {
        let found = word_matches(index, word, way.weight)?;
        together = Some(match together {
            None => found,
            Some(first) => both(&first, &found),
        });
    }
    let mut all = together.unwrap_or_default();
    for found in &mut all.matches {
        if way.is_related {
            // A related word in a title is not the title.
            found.title_length = if found.title_length > 0 { UNKNOWN_LENGTH } else { 0 };
            found.part = (found.weight / COVERS).min(1.0);
        } else {
            found.part = 1.0;
        }
    }
    Some(all)
}

/// Whether some section contains all of these words.
pub(super) fn are_together(index: &SearchIndex<'_>, words: &[Vec<StemExpansion>]) -> Option<bool> {
    let mut together: Option<BTreeMap<u32, u32>> = None;
    for word in words {
        let matches = word_matches(index, word, 1.0)?.matches;
        let sections = |found: &TermMatch| {
            let before = together.as_ref().map_or(Some(u32::MAX), |together| together.get(&found.document).copied());
            Some((found.document, found.sections & before?)).filter(|(_, sections)| *sections != 0)
        };
        together = Some(matches.iter().filter_map(sections).collect());
    }
    Some(together.is_some_and(|together| !together.is_empty()))
}

/// Combines the matches of two words: the lower contribution, and the sections that contain both, or else either.
fn both(first: &TermMatches, second: &TermMatches) -> TermMatches {
    let common = |a: u32, b: u32| if a & b == 0 { a | b } else { a & b };
    let matches = first.matches.iter().filter_map(|a| {
        let b = second.get(a.document)?;
        Some(TermMatch {
            document: a.document,
            share: a.share.min(b.share),
            title_length: if a.title_length == 0 { 0 } else { b.title_length },
            sections: common(a.sections, b.sections),
            headings: a.headings & b.headings,
            weight: a.weight.min(b.weight),
            part: 0.0,
        })
    });
    TermMatches {
        matches: matches.collect(),
        rarity: first.rarity.max(second.rarity),
        is_cut: first.is_cut || second.is_cut,
        least_weight: 0.0,
    }
}

/// The known length of a title, of which one may be unknown, or 0 because something else was found in it.
fn shorter(first: u8, second: u8) -> u8 {
    if first == 0 || second == 0 { first.max(second) } else { first.min(second) }
}

/// Finds a word by any of its expansions. No expansion counts as rarer than the most frequent certain one (or, if none
/// is certain, the most frequent one). Otherwise a rare form would outrank the plain word.
fn word_matches(index: &SearchIndex<'_>, expansions: &[StemExpansion], weight: f64) -> Option<TermMatches> {
    let rarity = |expansion: &StemExpansion| f64::from(expansion.stem.rarity);
    let is_sure = |expansion: &&StemExpansion| expansion.weight > SAYS_RARITY;
    let any_sure = expansions.iter().any(|expansion| is_sure(&expansion));
    let says = expansions.iter().filter(|expansion| !any_sure || is_sure(expansion));
    let common = says.map(rarity).fold(f64::INFINITY, f64::min);
    let mut found = TermMatches { rarity: if common.is_finite() { common } else { 0.0 }, ..TermMatches::default() };
    let mut by_document: BTreeMap<u32, TermMatch> = BTreeMap::new();
    for expansion in expansions {
        let shard = index.shard(expansion.stem.shard)?;
        let list = shard.get(expansion.stem.slot as usize)?;
        found.is_cut |= list.is_cut;
        let unit = rarity(expansion).min(common) * (expansion.weight * weight);
        // The beginning of a title is not the title.
        let is_sure = expansion.weight > SAYS_RARITY;
        let mut meet = |document: u32, impact: f64, title_length: u8, sections: u32, headings: u32| {
            if document >= index.manifest.documents {
                return;
            }
            let known = by_document.entry(document).or_insert(TermMatch { document, ..TermMatch::default() });
            known.share = known.share.max(unit * (impact + if title_length > 0 { TITLE_IMPACT } else { 0.0 }));
            let title_length = if title_length > 0 && !is_sure { UNKNOWN_LENGTH } else { title_length };
            known.title_length = shorter(known.title_length, title_length);
            known.sections |= sections;
            known.headings |= headings;
            known.weight = known.weight.max(expansion.weight * weight);
        };
        for posting in &list.postings {
            meet(posting.document, posting.impact.into(), posting.title_length, posting.sections, posting.headings);
        }
        let least = list.postings.iter().map(|posting| posting.impact).min().unwrap_or(1);
        for rest in &list.titles {
            meet(rest.document, least.into(), UNKNOWN_LENGTH, rest.section, 0);
        }
        for rest in &list.tail {
            meet(rest.document, 1.0, 0, rest.section, 0);
        }
    }
    found.matches = by_document.into_values().collect();
    Some(found)
}
