//! Opens the target, and claims the built folder for one publish at a time.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::super::terminal::Failure;
use crate::output::WriteError;
use crate::output::lock::{self, Attempt, Lock};
use crate::publish::{FileStore, FolderStore};

/// How many files are sent at the same time: enough to hide the delays of a disk on a network.
pub(super) const WORKERS: usize = 8;

/// The file in the built folder with the tokens of publishes that have not ended.
const TOKENS: &str = ".answerbook-publish";

/// The target that a text names.
pub(super) fn open(target: &str, out: &Path) -> Result<Box<dyn FileStore>, Failure> {
    if let Some((scheme, _)) = target.split_once("://") {
        if let Some(opened) = object_store(target) {
            return opened;
        }
        let hint = match scheme {
            "s3" | "gs" | "az" => "this program was built without it: build it with the cargo feature `publish`",
            "sftp" | "ssh" | "rsync" | "ftp" => {
                "publish to a folder, and copy it from there; see \"SFTP and rsync\" in the page `publish` of the manual"
            }
            _ => "publish to a folder, `s3://…`, `gs://…` or `az://…`; see the page `hosts` of the manual for others",
        };
        return Err(Failure::new(format!("`{scheme}://` is not a kind of target"), hint));
    }
    let folder = Path::new(target);
    let same = |path: &Path| path.canonicalize().ok();
    if let (Some(folder), Some(out)) = (same(folder), same(out))
        && (folder.starts_with(&out) || out.starts_with(&folder))
    {
        let message = format!("`{target}` and the built folder `{}` are in each other's way", out.display());
        return Err(Failure::new(message, "publish to a folder of its own"));
    }
    Ok(Box::new(FolderStore::new(folder)))
}

/// The store of objects that an address names, or `None` if it names something else.
#[cfg(feature = "publish")]
fn object_store(target: &str) -> Option<Result<Box<dyn FileStore>, Failure>> {
    // Values that are not text are for other programs.
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    Some(match crate::publish::object_stores::open(target, &variables)? {
        Ok(store) => Ok(Box::new(store)),
        Err(error) => Err(Failure::new(error.problem, error.hint)),
    })
}

#[cfg(not(feature = "publish"))]
fn object_store(_target: &str) -> Option<Result<Box<dyn FileStore>, Failure>> {
    None
}

/// The claim on a built folder: no build and no other publish uses it. It ends with the process, however that ends, so
/// the lock of a publish whose token is noted here and that was killed can be taken over at once.
pub(super) struct LocalClaim {
    /// The tokens of publishes of this folder that have not ended.
    pub earlier: Vec<String>,
    /// The file with the tokens; `None` if the folder cannot be written to.
    tokens: Option<PathBuf>,
    _lock: Option<Lock>,
}

impl LocalClaim {
    /// Claims a folder. One that cannot be written to is used without a claim.
    pub fn take(out: &Path) -> Result<Self, Failure> {
        let none = Self { earlier: Vec::new(), tokens: None, _lock: None };
        if !out.is_dir() {
            return Ok(none);
        }
        match lock::try_take(out, &format!("publish, process {}", std::process::id())) {
            Ok(Attempt::Taken(lock)) => {
                let tokens = out.join(TOKENS);
                let earlier = fs::read_to_string(&tokens).unwrap_or_default();
                let earlier = earlier.lines().map(str::to_owned).collect();
                Ok(Self { earlier, tokens: Some(tokens), _lock: Some(lock) })
            }
            Ok(Attempt::Held(holder)) => {
                let message = format!("another build or publish uses `{}`: {holder}", out.display());
                Err(Failure::new(message, "wait until it ends"))
            }
            Err(WriteError::Io { error, .. })
                if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
            {
                Ok(none)
            }
            Err(error) => Err(Failure::new(error.to_string(), error.hint())),
        }
    }

    /// Notes a token before it is used, so that it is known if the process is killed.
    pub fn note(&self, token: &str) {
        if let Some(path) = &self.tokens {
            // It is added in one step, so that no earlier token is lost. Without the note, the lock of a killed publish is
            // taken over later.
            let noted = OpenOptions::new().append(true).create(true).open(path);
            let _ = noted.and_then(|mut file| file.write_all(format!("{token}\n").as_bytes()));
        }
    }

    /// Forgets the tokens: their publishes have ended.
    pub fn release(self) {
        if let Some(path) = &self.tokens {
            let _ = fs::remove_file(path);
        }
    }
}
