//! The search index: a folder of small files that a reader's browser loads as needed.
//!
//! Building an index takes these steps:
//!
//! - collect what search can find ([`documents`], with the text from [`text`])
//! - group the versions that share an index ([`pools`])
//! - count the words ([`count_words`], with [`crate::words`]) and weigh them ([`impacts`])
//! - write the blocks of words ([`lexicon`]), the lists of documents ([`postings`]), the texts to show ([`packs`]), and
//!   the [`manifest`] with the rules for unknown endings ([`suffixes`]) and the [`thesaurus`], all packed by [`bytes`]
//!
//! An index is in a folder named after the hash of its content, so that browsers can cache its files forever. Each
//! edition has a pointer to the current folder.
//!
//! [`query`] searches an index in the same way as the theme's `scripts-worker/` does in the browser; golden files
//! verify that both give the same results. `docs/content/publishing/search-index.md` describes the format.

pub mod bytes;
mod compounds;
pub mod count_words;
pub mod documents;
pub mod impacts;
pub mod lexicon;
pub mod manifest;
pub mod packs;
pub mod pools;
pub mod postings;
pub mod query;
mod questions;
pub mod search_tests;
pub mod suffixes;
pub mod text;
pub mod thesaurus;
mod word_numbers;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use twox_hash::XxHash3_128;

use crate::content::{EditionId, LocaleId};
use crate::path::OutPath;
use crate::render::Renderer;
use crate::render::site::{SEARCH_FOLDER, search_folder};
use crate::shared_cache::SharedCache;
use crate::words::{self, language};
use bytes::Packer;
use impacts::{CountedDocuments, Vocabulary};
use lexicon::{LexiconEntry, StemRef};
use manifest::{IndexManifest, IndexPointer};
use pools::{Membership, Pool};
use postings::{Posting, PostingList};

/// The file of an edition that names the folder of its current index.
pub const POINTER: &str = "index.json";

/// Minimum target size of a shard in bytes. A smaller one is not worth a request.
const SMALLEST_SHARD: usize = 3_000;

/// Maximum target size of a shard in bytes. A larger one consists mostly of words that the query does not contain.
const LARGEST_SHARD: usize = 9_000;

/// The target number of shards in a large index. A very large index has more, one for each [`DOCUMENTS_OF_A_SHARD`]
/// documents: it has many files in any case, and the lists of common words alone are large.
const SHARDS: usize = 850;
const DOCUMENTS_OF_A_SHARD: usize = 13;

/// Minimum length of a word in the reversed lexicon. A typo in a shorter word could mean almost anything.
const SHORTEST_BACKWARD: usize = 4;

/// Number of indexes that are built at the same time. While one is counted, on a single thread, others can be packed.
/// More would use more memory without being faster.
const AT_ONCE: usize = 3;

/// The files of an index with their paths.
pub type IndexFiles = BTreeMap<OutPath, Arc<[u8]>>;

/// Builds the indexes of all editions. Editions in one language are read together, because versions share most of their
/// texts.
#[must_use]
pub fn build(renderer: &Renderer) -> IndexFiles {
    let mut languages: BTreeMap<LocaleId, Vec<EditionId>> = BTreeMap::new();
    for edition in renderer.site.editions.keys() {
        languages.entry(edition.locale).or_default().push(*edition);
    }
    languages.values().flat_map(|editions| indexes(renderer, editions)).collect()
}

/// Builds the indexes of all editions in one language.
fn indexes(renderer: &Renderer, editions: &[EditionId]) -> IndexFiles {
    let config = &renderer.project.config;
    let Some(edition) = editions.first() else { return IndexFiles::new() };
    let pools = pools::pools(renderer, editions);
    let documents: Vec<_> = pools.iter().map(|pool| pool.documents.as_slice()).collect();
    let (wordings, places) = documents::wordings(&documents);
    let stop_words: BTreeSet<String> =
        config.search.stop_words.iter().map(|word| words::fold(&word.to_lowercase()).into_owned()).collect();
    let language = config.language(*edition);
    let vocabulary =
        Vocabulary::new(count_words::read(&wordings, language, renderer.texts(*edition), &stop_words), language);
    // A single pool has no files in common with others, so a cache would only use memory.
    let packed = PackedFiles::new(if pools.len() > 1 { usize::MAX } else { 0 });
    let index = |(pool, places): &(&Pool<'_>, &Vec<usize>)| index(renderer, pool, places, &vocabulary, &packed);
    let pools: Vec<_> = pools.iter().zip(&places).collect();
    let together = pools.chunks(AT_ONCE).map(|some| some.par_iter().flat_map_iter(index).collect::<Vec<_>>());
    together.flatten().collect()
}

/// Builds the index of a pool.
fn index(
    renderer: &Renderer,
    pool: &Pool<'_>,
    wordings: &[usize],
    vocabulary: &Vocabulary,
    packed: &PackedFiles,
) -> IndexFiles {
    let Pool { edition, documents, newest, .. } = pool;
    let mut counted = vocabulary.count(documents, wordings, *newest);
    counted.stop_words.extend(questions::stop_words(renderer.project.config.language(*edition)));
    let config = &renderer.project.config;
    let language = config.language(*edition);
    let thesaurus = if config.search.thesaurus { thesaurus::lines(&counted, language) } else { String::new() };
    let (shards, refs) = shards(&mut counted, documents.len(), *newest);
    let forward = lexicon_of(&counted, &refs);
    let backward = backward_of(&counted);
    let written = std::mem::take(&mut counted.written);
    let names: Vec<&str> = forward.iter().map(|(word, _)| word.as_str()).collect();
    let forward_blocks = lexicon::blocks(&names);
    let names: Vec<&str> = backward.iter().map(String::as_str).collect();
    let backward_blocks = lexicon::blocks(&names);
    let mut manifest = IndexManifest::new(renderer, pool, &counted, &forward_blocks, &backward_blocks);
    manifest.thesaurus = thesaurus;
    drop(counted);

    let shown: Vec<_> = documents.iter().zip(wordings.iter().map(|wording| vocabulary.excerpt(*wording))).collect();
    let shown: Vec<_> = shown.chunks(packs::size(*newest)).collect();
    let manifest = serde_json::to_vec(&manifest).expect("texts are JSON");
    let mut files = vec![("m".to_owned(), hash(&manifest), bytes::pack(&manifest).into())];
    files.extend(part("l", &forward_blocks, packed, |block| lexicon::encode(&forward[block.range.clone()], &written)));
    files.extend(part("r", &backward_blocks, packed, |block| lexicon::encode_words(&names[block.range.clone()])));
    files.extend(part("p", &shards, packed, |shard| postings::encode(shard)));
    files.extend(part("d", &shown, packed, |pack| packs::encode(pack)));
    publish(renderer, pool, files)
}

/// A file of an index: its name, the hash of its content, and its packed bytes.
type IndexFile = (String, u128, Arc<[u8]>);

/// Packed files by the hash of their content.
type PackedFiles = SharedCache<u128, Arc<[u8]>>;

/// The hash of a file's content. It need not be collision-resistant, because all content comes from the site itself.
fn hash(bytes: &[u8]) -> u128 {
    XxHash3_128::oneshot(bytes)
}

/// Encodes and packs the files of one part, in parallel.
fn part<T: Sync>(
    name: &str,
    contents: &[T],
    packed: &PackedFiles,
    encode: impl Fn(&T) -> Vec<u8> + Sync,
) -> Vec<IndexFile> {
    let files = contents.par_iter().enumerate();
    let pack = |packer: &mut Packer, (number, content): (usize, &T)| {
        let bytes = encode(content);
        let hash = hash(&bytes);
        (format!("{name}/{number}"), hash, packed.of(&hash, |_| packer.pack(&bytes).into()))
    };
    files.map_init(Packer::default, pack).collect()
}

/// Puts the index into a folder named after its content, below the newest edition's search folder, and adds a pointer
/// for each edition.
fn publish(renderer: &Renderer, pool: &Pool<'_>, files: Vec<IndexFile>) -> IndexFiles {
    const DIGITS: usize = 10;
    let mut hasher = blake3::Hasher::new();
    for (name, hash, _) in &files {
        hasher.update(name.as_bytes());
        hasher.update(&hash.to_le_bytes());
    }
    let hash = hasher.finalize().to_hex()[..DIGITS].to_owned();
    let folder = |edition| search_folder(renderer, edition);
    let home = folder(pool.edition);
    let pointer = |(edition, membership): &(EditionId, Membership)| {
        let index = link(&folder(*edition), &home, &hash);
        let pointer = IndexPointer::new(renderer, pool, *edition, membership.clone(), index);
        let mut pointer = serde_json::to_vec(&pointer).expect("texts are JSON");
        pointer.push(b'\n');
        (OutPath::new(&format!("{}/{POINTER}", folder(*edition))), Arc::from(pointer))
    };
    let pointers = pool.members.iter().map(pointer);
    let files = files.into_iter().map(|(name, _, bytes)| (OutPath::new(&format!("{home}/{hash}/{name}")), bytes));
    files.chain(pointers).collect()
}

/// The link from one edition's search folder to the index in another's.
fn link(from: &str, to: &str, hash: &str) -> String {
    let folder = to.strip_prefix(SEARCH_FOLDER).filter(|_| from != to);
    folder.map_or_else(|| hash.to_owned(), |folder| format!("../..{folder}/{hash}"))
}

/// Splits the stems' lists into shards, and returns the location of each stem. Takes the postings out of `counted`. The
/// first `newest` documents determine how rare a stem is.
fn shards(counted: &mut CountedDocuments, documents: usize, newest: usize) -> (Vec<Vec<PostingList>>, Vec<StemRef>) {
    let found = |postings: &[Posting]| postings.partition_point(|posting| (posting.document as usize) < newest);
    let rarities: Vec<u8> = counted.stems.iter().map(|(_, postings)| rarity(found(postings), newest)).collect();
    let lists: Vec<PostingList> = counted
        .stems
        .par_iter_mut()
        .map(|(_, postings)| PostingList::new(std::mem::take(postings), documents, newest))
        .collect();
    let total: usize = lists.iter().map(PostingList::weight).sum();
    let target = (total / SHARDS.max(documents / DOCUMENTS_OF_A_SHARD)).clamp(SMALLEST_SHARD, LARGEST_SHARD);
    let mut shards: Vec<Vec<PostingList>> = Vec::new();
    let mut refs = Vec::with_capacity(lists.len());
    let mut weight = usize::MAX;
    for (list, rarity) in lists.into_iter().zip(rarities) {
        if weight.saturating_add(list.weight()) > target {
            shards.push(Vec::new());
            weight = 0;
        }
        weight += list.weight();
        let shard = shards.len() - 1;
        if let Some(lists) = shards.last_mut() {
            let place = |number| u32::try_from(number).expect("an index has fewer than 2^32 stems");
            refs.push(StemRef { shard: place(shard), slot: place(lists.len()), rarity });
            lists.push(list);
        }
    }
    (shards, refs)
}

/// The inverse document frequency of BM25 × 20, raised a little so that no word is worth nothing. An integer, so that
/// clients need no logarithm, which browsers round differently.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped to a byte
fn rarity(found: usize, documents: usize) -> u8 {
    let (found, documents) = (found as f64, documents as f64);
    let rarity = (1.0 + (documents - found + 0.5) / (found + 0.5)).ln() + 0.2;
    (rarity * 20.0).round().clamp(1.0, 255.0) as u8
}

/// All words with their stems, in order.
fn lexicon_of(counted: &CountedDocuments, refs: &[StemRef]) -> Vec<LexiconEntry> {
    let entry =
        |(word, stems): &(String, Vec<u32>)| (word.clone(), stems.iter().map(|stem| refs[*stem as usize]).collect());
    counted.words.iter().map(entry).collect()
}

/// The longer words that consist of letters only, reversed and sorted.
fn backward_of(counted: &CountedDocuments) -> Vec<String> {
    let is_long = |word: &str| word.chars().count() >= SHORTEST_BACKWARD && word.chars().all(char::is_alphabetic);
    let long = counted.words.iter().filter(|(word, _)| is_long(word));
    let mut words: Vec<String> = long.map(|(word, _)| word.chars().rev().collect()).collect();
    words.sort_by(|a, b| impacts::by_units(a, b));
    words
}
