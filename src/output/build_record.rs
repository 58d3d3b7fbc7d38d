//! What a build or a check found, so that it need not be done again while nothing changes.
//!
//! A record is valid for one project: the caller compares its digest ([`crate::project::digest`]). That of a build is
//! also about the output folder. It is valid while all files there, the manifest included, are as that build left them,
//! and while the copied files have the same content.

use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::lock::Lock;
use super::manifest::{self, BuildManifest};
use super::{Output, WriteSummary, lost_addresses, site_stamps};
use crate::diagnostic::Diagnostic;
use crate::load;
use crate::path::ProjectPath;
use crate::project::Project;
use crate::site::SiteSize;

/// What a check found.
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckRecord {
    /// The problems of the project, except those that loading it reports.
    pub of_project: Vec<Diagnostic>,
    /// The problems that building it reports.
    pub of_build: Vec<Diagnostic>,
    /// How much the site has.
    pub size: SiteSize,
}

impl CheckRecord {
    /// Whether all diagnostics are about this project.
    #[must_use]
    pub fn fits(&self, project: &Project) -> bool {
        self.of_project.iter().chain(&self.of_build).all(|diagnostic| diagnostic.is_in(&project.sources))
    }
}

/// What a build found and wrote.
#[derive(Debug, Serialize, Deserialize)]
pub struct BuildRecord {
    /// The problems that a build without changes reports, except those that loading the project reports.
    pub diagnostics: Vec<Diagnostic>,
    /// How much the site has.
    pub size: SiteSize,
    /// The number of files that a build without changes finds up to date.
    pub unchanged: usize,
    /// The number of errors in the report, which the manifest contains.
    pub errors: usize,
    /// The files in the output folder.
    files: Vec<String>,
    /// The digest of their stamps.
    stamps: String,
    /// The copied files whose content the project does not know, with the BLAKE3 hash of their content.
    copies: Vec<(ProjectPath, String)>,
}

/// The result of a build, from which its record is made.
#[derive(Debug)]
pub struct WrittenBuild<'b> {
    /// The site.
    pub output: &'b Output,
    /// What was written.
    pub written: &'b WriteSummary,
    /// The manifest before the build, if there was one.
    pub earlier: Option<&'b BuildManifest>,
    /// The manifest after the build.
    pub manifest: &'b BuildManifest,
    /// The problems that the stages of the build reported.
    pub diagnostics: Vec<Diagnostic>,
}

impl BuildRecord {
    /// The record of a build into `folder`; `None` if the next build could have a different result.
    #[must_use]
    pub fn new(build: WrittenBuild<'_>, folder: &Path, lock: &mut Lock) -> Option<Self> {
        let WrittenBuild { output, written, earlier, manifest, mut diagnostics } = build;
        let project = &output.renderer.project;
        // A page that could not be made is tried again.
        if !written.diagnostics.is_empty() {
            return None;
        }
        // What is written for a frozen version depends on what was there. If nothing changed, nothing will.
        let has_frozen = project.config.versions.iter().any(|version| version.frozen);
        let is_without_change = written.written + written.removed == 0 && earlier == Some(manifest);
        if has_frozen && !is_without_change {
            return None;
        }
        let mut copies = Vec::new();
        for (path, hash) in &written.copies {
            let hash = hash.to_hex();
            match project.files.get(path)?.fingerprint.as_deref() {
                // The file could have changed after its fingerprint was taken.
                Some(fingerprint) if !hash.starts_with(fingerprint) => return None,
                Some(_) => {}
                None => copies.push((path.clone(), hash.to_string())),
            }
        }
        diagnostics.extend(lost_addresses(manifest, output));
        let files: Vec<String> = manifest.files.keys().cloned().chain([manifest::NAME.to_owned()]).collect();
        let stamps = site_stamps::lasting_digest(folder, &files, &written.stamps, lock)?;
        Some(Self {
            diagnostics,
            size: output.renderer.site.size(),
            unchanged: written.written + written.unchanged,
            errors: manifest.errors?,
            files,
            stamps,
            copies,
        })
    }

    /// Whether a build of the same project into `folder` would change nothing. The caller must hold the folder's lock.
    #[must_use]
    pub fn is_current(&self, project: &Project, folder: &Path) -> bool {
        let is_same = |(path, hash): &(ProjectPath, String)| {
            load::read_inside(&project.root, path).is_ok_and(|bytes| blake3::hash(&bytes).to_hex().as_str() == hash)
        };
        self.diagnostics.iter().all(|diagnostic| diagnostic.is_in(&project.sources))
            && site_stamps::digest(folder, &self.files).is_some_and(|stamps| stamps == self.stamps)
            && self.copies.par_iter().all(is_same)
    }
}
