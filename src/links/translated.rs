//! Anchors that a translation does not have because its headings are translated too.
//!
//! A page that stands for a missing translation links to headings as its own language names them, and translators copy
//! such links. The heading at the same place of the translation is meant, where both have as many.

use crate::links::target::{FoundTarget, LinkMiss};
use crate::site::{Site, translations};

/// Leads a link whose anchor only the original has to the same place of the translation. On a page that stands for a
/// missing translation (`is_borrowed`), a heading without a counterpart gives way to the top of the page.
pub(super) fn anchor(site: &Site, is_borrowed: bool, found: &mut FoundTarget) {
    let Some(LinkMiss::Anchor { article: Some(id), anchor }) = &found.miss else { return };
    let Some(original) = translations::original(site, *id) else { return };
    let (there, here) = (&site[original].body.outline, &site[*id].body.outline);
    let place = there.iter().position(|heading| heading.id == *anchor);
    let same = place.filter(|_| there.len() == here.len()).map(|place| &here[place]);
    let query = found.suffix.split('#').next().unwrap_or_default().to_owned();
    found.suffix = match same {
        Some(heading) => format!("{query}#{}", super::escape(&heading.id)),
        None if is_borrowed => query,
        None => return,
    };
    found.miss = None;
}
