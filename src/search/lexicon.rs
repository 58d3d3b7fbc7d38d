//! The lexicon: all words of the documents, with their stems. Queries look up whole words, so a client needs no
//! stemmer.
//!
//! Words are sorted by UTF-16 units and split into blocks between words with different prefixes, so that all words with
//! the same prefix are in one block. A block consists of these columns:
//!
//! - the number of words
//! - for each word, the number of leading units that it shares with the previous word
//! - for each word, the number of its remaining units
//! - the length in bytes of the remaining units of all words, then those units in UTF-8
//! - for each word, the number of its stems
//! - since format 7: the number of shards that the stems are in, and their names
//! - for each stem, the index of its shard among these (before format 7, in the whole index), as the difference from the
//!   previous stem's
//! - for each stem, its slot in the shard, as the difference from the previous stem's if that is in the same shard
//! - for each stem, its rarity, as one byte
//! - since format 6: the number of words that articles write otherwise, the place of each as the difference from the
//!   previous one's, the length in bytes of each as it is written, and how each is written
//!
//! A second lexicon has the longer words with their letters reversed, without stems. A typo near the start of a word
//! leads to the wrong block of the first lexicon, but to the right block of the second.

use std::collections::BTreeMap;

use super::bytes::{ByteReader, push_ascending, push_number, unzigzag, zigzag};
use super::names::{self, FileName};

/// Maximum number of words in a block, unless all have the same prefix.
const BLOCK: usize = 250;

/// The first format in which blocks say how words are written.
const WRITTEN: u32 = 6;

/// The first format in which blocks have the names of shards.
const NAMES: u32 = 7;

/// Maximum length of the prefix that separates blocks, in characters.
const LONGEST_PREFIX: usize = 6;

/// The location of a stem's postings, and the stem's rarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StemRef {
    /// The name of the shard as a number; before format 7, and while an index is built, its index.
    pub shard: u64,
    /// The index of the list in the shard.
    pub slot: u32,
    /// The inverse document frequency × 20.
    pub rarity: u8,
}

/// A word and its stems.
pub type LexiconEntry = (String, Vec<StemRef>);

/// The words of a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DecodedBlock {
    /// The words with their stems, sorted.
    pub entries: Vec<LexiconEntry>,
    /// How articles write words that are folded, by the word's index.
    pub written: BTreeMap<usize, String>,
}

/// A range of the sorted words. `start` is not greater than any of them, and greater than all words before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconBlock {
    /// The prefix by which the block is found.
    pub start: String,
    /// The indexes of its words.
    pub range: std::ops::Range<usize>,
}

/// Splits sorted words into blocks. A word that is added changes only the blocks of words that begin alike.
#[must_use]
pub fn blocks(words: &[&str]) -> Vec<LexiconBlock> {
    let mut blocks = Vec::new();
    group(words, 0..words.len(), 1, &mut blocks);
    blocks
}

/// Groups words with the same prefix. The prefix gets longer until a group is small enough or [`LONGEST_PREFIX`] is
/// reached. Adjacent small groups become one block, but not those within a group and those after it.
fn group(words: &[&str], range: std::ops::Range<usize>, length: usize, blocks: &mut Vec<LexiconBlock>) {
    let mut start = range.start;
    // Whether the last block may still grow.
    let mut is_open = false;
    while start < range.end {
        let prefix = prefix(words[start], length);
        let count = words[start..range.end].iter().take_while(|word| word.starts_with(prefix)).count();
        let end = start + count;
        let block = |range| LexiconBlock { start: prefix.to_owned(), range };
        let is_small = count <= BLOCK || length == LONGEST_PREFIX;
        match blocks.last_mut() {
            Some(last) if is_open && is_small && end - last.range.start <= BLOCK => last.range.end = end,
            _ if is_small => blocks.push(block(start..end)),
            _ if words[start].len() == prefix.len() => {
                // The word that equals the prefix is sorted before the longer ones.
                blocks.push(block(start..start + 1));
                group(words, start + 1..end, length + 1, blocks);
            }
            _ => group(words, start..end, length + 1, blocks),
        }
        is_open = is_small;
        start = end;
    }
}

fn prefix(word: &str, length: usize) -> &str {
    word.char_indices().nth(length).map_or(word, |(at, _)| &word[..at])
}

/// Encodes a block. `written` has how articles write words, where that differs.
#[must_use]
pub fn encode(entries: &[LexiconEntry], written: &BTreeMap<String, String>) -> Vec<u8> {
    let mut bytes = front_coded(entries.iter().map(|(word, _)| word.as_str()));
    let (mut shards, mut slots, mut rarities) = (Vec::new(), Vec::new(), Vec::new());
    let mut known: Vec<FileName> = Vec::new();
    let (mut shard, mut slot) = (0, 0);
    for (_, stems) in entries {
        push_number(&mut bytes, u32::try_from(stems.len()).expect("a word has few stems"));
        for stem in stems {
            let name = FileName::new(stem.shard).expect("shards are named when blocks are written");
            let own = known.iter().position(|known| *known == name).unwrap_or_else(|| {
                known.push(name);
                known.len() - 1
            });
            let own = u32::try_from(own).expect("a block leads to fewer than 2^32 shards");
            push_number(&mut shards, zigzag(shard, own));
            push_number(&mut slots, zigzag(if shard == own { slot } else { 0 }, stem.slot));
            rarities.push(stem.rarity);
            (shard, slot) = (own, stem.slot);
        }
    }
    for column in [names::encode(&known), shards, slots, rarities] {
        bytes.extend(column);
    }
    push_written(&mut bytes, entries, written);
    bytes
}

fn push_written(bytes: &mut Vec<u8>, entries: &[LexiconEntry], written: &BTreeMap<String, String>) {
    let written = entries.iter().zip(0..).filter_map(|((word, _), place)| Some((place, written.get(word)?)));
    let (places, texts): (Vec<u32>, Vec<&String>) = written.unzip();
    push_number(bytes, u32::try_from(places.len()).expect("a block is small"));
    push_ascending(bytes, places);
    bytes.extend(texts.iter().map(|text| u8::try_from(text.len()).expect("words are short")));
    for text in texts {
        bytes.extend(text.as_bytes());
    }
}

fn read_written(reader: &mut ByteReader<'_>, words: usize) -> Option<BTreeMap<usize, String>> {
    let count = reader.count()?;
    let places = reader.ascending(count)?;
    let lengths = reader.take(count)?;
    let mut written = BTreeMap::new();
    for (place, length) in places.into_iter().zip(lengths) {
        let place = usize::try_from(place).ok().filter(|place| *place < words)?;
        written.insert(place, std::str::from_utf8(reader.take(usize::from(*length))?).ok()?.to_owned());
    }
    Some(written)
}

/// Encodes words without stems.
#[must_use]
pub fn encode_words(words: &[&str]) -> Vec<u8> {
    front_coded(words.iter().copied())
}

fn front_coded<'w>(words: impl ExactSizeIterator<Item = &'w str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    push_number(&mut bytes, u32::try_from(words.len()).expect("a block is small"));
    let (mut shared, mut lengths, mut text) = (Vec::new(), Vec::new(), String::new());
    let mut last = "";
    for word in words {
        let same = word.chars().zip(last.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a);
        let (units, split) = same.fold((0, 0), |(units, split), c| (units + c.len_utf16(), split + c.len_utf8()));
        shared.push(u8::try_from(units).expect("words are short"));
        lengths.push(u8::try_from(word[split..].encode_utf16().count()).expect("words are short"));
        text.push_str(&word[split..]);
        last = word;
    }
    bytes.extend(shared);
    bytes.extend(lengths);
    push_ascending(&mut bytes, [u32::try_from(text.len()).expect("a block is small")]);
    bytes.extend(text.as_bytes());
    bytes
}

/// Decodes a block of an index in this format; `None` if it is broken.
#[must_use]
pub fn decode(bytes: &[u8], format: u32) -> Option<DecodedBlock> {
    let mut reader = ByteReader::new(bytes);
    let words = read_words(&mut reader)?;
    let counts: Vec<usize> = words.iter().map(|_| reader.count()).collect::<Option<_>>()?;
    let total: usize = counts.iter().sum();
    let known = if format < NAMES { None } else { Some(names::read(&mut reader)?) };
    let name = |shard: u32| match &known {
        Some(known) => known.get(usize::try_from(shard).ok()?).map(|name| name.number()),
        None => Some(u64::from(shard)),
    };
    let mut shard = 0;
    let mut next = || {
        shard = unzigzag(shard, reader.number()?)?;
        Some(shard)
    };
    let shards: Vec<u32> = (0..total).map(|_| next()).collect::<Option<_>>()?;
    let mut last = (0, 0);
    let mut stems = Vec::new();
    for shard in shards {
        let slot = unzigzag(if shard == last.0 { last.1 } else { 0 }, reader.number()?)?;
        stems.push(StemRef { shard: name(shard)?, slot, rarity: 0 });
        last = (shard, slot);
    }
    for (stem, rarity) in stems.iter_mut().zip(reader.take(total)?) {
        stem.rarity = *rarity;
    }
    let written = if format < WRITTEN { BTreeMap::new() } else { read_written(&mut reader, words.len())? };
    let mut stems = stems.into_iter();
    let entries = words.into_iter().zip(counts).map(|(word, count)| (word, stems.by_ref().take(count).collect()));
    Some(DecodedBlock { entries: entries.collect(), written })
}

/// Decodes words without stems; `None` if the block is broken.
#[must_use]
pub fn decode_words(bytes: &[u8]) -> Option<Vec<String>> {
    read_words(&mut ByteReader::new(bytes))
}

/// Reads words without stems; `None` if the block is broken.
pub(super) fn read_words(reader: &mut ByteReader<'_>) -> Option<Vec<String>> {
    let count = reader.count()?;
    let shared = reader.take(count)?;
    let lengths = reader.take(count)?;
    let length = reader.count()?;
    let text: Vec<u16> = std::str::from_utf8(reader.take(length)?).ok()?.encode_utf16().collect();
    let mut rest = text.as_slice();
    let mut word: Vec<u16> = Vec::new();
    let mut words = Vec::with_capacity(count);
    for (shared, length) in shared.iter().zip(lengths) {
        let (own, after) = rest.split_at_checked((*length).into())?;
        word.truncate((*shared).into());
        word.extend(own);
        words.push(String::from_utf16(&word).ok()?);
        rest = after;
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back() {
        let stem = |shard, slot| StemRef { shard, slot, rarity: 40 };
        let entry = |word: &str, stems: &[StemRef]| (word.to_owned(), stems.to_vec());
        let entries = vec![
            entry("pass", &[stem(7, 1)]),
            entry("password", &[stem(7, 2), stem(3, 0)]),
            entry("пароль", &[stem(9, 300)]),
            entry("𠮷野", &[stem(9, 301)]),
        ];
        let written = BTreeMap::from([("pass".to_owned(), "páss".to_owned())]);
        let bytes = encode(&entries, &written);
        let written = BTreeMap::from([(0, "páss".to_owned())]);
        assert_eq!(decode(&bytes, 7), Some(DecodedBlock { entries, written }));
        for length in 0..bytes.len() {
            assert_eq!(decode(&bytes[..length], 7), None, "cut at {length}");
        }
        // In format 5, the columns of shards, slots and rarities are the last ones.
        let columns =
            [&[2, 0, 0, 4, 4][..], &[8], b"password", &[1, 2], &[14, 0, 5], &[2, 2, 4], &[40, 41, 42]].concat();
        let stem = |shard, slot, rarity| StemRef { shard, slot, rarity };
        let entries = vec![entry("pass", &[stem(7, 1, 40)]), entry("word", &[stem(7, 2, 41), stem(4, 2, 42)])];
        assert_eq!(decode(&columns, 5), Some(DecodedBlock { entries, ..DecodedBlock::default() }));
        let words = ["drowssap", "drow"];
        assert_eq!(decode_words(&encode_words(&words)).as_deref(), Some(&words.map(str::to_owned)[..]));
    }

    #[test]
    fn blocks_are_cut_where_beginnings_differ() {
        let mut words: Vec<String> = (0..1500).map(|n| format!("re{n:04}")).collect();
        words.extend(["re".to_owned(), "a".to_owned(), "zebra".to_owned()]);
        words.sort();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let blocks = blocks(&words);
        let starts: Vec<&str> = blocks.iter().map(|block| block.start.as_str()).collect();
        assert!(starts.is_sorted() && starts.len() >= 3, "{starts:?}");
        assert_eq!(blocks.iter().map(|block| block.range.len()).sum::<usize>(), words.len());
        for block in &blocks {
            assert!(words[block.range.clone()].iter().all(|word| *word >= block.start.as_str()));
            assert!(words[..block.range.start].iter().all(|word| *word < block.start.as_str()));
        }
    }
}
