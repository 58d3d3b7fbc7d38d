//! Small questions about plain text: how many words, which sentence comes first, which terms tell it from others.

use std::borrow::Cow;

/// The most terms that are kept of one article.
const MAX_TERMS: usize = 32;

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

/// Nothing longer needs to be looked up among [`STOP_WORDS`].
const LONGEST_STOP_WORD: usize = 7;

/// Number of words: runs of non-blank characters that hold a letter or a digit. Scripts that write no blanks between
/// words count one word for every two characters, which is about what a reader takes in at once.
#[must_use]
pub fn words(text: &str) -> usize {
    let spaced = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let dense = text.chars().filter(|character| is_dense(*character)).count();
    spaced + dense / 2
}

/// Whether words of this character's script run together: Han, kana, Thai and Lao.
fn is_dense(character: char) -> bool {
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
    let words = text.split(|character: char| !character.is_alphanumeric());
    let mut hashes: Vec<u32> = words.filter_map(term).collect();
    hashes.sort_unstable();
    let runs = hashes.chunk_by(|a, b| a == b);
    let mut terms: Vec<(u32, u16)> = runs.map(|run| (run[0], u16::try_from(run.len()).unwrap_or(u16::MAX))).collect();
    terms.sort_unstable_by_key(|&(hash, count)| (std::cmp::Reverse(count), hash));
    terms.truncate(MAX_TERMS);
    terms.sort_unstable();
    terms
}

/// The hash of a word's stem; `None` for words that tell nothing.
fn term(word: &str) -> Option<u32> {
    if word.len() < 3 || word.chars().nth(2).is_none() || word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_lower = word.bytes().all(|byte| byte.is_ascii_lowercase());
    let word = if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) };
    if word.len() <= LONGEST_STOP_WORD && STOP_WORDS.binary_search(&&*word).is_ok() {
        return None;
    }
    Some(fnv(stem(&word)))
}

/// A word without the endings that English plurals and verbs take; other languages keep their words whole, or nearly so.
fn stem(word: &str) -> &str {
    for ending in ["ing", "ies", "ed", "es", "s"] {
        match word.strip_suffix(ending) {
            Some(stem) if stem.len() > 3 && !stem.ends_with('s') => return stem.trim_end_matches('e'),
            _ => {}
        }
    }
    word.trim_end_matches(['e', 'y'])
}

/// 32-bit FNV-1a (<http://www.isthe.com/chongo/tech/comp/fnv/>): the same on every machine, unlike the standard hasher.
fn fnv(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_words_are_sorted_for_binary_search() {
        assert!(STOP_WORDS.is_sorted());
        assert!(STOP_WORDS.iter().all(|word| word.len() <= LONGEST_STOP_WORD));
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
