//! The thesaurus of support language: what customers say, and what articles say instead (`sign in`, `log in`).
//!
//! Each language of the theme has a text file with one group in a line. `a = b = c` means the same; what follows a `~`
//! is only related to the rest and counts less; `a = b > c` leads from the first to the last, but not back. The files
//! are written for support in general, not for any one help center.
//!
//! An index gets only what leads to words of its articles. The client looks for the phrases in a query without regard to
//! endings ([`bare`]), since it has no stemmer.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::count_words::FastMap;
use super::impacts::CountedDocuments;
use super::language::Stemmer;
use super::postings::Posting;
use super::words::{self, Apostrophe, fold};

/// The files by language.
const FILES: [(&str, &str); 16] = [
    ("ar", include_str!("thesaurus/ar.txt")),
    ("de", include_str!("thesaurus/de.txt")),
    ("en", include_str!("thesaurus/en.txt")),
    ("es", include_str!("thesaurus/es.txt")),
    ("fr", include_str!("thesaurus/fr.txt")),
    ("he", include_str!("thesaurus/he.txt")),
    ("it", include_str!("thesaurus/it.txt")),
    ("ja", include_str!("thesaurus/ja.txt")),
    ("ko", include_str!("thesaurus/ko.txt")),
    ("nl", include_str!("thesaurus/nl.txt")),
    ("pl", include_str!("thesaurus/pl.txt")),
    ("pt", include_str!("thesaurus/pt.txt")),
    ("ru", include_str!("thesaurus/ru.txt")),
    ("tr", include_str!("thesaurus/tr.txt")),
    ("zh", include_str!("thesaurus/zh.txt")),
    ("zh-hant", include_str!("thesaurus/zh-Hant.txt")),
];

/// Weights in percent: of phrases that mean the same, and of related ones.
const SAME: u32 = 60;
const RELATED: u32 = 35;

/// Maximum number of phrases that a line leads to: those with words from titles, or else the first ones. Each takes a
/// client up to two files to load.
const MAX_TARGETS: usize = 2;
const MAX_TARGETS_IN_TEXTS: usize = 1;

/// What a phrase of a query also finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// The bare words of the phrase.
    pub from: Vec<String>,
    /// The phrases that it leads to.
    pub to: Vec<Vec<String>>,
    /// Their weight.
    pub weight: f64,
}

/// Relations by the first bare word of their phrases.
pub type Relations = HashMap<String, Vec<Relation>>;

/// The thesaurus of a language, as far as it leads to words of these documents. Each line is `weight targets=others`: all
/// phrases lead to the targets; or `weight targets<others`: only the others do. Phrases are separated by `|`.
#[must_use]
pub fn lines(counted: &CountedDocuments, language: &str) -> String {
    let vocabulary = KnownWords::new(counted, language);
    let mut lines = String::new();
    for line in file(language).lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let phrases = |text: &str| text.split(" = ").map(str::trim).map(str::to_owned).collect::<Vec<_>>();
        let mut vocabulary = vocabulary.reader();
        if let Some((from, to)) = line.split_once(" > ") {
            vocabulary.push_line(&mut lines, SAME, &phrases(to), &phrases(from), '<');
            continue;
        }
        let mut parts = line.split(" ~ ");
        let same = phrases(parts.next().unwrap_or_default());
        let related: Vec<String> = parts.map(str::to_owned).collect();
        vocabulary.push_line(&mut lines, SAME, &same, &[], '=');
        vocabulary.push_line(&mut lines, RELATED, &related, &same, '<');
        vocabulary.push_line(&mut lines, RELATED, &same, &related, '<');
    }
    lines
}

/// The file of a language; empty if there is none.
fn file(language: &str) -> &'static str {
    let tag = language.to_ascii_lowercase();
    let is_traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].iter().any(|known| tag.starts_with(known));
    let code = if is_traditional { "zh-hant" } else { tag.split('-').next().unwrap_or_default() };
    FILES.iter().find(|(known, _)| *known == code).map_or("", |(_, text)| text)
}

/// The relations of a manifest's `thesaurus`.
#[must_use]
pub fn relations(lines: &str, suffixes: &[(String, String)]) -> Relations {
    let mut relations = Relations::new();
    for line in lines.lines() {
        let Some((weight, rest)) = line.split_once(' ') else { continue };
        let Some(middle) = rest.find(['=', '<']) else { continue };
        let phrases = |text: &str| -> Vec<Vec<String>> {
            let phrases = text.split('|').filter(|phrase| !phrase.is_empty());
            phrases.map(|phrase| phrase.split(' ').map(str::to_owned).collect()).collect()
        };
        let (targets, others) = (phrases(&rest[..middle]), phrases(&rest[middle + 1..]));
        let is_mutual = rest[middle..].starts_with('=');
        let weight = weight.parse::<u32>().map_or(0.0, |percent| f64::from(percent) / 100.0);
        let from = targets.iter().filter(|_| is_mutual).chain(&others);
        for phrase in from {
            let to: Vec<_> = targets.iter().filter(|target| *target != phrase).cloned().collect();
            let from: Vec<String> = phrase.iter().map(|word| bare(word, suffixes)).collect();
            if let Some(first) = from.first().filter(|_| !to.is_empty()) {
                relations.entry(first.clone()).or_default().push(Relation { from, to, weight });
            }
        }
    }
    relations
}

/// A word without its ending, by the rules of an index. Not a stem: two forms of a word may differ, and two words may be
/// the same, which does little harm among the few words of the thesaurus.
#[must_use]
pub fn bare(word: &str, suffixes: &[(String, String)]) -> String {
    let units = |word: &str| word.encode_utf16().count();
    let mut best = word.to_owned();
    for (from, to) in suffixes {
        if let Some(rest) = word.strip_suffix(from.as_str())
            && units(rest) > 2
            && units(rest) + units(to) < units(&best)
        {
            best = format!("{rest}{to}");
        }
    }
    if best.chars().count() > 1 && best.ends_with('e') {
        best.pop();
    }
    let mut end = best.chars().rev();
    if let (Some(last), Some(before)) = (end.next(), end.next())
        && last == before
        && !matches!(last, 'a' | 'e' | 'i' | 'o' | 'u')
    {
        best.pop();
    }
    if best.ends_with('y') {
        best.pop();
        best.push('i');
    }
    best
}

/// The words of the documents by stem.
struct KnownWords<'c> {
    language: &'c str,
    words: FastMap<&'c str, u32>,
    /// For each stem, its shortest word.
    shortest: FastMap<&'c str, &'c str>,
    /// The words of titles.
    in_titles: HashSet<&'c str>,
}

impl<'c> KnownWords<'c> {
    fn new(counted: &'c CountedDocuments, language: &'c str) -> Self {
        let mut known =
            Self { language, words: FastMap::default(), shortest: FastMap::default(), in_titles: HashSet::new() };
        for (word, stems) in &counted.words {
            let Some(stem) = stems.first() else { continue };
            known.words.insert(word, *stem);
            if counted.stems[*stem as usize].1.iter().any(Posting::in_title) {
                known.in_titles.insert(word);
            }
            for stem in stems {
                let shortest = known.shortest.entry(&counted.stems[*stem as usize].0).or_insert(word);
                if word.len() < shortest.len() {
                    *shortest = word;
                }
            }
        }
        known
    }

    fn reader(&self) -> PhraseReader<'_, 'c> {
        PhraseReader { known: self, stemmer: Stemmer::new(self.language), apostrophe: Apostrophe::of(self.language) }
    }
}

/// Reads the phrases of the thesaurus.
struct PhraseReader<'k, 'c> {
    known: &'k KnownWords<'c>,
    stemmer: Stemmer,
    apostrophe: Apostrophe,
}

impl PhraseReader<'_, '_> {
    /// Appends a line if it leads to known words.
    fn push_line(&mut self, lines: &mut String, weight: u32, targets: &[String], others: &[String], sign: char) {
        let mut found: Vec<String> = Vec::new();
        let mut sources: Vec<String> = Vec::new();
        for target in targets {
            let written = self.words(target).join(" ");
            match self.target(target) {
                Some(target) if !found.contains(&target) => {
                    if target != written && sign == '=' {
                        sources.push(written);
                    }
                    found.push(target);
                }
                _ if sign == '=' => sources.push(written),
                _ => {}
            }
        }
        let is_in_titles = |target: &String| target.split(' ').all(|word| self.is_in_title(word));
        let most = if found.iter().any(is_in_titles) { MAX_TARGETS } else { MAX_TARGETS_IN_TEXTS };
        found.sort_by_key(|target| !is_in_titles(target));
        let rest = found.split_off(most.min(found.len()));
        sources.extend(rest.into_iter().filter(|_| sign == '='));
        sources.extend(others.iter().map(|other| self.words(other).join(" ")));
        if !found.is_empty() && found.len() + sources.len() > 1 {
            let _ = writeln!(lines, "{weight} {}{sign}{}", found.join("|"), sources.join("|"));
        }
    }

    /// Whether a word of a target is in a title. Stop words do not matter.
    fn is_in_title(&self, word: &str) -> bool {
        self.known.in_titles.contains(word) || !self.known.words.contains_key(word)
    }

    /// The folded words of a phrase, as a query has them.
    fn words(&self, phrase: &str) -> Vec<String> {
        let mut all = Vec::new();
        words::groups(phrase, self.apostrophe, |group| {
            if group.is_dense {
                all.extend(words::bigrams(&group.text).map(|pair| fold(pair).into_owned()));
            } else {
                all.extend(group.pieces().map(|piece| fold(piece).into_owned()));
            }
        });
        all
    }

    /// A phrase in known words; `None` if a word is unknown, or if there are only stop words.
    fn target(&mut self, phrase: &str) -> Option<String> {
        let mut pieces = Vec::new();
        words::groups(phrase, self.apostrophe, |group| {
            if group.is_dense {
                pieces.extend(words::bigrams(&group.text).map(str::to_owned));
            } else {
                pieces.extend(group.pieces().map(str::to_owned));
            }
        });
        let mut telling = 0;
        let mut found = Vec::new();
        for piece in pieces {
            let folded = fold(&piece).into_owned();
            let Some(stem) = self.stemmer.stem(&piece) else {
                found.push(folded);
                continue;
            };
            telling += 1;
            let is_known = self.known.words.contains_key(folded.as_str());
            found.push(if is_known { folded } else { (*self.known.shortest.get(stem)?).to_owned() });
        }
        (telling > 0).then(|| found.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        for (language, text) in FILES {
            assert!(!file(language).is_empty());
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let phrases: Vec<&str> = line.split(['=', '~', '>']).map(str::trim).collect();
                assert!(phrases.len() > 1 && phrases.iter().all(|phrase| !phrase.is_empty()), "{language}: {line}");
                assert!(line.matches(" > ").count() < 2 && !line.contains('|'), "{language}: {line}");
            }
        }
        assert_eq!(file("zh-TW"), file("zh-Hant"));
        assert_eq!(file("xx"), "");
    }

    #[test]
    fn only_what_leads_to_known_words_is_kept() {
        let word = |word: &str, stem: u32| (word.to_owned(), vec![stem]);
        let counted = CountedDocuments {
            stems: ["delet", "parti", "refund"].map(|stem| (stem.to_owned(), Vec::new())).into(),
            words: vec![word("deleting", 0), word("refunds", 2)],
            ..CountedDocuments::default()
        };
        let lines = lines(&counted, "en");
        assert!(lines.contains("60 deleting=delete|remove|erase|close|"), "{lines}");
        assert!(lines.contains("60 refunds=refund|money back|"), "{lines}");
        assert!(!lines.contains("sign in"), "{lines}");
    }

    #[test]
    fn relations_go_from_phrases_to_targets() {
        let suffixes = [("ing".to_owned(), String::new()), ("s".to_owned(), String::new())];
        let relations = relations("60 a b|cats=dogs\n35 x<y", &suffixes);
        let check = |first: &str, from: &[&str], to: &[&[&str]], weight: f64| {
            let relation = &relations[first][0];
            let to: Vec<Vec<String>> =
                to.iter().map(|words| words.iter().map(|word| (*word).to_owned()).collect()).collect();
            assert_eq!(
                (&relation.from[..], &relation.to),
                (&from.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()[..], &to)
            );
            assert!((relation.weight - weight).abs() < 1e-9);
        };
        check("a", &["a", "b"], &[&["cats"]], 0.6);
        check("cat", &["cat"], &[&["a", "b"]], 0.6);
        check("dog", &["dog"], &[&["a", "b"], &["cats"]], 0.6);
        check("i", &["i"], &[&["x"]], 0.35);
        assert!(!relations.contains_key("x"));
    }

    #[test]
    fn forms_of_a_word_are_one() {
        let suffixes: Vec<(String, String)> =
            ["ed", "ing", "s", "es"].iter().map(|ending| ((*ending).to_owned(), String::new())).collect();
        for (a, b) in
            [("closing", "close"), ("stopped", "stop"), ("cancelled", "cancel"), ("tries", "try"), ("bills", "bill")]
        {
            assert_eq!(bare(a, &suffixes), bare(b, &suffixes));
        }
    }
}
