//! Small questions about plain text: how many words, which sentence comes first, which terms tell it from others.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use foldhash::fast::FixedState;

/// The most terms that are kept of one article.
const MAX_TERMS: usize = 32;

/// As many different terms an article of usual length has.
const USUAL_TERMS: usize = 224;

/// Words too common to tell one article from another. What is common in one help center alone is left to the stage
/// that sees all articles.
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

/// Number of words: runs of non-blank characters that hold a letter or a digit. Scripts that write no blanks between
/// words count one word for every two characters, which is about what a reader takes in at once.
#[must_use]
pub fn words(text: &str) -> usize {
    let (mut words, mut dense, mut is_counted) = (0, 0, false);
    let mut count = |is_gap: bool, is_word: bool| {
        words += usize::from(is_word && !is_counted);
        is_counted = !is_gap && (is_counted || is_word);
    };
    if text.is_ascii() {
        text.bytes().for_each(|byte| count(byte.is_ascii_whitespace(), byte.is_ascii_alphanumeric()));
        return words;
    }
    for character in text.chars() {
        dense += usize::from(is_dense(character));
        count(character.is_whitespace(), character.is_alphanumeric());
    }
    words + dense / 2
}

/// Whether words of this character's script run together: Han, kana, Thai and Lao.
pub(super) fn is_dense(character: char) -> bool {
    matches!(character, '\u{0E00}'..='\u{0EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

/// The first sentence, cut at a word's end and given an ellipsis if it is longer than `limit` characters.
#[must_use]
pub fn first_sentence(text: &str, limit: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = &text[..sentence_end(&text)];
    if sentence.chars().count() <= limit {
        return sentence.to_owned();
    }
    let cut = sentence.char_indices().nth(limit.saturating_sub(1)).map_or(sentence.len(), |(index, _)| index);
    let kept = sentence[..cut].rfind(' ').map_or(&sentence[..cut], |space| &sentence[..space]);
    format!("{}…", kept.trim_end_matches([',', ';', ':', ' ']))
}

/// Where the first sentence of `text` ends: behind `.`, `!` or `?` that a blank and no small letter follows.
fn sentence_end(text: &str) -> usize {
    for (index, character) in text.char_indices() {
        let after = index + character.len_utf8();
        match character {
            '。' | '！' | '？' => return after,
            '.' | '!' | '?' if ends_sentence(&text[..index], &text[after..]) => return after,
            _ => {}
        }
    }
    text.len()
}

/// Whether a full stop between these two is the end of a sentence, and not of `e.g.` or of an initial.
fn ends_sentence(before: &str, after: &str) -> bool {
    let Some(rest) = after.strip_prefix(' ') else { return after.is_empty() };
    let word = before.rsplit(' ').next().unwrap_or_default();
    let is_abbreviation = word.contains('.') || word.chars().count() == 1 || matches!(word, "Mr" | "Mrs" | "Dr" | "vs");
    !is_abbreviation && !rest.starts_with(char::is_lowercase)
}

/// The most frequent terms with their counts, hashed and sorted by hash.
#[must_use]
pub fn terms(text: &str) -> Vec<(u32, u16)> {
    let mut counts: HashMap<u32, u16, FixedState> =
        HashMap::with_capacity_and_hasher(USUAL_TERMS, FixedState::default());
    for hash in (Words { text, next: 0 }).filter_map(term) {
        let count = counts.entry(hash).or_default();
        *count = count.saturating_add(1);
    }
    // Asked of the few distinct terms, the question costs a tenth of what it costs for each word.
    let mut terms: Vec<(u32, u16)> = counts.into_iter().filter(|(hash, _)| !STOP_TERMS.contains(hash)).collect();
    if terms.len() > MAX_TERMS {
        terms.select_nth_unstable_by_key(MAX_TERMS, |&(hash, count)| (Reverse(count), hash));
        terms.truncate(MAX_TERMS);
    }
    terms.shrink_to_fit();
    terms.sort_unstable();
    terms
}

/// Runs of letters and digits. Letters of ASCII are told by their bytes, as nearly all are.
struct Words<'t> {
    text: &'t str,
    next: usize,
}

impl<'t> Iterator for Words<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let start = self.end(self.next, false);
        self.next = self.end(start, true);
        (self.next > start).then(|| &self.text[start..self.next])
    }
}

impl Words<'_> {
    /// The end of what is of words, or not of them, from `at` on.
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

/// The hash of a word's stem; `None` for words that tell nothing.
fn term(word: &str) -> Option<u32> {
    if word.len() < 3 {
        return None;
    }
    // Most words are in small letters of ASCII, which need no more questions.
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(fnv(stem(word)));
    }
    let tells = word.chars().nth(2).is_some() && !word.bytes().all(|byte| byte.is_ascii_digit());
    tells.then(|| fnv(stem(&word.to_lowercase())))
}

/// A word without the endings that English plurals and verbs take; other languages keep their words whole, or nearly so.
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
        let check = |text, expected: &[&str]| assert_eq!(Words { text, next: 0 }.collect::<Vec<_>>(), expected);
        check("", &[]);
        check(" -- ", &[]);
        check("Café-Tür, x2;", &["Café", "Tür", "x2"]);
        check("…naïve… 日本", &["naïve", "日本"]);
    }

    #[test]
    fn words_are_counted_in_every_script() {
        let check = |text: &str, expected: usize| assert_eq!(words(text), expected);
        check("", 0);
        check("One — two, three!", 3);
        check("パスワード", 3);
    }

    #[test]
    fn the_first_sentence_ends_at_its_full_stop() {
        let check = |text: &str, expected: &str| assert_eq!(first_sentence(text, 30), expected);
        check("Ask us. We help.", "Ask us.");
        check("Use e.g. a card. Then pay.", "Use e.g. a card.");
        check("Version 2.4 is out. Get it.", "Version 2.4 is out.");
        check("No stop", "No stop");
        check("質問です。答えです。", "質問です。");
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_word() {
        assert_eq!(first_sentence("Refunds take up to ten days, sometimes more.", 20), "Refunds take up to…");
        assert_eq!(first_sentence(&"x".repeat(50), 10), format!("{}…", "x".repeat(9)));
    }

    #[test]
    fn terms_join_the_forms_of_a_word() {
        let check = |a: &str, b: &str| assert_eq!(terms(a), terms(b));
        check("refund refunds", "Refund refunded");
        check("invoice and invoices", "Invoice, invoices");
        assert_eq!(terms("the and 123 of"), []);
    }
}
