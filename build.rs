//! Shortens the scripts of the default theme, which are embedded, so that readers load fewer bytes: names that nobody
//! else sees become letters, comments and blanks go. `answerbook theme` hands out the files as they are written.
//!
//! It is done here and not when a site is built, because a site's own scripts are published as their author wrote them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/theme/modules.rs"]
mod modules;
#[path = "src/theme/shorten/mod.rs"]
mod shorten;

const THEME: &str = "themes/default";

fn main() {
    println!("cargo::rerun-if-changed=themes");
    println!("cargo::rerun-if-changed=src/theme/modules.rs");
    println!("cargo::rerun-if-changed=src/theme/shorten");
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
