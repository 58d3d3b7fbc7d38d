//! Checks the contents of an output folder after a build.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use answerbook::output::manifest::BuildManifest;

/// All files below a folder.
pub fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder").map(|entry| entry.expect("an entry")) {
            let path = entry.path();
            if entry.file_type().expect("a type").is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(folder).expect("below the folder").to_string_lossy();
                found.insert(path.replace('\\', "/"));
            }
        }
    }
    found
}

/// Asserts that a folder contains exactly the files in its manifest.
#[track_caller]
pub fn is_whole(folder: &Path) {
    let manifest = BuildManifest::read(folder).expect("a manifest");
    let unfinished: Vec<_> = manifest.files.iter().filter(|(_, hash)| hash.is_empty()).collect();
    assert!(unfinished.is_empty(), "these were not written: {unfinished:?}");
    let mut listed: BTreeSet<String> = manifest.files.into_keys().collect();
    listed.insert("answerbook-manifest.json".to_owned());
    assert_eq!(files(folder), listed);
}
