//! Related articles: what the writer gave is the page's business; this finds more by shared labels and shared words.
//!
//! Each article is a bag of its most telling terms. Two articles are as near as the terms they share are rare
//! (tf·idf, the usual weighting: Salton & Buckley 1988), a shared label counting like several rare words.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::content::Article;
use crate::path::slug;
use crate::site::{ArticleId, Site};

/// Terms in more than this many articles say little and would make look-ups slow.
const COMMON: usize = 64;
/// No more than this many of an article's terms are looked up, the rarest ones first.
const MOST_TERMS: usize = 16;
/// A shared label weighs as much as this many terms of the same rarity.
const LABEL_WEIGHT: f32 = 4.0;
/// Articles of the same folder are a little nearer.
const SAME_FOLDER: f32 = 1.25;
/// Below this share of the article's own weight, two articles only share a few words by chance.
const THRESHOLD: f32 = 0.06;

/// Which articles carry which term or label.
#[derive(Debug, Default)]
pub struct Index {
    /// What carries each term, sorted by term: one list for all of them takes a tenth of what a map of lists does.
    bearers: Vec<Bearer>,
    labels: BTreeMap<String, Vec<ArticleId>>,
    /// The folder of each article, by a number.
    folders: Vec<u32>,
}

/// An article that carries a term, and how often.
#[derive(Debug, Clone, Copy)]
struct Bearer {
    term: u32,
    article: ArticleId,
    count: u16,
}

impl Index {
    /// Indexes all listed articles.
    #[must_use]
    pub fn new(articles: &[Article]) -> Self {
        let mut index = Self::default();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for (id, article) in (0..).map(ArticleId).zip(articles) {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            index.folders.push(*numbers.entry(folder_of(article)).or_insert(next));
            if article.meta.unlisted || article.is_index {
                continue;
            }
            let terms = article.body.terms.iter();
            index.bearers.extend(terms.map(|&(term, count)| Bearer { term, article: id, count }));
            for label in &article.meta.labels {
                index.labels.entry(slug(label)).or_default().push(id);
            }
        }
        index.bearers.par_sort_unstable_by_key(|bearer| (bearer.term, bearer.article));
        index
    }

    /// The articles that carry a term; none if there are too many for it to tell anything.
    fn bearers(&self, term: u32) -> &[Bearer] {
        let start = self.bearers.partition_point(|bearer| bearer.term < term);
        let rest = &self.bearers[start..];
        let few = &rest[..rest.len().min(COMMON + 1)];
        let count = few.partition_point(|bearer| bearer.term == term);
        if count > COMMON { &[] } else { &few[..count] }
    }
}

/// The articles nearest to `id`, best first, at most `limit`, `except` left out.
#[must_use]
pub fn nearest(site: &Site, id: ArticleId, limit: usize, except: &[ArticleId]) -> Vec<ArticleId> {
    let article = &site[id];
    let folder = |id: ArticleId| site.related.folders.get(id.index());
    let own_folder = folder(id);
    let (pairs, own_weight) = shared(site, article);
    let scores =
        pairs.chunk_by(|a, b| a.0 == b.0).map(|pairs| (pairs[0].0, pairs.iter().map(|pair| pair.1).sum::<f32>()));
    let threshold = own_weight * THRESHOLD;
    // Most are too far away in any folder, which their score alone tells.
    let mut ranked: Vec<(f32, ArticleId)> = scores
        .filter(|(_, score)| *score * SAME_FOLDER >= threshold)
        .filter(|(other, _)| *other != id && !except.contains(other) && site[*other].edition == article.edition)
        .map(|(other, score)| (if folder(other) == own_folder { score * SAME_FOLDER } else { score }, other))
        .filter(|(score, _)| *score >= threshold)
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().take(limit).map(|(_, other)| other).collect()
}

/// The folder part of an article's key.
fn folder_of(article: &Article) -> &str {
    article.key.as_str().rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What each other article shares with `article`, one weight for each term and label, sorted by article; and the weight
/// of all that is looked up.
fn shared(site: &Site, article: &Article) -> (Vec<(ArticleId, f32)>, f32) {
    let total = site.articles.len();
    let known = article.body.terms.iter().map(|(term, count)| (site.related.bearers(*term), *count));
    let mut terms: Vec<_> = known.filter(|(bearers, _)| !bearers.is_empty()).collect();
    terms.sort_by_key(|(bearers, count)| (bearers.len(), std::cmp::Reverse(*count)));
    let mut pairs = Vec::new();
    let mut own_weight = f32::EPSILON;
    for (bearers, count) in terms.into_iter().take(MOST_TERMS) {
        let weight = rarity(total, bearers.len()).powi(2) * frequency(count);
        own_weight += weight * frequency(count);
        pairs.extend(bearers.iter().map(|bearer| (bearer.article, weight * frequency(bearer.count))));
    }
    for bearers in article.meta.labels.iter().filter_map(|label| site.related.labels.get(&slug(label))) {
        let weight = rarity(total, bearers.len()) * LABEL_WEIGHT;
        own_weight += weight;
        // A label that half the site carries tells nothing.
        if bearers.len() <= COMMON {
            pairs.extend(bearers.iter().map(|other| (*other, weight)));
        }
    }
    pairs.sort_unstable_by_key(|(other, _)| *other);
    (pairs, own_weight)
}

#[allow(clippy::cast_precision_loss)] // counts of articles are far below 2^24
fn rarity(articles: usize, bearers: usize) -> f32 {
    (1.0 + articles as f32 / (1.0 + bearers as f32)).ln()
}

/// A word said ten times is not ten times as telling.
fn frequency(count: u16) -> f32 {
    1.0 + f32::from(count.max(1)).ln()
}
