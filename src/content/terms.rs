//! Finds the terms that distinguish an article: its most frequent words without stop words, as hashes.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;

use super::BodyMode;

/// Maximum number of terms kept for an article.
const MAX_TERMS: usize = 32;

/// Number of different terms in an article of typical length.
const USUAL_TERMS: usize = 224;

/// Words too common to distinguish articles. Words that are common only in one help center are filtered later, when all
/// articles are known.
const STOP_WORDS: &[&str] = &[
    "about", "after", "all", "also", "and", "any", "are", "because", "been", "before", "between", "both", "but", "can",
    "could", "did", "does", "each", "else", "for", "from", "get", "had", "has", "have", "her", "here", "him", "his",
    "how", "into", "its", "just", "like", "may", "more", "most", "must", "need", "not", "now", "off", "once", "one",
    "only", "other", "our", "out", "over", "own", "same", "see", "she", "should", "some", "such", "than", "that",
    "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "too", "under", "until",
    "use", "used", "using", "very", "was", "way", "well", "were", "what", "when", "where", "which", "while", "who",
    "why", "will", "with", "would", "you", "your",
];

/// [`STOP_WORDS`] as terms.
static STOP_TERMS: LazyLock<HashSet<u32, FixedState>> =
    LazyLock::new(|| STOP_WORDS.iter().map(|word| fnv(stem(word))).collect());

/// An article's most distinctive terms.
#[derive(Default)]
pub struct ArticleTerms {
    found: OnceLock<Vec<(u32, u16)>>,
    /// The text, until the terms are found.
    text: Mutex<String>,
}

/// Prints nothing, because values must look the same before and after their terms are found.
impl fmt::Debug for ArticleTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArticleTerms").finish_non_exhaustive()
    }
}

impl ArticleTerms {
    /// The terms of a text. In [`BodyMode::Time`] they are found on first use.
    #[must_use]
    pub fn of(text: String, body_mode: BodyMode) -> Self {
        let terms = Self { found: OnceLock::new(), text: Mutex::new(text) };
        if body_mode == BodyMode::Memory {
            terms.get();
        }
        terms
    }

    /// Terms with their counts, hashed and sorted by hash.
    pub fn get(&self) -> &[(u32, u16)] {
        let take = || std::mem::take(&mut *self.text.lock().unwrap_or_else(PoisonError::into_inner));
        self.found.get_or_init(|| find(&take()))
    }
}

/// The most frequent terms of a text with their counts, hashed and sorted by hash.
fn find(text: &str) -> Vec<(u32, u16)> {
    let mut counts: HashMap<u32, u16, FixedState> =
        HashMap::with_capacity_and_hasher(USUAL_TERMS, FixedState::default());
    for hash in (WordIter { text, next: 0 }).filter_map(term) {
        let count = counts.entry(hash).or_default();
        *count = count.saturating_add(1);
    }
    // Filtering the few distinct terms costs a tenth of filtering each word.
    let mut terms: Vec<(u32, u16)> = counts.into_iter().filter(|(hash, _)| !STOP_TERMS.contains(hash)).collect();
    if terms.len() > MAX_TERMS {
        terms.select_nth_unstable_by_key(MAX_TERMS, |&(hash, count)| (Reverse(count), hash));
        terms.truncate(MAX_TERMS);
    }
    terms.shrink_to_fit();
    terms.sort_unstable();
    terms
}

/// Iterates over runs of letters and digits. ASCII letters, which are nearly all, are recognized by their bytes.
struct WordIter<'t> {
    text: &'t str,
    next: usize,
}

impl<'t> Iterator for WordIter<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let start = self.end(self.next, false);
        self.next = self.end(start, true);
        (self.next > start).then(|| &self.text[start..self.next])
    }
}

impl WordIter<'_> {
    /// The end of the run from `at` on in which all characters are word characters, or none are.
    fn end(&self, mut at: usize, is_word: bool) -> usize {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            let (found, length) = if byte.is_ascii() {
                (byte.is_ascii_alphanumeric(), 1)
            } else {
                let character = self.text[at..].chars().next().unwrap_or_default();
                (character.is_alphanumeric(), character.len_utf8())
            };
            if found != is_word {
                break;
            }
            at += length;
        }
        at
    }
}

/// The hash of a word's stem; `None` for words that do not distinguish articles.
fn term(word: &str) -> Option<u32> {
    if word.len() < 3 {
        return None;
    }
    // Most words are lower-case ASCII, which needs no Unicode conversion.
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(fnv(stem(word)));
    }
    let tells = word.chars().nth(2).is_some() && !word.bytes().all(|byte| byte.is_ascii_digit());
    tells.then(|| fnv(stem(&word.to_lowercase())))
}

/// A word without the endings of English plurals and verbs. Words of other languages stay unchanged, or nearly so.
fn stem(word: &str) -> &str {
    let endings: &[&str] = match word.bytes().last() {
        Some(b'g') => &["ing"],
        Some(b'd') => &["ed"],
        Some(b's') => &["ies", "es", "s"],
        _ => &[],
    };
    let without = |ending: &&str| word.strip_suffix(ending).filter(|stem| stem.len() > 3 && !stem.ends_with('s'));
    match endings.iter().find_map(without) {
        Some(stem) => stem.trim_end_matches('e'),
        None => word.trim_end_matches(['e', 'y']),
    }
}

/// 32-bit FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>): the same on every machine, unlike the standard hasher.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let check = |text, expected: &[&str]| assert_eq!(WordIter { text, next: 0 }.collect::<Vec<_>>(), expected);
        check("", &[]);
        check(" -- ", &[]);
        check("Café-Tür, x2;", &["Café", "Tür", "x2"]);
        check("…naïve… 日本", &["naïve", "日本"]);
    }

    #[test]
    fn terms_join_the_forms_of_a_word() {
        let check = |a: &str, b: &str| assert_eq!(find(a), find(b));
        check("refund refunds", "Refund refunded");
        check("invoice and invoices", "Invoice, invoices");
        assert_eq!(find("the and 123 of"), []);
    }

    #[test]
    fn terms_are_the_same_whenever_they_are_found() {
        let text = || "refund invoice refunds".to_owned();
        let (early, late) = (ArticleTerms::of(text(), BodyMode::Memory), ArticleTerms::of(text(), BodyMode::Time));
        assert_eq!(late.found.get(), None);
        assert_eq!((early.get(), late.get()), (late.get(), late.get()));
        assert!(late.text.lock().is_ok_and(|text| text.is_empty()));
    }
}
