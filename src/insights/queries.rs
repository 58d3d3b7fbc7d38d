//! Counts queries: how often each was searched, and what readers searched next if nothing was found. Groups queries
//! without results by the words that they share. Memory is bounded.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use super::words;
use crate::events::{EventId, SearchEvent};

/// Maximum number of different queries. When it is reached, queries that were searched only once are forgotten.
const MAX_QUERIES: usize = 100_000;

/// Maximum number of visits to remember whose last search found nothing.
const MAX_SEEKERS: usize = 100_000;

/// Maximum number of languages. Queries in more languages are counted without a language, because anyone can send any
/// tag.
const MAX_LANGUAGES: usize = 200;

/// Queries by locale, because a topic may be missing in one language only.
#[derive(Debug, Default)]
pub(super) struct QueriesByLocale(pub BTreeMap<String, Queries>);

impl QueriesByLocale {
    /// Counts one search.
    pub fn add(&mut self, locale: &str, visit: Option<EventId>, search: &SearchEvent) {
        if let Some(queries) = self.0.get_mut(locale) {
            return queries.add(visit, search);
        }
        let locale = if self.0.len() < MAX_LANGUAGES { locale } else { "" };
        self.0.entry(locale.to_owned()).or_default().add(visit, search);
    }
}

/// Queries by their words.
#[derive(Debug, Default)]
pub(super) struct Queries {
    pub all: HashMap<String, Query, RandomState>,
    /// How many new queries may come before rare queries are removed again.
    until_next_look: usize,
    /// The last query that found nothing, by visit.
    seekers: HashMap<EventId, String>,
    /// How often a query that found nothing was followed by one that led to an article.
    pub retries: HashMap<(String, String), u64>,
}

/// How often a query was searched, and with what result.
#[derive(Debug, Default, Clone)]
pub(super) struct Query {
    pub count: u64,
    pub without_hit: u64,
    pub opened: u64,
}

impl Queries {
    /// Counts one search.
    pub fn add(&mut self, visit: Option<EventId>, search: &SearchEvent) {
        let text = words::folded(&search.query);
        if text.is_empty() {
            return;
        }
        if self.all.len() >= MAX_QUERIES && !self.all.contains_key(&text) {
            self.evict();
        }
        if let Some(visit) = visit {
            self.follow(visit, &text, search);
        }
        // If every query was searched at least twice, the list stays full and new queries are ignored.
        let is_full = self.all.len() >= MAX_QUERIES;
        let query = match self.all.entry(text) {
            Entry::Vacant(_) if is_full => return,
            entry => entry.or_default(),
        };
        query.count += 1;
        query.without_hit += u64::from(search.hits == 0);
        query.opened += u64::from(search.opened.is_some());
    }

    /// Forgets queries that were searched only once. Looking at all queries happens only after as many new ones, so
    /// that counting takes linear time.
    fn evict(&mut self) {
        if self.until_next_look == 0 {
            self.all.retain(|_, query| query.count > 1);
            self.until_next_look = MAX_QUERIES;
        }
        self.until_next_look -= 1;
    }

    /// Remembers a query that found nothing, until another query of the same visit leads to an article.
    fn follow(&mut self, visit: EventId, text: &str, search: &SearchEvent) {
        if search.hits == 0 {
            if self.seekers.len() < MAX_SEEKERS || self.seekers.contains_key(&visit) {
                self.seekers.insert(visit, text.to_owned());
            }
        } else if search.opened.is_some()
            && let Some(failed) = self.seekers.remove(&visit)
            && failed != text
            && self.retries.len() < MAX_QUERIES
        {
            *self.retries.entry((failed, text.to_owned())).or_default() += 1;
        }
    }

    /// Queries without results, grouped by a shared word, most searches first. A query belongs to the group of the word
    /// that occurs in most searches without results.
    pub fn clusters(&self) -> Vec<QueryCluster> {
        let failed: BTreeMap<&String, u64> = self
            .all
            .iter()
            .filter(|(_, query)| query.without_hit > 0)
            .map(|(text, query)| (text, query.without_hit))
            .collect();
        let mut weights: HashMap<String, u64> = HashMap::new();
        for (text, count) in &failed {
            for word in words::meaningful(text) {
                *weights.entry(word).or_default() += count;
            }
        }
        let mut clusters: BTreeMap<String, QueryCluster> = BTreeMap::new();
        for (text, count) in failed {
            let shared = words::meaningful(text).into_iter().max_by_key(|word| (weights[word], word.clone()));
            let word = shared.unwrap_or_else(|| text.clone());
            let cluster =
                clusters.entry(word.clone()).or_insert_with(|| QueryCluster { word, searches: 0, queries: Vec::new() });
            cluster.searches += count;
            cluster.queries.push((text.clone(), count));
        }
        let mut clusters: Vec<QueryCluster> = clusters.into_values().collect();
        for cluster in &mut clusters {
            cluster.queries.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        clusters.sort_by(|a, b| b.searches.cmp(&a.searches).then_with(|| a.word.cmp(&b.word)));
        clusters
    }
}

/// Queries without results that share a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QueryCluster {
    pub word: String,
    /// Searches without results.
    pub searches: u64,
    /// The queries and how often each found nothing, most frequent first.
    pub queries: Vec<(String, u64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(query: &str, hits: u32, opened: bool) -> SearchEvent {
        SearchEvent { query: query.into(), hits, opened: opened.then(|| "/a/".into()), rank: None }
    }

    #[test]
    fn queries_without_a_hit_are_clustered_by_the_word_they_share() {
        let mut queries = Queries::default();
        for (query, times) in [("how to cancel", 3), ("Cancel contract", 2), ("contract", 1), ("solar", 1)] {
            for _ in 0..times {
                queries.add(None, &search(query, 0, false));
            }
        }
        queries.add(None, &search("refund", 4, true));
        let clusters: Vec<_> = queries
            .clusters()
            .into_iter()
            .map(|cluster| (cluster.word, cluster.searches, cluster.queries.len()))
            .collect();
        assert_eq!(clusters, [("cancel".into(), 5, 2), ("contract".into(), 1, 1), ("solar".into(), 1, 1)]);
    }

    #[test]
    fn what_worked_after_a_failure_is_remembered() {
        let mut queries = Queries::default();
        let visit = Some(EventId([1; 16]));
        queries.add(visit, &search("quit", 0, false));
        queries.add(visit, &search("cancel contract", 3, true));
        queries.add(visit, &search("refund", 3, true));
        assert_eq!(queries.retries, HashMap::from([(("quit".into(), "cancel contract".into()), 1)]));
    }

    #[test]
    fn memory_is_bounded() {
        let mut queries = Queries::default();
        for number in 0..MAX_QUERIES + 10 {
            queries.add(None, &search("often", 1, false));
            queries.add(None, &search(&format!("q{number}"), 0, false));
        }
        assert!(queries.all.len() <= MAX_QUERIES && queries.all["often"].count > 100_000);
    }
}
