//! Reads the commits that a repository's main branch consists of: from its first commit to the head, along the first
//! parents, so that a merge is one commit with everything that it brought. Only changed files are read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix::bstr::ByteSlice as _;
use gix::diff::tree::recorder::Change;
use gix::{ObjectId, Repository};
use jiff::civil::Date;

use super::read::{self, FileContents};
use super::walk::is_article;
use super::{CONFIG_FILE, content_trees, history, past_wordings, repository};
use crate::path::ProjectPath;

/// The size of the cache of decoded objects, in bytes: neighboring commits share most of their trees.
const OBJECT_CACHE: usize = 64 * 1024 * 1024;

/// The object of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextObject(ObjectId);

/// A commit of the main branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastCommit {
    /// Its id in hexadecimal digits.
    pub id: String,
    /// The date on which it was committed.
    pub date: Date,
    /// The tree of the project's folder; `None` if it had no such folder.
    tree: Option<ObjectId>,
}

/// A text that differs between two commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// Its path in the project.
    pub path: ProjectPath,
    /// Its new contents; `None` if it was removed.
    pub object: Option<TextObject>,
}

/// The main branch of the repository that contains a project.
pub struct MainLine {
    repository: Repository,
    /// The project's path in the repository.
    folder: PathBuf,
}

/// The commits of the main branch, oldest first.
#[derive(Debug, Default)]
pub struct MainLineCommits {
    /// The commits after the wanted one.
    pub commits: Vec<PastCommit>,
    /// Whether the wanted commit was found, so that nothing is missing before the first of `commits`.
    pub continues: bool,
    /// Whether the clone lacks older commits.
    pub is_shallow: bool,
}

/// The repository's own folder, and the path in it for what belongs to the project in `root` and is never committed.
/// `None` outside a repository.
#[must_use]
pub fn private_folder(root: &Path) -> Option<(PathBuf, String)> {
    let (repository, folder) = past_wordings::open(root)?;
    Some((repository.common_dir().to_owned(), private_folder_of(&folder)))
}

fn private_folder_of(folder: &Path) -> String {
    let folder = blake3::hash(folder.to_string_lossy().as_bytes()).to_hex();
    format!("answerbook/{}", &folder[..8])
}

type MainLineError = Box<dyn std::error::Error + Send + Sync>;

impl MainLine {
    /// Opens the repository that contains the project in `root`; `None` if there is none, or it has no commit.
    #[must_use]
    pub fn open(root: &Path) -> Option<Self> {
        let root = root.canonicalize().ok()?;
        let mut repository = repository::open(&root).ok()?.to_thread_local();
        repository.object_cache_size_if_unset(OBJECT_CACHE);
        let top = repository.workdir()?.canonicalize().ok()?;
        let folder = root.strip_prefix(&top).ok()?.to_owned();
        repository.head_id().ok()?;
        Some(Self { repository, folder })
    }

    /// The path of a file that belongs to this project in this clone, and is never committed.
    fn private_file(&self, name: &str) -> PathBuf {
        self.repository.common_dir().join(private_folder_of(&self.folder)).join(name)
    }

    /// What an earlier run left in a private file.
    #[must_use]
    pub fn private_bytes(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.private_file(name)).ok()
    }

    /// Writes a private file. It only saves time, so a folder that cannot be written is no error.
    pub fn keep_private(&self, name: &str, bytes: &[u8]) {
        let file = self.private_file(name);
        let half = file.with_extension("part");
        let folder = file.parent().unwrap_or(&file);
        let _ = std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&half, bytes))
            .and_then(|()| std::fs::rename(&half, &file));
    }

    /// The commits after `since`, or all of them.
    ///
    /// # Errors
    ///
    /// If the object database cannot be read.
    pub fn commits(&self, since: Option<&str>) -> Result<MainLineCommits, MainLineError> {
        let boundary: BTreeSet<ObjectId> =
            self.repository.shallow_commits()?.map(|commits| commits.iter().copied().collect()).unwrap_or_default();
        let mut found = MainLineCommits::default();
        let mut next = Some(self.repository.head_id()?.detach());
        while let Some(id) = next {
            let hex = id.to_string();
            if since == Some(hex.as_str()) {
                found.continues = true;
                break;
            }
            let commit = self.repository.find_commit(id)?;
            next = commit.parent_ids().next().map(gix::Id::detach).filter(|_| !boundary.contains(&id));
            found.is_shallow |= boundary.contains(&id);
            let date = history::date(commit.time()?).unwrap_or(Date::ZERO);
            let tree = history::subtree(&commit, &self.folder).map_err(|error| error.to_string())?;
            found.commits.push(PastCommit { id: hex, date, tree });
        }
        found.commits.reverse();
        Ok(found)
    }

    /// The commit with this id.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn commit(&self, id: &str) -> Result<PastCommit, MainLineError> {
        let commit = self.repository.find_commit(ObjectId::from_hex(id.as_bytes())?)?;
        let date = history::date(commit.time()?).unwrap_or(Date::ZERO);
        let tree = history::subtree(&commit, &self.folder).map_err(|error| error.to_string())?;
        Ok(PastCommit { id: id.to_owned(), date, tree })
    }

    /// The Markdown files and settings in which two commits differ. Without an earlier commit, all of the later one.
    ///
    /// # Errors
    ///
    /// If the object database cannot be read.
    pub fn changes(&self, before: Option<&PastCommit>, commit: &PastCommit) -> Result<Vec<TextChange>, MainLineError> {
        let before = before.and_then(|commit| commit.tree);
        if before == commit.tree {
            return Ok(Vec::new());
        }
        let records =
            history::tree_changes(&self.repository, before, commit.tree).map_err(|error| error.to_string())?;
        let change = |record: Change| {
            let (path, object) = match record {
                Change::Addition { path, entry_mode, oid, .. } | Change::Modification { path, entry_mode, oid, .. } => {
                    // A file that became a link or a folder is no text any more.
                    (path, entry_mode.is_blob().then_some(TextObject(oid)))
                }
                Change::Deletion { path, entry_mode, .. } if !entry_mode.is_tree() => (path, None),
                Change::Deletion { .. } => return None,
            };
            let path = ProjectPath::new(path.to_str().ok()?);
            let is_text = is_article(&path) || path.as_str() == CONFIG_FILE || content_trees::is_sign(&path);
            is_text.then_some(TextChange { path, object })
        };
        Ok(records.into_iter().filter_map(change).collect())
    }

    /// The object at a path; `None` if the commit has no file there.
    ///
    /// # Errors
    ///
    /// If the object database cannot be read.
    pub fn object(&self, commit: &PastCommit, path: &ProjectPath) -> Result<Option<TextObject>, MainLineError> {
        let Some(tree) = commit.tree else { return Ok(None) };
        let entry = self.repository.find_tree(tree)?.lookup_entry_by_path(path.as_str())?;
        Ok(entry.filter(|entry| entry.mode().is_blob()).map(|entry| TextObject(entry.object_id())))
    }

    /// The contents of a text; `None` if it is not a text, or cannot be read.
    #[must_use]
    pub fn text(&self, path: &ProjectPath, object: TextObject) -> Option<Arc<str>> {
        if content_trees::is_sign(path) {
            // Only its name matters.
            return Some("".into());
        }
        let mut found = self.repository.find_object(object.0).ok()?;
        match read::text_of(path, std::mem::take(&mut found.data)) {
            FileContents::Text(decoded) => Some(decoded.text),
            FileContents::Bytes(_) | FileContents::File(_) | FileContents::Problem(_) => None,
        }
    }
}
