//! Finds what changed in git since the articles that watch it were reviewed, in one walk over the commits, newest
//! first, that ends at the oldest review.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use gix::{ObjectId, Repository};
use globset::{GlobBuilder, GlobMatcher};
use jiff::civil::Date;

use super::{CommitQueue, HistoryError, OBJECT_CACHE, changes, date, difference};
use crate::content::watched::{self, Watches};
use crate::load::repository;
use crate::path::ProjectPath;
use crate::project::WatchedChange;

/// An article that watches files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::load) struct WatchingArticle {
    pub path: ProjectPath,
    pub watches: Watches,
    /// Changes after this day count.
    pub since: Date,
}

/// What was found for each article.
#[derive(Debug, Clone, Default)]
pub(in crate::load) struct WatchReport {
    /// The newest change of something that an article watches.
    pub changed: BTreeMap<ProjectPath, WatchedChange>,
    /// The patterns that no file matches, by the article's path.
    pub unmatched: Vec<(ProjectPath, String)>,
}

/// The last result, which is valid while the head and the articles stay the same.
#[derive(Debug, Default)]
pub(in crate::load) struct WatchCache {
    head: Option<ObjectId>,
    articles: Vec<WatchingArticle>,
    report: WatchReport,
}

/// A pattern of files in the repository, with the pointer to a part of the file.
struct WatchPattern<'a> {
    article: usize,
    written: &'a str,
    matcher: GlobMatcher,
    pointer: Option<&'a str>,
}

/// Finds what changed for these articles. Nothing is found outside a repository.
pub(in crate::load) fn watched_changes(
    root: &Path,
    articles: Vec<WatchingArticle>,
    cache: &mut WatchCache,
) -> WatchReport {
    if articles.is_empty() {
        return WatchReport::default();
    }
    let Ok(repository) = repository::open(root) else { return WatchReport::default() };
    let mut repository = repository.to_thread_local();
    repository.object_cache_size_if_unset(OBJECT_CACHE);
    let head = repository.head_id().ok().map(gix::Id::detach);
    if cache.head != head || cache.articles != articles {
        let mut report = WatchReport::default();
        let top = repository.workdir().and_then(|top| top.canonicalize().ok());
        let folder = top.and_then(|top| Some(root.strip_prefix(top).ok()?.to_owned()));
        if let (Some(head), Some(folder)) = (head, folder) {
            // An error in the object database ends the walk; what was found so far is valid.
            let _ = walk(&repository, head, &folder, &articles, &mut report);
        }
        *cache = WatchCache { head, articles, report };
    }
    cache.report.clone()
}

fn walk(
    repository: &Repository,
    head: ObjectId,
    folder: &Path,
    articles: &[WatchingArticle],
    report: &mut WatchReport,
) -> Result<(), HistoryError> {
    let mut patterns = patterns(folder, articles);
    let tree = repository.find_commit(head)?.tree()?;
    let files = difference(repository, None, tree.id, true)?;
    let is_there = |pattern: &WatchPattern<'_>| {
        files.iter().any(|file| pattern.matcher.is_match(file.as_str()) && has_part(&tree, file, pattern.pointer))
    };
    // What is gone is reported once, as that.
    patterns.retain(is_there);
    for (number, article) in articles.iter().enumerate() {
        let is_followed =
            |written: &&String| patterns.iter().any(|own| own.article == number && own.written == written.as_str());
        let unmatched: BTreeSet<&String> =
            article.watches.patterns.iter().filter(|written| !is_followed(written)).collect();
        report.unmatched.extend(unmatched.into_iter().map(|written| (article.path.clone(), written.clone())));
    }
    let oldest = articles.iter().map(|article| article.since).min();
    let boundary: BTreeSet<ObjectId> =
        repository.shallow_commits()?.map(|commits| commits.iter().copied().collect()).unwrap_or_default();
    let mut ahead = CommitQueue::default();
    ahead.add(repository, head, &BTreeSet::from([0]))?;
    while let Some((commit, reached_from)) = ahead.next() {
        let id = commit;
        let commit = repository.find_commit(commit)?;
        let Some(day) = date(commit.time()?).filter(|day| Some(*day) > oldest) else { continue };
        // Its parents are missing, so it would seem to change every file.
        if boundary.contains(&id) {
            continue;
        }
        let changed = changes(repository, Path::new(""), &commit, true)?;
        for pattern in &patterns {
            let article = &articles[pattern.article];
            if day <= article.since || report.changed.contains_key(&article.path) {
                continue;
            }
            let path = changed.iter().find(|path| {
                pattern.matcher.is_match(path.as_str())
                    && pattern.pointer.is_none_or(|pointer| part_changed(&commit, path, pointer))
            });
            if let Some(path) = path {
                let change = WatchedChange { watch: pattern.written.to_owned(), file: path.to_string(), date: day };
                report.changed.insert(article.path.clone(), change);
            }
        }
        for parent in commit.parent_ids() {
            ahead.add(repository, parent.detach(), &reached_from)?;
        }
    }
    Ok(())
}

/// The patterns of all articles, from the top of the repository. Those that lead out of it match nothing.
fn patterns<'a>(folder: &Path, articles: &'a [WatchingArticle]) -> Vec<WatchPattern<'a>> {
    let pattern = |article: usize, written: &'a str| {
        let (files, pointer) = match written.split_once('#') {
            Some((files, pointer)) => (files, Some(pointer)),
            None => (written, None),
        };
        let files = inside_repository(folder, files)?;
        let matcher = GlobBuilder::new(&files).literal_separator(true).build().ok()?.compile_matcher();
        Some(WatchPattern { article, written, matcher, pointer })
    };
    let all = articles.iter().enumerate();
    all.flat_map(|(number, article)| {
        article.watches.patterns.iter().filter_map(move |written| pattern(number, written))
    })
    .collect()
}

/// A pattern that starts at the project folder, as one that starts at the top of the repository.
fn inside_repository(folder: &Path, pattern: &str) -> Option<String> {
    let mut path = folder.to_owned();
    for component in Path::new(pattern).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => path = path.parent()?.to_owned(),
            Component::Normal(name) => path.push(name),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    let path = path.to_str()?.replace('\\', "/");
    // A folder means everything in it.
    Some(if pattern.ends_with('/') { format!("{path}/**") } else { path })
}

/// Whether a file of a tree has the part at a pointer.
fn has_part(tree: &gix::Tree<'_>, file: &ProjectPath, pointer: Option<&str>) -> bool {
    pointer.is_none_or(|pointer| part(tree, file, pointer).is_some())
}

/// Whether the part of a file at a pointer differs between a commit and its parents.
fn part_changed(commit: &gix::Commit<'_>, file: &ProjectPath, pointer: &str) -> bool {
    let Ok(tree) = commit.tree() else { return false };
    let now = part(&tree, file, pointer);
    let mut parents =
        commit.parent_ids().filter_map(|parent| parent.object().ok()?.try_into_commit().ok()?.tree().ok());
    parents.all(|tree| part(&tree, file, pointer) != now)
}

fn part(tree: &gix::Tree<'_>, file: &ProjectPath, pointer: &str) -> Option<String> {
    let entry = tree.lookup_entry_by_path(PathBuf::from(file.as_str())).ok()??;
    let text = String::from_utf8(entry.object().ok()?.detach().data).ok()?;
    watched::part(&file.extension(), &text, pointer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_start_at_the_project_folder() {
        let check = |folder: &str, pattern: &str, expected: Option<&str>| {
            assert_eq!(inside_repository(Path::new(folder), pattern).as_deref(), expected, "{pattern}");
        };
        check("help", "../src/billing/**", Some("src/billing/**"));
        check("help", "openapi.yaml", Some("help/openapi.yaml"));
        check("", "./src/", Some("src/**"));
        check("a/b", "../../x", Some("x"));
        check("help", "../../x", None);
        check("help", "/x", None);
    }
}
