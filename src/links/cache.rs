//! Caches resolved links, so that unchanged articles are not resolved again.
//!
//! The result for an article's links depends on its own text, on everything that can be linked to ([`shape`]), and on
//! the anchors that it links to on other pages. All of this is compared, so a cache saves time and never changes a
//! result.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use twox_hash::XxHash3_128;

use crate::config::EditionId;
use crate::content::Article;
use crate::diagnostic::Diagnostic;
use crate::links::anchor_lookup::AnchorLookup;
use crate::links::target::TargetIndex;
use crate::links::{LinkProblem, ResolvedLink};
use crate::path::ProjectPath;
use crate::project::{Project, ProjectFile};
use crate::site::{ArticleId, KeyContent, RedirectTarget, Site};

/// A digest of everything that can be linked to.
pub(super) type TargetsDigest = u128;

/// The links of the latest build; empty by default.
#[derive(Debug, Default)]
pub struct LinkCache(Mutex<Option<PreviousLinks>>);

/// The results of the latest build.
#[derive(Debug, Clone)]
pub(super) struct PreviousLinks {
    pub shape: TargetsDigest,
    pub parts: TargetParts,
    pub index: Arc<TargetIndex>,
    /// In the order of the articles' ids.
    pub articles: Vec<Arc<ArticleLinks>>,
}

/// The resolved links of one article.
#[derive(Debug)]
pub(super) struct ArticleLinks {
    pub article: Arc<Article>,
    /// The links of the text, by number.
    pub text: Arc<[ResolvedLink]>,
    /// The links of the front matter, with the targets as written.
    pub meta: Vec<(String, ResolvedLink)>,
    /// The articles from the front matter's `related`.
    pub related: Vec<ArticleId>,
    pub problems: Vec<LinkProblem>,
    /// One for each problem, made when the article is first reported.
    pub diagnostics: OnceLock<Vec<Diagnostic>>,
    pub anchors: Vec<AnchorLookup>,
}

/// The inputs of a shape. If nothing has moved since the last build, the site shares its parts with the previous one,
/// so comparing them is cheap.
#[derive(Debug, Clone)]
pub(super) struct TargetParts {
    site: Site,
    files: BTreeMap<ProjectPath, ProjectFile>,
    digest_of_rest: String,
}

impl TargetParts {
    pub(super) fn new(project: &Project, site: &Site) -> Self {
        let config = &project.config;
        let contact_pages: Vec<EditionId> = config.editions().filter(|id| config.has_contact_page(*id)).collect();
        let paths = (&config.base_url, &config.content, &config.static_files);
        let digest_of_rest = format!("{:?}", (paths, &config.links, contact_pages, &project.trees));
        // The articles can be left out: what matters of them is in the other parts.
        let site = Site { articles: Vec::new(), related: Arc::default(), ..site.clone() };
        Self { site, files: project.files.clone(), digest_of_rest }
    }

    /// Whether both certainly have the same shape.
    fn are_shared(&self, other: &Self) -> bool {
        let (a, b) = (&self.site, &other.site);
        Arc::ptr_eq(&a.addresses, &b.addresses)
            && Arc::ptr_eq(&a.editions, &b.editions)
            && Arc::ptr_eq(&a.indexes, &b.indexes)
            && Arc::ptr_eq(&a.by_path, &b.by_path)
            && Arc::ptr_eq(&a.hidden, &b.hidden)
            && Arc::ptr_eq(&a.redirects, &b.redirects)
            && self.digest_of_rest == other.digest_of_rest
            && self.files == other.files
    }
}

impl LinkCache {
    /// The current shape, and the cached links if they were made with the same one.
    pub(super) fn known(
        &self,
        project: &Project,
        site: &Site,
        parts: &TargetParts,
    ) -> (TargetsDigest, Option<PreviousLinks>) {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref().filter(|known| known.parts.are_shared(parts)) {
            return (known.shape, Some(known.clone()));
        }
        let shape = shape(project, site, &parts.digest_of_rest);
        (shape, known.as_ref().filter(|known| known.shape == shape).cloned())
    }

    /// Keeps the results of the latest build.
    pub(super) fn keep(&self, known: PreviousLinks) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
    }
}

impl ArticleLinks {
    /// Whether resolving the links again would give the same result.
    pub(super) fn are_current(&self, site: &Site, article: &Arc<Article>) -> bool {
        Arc::ptr_eq(&self.article, article) && self.anchors.iter().all(|lookup| lookup.is_current(site))
    }
}

/// A digest of everything that can be linked to, and of the settings for links.
fn shape(project: &Project, site: &Site, digest_of_rest: &str) -> TargetsDigest {
    // The hash need not be collision-resistant, because all content comes from the site's own authors.
    let mut hasher = XxHash3_128::new();
    let mut add = |text: &str| {
        hasher.write(&(text.len() as u64).to_le_bytes());
        hasher.write(text.as_bytes());
    };
    add(digest_of_rest);
    for (path, file) in &project.files {
        add(path.as_str());
        add(file.fingerprint.as_deref().unwrap_or_default());
    }
    add("");
    for id in site.ids() {
        let article = &site[id];
        add(article.path.as_str());
        add(article.key.as_str());
        add(site.address(id).as_str());
        add(article.meta.id.as_ref().map_or("", |id| &id.value));
    }
    for edition in site.editions.values() {
        add(&format!("{:?}{:?}", edition.id, edition.system));
        for folder in edition.folders.values() {
            add(folder.key.as_str());
            add(folder.address.as_str());
            add(&folder.index.map_or(String::new(), |id| id.index().to_string()));
        }
        for label in edition.labels.values() {
            add(label.address.as_str());
        }
        add("");
        let foreign = edition.pages.iter().filter(|(_, shown)| !matches!(shown, KeyContent::Own(_)));
        for (key, shown) in foreign {
            add(&format!("{key}{shown:?}"));
        }
    }
    for (path, why) in site.hidden.iter() {
        add(&format!("{path}{why:?}"));
    }
    for (from, to) in site.redirects.iter() {
        add(from.as_str());
        match to {
            RedirectTarget::Article(id) => add(&id.index().to_string()),
            RedirectTarget::Written(to) => add(&to.value),
            RedirectTarget::Moved(to) => add(&to.to_string()),
        }
    }
    hasher.finish_128()
}
