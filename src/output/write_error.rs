//! Why a site could not be written, with the way out.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Why a site could not be written.
#[derive(Debug)]
pub enum WriteError {
    /// The folder contains files that no build created.
    Foreign {
        /// The output folder.
        folder: PathBuf,
        /// One of those files.
        example: PathBuf,
    },
    /// The folder contains another edition.
    OtherEdition {
        /// The output folder.
        folder: PathBuf,
        /// The edition in it; `None` for the public one.
        found: Option<String>,
    },
    /// A file operation failed.
    Io {
        /// The operation, such as `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        error: std::io::Error,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { folder, example } => write!(
                f,
                "`{}` contains files that Answerbook didn't create, such as `{}`",
                folder.display(),
                example.display()
            ),
            Self::OtherEdition { folder, found } => {
                let found = found.as_deref().unwrap_or("public");
                write!(f, "`{}` contains the edition `{found}`, which this one would replace", folder.display())
            }
            Self::Io { action, path, error } => write!(f, "could not {action} `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for WriteError {}

impl WriteError {
    /// What the user can do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::OtherEdition { .. } => "choose another folder with `--out`, or delete that one",
            Self::Foreign { .. } => "choose another folder with `--out`, or keep those files and write with `--force`",
            Self::Io { error, .. } => match error.kind() {
                ErrorKind::StorageFull => "free some space and build again; your own files were not touched",
                ErrorKind::PermissionDenied => "check the permissions, or choose another folder with `--out`",
                ErrorKind::ReadOnlyFilesystem => "choose a folder that can be written to with `--out`",
                _ => "check the folder and build again",
            },
        }
    }

    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { action, path, error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_file_and_the_way_out() {
        let error = WriteError::io("write", Path::new("public/a/index.html"))(ErrorKind::StorageFull.into());
        assert_eq!(error.to_string(), "could not write `public/a/index.html`: no storage space");
        assert!(error.hint().starts_with("free some space"), "{}", error.hint());
    }
}
