//! Suffix rules: how the stemmer shortened the words of the documents, learned so that a client can bring a form that
//! no document holds (`refunding`) to one that some document does, without a stemmer of its own.

use std::collections::BTreeMap;

use super::impacts::CountedDocuments;

/// The most rules that an index keeps. Hungarian, Finnish and Turkish could use more; the last ones are rare.
const MAX_RULES: usize = 120;

/// How often a rule has to be seen.
const FEWEST: usize = 3;

/// The longest ending that a rule takes away, in characters.
const LONGEST: usize = 7;

/// Ending of a word → ending of its stem, the most frequent rules first.
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

/// What turns a word into its stem, where it is an ending.
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
