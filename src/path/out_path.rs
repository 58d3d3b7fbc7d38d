//! Files of the output: which paths a file can have, and which of them get in each other's way.
//!
//! This is the only place that decides it. `check` and `build` both ask here, so that what `check` accepts can be
//! written.

use std::collections::HashMap;
use std::fmt;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::Address;

/// The longest name that Linux, macOS and Windows can store, in bytes.
const MAX_NAME: usize = 255;

/// The longest path below the output folder, in bytes. macOS allows 1,024 from the root, so this leaves room for a
/// folder.
const MAX_PATH: usize = 900;

/// How much of a name that is too long is kept, in bytes.
const KEPT_OF_NAME: usize = 160;

/// Files that a build keeps in the output folder for itself.
const OWN_FILES: &[&str] = &["answerbook-manifest.json", "answerbook-manifest.json.part", ".answerbook.lock"];

/// Names of devices on Windows, with any extension.
const WINDOWS_DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A file of the output, by its path below the output folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct OutPath(String);

/// Why no file can have a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// One of its names is too long.
    LongName,
    /// It is too long as a whole.
    LongPath,
    /// It holds a control character, such as NUL or a line break.
    Control,
    /// A build keeps a file of that name for itself.
    OwnFile,
    /// Windows cannot store it.
    Windows,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LongName => write!(f, "a part of it is longer than {MAX_NAME} bytes"),
            Self::LongPath => write!(f, "it is longer than {MAX_PATH} bytes"),
            Self::Control => f.write_str("it contains a control character"),
            Self::OwnFile => f.write_str("a build keeps a file of that name for itself"),
            Self::Windows => f.write_str("Windows cannot store a file of that name"),
        }
    }
}

impl OutPath {
    /// Wraps a relative path; segments that would leave the output folder are dropped.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(Address::new(path).as_str()[1..].to_owned())
    }

    /// Wraps a path without a leading `/` or segments such as `..`.
    pub(super) fn of(path: String) -> Self {
        Self(path)
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders that hold the file, the nearest one first; the output folder itself is left out.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        ancestors(&self.0)
    }

    /// The path as file systems compare it that cannot tell letter case or Unicode's composed forms apart.
    #[must_use]
    pub fn folded(&self) -> String {
        folded(&self.0)
    }

    /// Why no file can have this path; `None` if one can.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.fault_on(cfg!(windows))
    }

    fn fault_on(&self, is_windows: bool) -> Option<Fault> {
        let first = self.0.split('/').next().unwrap_or_default();
        match () {
            () if self.0.chars().any(char::is_control) => Some(Fault::Control),
            () if self.0.split('/').any(|name| name.len() > MAX_NAME) => Some(Fault::LongName),
            () if self.0.len() > MAX_PATH => Some(Fault::LongPath),
            () if OWN_FILES.iter().any(|own| first.eq_ignore_ascii_case(own)) => Some(Fault::OwnFile),
            () if is_windows && self.0.split('/').any(is_refused_by_windows) => Some(Fault::Windows),
            () => None,
        }
    }
}

/// A name that a file can have in the place of one that it cannot: without control characters, and of a length that
/// leaves space for an extension. Different names stay different.
#[must_use]
pub fn storable(name: &str) -> String {
    let is_long = name.len() > KEPT_OF_NAME;
    let is_own = OWN_FILES.iter().any(|own| name.eq_ignore_ascii_case(own));
    let is_refused = name.chars().any(char::is_control) || cfg!(windows) && is_refused_by_windows(name);
    if !(is_long || is_own || is_refused) {
        return name.to_owned();
    }
    let mut kept: String = name.chars().filter(|letter| !letter.is_control()).collect();
    if cfg!(windows) {
        kept = kept.replace(['<', '>', ':', '"', '|', '?', '*', '\\', '.', ' '], "-");
    }
    let end = (0..=kept.len().min(KEPT_OF_NAME)).rev().find(|&end| kept.is_char_boundary(end)).unwrap_or_default();
    let digest = &blake3::hash(name.as_bytes()).to_hex()[..8];
    let kept = kept[..end].trim_end_matches(['-', '.']);
    if kept.is_empty() { digest.to_owned() } else { format!("{kept}-{digest}") }
}

impl Address {
    /// The nearest address below `home` that a file can have: names that no file can have are shortened, and what is
    /// still too long leaves its folders.
    #[must_use]
    pub fn storable(&self, home: &Self) -> Self {
        let path = self.as_str();
        let end = if path.ends_with('/') { "/" } else { "" };
        let names: Vec<String> = path.split('/').filter(|name| !name.is_empty()).map(storable).collect();
        let shorter = Self::new(&format!("/{}{end}", names.join("/")));
        if shorter.out_path().fault().is_none() {
            return shorter;
        }
        let digest = &blake3::hash(path.as_bytes()).to_hex()[..8];
        let last = names.last().map_or("", String::as_str);
        let (stem, extension) = if end.is_empty() { last.rsplit_once('.').unwrap_or((last, "")) } else { (last, "") };
        let dot = if extension.is_empty() { "" } else { "." };
        Self::new(&format!("{}{stem}-{digest}{dot}{extension}{end}", home.as_str()))
    }
}

/// The paths that a site has so far, each with its owner. Two of them get in each other's way where they are the same
/// but for letter case, and where one is a file and the other one needs a folder of that name.
#[derive(Debug)]
pub struct Occupied<T> {
    files: HashMap<String, T>,
    folders: HashMap<String, T>,
}

impl<T> Default for Occupied<T> {
    fn default() -> Self {
        Self { files: HashMap::new(), folders: HashMap::new() }
    }
}

impl<T: Copy> Occupied<T> {
    /// Who has what is in the way of a file of this path.
    #[must_use]
    pub fn owner(&self, path: &OutPath) -> Option<T> {
        let path = path.folded();
        let same = self.files.get(&path).or_else(|| self.folders.get(&path));
        same.or_else(|| ancestors(&path).find_map(|folder| self.files.get(folder))).copied()
    }

    /// Who has a file of this path, letter case aside.
    #[must_use]
    pub fn same(&self, path: &OutPath) -> Option<T> {
        self.files.get(&path.folded()).copied()
    }

    /// Gives a path to an owner. One that is in the way keeps its own.
    pub fn take(&mut self, path: &OutPath, owner: T) {
        let path = path.folded();
        for folder in ancestors(&path) {
            // Where a folder is known, those above it are too.
            if self.folders.contains_key(folder) {
                break;
            }
            self.folders.insert(folder.to_owned(), owner);
        }
        self.files.entry(path).or_insert(owner);
    }
}

/// A path as file systems compare it that cannot tell letter case or Unicode's composed forms apart.
#[must_use]
pub fn folded(path: &str) -> String {
    if path.is_ascii() { path.to_ascii_lowercase() } else { path.nfc().flat_map(char::to_lowercase).collect() }
}

/// The folders that hold a path, the nearest one first.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).rev()
}

fn is_refused_by_windows(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    WINDOWS_DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device))
        || name.ends_with(['.', ' '])
        || name.contains(['<', '>', ':', '"', '|', '?', '*', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_file_system_stores_is_a_fault() {
        let check = |path: &str, expected: Option<Fault>| assert_eq!(OutPath::new(path).fault_on(false), expected);
        check("billing/größe & co/index.html", None);
        check(&format!("{}/index.html", "a".repeat(255)), None);
        check(&format!("{}/index.html", "ä".repeat(128)), Some(Fault::LongName));
        check(&"folder/".repeat(40), None);
        check(&"a folder of a long name/".repeat(40), Some(Fault::LongPath));
        check("a\0b", Some(Fault::Control));
        check("a/\u{85}/index.html", Some(Fault::Control));
        check("Answerbook-Manifest.json/index.html", Some(Fault::OwnFile));
        check(".answerbook.lock", Some(Fault::OwnFile));
        check("guide/answerbook-manifest.json", None);
        check("aux/index.html", None);
    }

    #[test]
    fn windows_refuses_more() {
        for path in ["aux/index.html", "a/NUL.txt", "help:contents/index.html", "a./index.html", "a\\b"] {
            assert_eq!(OutPath::new(path).fault_on(true), Some(Fault::Windows), "{path}");
        }
        assert_eq!(OutPath::new("auxiliary/com10.html").fault_on(true), None);
    }

    #[test]
    fn what_cannot_be_stored_moves_to_the_nearest_that_can() {
        let home = Address::new("/fr/");
        for path in ["/fr/a\0b/", "/answerbook-manifest.json/", &format!("/{}/x.html", "é".repeat(200))] {
            let storable = Address::new(path).storable(&home);
            assert_eq!(storable.out_path().fault(), None, "{storable}");
            assert_ne!(storable, Address::new(path));
        }
        let deep = Address::new(&format!("/fr/{}end.html", "a folder of a long name/".repeat(40))).storable(&home);
        let name = deep.as_str().strip_prefix("/fr/end-").and_then(|rest| rest.split_once('.'));
        assert_eq!(name.map(|(digest, extension)| (digest.len(), extension)), Some((8, "html")), "{deep}");
        assert_eq!(Address::new("/a/b/").storable(&home).as_str(), "/a/b/");
    }

    #[test]
    fn files_and_folders_of_one_name_get_in_each_others_way() {
        let mut occupied = Occupied::default();
        occupied.take(&OutPath::new("c"), 1);
        occupied.take(&OutPath::new("guide/a/index.html"), 2);
        let check = |path: &str, owner: Option<i32>| assert_eq!(occupied.owner(&OutPath::new(path)), owner, "{path}");
        check("C", Some(1));
        check("c/index.html", Some(1));
        check("guide", Some(2));
        check("guide/A/index.html", Some(2));
        check("guide/a/index.html/index.html", Some(2));
        check("guide/index.html", None);
        check("cc", None);
    }
}
