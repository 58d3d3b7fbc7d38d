//! Searches an index. Uses the same steps and numbers as the theme's `scripts-worker/`, so that both rank alike.
//!
//! A query is split into terms ([`terms`]). Each word is looked up and expanded by ending, prefix or typo ([`expand`],
//! [`typos`]), by other spellings ([`spellings`]) and to related words ([`related`]).
//! The postings of their stems ([`matches`]) are turned into scores ([`score`]), and the best documents become hits with an excerpt
//! ([`hits`]); [`explain`] says why. [`distance`] compares words, [`doubt`] tells whether anything fits, and [`passage`]
//! chooses what is shown of a section that answers. All arithmetic uses operations that every machine rounds in the same way.

mod alternatives;
pub mod distance;
mod doubt;
pub mod expand;
pub mod expanded;
pub mod explain;
pub mod hits;
mod matches;
pub mod passage;
pub mod query_term;
pub mod ranking;
pub mod related;
pub mod score;
mod spellings;
pub mod terms;
mod typos;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::bytes::ByteReader;
use super::language::has_compounds;
use super::lexicon::{self, DecodedBlock};
use super::manifest::{BackwardDirectory, FORMAT, IndexManifest, IndexPointer, NAMED_FILES, OLDEST_FORMAT};
use super::names::{self, FileName};
use super::packs::{self, PackedDocument};
use super::pools::Membership;
use super::postings::{self, PostingList};
use super::related::{self as related_words, Targets};
use super::thesaurus::{self, Relations};
use super::{POINTER, bytes};
use crate::path::OutPath;
pub use explain::{ExplainedWord, RankExplanation, TermExplanation};
pub use hits::Hit;
use related::RelatedUse;

/// Returns a file of the site by its path.
type FileLookup<'g> = Box<dyn Fn(&OutPath) -> Option<Vec<u8>> + 'g>;

/// An open index.
pub struct SearchIndex<'g> {
    get: FileLookup<'g>,
    /// The folder that has the files of the index.
    folder: String,
    /// The edition's own data about the index.
    pub pointer: IndexPointer,
    /// The data about the whole index.
    pub manifest: IndexManifest,
    /// Whether the language writes compounds as one word.
    has_compounds: bool,
    stop_words: BTreeSet<String>,
    suffixes: Vec<(String, String)>,
    relations: Relations,
    blocks: RefCell<BTreeMap<usize, Rc<DecodedBlock>>>,
    shards: RefCell<BTreeMap<u64, Rc<Vec<PostingList>>>>,
    related_blocks: RefCell<BTreeMap<usize, Rc<BTreeMap<String, Targets>>>>,
}

/// The options of a query.
#[derive(Debug, Clone, Default)]
pub struct QueryOptions {
    /// Maximum number of hits.
    pub limit: usize,
    /// Only this category.
    pub category: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Whether to explain the score of each hit.
    pub explain: bool,
}

/// The result of a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchResults {
    /// The hits, best first.
    pub hits: Vec<Hit>,
    /// Number of articles found.
    pub total: usize,
    /// Whether there are more, which the index does not list.
    pub is_lower_bound: bool,
    /// Whether even the best hit covers little of what was asked.
    pub is_doubted: bool,
    /// Number of articles in each category, largest first.
    pub categories: Vec<(String, usize)>,
    /// Number of articles of each kind, largest first.
    pub kinds: Vec<(String, usize)>,
    /// The query with unknown words replaced by known ones, if there were any.
    pub corrected: Option<String>,
    /// Known words similar to query words that matched nothing.
    pub near: Vec<String>,
    /// For each term, the words that match it, folded.
    pub words: Vec<Vec<String>>,
    /// Why each hit has its score, if requested.
    pub explanations: Vec<RankExplanation>,
    /// If nothing was found: the label of a newer version with results, and the link to its search page.
    pub elsewhere: Option<(String, String)>,
}

impl<'g> SearchIndex<'g> {
    /// Opens the index of the edition in `folder`; `None` if it is missing, broken, or in another format.
    pub fn open(folder: &str, get: impl Fn(&OutPath) -> Option<Vec<u8>> + 'g) -> Option<Self> {
        let pointer: IndexPointer =
            serde_json::from_slice(&get(&OutPath::new(&format!("{folder}/{POINTER}")))?).ok()?;
        let (folder, manifest) = pointer.leads_to(folder);
        let manifest = bytes::unpack(&get(&OutPath::new(&format!("{folder}/{manifest}")))?)?;
        let manifest: IndexManifest = serde_json::from_slice(&manifest).ok()?;
        let is_known = |format: u32| (OLDEST_FORMAT..=FORMAT).contains(&format);
        let is_fit = is_known(pointer.format) && is_known(manifest.format) && manifest.pack > 0;
        let words = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let rule = |rule: String| rule.split_once('>').map(|(from, to)| (from.to_owned(), to.to_owned()));
        let suffixes: Vec<_> = words(&manifest.suffixes).into_iter().filter_map(rule).collect();
        is_fit.then(|| Self {
            get: Box::new(get),
            folder,
            has_compounds: has_compounds(&manifest.language),
            stop_words: words(&manifest.stop_words).into_iter().collect(),
            relations: thesaurus::relations(&manifest.thesaurus, &suffixes),
            suffixes,
            manifest,
            pointer,
            blocks: RefCell::default(),
            shards: RefCell::default(),
            related_blocks: RefCell::default(),
        })
    }

    /// Answers a query; `None` if a file of the index is missing or broken.
    #[must_use]
    pub fn search(&self, query: &str, options: &QueryOptions) -> Option<SearchResults> {
        let mut terms = terms::terms(self, query, RelatedUse::OfUnknown)?;
        let mut ranking = score::rank(self, &self.pointer.membership, &terms, options)?;
        if ranking.coverage < related::CLOSE && terms.terms.iter().all(|term| term.corrected.is_none()) {
            let wider = terms::terms(self, query, RelatedUse::OfAll)?;
            if wider != terms {
                ranking = score::rank(self, &self.pointer.membership, &wider, options)?;
                terms = wider;
            }
        }
        Some(SearchResults {
            elsewhere: if ranking.total == 0 { self.elsewhere(&terms) } else { None },
            hits: hits::hits(self, &terms.terms, &ranking.best)?,
            explanations: ranking.explanations,
            total: ranking.total,
            is_lower_bound: ranking.is_lower_bound,
            is_doubted: ranking.is_doubted,
            categories: ranking.categories,
            kinds: ranking.kinds,
            // A correction may be a word that occurs only in another version's articles.
            corrected: terms::corrected(query, &terms.terms).filter(|_| ranking.total > 0),
            words: terms.terms.iter().map(query_term::QueryTerm::words).collect(),
            near: terms.terms.iter().flat_map(|term| term.near.iter().cloned()).collect(),
        })
    }

    /// The newest edition in the index, if it has results.
    fn elsewhere(&self, terms: &terms::QueryTerms) -> Option<(String, String)> {
        let (label, href, documents) = self.pointer.newest.as_ref()?;
        let membership = Membership { first: *documents, bits: String::new() };
        let ranking = score::rank(self, &membership, terms, &QueryOptions { limit: 1, ..QueryOptions::default() })?;
        (ranking.total > 0).then(|| (label.clone(), href.clone()))
    }

    fn file(&self, name: &str) -> Option<Vec<u8>> {
        bytes::unpack(&(self.get)(&OutPath::new(&format!("{}/{name}", self.folder)))?)
    }

    /// Whether the files have names of their own. Otherwise, they have numbers.
    fn has_names(&self) -> bool {
        self.manifest.format >= NAMED_FILES
    }

    /// A file that a list of names leads to, or before format 7 its number.
    fn listed(&self, part: &str, names: &str, number: usize) -> Option<Vec<u8>> {
        let name = if self.has_names() { names::at(names, number)?.to_string() } else { number.to_string() };
        self.file(&format!("{part}/{name}"))
    }

    /// A block of the lexicon.
    fn block(&self, number: usize) -> Option<Rc<DecodedBlock>> {
        if let Some(block) = self.blocks.borrow().get(&number) {
            return Some(Rc::clone(block));
        }
        let block = self.listed("l", &self.manifest.blocks, number)?;
        let block = Rc::new(lexicon::decode(&block, self.manifest.format)?);
        self.blocks.borrow_mut().insert(number, Rc::clone(&block));
        Some(block)
    }

    /// The block of related words that would contain this word. There is at least one.
    fn related(&self, word: &str) -> Option<Rc<BTreeMap<String, Targets>>> {
        let number = expanded::block_of(&self.manifest.related, word);
        if let Some(block) = self.related_blocks.borrow().get(&number) {
            return Some(Rc::clone(block));
        }
        let block = Rc::new(related_words::decode(&self.listed("w", &self.manifest.related_blocks, number)?)?);
        self.related_blocks.borrow_mut().insert(number, Rc::clone(&block));
        Some(block)
    }

    /// The words of the block of the backward lexicon that would contain this word; none if there is no such lexicon.
    fn backward(&self, reversed: &str) -> Option<Vec<String>> {
        let directory = if !self.has_names() {
            BackwardDirectory { starts: self.manifest.backward.clone(), blocks: String::new() }
        } else if self.manifest.reversed.is_empty() {
            BackwardDirectory::default()
        } else {
            serde_json::from_slice(&self.file(&format!("b/{}", self.manifest.reversed))?).ok()?
        };
        if directory.starts.is_empty() {
            return Some(Vec::new());
        }
        let block = self.listed("r", &directory.blocks, expanded::block_of(&directory.starts, reversed))?;
        lexicon::decode_words(&block)
    }

    /// A shard of postings.
    fn shard(&self, shard: u64) -> Option<Rc<Vec<PostingList>>> {
        if let Some(lists) = self.shards.borrow().get(&shard) {
            return Some(Rc::clone(lists));
        }
        let name = if self.has_names() { FileName::new(shard)?.to_string() } else { shard.to_string() };
        let lists = Rc::new(postings::decode(&self.file(&format!("p/{name}"))?, self.manifest.format)?);
        self.shards.borrow_mut().insert(shard, Rc::clone(&lists));
        Some(lists)
    }

    /// The display data of a document.
    fn shown(&self, document: u32) -> Option<PackedDocument> {
        let number = usize::try_from(document / self.manifest.pack).ok()?;
        let pack = match usize::try_from(self.manifest.directory).ok()? {
            0 | 1 => self.listed("d", &self.manifest.packs, number)?,
            size => {
                let names = self.listed("n", &self.manifest.packs, number / size)?;
                let name = *names::read(&mut ByteReader::new(&names))?.get(number % size)?;
                self.file(&format!("d/{name}"))?
            }
        };
        packs::decode(&pack)?.into_iter().nth((document % self.manifest.pack) as usize)
    }

    /// The category and kind of a document.
    fn run(&self, document: u32) -> (usize, usize) {
        let runs = &self.manifest.runs;
        let after = runs.partition_point(|(first, ..)| *first <= document);
        runs.get(after.saturating_sub(1)).map_or((0, 0), |(_, category, kind)| (*category as usize, *kind as usize))
    }
}
