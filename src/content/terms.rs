//! Finds the terms that distinguish an article: the stems of its most frequent words without stop words, as hashes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use foldhash::fast::FixedState;

use super::BodyMode;
use crate::words::language::Stemmer;
use crate::words::{bigrams, is_dense};

/// Maximum number of terms kept for an article.
const MAX_TERMS: usize = 32;

/// Maximum number of different words that are stemmed: enough to keep [`MAX_TERMS`] of them without stop words and with
/// the forms of a word counted together.
const MAX_STEMMED: usize = 128;

/// Number of different words in an article of typical length.
const USUAL_WORDS: usize = 256;

thread_local! {
    /// A stemmer for each language. They remember the stems of words, so articles share them; a stemmer cannot move
    /// between threads.
    static STEMMERS: RefCell<HashMap<String, Stemmer>> = RefCell::default();
}

/// An article's most distinctive terms.
#[derive(Default)]
pub struct ArticleTerms {
    found: OnceLock<Vec<(u32, u16)>>,
    /// The text, until the terms are found.
    text: Mutex<String>,
    /// The tag of the text's language.
    language: Box<str>,
}

/// Prints nothing, because values must look the same before and after their terms are found.
impl fmt::Debug for ArticleTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArticleTerms").finish_non_exhaustive()
    }
}

impl ArticleTerms {
    /// The terms of a text in the language with this BCP 47 tag. In [`BodyMode::Time`] they are found on first use.
    #[must_use]
    pub fn of(text: String, language: &str, body_mode: BodyMode) -> Self {
        let terms = Self { found: OnceLock::new(), text: Mutex::new(text), language: language.into() };
        if body_mode == BodyMode::Memory {
            terms.get();
        }
        terms
    }

    /// Terms with their counts, hashed and sorted by hash.
    pub fn get(&self) -> &[(u32, u16)] {
        let take = || std::mem::take(&mut *self.text.lock().unwrap_or_else(PoisonError::into_inner));
        self.found.get_or_init(|| find(&take(), &self.language))
    }
}

/// The most frequent terms of a text with their counts, hashed and sorted by hash.
fn find(text: &str, language: &str) -> Vec<(u32, u16)> {
    let mut words: Vec<(Cow<'_, str>, u16)> = word_counts(text).into_iter().collect();
    keep_most_frequent(&mut words, MAX_STEMMED);
    let mut counts: HashMap<u32, u16, FixedState> =
        HashMap::with_capacity_and_hasher(words.len(), FixedState::default());
    STEMMERS.with_borrow_mut(|stemmers| {
        let stemmer = match stemmers.get_mut(language) {
            Some(stemmer) => stemmer,
            None => stemmers.entry(language.to_owned()).or_insert_with(|| Stemmer::new(language)),
        };
        for (word, count) in &words {
            // A stop word has no stem.
            if let Some(stem) = stemmer.stem(word) {
                let sum = counts.entry(fnv(stem)).or_default();
                *sum = sum.saturating_add(*count);
            }
        }
    });
    let mut terms: Vec<(u32, u16)> = counts.into_iter().collect();
    keep_most_frequent(&mut terms, MAX_TERMS);
    terms.shrink_to_fit();
    terms.sort_unstable();
    terms
}

/// Keeps only the most frequent entries, and the earlier ones of those that are equally frequent.
fn keep_most_frequent<T: Ord>(counts: &mut Vec<(T, u16)>, limit: usize) {
    if counts.len() > limit {
        counts.select_nth_unstable_by(limit, |(a, a_count), (b, b_count)| {
            (Reverse(a_count), a).cmp(&(Reverse(b_count), b))
        });
        counts.truncate(limit);
    }
}

/// How often each word occurs, in lower case. Runs of a script without blanks count as pairs of characters.
fn word_counts(text: &str) -> HashMap<Cow<'_, str>, u16, FixedState> {
    let mut counts: HashMap<Cow<'_, str>, u16, FixedState> =
        HashMap::with_capacity_and_hasher(USUAL_WORDS, FixedState::default());
    let mut add = |word| {
        let count = counts.entry(word).or_default();
        *count = count.saturating_add(1);
    };
    for run in (WordIter { text, next: 0 }) {
        if run.len() < 3 {
            continue;
        }
        // Most words are lower-case ASCII, which needs no Unicode conversion.
        if run.bytes().all(|byte| byte.is_ascii_lowercase()) {
            add(Cow::Borrowed(run));
        } else if run.contains(is_dense) {
            bigrams(run).for_each(|pair| add(Cow::Borrowed(pair)));
        } else if run.chars().nth(2).is_some() && !run.bytes().all(|byte| byte.is_ascii_digit()) {
            add(Cow::Owned(run.to_lowercase()));
        }
    }
    counts
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
        let check = |language, a: &str, b: &str| {
            assert_eq!(find(a, language), find(b, language), "{language}");
            assert_ne!(find(a, language), [], "{language}");
        };
        check("en", "refund refunds", "Refund refunded");
        check("en", "invoice and invoices", "Invoice, invoices");
        check("de", "Rechnung Rechnungen und", "Rechnungen, rechnung oder");
        check("ru", "пароль и пароля", "Пароля, пароль");
        assert_eq!(find("the and 123 of", "en"), []);
    }

    #[test]
    fn texts_without_blanks_have_terms_in_common() {
        let terms = |text| find(text, "ja").into_iter().map(|(term, _)| term).collect::<Vec<_>>();
        let (one, other) = (terms("パスワードをリセットする"), terms("新しいパスワード"));
        assert!(one.iter().filter(|term| other.contains(term)).count() >= 4, "{one:?} {other:?}");
    }

    #[test]
    fn terms_are_the_same_whenever_they_are_found() {
        let text = || "refund invoice refunds".to_owned();
        let of = |body_mode| ArticleTerms::of(text(), "en", body_mode);
        let (early, late) = (of(BodyMode::Memory), of(BodyMode::Time));
        assert_eq!(late.found.get(), None);
        assert_eq!((early.get(), late.get()), (late.get(), late.get()));
        assert!(late.text.lock().is_ok_and(|text| text.is_empty()));
    }
}
