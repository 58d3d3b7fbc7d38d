//! What a missing path most likely meant: the nearest of the files or articles that exist.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::links::target::Targets;
use crate::path::ProjectPath;
use crate::suggest;

/// Everything that a path could have meant, by name.
#[derive(Debug)]
pub struct Neighbours<'a> {
    pages: Vec<Named<'a>>,
    files: Vec<Named<'a>>,
    /// What was asked before: one wrong path is often written on many pages.
    known: Mutex<HashMap<(String, bool), Option<&'a ProjectPath>>>,
}

/// A path with the name that tells it from others.
type Named<'a> = (&'a str, &'a ProjectPath);

impl<'a> Neighbours<'a> {
    /// Names everything that is there.
    #[must_use]
    pub fn new(targets: &Targets<'a>) -> Self {
        let (project, site) = (targets.project, targets.site);
        Self {
            pages: site.by_path.keys().map(|path| (name_of_page(path), path)).collect(),
            files: project.files.keys().map(|path| (path.name(), path)).collect(),
            known: Mutex::default(),
        }
    }

    /// The nearest to a missing path: one of the same name elsewhere, else one of a similar name in the same folder,
    /// else one of a similar name anywhere.
    #[must_use]
    pub fn nearest(&self, missing: &str, is_file: bool) -> Option<&'a ProjectPath> {
        let key = (missing.to_owned(), is_file);
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *known;
        }
        let found = self.search(&ProjectPath::new(missing), is_file);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(key, found);
        found
    }

    fn search(&self, missing: &ProjectPath, is_file: bool) -> Option<&'a ProjectPath> {
        let (name, all) = if is_file { (missing.name(), &self.files) } else { (name_of_page(missing), &self.pages) };
        if name.is_empty() {
            return None;
        }
        let mut same_name = all.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        if let (Some((_, only)), None) = (same_name.next(), same_name.next()) {
            return Some(only);
        }
        let folder = missing.parent();
        let siblings: Vec<Named<'a>> =
            all.iter().filter(|(_, path)| ends_with_folder(&path.parent(), &folder)).copied().collect();
        similar(name, &siblings).or_else(|| similar(name, all))
    }
}

fn similar<'a>(name: &str, candidates: &[Named<'a>]) -> Option<&'a ProjectPath> {
    let near = suggest::nearest(name, candidates.iter().map(|(name, _)| *name))?;
    candidates.iter().find(|(name, _)| *name == near).map(|(_, path)| *path)
}

/// The name that tells a page: its own, or its folder's for an index.
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

fn ends_with_folder(folder: &ProjectPath, wanted: &ProjectPath) -> bool {
    folder == wanted || folder.as_str().ends_with(&format!("/{wanted}"))
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
