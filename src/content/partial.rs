//! Identifies Markdown files that are parts of articles, not articles.
//!
//! Docusaurus and other tools name a partial `_name.md`; `DocFX` keeps them in a folder `includes`. A folder name that
//! starts with `_` has no special meaning, because Jekyll's collections have such names.

use crate::path::ProjectPath;

use super::front_matter;

/// Where GitBook keeps images, downloads and includes: the only hidden folder that articles link to.
pub const GITBOOK: &str = ".gitbook";

/// Folders in which untitled files are partials.
const FOLDERS: &[&str] = &["includes", "_fragments", "_includes", "_partials", "_shared", "_snippets"];

/// Whether a file's name or folder allows it to be a partial.
#[must_use]
pub fn may_be_partial(path: &ProjectPath) -> bool {
    is_named_so(path) || in_folder(path)
}

/// Whether a file is a partial. In a folder such as `includes` it must also be untitled, because that is an ordinary
/// word.
#[must_use]
pub fn is_partial(path: &ProjectPath, text: &str) -> bool {
    is_named_so(path) || of_gitbook(path) || in_folder(path) && !has_title(path, text)
}

/// Whether GitBook keeps the file for itself. Its includes have titles, but no pages.
fn of_gitbook(path: &ProjectPath) -> bool {
    path.parent().as_str().split('/').any(|folder| folder == GITBOOK)
}

fn is_named_so(path: &ProjectPath) -> bool {
    path.name().starts_with('_') && path.stem() != "_index" && !path.stem().starts_with("_index.")
}

fn in_folder(path: &ProjectPath) -> bool {
    path.parent().as_str().split('/').any(|folder| FOLDERS.contains(&folder))
}

fn has_title(path: &ProjectPath, text: &str) -> bool {
    let is_index = matches!(path.stem().to_lowercase().as_str(), "index" | "_index" | "readme");
    let head = front_matter::split(text).head.map_or("", |(_, range)| &text[range]);
    is_index || head.lines().any(|line| line.starts_with("title:") || line.starts_with("title ="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_folders_tell() {
        let check = |path: &str, text: &str, expected: bool| {
            assert_eq!(is_partial(&ProjectPath::new(path), text), expected, "{path}");
        };
        check("content/_note.md", "", true);
        check("content/_index.md", "", false);
        check("content/_index.fr.md", "", false);
        check("content/_help/a.md", "", false);
        check("includes/note.md", "Text", true);
        check("content/includes/a.md", "---\ntitle: What a plan includes\n---\n", false);
        check("content/includes/index.md", "Text", false);
        check(".gitbook/includes/a.md", "---\ntitle: A\n---\n", true);
        check("content/.gitbook/b.md", "# B", true);
    }
}
