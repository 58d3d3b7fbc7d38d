//! The manifest: what a build left in its folder, so that the next one removes only that, and knows which addresses
//! were public.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::output::frozen_files::FrozenFiles;
use crate::output::{Output, disk};
use crate::path::OutPath;
use crate::site::RedirectTarget;

/// Its name in the output folder.
pub const NAME: &str = "answerbook-manifest.json";

/// The version of its format.
const FORMAT: u32 = 1;

/// What a build wrote. All maps are sorted, so that the same site has the same manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildManifest {
    /// Version of this format; another one is not trusted.
    pub format: u32,
    /// `answerbook 0.1.0`.
    pub generator: String,
    /// Each file with the XXH3 hash of its bytes, 64 bits as 16 hex digits; empty while a build is under way.
    pub files: BTreeMap<String, String>,
    /// The address of each article, by its path in the project.
    pub articles: BTreeMap<String, String>,
    /// Old addresses and where they lead.
    pub redirects: BTreeMap<String, String>,
    /// The commit that each version of git was read from, by the version's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub commits: BTreeMap<String, String>,
    /// The assets and files of other indexes that frozen versions were written with, by the version's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub frozen: BTreeMap<String, BTreeSet<String>>,
}

impl BuildManifest {
    /// The manifest of a site whose files have these hashes.
    #[must_use]
    pub fn new(output: &Output, files: BTreeMap<String, String>, frozen: &FrozenFiles) -> Self {
        let site = &output.renderer.site;
        let versions = output.renderer.project.config.versions.iter();
        let versions = versions.filter_map(|version| Some((version.id.clone(), version.commit.clone()?)));
        let articles = site.by_path.iter().map(|(path, id)| (path.to_string(), site.address(*id).to_string()));
        let redirects = site.redirects.iter().map(|(from, to)| {
            let to = match to {
                RedirectTarget::Article(id) => site.address(*id).to_string(),
                RedirectTarget::Written(url) => url.value.clone(),
            };
            (from.to_string(), to)
        });
        Self {
            format: FORMAT,
            generator: concat!("answerbook ", env!("CARGO_PKG_VERSION")).to_owned(),
            files,
            articles: articles.collect(),
            redirects: redirects.collect(),
            commits: versions.collect(),
            frozen: frozen.kept.clone(),
        }
    }

    /// Reads the manifest of an earlier build; `None` if there is none that can be trusted.
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = disk::read(folder, &OutPath::new(NAME))?;
        serde_json::from_slice(&bytes).ok().filter(|manifest: &Self| manifest.format == FORMAT)
    }

    /// Writes it, by way of a second file, so that it is never half there.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_string_pretty(self).map_err(std::io::Error::other)?;
        text.push('\n');
        let path = folder.join(NAME);
        if disk::is_same(&path, text.as_bytes()) {
            return Ok(());
        }
        let half = folder.join(format!("{NAME}.part"));
        disk::replace(&half, text.as_bytes())?;
        std::fs::rename(half, path)
    }
}
