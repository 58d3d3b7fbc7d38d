//! The search index: a folder of small files that a reader's browser loads as needed.
//!
//! Building an index takes these steps:
//!
//! - collect what search can find ([`documents`], with the text from [`text`])
//! - group the versions that share an index ([`pools`])
//! - count the words ([`count_words`], with [`crate::words`]) and weigh them ([`impacts`])
//! - write the lists of documents ([`postings`], in [`shards`]), the blocks of words ([`lexicon`]), the texts to show
//!   ([`packs`]), and the [`manifest`] with the rules for unknown endings ([`suffixes`]) and the [`thesaurus`], all packed
//!   by [`bytes`] and named by [`names`]; also the [`related`] words, in blocks like those of the lexicon
//!
//! Each file is named after the hash of its content, so that browsers can cache it forever, and files that lead to others
//! have their names: an edition's pointer leads to the manifest, and from there to everything else. So a small change of
//! the texts changes few files, and a client never mixes files of two builds. For the same reason the content decides
//! where blocks and shards end, and values that every change of the texts would move are rounded.
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
pub mod names;
pub mod packs;
pub mod pools;
pub mod postings;
pub mod query;
mod questions;
pub mod related;
mod rounding;
pub mod search_tests;
mod shards;
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
use lexicon::{LexiconBlock, LexiconEntry, StemRef};
use manifest::{BackwardDirectory, IndexManifest, IndexPointer};
use names::{FileName, NamedFiles, UnnamedFile};
use pools::{Membership, Pool};
use related::RelatedWord;

/// The file of an edition that names the manifest of its current index.
pub const POINTER: &str = "index.json";

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

/// Builds the index of a pool. A file that leads to others has their names, so they are named first.
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
    let related = if config.search.related { related::words(&counted, language) } else { Vec::new() };
    let (shards, mut refs) = shards::split(&mut counted, documents.len(), *newest);
    let mut files = NamedFiles::default();
    let shards = files.add("p", part(&shards, packed, |shard| postings::encode(shard)));
    for stem in &mut refs {
        stem.shard = shards[usize::try_from(stem.shard).expect("it is the index of a shard")].number();
    }
    let forward = lexicon_of(&counted, &refs);
    let names: Vec<&str> = forward.iter().map(|(word, _)| word.as_str()).collect();
    let blocks = lexicon::blocks(&names);
    let mut manifest = IndexManifest::new(renderer, pool, &counted, &blocks);
    manifest.thesaurus = thesaurus;
    let encode = |block: &LexiconBlock| lexicon::encode(&forward[block.range.clone()], &counted.written);
    manifest.blocks = names::list(&files.add("l", part(&blocks, packed, encode)));
    add_related(&mut files, &related, packed, &mut manifest);
    manifest.reversed = add_backward(&mut files, &backward_of(&counted), packed);
    drop(counted);

    let shown: Vec<_> = documents.iter().zip(wordings.iter().map(|wording| vocabulary.excerpt(*wording))).collect();
    let shown: Vec<_> = shown.chunks(packs::size(*newest)).collect();
    let packs = files.add("d", part(&shown, packed, |pack| packs::encode(pack)));
    manifest.directory = number(packs::directory_size(packs.len()));
    manifest.packs = names::list(&match manifest.directory {
        1 => packs,
        size => {
            files.add("n", part(&packs.chunks(size as usize).collect::<Vec<_>>(), packed, |names| names::encode(names)))
        }
    });
    let manifest = serde_json::to_vec(&manifest).expect("texts are JSON");
    let manifest = files.add("m", part(&[manifest], packed, Vec::clone));
    publish(renderer, pool, files, manifest[0])
}

/// Adds the blocks of related words.
fn add_related(files: &mut NamedFiles, words: &[RelatedWord], packed: &PackedFiles, manifest: &mut IndexManifest) {
    let names: Vec<&str> = words.iter().map(|known| known.word.as_str()).collect();
    let blocks = lexicon::blocks(&names);
    let encode = |block: &LexiconBlock| related::encode(&words[block.range.clone()]);
    manifest.related_blocks = names::list(&files.add("w", part(&blocks, packed, encode)));
    manifest.related = blocks.into_iter().map(|block| block.start).collect();
}

/// Adds the blocks of the backward lexicon and the file that leads to them, and returns the name of that file; empty if
/// there are no words.
fn add_backward(files: &mut NamedFiles, words: &[String], packed: &PackedFiles) -> String {
    if words.is_empty() {
        return String::new();
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let blocks = lexicon::blocks(&words);
    let names = files.add("r", part(&blocks, packed, |block| lexicon::encode_words(&words[block.range.clone()])));
    let starts = blocks.into_iter().map(|block| block.start).collect();
    let directory = BackwardDirectory { starts, blocks: names::list(&names) };
    let directory = serde_json::to_vec(&directory).expect("texts are JSON");
    files.add("b", part(&[directory], packed, Vec::clone))[0].to_string()
}

/// Packed files by the hash of their content.
type PackedFiles = SharedCache<u128, Arc<[u8]>>;

/// Encodes and packs the files of one part, in parallel. Each comes with the hash of its content. It need not be
/// collision-resistant, because all content comes from the site itself.
fn part<T: Sync>(contents: &[T], packed: &PackedFiles, encode: impl Fn(&T) -> Vec<u8> + Sync) -> Vec<UnnamedFile> {
    let pack = |packer: &mut Packer, content: &T| {
        let bytes = encode(content);
        let hash = XxHash3_128::oneshot(&bytes);
        let pack = |_: &_| {
            let packed = packer.pack(&bytes);
            // Names do not get smaller.
            Arc::from(if packed.len() < bytes.len() || bytes::is_packed(&bytes) { packed } else { bytes.clone() })
        };
        (hash, packed.of(&hash, pack))
    };
    contents.par_iter().map_init(Packer::default, pack).collect()
}

/// Puts the index below the newest edition's search folder, and adds a pointer for each edition.
fn publish(renderer: &Renderer, pool: &Pool<'_>, files: NamedFiles, manifest: FileName) -> IndexFiles {
    let folder = |edition| search_folder(renderer, edition);
    let home = folder(pool.edition);
    let pointer = |(edition, membership): &(EditionId, Membership)| {
        let index = link(&folder(*edition), &home, manifest);
        let pointer = IndexPointer::new(renderer, pool, *edition, membership.clone(), index);
        let mut pointer = serde_json::to_vec(&pointer).expect("texts are JSON");
        pointer.push(b'\n');
        (OutPath::new(&format!("{}/{POINTER}", folder(*edition))), Arc::from(pointer))
    };
    let pointers = pool.members.iter().map(pointer);
    let files = files.into_iter().map(|(name, bytes)| (OutPath::new(&format!("{home}/{name}")), bytes));
    files.chain(pointers).collect()
}

/// The link from one edition's search folder to the manifest in another's.
fn link(from: &str, to: &str, manifest: FileName) -> String {
    let folder = to.strip_prefix(SEARCH_FOLDER).filter(|_| from != to);
    folder.map_or_else(|| format!("m/{manifest}"), |folder| format!("../..{folder}/m/{manifest}"))
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

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("an index has fewer than 2^32 documents")
}
