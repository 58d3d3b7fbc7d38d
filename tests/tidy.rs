//! Checks the rules of `docs/content/architecture.md` by reading the source as text.

#[path = "tidy/imports.rs"]
mod imports;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Modules from the foundations up. Each may use only the modules listed before it.
const ORDER: &[&str] = &[
    "named",
    "path",
    "source",
    "codes",
    "suggest",
    "diagnostic",
    "printable",
    "shared_cache",
    "html",
    "left_over",
    "words",
    "limits",
    "accept",
    "beneath",
    "disk_cache",
    "http_client",
    "report",
    "events", // foundations
    "addresses",
    "config",
    "theme",
    "project",
    "content",
    "load",
    "site",
    "address_history",
    "links",
    "render",
    "search",
    "extras",
    "output", // stages
    "external",
    "comparison",
    "publish",
    "pipeline",
    "fixes",
    "moves",
    "serve",
    "collect",
    "insights",
    "import",
    "cli",
];

/// Packages that only one module may use.
const ONE_MODULE: [(&str, &[&str]); 27] = [
    ("comrak", &["content/markdown", "import/markdown"]),
    ("minijinja", &["render"]),
    ("tiny_http", &["serve"]),
    ("notify", &["serve/watcher"]),
    ("gix", &["load"]),
    ("syntect", &["content/highlight"]),
    ("html5gum", &["html"]),
    ("html5ever", &["html/containment", "import/page"]),
    ("markup5ever_rcdom", &["html/containment", "import/page"]),
    ("imara_diff", &["content/changes"]),
    ("icu_datetime", &["theme/texts/locale"]),
    ("icu_decimal", &["theme/texts/locale"]),
    ("icu_locale", &["theme/texts/locale"]),
    ("icu_plurals", &["theme/texts/locale"]),
    ("walkdir", &["load"]),
    ("clap", &["cli"]),
    ("annotate_snippets", &["report"]),
    ("elasticlunr", &["words/language"]),
    ("flate2", &["search/bytes", "serve/http"]),
    ("zip", &["import/archive"]),
    ("hyper", &["collect/server"]),
    (
        "tokio",
        &[
            "accept",
            "serve/connections",
            "collect/server",
            "collect/timed",
            "collect/store/postgres",
            "publish/object_stores",
        ],
    ),
    ("rustix", &["accept", "beneath"]),
    ("ureq", &["http_client"]),
    ("rusqlite", &["collect/store"]),
    ("postgres", &["collect/store"]),
    ("object_store", &["publish/object_stores"]),
];

/// Maximum length of a file in lines, including tests.
const LONGEST_FILE: usize = 400;

struct SourceFile {
    /// Path below `src`, with `/`.
    path: String,
    text: String,
}

impl SourceFile {
    /// The top-level module of the file.
    fn module(&self) -> &str {
        self.path.split(['/', '.']).next().expect("a split yields at least one part")
    }

    /// The file's lines with their numbers, without tests and comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_tests = self.path.contains("tests");
        let lines = (1..).zip(self.text.lines()).take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
        lines.filter(move |(_, line)| !is_tests && !line.trim_start().starts_with("//"))
    }
}

fn files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of the source").map(|entry| entry.expect("an entry")) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                let path = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
                files.push(SourceFile { path, text });
            }
        }
    }
    assert!(files.len() > 30, "the source was not found");
    files
}

#[track_caller]
fn assert_none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}:\n{}", faults.join("\n"));
}

#[test]
fn each_package_has_one_module() {
    let mut faults = Vec::new();
    for file in files() {
        for (package, modules) in ONE_MODULE {
            let is_at_home = modules.iter().any(|module| file.path.starts_with(module));
            let guest = file.code().find(|(_, line)| line.contains(&format!("{package}::")));
            if let (false, Some((number, _))) = (is_at_home, guest) {
                faults.push(format!("src/{}:{number} knows `{package}`", file.path));
            }
        }
    }
    assert_none(&faults, "one module knows each package");
}

#[test]
fn only_the_edges_touch_the_machine() {
    const MACHINE: [&str; 8] =
        ["std::fs", "std::env", "std::time", "Instant::", "SystemTime", "Zoned::now", "std::process", "thread_rng"];
    const EDGES: [&str; 14] = [
        "accept",
        "beneath",
        "disk_cache",
        "http_client",
        "import",
        "load",
        "output",
        "serve",
        "collect",
        "cli",
        "main",
        "lib",
        "external",
        "publish",
    ];
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| !EDGES.contains(&file.module())) {
        for (number, line) in file.code() {
            faults.extend(
                MACHINE
                    .iter()
                    .filter(|name| line.contains(**name))
                    .map(|name| format!("src/{}:{number} uses `{name}`", file.path)),
            );
        }
    }
    assert_none(&faults, "only the edges touch the machine");
}

#[test]
fn only_the_terminal_prints() {
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| file.path != "cli/terminal.rs") {
        for (number, line) in file.code() {
            if ["println!", "eprintln!", "print!(", "eprint!(", "dbg!"].iter().any(|name| line.contains(name)) {
                faults.push(format!("src/{}:{number} prints", file.path));
            }
        }
    }
    assert_none(&faults, "only cli/terminal.rs prints");
}

#[test]
fn nothing_unwraps() {
    let mut faults = Vec::new();
    for file in files() {
        for (number, line) in file.code() {
            if [".unwrap()", "todo!(", "unimplemented!(", "expect(\"\")"].iter().any(|name| line.contains(name)) {
                faults.push(format!("src/{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    assert_none(&faults, "no unwrap, no stubs");
}

#[test]
fn files_are_short_and_introduce_themselves() {
    let mut faults = Vec::new();
    for file in files() {
        let length = file.text.lines().count();
        if length > LONGEST_FILE {
            faults.push(format!("src/{} has {length} lines", file.path));
        }
        if !file.path.contains("tests") && !file.text.starts_with("//!") {
            faults.push(format!("src/{} does not say what it is", file.path));
        }
    }
    assert_none(&faults, "files are short and say what they are");
}

/// Metaphors and odd words that have plain alternatives. Names in the code must not contain them.
const BANNED_IN_NAMES: [&str; 28] = [
    "kitchen",
    "cook",
    "cooked",
    "dish",
    "dishes",
    "recipe",
    "recipes",
    "ingredients",
    "room",
    "rooms",
    "house",
    "corridor",
    "roster",
    "spot",
    "spots",
    "glance",
    "glances",
    "glimpse",
    "deed",
    "deeds",
    "wishes",
    "hindered",
    "soften",
    "sparing",
    "voices",
    "said",
    "told",
    "anew",
];

/// The same for comments, docs and messages. Some of the words above are fine there.
const BANNED_IN_PROSE: [&str; 18] = [
    "kitchen", "cook", "cooks", "cooked", "cooking", "dish", "dishes", "roster", "corridor", "glance", "glances",
    "glimpse", "deed", "deeds", "hindered", "slip", "slips", "anew",
];

#[test]
fn a_types_name_occurs_once() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files() {
        for (number, line) in (1..).zip(file.text.lines()) {
            if let Some(name) = declared_type(line) {
                places.entry(name).or_default().push(format!("src/{}:{number}", file.path));
            }
        }
    }
    let repeated = places.iter().filter(|(_, places)| places.len() > 1);
    let faults: Vec<String> = repeated.map(|(name, places)| format!("`{name}`: {}", places.join(", "))).collect();
    assert_none(&faults, "a type's name occurs once in the crate");
}

/// The name of the type that a line declares. Associated types of a trait implementation do not count.
fn declared_type(line: &str) -> Option<String> {
    let is_indented = line.starts_with(' ');
    let line = line.trim_start();
    let line = line.strip_prefix("pub").map_or(line, |rest| match rest.strip_prefix('(') {
        Some(rest) => rest.split_once(')').map_or(rest, |(_, rest)| rest),
        None => rest,
    });
    let (keyword, rest) = line.trim_start().split_once(' ')?;
    let is_type = matches!(keyword, "struct" | "enum" | "trait" | "union") || keyword == "type" && !is_indented;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (is_type && !name.is_empty()).then_some(name)
}

#[test]
fn names_are_plain() {
    let mut faults = Vec::new();
    for (path, text) in
        texts(&["src", "tests"]).iter().filter(|(path, _)| Path::new(path).extension().is_some_and(|e| e == "rs"))
    {
        // This file lists the words.
        let own = path == "tests/tidy.rs";
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !own && !line.trim_start().starts_with("//")) {
            // Quoted texts are data or messages.
            let code: String = line.split('"').step_by(2).collect::<Vec<_>>().join(" ");
            for name in code.split(|c: char| !(c.is_alphanumeric() || c == '_')) {
                let is_banned = parts(name).iter().any(|part| BANNED_IN_NAMES.contains(&part.as_str()));
                if is_banned || name.starts_with("MOST_") {
                    faults.push(format!("{path}:{number}: `{name}`"));
                }
            }
        }
    }
    assert_none(&faults, "names are those of the field");
}

/// The words of a name, in lower case: `is_partial_scan`, `TermIndex`.
fn parts(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut last = String::new();
    let mut was_lower = false;
    for c in name.chars() {
        if c == '_' || c.is_uppercase() && was_lower {
            parts.push(std::mem::take(&mut last));
        }
        was_lower = c.is_lowercase();
        last.extend(c.to_lowercase().filter(|c| *c != '_'));
    }
    parts.push(last);
    parts
}

#[test]
fn comments_and_docs_are_plain() {
    let mut faults = Vec::new();
    for (path, text) in texts(&["src", "docs", "themes", "tests"]) {
        // This file lists the words. The others are texts by other people, or help centers used in tests.
        if path == "tests/tidy.rs"
            || ["tests/spec/", "tests/search/golden/"].iter().any(|folder| path.starts_with(folder))
        {
            continue;
        }
        for (number, line) in (1..).zip(text.lines()) {
            let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
            let banned = words.map(str::to_lowercase).find(|word| BANNED_IN_PROSE.contains(&word.as_str()));
            faults.extend(banned.map(|word| format!("{path}:{number}: {word}")));
        }
    }
    assert_none(&faults, "comments and docs are in plain words");
}

/// The texts below some folders of the repository, each with its path.
fn texts(folders: &[&str]) -> Vec<(String, String)> {
    const ENDINGS: [&str; 9] = ["rs", "md", "toml", "js", "mjs", "css", "html", "txt", "sh"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in
            std::fs::read_dir(folder).expect("a folder of the repository").map(|entry| entry.expect("an entry"))
        {
            let path = entry.path();
            let is_installed = path.file_name().is_some_and(|name| name == "node_modules" || name == "dist");
            let has_text = path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known));
            if path.is_dir() && !path.is_symlink() && !is_installed {
                folders.push(path);
            } else if path.is_file() && has_text {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                texts.extend(std::fs::read_to_string(&path).ok().map(|text| (name, text)));
            }
        }
    }
    assert!(texts.len() > 30, "the texts were not found");
    texts
}
