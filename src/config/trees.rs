//! Maps files to editions, and editions to folders.
//!
//! A version has a folder, and each additional locale has one too, by default inside the version's folder and named
//! after the locale. A file name can also contain the locale (`refunds.fr.md`, `refunds._fr.md`). Nothing here reads
//! the disk.

use std::borrow::Cow;

use super::{EditionId, Locale, LocaleId};
use crate::path::ProjectPath;

/// The folders of all editions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ContentTrees {
    /// Longest paths first, so that the first match for a path is the innermost folder.
    trees: Vec<ContentTree>,
    /// The endings of file names that mark a locale, in lower case; empty if there is only one locale.
    endings: Vec<(String, LocaleId)>,
}

/// The folder of one edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ContentTree {
    /// The folder.
    pub folder: ProjectPath,
    /// The edition.
    pub edition: EditionId,
}

/// What a path says about an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreePlace<'p> {
    /// The edition that it belongs to.
    pub edition: EditionId,
    /// The path below the edition's folder, without the locale in the file name.
    pub below: Cow<'p, str>,
}

impl ContentTrees {
    /// Creates the map. The locales are those that a file name can contain.
    #[must_use]
    pub fn new(mut trees: Vec<ContentTree>, locales: &[Locale]) -> Self {
        trees.sort_by_key(|tree| (std::cmp::Reverse(tree.folder.as_str().len()), tree.edition));
        let endings = (0..).map(LocaleId).zip(locales).filter(|_| locales.len() > 1).flat_map(|(id, locale)| {
            let spellings = locale.spellings().into_iter().map(|spelling| spelling.to_lowercase());
            spellings.flat_map(|spelling| [format!("._{spelling}"), format!(".{spelling}")]).map(move |end| (end, id))
        });
        let mut endings: Vec<(String, LocaleId)> = endings.collect();
        endings.dedup();
        Self { trees, endings }
    }

    /// The edition that a file belongs to; `None` outside of all folders.
    #[must_use]
    pub fn place<'p>(&self, path: &'p ProjectPath) -> Option<TreePlace<'p>> {
        let (tree, below) = self.trees.iter().find_map(|tree| Some((tree, path.strip(&tree.folder)?)))?;
        let mut placed = TreePlace { edition: tree.edition, below: Cow::Borrowed(below) };
        if let Some((locale, below)) = tree.edition.locale.is_default().then(|| self.named(below)).flatten() {
            placed.edition.locale = locale;
            placed.below = Cow::Owned(below);
        }
        Some(placed)
    }

    /// The locale in a file's name, and the path without it.
    fn named(&self, below: &str) -> Option<(LocaleId, String)> {
        if self.endings.is_empty() {
            return None;
        }
        let name_start = below.rfind('/').map_or(0, |slash| slash + 1);
        let dot = below[name_start..].rfind('.').filter(|dot| *dot > 0)? + name_start;
        let (stem, extension) = below.split_at(dot);
        let is_longer =
            |end: &str| stem.len() > name_start + end.len() && stem.is_char_boundary(stem.len() - end.len());
        let (end, locale) = self
            .endings
            .iter()
            .find(|(end, _)| is_longer(end) && stem[stem.len() - end.len()..].eq_ignore_ascii_case(end))?;
        Some((*locale, format!("{}{extension}", &stem[..stem.len() - end.len()])))
    }

    /// Whether a path is in one of the folders, or is one of them.
    #[must_use]
    pub fn hold(&self, path: &ProjectPath) -> bool {
        self.trees.iter().any(|tree| *path == tree.folder || path.strip(&tree.folder).is_some())
    }

    /// The folder of an edition.
    #[must_use]
    pub fn folder(&self, edition: EditionId) -> Option<&ProjectPath> {
        self.trees.iter().find(|tree| tree.edition == edition).map(|tree| &tree.folder)
    }

    /// All folders with their editions.
    pub fn iter(&self) -> impl Iterator<Item = &ContentTree> + Clone {
        self.trees.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::VersionId;

    fn trees() -> ContentTrees {
        let tree = |folder: &str, version, locale| ContentTree {
            folder: ProjectPath::new(folder),
            edition: EditionId { version: VersionId(version), locale: LocaleId(locale) },
        };
        let locales = ["en", "fr", "pt-BR"].map(Locale::of);
        ContentTrees::new(vec![tree("content", 0, 0), tree("content/fr", 0, 1), tree("content/old", 1, 0)], &locales)
    }

    #[test]
    fn the_nearest_folder_tells_the_edition() {
        let check = |path: &str, expected: Option<(u16, u16, &str)>| {
            let path = ProjectPath::new(path);
            let trees = trees();
            let placed = trees.place(&path);
            let placed =
                placed.as_ref().map(|placed| (placed.edition.version.0, placed.edition.locale.0, &*placed.below));
            assert_eq!(placed, expected, "{path}");
        };
        check("content/a/b.md", Some((0, 0, "a/b.md")));
        check("content/fr/a.md", Some((0, 1, "a.md")));
        check("content/free/a.md", Some((0, 0, "free/a.md")));
        check("content/old/a.md", Some((1, 0, "a.md")));
        check("content/old/a.fr.md", Some((1, 1, "a.md")));
        check("content/a._fr.md", Some((0, 1, "a.md")));
        check("content/a._en.md", Some((0, 0, "a.md")));
        check("content/_index.pt_br.md", Some((0, 2, "_index.md")));
        check("content/fr.md", Some((0, 0, "fr.md")));
        check("content/v2.4.md", Some((0, 0, "v2.4.md")));
        check("snippets/a.md", None);
    }
}
