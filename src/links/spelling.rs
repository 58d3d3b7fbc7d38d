//! The different ways to spell a target: extensions, index names, schemes, relative addresses. Works on text only and
//! looks nothing up.

use crate::content::LinkRole;
use crate::path::Address;

/// Extensions that links to articles may have.
const PAGE_EXTENSIONS: [&str; 5] = [".md", ".mdx", ".markdown", ".html", ".htm"];
/// File names that represent their folder.
const INDEX_NAMES: [&str; 4] = ["index", "_index", "README", "readme"];

/// Whether a missing target would have been a file rather than a page.
#[must_use]
pub fn looks_like_file(role: LinkRole, looked_for: &str) -> bool {
    let name = looked_for.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_page = PAGE_EXTENSIONS.iter().any(|extension| name.to_lowercase().ends_with(extension));
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let has_extension = (2..=5).contains(&extension.len()) && extension.chars().all(|c| c.is_ascii_alphanumeric());
    !is_page
        && (!matches!(role, LinkRole::Anchor)
            || (has_extension && !extension.starts_with(|c: char| c.is_ascii_digit())))
}

/// A path without a page's extension and without an index name.
#[must_use]
pub fn stem(path: &str) -> &str {
    let extension = PAGE_EXTENSIONS.iter().find(|extension| {
        let start = path.len().saturating_sub(extension.len());
        path.is_char_boundary(start) && path[start..].eq_ignore_ascii_case(extension)
    });
    let path = extension.map_or(path, |extension| &path[..path.len() - extension.len()]);
    match path.rsplit_once('/') {
        Some((folder, name)) if INDEX_NAMES.contains(&name) => folder,
        None if INDEX_NAMES.contains(&path) => "",
        _ => path,
    }
}

/// The normalized form of an address: lower case, without a trailing slash.
#[must_use]
pub fn address_key(address: &str) -> String {
    address.trim_end_matches('/').to_lowercase()
}

/// Whether a target starts with a scheme, such as `https:` or `mailto:`. A drive letter such as `C:` counts too, as in
/// browsers.
#[must_use]
pub fn has_scheme(target: &str) -> bool {
    let Some((scheme, _)) = target.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Resolves `path` against the page at `address`, as a browser does. A `..` at the top has no effect.
#[must_use]
pub fn join_address(address: &str, path: &str) -> Address {
    let base = &address[..=address.rfind('/').unwrap_or_default()];
    let mut segments: Vec<&str> = base.split('/').filter(|segment| !segment.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let end = if path.ends_with('/') { "/" } else { "" };
    Address::new(&format!("/{}{end}", segments.join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_drop_extensions_and_index_names() {
        let check = |path: &str, expected: &str| assert_eq!(stem(path), expected);
        check("a/b.md", "a/b");
        check("a/index.md", "a");
        check("a/README.mdx", "a");
        check("index.md", "");
        check("a/Excel.Chart", "a/Excel.Chart");
        check("a/日本.md", "a/日本");
    }

    #[test]
    fn addresses_join_as_in_a_browser() {
        let check = |base: &str, path: &str, expected: &str| assert_eq!(join_address(base, path).as_str(), expected);
        check("/a/b/", "../img/x.png", "/a/img/x.png");
        check("/a/b.html", "c/", "/a/c/");
        check("/a/", "../../../x", "/x");
    }

    #[test]
    fn schemes_differ_from_names_with_colons() {
        assert!(has_scheme("https://x"));
        assert!(has_scheme("mailto:a@b"));
        assert!(!has_scheme("a/b:c.md"));
        assert!(!has_scheme("größe:x"));
    }
}
