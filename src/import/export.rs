//! The files of an export: a folder, an archive, a single file, or answers that were fetched. Nothing in it is trusted:
//! links in a folder are not followed, and files that are too long are not read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::archive::{self, Archive};
use super::json;
use super::names::host_of;
use crate::path;

/// Maximum length of a text in bytes: the responses of the largest help centers are a tenth of it.
const MAX_TEXT: u64 = 512 * 1024 * 1024;

/// Maximum number of files.
const MAX_FILES: usize = 500_000;

/// The files of an export, by their path in it, with `/`.
#[derive(Debug, Default)]
pub struct Export {
    files: BTreeMap<String, StoredFile>,
    archives: Vec<Archive>,
    /// The files by host and path, where a folder is named like a host, as `wget -x` writes them.
    mirror: BTreeMap<String, String>,
    /// What could not be read, for the report.
    pub remarks: Vec<String>,
}

/// Where a file of an export is.
#[derive(Debug)]
enum StoredFile {
    Disk(PathBuf),
    /// In an archive: which one, and its number there.
    Archive(usize, usize),
    Memory(Vec<u8>),
}

impl Export {
    /// Opens a folder, or a file.
    pub fn open(source: &Path) -> Result<Self, String> {
        let facts = fs::metadata(source).map_err(|error| format!("cannot read `{}`: {error}", source.display()))?;
        let mut export = Self::default();
        if facts.is_dir() {
            export.add_folder(source)?;
        } else if archive::is_archive(source) {
            let found = archive::open(source)?;
            export.remarks.extend(found.remarks);
            export.archives = found.archives;
            for (path, place, number) in found.files {
                export.files.entry(path).or_insert(StoredFile::Archive(place, number));
            }
        } else {
            let name = source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            export.files.insert(name, StoredFile::Disk(source.to_owned()));
        }
        export.index();
        Ok(export)
    }

    fn add_folder(&mut self, root: &Path) -> Result<(), String> {
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries =
                fs::read_dir(&folder).map_err(|error| format!("cannot read `{}`: {error}", folder.display()))?;
            for entry in entries {
                let entry = entry.map_err(|error| format!("cannot read `{}`: {error}", folder.display()))?;
                let kind = entry.file_type().map_err(|error| format!("cannot read `{}`: {error}", folder.display()))?;
                let place = entry.path();
                let Some(path) = place.strip_prefix(root).ok().and_then(Path::to_str) else {
                    self.remarks.push(format!("`{}` has a name that is not text, and was not read", place.display()));
                    continue;
                };
                let path = path.replace('\\', "/");
                if kind.is_symlink() {
                    self.remarks.push(format!("`{path}` is a link, and was not followed"));
                } else if kind.is_dir() {
                    folders.push(place);
                } else if kind.is_file() {
                    self.files.insert(path, StoredFile::Disk(place));
                }
                if self.files.len() > MAX_FILES {
                    return Err(format!("the export has more than {MAX_FILES} files"));
                }
            }
        }
        Ok(())
    }

    /// Adds a file that was fetched.
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), StoredFile::Memory(bytes));
    }

    /// Adds a copy of an address.
    pub fn add_copy(&mut self, url: &str, bytes: Vec<u8>) {
        if let (Some(host), Some(path)) = (host_of(url), super::names::path_of(url)) {
            self.add(&format!("{host}{}", path::decode(&path)), bytes);
        }
    }

    /// Indexes the files. Must be called after files were added.
    pub fn index(&mut self) {
        for path in self.files.keys() {
            let mut rest = path.as_str();
            while let Some((folder, below)) = rest.split_once('/') {
                if folder.contains('.') && !folder.starts_with('.') {
                    self.mirror.insert(path::decode(rest).to_lowercase(), path.clone());
                    break;
                }
                rest = below;
            }
        }
    }

    /// The paths of all files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether the export has a file.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The first bytes of a file, which tell its type; empty if it cannot be read.
    #[must_use]
    pub fn start_of(&self, path: &str) -> Vec<u8> {
        use std::io::Read as _;
        const ENOUGH: u64 = 1024;
        let mut bytes = Vec::new();
        match self.files.get(path) {
            Some(StoredFile::Disk(place)) => {
                if let Ok(file) = fs::File::open(place) {
                    // A file that cannot be read is reported when it is copied.
                    let _ = file.take(ENOUGH).read_to_end(&mut bytes);
                }
            }
            Some(StoredFile::Archive(archive, number)) => bytes = self.archives[*archive].start(*number, ENOUGH),
            Some(StoredFile::Memory(content)) => bytes.extend(content.iter().take(1024)),
            None => {}
        }
        bytes
    }

    /// The content of a file.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let place = match self.files.get(path) {
            Some(StoredFile::Disk(place)) => place,
            Some(StoredFile::Archive(archive, number)) => {
                let unpacked = self.archives[*archive].unpacked(*number);
                return unpacked.map_err(|error| format!("cannot read `{path}`: {error}"));
            }
            Some(StoredFile::Memory(bytes)) => return Ok(bytes.clone()),
            None => return Err(format!("`{path}` is not in the export")),
        };
        let problem = |error: std::io::Error| format!("cannot read `{path}`: {error}");
        let length = fs::metadata(place).map_err(problem)?.len();
        if length > MAX_TEXT {
            return Err(format!("`{path}` is too large: {length} bytes"));
        }
        fs::read(place).map_err(problem)
    }

    /// The file that is a copy of an address, if the export has it. The query does not count.
    #[must_use]
    pub fn copy_of(&self, url: &str) -> Option<&str> {
        let host = host_of(url)?;
        let path = super::names::path_of(url)?;
        let key = path::decode(&format!("{host}{path}")).to_lowercase();
        self.mirror.get(&key).map(String::as_str)
    }

    /// The JSON documents, with the path of the file that each is in.
    pub fn json(&self) -> Result<Vec<(String, Value)>, String> {
        let is_json = |path: &&str| {
            let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
            matches!(extension.as_str(), "json" | "jsonl" | "ndjson")
        };
        // What is below a folder named like a host is a copy of a file that texts refer to.
        let copies: std::collections::BTreeSet<&str> = self.mirror.values().map(String::as_str).collect();
        let is_answer = |path: &&str| !copies.contains(path);
        let mut paths: Vec<&str> = self.paths().filter(is_json).filter(is_answer).collect();
        paths.sort_by_key(|path| natural(path));
        if paths.is_empty() && self.files.len() == 1 {
            paths = self.paths().collect();
        }
        let mut documents = Vec::new();
        for path in paths {
            let values = json::values(&self.read(path)?).map_err(|error| format!("`{path}` is not JSON: {error}"))?;
            documents.extend(values.into_iter().map(|value| (path.to_owned(), value)));
        }
        if documents.is_empty() {
            return Err("no JSON files were found in the export".into());
        }
        Ok(documents)
    }
}

/// An order in which `page-10` comes after `page-2`.
fn natural(path: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let words = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        let digits = rest[words..].find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len() - words);
        parts.push((rest[..words].to_owned(), rest[words..words + digits].parse().unwrap_or(u64::MAX)));
        rest = &rest[words + digits..];
    }
    parts
}
