//! Decides which part of the site a file belongs to, and so when it is sent, how long readers may keep it, and when it is
//! removed.

use super::file_store::FileHeaders;
use crate::config::StaticHost;
use crate::path::media_type;

/// The names of files that lead readers or machines to pages, wherever they are.
const POINTERS: &[&str] = &[
    "_headers",
    "_redirects",
    "feed.xml",
    "llms.txt",
    "opensearch.xml",
    "pages.json",
    "robots.txt",
    "sitemap.xml",
    "versions.json",
];

/// A part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SitePart {
    /// Style sheets, scripts, pictures, downloads and parts of the search index: what pages need.
    Asset,
    /// Pages.
    Page,
    /// Files that lead to pages, such as the sitemap and the pointers of the search index.
    Pointer,
}

impl SitePart {
    /// The part that a file belongs to.
    #[must_use]
    pub fn of(path: &str) -> Self {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let is_search_pointer = path.starts_with("_search/") && name == "index.json";
        match name.rsplit_once('.') {
            Some((_, "html" | "htm")) => Self::Page,
            _ if is_search_pointer || POINTERS.contains(&name) || is_host_file(path) => Self::Pointer,
            _ => Self::Asset,
        }
    }
}

/// Whether it has the rules of a host, which lead to pages.
fn is_host_file(path: &str) -> bool {
    StaticHost::ALL.iter().any(|host| host.file() == path)
}

/// Whether the name of a file changes with its content, so that readers can keep it forever.
#[must_use]
pub fn is_fingerprinted(path: &str) -> bool {
    // The license of the font keeps its name.
    let is_asset = path.starts_with("_assets/") && !path.ends_with("-LICENSE.txt");
    is_asset || path.starts_with("_search/") && path.split('/').count() > 4
}

/// How long browsers and CDNs may keep files, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheAges {
    /// Pages, and all other files whose names stay when their content changes.
    pub pages: u32,
    /// Files whose names change with their content.
    pub assets: u32,
}

/// The headers of a file.
#[must_use]
pub fn headers(path: &str, ages: CacheAges) -> FileHeaders {
    let cache_control = match (is_fingerprinted(path), ages.pages) {
        (true, _) => format!("public, max-age={}, immutable", ages.assets),
        (false, 0) => "public, max-age=0, must-revalidate".to_owned(),
        (false, age) => format!("public, max-age={age}"),
    };
    FileHeaders { content_type: media_type(path), cache_control }
}

/// The address of a file, as readers ask for it: without `index.html`, and percent-encoded.
#[must_use]
pub fn address(base: &str, path: &str) -> String {
    let page = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    format!("{}/{}", base.trim_end_matches('/'), crate::path::encode(page.unwrap_or(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_known_by_their_names() {
        let check = |path: &str, part: SitePart, is_kept: bool| {
            assert_eq!((SitePart::of(path), is_fingerprinted(path)), (part, is_kept), "{path}");
        };
        check("index.html", SitePart::Page, false);
        check("_assets/site.1a2b.css", SitePart::Asset, true);
        check("_assets/sans-LICENSE.txt", SitePart::Asset, false);
        check("_search/latest/en/0e234a87e9/d/0", SitePart::Asset, true);
        check("_search/latest/en/m/90b8af2b1c77", SitePart::Asset, true);
        check("_search/latest/en/index.json", SitePart::Pointer, false);
        check("de/sitemap.xml", SitePart::Pointer, false);
        check(".htaccess", SitePart::Pointer, false);
        check("_nginx.conf", SitePart::Pointer, false);
        check("billing/prices.pdf", SitePart::Asset, false);
    }

    #[test]
    fn addresses_are_those_of_readers() {
        assert_eq!(address("https://help.example.com/", "a ü/index.html"), "https://help.example.com/a%20%C3%BC/");
        assert_eq!(address("", "index.html"), "/");
        assert_eq!(address("", "feed.xml"), "/feed.xml");
    }
}
