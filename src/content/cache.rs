//! Articles that were read before: the same text in the same surroundings is not read again.
//!
//! An article is made from its own text, from what all articles share (the configuration, the UI texts), and from what
//! it asked of its neighbours while it was read: the names of articles that a reference could mean, the snippets that
//! it shows. All of it is compared by value, so a cache can only save time, never change a result.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::highlight::Highlighter;
use super::{Article, BodyMode, EditionId};
use crate::diagnostic::Outcome;
use crate::path::ProjectPath;
use crate::source::SourceId;

/// What earlier builds read. An empty one knows nothing.
#[derive(Debug, Default)]
pub struct ArticleCache {
    known: Mutex<Arc<CachedArticles>>,
    /// Colours code; first uses of a language are dear, so it is kept too.
    pub(super) highlighter: Highlighter,
    pub(super) body_mode: BodyMode,
}

/// What was read, by the edition and the text; editions may share a text.
pub(super) type CachedArticles = HashMap<(EditionId, SourceId), Arc<CachedArticle>>;

/// A digest of something that many articles share.
pub(super) type Digest = blake3::Hash;

/// The digest of a value by all that its `Debug` form shows.
pub(super) fn digest(value: &dyn std::fmt::Debug) -> Digest {
    blake3::hash(format!("{value:?}").as_bytes())
}

/// An article with everything that it was made from.
#[derive(Debug)]
pub(super) struct CachedArticle {
    pub inputs: ArticleInputs,
    pub answers: Dependencies,
    pub outcome: Outcome<Arc<Article>>,
}

/// What an article is made from, whatever its text says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ArticleInputs {
    pub text: Arc<str>,
    pub path: ProjectPath,
    pub is_index: bool,
    /// Its place in a table of contents.
    pub place: Option<i64>,
    /// When git saw it change last.
    pub changed: Option<Date>,
    /// What the folders above it hand down.
    pub handed_down: Option<Digest>,
    /// What all articles of a locale share.
    pub shared: Digest,
}

/// What an article asks of its neighbours while it is read.
#[derive(Debug, Default)]
pub struct DependencyRecorder {
    handed_down: Cell<bool>,
    article_names: Cell<bool>,
    snippet_names: Cell<bool>,
    snippets: RefCell<BTreeSet<String>>,
}

/// What an article asked of its neighbours, and a digest of what they answered.
#[derive(Debug, Clone)]
pub(super) struct Dependencies {
    handed_down: bool,
    article_names: bool,
    snippet_names: bool,
    snippets: BTreeSet<String>,
    digest: Option<Digest>,
}

/// The neighbours that can be asked.
#[derive(Debug)]
pub(super) struct DependencyDigests {
    pub article_names: Digest,
    pub snippet_names: Digest,
    /// Each snippet with its text.
    pub snippets: BTreeMap<String, Digest>,
}

impl DependencyRecorder {
    /// Notes that what the folders above hand down was searched.
    pub fn handed_down(&self) {
        self.handed_down.set(true);
    }

    /// Notes that the names of all articles were searched.
    pub fn article_names(&self) {
        self.article_names.set(true);
    }

    /// Notes that the names of all snippets were searched.
    pub fn snippet_names(&self) {
        self.snippet_names.set(true);
    }

    /// Notes that the text of a snippet was shown.
    pub fn snippet(&self, name: &str) {
        self.snippets.borrow_mut().insert(name.to_owned());
    }

    /// What was asked, with the answers.
    pub(super) fn answers(self, digests: &DependencyDigests) -> Dependencies {
        let mut answers = Dependencies {
            handed_down: self.handed_down.get(),
            article_names: self.article_names.get(),
            snippet_names: self.snippet_names.get(),
            snippets: self.snippets.into_inner(),
            digest: None,
        };
        answers.digest = answers.of(digests);
        answers
    }
}

impl Dependencies {
    /// A digest of what the neighbours answer; `None` where nothing was asked.
    fn of(&self, digests: &DependencyDigests) -> Option<Digest> {
        if !self.article_names && !self.snippet_names && self.snippets.is_empty() {
            return None;
        }
        let mut hasher = blake3::Hasher::new();
        if self.article_names {
            hasher.update(digests.article_names.as_bytes());
        }
        if self.snippet_names {
            hasher.update(digests.snippet_names.as_bytes());
        }
        for name in &self.snippets {
            hasher.update(digests.snippets.get(name).map_or(&[0; 32], |digest| digest.as_bytes()));
        }
        Some(hasher.finalize())
    }
}

impl ArticleCache {
    /// An empty one, with what is to be spared while articles are read.
    #[must_use]
    pub fn new(body_mode: BodyMode) -> Self {
        Self { body_mode, ..Self::default() }
    }

    /// What is known so far.
    pub(super) fn known(&self) -> Arc<CachedArticles> {
        Arc::clone(&self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what the latest build read, and forgets the rest.
    pub(super) fn keep(&self, known: CachedArticles) {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(known);
    }
}

impl CachedArticle {
    /// Whether reading the same text in another edition would give the same, where `inputs` are what it would be read
    /// with there.
    pub(super) fn fits(&self, inputs: &ArticleInputs, digests: &DependencyDigests) -> bool {
        let ArticleInputs { text: _, path: _, is_index, place, changed, handed_down, shared } = inputs;
        let own = &self.inputs;
        let asked_elsewhere = self.answers.article_names || self.answers.snippet_names;
        !asked_elsewhere
            && (own.is_index, own.place, own.changed, own.shared) == (*is_index, *place, *changed, *shared)
            && (!self.answers.handed_down || own.handed_down == *handed_down)
            && self.answers.digest == self.answers.of(digests)
    }

    /// Whether reading it again would give the same.
    pub(super) fn is_current(&self, inputs: &ArticleInputs, digests: &DependencyDigests) -> bool {
        self.inputs == *inputs && self.answers.digest == self.answers.of(digests)
    }
}
