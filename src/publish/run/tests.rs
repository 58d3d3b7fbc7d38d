//! What happens while files are sent.

use std::collections::BTreeMap;

use super::*;
use crate::output::manifest::BuildManifest;
use crate::publish::file_store::StoredObject;
use crate::publish::published_site::{PublishedFile, SiteFiles};
use crate::publish::{FolderStore, LockHolder, plan, publish_lock};

/// A folder that takes a page only after the lock was renewed twice.
struct SlowStore(FolderStore);

impl FileStore for SlowStore {
    fn name(&self) -> String {
        self.0.name()
    }

    fn prepare(&self) -> Result<(), FileStoreError> {
        self.0.prepare()
    }

    fn get(&self, key: &str) -> Result<Option<StoredObject>, FileStoreError> {
        self.0.get(key)
    }

    fn put(&self, key: &str, bytes: &[u8], headers: &FileHeaders) -> Result<(), FileStoreError> {
        let lock = || self.0.get(publish_lock::KEY).map(|found| found.expect("a lock").bytes);
        for _ in 0..2 {
            let (before, started) = (lock()?, Instant::now());
            while key == "index.html" && lock()? == before {
                assert!(started.elapsed() < Duration::from_secs(20), "the lock is not renewed");
                std::thread::yield_now();
            }
        }
        self.0.put(key, bytes, headers)
    }

    fn put_if(&self, key: &str, bytes: &[u8], condition: &PutCondition) -> Result<ConditionalPut, FileStoreError> {
        self.0.put_if(key, bytes, condition)
    }

    fn copy(&self, from: &str, to: &str) -> Result<bool, FileStoreError> {
        self.0.copy(from, to)
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, FileStoreError> {
        self.0.list()
    }

    fn delete(&self, key: &str) -> Result<(), FileStoreError> {
        self.0.delete(key)
    }
}

struct OnePage;

impl ContentSource for OnePage {
    fn content(&self, _path: &str, _hash: &str) -> Result<Vec<u8>, String> {
        Ok(b"page".to_vec())
    }
}

#[test]
fn the_lock_is_renewed_while_a_large_file_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SlowStore(FolderStore::new(folder.path()));
    let mut lock = publish_lock::take(&store, LockHolder::new("here".into(), Timestamp::now()), &[]).expect("free");
    let page = PublishedFile { hash: content_hash(b"page"), size: 4 };
    let site = SiteFiles { files: [("index.html".to_owned(), page)].into(), build: BuildManifest::default() };
    let state = TargetState::read(&store).expect("a state");
    let settings = PublishSettings {
        grace: Duration::ZERO,
        ages: CacheAges { pages: 60, assets: 60 },
        workers: 2,
        renew_after: Duration::from_millis(5),
        clock: &Timestamp::now,
        progress: &|_| (),
        purge: &|_| Ok(()),
    };
    let plan = plan::plan(&state, site, Timestamp::now());
    let done = run(&store, &OnePage, (plan, &state), Some(&mut lock), &settings).expect("a site");
    assert_eq!(done.sent, 1);
    lock.release(&store).expect("a lock");
}
