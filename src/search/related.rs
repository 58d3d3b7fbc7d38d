//! Related words: what customers say, and the words of the articles that mean nearly the same or are used for the same
//! things (`stolen`, `theft`).
//!
//! For each language with related words, the program has a file that `related/make.py` makes from word vectors. It has
//! pairs of words, no vectors, and no codes, numbers or names. An index gets the pairs that lead to words of its articles,
//! in blocks that a client loads for words that are not in the help center, or if it finds little. The file also says
//! which words are real, so that a client does not treat them as typos of words in the articles.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use twox_hash::XxHash3_64;

use super::bytes::{ByteReader, push_number};
use super::count_words::FastMap;
use super::impacts::CountedDocuments;
use super::language::Stemmer;
use super::lexicon;

/// The words of English, read when first needed.
static ENGLISH: LazyLock<WordPairs> = LazyLock::new(|| WordPairs::of(include_bytes!("related/en.bin")));

/// The words by language.
const LANGUAGES: [(&str, &LazyLock<WordPairs>); 1] = [("en", &ENGLISH)];

/// Two words are related from this similarity on, in percent. Chosen on questions of customers.
const RELATED: u8 = 60;

/// Pairs of this similarity have the full weight.
const CLOSEST: u8 = 90;

/// Weights of pairs in percent, from [`RELATED`] to [`CLOSEST`].
const LOWEST_WEIGHT: u8 = 60;
const HIGHEST_WEIGHT: u8 = 100;

/// Maximum number of words that a word leads to.
const MAX_TARGETS: usize = 3;

/// Words with fewer letters are never treated as typos.
const SHORTEST_TYPO: usize = 3;

/// The words of the articles that a word leads to, each with a weight in percent.
pub type Targets = Vec<(String, u8)>;

/// A word that leads to others, or a real word that leads to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedWord {
    /// The word.
    pub word: String,
    /// What it leads to.
    pub targets: Targets,
}

/// The related words of a language, as far as they lead to words of these documents, and real words that a client would
/// treat as typos of words of these documents. Sorted.
#[must_use]
pub fn words(counted: &CountedDocuments, language: &str) -> Vec<RelatedWord> {
    let code = language.split('-').next().unwrap_or_default();
    let Some((_, pairs)) = LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)) else {
        return Vec::new();
    };
    let mut finder = Finder::new(counted, language);
    let known: Vec<Option<&[u32]>> = pairs.words.iter().map(|word| finder.known.get(word.as_str()).copied()).collect();
    let mut found = Vec::new();
    for (place, (word, near)) in pairs.words.iter().zip(pairs.near(&known)).enumerate() {
        let Some(stem) = finder.stem(word).filter(|_| pairs.frequent[place]) else { continue };
        let mut stems: Vec<u32> = known[place].unwrap_or_default().to_vec();
        let mut targets = Targets::new();
        for (other, similarity) in near {
            let own = known[other as usize].unwrap_or_default();
            if targets.len() < MAX_TARGETS && !own.iter().any(|known| stems.contains(known) || finder.is(*known, &stem))
            {
                stems.extend(own);
                targets.push((pairs.words[other as usize].clone(), weight(similarity)));
            }
        }
        let is_real = known[place].is_none() && finder.looks_like_typo(word, &stem);
        if is_real || !targets.is_empty() {
            found.push(RelatedWord { word: word.clone(), targets });
        }
    }
    found
}

/// The weight of a pair in percent.
fn weight(similarity: u8) -> u8 {
    let part = u32::from(similarity.min(CLOSEST) - RELATED) * u32::from(HIGHEST_WEIGHT - LOWEST_WEIGHT);
    LOWEST_WEIGHT + u8::try_from(part / u32::from(CLOSEST - RELATED)).expect("it is at most 40")
}

/// Encodes a block of related words in columns: the words; the words that they lead to, without repetition; for each
/// word, how many it leads to; for each of these, its place among them; for each of these, its weight.
#[must_use]
pub fn encode(related: &[RelatedWord]) -> Vec<u8> {
    let words: Vec<&str> = related.iter().map(|known| known.word.as_str()).collect();
    let all = || related.iter().flat_map(|known| &known.targets);
    let mut targets: Vec<&str> = all().map(|(word, _)| word.as_str()).collect();
    targets.sort_unstable();
    targets.dedup();
    let number = |count: usize| u32::try_from(count).expect("a block is small");
    let mut bytes = [lexicon::encode_words(&words), lexicon::encode_words(&targets)].concat();
    for known in related {
        push_number(&mut bytes, number(known.targets.len()));
    }
    for (word, _) in all() {
        push_number(&mut bytes, number(targets.partition_point(|target| *target < word.as_str())));
    }
    bytes.extend(all().map(|(_, weight)| weight));
    bytes
}

/// Decodes a block of related words; `None` if it is broken.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<BTreeMap<String, Targets>> {
    let mut reader = ByteReader::new(bytes);
    let words = lexicon::read_words(&mut reader)?;
    let targets = lexicon::read_words(&mut reader)?;
    let counts: Vec<usize> = words.iter().map(|_| reader.count()).collect::<Option<_>>()?;
    let total = counts.iter().sum();
    let mut place = || targets.get(usize::try_from(reader.number()?).ok()?).cloned();
    let places: Vec<String> = (0..total).map(|_| place()).collect::<Option<_>>()?;
    let mut found = places.into_iter().zip(reader.take(total)?.iter().copied());
    Some(words.into_iter().zip(counts).map(|(word, count)| (word, found.by_ref().take(count).collect())).collect())
}

/// The content of a file.
struct WordPairs {
    /// Sorted.
    words: Vec<String>,
    /// Whether each word is frequent. Only these lead to others.
    frequent: Vec<bool>,
    /// The indexes of two words, and their similarity in percent.
    pairs: Vec<(u32, u32, u8)>,
}

impl WordPairs {
    /// Reads a file of the program.
    fn of(bytes: &[u8]) -> Self {
        Self::read(bytes).expect("the file was made by `related/make.py`")
    }

    /// Reads a file; `None` if it is broken.
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = ByteReader::new(bytes);
        let words = lexicon::read_words(&mut reader)?;
        let frequent = reader.take(words.len())?.iter().map(|byte| *byte > 0).collect();
        let mut pairs = Vec::new();
        for (one, _) in (0..).zip(&words) {
            let mut other = one;
            for _ in 0..reader.count()? {
                other = u32::checked_add(other, reader.number()?).filter(|other| (*other as usize) < words.len())?;
                pairs.push((one, other, *reader.take(1)?.first()?));
            }
        }
        Some(Self { words, frequent, pairs })
    }

    /// For each word, the known words that are related to it with their similarities, the nearest ones first.
    fn near(&self, known: &[Option<&[u32]>]) -> Vec<Vec<(u32, u8)>> {
        let mut near = vec![Vec::new(); self.words.len()];
        for (one, other, similarity) in self.pairs.iter().filter(|(.., similarity)| *similarity >= RELATED) {
            for (from, to) in [(*one, *other), (*other, *one)] {
                if known[to as usize].is_some() {
                    near[from as usize].push((to, *similarity));
                }
            }
        }
        for near in &mut near {
            near.sort_by_key(|(other, similarity)| (u8::MAX - similarity, *other));
        }
        near
    }
}

/// Looks words up in the documents.
struct Finder<'c> {
    counted: &'c CountedDocuments,
    stemmer: Stemmer,
    /// The words without stop words, with the indexes of their stems.
    known: FastMap<&'c str, &'c [u32]>,
    stems: HashSet<&'c str, FixedState>,
    /// The hashes of [`variants`] of these words.
    variants: HashSet<u64, FixedState>,
}

impl<'c> Finder<'c> {
    fn new(counted: &'c CountedDocuments, language: &str) -> Self {
        let is_found = |(word, stems): &&(String, Vec<u32>)| !stems.is_empty() && !counted.stop_words.contains(word);
        let known: FastMap<&str, &[u32]> =
            counted.words.iter().filter(is_found).map(|(word, stems)| (word.as_str(), stems.as_slice())).collect();
        let stems = known
            .values()
            .flat_map(|stems| stems.iter())
            .map(|stem| counted.stems[*stem as usize].0.as_str())
            .collect();
        let letters = known.keys().filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase()));
        let variants = letters.flat_map(|word| variants(word)).collect();
        Self { counted, stemmer: Stemmer::new(language), known, stems, variants }
    }

    /// The stem of a word; `None` for stop words.
    fn stem(&mut self, word: &str) -> Option<String> {
        let stem = self.stemmer.stem(word)?.to_owned();
        Some(stem).filter(|_| !self.counted.stop_words.contains(word))
    }

    fn is(&self, known: u32, stem: &str) -> bool {
        self.counted.stems[known as usize].0 == stem
    }

    /// Whether a client would treat an unknown word as a typo.
    fn looks_like_typo(&self, word: &str, stem: &str) -> bool {
        word.len() >= SHORTEST_TYPO
            && !self.stems.contains(stem)
            && variants(word).any(|variant| self.variants.contains(&variant))
    }
}

/// The hashes of a word of ASCII letters and of the same without one letter. If two words are one typo apart, they have a
/// variant in common.
fn variants(word: &str) -> impl Iterator<Item = u64> {
    let without = |at: usize| [&word.as_bytes()[..at], &word.as_bytes()[at + 1..]].concat();
    let whole = XxHash3_64::oneshot(word.as_bytes());
    (0..word.len()).map(move |at| XxHash3_64::oneshot(&without(at))).chain([whole])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(words: &[&str]) -> CountedDocuments {
        let mut stemmer = Stemmer::new("en");
        let stem = |word: &&str| (stemmer.stem(word).unwrap_or_default().to_owned(), Vec::new());
        let stems: Vec<_> = words.iter().map(stem).collect();
        let words = words.iter().zip(0..).map(|(word, stem)| ((*word).to_owned(), vec![stem])).collect();
        CountedDocuments { stems, words, ..CountedDocuments::default() }
    }

    fn targets(found: &[RelatedWord], word: &str) -> Option<Vec<String>> {
        let known = found.iter().find(|known| known.word == word)?;
        Some(known.targets.iter().map(|(target, _)| target.clone()).collect())
    }

    #[test]
    fn words_lead_to_words_of_the_articles() {
        let found = words(&counted(&["laptop", "theft"]), "en-GB");
        assert_eq!(targets(&found, "stolen").as_deref(), Some(&["theft".to_owned()][..]));
        assert_eq!(targets(&found, "thefts"), None, "another form of a word is not related to it");
        assert!(found.is_sorted_by(|a, b| a.word < b.word));
        assert!(found.iter().all(|known| known.targets.len() <= MAX_TARGETS));
        assert_eq!(words(&counted(&["theft"]), "xx"), []);
    }

    #[test]
    fn real_words_that_look_like_typos_are_kept() {
        let found = words(&counted(&["inter", "make"]), "en");
        let check = |word: &str, expected: bool| {
            assert_eq!(found.iter().any(|known| known.word == word), expected, "{word}");
        };
        check("fake", true);
        check("winter", true);
        check("makes", false);
        check("maek", false);
        check("elephant", false);
    }

    #[test]
    fn blocks_come_back() {
        let related = [("cow", vec![("dog", 70), ("zebu", 60)]), ("dig", vec![]), ("dog", vec![("cat", 100)])];
        let related = related.map(|(word, targets)| RelatedWord {
            word: word.to_owned(),
            targets: targets.into_iter().map(|(target, weight): (&str, u8)| (target.to_owned(), weight)).collect(),
        });
        let bytes = encode(&related);
        assert_eq!(decode(&bytes), Some(related.map(|known| (known.word, known.targets)).into()));
        for length in 0..bytes.len() {
            assert_eq!(decode(&bytes[..length]), None, "cut at {length}");
        }
    }
}
