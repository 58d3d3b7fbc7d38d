//! The manifest lists the files that a build wrote and the addresses that it published. The next build removes only
//! listed files, and knows which addresses were public.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::output::frozen_files::FrozenFiles;
use crate::output::{Output, disk};
use crate::path::OutPath;
use crate::site::RedirectTarget;

/// The name of the manifest in the output folder.
pub const NAME: &str = "answerbook-manifest.json";

/// The version of the format.
const FORMAT: u32 = 1;

/// The results of a build. All maps are sorted, so that the same site always gives the same manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildManifest {
    /// The version of the format; manifests of other versions are ignored.
    pub format: u32,
    /// The program and its version, such as `answerbook 0.1.0`.
    pub generator: String,
    /// The edition of `[access.editions]`; `None` for the public one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The XXH3 hash of each file, 64 bits as 16 hex digits. Empty for a file that is planned but not written yet.
    pub files: BTreeMap<String, String>,
    /// The address of each article, by its path in the project.
    pub articles: BTreeMap<String, String>,
    /// The ids of headings and other elements of each article, by its address, for articles that have any.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub anchors: BTreeMap<String, Vec<String>>,
    /// The target of each old address.
    pub redirects: BTreeMap<String, String>,
    /// The commit of each version that was read from git, by the version's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub commits: BTreeMap<String, String>,
    /// The assets and shared index files of frozen versions, by the version's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub frozen: BTreeMap<String, BTreeSet<String>>,
}

impl BuildManifest {
    /// Creates the manifest of a site from the hashes of its files.
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
                RedirectTarget::Moved(to) => to.to_string(),
            };
            (from.to_string(), to)
        });
        let anchors = site.ids().filter(|id| !site[*id].body.anchors.is_empty()).map(|id| {
            let anchors = site[id].body.anchors.iter().map(std::string::ToString::to_string);
            (site.address(id).to_string(), anchors.collect())
        });
        Self {
            format: FORMAT,
            generator: concat!("answerbook ", env!("CARGO_PKG_VERSION")).to_owned(),
            edition: output.renderer.project.edition.clone(),
            files,
            articles: articles.collect(),
            anchors: anchors.collect(),
            redirects: redirects.collect(),
            commits: versions.collect(),
            frozen: frozen.kept.clone(),
        }
    }

    /// Reads the manifest of an earlier build, or returns `None` if it is missing, invalid or of another format.
    #[must_use]
    pub fn read(folder: &Path) -> Option<Self> {
        let bytes = disk::read(folder, &OutPath::new(NAME))?;
        serde_json::from_slice(&bytes).ok().filter(|manifest: &Self| manifest.format == FORMAT)
    }

    /// Writes the manifest to a temporary file, then renames it, so that it is never incomplete.
    ///
    /// # Errors
    ///
    /// If a file cannot be written or renamed.
    pub fn write(&self, folder: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_string_pretty(self).map_err(std::io::Error::other)?;
        text.push('\n');
        let path = folder.join(NAME);
        if disk::is_same(folder, NAME, text.as_bytes()) {
            return Ok(());
        }
        let half = format!("{NAME}.part");
        disk::replace(folder, &half, text.as_bytes())?;
        std::fs::rename(folder.join(half), path)
    }
}
