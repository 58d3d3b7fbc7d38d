//! Sends a built site to where readers get it, such as the folder of a web server.
//!
//! Steps: read the built folder (`built_folder`); take the lock of the target (`publish_lock`); read its manifest, its
//! journal and the list of its files (`target_state`); decide what to send (`plan`); send it (`run`).
//!
//! The order protects readers, even if the publish is killed at any moment: contents that will be replaced
//! are copied to `.answerbook/kept`; then the journal lists everything that will be replaced; then assets and parts of
//! the search index are sent, then pages, then what leads to pages; then the manifest is replaced, if nobody else did
//! it meanwhile; only then are pages removed that are no longer part of the site, and other files after a grace period.
//!
//! Files are compared by the hashes in the manifest, never by what a store says about them.

mod built_folder;
mod file_store;
mod folder_store;
mod lost;
#[cfg(feature = "publish")]
pub mod object_stores;
mod parts;
mod plan;
mod publish_lock;
mod published_site;
mod run;
mod target_state;

pub use built_folder::{BuiltFolder, BuiltFolderError};
pub use file_store::{
    ConditionalPut, FileHeaders, FileStore, FileStoreError, FileStoreFault, ObjectTag, PutCondition, StoredObject,
};
pub use folder_store::FolderStore;
pub use lost::lost_pages;
pub use parts::{CacheAges, SitePart, address};
pub use plan::{PlannedFile, PublishPlan, SendPhase, plan, removals};
pub use publish_lock::{LockError, LockHolder, PublishLock, RENEW_AFTER, STALE_AFTER, take};
pub use published_site::{PublishedFile, PublishedSite, SiteFiles};
pub use run::{ContentSource, KeptContents, PublishError, PublishSettings, PublishSummary, SendProgress, run};
pub use target_state::TargetState;

/// The folder of Answerbook's own files at a target.
const OWN_FOLDER: &str = ".answerbook/";

/// The folder of contents that were replaced.
const KEPT_FOLDER: &str = ".answerbook/kept/";

/// The key of the manifest.
const MANIFEST: &str = ".answerbook/manifest.json";

/// The key of the journal.
const JOURNAL: &str = ".answerbook/journal.json";

/// Where a content is kept that was replaced.
fn kept_key(hash: &str) -> String {
    format!("{KEPT_FOLDER}{hash}")
}

/// The first 16 bytes of the BLAKE3 hash of a content, in hexadecimal digits.
fn content_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}
