//! Finds the existing file or article that a missing path most likely meant.
//!
//! The index is built when the first broken link is found, and kept for as long as the same files and articles exist.

use std::sync::{Mutex, OnceLock, PoisonError};

use foldhash::HashMap;

use crate::diagnostic::Certainty;
use crate::path::ProjectPath;
use crate::project::Project;
use crate::site::Site;
use crate::suggest;

/// Names with fewer characters, such as `overview`, are names of many pages.
const SPECIFIC_CHARACTERS: usize = 8;

/// All files and articles by name.
#[derive(Debug)]
pub struct PathsByName {
    pages: Paths,
    files: Paths,
    /// Earlier results, because one broken path often occurs on many pages.
    answers: Mutex<HashMap<(String, bool), Option<NearPath>>>,
}

/// What a missing path most likely meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearPath {
    /// The existing path.
    pub path: ProjectPath,
    /// How sure that is.
    pub certainty: Certainty,
}

/// A list of paths. The other fields refer to them by index.
#[derive(Debug)]
struct Paths {
    all: Vec<ProjectPath>,
    /// Returns the part of a path that is compared.
    name: fn(&ProjectPath) -> &str,
    /// The path with this name in lower case; `None` if there are several.
    by_name: HashMap<String, Option<usize>>,
    /// The paths in each folder, by every trailing part of the folder's path.
    folders: HashMap<String, FolderPaths>,
    index: OnceLock<suggest::Index>,
}

#[derive(Debug, Default)]
struct FolderPaths {
    paths: Vec<usize>,
    index: OnceLock<suggest::Index>,
}

impl PathsByName {
    /// Indexes all files and articles.
    #[must_use]
    pub fn new(project: &Project, site: &Site) -> Self {
        Self {
            pages: Paths::new(site.by_path.keys(), name_of_page),
            files: Paths::new(project.files.keys(), ProjectPath::name),
            answers: Mutex::default(),
        }
    }

    /// The path nearest to a missing one: the only one with the same name, else one with a similar name in the same
    /// folder, else one with a similar name anywhere.
    #[must_use]
    pub fn nearest(&self, missing: &str, is_file: bool) -> Option<NearPath> {
        let key = (missing.to_owned(), is_file);
        if let Some(known) = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let paths = if is_file { &self.files } else { &self.pages };
        let found = paths.nearest(&ProjectPath::new(missing));
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found.clone());
        found
    }
}

impl Paths {
    fn new<'p>(paths: impl Iterator<Item = &'p ProjectPath>, name: fn(&ProjectPath) -> &str) -> Self {
        let all: Vec<ProjectPath> = paths.cloned().collect();
        let mut by_name: HashMap<String, Option<usize>> = HashMap::default();
        let mut folders: HashMap<String, FolderPaths> = HashMap::default();
        for (number, path) in all.iter().enumerate() {
            by_name.entry(name(path).to_lowercase()).and_modify(|only| *only = None).or_insert(Some(number));
            let folder = path.parent();
            for end in ends(folder.as_str()) {
                match folders.get_mut(end) {
                    Some(folder) => folder.paths.push(number),
                    None => drop(
                        folders.insert(end.to_owned(), FolderPaths { paths: vec![number], ..FolderPaths::default() }),
                    ),
                }
            }
        }
        Self { all, name, by_name, folders, index: OnceLock::new() }
    }

    fn nearest(&self, missing: &ProjectPath) -> Option<NearPath> {
        let name = (self.name)(missing);
        if name.is_empty() {
            return None;
        }
        let near = |number: usize, is_certain: bool| {
            let certainty = if is_certain { Certainty::Certain } else { Certainty::Possible };
            Some(NearPath { path: self.all[number].clone(), certainty })
        };
        if let Some(Some(only)) = self.by_name.get(&name.to_lowercase()) {
            return near(*only, self.has_moved(missing, &self.all[*only]));
        }
        let names = |number: &usize| (self.name)(&self.all[*number]);
        if let Some(folder) = self.folders.get(missing.parent().as_str()) {
            let index = folder.index.get_or_init(|| suggest::Index::new(folder.paths.iter().map(names)));
            if let Some(place) = index.nearest(name) {
                let number = folder.paths[place];
                return near(number, suggest::is_only_typo(name, names(&number), folder.paths.iter().map(names)));
            }
        }
        let anywhere = self.index.get_or_init(|| suggest::Index::new(self.all.iter().map(self.name)));
        near(anywhere.nearest(name)?, false)
    }

    /// Whether the only path with a missing path's name is certainly the same page or file, in another folder. The name
    /// must say enough, and the missing path must name a folder of this site: a path that names none may belong to
    /// another site, or to an edition that is gone.
    fn has_moved(&self, missing: &ProjectPath, path: &ProjectPath) -> bool {
        let name = (self.name)(path);
        let is_specific = name.chars().count() >= SPECIFIC_CHARACTERS && name.split(['-', '_', ' ']).count() > 1;
        let (missing, path) = (missing.parent(), path.parent());
        let is_known = || ends(missing.as_str()).any(|end| self.folders.contains_key(end));
        let last = missing.as_str().rsplit('/').next().unwrap_or_default();
        let is_below = || !last.is_empty() && path.as_str().split('/').any(|segment| segment == last);
        is_specific && !missing.as_str().is_empty() && (is_known() || is_below())
    }
}

/// A folder's path, then the same without its first segment, without its first two, and so on.
fn ends(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| folder.split_once('/').map(|(_, rest)| rest))
}

/// The name that identifies a page: its own, or its folder's if it is an index.
fn name_of_page(path: &ProjectPath) -> &str {
    let is_page = ["md", "mdx", "markdown", "html", "htm"].contains(&path.extension().as_str());
    let name = if is_page { path.stem() } else { path.name() };
    if !matches!(name, "index" | "_index" | "README") {
        return name;
    }
    let text = path.as_str();
    let folder = &text[..text.len() - path.name().len()];
    folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_known_by_its_folder() {
        assert_eq!(name_of_page(&ProjectPath::new("content/billing/index.md")), "billing");
        assert_eq!(name_of_page(&ProjectPath::new("content/billing/refunds.md")), "refunds");
    }
}
