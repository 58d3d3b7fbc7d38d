//! Where `build` and `check` keep what they found, for the next run with the same inputs.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::disk_cache::DiskCache;
use crate::load;
use crate::project::{self, Project};

/// The cache of a project that is not in a repository, below its folder.
const FOLDER: &str = ".answerbook/cache";

/// The cache in a repository, below the folder that is private to the project.
const PRIVATE_FOLDER: &str = "cache";

/// The number of articles from which the cache is used unless the user asks for it. A smaller site is built in a tenth
/// of a second, for which nobody wants another folder.
const MIN_ARTICLES: usize = 500;

#[derive(Args)]
pub(super) struct CacheArguments {
    /// Folder for what the next run need not do again [default: a private one in the repository, otherwise
    /// `.answerbook/cache` in DIR; only with 500 articles or more]
    #[arg(long, value_name = "FOLDER", conflicts_with = "no_cache")]
    cache: Option<PathBuf>,
    /// Do everything again, and keep nothing for the next run
    #[arg(long)]
    no_cache: bool,
}

/// The record of a command about a project.
pub(super) struct CachedRecord {
    cache: DiskCache,
    name: String,
    /// The digest of everything that decides whether a record is valid.
    inputs: String,
}

/// A record as it is stored.
#[derive(Serialize, Deserialize)]
struct StoredRecord<T> {
    inputs: String,
    record: T,
}

impl CacheArguments {
    /// The cache to use for a project; `None` if there is to be none.
    pub fn folder(&self, project: &Project) -> Option<DiskCache> {
        match &self.cache {
            _ if self.no_cache => None,
            Some(folder) => Some(DiskCache::new(folder.clone(), "")),
            None if project.articles.len() < MIN_ARTICLES => None,
            None => Some(match load::private_folder(&project.root) {
                Some((repository, folder)) => DiskCache::new(repository, &format!("{folder}/{PRIVATE_FOLDER}")),
                None => DiskCache::new(project.root.clone(), FOLDER),
            }),
        }
    }
}

impl CachedRecord {
    /// The record of a command, such as `build`, that is about a project and its output folder.
    pub fn new(cache: DiskCache, command: &str, project: &Project, out: &Path) -> Self {
        let out = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let name = blake3::hash(out.as_os_str().as_encoded_bytes()).to_hex();
        Self { cache, name: format!("{command}-{}", &name[..16]), inputs: project::digest(project) }
    }

    /// The same, if something else decides too whether the record is valid.
    pub fn depending_on(self, more: &[u8]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.inputs.as_bytes()).update(more);
        Self { inputs: hasher.finalize().to_hex().to_string(), ..self }
    }

    /// The record, if there is one with the same inputs.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        let stored: StoredRecord<T> = serde_json::from_slice(&self.cache.read(&self.name)?).ok()?;
        (stored.inputs == self.inputs).then_some(stored.record)
    }

    /// Keeps a record for the next run. `None` means that there is nothing to keep.
    pub fn keep<T: Serialize>(&self, record: Option<T>) {
        let stored = record.map(|record| StoredRecord { inputs: self.inputs.clone(), record });
        match stored.and_then(|stored| serde_json::to_vec(&stored).ok()) {
            Some(bytes) => self.cache.write(&self.name, &bytes),
            None => self.cache.remove(&self.name),
        }
    }
}
