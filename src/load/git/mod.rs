//! Reads versions from the git object database, without a checkout and without touching the work tree.
//!
//! Steps: find the repository, which may be above the project's folder; resolve each declared version to a commit, or
//! to several for a pattern ([`references`]); list the article and static folders of each commit ([`tree`]); read every
//! object once ([`objects`]). The result is cached for as long as the configuration resolves to the same commits.

mod checkout;
mod objects;
mod references;
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gix::{ObjectId, Repository};
use rayon::prelude::*;

pub use checkout::checkout;
pub use objects::Objects;

use super::history::HistoryTip;
use super::read::FileContents;
use super::repository;
use super::walk::Area;
use crate::codes;
use crate::config::{Config, ContentTree, Version, VersionSource};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::ProjectPath;
use tree::{TreeError, VersionFiles};

/// The size of each thread's cache of decoded objects, in bytes. Versions share most of their trees, so a cache saves
/// most of the decoding.
const OBJECT_CACHE: usize = 32 * 1024 * 1024;

/// The declared versions, with everything that was read from git.
#[derive(Debug, Clone, Default)]
pub(super) struct GitVersions {
    /// All versions, with each pattern replaced by the versions that it matches.
    pub versions: Vec<Version>,
    /// The content folders of the versions in git.
    pub trees: Vec<ContentTree>,
    /// Their files, in order.
    pub files: Vec<EarlierFile>,
    /// Problems that were found.
    pub diagnostics: Vec<Diagnostic>,
    /// The folders on disk that change when a reference moves.
    pub folders: Vec<PathBuf>,
}

/// A file of an earlier commit.
#[derive(Debug, Clone)]
pub(super) struct EarlierFile {
    /// The reference followed by the path in the project at that commit, such as `v2.4:/content/billing/refunds.md`.
    pub path: ProjectPath,
    /// The part of the project that the file belongs to.
    pub area: Area,
    /// The contents of the file.
    pub contents: FileContents,
}

/// The versions that were last read, and the request that they answer.
#[derive(Debug, Default)]
pub(super) struct GitCache {
    asked: String,
    past: GitVersions,
}

/// The project path under which a version's files are placed.
fn root_of(reference: &str) -> ProjectPath {
    ProjectPath::new(&format!("{reference}:"))
}

/// Reads the versions that the configuration takes from git. References can move, so they are resolved on every call.
pub(super) fn past(root: &Path, config: &Config, cache: &mut GitCache) -> GitVersions {
    let is_in_git = |version: &Version| matches!(version.source, VersionSource::Git { .. });
    if !config.versions.iter().any(is_in_git) {
        *cache = GitCache::default();
        return GitVersions { versions: config.versions.clone(), ..GitVersions::default() };
    }
    let Some((repository, folder)) = repository_of(root) else {
        *cache = GitCache::default();
        return without_repository(config);
    };
    let mut diagnostics = Vec::new();
    let versions = references::expand(&repository, &config.versions, &mut diagnostics);
    let asked = format!(
        "{:?}{:?}",
        (&versions, &config.locales, &config.ignore),
        (&config.content, &config.snippets, &config.static_files)
    );
    if cache.asked != asked {
        let folders = references::folders(&repository);
        let past =
            read(repository, &folder, config, versions, GitVersions { diagnostics, folders, ..GitVersions::default() });
        // Not cached after a problem: a missing reference or object may be fetched at any time.
        let asked = if past.diagnostics.is_empty() { asked } else { String::new() };
        *cache = GitCache { asked, past };
    }
    cache.past.clone()
}

/// The repository that contains the project, and the project's path inside it.
fn repository_of(root: &Path) -> Option<(Repository, PathBuf)> {
    let repository = repository::open(root).ok()?.to_thread_local();
    let top = repository.workdir()?.canonicalize().ok()?;
    let folder = root.strip_prefix(&top).ok()?.to_owned();
    Some((repository, folder))
}

fn without_repository(config: &Config) -> GitVersions {
    let message = "versions are read from git, but this folder is not in a repository";
    let (in_git, others): (Vec<Version>, Vec<Version>) =
        config.versions.iter().cloned().partition(|version| matches!(version.source, VersionSource::Git { .. }));
    let diagnostics = in_git.iter().take(1).map(|version| {
        problem(codes::VERSION_NO_REPOSITORY, message, version)
            .help("build in a clone of the repository: `git clone ADDRESS`")
            .help("keep the version in a folder: `source = \"dir:…\"`")
    });
    GitVersions { diagnostics: diagnostics.collect(), versions: others, ..GitVersions::default() }
}

/// Reads the files of these versions.
fn read(
    repository: Repository,
    folder: &Path,
    config: &Config,
    found: Vec<(Version, Option<ObjectId>)>,
    mut past: GitVersions,
) -> GitVersions {
    let mut commits = Vec::new();
    for (version, commit) in found {
        commits.extend(commit.map(|commit| (past.versions.len(), commit)));
        past.versions.push(version);
    }
    let config = &Config { versions: past.versions.clone(), ..config.clone() };
    let repository = repository.into_sync();
    let listing_of = |(number, commit): &(usize, ObjectId)| {
        let mut repository = repository.to_thread_local();
        repository.object_cache_size_if_unset(OBJECT_CACHE);
        (*number, tree::list(&repository, folder, config, *number, *commit))
    };
    let listings: Vec<_> = commits.par_iter().map(listing_of).collect();
    let read = objects::ReadObjects::new(&repository, listings.iter().filter_map(|(_, listing)| listing.as_ref().ok()));
    let mut lost = Vec::new();
    for (number, listing) in listings {
        let version = &config.versions[number];
        if let Err(diagnostic) = listing.and_then(|listing| past.add(version, listing, &read)) {
            past.diagnostics.push(*diagnostic);
            lost.push(number);
        }
    }
    past.without(&lost)
}

impl GitVersions {
    /// Adds the files of one version.
    fn add(
        &mut self,
        version: &Version,
        listing: VersionFiles,
        read: &objects::ReadObjects<'_>,
    ) -> Result<(), TreeError> {
        self.diagnostics.extend(listing.diagnostics);
        self.trees.extend(listing.trees);
        for entry in listing.entries {
            let contents = read.of(&entry).map_err(|error| tree::lost(version, &error))?;
            self.files.push(EarlierFile { path: entry.path, area: entry.area, contents });
        }
        Ok(())
    }

    /// Removes the versions that could not be read. Later versions move up, so the version numbers in `trees` are
    /// updated.
    fn without(mut self, lost: &[usize]) -> Self {
        if lost.is_empty() {
            return self;
        }
        let kept: BTreeMap<usize, u16> =
            (0..self.versions.len()).filter(|number| !lost.contains(number)).zip(0..).collect();
        self.trees.retain_mut(|tree| match kept.get(&tree.edition.version.index()) {
            Some(number) => {
                tree.edition.version.0 = *number;
                true
            }
            None => false,
        });
        let mut number = 0..;
        self.versions.retain(|_| number.next().is_some_and(|number| kept.contains_key(&number)));
        self
    }
}

/// Creates a diagnostic that points at a version's source.
fn problem(code: Code, message: impl Into<String>, version: &Version) -> Diagnostic {
    let place = version.span.clone().map_or(Place::Project, Place::Span);
    Diagnostic::new(code, message, place)
}

/// The commits of the versions that were read from git.
pub(super) fn tips(config: &Config) -> Vec<HistoryTip> {
    let tip = |version: &Version| {
        let VersionSource::Git { reference, .. } = &version.source else { return None };
        let commit = ObjectId::from_hex(version.commit.as_ref()?.as_bytes()).ok()?;
        Some(HistoryTip { commit, root: root_of(reference) })
    };
    config.versions.iter().filter_map(tip).collect()
}

/// Creates a git tag at the last commit, unless a tag of that name exists.
///
/// # Errors
///
/// If there is no repository, no commit, or the tag cannot be written.
pub fn tag(root: &Path, name: &str) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let repository = repository::open(root)?.to_thread_local();
    if repository.try_find_reference(&*format!("refs/tags/{name}")).map_err(|error| failed(&error))?.is_some() {
        return Ok(());
    }
    let head = repository.head_id().map_err(|error| failed(&error))?;
    let absent = gix::refs::transaction::PreviousValue::MustNotExist;
    repository.tag_reference(name, head.detach(), absent).map_err(|error| failed(&error))?;
    Ok(())
}
