//! Splits a query into terms: what has to be found, and the alternatives for each.
//!
//! A compound (`two-factor`, `office365`) is one term, which its whole or all of its parts match. Stop words are left
//! out unless there is nothing else. Synonyms, and two words that are also written as one, are further alternatives.

use std::collections::BTreeSet;

use super::SearchIndex;
use super::expand::{ExpansionEffort, StemExpansion, expand, units};
use crate::search::words::{self, Apostrophe, LONGEST_WORD, fold};

/// Maximum number of terms. Nobody types more.
const MAX_TERMS: usize = 12;

/// Weight of alternatives that were not typed.
const SYNONYM: f64 = 0.8;
const PARTS: f64 = 0.9;

/// Words that match a term if all of them are found.
#[derive(Debug, Clone, PartialEq)]
pub struct TermAlternative {
    /// The weight.
    pub weight: f64,
    /// The expansions of each word.
    pub words: Vec<Vec<StemExpansion>>,
}

/// Something that has to be found.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryTerm {
    /// The folded text that was typed.
    pub typed: String,
    /// The alternatives; the first one is the term itself.
    pub ways: Vec<TermAlternative>,
    /// The known word that replaces it, if it was treated as a typo.
    pub corrected: Option<String>,
    /// Similar known words, if it matches nothing.
    pub near: Vec<String>,
    /// Whether it is still being typed.
    pub is_unfinished: bool,
}

/// One part of a query, between blanks.
struct QueryToken {
    pieces: Vec<String>,
    /// All pieces as one word.
    whole: String,
    has_signs: bool,
    is_dense: bool,
}

/// The terms of a query; `None` if a file of the index is missing or broken.
#[must_use]
pub fn terms(index: &SearchIndex<'_>, query: &str) -> Option<Vec<QueryTerm>> {
    let tokens = tokens(index, query);
    let is_unfinished = query.chars().next_back().is_some_and(char::is_alphanumeric);
    let is_stop = |token: &QueryToken| token.pieces.len() == 1 && index.stop_words.contains(&token.whole);
    let all_stop = tokens.iter().all(is_stop);
    let kept: Vec<usize> = (0..tokens.len()).filter(|place| all_stop || !is_stop(&tokens[*place])).collect();
    let mut terms = Vec::new();
    for place in spread(&kept) {
        let unfinished = is_unfinished && place + 1 == tokens.len();
        let mut term = term(index, &tokens[place], unfinished)?;
        for words in others(index, &tokens, place) {
            term.ways.extend(alternatives(index, &words, SYNONYM)?);
        }
        terms.push(term);
    }
    Some(terms)
}

/// Selects at most [`MAX_TERMS`] positions, spread over the whole query. In scripts without blanks, adjacent pairs
/// overlap, so leaving some out loses little.
fn spread(places: &[usize]) -> impl Iterator<Item = usize> {
    let count = places.len().min(MAX_TERMS);
    (0..count).map(move |term| places[term * places.len() / count])
}

/// The query with its corrections; `None` if there are none.
#[must_use]
pub fn corrected(terms: &[QueryTerm]) -> Option<String> {
    let words = terms.iter().map(|term| term.corrected.as_deref().unwrap_or(&term.typed));
    terms.iter().any(|term| term.corrected.is_some()).then(|| words.collect::<Vec<_>>().join(" "))
}

fn tokens(index: &SearchIndex<'_>, query: &str) -> Vec<QueryToken> {
    let apostrophe = if index.manifest.apostrophe_splits { Apostrophe::Splits } else { Apostrophe::Dropped };
    let mut tokens = Vec::new();
    words::groups(query, apostrophe, |group| {
        if group.is_dense {
            tokens.extend(words::bigrams(&group.text).map(|pair| QueryToken {
                pieces: vec![fold(pair).into_owned()],
                whole: fold(pair).into_owned(),
                has_signs: false,
                is_dense: true,
            }));
            return;
        }
        let short = group.pieces().filter(|piece| piece.chars().count() <= LONGEST_WORD);
        let pieces: Vec<String> = short.map(|piece| fold(piece).into_owned()).collect();
        let whole = group.joined().map(|joined| fold(&joined).into_owned()).or_else(|| pieces.first().cloned());
        if let Some(whole) = whole {
            tokens.push(QueryToken { pieces, whole, has_signs: group.has_signs(), is_dense: false });
        }
    });
    tokens
}

fn term(index: &SearchIndex<'_>, token: &QueryToken, is_unfinished: bool) -> Option<QueryTerm> {
    let parts = parts(token);
    // A dense pair is in the index or it is not. A single character may be the prefix of one.
    let effort = match (token.is_dense && units(&token.whole) > 1, is_unfinished) {
        (true, _) => ExpansionEffort::Known,
        (false, true) => ExpansionEffort::Unfinished,
        (false, false) => ExpansionEffort::Finished,
    };
    let first = if parts.is_empty() { effort } else { ExpansionEffort::Known };
    let mut expanded = expand(index, &token.whole, first)?;
    let is_name = token.has_signs && !expanded.expansions.is_empty();
    let mut ways = Vec::new();
    if !parts.is_empty() && !is_name {
        ways.extend(alternatives(index, &parts, PARTS)?);
        if expanded.expansions.is_empty() && ways.is_empty() {
            expanded = expand(index, &token.whole, effort)?;
        }
    }
    ways.insert(0, TermAlternative { weight: 1.0, words: vec![expanded.expansions] });
    Some(QueryTerm {
        typed: token.whole.clone(),
        ways,
        corrected: expanded.corrected,
        near: expanded.near,
        is_unfinished,
    })
}

/// The parts that match a compound. Single letters are left out.
fn parts(token: &QueryToken) -> Vec<String> {
    if token.is_dense {
        return Vec::new();
    }
    match token.pieces.as_slice() {
        [piece] if token.has_signs => vec![piece.clone()],
        [piece] => match words::letters_and_digits(piece) {
            Some((head, tail)) => vec![head.to_owned(), tail.to_owned()],
            None => Vec::new(),
        },
        pieces => {
            let is_letter = |piece: &&String| units(piece) == 1 && piece.chars().all(char::is_alphabetic);
            pieces.iter().filter(|piece| !is_letter(piece)).cloned().collect()
        }
    }
}

/// The alternative that consists of these words, if all of them are known. Stop words among them count only if there is
/// nothing else.
fn alternatives(index: &SearchIndex<'_>, words: &[String], weight: f64) -> Option<Vec<TermAlternative>> {
    let distinctive: Vec<&String> = words.iter().filter(|word| !index.stop_words.contains(*word)).collect();
    let distinctive = if distinctive.is_empty() { words.iter().collect() } else { distinctive };
    let mut expansions = Vec::new();
    for word in distinctive {
        expansions.push(expand(index, word, ExpansionEffort::Known)?.expansions);
    }
    let is_found = !expansions.is_empty() && expansions.iter().all(|word| !word.is_empty());
    Some(if is_found { vec![TermAlternative { weight, words: expansions }] } else { Vec::new() })
}

/// Other forms of the token: synonyms of it and its neighbors, and one word joined from it and a neighbor.
fn others(index: &SearchIndex<'_>, tokens: &[QueryToken], place: usize) -> Vec<Vec<String>> {
    let flat: Vec<(usize, &String)> = tokens
        .iter()
        .enumerate()
        .flat_map(|(place, token)| {
            let words = if token.has_signs { std::slice::from_ref(&token.whole) } else { token.pieces.as_slice() };
            words.iter().map(move |word| (place, word))
        })
        .collect();
    let mut others: Vec<Vec<String>> = Vec::new();
    let mut seen = BTreeSet::new();
    for (from, to) in &index.manifest.synonyms {
        let is_here = flat.windows(from.len().max(1)).any(|window| {
            window.iter().map(|(_, word)| *word).eq(from) && window.iter().any(|(token, _)| *token == place)
        });
        if is_here {
            others.extend(to.iter().filter(|words| seen.insert((*words).clone())).cloned());
        }
    }
    let single =
        |place: usize| tokens.get(place).filter(|token| token.pieces.len() == 1 && !token.is_dense && !token.has_signs);
    for first in [place.checked_sub(1), Some(place)].into_iter().flatten() {
        if let (Some(first), Some(second)) = (single(first), single(first + 1))
            && units(&first.whole) > 1
            && units(&second.whole) > 1
        {
            others.push(vec![format!("{}{}", first.whole, second.whole)]);
        }
    }
    others
}
