//! The index of words on the page of all articles: for each word of a title and each keyword, the articles that have it.
//! Readers without JavaScript look up the words of a search in it.
//!
//! Forms of a word with the same stem share an entry, stop words have none. Neither have scripts without blanks between
//! words, because a title does not tell where their words begin.

use std::collections::BTreeMap;

use crate::path::ArticleKey;
use crate::render::view::{WordIndexEntry, WordIndexSection};
use crate::render::{Renderer, cards, listing};
use crate::site::{ArticleId, Edition};
use crate::words::language::Stemmer;
use crate::words::{self, Apostrophe};

/// Fills `word_index`; empty if there are more articles than the search page lists.
#[must_use]
pub fn view(renderer: &Renderer, edition: &Edition) -> Vec<WordIndexSection> {
    if edition.folders[&ArticleKey::new("")].count > listing::FEW {
        return Vec::new();
    }
    let language = renderer.project.config.language(edition.id);
    let (mut stemmer, apostrophe) = (Stemmer::new(language), Apostrophe::of(language));
    let mut entries: BTreeMap<String, (String, Vec<ArticleId>)> = BTreeMap::new();
    for id in listing::listed(edition) {
        let meta = &renderer.site[id].meta;
        let titled = meta.title.split_whitespace().map(|text| last_part(text, apostrophe));
        for text in titled.chain(meta.keywords.iter().map(String::as_str)) {
            let Some((key, word)) = key_of(text, &mut stemmer) else { continue };
            let (shown, articles) = entries.entry(key).or_insert_with(|| (word.clone(), Vec::new()));
            if (word.chars().count(), &word) < (shown.chars().count(), &*shown) {
                *shown = word;
            }
            if articles.last() != Some(&id) {
                articles.push(id);
            }
        }
    }
    let entries = entries
        .into_values()
        .map(|(word, articles)| WordIndexEntry { word, articles: cards::cards(renderer, &articles) });
    by_letter(entries.collect())
}

/// The noun of a word such as `l'article`, in languages that write it so.
fn last_part(text: &str, apostrophe: Apostrophe) -> &str {
    match apostrophe {
        Apostrophe::Splits => text.rsplit(['\'', '’']).next().unwrap_or(text),
        Apostrophe::Dropped => text,
    }
}

/// What identifies a word or a keyword, and how it is shown. `None` for stop words, numbers, single letters, and scripts
/// without blanks.
fn key_of(text: &str, stemmer: &mut Stemmer) -> Option<(String, String)> {
    let text = text.trim_matches(|character: char| !character.is_alphanumeric());
    let has_word = text.chars().filter(|character| character.is_alphabetic()).nth(1).is_some();
    if !has_word || text.chars().any(words::is_dense) {
        return None;
    }
    let plain = plain(text);
    let key = if plain.contains(char::is_whitespace) {
        words::fold(&plain).into_owned()
    } else {
        stemmer.stem(&plain)?.to_owned()
    };
    Some((key, capitalized(text)))
}

/// A text in the normal form of words, without the marks at capitals within words.
fn plain(text: &str) -> String {
    words::normal(text).replace(words::HUMP, "")
}

/// A text in lower case with a capital at its start. `iPhone` stays the same.
fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if !text.chars().any(char::is_uppercase) => first.to_uppercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

/// The heading of all entries that begin with a digit.
const DIGITS: &str = "0–9";

/// Sorts entries and groups them by their first letter without marks.
fn by_letter(mut entries: Vec<WordIndexEntry>) -> Vec<WordIndexSection> {
    let folded = |word: &str| words::fold(&plain(word)).into_owned();
    entries.sort_by_cached_key(|entry| folded(&entry.word));
    let mut sections: Vec<WordIndexSection> = Vec::new();
    for entry in entries {
        let first = folded(&entry.word).chars().next().unwrap_or_default();
        let letter = if first.is_numeric() { DIGITS.to_owned() } else { first.to_uppercase().collect() };
        match sections.last_mut() {
            Some(section) if section.letter == letter => section.words.push(entry),
            _ => sections.push(WordIndexSection { letter, words: vec![entry] }),
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, text: &str, expected: Option<(&str, &str)>) {
        let found = key_of(text, &mut Stemmer::new(language));
        assert_eq!(found.as_ref().map(|(key, word)| (key.as_str(), word.as_str())), expected);
    }

    #[test]
    fn words_that_nobody_looks_up_have_no_entry() {
        for text in ["the", "2,000", "a", "—", "会议", "ใบแจ้งหนี้"] {
            check("en", text, None);
        }
        check("de", "und", None);
    }

    #[test]
    fn forms_of_a_word_share_a_key_and_are_shown_as_written() {
        check("en", "(bills)?", Some(("bill", "Bills")));
        check("en", "Bill", Some(("bill", "Bill")));
        check("en", "iPhone", Some(("iphon", "iPhone")));
        check("en", "direct debit", Some(("direct debit", "Direct debit")));
    }

    #[test]
    fn letters_with_marks_stand_with_those_without() {
        let entry = |word: &str| WordIndexEntry { word: word.to_owned(), articles: Vec::new() };
        let sections = by_letter(["Zebra", "Äpfel", "Apfel", "2FA", "Ärger", "5G"].map(entry).to_vec());
        let found: Vec<String> = sections
            .iter()
            .map(|section| {
                let words: Vec<_> = section.words.iter().map(|entry| entry.word.as_str()).collect();
                format!("{} {}", section.letter, words.join(","))
            })
            .collect();
        assert_eq!(found, ["0–9 2FA,5G", "A Äpfel,Apfel,Ärger", "Z Zebra"]);
    }
}
