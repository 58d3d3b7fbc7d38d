//! A form of a term, word by word, and whether a word is an inflected form of another one.

use crate::words::fold;

use super::running::{ProseWord, prose_words};

/// Number of letters by which words are looked up. Inflection changes the end of a word.
const KEY: usize = 2;

/// Shortest word that can be inflected.
const SHORTEST: usize = 3;

/// Number of letters at the end of a word that inflection may replace in languages other than English.
const REPLACED: usize = 2;

/// Number of letters that inflection may add in languages other than English.
const ADDED: usize = 4;

/// What inflection adds in English. A stemmer alone would take `custom` for a form of `customer`.
const ENGLISH_ENDINGS: [&str; 8] = ["", "s", "es", "d", "ed", "ing", "ies", "ied"];

/// A word or several words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// As it was written in the rules.
    pub written: String,
    /// Its words.
    pub words: Vec<FormWord>,
    /// Whether letter case and accents count, because the term differs by nothing else.
    pub is_exact: bool,
    /// Whether it is the term with a capital letter, which is right where a sentence starts.
    is_capitalized: bool,
}

/// A word of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FormWord {
    pub text: String,
    /// In lower case and without marks.
    pub folded: String,
    lower: String,
    /// The punctuation between it and the previous word; a blank for any number of blanks.
    gap: String,
}

impl Form {
    /// The form `written`, which is not to be used in place of `term`.
    pub fn new(written: &str, term: Option<&str>) -> Self {
        let word = |token: ProseWord<'_>| FormWord {
            text: token.text.to_owned(),
            lower: token.text.to_lowercase(),
            gap: token.gap.to_owned(),
            folded: token.folded,
        };
        let plain = |text: &str| fold(&text.to_lowercase()).into_owned();
        let is_exact = term.is_some_and(|term| plain(term) == plain(written));
        let is_capitalized = term.is_some_and(|term| term != written && with_case_of(term, written) == written);
        Self {
            is_capitalized,
            written: written.to_owned(),
            words: prose_words(written, &[]).into_iter().map(word).collect(),
            is_exact,
        }
    }

    /// Whether these words of a text start with the form. `is_form` says whether a word is a form of another one.
    pub fn starts(&self, words: &[ProseWord<'_>], is_form: &dyn Fn(&str, &str) -> bool) -> bool {
        if self.words.is_empty() || words.len() < self.words.len() {
            return false;
        }
        self.words.iter().zip(words).enumerate().all(|(number, (word, token))| {
            let is_near = number == 0 || word.gap == token.gap;
            is_near && self.is_word(word, token, number == 0, is_form)
        })
    }

    fn is_word(
        &self,
        word: &FormWord,
        token: &ProseWord<'_>,
        is_first: bool,
        is_form: &dyn Fn(&str, &str) -> bool,
    ) -> bool {
        if self.is_exact {
            // Any word starts with a capital letter where a sentence starts.
            return token.text == word.text && !(is_first && token.starts_sentence && self.is_capitalized);
        }
        word.folded == token.folded || is_form(&word.lower, &token.text.to_lowercase())
    }

    /// Whether a text is the form itself, apart from letter case.
    pub fn is_same_wording(&self, text: &str) -> bool {
        fold(&text.to_lowercase()) == fold(&self.written.to_lowercase())
    }
}

/// The letters by which a folded word is looked up.
pub(super) fn key(folded: &str) -> String {
    folded.chars().take(KEY).collect()
}

/// Whether `word` may be an inflected form of `form`, both in lower case, by its letters. The stems decide, too.
pub(super) fn is_inflected(language: &str, form: &str, word: &str) -> bool {
    if form.chars().count() < SHORTEST || !form.chars().chain(word.chars()).all(char::is_alphabetic) {
        return false;
    }
    if is_english(language) {
        return is_english_inflection(form, word);
    }
    let (form, word) = (fold(form), fold(word));
    let common = form.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    common + REPLACED >= form.chars().count() && word.chars().count() <= common + ADDED
}

pub(super) fn is_english(language: &str) -> bool {
    language.split('-').next() == Some("en")
}

fn is_english_inflection(form: &str, word: &str) -> bool {
    let ends = |stem: &str| word.strip_prefix(stem).is_some_and(|end| ENGLISH_ENDINGS.contains(&end));
    let without_e = form.strip_suffix('e').is_some_and(|stem| word.strip_prefix(stem) == Some("ing"));
    let without_y = form.strip_suffix('y').is_some_and(|stem| matches!(word.strip_prefix(stem), Some("ies" | "ied")));
    let doubled = form.chars().last().is_some_and(|last| ends(&format!("{form}{last}")));
    ends(form) || without_e || without_y || doubled
}

/// A term that starts with a capital letter if `seen` does.
pub(super) fn with_case_of(term: &str, seen: &str) -> String {
    let mut letters = term.chars();
    match letters.next() {
        Some(first) if seen.starts_with(char::is_uppercase) => first.to_uppercase().chain(letters).collect(),
        _ => term.to_owned(),
    }
}
