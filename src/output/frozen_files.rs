//! Finds the files of frozen versions, whose pages stay as an earlier build wrote them. What those pages load stays
//! too: the assets folder, so that a later theme cannot break them, and any search index that they share with other
//! versions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::output::{BuildManifest, Output, disk};
use crate::path::OutPath;
use crate::render::site::SEARCH_FOLDER;
use crate::search::POINTER;
use crate::search::manifest::IndexPointer;
use crate::theme::assets;

/// The files of frozen versions.
#[derive(Debug, Default)]
pub struct FrozenFiles {
    /// Path prefixes of the frozen versions.
    prefixes: Vec<String>,
    /// The assets and shared index files of each frozen version, by its id.
    pub kept: BTreeMap<String, BTreeSet<String>>,
}

impl FrozenFiles {
    /// Finds the frozen versions that an earlier build wrote to `folder`. A frozen version without files there is
    /// written once.
    #[must_use]
    pub fn of(output: &Output, earlier: &BuildManifest, folder: &Path) -> Self {
        let mut frozen = Self::default();
        for version in output.renderer.project.config.versions.iter().filter(|version| version.frozen) {
            let prefix = format!("v/{}/", version.id);
            if !was_written(earlier, &prefix) {
                continue;
            }
            let indexes = format!("{SEARCH_FOLDER}/{}/", version.id);
            let all = || {
                let mut folders = vec![format!("{}/", assets::FOLDER)];
                folders.extend(others(earlier, folder, &indexes));
                let is_used = |path: &&String| folders.iter().any(|folder| path.starts_with(folder));
                earlier.files.keys().filter(is_used).cloned().collect()
            };
            let kept = earlier.frozen.get(&version.id).cloned().unwrap_or_else(all);
            frozen.kept.insert(version.id.clone(), kept);
            frozen.prefixes.extend([prefix, indexes]);
        }
        frozen
    }

    /// Whether a file must be neither written nor removed.
    #[must_use]
    pub fn keeps(&self, path: &str) -> bool {
        self.prefixes.iter().any(|prefix| path.starts_with(prefix.as_str()))
    }

    /// Whether a file must not be removed, even if nothing else needs it.
    #[must_use]
    pub fn needs(&self, path: &str) -> bool {
        self.keeps(path) || self.kept.values().any(|kept| kept.contains(path))
    }
}

/// The folders outside `indexes` to which its pointers lead.
fn others(earlier: &BuildManifest, folder: &Path, indexes: &str) -> Vec<String> {
    let pointers = earlier.files.keys().filter_map(|path| {
        let edition = path.starts_with(indexes).then(|| path.strip_suffix(POINTER)?.strip_suffix('/'))??;
        let pointer: IndexPointer = serde_json::from_slice(&disk::read(folder, &OutPath::new(path))?).ok()?;
        Some(format!("{}/", pointer.leads_to(edition).0))
    });
    pointers.filter(|folder| !folder.starts_with(indexes)).collect()
}

/// Whether a build completed the files below `prefix`: its home page exists, and no file is only planned.
fn was_written(earlier: &BuildManifest, prefix: &str) -> bool {
    let is_planned = |(path, hash): (&String, &String)| path.starts_with(prefix) && hash.is_empty();
    earlier.files.contains_key(&format!("{prefix}index.html")) && !earlier.files.iter().any(is_planned)
}
