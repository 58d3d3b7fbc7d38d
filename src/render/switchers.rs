//! Finds the same page in other editions: the targets of the version and language switchers, the page that search
//! engines should list, and the translations for search engines.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::Value;

use crate::config::VersionStatus;
use crate::content::{EditionId, LocaleId, VersionId};
use crate::named::named;
use crate::path::{Address, ArticleKey, OutPath};
use crate::render::env::NamedValue;
use crate::render::page_facts::{PageFacts, is_skipped};
use crate::render::{Page, Renderer, changes, view};
use crate::site::{ArticleId, Edition, KeyContent, Site};

/// Adds redirects from `/v/<latest>/…` to the addresses without that prefix.
pub fn add_latest(site: &Site, prefix: &str, pages: &mut BTreeMap<OutPath, Page>) {
    let is_latest =
        |page: &Page| page.edition(site).version.is_latest() && !matches!(page, Page::NotFound(_) | Page::Gone(_));
    let latest = pages.iter().filter(|(_, page)| is_latest(page)).map(|(path, _)| path.as_str());
    let froms =
        latest.map(|path| Address::new(&format!("{prefix}{}", path.strip_suffix("index.html").unwrap_or(path))));
    for from in froms.collect::<Vec<_>>() {
        pages.entry(from.out_path()).or_insert(Page::Redirect(from));
    }
}

named! {
    /// Whether a page exists in another edition.
    pub enum CounterpartState {
        /// The page exists.
        Here = "here",
        /// The page exists, but only in its original language.
        Original = "original",
        /// The page does not exist; the link leads to the nearest category.
        Missing = "missing",
    }
}

impl CounterpartState {
    /// The key of the UI text about this state, if there is something to say.
    fn note(self) -> Option<&'static str> {
        match self {
            Self::Here => None,
            Self::Original => Some("page-untranslated"),
            Self::Missing => Some("page-missing"),
        }
    }
}

/// The address for switching from a page to another edition, and whether the page exists there.
#[must_use]
pub fn target(renderer: &Renderer, page: &Page, to: &Edition) -> (Address, CounterpartState) {
    let site = &renderer.site;
    let here = |address: &Address| (address.clone(), CounterpartState::Here);
    let missing = |address: &Address| (address.clone(), CounterpartState::Missing);
    let system = &to.system;
    match page {
        Page::Article(id) => article(renderer, *id, to),
        Page::Folder(from, key) => match (to.folders.get(key), renderer.edition(*from).folders[key].index) {
            (Some(folder), _) => here(&folder.address),
            (None, Some(index)) => article(renderer, index, to),
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
        Page::Home(_) | Page::NotFound(_) | Page::Redirect(_) | Page::Gone(_) => here(&to.home),
    }
}

fn article(renderer: &Renderer, id: ArticleId, to: &Edition) -> (Address, CounterpartState) {
    let site = &renderer.site;
    match site.across(id, to.id) {
        Some(other) => {
            let state = if site.is_fallback(other) { CounterpartState::Original } else { CounterpartState::Here };
            (site.address(other).clone(), state)
        }
        None => (site.nearest_folder(to, &site[id].key).clone(), CounterpartState::Missing),
    }
}

/// The switchers of an edition, without the addresses of a specific page.
#[derive(Debug)]
pub struct Switchers {
    versions: Arc<[OtherEdition]>,
    locales: Arc<[OtherEdition]>,
}

/// An edition that a switcher leads to, with a template for the link.
type OtherEdition = (EditionId, view::SwitcherLink);

/// Creates the switchers of an edition. They are empty if there is nothing to switch to.
#[must_use]
pub fn switchers(renderer: &Renderer, own: EditionId) -> Switchers {
    let several = |others: Vec<OtherEdition>| if others.len() > 1 { others.into() } else { Arc::default() };
    Switchers { versions: several(versions(renderer, own)), locales: several(locales(renderer, own)) }
}

/// All versions, in the writer's order.
fn versions(renderer: &Renderer, own: EditionId) -> Vec<OtherEdition> {
    let config = &renderer.project.config;
    let editions = &renderer.site.editions;
    let other = |id: VersionId| {
        let translated = EditionId { version: id, ..own };
        let edition = editions.get(&translated).or_else(|| editions.get(&default_locale(translated)))?;
        let version = config.version(id);
        let (status, note) = (version.status.name(), status_note(version.status));
        let link = link(renderer, edition.id, &version.label);
        Some((edition.id, view::SwitcherLink { is_current: id == own.version, status, note, ..link }))
    };
    config.versions_by_place().into_iter().filter_map(other).collect()
}

/// The languages of this version.
fn locales(renderer: &Renderer, own: EditionId) -> Vec<OtherEdition> {
    let translated = renderer.site.editions.keys().filter(|id| id.version == own.version);
    let other = |id: &EditionId| {
        let link = link(renderer, *id, &renderer.project.config.locale(id.locale).label);
        (*id, view::SwitcherLink { is_current: *id == own, ..link })
    };
    translated.map(other).collect()
}

fn link(renderer: &Renderer, to: EditionId, label: &str) -> view::SwitcherLink {
    view::SwitcherLink {
        label: label.to_owned(),
        href: String::new(),
        code: renderer.project.config.language(to).to_owned(),
        direction: renderer.texts(to).direction(),
        is_current: false,
        state: CounterpartState::Here.name(),
        status: "",
        note: "",
    }
}

impl Switchers {
    /// The links of a page's version switcher.
    #[must_use]
    pub fn versions(&self, renderer: &Renderer, page: &Page) -> Value {
        switcher(renderer, page, &self.versions)
    }

    /// The links of a page's language switcher.
    #[must_use]
    pub fn locales(&self, renderer: &Renderer, page: &Page) -> Value {
        switcher(renderer, page, &self.locales)
    }
}

fn switcher(renderer: &Renderer, page: &Page, others: &Arc<[OtherEdition]>) -> Value {
    if others.is_empty() {
        return Value::from(Vec::<Value>::new());
    }
    let found = others.iter().map(|(id, _)| target(renderer, page, renderer.edition(*id)));
    let (hrefs, states): (Vec<_>, Vec<_>) = found.map(|(address, state)| (renderer.href(&address), state)).collect();
    // Within an edition, the links of a switcher differ only in their states and addresses.
    let edition = renderer.edition_of(page);
    let mut name = format!("{}/{}", edition.version.0, edition.locale.0);
    name.extend(states.iter().flat_map(|state| [" ", state.name()]));
    let others = Arc::clone(others);
    NamedValue::list(name, hrefs, move |hrefs| {
        let links = others.iter().zip(&states).zip(hrefs).map(|(((_, link), state), href)| view::SwitcherLink {
            href: href.clone(),
            state: state.name(),
            note: state.note().unwrap_or(link.note),
            ..link.clone()
        });
        links.collect()
    })
}

/// The key of the UI text about a version's status.
fn status_note(status: VersionStatus) -> &'static str {
    match status {
        VersionStatus::Prerelease => "status-prerelease",
        VersionStatus::Latest => "status-latest",
        VersionStatus::Supported => "",
        VersionStatus::Eol => "status-eol",
    }
}

/// The notice for readers of a version other than the latest; `None` for the latest.
#[must_use]
pub fn notice(renderer: &Renderer, page: &Page) -> Option<Value> {
    let own = renderer.edition_of(page);
    let config = &renderer.project.config;
    let version = config.version(own.version);
    if version.status == VersionStatus::Latest || matches!(page, Page::Redirect(_) | Page::Gone(_)) {
        return None;
    }
    let latest = EditionId { version: VersionId::default(), ..own };
    let latest = renderer.site.editions.get(&latest).unwrap_or_else(|| renderer.edition(EditionId::default()));
    let (address, state) = target(renderer, page, latest);
    let notice = view::VersionNotice {
        status: version.status.name(),
        version: version.label.clone(),
        latest: config.version(VersionId::default()).label.clone(),
        href: String::new(),
        is_same: state != CounterpartState::Missing,
        is_changed: is_changed(renderer, page, latest.id),
    };
    let name = format!("{} {} {} {}", notice.status, notice.version, notice.is_same, notice.is_changed);
    let href = renderer.href(&address);
    Some(NamedValue::table(name, href, move |href| view::VersionNotice { href, ..notice.clone() }))
}

fn is_changed(renderer: &Renderer, page: &Page, latest: EditionId) -> bool {
    let Page::Article(id) = page else { return false };
    let newest = renderer.site.across(*id, latest);
    newest.is_some_and(|newest| changes::is_changed(renderer, newest, renderer.site[*id].edition))
}

/// The page with the same content that search engines should list in place of this one: the original, for a copy in
/// place of a missing translation, or the latest version's page, for an older version.
#[must_use]
pub fn instead(renderer: &Renderer, page: &Page) -> Option<Address> {
    let site = &renderer.site;
    if site.editions.len() < 2 {
        return None;
    }
    let own = renderer.edition_of(page);
    let latest = |of: EditionId| EditionId { version: VersionId::default(), ..of };
    match page {
        Page::Article(id) => {
            let original = site.original(*id);
            let newest = site.across(original, latest(site[original].edition));
            let newest = newest.filter(|newest| !site.is_fallback(*newest)).unwrap_or(original);
            (newest != *id).then(|| site.address(newest).clone())
        }
        Page::Folder(id, key) => {
            let original = if has_own(renderer.edition(*id), key) { own } else { default_locale(own) };
            let holder = |id: EditionId| site.editions.get(&id).filter(|edition| has_own(edition, key));
            let newest = holder(latest(original)).or_else(|| holder(original))?;
            (newest.id != own).then(|| newest.folders[key].address.clone())
        }
        Page::Redirect(_) | Page::Gone(_) => None,
        _ if own.version.is_latest() => None,
        page => {
            let newest = site.editions.get(&latest(own))?;
            Some(target(renderer, page, newest))
                .filter(|(_, state)| *state == CounterpartState::Here)
                .map(|(address, _)| address)
        }
    }
}

fn default_locale(edition: EditionId) -> EditionId {
    EditionId { locale: LocaleId::default(), ..edition }
}

/// Whether an edition has a folder that contains one of its own articles.
fn has_own(edition: &Edition, key: &ArticleKey) -> bool {
    let is_below = |other: &ArticleKey| {
        let rest = other.as_str().strip_prefix(key.as_str());
        key.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // Keys with a character that sorts before the slash can come between a folder and its contents.
    let starts = |other: &ArticleKey| other.as_str().starts_with(key.as_str());
    let mut near = edition.pages.range(key.clone()..).take_while(|(other, _)| starts(other));
    edition.folders.contains_key(key)
        && near.any(|(other, shown)| is_below(other) && matches!(shown, KeyContent::Own(_)))
}

/// The page in each language that it was written in, including itself. Empty for sites with one language and for pages
/// that search engines should not list.
#[must_use]
pub fn alternates(renderer: &Renderer, page: &Page, facts: &PageFacts) -> Vec<view::Alternate> {
    let config = &renderer.project.config;
    if config.locales.len() < 2 || facts.noindex || facts.instead.is_some() || config.base_url.origin.is_none() {
        return Vec::new();
    }
    let members: Vec<(EditionId, Address)> = counterparts(renderer, page);
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

fn counterparts(renderer: &Renderer, page: &Page) -> Vec<(EditionId, Address)> {
    let own = renderer.edition_of(page);
    let site = &renderer.site;
    let is_found = |page: &Page| instead(renderer, page).is_none() && !is_skipped(renderer, page);
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
            // Labels belong to one language.
            Page::Label(..) | Page::Redirect(_) | Page::Gone(_) | Page::NotFound(_) => return None,
            page => Some(target(renderer, page, to)).filter(|(_, state)| *state == CounterpartState::Here)?.0,
        };
        Some((to.id, address))
    };
    editions.filter_map(address).collect()
}
