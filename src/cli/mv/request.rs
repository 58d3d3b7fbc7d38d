//! Turns the arguments of `mv` into the names that change: with translations, and never over existing files.

use std::path::{Path, PathBuf};

use super::super::terminal::Failure;
use crate::config::EditionId;
use crate::moves::Renames;
use crate::path::ProjectPath;
use crate::project::Project;

/// The names that change.
pub(super) fn renames(project: &Project, from: &str, to: &str) -> Result<Renames, Failure> {
    let (from_path, anchor) = from.split_once('#').map_or((from, None), |(path, anchor)| (path, Some(anchor)));
    let old = existing(project, from_path)?;
    if let Some(anchor) = anchor {
        let new = to.rsplit_once('#').map_or(to, |(_, new)| new);
        let is_id = !new.is_empty() && new.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
        let is_same_file = to.split('#').next().is_none_or(|path| path.is_empty() || path == from_path || path == new);
        if !is_id || !is_same_file {
            let hint = format!("write the new anchor as `#{}`", crate::path::slug(new));
            return Err(Failure::new(format!("`{to}` is not the new name of an anchor"), hint));
        }
        return Ok(Renames { paths: Vec::new(), anchor: Some((old.path, anchor.to_owned(), new.to_owned())) });
    }
    refuse_settings(project, &old.path)?;
    let new = target(project, &old, to)?;
    if new == old.path {
        return Err(Failure::new(format!("`{from}` has that name already"), ""));
    }
    if new.strip(&old.path).is_some() {
        return Err(Failure::new(format!("`{from}` cannot be moved into itself"), ""));
    }
    let mut paths = vec![(old.path.clone(), new.clone())];
    paths.extend(translations(project, &old.path, &new)?);
    for (old, new) in &paths {
        refuse_existing(project, old, new)?;
    }
    Ok(Renames { paths, anchor: None })
}

/// A file or folder of the project, and the folder that the argument was relative to.
struct ExistingPath {
    path: ProjectPath,
    base: PathBuf,
}

/// What an argument names: a path from the current folder, from the project or from its content folder.
fn existing(project: &Project, argument: &str) -> Result<ExistingPath, Failure> {
    let current = std::env::current_dir().unwrap_or_default();
    let bases = [current, project.root.clone(), project.root.join(project.config.content.as_str())];
    for base in bases {
        let path = base.join(argument);
        if path.symlink_metadata().is_err() {
            continue;
        }
        if let Some(path) = below(project, &path).filter(|path| !path.as_str().is_empty()) {
            return Ok(ExistingPath { path, base });
        }
    }
    let names = project.articles.keys().chain(project.files.keys()).map(ProjectPath::as_str);
    let hint = crate::suggest::nearest(argument, names).map_or_else(
        || "enter the path of a file or folder of the project".to_owned(),
        |name| format!("did you mean `{name}`?"),
    );
    Err(Failure::new(format!("there is no `{argument}` in the project"), hint))
}

/// The path from the project folder.
fn below(project: &Project, path: &Path) -> Option<ProjectPath> {
    let parent = path.ancestors().find_map(|above| Some((above, above.canonicalize().ok()?)));
    let (above, canonical) = parent?;
    // The last name may be a link, which is moved, not followed.
    let (above, canonical) = match (path.parent(), path.file_name()) {
        (Some(parent), Some(_)) if above == path => (parent, parent.canonicalize().ok()?),
        _ => (above, canonical),
    };
    let rest = path.strip_prefix(above).ok()?;
    let inside = canonical.strip_prefix(&project.root).ok()?;
    let text = inside.join(rest).to_str()?.replace('\\', "/");
    ProjectPath::new("").join(&text)
}

/// The new path: `to` itself, or below it if it is a folder.
fn target(project: &Project, old: &ExistingPath, to: &str) -> Result<ProjectPath, Failure> {
    let path = old.base.join(to);
    let is_folder = to.ends_with('/') || path.is_dir();
    let outside = || Failure::new(format!("`{to}` is not in the project"), "move it within the project folder");
    let new = below(project, &path).ok_or_else(outside)?;
    if is_folder {
        return new.join(old.path.name()).ok_or_else(outside);
    }
    let was_file = project.root.join(old.path.as_str()).is_file();
    match (old.path.extension(), new.extension()) {
        (old_end, new_end) if !was_file || old_end == new_end => Ok(new),
        (old_end, new_end) if new_end.is_empty() && !old_end.is_empty() => {
            Ok(ProjectPath::new(&format!("{new}.{old_end}")))
        }
        (old_end, _) => {
            let message = format!("`{to}` is another type of file than `{}`", old.path.name());
            Err(Failure::new(message, format!("keep the extension `.{old_end}`")))
        }
    }
}

/// The translations of an article or a folder, which move along.
fn translations(
    project: &Project,
    old: &ProjectPath,
    new: &ProjectPath,
) -> Result<Vec<(ProjectPath, ProjectPath)>, Failure> {
    let (Some(from), to) = (project.trees.place(old), project.trees.place(new)) else { return Ok(Vec::new()) };
    let is_article = project.articles.contains_key(old);
    let is_same_tree = to.as_ref().is_some_and(|to| to.edition == from.edition);
    if !is_same_tree {
        if is_article || project.root.join(old.as_str()).is_dir() {
            let message = format!("`{new}` is not in the folder of the same language and version");
            return Err(Failure::new(message, "move it within its content folder"));
        }
        return Ok(Vec::new());
    }
    let Some(to) = to.filter(|_| from.edition.locale.is_default()) else { return Ok(Vec::new()) };
    let mut moved = Vec::new();
    for tree in project.trees.iter() {
        let is_translation = tree.edition.version == from.edition.version && tree.edition != from.edition;
        let path = tree.folder.join(&from.below).filter(|_| is_translation);
        let path = path.filter(|path| project.root.join(path.as_str()).exists());
        moved.extend(path.and_then(|path| Some((path, tree.folder.join(&to.below)?))));
    }
    if !is_article {
        return Ok(moved);
    }
    // `refunds.fr.md` is the translation of `refunds.md`, and `refunds._fr.md` that of `refunds._en.md`.
    let (old_name, new_name) = (ProjectPath::new(&from.below), ProjectPath::new(&to.below));
    let is_below = |path: &ProjectPath, name: &ProjectPath| path.name().starts_with(name.stem());
    if !is_below(old, &old_name) || !is_below(new, &new_name) {
        return Ok(moved);
    }
    let named = project.articles.keys().filter(|path| *path != old && path.parent() == old.parent());
    for path in named {
        let is_of_version = |edition: EditionId| edition.version == from.edition.version && edition != from.edition;
        let placed = project.trees.place(path).filter(|placed| is_of_version(placed.edition));
        if placed.is_some_and(|placed| placed.below == from.below)
            && let Some(ending) = path.name().strip_prefix(old_name.stem())
            && let Some(target) = new.parent().join(&format!("{}{ending}", new_name.stem()))
        {
            moved.push((path.clone(), target));
        }
    }
    Ok(moved)
}

/// Refuses to move what the configuration names.
fn refuse_settings(project: &Project, path: &ProjectPath) -> Result<(), Failure> {
    let config = &project.config;
    let trees = project.trees.iter().map(|tree| &tree.folder);
    let is_named = [&config.content, &config.static_files, &config.snippets].into_iter().chain(trees);
    let holds = is_named.filter(|named| *named == path || named.strip(path).is_some()).count() > 0;
    let is_file_of_tool = path.as_str() == "answerbook.toml" || path.as_str().split('/').next() == Some("theme");
    if holds || is_file_of_tool {
        let message = format!("`{path}` is a folder or file that the configuration depends on");
        return Err(Failure::new(message, "move it by hand, and change `answerbook.toml`"));
    }
    Ok(())
}

fn refuse_existing(project: &Project, old: &ProjectPath, new: &ProjectPath) -> Result<(), Failure> {
    let file = project.root.join(new.as_str());
    let is_same = || {
        let there = file.canonicalize().ok();
        there.is_some() && there == project.root.join(old.as_str()).canonicalize().ok()
    };
    if file.symlink_metadata().is_ok() && !is_same() {
        return Err(Failure::new(format!("`{new}` exists already"), "choose another name, or remove it first"));
    }
    Ok(())
}
