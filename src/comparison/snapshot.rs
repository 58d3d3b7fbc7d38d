//! What a comparison needs to know about a state of a help center.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::codes;
use crate::content::passages::Passage;
use crate::content::translation;
use crate::diagnostic::Diagnostic;
use crate::output::Output;
use crate::output::manifest::BuildManifest;
use crate::path::Address;
use crate::report::Report;
use crate::site::RedirectTarget;

/// Extensions of pictures.
const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "ico"];

/// A state of a help center.
#[derive(Debug, Clone, Default)]
pub struct SiteSnapshot {
    /// The articles by their paths.
    pub articles: BTreeMap<String, ArticleSnapshot>,
    /// The addresses of articles and folders.
    pub addresses: BTreeSet<String>,
    /// Where old addresses lead.
    pub redirects: BTreeMap<String, String>,
    /// The size and the hash of each picture.
    pub pictures: BTreeMap<String, (u64, Option<String>)>,
    /// How often each problem occurs.
    pub problems: BTreeMap<SnapshotProblem, usize>,
    /// Translations that are older than their originals.
    pub outdated: BTreeSet<String>,
    /// Whether only a manifest is known.
    pub is_partial: bool,
}

/// An article.
#[derive(Debug, Clone, Default)]
pub struct ArticleSnapshot {
    /// Its address.
    pub address: String,
    /// Its title; its path if only a manifest is known.
    pub title: String,
    /// Its permanent id.
    pub id: Option<String>,
    /// Differs if its text differs.
    pub hash: String,
    /// The passages of its text.
    pub passages: Vec<Passage>,
    /// The anchors on its page.
    pub anchors: BTreeSet<String>,
    /// Whether passages and anchors are known.
    pub is_known: bool,
}

/// A problem without its place in the file, since other edits move lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SnapshotProblem {
    /// The name of its severity.
    pub severity: &'static str,
    /// The code.
    pub code: String,
    /// The file; empty for the project as a whole.
    pub path: String,
    /// The message.
    pub message: String,
}

impl SiteSnapshot {
    /// The state of a site that was built. `report` contains its problems.
    #[must_use]
    pub fn of_output(output: &Output, report: &Report) -> Self {
        let (site, project) = (&output.renderer.site, &output.renderer.project);
        let mut snapshot = Self::default();
        for (path, id) in site.by_path.iter() {
            let article = &site[*id];
            let text = &project.sources[article.source].text;
            let known = ArticleSnapshot {
                address: site.address(*id).to_string(),
                title: article.meta.title.clone(),
                id: article.meta.id.as_ref().map(|id| id.value.clone()),
                hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
                passages: translation::passages(text),
                anchors: article.body.anchors.iter().map(ToString::to_string).collect(),
                is_known: true,
            };
            snapshot.articles.insert(path.to_string(), known);
        }
        let folders = site.editions.values().flat_map(|edition| edition.folders.values().map(|folder| &folder.address));
        let articles = site.ids().map(|id| site.address(id));
        snapshot.addresses = articles.chain(folders).map(Address::to_string).collect();
        snapshot.redirects = site.redirects.iter().map(|(from, to)| (from.to_string(), target(output, to))).collect();
        let pictures = project.files.iter().filter(|(path, _)| PICTURES.contains(&path.extension().as_str()));
        let sized = pictures.map(|(path, file)| (path.to_string(), (file.size, file.fingerprint.clone())));
        snapshot.pictures = sized.collect();
        for (group, place) in report.occurrences() {
            let Diagnostic { code, severity, message, .. } = &group.diagnostic;
            if *code == codes::TRANSLATION_OLDER {
                snapshot.outdated.insert(place.path.to_string());
                continue;
            }
            let path = place.path.to_string();
            let problem =
                SnapshotProblem { severity: severity.name(), code: code.0.to_owned(), path, message: message.clone() };
            *snapshot.problems.entry(problem).or_default() += 1;
        }
        snapshot
    }

    /// The state that the manifest of a build tells.
    #[must_use]
    pub fn of_manifest(manifest: &BuildManifest) -> Self {
        let articles = manifest.articles.iter().map(|(path, address)| {
            let file = Address::new(address).out_path();
            let hash = manifest.files.get(file.as_str()).cloned().unwrap_or_default();
            let known = ArticleSnapshot { address: address.clone(), title: path.clone(), hash, ..Default::default() };
            (path.clone(), known)
        });
        let pages = manifest.files.keys().filter_map(|file| file.strip_suffix("index.html"));
        let pages = pages.map(|folder| format!("/{folder}")).filter(|page| !manifest.redirects.contains_key(page));
        Self {
            articles: articles.collect(),
            addresses: manifest.articles.values().cloned().chain(pages).collect(),
            redirects: manifest.redirects.clone(),
            is_partial: true,
            ..Self::default()
        }
    }
}

fn target(output: &Output, to: &RedirectTarget) -> String {
    match to {
        RedirectTarget::Article(id) => output.renderer.site.address(*id).to_string(),
        RedirectTarget::Written(url) => url.value.clone(),
        RedirectTarget::Moved(to) => to.to_string(),
    }
}
