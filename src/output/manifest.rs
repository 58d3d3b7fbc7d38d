//! The manifest lists the files that a build wrote and the addresses that it published. The next build removes only
//! listed files, and knows which addresses were public.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use crate::output::frozen_files::FrozenFiles;
use crate::output::{FileSource, Output, disk};
use crate::path::OutPath;
use crate::site::RedirectTarget;

/// The name of the manifest in the output folder.
pub const NAME: &str = "answerbook-manifest.json";

/// The name of the manifest while it is written. A build that is killed may leave it.
pub const UNFINISHED: &str = "answerbook-manifest.json.part";

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
    /// Whether drafts and articles that are not public yet are part of the site.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub drafts: bool,
    /// The address of the site without a slash at its end; empty if it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub base_url: String,
    /// A hash of everything that was read. Another one means that the site is out of date.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub inputs: String,
    /// The number of errors in the content; `None` if the build did not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<usize>,
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
        let (site, project) = (&output.renderer.site, &output.renderer.project);
        let versions = project.config.versions.iter();
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
            edition: project.edition.clone(),
            drafts: project.drafts,
            base_url: format!(
                "{}{}",
                project.config.base_url.origin.as_deref().unwrap_or(""),
                project.config.base_url.path
            ),
            inputs: inputs(output),
            errors: None,
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
        // A build that changes nothing leaves the manifest as it is.
        let is_same = |earlier: Self| Self { errors: None, ..earlier } == *self;
        if Self::read(folder).is_some_and(is_same) {
            return Ok(());
        }
        let mut text = serde_json::to_string_pretty(self).map_err(std::io::Error::other)?;
        text.push('\n');
        if disk::same(folder, NAME, text.as_bytes()).is_some() {
            return Ok(());
        }
        disk::replace(folder, UNFINISHED, text.as_bytes())?;
        std::fs::rename(folder.join(UNFINISHED), folder.join(NAME))
    }

    /// Records that a build ended, and how many errors the content has. `publish` refuses a site that has some. Returns
    /// the manifest as it is now.
    ///
    /// # Errors
    ///
    /// If a file cannot be written or renamed.
    pub fn note_end(folder: &Path, errors: usize) -> std::io::Result<Option<Self>> {
        let Some(manifest) = Self::read(folder) else { return Ok(None) };
        let manifest = Self { errors: Some(errors), ..manifest };
        manifest.write(folder)?;
        Ok(Some(manifest))
    }
}

/// A hash of the texts and files that make a site, the same on every computer.
#[must_use]
pub fn inputs(output: &Output) -> String {
    let project = &output.renderer.project;
    let mut texts: Vec<(&str, &str)> =
        project.sources.iter().map(|(_, source)| (source.path.as_str(), &*source.text)).collect();
    texts.sort_unstable();
    let mut hasher = XxHash3_128::new();
    let mut write = |part: &[u8]| {
        hasher.write(&part.len().to_le_bytes());
        hasher.write(part);
    };
    for (path, text) in texts {
        write(path.as_bytes());
        write(text.as_bytes());
    }
    let copied = output.files.values().filter_map(|source| match source {
        FileSource::Copy(path) => Some((path, project.files.get(path)?)),
        FileSource::Bytes(_) | FileSource::Page(_) | FileSource::Extra(_) => None,
    });
    for (path, file) in copied {
        write(path.as_str().as_bytes());
        write(&file.size.to_le_bytes());
        write(file.fingerprint.as_deref().unwrap_or_default().as_bytes());
    }
    write(project.font.as_deref().unwrap_or_default());
    format!("{:032x}", hasher.finish_128())
}
