//! Resolves the targets of other tools' links and includes to files of the project.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use foldhash::HashMap;

use super::CompatContext;
use crate::path::{self, ProjectPath};
use crate::project::ProjectFile;
use crate::source::SourceId;
use crate::suggest;

/// Extensions of what a bundler reads that is no text or picture; a component may have none.
const SCRIPTS: &[&str] = &["", "astro", "css", "js", "json", "jsx", "mjs", "scss", "svelte", "ts", "tsx", "vue"];

/// Endings that an article's path may have.
const ENDINGS: &[&str] = &["", ".md", ".mdx", "/index.md", "/_index.md", "/index.mdx", "/README.md", ".markdown"];

/// The link target for Hugo's `ref` and Jekyll's `link`: the path of the article relative to this file. If there is no
/// such article, the reference itself, so that it is reported like any broken link.
pub(super) fn article(context: &CompatContext<'_>, reference: &str) -> String {
    let (name, anchor) = reference.split_at(reference.find('#').unwrap_or(reference.len()));
    if name.is_empty() {
        return anchor.to_owned();
    }
    match find_article(context, name) {
        Some(found) => format!("{}{anchor}", path::encode(&relative(context.path, found))),
        None => format!("{}{anchor}", path::encode(name)),
    }
}

fn find_article<'c>(context: &CompatContext<'c>, name: &str) -> Option<&'c ProjectPath> {
    let name = path::decode(name);
    let trimmed = name.trim_end_matches('/');
    let root = ProjectPath::new("");
    for folder in [&context.path.parent(), context.content, &root] {
        for ending in ENDINGS {
            let relative = format!("{}{ending}", trimmed.trim_start_matches('/'));
            let found = folder.join(&relative).and_then(|path| context.articles().get_key_value(&path));
            if let Some((found, _)) = found {
                return Some(found);
            }
        }
    }
    // Hugo looks up a bare name in the whole site.
    let bare = trimmed.trim_matches('/').trim_start_matches("./");
    let wanted: Vec<String> = ENDINGS.iter().map(|ending| format!("{bare}{ending}")).collect();
    let ends_so =
        |path: &str, end: &str| path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    let named = context.names.of(context.articles(), last_part(bare)).iter();
    let is_exact = |path: &&ProjectPath| wanted.iter().any(|wanted| ends_so(path.as_str(), wanted));
    let is_similar = |path: &&ProjectPath| {
        let path = path.as_str().to_lowercase();
        wanted.iter().any(|wanted| ends_so(&path, &wanted.to_lowercase()))
    };
    let mut exact = named.clone().filter(is_exact);
    let mut similar = named.filter(is_similar);
    match exact.next() {
        Some(found) => Some(found).filter(|_| exact.next().is_none()),
        None => similar.next().filter(|_| similar.next().is_none()),
    }
}

/// Articles and files by the last part of each name that a reference may use for them. Built when first needed.
#[derive(Debug, Default)]
pub struct Names {
    articles: OnceLock<PathsByPart>,
    files: OnceLock<PathsByPart>,
}

/// Paths by the last part of a name, in lower case.
type PathsByPart = HashMap<String, Vec<ProjectPath>>;

impl Names {
    /// The articles with this last part in any letter case, ordered by path.
    fn of(&self, articles: &BTreeMap<ProjectPath, SourceId>, part: &str) -> &[ProjectPath] {
        paths(self.articles.get_or_init(|| by_part(articles.keys(), ENDINGS)), part)
    }

    /// The files with this name in any letter case, ordered by path.
    fn of_files(&self, files: &BTreeMap<ProjectPath, ProjectFile>, name: &str) -> &[ProjectPath] {
        paths(self.files.get_or_init(|| by_part(files.keys(), &[""])), name)
    }
}

fn paths<'n>(names: &'n PathsByPart, part: &str) -> &'n [ProjectPath] {
    names.get(&part.to_lowercase()).map_or(&[], Vec::as_slice)
}

fn by_part<'p>(paths: impl Iterator<Item = &'p ProjectPath>, endings: &[&str]) -> PathsByPart {
    let mut names = PathsByPart::default();
    for path in paths {
        let bare = endings.iter().filter_map(|ending| path.as_str().strip_suffix(ending));
        let mut parts: Vec<String> = bare.map(|bare| last_part(bare).to_lowercase()).collect();
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            names.entry(part).or_default().push(path.clone());
        }
    }
    names
}

/// The articles and files that a name of Obsidian can mean: a path from this folder, the content folder or the
/// project's, or else any path that ends so, in any letter case. Those that share the most folders with this file come
/// alone.
pub(super) fn named(context: &CompatContext<'_>, name: &str) -> Vec<ProjectPath> {
    let exists = |path: &ProjectPath| context.articles().contains_key(path) || context.files().contains_key(path);
    let root = ProjectPath::new("");
    for folder in [&context.path.parent(), context.content, &root] {
        let written = ["", ".md"].iter().filter_map(|ending| folder.join(&format!("{name}{ending}")));
        if let Some(found) = written.into_iter().find(exists) {
            return vec![found];
        }
    }
    let wanted = name.trim_start_matches('/').to_lowercase();
    let ends_so = |path: &&ProjectPath| {
        let path = path.as_str().to_lowercase();
        ["", ".md", ".mdx", ".markdown"].iter().any(|ending| {
            let bare = path.strip_suffix(ending).and_then(|path| path.strip_suffix(&wanted));
            bare.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        })
    };
    let names = context.names;
    let part = last_part(&wanted);
    let articles = names.of(context.articles(), part).iter().chain(names.of(context.articles(), stem(part)));
    let candidates = articles.chain(names.of_files(context.files(), part)).filter(ends_so);
    let shared = |path: &ProjectPath| {
        let own = context.path.as_str().split('/');
        own.zip(path.as_str().split('/')).take_while(|(a, b)| a == b).count()
    };
    let mut found: Vec<&ProjectPath> = candidates.collect();
    found.sort_unstable();
    found.dedup();
    let most = found.iter().map(|path| shared(path)).max().unwrap_or_default();
    found.into_iter().filter(|path| shared(path) == most).cloned().collect()
}

fn stem(name: &str) -> &str {
    name.strip_suffix(".md").unwrap_or(name)
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The path of `target` as `file` refers to it, with `./` or `../` at its start.
pub(super) fn relative(file: &ProjectPath, target: &ProjectPath) -> String {
    let path = target.relative_to(file);
    if path.starts_with("../") { path } else { format!("./{path}") }
}

/// The name of the snippet or partial that an include refers to. `~/` and `@site/` start at the project's root, `/`
/// there or at the content folder, anything else in the file's folder.
pub(super) fn snippet(context: &CompatContext<'_>, target: &str) -> Option<String> {
    let target = path::decode(target.trim());
    let root = ProjectPath::new("");
    let beside = context.path.parent();
    let rest = ["~/", "@site/", "/"].iter().find_map(|start| target.strip_prefix(start));
    let folders: &[&ProjectPath] = match rest {
        Some(_) => &[&root, context.content],
        None => &[&beside, context.snippet_folder, &root, context.content],
    };
    for folder in folders {
        let Some(path) = folder.join(rest.unwrap_or(&target)) else { continue };
        let extensions = [".md", ".mdx", ".markdown"];
        let in_snippets = path.strip(context.snippet_folder).map(|name| {
            extensions.iter().find_map(|extension| name.strip_suffix(extension)).unwrap_or(name).to_owned()
        });
        for name in [Some(path.to_string()), Some(format!("{path}.md")), in_snippets].into_iter().flatten() {
            if context.snippets().contains_key(&name) {
                return Some(name);
            }
        }
    }
    None
}

/// The file that an import names. `@name/` and `~/` begin with the name of a folder that a bundler's settings define:
/// `@assets/a.png` is the only file whose path ends with `assets/a.png`, and `@/a.png` the only one that ends with `a.png`.
pub(super) fn imported(context: &CompatContext<'_>, source: &str) -> String {
    let as_written = || source.to_owned();
    let is_script = SCRIPTS.contains(&ProjectPath::new(source).extension().as_str());
    let is_alias = source.starts_with(['@', '~']) && !source.starts_with("@site/") && !is_script;
    let Some((_, rest)) = source.split_once('/').filter(|_| is_alias) else { return as_written() };
    let wanted = source.trim_start_matches(['@', '~']).trim_start_matches('/');
    let ends_so =
        |path: &str| path.strip_suffix(wanted).is_some_and(|before| before.is_empty() || before.ends_with(['/', '_']));
    let files = context.names.of_files(context.files(), last_part(rest)).iter();
    let mut found = files.filter(|path| ends_so(path.as_str()));
    if let (Some(only), None) = (found.next(), found.next()) {
        return relative(context.path, only);
    }
    let mut snippets = context.snippets().keys().filter(|name| ends_so(name));
    snippets.next().filter(|_| snippets.next().is_none()).map_or_else(as_written, |name| format!("/{name}"))
}

/// The snippet with the name closest to a target that does not exist.
pub(super) fn nearest_snippet<'c>(context: &CompatContext<'c>, target: &str) -> Option<&'c str> {
    let target = target.trim_start_matches(['~', '/', '.']).trim_start_matches("@site/");
    suggest::nearest(target, context.snippets().keys().map(String::as_str))
}
