//! What is at a target before a publish.

use std::collections::BTreeMap;

use super::file_store::{FileStore, FileStoreError, FileStoreFault, ObjectTag};
use super::published_site::{PublishJournal, PublishedFile, PublishedSite};
use super::{JOURNAL, MANIFEST};

/// What is at a target.
#[derive(Debug, Default)]
pub struct TargetState {
    /// What is published; `None` if nothing is.
    pub live: Option<PublishedSite>,
    /// The state of the manifest.
    pub tag: Option<ObjectTag>,
    /// The files of publishes that have not ended.
    pub journal: PublishJournal,
    /// The size of each file.
    pub listing: BTreeMap<String, u64>,
}

impl TargetState {
    /// Reads the state of a target.
    pub fn read(store: &dyn FileStore) -> Result<Self, FileStoreError> {
        let unreadable = |key: &str| {
            let key = key.to_owned();
            move |reason: String| {
                let reason = format!("{reason}; if it is damaged, remove it and publish with `--force`");
                FileStoreError { action: "read", key, reason, kind: FileStoreFault::Other }
            }
        };
        let manifest = store.get(MANIFEST)?;
        let (live, tag) = match manifest {
            Some(found) => {
                let live = PublishedSite::parse(&found.bytes).map_err(unreadable(MANIFEST))?;
                (Some(live), Some(found.tag))
            }
            None => (None, None),
        };
        let journal = store.get(JOURNAL)?.map(|found| PublishJournal::parse(&found.bytes)).transpose();
        let journal = journal.map_err(unreadable(JOURNAL))?.unwrap_or_default();
        Ok(Self { live, tag, journal, listing: store.list()? })
    }

    /// Whether a publish has not ended, so that the site is partly the one of the manifest, and partly another one.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        let live = self.live.as_ref();
        let is_live = |path: &str| live.is_some_and(|live| live.site.files.get(path) == self.known(path));
        self.journal.files.iter().any(|(path, entry)| !entry.sent || !is_live(path))
    }

    /// The content of a file, if it is known.
    pub(super) fn known(&self, path: &str) -> Option<&PublishedFile> {
        let known = if let Some(entry) = self.journal.files.get(path) {
            Some(&entry.file).filter(|_| entry.sent)
        } else {
            let live = self.live.as_ref()?;
            live.site.files.get(path).or_else(|| live.leaving.get(path).map(|leaving| &leaving.file))
        };
        known.filter(|file| self.listing.get(path) == Some(&file.size))
    }
}
