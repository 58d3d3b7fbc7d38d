//! Turns the counted words into the vocabulary and the postings: all stems, the words that lead to them, and the
//! documents that contain them.
//!
//! A [`Vocabulary`] covers all versions in one language. [`Vocabulary::count`] selects the documents of one index and
//! turns counts into impacts, once the average length of each field is known. It uses BM25F (Robertson and Zaragoza,
//! “The Probabilistic Relevance Framework: BM25 and Beyond”, 2009, section 3.6).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use foldhash::fast::FixedState;

use super::count_words::{self, CountedWord, DocumentChunk, FastMap, TEXT, TITLE, WordCount};
use super::documents::Document;
use super::packs::Excerpt;
use super::postings::{MAX_IMPACT, Posting};
use super::{compounds, language, rounding, words};

/// For each field: the weight of an occurrence compared with one in the text, and the degree of length normalization
/// (the `b` of BM25F).
const FIELDS: [(f64, f64); 4] = [(6.0, 0.4), (4.0, 0.4), (2.0, 0.5), (1.0, 0.75)];

/// The `k1` of BM25F: higher values let repeated occurrences count for more.
const SATURATION: f64 = 2.0;

/// The maximum impact before weights apply. Promoted articles can exceed it.
const FULL_IMPACT: f64 = 24.0;

/// Marks a word that is not in the index.
const NOT_INDEXED: u32 = u32::MAX;

/// The stems and words of some documents.
#[derive(Debug, Default)]
pub struct CountedDocuments {
    /// The stems, sorted by UTF-16 units, with their postings sorted by document.
    pub stems: Vec<(String, Vec<Posting>)>,
    /// The folded words, in the same order, with the indexes of their stems.
    pub words: Vec<(String, Vec<u32>)>,
    /// Words that were left out because they do not help to find anything.
    pub stop_words: BTreeSet<String>,
    /// How the articles write folded words, in lower case, where that differs.
    pub written: BTreeMap<String, String>,
}

/// Compares strings by UTF-16 units, as JavaScript does.
#[must_use]
pub fn by_units(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// All documents in one language, and all their words.
#[derive(Debug)]
pub struct Vocabulary {
    chunks: Vec<DocumentChunk>,
    /// The stems, sorted by UTF-16 units.
    stems: Vec<String>,
    /// The folded words, in the same order, each with the index of its stem. A word with several stems is listed once
    /// per stem.
    words: Vec<(String, u32)>,
    stop_words: BTreeSet<String>,
    /// How the articles write folded words most often, where that differs.
    written: FastMap<String, String>,
    /// For a word that consists of several known ones, the stems of these.
    parts: FastMap<u32, Vec<u32>>,
    /// For each chunk, the index in `words` of each of its words.
    places: Vec<Vec<u32>>,
}

impl Vocabulary {
    /// Merges the words of all chunks.
    #[must_use]
    pub fn new(mut chunks: Vec<DocumentChunk>, language: &str) -> Self {
        // The words are in the result's `words`, so the chunks do not need them any more.
        let read: Vec<Vec<CountedWord>> = chunks.iter_mut().map(|chunk| std::mem::take(&mut chunk.words)).collect();
        let stems = stems(read.iter().flatten());
        let numbers: FastMap<&str, u32> = stems.iter().map(String::as_str).zip(0..).collect();
        let mut known: FastMap<(Cow<'_, str>, u32), u32> = FastMap::default();
        let mut met = Vec::with_capacity(read.len());
        for chunk in &read {
            let mut places = Vec::with_capacity(chunk.len());
            for CountedWord { name, stem } in chunk {
                let next = number(known.len());
                let place = |stem| *known.entry((words::fold(name), numbers[stem])).or_insert(next);
                places.push(stem.as_deref().map_or(NOT_INDEXED, place));
            }
            met.push(places);
        }
        let mut words: Vec<((Cow<'_, str>, u32), u32)> = known.into_iter().collect();
        words.sort_unstable_by(|((a, x), _), ((b, y), _)| by_units(a, b).then(x.cmp(y)));
        let mut order = vec![0; words.len()];
        for ((_, met), place) in words.iter().zip(0..) {
            order[*met as usize] = place;
        }
        let place = |met: u32| if met == NOT_INDEXED { NOT_INDEXED } else { order[met as usize] };
        let places = met.into_iter().map(|met: Vec<u32>| met.into_iter().map(place).collect()).collect();
        let words: Vec<(String, u32)> = words.into_iter().map(|((word, stem), _)| (word.into_owned(), stem)).collect();
        let parts = if language::has_compounds(language) { compounds::parts(&words) } else { FastMap::default() };
        let written = written(&chunks, &read);
        let stop_words = read.iter().flatten().filter(|word| word.stem.is_none());
        let stop_words = stop_words.map(|word| words::fold(&word.name).into_owned()).collect();
        Self { chunks, stems, words, stop_words, written, parts, places }
    }

    /// The excerpt of a text.
    #[must_use]
    pub fn excerpt(&self, wording: usize) -> &Excerpt {
        let (chunk, place) = count_words::place(wording);
        &self.chunks[chunk].excerpts[place]
    }

    /// The stems and words of these documents; `wordings` has the index of each document's text. The average length of
    /// a field is taken from the first `newest` documents.
    #[must_use]
    pub fn count(&self, documents: &[Document<'_>], wordings: &[usize], newest: usize) -> CountedDocuments {
        let average = self.averages(&wordings[..newest]);
        let shifts: Vec<u8> = self.stems.iter().map(|stem| rounding::shift(stem)).collect();
        let mut postings = self.empty_lists(wordings);
        let mut is_met = vec![false; self.words.len()];
        let mut sums = StemTotals::new(self.stems.len());
        for ((document, found), wording) in documents.iter().zip(0..).zip(wordings) {
            let (chunk, place) = count_words::place(*wording);
            let own = &self.chunks[chunk].lengths[place];
            for tally in self.chunks[chunk].tallies(place) {
                let word = self.places[chunk][tally.word as usize] as usize;
                is_met[word] = true;
                sums.add(self.words[word].1, tally);
                let parts = u32::try_from(word).ok().and_then(|word| self.parts.get(&word));
                for part in parts.into_iter().flatten() {
                    sums.add(*part, &tally.of_part());
                }
            }
            for (stem, sum) in sums.drain() {
                let mut lengths = own.map(f64::from);
                lengths[TEXT] = rounding::length(own[TEXT], shifts[stem as usize]);
                postings[stem as usize].push(Posting {
                    document: found,
                    impact: impact(sum.counts, &lengths, &average, document.factor),
                    title_length: if sum.counts[TITLE] > 0 { self.chunks[chunk].title_lengths[place] } else { 0 },
                    sections: sum.sections,
                    headings: sum.headings,
                });
            }
        }
        self.only_met(postings, &is_met)
    }

    /// Empty lists with capacity for the postings of each stem.
    fn empty_lists(&self, wordings: &[usize]) -> Vec<Vec<Posting>> {
        let mut counts = vec![0; self.stems.len()];
        for (chunk, place) in wordings.iter().map(|wording| count_words::place(*wording)) {
            for tally in self.chunks[chunk].tallies(place) {
                let word = self.places[chunk][tally.word as usize];
                counts[self.words[word as usize].1 as usize] += 1;
            }
        }
        counts.into_iter().map(Vec::with_capacity).collect()
    }

    /// The stems that have postings, and the words that occur.
    fn only_met(&self, postings: Vec<Vec<Posting>>, is_met: &[bool]) -> CountedDocuments {
        let mut counted = CountedDocuments { stop_words: self.stop_words.clone(), ..CountedDocuments::default() };
        let mut numbers = Vec::with_capacity(postings.len());
        for (stem, postings) in self.stems.iter().zip(postings) {
            numbers.push(number(counted.stems.len()));
            if !postings.is_empty() {
                counted.stems.push((stem.clone(), postings));
            }
        }
        for ((word, stem), _) in self.words.iter().zip(is_met).filter(|(_, is_met)| **is_met) {
            let stem = numbers[*stem as usize];
            match counted.words.last_mut() {
                Some((last, stems)) if last == word => stems.push(stem),
                _ => counted.words.push((word.clone(), vec![stem])),
            }
            if let Some(written) = self.written.get(word) {
                counted.written.insert(word.clone(), written.clone());
            }
        }
        counted
    }

    /// The average length of each field, at least 1, rounded so that a small change of the texts does not change impacts
    /// everywhere.
    #[allow(clippy::cast_precision_loss)] // lengths are far below 2^52
    fn averages(&self, wordings: &[usize]) -> [f64; 4] {
        let places = wordings.iter().map(|wording| count_words::place(*wording));
        let lengths: Vec<&[u32; 4]> = places.map(|(chunk, place)| &self.chunks[chunk].lengths[place]).collect();
        std::array::from_fn(|field| {
            let sum: u64 = lengths.iter().map(|lengths| u64::from(lengths[field])).sum();
            let average = (sum as f64 / lengths.len().max(1) as f64).max(1.0);
            rounding::average(average)
        })
    }
}

/// For each folded word that articles write otherwise most often, how they do.
fn written(chunks: &[DocumentChunk], read: &[Vec<CountedWord>]) -> FastMap<String, String> {
    let mut counts: FastMap<(String, &str), u64> = FastMap::default();
    for (chunk, words) in chunks.iter().zip(read) {
        let is_other = |word: &CountedWord| word.stem.is_some() && !word.name.is_ascii();
        if !words.iter().any(is_other) {
            continue;
        }
        let totals = chunk.totals(words.len());
        for (word, total) in words.iter().zip(totals).filter(|(word, _)| word.stem.is_some()) {
            *counts.entry((words::fold(&word.name).into_owned(), &word.name)).or_default() += total;
        }
    }
    let mut best: FastMap<String, (u64, &str)> = FastMap::default();
    for ((folded, name), count) in &counts {
        let best = best.entry(folded.clone()).or_insert((*count, name));
        *best = (*best).max((*count, name));
    }
    let differs = best.into_iter().filter(|(folded, (_, name))| folded != name);
    differs.map(|(folded, (_, name))| (folded, name.to_owned())).collect()
}

/// All distinct stems, sorted by UTF-16 units.
fn stems<'w>(words: impl Iterator<Item = &'w CountedWord>) -> Vec<String> {
    let stems: HashSet<&str, FixedState> = words.filter_map(|word| word.stem.as_deref()).collect();
    let mut stems: Vec<String> = stems.into_iter().map(str::to_owned).collect();
    stems.sort_unstable_by(|a, b| by_units(a, b));
    stems
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("an index has fewer than 2^32 words")
}

/// The counts of one document, summed by stem.
struct StemTotals {
    sums: Vec<(u32, WordCount)>,
    /// For each stem, the index of its most recent sum.
    latest: Vec<u32>,
}

impl StemTotals {
    fn new(stems: usize) -> Self {
        Self { sums: Vec::new(), latest: vec![0; stems] }
    }

    fn add(&mut self, stem: u32, tally: &WordCount) {
        let latest = &mut self.latest[stem as usize];
        match self.sums.get_mut(*latest as usize) {
            Some((same, sum)) if *same == stem => {
                for (sum, count) in sum.counts.iter_mut().zip(tally.counts) {
                    *sum = sum.saturating_add(count);
                }
                sum.sections |= tally.sections;
                sum.headings |= tally.headings;
            }
            _ => {
                *latest = number(self.sums.len());
                self.sums.push((stem, *tally));
            }
        }
    }

    fn drain(&mut self) -> impl Iterator<Item = (u32, WordCount)> {
        self.sums.drain(..)
    }
}

/// The impact of a stem in a document, from 1 to [`MAX_IMPACT`].
fn impact(counts: [u16; 4], lengths: &[f64; 4], average: &[f64; 4], factor: f64) -> u8 {
    let frequency: f64 = (0..4)
        .map(|field| {
            let (weight, slope) = FIELDS[field];
            let length = 1.0 - slope + slope * lengths[field] / average[field];
            weight * f64::from(counts[field]) / length
        })
        .sum();
    let impact = FULL_IMPACT * factor * frequency / (frequency + SATURATION);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to 1..=31
    let impact = impact.clamp(1.0, f64::from(MAX_IMPACT)) as u8;
    impact
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::content::{ArticleDocument, Body, BodyMode, Heading, Meta};
    use crate::theme::texts::UiTexts;

    struct TestTexts(Vec<(Arc<Meta>, Arc<Body>)>);

    impl TestTexts {
        /// Creates articles from a title, a heading, and the text below that heading.
        fn new<'t>(texts: impl IntoIterator<Item = [&'t str; 3]>) -> Self {
            let article = |[title, heading, text]: [&str; 3]| {
                let record = format!("\0s\0H{heading}\0t{text}");
                let document = ArticleDocument::new(String::new(), &record, BodyMode::Memory);
                let outline = vec![Heading { level: 2, id: "h".into(), text: heading.into() }];
                let meta = Meta { title: title.into(), ..Meta::default() };
                (Arc::new(meta), Arc::new(Body { document, outline, ..Body::default() }))
            };
            Self(texts.into_iter().map(article).collect())
        }

        fn documents(&self) -> Vec<Document<'_>> {
            let document = |(meta, body)| Document {
                meta,
                body,
                sections: 0..2,
                href: String::new(),
                category: "",
                factor: 1.0,
                budget: 0,
                article: None,
            };
            self.0.iter().map(|(meta, body)| document((meta, body))).collect()
        }

        fn count(&self, stop_words: &[&str]) -> CountedDocuments {
            let stop_words = stop_words.iter().map(|word| (*word).to_owned()).collect();
            let documents = self.documents();
            let read = count_words::read(&documents.iter().collect::<Vec<_>>(), "en", &UiTexts::default(), &stop_words);
            let wordings: Vec<usize> = (0..documents.len()).collect();
            Vocabulary::new(read, "en").count(&documents, &wordings, documents.len())
        }
    }

    fn list<'c>(counted: &'c CountedDocuments, word: &str) -> &'c [Posting] {
        let (_, stems) = counted.words.iter().find(|(known, _)| known == word).expect("the word is known");
        &counted.stems[stems[0] as usize].1
    }

    #[test]
    fn a_posting_tells_where_its_stem_stands() {
        let texts = TestTexts::new([["Refunds", "When", "A refund takes days"], ["Bills", "Refund", "See above"]]);
        let counted = texts.count(&[]);
        let [first, second] = list(&counted, "refund") else { panic!("two documents hold it") };
        assert!(first.title_length == 0x11 && second.title_length == 0 && first.impact > second.impact);
        assert_eq!((first.sections, first.headings, second.sections, second.headings), (0b10, 0, 0b10, 0b10));
        assert_eq!(list(&counted, "refunds"), list(&counted, "refund"));
        assert!(counted.stop_words.contains("a"));
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let names: Vec<String> = (0..600).map(|n| format!("Title {n}")).collect();
        let texts = TestTexts::new(names.iter().map(|name| [name, "Head", "some text here"]));
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let counted = pool.install(|| texts.count(&[]));
            (counted.stems, counted.words, counted.stop_words)
        };
        assert_eq!(on(1), on(4));
    }

    #[test]
    fn a_version_has_what_it_would_have_alone() {
        let all = [["Refunds", "When", "In ten days"], ["Refunds", "When", "In three weeks"], ["Bills", "", "Paper"]];
        let both = TestTexts::new(all);
        let documents = both.documents();
        let read =
            count_words::read(&documents.iter().collect::<Vec<_>>(), "en", &UiTexts::default(), &BTreeSet::new());
        let vocabulary = Vocabulary::new(read, "en");
        for version in [vec![0, 2], vec![1, 2]] {
            let own: Vec<_> = version.iter().map(|place| documents[*place].clone()).collect();
            let shared = vocabulary.count(&own, &version, own.len());
            let alone = TestTexts::new(version.iter().map(|place| all[*place])).count(&[]);
            assert_eq!((shared.stems, shared.words), (alone.stems, alone.words));
        }
    }

    #[test]
    fn names_and_own_stop_words() {
        let counted = TestTexts::new([["Acme Office365 and C++", "", "日本語 e-mail"]]).count(&["acme"]);
        let check = |word: &str, expected: bool| {
            let list = counted.words.iter().find(|(known, _)| known == word);
            assert_eq!(list.is_some(), expected, "{word}");
        };
        for word in ["office365", "office", "365", "c++", "c", "日本", "本語", "email", "mail"] {
            check(word, true);
        }
        check("acmes", false);
        assert!(counted.stop_words.contains("acme"));
    }
}
