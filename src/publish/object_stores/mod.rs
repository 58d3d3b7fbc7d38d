//! Stores of objects as targets: S3 and everything that speaks it, Google Cloud Storage, and Azure Blob Storage.
//!
//! Requests go through the program's own HTTP client (`connector`), which blocks. So each call runs in a small runtime
//! of its own, which only measures the time between attempts; several threads make several calls at a time.

mod connector;
mod open;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;

use futures_util::StreamExt as _;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, PutResult, UpdateVersion,
};
use serde_json::json;

use super::file_store::{
    ConditionalPut, FileHeaders, FileStore, FileStoreError, FileStoreFault, ObjectTag, PutCondition, StoredObject,
};

pub use open::{OpenError, open};

/// A store of objects, below a prefix.
#[derive(Debug)]
pub struct BucketStore {
    store: Arc<dyn ObjectStore>,
    name: String,
    /// The path in front of every key, with a slash at its end; empty for none.
    prefix: String,
    /// Texts of the environment that must not occur in messages.
    secrets: Vec<String>,
    /// Whether a copy is there when the store says so. Azure may make it later.
    copies_at_once: bool,
}

impl BucketStore {
    /// The objects below `prefix`. `secrets` occur in no message.
    fn new(store: Arc<dyn ObjectStore>, name: String, prefix: &str, secrets: Vec<String>) -> Self {
        let prefix = prefix.trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let copies_at_once = !name.starts_with("az:");
        Self { store, name, prefix, secrets, copies_at_once }
    }

    fn path(&self, action: &'static str, key: &str) -> Result<Path, FileStoreError> {
        Path::parse(format!("{}{key}", self.prefix)).map_err(|error| FileStoreError {
            action,
            key: key.to_owned(),
            reason: error.to_string(),
            kind: FileStoreFault::Other,
        })
    }

    fn error(&self, action: &'static str, key: &str) -> impl Fn(object_store::Error) -> FileStoreError + '_ {
        let key = key.to_owned();
        move |cause| {
            let reason = redacted(reason(&cause), &self.secrets);
            FileStoreError { action, key: key.clone(), kind: fault(&cause, &reason), reason }
        }
    }

    fn options(headers: &FileHeaders, mode: PutMode) -> PutOptions {
        let mut attributes = Attributes::new();
        attributes.insert(Attribute::ContentType, headers.content_type.into());
        attributes.insert(Attribute::CacheControl, headers.cache_control.clone().into());
        PutOptions { mode, attributes, ..PutOptions::default() }
    }
}

impl FileStore for BucketStore {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn prepare(&self) -> Result<(), FileStoreError> {
        Ok(())
    }

    fn get(&self, key: &str) -> Result<Option<StoredObject>, FileStoreError> {
        let path = self.path("read", key)?;
        let found = wait(async {
            let found = self.store.get(&path).await?;
            let tag = tag(found.meta.e_tag.as_ref(), found.meta.version.as_ref());
            Ok(StoredObject { bytes: found.bytes().await?.to_vec(), tag })
        });
        match found {
            Ok(found) => Ok(Some(found)),
            // A bucket that does not exist is an error in the list of files.
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(self.error("read", key)(cause)),
        }
    }

    fn put(&self, key: &str, bytes: &[u8], headers: &FileHeaders) -> Result<(), FileStoreError> {
        let path = self.path("write", key)?;
        let put = self.store.put_opts(&path, bytes.to_vec().into(), Self::options(headers, PutMode::Overwrite));
        wait(put).map(|_| ()).map_err(self.error("write", key))
    }

    fn put_if(&self, key: &str, bytes: &[u8], condition: &PutCondition) -> Result<ConditionalPut, FileStoreError> {
        let path = self.path("write", key)?;
        let mode = match condition {
            PutCondition::Absent => PutMode::Create,
            PutCondition::Unchanged(tag) => PutMode::Update(version(tag)),
        };
        let payload: PutPayload = bytes.to_vec().into();
        let put = self.store.put_opts(&path, payload, Self::options(&FileHeaders::private(), mode));
        match wait(put) {
            Ok(PutResult { e_tag, version, .. }) => Ok(ConditionalPut::Written(tag(e_tag.as_ref(), version.as_ref()))),
            // A store answers a conflict of two writes at the same time like a file that exists.
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
                Ok(ConditionalPut::Refused)
            }
            // The file that should be replaced is gone.
            Err(object_store::Error::NotFound { .. }) if matches!(condition, PutCondition::Unchanged(_)) => {
                Ok(ConditionalPut::Refused)
            }
            Err(cause) => Err(self.error("write", key)(cause)),
        }
    }

    fn copy(&self, from: &str, to: &str) -> Result<bool, FileStoreError> {
        if !self.copies_at_once {
            let Some(found) = self.get(from)? else { return Ok(false) };
            return self.put(to, &found.bytes, &FileHeaders::private()).map(|()| true);
        }
        let (source, path) = (self.path("copy", from)?, self.path("copy", to)?);
        match wait(self.store.copy(&source, &path)) {
            Ok(()) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(cause) => Err(self.error("copy", from)(cause)),
        }
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, FileStoreError> {
        let prefix = self.path("list", "")?;
        let prefix = Some(&prefix).filter(|_| !self.prefix.is_empty());
        let list = wait(async {
            let mut files = BTreeMap::new();
            let mut objects = self.store.list(prefix);
            while let Some(object) = objects.next().await {
                let object = object?;
                if let Some(key) = object.location.as_ref().strip_prefix(&self.prefix) {
                    files.insert(key.to_owned(), object.size);
                }
            }
            Ok(files)
        });
        list.map_err(self.error("list", ""))
    }

    fn delete(&self, key: &str) -> Result<(), FileStoreError> {
        let path = self.path("remove", key)?;
        match wait(self.store.delete(&path)) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(self.error("remove", key)(cause)),
        }
    }
}

/// Runs a call to its end.
fn wait<T>(call: impl Future<Output = object_store::Result<T>>) -> object_store::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime =
        runtime.map_err(|error| object_store::Error::Generic { store: "runtime", source: Box::new(error) })?;
    runtime.block_on(call)
}

fn tag(e_tag: Option<&String>, version: Option<&String>) -> ObjectTag {
    ObjectTag(json!([e_tag, version]).to_string())
}

fn version(tag: &ObjectTag) -> UpdateVersion {
    let (e_tag, version) = serde_json::from_str(&tag.0).unwrap_or_default();
    UpdateVersion { e_tag, version }
}

/// A text without secrets.
fn redacted(text: String, secrets: &[String]) -> String {
    secrets.iter().fold(text, |text, secret| text.replace(secret, "…"))
}

/// The innermost cause: the outer ones repeat addresses and count attempts.
fn reason(error: &object_store::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let text = cause.to_string();
    if text.contains("redirect") {
        return "the store sends the request to another region or address".into();
    }
    let message = text.split_once("<Message>").and_then(|(_, rest)| Some(rest.split_once("</Message>")?.0));
    message.unwrap_or(&text).lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

fn fault(error: &object_store::Error, reason: &str) -> FileStoreFault {
    use object_store::Error;
    match error {
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => FileStoreFault::Denied,
        Error::NotFound { .. } => FileStoreFault::Missing,
        _ if reason.contains(" region ") => FileStoreFault::Elsewhere,
        _ if has_http_failure(error) => FileStoreFault::Unreachable,
        _ => FileStoreFault::Other,
    }
}

/// Whether the store did not answer.
fn has_http_failure(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<object_store::client::HttpError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use object_store::memory::InMemory;

    #[test]
    fn objects_are_files_below_a_prefix() {
        let memory = Arc::new(InMemory::new());
        let store = BucketStore::new(memory.clone(), "memory".into(), "/a/b/", Vec::new());
        store.put("x y/%20ü+.html", b"1", &FileHeaders::private()).expect("a file");
        BucketStore::new(memory, "all".into(), "", Vec::new())
            .put("a/bc", b"1", &FileHeaders::private())
            .expect("a file");
        assert_eq!(store.list().expect("a list"), BTreeMap::from([("x y/%20ü+.html".to_owned(), 1)]));
        assert!(store.copy("x y/%20ü+.html", "copy").expect("a copy"));
        assert!(!store.copy("missing", "copy").expect("no error"));
        assert_eq!(store.get("copy").expect("a file").expect("a file").bytes, b"1");
        store.delete("copy").expect("a file");
        assert_eq!(store.get("copy").expect("no error"), None);
    }

    #[test]
    fn conditions_are_kept() {
        let store = BucketStore::new(Arc::new(InMemory::new()), "memory".into(), "", Vec::new());
        let ConditionalPut::Written(first) = store.put_if("x", b"1", &PutCondition::Absent).expect("a file") else {
            panic!("it did not exist")
        };
        assert_eq!(store.put_if("x", b"2", &PutCondition::Absent), Ok(ConditionalPut::Refused));
        let changed = PutCondition::Unchanged(first);
        assert!(matches!(store.put_if("x", b"2", &changed), Ok(ConditionalPut::Written(_))));
        assert_eq!(store.put_if("x", b"3", &changed), Ok(ConditionalPut::Refused));
    }
}
