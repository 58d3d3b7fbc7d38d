//! An index of the articles with each term and label.
//!
//! It consists of two parts: a large index of an earlier build, in which changed articles are skipped, and a small
//! index of the changed articles. The results are the same as those of a single index.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::{COMMON, folder_of, frequency};
use crate::content::{Article, EditionId};
use crate::path::slug;
use crate::site::ArticleId;

/// The average number of entries per bucket, small enough to read at once.
const BUCKET: usize = 8;

/// The maximum number of articles that differ from the large index. With more, it is rebuilt.
const MAX_RECENT: usize = 256;

/// The terms and labels of all listed articles.
#[derive(Debug, Default)]
pub struct TermIndex {
    base: Arc<BaseIndex>,
    /// The current id of each article of the large index; `None` for articles that changed or were removed.
    present: Vec<Option<ArticleId>>,
    /// The number of articles in the large index that are skipped.
    stale: usize,
    /// The small index of all other articles, by their current ids.
    recent: ByEdition,
    /// The folder of each article, as a number.
    pub(super) folders: Vec<u32>,
    /// The range of articles of each edition.
    pub(super) editions: BTreeMap<EditionId, Range<usize>>,
}

/// The index of the articles of one build, by their ids in that build.
#[derive(Debug, Default)]
pub struct BaseIndex {
    articles: Vec<Arc<Article>>,
    postings: ByEdition,
}

/// Separate indexes, because a term that is common in one edition may be rare in another, and lookups concern only one
/// edition.
type ByEdition = BTreeMap<EditionId, Postings>;

#[derive(Debug, Default)]
struct Postings {
    /// The articles with each term, sorted by term. One list costs a tenth of a map of lists.
    term_articles: Vec<TermArticle>,
    /// The start of each bucket of terms with the same leading bits, and the end of the last one. Terms are evenly
    /// distributed hashes, so a bucket is short.
    buckets: Vec<u32>,
    labels: BTreeMap<String, Vec<u32>>,
}

/// An article with a term, and the weight of the term's [`frequency`] in it.
#[derive(Debug, Clone, Copy)]
struct TermArticle {
    term: u32,
    article: u32,
    frequency: f32,
}

/// The articles with a term.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TermArticles<'i> {
    /// The number of articles.
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
            postings.term_articles.extend(article.body.terms.get().iter().map(|&(term, count)| TermArticle {
                term,
                article: *number,
                frequency: frequency(count),
            }));
            for label in &article.meta.labels {
                postings.labels.entry(slug(label)).or_default().push(*number);
            }
        }
        postings.term_articles.par_sort_unstable_by_key(|entry| (entry.term, entry.article));
        postings.buckets = buckets(&postings.term_articles);
        postings
    }

    /// The first `limit` articles with a term.
    fn term_articles(&self, term: u32, limit: usize) -> &[TermArticle] {
        // The last entry is only the end of the one before it. Without entries, there are no articles either.
        let Some(bits) = self.buckets.len().checked_sub(1).and_then(usize::checked_ilog2) else { return &[] };
        let bucket = bucket(term, bits);
        let (start, end) = (self.buckets[bucket] as usize, self.buckets[bucket + 1] as usize);
        let bucket = &self.term_articles[start..end];
        let rest = &bucket[bucket.partition_point(|entry| entry.term < term)..];
        let few = &rest[..rest.len().min(limit)];
        &few[..few.partition_point(|entry| entry.term == term)]
    }
}

/// The first `bits` bits of a term.
fn bucket(term: u32, bits: u32) -> usize {
    term.checked_shr(u32::BITS - bits).unwrap_or_default() as usize
}

/// The start of each bucket of the sorted entries, and the end of the last one.
fn buckets(term_articles: &[TermArticle]) -> Vec<u32> {
    let Some(bits) = term_articles.len().checked_ilog2() else { return Vec::new() };
    let bits = bits.saturating_sub(BUCKET.ilog2());
    let mut starts = vec![0; (1 << bits) + 1];
    for entry in term_articles {
        starts[bucket(entry.term, bits) + 1] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

impl TermIndex {
    /// Indexes all listed articles, extending the large index of an earlier build if few articles changed.
    pub(super) fn new(articles: &[Arc<Article>], earlier: Option<&Arc<BaseIndex>>) -> Self {
        let index = earlier.and_then(|base| Self::extending(base, articles));
        let index = index.unwrap_or_else(|| Self::of_all(articles));
        Self { folders: folders(articles), editions: editions(articles), ..index }
    }

    /// The large index.
    pub(super) fn base(&self) -> &Arc<BaseIndex> {
        &self.base
    }

    fn of_all(articles: &[Arc<Article>]) -> Self {
        // Terms are computed on first use; doing it here uses all threads.
        articles.par_iter().for_each(|article| _ = article.body.terms.get());
        let postings = by_edition((0..).zip(articles));
        let base = Arc::new(BaseIndex { articles: articles.to_vec(), postings });
        let present = (0..).map(ArticleId).take(articles.len()).map(Some).collect();
        Self { base, present, ..Self::default() }
    }

    /// Extends the index of an earlier build, or returns `None` if too much changed.
    fn extending(base: &Arc<BaseIndex>, articles: &[Arc<Article>]) -> Option<Self> {
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

    /// The large and the small index of an edition.
    fn postings(&self, edition: EditionId) -> (Option<&Postings>, Option<&Postings>) {
        (self.base.postings.get(&edition), self.recent.get(&edition))
    }

    /// The articles of an edition with a term, or none if the term is in more than [`COMMON`] articles.
    pub(super) fn term(&self, edition: EditionId, term: u32) -> TermArticles<'_> {
        let (earlier, recent) = self.postings(edition);
        let earlier = earlier.map_or(&[][..], |postings| postings.term_articles(term, COMMON + self.stale + 1));
        let recent = recent.map_or(&[][..], |postings| postings.term_articles(term, COMMON + 1));
        let passed_over = if self.stale == 0 {
            0
        } else {
            earlier.iter().filter(|entry| self.present[entry.article as usize].is_none()).count()
        };
        let count = earlier.len() - passed_over + recent.len();
        if count > COMMON { TermArticles::default() } else { TermArticles { count, earlier, recent } }
    }

    /// The current ids of articles with a term, each with the weight of its frequency.
    pub(super) fn term_articles(&self, term_articles: TermArticles<'_>) -> impl Iterator<Item = (ArticleId, f32)> {
        let present = |entry: &TermArticle| Some((self.present[entry.article as usize]?, entry.frequency));
        let recent = term_articles.recent.iter().map(|entry| (ArticleId(entry.article), entry.frequency));
        term_articles.earlier.iter().filter_map(present).chain(recent)
    }

    /// The articles of an edition with a label, by address segment.
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

/// The range of articles of each edition.
fn editions(articles: &[Arc<Article>]) -> BTreeMap<EditionId, Range<usize>> {
    let mut editions: BTreeMap<EditionId, Range<usize>> = BTreeMap::new();
    for (place, article) in articles.iter().enumerate() {
        editions.entry(article.edition).or_insert(place..place).end = place + 1;
    }
    editions
}
