//! Allows only one build at a time to write to a folder.
//!
//! The lock is an operating system lock on a file in the output folder. The system releases it when its process ends,
//! even after a crash. The file names the lock's owner for messages and is removed after the build. A file left by a
//! killed build does not block the next one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::output::disk;
use crate::output::write_error::WriteError;

/// The name of the lock file in the output folder. The leading dot makes hosts and archives skip it.
pub const NAME: &str = ".answerbook.lock";

/// The maximum length of the owner's name, in bytes.
const MAX_HOLDER: u64 = 200;

/// How often to look whether the file system's clock has moved on. Most clocks move every few milliseconds.
const TICKS: u32 = 20;

/// How long to wait before the next look.
const TICK: Duration = Duration::from_millis(2);

/// The lock on a folder, held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    holder: String,
    /// The locked file; closing it releases the lock.
    file: File,
}

/// The result of trying to lock a folder.
#[derive(Debug)]
pub enum Attempt {
    /// The folder is locked for the caller.
    Taken(Lock),
    /// Another build holds the lock: its name, or an empty string if the name is unknown.
    Held(String),
}

impl Lock {
    /// The time by the clock of the folder's file system. It is later than that of every file which was written before
    /// the call, unless the clock is coarse.
    ///
    /// # Errors
    ///
    /// If the lock file cannot be written.
    pub fn next_moment(&mut self) -> io::Result<SystemTime> {
        let before = self.moment()?;
        for _ in 0..TICKS {
            let now = self.moment()?;
            if now > before {
                return Ok(now);
            }
            std::thread::sleep(TICK);
        }
        Ok(before)
    }

    fn moment(&mut self) -> io::Result<SystemTime> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(self.holder.as_bytes())?;
        self.file.metadata()?.modified()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed before the lock is released, so that it cannot be the file of the next owner.
        let _ = fs::remove_file(&self.path);
    }
}

/// Locks a folder, creating it if it does not exist, unless another build holds the lock. `holder` is the caller's
/// name, written to the lock file.
///
/// # Errors
///
/// If the folder or the lock file cannot be created, locked or written.
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
            // The file system does not support locks, so simultaneous builds are the user's responsibility.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(WriteError::io("lock", &path)(error)),
        }
        // The previous owner may have removed the file after it was opened. Such a lock would exclude nobody, so try
        // again.
        if is_at(&file, &path) {
            let noted = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
            let lock = Lock { path, holder: holder.to_owned(), file };
            noted.map_err(WriteError::io("write", &lock.path))?;
            return Ok(Attempt::Taken(lock));
        }
    }
}

/// The name of the lock's owner, or empty if the file does not contain one.
fn named(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let _ = file.take(MAX_HOLDER).read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).chars().filter(|letter| !letter.is_control()).collect()
}

/// Whether this file is still at the path.
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
