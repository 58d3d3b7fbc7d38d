//! Splits running text into words, and leaves out what is no prose: addresses, names of files and variables, short
//! quotes, and the names of buttons and keys.

use std::ops::Range;

use crate::words::{fold, is_dense};

/// Maximum number of words in quotes that are taken for a name. A longer quote is a sentence of the article.
const MAX_QUOTED: usize = 6;

/// Pairs of quotation marks.
const QUOTES: [(char, char); 6] = [('“', '”'), ('„', '“'), ('«', '»'), ('‹', '›'), ('"', '"'), ('「', '」')];

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProseWord<'t> {
    /// The word as it was written.
    pub text: &'t str,
    /// In lower case and without marks.
    pub folded: String,
    /// Where it is in the text.
    pub range: Range<usize>,
    /// The punctuation between it and the previous word; a blank for any number of blanks. Something else, such as a comma, if
    /// the words do not belong together.
    pub gap: &'t str,
    /// Whether it is the first word of a sentence, judging by the punctuation.
    pub starts_sentence: bool,
}

/// The words of a text that are prose. `labels` are ranges of names of buttons and keys.
pub(super) fn prose_words<'t>(text: &'t str, labels: &[Range<usize>]) -> Vec<ProseWord<'t>> {
    let quotes = quotes(text);
    let is_left_out = |range: &Range<usize>| {
        let is_inside = |outer: &Range<usize>| outer.start <= range.start && range.end <= outer.end;
        quotes.iter().chain(labels).any(is_inside)
    };
    let mut found: Vec<ProseWord<'t>> = Vec::new();
    let mut end = 0;
    for chunk in chunks(text) {
        for range in words(text, chunk) {
            let between = &text[end..range.start];
            let is_known = found.last().is_some_and(|last| last.range.end == end);
            let gap = if !between.is_empty() && between.chars().all(char::is_whitespace) { " " } else { between };
            if !is_left_out(&range) {
                let word = &text[range.clone()];
                found.push(ProseWord {
                    text: word,
                    folded: fold(&word.to_lowercase()).into_owned(),
                    // A word that was left out is between them.
                    gap: if is_known { gap } else { "\0" },
                    starts_sentence: end == 0 || between.contains(['.', '!', '?', ':', '\u{2022}', '|']),
                    range: range.clone(),
                });
            }
            end = range.end;
        }
    }
    found
}

/// The parts of a text between blanks that are prose.
fn chunks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    text.split_inclusive(char::is_whitespace).filter_map(move |chunk| {
        let start = rest;
        rest += chunk.len();
        let chunk = chunk.trim_end();
        (!chunk.is_empty() && !is_name(chunk)).then_some(start..start + chunk.len())
    })
}

/// Whether a part of a text without blanks is an address, or the name of a file or variable.
fn is_name(chunk: &str) -> bool {
    let bare = chunk.trim_matches(|letter: char| !letter.is_alphanumeric() && !"_/\\@#$-{}<>%&=".contains(letter));
    // A point within a word: `login.html`, `acme.example`; not `e.g.` and `…end.Start`, which end in a capital letter.
    let has_point = bare.match_indices('.').any(|(at, _)| {
        let after = bare[at + 1..].chars().next();
        at > 0 && after.is_some_and(|letter| letter.is_lowercase() || letter.is_ascii_digit())
    });
    has_point
        || bare.contains(['_', '/', '\\', '@', '#', '$', '{', '}', '<', '>', '%', '&', '='])
        || bare.starts_with("--")
        || bare.contains("::")
}

/// The words in a part of a text.
fn words(text: &str, chunk: Range<usize>) -> Vec<Range<usize>> {
    let is_letter = |letter: char| letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter);
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in text[chunk.clone()].char_indices() {
        let at = chunk.start + at;
        if is_dense(letter) {
            // Without blanks between words, each character is compared by itself.
            words.extend(start.take().map(|first| first..at));
            words.push(at..at + letter.len_utf8());
            continue;
        }
        match (is_letter(letter), start) {
            (true, None) => start = Some(at),
            (false, Some(first)) => {
                words.push(first..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|first| first..chunk.end));
    words
}

/// The ranges of short quotes.
fn quotes(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (open, close) in QUOTES {
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|at| from + at) {
            let inside = start + open.len_utf8();
            let Some(end) = text[inside..].find(close).map(|at| inside + at) else { break };
            from = end + close.len_utf8();
            if text[inside..end].split_whitespace().count() <= MAX_QUOTED {
                ranges.push(start..from);
            } else if open == close {
                // The closing mark may open the next quote.
                from = inside;
            }
        }
    }
    ranges
}
