//! Site → pages: a list of what there is to render ([`pages`]), and a renderer that renders one page when asked.
//!
//! A page's template sees only the structs of [`view`]; the other files here fill them. Rendering reads nothing from
//! disk and changes nothing, so any number of threads may render at once.

pub mod article;
pub mod cards;
pub mod changes;
pub mod env;
pub mod events;
pub mod frame;
mod icons;
pub mod listing;
pub mod policy;
pub mod site;
pub mod structured;
pub mod switchers;
pub mod theme_tools;
pub mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};

use crate::content::EditionId;
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

/// A page of the site, to be rendered when asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// The home page of an edition.
    Home(EditionId),
    /// A category or section.
    Folder(EditionId, ArticleKey),
    /// An article.
    Article(ArticleId),
    /// The articles with one label, by its segment.
    Label(EditionId, String),
    /// All labels.
    Labels(EditionId),
    /// All articles.
    All(EditionId),
    /// Search.
    Search(EditionId),
    /// What's new.
    WhatsNew(EditionId),
    /// Ways to a person.
    Contact(EditionId),
    /// Thanks for an answer.
    Thanks(EditionId),
    /// What hosts show for an address that is none.
    NotFound(EditionId),
    /// A page that forwards an old address.
    Redirect(Address),
}

impl Page {
    /// Whether it only lists articles, and shows the text of none but that of an index file.
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

    /// The edition that it belongs to.
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
                _ => EditionId::default(),
            },
        }
    }
}

/// All that rendering a page needs.
#[derive(Debug)]
pub struct Renderer {
    /// What was read.
    pub project: Arc<Project>,
    /// Where everything stands.
    pub site: Site,
    /// Where every link leads.
    pub hrefs: Hrefs,
    /// Style sheet, script, fonts.
    pub assets: AssetSet,
    /// UI texts, by locale.
    texts: Vec<Arc<UiTexts>>,
    /// By locale, since templates write words.
    environments: Arc<Vec<Environment<'static>>>,
    site_views: BTreeMap<EditionId, Value>,
    switchers: BTreeMap<EditionId, switchers::Switchers>,
    /// Whether articles that are stored with other words than in the version before read otherwise, too.
    changed: SharedCache<(ArticleId, ArticleId), bool>,
    /// The passages of texts that changed, by their places in memory, which versions share.
    passages: SharedCache<usize, Arc<[Passage]>>,
    /// What each text brings from elsewhere, by its place in memory, which versions share.
    needs: SharedCache<usize, policy::PolicyNeeds>,
    /// The policies that are written already.
    policies: SharedCache<(EditionId, policy::PolicyNeeds), Value>,
}

/// So many results are kept for other pages that ask for the same; beyond, each makes its own.
const MAX_KEPT: usize = 1 << 16;

/// So many texts are kept as passages, which are as long as the texts.
const MAX_PASSAGES_KEPT: usize = 1 << 11;

/// Lays out the renderer. The diagnostics tell of templates that cannot be read, and of icons that the theme lacks.
#[must_use]
pub fn renderer(
    project: Arc<Project>,
    site: Site,
    hrefs: Hrefs,
    ThemeTools { texts, assets, environments }: ThemeTools,
) -> crate::diagnostic::Outcome<Renderer> {
    let diagnostics = icons::missing(&project, &site);
    let mut renderer = Renderer {
        project,
        site,
        hrefs,
        assets,
        texts,
        environments,
        site_views: BTreeMap::new(),
        switchers: BTreeMap::new(),
        changed: SharedCache::new(MAX_KEPT),
        passages: SharedCache::new(MAX_PASSAGES_KEPT),
        needs: SharedCache::new(MAX_KEPT),
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
    /// An edition that is known to exist.
    #[must_use]
    pub fn edition(&self, id: EditionId) -> &Edition {
        &self.site.editions[&id]
    }

    /// The UI texts of an edition.
    #[must_use]
    pub fn texts(&self, edition: EditionId) -> &Arc<UiTexts> {
        &self.texts[edition.locale.index()]
    }

    /// Where the links of an article's text lead, by slot number.
    #[must_use]
    pub fn resolved(&self, id: ArticleId) -> &[crate::links::ResolvedLink] {
        &self.hrefs.articles[id.index()]
    }

    /// The link to an address of the site.
    #[must_use]
    pub fn href(&self, address: &Address) -> String {
        self.project.config.base_url.href(address)
    }

    /// Renders one page.
    pub fn render(&self, page: &Page) -> Result<String, Box<Diagnostic>> {
        let (template, context) = self.template_and_context(page);
        let locale = self.edition_of(page).locale;
        let template = self.environments[locale.index()].get_template(template);
        let rendered = template.and_then(|template| env::render(&template, context));
        rendered.map_err(|error| Box::new(env::template_error(&error, &self.project.theme)))
    }

    /// The template of a page and what it sees.
    fn template_and_context(&self, page: &Page) -> (&'static str, Value) {
        let site = self.site_views[&self.edition_of(page)].clone();
        let frame = Value::from(Serde(&frame::view(self, page)));
        match page {
            Page::Home(id) => {
                let home = Value::from(Serde(&listing::home(self, self.edition(*id))));
                ("home.html", context! { site, page => frame, home })
            }
            Page::Folder(id, key) => {
                let category = Value::from(Serde(&listing::category(self, self.edition(*id), key)));
                ("category.html", context! { site, page => frame, category })
            }
            Page::Article(id) => {
                let article = Value::from(Serde(&article::view(self, *id)));
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
                ("all.html", context! { site, page => frame, all })
            }
            Page::Search(id) => {
                let all = Value::from(Serde(&listing::all_if_few(self, self.edition(*id))));
                ("search.html", context! { site, page => frame, all })
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
                let redirect = Value::from(Serde(&view::RedirectView { href: self.redirect_href(from) }));
                ("redirect.html", context! { site, page => frame, redirect })
            }
        }
    }

    /// The edition that a page belongs to.
    #[must_use]
    pub fn edition_of(&self, page: &Page) -> EditionId {
        page.edition(&self.site)
    }

    /// A kind's own template where the theme has one.
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

    /// The link for an address that the configuration names, as an edition has it.
    #[must_use]
    pub fn written_href(&self, edition: EditionId, url: &str) -> String {
        let known = self.hrefs.config.get(&edition).and_then(|links| links.get(url));
        known.cloned().unwrap_or_else(|| url.to_owned())
    }

    /// The address of the latest version without the prefix that it has no need of.
    fn without_latest(&self, from: &Address) -> Option<Address> {
        let prefix = self.project.config.latest_prefix()?;
        from.as_str().strip_prefix(&prefix).map(Address::new)
    }

    /// The article's address that search engines should know for an old address, if it leads to one.
    #[must_use]
    pub fn redirect_address(&self, from: &Address) -> Option<Address> {
        let RedirectTarget::Article(id) = self.site.redirects.get(from)? else { return None };
        let page = Page::Article(*id);
        let is_found = !frame::is_skipped(self, &page);
        is_found.then(|| switchers::instead(self, &page).unwrap_or_else(|| self.site.address(*id).clone()))
    }

    /// The link that an old address leads to.
    #[must_use]
    pub fn redirect_href(&self, from: &Address) -> String {
        match self.site.redirects.get(from) {
            Some(RedirectTarget::Article(id)) => self.href(self.site.address(*id)),
            Some(RedirectTarget::Written(url)) => self.written_href(EditionId::default(), &url.value),
            None => self.href(&self.without_latest(from).unwrap_or_else(|| Address::new("/"))),
        }
    }
}

/// Where an edition's page for addresses that are none lies.
#[must_use]
pub fn not_found(edition: &Edition) -> Address {
    Address::new(&format!("{}404.html", edition.home))
}

/// Every page of the site by its file. `latest` is the prefix that the latest version has no need of, which forwards;
/// `with_contact_page` are the editions that have a contact page of their own.
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
        // An index is drawn as its folder's page.
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
    pages
}
