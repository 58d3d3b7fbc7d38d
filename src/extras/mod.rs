//! Files for machines: sitemap, feed, robots, `llms.txt`, and what hosts read. Each is a text made from the kitchen's
//! site; none is needed to read the pages.

pub mod feed;
pub mod hosts;
pub mod llms;
pub mod sitemap;

use crate::path::OutPath;
use crate::render::{Kitchen, Page, listing};

/// One of these files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// `sitemap.xml`.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// `feed.xml`.
    Feed,
    /// `llms.txt`.
    Llms,
    /// `_redirects`.
    Redirects,
    /// `_headers`.
    Headers,
}

/// Those that the site has. The ones that need absolute addresses are missing without a `base_url`, the feed also where
/// no article has a date, and `_redirects` where no address is old.
#[must_use]
pub fn all(kitchen: &Kitchen) -> Vec<(OutPath, Extra)> {
    let has_origin = kitchen.project.config.base_url.origin.is_some();
    let has_redirects = !kitchen.site.redirects.is_empty();
    let extras = [
        ("sitemap.xml", Extra::Sitemap, has_origin),
        ("robots.txt", Extra::Robots, true),
        ("feed.xml", Extra::Feed, has_origin && listing::has_dates(kitchen)),
        ("llms.txt", Extra::Llms, true),
        ("_redirects", Extra::Redirects, has_redirects),
        ("_headers", Extra::Headers, true),
    ];
    let present = extras.into_iter().filter(|(_, _, is_present)| *is_present);
    present.map(|(path, extra, _)| (OutPath::new(path), extra)).collect()
}

/// The content of one, made from the kitchen's site; `pages` are all of the site's, in the order of their files.
#[must_use]
pub fn text<'p>(kitchen: &Kitchen, extra: Extra, pages: impl Iterator<Item = &'p Page>) -> String {
    match extra {
        Extra::Sitemap => sitemap::sitemap(kitchen, pages).unwrap_or_default(),
        Extra::Robots => sitemap::robots(kitchen),
        Extra::Feed => feed::atom(kitchen).unwrap_or_default(),
        Extra::Llms => llms::list(kitchen),
        Extra::Redirects => hosts::redirects(kitchen),
        Extra::Headers => hosts::headers(kitchen),
    }
}

/// A text made safe for XML: escaped, and without the control characters that XML 1.0 forbids.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(character),
            character if character.is_control() => {}
            character => safe.push(character),
        }
    }
    safe
}
