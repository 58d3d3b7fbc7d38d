//! Counts the words of each document, and makes its excerpt.
//!
//! Documents are read in parallel, in chunks of a fixed size. Each chunk numbers its words separately, so the result
//! does not depend on the number of threads. A document's text is dropped as soon as it has been read, because all
//! texts together would take more memory than anything else in a build.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::documents::Document;
use super::language::Stemmer;
use super::packs::{self, Excerpt};
use super::postings;
use super::word_numbers::WordNumbers;
use super::words::{self, Apostrophe, LONGEST_WORD, WordGroup};
use crate::theme::texts::UiTexts;

/// Maximum number of documents whose stop words are all counted. With more, the lists of words such as `the` are long.
const FEW_DOCUMENTS: usize = 1_250;

/// Number of documents in a chunk.
const CHUNK: usize = 256;

/// A map with a fast hasher, for uses where the order never matters.
pub type FastMap<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The fields of a document, as indexes into [`WordCount::counts`].
pub const TITLE: usize = 0;
const TAGS: usize = 1;
const HEADINGS: usize = 2;
/// The text below headings, and before all of them.
pub const TEXT: usize = 3;

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

impl WordCount {
    /// What the occurrences count for a part of the word.
    #[must_use]
    pub fn of_part(&self) -> Self {
        let [title, tags, headings, text] = self.counts;
        Self { counts: [0, title.saturating_add(tags), headings, text], headings: 0, ..*self }
    }
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
    /// The [`postings::title_length`] of each document.
    pub title_lengths: Vec<u8>,
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

    /// The number of occurrences of each of its `count` words.
    #[must_use]
    pub fn totals(&self, count: usize) -> Vec<u64> {
        let mut totals = vec![0; count];
        for tally in &self.tallies {
            totals[tally.word as usize] += tally.counts.iter().copied().map(u64::from).sum::<u64>();
        }
        totals
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
    let counts_stop_words = documents.len() <= FEW_DOCUMENTS;
    let chunks = documents.par_chunks(CHUNK).map_init(
        || Stemmer::new(language),
        |stemmer, documents| {
            let mut reader = ChunkReader::new(Apostrophe::of(language), stop_words, stemmer);
            reader.counts_stop_words = counts_stop_words;
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
    /// Whether stop words in texts are counted, besides those in titles and headings.
    counts_stop_words: bool,
    /// The index of each stop word that is counted.
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
        Self { chunk, apostrophe, extra_stop_words, stemmer, known, counts_stop_words: false, kept, latest }
    }

    fn read(&mut self, document: &Document<'_>, texts: &UiTexts) {
        let sections = document.read(texts);
        self.chunk.lengths.push([0; 4]);
        let title_length = self.title_length(&document.meta.title);
        self.chunk.title_lengths.push(title_length);
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

    /// The length of a title, counted like that of a query.
    fn title_length(&mut self, title: &str) -> u8 {
        let (mut all, mut stop_words) = (0, 0);
        words::groups(title, self.apostrophe, |group| {
            for term in words::terms(group) {
                all += 1;
                stop_words += usize::from(self.is_stop_word(&term));
            }
        });
        let length = if all == stop_words { all } else { all - stop_words };
        postings::title_length(length, all)
    }

    fn is_stop_word(&mut self, word: &str) -> bool {
        self.extra_stop_words.contains(&*words::fold(word)) || self.stemmer.stem(word).is_none()
    }

    fn field(&mut self, text: &str, place: TextPosition) {
        let mut letter = None;
        words::groups(text, self.apostrophe, |group| {
            each_word(group, |word| self.word(word, place));
            each_part(group, |word| self.part(word, place));
            // Codes such as “E 13” are also written as one word.
            let code = letter.take().filter(|_| group.is_number()).map(|letter| format!("{letter}{}", group.text));
            if let Some(code) = code {
                self.word(&code, place);
            }
            letter = group.letter();
        });
    }

    /// Counts a word. Stop words count only where a query of nothing but stop words looks for them, and never add to
    /// the length of a text.
    fn word(&mut self, word: &str, place: TextPosition) {
        let number = self.number(word);
        if self.chunk.words[number as usize].stem.is_some() {
            if let Some(lengths) = self.chunk.lengths.last_mut() {
                lengths[place.field] += 1;
            }
            self.tally(number, place, Emphasis::Full);
        } else if self.counts_stop_words || matches!(place.field, TITLE | HEADINGS) {
            let number = self.keep(&words::fold(word));
            self.tally(number, place, Emphasis::Full);
        }
    }

    /// Counts a part of a word, such as `user` in `getUserName`. It counts less than the word, so that pages that have
    /// the part as a word come first.
    fn part(&mut self, word: &str, place: TextPosition) {
        let number = self.number(word);
        if self.chunk.words[number as usize].stem.is_some() {
            self.tally(number, place, Emphasis::Part);
        }
    }

    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.known.get(word) {
            return number;
        }
        let is_extra = self.extra_stop_words.contains(&*words::fold(word));
        let stem = self.stemmer.stem(word).filter(|_| !is_extra).map(Box::from);
        let number = self.add(word, stem);
        self.known.insert(word, number);
        number
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

    fn tally(&mut self, word: u32, TextPosition { field, section }: TextPosition, emphasis: Emphasis) {
        let DocumentChunk { tallies, ends, .. } = &mut self.chunk;
        let start = ends.last().copied().unwrap_or_default();
        let latest = &mut self.latest[word as usize];
        if *latest < start || *latest >= tallies.len() {
            *latest = tallies.len();
            tallies.push(WordCount { word, ..WordCount::default() });
        }
        let counted = if emphasis == Emphasis::Part && field == TITLE { TAGS } else { field };
        let tally = &mut tallies[*latest];
        tally.counts[counted] = tally.counts[counted].saturating_add(1);
        if matches!(field, HEADINGS | TEXT) {
            tally.sections |= 1 << section;
        }
        if field == HEADINGS && emphasis == Emphasis::Full {
            tally.headings |= 1 << section;
        }
    }
}

/// How much an occurrence counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Emphasis {
    Full,
    /// A part of a word: in a title it counts as a label does, in a heading as text below it.
    Part,
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

/// Calls `each` with the parts of words that find the group: of names in code, the number of a version or in base
/// sixteen, and the last character of a text without blanks, which no pair starts with.
fn each_part(group: &WordGroup, mut each: impl FnMut(&str)) {
    if group.is_dense {
        let last = group.text.char_indices().next_back().filter(|(at, _)| *at > 0);
        return last.iter().for_each(|(at, _)| each(&group.text[*at..]));
    }
    group.humps().filter(|word| word.len() <= LONGEST_WORD).for_each(&mut each);
    let whole = group.joined().unwrap_or(Cow::Borrowed(&group.text));
    if let Some(number) = words::bare_number(&whole) {
        each(number);
    }
}
