//! Checks which modules and files use each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{ORDER, SourceFile, assert_none, files};

/// Files that may use each other in a circle, and why.
const CIRCLES: &[&[&str]] = &[
    // Blocks contain blocks: each file makes one kind of them, and asks for those inside.
    &[
        "import/markdown/build.rs",
        "import/markdown/callouts.rs",
        "import/markdown/lists.rs",
        "import/markdown/media.rs",
        "import/markdown/tables.rs",
        "import/markdown/widgets.rs",
    ],
];

#[test]
fn imports_point_down_only() {
    let place: BTreeMap<&str, usize> = ORDER.iter().copied().zip(0..).collect();
    let mut faults = Vec::new();
    for file in files().iter().filter(|file| !matches!(file.module(), "main" | "lib")) {
        let own = place.get(file.module()).unwrap_or_else(|| panic!("`{}` has no place in ORDER", file.module()));
        for (number, line) in file.code() {
            for used in used_modules(line) {
                match place.get(used.as_str()) {
                    Some(other) if other > own => {
                        faults.push(format!("src/{}:{number} uses `{used}`, which is above it", file.path));
                    }
                    _ => {}
                }
            }
        }
    }
    assert_none(&faults, "imports point down only");
}

/// The modules after each `crate::` of a line, including those in braces.
fn used_modules(line: &str) -> Vec<String> {
    let mut used = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let inside = rest.strip_prefix('{').map(|inside| inside.split('}').next().unwrap_or_default());
        let parts: Vec<&str> = inside.map_or_else(|| vec![rest], |inside| inside.split(',').collect());
        for part in parts {
            let name = part.trim().split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
            used.push(name.to_owned());
        }
    }
    used
}

/// A file may use what the module that contains it declares. Otherwise, two files that use each other, directly or
/// through others, can only be read together.
#[test]
fn files_use_each_other_in_no_circle() {
    let files = files();
    let imports = FileImports::new(&files);
    let used: BTreeMap<&str, BTreeSet<&str>> =
        imports.files.values().map(|file| (file.path.as_str(), imports.used(file))).collect();
    let reached: BTreeMap<&str, BTreeSet<&str>> = used.keys().map(|path| (*path, reached(path, &used))).collect();
    let mut faults = Vec::new();
    for (path, others) in &reached {
        let circle: Vec<&str> = others.iter().copied().filter(|other| reached[other].contains(path)).collect();
        let is_known = CIRCLES.iter().any(|known| circle.iter().all(|path| known.contains(path)));
        if circle.first() == Some(path) && !is_known {
            let links = circle.iter().flat_map(|from| used[from].iter().map(move |to| (from, to)));
            let links = links.filter(|(_, to)| circle.contains(to)).map(|(from, to)| format!("  {from} → {to}"));
            faults.push(format!("{}\n{}", circle.join(", "), links.collect::<Vec<_>>().join("\n")));
        }
    }
    assert_none(&faults, "no circles");
}

/// The files that a file uses, directly or through others.
fn reached<'f>(from: &str, used: &BTreeMap<&'f str, BTreeSet<&'f str>>) -> BTreeSet<&'f str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = used[from].iter().copied().collect();
    while let Some(path) = open.pop() {
        if reached.insert(path) {
            open.extend(&used[path]);
        }
    }
    reached
}

/// The names of modules that lead to an item, from the crate's root.
type ItemPath = Vec<String>;

/// All files by their modules, and what modules hand on from others.
struct FileImports<'f> {
    files: BTreeMap<ItemPath, &'f SourceFile>,
    exported: BTreeMap<(ItemPath, String), ItemPath>,
}

impl<'f> FileImports<'f> {
    fn new(files: &'f [SourceFile]) -> Self {
        let is_code = |file: &&SourceFile| !file.path.contains("tests") && file.path != "main.rs";
        let files = files.iter().filter(is_code).map(|file| (module_path(file), file)).collect();
        let mut imports = Self { files, exported: BTreeMap::new() };
        let mut exported = BTreeMap::new();
        for (module, file) in &imports.files {
            for (is_public, path) in use_paths(&code(file)) {
                if let (true, Some(path)) = (is_public, imports.absolute(&path, module, &BTreeMap::new())) {
                    let name = path.last().cloned().unwrap_or_default();
                    exported.insert((module.clone(), name), path);
                }
            }
        }
        imports.exported = exported;
        imports
    }

    /// The files that a file uses, except those of the modules that contain it.
    fn used(&self, file: &SourceFile) -> BTreeSet<&'f str> {
        let module = module_path(file);
        let code = code(file);
        let mut names: BTreeMap<String, ItemPath> = BTreeMap::new();
        let mut used: Vec<ItemPath> = Vec::new();
        for (_, path) in use_paths(&code) {
            let Some(path) = self.absolute(&path, &module, &BTreeMap::new()) else { continue };
            if self.files.contains_key(&path) {
                names.extend(path.last().cloned().map(|name| (name, path.clone())));
            } else {
                used.push(path);
            }
        }
        let inline = code.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')));
        let inline = inline.filter(|path| path.contains("::")).map(segments);
        used.extend(inline.filter_map(|path| self.absolute(&path, &module, &names)));
        let homes = used.iter().filter_map(|path| self.home(path, 0));
        homes.filter(|home| !module.starts_with(home)).map(|home| self.files[&home].path.as_str()).collect()
    }

    /// A path from the crate's root; `None` for a path into another crate.
    fn absolute(&self, path: &[String], module: &[String], names: &BTreeMap<String, ItemPath>) -> Option<ItemPath> {
        let (first, rest) = path.split_first()?;
        let parent = |module: &[String]| module[..module.len().saturating_sub(1)].to_vec();
        let start = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" if rest.first().is_some_and(|next| next == "super") => {
                return self.absolute(rest, &parent(module), names);
            }
            "super" => parent(module),
            name if names.contains_key(name) => names[name].clone(),
            name => Some([module, &[name.to_owned()]].concat()).filter(|child| self.files.contains_key(child))?,
        };
        Some([start.as_slice(), rest].concat())
    }

    /// The module of the file that declares an item.
    fn home(&self, path: &[String], depth: usize) -> Option<ItemPath> {
        let length = (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
        let (module, rest) = path.split_at(length);
        let exported = rest.first().and_then(|name| self.exported.get(&(module.to_vec(), name.clone())));
        match exported.filter(|_| depth < 5) {
            Some(exported) => self.home(&[exported, &rest[1..]].concat(), depth + 1),
            None => Some(module.to_vec()),
        }
    }
}

/// The module of a file, from the crate's root.
fn module_path(file: &SourceFile) -> ItemPath {
    let path = file.path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The code of a file without its comments and tests.
fn code(file: &SourceFile) -> String {
    let text = file.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |code, line| code + line + "\n")
}

/// The paths in the `use` lines of a file, and whether each is public.
fn use_paths(code: &str) -> Vec<(bool, ItemPath)> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let line = &code[code[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        let is_import = line.trim().is_empty() || line.trim_start().starts_with("pub") && line.ends_with(' ');
        if let (true, Some(end)) = (is_import, code[at..].find(';')) {
            let tree: String = code[at + "use ".len()..at + end].split_whitespace().collect::<Vec<_>>().join(" ");
            let is_public = line.trim_start().starts_with("pub");
            paths.extend(expanded("", &tree).iter().map(|path| (is_public, segments(path))));
        }
    }
    paths
}

/// The paths of a `use` tree: `a::{b, c::d}` → `a::b`, `a::c::d`.
fn expanded(before: &str, tree: &str) -> Vec<String> {
    let Some((start, inside)) = tree.split_once('{') else { return vec![format!("{before}{}", tree.trim())] };
    let before = format!("{before}{}", start.trim());
    let inside = &inside[..inside.rfind('}').unwrap_or(inside.len())];
    let mut depth = 0_usize;
    let parts = inside.split(|c| {
        depth = if c == '{' { depth + 1 } else { depth.saturating_sub(usize::from(c == '}')) };
        c == ',' && depth == 0
    });
    parts.filter(|part| !part.trim().is_empty()).flat_map(|part| expanded(&before, part)).collect()
}

/// The names in a path, without `as` and a final `self`.
fn segments(path: &str) -> ItemPath {
    let path = path.split(" as ").next().unwrap_or_default().trim();
    let path = path.strip_suffix("::self").unwrap_or(path);
    path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
