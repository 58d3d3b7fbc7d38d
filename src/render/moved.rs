//! What readers see at old addresses: forwarding pages, pages that are gone, and the targets of old anchors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::html::{escape_attribute, escape_text};
use crate::path::Address;
use crate::render::{Renderer, view};
use crate::site::ArticleId;
use crate::site::old_addresses::{MovedTarget, OldAnchors};

/// Fills `redirect`.
#[must_use]
pub fn redirect(renderer: &Renderer, from: &Address) -> view::RedirectView {
    view::RedirectView { href: renderer.redirect_href(from), anchors: anchors(renderer, from) }
}

/// Fills `gone`.
#[must_use]
pub fn gone(renderer: &Renderer, address: &Address) -> view::GoneView {
    let old = &renderer.site.old_addresses;
    let page = old.gone.get(address).cloned().unwrap_or_default();
    let parts: BTreeSet<&MovedTarget> = old.forwarded.get(address).into_iter().flat_map(BTreeMap::values).collect();
    let link = |target: &MovedTarget| view::LinkView { title: title(renderer, target), href: href(renderer, target) };
    view::GoneView {
        reason: page.reason,
        near: page.near.as_ref().map(link),
        parts: parts.into_iter().map(link).collect(),
        anchors: anchors(renderer, address),
    }
}

/// The anchors of an old page that do not lead to its new page, as JSON.
fn anchors(renderer: &Renderer, from: &Address) -> Option<String> {
    let forwarded = renderer.site.old_addresses.forwarded.get(from)?;
    let hrefs: BTreeMap<&String, String> = forwarded.iter().map(|(anchor, to)| (anchor, href(renderer, to))).collect();
    Some(serde_json::to_string(&hrefs).expect("texts under text keys are JSON"))
}

fn href(renderer: &Renderer, target: &MovedTarget) -> String {
    match target {
        MovedTarget::Here(to) => renderer.anchored_href(to),
        MovedTarget::Web(url) => url.clone(),
    }
}

/// The title of the page or section that an address leads to, and of its page if it is a section.
fn title(renderer: &Renderer, target: &MovedTarget) -> String {
    let MovedTarget::Here(to) = target else { return href(renderer, target) };
    let site = &renderer.site;
    let edition = site.edition_at(&to.page);
    let own = || site.old_addresses.anchors.keys().copied().find(|id| *site.address(*id) == to.page);
    let article = site.old_addresses.articles.get(&to.page).copied().or_else(own);
    let folder = || site.editions[&edition].folders.values().find(|folder| folder.address == to.page);
    let page =
        article.map_or_else(|| folder().map(|folder| folder.title.clone()), |id| Some(site[id].meta.title.clone()));
    let page = page.unwrap_or_else(|| renderer.texts(edition).get("moved-here").to_owned());
    let section = article.and_then(|id| site[id].body.outline.iter().find(|heading| heading.id == to.anchor));
    section.map_or_else(|| page.clone(), |section| format!("{page}: {}", section.text))
}

/// The text of an article with targets for its old anchors. `write` writes the text, and asks for the targets of each
/// heading. Sections that moved to other pages are listed at the end, each with a link that works without scripts.
#[must_use]
pub fn with_targets(
    renderer: &Renderer,
    id: ArticleId,
    old: &OldAnchors,
    write: impl FnOnce(&mut dyn FnMut(&str, &mut String)) -> String,
) -> String {
    let mut written: BTreeSet<String> = BTreeSet::new();
    let mut html = write(&mut |heading, html| {
        for anchor in old.by_heading.get(heading).into_iter().flatten() {
            html.push_str("<span id=\"");
            escape_attribute(anchor, html);
            html.push_str("\"></span>");
            written.insert(heading.to_owned());
        }
    });
    let texts = renderer.texts(renderer.site[id].edition);
    let mut line = |anchor: &str, href: &str, title: &str| {
        html.push_str("<p class=\"moved\" id=\"");
        escape_attribute(anchor, &mut html);
        let _ = write!(html, "\">");
        escape_text(texts.get("section-moved"), &mut html);
        html.push_str(" <a data-moved href=\"");
        escape_attribute(href, &mut html);
        html.push_str("\">");
        escape_text(title, &mut html);
        html.push_str("</a></p>\n");
    };
    // Headings in raw HTML have no place for targets.
    for (heading, anchors) in old.by_heading.iter().filter(|(heading, _)| !written.contains(*heading)) {
        let to = MovedTarget::Here(crate::addresses::AnchoredAddress {
            page: renderer.site.address(id).clone(),
            anchor: heading.clone(),
        });
        for anchor in anchors {
            line(anchor, &href(renderer, &to), &title(renderer, &to));
        }
    }
    for (anchor, to) in &old.elsewhere {
        line(anchor, &href(renderer, to), &title(renderer, to));
    }
    html
}
