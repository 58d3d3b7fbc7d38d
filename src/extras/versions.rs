//! Generates `versions.json`, which lists all editions, and `pages.json`, which lists the pages of one edition. The
//! page for missing addresses uses them, and so do old versions that are kept unchanged. Both formats are documented in
//! `docs/content/publishing/versions.md`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::EditionId;
use crate::render::{Renderer, site as views};
use crate::site::{Edition, RedirectTarget};

/// The name of the list of editions.
pub const VERSIONS: &str = "versions.json";

/// The name of the list of an edition's pages.
pub const PAGES: &str = "pages.json";

/// The version of both formats.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct VersionList<'a> {
    format: u32,
    latest: &'a str,
    versions: Vec<ListedVersion<'a>>,
}

#[derive(Serialize)]
struct ListedVersion<'a> {
    id: &'a str,
    label: &'a str,
    status: &'a str,
    editions: Vec<ListedEdition<'a>>,
}

#[derive(Serialize)]
struct ListedEdition<'a> {
    locale: &'a str,
    label: &'a str,
    home: String,
    pages: String,
}

#[derive(Serialize)]
struct PageList<'a> {
    format: u32,
    version: &'a str,
    locale: &'a str,
    home: String,
    /// The title and, if it has one, the permanent id of each page, by address relative to the home page.
    pages: BTreeMap<&'a str, Vec<&'a str>>,
    /// The new address of each page that moved.
    moved: BTreeMap<&'a str, &'a str>,
}

/// Lists all editions, in the writer's order of versions.
#[must_use]
pub fn versions(renderer: &Renderer) -> String {
    let config = &renderer.project.config;
    let version = |id| {
        let version = config.version(id);
        let editions = renderer.site.editions.values().filter(|edition| edition.id.version == id);
        let locale = |edition: &Edition| ListedEdition {
            locale: config.language(edition.id),
            label: &config.locale(edition.id.locale).label,
            home: renderer.href(&edition.home),
            pages: renderer.href(&views::in_edition(edition, PAGES)),
        };
        ListedVersion {
            id: &version.id,
            label: &version.label,
            status: version.status.name(),
            editions: editions.map(locale).collect(),
        }
    };
    let latest = &config.version(EditionId::default().version).id;
    let versions = config.versions_by_place().into_iter().map(version).collect();
    json(&VersionList { format: FORMAT, latest, versions })
}

/// Lists the article and folder pages of an edition.
#[must_use]
pub fn pages(renderer: &Renderer, edition: &Edition) -> String {
    let (config, site) = (&renderer.project.config, &renderer.site);
    let home = edition.home.as_str();
    let mut pages = BTreeMap::new();
    for folder in edition.folders.values() {
        let address = folder.address.as_str();
        pages.insert(below(address, home), vec![folder.title.as_str()]);
    }
    for id in site.ids().filter(|id| site[*id].edition == edition.id) {
        let address = site.address(id).as_str();
        let meta = &site[id].meta;
        let name = meta.id.as_ref().map(|id| id.value.as_str());
        pages.insert(below(address, home), std::iter::once(meta.title.as_str()).chain(name).collect());
    }
    let moved = site.redirects.iter().filter_map(|(from, to)| match to {
        RedirectTarget::Article(id) if site[*id].edition == edition.id => {
            let (from, to) = (from.as_str(), site.address(*id).as_str());
            Some((below(from, home), below(to, home)))
        }
        _ => None,
    });
    json(&PageList {
        format: FORMAT,
        version: &config.version(edition.id.version).id,
        locale: config.language(edition.id),
        home: renderer.href(&edition.home),
        pages,
        moved: moved.collect(),
    })
}

/// The part of an address after a home page's address.
fn below<'a>(address: &'a str, home: &str) -> &'a str {
    address.strip_prefix(home).unwrap_or(address)
}

fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).expect("texts and numbers under text keys are JSON");
    text.push('\n');
    text
}
