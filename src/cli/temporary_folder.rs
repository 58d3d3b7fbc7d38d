//! A temporary folder for another state of a project, as a work tree of the same repository.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder. Dropping it removes it.
pub(super) struct TemporaryFolder {
    /// Its path.
    pub folder: PathBuf,
}

impl TemporaryFolder {
    /// Creates an empty folder.
    pub fn new(purpose: &str) -> io::Result<Self> {
        let mut number = 0;
        loop {
            let name = format!("answerbook-{purpose}-{}-{number}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(Self { folder: folder.canonicalize()? }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Creates the folder for the project in `root`. If that is in a repository, git finds the same repository here, and
    /// the project in the same place of it.
    pub fn of_project(&self, root: &Path) -> io::Result<PathBuf> {
        let top = root.ancestors().find(|above| above.join(".git").exists());
        let below = top.and_then(|top| root.strip_prefix(top).ok()).unwrap_or(Path::new(""));
        let project = self.folder.join(below);
        fs::create_dir_all(&project)?;
        if let Some(top) = top {
            let git = top.join(".git");
            let pointer = format!("gitdir: {}\n", git.display());
            let pointer = if git.is_file() { fs::read(&git)? } else { pointer.into_bytes() };
            fs::write(self.folder.join(".git"), pointer)?;
        }
        Ok(project)
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
