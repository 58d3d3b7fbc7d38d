//! Errors that prevent a project from being read.

use std::fmt;
use std::path::{Path, PathBuf};

/// The project's folder could not be read.
#[derive(Debug)]
pub struct LoadError {
    /// The path that could not be read.
    pub path: PathBuf,
    /// The reason.
    pub cause: Cause,
}

/// Why a project could not be read.
#[derive(Debug)]
pub enum Cause {
    /// Nothing exists at the path.
    Missing,
    /// The path exists but is not a folder.
    NotAFolder,
    /// The operating system reported an error.
    Io(std::io::Error),
}

impl LoadError {
    pub(super) fn io(path: &Path, error: std::io::Error) -> Self {
        let cause = if error.kind() == std::io::ErrorKind::NotFound { Cause::Missing } else { Cause::Io(error) };
        Self { path: path.to_owned(), cause }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match &self.cause {
            Cause::Missing => "check the path, or create a project there with `answerbook new`".into(),
            Cause::NotAFolder => "use the folder that contains the articles".into(),
            Cause::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                format!("give your user permission to read `{}`", self.path.display())
            }
            Cause::Io(_) => "check the disk, then try again".into(),
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.cause {
            Cause::Missing => write!(f, "there is no folder `{path}`"),
            Cause::NotAFolder => write!(f, "`{path}` is not a folder"),
            Cause::Io(error) => write!(f, "`{path}` could not be read: {error}"),
        }
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            Cause::Io(error) => Some(error),
            Cause::Missing | Cause::NotAFolder => None,
        }
    }
}
