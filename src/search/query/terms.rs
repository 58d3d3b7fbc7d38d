//! Splits a query into terms: what has to be found, and the alternatives for each.
//!
//! A compound (`two-factor`, `office365`) is one term, which its whole or all of its parts match. Stop words are left
//! out unless there is nothing else. Synonyms, and two words that are also written as one, are further alternatives.

use std::collections::BTreeSet;

use super::SearchIndex;
use super::alternatives::{PARTS, QueryToken, alternatives};
use super::expand::{ExpansionEffort, expand};
use super::expanded::units;
use super::query_term::{QueryTerm, TermAlternative};
use super::related::{RelatedAlternatives, RelatedUse, related_words};
use super::spellings::other_spellings;
use crate::search::thesaurus::bare;
use crate::words::{self, Apostrophe, HUMP, LONGEST_WORD, MAX_TERMS, fold};

/// Weight of alternatives that were not typed.
const SYNONYM: f64 = 0.8;

/// The terms of a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueryTerms {
    /// The terms.
    pub terms: Vec<QueryTerm>,
    /// The number of words, including stop words.
    pub words: usize,
}

/// The terms of a query; `None` if a file of the index is missing or broken.
#[must_use]
pub fn terms(index: &SearchIndex<'_>, query: &str, used: RelatedUse) -> Option<QueryTerms> {
    let tokens = tokens(index, query);
    let is_unfinished = query.chars().next_back().is_some_and(char::is_alphanumeric);
    let is_stop = |token: &QueryToken| token.pieces.len() == 1 && index.stop_words.contains(&token.whole);
    let related = related(index, &tokens);
    let all_stop = tokens.iter().all(is_stop) && !related.iter().any(|related| related.is_kept);
    let is_kept = |place: &usize| all_stop || !is_stop(&tokens[*place]) || related[*place].is_kept;
    let kept: Vec<usize> = (0..tokens.len()).filter(is_kept).collect();
    let mut terms = Vec::new();
    for place in spread(&kept) {
        let unfinished = is_unfinished && place + 1 == tokens.len();
        let mut ways = Vec::new();
        for (words, weight) in &related[place].to {
            ways.extend(alternatives(index, words, *weight)?);
        }
        if all_stop || !is_stop(&tokens[place]) {
            let mut given = related_words(index, &tokens[place], used)?;
            given.ways.splice(..0, ways);
            let mut term = term(index, &tokens[place], unfinished, given)?;
            for words in others(index, &tokens, place) {
                term.ways.extend(alternatives(index, &words, SYNONYM)?);
            }
            terms.push(term);
        } else {
            terms.push(QueryTerm { typed: tokens[place].whole.clone(), ways, ..QueryTerm::default() });
        }
    }
    Some(QueryTerms { terms, words: tokens.len() })
}

/// What the thesaurus relates a token to.
#[derive(Clone, Default)]
struct RelatedPhrases {
    /// The phrases, with their weights.
    to: Vec<(Vec<String>, f64)>,
    /// Whether it represents a phrase of stop words (`get in`).
    is_kept: bool,
}

/// What the thesaurus relates each token to. A phrase belongs to each of its tokens that is not a stop word, or, if all
/// are, to its last one.
fn related(index: &SearchIndex<'_>, tokens: &[QueryToken]) -> Vec<RelatedPhrases> {
    let words: Vec<(usize, String)> =
        flat(tokens).into_iter().map(|(place, word)| (place, bare(word, &index.suffixes))).collect();
    let is_stop = |place: &usize| index.stop_words.contains(&tokens[*place].whole);
    let mut found = vec![RelatedPhrases::default(); tokens.len()];
    for (start, (_, first)) in words.iter().enumerate() {
        for relation in index.relations.get(first).into_iter().flatten() {
            let Some(window) = words.get(start..start + relation.from.len()) else { continue };
            if !window.iter().map(|(_, word)| word).eq(&relation.from) {
                continue;
            }
            let mut places: Vec<usize> = window.iter().map(|(place, _)| *place).collect();
            places.dedup();
            let telling: Vec<usize> = places.iter().copied().filter(|place| !is_stop(place)).collect();
            if telling.is_empty() && relation.from.len() == 1 {
                continue;
            }
            let last = places.last().copied().filter(|_| telling.is_empty());
            for place in telling.into_iter().chain(last) {
                found[place].is_kept |= last.is_some();
                found[place].to.extend(relation.to.iter().map(|words| (words.clone(), relation.weight)));
            }
        }
    }
    found
}

/// All words of the tokens, with the places of their tokens.
fn flat(tokens: &[QueryToken]) -> Vec<(usize, &String)> {
    let tokens = tokens.iter().enumerate();
    tokens.flat_map(|(place, token)| token.words().iter().map(move |word| (place, word))).collect()
}

/// Selects at most [`MAX_TERMS`] positions, spread over the whole query. In scripts without blanks, adjacent pairs
/// overlap, so leaving some out loses little.
fn spread(places: &[usize]) -> impl Iterator<Item = usize> {
    let count = places.len().min(MAX_TERMS);
    (0..count).map(move |term| places[term * places.len() / count])
}

/// The query with its corrections; `None` if there are none.
#[must_use]
pub fn corrected(query: &str, terms: &[QueryTerm]) -> Option<String> {
    let mut text = words::normal(query);
    let mut is_corrected = false;
    for term in terms.iter().rev().filter(|term| !term.range.is_empty()) {
        if let Some(corrected) = &term.corrected {
            text.replace_range(term.range.clone(), corrected);
            is_corrected = true;
        }
    }
    let text = text.replace(HUMP, "");
    is_corrected.then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn tokens(index: &SearchIndex<'_>, query: &str) -> Vec<QueryToken> {
    let apostrophe = if index.manifest.apostrophe_splits { Apostrophe::Splits } else { Apostrophe::Dropped };
    let mut tokens = Vec::new();
    words::groups(query, apostrophe, |group| {
        let terms = words::terms(group);
        let short = group.pieces().filter(|piece| piece.chars().count() <= LONGEST_WORD);
        let pieces: Vec<String> = short.map(|piece| fold(piece).into_owned()).collect();
        let is_whole = terms.len() == 1;
        tokens.extend(terms.into_iter().map(|term| {
            let whole = fold(&term).into_owned();
            QueryToken {
                pieces: if is_whole && !group.is_dense { pieces.clone() } else { vec![whole.clone()] },
                whole,
                typed: term.into_owned(),
                range: if is_whole { group.range.clone() } else { 0..0 },
                has_signs: group.has_signs() && is_whole,
                is_dense: group.is_dense,
            }
        }));
    });
    tokens
}

/// The term of a token. The given alternatives are those of the thesaurus and related words.
fn term(
    index: &SearchIndex<'_>,
    token: &QueryToken,
    is_unfinished: bool,
    RelatedAlternatives { mut ways, is_real }: RelatedAlternatives,
) -> Option<QueryTerm> {
    let parts = parts(token);
    let is_single = token.is_dense && units(&token.whole) == 1;
    // A dense pair is in the index or it is not. A single character may be the prefix of one.
    let effort = match (token.is_dense && !is_single, is_unfinished || is_single) {
        (true, _) => ExpansionEffort::Known,
        (false, true) => ExpansionEffort::Unfinished,
        (false, false) => ExpansionEffort::Finished,
    };
    let is_plain = parts.is_empty() && !token.is_dense;
    if is_plain {
        ways.extend(other_spellings(index, token)?);
    }
    let first = match (parts.is_empty(), ways.is_empty()) {
        (true, true) if is_real => {
            if is_unfinished {
                ExpansionEffort::Begun
            } else {
                ExpansionEffort::Real
            }
        }
        (true, true) => effort,
        // A word that is known in another spelling, or that is related to known words, is not a typo.
        (true, false) if is_unfinished => ExpansionEffort::Begun,
        (false, _) | (true, false) => ExpansionEffort::Known,
    };
    let mut expanded = expand(index, &token.whole, first)?;
    let is_name = token.has_signs && !expanded.expansions.is_empty();
    if !parts.is_empty() && !is_name {
        ways.extend(alternatives(index, &parts, PARTS)?);
        if expanded.expansions.is_empty() && ways.is_empty() {
            expanded = expand(index, &token.whole, effort)?;
        }
    }
    ways.insert(0, TermAlternative { weight: 1.0, words: vec![expanded.expansions], is_related: false });
    Some(QueryTerm {
        typed: token.whole.clone(),
        ways,
        corrected: expanded.corrected,
        near: expanded.near,
        is_unfinished,
        range: token.range.clone(),
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

/// Other forms of the token: synonyms of it and its neighbors, and one word joined from it and a neighbor.
fn others(index: &SearchIndex<'_>, tokens: &[QueryToken], place: usize) -> Vec<Vec<String>> {
    let flat = flat(tokens);
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
            && (units(&first.whole) > 1 && units(&second.whole) > 1 || is_code(&first.whole, &second.whole))
        {
            others.push(vec![format!("{}{}", first.whole, second.whole)]);
        }
    }
    others
        .extend(tokens.get(place).and_then(|token| words::bare_number(&token.whole)).map(|bare| vec![bare.to_owned()]));
    others
}

/// Whether two words are a code that is also written as one: `E 13`.
fn is_code(first: &str, second: &str) -> bool {
    let is_letter = first.len() == 1 && first.bytes().all(|byte| byte.is_ascii_lowercase());
    is_letter && second.bytes().all(|byte| byte.is_ascii_digit())
}
