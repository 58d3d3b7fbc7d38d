//! Fills `site`: what all pages of an edition share.

use crate::config::{HeaderLink, NavLink, QuickTask};
use crate::content::EditionId;
use crate::path::{Address, ProjectPath};
use crate::render::{Renderer, cards, contact, links as text_links, listing, notices, page_facts, speculation, view};
use crate::site::{Edition, Folder};
use crate::source::Spanned;

/// The name and version for `<meta name="generator">`.
const GENERATOR: &str = concat!("answerbook ", env!("CARGO_PKG_VERSION"));

/// The output's folder of search indexes.
pub const SEARCH_FOLDER: &str = "_search";

/// The folder of an edition's search pointer, without a final slash. Below it is the index, which older versions may
/// share.
#[must_use]
pub fn search_folder(renderer: &Renderer, edition: EditionId) -> String {
    let config = &renderer.project.config;
    let version = if edition.version.is_latest() { "latest" } else { &config.version(edition.version).id };
    format!("{SEARCH_FOLDER}/{version}/{}", config.locale(edition.locale).segment())
}

/// Fills `site`.
#[must_use]
pub fn view(renderer: &Renderer, edition: &Edition) -> view::SiteView {
    let config = &renderer.project.config;
    let home = &edition.folders[&crate::path::ArticleKey::new("")];
    let logo = |path: &Option<Spanned<ProjectPath>>| cards::picture(renderer, &path.as_ref()?.value);
    let header = header(renderer, edition);
    let links = links(renderer, edition);
    view::SiteView {
        title: config.title_in(edition.id).to_owned(),
        description: config.description_in(edition.id).to_owned(),
        language: config.language(edition.id).to_owned(),
        direction: renderer.texts(edition.id).direction(),
        organization: organization(renderer, edition.id),
        header_has_contact: header.iter().any(|link| Some(&link.href) == links.contact.as_ref()),
        links,
        header,
        footer: view::FooterView {
            html: renderer.hrefs.footers.get(&edition.id).map_or_else(String::new, |footer| {
                let html = text_links::html(renderer, &footer.body, edition.id, &footer.links, |_, _| {});
                html.trim_end().to_owned()
            }),
            links: nav_links(renderer, edition, &config.footer_in(edition.id).links),
        },
        logo: logo(&config.brand.logo),
        logo_dark: logo(&config.brand.logo_dark),
        quick_tasks: quick_tasks(renderer, edition.id),
        contact: contact::view(renderer, edition),
        feedback_endpoint: config.feedback_endpoint().map(str::to_owned),
        categories: home.folders.iter().map(|key| category(renderer, &edition.folders[key])).collect(),
        article_count: home.count,
        popular: cards::cards(renderer, &listing::popular(renderer, edition).0),
        assets: assets(renderer, edition),
        speculation_rules: speculation::rules(config),
        boot_script: renderer.assets.boot_script.clone(),
        generator: GENERATOR,
    }
}

/// The organization's name, or the site's title if none is configured.
#[must_use]
pub fn organization(renderer: &Renderer, edition: EditionId) -> String {
    let config = &renderer.project.config;
    let name = &config.brand.organization;
    if name.is_empty() { config.title_in(edition).to_owned() } else { name.clone() }
}

/// The link to the contact page, or to the configured address in place of it.
#[must_use]
pub fn contact_href(renderer: &Renderer, edition: &Edition) -> Option<String> {
    let contact = renderer.project.config.contact_in(edition.id);
    let written = contact.url.as_ref().map(|url| renderer.written_href(edition.id, &url.value));
    written.or_else(|| contact.any().then(|| renderer.href(&edition.system.contact)))
}

/// The address of a file of an edition.
#[must_use]
pub fn in_edition(edition: &Edition, name: &str) -> Address {
    Address::new(&format!("{}{name}", edition.home))
}

fn links(renderer: &Renderer, edition: &Edition) -> view::SiteLinks {
    let system = &edition.system;
    let has_origin = renderer.project.config.base_url.origin.is_some();
    let has_feed = has_origin && !listing::dated(renderer, edition).is_empty();
    view::SiteLinks {
        home: renderer.href(&edition.home),
        search: renderer.href(&system.search),
        all: renderer.href(&system.all),
        whats_new: renderer.href(&system.whats_new),
        labels: (!edition.labels.is_empty()).then(|| renderer.href(&system.labels)),
        contact: contact_href(renderer, edition),
        feed: has_feed.then(|| renderer.href(&in_edition(edition, "feed.xml"))),
        opensearch: has_origin.then(|| renderer.href(&in_edition(edition, "opensearch.xml"))),
        thanks: renderer.href(&system.thanks),
        notices: notices::live(renderer).map(|address| renderer.href(&address)),
        versions: (renderer.site.editions.len() > 1).then(|| renderer.href(&Address::new("/versions.json"))),
    }
}

fn header(renderer: &Renderer, edition: &Edition) -> Vec<view::HeaderLinkView> {
    let view = |header: &HeaderLink| view::HeaderLinkView {
        title: header.link.title.clone(),
        href: renderer.written_href(edition.id, &header.link.url.value),
        on_phones: header.is_on_phones,
    };
    renderer.project.config.header_in(edition.id).iter().map(view).collect()
}

fn nav_links(renderer: &Renderer, edition: &Edition, links: &[NavLink]) -> Vec<view::LinkView> {
    let view = |link: &NavLink| view::LinkView {
        title: link.title.clone(),
        href: renderer.written_href(edition.id, &link.url.value),
    };
    links.iter().map(view).collect()
}

fn quick_tasks(renderer: &Renderer, edition: EditionId) -> Vec<view::QuickTaskView> {
    let tasks = renderer.project.config.quick_tasks_in(edition);
    tasks.iter().map(|task| quick_task(renderer, edition, task)).collect()
}

/// A quick task with its link.
#[must_use]
pub fn quick_task(renderer: &Renderer, edition: EditionId, task: &QuickTask) -> view::QuickTaskView {
    view::QuickTaskView {
        title: task.title.clone(),
        href: renderer.written_href(edition, &task.url.value),
        description: task.description.clone(),
        icon: task.icon.as_ref().map_or_else(String::new, |icon| icon.value.clone()),
    }
}

fn category(renderer: &Renderer, folder: &Folder) -> view::CategoryCard {
    view::CategoryCard {
        title: folder.title.clone(),
        language: folder.index.and_then(|id| page_facts::language(renderer, id)),
        href: renderer.href(&folder.address),
        description: folder.description.clone(),
        icon: folder.icon.clone().unwrap_or_else(|| "folder".into()),
        count: folder.count,
    }
}

fn assets(renderer: &Renderer, edition: &Edition) -> view::AssetsView {
    let assets = &renderer.assets;
    let own_icon = renderer.project.config.brand.favicon.as_ref().and_then(|path| {
        let picture = cards::picture(renderer, &path.value)?;
        Some((picture.src, media_type(&path.value)))
    });
    let (favicon, favicon_type) =
        own_icon.unwrap_or_else(|| (renderer.href(&assets.favicon), assets.favicon_type.to_owned()));
    view::AssetsView {
        style: renderer.href(&assets.style),
        styles: assets.page_styles.iter().map(|(name, style)| (name.clone(), style.css.clone())).collect(),
        script: renderer.href(&assets.script),
        search: renderer.project.config.search.enabled.then(|| view::SearchAssetsView {
            style: renderer.href(&assets.search.style),
            script: renderer.href(&assets.search.script),
            worker: renderer.href(&assets.search.worker),
            index: renderer.href(&Address::new(&format!("{}/", search_folder(renderer, edition.id)))),
        }),
        modules: assets.modules.iter().map(|(name, address)| (name.clone(), renderer.href(address))).collect(),
        font: assets.font.as_ref().map(|font| renderer.href(font)),
        favicon,
        favicon_type,
    }
}

fn media_type(path: &ProjectPath) -> String {
    crate::path::media_type(path.as_str()).to_owned()
}
