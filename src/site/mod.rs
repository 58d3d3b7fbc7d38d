//! Articles → [`Site`]: who stands where, under which address, beside whom.
//!
//! Steps: sort out what is not public today ([`visibility`]), grow the tree of categories ([`nav`]), give every page
//! its address ([`route`]), gather labels ([`labels`]). Nothing here looks into an article's text or touches a link.

pub mod cache;
pub mod cross_edition;
pub mod edition_articles;
pub mod labels;
pub mod nav;
pub mod placement;
pub mod redirects;
pub mod related;
pub mod route;
pub mod translations;
pub mod visibility;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::{Article, EditionId, LocaleId};
use crate::diagnostic::Outcome;
use crate::path::{Address, ArticleKey, ProjectPath};
use crate::project::Project;

use cache::CachedSite;
pub use cache::SiteCache;
use cross_edition::CrossEditionIndex;
pub use edition_articles::EditionArticles;
pub use labels::Label;
pub use nav::Folder;
use placement::Placement;
use redirects::AddressClaim;
pub use redirects::RedirectTarget;
use related::RelatedIndex;
pub use visibility::HiddenReason;

/// Index of an article in [`Site::articles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId(u32);

impl ArticleId {
    /// Position in [`Site::articles`] and in everything that is listed in its order.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The whole help center: what is public, and where. Its parts are shared with the sites of other builds that have the
/// same.
#[derive(Debug, Clone)]
pub struct Site {
    /// Public articles, sorted by edition and key.
    pub articles: Vec<Arc<Article>>,
    /// The address of each article, in the same order.
    pub addresses: Arc<Vec<Address>>,
    /// What each edition shows.
    pub editions: Arc<BTreeMap<EditionId, Edition>>,
    /// The folder that each index stands for.
    pub indexes: Arc<BTreeMap<ArticleId, ArticleKey>>,
    /// The public article that each file became.
    pub by_path: Arc<BTreeMap<ProjectPath, ArticleId>>,
    /// Articles that exist but are not public, with the reason.
    pub hidden: Arc<BTreeMap<ProjectPath, HiddenReason>>,
    /// Old addresses and where they lead.
    pub redirects: Arc<BTreeMap<Address, RedirectTarget>>,
    /// Articles that stand in an edition for a translation that is missing, with the article that they are.
    pub fallbacks: Arc<BTreeMap<ArticleId, ArticleId>>,
    /// For finding the same page in another edition.
    pub cross_edition: Arc<CrossEditionIndex>,
    /// For finding related articles.
    pub related: Arc<RelatedIndex>,
}

/// One version in one locale.
#[derive(Debug)]
pub struct Edition {
    /// Which one.
    pub id: EditionId,
    /// The home page's address; all other addresses of the edition start with it.
    pub home: Address,
    /// Categories and sections by key; the empty key is the home page and always there.
    pub folders: BTreeMap<ArticleKey, Folder>,
    /// What stands under each article key.
    pub pages: BTreeMap<ArticleKey, KeyContent>,
    /// Labels by their address segment.
    pub labels: BTreeMap<String, Label>,
    /// Addresses of the pages that no article makes.
    pub system: SystemPages,
}

/// What an edition shows under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyContent {
    /// Its own article.
    Own(ArticleId),
    /// The default locale's article, because this edition has none.
    Fallback {
        /// The edition whose article it is.
        from: EditionId,
        /// The article as it stands in this edition, with an address here.
        article: ArticleId,
    },
}

/// Addresses of the pages that no article makes. An article that claims one of them keeps it, and the page moves aside.
#[derive(Debug, Clone)]
pub struct SystemPages {
    /// Search.
    pub search: Address,
    /// The plain list of all articles.
    pub all: Address,
    /// What's new.
    pub whats_new: Address,
    /// The list of labels; each label's page lies below it.
    pub labels: Address,
    /// Ways to a person.
    pub contact: Address,
    /// Thanks for an answer.
    pub thanks: Address,
}

impl KeyContent {
    /// The article that stands in the edition.
    #[must_use]
    pub fn article(self) -> ArticleId {
        match self {
            Self::Own(article) | Self::Fallback { article, .. } => article,
        }
    }
}

impl Site {
    /// Whether an article stands in its edition for a translation that is missing.
    #[must_use]
    pub fn is_fallback(&self, id: ArticleId) -> bool {
        self.fallbacks.contains_key(&id)
    }

    /// The article that was written: of one that stands for a missing translation, that of the default locale.
    #[must_use]
    pub fn original(&self, id: ArticleId) -> ArticleId {
        self.fallbacks.get(&id).copied().unwrap_or(id)
    }

    /// Number of articles that were written: without those that stand for missing translations.
    #[must_use]
    pub fn count(&self) -> usize {
        self.articles.len() - self.fallbacks.len()
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = ArticleId> + use<> {
        (0..u32::try_from(self.articles.len()).expect("fewer than 2^32 articles")).map(ArticleId)
    }

    /// Where an article is.
    #[must_use]
    pub fn address(&self, id: ArticleId) -> &Address {
        &self.addresses[id.0 as usize]
    }

    /// The edition that an article belongs to.
    #[must_use]
    pub fn edition_of(&self, id: ArticleId) -> &Edition {
        &self.editions[&self[id].edition]
    }

    /// The folder that lists an article: its own one for an index.
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

/// Places all articles. The cache knows the latest site: articles whose text alone is another one stay where they are.
#[must_use]
pub fn build(project: &Project, articles: &[Arc<Article>], cache: &SiteCache) -> Outcome<Site> {
    let inputs = cache::inputs(project);
    let known = cache.known();
    let placed = match known.as_ref().filter(|known| known.fits(inputs, articles)) {
        Some(known) => known.with(articles),
        None => place(project, articles),
    };
    let site = &placed.outcome.value;
    let earlier = known.as_ref().map(|known| &*known.outcome.value.related);
    let related = Arc::new(RelatedIndex::new(&site.articles, earlier));
    let outcome = Outcome { value: Site { related, ..site.clone() }, diagnostics: placed.outcome.diagnostics };
    cache.keep(CachedSite { inputs, articles: articles.to_vec(), order: placed.order, outcome: outcome.clone() });
    outcome
}

/// Articles in their places, the index of related ones left out.
struct PlacedSite {
    /// Where each public one comes from in the list that was given.
    order: Arc<[Placement]>,
    outcome: Outcome<Site>,
}

fn place(project: &Project, all: &[Arc<Article>]) -> PlacedSite {
    let mut diagnostics = Vec::new();
    let (public, hidden) = visibility::split(project, all);
    let placements = placement::order(project, all, public);
    let articles: Vec<Arc<Article>> = placements.iter().map(|placement| placement.fill(all)).collect();
    let borrowed: Vec<bool> = placements.iter().map(|placement| placement.is_borrowed).collect();
    visibility::report(project, &articles, &mut diagnostics);

    let mut rosters = Vec::new();
    let mut rest = 0;
    for id in placement::editions(project, &placements) {
        let end = rest + placements[rest..].iter().take_while(|placement| placement.edition == id).count();
        let home = Address::new(&project.config.prefix(id));
        rosters.push(EditionArticles::new(id, home, rest, &articles[rest..end], &borrowed[rest..end]));
        rest = end;
    }
    let trees: Vec<_> = rosters.par_iter().map(|members| nav::grow(project, members)).collect();
    let mut claims = route::AddressClaims::new(project);
    let mut placed = Vec::new();
    for (members, mut folders) in rosters.into_iter().zip(trees) {
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
        fallbacks: fallbacks.into(),
        cross_edition: Arc::default(),
        related: Arc::default(),
        articles,
    };
    site.cross_edition = CrossEditionIndex::new(&site).into();
    PlacedSite { order: placements.into(), outcome: Outcome { value: site, diagnostics } }
}

/// What the editions add to the site.
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
            // Where two files claim a key, the first one stands for it; the other has been reported and has its own address.
            pages.entry(article.key.clone()).or_insert(shown);
        }
        self.indexes.extend(folders.values().filter_map(|folder| Some((folder.index?, folder.key.clone()))));
        self.addresses.extend(routes.articles);
        let (id, home) = (members.edition, members.home.clone());
        self.editions.insert(id, Edition { id, home, folders, pages, labels, system: routes.system });
    }
}
