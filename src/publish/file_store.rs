//! What publishing needs of a place that holds files. Keys use `/` and have no leading one. Files appear whole or not at all: a store never shows half of one.

use std::collections::BTreeMap;
use std::fmt;

/// A place that holds files.
pub trait FileStore: Send + Sync {
    /// Its name in messages, such as `/srv/www/help`.
    fn name(&self) -> String;

    /// Removes what interrupted publishes left half written. The caller holds the lock.
    fn prepare(&self) -> Result<(), FileStoreError>;

    /// The file with this key, or `None` if there is none.
    fn get(&self, key: &str) -> Result<Option<StoredObject>, FileStoreError>;

    /// Writes a file, replacing an earlier one.
    fn put(&self, key: &str, bytes: &[u8], headers: &FileHeaders) -> Result<(), FileStoreError>;

    /// Writes a file if the condition holds at the moment of writing.
    fn put_if(&self, key: &str, bytes: &[u8], condition: &PutCondition) -> Result<ConditionalPut, FileStoreError>;

    /// Copies a file. Returns whether it existed.
    fn copy(&self, from: &str, to: &str) -> Result<bool, FileStoreError>;

    /// The size in bytes of every file.
    fn list(&self) -> Result<BTreeMap<String, u64>, FileStoreError>;

    /// Removes a file, if there is one.
    fn delete(&self, key: &str) -> Result<(), FileStoreError>;
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObject {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Identifies this state of the file, for [`PutCondition::Unchanged`].
    pub tag: ObjectTag,
}

/// Identifies one state of a file. Only the store that made it can read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectTag(pub String);

/// When [`FileStore::put_if`] writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PutCondition {
    /// If there is no such file.
    Absent,
    /// If the file is still in this state.
    Unchanged(ObjectTag),
}

/// The result of [`FileStore::put_if`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConditionalPut {
    /// The file was written, and is in this state now.
    Written(ObjectTag),
    /// The condition did not hold.
    Refused,
}

/// The headers with which a store sends a file. Folders have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHeaders {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// `Cache-Control`.
    pub cache_control: String,
}

impl FileHeaders {
    /// The headers of a file that only Answerbook reads.
    #[must_use]
    pub fn private() -> Self {
        Self { content_type: "application/json", cache_control: "no-store".into() }
    }
}

/// Why a store could not do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStoreError {
    /// What it could not do: a verb, such as `write`.
    pub action: &'static str,
    /// The file; empty for the store as a whole.
    pub key: String,
    /// The cause, without credentials.
    pub reason: String,
    /// What kind of cause it is.
    pub kind: FileStoreFault,
}

/// Kinds of causes that people mend in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileStoreFault {
    /// The credentials are wrong or do not suffice.
    Denied,
    /// This user may not write to the folder.
    Protected,
    /// The store did not answer, or not in time.
    Unreachable,
    /// There is no space left.
    Full,
    /// There is no such bucket.
    Missing,
    /// The bucket is in another region, or at another address.
    Elsewhere,
    /// Something else.
    Other,
}

impl FileStoreError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.kind {
            FileStoreFault::Denied => "check the credentials, and that they may list, read, write and delete files",
            FileStoreFault::Protected => "check who owns the folder, and who may write there",
            FileStoreFault::Unreachable => "check the address and the network; the next publish continues this one",
            FileStoreFault::Full => "free some space; the next publish continues this one",
            FileStoreFault::Missing => "check the name of the bucket, or create it first",
            FileStoreFault::Elsewhere => {
                "check the region and the address of the store in the environment, such as `AWS_REGION`"
            }
            FileStoreFault::Other => "the next publish continues this one",
        }
    }
}

impl fmt::Display for FileStoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, key, reason, .. } = self;
        if key.is_empty() {
            return write!(f, "cannot {action} the target: {reason}");
        }
        write!(f, "cannot {action} `{key}`: {reason}")
    }
}

impl std::error::Error for FileStoreError {}
