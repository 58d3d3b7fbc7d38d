//! Caches articles, so that the same text in the same context is not processed again.
//!
//! An article depends on its own text, on the settings that all articles share, and on what it looked up in other
//! files: the names of articles that a reference could mean, and the snippets that it shows. All of this is compared by
//! value, so a cache saves time and never changes a result.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::compat::Labels;
use super::highlight::Highlighter;
use super::originals::OriginalArticle;
use super::originals::PairingKeys;
use super::{Article, BodyMode, EditionId};
use crate::diagnostic::Outcome;
use crate::path::ProjectPath;
use crate::source::SourceId;

/// Articles from earlier builds; empty by default.
#[derive(Debug, Default)]
pub struct ArticleCache {
    known: Mutex<Arc<CachedArticles>>,
    /// Highlights code. Kept too, because the first use of a language is expensive.
    pub(super) highlighter: Highlighter,
    pub(super) body_mode: BodyMode,
    parses: AtomicUsize,
}

/// Cached articles by edition and text; editions may share a text.
pub(super) type CachedArticles = HashMap<(EditionId, SourceId), Arc<CachedArticle>>;

/// A digest of something that many articles share.
pub(super) type Digest = blake3::Hash;

/// The digest of a value's `Debug` output.
pub(super) fn digest(value: &dyn std::fmt::Debug) -> Digest {
    blake3::hash(format!("{value:?}").as_bytes())
}

/// An article with everything it depends on.
#[derive(Debug)]
pub(super) struct CachedArticle {
    pub inputs: ArticleInputs,
    /// What the article can share with an original.
    pub pairing: PairingKeys,
    /// The original that it was paired with.
    pub original: Option<Arc<OriginalArticle>>,
    pub dependencies: Dependencies,
    pub outcome: Outcome<Arc<Article>>,
}

/// The inputs of an article other than its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ArticleInputs {
    pub text: Arc<str>,
    pub path: ProjectPath,
    pub is_index: bool,
    /// The article's position in a table of contents.
    pub place: Option<i64>,
    /// The date of its last change in git.
    pub changed: Option<Date>,
    /// A digest of the values inherited from parent folders.
    pub inherited: Option<Digest>,
    /// What all articles share.
    pub shared: Digest,
}

/// What an article can look up in other files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Lookup {
    /// The values inherited from parent folders.
    Inherited,
    /// The names of all articles and files.
    ArticleNames,
    /// The labels of all articles.
    Labels,
    /// The title of the article at a path.
    Title(ProjectPath),
    /// The names of all snippets.
    SnippetNames,
    /// The text of a snippet.
    Snippet(String),
}

/// Records what an article looks up in other files.
#[derive(Debug, Default)]
pub struct DependencyRecorder(RefCell<BTreeSet<Lookup>>);

/// What an article looked up, and a digest of the results.
#[derive(Debug, Clone)]
pub(super) struct Dependencies {
    lookups: BTreeSet<Lookup>,
    digest: Option<Digest>,
}

/// Digests of everything that can be looked up.
#[derive(Debug)]
pub(super) struct DependencyDigests<'p> {
    pub article_names: Digest,
    /// The labels and titles of all articles.
    pub labels: &'p Labels<'p>,
    pub snippet_names: Digest,
    /// The text of each snippet.
    pub snippets: BTreeMap<String, Digest>,
}

impl DependencyRecorder {
    fn record(&self, lookup: Lookup) {
        self.0.borrow_mut().insert(lookup);
    }

    /// Records that the inherited values were searched.
    pub fn inherited(&self) {
        self.record(Lookup::Inherited);
    }

    /// Records that the names of all articles and files were searched.
    pub fn article_names(&self) {
        self.record(Lookup::ArticleNames);
    }

    /// Records that the labels of all articles were searched.
    pub fn labels(&self) {
        self.record(Lookup::Labels);
    }

    /// Records that the title of an article was shown.
    pub fn title(&self, path: &ProjectPath) {
        self.record(Lookup::Title(path.clone()));
    }

    /// Records that the names of all snippets were searched.
    pub fn snippet_names(&self) {
        self.record(Lookup::SnippetNames);
    }

    /// Records that the text of a snippet was shown.
    pub fn snippet(&self, name: &str) {
        self.record(Lookup::Snippet(name.to_owned()));
    }

    /// The lookups with their results.
    pub(super) fn dependencies(self, digests: &DependencyDigests<'_>) -> Dependencies {
        let mut dependencies = Dependencies { lookups: self.0.into_inner(), digest: None };
        dependencies.digest = dependencies.of(digests);
        dependencies
    }
}

impl Dependencies {
    /// A digest of the results; `None` if nothing outside of the parent folders was looked up.
    fn of(&self, digests: &DependencyDigests<'_>) -> Option<Digest> {
        let mut hasher = None;
        for lookup in &self.lookups {
            let none = Digest::from_bytes([0; 32]);
            let digest = match lookup {
                // Each article's own values are compared.
                Lookup::Inherited => continue,
                Lookup::ArticleNames => digests.article_names,
                Lookup::Labels => digests.labels.digest(),
                Lookup::Title(path) => digest(&digests.labels.title(path)),
                Lookup::SnippetNames => digests.snippet_names,
                Lookup::Snippet(name) => digests.snippets.get(name).copied().unwrap_or(none),
            };
            hasher.get_or_insert_with(blake3::Hasher::new).update(digest.as_bytes());
        }
        hasher.map(|hasher| hasher.finalize())
    }

    /// Whether something was looked up whose results are not the same for all editions.
    fn depends_on_edition(&self) -> bool {
        let is_shared = |lookup: &Lookup| matches!(lookup, Lookup::Inherited | Lookup::Snippet(_));
        !self.lookups.iter().all(is_shared)
    }
}

impl ArticleCache {
    /// An empty cache with the given body mode.
    #[must_use]
    pub fn new(body_mode: BodyMode) -> Self {
        Self { body_mode, ..Self::default() }
    }

    /// How many articles have been parsed since the cache was created.
    #[must_use]
    pub fn parse_count(&self) -> usize {
        self.parses.load(Ordering::Relaxed)
    }

    /// Counts an article that is parsed.
    pub(super) fn count_parse(&self) {
        self.parses.fetch_add(1, Ordering::Relaxed);
    }

    /// The articles cached so far.
    pub(super) fn known(&self) -> Arc<CachedArticles> {
        Arc::clone(&self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps the articles of the latest build and drops all others.
    pub(super) fn keep(&self, known: CachedArticles) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }
}

impl CachedArticle {
    /// Whether another edition, with these `inputs`, would produce the same article from the same text.
    pub(super) fn fits(&self, inputs: &ArticleInputs, digests: &DependencyDigests<'_>) -> bool {
        let ArticleInputs { text: _, path: _, is_index, place, changed, inherited, shared } = inputs;
        let own = &self.inputs;
        !self.dependencies.depends_on_edition()
            && (own.is_index, own.place, own.changed, own.shared) == (*is_index, *place, *changed, *shared)
            && (!self.dependencies.lookups.contains(&Lookup::Inherited) || own.inherited == *inherited)
            && self.dependencies.digest == self.dependencies.of(digests)
    }

    /// Whether processing the text again would produce the same article.
    pub(super) fn is_current(&self, inputs: &ArticleInputs, digests: &DependencyDigests<'_>) -> bool {
        self.inputs == *inputs && self.dependencies.digest == self.dependencies.of(digests)
    }
}
