//! The parsing pipeline: turns every text of the project into an [`Article`], in parallel.
//!
//! Snippets are prepared first, because articles use them. An article that would be parsed in the same way as before
//! comes from the cache.

mod digests;
mod files;
mod locales;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::cache::{
    ArticleCache, ArticleInputs, CachedArticle, CachedArticles, DependencyDigests, DependencyRecorder, Digest, digest,
};
use super::front_matter::{self, FrontMatter, FrontMatterTable};
use super::mapped_text::MappedText;
use super::markdown::{self, Snippet};
use super::meta::{self, ArticleKeys, MetaContext};
use super::originals::{OriginalArticle, Originals, PairingKeys};
use super::wording::{WordingChecker, WordingRules};
use super::{Article, ArticleKind, Body, BodyMode, EditionId, LocaleId, Meta, compat};
use crate::codes;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::path::{ArticleKey, ProjectPath};
use crate::project::Project;
use crate::source::SourceId;

use digests::{digests, shared};
pub use files::place;
use files::{ArticleFile, cascades, is_index};
use locales::{spellings, variables, wording_rules};

/// Parses all articles of a project, including drafts and articles with a future date.
#[must_use]
pub fn parse(project: &Project, cache: &ArticleCache) -> Outcome<Vec<Arc<Article>>> {
    let mut diagnostics = Vec::new();
    let variables = variables(project);
    let labels = compat::Labels::new(&project.articles, &project.sources);
    let snippets = prepare(project, &variables, &labels, &mut diagnostics);
    let cascades = cascades(project);
    let own_hosts = project.config.own_hosts();
    let mut context = ParseContext {
        project,
        names: compat::Names::default(),
        labels: &labels,
        snippets: &snippets,
        spellings: spellings(&project.config),
        cascades: &cascades,
        own_hosts: &own_hosts,
        cache,
        shared: shared(project, &own_hosts),
        digests: digests(project, &labels, &snippets),
        wording: wording_rules(project),
        variables: &variables,
        originals: Originals::default(),
    };
    let known = cache.known();
    let files = project.articles.iter().filter_map(|(path, &source)| ArticleFile::new(project, path, source));
    // Translations take over what their originals say.
    let (originals, translations): (Vec<_>, Vec<_>) = files.partition(|file| file.placed.edition.locale.is_default());
    let mut read = context.read_files(originals, &known);
    if !translations.is_empty() {
        context.originals = Originals::new(read.iter().map(|(_, known)| &*known.outcome.value));
        read.extend(context.read_files(translations, &known));
    }
    let mut value = Vec::with_capacity(read.len());
    for (_, known) in &read {
        value.push(Arc::clone(&known.outcome.value));
        diagnostics.extend_from_slice(&known.outcome.diagnostics);
    }
    cache.keep(read.into_iter().collect());
    Outcome { value, diagnostics }
}

/// An article with the name that the cache has for it.
type ReadArticle = ((EditionId, SourceId), Arc<CachedArticle>);

/// What a translation can share with its original, and the original.
type PairedOriginal = (PairingKeys, Option<Arc<OriginalArticle>>);

/// The kind that the configuration sets for a folder. If several folders contain the article, the longest path wins.
fn configured_kind(config: &Config, key: &ArticleKey) -> Option<ArticleKind> {
    let below = |folder: &str| {
        let rest = key.as_str().strip_prefix(folder.trim_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let kinds = config.kinds.iter().filter(|(folder, _)| below(folder));
    kinds.max_by_key(|(folder, _)| folder.len()).and_then(|(_, kind)| ArticleKind::from_name(kind))
}

/// The snippets of a project, without front matter, translated to Answerbook's dialect.
fn prepare<'p>(
    project: &'p Project,
    variables: &BTreeMap<LocaleId, BTreeMap<String, String>>,
    labels: &'p compat::Labels<'p>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Snippet<'p>> {
    let mut snippets = BTreeMap::new();
    let names = compat::Names::default();
    for (name, &id) in &project.snippets {
        let source = &project.sources[id];
        let front = front_matter::read(id, &source.text).unpack(diagnostics);
        let text = MappedText::new(id, front.body, &source.text[front.body..]);
        let tables = [&front.table];
        let recorder = DependencyRecorder::default();
        let mut context = compat_context(project, (&names, labels), &source.path, &tables, &recorder);
        context.variables = variables.get(&LocaleId::default()).unwrap_or(context.variables);
        let translated = compat::translate(text, &context);
        // What is wrong with an article is reported where it is read as one.
        let is_article = project.articles.contains_key(&source.path);
        let text = if is_article { translated.value } else { translated.unpack(diagnostics) };
        snippets.insert(name.clone(), Snippet { text, path: source.path.clone() });
    }
    snippets
}

fn compat_context<'p>(
    project: &'p Project,
    (names, labels): (&'p compat::Names, &'p compat::Labels<'p>),
    path: &'p ProjectPath,
    front_matter: &'p [&'p FrontMatterTable],
    recorder: &'p DependencyRecorder,
) -> compat::CompatContext<'p> {
    compat::CompatContext {
        path,
        content: &project.config.content,
        front_matter,
        site_title: &project.config.title,
        variables: &project.config.variables,
        articles: &project.articles,
        files: &project.files,
        names,
        labels,
        snippets: &project.snippets,
        snippet_folder: &project.config.snippets,
        recorder,
    }
}

/// Everything that is needed to parse the articles of a project.
struct ParseContext<'p> {
    project: &'p Project,
    /// The names by which references in other tools' syntax may refer to articles.
    names: compat::Names,
    labels: &'p compat::Labels<'p>,
    snippets: &'p BTreeMap<String, Snippet<'p>>,
    /// The spellings of each locale in file names; empty if there is only one locale.
    spellings: Vec<Vec<String>>,
    cascades: &'p BTreeMap<ProjectPath, Vec<FrontMatterTable>>,
    /// Absolute URLs that lead to this site.
    own_hosts: &'p [String],
    cache: &'p ArticleCache,
    /// A digest of the settings in this context.
    shared: Digest,
    digests: DependencyDigests<'p>,
    /// The rules for the wording in each locale that has any.
    wording: BTreeMap<LocaleId, WordingRules>,
    /// The variables of each locale, if the product's labels are among them.
    variables: &'p BTreeMap<LocaleId, BTreeMap<String, String>>,
    originals: Originals,
}

impl ParseContext<'_> {
    /// The values that a file inherits from the folders above it, nearest folder first.
    fn inherited(&self, path: &ProjectPath) -> impl Iterator<Item = &FrontMatterTable> {
        let above = |folder: &ProjectPath| (!folder.as_str().is_empty()).then(|| folder.parent());
        let folders = std::iter::successors((!self.cascades.is_empty()).then(|| path.parent()), above);
        folders.filter_map(|folder| self.cascades.get(&folder)).flatten()
    }

    /// The articles of these files. A text that several editions use is parsed for its first file; the others reuse the
    /// result if they can.
    fn read_files(&self, files: Vec<ArticleFile<'_>>, known: &CachedArticles) -> Vec<ReadArticle> {
        let (files, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.is_first);
        let read = files.into_par_iter();
        let read = read.map(|file| (file.name(), self.known_or_read(&file, known.get(&file.name()))));
        let mut read: Vec<ReadArticle> = read.collect();
        if !others.is_empty() {
            let firsts: HashMap<(LocaleId, SourceId), Arc<CachedArticle>> =
                read.iter().map(|((edition, source), known)| ((edition.locale, *source), Arc::clone(known))).collect();
            let copied = others.into_par_iter().map(|file| {
                let first = firsts.get(&(file.placed.edition.locale, file.source));
                (file.name(), self.shared_or_read(&file, first, known.get(&file.name())))
            });
            read.extend(copied.collect::<Vec<_>>());
        }
        read
    }

    /// Whether a file would be paired with the same original as before.
    fn has_same_original(&self, file: &ArticleFile<'_>, known: &CachedArticle) -> bool {
        let (key, _) = place(file.path, &file.placed.below, &self.project.articles);
        self.originals.find(file.placed.edition, &key, &known.pairing) == known.original.as_ref()
    }

    /// The cached article if it is still current, else a newly parsed one.
    fn known_or_read(&self, file: &ArticleFile<'_>, known: Option<&Arc<CachedArticle>>) -> Arc<CachedArticle> {
        let inputs = self.inputs(file);
        match known.filter(|known| known.is_current(&inputs, &self.digests) && self.has_same_original(file, known)) {
            Some(known) => Arc::clone(known),
            None => self.read(file, inputs),
        }
    }

    /// Reuses what another edition parsed from the same text, if the result would be the same for this one.
    fn shared_or_read(
        &self,
        file: &ArticleFile<'_>,
        first: Option<&Arc<CachedArticle>>,
        known: Option<&Arc<CachedArticle>>,
    ) -> Arc<CachedArticle> {
        let inputs = self.inputs(file);
        let Some(first) =
            first.filter(|first| first.fits(&inputs, &self.digests) && self.has_same_original(file, first))
        else {
            return self.known_or_read(file, known);
        };
        let Article { meta, body, hash, .. } = &*first.outcome.value;
        let is_same = |known: &&Arc<CachedArticle>| {
            let own = &known.outcome.value;
            own.path == *file.path && Arc::ptr_eq(&own.meta, meta) && Arc::ptr_eq(&own.body, body)
        };
        if let Some(known) = known.filter(is_same) {
            return Arc::clone(known);
        }
        let (key, is_index) = place(file.path, &file.placed.below, &self.project.articles);
        let article = Article {
            source: file.source,
            path: file.path.clone(),
            key,
            edition: file.placed.edition,
            is_index,
            meta: Arc::clone(meta),
            body: Arc::clone(body),
            hash: Arc::clone(hash),
            original: first.original.as_ref().map(|original| original.key.clone()),
        };
        // Problems with the text were reported where it was parsed.
        let outcome = Outcome { value: Arc::new(article), diagnostics: Vec::new() };
        let (pairing, original) = (first.pairing.clone(), first.original.clone());
        Arc::new(CachedArticle { inputs, pairing, original, dependencies: first.dependencies.clone(), outcome })
    }

    fn inputs(&self, file: &ArticleFile<'_>) -> ArticleInputs {
        let (project, path) = (self.project, file.path);
        let mut inherited = self.inherited(path).peekable();
        let stem = file.placed.below.rsplit('/').next().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        ArticleInputs {
            text: Arc::clone(&project.sources[file.source].text),
            path: path.clone(),
            is_index: is_index(path, stem, &project.articles),
            place: project.places.get(path).copied(),
            changed: project.history.get(path).copied(),
            inherited: inherited.peek().is_some().then(|| digest(&inherited.collect::<Vec<_>>())),
            shared: self.shared,
        }
    }

    fn read(&self, file: &ArticleFile<'_>, inputs: ArticleInputs) -> Arc<CachedArticle> {
        self.cache.count_parse();
        let recorder = DependencyRecorder::default();
        let mut pairing = PairedOriginal::default();
        let outcome = self.article(file, &recorder, &mut pairing).map(Arc::new);
        let (pairing, original) = pairing;
        Arc::new(CachedArticle {
            inputs,
            pairing,
            original,
            dependencies: recorder.dependencies(&self.digests),
            outcome,
        })
    }

    fn article(
        &self,
        file: &ArticleFile<'_>,
        recorder: &DependencyRecorder,
        paired: &mut PairedOriginal,
    ) -> Outcome<Article> {
        let (project, path, id) = (self.project, file.path, file.source);
        let edition = file.placed.edition;
        let text = &project.sources[id].text;
        let (key, is_index) = place(path, &file.placed.below, &project.articles);
        let mut diagnostics = Vec::new();
        let front = front_matter::read(id, text).unpack(&mut diagnostics);
        let head = ArticleKeys::read(id, &front.table, &text[front.body..]).unpack(&mut diagnostics);
        let pairing = if edition.locale.is_default() { PairingKeys::default() } else { meta::pairing_keys(&head) };
        let original = self.originals.find(edition, &key, &pairing).cloned();
        *paired = (pairing, original.clone());
        let original = original.as_deref();
        let kind = meta::kind(&head).unpack(&mut diagnostics).or_else(|| original.map(|original| original.kind));
        let kind = kind.or_else(|| configured_kind(&project.config, &key).filter(|_| !is_index)).unwrap_or_default();
        let checker = self.wording.get(&edition.locale).map(|rules| rules.checker(path));
        let is_read = self.cache.body_mode != BodyMode::Texts || is_index || !head.introduces();
        let body = if is_read {
            self.body(file, &front, &head, kind, checker.as_ref(), recorder).unpack(&mut diagnostics)
        } else {
            Body::unread()
        };
        let around = MetaContext {
            path,
            key: &key,
            site_title: &project.config.title,
            kind,
            body: &body,
            original,
            place: project.places.get(path).copied(),
            changed: project.history.get(path).copied(),
            wording: checker.as_ref().map(|checker| (checker, &**text)),
        };
        let meta = meta::complete(&head, &around).unpack(&mut diagnostics);
        let was_refused = diagnostics.iter().any(|diagnostic| diagnostic.code == codes::MARKUP_TOO_COMPLEX);
        if !is_index && !was_refused {
            diagnostics.extend(meta::missing_value(&head, path, &meta, &body));
        }
        diagnostics.extend(meta::blank_values(&head, path));
        let hash = wording(&meta, &text[front.body..]);
        let (source, path, meta, body) = (id, path.clone(), Arc::new(meta), Arc::new(body));
        let original = original.map(|original| original.key.clone());
        Outcome { value: Article { source, path, key, edition, is_index, meta, body, hash, original }, diagnostics }
    }

    /// Renders the text of an article.
    fn body(
        &self,
        file: &ArticleFile<'_>,
        front: &FrontMatter,
        head: &ArticleKeys,
        kind: ArticleKind,
        wording: Option<&WordingChecker<'_>>,
        recorder: &DependencyRecorder,
    ) -> Outcome<Body> {
        let (project, path, id) = (self.project, file.path, file.source);
        let mut diagnostics = Vec::new();
        let text = MappedText::new(id, front.body, &project.sources[id].text[front.body..]);
        let tables: Vec<&FrontMatterTable> = std::iter::once(&front.table).chain(self.inherited(path)).collect();
        let locale = file.placed.edition.locale;
        let variables = self.variables.get(&locale).unwrap_or(&project.config.variables);
        let mut compat = compat_context(project, (&self.names, self.labels), path, &tables, recorder);
        compat.variables = variables;
        let text = compat::translate(text, &compat).unpack(&mut diagnostics);
        let context = markdown::MarkdownContext {
            kind,
            path,
            title: head.title(),
            config: &project.config.markdown,
            own_hosts: self.own_hosts,
            variables,
            label_files: locales::label_files(project, locale),
            snippets: self.snippets,
            spellings: [locale, LocaleId::default()].map(|id| &*self.spellings[id.index()]),
            language: &project.config.locale(locale).code,
            highlighter: &self.cache.highlighter,
            body_mode: self.cache.body_mode,
            added: &markdown::Added::default(),
            wording,
            recorder,
        };
        let value = markdown::render(&text, &context).unpack(&mut diagnostics);
        Outcome { value, diagnostics }
    }
}

/// The hash of what readers see of an article. A new owner or review date does not change it.
fn wording(meta: &Meta, text: &str) -> Arc<str> {
    let mut hasher = blake3::Hasher::new();
    for part in [&meta.title, &meta.description, text.trim()] {
        hasher.update(part.as_bytes()).update(b"\0");
    }
    hasher.finalize().to_hex()[..16].into()
}

#[cfg(test)]
mod tests;
