//! Generates files for machines: sitemap, feed, `robots.txt`, `llms.txt`, `opensearch.xml`, lists of versions and
//! pages, and configuration for hosts. Each is a text made from the renderer's site. The pages work without them.

pub mod feed;
pub mod hosts;
pub mod llms;
pub mod opensearch;
pub mod sitemap;
pub mod versions;

use crate::config::StaticHost;
use crate::content::EditionId;
use crate::html::escape_attribute;
use crate::path::OutPath;
use crate::render::{Page, Renderer, listing, site};

/// A file for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// `sitemap.xml`.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// An edition's `feed.xml`.
    Feed(EditionId),
    /// An edition's `llms.txt`.
    Llms(EditionId),
    /// An edition's `opensearch.xml`.
    OpenSearch(EditionId),
    /// `versions.json`.
    Versions,
    /// An edition's `pages.json`.
    Pages(EditionId),
    /// `_redirects`.
    Redirects,
    /// `_headers`.
    Headers,
    /// The file of a host in the configuration.
    Host(StaticHost),
}

/// Lists the files that the site has. Without a `base_url`, those with absolute addresses are left out. The feed also
/// needs an article with a date, and `_redirects` needs an old address.
#[must_use]
pub fn files(renderer: &Renderer) -> Vec<(OutPath, Extra)> {
    let has_origin = renderer.project.config.base_url.origin.is_some();
    let has_redirects = !renderer.site.redirects.is_empty()
        || !renderer.site.old_addresses.gone.is_empty()
        || renderer.project.config.latest_prefix().is_some();
    let extras = [
        ("sitemap.xml", Extra::Sitemap, has_origin && !renderer.project.noindex),
        ("robots.txt", Extra::Robots, true),
        (versions::VERSIONS, Extra::Versions, renderer.site.editions.len() > 1),
        ("_redirects", Extra::Redirects, has_redirects),
        ("_headers", Extra::Headers, true),
    ];
    let present = extras.into_iter().filter(|(_, _, is_present)| *is_present);
    let mut files: Vec<_> = present.map(|(path, extra, _)| (OutPath::new(path), extra)).collect();
    files.extend(renderer.project.config.hosts.iter().map(|host| (OutPath::new(host.file()), Extra::Host(*host))));
    for (id, edition) in renderer.site.editions.iter() {
        let own = [
            ("feed.xml", Extra::Feed(*id), has_origin && listing::has_dates(renderer, edition)),
            ("llms.txt", Extra::Llms(*id), true),
            (opensearch::FILE, Extra::OpenSearch(*id), has_origin),
            (versions::PAGES, Extra::Pages(*id), renderer.site.editions.len() > 1),
        ];
        let present = own.into_iter().filter(|(_, _, is_present)| *is_present);
        files.extend(present.map(|(name, extra, _)| (site::in_edition(edition, name).out_path(), extra)));
    }
    files
}

/// Generates the text of a file. `pages` are all pages of the site, in order of their file paths.
#[must_use]
pub fn text<'p>(renderer: &Renderer, extra: Extra, pages: impl Iterator<Item = &'p Page>) -> String {
    match extra {
        Extra::Sitemap => sitemap::sitemap(renderer, pages).unwrap_or_default(),
        Extra::Robots => sitemap::robots(renderer),
        Extra::Feed(edition) => feed::atom(renderer, renderer.edition(edition)).unwrap_or_default(),
        Extra::Llms(edition) => llms::list(renderer, renderer.edition(edition)),
        Extra::OpenSearch(edition) => opensearch::description(renderer, renderer.edition(edition)).unwrap_or_default(),
        Extra::Versions => versions::versions(renderer),
        Extra::Pages(edition) => versions::pages(renderer, renderer.edition(edition)),
        Extra::Redirects => hosts::redirects(renderer),
        Extra::Headers => hosts::headers(renderer),
        Extra::Host(host) => hosts::own_file(renderer, host),
    }
}

/// Puts a text on one line, for formats in which a line break ends an entry.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes a text safe for XML: escapes it, and removes the characters that XML 1.0 does not allow.
#[must_use]
pub fn xml(text: &str) -> String {
    let is_allowed = |letter: &char| {
        matches!(letter, '\t' | '\n' | '\r') || !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    let mut safe = String::with_capacity(text.len());
    escape_attribute(&text.chars().filter(is_allowed).collect::<String>(), &mut safe);
    safe
}
