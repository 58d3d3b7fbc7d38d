//! The files of one commit: articles and what they show. Trees are hostile until checked.

use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::bstr::ByteSlice;

use super::{Kept, Past, Reading, problem, root_of};
use crate::codes;
use crate::config::{Config, Version, VersionId, VersionSource};
use crate::diagnostic::Diagnostic;
use crate::load::read::{self, Contents};
use crate::load::trees;
use crate::load::walk::{Area, is_article};
use crate::path::ProjectPath;

/// Deepest folder that is read; git itself has no limit, and a tree can be made to be endless.
const DEEPEST: usize = 64;

/// What stops the reading of a version.
type Fault = Box<Diagnostic>;

/// Adds the files of version number `number`, as they were at `commit`.
pub(super) fn read(
    reading: &mut Reading<'_>,
    config: &Config,
    number: usize,
    commit: ObjectId,
    past: &mut Past,
) -> Result<(), Fault> {
    let version = &config.versions[number];
    let VersionSource::Git { reference, folder } = &version.source else { return Ok(()) };
    let root = root_of(reference);
    let content = folder.clone().unwrap_or_else(|| config.content.clone());
    let top = reading.top(version, commit)?;
    let Some(_) = reading.folder(version, top, &content)? else {
        let message = format!("`{reference}` has no folder `{content}`");
        return Err(Box::new(
            problem(codes::VERSION_MISSING_FOLDER, message, version)
                .help(format!("name the folder of that time: `source = \"git:{reference}:FOLDER\"`")),
        ));
    };
    let exists = |path: &ProjectPath| {
        let below = path.strip(&root).map(ProjectPath::new);
        below.is_some_and(|path| matches!(reading.folder(version, top, &path), Ok(Some(_))))
    };
    let id = VersionId(u16::try_from(number).unwrap_or(u16::MAX));
    let at_root = |path: &ProjectPath| root.join(path.as_str());
    let Some(content) = at_root(&content) else { return Ok(()) };
    let trees = trees::of_version(config, id, &content, Some(&root), &exists);
    let mut folders: Vec<(ProjectPath, Area)> = trees.iter().map(|tree| (tree.folder.clone(), Area::Content)).collect();
    folders.extend(at_root(&config.static_files).map(|path| (path, Area::Static)));
    past.trees.extend(trees);
    // The inner folders first: what lies in one is not read again with the folder that holds it.
    folders.sort_by_key(|(path, _)| std::cmp::Reverse(path.as_str().len()));
    let mut done: Vec<ProjectPath> = Vec::new();
    for (path, area) in folders {
        let below = ProjectPath::new(path.strip(&root).unwrap_or_default());
        if let Some(tree) = reading.folder(version, top, &below)? {
            let mut visit = Visit { version, area, done: &done, past, depth: 0 };
            reading.visit(tree, &path, &mut visit)?;
        }
        done.push(path);
    }
    Ok(())
}

/// What a walk through a tree carries along.
struct Visit<'v> {
    version: &'v Version,
    area: Area,
    /// Folders that were read before.
    done: &'v [ProjectPath],
    past: &'v mut Past,
    depth: usize,
}

impl Reading<'_> {
    /// The tree of the project's folder at a commit.
    fn top(&self, version: &Version, commit: ObjectId) -> Result<ObjectId, Fault> {
        let tree = self.repository.find_commit(commit).map_err(|error| lost(version, &error))?;
        let tree = tree.tree_id().map_err(|error| lost(version, &error))?.detach();
        if self.folder.as_os_str().is_empty() {
            return Ok(tree);
        }
        self.lookup(version, tree, &self.folder)?.ok_or_else(|| {
            let message = format!("`{}` did not have the project's folder yet", version.source);
            Box::new(problem(codes::VERSION_MISSING_FOLDER, message, version).help("name a later tag or branch"))
        })
    }

    /// The tree of a folder of the project; `None` where there is none.
    fn folder(&self, version: &Version, top: ObjectId, path: &ProjectPath) -> Result<Option<ObjectId>, Fault> {
        if path.as_str().is_empty() { Ok(Some(top)) } else { self.lookup(version, top, &PathBuf::from(path.as_str())) }
    }

    fn lookup(&self, version: &Version, tree: ObjectId, path: &Path) -> Result<Option<ObjectId>, Fault> {
        let tree = self.repository.find_tree(tree).map_err(|error| lost(version, &error))?;
        let entry = tree.lookup_entry_by_path(path).map_err(|error| lost(version, &error))?;
        Ok(entry.filter(|entry| entry.mode().is_tree()).map(|entry| entry.object_id()))
    }

    fn visit(&mut self, tree: ObjectId, folder: &ProjectPath, visit: &mut Visit<'_>) -> Result<(), Fault> {
        let version = visit.version;
        let tree = self.repository.find_tree(tree).map_err(|error| lost(version, &error))?;
        for entry in tree.iter() {
            let entry = entry.map_err(|error| lost(version, &error))?;
            let Ok(name) = entry.filename().to_str() else { continue };
            let is_safe = !matches!(name, "" | "." | "..") && !name.contains(['/', '\\', '\0']);
            let path = ProjectPath::new(&format!("{folder}/{name}"));
            let mode = entry.mode();
            if mode.is_link() || mode.is_commit() || !is_safe || visit.depth > DEEPEST {
                let what = match () {
                    () if mode.is_link() => "a symbolic link",
                    () if mode.is_commit() => "a submodule",
                    () => "no name that a file can have",
                };
                visit.past.diagnostics.push(refused(version, &path, what));
                continue;
            }
            if name.starts_with('.') || visit.done.contains(&path) {
                continue;
            }
            if mode.is_tree() {
                visit.depth += 1;
                self.visit(entry.object_id(), &path, visit)?;
                visit.depth -= 1;
            } else {
                let contents = self.contents(version, entry.object_id(), &path, visit.area)?;
                visit.past.files.push(Kept { path, area: visit.area, contents });
            }
        }
        Ok(())
    }

    /// What an object holds, which is read once for all versions.
    fn contents(&mut self, version: &Version, id: ObjectId, path: &ProjectPath, area: Area) -> Result<Contents, Fault> {
        let key = (id, area, path.extension());
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let mut object = self.repository.find_object(id).map_err(|error| lost(version, &error))?;
        let bytes = std::mem::take(&mut object.data);
        let contents = if area != Area::Static && is_article(path) {
            read::text_of(path, bytes)
        } else {
            read::file_of(path, &bytes, &id.to_string())
        };
        // A problem names the file that it was found in.
        if !matches!(contents, Contents::Problem(_)) {
            self.known.insert(key, contents.clone());
        }
        Ok(contents)
    }
}

/// The diagnostic for an object that the clone lacks.
fn lost(version: &Version, error: &dyn std::fmt::Display) -> Fault {
    let cause = error.to_string();
    let message = format!("`{}` cannot be read, because the clone lacks objects of it: {cause}", version.source);
    Box::new(
        problem(codes::VERSION_MISSING_OBJECT, message, version)
            .help("fetch all of a shallow clone: `git fetch --unshallow --tags`")
            .help("fetch all of a partial clone: `git fetch --refetch --no-filter origin`"),
    )
}

fn refused(version: &Version, path: &ProjectPath, what: &str) -> Diagnostic {
    let message = format!("{what} in `{}` is not followed", version.source);
    Diagnostic::file(codes::VERSION_REFUSED_ENTRY, message, path.clone())
        .help("nothing is to be done if no article of that version shows it")
}
