//! The manifest of an index, and the pointers from editions to it. A client needs both before it can search. They are
//! JSON; `docs/content/publishing/search-index.md` describes the format.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::documents::Document;
use super::impacts::CountedDocuments;
use super::pools::{Membership, Pool};
use super::words::{self, Apostrophe, fold};
use super::{lexicon, packs, shards, suffixes};
use crate::config::SearchConfig;
use crate::content::{ArticleKind, EditionId};
use crate::links::spelling::join_address;
use crate::path::OutPath;
use crate::render::{Renderer, site};

/// The version of the format. A client that does not support it does not search.
pub const FORMAT: u32 = 7;

/// The oldest format that can be searched: that of frozen versions.
pub const OLDEST_FORMAT: u32 = 5;

/// The first format in which each file has its own name.
pub const NAMED_FILES: u32 = 7;

/// The manifest of an index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexManifest {
    /// Always [`FORMAT`].
    pub format: u32,
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// Whether an apostrophe ends a word.
    pub apostrophe_splits: bool,
    /// Number of documents.
    pub documents: u32,
    /// Number of documents in a pack.
    pub pack: u32,
    /// The documents that continue the article of the previous one.
    pub continued: Vec<u32>,
    /// Titles of the categories.
    pub categories: Vec<String>,
    /// The kinds: their names, and their labels for readers.
    pub kinds: Vec<(String, String)>,
    /// The first document of each run with the same category and kind, with the indexes of both.
    pub runs: Vec<(u32, u32, u32)>,
    /// The start of each block of the lexicon.
    pub lexicon: Vec<String>,
    /// The names of these blocks, in a [`super::names::list`].
    #[serde(default)]
    pub blocks: String,
    /// The name of the [`BackwardDirectory`]; empty if there is none.
    #[serde(default)]
    pub reversed: String,
    /// Before format 7: the start of each block of the reversed lexicon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backward: Vec<String>,
    /// The names of the packs, or of the files with their names, in a [`super::names::list`].
    #[serde(default)]
    pub packs: String,
    /// Number of packs that each of `packs` leads to; 1 if these are the packs.
    #[serde(default)]
    pub directory: u32,
    /// The stop words, separated by blanks.
    pub stop_words: String,
    /// Suffix rules as `ending>ending`, separated by blanks.
    pub suffixes: String,
    /// Synonyms: a sequence of words in a query, and the sequences to search for as well.
    pub synonyms: Vec<(Vec<String>, Vec<Vec<String>>)>,
    /// The rarity of a word that no document has; 0 in older formats.
    #[serde(default)]
    pub rarest: u8,
    /// The lines of the thesaurus that lead to words of the documents.
    #[serde(default)]
    pub thesaurus: String,
    /// The start of each block of related words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// The names of these blocks, in a [`super::names::list`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub related_blocks: String,
}

/// Leads to the blocks of the reversed lexicon. Few queries need it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BackwardDirectory {
    /// The start of each block.
    pub starts: Vec<String>,
    /// The names of the blocks, in a [`super::names::list`].
    pub blocks: String,
}

/// Connects an edition to its index, which several editions may share.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexPointer {
    /// Always [`FORMAT`].
    pub format: u32,
    /// The manifest of the index, as a link relative to the edition's search folder; before format 7, the folder of the
    /// index.
    pub index: String,
    /// The link to the edition's home page. The links of documents are relative to it.
    pub home: String,
    /// The documents of the index that belong to the edition.
    #[serde(flatten)]
    pub membership: Membership,
    /// The newest edition that shares the index; `None` if this is the newest. Its version's label, the link to its
    /// search page, and the number of its documents, which are the first ones in the index.
    pub newest: Option<(String, String, u32)>,
    /// Quick tasks: title, link, and the words that find each.
    pub tasks: Vec<(String, String, Vec<String>)>,
}

impl IndexPointer {
    /// The pointer of an edition in a pool. `membership` has its documents, `index` is the link to the manifest of the
    /// index.
    #[must_use]
    pub fn new(
        renderer: &Renderer,
        pool: &Pool<'_>,
        edition: EditionId,
        membership: Membership,
        index: String,
    ) -> Self {
        let config = &renderer.project.config;
        let apostrophe = Apostrophe::of(config.language(edition));
        let label = &config.version(pool.edition.version).label;
        let search = || renderer.href(&renderer.edition(pool.edition).system.search);
        let newest = (edition != pool.edition).then(|| (label.clone(), search(), number(pool.newest)));
        Self {
            format: FORMAT,
            index,
            home: renderer.href(&renderer.edition(edition).home),
            membership,
            newest,
            tasks: tasks(renderer, edition, apostrophe),
        }
    }

    /// The folder with the files of the index, and the path of the manifest in it, if the edition's search folder is
    /// `folder`.
    #[must_use]
    pub fn leads_to(&self, folder: &str) -> (String, String) {
        let target = OutPath::new(join_address(&format!("/{folder}/"), &self.index).as_str()).as_str().to_owned();
        match target.rsplit_once("/m/").filter(|_| self.format >= NAMED_FILES) {
            Some((folder, name)) => (folder.to_owned(), format!("m/{name}")),
            None => (target, "m".to_owned()),
        }
    }
}

impl IndexManifest {
    /// The manifest of a pool's index with these blocks, without the names of other files.
    #[must_use]
    pub fn new(
        renderer: &Renderer,
        pool: &Pool<'_>,
        counted: &CountedDocuments,
        blocks: &[lexicon::LexiconBlock],
    ) -> Self {
        let config = &renderer.project.config;
        let edition = pool.edition;
        let apostrophe = Apostrophe::of(config.language(edition));
        let suffixes = suffixes::suffix_rules(counted, config.language(edition));
        let continued = (0..).zip(&pool.documents).filter(|(_, document)| document.continues());
        let mut manifest = Self {
            format: FORMAT,
            language: config.language(edition).to_owned(),
            apostrophe_splits: apostrophe == Apostrophe::Splits,
            documents: number(pool.documents.len()),
            pack: number(packs::size(pool.newest)),
            continued: continued.map(|(id, _)| id).collect(),
            lexicon: blocks.iter().map(|block| block.start.clone()).collect(),
            stop_words: counted.stop_words.iter().cloned().collect::<Vec<_>>().join(" "),
            suffixes: suffixes.iter().map(|(from, to)| format!("{from}>{to}")).collect::<Vec<_>>().join(" "),
            synonyms: synonyms(&config.search, apostrophe),
            rarest: shards::rarity(0, pool.newest),
            ..Self::default()
        };
        manifest.divide(renderer, edition, &pool.documents);
        manifest
    }

    /// Sets categories, kinds and runs.
    fn divide(&mut self, renderer: &Renderer, edition: EditionId, documents: &[Document<'_>]) {
        let kinds: BTreeSet<ArticleKind> = documents.iter().map(Document::kind).collect();
        let label = |kind: ArticleKind| renderer.texts(edition).get(&format!("kind-{}", kind.name())).to_owned();
        self.kinds = kinds.iter().map(|kind| (kind.name().to_owned(), label(*kind))).collect();
        let mut last = None;
        for (id, document) in (0..).zip(documents) {
            if last == Some((document.category, document.kind())) {
                continue;
            }
            last = Some((document.category, document.kind()));
            if self.categories.last().is_none_or(|last| last != document.category) {
                self.categories.push(document.category.to_owned());
            }
            let kind = kinds.iter().position(|kind| *kind == document.kind()).unwrap_or_default();
            self.runs.push((id, number(self.categories.len() - 1), number(kind)));
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("an index has fewer than 2^32 documents")
}

/// The words of a text as a query looks them up.
fn pieces(text: &str, apostrophe: Apostrophe) -> Vec<String> {
    let mut pieces = Vec::new();
    words::groups(text, apostrophe, |group| match group.joined().filter(|_| group.has_signs()) {
        Some(name) => pieces.push(fold(&name).into_owned()),
        None if group.is_dense => pieces.extend(words::bigrams(&group.text).map(|pair| fold(pair).into_owned())),
        None => pieces.extend(group.pieces().map(|piece| fold(piece).into_owned())),
    });
    pieces
}

/// The configured synonyms. Each word of a group also finds the others.
fn synonyms(config: &SearchConfig, apostrophe: Apostrophe) -> Vec<(Vec<String>, Vec<Vec<String>>)> {
    let read = |text: &String| pieces(text, apostrophe);
    let mut synonyms: Vec<(Vec<String>, Vec<Vec<String>>)> = Vec::new();
    for group in &config.synonyms {
        let words: Vec<Vec<String>> = group.iter().map(read).filter(|words| !words.is_empty()).collect();
        for (place, from) in words.iter().enumerate() {
            let others = words.iter().enumerate().filter(|(other, _)| *other != place);
            synonyms.push((from.clone(), others.map(|(_, words)| words.clone()).collect()));
        }
    }
    for (from, to) in &config.one_way {
        synonyms.push((read(from), to.iter().map(read).filter(|words| !words.is_empty()).collect()));
    }
    synonyms.retain(|(from, to)| !from.is_empty() && !to.is_empty());
    synonyms
}

fn tasks(renderer: &Renderer, edition: EditionId, apostrophe: Apostrophe) -> Vec<(String, String, Vec<String>)> {
    let tasks = renderer.project.config.quick_tasks_in(edition);
    let task = |task| {
        let shown = site::quick_task(renderer, edition, task);
        let texts = std::iter::once(&task.title).chain(&task.keywords);
        let words: BTreeSet<String> = texts.flat_map(|text| pieces(text, apostrophe)).collect();
        (shown.title, shown.href, words.into_iter().collect())
    };
    tasks.iter().map(task).collect()
}
