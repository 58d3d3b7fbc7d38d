//! Which articles carry which term or label.
//!
//! The index is made of two: a large one over the articles of some earlier build, in which those that changed since are
//! passed over, and a small one over those that took their place. What it answers is what one index over all of them
//! would answer.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::{COMMON, folder_of, frequency};
use crate::content::{Article, EditionId};
use crate::path::slug;
use crate::site::ArticleId;

/// So many bearers share a bucket, on average: few enough to be read at once.
const BUCKET: usize = 8;

/// With more articles than this outside of the large index, it is made again.
const MAX_RECENT: usize = 256;

/// The terms and labels of all listed articles.
#[derive(Debug, Default)]
pub struct TermIndex {
    base: Arc<BaseIndex>,
    /// The present number of each article of the large index; `None` for those that changed or are gone.
    present: Vec<Option<ArticleId>>,
    /// How many of the large index are passed over.
    stale: usize,
    /// Over the others, by their present numbers.
    recent: ByEdition,
    /// The folder of each article, by a number.
    pub(super) folders: Vec<u32>,
    /// The articles of each edition, which follow each other.
    pub(super) editions: BTreeMap<EditionId, Range<usize>>,
}

/// An index over the articles of some build, by their numbers there.
#[derive(Debug, Default)]
pub struct BaseIndex {
    articles: Vec<Arc<Article>>,
    postings: ByEdition,
}

/// What is common in one edition may be rare in another, and those who look for a term want the articles of one.
type ByEdition = BTreeMap<EditionId, Postings>;

#[derive(Debug, Default)]
struct Postings {
    /// What carries each term, sorted by term: one list for all of them takes a tenth of what a map of lists does.
    bearers: Vec<TermArticle>,
    /// Where the terms begin that start with the same bits, and where the last of them end: terms are hashes and spread
    /// evenly, so that this leads nearly to the place.
    buckets: Vec<u32>,
    labels: BTreeMap<String, Vec<u32>>,
}

/// An article that carries a term, and what its [`frequency`] there weighs.
#[derive(Debug, Clone, Copy)]
struct TermArticle {
    term: u32,
    article: u32,
    frequency: f32,
}

/// Who carries a term.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TermArticles<'i> {
    /// How many articles do.
    pub count: usize,
    earlier: &'i [TermArticle],
    recent: &'i [TermArticle],
}

/// Indexes articles by their numbers.
fn by_edition<'a>(articles: impl Iterator<Item = (u32, &'a Arc<Article>)>) -> ByEdition {
    let mut editions: BTreeMap<EditionId, Vec<(u32, &Arc<Article>)>> = BTreeMap::new();
    for (number, article) in articles.filter(|(_, article)| !article.meta.unlisted && !article.is_index) {
        editions.entry(article.edition).or_default().push((number, article));
    }
    editions.into_par_iter().map(|(edition, articles)| (edition, Postings::new(&articles))).collect()
}

impl Postings {
    /// Indexes the articles of one edition by their numbers.
    fn new(articles: &[(u32, &Arc<Article>)]) -> Self {
        let mut postings = Self::default();
        for (number, article) in articles {
            postings.bearers.extend(article.body.terms.get().iter().map(|&(term, count)| TermArticle {
                term,
                article: *number,
                frequency: frequency(count),
            }));
            for label in &article.meta.labels {
                postings.labels.entry(slug(label)).or_default().push(*number);
            }
        }
        postings.bearers.par_sort_unstable_by_key(|bearer| (bearer.term, bearer.article));
        postings.buckets = buckets(&postings.bearers);
        postings
    }

    /// The articles that carry a term, the first `most` of them.
    fn bearers(&self, term: u32, most: usize) -> &[TermArticle] {
        // The last one only ends the one before it; without any, there are no bearers either.
        let Some(bits) = self.buckets.len().checked_sub(1).and_then(usize::checked_ilog2) else { return &[] };
        let bucket = bucket(term, bits);
        let (start, end) = (self.buckets[bucket] as usize, self.buckets[bucket + 1] as usize);
        let bucket = &self.bearers[start..end];
        let rest = &bucket[bucket.partition_point(|bearer| bearer.term < term)..];
        let few = &rest[..rest.len().min(most)];
        &few[..few.partition_point(|bearer| bearer.term == term)]
    }
}

/// The first `bits` bits of a term.
fn bucket(term: u32, bits: u32) -> usize {
    term.checked_shr(u32::BITS - bits).unwrap_or_default() as usize
}

/// Where each bucket of sorted bearers starts, and where the last one ends.
fn buckets(bearers: &[TermArticle]) -> Vec<u32> {
    let Some(bits) = bearers.len().checked_ilog2() else { return Vec::new() };
    let bits = bits.saturating_sub(BUCKET.ilog2());
    let mut starts = vec![0; (1 << bits) + 1];
    for bearer in bearers {
        starts[bucket(bearer.term, bits) + 1] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

impl TermIndex {
    /// Indexes all listed articles, upon the large index of an earlier build where that is near enough.
    pub(super) fn new(articles: &[Arc<Article>], earlier: Option<&Arc<BaseIndex>>) -> Self {
        let index = earlier.and_then(|base| Self::upon(base, articles));
        let index = index.unwrap_or_else(|| Self::afresh(articles));
        Self { folders: folders(articles), editions: editions(articles), ..index }
    }

    /// The large index.
    pub(super) fn base(&self) -> &Arc<BaseIndex> {
        &self.base
    }

    fn afresh(articles: &[Arc<Article>]) -> Self {
        // Those that are not known yet take the longest.
        articles.par_iter().for_each(|article| _ = article.body.terms.get());
        let postings = by_edition((0..).zip(articles));
        let base = Arc::new(BaseIndex { articles: articles.to_vec(), postings });
        let present = (0..).map(ArticleId).take(articles.len()).map(Some).collect();
        Self { base, present, ..Self::default() }
    }

    /// An index upon that of an earlier build; `None` if too much changed since.
    fn upon(base: &Arc<BaseIndex>, articles: &[Arc<Article>]) -> Option<Self> {
        let mut present = vec![None; base.articles.len()];
        let mut moved = Vec::new();
        for (id, article) in (0..).zip(articles) {
            match base.articles.get(id as usize).filter(|known| Arc::ptr_eq(known, article)) {
                Some(_) => present[id as usize] = Some(ArticleId(id)),
                None => moved.push((id, article)),
            }
        }
        let left = base.articles.iter().enumerate().filter(|(number, _)| present[*number].is_none());
        let left: HashMap<*const Article, usize> =
            left.map(|(number, article)| (Arc::as_ptr(article), number)).collect();
        let mut recent = Vec::new();
        for (id, article) in moved {
            match left.get(&Arc::as_ptr(article)) {
                Some(&number) => present[number] = Some(ArticleId(id)),
                None => recent.push((id, article)),
            }
        }
        let stale = present.iter().filter(|id| id.is_none()).count();
        (recent.len() + stale <= MAX_RECENT).then(|| Self {
            base: Arc::clone(base),
            present,
            stale,
            recent: by_edition(recent.into_iter()),
            ..Self::default()
        })
    }

    /// The large index and the small one of an edition.
    fn postings(&self, edition: EditionId) -> (Option<&Postings>, Option<&Postings>) {
        (self.base.postings.get(&edition), self.recent.get(&edition))
    }

    /// The articles of an edition with a term; none for terms that are [`COMMON`].
    pub(super) fn term(&self, edition: EditionId, term: u32) -> TermArticles<'_> {
        let (earlier, recent) = self.postings(edition);
        let earlier = earlier.map_or(&[][..], |postings| postings.bearers(term, COMMON + self.stale + 1));
        let recent = recent.map_or(&[][..], |postings| postings.bearers(term, COMMON + 1));
        let passed_over = if self.stale == 0 {
            0
        } else {
            earlier.iter().filter(|bearer| self.present[bearer.article as usize].is_none()).count()
        };
        let count = earlier.len() - passed_over + recent.len();
        if count > COMMON { TermArticles::default() } else { TermArticles { count, earlier, recent } }
    }

    /// The present numbers of articles with a term, and what its frequency in each weighs.
    pub(super) fn bearers(&self, bearers: TermArticles<'_>) -> impl Iterator<Item = (ArticleId, f32)> {
        let present = |bearer: &TermArticle| Some((self.present[bearer.article as usize]?, bearer.frequency));
        let recent = bearers.recent.iter().map(|bearer| (ArticleId(bearer.article), bearer.frequency));
        bearers.earlier.iter().filter_map(present).chain(recent)
    }

    /// The articles of an edition with a label, by its segment.
    pub(super) fn label(&self, edition: EditionId, label: &str) -> Vec<ArticleId> {
        let (earlier, recent) = self.postings(edition);
        let earlier = earlier.and_then(|postings| postings.labels.get(label));
        let recent = recent.and_then(|postings| postings.labels.get(label));
        let present = earlier.into_iter().flatten().filter_map(|&number| self.present[number as usize]);
        present.chain(recent.into_iter().flatten().copied().map(ArticleId)).collect()
    }
}

fn folders(articles: &[Arc<Article>]) -> Vec<u32> {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut folders = Vec::with_capacity(articles.len());
    for article in articles {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        folders.push(*numbers.entry(folder_of(article)).or_insert(next));
    }
    folders
}

/// Which articles are an edition's.
fn editions(articles: &[Arc<Article>]) -> BTreeMap<EditionId, Range<usize>> {
    let mut editions: BTreeMap<EditionId, Range<usize>> = BTreeMap::new();
    for (place, article) in articles.iter().enumerate() {
        editions.entry(article.edition).or_insert(place..place).end = place + 1;
    }
    editions
}
