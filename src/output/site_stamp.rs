//! What changes whenever the content of a file may have changed: its size and identity, and the times of its last changes.
//!
//! The time of the last change of its metadata cannot be set, so a tool that restores the other time does not hide a
//! change. Systems other than Unix have no such times and identities. There, no file has a stamp.

use std::fs::Metadata;
use std::time::SystemTime;

/// The stamp of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteStamp {
    /// Size, identity and times.
    pub values: [i64; 6],
    /// The file system.
    pub device: u64,
    /// The newest of its times.
    pub newest: SystemTime,
}

impl SiteStamp {
    /// The stamp of a file with these properties; `None` if the system has none.
    #[cfg(unix)]
    #[must_use]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        use std::time::{Duration, UNIX_EPOCH};

        let changed = u64::try_from(metadata.ctime()).ok()?;
        let changed_nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
        let values = [
            metadata.size().cast_signed(),
            metadata.ino().cast_signed(),
            metadata.mtime(),
            metadata.mtime_nsec(),
            metadata.ctime(),
            metadata.ctime_nsec(),
        ];
        let changed = UNIX_EPOCH.checked_add(Duration::new(changed, changed_nanoseconds))?;
        Some(Self { values, device: metadata.dev(), newest: changed.max(metadata.modified().ok()?) })
    }

    /// The stamp of a file with these properties; `None` if the system has none.
    #[cfg(not(unix))]
    #[must_use]
    pub fn of(_: &Metadata) -> Option<Self> {
        None
    }
}
