//! Translates anchors, because the headings of a translation have anchors in its own language.
//!
//! Links often use an anchor of the original: translators copy them, and a page that replaces a missing translation
//! contains them. If both articles have the same number of headings, the heading at the same position is meant.

use crate::links::target::{FoundTarget, LinkMiss};
use crate::site::{Site, translations};

/// Replaces an anchor that only the original has by the corresponding one of the translation. If there is none and the
/// page replaces a missing translation (`is_borrowed`), or the translation has no headings, the link leads to the top
/// of the target instead.
pub(super) fn anchor(site: &Site, is_borrowed: bool, found: &mut FoundTarget) {
    let Some(LinkMiss::Anchor { article: Some(id), anchor }) = &found.miss else { return };
    let Some(original) = translations::original(site, *id) else { return };
    let (there, here) = (&site[original].body.outline, &site[*id].body.outline);
    let place = there.iter().position(|heading| heading.id == *anchor);
    let same = place.filter(|_| there.len() == here.len()).map(|place| &here[place]);
    let query = found.suffix.split('#').next().unwrap_or_default().to_owned();
    found.suffix = match same {
        Some(heading) => format!("{query}#{}", super::encode_target(&heading.id)),
        // A translation that was only begun has no headings yet.
        None if is_borrowed || here.is_empty() => query,
        None => return,
    };
    found.miss = None;
}
