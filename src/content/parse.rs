//! The parsing pipeline: turns every text of the project into an [`Article`], in parallel.
//!
//! Snippets are prepared first, because articles use them. An article that would be parsed in the same way as before
//! comes from the cache.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::cache::{ArticleCache, ArticleInputs, CachedArticle, DependencyDigests, DependencyRecorder, Digest, digest};
use super::front_matter::{self, FrontMatter, FrontMatterData, FrontMatterTable, FrontMatterValue};
use super::mapped_text::MappedText;
use super::markdown::{self, Snippet};
use super::meta::{self, ArticleKeys, MetaContext};
use super::{Article, ArticleKind, Body, BodyMode, EditionId, LocaleId, Meta, compat};
use crate::codes;
use crate::config::{Config, TreePlace};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::path::{ArticleKey, ProjectPath};
use crate::project::Project;
use crate::source::SourceId;

/// Parses all articles of a project, including drafts and articles with a future date.
#[must_use]
pub fn parse(project: &Project, cache: &ArticleCache) -> Outcome<Vec<Arc<Article>>> {
    let mut diagnostics = Vec::new();
    let snippets = prepare(project, &mut diagnostics);
    let cascades = cascades(project);
    let own_hosts = project.config.own_hosts();
    let context = ParseContext {
        project,
        names: compat::Names::default(),
        snippets: &snippets,
        spellings: spellings(&project.config),
        cascades: &cascades,
        own_hosts: &own_hosts,
        cache,
        shared: shared(project, &own_hosts),
        digests: digests(project, &snippets),
    };
    let known = cache.known();
    let files = project.articles.iter().filter_map(|(path, &source)| ArticleFile::new(project, path, source));
    // A text that several editions use is parsed for its first file. The others reuse the result if they can.
    let (files, others): (Vec<ArticleFile<'_>>, Vec<ArticleFile<'_>>) = files.partition(|file| file.is_first);
    let read = files.into_par_iter().map(|file| (file.name(), context.known_or_read(&file, known.get(&file.name()))));
    let mut read: Vec<((EditionId, SourceId), Arc<CachedArticle>)> = read.collect();
    if !others.is_empty() {
        let firsts: HashMap<(LocaleId, SourceId), Arc<CachedArticle>> =
            read.iter().map(|((edition, source), known)| ((edition.locale, *source), Arc::clone(known))).collect();
        let copied = others.into_par_iter().map(|file| {
            let first = firsts.get(&(file.placed.edition.locale, file.source));
            (file.name(), context.shared_or_read(&file, first, known.get(&file.name())))
        });
        read.extend(copied.collect::<Vec<_>>());
    }
    let mut value = Vec::with_capacity(read.len());
    for (_, known) in &read {
        value.push(Arc::clone(&known.outcome.value));
        diagnostics.extend_from_slice(&known.outcome.diagnostics);
    }
    cache.keep(read.into_iter().collect());
    Outcome { value, diagnostics }
}

/// An article's file and its edition.
struct ArticleFile<'p> {
    path: &'p ProjectPath,
    source: SourceId,
    placed: TreePlace<'p>,
    /// Whether this is the first file with its text. All spans refer to that one.
    is_first: bool,
}

impl<'p> ArticleFile<'p> {
    fn new(project: &'p Project, path: &'p ProjectPath, source: SourceId) -> Option<Self> {
        let is_first = project.sources[source].path == *path;
        Some(Self { path, source, placed: project.trees.place(path)?, is_first })
    }

    fn name(&self) -> (EditionId, SourceId) {
        (self.placed.edition, self.source)
    }
}

fn spellings(config: &Config) -> Vec<Vec<String>> {
    let has_several = config.locales.len() > 1;
    config.locales.iter().map(|locale| if has_several { locale.spellings() } else { Vec::new() }).collect()
}

/// A digest of the settings that all articles share.
fn shared(project: &Project, own_hosts: &[String]) -> Digest {
    let Config { title, content, snippets, markdown, variables, kinds, .. } = &project.config;
    digest(&(title, content, snippets, markdown, variables, kinds, own_hosts, &project.trees))
}

fn digests(project: &Project, snippets: &BTreeMap<String, Snippet<'_>>) -> DependencyDigests {
    let mut article_names = blake3::Hasher::new();
    for path in project.articles.keys() {
        article_names.update(path.as_str().as_bytes()).update(&[0]);
    }
    DependencyDigests {
        article_names: article_names.finalize(),
        snippet_names: digest(&project.snippets.keys().collect::<Vec<_>>()),
        snippets: snippets.iter().map(|(name, snippet)| (name.clone(), digest(snippet))).collect(),
    }
}

/// An article's key within its edition, and whether it is the index of its folder. `below` is its path relative to the
/// edition's folder. A `README` is the index if there is no file named `index`.
#[must_use]
pub fn place(path: &ProjectPath, below: &str, articles: &BTreeMap<ProjectPath, SourceId>) -> (ArticleKey, bool) {
    let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_index = is_index(path, stem, articles);
    let key = match (is_index, folder) {
        (true, folder) => folder.to_owned(),
        (false, "") => stem.to_owned(),
        (false, folder) => format!("{folder}/{stem}"),
    };
    (ArticleKey::new(&key), is_index)
}

fn is_index(path: &ProjectPath, stem: &str, articles: &BTreeMap<ProjectPath, SourceId>) -> bool {
    match stem {
        "index" | "_index" | "index.html" => true,
        stem if stem.eq_ignore_ascii_case("readme") => {
            let folder = path.parent();
            let taken = |name: &str| folder.join(name).is_some_and(|path| articles.contains_key(&path));
            !["index.md", "_index.md", "index.mdx", "index.markdown"].into_iter().any(taken)
        }
        _ => false,
    }
}

/// The kind that the configuration sets for a folder. If several folders contain the article, the longest path wins.
fn configured_kind(config: &Config, key: &ArticleKey) -> Option<ArticleKind> {
    let below = |folder: &str| {
        let rest = key.as_str().strip_prefix(folder.trim_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let kinds = config.kinds.iter().filter(|(folder, _)| below(folder));
    kinds.max_by_key(|(folder, _)| folder.len()).and_then(|(_, kind)| ArticleKind::from_name(kind))
}

/// Hugo's `cascade`: values that an index sets for everything in its folder, by folder. Used only for `param`. Values
/// with a `_target` apply to some of the files only and are ignored.
fn cascades(project: &Project) -> BTreeMap<ProjectPath, Vec<FrontMatterTable>> {
    let mut cascades = BTreeMap::new();
    for (path, &id) in project.articles.iter().filter(|(path, _)| matches!(path.stem(), "_index" | "index")) {
        let text = &project.sources[id].text;
        let head = front_matter::split(text).head.map_or("", |(_, range)| &text[range]);
        if !head.contains("cascade") {
            continue;
        }
        let table = front_matter::read(id, text).value.table;
        let tables: Vec<FrontMatterTable> = match table.value("cascade").map(|value| &value.data) {
            Some(FrontMatterData::Table(table)) => vec![table.clone()],
            Some(FrontMatterData::List(values)) => values.iter().filter_map(FrontMatterValue::table).cloned().collect(),
            _ => continue,
        };
        let for_all = |table: &FrontMatterTable| table.value("_target").or_else(|| table.value("target")).is_none();
        cascades.insert(path.parent(), tables.into_iter().filter(for_all).collect());
    }
    cascades
}

/// The snippets of a project, without front matter, translated to Answerbook's dialect.
fn prepare<'p>(project: &'p Project, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, Snippet<'p>> {
    let mut snippets = BTreeMap::new();
    let names = compat::Names::default();
    for (name, &id) in &project.snippets {
        let source = &project.sources[id];
        let front = front_matter::read(id, &source.text).unpack(diagnostics);
        let text = MappedText::new(id, front.body, &source.text[front.body..]);
        let tables = [&front.table];
        let recorder = DependencyRecorder::default();
        let context = compat_context(project, &names, &source.path, &tables, &recorder);
        let text = compat::translate(text, &context).unpack(diagnostics);
        snippets.insert(name.clone(), Snippet { text, path: source.path.clone() });
    }
    snippets
}

fn compat_context<'p>(
    project: &'p Project,
    names: &'p compat::Names,
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
        names,
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
    snippets: &'p BTreeMap<String, Snippet<'p>>,
    /// The spellings of each locale in file names; empty if there is only one locale.
    spellings: Vec<Vec<String>>,
    cascades: &'p BTreeMap<ProjectPath, Vec<FrontMatterTable>>,
    /// Absolute URLs that lead to this site.
    own_hosts: &'p [String],
    cache: &'p ArticleCache,
    /// A digest of the settings in this context.
    shared: Digest,
    digests: DependencyDigests,
}

impl ParseContext<'_> {
    /// The values that a file inherits from the folders above it, nearest folder first.
    fn inherited(&self, path: &ProjectPath) -> impl Iterator<Item = &FrontMatterTable> {
        let above = |folder: &ProjectPath| (!folder.as_str().is_empty()).then(|| folder.parent());
        let folders = std::iter::successors((!self.cascades.is_empty()).then(|| path.parent()), above);
        folders.filter_map(|folder| self.cascades.get(&folder)).flatten()
    }

    /// The cached article if it is still current, else a newly parsed one.
    fn known_or_read(&self, file: &ArticleFile<'_>, known: Option<&Arc<CachedArticle>>) -> Arc<CachedArticle> {
        let inputs = self.inputs(file);
        match known.filter(|known| known.is_current(&inputs, &self.digests)) {
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
        let Some(first) = first.filter(|first| first.fits(&inputs, &self.digests)) else {
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
        };
        // Problems with the text were reported where it was parsed.
        let outcome = Outcome { value: Arc::new(article), diagnostics: Vec::new() };
        Arc::new(CachedArticle { inputs, dependencies: first.dependencies.clone(), outcome })
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
        let outcome = self.article(file, &recorder).map(Arc::new);
        Arc::new(CachedArticle { inputs, dependencies: recorder.dependencies(&self.digests), outcome })
    }

    fn article(&self, file: &ArticleFile<'_>, recorder: &DependencyRecorder) -> Outcome<Article> {
        let (project, path, id) = (self.project, file.path, file.source);
        let edition = file.placed.edition;
        let text = &project.sources[id].text;
        let (key, is_index) = place(path, &file.placed.below, &project.articles);
        let mut diagnostics = Vec::new();
        let front = front_matter::read(id, text).unpack(&mut diagnostics);
        let head = ArticleKeys::read(id, &front.table, &text[front.body..]).unpack(&mut diagnostics);
        let kind = meta::kind(&head).unpack(&mut diagnostics);
        let kind = kind.or_else(|| configured_kind(&project.config, &key).filter(|_| !is_index)).unwrap_or_default();
        let is_read = self.cache.body_mode != BodyMode::Texts || is_index || !head.introduces();
        let body = if is_read {
            self.body(file, &front, &head, kind, recorder).unpack(&mut diagnostics)
        } else {
            Body::unread()
        };
        let around = MetaContext {
            path,
            key: &key,
            site_title: &project.config.title,
            kind,
            body: &body,
            place: project.places.get(path).copied(),
            changed: project.history.get(path).copied(),
        };
        let meta = meta::complete(&head, &around).unpack(&mut diagnostics);
        let was_refused = diagnostics.iter().any(|diagnostic| diagnostic.code == codes::MARKUP_TOO_COMPLEX);
        if !is_index && !was_refused {
            diagnostics.extend(meta::missing_value(&head, path, &meta, &body));
        }
        let hash = wording(&meta, &text[front.body..]);
        let (source, path, meta, body) = (id, path.clone(), Arc::new(meta), Arc::new(body));
        Outcome { value: Article { source, path, key, edition, is_index, meta, body, hash }, diagnostics }
    }

    /// Renders the text of an article.
    fn body(
        &self,
        file: &ArticleFile<'_>,
        front: &FrontMatter,
        head: &ArticleKeys,
        kind: ArticleKind,
        recorder: &DependencyRecorder,
    ) -> Outcome<Body> {
        let (project, path, id) = (self.project, file.path, file.source);
        let mut diagnostics = Vec::new();
        let text = MappedText::new(id, front.body, &project.sources[id].text[front.body..]);
        let tables: Vec<&FrontMatterTable> = std::iter::once(&front.table).chain(self.inherited(path)).collect();
        let text = compat::translate(text, &compat_context(project, &self.names, path, &tables, recorder))
            .unpack(&mut diagnostics);
        let context = markdown::MarkdownContext {
            kind,
            path,
            title: head.title(),
            config: &project.config.markdown,
            own_hosts: self.own_hosts,
            variables: &project.config.variables,
            snippets: self.snippets,
            spellings: [file.placed.edition.locale, LocaleId::default()].map(|id| &*self.spellings[id.index()]),
            highlighter: &self.cache.highlighter,
            body_mode: self.cache.body_mode,
            added: &markdown::Added::default(),
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
