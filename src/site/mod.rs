//! Arranges articles into a [`Site`]: which are public, in which edition and folder, and at which address.
//!
//! Steps: leave out articles that are not public today ([`visibility`]), place the others in editions ([`placement`]),
//! build the tree of folders ([`nav`]), give every page its address ([`route`]), and collect labels ([`labels`]). This
//! module does not read the text of articles and does not resolve links.

mod access;
pub mod cache;
pub mod cross_edition;
pub mod edition_articles;
pub mod freshness;
pub mod labels;
pub mod nav;
pub mod old_addresses;
pub mod placement;
pub mod quality;
pub mod redirects;
pub mod related;
pub mod route;
pub mod translations;
pub mod visibility;
mod wanted_address;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::content::{Article, EditionId, LocaleId};
use crate::diagnostic::Outcome;
use crate::path::{Address, ArticleKey, ProjectPath};
use crate::project::Project;

use cache::CachedSite;
pub use cache::SiteCache;
use cross_edition::CrossEditionIndex;
pub use edition_articles::EditionArticles;
pub use freshness::DueReview;
pub use labels::Label;
pub use nav::Folder;
pub use old_addresses::AppliedAddresses;
use placement::Placement;
use redirects::AddressClaim;
pub use redirects::RedirectTarget;
use related::RelatedIndex;
pub use visibility::HiddenReason;

/// The index of an article in [`Site::articles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(u32);

impl ArticleId {
    /// The position in [`Site::articles`] and in all lists of the same order.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The whole help center: what is public, and where. Sites of later builds share the parts that did not change.
#[derive(Debug, Clone)]
pub struct Site {
    /// Public articles, sorted by edition and key.
    pub articles: Vec<Arc<Article>>,
    /// The address of each article, in the same order.
    pub addresses: Arc<Vec<Address>>,
    /// The content of each edition.
    pub editions: Arc<BTreeMap<EditionId, Edition>>,
    /// The folder of each index article.
    pub indexes: Arc<BTreeMap<ArticleId, ArticleKey>>,
    /// The public article of each file.
    pub by_path: Arc<BTreeMap<ProjectPath, ArticleId>>,
    /// Articles that are not public, with the reason.
    pub hidden: Arc<BTreeMap<ProjectPath, HiddenReason>>,
    /// The target of each old address.
    pub redirects: Arc<BTreeMap<Address, RedirectTarget>>,
    /// Old anchors and pages that are gone.
    pub old_addresses: Arc<AppliedAddresses>,
    /// Articles that are used in place of a missing translation, each with its original.
    pub fallbacks: Arc<BTreeMap<ArticleId, ArticleId>>,
    /// The reviews that are due.
    pub reviews: Arc<BTreeMap<ArticleId, DueReview>>,
    /// The index for finding the same page in another edition.
    pub cross_edition: Arc<CrossEditionIndex>,
    /// The index for finding related articles.
    pub related: Arc<RelatedIndex>,
}

/// One version in one locale.
#[derive(Debug)]
pub struct Edition {
    /// The version and locale.
    pub id: EditionId,
    /// The address of the home page, which is a prefix of all other addresses of the edition.
    pub home: Address,
    /// Categories and sections by key. The empty key is the home page and always exists.
    pub folders: BTreeMap<ArticleKey, Folder>,
    /// The article under each key.
    pub pages: BTreeMap<ArticleKey, KeyContent>,
    /// Labels by address segment.
    pub labels: BTreeMap<String, Label>,
    /// Addresses of the pages that are not made from articles.
    pub system: SystemPages,
}

/// The article that an edition shows under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyContent {
    /// The edition's own article.
    Own(ArticleId),
    /// The article of the default locale, because the edition has no translation.
    Fallback {
        /// The edition that the article comes from.
        from: EditionId,
        /// The article's copy in this edition, with its own address.
        article: ArticleId,
    },
}

/// Addresses of the pages that are not made from articles. If an article claims one of them, the page gets another
/// address.
#[derive(Debug, Clone)]
pub struct SystemPages {
    /// The search page.
    pub search: Address,
    /// The list of all articles.
    pub all: Address,
    /// The list of recent changes.
    pub whats_new: Address,
    /// The list of labels, and the prefix of the labels' own pages.
    pub labels: Address,
    /// The contact page.
    pub contact: Address,
    /// The page that confirms that feedback was received.
    pub thanks: Address,
}

impl KeyContent {
    /// The article that the edition shows.
    #[must_use]
    pub fn article(self) -> ArticleId {
        match self {
            Self::Own(article) | Self::Fallback { article, .. } => article,
        }
    }
}

impl Site {
    /// Whether an article is used in place of a missing translation.
    #[must_use]
    pub fn is_fallback(&self, id: ArticleId) -> bool {
        self.fallbacks.contains_key(&id)
    }

    /// The original of an article that is used in place of a missing translation; otherwise the article itself.
    #[must_use]
    pub fn original(&self, id: ArticleId) -> ArticleId {
        self.fallbacks.get(&id).copied().unwrap_or(id)
    }

    /// How much the site has, without copies in place of missing translations.
    #[must_use]
    pub fn size(&self) -> SiteSize {
        let own = self.ids().filter(|id| !self.is_fallback(*id));
        let (index_pages, articles) = own.partition::<Vec<_>, _>(|id| self[*id].is_index);
        SiteSize { articles: articles.len(), index_pages: index_pages.len(), editions: self.editions.len() }
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = ArticleId> + use<> {
        (0..u32::try_from(self.articles.len()).expect("fewer than 2^32 articles")).map(ArticleId)
    }

    /// The address of an article.
    #[must_use]
    pub fn address(&self, id: ArticleId) -> &Address {
        &self.addresses[id.0 as usize]
    }

    /// The edition of an article.
    #[must_use]
    pub fn edition_of(&self, id: ArticleId) -> &Edition {
        &self.editions[&self[id].edition]
    }

    /// The edition that an address belongs to, whether or not it has a page.
    #[must_use]
    pub fn edition_at(&self, address: &Address) -> EditionId {
        let holds = |edition: &&Edition| address.as_str().starts_with(edition.home.as_str());
        let nearest = self.editions.values().filter(holds).max_by_key(|edition| edition.home.as_str().len());
        nearest.map_or_else(EditionId::default, |edition| edition.id)
    }

    /// The folder that lists an article. An index belongs to its own folder.
    #[must_use]
    pub fn folder_of(&self, id: ArticleId) -> &Folder {
        let folders = &self.edition_of(id).folders;
        let article = &self[id];
        if let Some(own) = self.indexes.get(&id).and_then(|key| folders.get(key)) {
            return own;
        }
        let parent = article.key.parent().unwrap_or_else(|| article.key.clone());
        folders.get(&parent).expect("each article's folder is in the tree, whose root is always there")
    }
}

impl std::ops::Index<ArticleId> for Site {
    type Output = Article;

    fn index(&self, id: ArticleId) -> &Article {
        &self.articles[id.0 as usize]
    }
}

/// How much a site has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSize {
    /// Articles of all editions. The home page of an edition counts those that it lists.
    pub articles: usize,
    /// Pages of folders (`index.md`).
    pub index_pages: usize,
    /// Editions.
    pub editions: usize,
}

/// Arranges all articles. If only the texts of articles changed since the cached site, placements and addresses are
/// reused.
#[must_use]
pub fn build(project: &Project, articles: &[Arc<Article>], cache: &SiteCache) -> Outcome<Site> {
    let inputs = cache::inputs(project);
    let known = cache.known();
    let placed = match known.as_ref().filter(|known| known.fits(inputs, articles)) {
        Some(known) => known.with(articles),
        None => place(project, articles),
    };
    let earlier = known.as_ref().map(|known| &*known.outcome.value.related);
    let related = Arc::new(RelatedIndex::new(&placed.outcome.value.articles, earlier));
    let outcome = placed.outcome.map(|site| Site { related, ..site });
    let last_redirects = known.as_ref().map(|known| &known.all_redirects);
    let complete = with_old_addresses(project, outcome.clone(), last_redirects);
    let all_redirects = Arc::clone(&complete.value.redirects);
    cache.keep(CachedSite { inputs, articles: articles.to_vec(), order: placed.order, outcome, all_redirects });
    complete
}

/// Adds what `addresses.toml` says. Redirects that are the same as those of the last site keep their pointer, which
/// tells later stages that nothing changed.
fn with_old_addresses(
    project: &Project,
    Outcome { mut value, mut diagnostics }: Outcome<Site>,
    last: Option<&Arc<redirects::Redirects>>,
) -> Outcome<Site> {
    if !project.addresses.entries.is_empty() {
        let (redirects, old_addresses) = old_addresses::apply(project, &value, &mut diagnostics);
        value.redirects = match last.filter(|last| ***last == redirects) {
            Some(last) => Arc::clone(last),
            None => redirects.into(),
        };
        value.old_addresses = old_addresses.into();
    }
    Outcome { value, diagnostics }
}

/// Arranges all articles by their front matter alone: which are public, and at which addresses. Related articles and
/// `addresses.toml` are left out.
#[must_use]
pub fn arrange(project: &Project, articles: &[Arc<Article>]) -> Site {
    place(project, articles).outcome.value
}

/// A site without the index of related articles.
struct PlacedSite {
    /// The origin of each public article in the list of all articles.
    order: Arc<[Placement]>,
    outcome: Outcome<Site>,
}

fn place(project: &Project, all: &[Arc<Article>]) -> PlacedSite {
    let mut diagnostics = Vec::new();
    let (public, hidden) = visibility::split(project, all, &mut diagnostics);
    let placements = placement::order(project, all, public);
    let articles: Vec<Arc<Article>> = placements.iter().map(|placement| placement.fill(all)).collect();
    let borrowed: Vec<bool> = placements.iter().map(|placement| placement.is_borrowed).collect();
    visibility::report(project, &articles, &mut diagnostics);

    let mut members_by_edition = Vec::new();
    let mut start = 0;
    for id in placement::editions(project, &placements) {
        let end = start + placements[start..].iter().take_while(|placement| placement.edition == id).count();
        let home = Address::new(&project.config.prefix(id));
        members_by_edition.push(EditionArticles::new(id, home, start, &articles[start..end], &borrowed[start..end]));
        start = end;
    }
    let trees: Vec<_> = members_by_edition.par_iter().map(|members| nav::grow(project, members)).collect();
    let mut claims = route::AddressClaims::new(project);
    for members in &members_by_edition {
        claims.keep_home(&members.home);
    }
    let mut placed = Vec::new();
    for (members, mut folders) in members_by_edition.into_iter().zip(trees) {
        let routes = claims.assign(&members, &mut folders);
        placed.push((members, folders, routes));
    }
    diagnostics.append(&mut claims.diagnostics);
    let labels: Vec<_> =
        placed.par_iter().map(|(members, _, routes)| labels::gather(members, &routes.system.labels)).collect();

    let mut parts = EditionParts::default();
    redirects::configured(project, &|from| claims.is_taken(from), &mut parts.redirects, &mut diagnostics);
    for ((members, folders, routes), labels) in placed.into_iter().zip(labels) {
        nav::report_empty(&folders, &members, &mut diagnostics);
        let claimed = |from: &Address, article: &Article| match claims.is_taken(from) {
            false => AddressClaim::Free,
            true if nav::lists(&folders, from, article) => AddressClaim::Listing,
            true => AddressClaim::Page,
        };
        redirects::collect(&members, &routes.articles, &claimed, &mut parts.redirects, &mut diagnostics);
        parts.add(&members, folders, routes, labels);
    }
    let fallbacks = placement::fallbacks(&placements);
    let mut site = Site {
        addresses: parts.addresses.into(),
        editions: parts.editions.into(),
        indexes: parts.indexes.into(),
        by_path: parts.by_path.into(),
        hidden: hidden.into(),
        redirects: parts.redirects.into(),
        old_addresses: Arc::default(),
        fallbacks: fallbacks.into(),
        reviews: Arc::default(),
        cross_edition: Arc::default(),
        related: Arc::default(),
        articles,
    };
    site.cross_edition = CrossEditionIndex::new(&site).into();
    site.reviews = freshness::due(project, &site).into();
    freshness::report(project, &site, &mut diagnostics);
    PlacedSite { order: placements.into(), outcome: Outcome { value: site, diagnostics } }
}

/// The parts of a site, collected edition by edition.
#[derive(Default)]
struct EditionParts {
    addresses: Vec<Address>,
    editions: BTreeMap<EditionId, Edition>,
    indexes: BTreeMap<ArticleId, ArticleKey>,
    by_path: BTreeMap<ProjectPath, ArticleId>,
    redirects: redirects::Redirects,
}

impl EditionParts {
    fn add(
        &mut self,
        members: &EditionArticles<'_>,
        folders: BTreeMap<ArticleKey, Folder>,
        routes: route::Routes,
        labels: BTreeMap<String, Label>,
    ) {
        let original = EditionId { locale: LocaleId::default(), ..members.edition };
        let mut pages = BTreeMap::new();
        for (id, article) in members.iter() {
            let is_borrowed = members.is_borrowed(id);
            if !is_borrowed {
                self.by_path.insert(article.path.clone(), id);
            }
            let shown =
                if is_borrowed { KeyContent::Fallback { from: original, article: id } } else { KeyContent::Own(id) };
            // If two files have the same key, the first one represents it. The second one is reported and has its own
            // address.
            pages.entry(article.key.clone()).or_insert(shown);
        }
        self.indexes.extend(folders.values().filter_map(|folder| Some((folder.index?, folder.key.clone()))));
        self.addresses.extend(routes.articles);
        let (id, home) = (members.edition, members.home.clone());
        self.editions.insert(id, Edition { id, home, folders, pages, labels, system: routes.system });
    }
}
