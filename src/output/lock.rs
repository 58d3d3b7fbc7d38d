//! One build at a time writes to a folder.
//!
//! The lock is the operating system's, on a file in the output folder: it ends with the process that holds it, however that
//! ends, so none is ever left behind. The file names the holder for messages; it is removed when the build is done, and
//! one that a killed build left is taken over.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::output::{WriteError, disk};

/// The name of the locked file in the output folder. It starts with a dot, so that hosts and archives pass it over.
pub const NAME: &str = ".answerbook.lock";

/// How much of the holder's name is read, in bytes.
const MAX_HOLDER: u64 = 200;

/// The right to write to a folder, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    /// Closing it ends the lock.
    _file: File,
}

/// What became of an attempt to lock a folder.
#[derive(Debug)]
pub enum Attempt {
    /// The folder is ours.
    Taken(Lock),
    /// Another build writes to it: this one, where it is known.
    Held(String),
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Still locked, so that nobody else's file is removed.
        let _ = fs::remove_file(&self.path);
    }
}

/// Locks a folder, which is created where it is missing, unless another build holds it. `holder` is who we are.
pub fn try_take(folder: &Path, holder: &str) -> Result<Attempt, WriteError> {
    fs::create_dir_all(folder).map_err(WriteError::io("create", folder))?;
    let path = folder.join(NAME);
    loop {
        let found = disk::kind(&path).map_err(WriteError::io("read", &path))?;
        if found.is_some_and(|kind| !kind.is_file()) {
            fs::remove_file(&path).map_err(WriteError::io("remove", &path))?;
        }
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(WriteError::io("create", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(Attempt::Held(named(&mut file))),
            // A file system without locks; builds there have to be kept apart by whoever starts them.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(WriteError::io("lock", &path)(error)),
        }
        // The build before may have removed the file since it was opened; then the lock would exclude nobody.
        if is_at(&file, &path) {
            let noted = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
            let lock = Lock { path, _file: file };
            noted.map_err(WriteError::io("write", &lock.path))?;
            return Ok(Attempt::Taken(lock));
        }
    }
}

/// Who holds the lock, as its file says; empty where it does not say.
fn named(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let _ = file.take(MAX_HOLDER).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).chars().filter(|letter| !letter.is_control()).collect()
}

/// Whether the path still leads to this file.
fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        let (opened, found) = (file.metadata().map(identity), fs::symlink_metadata(path).map(identity));
        opened.is_ok_and(|opened| found.is_ok_and(|found| found == opened))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}
