//! Ranks the documents for the terms of a query.
//!
//! A term contributes to a document rarity × weight × (impact + 3 in titles), using its best expansion. A document's
//! score is the sum of the contributions × coverage × (1 + 2 title²). Coverage and title are the fractions of all
//! terms, weighted by rarity, that the document and its title contain; a related word covers a part of its term. With several terms, the score is × 3 if a
//! section and the title together contain all of them, and × 3 again if the section or the title alone does. A title
//! that consists of just these terms gives × 4, and × 1.5 if it has as many stop words. The sections then adjust it: ×
//! (1 + 0.5 section² + heading²), where section and heading are the largest fractions that one section and its heading
//! contain, and × 3 if the heading or the title contains all of several terms.

use std::collections::{BTreeMap, BTreeSet};

use super::doubt;
use super::explain::{self, RankExplanation};
use super::matches::{TermMatch, TermMatches, matches};
use super::ranking::{RankedDocument, Ranking};
use super::terms::QueryTerms;
use super::{QueryOptions, SearchIndex};
use crate::search::pools::Membership;
use crate::search::postings::title_length;

/// Not all terms have to match: this fraction of the best coverage is enough.
const ENOUGH: f64 = 0.4;
const ALL: f64 = 0.999;

const TITLE_BONUS: f64 = 2.0;
const TOGETHER: f64 = 3.0;
const ALONE: f64 = 3.0;
const EXACT: f64 = 4.0;
const VERBATIM: f64 = 1.5;
const SECTION_BONUS: f64 = 0.5;
const HEADING_BONUS: f64 = 1.0;
const HEADING_PULL: f64 = 1.5;
const NAMED: f64 = 3.0;

#[derive(Debug, Clone, Copy)]
struct ScoreSum {
    share: f64,
    coverage: f64,
    title: f64,
    /// The number of terms in a title that has as many terms as the query.
    title_terms: usize,
    /// The same, if the title also has as many stop words.
    title_words: usize,
    /// The sections that contain all terms.
    alone: u32,
    /// The sections that contain all terms that the title does not.
    together: u32,
}

impl Default for ScoreSum {
    fn default() -> Self {
        Self {
            share: 0.0,
            coverage: 0.0,
            title: 0.0,
            title_terms: 0,
            title_words: 0,
            alone: u32::MAX,
            together: u32::MAX,
        }
    }
}

/// Ranks the documents; `None` if a file of the index is missing or broken.
pub fn rank(
    index: &SearchIndex<'_>,
    documents: &Membership,
    query: &QueryTerms,
    options: &QueryOptions,
) -> Option<Ranking> {
    let terms = &query.terms;
    let length = title_length(terms.len(), query.words);
    let mut found = Vec::new();
    let mut numbers = Vec::new();
    for (number, term) in terms.iter().enumerate() {
        let mut matches = matches(index, term)?;
        matches.matches.retain(|found| documents.has(found.document));
        // A word that occurs nowhere in the help center cannot distinguish documents.
        if !matches.matches.is_empty() {
            found.push(matches);
            numbers.push(number);
        }
    }
    let whole: f64 = found.iter().map(|term| term.rarity).sum();
    let mut sums: BTreeMap<u32, ScoreSum> = BTreeMap::new();
    for term in &found {
        for found in &term.matches {
            let sum = sums.entry(found.document).or_default();
            sum.share += found.share;
            sum.coverage += term.rarity * found.part;
            sum.title += if found.title_length > 0 { term.rarity * found.part } else { 0.0 };
            sum.title_terms += usize::from(found.title_length & 15 == length & 15);
            sum.title_words += usize::from(found.title_length == length);
            sum.alone &= found.sections;
            sum.together &= if found.title_length > 0 { u32::MAX } else { found.sections };
        }
    }
    let most = sums.values().map(|sum| sum.coverage).fold(0.0, f64::max);
    let enough = most * ENOUGH;
    let mut ranked: Vec<RankedDocument> = sums
        .iter()
        .filter(|(_, sum)| sum.coverage >= enough)
        .map(|(document, sum)| RankedDocument {
            document: *document,
            score: ScoreFactors::new(sum, whole, found.len(), terms.len()).score(sum.share),
            section: 0,
            closest: 0,
            is_answer: false,
        })
        .collect();
    let is_lower_bound = found.iter().any(|term| term.is_cut);
    let mut ranking = Ranking { is_lower_bound, ..Ranking::default() };
    choose(index, &mut ranked, options, &mut ranking);
    for place in &mut ranked {
        look(place, &found, whole, sums[&place.document].title / whole);
    }
    sort(&mut ranked);
    let mut seen = BTreeSet::new();
    ranked.retain(|place| seen.insert(article(index, place.document)));
    ranked.truncate(options.limit);
    let (missing, rarest) = (terms.len() - found.len(), index.manifest.rarest.into());
    ranking.coverage = ranked.first().map_or(0.0, |place| doubt::coverage(&found, missing, rarest, place.document));
    // Older formats record too little to tell.
    ranking.is_doubted = rarest > 0 && !ranked.is_empty() && doubt::is_doubted(ranking.coverage);
    // A single word of a longer question says too little.
    let may_answer = !ranking.is_doubted && doubt::is_clear(&ranked) && (terms.len() > 1 || query.words == 1);
    for place in &mut ranked {
        place.is_answer = may_answer && doubt::is_answer(&found, missing, rarest, place);
    }
    if options.explain {
        let explain = |place: &RankedDocument| {
            let (sum, document) = (&sums[&place.document], place.document);
            let factors = ScoreFactors::new(sum, whole, found.len(), terms.len());
            let section = best_section(document, &found, whole, sum.title / whole);
            let words = explain::terms(index, terms, &found, &numbers, document)?;
            Some(RankExplanation { terms: words, factors: named_factors(&factors, &section) })
        };
        ranking.explanations = ranked.iter().map(explain).collect::<Option<_>>()?;
    }
    ranking.best = ranked;
    Some(ranking)
}

/// What a document's words are multiplied by before its sections are considered.
struct ScoreFactors {
    coverage: f64,
    title: f64,
    together: f64,
    alone: f64,
    exact: f64,
}

impl ScoreFactors {
    fn new(sum: &ScoreSum, whole: f64, found: usize, terms: usize) -> Self {
        let are_several = found > 1;
        let (coverage, title) = (sum.coverage / whole, sum.title / whole);
        let has_all = are_several && coverage > ALL;
        let is_alone = (has_all && sum.alone != 0) || (are_several && title > ALL);
        let exact = if sum.title_terms == terms { EXACT } else { 1.0 };
        Self {
            coverage,
            title: 1.0 + TITLE_BONUS * title * title,
            together: if has_all && sum.together != 0 { TOGETHER } else { 1.0 },
            alone: if is_alone { ALONE } else { 1.0 },
            exact: if sum.title_words == terms { exact * VERBATIM } else { exact },
        }
    }

    /// The score of a document whose words contribute `share`.
    fn score(&self, share: f64) -> f64 {
        share * self.coverage * self.title * self.together * self.alone * self.exact
    }
}

/// The factors with their names, but for those that change nothing.
fn named_factors(factors: &ScoreFactors, section: &BestSection) -> Vec<(&'static str, f64)> {
    let all = [
        ("part of the query found", factors.coverage),
        ("words in the title", factors.title),
        ("a section and the title have all words", factors.together),
        ("a section or the title has all words", factors.alone),
        ("the title is the query", factors.exact),
        ("words in one section and its heading", section.bonus),
        ("the heading or the title has all words", section.named),
    ];
    all.into_iter().filter(|(_, factor)| (factor - 1.0).abs() > f64::EPSILON).collect()
}

/// Sorts by score, best first, then by document number.
fn sort(ranked: &mut [RankedDocument]) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.document.cmp(&b.document)));
}

/// The first document of the article that contains this document.
fn article(index: &SearchIndex<'_>, document: u32) -> u32 {
    let is_continued = |document: u32| index.manifest.continued.binary_search(&document).is_ok();
    (0..=document).rev().find(|document| !is_continued(*document)).unwrap_or_default()
}

/// Counts the articles of each category and kind, and keeps the selected ones. Each facet counts what the other facet
/// lets through, so that readers see what another choice would return.
fn choose(index: &SearchIndex<'_>, ranked: &mut Vec<RankedDocument>, options: &QueryOptions, ranking: &mut Ranking) {
    let (mut categories, mut kinds) = (BTreeMap::new(), BTreeMap::new());
    let mut seen = BTreeSet::new();
    ranked.retain(|place| {
        let (category, kind) = index.run(place.document);
        let category = index.manifest.categories.get(category).map_or("", String::as_str);
        let kind = index.manifest.kinds.get(kind).map_or("", |(name, _)| name.as_str());
        let fits_category = options.category.as_deref().is_none_or(|wanted| wanted == category);
        let fits_kind = options.kind.as_deref().is_none_or(|wanted| wanted == kind);
        if seen.insert(article(index, place.document)) {
            *categories.entry(category.to_owned()).or_default() += usize::from(fits_kind);
            *kinds.entry(kind.to_owned()).or_default() += usize::from(fits_category);
            ranking.total += usize::from(fits_category && fits_kind);
        }
        fits_category && fits_kind
    });
    let sorted = |counts: BTreeMap<String, usize>| {
        let mut counts: Vec<(String, usize)> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    };
    (ranking.categories, ranking.kinds) = (sorted(categories), sorted(kinds));
}

/// Finds the best section and raises the score by how well it matches.
fn look(place: &mut RankedDocument, found: &[TermMatches], whole: f64, title: f64) {
    let best = best_section(place.document, found, whole, title);
    place.score *= best.bonus * best.named;
    // If the title matches as well as the section, the hit is the article as a whole.
    place.closest = best.section;
    place.section = if best.part > title { best.section } else { 0 };
}

/// The section that matches best.
struct BestSection {
    section: usize,
    /// The fraction of the terms that it contains.
    part: f64,
    /// The factors for the score.
    bonus: f64,
    named: f64,
}

fn best_section(document: u32, found: &[TermMatches], whole: f64, title: f64) -> BestSection {
    let matches: Vec<(f64, &TermMatch)> =
        found.iter().filter_map(|term| Some((term.rarity, term.get(document)?))).collect();
    let all = matches.iter().fold(0, |all, (_, found)| all | found.sections);
    let (mut best, mut best_pull) = ((0, 0.0, 0.0), -1.0);
    for section in (0..32).filter(|section| all & (1 << section) != 0) {
        let (mut part, mut heading) = (0.0, 0.0);
        for (rarity, found) in &matches {
            part += if found.sections & (1 << section) == 0 { 0.0 } else { rarity * found.part };
            heading += if found.headings & (1 << section) == 0 { 0.0 } else { rarity * found.part };
        }
        let pull = part + HEADING_PULL * heading;
        if pull > best_pull {
            (best, best_pull) = ((section, part / whole, heading / whole), pull);
        }
    }
    let (section, part, heading) = best;
    let bonus = if found.len() > 1 { SECTION_BONUS * part * part } else { 0.0 };
    let is_named = found.len() > 1 && heading.max(title) > ALL;
    BestSection {
        section,
        part,
        bonus: 1.0 + bonus + HEADING_BONUS * heading * heading,
        named: if is_named { NAMED } else { 1.0 },
    }
}
