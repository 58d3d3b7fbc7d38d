//! The same page elsewhere: where the switchers of versions and languages lead, which page search engines should know
//! instead, and the translations that they are told of.

use std::collections::BTreeMap;

use crate::config::Status;
use crate::content::{EditionId, LocaleId, VersionId};
use crate::path::{Address, ArticleKey, OutPath};
use crate::render::{Kitchen, Page, changes, frame, view};
use crate::site::{ArticleId, Edition, Shown, Site};

/// Pages at `/v/<latest>/…`, which lead to the addresses without that prefix.
pub fn add_latest(site: &Site, prefix: &str, pages: &mut BTreeMap<OutPath, Page>) {
    let is_latest = |page: &Page| page.edition(site).version.is_latest() && !matches!(page, Page::NotFound(_));
    let latest = pages.iter().filter(|(_, page)| is_latest(page)).map(|(path, _)| path.as_str());
    let froms =
        latest.map(|path| Address::new(&format!("{prefix}{}", path.strip_suffix("index.html").unwrap_or(path))));
    for from in froms.collect::<Vec<_>>() {
        pages.entry(from.out_path()).or_insert(Page::Redirect(from));
    }
}

/// How a page stands in another edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is there.
    Here,
    /// It is there in the language that it was written in.
    Original,
    /// It is not there; the nearest category is.
    Missing,
}

impl State {
    /// Its name in templates.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Original => "original",
            Self::Missing => "missing",
        }
    }
}

/// Where a page's reader goes who wants another edition.
#[must_use]
pub fn target(kitchen: &Kitchen, page: &Page, to: &Edition) -> (Address, State) {
    let site = &kitchen.site;
    let here = |address: &Address| (address.clone(), State::Here);
    let missing = |address: &Address| (address.clone(), State::Missing);
    let system = &to.system;
    match page {
        Page::Article(id) => article(kitchen, *id, to),
        Page::Folder(from, key) => match (to.folders.get(key), kitchen.edition(*from).folders[key].index) {
            (Some(folder), _) => here(&folder.address),
            (None, Some(index)) => article(kitchen, index, to),
            (None, None) => missing(site.nearest_folder(to, key)),
        },
        Page::Label(_, segment) => match to.labels.get(segment) {
            Some(label) => here(&label.address),
            None if to.labels.is_empty() => missing(&system.all),
            None => missing(&system.labels),
        },
        Page::Labels(_) if to.labels.is_empty() => missing(&system.all),
        Page::Labels(_) => here(&system.labels),
        Page::All(_) => here(&system.all),
        Page::Search(_) => here(&system.search),
        Page::WhatsNew(_) => here(&system.whats_new),
        Page::Contact(_) => here(&system.contact),
        Page::Thanks(_) => here(&system.thanks),
        Page::Home(_) | Page::NotFound(_) | Page::Redirect(_) => here(&to.home),
    }
}

fn article(kitchen: &Kitchen, id: ArticleId, to: &Edition) -> (Address, State) {
    let site = &kitchen.site;
    match site.across(id, to.id) {
        Some(other) => {
            let state = if site.is_fallback(other) { State::Original } else { State::Here };
            (site.address(other).clone(), state)
        }
        None => (site.nearest_folder(to, &site[id].key).clone(), State::Missing),
    }
}

/// The links of the switcher of versions, as the writer lists them; empty where there is one version.
#[must_use]
pub fn versions(kitchen: &Kitchen, page: &Page) -> Vec<view::Switch> {
    let config = &kitchen.project.config;
    if config.versions.len() < 2 {
        return Vec::new();
    }
    let own = kitchen.edition_of(page);
    let ids = config.versions_by_place().into_iter();
    let link = |id: VersionId| {
        let translated = kitchen.site.editions.get(&EditionId { version: id, ..own });
        let to = match translated {
            Some(edition) => edition,
            None => kitchen.site.editions.get(&EditionId { version: id, locale: LocaleId::default() })?,
        };
        let version = config.version(id);
        let switch = switch(kitchen, page, to, version.label.clone());
        let note = if switch.note.is_empty() { status_note(version.status) } else { switch.note };
        Some(view::Switch { is_current: id == own.version, status: version.status.name(), note, ..switch })
    };
    ids.filter_map(link).collect()
}

/// The links of the switcher of languages: those that this version is translated into.
#[must_use]
pub fn locales(kitchen: &Kitchen, page: &Page) -> Vec<view::Switch> {
    let own = kitchen.edition_of(page);
    let config = &kitchen.project.config;
    let editions = kitchen.site.editions.values().filter(|edition| edition.id.version == own.version);
    let link = |to: &Edition| {
        let switch = switch(kitchen, page, to, config.locale(to.id.locale).label.clone());
        view::Switch { is_current: to.id == own, ..switch }
    };
    let links: Vec<view::Switch> = editions.map(link).collect();
    if links.len() > 1 { links } else { Vec::new() }
}

fn switch(kitchen: &Kitchen, page: &Page, to: &Edition, label: String) -> view::Switch {
    let (address, state) = target(kitchen, page, to);
    view::Switch {
        label,
        href: kitchen.href(&address),
        code: kitchen.project.config.language(to.id).to_owned(),
        direction: kitchen.texts(to.id).direction(),
        is_current: false,
        state: state.name(),
        status: "",
        note: match state {
            State::Here => "",
            State::Original => "page-untranslated",
            State::Missing => "page-missing",
        },
    }
}

/// The UI text for a version that is not like the others.
fn status_note(status: Status) -> &'static str {
    match status {
        Status::Prerelease => "status-prerelease",
        Status::Latest => "status-latest",
        Status::Supported => "",
        Status::Eol => "status-eol",
    }
}

/// What readers of another version than the latest are told; `None` for the latest.
#[must_use]
pub fn notice(kitchen: &Kitchen, page: &Page) -> Option<view::VersionNotice> {
    let own = kitchen.edition_of(page);
    let config = &kitchen.project.config;
    let version = config.version(own.version);
    if version.status == Status::Latest || matches!(page, Page::Redirect(_)) {
        return None;
    }
    let latest = EditionId { version: VersionId::default(), ..own };
    let latest = kitchen.site.editions.get(&latest).unwrap_or_else(|| kitchen.edition(EditionId::default()));
    let (address, state) = target(kitchen, page, latest);
    Some(view::VersionNotice {
        status: version.status.name(),
        version: version.label.clone(),
        latest: config.version(VersionId::default()).label.clone(),
        href: kitchen.href(&address),
        is_same: state != State::Missing,
        is_changed: is_changed(kitchen, page, latest.id),
    })
}

fn is_changed(kitchen: &Kitchen, page: &Page, latest: EditionId) -> bool {
    let Page::Article(id) = page else { return false };
    let newest = kitchen.site.across(*id, latest);
    newest.is_some_and(|newest| changes::is_changed(kitchen, newest, kitchen.site[*id].edition))
}

/// The page that says the same and is to be found instead: the original of one that stands for a missing translation,
/// the latest version's counterpart of an older one.
#[must_use]
pub fn instead(kitchen: &Kitchen, page: &Page) -> Option<Address> {
    let site = &kitchen.site;
    if site.editions.len() < 2 {
        return None;
    }
    let own = kitchen.edition_of(page);
    let latest = |of: EditionId| EditionId { version: VersionId::default(), ..of };
    match page {
        Page::Article(id) => {
            let original = site.original(*id);
            let newest = site.across(original, latest(site[original].edition));
            let newest = newest.filter(|newest| !site.is_fallback(*newest)).unwrap_or(original);
            (newest != *id).then(|| site.address(newest).clone())
        }
        Page::Folder(id, key) => {
            let original = if has_own(kitchen.edition(*id), key) { own } else { default_locale(own) };
            let holder = |id: EditionId| site.editions.get(&id).filter(|edition| has_own(edition, key));
            let newest = holder(latest(original)).or_else(|| holder(original))?;
            (newest.id != own).then(|| newest.folders[key].address.clone())
        }
        Page::Redirect(_) => None,
        _ if own.version.is_latest() => None,
        page => {
            let newest = site.editions.get(&latest(own))?;
            Some(target(kitchen, page, newest)).filter(|(_, state)| *state == State::Here).map(|(address, _)| address)
        }
    }
}

fn default_locale(edition: EditionId) -> EditionId {
    EditionId { locale: LocaleId::default(), ..edition }
}

/// Whether an edition has a folder in which an article of its own lies.
fn has_own(edition: &Edition, key: &ArticleKey) -> bool {
    let is_below = |other: &ArticleKey| {
        let rest = other.as_str().strip_prefix(key.as_str());
        key.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // Keys with a sign that sorts before the slash can stand between a folder and what lies in it.
    let starts = |other: &ArticleKey| other.as_str().starts_with(key.as_str());
    let mut near = edition.pages.range(key.clone()..).take_while(|(other, _)| starts(other));
    edition.folders.contains_key(key) && near.any(|(other, shown)| is_below(other) && matches!(shown, Shown::Own(_)))
}

/// The same page in each language that it was written in, itself among them; empty where there is one language, and on
/// pages that are not to be found themselves.
#[must_use]
pub fn alternates(kitchen: &Kitchen, page: &Page, facts: &frame::Facts) -> Vec<view::Alternate> {
    let config = &kitchen.project.config;
    if config.locales.len() < 2 || facts.noindex || facts.instead.is_some() || config.base_url.origin.is_none() {
        return Vec::new();
    }
    let members: Vec<(EditionId, Address)> = counterparts(kitchen, page);
    if members.len() < 2 {
        return Vec::new();
    }
    let link = |code: &str, address: &Address| {
        Some(view::Alternate { code: code.to_owned(), href: config.base_url.absolute(address)? })
    };
    let default = members.iter().find(|(edition, _)| edition.locale.is_default());
    let default = default.and_then(|(_, address)| link("x-default", address));
    members.iter().filter_map(|(edition, address)| link(config.language(*edition), address)).chain(default).collect()
}

fn counterparts(kitchen: &Kitchen, page: &Page) -> Vec<(EditionId, Address)> {
    let own = kitchen.edition_of(page);
    let site = &kitchen.site;
    let is_found = |page: &Page| instead(kitchen, page).is_none() && !frame::is_skipped(kitchen, page);
    if let Page::Article(id) = page {
        let found = site.translations(*id).into_iter().filter(|id| is_found(&Page::Article(*id)));
        return found.map(|id| (site[id].edition, site.address(id).clone())).collect();
    }
    let editions = site.editions.values().filter(|edition| edition.id.version == own.version);
    let address = |to: &Edition| {
        let address = match page {
            Page::Folder(_, key) => {
                let is_there = is_found(&Page::Folder(to.id, key.clone())) && has_own(to, key);
                to.folders.get(key).filter(|_| is_there)?.address.clone()
            }
            // Labels are words of one language.
            Page::Label(..) | Page::Redirect(_) | Page::NotFound(_) => return None,
            page => Some(target(kitchen, page, to)).filter(|(_, state)| *state == State::Here)?.0,
        };
        Some((to.id, address))
    };
    editions.filter_map(address).collect()
}
