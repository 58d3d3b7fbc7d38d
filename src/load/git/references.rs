//! Resolves the declared versions to commits.

use std::path::PathBuf;

use gix::{ObjectId, Repository};

use super::problem;
use crate::codes;
use crate::config::{Version, VersionSource};
use crate::diagnostic::Diagnostic;
use crate::suggest;

/// Returns the versions in order, each with its commit if it is read from git. A pattern is replaced by the versions
/// that it matches. References that do not exist are reported and left out.
pub(super) fn expand(
    repository: &Repository,
    declared: &[Version],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(Version, Option<ObjectId>)> {
    let mut found: Vec<(Version, Option<ObjectId>)> = Vec::new();
    for version in declared {
        let VersionSource::Git { reference, .. } = &version.source else {
            found.push((version.clone(), None));
            continue;
        };
        if !version.source.is_pattern() {
            match commit(repository, reference) {
                Some(commit) => found.push((with_commit(version.clone(), commit), Some(commit))),
                None => diagnostics.push(missing(repository, version, reference)),
            }
            continue;
        }
        let matched = matching(repository, version, reference);
        if matched.is_empty() {
            diagnostics.push(missing(repository, version, reference));
        }
        let is_declared = |id: &str| declared.iter().any(|other| other.id == id && !other.source.is_pattern());
        found.extend(
            matched
                .into_iter()
                .filter(|(version, _)| !is_declared(&version.id))
                .take(version.limit)
                .map(|(version, commit)| (with_commit(version, commit), Some(commit))),
        );
    }
    for (place, number) in by_place(&found).into_iter().enumerate() {
        found[number].0.place = place;
    }
    found
}

/// The folders on disk that change when a reference is created or moved.
pub(super) fn folders(repository: &Repository) -> Vec<PathBuf> {
    let top = repository.common_dir();
    let below = ["refs/tags", "refs/heads", "refs/remotes/origin"].map(|folder| top.join(folder));
    let walk = below.iter().flat_map(|folder| walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok));
    let folders = walk.filter(|entry| entry.file_type().is_dir()).map(walkdir::DirEntry::into_path);
    // Packed references are stored in the top folder.
    std::iter::once(top.to_owned()).chain(folders).collect()
}

/// Indexes into `found`, in the order in which versions are listed. Versions of one pattern go newest first.
fn by_place(found: &[(Version, Option<ObjectId>)]) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..found.len()).collect();
    numbers.sort_by_key(|number| found[*number].0.place);
    numbers
}

fn with_commit(version: Version, commit: ObjectId) -> Version {
    Version { commit: Some(commit.to_string()), ..version }
}

/// The commit of a tag, a branch, or a remote branch, or of an abbreviated or full hash.
pub(super) fn commit(repository: &Repository, name: &str) -> Option<ObjectId> {
    let places = ["refs/tags/", "refs/heads/", "refs/remotes/origin/", ""];
    let named = places.iter().find_map(|place| {
        let mut reference = repository.try_find_reference(&*format!("{place}{name}")).ok()??;
        Some(reference.peel_to_commit().ok()?.id)
    });
    let is_hash = name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parsed =
        || repository.rev_parse_single(name).ok()?.object().ok()?.peel_to_commit().ok().map(|commit| commit.id);
    named.or_else(|| is_hash.then(parsed).flatten())
}

/// The tags that match a pattern, otherwise the branches, each with the part that its `*` matches.
fn names<'p>(repository: &Repository, pattern: &'p str) -> Vec<(String, String)> {
    let (before, after): (&'p str, &'p str) = pattern.split_once('*').unwrap_or((pattern, ""));
    ["refs/tags/", "refs/heads/", "refs/remotes/origin/"]
        .iter()
        .map(|place| {
            let named = all_names(repository, place).into_iter();
            let fitting = named.filter_map(|name| {
                let part = name.strip_prefix(before)?.strip_suffix(after)?.to_owned();
                (!part.is_empty()).then_some((name, part))
            });
            fitting.collect::<Vec<_>>()
        })
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

fn all_names(repository: &Repository, place: &str) -> Vec<String> {
    let Ok(platform) = repository.references() else { return Vec::new() };
    let Ok(all) = platform.all() else { return Vec::new() };
    let names = all.filter_map(Result::ok).map(|reference| reference.name().as_bstr().to_string());
    names.filter_map(|name| name.strip_prefix(place).map(str::to_owned)).collect()
}

/// The versions that a pattern matches, newest first. If several references give the same id, the newest one wins.
/// Pre-releases (`-rc.1`) count only if there is no release.
fn matching(repository: &Repository, version: &Version, pattern: &str) -> Vec<(Version, ObjectId)> {
    let VersionSource::Git { folder, .. } = &version.source else { return Vec::new() };
    let mut numbered: Vec<(NumberInName, String, String)> =
        names(repository, pattern).into_iter().map(|(name, part)| (NumberInName::of(&part), name, part)).collect();
    if numbered.iter().any(|(number, ..)| number.is_release()) {
        numbered.retain(|(number, ..)| number.is_release());
    }
    numbered.sort_by(|a, b| b.cmp(a));
    let mut versions: Vec<(Version, ObjectId)> = Vec::new();
    for (number, name, part) in numbered {
        let id = number.name(&version.id, &part);
        if versions.iter().any(|(known, _)| known.id == id) {
            continue;
        }
        let Some(commit) = commit(repository, &name) else { continue };
        let label = number.name(&version.label, &part);
        let source = VersionSource::Git { reference: name, folder: folder.clone() };
        versions.push((Version { id, label, source, ..version.clone() }, commit));
    }
    versions
}

/// The number in a reference's name, and the text after it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NumberInName {
    parts: Vec<u64>,
    rest: std::cmp::Reverse<String>,
}

impl NumberInName {
    fn of(name: &str) -> Self {
        let name = name.strip_prefix('v').unwrap_or(name);
        let end = name.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(name.len());
        let parts = name[..end].split('.').filter_map(|part| part.parse().ok()).collect();
        Self { parts, rest: std::cmp::Reverse(name[end..].to_owned()) }
    }

    fn is_release(&self) -> bool {
        self.rest.0.is_empty() && !self.parts.is_empty()
    }

    /// Replaces the placeholders in a name.
    fn name(&self, pattern: &str, part: &str) -> String {
        let number = |place: usize| self.parts.get(place).copied().unwrap_or_default().to_string();
        let named = pattern.replace("{major}", &number(0)).replace("{minor}", &number(1));
        named.replace("{patch}", &number(2)).replace('*', part)
    }
}

/// The diagnostic for a reference that does not exist.
fn missing(repository: &Repository, version: &Version, name: &str) -> Diagnostic {
    let diagnostic = if version.source.is_pattern() {
        problem(codes::VERSION_MISSING_REF, format!("no tag or branch matches `{name}`"), version)
    } else {
        problem(codes::VERSION_MISSING_REF, format!("there is no tag or branch `{name}` in the repository"), version)
    };
    let names: Vec<String> =
        ["refs/tags/", "refs/heads/"].iter().flat_map(|place| all_names(repository, place)).collect();
    let near = suggest::nearest(name, names.iter().map(String::as_str));
    let diagnostic = if near.is_some() { diagnostic.did_you_mean(near) } else { diagnostic };
    let fetch = if repository.is_shallow().unwrap_or(false) {
        "complete the shallow clone: `git fetch --unshallow --tags`, or `fetch-depth: 0` in GitHub Actions"
    } else {
        "fetch it: `git fetch --tags`, or `git fetch origin BRANCH:BRANCH`"
    };
    diagnostic.help(fetch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_as_releases_do() {
        let mut names = vec!["2.10.0", "2.9", "3.0-rc.1", "3.0", "1"];
        names.sort_by_key(|name| std::cmp::Reverse(NumberInName::of(name)));
        assert_eq!(names, ["3.0", "3.0-rc.1", "2.10.0", "2.9", "1"]);
    }

    #[test]
    fn names_are_filled_in() {
        let check = |name: &str, pattern: &str, expected: &str| {
            assert_eq!(NumberInName::of(name).name(pattern, name), expected);
        };
        check("2.4.7", "{major}.{minor}", "2.4");
        check("2.4.7", "Version *", "Version 2.4.7");
        check("2", "{major}.{minor}", "2.0");
    }
}
