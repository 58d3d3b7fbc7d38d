//! Learns suffix rules: how the stemmer shortened the words of the documents. With them, a client without a stemmer can
//! match a form that no document contains (`refunding`) with one that does occur.
//!
//! A small help center has too few words to learn from. So the common endings of the language are tried, too: a rule is
//! that the stemmer takes an ending off again after it was added to the stems of the documents.

use std::collections::BTreeMap;

use super::impacts::CountedDocuments;
use super::language::Stemmer;

/// Maximum number of rules in an index. Hungarian, Finnish and Turkish could use more, but the last ones are rare.
const MAX_RULES: usize = 120;

/// Minimum number of words that a rule must apply to.
const FEWEST: usize = 3;

/// Maximum length of an ending that a rule removes, in characters.
const LONGEST: usize = 7;

/// Number of stems that common endings are added to.
const TRIED: usize = 200;

/// Common endings of nouns, adjectives and verbs, folded.
const ENDINGS: [(&str, &str); 11] = [
    ("en", "s es ed ing"),
    ("de", "e en er es n s em ern"),
    ("fr", "s e es er ez x ent ee ees ons ait"),
    ("es", "s es o a e os as ar er ir an en amos ado ada"),
    ("it", "o a i e are ere ire ato ata"),
    ("pt", "s o a e os as ar er ir am em ado ada"),
    ("nl", "en s e t"),
    ("sv", "en ar er or et n t r arna"),
    ("da", "en er et e r erne"),
    ("nb", "en er et e r ene"),
    ("ru", "а ы и у е ой ом ов ам ах ами ить ать"),
];

/// The endings of words with the endings of their stems, most frequent first.
#[must_use]
pub fn suffix_rules(counted: &CountedDocuments, language: &str) -> Vec<(String, String)> {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (word, stems) in &counted.words {
        for stem in stems {
            if let Some(rule) = rule(word, &counted.stems[*stem as usize].0) {
                *seen.entry(rule).or_default() += 1;
            }
        }
    }
    let mut rules: Vec<_> = seen.into_iter().filter(|(_, count)| *count >= FEWEST).collect();
    rules.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let mut rules: Vec<_> = rules.into_iter().map(|(rule, _)| rule).collect();
    for rule in common_rules(counted, language) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules.truncate(MAX_RULES);
    rules
}

/// The common endings that the stemmer takes off stems of the documents, most frequent first.
fn common_rules(counted: &CountedDocuments, language: &str) -> Vec<(String, String)> {
    let code = language.split('-').next().unwrap_or_default();
    let endings = ENDINGS.iter().find(|(known, _)| *known == code).map_or("", |(_, endings)| endings);
    let mut stemmer = Stemmer::new(language);
    let is_plain = |stem: &&String| stem.chars().count() > 3 && stem.chars().all(char::is_alphabetic);
    let stems: Vec<&String> = counted.stems.iter().map(|(stem, _)| stem).filter(is_plain).collect();
    let tried: Vec<&String> = stems.iter().step_by(stems.len() / TRIED + 1).copied().collect();
    let mut rules: Vec<(usize, &str)> = Vec::new();
    for ending in endings.split_whitespace() {
        let mut is_taken_off = |stem: &&&String| stemmer.stem(&format!("{stem}{ending}")) == Some(stem.as_str());
        let count = tried.iter().filter(&mut is_taken_off).count();
        rules.extend((count > 0).then_some((count, ending)));
    }
    rules.sort_by(|(a, x), (b, y)| b.cmp(a).then(x.cmp(y)));
    rules.into_iter().map(|(_, ending)| (ending.to_owned(), String::new())).collect()
}

/// The rule that turns a word into its stem, if only the ending differs.
fn rule(word: &str, stem: &str) -> Option<(String, String)> {
    let same: usize = word.chars().zip(stem.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (from, to) = (&word[same..], &stem[same..]);
    let is_ending = word[..same].chars().count() >= 2 && from.chars().count() <= LONGEST && !from.is_empty();
    is_ending.then(|| (from.to_owned(), to.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_the_difference() {
        let check = |word, stem, expected: Option<(&str, &str)>| {
            assert_eq!(rule(word, stem), expected.map(|(from, to)| (from.to_owned(), to.to_owned())));
        };
        check("refunding", "refund", Some(("ing", "")));
        check("policies", "polici", Some(("es", "")));
        check("happy", "happi", Some(("y", "i")));
        check("refund", "refund", None);
        check("went", "go", None);
    }
}
