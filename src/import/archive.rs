//! Archives (`.zip`) of an export. An archive is hostile until checked: names that lead elsewhere, links, files that unpack
//! to far more than they seem to, and encrypted files are not read, and each is reported. Nothing is unpacked to disk.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use zip::ZipArchive;

/// Maximum length of a file that is unpacked, in bytes.
const MAX_FILE: u64 = 512 * 1024 * 1024;

/// Maximum length of an archive in an archive, which is kept in memory.
const MAX_INNER: u64 = 1024 * 1024 * 1024;

/// A file may unpack to this many times its length. Texts reach 100, and bombs begin at 1,000.
const MAX_RATIO: u64 = 400;

/// Shorter files may be of any ratio: a page of blanks is harmless.
const SMALL: u64 = 1024 * 1024;

/// Maximum number of files in an archive.
const MAX_FILES: usize = 500_000;

trait ArchiveSource: Read + Seek + Send {}
impl<T: Read + Seek + Send> ArchiveSource for T {}

/// An archive that is open for reading.
pub struct Archive(Mutex<ZipArchive<Box<dyn ArchiveSource>>>);

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Archive")
    }
}

/// The files of archives.
#[derive(Debug, Default)]
pub struct ArchiveFiles {
    /// The archives: the one that was opened, and those in it.
    pub archives: Vec<Archive>,
    /// Path, archive and number of each file.
    pub files: Vec<(String, usize, usize)>,
    /// What is not read, and why.
    pub remarks: Vec<String>,
}

/// Whether a file is an archive by its first bytes.
#[must_use]
pub fn is_archive(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok_and(|()| start == *b"PK\x03\x04")
}

/// Opens an archive. If it has nothing but archives, as large exports of Notion do, their files are read too.
pub fn open(path: &Path) -> Result<ArchiveFiles, String> {
    let file = File::open(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let mut found = ArchiveFiles::default();
    add(Box::new(file), &mut found).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let is_outer = |(path, _, _): &(String, usize, usize)| super::names::has_extension(path, "zip");
    if !found.files.is_empty() && found.files.iter().all(is_outer) {
        for (path, archive, number) in std::mem::take(&mut found.files) {
            match found.archives[archive].read(number, MAX_INNER) {
                Ok(bytes) => {
                    if let Err(error) = add(Box::new(Cursor::new(bytes)), &mut found) {
                        found.remarks.push(format!("`{path}` cannot be read: {error}"));
                    }
                }
                Err(error) => found.remarks.push(format!("`{path}` was not read: {error}")),
            }
        }
    }
    Ok(found)
}

fn add(source: Box<dyn ArchiveSource>, found: &mut ArchiveFiles) -> Result<(), String> {
    let mut archive = ZipArchive::new(source).map_err(|error| error.to_string())?;
    if archive.len() > MAX_FILES {
        return Err(format!("it has more than {MAX_FILES} files"));
    }
    let place = found.archives.len();
    for number in 0..archive.len() {
        let entry = match archive.by_index_raw(number) {
            Ok(entry) => entry,
            Err(error) => {
                found.remarks.push(format!("a file of the archive cannot be read: {error}"));
                continue;
            }
        };
        // Many programs write UTF-8 without saying so.
        let name = match std::str::from_utf8(entry.name_raw()) {
            Ok(name) => name.to_owned(),
            Err(_) => match entry.name() {
                Ok(name) => name.into_owned(),
                Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
            },
        };
        if entry.is_dir() || name.starts_with("__MACOSX/") || name.ends_with(".DS_Store") {
            continue;
        }
        let shown: String = name.chars().take(100).collect();
        let problem = match () {
            () if !is_inside(&name) => Some("its name leads out of the archive"),
            () if entry.is_symlink() => Some("it is a link"),
            () if entry.encrypted() => Some("it is encrypted"),
            () if entry.size() > SMALL && entry.size() / entry.compressed_size().max(1) > MAX_RATIO => {
                Some("it unpacks to far more than its length")
            }
            () => None,
        };
        match problem {
            Some(problem) => found.remarks.push(format!("`{shown}` was not read: {problem}")),
            None => found.files.push((name, place, number)),
        }
    }
    found.archives.push(Archive(Mutex::new(archive)));
    Ok(())
}

/// Whether a name is a path in the archive, on every system.
fn is_inside(name: &str) -> bool {
    let is_part = |part: &str| !matches!(part, "" | "." | "..") && !part.ends_with(':');
    !name.contains(['\\', '\0']) && name.get(1..2) != Some(":") && name.split('/').all(is_part)
}

impl Archive {
    /// Unpacks a file. What it says about its length is not trusted.
    pub fn unpacked(&self, number: usize) -> Result<Vec<u8>, String> {
        self.read(number, MAX_FILE)
    }

    /// The first bytes of a file.
    #[must_use]
    pub fn start(&self, number: usize, length: u64) -> Vec<u8> {
        let mut archive = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = Vec::new();
        if let Ok(entry) = archive.by_index(number) {
            // A file that cannot be read is reported when it is copied.
            let _ = entry.take(length).read_to_end(&mut bytes);
        }
        bytes
    }

    fn read(&self, number: usize, limit: u64) -> Result<Vec<u8>, String> {
        let mut archive = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = archive.by_index(number).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        entry.take(limit + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if bytes.len() as u64 > limit {
            return Err(format!("it unpacks to more than {} MB", limit / 1024 / 1024));
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_archive() {
        for name in ["a.html", "a/b c/d.png", "Ünï.md", "..a/b..c"] {
            assert!(is_inside(name), "{name}");
        }
        for name in ["../a", "a/../../b", "/etc/passwd", "C:/x", "c:x", "a\\..\\b", "a//b", "a/\0", "./a"] {
            assert!(!is_inside(name), "{name}");
        }
    }
}
