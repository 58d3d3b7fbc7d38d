//! Documents → vocabulary and postings: which stems there are, by which words they are found, where they stand.
//!
//! Documents are read in chunks of a fixed size, in parallel, each with a vocabulary of its own; these are merged in
//! order, so that the result does not depend on the number of threads. Counts become impacts by BM25F (Robertson and
//! Zaragoza, “The Probabilistic Relevance Framework: BM25 and Beyond”, 2009, section 3.6), once the fields' average
//! lengths are known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::documents::Document;
use super::language::Stemmer;
use super::postings::{MOST_IMPACT, Posting};
use super::words::{self, Apostrophe, Group, LONGEST_WORD};

/// Documents that are read with one vocabulary.
const CHUNK: usize = 256;

/// A map whose order never matters: a quick hasher will do.
type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// How much an occurrence in each field counts against one in the text, and how much of its weight a field of twice the
/// average length loses.
const FIELDS: [(f64, f64); 4] = [(6.0, 0.4), (4.0, 0.4), (2.0, 0.5), (1.0, 0.75)];
const TITLE: usize = 0;
const TAGS: usize = 1;
const HEADINGS: usize = 2;
const TEXT: usize = 3;

/// Where the impact of ever more occurrences flattens out.
const SATURATION: f64 = 2.0;

/// The impact that weights apply to; promoted articles go beyond it.
const FULL_IMPACT: f64 = 24.0;

/// What the documents of an edition say.
#[derive(Debug, Default)]
pub struct Counted {
    /// The stems, in the order of their UTF-16 units, with their postings by document.
    pub stems: Vec<(String, Vec<Posting>)>,
    /// The words of the documents, folded, with the stems that each leads to.
    pub words: BTreeMap<String, BTreeSet<u32>>,
    /// Words that were left out because they tell nothing.
    pub stop_words: BTreeSet<String>,
}

/// The order of JavaScript's strings: by UTF-16 unit.
#[must_use]
pub fn by_units(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// Reads all documents. `stop_words` are folded.
#[must_use]
pub fn count(documents: &[Document], language: &str, stop_words: &BTreeSet<String>) -> Counted {
    let chunks: Vec<Chunk> = documents
        .par_chunks(CHUNK)
        .map_init(
            || Stemmer::new(language),
            |stemmer, documents| {
                let mut chunk = Chunk::new(Apostrophe::of(language), stop_words);
                for document in documents {
                    chunk.read(document, stemmer);
                }
                chunk.finish()
            },
        )
        .collect();
    merge(chunks, documents)
}

/// What a stem does in a document.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    stem: u32,
    /// The document, counted from the start of its chunk.
    document: u32,
    counts: [u16; 4],
    sections: u32,
    headings: u32,
}

/// A vocabulary and what was read with it.
struct Chunk<'s> {
    apostrophe: Apostrophe,
    extra_stop_words: &'s BTreeSet<String>,
    /// The stem of each word that was met; `None` for stop words.
    words: Map<String, Option<u32>>,
    /// Stop words that are all there is of a title or heading.
    kept: BTreeMap<String, u32>,
    ids: Map<String, u32>,
    stems: Vec<String>,
    /// For each stem, where its latest tally stands.
    latest: Vec<u32>,
    tallies: Vec<Tally>,
    /// Words in each field of each document.
    lengths: Vec<[u32; 4]>,
}

/// Where a text stands.
#[derive(Clone, Copy)]
struct Place {
    field: usize,
    section: usize,
}

impl<'s> Chunk<'s> {
    fn new(apostrophe: Apostrophe, extra_stop_words: &'s BTreeSet<String>) -> Self {
        Self {
            apostrophe,
            extra_stop_words,
            words: Map::default(),
            kept: BTreeMap::new(),
            ids: Map::default(),
            stems: Vec::new(),
            latest: Vec::new(),
            tallies: Vec::new(),
            lengths: Vec::new(),
        }
    }

    fn read(&mut self, document: &Document, stemmer: &mut Stemmer) {
        self.lengths.push([0; 4]);
        self.field(&document.title, Place { field: TITLE, section: 0 }, stemmer);
        for tag in &document.tags {
            self.field(tag, Place { field: TAGS, section: 0 }, stemmer);
        }
        for (section, part) in document.sections.iter().enumerate() {
            self.field(&part.heading, Place { field: HEADINGS, section }, stemmer);
            self.field(&part.text, Place { field: TEXT, section }, stemmer);
        }
    }

    fn field(&mut self, text: &str, place: Place, stemmer: &mut Stemmer) {
        let mut found = 0;
        words::groups(text, self.apostrophe, |group| {
            each_word(group, |word| found += usize::from(self.word(word, place, stemmer)));
        });
        // “What is it?” is all stop words, and still what a reader may type.
        if found == 0 && matches!(place.field, TITLE | HEADINGS) {
            words::groups(text, self.apostrophe, |group| {
                each_word(group, |word| {
                    let word = words::fold(word).into_owned();
                    let stem = self.stem_id(&word);
                    self.kept.insert(word, stem);
                    self.tally(stem, place);
                });
            });
        }
    }

    /// Counts a word; whether it tells anything.
    fn word(&mut self, word: &str, place: Place, stemmer: &mut Stemmer) -> bool {
        let stem = if let Some(stem) = self.words.get(word) {
            *stem
        } else {
            let is_extra = self.extra_stop_words.contains(&*words::fold(word));
            let stem = stemmer.stem(word).filter(|_| !is_extra).map(|stem| self.stem_id(stem));
            self.words.insert(word.to_owned(), stem);
            stem
        };
        if let Some(stem) = stem {
            self.tally(stem, place);
        }
        stem.is_some()
    }

    fn stem_id(&mut self, stem: &str) -> u32 {
        if let Some(id) = self.ids.get(stem) {
            return *id;
        }
        let id = u32::try_from(self.stems.len()).expect("a chunk has fewer than 2^32 stems");
        self.ids.insert(stem.to_owned(), id);
        self.stems.push(stem.to_owned());
        self.latest.push(u32::MAX);
        id
    }

    fn tally(&mut self, stem: u32, Place { field, section }: Place) {
        let document = u32::try_from(self.lengths.len() - 1).expect("a chunk is small");
        if let Some(lengths) = self.lengths.last_mut() {
            lengths[field] += 1;
        }
        let latest = &mut self.latest[stem as usize];
        if self.tallies.get(*latest as usize).is_none_or(|tally| tally.document != document) {
            *latest = u32::try_from(self.tallies.len()).expect("a chunk is small");
            self.tallies.push(Tally { stem, document, ..Tally::default() });
        }
        let tally = &mut self.tallies[*latest as usize];
        tally.counts[field] = tally.counts[field].saturating_add(1);
        if matches!(field, HEADINGS | TEXT) {
            tally.sections |= 1 << section;
        }
        if field == HEADINGS {
            tally.headings |= 1 << section;
        }
    }

    /// What remains when all is read.
    fn finish(mut self) -> Self {
        (self.ids, self.latest) = (Map::default(), Vec::new());
        self.tallies.shrink_to_fit();
        self
    }

    /// How many documents hold each stem.
    fn documents_by_stem(&self) -> Vec<u32> {
        let mut counts = vec![0; self.stems.len()];
        for tally in &self.tallies {
            counts[tally.stem as usize] += 1;
        }
        counts
    }

    /// Its words, each with its stem.
    fn words(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.words.iter().map(|(word, stem)| (word.as_str(), stem.map(|stem| self.stems[stem as usize].as_str())))
    }
}

/// Each word by which a group is found.
fn each_word(group: &Group, mut each: impl FnMut(&str)) {
    if group.is_dense {
        return words::bigrams(&group.text).for_each(each);
    }
    for piece in group.pieces().filter(|piece| piece.len() <= LONGEST_WORD || piece.chars().count() <= LONGEST_WORD) {
        each(piece);
        if let Some((head, tail)) = words::letters_and_digits(piece) {
            each(head);
            each(tail);
        }
    }
    if let Some(joined) = group.joined() {
        each(&joined);
    }
}

/// Chunk after chunk is merged and dropped: together they take twice the room of what they become.
fn merge(chunks: Vec<Chunk<'_>>, documents: &[Document]) -> Counted {
    let average = averages(&chunks);
    let (mut counted, stems) = vocabulary(&chunks);
    let mut first = 0;
    for (chunk, stems) in chunks.into_iter().zip(stems) {
        for tally in &chunk.tallies {
            let place = tally.document as usize;
            let factor = documents[first as usize + place].factor;
            counted.stems[stems[tally.stem as usize] as usize].1.push(Posting {
                document: first + tally.document,
                impact: impact(tally, &chunk.lengths[place], &average, factor),
                in_title: tally.counts[TITLE] > 0,
                sections: tally.sections,
                headings: tally.headings,
            });
        }
        first += u32::try_from(chunk.lengths.len()).expect("a chunk is small");
    }
    counted
}

/// All words and stems, with room for the stems' postings; and for each chunk the numbers that its stems have here.
fn vocabulary(chunks: &[Chunk<'_>]) -> (Counted, Vec<Vec<u32>>) {
    let mut found: Map<&str, u32> = Map::default();
    for chunk in chunks {
        for (stem, count) in chunk.stems.iter().zip(chunk.documents_by_stem()) {
            *found.entry(stem).or_default() += count;
        }
    }
    let mut names: Vec<(&str, u32)> = found.into_iter().collect();
    names.sort_unstable_by(|(a, _), (b, _)| by_units(a, b));
    let ids: Map<&str, u32> = names.iter().map(|(name, _)| *name).zip(0..).collect();
    let room = |(name, found): &(&str, u32)| ((*name).to_owned(), Vec::with_capacity(*found as usize));
    let mut counted = Counted { stems: names.iter().map(room).collect(), ..Counted::default() };
    // A word leads to the same stem in every chunk that knows it.
    let words: Map<&str, Option<&str>> = chunks.iter().flat_map(Chunk::words).collect();
    for (word, stem) in words {
        let word = words::fold(word).into_owned();
        match stem {
            Some(stem) => drop(counted.words.entry(word).or_default().insert(ids[stem])),
            None => drop(counted.stop_words.insert(word)),
        }
    }
    for chunk in chunks {
        for (word, stem) in &chunk.kept {
            counted.words.entry(word.clone()).or_default().insert(ids[chunk.stems[*stem as usize].as_str()]);
        }
    }
    let numbers = chunks.iter().map(|chunk| chunk.stems.iter().map(|stem| ids[stem.as_str()]).collect());
    let numbers = numbers.collect();
    (counted, numbers)
}

/// The average length of each field, at least 1.
#[allow(clippy::cast_precision_loss)] // lengths are far below 2^52
fn averages(chunks: &[Chunk<'_>]) -> [f64; 4] {
    let lengths = || chunks.iter().flat_map(|chunk| &chunk.lengths);
    let count = lengths().count().max(1);
    std::array::from_fn(|field| {
        let sum: u64 = lengths().map(|lengths| u64::from(lengths[field])).sum();
        (sum as f64 / count as f64).max(1.0)
    })
}

/// How much of a document is about a stem.
fn impact(tally: &Tally, lengths: &[u32; 4], average: &[f64; 4], factor: f64) -> u8 {
    let frequency: f64 = (0..4)
        .map(|field| {
            let (weight, slope) = FIELDS[field];
            let length = 1.0 - slope + slope * f64::from(lengths[field]) / average[field];
            weight * f64::from(tally.counts[field]) / length
        })
        .sum();
    let impact = FULL_IMPACT * factor * frequency / (frequency + SATURATION);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to 1..=31
    let impact = impact.clamp(1.0, f64::from(MOST_IMPACT)) as u8;
    impact
}

#[cfg(test)]
mod tests {
    use super::super::text::Section;
    use super::*;

    fn document(title: &str, heading: &str, text: &str) -> Document {
        let section =
            |heading: &str, text: &str| Section { heading: heading.into(), id: heading.into(), text: text.into() };
        let sections = vec![section("", ""), section(heading, text)];
        Document { title: title.into(), sections, factor: 1.0, ..Document::default() }
    }

    fn list<'c>(counted: &'c Counted, word: &str) -> &'c [Posting] {
        let stem = counted.words.get(word).and_then(BTreeSet::first).expect("the word is known");
        &counted.stems[*stem as usize].1
    }

    #[test]
    fn a_posting_tells_where_its_stem_stands() {
        let documents = [document("Refunds", "When", "A refund takes days"), document("Bills", "Refund", "See above")];
        let counted = count(&documents, "en", &BTreeSet::new());
        let [first, second] = list(&counted, "refund") else { panic!("two documents hold it") };
        assert!(first.in_title && !second.in_title && first.impact > second.impact);
        assert_eq!((first.sections, first.headings, second.sections, second.headings), (0b10, 0, 0b10, 0b10));
        assert_eq!(list(&counted, "refunds"), list(&counted, "refund"));
        assert!(counted.stop_words.contains("a"));
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let documents: Vec<Document> =
            (0..400).map(|n| document(&format!("Title {n}"), &format!("Head {}", n % 7), "some text here")).collect();
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let counted = pool.install(|| count(&documents, "en", &BTreeSet::new()));
            (counted.stems, counted.words, counted.stop_words)
        };
        assert_eq!(on(1), on(4));
    }

    #[test]
    fn names_and_own_stop_words() {
        let extra = BTreeSet::from(["acme".to_owned()]);
        let documents = [document("Acme Office365 and C++", "", "日本語 e-mail")];
        let counted = count(&documents, "en", &extra);
        let check = |word: &str, expected: bool| assert_eq!(counted.words.contains_key(word), expected, "{word}");
        for word in ["office365", "office", "365", "c++", "c", "日本", "本語", "email", "mail"] {
            check(word, true);
        }
        check("acme", false);
        assert!(counted.stop_words.contains("acme"));
    }
}
