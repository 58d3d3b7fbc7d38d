//! Asks an index: the same steps, with the same numbers, as the theme's `scripts-worker/`, so that both rank alike.
//!
//! A query is cut into terms ([`terms`]); each word is looked up and becomes expansions, be it by ending, beginning or
//! typo ([`expand`]); the lists of their stems become scores ([`score`]); and the best documents become hits with an
//! excerpt ([`hits`], with [`distance`] between words). All arithmetic is in operations that every machine rounds alike.

pub mod distance;
pub mod expand;
pub mod hits;
pub mod score;
pub mod terms;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::lexicon::{self, LexiconEntry};
use super::manifest::{FORMAT, IndexManifest, IndexPointer};
use super::packs::{self, PackedDocument};
use super::pools::Membership;
use super::postings::{self, PostingList};
use super::{POINTER, bytes};
use crate::path::OutPath;
pub use hits::Hit;

/// A file of the site by its path.
type FileLookup<'g> = Box<dyn Fn(&OutPath) -> Option<Vec<u8>> + 'g>;

/// An index that is asked.
pub struct SearchIndex<'g> {
    get: FileLookup<'g>,
    folder: OutPath,
    /// What the edition that is asked has of it.
    pub pointer: IndexPointer,
    /// What is known of the whole.
    pub manifest: IndexManifest,
    stop_words: BTreeSet<String>,
    suffixes: Vec<(String, String)>,
    blocks: RefCell<BTreeMap<usize, Rc<Vec<LexiconEntry>>>>,
    shards: RefCell<BTreeMap<u32, Rc<Vec<PostingList>>>>,
}

/// What is asked besides the words.
#[derive(Debug, Clone, Default)]
pub struct QueryOptions {
    /// The most hits.
    pub limit: usize,
    /// Only this category.
    pub category: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchResults {
    /// The best documents, best first.
    pub hits: Vec<Hit>,
    /// How many articles were found.
    pub total: usize,
    /// Whether there are more that the index does not list.
    pub is_lower_bound: bool,
    /// How many articles of each category, most first.
    pub categories: Vec<(String, usize)>,
    /// How many articles of each kind, most first.
    pub kinds: Vec<(String, usize)>,
    /// The query with unknown words replaced by known ones, where that was done.
    pub corrected: Option<String>,
    /// Known words that look like words that nothing was found for.
    pub near: Vec<String>,
    /// Where nothing was found, the newer version in which something is: its label, and the link to its search page.
    pub elsewhere: Option<(String, String)>,
}

impl<'g> SearchIndex<'g> {
    /// Opens the index of the edition with that folder; `None` if it is not there, broken, or of another format.
    pub fn open(folder: &str, get: impl Fn(&OutPath) -> Option<Vec<u8>> + 'g) -> Option<Self> {
        let pointer: IndexPointer =
            serde_json::from_slice(&get(&OutPath::new(&format!("{folder}/{POINTER}")))?).ok()?;
        let folder = pointer.leads_to(folder);
        let manifest = bytes::unpack(&get(&OutPath::new(&format!("{}/m", folder.as_str())))?)?;
        let manifest: IndexManifest = serde_json::from_slice(&manifest).ok()?;
        let is_fit = [pointer.format, manifest.format] == [FORMAT; 2] && manifest.pack > 0;
        let words = |text: &str| text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let rule = |rule: String| rule.split_once('>').map(|(from, to)| (from.to_owned(), to.to_owned()));
        is_fit.then(|| Self {
            get: Box::new(get),
            folder,
            stop_words: words(&manifest.stop_words).into_iter().collect(),
            suffixes: words(&manifest.suffixes).into_iter().filter_map(rule).collect(),
            manifest,
            pointer,
            blocks: RefCell::default(),
            shards: RefCell::default(),
        })
    }

    /// Answers a query; `None` if a file of the index is missing or broken.
    #[must_use]
    pub fn search(&self, query: &str, options: &QueryOptions) -> Option<SearchResults> {
        let terms = terms::terms(self, query)?;
        let ranking = score::rank(self, &self.pointer.membership, &terms, options)?;
        Some(SearchResults {
            elsewhere: if ranking.total == 0 { self.elsewhere(&terms) } else { None },
            hits: hits::hits(self, &terms, &ranking.best)?,
            total: ranking.total,
            is_lower_bound: ranking.is_lower_bound,
            categories: ranking.categories,
            kinds: ranking.kinds,
            // A word of another version's articles may lead nowhere.
            corrected: terms::corrected(&terms).filter(|_| ranking.total > 0),
            near: terms.iter().flat_map(|term| term.near.iter().cloned()).collect(),
        })
    }

    /// The newest edition with that index, if something is found there.
    fn elsewhere(&self, terms: &[terms::QueryTerm]) -> Option<(String, String)> {
        let (label, href, documents) = self.pointer.newest.as_ref()?;
        let membership = Membership { first: *documents, bits: String::new() };
        let ranking = score::rank(self, &membership, terms, &QueryOptions { limit: 1, ..QueryOptions::default() })?;
        (ranking.total > 0).then(|| (label.clone(), href.clone()))
    }

    fn file(&self, name: &str) -> Option<Vec<u8>> {
        bytes::unpack(&(self.get)(&OutPath::new(&format!("{}/{name}", self.folder.as_str())))?)
    }

    /// A block of the lexicon.
    fn block(&self, number: usize) -> Option<Rc<Vec<LexiconEntry>>> {
        if let Some(block) = self.blocks.borrow().get(&number) {
            return Some(Rc::clone(block));
        }
        let block = Rc::new(lexicon::decode(&self.file(&format!("l/{number}"))?)?);
        self.blocks.borrow_mut().insert(number, Rc::clone(&block));
        Some(block)
    }

    /// A block of the backward lexicon.
    fn backward(&self, number: usize) -> Option<Vec<String>> {
        lexicon::decode_words(&self.file(&format!("r/{number}"))?)
    }

    /// A shard of postings.
    fn shard(&self, number: u32) -> Option<Rc<Vec<PostingList>>> {
        if let Some(shard) = self.shards.borrow().get(&number) {
            return Some(Rc::clone(shard));
        }
        let shard = Rc::new(postings::decode(&self.file(&format!("p/{number}"))?)?);
        self.shards.borrow_mut().insert(number, Rc::clone(&shard));
        Some(shard)
    }

    /// What is shown of a document.
    fn shown(&self, document: u32) -> Option<PackedDocument> {
        let pack = packs::decode(&self.file(&format!("d/{}", document / self.manifest.pack))?)?;
        pack.into_iter().nth((document % self.manifest.pack) as usize)
    }

    /// The category and kind of a document.
    fn run(&self, document: u32) -> (usize, usize) {
        let runs = &self.manifest.runs;
        let after = runs.partition_point(|(first, ..)| *first <= document);
        runs.get(after.saturating_sub(1)).map_or((0, 0), |(_, category, kind)| (*category as usize, *kind as usize))
    }
}
