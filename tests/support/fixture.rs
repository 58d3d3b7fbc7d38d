//! Reads projects from one readable text; `tests/diagnostics.rs` describes the format.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A project that is not on disk yet.
pub struct Fixture {
    sections: Vec<(FixtureSection, String)>,
}

enum FixtureSection {
    File(String),
    Hex(String),
    Times(usize, String),
    Symlink { path: String, target: String },
    Git,
}

impl Fixture {
    /// Reads a fixture. Text before the first section is a description.
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        let mut sections: Vec<(FixtureSection, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(title) = line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --\n")) {
                sections.push((FixtureSection::parse(title), String::new()));
            } else if let Some((_, content)) = sections.last_mut() {
                content.push_str(line);
            }
        }
        Self { sections }
    }

    /// Whether this system supports what the fixture needs: symbolic links, names with any bytes, names that differ in
    /// case.
    pub fn fits_this_system(&self) -> bool {
        let plain = |(section, _): &(FixtureSection, String)| match section {
            FixtureSection::File(path) => !path.contains("\\x") && !self.has_twin(path),
            FixtureSection::Hex(_) | FixtureSection::Times(..) => true,
            FixtureSection::Symlink { .. } | FixtureSection::Git => false,
        };
        cfg!(target_os = "linux") || self.sections.iter().all(plain)
    }

    fn has_twin(&self, path: &str) -> bool {
        self.sections.iter().any(
            |(section, _)| matches!(section, FixtureSection::File(other) if other != path && other.eq_ignore_ascii_case(path)),
        )
    }

    /// Writes the project into a folder.
    #[track_caller]
    pub fn write(&self, folder: &Path) {
        for (section, content) in &self.sections {
            match section {
                FixtureSection::File(path) => write(folder, path, content.as_bytes()),
                FixtureSection::Hex(path) => write(folder, path, &bytes(content)),
                FixtureSection::Times(count, path) => write(folder, path, content.repeat(*count).as_bytes()),
                FixtureSection::Symlink { path, target } => symlink(&at(folder, path), target),
                FixtureSection::Git => git(folder, content),
            }
        }
    }
}

impl FixtureSection {
    #[track_caller]
    fn parse(title: &str) -> Self {
        if let Some(path) = title.strip_prefix("hex ") {
            return Self::Hex(path.to_owned());
        }
        if let Some((path, target)) = title.strip_prefix("symlink ").and_then(|title| title.split_once(" -> ")) {
            return Self::Symlink { path: path.to_owned(), target: target.to_owned() };
        }
        match title.split_once(" times ") {
            _ if title == "git" => Self::Git,
            Some((count, path)) => Self::Times(count.parse().expect("a number"), path.to_owned()),
            None => Self::File(title.to_owned()),
        }
    }
}

#[track_caller]
fn write(folder: &Path, path: &str, content: &[u8]) {
    fs::write(at(folder, path), content).expect("a writable file");
}

/// The path of a file, with its parent folders created.
#[track_caller]
fn at(folder: &Path, path: &str) -> PathBuf {
    let path = folder.join(name(path));
    fs::create_dir_all(path.parent().expect("a path below the folder")).expect("a writable folder");
    path
}

#[cfg(unix)]
fn name(path: &str) -> OsString {
    use std::os::unix::ffi::OsStringExt as _;
    let mut parts = path.split("\\x");
    let mut name = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        name.extend(bytes(&part[..2]));
        name.extend(&part.as_bytes()[2..]);
    }
    OsString::from_vec(name)
}

#[cfg(not(unix))]
fn name(path: &str) -> OsString {
    path.into()
}

#[cfg(unix)]
fn symlink(path: &Path, target: &str) {
    std::os::unix::fs::symlink(target, path).expect("a symbolic link");
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &str) {}

#[track_caller]
fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<char> = hex.chars().filter(|digit| !digit.is_whitespace()).collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("hexadecimal digits");
    digits.chunks(2).map(byte).collect()
}

/// Runs the lines with a git that ignores the developer's own settings.
#[track_caller]
pub fn git(folder: &Path, script: &str) {
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", script]).current_dir(folder);
    for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
        shell.env(name, "/dev/null");
    }
    for role in ["AUTHOR", "COMMITTER"] {
        shell.env(format!("GIT_{role}_NAME"), "A writer").env(format!("GIT_{role}_EMAIL"), "writer@example.com");
        shell.env(format!("GIT_{role}_DATE"), "2026-03-01T12:00:00Z");
    }
    let output = shell.output().expect("a shell");
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
}
