//! Fills `page`: what every page has in addition to its content, such as title, address, breadcrumbs, structured data
//! and content security policy.

use crate::content::EditionId;
use crate::path::{Address, ArticleKey};
use crate::render::page_facts::{PageFacts, is_skipped, language};
use crate::render::text_assets::PageText;
use crate::render::{Page, Renderer, events, notices, policy, structured, switchers, text_assets, view};
use crate::site::{ArticleId, Edition, Folder, RedirectTarget, SystemPages};
use crate::theme::texts::direction_of;

/// The maximum length of a description in characters, as shown by search engines.
const DESCRIPTION_LENGTH: usize = 300;

/// Fills `page`.
#[must_use]
pub fn view(renderer: &Renderer, page: &Page, facts: PageFacts, text: &PageText) -> view::PageView {
    let config = &renderer.project.config;
    let edition = renderer.edition_of(page);
    let full_title = match page {
        Page::Home(_) => facts.title.clone(),
        // A label often has the same name as an article or category, so the title says that it is a label.
        Page::Label(..) => {
            format!("{} – {} – {}", facts.title, renderer.texts(edition).get("labels"), config.title_in(edition))
        }
        _ => format!("{} – {}", facts.title, config.title_in(edition)),
    };
    let canonical = match page {
        Page::Redirect(from) => renderer.redirect_address(from).and_then(|address| config.base_url.absolute(&address)),
        _ => config.base_url.absolute(facts.canonical()).filter(|_| !facts.noindex),
    };
    let social = config.brand.social_image.as_ref();
    let og_image = social
        .and_then(|path| renderer.hrefs.published.get(&path.value))
        .and_then(|address| config.base_url.absolute(address));
    let mut description: String = facts.description.chars().take(DESCRIPTION_LENGTH).collect();
    if description.is_empty() {
        description.clone_from(&facts.title);
    }
    let switchers = &renderer.switchers[&edition];
    let direction = facts.language.as_ref().map(|language| direction_of(language));
    view::PageView {
        kind: facts.kind,
        versions: switchers.versions(renderer, page),
        locales: switchers.locales(renderer, page),
        notice: switchers::notice(renderer, page),
        notices: notices::view(renderer, page, &facts.address),
        alternates: switchers::alternates(renderer, page, &facts),
        direction: direction.unwrap_or_else(|| renderer.texts(edition).direction()),
        json_ld: structured::json_ld(renderer, page, &facts),
        events: events::settings(renderer, page),
        csp: policy::csp(renderer, page, &text_assets::hashes(renderer, text, facts.kind)),
        full_title,
        description,
        href: renderer.href(&facts.address),
        canonical,
        noindex: facts.noindex,
        breadcrumbs: facts.breadcrumbs,
        og_type: if matches!(page, Page::Article(_)) { "article" } else { "website" },
        og_image,
        language: facts.language.unwrap_or_else(|| config.language(edition).to_owned()),
        title: facts.title,
    }
}

/// Collects the properties in which types of pages differ.
#[must_use]
pub fn facts(renderer: &Renderer, page: &Page) -> PageFacts {
    let own = own_facts(renderer, page);
    let noindex = own.noindex || renderer.project.noindex;
    PageFacts { instead: switchers::instead(renderer, page), noindex, ..own }
}

fn own_facts(renderer: &Renderer, page: &Page) -> PageFacts {
    let texts = renderer.texts(renderer.edition_of(page));
    let count = |id: &EditionId| renderer.edition(*id).folders[&ArticleKey::new("")].count;
    let named = |id: &EditionId, kind, title: &str, description: String, address: fn(&SystemPages) -> &Address| {
        let edition = renderer.edition(*id);
        system(renderer, edition, kind, texts.get(title).to_owned(), description, address(&edition.system))
    };
    let text = |key: &str| texts.get(key).to_owned();
    match page {
        Page::Home(id) => home(renderer, renderer.edition(*id)),
        Page::Folder(id, key) => folder(renderer, renderer.edition(*id), &renderer.edition(*id).folders[key]),
        Page::Article(id) => article(renderer, *id),
        Page::Label(id, segment) => label(renderer, renderer.edition(*id), segment),
        Page::Labels(id) => named(id, "labels", "labels", text("labels-lead"), |pages| &pages.labels),
        Page::All(id) => {
            let lead = texts.plural("all-articles-lead", count(id), &[]);
            named(id, "all", "all-articles", lead, |pages| &pages.all)
        }
        Page::Search(id) => skipped(named(id, "search", "search", text("search-description"), |pages| &pages.search)),
        Page::WhatsNew(id) => named(id, "whatsnew", "whats-new", text("whats-new-lead"), |pages| &pages.whats_new),
        Page::Contact(id) => named(id, "contact", "contact-support", text("contact-lead"), |pages| &pages.contact),
        Page::Thanks(id) => skipped(named(id, "thanks", "thanks", text("thanks-lead"), |pages| &pages.thanks)),
        Page::NotFound(id) => PageFacts {
            address: super::not_found(renderer.edition(*id)),
            breadcrumbs: Vec::new(),
            ..skipped(named(id, "404", "not-found", text("not-found-lead"), |pages| &pages.search))
        },
        Page::Redirect(from) => redirect(renderer, from),
        Page::Gone(address) => {
            let edition = renderer.edition(renderer.edition_of(page));
            let facts = system(renderer, edition, "gone", text("gone"), text("gone-lead"), address);
            PageFacts { breadcrumbs: Vec::new(), ..skipped(facts) }
        }
    }
}

/// Marks a page as one that search engines should skip.
fn skipped(facts: PageFacts) -> PageFacts {
    PageFacts { noindex: true, ..facts }
}

fn home(renderer: &Renderer, edition: &Edition) -> PageFacts {
    let config = &renderer.project.config;
    PageFacts {
        kind: "home",
        title: config.title_in(edition.id).to_owned(),
        description: match config.description_in(edition.id) {
            "" => renderer.texts(edition.id).get("home-description").to_owned(),
            given => given.to_owned(),
        },
        address: edition.home.clone(),
        instead: None,
        noindex: false,
        breadcrumbs: Vec::new(),
        language: None,
    }
}

fn folder(renderer: &Renderer, edition: &Edition, folder: &Folder) -> PageFacts {
    PageFacts {
        kind: "category",
        title: folder.title.clone(),
        description: match folder.description.as_str() {
            "" => renderer.texts(edition.id).plural("category-description", folder.count, &[("title", &folder.title)]),
            given => given.to_owned(),
        },
        address: folder.address.clone(),
        instead: None,
        noindex: false,
        breadcrumbs: breadcrumbs(renderer, edition, folder.key.parent()),
        language: folder.index.and_then(|id| language(renderer, id)),
    }
}

fn article(renderer: &Renderer, id: ArticleId) -> PageFacts {
    let article = &renderer.site[id];
    PageFacts {
        kind: article.meta.kind.name(),
        title: article.meta.title.clone(),
        description: article.meta.description.clone(),
        address: renderer.site.address(id).clone(),
        instead: None,
        noindex: is_skipped(renderer, &Page::Article(id)),
        breadcrumbs: breadcrumbs(renderer, renderer.site.edition_of(id), article.key.parent()),
        language: language(renderer, id),
    }
}

fn label(renderer: &Renderer, edition: &Edition, segment: &str) -> PageFacts {
    let label = &edition.labels[segment];
    let title = label.title.clone();
    let description =
        renderer.texts(edition.id).plural("label-description", label.articles.len(), &[("title", &title)]);
    let mut facts = system(renderer, edition, "label", title, description, &label.address);
    let parent = renderer.texts(edition.id).get("labels").to_owned();
    facts.breadcrumbs.push(view::LinkView { title: parent, href: renderer.href(&edition.system.labels) });
    facts
}

/// The properties of a redirect page, which has the title of the moved article.
fn redirect(renderer: &Renderer, from: &Address) -> PageFacts {
    let edition = renderer.edition(renderer.edition_of(&Page::Redirect(from.clone())));
    let title = match renderer.site.redirects.get(from) {
        Some(RedirectTarget::Article(id)) => renderer.site[*id].meta.title.clone(),
        _ => renderer.texts(edition.id).get("moved").to_owned(),
    };
    let facts = system(renderer, edition, "redirect", title, String::new(), from);
    PageFacts { breadcrumbs: Vec::new(), ..skipped(facts) }
}

/// The properties of a page that is not made from an article.
fn system(
    renderer: &Renderer,
    edition: &Edition,
    kind: &'static str,
    title: String,
    description: String,
    address: &Address,
) -> PageFacts {
    PageFacts {
        kind,
        title,
        description,
        address: address.clone(),
        instead: None,
        noindex: false,
        breadcrumbs: breadcrumbs(renderer, edition, Some(ArticleKey::new(""))),
        language: None,
    }
}

/// The breadcrumbs from the home page to the folder `key`.
fn breadcrumbs(renderer: &Renderer, edition: &Edition, key: Option<ArticleKey>) -> Vec<view::LinkView> {
    let mut crumbs = Vec::new();
    let mut next = key;
    while let Some(key) = next {
        if let Some(folder) = edition.folders.get(&key) {
            let is_home = key.as_str().is_empty();
            let title =
                if is_home { renderer.texts(edition.id).get("home").to_owned() } else { folder.short_title.clone() };
            crumbs.push(view::LinkView { title, href: renderer.href(&folder.address) });
        }
        next = key.parent();
    }
    crumbs.reverse();
    crumbs
}
