//! The same project twice, built with and without a cache on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::folder::files;

/// Variables that change the output.
const AMBIENT: [&str; 5] = ["CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "NO_COLOR", "SOURCE_DATE_EPOCH"];

/// The same project twice: `cached` is built with a cache, and `plain` without one.
pub struct Twins {
    folder: tempfile::TempDir,
}

/// Where a result came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Cache,
    Work,
}

impl Twins {
    /// Both folders, with these files.
    pub fn new(project: &[(&str, &str)]) -> Self {
        let twins = Self { folder: tempfile::tempdir().expect("a folder") };
        twins.write(project);
        twins
    }

    /// The folder of one of them.
    pub fn root(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of the cache.
    pub fn cache(&self) -> PathBuf {
        self.root("cache")
    }

    /// The records in the cache.
    pub fn records(&self) -> Vec<PathBuf> {
        let names = files(&self.cache()).into_iter().filter(|name| name.ends_with(".answerbook"));
        names.map(|name| self.cache().join(name)).collect()
    }

    /// Makes the same change in both folders.
    pub fn edit(&self, edit: impl Fn(&Path)) {
        for name in ["cached", "plain"] {
            edit(&self.root(name));
        }
    }

    /// Writes files in both folders.
    pub fn write(&self, files: &[(&str, &str)]) {
        self.edit(|root| {
            for (path, text) in files {
                let path = root.join(path);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, text).expect("a file");
            }
        });
    }

    /// A command in one of the folders, with or without a cache.
    pub fn command(&self, name: &str, command: &str) -> Command {
        let cache = if name == "cached" { "--cache ../cache" } else { "--no-cache" };
        let mut process = Command::new(snapbox::cmd::cargo_bin!("answerbook"));
        process.args(format!("{command} --trace ../trace.json {cache}").split(' ')).current_dir(self.root(name));
        for name in AMBIENT {
            process.env_remove(name);
        }
        process
    }

    /// Runs a command in both folders and compares all results. Returns where the one with a cache came from.
    #[track_caller]
    pub fn run(&self, command: &str) -> Origin {
        let _ = fs::remove_file(self.root("trace.json"));
        let plain = self.command("plain", command).output().expect("a process");
        let cached = self.command("cached", command).output().expect("a process");
        assert_eq!(printed(&cached), printed(&plain), "{command}");
        let trace = fs::read_to_string(self.root("trace.json")).unwrap_or_default();
        let (cached, plain) = (contents(&self.root("cached")), contents(&self.root("plain")));
        assert!(cached.keys().eq(plain.keys()), "{command}: not the same files");
        for (path, bytes) in cached {
            let (cached, plain) = (String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&plain[&path]));
            assert_eq!(cached, plain, "{path} after {command}");
        }
        let is_cached = trace.contains("\"cache\"") && !trace.contains("\"articles\"");
        if is_cached { Origin::Cache } else { Origin::Work }
    }

    /// Runs a command until its result comes from the cache: files must be older than the clock's last tick.
    #[track_caller]
    pub fn settle(&self, command: &str) {
        assert!((0..3).any(|_| self.run(command) == Origin::Cache), "`{command}` is never taken from the cache");
    }
}

/// The exit code and what was printed, apart from the time that it took.
fn printed(output: &Output) -> (Option<i32>, String, String) {
    let without_time = |text: &[u8]| {
        let text = String::from_utf8_lossy(text).into_owned();
        let lines = text.lines().map(|line| match (line.rfind(" in "), line.find(" s")) {
            (Some(at), Some(_)) if line.starts_with("built ") || line.starts_with("checked ") => {
                let rest = line[at..].split_once(" s").map_or("", |(_, rest)| rest);
                format!("{}{rest}", &line[..at])
            }
            _ => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    (output.status.code(), without_time(&output.stdout), without_time(&output.stderr))
}

/// All files below a folder, with their content; without those of git, which have times in them.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = files(folder).into_iter().filter(|name| !name.starts_with(".git/"));
    names.map(|name| (name.clone(), fs::read(folder.join(name)).expect("a file"))).collect()
}

/// Builds the site.
pub const BUILD: &str = "build --date 2026-11-22";
/// Checks the site.
pub const CHECK: &str = "check --date 2026-11-22";
