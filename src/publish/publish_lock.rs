//! Allows only one publish at a time to write to a target.
//!
//! The lock is a file that is created only if it does not exist, and changed only if nobody else changed it. Its holder
//! renews it. One that was not renewed for [`STALE_AFTER`] is taken over, and so is one whose token the caller knows:
//! it belongs to a publish of the same folder that was killed. A released lock stays as a file, because stores cannot
//! remove a file on a condition.

use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::file_store::{ConditionalPut, FileStore, FileStoreError, ObjectTag, PutCondition};
use super::published_site::{file, seconds};

/// The key of the lock.
pub(super) const KEY: &str = ".answerbook/lock.json";

/// After this time without a renewal, the holder counts as dead. Much longer than [`RENEW_AFTER`] and than the longest
/// request, because computers disagree about the time.
pub const STALE_AFTER: Duration = Duration::from_secs(10 * 60);

/// How often the holder renews the lock.
pub const RENEW_AFTER: Duration = Duration::from_secs(30);

/// The lock of a target, held by the caller.
#[derive(Debug)]
pub struct PublishLock {
    holder: LockHolder,
    tag: ObjectTag,
}

/// Who publishes, as the lock says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// A random name.
    pub token: String,
    /// The name of the computer.
    pub host: String,
    /// The number of the process there.
    pub process: u32,
    /// When the lock was taken.
    #[serde(with = "seconds")]
    pub since: Timestamp,
    /// When it was renewed last.
    #[serde(with = "seconds")]
    pub renewed: Timestamp,
    /// How often it was renewed. It makes each state of the lock differ from the one before.
    pub renewals: u64,
}

/// The content of the lock.
#[derive(Debug, Serialize, Deserialize)]
struct LockFile {
    /// Who publishes; `None` if nobody does.
    holder: Option<LockHolder>,
}

impl LockHolder {
    /// A holder with a new token.
    #[must_use]
    pub fn new(host: String, now: Timestamp) -> Self {
        Self { token: token(), host, process: std::process::id(), since: now, renewed: now, renewals: 0 }
    }
}

impl fmt::Display for LockHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {}, since {:.0}", self.process, self.host, self.since)
    }
}

/// Why a lock could not be taken or kept.
#[derive(Debug)]
pub enum LockError {
    /// Somebody else publishes.
    Held(LockHolder),
    /// Somebody else took the lock over.
    Lost,
    /// The store writes although the condition of the write does not hold, so it cannot keep two publishes apart.
    NotHonoured,
    /// The store failed.
    Store(FileStoreError),
}

impl From<FileStoreError> for LockError {
    fn from(error: FileStoreError) -> Self {
        Self::Store(error)
    }
}

/// Takes the lock. `own` are the tokens of publishes of the same folder that are known to have ended.
pub fn take(store: &dyn FileStore, holder: LockHolder, own: &[String]) -> Result<PublishLock, LockError> {
    let bytes = file(&LockFile { holder: Some(holder.clone()) });
    let mut condition = PutCondition::Absent;
    // A second attempt reads what came in between; who loses that one, too, competes with others.
    for _ in 0..3 {
        let put = store.put_if(KEY, &bytes, &condition)?;
        if let ConditionalPut::Written(tag) = put {
            return confirm(store, PublishLock { holder, tag }, &bytes);
        }
        let Some(found) = store.get(KEY)? else {
            condition = PutCondition::Absent;
            continue;
        };
        let other = serde_json::from_slice::<LockFile>(&found.bytes).ok().and_then(|file| file.holder);
        match other {
            // A write whose response was lost.
            Some(other) if other.token == holder.token => {
                return confirm(store, PublishLock { holder, tag: found.tag }, &bytes);
            }
            Some(other) if !own.contains(&other.token) && !is_stale(&other, holder.since) => {
                return Err(LockError::Held(other));
            }
            _ => condition = PutCondition::Unchanged(found.tag),
        }
    }
    let other = store.get(KEY)?.and_then(|found| serde_json::from_slice::<LockFile>(&found.bytes).ok()?.holder);
    Err(other.map_or(LockError::Lost, LockError::Held))
}

fn is_stale(other: &LockHolder, now: Timestamp) -> bool {
    Duration::try_from(now.duration_since(other.renewed)).is_ok_and(|age| age > STALE_AFTER)
}

/// Finds out whether the store honours conditions: a lock that exists cannot be created, and a state that is gone
/// cannot be replaced.
fn confirm(store: &dyn FileStore, mut lock: PublishLock, bytes: &[u8]) -> Result<PublishLock, LockError> {
    if store.put_if(KEY, bytes, &PutCondition::Absent)? != ConditionalPut::Refused {
        return Err(LockError::NotHonoured);
    }
    let earlier = lock.tag.clone();
    lock.renew(store, lock.holder.since)?;
    if store.put_if(KEY, bytes, &PutCondition::Unchanged(earlier))? != ConditionalPut::Refused {
        return Err(LockError::NotHonoured);
    }
    Ok(lock)
}

impl PublishLock {
    /// The holder's random name.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.holder.token
    }

    /// Tells others that the holder is alive.
    pub fn renew(&mut self, store: &dyn FileStore, now: Timestamp) -> Result<(), LockError> {
        self.holder.renewed = now;
        self.holder.renewals += 1;
        let bytes = file(&LockFile { holder: Some(self.holder.clone()) });
        match store.put_if(KEY, &bytes, &PutCondition::Unchanged(self.tag.clone()))? {
            ConditionalPut::Written(tag) => self.tag = tag,
            ConditionalPut::Refused => {
                // The write may have been made, and its response lost.
                let found = store.get(KEY)?.filter(|found| found.bytes == bytes);
                self.tag = found.ok_or(LockError::Lost)?.tag;
            }
        }
        Ok(())
    }

    /// Lets others publish.
    pub fn release(self, store: &dyn FileStore) -> Result<(), FileStoreError> {
        let bytes = file(&LockFile { holder: None });
        // If somebody else has it, there is nothing to release.
        store.put_if(KEY, &bytes, &PutCondition::Unchanged(self.tag)).map(|_| ())
    }
}

/// 128 random bits in hexadecimal digits. The standard library seeds its hash maps from the system's random numbers.
fn token() -> String {
    let bits = || std::collections::hash_map::RandomState::new().build_hasher().finish();
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let seed = format!("{} {} {} {}", bits(), bits(), time.as_nanos(), std::process::id());
    blake3::hash(seed.as_bytes()).to_hex()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::folder_store::FolderStore;

    fn holder(now: i64) -> LockHolder {
        LockHolder::new("here".into(), Timestamp::from_second(now).expect("a time"))
    }

    #[test]
    fn a_lock_excludes_others_until_it_is_released_or_stale() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FolderStore::new(folder.path());
        let lock = take(&store, holder(1000), &[]).expect("free");
        let Err(LockError::Held(other)) = take(&store, holder(1100), &[]) else { panic!("it is held") };
        assert_eq!(other.token, lock.token());
        lock.release(&store).expect("a file");
        let mut lock = take(&store, holder(1200), &[]).expect("free");
        let other = take(&store, holder(1200 + 16 * 60), &[]).expect("stale");
        assert!(matches!(lock.renew(&store, Timestamp::UNIX_EPOCH), Err(LockError::Lost)));
        lock.release(&store).expect("nothing to release");
        assert!(matches!(take(&store, holder(1300 + 16 * 60), &[]), Err(LockError::Held(_))));
        assert!(take(&store, holder(1300 + 16 * 60), &[other.token().to_owned()]).is_ok());
    }
}
