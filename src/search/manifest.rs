//! The manifest of an index, and the pointers of editions to it: what a client needs before it can look anything up.
//! JSON, described in `docs/content/publishing/search-index.md`.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::documents::Document;
use super::impacts::CountedDocuments;
use super::pools::{Membership, Pool};
use super::words::{self, Apostrophe, fold};
use super::{lexicon, packs, suffixes};
use crate::config::SearchConfig;
use crate::content::{ArticleKind, EditionId};
use crate::links::spelling::join_address;
use crate::path::OutPath;
use crate::render::{Renderer, site};

/// The version of the format. A client that knows another one does not search.
pub const FORMAT: u32 = 5;

/// See the format's page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexManifest {
    /// [`FORMAT`].
    pub format: u32,
    /// BCP 47 tag.
    pub language: String,
    /// Whether an apostrophe ends a word.
    pub apostrophe_splits: bool,
    /// Number of documents.
    pub documents: u32,
    /// Documents in a pack.
    pub pack: u32,
    /// Documents that go on with the article of the one before.
    pub continued: Vec<u32>,
    /// Titles of the categories.
    pub categories: Vec<String>,
    /// Names of the kinds, and what readers call them.
    pub kinds: Vec<(String, String)>,
    /// Where another category or kind begins: the first document, the category, the kind.
    pub runs: Vec<(u32, u32, u32)>,
    /// What each block of the lexicon begins with.
    pub lexicon: Vec<String>,
    /// What each block of the backward lexicon begins with.
    pub backward: Vec<String>,
    /// Words that tell nothing, with blanks between.
    pub stop_words: String,
    /// Suffix rules `ending>ending`, with blanks between.
    pub suffixes: String,
    /// Words, and what else is searched for where a query holds them one after the other.
    pub synonyms: Vec<(Vec<String>, Vec<Vec<String>>)>,
}

/// What leads from an edition to the index that it has together with others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexPointer {
    /// [`FORMAT`].
    pub format: u32,
    /// The folder of the index, as a link from the edition's own.
    pub index: String,
    /// The link to the edition's home page, which those of documents go on from.
    pub home: String,
    /// Which documents of the index it has.
    #[serde(flatten)]
    pub membership: Membership,
    /// The newest edition with that index, if it is another one: its version's label, the link to its search page, and
    /// how many of the documents it has, which are the first.
    pub newest: Option<(String, String, u32)>,
    /// Quick tasks: title, link, the words that find it.
    pub tasks: Vec<(String, String, Vec<String>)>,
}

impl IndexPointer {
    /// The pointer of an edition of a pool, which has these documents of the index in that folder.
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

    /// The folder of the index, where the edition has that one.
    #[must_use]
    pub fn leads_to(&self, folder: &str) -> OutPath {
        OutPath::new(join_address(&format!("/{folder}/"), &self.index).as_str())
    }
}

impl IndexManifest {
    /// The manifest of a pool's index; its blocks are cut like this.
    #[must_use]
    pub fn new(
        renderer: &Renderer,
        pool: &Pool<'_>,
        counted: &CountedDocuments,
        forward: &[lexicon::LexiconBlock],
        backward: &[lexicon::LexiconBlock],
    ) -> Self {
        let config = &renderer.project.config;
        let edition = pool.edition;
        let apostrophe = Apostrophe::of(config.language(edition));
        let starts = |blocks: &[lexicon::LexiconBlock]| blocks.iter().map(|block| block.start.clone()).collect();
        let suffixes = suffixes::suffix_rules(counted);
        let continued = (0..).zip(&pool.documents).filter(|(_, document)| document.continues());
        let mut manifest = Self {
            format: FORMAT,
            language: config.language(edition).to_owned(),
            apostrophe_splits: apostrophe == Apostrophe::Splits,
            documents: number(pool.documents.len()),
            pack: number(packs::size(pool.newest)),
            continued: continued.map(|(id, _)| id).collect(),
            lexicon: starts(forward),
            backward: starts(backward),
            stop_words: counted.stop_words.iter().cloned().collect::<Vec<_>>().join(" "),
            suffixes: suffixes.iter().map(|(from, to)| format!("{from}>{to}")).collect::<Vec<_>>().join(" "),
            synonyms: synonyms(&config.search, apostrophe),
            ..Self::default()
        };
        manifest.divide(renderer, edition, &pool.documents);
        manifest
    }

    /// Fills in categories, kinds and runs.
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

/// The pieces of a text as they are looked up.
fn pieces(text: &str, apostrophe: Apostrophe) -> Vec<String> {
    let mut pieces = Vec::new();
    words::groups(text, apostrophe, |group| match group.joined().filter(|_| group.has_signs()) {
        Some(name) => pieces.push(fold(&name).into_owned()),
        None if group.is_dense => pieces.extend(words::bigrams(&group.text).map(|pair| fold(pair).into_owned())),
        None => pieces.extend(group.pieces().map(|piece| fold(piece).into_owned())),
    });
    pieces
}

/// Who searches for one of these words also finds the others.
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
