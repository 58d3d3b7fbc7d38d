//! The folder that a build wrote, as what a publish sends.

use std::fmt;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use twox_hash::XxHash3_64;

use super::content_hash;
use super::published_site::{PublishedFile, SiteFiles};
use super::run::ContentSource;
use crate::beneath;
use crate::output::manifest::BuildManifest;
use crate::path::OutPath;

/// A folder that a build wrote, with the hash of each file.
#[derive(Debug)]
pub struct BuiltFolder {
    /// The folder.
    pub root: PathBuf,
    /// Its files, and what the build says about them.
    pub site: SiteFiles,
    /// The hash of what the build read; see [`crate::output::manifest::inputs`].
    pub inputs: String,
    /// The number of errors in the content.
    pub errors: usize,
}

/// Why a folder cannot be published.
#[derive(Debug)]
pub enum BuiltFolderError {
    /// No build wrote it.
    NoManifest(PathBuf),
    /// The build did not end.
    Unfinished(PathBuf),
    /// A file of the build is missing, cannot be read, or is not what the build wrote.
    Changed {
        /// The file, below the folder.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for BuiltFolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoManifest(folder) => write!(f, "`{}` is not the folder of a build", folder.display()),
            Self::Unfinished(folder) => write!(f, "the build of `{}` did not end", folder.display()),
            Self::Changed { path, reason } => write!(f, "`{path}` is not what the build wrote: {reason}"),
        }
    }
}

impl BuiltFolder {
    /// Reads a folder: each file must be what the build wrote.
    pub fn read(root: &Path) -> Result<Self, BuiltFolderError> {
        let mut build = BuildManifest::read(root).ok_or_else(|| BuiltFolderError::NoManifest(root.to_owned()))?;
        let files = std::mem::take(&mut build.files);
        let is_planned = files.values().any(String::is_empty);
        let errors = build.errors.take().filter(|_| !is_planned);
        let errors = errors.ok_or_else(|| BuiltFolderError::Unfinished(root.to_owned()))?;
        let inputs = std::mem::take(&mut build.inputs);
        let files: Result<_, BuiltFolderError> = files
            .into_par_iter()
            .map(|(path, expected)| {
                // The manifest may have been edited; its paths must stay inside the folder.
                let path = OutPath::new(&path).as_str().to_owned();
                let changed = |reason: String| BuiltFolderError::Changed { path: path.clone(), reason };
                let bytes = beneath::read(root, &path).map_err(|error| changed(error.to_string()))?;
                if format!("{:016x}", XxHash3_64::oneshot(&bytes)) != expected {
                    return Err(changed("its content is another one".into()));
                }
                Ok((path, PublishedFile { hash: content_hash(&bytes), size: bytes.len() as u64 }))
            })
            .collect();
        Ok(Self { root: root.to_owned(), site: SiteFiles { files: files?, build }, inputs, errors })
    }
}

impl ContentSource for BuiltFolder {
    fn content(&self, path: &str, hash: &str) -> Result<Vec<u8>, String> {
        let bytes = beneath::read(&self.root, path).map_err(|error| error.to_string())?;
        if content_hash(&bytes) == hash { Ok(bytes) } else { Err("it was changed while it was published".into()) }
    }
}
