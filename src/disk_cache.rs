//! A folder that keeps results from one run of the program to the next.
//!
//! It only saves time. An entry is used if it is whole and was written by the same program: it starts with a header, and
//! with a hash of its name and content. Everything else (a damaged entry, one of another version, a folder or a link of
//! that name, a folder that cannot be read or written) is as if there were no entry, and is no error. Anybody may delete
//! the folder at any time.
//!
//! An entry is written to a temporary file that is then renamed, so that runs at the same time do not disturb each other.
//! Symbolic links in the folder are not followed.

use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::beneath;

/// The start of each entry: the format, and the sources of the program.
const HEADER: &str = concat!("answerbook cache 1 ", env!("CARGO_PKG_VERSION"), " ", env!("ANSWERBOOK_SOURCES"), "\n");

/// The length of the hash after the header, in bytes.
const HASH: usize = blake3::OUT_LEN;

/// Maximum size of an entry, in bytes. That of a help center with 250,000 articles has 20 MB.
const MAX_ENTRY: u64 = 64 << 20;

/// Maximum size of all entries, in bytes. Beyond it, those that were written first are removed.
const MAX_TOTAL: u64 = 256 << 20;

/// Maximum number of entries.
const MAX_ENTRIES: usize = 64;

/// The end of the names of entries, by which they are recognized.
const EXTENSION: &str = ".answerbook";

/// The end of the names of temporary files.
const HALF: &str = ".answerbook-part";

/// Age from which a temporary file is no longer being written.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Files that keep the folder out of git and of backups.
const MARKERS: [(&str, &str); 2] = [
    (".gitignore", "*\n"),
    ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# Answerbook can make these files again.\n"),
];

/// A folder with entries. It need not exist.
#[derive(Debug, Clone)]
pub struct DiskCache {
    /// A folder that may be a link.
    root: PathBuf,
    /// The path of the cache below it, which must not lead through links; may be empty.
    below: String,
}

impl DiskCache {
    /// The cache in the folder `below` of `root`.
    #[must_use]
    pub fn new(root: PathBuf, below: &str) -> Self {
        Self { root, below: below.to_owned() }
    }

    /// The content of an entry, if there is one that can be used.
    #[must_use]
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let file = beneath::open(&self.root, &self.path(&entry(name))).ok()?;
        if file.metadata().ok()?.len() > MAX_ENTRY {
            return None;
        }
        let mut bytes = Vec::new();
        file.take(MAX_ENTRY).read_to_end(&mut bytes).ok()?;
        let (hash, content) = bytes.strip_prefix(HEADER.as_bytes())?.split_at_checked(HASH)?;
        (hash == hash_of(name, content).as_bytes()).then(|| content.to_vec())
    }

    /// Writes an entry. If that is not possible, there is none.
    pub fn write(&self, name: &str, content: &[u8]) {
        // An older entry would only be in the way.
        if self.try_write(name, content).is_err() {
            self.remove(name);
        }
    }

    /// Removes an entry.
    pub fn remove(&self, name: &str) {
        let _ = beneath::remove_file(&self.root, &self.path(&entry(name)));
    }

    fn try_write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let hash = hash_of(name, content);
        let bytes = [HEADER.as_bytes(), hash.as_bytes(), content].concat();
        if bytes.len() as u64 > MAX_ENTRY {
            return Err(ErrorKind::FileTooLarge.into());
        }
        self.make_folder()?;
        let half = self.path(&format!("{name}-{}{HALF}", std::process::id()));
        let _ = beneath::remove_file(&self.root, &half);
        let written = beneath::create_file(&self.root, &half)
            .and_then(|mut file| file.write_all(&bytes))
            .and_then(|()| beneath::rename(&self.root, &half, &self.path(&entry(name))));
        if written.is_err() {
            let _ = beneath::remove_file(&self.root, &half);
        }
        self.trim();
        written
    }

    fn make_folder(&self) -> io::Result<()> {
        if fs::symlink_metadata(self.folder()).is_ok_and(|found| found.is_dir()) {
            return Ok(());
        }
        fs::create_dir_all(&self.root)?;
        let ends = self.below.match_indices('/').map(|(at, _)| at).chain([self.below.len()]);
        for part in ends.map(|end| &self.below[..end]).filter(|part| !part.is_empty()) {
            match beneath::create_folder(&self.root, part) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        for (name, text) in MARKERS {
            // One that exists may be somebody else's.
            let file = beneath::create_file(&self.root, &self.path(name));
            let _ = file.and_then(|mut file| file.write_all(text.as_bytes()));
        }
        Ok(())
    }

    /// Removes the oldest entries beyond the limits, and temporary files that a killed program left.
    fn trim(&self) {
        let Ok(files) = fs::read_dir(self.folder()) else { return };
        let mut found: Vec<(SystemTime, u64, String)> = files.filter_map(|file| described(&file.ok()?)).collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        let (mut count, mut total) = (0, 0);
        for (written, size, name) in found {
            let is_kept = if name.ends_with(HALF) {
                SystemTime::now().duration_since(written).is_ok_and(|age| age < ABANDONED)
            } else {
                (count, total) = (count + 1, total + size);
                count <= MAX_ENTRIES && total <= MAX_TOTAL
            };
            if !is_kept {
                let _ = beneath::remove_file(&self.root, &self.path(&name));
            }
        }
    }

    fn folder(&self) -> PathBuf {
        self.root.join(Path::new(&self.below))
    }

    fn path(&self, name: &str) -> String {
        if self.below.is_empty() { name.to_owned() } else { format!("{}/{name}", self.below) }
    }
}

/// The time, the size and the name of a file that the cache wrote.
fn described(file: &DirEntry) -> Option<(SystemTime, u64, String)> {
    let name = file.file_name().into_string().ok()?;
    let metadata = file.metadata().ok()?;
    let is_own = metadata.is_file() && (name.ends_with(EXTENSION) || name.ends_with(HALF));
    is_own.then_some((metadata.modified().ok()?, metadata.len(), name))
}

fn entry(name: &str) -> String {
    format!("{name}{EXTENSION}")
}

/// The hash of an entry. With the name in it, a renamed entry is of no use.
fn hash_of(name: &str, content: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(HEADER.as_bytes()).update(name.as_bytes()).update(b"\n").update(content);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cache in a new folder, with one entry.
    fn cache() -> (tempfile::TempDir, DiskCache) {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = DiskCache::new(folder.path().to_owned(), "a/b");
        cache.write("one", b"content");
        (folder, cache)
    }

    #[test]
    fn entries_are_read_as_written() {
        let (folder, cache) = cache();
        assert_eq!(cache.read("one").as_deref(), Some(&b"content"[..]));
        assert_eq!(cache.read("two"), None);
        cache.write("one", b"");
        assert_eq!(cache.read("one").as_deref(), Some(&b""[..]));
        assert!(folder.path().join("a/b/.gitignore").is_file() && folder.path().join("a/b/CACHEDIR.TAG").is_file());
        cache.remove("one");
        assert_eq!(cache.read("one"), None);
    }

    #[test]
    fn a_damaged_entry_is_none_and_is_replaced() {
        let (folder, cache) = cache();
        let file = folder.path().join("a/b/one.answerbook");
        let whole = fs::read(&file).expect("a file");
        let check = |bytes: &[u8]| {
            fs::write(&file, bytes).expect("a file");
            assert_eq!(cache.read("one"), None);
        };
        for end in 0..whole.len() {
            check(&whole[..end]);
            let mut flipped = whole.clone();
            flipped[end] ^= 1;
            check(&flipped);
        }
        check(&[&whole[..], b"x"].concat());
        fs::write(folder.path().join("a/b/two.answerbook"), &whole).expect("a file");
        assert_eq!(cache.read("two"), None, "under another name");
        cache.write("one", b"again");
        assert_eq!(cache.read("one").as_deref(), Some(&b"again"[..]));
    }

    #[test]
    fn whatever_is_in_the_way_is_no_error() {
        let (folder, cache) = cache();
        let file = folder.path().join("a/b/one.answerbook");
        fs::remove_file(&file).expect("a file");
        fs::create_dir(&file).expect("a folder");
        cache.write("one", b"content");
        assert_eq!(cache.read("one"), None);
        assert_eq!(fs::read_dir(folder.path().join("a/b")).expect("a folder").count(), 3, "no half file is left");
        let file = folder.path().join("file");
        fs::write(&file, "").expect("a file");
        for below in ["", "a"] {
            let cache = DiskCache::new(file.clone(), below);
            cache.write("one", b"content");
            assert_eq!(cache.read("one"), None);
        }
        let huge = fs::File::create(folder.path().join("a/b/huge.answerbook")).expect("a file");
        huge.set_len(MAX_ENTRY + 1).expect("a sparse file");
        assert_eq!(cache.read("huge"), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("a")).expect("a link");
        let cache = DiskCache::new(folder.path().to_owned(), "a/b");
        cache.write("one", b"content");
        assert_eq!(cache.read("one"), None);
        assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn the_oldest_entries_go_first() {
        let (folder, cache) = cache();
        let age = |name: &str, age: u64| {
            let mut options = fs::File::options();
            let options = options.write(true).create(true).truncate(false);
            let file = options.open(folder.path().join("a/b").join(name)).expect("a file");
            let then = SystemTime::now() - Duration::from_secs(age);
            file.set_modified(then).expect("a time");
            file
        };
        age("one.answerbook", 100);
        age("other.txt", 1_000_000);
        age("one-1.answerbook-part", 7200);
        age("two-1.answerbook-part", 10);
        age("large.answerbook", 50).set_len(MAX_TOTAL - 1000).expect("a sparse file");
        let names = || {
            let files = fs::read_dir(folder.path().join("a/b")).expect("a folder");
            let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a name"));
            names.filter(|name| !MARKERS.iter().any(|(marker, _)| marker == name)).collect::<Vec<_>>()
        };
        cache.write("two", b"content");
        let mut left = names();
        left.sort();
        assert_eq!(
            left,
            ["large.answerbook", "one.answerbook", "other.txt", "two-1.answerbook-part", "two.answerbook"]
        );
        cache.write("three", &[0; 1000]);
        assert!(cache.read("three").is_some() && !names().contains(&"large.answerbook".to_owned()));
        age("two.answerbook", 40);
        for number in 0..MAX_ENTRIES {
            cache.write(&number.to_string(), b"");
        }
        assert_eq!(names().iter().filter(|name| name.ends_with(EXTENSION)).count(), MAX_ENTRIES);
        assert_eq!(cache.read("two"), None);
    }
}
