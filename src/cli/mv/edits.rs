//! Plans the edits of a move: links, calls of snippets, paths of the configuration, and aliases.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::terminal::Failure;
use super::trial::BuiltProject;
use crate::codes;
use crate::content::front_matter::list;
use crate::content::mapped_text::TextEdit;
use crate::diagnostic::{Diagnostic, Place};
use crate::moves::names::{self, MovedPath};
use crate::moves::references::{self, BuiltSite};
use crate::moves::{LinkReference, Renames, TextEdits, add, addresses, configuration, headings, rewrite};
use crate::path::{Address, ProjectPath, encode};
use crate::project::Project;

/// The configuration's file.
const CONFIG_FILE: &str = "answerbook.toml";

/// What a move changes in texts.
pub(super) struct PlannedMove {
    /// The edits, by the old paths of files.
    pub edits: TextEdits,
    /// All links as they were, for each build.
    pub references: Vec<Vec<LinkReference>>,
    /// How many links are rewritten.
    pub links: usize,
    /// How many old addresses get an alias or a redirect.
    pub aliases: usize,
}

/// Plans the edits. `moved` is the project with its files moved, and nothing else changed.
pub(super) fn plan(before: &BuiltProject, moved: &BuiltProject, renames: &Renames) -> Result<PlannedMove, Failure> {
    let project = before.project();
    let mut planned = PlannedMove { edits: TextEdits::new(), references: Vec::new(), links: 0, aliases: 0 };
    let mut articles: BTreeMap<ProjectPath, BTreeSet<Address>> = BTreeMap::new();
    let mut folders = BTreeSet::new();
    let mut stuck = None;
    for (before, moved) in before.outputs.iter().zip(&moved.outputs) {
        let (before, moved) = (BuiltSite::new(before), BuiltSite::new(moved));
        let references = references::of_site(&before);
        let rewritten = rewrite::edits(&references, &moved, renames);
        for (path, edits) in rewritten.edits {
            for edit in edits {
                planned.links += usize::from(!planned.edits.get(&path).is_some_and(|known| known.contains(&edit)));
                add(&mut planned.edits, &path, edit);
            }
        }
        stuck = stuck.or(rewritten.stuck.into_iter().next());
        let lost = addresses::lost(&before, &moved, renames);
        for (path, address) in lost.of_articles {
            articles.entry(path).or_default().insert(address);
        }
        folders.extend(lost.of_folders);
        planned.references.push(references);
    }
    if let Some(reference) = stuck {
        let message = format!("a link in `{}` cannot be rewritten: `{}`", reference.file, reference.written);
        let hint = "nothing was changed; write it as a Markdown link, without escapes and variables";
        return Err(Failure::new(message, hint));
    }
    planned.aliases = articles.values().map(BTreeSet::len).sum::<usize>() + folders.len();
    snippet_calls(project, moved, renames, &mut planned);
    add_aliases(before, moved, articles, &mut folders, (renames, &mut planned.edits));
    settings(project, renames, &folders.into_iter().collect::<Vec<_>>(), &mut planned.edits);
    if let Some((path, old, new)) = &renames.anchor {
        let edit = heading(before, path, old, new)?;
        add(&mut planned.edits, path, edit);
    }
    Ok(planned)
}

fn heading(before: &BuiltProject, path: &ProjectPath, old: &str, new: &str) -> Result<TextEdit, Failure> {
    let output = before.outputs.iter().find(|output| output.renderer.site.by_path.contains_key(path));
    let Some(site) = output.map(|output| &output.renderer.site) else {
        return Err(Failure::new(format!("`{path}` is not an article"), ""));
    };
    let article = &site[site.by_path[path]];
    let text = &before.project().sources[before.project().articles[path]].text;
    headings::rename(text, &article.body, old, new)
        .map_err(|message| Failure::new(message, format!("open `{path}` and look at its headings")))
}

/// Rewrites the calls of moved snippets, which the moved project reports as missing.
fn snippet_calls(project: &Project, moved: &BuiltProject, renames: &Renames, planned: &mut PlannedMove) {
    let name = |path: &ProjectPath| {
        let below = path.strip(&project.config.snippets)?;
        Some(below.rsplit_once('.').map_or(below, |(stem, _)| stem).to_owned())
    };
    let sources = project.sources.iter().map(|(_, source)| &source.path);
    let names: Vec<(String, String)> = sources
        .filter(|path| renames.path(path) != **path)
        .filter_map(|path| Some((name(path)?, name(&renames.path(path))?)))
        .collect();
    let old_paths: BTreeMap<ProjectPath, &ProjectPath> =
        project.sources.iter().map(|(_, source)| (renames.path(&source.path), &source.path)).collect();
    let moved_articles: Vec<(&ProjectPath, ProjectPath)> =
        project.articles.keys().map(|path| (path, renames.path(path))).filter(|(old, new)| *old != new).collect();
    let missing = |diagnostic: &&Diagnostic| diagnostic.code == codes::SNIPPET_MISSING;
    for diagnostic in moved.diagnostics.iter().filter(missing) {
        let Place::Span(span) = &diagnostic.place else { continue };
        let source = &moved.project().sources[span.source];
        let Some(call) = source.text.get(span.range.clone()) else { continue };
        let path = old_paths.get(&source.path).map_or(&source.path, |path| *path);
        let of_snippet = names.iter().find_map(|(old, new)| {
            let start = span.range.start + called(call, old)?;
            Some(TextEdit { range: start..start + old.len(), replacement: new.clone() })
        });
        let from = MovedPath { old: path, new: &source.path };
        let Some(edit) = of_snippet.or_else(|| article_call(&source.text, &span.range, from, moved, &moved_articles))
        else {
            continue;
        };
        planned.links += 1;
        add(&mut planned.edits, path, edit);
    }
}

/// The edit of a call that shows a moved article, or a part of it, in another one.
fn article_call(
    text: &str,
    range: &Range<usize>,
    from: MovedPath<'_>,
    moved: &BuiltProject,
    articles: &[(&ProjectPath, ProjectPath)],
) -> Option<TextEdit> {
    let project = moved.project();
    let edits = articles.iter().filter_map(|(old, new)| {
        let all = project.articles.keys().chain(project.files.keys());
        names::edit(text, range, from, MovedPath { old, new }, &all)
    });
    edits.max_by_key(|edit| edit.range.len())
}

/// Where a call names a snippet.
fn called(call: &str, name: &str) -> Option<usize> {
    let is_end = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || "-_/".contains(c));
    let is_start = |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || "-_/".contains(c));
    call.match_indices(name).map(|(at, _)| at).find(|at| is_start(&call[..*at]) && is_end(&call[at + name.len()..]))
}

/// Adds aliases to the front matter of articles. Where that is not possible, the address gets a redirect.
fn add_aliases(
    before: &BuiltProject,
    moved: &BuiltProject,
    articles: BTreeMap<ProjectPath, BTreeSet<Address>>,
    folders: &mut BTreeSet<(Address, Address)>,
    (renames, edits): (&Renames, &mut TextEdits),
) {
    let project = before.project();
    for (path, addresses) in articles {
        let values: Vec<String> = addresses.iter().map(|address| encode(address.as_str())).collect();
        let source = project.articles.get(&path);
        let edit = source.and_then(|source| list::add(&project.sources[*source].text, "aliases", &values));
        if let Some(edit) = edit {
            add(edits, &path, edit);
            continue;
        }
        let mut sites = moved.outputs.iter().map(|output| &output.renderer.site);
        let to = sites.find_map(|site| Some(site.address(*site.by_path.get(&renames.path(&path))?).clone()));
        folders.extend(to.into_iter().flat_map(|to| addresses.iter().map(move |from| (from.clone(), to.clone()))));
    }
}

/// Edits the configuration and the tables of contents.
fn settings(project: &Project, renames: &Renames, redirects: &[(Address, Address)], edits: &mut TextEdits) {
    let path = ProjectPath::new(CONFIG_FILE);
    let text = project.sources.iter().find(|(_, source)| source.path == path).map_or("", |(_, source)| &source.text);
    let of_paths = configuration::path_edits(text, &project.config.content, renames);
    let known: Vec<std::ops::Range<usize>> =
        edits.get(&path).into_iter().flatten().map(|edit| edit.range.clone()).collect();
    let is_free =
        |edit: &TextEdit| known.iter().all(|range| range.end <= edit.range.start || edit.range.end <= range.start);
    for edit in of_paths.into_iter().filter(is_free).chain(configuration::redirects(text, redirects)) {
        add(edits, &path, edit);
    }
    let folders = [ProjectPath::new(""), project.config.content.clone()];
    for folder in folders.into_iter().collect::<BTreeSet<_>>() {
        let Some(path) = folder.join("SUMMARY.md").filter(|path| !project.articles.contains_key(path)) else {
            continue;
        };
        let Ok(bytes) = std::fs::read(project.root.join(path.as_str())) else { continue };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        for edit in configuration::summary_edits(&text, &path, renames) {
            add(edits, &path, edit);
        }
    }
}
