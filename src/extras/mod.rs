//! Files for machines: sitemap, feed, robots, `llms.txt`, `opensearch.xml`, and what hosts read. Each is a text made from the kitchen's
//! site; none is needed to read the pages.

pub mod feed;
pub mod hosts;
pub mod llms;
pub mod opensearch;
pub mod sitemap;

use std::collections::BTreeMap;

use crate::path::OutPath;
use crate::render::{Kitchen, Page};

/// All of them by file. Those that need absolute addresses are missing without a `base_url`.
#[must_use]
pub fn texts(kitchen: &Kitchen, pages: &BTreeMap<OutPath, Page>) -> BTreeMap<OutPath, String> {
    let mut texts = BTreeMap::new();
    let mut add = |path: &str, text: Option<String>| {
        if let Some(text) = text {
            texts.insert(OutPath::new(path), text);
        }
    };
    add("sitemap.xml", sitemap::sitemap(kitchen, pages));
    add("robots.txt", Some(sitemap::robots(kitchen)));
    add("feed.xml", feed::atom(kitchen));
    add("llms.txt", Some(llms::list(kitchen)));
    add(opensearch::FILE, opensearch::description(kitchen));
    add("_redirects", hosts::redirects(kitchen));
    add("_headers", Some(hosts::headers(kitchen)));
    texts
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
