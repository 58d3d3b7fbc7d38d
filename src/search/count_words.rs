//! Counts the words of each document, and makes its excerpt.
//!
//! Documents are read in parallel, in chunks of a fixed size. Each chunk numbers its words separately, so the result
//! does not depend on the number of threads. A document's text is dropped as soon as it has been read, because all
//! texts together would take more memory than anything else in a build.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::documents::Document;
use super::language::Stemmer;
use super::packs::{self, Excerpt};
use super::word_numbers::WordNumbers;
use super::words::{self, Apostrophe, LONGEST_WORD, WordGroup};
use crate::theme::texts::UiTexts;

/// Number of documents in a chunk.
const CHUNK: usize = 256;

/// A map with a fast hasher, for uses where the order never matters.
pub type FastMap<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The fields of a document, as indexes into [`WordCount::counts`].
pub const TITLE: usize = 0;
const TAGS: usize = 1;
const HEADINGS: usize = 2;
const TEXT: usize = 3;

/// The occurrences of a word in a document.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordCount {
    /// The word, as an index into [`DocumentChunk::words`].
    pub word: u32,
    /// The number of occurrences in each field.
    pub counts: [u16; 4],
    /// The sections that contain it, one bit per section.
    pub sections: u32,
    /// The sections whose heading contains it, one bit per section.
    pub headings: u32,
}

/// A word that occurs in a chunk.
#[derive(Debug)]
pub struct CountedWord {
    /// In lower case.
    pub name: String,
    /// Its stem; `None` for stop words.
    pub stem: Option<Box<str>>,
}

/// The words and excerpts of a chunk of documents.
#[derive(Debug, Default)]
pub struct DocumentChunk {
    /// All words that occur.
    pub words: Vec<CountedWord>,
    tallies: Vec<WordCount>,
    /// The end of each document's word counts in `tallies`.
    ends: Vec<usize>,
    /// The number of words in each field of each document.
    pub lengths: Vec<[u32; 4]>,
    /// The excerpt of each document.
    pub excerpts: Vec<Excerpt>,
}

impl DocumentChunk {
    /// The word counts of a document.
    #[must_use]
    pub fn tallies(&self, document: usize) -> &[WordCount] {
        let start = document.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.tallies[start..self.ends[document]]
    }
}

/// The chunk that contains a document, and the document's index in it.
#[must_use]
pub fn place(document: usize) -> (usize, usize) {
    (document / CHUNK, document % CHUNK)
}

/// Reads all documents, which are in one language. `texts` has its UI texts; `stop_words` must be folded.
#[must_use]
pub fn read(
    documents: &[&Document<'_>],
    language: &str,
    texts: &UiTexts,
    stop_words: &BTreeSet<String>,
) -> Vec<DocumentChunk> {
    let chunks = documents.par_chunks(CHUNK).map_init(
        || Stemmer::new(language),
        |stemmer, documents| {
            let mut reader = ChunkReader::new(Apostrophe::of(language), stop_words, stemmer);
            for document in documents {
                reader.read(document, texts);
            }
            reader.chunk.tallies.shrink_to_fit();
            reader.chunk
        },
    );
    chunks.collect()
}

/// Builds a chunk.
struct ChunkReader<'s> {
    chunk: DocumentChunk,
    apostrophe: Apostrophe,
    extra_stop_words: &'s BTreeSet<String>,
    stemmer: &'s mut Stemmer,
    /// The index of each word.
    known: WordNumbers,
    /// The index of each stop word from titles and headings that consist of stop words only.
    kept: FastMap<String, u32>,
    /// The index of each word's most recent count in `tallies`.
    latest: Vec<usize>,
}

/// The field and section of a text.
#[derive(Clone, Copy)]
struct TextPosition {
    field: usize,
    section: usize,
}

impl<'s> ChunkReader<'s> {
    fn new(apostrophe: Apostrophe, extra_stop_words: &'s BTreeSet<String>, stemmer: &'s mut Stemmer) -> Self {
        let (chunk, known, kept, latest) =
            (DocumentChunk::default(), WordNumbers::default(), FastMap::default(), Vec::new());
        Self { chunk, apostrophe, extra_stop_words, stemmer, known, kept, latest }
    }

    fn read(&mut self, document: &Document<'_>, texts: &UiTexts) {
        let sections = document.read(texts);
        self.chunk.lengths.push([0; 4]);
        self.field(&document.meta.title, TextPosition { field: TITLE, section: 0 });
        for tag in document.tags() {
            self.field(tag, TextPosition { field: TAGS, section: 0 });
        }
        for (section, part) in sections.iter().enumerate() {
            self.field(&part.heading, TextPosition { field: HEADINGS, section });
            self.field(&part.text, TextPosition { field: TEXT, section });
        }
        self.chunk.ends.push(self.chunk.tallies.len());
        self.chunk.excerpts.push(packs::excerpt(&document.meta.description, &sections, document.budget));
    }

    fn field(&mut self, text: &str, place: TextPosition) {
        let mut found = 0;
        words::groups(text, self.apostrophe, |group| {
            each_word(group, |word| found += usize::from(self.word(word, place)));
        });
        // A title such as “What is it?” consists of stop words only, but readers may search for it.
        if found == 0 && matches!(place.field, TITLE | HEADINGS) {
            words::groups(text, self.apostrophe, |group| {
                each_word(group, |word| {
                    let word = self.keep(&words::fold(word));
                    self.tally(word, place);
                });
            });
        }
    }

    /// Counts a word unless it is a stop word. Returns whether it was counted.
    fn word(&mut self, word: &str, place: TextPosition) -> bool {
        let number = if let Some(number) = self.known.get(word) {
            number
        } else {
            let is_extra = self.extra_stop_words.contains(&*words::fold(word));
            let stem = self.stemmer.stem(word).filter(|_| !is_extra).map(Box::from);
            let number = self.add(word, stem);
            self.known.insert(word, number);
            number
        };
        let tells = self.chunk.words[number as usize].stem.is_some();
        if tells {
            self.tally(number, place);
        }
        tells
    }

    /// The index of a folded stop word that can be found.
    fn keep(&mut self, word: &str) -> u32 {
        if let Some(number) = self.kept.get(word) {
            return *number;
        }
        let number = self.add(word, Some(Box::from(word)));
        self.kept.insert(word.to_owned(), number);
        number
    }

    fn add(&mut self, name: &str, stem: Option<Box<str>>) -> u32 {
        self.chunk.words.push(CountedWord { name: name.to_owned(), stem });
        self.latest.push(usize::MAX);
        u32::try_from(self.latest.len() - 1).expect("a chunk has fewer than 2^32 words")
    }

    fn tally(&mut self, word: u32, TextPosition { field, section }: TextPosition) {
        let DocumentChunk { tallies, ends, lengths, .. } = &mut self.chunk;
        if let Some(lengths) = lengths.last_mut() {
            lengths[field] += 1;
        }
        let start = ends.last().copied().unwrap_or_default();
        let latest = &mut self.latest[word as usize];
        if *latest < start || *latest >= tallies.len() {
            *latest = tallies.len();
            tallies.push(WordCount { word, ..WordCount::default() });
        }
        let tally = &mut tallies[*latest];
        tally.counts[field] = tally.counts[field].saturating_add(1);
        if matches!(field, HEADINGS | TEXT) {
            tally.sections |= 1 << section;
        }
        if field == HEADINGS {
            tally.headings |= 1 << section;
        }
    }
}

/// Calls `each` with every word that finds the group.
fn each_word(group: &WordGroup, mut each: impl FnMut(&str)) {
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
