//! Reports articles that readers cannot tell apart: with the same title, the same description, or nearly the same text.
//!
//! Nearly equal texts are found in three steps, each more exact and with fewer candidates: articles that share some of
//! the smallest hashes of their terms (`MinHash`, Broder 1997), then most of their terms, then most of their sequences
//! of words (w-shingling). Only articles of one edition are compared.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::{ArticleId, Site, freshness};
use crate::codes;
use crate::content::{Article, EditionId};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::project::Project;
use crate::theme::texts::UiTexts;

/// Minimum number of words of a text that is compared. Short answers are alike by nature.
const MIN_WORDS: usize = 80;

/// Minimum number of terms of a text that is compared.
const MIN_TERMS: usize = 12;

/// Number of hashes that two articles must share in one of the groups, and number of groups.
const ROWS: usize = 2;
const BANDS: usize = 5;

/// Maximum number of earlier articles that an article is compared with, for each group.
const MAX_COMPARED: usize = 8;

/// Minimum share of common terms, and of common sequences of words.
const COMMON_TERMS: f64 = 0.7;
const COMMON_SHINGLES: f64 = 0.8;

/// Number of words in a sequence.
const SHINGLE: usize = 5;

/// Maximum number of other articles that a report names.
const NAMED: usize = 5;

/// Reports articles of the same edition that are alike.
#[must_use]
pub fn report(project: &Project, site: &Site) -> Vec<Diagnostic> {
    let is_listed = |id: &ArticleId| {
        let article = &site[*id];
        !article.is_index && !article.meta.unlisted && !site.is_fallback(*id)
    };
    let ids: Vec<ArticleId> =
        site.ids().filter(|id| is_listed(id) && freshness::is_editable(project, site, *id)).collect();
    let title = |article: &Article| Some(article.meta.title.clone());
    let description = |article: &Article| Some(article.meta.description.clone()).filter(|_| article.meta.has_lead);
    let mut diagnostics = shared(site, &ids, codes::ARTICLE_DUPLICATE_TITLE, "title", title);
    diagnostics.extend(shared(site, &ids, codes::ARTICLE_DUPLICATE_DESCRIPTION, "description", description));
    diagnostics.extend(near_duplicates(site, &ids));
    diagnostics
}

/// Reports values that several articles of an edition share, once each.
fn shared(
    site: &Site,
    ids: &[ArticleId],
    code: Code,
    what: &str,
    value: impl Fn(&Article) -> Option<String>,
) -> Vec<Diagnostic> {
    let mut articles: BTreeMap<(EditionId, Option<&str>, String), Vec<ArticleId>> = BTreeMap::new();
    for id in ids {
        let article = &site[*id];
        if let Some(value) = value(article).filter(|value| !value.trim().is_empty()) {
            let key = (article.edition, version_folder(article), value.trim().to_lowercase());
            articles.entry(key).or_default().push(*id);
        }
    }
    let report = |mut same: Vec<ArticleId>| {
        let mut names = BTreeSet::new();
        same.retain(|id| names.insert(name(&site[*id])));
        let [first, second, ..] = same.as_slice() else { return None };
        let value = value(&site[*first]).unwrap_or_default();
        let message = format!("{} articles have the {what} `{}`", same.len(), value.trim());
        let others = same.iter().filter(|id| *id != second).take(NAMED);
        let diagnostic = Diagnostic::file(code, message, site[*second].path.clone());
        let diagnostic = others.fold(diagnostic, |diagnostic, other| {
            diagnostic.related(Place::File(site[*other].path.clone()), "this one, too")
        });
        Some(
            diagnostic
                .help(format!("give each its own {what}, so that readers can tell them apart in lists and searches")),
        )
    };
    articles.into_values().filter_map(report).collect()
}

/// What versions and translations of an article have in common, even if the configuration does not know that their
/// folders are versions: the folder's and the file's name without `.es.md`.
fn name(article: &Article) -> (String, String) {
    let file = article.path.name().split('.').next().unwrap_or_default();
    (article.path.parent().name().to_owned(), file.to_owned())
}

/// The folder of an article that is named after a version, such as `v2.4` or `version-3`.
fn version_folder(article: &Article) -> Option<&str> {
    article.path.as_str().split('/').find(|folder| {
        let number = ["version-", "release-", "v"].iter().find_map(|prefix| folder.strip_prefix(prefix));
        let is_number = |text: &str| {
            text.starts_with(|letter: char| letter.is_ascii_digit())
                && text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | 'x'))
        };
        // A number alone may be a year.
        number.is_some_and(is_number) || folder.contains('.') && is_number(folder)
    })
}

/// Reports articles with nearly the same text as an earlier one.
fn near_duplicates(site: &Site, ids: &[ArticleId]) -> Vec<Diagnostic> {
    let terms = |id: ArticleId| site[id].body.terms.get();
    let compared: Vec<ArticleId> =
        ids.iter().copied().filter(|id| site[*id].body.words >= MIN_WORDS && terms(*id).len() >= MIN_TERMS).collect();
    let hashes: Vec<[u32; ROWS * BANDS]> = compared.par_iter().map(|id| min_hashes(terms(*id))).collect();
    let mut groups: HashMap<(EditionId, usize, [u32; ROWS]), Vec<ArticleId>, FixedState> = HashMap::default();
    let mut pairs: Vec<(ArticleId, ArticleId)> = Vec::new();
    for (id, hashes) in compared.iter().zip(&hashes) {
        for (band, rows) in hashes.chunks_exact(ROWS).enumerate() {
            let rows = rows.try_into().expect("a chunk has that many");
            let group = groups.entry((site[*id].edition, band, rows)).or_default();
            pairs.extend(group.iter().take(MAX_COMPARED).map(|earlier| (*id, *earlier)));
            group.push(*id);
        }
    }
    // In two groups, a pair is found twice.
    pairs.par_sort_unstable();
    pairs.dedup();
    let alike = pairs.par_iter().filter(|(id, earlier)| {
        let (one, other) = (&site[*id], &site[*earlier]);
        name(one) != name(other)
            && version_folder(one) == version_folder(other)
            && common_terms(terms(*id), terms(*earlier)) >= COMMON_TERMS
            && common_shingles(&site[*id], &site[*earlier]) >= COMMON_SHINGLES
    });
    let mut first: BTreeMap<ArticleId, ArticleId> = BTreeMap::new();
    for (id, earlier) in alike.copied().collect::<Vec<_>>() {
        first.entry(id).or_insert(earlier);
    }
    let report = |(id, earlier): (ArticleId, ArticleId)| {
        let other = &site[earlier].path;
        let message = format!("the text is nearly the same as that of `{other}`");
        Diagnostic::file(codes::ARTICLE_NEAR_DUPLICATE, message, site[id].path.clone())
            .related(Place::File(other.clone()), "the other one")
            .help("merge them, and keep the old address with `aliases`")
            .help("move what they share to a snippet")
    };
    first.into_iter().map(report).collect()
}

/// The smallest of the terms' hashes, for each of some hash functions.
fn min_hashes(terms: &[(u32, u16)]) -> [u32; ROWS * BANDS] {
    std::array::from_fn(|number| {
        let seed = u32::try_from(number).expect("few hash functions").wrapping_mul(0x9E37_79B9);
        terms.iter().map(|(term, _)| mixed(term ^ seed)).min().unwrap_or_default()
    })
}

/// The finalizer of `MurmurHash3`, which mixes all bits.
fn mixed(mut hash: u32) -> u32 {
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xC2B2_AE35);
    hash ^ (hash >> 16)
}

/// The share of the terms of either article that both have. Terms are sorted.
fn common_terms(one: &[(u32, u16)], other: &[(u32, u16)]) -> f64 {
    let (mut common, mut rest) = (0, other.iter().peekable());
    for (term, _) in one {
        while rest.next_if(|(other, _)| other < term).is_some() {}
        common += usize::from(rest.next_if(|(other, _)| other == term).is_some());
    }
    share(common, one.len(), other.len())
}

/// The share of the sequences of words of either article that both have.
fn common_shingles(one: &Article, other: &Article) -> f64 {
    let (one, other) = (shingles(one), shingles(other));
    share(one.intersection(&other).count(), one.len(), other.len())
}

#[allow(clippy::cast_precision_loss)] // counts of words
fn share(common: usize, one: usize, other: usize) -> f64 {
    common as f64 / (one + other - common).max(1) as f64
}

fn shingles(article: &Article) -> BTreeSet<u64> {
    use std::hash::BuildHasher as _;

    let passages = article.body.document.passages(&UiTexts::default());
    let words: Vec<String> =
        passages.iter().flat_map(|passage| passage.text.split_whitespace()).map(str::to_lowercase).collect();
    words.windows(SHINGLE).map(|window| FixedState::default().hash_one(window)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_sets_of_terms_share_hashes() {
        let terms = |from: u32| (from..from + 32).map(|term| (term.wrapping_mul(2_654_435_761), 1)).collect::<Vec<_>>();
        let sorted = |mut terms: Vec<(u32, u16)>| {
            terms.sort_unstable();
            terms
        };
        let is_candidate = |a: u32, b: u32| {
            let (a, b) = (min_hashes(&sorted(terms(a))), min_hashes(&sorted(terms(b))));
            a.chunks(ROWS).zip(b.chunks(ROWS)).any(|(a, b)| a == b)
        };
        assert!(is_candidate(0, 0) && is_candidate(0, 1) && is_candidate(0, 2));
        assert!(!is_candidate(0, 1000));
        assert!((common_terms(&sorted(terms(0)), &sorted(terms(16))) - 1.0 / 3.0).abs() < 1e-9);
    }
}
