//! `page`: what every page has around its own content: title, address, breadcrumbs, structured data, policy.

use crate::path::{Address, ArticleKey};
use crate::render::{Kitchen, Page, policy, structured, view};
use crate::site::{ArticleId, Edition, Folder};

/// Longest description that search engines show, in characters.
const DESCRIPTION_LENGTH: usize = 300;

/// Fills `page`.
#[must_use]
pub fn view(kitchen: &Kitchen, page: &Page) -> view::Page {
    let facts = facts(kitchen, page);
    let config = &kitchen.project.config;
    let is_home = matches!(page, Page::Home(_));
    let full_title = if is_home { facts.title.clone() } else { format!("{} – {}", facts.title, config.title) };
    let canonical = config.base_url.absolute(&facts.address).filter(|_| !facts.noindex);
    let social = config.brand.social_image.as_ref();
    let og_image = social
        .and_then(|path| kitchen.hrefs.published.get(&path.value))
        .and_then(|address| config.base_url.absolute(address));
    let mut description: String = facts.description.chars().take(DESCRIPTION_LENGTH).collect();
    if description.is_empty() {
        description.clone_from(&facts.title);
    }
    view::Page {
        kind: facts.kind,
        json_ld: structured::json_ld(kitchen, page, &facts),
        csp: policy::csp(kitchen, page),
        full_title,
        description,
        href: kitchen.href(&facts.address),
        canonical,
        noindex: facts.noindex,
        breadcrumbs: facts.breadcrumbs,
        og_type: if matches!(page, Page::Article(_)) { "article" } else { "website" },
        og_image,
        language: facts.language.unwrap_or_else(|| config.language.clone()),
        title: facts.title,
    }
}

/// What kinds of pages differ in.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The value of `page.type`.
    pub kind: &'static str,
    /// The page's own title.
    pub title: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// Where it is.
    pub address: Address,
    /// Whether search engines should skip it.
    pub noindex: bool,
    /// From home to the parent.
    pub breadcrumbs: Vec<view::Link>,
    /// The text's language where it is not the site's.
    pub language: Option<String>,
}

/// Collects what kinds of pages differ in.
#[must_use]
pub fn facts(kitchen: &Kitchen, page: &Page) -> Facts {
    match page {
        Page::Home(id) => home(kitchen, kitchen.edition(*id)),
        Page::Folder(id, key) => folder(kitchen, kitchen.edition(*id), &kitchen.edition(*id).folders[key]),
        Page::Article(id) => article(kitchen, *id),
        Page::Label(id, segment) => {
            let edition = kitchen.edition(*id);
            let label = &edition.labels[segment];
            let title = kitchen.texts.format("label-title", &[("label", &label.title)]);
            let mut facts = system(kitchen, edition, "label", title, &label.address);
            let parent = kitchen.texts.get("labels-title").to_owned();
            facts.breadcrumbs.push(view::Link { title: parent, href: kitchen.href(&edition.system.labels) });
            facts
        }
        Page::Labels(id) => named(kitchen, *id, "labels", |pages| &pages.labels),
        Page::All(id) => named(kitchen, *id, "all", |pages| &pages.all),
        Page::Search(id) => Facts { noindex: true, ..named(kitchen, *id, "search", |pages| &pages.search) },
        Page::WhatsNew(id) => named(kitchen, *id, "whats-new", |pages| &pages.whats_new),
        Page::Contact(id) => named(kitchen, *id, "contact", |pages| &pages.contact),
        Page::Thanks(id) => Facts { noindex: true, ..named(kitchen, *id, "thanks", |pages| &pages.thanks) },
        Page::NotFound(id) => {
            let title = kitchen.texts.get("404-title").to_owned();
            let address = Address::new("/404.html");
            let facts = system(kitchen, kitchen.edition(*id), "404", title, &address);
            Facts { noindex: true, breadcrumbs: Vec::new(), ..facts }
        }
        Page::Redirect(from) => {
            let edition = kitchen.edition(crate::content::EditionId::default());
            let title = kitchen.texts.get("redirect-title").to_owned();
            let facts = system(kitchen, edition, "redirect", title, from);
            Facts { noindex: true, breadcrumbs: Vec::new(), ..facts }
        }
    }
}

fn home(kitchen: &Kitchen, edition: &Edition) -> Facts {
    let config = &kitchen.project.config;
    Facts {
        kind: "home",
        title: config.title.clone(),
        description: config.description.clone(),
        address: edition.home.clone(),
        noindex: false,
        breadcrumbs: Vec::new(),
        language: None,
    }
}

fn folder(kitchen: &Kitchen, edition: &Edition, folder: &Folder) -> Facts {
    let index = folder.index.map(|id| &kitchen.site[id]);
    Facts {
        kind: "category",
        title: folder.title.clone(),
        description: folder.description.clone(),
        address: folder.address.clone(),
        noindex: false,
        breadcrumbs: breadcrumbs(kitchen, edition, folder.key.parent()),
        language: index.and_then(|article| article.meta.lang.clone()),
    }
}

fn article(kitchen: &Kitchen, id: ArticleId) -> Facts {
    let article = &kitchen.site[id];
    let hidden = crate::site::visibility::hidden(article, kitchen.project.date).is_some();
    Facts {
        kind: article.meta.kind.name(),
        title: article.meta.title.clone(),
        description: article.meta.description.clone(),
        address: kitchen.site.address(id).clone(),
        noindex: hidden || !article.meta.search,
        breadcrumbs: breadcrumbs(kitchen, kitchen.site.edition_of(id), article.key.parent()),
        language: article.meta.lang.clone(),
    }
}

/// A page that no article makes, its texts from `NAME-title` and `NAME-description`.
fn named(
    kitchen: &Kitchen,
    id: crate::content::EditionId,
    name: &'static str,
    address: impl Fn(&crate::site::SystemPages) -> &Address,
) -> Facts {
    let edition = kitchen.edition(id);
    let title = kitchen.texts.get(&format!("{name}-title")).to_owned();
    // The type of a page is one word for those who read it from the page.
    let kind = if name == "whats-new" { "whatsnew" } else { name };
    let facts = system(kitchen, edition, kind, title, address(&edition.system));
    Facts { description: kitchen.texts.get(&format!("{name}-description")).to_owned(), ..facts }
}

fn system(kitchen: &Kitchen, edition: &Edition, kind: &'static str, title: String, address: &Address) -> Facts {
    Facts {
        kind,
        title,
        description: String::new(),
        address: address.clone(),
        noindex: false,
        breadcrumbs: breadcrumbs(kitchen, edition, Some(ArticleKey::new(""))),
        language: None,
    }
}

/// Home, then each folder down to `key`.
fn breadcrumbs(kitchen: &Kitchen, edition: &Edition, key: Option<ArticleKey>) -> Vec<view::Link> {
    let mut crumbs = Vec::new();
    let mut next = key;
    while let Some(key) = next {
        if let Some(folder) = edition.folders.get(&key) {
            let is_home = key.as_str().is_empty();
            let title = if is_home { kitchen.texts.get("home").to_owned() } else { folder.short_title.clone() };
            crumbs.push(view::Link { title, href: kitchen.href(&folder.address) });
        }
        next = key.parent();
    }
    crumbs.reverse();
    crumbs
}
