//! Shortens the scripts of the default theme, which are embedded, so that readers load fewer bytes: names that nobody
//! else sees become letters, comments and blanks go. `answerbook theme` hands out the files as they are written.
//!
//! It is done here and not when a site is built, because a site's own scripts are published as their author wrote them.
//!
//! Also hashes the sources, so that a cache tells results of this program from those of another one with the same version.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/theme/modules.rs"]
mod modules;
#[path = "src/theme/shorten/mod.rs"]
mod shorten;

const THEME: &str = "themes/default";

/// Everything that the program is made of.
const SOURCES: [&str; 5] = ["src", "themes", "build.rs", "Cargo.toml", "Cargo.lock"];

fn main() {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        hash(Path::new(source), &mut hasher);
    }
    env::var_os("TARGET").hash(&mut hasher);
    println!("cargo::rustc-env=ANSWERBOOK_SOURCES={:016x}", hasher.finish());
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to write")).join("shortened");
    fs::create_dir_all(out.join("modules")).expect("cargo's folder can be written to");
    let write = |path: &str, module: &str| {
        let shortened = shorten::shorten(module).unwrap_or_else(|name| {
            panic!("`{name}` is declared twice in `{THEME}/{path}`: rename one, the scripts of a folder share a scope")
        });
        fs::write(out.join(path), shortened).expect("cargo's folder can be written to");
    };
    write("scripts.js", &modules::join_scripts(&scripts("scripts")));
    for folder in ["scripts-search", "scripts-worker"] {
        write(&format!("{folder}.js"), &modules::join(&scripts(folder)));
    }
    for (name, text) in scripts("modules") {
        write(&format!("modules/{name}"), &modules::strip_comments(&text));
    }
}

/// The scripts of a folder, by name.
fn scripts(folder: &str) -> BTreeMap<String, String> {
    let paths = fs::read_dir(Path::new(THEME).join(folder)).expect("the theme has the folder");
    let paths = paths.map(|entry| entry.expect("the folder can be read").path());
    let paths = paths.filter(|path| path.extension().is_some_and(|is| is == "js"));
    let name = |path: &Path| path.file_name().expect("a file has a name").to_string_lossy().into_owned();
    paths.map(|path| (name(&path), fs::read_to_string(path).expect("scripts are text"))).collect()
}

/// Hashes a file, or all files of a folder.
fn hash(path: &Path, hasher: &mut DefaultHasher) {
    path.hash(hasher);
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("the folder can be read");
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
        entries.sort();
        for entry in entries {
            hash(&entry, hasher);
        }
    } else {
        // A package that is built elsewhere may have no list of packages.
        fs::read(path).ok().hash(hasher);
    }
}
