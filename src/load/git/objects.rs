//! Reads the contents of git objects, each only once: versions share most of them.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use gix::object::Kind;
use gix::{ObjectId, ThreadSafeRepository};
use rayon::prelude::*;

use super::tree::{TreeFile, VersionFiles};
use crate::load::read::{self, FileContents};
use crate::load::repository::{self, MAX_OBJECT_BYTES};
use crate::load::walk::{Area, is_article};

/// The object, and what determines how it is read: its area and file extension.
type ObjectKey = (ObjectId, Area, String);

/// The contents of each object, or the reason why it cannot be read.
pub(super) struct ReadObjects<'r> {
    repository: &'r ThreadSafeRepository,
    known: HashMap<ObjectKey, Result<FileContents, String>>,
}

impl<'r> ReadObjects<'r> {
    /// Reads the objects of all listings in parallel.
    pub(super) fn new<'l>(
        repository: &'r ThreadSafeRepository,
        listings: impl Iterator<Item = &'l VersionFiles>,
    ) -> Self {
        let entries = listings.flat_map(|listing| &listing.entries);
        let wanted: HashMap<ObjectKey, &TreeFile> = entries.map(|entry| (key(entry), entry)).collect();
        let read = wanted
            .into_par_iter()
            .map_init(|| repository.to_thread_local(), |repository, (key, entry)| (key, contents(repository, entry)));
        Self { repository, known: read.collect() }
    }

    /// The contents of a file, or the reason why it cannot be read.
    pub(super) fn of(&self, entry: &TreeFile) -> Result<FileContents, String> {
        match self.known.get(&key(entry)) {
            // A problem names its file, so one that was cached under another path is created again for this one.
            None | Some(Ok(FileContents::Problem(_))) => contents(&self.repository.to_thread_local(), entry),
            Some(known) => known.clone(),
        }
    }
}

fn key(entry: &TreeFile) -> ObjectKey {
    (entry.object, entry.area, entry.path.extension())
}

fn contents(repository: &gix::Repository, TreeFile { path, area, object }: &TreeFile) -> Result<FileContents, String> {
    let mut found = match repository::verified_object(repository, *object, Kind::Blob) {
        Ok(found) => found,
        Err(error) => {
            let size = repository.find_header(*object).map(|header| header.size());
            let is_too_large = size.is_ok_and(|size| size > MAX_OBJECT_BYTES);
            return if is_too_large { Ok(read::too_large_object(path)) } else { Err(error) };
        }
    };
    let bytes = std::mem::take(&mut found.data);
    Ok(if *area != Area::Static && is_article(path) {
        read::text_of(path, bytes)
    } else {
        read::file_of(path, &bytes, &object.to_string())
    })
}

/// Access to project files that are stored in git. The repository is opened on first use.
pub struct Objects {
    root: PathBuf,
    repository: OnceLock<Result<ThreadSafeRepository, String>>,
}

impl Objects {
    /// Creates access to the files of the project in `root`, without opening the repository yet.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), repository: OnceLock::new() }
    }

    /// The bytes of the object with the hexadecimal `id`.
    pub fn bytes(&self, id: &str) -> std::io::Result<Vec<u8>> {
        let failure = |error: &dyn fmt::Display| std::io::Error::other(error.to_string());
        let repository =
            self.repository.get_or_init(|| repository::open(&self.root)).as_ref().map_err(|error| failure(error))?;
        let id = ObjectId::from_hex(id.as_bytes()).map_err(|error| failure(&error))?;
        let repository = repository.to_thread_local();
        let mut object = repository::verified_object(&repository, id, Kind::Blob).map_err(|error| failure(&error))?;
        Ok(std::mem::take(&mut object.data))
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects").field("root", &self.root).finish_non_exhaustive()
    }
}
