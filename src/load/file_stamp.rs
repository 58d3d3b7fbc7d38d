//! What shows that a file has changed, without reading it.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The coarsest clock among common file systems: FAT stores times in steps of two seconds.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

/// File metadata that changes when the file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileStamp {
    size: u64,
    modified: Option<SystemTime>,
    /// The inode and the time of its last change, which reveals a write even if the modification time was copied. Zeros
    /// where the system has neither.
    identity: (u64, i64, i64),
}

impl FileStamp {
    /// The stamp in the metadata of a file.
    pub(super) fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let identity = (0, 0, 0);
        Self { size: metadata.len(), modified: metadata.modified().ok(), identity }
    }

    /// The size in bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Whether the file is so recent that a later write could leave the stamp unchanged.
    pub(super) fn is_fresh(&self) -> bool {
        let age = self.modified.and_then(|modified| SystemTime::now().duration_since(modified).ok());
        age.is_none_or(|age| age < COARSEST_CLOCK)
    }
}

/// The stamp of the file or folder at `path`; `None` if there is none.
pub(super) fn stamp(path: &Path) -> Option<FileStamp> {
    std::fs::metadata(path).ok().map(|metadata| FileStamp::of(&metadata))
}
