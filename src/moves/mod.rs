//! Finds what has to change in a project's texts when files, folders or anchors get other names.
//!
//! Steps: [`references`] lists all links and where they lead before the move. The caller moves the files in a copy of
//! the project and builds it. [`edits`](rewrite::edits) then looks up each link in the copy, rewrites those that lead
//! elsewhere, and [`addresses`] adds aliases for addresses that are gone. Nothing is read or written here.

pub mod addresses;
pub mod configuration;
mod foreign;
pub mod headings;
pub mod names;
pub mod references;
pub mod rewrite;

use std::collections::BTreeMap;

use crate::content::mapped_text::TextEdit;
use crate::path::ProjectPath;

pub use addresses::LostAddresses;
pub use references::LinkReference;

/// The names that change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames {
    /// Old and new paths of files and folders.
    pub paths: Vec<(ProjectPath, ProjectPath)>,
    /// An article with the old and the new name of an anchor.
    pub anchor: Option<(ProjectPath, String, String)>,
}

impl Renames {
    /// The new path of a file or folder.
    #[must_use]
    pub fn path(&self, path: &ProjectPath) -> ProjectPath {
        let moved = self.paths.iter().find_map(|(from, to)| {
            if path == from {
                return Some(to.clone());
            }
            to.join(path.strip(from).filter(|_| !from.as_str().is_empty())?)
        });
        moved.unwrap_or_else(|| path.clone())
    }
}

/// The edits of texts, by the paths that the files had before. Sorted, without overlaps.
pub type TextEdits = BTreeMap<ProjectPath, Vec<TextEdit>>;

/// What becomes of a link.
enum LinkChange {
    /// It leads where it led.
    Unneeded,
    /// It gets another target.
    Edit(TextEdit),
    /// There is no way to write it.
    Impossible,
}

/// Adds an edit, unless the same one is there already. Returns whether it overlaps another one.
pub(super) fn add(edits: &mut TextEdits, path: &ProjectPath, edit: TextEdit) -> bool {
    let list = edits.entry(path.clone()).or_default();
    if list.contains(&edit) {
        return false;
    }
    let at = list.partition_point(|other| other.range.start <= edit.range.start);
    let overlaps = at.checked_sub(1).is_some_and(|before| list[before].range.end > edit.range.start)
        || list.get(at).is_some_and(|after| after.range.start < edit.range.end);
    list.insert(at, edit);
    overlaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_a_folder_moves_with_it() {
        let paths = vec![(ProjectPath::new("content/a"), ProjectPath::new("content/b/c"))];
        let renames = Renames { paths, anchor: None };
        let check = |path: &str, expected: &str| assert_eq!(renames.path(&ProjectPath::new(path)).as_str(), expected);
        check("content/a", "content/b/c");
        check("content/a/x/y.md", "content/b/c/x/y.md");
        check("content/ab.md", "content/ab.md");
    }

    #[test]
    fn edits_that_overlap_are_found() {
        let edit = |range: std::ops::Range<usize>, text: &str| TextEdit { range, replacement: text.to_owned() };
        let path = ProjectPath::new("a.md");
        let mut edits = TextEdits::new();
        assert!(!add(&mut edits, &path, edit(5..8, "x")));
        assert!(!add(&mut edits, &path, edit(5..8, "x")));
        assert!(!add(&mut edits, &path, edit(8..9, "y")));
        assert!(!add(&mut edits, &path, edit(1..5, "z")));
        assert!(add(&mut edits, &path, edit(6..7, "w")));
        let starts: Vec<usize> = edits[&path].iter().map(|edit| edit.range.start).collect();
        assert_eq!(starts, [1, 5, 6, 8]);
    }
}
