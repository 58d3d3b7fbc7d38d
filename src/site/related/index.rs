//! Which articles carry which term or label.
//!
//! The index is made of two: a large one over the articles of some earlier build, in which those that changed since are
//! passed over, and a small one over those that took their place. What it answers is what one index over all of them
//! would answer.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{COMMON, folder_of};
use crate::content::Article;
use crate::path::slug;
use crate::site::ArticleId;

/// With more articles than this outside of the large index, it is made anew.
const MOST_RECENT: usize = 256;

/// The terms and labels of all listed articles.
#[derive(Debug, Default)]
pub struct Index {
    base: Arc<Base>,
    /// The present number of each article of the large index; `None` for those that changed or are gone.
    present: Vec<Option<ArticleId>>,
    /// How many of the large index are passed over.
    stale: usize,
    recent: Postings<ArticleId>,
    /// The folder of each article, by a number.
    pub(super) folders: Vec<u32>,
}

/// An index over the articles of some build, by their numbers there.
#[derive(Debug, Default)]
pub struct Base {
    articles: Vec<Arc<Article>>,
    postings: Postings<u32>,
}

#[derive(Debug)]
struct Postings<T> {
    terms: HashMap<u32, Vec<(T, u16)>>,
    labels: BTreeMap<String, Vec<T>>,
}

impl<T> Default for Postings<T> {
    fn default() -> Self {
        Self { terms: HashMap::new(), labels: BTreeMap::new() }
    }
}

impl<T: Copy> Postings<T> {
    fn add(&mut self, number: T, article: &Article) {
        if article.meta.unlisted || article.is_index {
            return;
        }
        for &(term, count) in &article.body.terms {
            self.terms.entry(term).or_default().push((number, count));
        }
        for label in &article.meta.labels {
            self.labels.entry(slug(label)).or_default().push(number);
        }
    }
}

impl Index {
    /// Indexes all listed articles, upon the large index of an earlier build where that is near enough.
    #[must_use]
    pub fn new(articles: &[Arc<Article>], earlier: Option<&Self>) -> Self {
        let folders = folders(articles);
        if let Some(index) = earlier.and_then(|earlier| Self::upon(&earlier.base, articles, &folders)) {
            return index;
        }
        let mut postings = Postings::default();
        for (number, article) in (0..).zip(articles) {
            postings.add(number, article);
        }
        let base = Arc::new(Base { articles: articles.to_vec(), postings });
        let present = (0..).map(ArticleId).take(articles.len()).map(Some).collect();
        Self { base, present, stale: 0, recent: Postings::default(), folders }
    }

    /// An index upon that of an earlier build; `None` if too much changed since.
    fn upon(base: &Arc<Base>, articles: &[Arc<Article>], folders: &[u32]) -> Option<Self> {
        let known: HashMap<*const Article, usize> =
            base.articles.iter().enumerate().map(|(number, article)| (Arc::as_ptr(article), number)).collect();
        let mut present = vec![None; base.articles.len()];
        let mut recent = Postings::default();
        let mut fresh = 0;
        for (id, article) in (0..).map(ArticleId).zip(articles) {
            if let Some(&number) = known.get(&Arc::as_ptr(article)) {
                present[number] = Some(id);
            } else {
                fresh += 1;
                recent.add(id, article);
            }
        }
        let stale = present.iter().filter(|id| id.is_none()).count();
        (fresh + stale <= MOST_RECENT).then(|| Self {
            base: Arc::clone(base),
            present,
            stale,
            recent,
            folders: folders.to_vec(),
        })
    }

    /// The articles with a term and how often each says it; `None` for terms that are [`COMMON`].
    pub(super) fn term(&self, term: u32) -> Option<Vec<(ArticleId, u16)>> {
        let earlier = self.base.postings.terms.get(&term).map_or(&[][..], Vec::as_slice);
        if earlier.len() > COMMON + self.stale {
            return None;
        }
        let present = |&(number, count): &(u32, u16)| Some((self.present[number as usize]?, count));
        let mut bearers: Vec<_> = earlier.iter().filter_map(present).collect();
        bearers.extend(self.recent.terms.get(&term).into_iter().flatten());
        (bearers.len() <= COMMON).then_some(bearers)
    }

    /// The articles with a label.
    pub(super) fn label(&self, label: &str) -> Vec<ArticleId> {
        let earlier = self.base.postings.labels.get(label).into_iter().flatten();
        let present = earlier.filter_map(|&number| self.present[number as usize]);
        present.chain(self.recent.labels.get(label).into_iter().flatten().copied()).collect()
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
