//! The file with the last answers: JSON with one line for each address, sorted, to be committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ExternalAnswer;

/// The version of the file format.
const FORMAT: u32 = 1;

/// A good answer keeps its date for this many days, so that a daily check does not change every line.
const DATE_STAYS: i32 = 30;

/// The last answer for one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CachedAnswer {
    url: String,
    /// When the page was there last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    good: Option<String>,
    /// Where it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved_to: Option<String>,
    /// Why it does not exist any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gone: Option<String>,
}

/// The last answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerCache {
    answers: BTreeMap<String, CachedAnswer>,
}

#[derive(Deserialize)]
struct CacheFile {
    version: u32,
    links: Vec<CachedAnswer>,
}

impl AnswerCache {
    /// Parses the file.
    ///
    /// # Errors
    /// A sentence if the text is not such a file.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: CacheFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != FORMAT {
            return Err(format!("its format is version {}, and this program reads version {FORMAT}", file.version));
        }
        Ok(Self { answers: file.links.into_iter().map(|answer| (answer.url.clone(), answer)).collect() })
    }

    /// Whether there is an answer for an address, good or bad.
    #[must_use]
    pub fn knows(&self, url: &str) -> bool {
        self.answers.contains_key(url)
    }

    /// When an address worked last.
    #[must_use]
    pub fn last_good(&self, url: &str) -> Option<String> {
        self.answers.get(url)?.good.clone()
    }

    /// The good answers, and those of pages that have moved. Pages that are known to be gone are left out.
    #[must_use]
    pub fn good(&self) -> BTreeMap<String, ExternalAnswer> {
        let good = self.answers.values().filter(|answer| answer.gone.is_none());
        good.map(|answer| (answer.url.clone(), ExternalAnswer::There { moved_to: answer.moved_to.clone() })).collect()
    }

    /// Takes over new answers. A page that is gone is kept only if it was there once, so that a new link stays a problem
    /// until it is corrected. What was not answered keeps its last answer. Addresses that are not `linked` any more are
    /// removed.
    pub fn update(&mut self, new: &BTreeMap<String, ExternalAnswer>, today: Date, linked: &dyn Fn(&str) -> bool) {
        self.answers.retain(|url, _| linked(url));
        for (url, answer) in new {
            match answer {
                ExternalAnswer::There { moved_to } => {
                    let before = self.answers.get(url).and_then(|known| known.good.clone());
                    let is_recent = |date: &String| {
                        date.parse().is_ok_and(|date: Date| (0..DATE_STAYS).contains(&(today - date).get_days()))
                    };
                    let good = before.filter(is_recent).or_else(|| Some(today.to_string()));
                    let cached = CachedAnswer { url: url.clone(), good, moved_to: moved_to.clone(), gone: None };
                    self.answers.insert(url.clone(), cached);
                }
                ExternalAnswer::Gone(reason) => {
                    if let Some(known) = self.answers.get_mut(url) {
                        known.gone = Some(reason.clone());
                    }
                }
                ExternalAnswer::Unknown(_) => {}
            }
        }
    }
}

impl std::fmt::Display for AnswerCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut lines = String::new();
        for answer in self.answers.values() {
            let line = serde_json::to_string(answer).expect("a struct of texts and a date is always JSON");
            write!(lines, "{}\n{line}", if lines.is_empty() { "" } else { "," })?;
        }
        writeln!(f, "{{\"version\": {FORMAT}, \"links\": [{lines}\n]}}")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_page_that_was_there_is_remembered_and_a_new_dead_link_is_not() {
        let mut cache = AnswerCache::default();
        let there = ExternalAnswer::There { moved_to: None };
        let gone = ExternalAnswer::Gone("the host was not found".into());
        let answers = |pairs: &[(&str, &ExternalAnswer)]| {
            pairs.iter().map(|(url, answer)| ((*url).to_owned(), (*answer).clone())).collect::<BTreeMap<_, _>>()
        };
        cache.update(&answers(&[("https://a/", &there), ("https://b/", &gone)]), date(2026, 1, 1), &|_| true);
        assert!(cache.knows("https://a/") && !cache.knows("https://b/"));
        cache.update(&answers(&[("https://a/", &there)]), date(2026, 1, 9), &|_| true);
        assert_eq!(cache.last_good("https://a/").as_deref(), Some("2026-01-01"));
        cache.update(&answers(&[("https://a/", &there)]), date(2026, 3, 1), &|_| true);
        assert_eq!(cache.last_good("https://a/").as_deref(), Some("2026-03-01"));
        cache.update(&answers(&[("https://a/", &gone)]), date(2026, 4, 1), &|_| true);
        assert!(cache.good().is_empty() && cache.knows("https://a/"));
        let text = cache.to_string();
        assert_eq!(AnswerCache::parse(&text), Ok(cache.clone()), "{text}");
        cache.update(&BTreeMap::new(), date(2026, 4, 2), &|_| false);
        assert_eq!(cache.to_string(), "{\"version\": 1, \"links\": [\n]}\n");
    }
}
