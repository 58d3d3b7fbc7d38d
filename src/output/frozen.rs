//! Versions whose pages stay as an earlier build wrote them. What such pages load from the folder of assets stays too, so
//! that a later theme does not take their style away.

use std::collections::{BTreeMap, BTreeSet};

use crate::output::{Manifest, Output};
use crate::render::site::SEARCH_FOLDER;
use crate::theme::assets;

/// The files that a build leaves alone.
#[derive(Debug, Default)]
pub struct Frozen {
    /// What the paths of those editions start with.
    prefixes: Vec<String>,
    /// The assets that each version was written with, by its id.
    pub assets: BTreeMap<String, BTreeSet<String>>,
}

impl Frozen {
    /// The versions that are frozen and were written before; one that was not is written once more.
    #[must_use]
    pub fn of(output: &Output, earlier: &Manifest) -> Self {
        let mut frozen = Self::default();
        for version in output.kitchen.project.config.versions.iter().filter(|version| version.frozen) {
            let prefix = format!("v/{}/", version.id);
            if !was_written(earlier, &prefix) {
                continue;
            }
            let all = || {
                let folder = format!("{}/", assets::FOLDER);
                earlier.files.keys().filter(|path| path.starts_with(&folder)).cloned().collect()
            };
            let assets = earlier.frozen.get(&version.id).cloned().unwrap_or_else(all);
            frozen.assets.insert(version.id.clone(), assets);
            frozen.prefixes.extend([prefix, format!("{SEARCH_FOLDER}/{}/", version.id)]);
        }
        frozen
    }

    /// Whether a file is neither written nor removed.
    #[must_use]
    pub fn keeps(&self, path: &str) -> bool {
        self.prefixes.iter().any(|prefix| path.starts_with(prefix.as_str()))
    }

    /// Whether a file is not removed, even if nothing else needs it.
    #[must_use]
    pub fn needs(&self, path: &str) -> bool {
        self.keeps(path) || self.assets.values().any(|assets| assets.contains(path))
    }
}

/// Whether a build came to its end below `prefix`: it wrote the home page, and left no file that is only planned.
fn was_written(earlier: &Manifest, prefix: &str) -> bool {
    let is_planned = |(path, hash): (&String, &String)| path.starts_with(prefix) && hash.is_empty();
    earlier.files.contains_key(&format!("{prefix}index.html")) && !earlier.files.iter().any(is_planned)
}
