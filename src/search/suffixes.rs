//! Learns suffix rules: how the stemmer shortened the words of the documents. With them, a client without a stemmer can
//! match a form that no document contains (`refunding`) with one that does occur.

use std::collections::BTreeMap;

use super::impacts::CountedDocuments;

/// Maximum number of rules in an index. Hungarian, Finnish and Turkish could use more, but the last ones are rare.
const MAX_RULES: usize = 120;

/// Minimum number of words that a rule must apply to.
const FEWEST: usize = 3;

/// Maximum length of an ending that a rule removes, in characters.
const LONGEST: usize = 7;

/// The endings of words with the endings of their stems, most frequent first.
#[must_use]
pub fn suffix_rules(counted: &CountedDocuments) -> Vec<(String, String)> {
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
    rules.truncate(MAX_RULES);
    rules.into_iter().map(|(rule, _)| rule).collect()
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
