//! A fluent builder for tests that run the program: a folder with files, a command in it, and what is expected of its
//! exit code, its output, and the folder afterwards.

// Each test file uses only part of this.
#![allow(dead_code)]

pub mod browsing;
pub mod built;
pub mod fixture;
pub mod folder;
pub mod histories;
pub mod host_site;
pub mod preview;
pub mod random;
pub mod site;
pub mod store_double;
pub mod tree;
pub mod twins;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use snapbox::cmd::Command;
use snapbox::{Data, IntoData};
use tempfile::TempDir;

/// Variables of a developer's environment that would change the output.
const AMBIENT: [&str; 6] = ["CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "NO_COLOR", "SOURCE_DATE_EPOCH"];

/// A temporary folder, and the commands run in it one after the other.
pub struct TestFolder {
    folder: TempDir,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    keeps_to_permissions: bool,
    code: i32,
    stdout: Option<Data>,
    stderr: Option<Data>,
}

impl TestFolder {
    /// An empty folder.
    #[track_caller]
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            arguments: Vec::new(),
            variables: Vec::new(),
            keeps_to_permissions: false,
            code: 0,
            stdout: None,
            stderr: None,
        }
    }

    /// Writes a file and creates its parent folders.
    #[track_caller]
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a path below the folder")).expect("a writable folder");
        fs::write(path, text).expect("a writable file");
        self
    }

    /// The content of a file.
    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("`{path}`: {error}"))
    }

    /// The command to run, without the program's name; split at spaces.
    pub fn run(mut self, command: &str) -> Self {
        self.arguments = command.split_whitespace().map(str::to_owned).collect();
        self
    }

    /// Adds one argument, which may contain spaces.
    pub fn arg(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs the command without root's right to read and write everything, so that file permissions apply to it.
    #[cfg(unix)]
    pub fn keeping_to_permissions(mut self) -> Self {
        self.keeps_to_permissions = true;
        self
    }

    /// The expected exit code; 0 if not called.
    pub fn code(mut self, code: i32) -> Self {
        self.code = code;
        self
    }

    /// The expected standard output; not checked if not called.
    pub fn stdout(mut self, expected: impl IntoData) -> Self {
        self.stdout = Some(expected.into_data());
        self
    }

    /// The expected standard error; not checked if not called. `[..]` matches anything in a line.
    pub fn stderr(mut self, expected: impl IntoData) -> Self {
        self.stderr = Some(expected.into_data());
        self
    }

    /// Removes a file.
    #[track_caller]
    pub fn without(self, path: &str) -> Self {
        fs::remove_file(self.path(path)).expect("a file");
        self
    }

    /// Removes an empty folder.
    #[track_caller]
    pub fn without_folder(self, path: &str) -> Self {
        fs::remove_dir(self.path(path)).expect("an empty folder");
        self
    }

    /// Runs the command and checks the result. The folder stays for the next command.
    #[track_caller]
    pub fn check(mut self) -> Self {
        let mut output = self.command().assert().code(self.code);
        if let Some(expected) = self.stdout.take() {
            output = output.stdout_eq(expected);
        }
        if let Some(expected) = self.stderr.take() {
            output.stderr_eq(expected);
        }
        self.code = 0;
        self
    }

    /// Runs the command, checks its exit code, and returns what it printed, byte for byte.
    #[track_caller]
    pub fn output(mut self) -> Output {
        self.command().assert().code(self.code).get_output().clone()
    }

    /// Runs the command, with any exit code, and returns what it printed.
    #[track_caller]
    pub fn any_output(mut self) -> Output {
        self.command().output().expect("a command that can be run")
    }

    fn command(&mut self) -> Command {
        let program = snapbox::cmd::cargo_bin!("answerbook");
        let command = if self.keeps_to_permissions && is_root() {
            Command::new("setpriv").arg("--bounding-set=-dac_override,-dac_read_search").arg(program)
        } else {
            Command::new(program)
        };
        let mut command = command.current_dir(self.folder.path());
        for name in AMBIENT {
            command = command.env_remove(name);
        }
        for (name, value) in self.variables.drain(..) {
            command = command.env(name, value);
        }
        command.args(&self.arguments)
    }

    /// Expects a file with this text.
    #[track_caller]
    pub fn holds(self, path: &str, expected: impl IntoData) -> Self {
        let text = fs::read_to_string(self.path(path)).expect("a text file");
        snapbox::assert_data_eq!(text, expected.into_data());
        self
    }

    /// Expects exactly these files in the folder, sorted.
    #[track_caller]
    pub fn files(self, expected: &[&str]) -> Self {
        let mut found = Vec::new();
        list(self.folder.path(), self.folder.path(), &mut found);
        found.sort();
        assert_eq!(found, expected);
        self
    }

    /// All files below a folder, with their content.
    pub fn contents(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(folder);
        let mut names = Vec::new();
        list(&root, &root, &mut names);
        let read = |name: String| {
            let bytes = fs::read(root.join(&name)).expect("a readable file");
            (name, bytes)
        };
        names.into_iter().map(read).collect()
    }

    /// The path of a file in the folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }
}

/// Whether the tests run as root, which ignores file permissions.
pub fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

fn list(folder: &Path, root: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            list(&path, root, found);
        } else {
            let path = path.strip_prefix(root).expect("a path below the root");
            found.push(path.to_string_lossy().replace('\\', "/"));
        }
    }
}
