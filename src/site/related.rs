//! Finds related articles by shared labels and terms. Related articles that the writer chose are handled elsewhere.
//!
//! Terms are weighted by tf·idf, the usual weighting (Salton & Buckley 1988): the rarer the shared terms, the more
//! related the articles. A shared label counts like several rare terms.

mod index;

use std::sync::{Arc, OnceLock};

use crate::content::Article;
use crate::path::slug;
use crate::site::{ArticleId, Site};

use index::{BaseIndex, TermIndex};

/// Terms in more articles than this carry little information and would make lookups slow.
const COMMON: usize = 64;
/// The maximum number of terms of an article that are looked up, the rarest first.
const MAX_TERMS: usize = 16;
/// A shared label weighs as much as this many terms of the same rarity.
const LABEL_WEIGHT: f32 = 4.0;
/// The factor for articles in the same folder.
const SAME_FOLDER: f32 = 1.25;
/// The minimum score, as a share of the article's own weight. Below it, articles share a few words by chance.
const THRESHOLD: f32 = 0.06;

/// The index for finding related articles. It is built on first use, because a preview may never show an article.
#[derive(Debug, Default)]
pub struct RelatedIndex {
    articles: Vec<Arc<Article>>,
    /// The large index of an earlier build, if there is one.
    earlier: Option<Arc<BaseIndex>>,
    index: OnceLock<TermIndex>,
}

impl RelatedIndex {
    /// Prepares an index of these articles, reusing that of an earlier build if possible.
    #[must_use]
    pub fn new(articles: &[Arc<Article>], earlier: Option<&Self>) -> Self {
        let base = |earlier: &Self| match earlier.index.get() {
            Some(index) => Some(Arc::clone(index.base())),
            None => earlier.earlier.clone(),
        };
        Self { articles: articles.to_vec(), earlier: earlier.and_then(base), index: OnceLock::new() }
    }

    /// Builds the index now, using all threads. Must not be called while pages are rendered, because threads that wait
    /// for the index could not help to build it.
    pub fn prepare(&self) {
        self.index();
    }

    fn index(&self) -> &TermIndex {
        self.index.get_or_init(|| TermIndex::new(&self.articles, self.earlier.as_ref()))
    }
}

/// The articles most related to `id`, best first: at most `limit`, without those in `except`.
#[must_use]
pub fn nearest(site: &Site, id: ArticleId, limit: usize, except: &[ArticleId]) -> Vec<ArticleId> {
    if limit == 0 {
        return Vec::new();
    }
    let index = site.related.index();
    let folder = |id: ArticleId| index.folders.get(id.index());
    let own_folder = folder(id);
    let shared = shared(index, &site[id]);
    let threshold = shared.own_weight * THRESHOLD;
    // Filtered by score first, because most articles are too different even if they are in the same folder.
    let mut ranked: Vec<(f32, ArticleId)> = shared
        .scores()
        .filter(|(_, score)| *score * SAME_FOLDER >= threshold)
        .filter(|(other, _)| *other != id && !except.contains(other))
        .map(|(other, score)| (if folder(other) == own_folder { score * SAME_FOLDER } else { score }, other))
        .filter(|(score, _)| *score >= threshold)
        .collect();
    let best_first = |a: &(f32, ArticleId), b: &(f32, ArticleId)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    // Only the best few need to be sorted.
    if ranked.len() > limit {
        ranked.select_nth_unstable_by(limit, best_first);
        ranked.truncate(limit);
    }
    ranked.sort_unstable_by(best_first);
    ranked.into_iter().map(|(_, other)| other).collect()
}

/// The folder part of an article's key.
fn folder_of(article: &Article) -> &str {
    article.key.as_str().rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What other articles share with one article.
struct SharedTerms {
    /// The weight of all terms and labels that are looked up.
    own_weight: f32,
    /// The index of the edition's first article.
    start: usize,
    /// The shared weight of each article of the edition, which is usually zero.
    weights: Vec<f32>,
    /// The articles with a shared weight.
    touched: Vec<ArticleId>,
}

impl SharedTerms {
    /// Adds to the shared weight of an article.
    fn add(&mut self, other: ArticleId, weight: f32) {
        let sum = &mut self.weights[other.index() - self.start];
        if *sum == 0.0 {
            self.touched.push(other);
        }
        *sum += weight;
    }

    fn scores(&self) -> impl Iterator<Item = (ArticleId, f32)> {
        self.touched.iter().map(|id| (*id, self.weights[id.index() - self.start]))
    }
}

/// Adds up the terms and labels that other articles share with `article`, in an order that does not depend on the
/// index.
fn shared(index: &TermIndex, article: &Article) -> SharedTerms {
    let edition = index.editions.get(&article.edition).cloned().unwrap_or_default();
    let (start, total) = (edition.start, edition.len());
    let mut shared = SharedTerms { own_weight: f32::EPSILON, start, weights: vec![0.0; total], touched: Vec::new() };
    let terms = article.body.terms.get().iter();
    let terms = terms.map(|(term, count)| (index.term(article.edition, *term), *count));
    let mut terms: Vec<_> = terms.filter(|(term_articles, _)| term_articles.count > 0).collect();
    terms.sort_by_key(|(term_articles, count)| (term_articles.count, std::cmp::Reverse(*count)));
    for (term_articles, count) in terms.into_iter().take(MAX_TERMS) {
        let weight = rarity(total, term_articles.count).powi(2) * frequency(count);
        shared.own_weight += weight * frequency(count);
        for (other, frequency) in index.term_articles(term_articles) {
            shared.add(other, weight * frequency);
        }
    }
    let labels = article.meta.labels.iter().map(|label| index.label(article.edition, &slug(label)));
    for term_articles in labels.filter(|term_articles| !term_articles.is_empty()) {
        let weight = rarity(total, term_articles.len()) * LABEL_WEIGHT;
        shared.own_weight += weight;
        // A very common label carries no information.
        if term_articles.len() <= COMMON {
            for other in term_articles {
                shared.add(other, weight);
            }
        }
    }
    shared
}

#[allow(clippy::cast_precision_loss)] // counts of articles are far below 2^24
fn rarity(articles: usize, term_articles: usize) -> f32 {
    (1.0 + articles as f32 / (1.0 + term_articles as f32)).ln()
}

/// Dampens repetition: a term that occurs ten times is not ten times as important.
fn frequency(count: u16) -> f32 {
    if count <= 1 { 1.0 } else { 1.0 + f32::from(count).ln() }
}
