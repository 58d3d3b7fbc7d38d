//! A folder as a target. Files are written below `.answerbook/temporary` and renamed, so that a server never shows half
//! of one. Conditions are checked while holding an operating system lock on `.answerbook/guard`.
//!
//! A content is on the disk before its file gets its name, and file systems keep the order of renames. So a power cut
//! leaves what killing the process would: a whole site, which the next publish continues.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::file_store::{
    ConditionalPut, FileHeaders, FileStore, FileStoreError, FileStoreFault, ObjectTag, PutCondition, StoredObject,
};
use super::{OWN_FOLDER, content_hash};

/// The folder of half-written files, below the target.
const TEMPORARY: &str = ".answerbook/temporary";

/// The half-written file of a conditional write, of which there is one at a time.
const CONDITIONAL: &str = ".answerbook/conditional";

/// The file whose lock serializes conditional writes, below the target.
const GUARD: &str = ".answerbook/guard";

/// The size that is listed for links and devices, so that they never count as a file that was sent.
const NOT_A_FILE: u64 = u64::MAX;

/// A folder on this computer.
#[derive(Debug)]
pub struct FolderStore {
    root: PathBuf,
    /// Distinguishes half-written files of several threads.
    next: AtomicU64,
}

impl FolderStore {
    /// The store in a folder, which is created when it is written to.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.components().collect(), next: AtomicU64::new(0) }
    }

    /// The path of a file. Keys may come from a file that somebody edited, so one that leads out of the folder is
    /// refused.
    fn path(&self, action: &'static str, key: &str) -> Result<PathBuf, FileStoreError> {
        let is_inside = key.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\0'));
        let is_inside = is_inside && !(cfg!(windows) && key.contains(['\\', ':']));
        if !is_inside {
            return Err(error(action, key)(io::Error::new(ErrorKind::InvalidInput, "it leads out of the folder")));
        }
        Ok(self.root.join(key))
    }

    /// Writes a temporary file and moves it to its place.
    fn replace(&self, path: &Path, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let folder = self.root.join(TEMPORARY);
        fs::create_dir_all(&folder)?;
        self.replace_through(&folder.join(format!("{}-{number}", std::process::id())), path, fill)
    }

    fn replace_through(&self, half: &Path, path: &Path, fill: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        fill(half)?;
        let moved = make_parent(&self.root, path).and_then(|()| match fs::rename(half, path) {
            // An empty folder that is left from earlier files may be in the way.
            Err(error) if matches!(error.kind(), ErrorKind::IsADirectory | ErrorKind::AlreadyExists) => {
                remove_empty_folders(path)?;
                fs::rename(half, path)
            }
            moved => moved,
        });
        if moved.is_err() {
            let _ = fs::remove_file(half);
        }
        moved
    }

    fn tag(path: &Path) -> io::Result<Option<ObjectTag>> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(ObjectTag(content_hash(&bytes)))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Waits for the lock that makes conditional writes atomic. It is released when the file is closed.
    fn guard(&self) -> io::Result<File> {
        fs::create_dir_all(self.root.join(OWN_FOLDER))?;
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(self.root.join(GUARD))?;
        file.lock()?;
        Ok(file)
    }
}

impl FileStore for FolderStore {
    fn name(&self) -> String {
        self.root.display().to_string()
    }

    fn prepare(&self) -> Result<(), FileStoreError> {
        let folder = self.root.join(TEMPORARY);
        match fs::remove_dir_all(&folder) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => Err(error("empty", TEMPORARY)(cause)),
            _ => fs::create_dir_all(&folder).map_err(error("create", TEMPORARY)),
        }
    }

    fn get(&self, key: &str) -> Result<Option<StoredObject>, FileStoreError> {
        match fs::read(self.path("read", key)?) {
            Ok(bytes) => {
                let tag = ObjectTag(content_hash(&bytes));
                Ok(Some(StoredObject { bytes, tag }))
            }
            Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(cause) => Err(error("read", key)(cause)),
        }
    }

    fn put(&self, key: &str, bytes: &[u8], _headers: &FileHeaders) -> Result<(), FileStoreError> {
        let path = self.path("write", key)?;
        self.replace(&path, |half| write_through(half, bytes)).map_err(error("write", key))
    }

    fn put_if(&self, key: &str, bytes: &[u8], condition: &PutCondition) -> Result<ConditionalPut, FileStoreError> {
        let path = self.path("write", key)?;
        let put = || {
            let _guard = self.guard()?;
            let found = Self::tag(&path)?;
            let holds = match condition {
                PutCondition::Absent => found.is_none(),
                PutCondition::Unchanged(tag) => found.as_ref() == Some(tag),
            };
            if !holds {
                return Ok(ConditionalPut::Refused);
            }
            self.replace_through(&self.root.join(CONDITIONAL), &path, |half| write_through(half, bytes))?;
            // These few files decide what everything else means: what is said next must be true after a power cut.
            sync_folder(&self.root.join(OWN_FOLDER))?;
            Ok(ConditionalPut::Written(ObjectTag(content_hash(bytes))))
        };
        put().map_err(error("write", key))
    }

    fn copy(&self, from: &str, to: &str) -> Result<bool, FileStoreError> {
        let (source, path) = (self.path("read", from)?, self.path("write", to)?);
        match self.replace(&path, |half| fs::read(&source).and_then(|bytes| write_through(half, &bytes))) {
            Ok(()) => Ok(true),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(false),
            Err(cause) => Err(error("copy", from)(cause)),
        }
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, FileStoreError> {
        let mut files = BTreeMap::new();
        let mut folders = vec![String::new()];
        while let Some(below) = folders.pop() {
            let entries = match fs::read_dir(self.root.join(&below)) {
                Ok(entries) => entries,
                Err(cause) if cause.kind() == ErrorKind::NotFound => continue,
                Err(cause) => return Err(error("list", &below)(cause)),
            };
            for entry in entries {
                let entry = entry.map_err(error("list", &below))?;
                let name = entry.file_name();
                // Answerbook writes no other names, and never removes what it did not write.
                let Some(name) = name.to_str() else { continue };
                let key = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
                let metadata = entry.metadata().map_err(error("list", &key))?;
                match () {
                    () if metadata.is_dir() && key == TEMPORARY => {}
                    () if metadata.is_dir() => folders.push(key),
                    () if metadata.is_file() => drop(files.insert(key, metadata.len())),
                    () => drop(files.insert(key, NOT_A_FILE)),
                }
            }
        }
        files.remove(GUARD);
        files.remove(CONDITIONAL);
        Ok(files)
    }

    fn delete(&self, key: &str) -> Result<(), FileStoreError> {
        let path = self.path("remove", key)?;
        match fs::remove_file(&path) {
            Err(cause) if !matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Err(error("remove", key)(cause));
            }
            _ => {}
        }
        let mut folder = path.parent();
        while let Some(above) = folder.filter(|above| *above != self.root && above.starts_with(&self.root)) {
            // Fails, as intended, for folders that are not empty.
            if fs::remove_dir(above).is_err() {
                break;
            }
            folder = above.parent();
        }
        Ok(())
    }
}

/// Writes a file, and waits until the disk has it.
fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes).and_then(|()| file.sync_data())
}

/// Waits until the disk has the names in a folder, and all that happened before. Other systems than Unix cannot ask.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Creates the folder of a file. A file in the way is from an earlier publish, or may be overwritten.
fn make_parent(root: &Path, path: &Path) -> io::Result<()> {
    let Some(parent) = path.parent() else { return Ok(()) };
    match fs::create_dir_all(parent) {
        Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotADirectory) => {
            let in_the_way = parent.ancestors().take_while(|above| *above != root);
            let in_the_way: Vec<&Path> =
                in_the_way.filter(|above| fs::symlink_metadata(above).is_ok_and(|found| !found.is_dir())).collect();
            in_the_way.into_iter().try_for_each(fs::remove_file)?;
            fs::create_dir_all(parent)
        }
        made => made,
    }
}

/// Removes folders that hold nothing but folders.
fn remove_empty_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_empty_folders(&entry.path())?;
        }
    }
    fs::remove_dir(folder)
}

fn error(action: &'static str, key: &str) -> impl Fn(io::Error) -> FileStoreError {
    let key = key.to_owned();
    move |cause| {
        let kind = match cause.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => FileStoreFault::Protected,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => FileStoreFault::Full,
            _ => FileStoreFault::Other,
        };
        FileStoreError { action, key: key.clone(), reason: cause.to_string(), kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_replace_files_and_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FolderStore::new(folder.path());
        let put = |key: &str| store.put(key, key.as_bytes(), &FileHeaders::private()).expect("a file");
        put("a");
        put("a/b/c");
        store.delete("a/b/c").expect("a file");
        put("a");
        let keys: Vec<String> = store.list().expect("a list").into_keys().collect();
        assert_eq!(keys, ["a"]);
        assert!(store.put("../a", b"", &FileHeaders::private()).is_err());
    }

    #[test]
    fn one_of_many_wins() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = FolderStore::new(folder.path());
        let wins = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (store, wins) = (&store, &wins);
                scope.spawn(move || {
                    let put = store.put_if("x", format!("{number}").as_bytes(), &PutCondition::Absent);
                    if put != Ok(ConditionalPut::Refused) {
                        wins.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(wins.into_inner(), 1);
    }
}
