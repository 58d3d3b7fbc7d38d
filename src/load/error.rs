//! Why a project could not be read.

use std::fmt;
use std::path::{Path, PathBuf};

/// The machine could not show the project's folder.
#[derive(Debug)]
pub struct LoadError {
    /// What could not be read.
    pub path: PathBuf,
    /// Why.
    pub cause: Cause,
}

/// Why a project could not be read.
#[derive(Debug)]
pub enum Cause {
    /// There is nothing at the path.
    Missing,
    /// There is something at the path that is not a folder.
    NotAFolder,
    /// The operating system refused.
    Io(std::io::Error),
}

impl LoadError {
    pub(super) fn io(path: &Path, error: std::io::Error) -> Self {
        let cause = if error.kind() == std::io::ErrorKind::NotFound { Cause::Missing } else { Cause::Io(error) };
        Self { path: path.to_owned(), cause }
    }

    /// The way out.
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
