//! Related articles: what the writer gave is the page's business; this finds more by shared labels and shared words.
//!
//! Each article is a bag of its most telling terms. Two articles are as near as the terms they share are rare
//! (tf·idf, the usual weighting: Salton & Buckley 1988), a shared label counting like several rare words.

mod index;

use crate::content::Article;
use crate::site::{ArticleId, Site};

pub use index::Index;
use index::{label_of, told_apart};

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
    let total = if site.editions.len() > 1 { site.editions[&article.edition].pages.len() } else { site.articles.len() };
    let terms = article.body.terms.iter();
    let terms = terms.map(|(term, count)| (site.related.term(told_apart(*term, article.edition)), *count));
    let mut terms: Vec<_> = terms.filter(|(bearers, _)| !bearers.is_empty()).collect();
    terms.sort_by_key(|(bearers, count)| (bearers.len(), std::cmp::Reverse(*count)));
    let mut pairs = Vec::new();
    let mut own_weight = f32::EPSILON;
    for (bearers, count) in terms.into_iter().take(MOST_TERMS) {
        let weight = rarity(total, bearers.len()).powi(2) * frequency(count);
        own_weight += weight * frequency(count);
        pairs.extend(bearers.iter().map(|(other, other_count)| (*other, weight * frequency(*other_count))));
    }
    let labels = article.meta.labels.iter().map(|label| site.related.label(&label_of(label, article.edition)));
    for bearers in labels.filter(|bearers| !bearers.is_empty()) {
        let weight = rarity(total, bearers.len()) * LABEL_WEIGHT;
        own_weight += weight;
        // A label that half the site carries tells nothing.
        if bearers.len() <= COMMON {
            pairs.extend(bearers.iter().map(|other| (*other, weight)));
        }
    }
    // Stable, so that the weights of an article are summed in one order, whatever the order of the index.
    pairs.sort_by_key(|(other, _)| *other);
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
