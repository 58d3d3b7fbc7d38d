//! Lists the article and static files of one commit. Trees are untrusted input, so depth and number of entries are
//! limited.

use std::path::{Path, PathBuf};

use gix::bstr::ByteSlice;
use gix::object::Kind;
use gix::{ObjectId, Repository};

use super::{problem, root_of};
use crate::codes;
use crate::config::{Config, ContentTree, Version, VersionId, VersionSource};
use crate::diagnostic::Diagnostic;
use crate::load::walk::Area;
use crate::load::{content_trees, repository};
use crate::path::ProjectPath;

/// The maximum depth of folders. Git has no limit, and a crafted tree can be very deep.
const DEEPEST: usize = 64;

/// The maximum number of files and folders in a version, about ten times those of the largest help centers. A crafted
/// tree can contain the same subtree many times and so expand to any number of entries.
const MAX_ENTRIES: usize = 200_000;

/// The problem that makes a version unreadable.
pub(super) type TreeError = Box<Diagnostic>;

/// The files of a version.
#[derive(Debug, Default)]
pub(super) struct VersionFiles {
    /// The content folders of its locales.
    pub trees: Vec<ContentTree>,
    /// Its files, in order.
    pub entries: Vec<TreeFile>,
    /// Warnings about entries that were left out.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file of a version that is still to be read.
#[derive(Debug)]
pub(super) struct TreeFile {
    /// Its path in the project.
    pub path: ProjectPath,
    /// The part of the project that it belongs to.
    pub area: Area,
    /// The object that holds its contents.
    pub object: ObjectId,
}

/// Lists the files of `config.versions[number]` at `commit`. `folder` is the project's path in the repository, empty if
/// the project is at its top.
pub(super) fn list(
    repository: &Repository,
    folder: &Path,
    config: &Config,
    number: usize,
    commit: ObjectId,
) -> Result<VersionFiles, TreeError> {
    let version = &config.versions[number];
    let mut listing = VersionFiles::default();
    let VersionSource::Git { reference, folder: content } = &version.source else { return Ok(listing) };
    let root = root_of(reference);
    let content = content.clone().unwrap_or_else(|| config.content.clone());
    let reading = VersionReader { repository, version };
    let top = reading.top(commit, folder)?;
    let Some(_) = reading.folder(top, &content)? else {
        let message = format!("`{reference}` has no folder `{content}`");
        return Err(Box::new(
            problem(codes::VERSION_MISSING_FOLDER, message, version)
                .help(format!("use the folder of that time: `source = \"git:{reference}:FOLDER\"`"))
                .help(format!("list the folders of that time: `git ls-tree -rd --name-only {reference}`")),
        ));
    };
    let exists = |path: &ProjectPath| {
        let below = path.strip(&root).map(ProjectPath::new);
        below.is_some_and(|path| matches!(reading.folder(top, &path), Ok(Some(_))))
    };
    let id = VersionId(u16::try_from(number).unwrap_or(u16::MAX));
    let at_root = |path: &ProjectPath| root.join(path.as_str());
    let Some(content) = at_root(&content) else { return Ok(listing) };
    listing.trees = content_trees::of_version(config, id, &content, Some(&root), &exists);
    let mut folders: Vec<(ProjectPath, Area)> =
        listing.trees.iter().map(|tree| (tree.folder.clone(), Area::Content)).collect();
    folders.extend(at_root(&config.static_files).map(|path| (path, Area::Static)));
    // Inner folders first, so that their files are not listed again as part of an outer folder.
    folders.sort_by_key(|(path, _)| std::cmp::Reverse(path.as_str().len()));
    let mut done: Vec<ProjectPath> = Vec::new();
    let mut left = MAX_ENTRIES;
    for (path, area) in folders {
        let below = ProjectPath::new(path.strip(&root).unwrap_or_default());
        if let Some(tree) = reading.folder(top, &below)? {
            let mut visit = TreeVisit { area, done: &done, listing: &mut listing, depth: 0, left: &mut left };
            reading.visit(tree, &path, &mut visit)?;
        }
        done.push(path);
    }
    Ok(listing)
}

/// The version to list.
struct VersionReader<'r> {
    repository: &'r Repository,
    version: &'r Version,
}

/// The state of a walk through a tree.
struct TreeVisit<'v> {
    area: Area,
    /// Folders that are already listed.
    done: &'v [ProjectPath],
    listing: &'v mut VersionFiles,
    depth: usize,
    /// How many more files and folders are allowed.
    left: &'v mut usize,
}

impl VersionReader<'_> {
    /// The tree of the project's folder at a commit.
    fn top(&self, commit: ObjectId, folder: &Path) -> Result<ObjectId, TreeError> {
        let tree = self.repository.find_commit(commit).map_err(|error| lost(self.version, &error))?;
        let tree = tree.tree_id().map_err(|error| lost(self.version, &error))?.detach();
        if folder.as_os_str().is_empty() {
            return Ok(tree);
        }
        self.lookup(tree, folder)?.ok_or_else(|| {
            let message = format!("`{}` did not have the project's folder yet", self.version.source);
            let problem = problem(codes::VERSION_MISSING_FOLDER, message, self.version);
            Box::new(
                problem.help("use a later tag or branch; find the first commit that has it: `git log --reverse -- .`"),
            )
        })
    }

    /// The tree of a folder in the project, or `None` if it does not exist.
    fn folder(&self, top: ObjectId, path: &ProjectPath) -> Result<Option<ObjectId>, TreeError> {
        if path.as_str().is_empty() { Ok(Some(top)) } else { self.lookup(top, &PathBuf::from(path.as_str())) }
    }

    fn lookup(&self, tree: ObjectId, path: &Path) -> Result<Option<ObjectId>, TreeError> {
        let tree = self.repository.find_tree(tree).map_err(|error| lost(self.version, &error))?;
        let entry = tree.lookup_entry_by_path(path).map_err(|error| lost(self.version, &error))?;
        Ok(entry.filter(|entry| entry.mode().is_tree()).map(|entry| entry.object_id()))
    }

    fn visit(&self, tree: ObjectId, folder: &ProjectPath, visit: &mut TreeVisit<'_>) -> Result<(), TreeError> {
        let version = self.version;
        let tree = repository::verified_object(self.repository, tree, Kind::Tree)
            .map_err(|error| lost(version, &error))?
            .into_tree();
        for entry in tree.iter() {
            let entry = entry.map_err(|error| lost(version, &error))?;
            *visit.left = visit.left.checked_sub(1).ok_or_else(|| too_many(version))?;
            let name = &*entry.filename().to_str_lossy();
            let is_utf8 = entry.filename().to_str().is_ok();
            let is_safe = is_utf8 && !matches!(name, "" | "." | "..") && !name.contains(['/', '\\', '\0']);
            let path = ProjectPath::new(&format!("{folder}/{name}"));
            let mode = entry.mode();
            if mode.is_link() || mode.is_commit() || !is_safe || visit.depth > DEEPEST {
                let what = match () {
                    () if mode.is_link() => "a symbolic link",
                    () if mode.is_commit() => "a submodule",
                    () => "an invalid file name",
                };
                visit.listing.diagnostics.push(refused(version, &path, what));
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
                visit.listing.entries.push(TreeFile { path, area: visit.area, object: entry.object_id() });
            }
        }
        Ok(())
    }
}

/// The diagnostic for an object that is missing from the clone.
pub(super) fn lost(version: &Version, error: &dyn std::fmt::Display) -> TreeError {
    let cause = error.to_string();
    let message =
        format!("`{}` cannot be read, because objects of the clone are missing or damaged: {cause}", version.source);
    Box::new(
        problem(codes::VERSION_MISSING_OBJECT, message, version)
            .help("complete a shallow clone: `git fetch --unshallow --tags`")
            .help("complete a partial clone: `git fetch --refetch --no-filter origin`")
            .help("list damaged objects: `git fsck`"),
    )
}

/// The diagnostic for a version with too many files.
fn too_many(version: &Version) -> TreeError {
    let message = format!("`{}` has more than {MAX_ENTRIES} files and folders", version.source);
    let help = "add the folder of the articles: `source = \"git:TAG:FOLDER\"`";
    Box::new(problem(codes::VERSION_TOO_LARGE, message, version).help(help))
}

fn refused(version: &Version, path: &ProjectPath, what: &str) -> Diagnostic {
    let message = format!("{what} in `{}` is ignored", version.source);
    Diagnostic::file(codes::VERSION_REFUSED_ENTRY, message, path.clone())
        .help("ignore this if no article of that version uses it")
}
