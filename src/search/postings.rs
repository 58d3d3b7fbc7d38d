//! Postings: for each stem, the documents that contain it.
//!
//! A shard has the lists of alphabetically adjacent stems. It begins with the number of lists and, for each, its length
//! and the lengths of its two tails. These columns follow, each after its length in bytes:
//!
//! - the documents of the lists, as differences
//! - for each posting, one byte with its impact, and flags for the title and headings
//! - for each posting, the sections that contain the stem, one bit per section
//! - the same for headings that contain it, but only for postings with that flag
//! - the tails
//! - for each posting with the title flag, a byte with the length of the title (since format 6)
//!
//! The tails of a long list have the documents in which the stem matters least: one tail those with the stem in the
//! title, the other the rest. They store nothing but the document and its first section with the stem. A tail begins
//! with the length of its bit set, which has one bit per document; if the length is 0, the documents are stored as
//! differences instead. The first sections follow, with three bits each.

use super::bytes::{ByteReader, push_ascending, push_number};
use super::words::MAX_TERMS;

/// Maximum number of full postings in a list, counting only documents of the newest edition. Longer lists belong to
/// words that distinguish little. Documents of older editions may add as many again.
pub const LONGEST_LIST: usize = 512;

/// If at least one in this many documents is in a tail, a bit set is smaller than differences.
const DENSE: usize = 4;

/// Maximum length of a tail in a very large index. With longer ones, a query with three common words would be too much
/// to load on a phone.
pub const LONGEST_TAIL: usize = 3072;

/// The number of documents in a very large index. With half as many, tails may be twice as long, because their bit sets
/// take the same number of bytes.
const VERY_MANY: usize = 1 << 15;

/// Maximum length of the tail for titles, which readers search for most often. If a tail is cut, counts of results are
/// lower bounds.
pub const LONGEST_TAIL_OF_TITLES: usize = 16384;

/// Maximum number of words of a title that are counted.
const MAX_WORDS: usize = 15;

/// The length of a title that the index does not record.
pub const UNKNOWN_LENGTH: u8 = u8::MAX;

/// Maximum impact.
pub const MAX_IMPACT: u8 = 31;

/// Bits per section in a tail, and the value for all later sections, which are not recorded exactly.
const SECTION_BITS: usize = 3;
const LATER: u32 = 7;

/// The first format in which shards have the lengths of titles.
const TITLE_LENGTHS: u32 = 6;

const IN_TITLE: u8 = 1 << 5;
const IN_HEADING: u8 = 1 << 6;

/// The occurrences of a stem in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Posting {
    /// The document's number.
    pub document: u32,
    /// How relevant the document is for the stem, from 1 to [`MAX_IMPACT`].
    pub impact: u8,
    /// If the title contains it, the [`title_length`] of the title, or [`UNKNOWN_LENGTH`]; otherwise 0.
    pub title_length: u8,
    /// The sections that contain it, one bit per section.
    pub sections: u32,
    /// The sections whose heading contains it, one bit per section.
    pub headings: u32,
}

impl Posting {
    /// Whether the title contains the stem.
    #[must_use]
    pub fn in_title(&self) -> bool {
        self.title_length > 0
    }
}

/// The length of a title: the number of its terms, at most [`MAX_TERMS`], in the lower half of the byte; that of all
/// its words, stop words too, at most 15, in the upper half.
#[must_use]
pub fn title_length(terms: usize, words: usize) -> u8 {
    u8::try_from(terms.min(MAX_TERMS) | words.min(MAX_WORDS) << 4).expect("both halves fit")
}

/// A document in a tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailPosting {
    /// The document's number.
    pub document: u32,
    /// The first section that contains the stem, as a bit; 0 if unknown.
    pub section: u32,
}

impl TailPosting {
    fn new(posting: &Posting) -> Self {
        let first = posting.sections & posting.sections.wrapping_neg();
        Self { document: posting.document, section: first & ((1 << LATER) - 1) }
    }
}

/// The documents that contain a stem, sorted by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostingList {
    /// The documents in which it matters most: those with it in the title, then those with the highest impact.
    pub postings: Vec<Posting>,
    /// Other documents with it in the title. Their impact is at most that of the documents with it in the title in
    /// `postings`.
    pub titles: Vec<TailPosting>,
    /// The remaining documents.
    pub tail: Vec<TailPosting>,
    /// Whether documents were left out.
    pub is_cut: bool,
}

impl PostingList {
    /// The list of these postings, which are sorted by document. The index has about `documents` documents, of which the
    /// first `newest` belong to the newest edition.
    #[must_use]
    pub fn new(mut postings: Vec<Posting>, documents: usize, newest: usize) -> Self {
        if postings.len() <= LONGEST_LIST {
            return Self { postings, ..Self::default() };
        }
        postings.sort_by_key(|posting| (std::cmp::Reverse((posting.in_title(), posting.impact)), posting.document));
        let longest_tail = (LONGEST_TAIL * VERY_MANY / documents.max(1)).max(LONGEST_TAIL);
        let is_newest = |posting: &Posting| (posting.document as usize) < newest;
        let longest = postings.iter().enumerate().filter(|(_, posting)| is_newest(posting)).nth(LONGEST_LIST);
        let longest = longest.map_or(postings.len(), |(place, _)| place).min(LONGEST_LIST * 2);
        let rest = postings.drain(longest..);
        let (mut titles, mut tail): (Vec<Posting>, Vec<Posting>) = rest.partition(Posting::in_title);
        let is_cut = titles.len() > LONGEST_TAIL_OF_TITLES || tail.len() > longest_tail;
        titles.truncate(LONGEST_TAIL_OF_TITLES);
        tail.truncate(longest_tail);
        let rest = |postings: Vec<Posting>| {
            let mut rest: Vec<TailPosting> = postings.iter().map(TailPosting::new).collect();
            rest.sort_unstable_by_key(|rest| rest.document);
            rest
        };
        let (mut titles, tail) = (rest(titles), rest(tail));
        if titles.len() > longest_tail {
            // Leaving the sections out keeps the tail small. The title is the better match anyway.
            for rest in &mut titles {
                rest.section = 0;
            }
        }
        postings.sort_by_key(|posting| posting.document);
        Self { postings, titles, tail, is_cut }
    }

    /// The approximate size in bytes before it is packed.
    #[must_use]
    pub fn weight(&self) -> usize {
        5 + self.postings.len() * 4 + self.titles.len() + self.tail.len()
    }
}

/// Encodes a shard.
#[must_use]
pub fn encode(lists: &[PostingList]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut documents, mut codes, mut sections, mut headings, mut tails) = (vec![], vec![], vec![], vec![], vec![]);
    let mut lengths = Vec::new();
    push_length(&mut bytes, lists.len());
    for list in lists {
        push_length(&mut bytes, list.postings.len());
        push_length(&mut bytes, list.titles.len());
        push_length(&mut bytes, list.tail.len() << 1 | usize::from(list.is_cut));
        push_ascending(&mut documents, list.postings.iter().map(|posting| posting.document));
        for tail in [&list.titles, &list.tail] {
            push_tail(&mut tails, tail);
        }
        for posting in &list.postings {
            let flags = [(posting.in_title(), IN_TITLE), (posting.headings != 0, IN_HEADING)];
            codes.push(flags.iter().filter(|(is, _)| *is).fold(posting.impact, |code, (_, flag)| code | flag));
            push_number(&mut sections, posting.sections);
            lengths.extend(posting.in_title().then_some(posting.title_length));
            if posting.headings != 0 {
                push_number(&mut headings, posting.headings);
            }
        }
    }
    for column in [documents, codes, sections, headings, tails, lengths] {
        push_length(&mut bytes, column.len());
        bytes.extend(column);
    }
    bytes
}

/// Encodes a tail. An empty one takes no bytes.
fn push_tail(bytes: &mut Vec<u8>, tail: &[TailPosting]) {
    let Some(last) = tail.last() else { return };
    let length = last.document as usize / 8 + 1;
    if tail.len() * DENSE < length * 8 {
        push_length(bytes, 0);
        push_ascending(bytes, tail.iter().map(|rest| rest.document));
    } else {
        push_length(bytes, length);
        let bits = tail.iter().map(|rest| rest.document as usize);
        push_bits(bytes, length, bits);
    }
    let sections = tail.iter().map(|rest| if rest.section == 0 { LATER } else { rest.section.trailing_zeros() });
    let bits = sections.enumerate().flat_map(|(place, section)| {
        let is_set = move |bit: &usize| section & (1 << bit) != 0;
        (0..SECTION_BITS).filter(is_set).map(move |bit| place * SECTION_BITS + bit)
    });
    push_bits(bytes, (tail.len() * SECTION_BITS).div_ceil(8), bits);
}

/// Appends `length` bytes in which these bits are set, the lowest bit of each byte first.
fn push_bits(bytes: &mut Vec<u8>, length: usize, bits: impl Iterator<Item = usize>) {
    let start = bytes.len();
    bytes.resize(start + length, 0);
    for bit in bits {
        bytes[start + bit / 8] |= 1 << (bit % 8);
    }
}

/// Decodes a tail with `count` documents.
fn rest(reader: &mut ByteReader<'_>, count: usize) -> Option<Vec<TailPosting>> {
    if count == 0 {
        return Some(Vec::new());
    }
    let is_set = |bits: &[u8], bit: usize| bits[bit / 8] & (1 << (bit % 8)) != 0;
    let length = reader.count()?;
    let documents = if length == 0 {
        reader.ascending(count)?
    } else {
        let bits = reader.take(length)?;
        (0..u32::try_from(length * 8).ok()?).filter(|document| is_set(bits, *document as usize)).collect()
    };
    let bits = reader.take(count.checked_mul(SECTION_BITS)?.div_ceil(8))?;
    let section = |place: usize| {
        let set = (0..SECTION_BITS).filter(|bit| is_set(bits, place * SECTION_BITS + bit));
        let first: u32 = set.map(|bit| 1 << bit).sum();
        if first == LATER { 0 } else { 1 << first }
    };
    let rest = |(place, document)| TailPosting { document, section: section(place) };
    (documents.len() == count).then(|| documents.into_iter().enumerate().map(rest).collect())
}

fn push_length(bytes: &mut Vec<u8>, length: usize) {
    push_number(bytes, u32::try_from(length).expect("an index has fewer than 2^32 postings"));
}

/// Decodes a shard of an index in this format; `None` if it is broken.
#[must_use]
pub fn decode(bytes: &[u8], format: u32) -> Option<Vec<PostingList>> {
    let mut reader = ByteReader::new(bytes);
    let count = reader.count()?;
    let lengths: Vec<(usize, usize, u32)> =
        (0..count).map(|_| Some((reader.count()?, reader.count()?, reader.number()?))).collect::<Option<_>>()?;
    let mut columns = Vec::new();
    let has_lengths = format >= TITLE_LENGTHS;
    for _ in 0..5 + usize::from(has_lengths) {
        let length = reader.count()?;
        columns.push(ByteReader::new(reader.take(length)?));
    }
    let [numbers, codes, sections, headings, tails, rest_of_columns @ ..] = columns.as_mut_slice() else { return None };
    let mut lengths_of_titles = rest_of_columns.first_mut();
    let mut list = |(length, titles, tail): (usize, usize, u32)| {
        let numbers = numbers.ascending(length)?;
        let codes = codes.take(length)?;
        let posting = |(document, code): (u32, &u8)| {
            let title_length = match lengths_of_titles.as_mut().filter(|_| code & IN_TITLE != 0) {
                Some(lengths) => *lengths.take(1)?.first()?,
                None if code & IN_TITLE != 0 => UNKNOWN_LENGTH,
                None => 0,
            };
            Some(Posting {
                document,
                impact: code & MAX_IMPACT,
                title_length,
                sections: sections.number()?,
                headings: if code & IN_HEADING == 0 { 0 } else { headings.number()? },
            })
        };
        let postings = numbers.into_iter().zip(codes).map(posting).collect::<Option<_>>()?;
        let count = usize::try_from(tail >> 1).ok()?;
        let titles = rest(tails, titles)?;
        Some(PostingList { postings, titles, tail: rest(tails, count)?, is_cut: tail & 1 == 1 })
    };
    lengths.into_iter().map(&mut list).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Vec<PostingList> {
        let posting = |document: u32| Posting {
            document,
            impact: u8::try_from(document % 31).expect("below 31") + 1,
            title_length: if document.is_multiple_of(3) { 4 } else { 0 },
            sections: document % 200,
            headings: if document.is_multiple_of(5) { 2 } else { 0 },
        };
        vec![
            PostingList::new((0..4000).map(posting).collect(), 70_001, 70_001),
            PostingList::new(vec![posting(70_000)], 70_001, 70_001),
            PostingList::default(),
        ]
    }

    #[test]
    fn lists_come_back() {
        let lists = lists();
        let lengths = [lists[0].postings.len(), lists[0].titles.len(), lists[0].tail.len()];
        let in_titles = 4000_usize.div_ceil(3);
        assert_eq!(lengths, [LONGEST_LIST, in_titles - LONGEST_LIST, 4000 - in_titles]);
        assert_eq!(decode(&encode(&lists), 6), Some(lists));
    }

    #[test]
    fn older_editions_take_no_place_of_the_newest() {
        // Documents of older editions have the highest impact.
        let posting = |document: u32| Posting { document, impact: u8::from(document >= 700) + 1, ..Posting::default() };
        let check = |count: u32, postings: usize, newest: usize| {
            let list = PostingList::new((0..count).map(posting).collect(), count as usize, 700);
            let own = list.postings.iter().filter(|posting| posting.document < 700).count();
            assert_eq!((list.postings.len(), own), (postings, newest));
            assert_eq!(list.tail.len(), count as usize - postings);
        };
        check(700, 512, 512);
        check(1_000, 812, 512);
        check(1_400, 1_024, 324);
    }

    #[test]
    fn among_very_many_documents_tails_are_cut() {
        let posting = |document: u32| Posting {
            document,
            impact: 1,
            title_length: u8::from(document < 6000),
            sections: 2,
            headings: 0,
        };
        let list =
            |count: u32, documents: usize| PostingList::new((0..count).map(posting).collect(), documents, documents);
        let check = |list: PostingList, tail: usize, section: u32, is_cut: bool| {
            assert_eq!((list.postings.len(), list.titles.len()), (LONGEST_LIST, 6000 - LONGEST_LIST));
            assert_eq!((list.tail.len(), list.titles[0].section, list.is_cut), (tail, section, is_cut));
        };
        check(list(10_000, 10_000), 4_000, 2, false);
        check(list(20_000, 100_000), LONGEST_TAIL, 0, true);
    }

    #[test]
    fn a_broken_shard_is_refused() {
        let bytes = encode(&lists());
        for length in (0..bytes.len()).step_by(97) {
            assert_eq!(decode(&bytes[..length], 6), None, "cut at {length}");
        }
    }
}
