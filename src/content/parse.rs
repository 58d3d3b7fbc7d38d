//! All articles of a project, read in parallel. The result is in the order of the paths, whatever the number of threads.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::codes;
use crate::config::Config;
use crate::content::highlight::Highlighter;
use crate::content::mapped::Mapped;
use crate::content::markdown::{self, Snippet};
use crate::content::meta::{self, Head, Surroundings};
use crate::content::{Article, EditionId, Kind, front_matter};
use crate::diagnostic::{Diagnostic, Outcome};
use crate::path::{ArticleKey, ProjectPath};
use crate::project::Project;
use crate::source::SourceId;
use crate::theme::texts::Texts;

/// Names of files that stand for their folder, the first one found winning.
const INDEX_STEMS: [&str; 3] = ["index", "_index", "readme"];

/// What all articles of a project are read with.
struct Desk<'p> {
    project: &'p Project,
    texts: &'p Texts,
    snippets: BTreeMap<String, Snippet<'p>>,
    highlighter: Highlighter,
}

/// Reads every article.
#[must_use]
pub fn parse(project: &Project, texts: &Texts) -> Outcome<Vec<Article>> {
    let mut diagnostics = Vec::new();
    let snippets = snippets(project);
    let desk = Desk { project, texts, snippets, highlighter: Highlighter::default() };
    let sources: Vec<(&ProjectPath, SourceId)> = project.articles.iter().map(|(path, id)| (path, *id)).collect();
    let outcomes: Vec<Outcome<Article>> = sources.par_iter().map(|(path, id)| article(&desk, path, *id)).collect();
    let articles = outcomes.into_iter().map(|outcome| outcome.unpack(&mut diagnostics)).collect();
    Outcome { value: articles, diagnostics }
}

/// The snippets, their front matter split off.
fn snippets(project: &Project) -> BTreeMap<String, Snippet<'_>> {
    let snippet = |(name, id): (&String, &SourceId)| {
        let source = &project.sources[*id];
        let body = front_matter::split(&source.text).body;
        (name.clone(), Snippet { text: Mapped::new(*id, body, &source.text[body..]), path: source.path.clone() })
    };
    project.snippets.iter().map(snippet).collect()
}

fn article(desk: &Desk<'_>, path: &ProjectPath, id: SourceId) -> Outcome<Article> {
    let project = desk.project;
    let config = &project.config;
    let text = &project.sources[id].text;
    let mut diagnostics = Vec::new();
    let front = front_matter::read(id, text).unpack(&mut diagnostics);
    let head = Head::read(id, &front.table).unpack(&mut diagnostics);
    let (key, is_index) = key(project, path);
    let kind = meta::kind(&head).unpack(&mut diagnostics).unwrap_or_else(|| kind_of_folder(config, &key));
    let context = markdown::Context {
        kind,
        path,
        title: head.title(),
        config: &config.markdown,
        own_hosts: &config.links.own_hosts,
        variables: &config.variables,
        snippets: &desk.snippets,
        texts: desk.texts,
        highlighter: &desk.highlighter,
    };
    let mapped = Mapped::new(id, front.body, &text[front.body..]);
    let body = markdown::render(&mapped, &context).unpack(&mut diagnostics);
    let surroundings = Surroundings {
        path,
        key: &key,
        site_title: &config.title,
        kind,
        body: &body,
        changed: project.history.get(path).copied(),
    };
    let meta = meta::complete(&head, &surroundings).unpack(&mut diagnostics);
    if kind == Kind::Video && meta.video.is_none() {
        diagnostics.push(
            Diagnostic::file(codes::VIDEO_MISSING, "a `video` article has no `video`", path.clone())
                .help("add `video: https://…` or `video: recording.mp4` to the front matter"),
        );
    }
    let hash = blake3::hash(text.as_bytes()).to_hex()[..16].to_owned();
    let article =
        Article { source: id, path: path.clone(), key, edition: EditionId::default(), is_index, meta, body, hash };
    Outcome { value: article, diagnostics }
}

/// The article's name, and whether it stands for its folder.
fn key(project: &Project, path: &ProjectPath) -> (ArticleKey, bool) {
    let parent = path.parent();
    let folder = parent.strip(&project.config.content).unwrap_or_default();
    let rank = |path: &ProjectPath| INDEX_STEMS.iter().position(|stem| path.stem().eq_ignore_ascii_case(stem));
    let own = rank(path);
    let is_first = || {
        let siblings = project.articles.keys().filter(|other| other.parent() == parent && *other != path);
        siblings.filter_map(rank).all(|rank| Some(rank) > own)
    };
    if own.is_some() && is_first() {
        return (ArticleKey::new(folder), true);
    }
    let separator = if folder.is_empty() { "" } else { "/" };
    (ArticleKey::new(&format!("{folder}{separator}{}", path.stem())), false)
}

/// The kind that the configuration gives to a folder; the longest matching entry wins.
fn kind_of_folder(config: &Config, key: &ArticleKey) -> Kind {
    let holds = |folder: &str| {
        key.as_str().strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let named = config.kinds.iter().filter(|(folder, _)| holds(folder)).max_by_key(|(folder, _)| folder.len());
    named.and_then(|(_, kind)| Kind::from_name(kind)).unwrap_or_default()
}
