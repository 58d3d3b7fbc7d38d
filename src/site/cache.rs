//! Reuses the last site: if only the texts of articles changed, all placements and addresses stay the same.

use std::sync::{Arc, Mutex, PoisonError};

use super::placement::Placement;
use super::redirects::Redirects;
use super::{PlacedSite, Site};
use crate::content::Article;
use crate::diagnostic::Outcome;
use crate::path::ProjectPath;
use crate::project::{Project, ProjectFile};

/// The last site. The default is an empty cache.
#[derive(Debug, Default)]
pub struct SiteCache(Mutex<Option<Arc<CachedSite>>>);

/// A site with everything that it was made from.
#[derive(Debug)]
pub(super) struct CachedSite {
    pub inputs: SiteInputsDigest,
    /// All articles, in the order in which they were given.
    pub articles: Vec<Arc<Article>>,
    /// The placement of each public article.
    pub order: Arc<[Placement]>,
    /// The site, without the redirects of `addresses.toml`.
    pub outcome: Outcome<Site>,
    /// The redirects of the site, with those of `addresses.toml`.
    pub all_redirects: Arc<Redirects>,
}

/// A digest of the inputs of a site other than its articles.
pub(super) type SiteInputsDigest = blake3::Hash;

impl SiteCache {
    pub(super) fn known(&self) -> Option<Arc<CachedSite>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn keep(&self, known: CachedSite) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(known));
    }
}

impl CachedSite {
    /// Whether placing these articles would give the cached placements.
    pub(super) fn fits(&self, inputs: SiteInputsDigest, articles: &[Arc<Article>]) -> bool {
        self.inputs == inputs
            && self.articles.len() == articles.len()
            && self.articles.iter().zip(articles).all(|(a, b)| Arc::ptr_eq(a, b) || same_place(a, b))
    }

    /// The cached site with these articles in place of the old ones.
    pub(super) fn with(&self, articles: &[Arc<Article>]) -> PlacedSite {
        let Outcome { value, diagnostics } = &self.outcome;
        let fill = |(placement, known): (&Placement, &Arc<Article>)| {
            let article = &articles[placement.number as usize];
            let is_known = Arc::ptr_eq(&article.body, &known.body) && Arc::ptr_eq(&article.meta, &known.meta);
            // Unchanged articles keep their pointer, which tells other modules that nothing changed.
            if placement.is_borrowed && is_known { Arc::clone(known) } else { placement.fill(articles) }
        };
        let articles = self.order.iter().zip(&value.articles).map(fill).collect();
        let site = Site { articles, ..value.clone() };
        PlacedSite {
            order: Arc::clone(&self.order),
            outcome: Outcome { value: site, diagnostics: diagnostics.clone() },
        }
    }
}

/// Whether two wordings of an article are the same to this module.
fn same_place(a: &Article, b: &Article) -> bool {
    let is_empty = |article: &Article| article.body.words == 0;
    (a.source, &a.path, &a.key, a.edition, a.is_index, is_empty(a), &a.original)
        == (b.source, &b.path, &b.key, b.edition, b.is_index, is_empty(b), &b.original)
        && a.meta == b.meta
}

/// A digest of everything that this module reads, other than articles.
pub(super) fn inputs(project: &Project) -> SiteInputsDigest {
    let config = &project.config;
    let configured =
        (&config.title, &config.content, &config.static_files, &config.redirects, &config.articles, &config.access);
    let editions = (&config.versions, &config.locales, &project.trees);
    let mut hasher = blake3::Hasher::new();
    hasher.update(
        format!(
            "{configured:?}{editions:?}{:?}{:?}{:?}",
            project.folders,
            project.date,
            (project.drafts, &project.edition, &project.watched)
        )
        .as_bytes(),
    );
    let is_named = |path: &ProjectPath, file: &ProjectFile| {
        path.strip(&config.static_files).is_some() || file.fingerprint.is_none()
    };
    for (path, _) in project.files.iter().filter(|(path, file)| is_named(path, file)) {
        hasher.update(path.as_str().as_bytes()).update(&[0]);
    }
    hasher.finalize()
}
