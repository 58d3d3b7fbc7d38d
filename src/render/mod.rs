//! Renders the pages of a site: [`pages`] lists them, and a [`Renderer`] renders a single page on request.
//!
//! Templates see only the structs of [`view`], which the other modules here fill. Rendering reads nothing from disk and
//! has no side effects other than caching, so any number of threads can render at the same time.

pub mod article;
pub mod cards;
pub mod changes;
pub mod contact;
pub mod env;
pub mod events;
pub mod frame;
mod icons;
pub mod links;
pub mod listing;
mod moved;
pub mod notices;
pub mod page_facts;
pub mod policy;
pub mod site;
pub mod speculation;
pub mod structured;
pub mod switchers;
mod text_assets;
pub mod theme_tools;
pub mod view;
mod word_index;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};

use crate::addresses::AnchoredAddress;
use crate::content::EditionId;
use crate::content::PolicyNeeds;
use crate::content::passages::Passage;
use crate::diagnostic::Diagnostic;
use crate::links::Hrefs;
use crate::path::{Address, ArticleKey, OutPath};
use crate::project::Project;
use crate::shared_cache::SharedCache;
use crate::site::{ArticleId, Edition, RedirectTarget, Site};
use crate::theme::assets::AssetSet;
use crate::theme::texts::UiTexts;
use theme_tools::ThemeTools;

/// A page of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The home page of an edition.
    Home(EditionId),
    /// A category or section.
    Folder(EditionId, ArticleKey),
    /// An article.
    Article(ArticleId),
    /// The articles with a label, by address segment.
    Label(EditionId, String),
    /// All labels.
    Labels(EditionId),
    /// All articles.
    All(EditionId),
    /// The search page.
    Search(EditionId),
    /// "What's new".
    WhatsNew(EditionId),
    /// The contact page.
    Contact(EditionId),
    /// The page that confirms that feedback was received.
    Thanks(EditionId),
    /// The page that hosts show for missing addresses.
    NotFound(EditionId),
    /// A page that redirects from an old address.
    Redirect(Address),
    /// A page that says that an address is gone.
    Gone(Address),
}

impl Page {
    /// Whether the page only lists articles, and contains no text other than that of an index file.
    #[must_use]
    pub fn is_list(&self, site: &Site) -> bool {
        let lists = |id, key| {
            let index = site.editions.get(id).and_then(|edition| edition.folders.get(key)?.index);
            index.is_none_or(|index| site[index].is_index)
        };
        match self {
            Self::Home(id) => lists(id, &ArticleKey::new("")),
            Self::Folder(id, key) => lists(id, key),
            Self::Label(..) | Self::Labels(_) | Self::All(_) => true,
            _ => false,
        }
    }

    /// The edition that the page belongs to.
    #[must_use]
    pub fn edition(&self, site: &Site) -> EditionId {
        match self {
            Self::Home(id)
            | Self::Folder(id, _)
            | Self::Label(id, _)
            | Self::Labels(id)
            | Self::All(id)
            | Self::Search(id)
            | Self::WhatsNew(id)
            | Self::Contact(id)
            | Self::Thanks(id)
            | Self::NotFound(id) => *id,
            Self::Article(id) => site[*id].edition,
            Self::Redirect(from) => match site.redirects.get(from) {
                Some(RedirectTarget::Article(id)) => site[*id].edition,
                Some(RedirectTarget::Moved(to)) => site.edition_at(&to.page),
                Some(RedirectTarget::Written(_)) | None => EditionId::default(),
            },
            Self::Gone(address) => site.edition_at(address),
        }
    }
}

/// Everything that is needed to render pages.
#[derive(Debug)]
pub struct Renderer {
    /// The project.
    pub project: Arc<Project>,
    /// The site.
    pub site: Site,
    /// The targets of all links.
    pub hrefs: Hrefs,
    /// Style sheets, scripts and fonts.
    pub assets: AssetSet,
    /// The UI texts, by locale.
    texts: Vec<Arc<UiTexts>>,
    /// The template engines, by locale, because templates use UI texts.
    environments: Arc<Vec<Environment<'static>>>,
    /// The width of the column of text in pixels.
    prose_width: u32,
    site_views: BTreeMap<EditionId, Value>,
    switchers: BTreeMap<EditionId, switchers::Switchers>,
    /// Whether the visible text of an article differs from that in the version before, for pairs with different
    /// sources.
    changed: SharedCache<(ArticleId, ArticleId), bool>,
    /// The passages of changed texts, by the text's address in memory, because versions share texts.
    passages: SharedCache<usize, Arc<[Passage]>>,
    /// The content security policies written so far.
    policies: SharedCache<(EditionId, PolicyNeeds, Vec<String>), Value>,
}

/// The maximum number of results in each cache. More results are computed again when needed.
const MAX_KEPT: usize = 1 << 16;

/// The maximum number of texts whose passages are cached. Passages are as long as their text.
const MAX_PASSAGES_KEPT: usize = 1 << 11;

/// Creates the renderer. The diagnostics report templates that cannot be parsed and icons that the theme does not have.
#[must_use]
pub fn renderer(
    project: Arc<Project>,
    site: Site,
    hrefs: Hrefs,
    ThemeTools { texts, assets, environments, prose_width }: ThemeTools,
) -> crate::diagnostic::Outcome<Renderer> {
    let diagnostics = icons::missing(&project, &site);
    let mut renderer = Renderer {
        project,
        site,
        hrefs,
        assets,
        texts,
        environments,
        prose_width,
        site_views: BTreeMap::new(),
        switchers: BTreeMap::new(),
        changed: SharedCache::new(MAX_KEPT),
        passages: SharedCache::new(MAX_PASSAGES_KEPT),
        policies: SharedCache::new(MAX_KEPT),
    };
    let common: Vec<_> = renderer.texts.iter().map(|_| env::CommonParts::default()).collect();
    let view = |edition: &Edition| {
        let site = Value::from(Serde(&site::view(&renderer, edition)));
        (edition.id, env::SharedSite::value(site, common[edition.id.locale.index()].clone()))
    };
    renderer.site_views = renderer.site.editions.values().map(view).collect();
    let switchers = |id: &EditionId| (*id, switchers::switchers(&renderer, *id));
    renderer.switchers = renderer.site.editions.keys().map(switchers).collect();
    crate::diagnostic::Outcome { value: renderer, diagnostics }
}

impl Renderer {
    /// An edition, which must exist.
    #[must_use]
    pub fn edition(&self, id: EditionId) -> &Edition {
        &self.site.editions[&id]
    }

    /// The UI texts of an edition.
    #[must_use]
    pub fn texts(&self, edition: EditionId) -> &Arc<UiTexts> {
        &self.texts[edition.locale.index()]
    }

    /// The edition whose language an article's text is in: the original's for a missing translation.
    #[must_use]
    pub fn language_of(&self, id: ArticleId) -> EditionId {
        self.site[self.site.original(id)].edition
    }

    /// The targets of the links in an article's text, by number.
    #[must_use]
    pub fn resolved(&self, id: ArticleId) -> &[crate::links::ResolvedLink] {
        &self.hrefs.articles[id.index()]
    }

    /// The link to an address of the site.
    #[must_use]
    pub fn href(&self, address: &Address) -> String {
        self.project.config.base_url.href(address)
    }

    /// The link to a page or an anchor of the site.
    #[must_use]
    pub fn anchored_href(&self, to: &AnchoredAddress) -> String {
        self.href(&to.page) + &to.fragment()
    }

    /// Renders a page.
    ///
    /// # Errors
    ///
    /// If a template fails.
    pub fn render(&self, page: &Page) -> Result<String, Box<Diagnostic>> {
        let (template, context) = self.template_and_context(page);
        let locale = self.edition_of(page).locale;
        let template = self.environments[locale.index()].get_template(template);
        let rendered = template.and_then(|template| env::render(&template, context));
        rendered.map_err(|error| Box::new(env::template_error(&error, &self.project.theme)))
    }

    /// The template of a page and its variables.
    fn template_and_context(&self, page: &Page) -> (&'static str, Value) {
        let site = self.site_views[&self.edition_of(page)].clone();
        let facts = frame::facts(self, page);
        let text = text_assets::page_text(self, page, facts.kind);
        let frame = Value::from(Serde(&frame::view(self, page, facts, &text)));
        match page {
            Page::Home(id) => {
                let home = Value::from(Serde(&listing::home(self, self.edition(*id), text)));
                ("home.html", context! { site, page => frame, home })
            }
            Page::Folder(id, key) => {
                let category = Value::from(Serde(&listing::category(self, self.edition(*id), key, text)));
                ("category.html", context! { site, page => frame, category })
            }
            Page::Article(id) => {
                let article = Value::from(Serde(&article::view(self, *id, text)));
                (self.article_template(*id), context! { site, page => frame, article })
            }
            Page::Label(id, segment) => {
                let label = Value::from(Serde(&listing::label(self, &self.edition(*id).labels[segment])));
                ("label.html", context! { site, page => frame, label })
            }
            Page::Labels(id) => {
                let labels = Value::from(Serde(&listing::labels(self, self.edition(*id))));
                ("labels.html", context! { site, page => frame, labels })
            }
            Page::All(id) => {
                let all = Value::from(Serde(&listing::all(self, self.edition(*id))));
                let word_index = Value::from(Serde(&word_index::view(self, self.edition(*id))));
                ("all.html", context! { site, page => frame, all, word_index })
            }
            Page::Search(id) => {
                let all = Value::from(Serde(&listing::all_if_few(self, self.edition(*id))));
                let word_index = Value::from(Serde(&word_index::view(self, self.edition(*id))));
                ("search.html", context! { site, page => frame, all, word_index })
            }
            Page::WhatsNew(id) => {
                let entries = Value::from(Serde(&listing::whats_new(self, self.edition(*id))));
                let release = Value::from(Serde(&changes::release(self, self.edition(*id))));
                ("whats-new.html", context! { site, page => frame, entries, release })
            }
            Page::Contact(_) => ("contact.html", context! { site, page => frame }),
            Page::Thanks(_) => ("thanks.html", context! { site, page => frame }),
            Page::NotFound(_) => ("404.html", context! { site, page => frame }),
            Page::Redirect(from) => {
                let redirect = Value::from(Serde(&moved::redirect(self, from)));
                ("redirect.html", context! { site, page => frame, redirect })
            }
            Page::Gone(address) => {
                let gone = Value::from(Serde(&moved::gone(self, address)));
                ("gone.html", context! { site, page => frame, gone })
            }
        }
    }

    /// The edition that a page belongs to.
    #[must_use]
    pub fn edition_of(&self, page: &Page) -> EditionId {
        page.edition(&self.site)
    }

    /// The template for the kind of an article, or `article.html` if the theme has none.
    fn article_template(&self, id: ArticleId) -> &'static str {
        use crate::content::ArticleKind;
        let template = match self.site[id].meta.kind {
            ArticleKind::Article => "article.html",
            ArticleKind::Faq => "faq.html",
            ArticleKind::Guide => "guide.html",
            ArticleKind::Video => "video.html",
            ArticleKind::Troubleshooting => "troubleshooting.html",
            ArticleKind::Form => "form.html",
        };
        let exists = self.project.theme.files.contains_key(&format!("templates/{template}"));
        if exists { template } else { "article.html" }
    }

    /// The link for an address in the configuration, as resolved for an edition.
    #[must_use]
    pub fn written_href(&self, edition: EditionId, url: &str) -> String {
        let known = self.hrefs.config.get(&edition).and_then(|links| links.get(url));
        known.cloned().unwrap_or_else(|| url.to_owned())
    }

    /// The address without the prefix of the latest version, which that version does not need.
    fn without_latest_prefix(&self, from: &Address) -> Option<Address> {
        let prefix = self.project.config.latest_prefix()?;
        from.as_str().strip_prefix(&prefix).map(Address::new)
    }

    /// The address that search engines should list in place of an old address, if it leads to an article.
    #[must_use]
    pub fn redirect_address(&self, from: &Address) -> Option<Address> {
        let RedirectTarget::Article(id) = self.site.redirects.get(from)? else { return None };
        let page = Page::Article(*id);
        let is_found = !page_facts::is_skipped(self, &page);
        is_found.then(|| switchers::instead(self, &page).unwrap_or_else(|| self.site.address(*id).clone()))
    }

    /// The link that an old address redirects to.
    #[must_use]
    pub fn redirect_href(&self, from: &Address) -> String {
        match self.site.redirects.get(from) {
            Some(RedirectTarget::Article(id)) => self.href(self.site.address(*id)),
            Some(RedirectTarget::Written(url)) => self.written_href(EditionId::default(), &url.value),
            Some(RedirectTarget::Moved(to)) => self.anchored_href(to),
            None => self.href(&self.without_latest_prefix(from).unwrap_or_else(|| Address::new("/"))),
        }
    }
}

/// The address of an edition's page for missing addresses.
#[must_use]
pub fn not_found(edition: &Edition) -> Address {
    Address::new(&format!("{}404.html", edition.home))
}

/// All pages of the site by output path. `latest` is the prefix of the latest version, whose addresses redirect to
/// those without it. `with_contact_page` lists the editions with their own contact page.
#[must_use]
pub fn pages(site: &Site, latest: Option<&str>, with_contact_page: &BTreeSet<EditionId>) -> BTreeMap<OutPath, Page> {
    let mut pages = BTreeMap::new();
    for (id, edition) in site.editions.iter() {
        let id = *id;
        let system = &edition.system;
        let mut add = |address: &Address, page: Page| drop(pages.insert(address.out_path(), page));
        add(&edition.home, Page::Home(id));
        add(&system.search, Page::Search(id));
        add(&system.all, Page::All(id));
        add(&system.whats_new, Page::WhatsNew(id));
        add(&system.thanks, Page::Thanks(id));
        add(&not_found(edition), Page::NotFound(id));
        if with_contact_page.contains(&id) {
            add(&system.contact, Page::Contact(id));
        }
        if !edition.labels.is_empty() {
            add(&system.labels, Page::Labels(id));
        }
        for (segment, label) in &edition.labels {
            add(&label.address, Page::Label(id, segment.clone()));
        }
        for folder in edition.folders.values().filter(|folder| !folder.key.as_str().is_empty()) {
            add(&folder.address, Page::Folder(id, folder.key.clone()));
        }
    }
    for id in site.ids() {
        // An index is part of its folder's page.
        if site.folder_of(id).index != Some(id) {
            pages.insert(site.address(id).out_path(), Page::Article(id));
        }
    }
    if let Some(prefix) = latest {
        switchers::add_latest(site, prefix, &mut pages);
    }
    for from in site.redirects.keys() {
        pages.entry(from.out_path()).or_insert_with(|| Page::Redirect(from.clone()));
    }
    for address in site.old_addresses.gone.keys() {
        pages.entry(address.out_path()).or_insert_with(|| Page::Gone(address.clone()));
    }
    pages
}
