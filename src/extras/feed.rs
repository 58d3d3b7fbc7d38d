//! Generates `feed.xml`, an Atom feed of recent changes (RFC 4287).

use std::fmt::Write as _;

use crate::extras::xml;
use crate::render::{Renderer, listing, site};
use crate::site::Edition;

/// The maximum number of entries.
const ENTRIES: usize = 30;

/// Generates the feed, or returns `None` without a `base_url` or if no article has a date.
#[must_use]
pub fn atom(renderer: &Renderer, edition: &Edition) -> Option<String> {
    let config = &renderer.project.config;
    let home = config.base_url.absolute(&edition.home)?;
    let own = config.base_url.absolute(&site::in_edition(edition, "feed.xml"))?;
    let articles: Vec<_> = listing::dated(renderer, edition).into_iter().take(ENTRIES).collect();
    let newest = listing::changed(renderer, *articles.first()?)?;
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{home}</id>\n<link href=\"{home}\"/>\n<link rel=\"self\" href=\"{own}\"/>\n\
         <updated>{newest}T00:00:00Z</updated>\n<author><name>{}</name></author>\n",
        xml(config.language(edition.id)),
        xml(config.title_in(edition.id)),
        xml(&site::organization(renderer, edition.id)),
    );
    for id in articles {
        let meta = &renderer.site[id].meta;
        let (Some(date), Some(url)) =
            (listing::changed(renderer, id), config.base_url.absolute(renderer.site.address(id)))
        else {
            continue;
        };
        let _ = writeln!(
            text,
            "<entry><title>{}</title><id>{url}</id><link href=\"{url}\"/><updated>{date}T00:00:00Z</updated>\
             <summary>{}</summary></entry>",
            xml(&meta.title),
            xml(&meta.description),
        );
    }
    text.push_str("</feed>\n");
    Some(text)
}
