//! The different ways to spell a target: extensions, index names, schemes, relative addresses. Works on text only and
//! looks nothing up.

use unicode_normalization::UnicodeNormalization as _;

use crate::content::LinkRole;
use crate::path::{Address, folded};

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

/// Whether a path has an extension of Markdown files.
#[must_use]
pub fn has_page_extension(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    PAGE_EXTENSIONS[..3].iter().any(|extension| path.ends_with(extension))
}

/// The normalized form of an address, as file systems compare paths, without a trailing slash.
#[must_use]
pub fn address_key(address: &str) -> String {
    folded(address.trim_end_matches('/'))
}

/// Whether two texts differ at most in Unicode's composed and decomposed forms.
#[must_use]
pub fn is_same_text(one: &str, other: &str) -> bool {
    one == other || !(one.is_ascii() || other.is_ascii()) && one.nfc().eq(other.nfc())
}

/// A target that lacks its scheme, with it: an e-mail address, a telephone number or a host without a path that exists.
#[must_use]
pub fn with_scheme(target: &str) -> Option<String> {
    /// Domains that no file has as its extension.
    const DOMAINS: [&str; 12] = ["com", "org", "net", "io", "dev", "gov", "edu", "info", "eu", "de", "fr", "uk"];
    let host = target.split(['/', '?', '#']).next().unwrap_or_default();
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "-._%+".contains(c));
    if let Some((user, domain)) = target.split_once('@') {
        let is_address = is_name(user) && is_name(domain) && domain.trim_matches('.').contains('.');
        return is_address.then(|| format!("mailto:{target}"));
    }
    if let Some(number) = target.strip_prefix('+') {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let is_number = digits.len() >= 6 && number.chars().all(|c| c.is_ascii_digit() || " -()./".contains(c));
        return is_number.then(|| format!("tel:+{digits}"));
    }
    if let Some(scheme @ ("https" | "http")) = target.split_once("//").map(|(scheme, _)| scheme) {
        return Some(format!("{scheme}:{}", &target[scheme.len()..]));
    }
    let domain = host.rsplit_once('.').map_or("", |(_, domain)| domain);
    let is_host = is_name(host) && (host.starts_with("www.") || DOMAINS.contains(&domain));
    is_host.then(|| format!("https://{target}"))
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
    fn schemes_are_added_to_what_lacks_one() {
        let check = |target: &str, expected: Option<&str>| assert_eq!(with_scheme(target).as_deref(), expected);
        check("help@acme.example", Some("mailto:help@acme.example"));
        check("+49 (30) 12-34", Some("tel:+49301234"));
        check("https//acme.example", Some("https://acme.example"));
        check("www.acme.example", Some("https://www.acme.example"));
        check("acme.com/pricing", Some("https://acme.com/pricing"));
        for path in ["refunds.md", "a@b", "@site/a.md", "+page", "v1.2", "img/a.com", "report.pdf"] {
            check(path, None);
        }
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
