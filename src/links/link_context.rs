//! Keeps links within their edition. A link to a file in another locale's folder, or to an address without a prefix,
//! leads to the corresponding page in the reader's own edition.

use crate::config::{EditionId, VersionSource};
use crate::content::LocaleId;
use crate::links::spelling::address_key;
use crate::links::target::{LinkTarget, LinkTargets, TargetIndex};
use crate::path::{Address, ProjectPath};
use crate::project::Project;
use crate::site::{ArticleId, KeyContent, Site};

/// The page that contains a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkContext {
    /// Its edition.
    pub edition: EditionId,
    /// Its article; `None` for links of the configuration.
    pub article: Option<ArticleId>,
}

impl LinkContext {
    /// The context of links on an article's page.
    #[must_use]
    pub fn on(site: &Site, id: ArticleId) -> Self {
        Self { edition: site[id].edition, article: Some(id) }
    }
}

impl TargetIndex {
    /// Adds the paths that an edition's missing translations would have. They lead to the articles shown in their
    /// place.
    pub(super) fn add_fallbacks(&mut self, project: &Project, site: &Site) {
        for (id, edition) in site.editions.iter().filter(|_| !site.fallbacks.is_empty()) {
            let Some(folder) = project.trees.folder(*id) else { continue };
            for (key, shown) in &edition.pages {
                if let (KeyContent::Fallback { article, .. }, Some(path)) = (shown, folder.join(key.as_str())) {
                    self.add_stem(path.as_str(), LinkTarget::Article(*article));
                }
            }
        }
    }
}

impl LinkTargets<'_> {
    /// The file that relative links in a text start from. If several editions share the text, each has its own file,
    /// but spans refer only to the first one.
    pub(super) fn start<'p>(&'p self, context: LinkContext, from: &'p ProjectPath) -> &'p ProjectPath {
        let Some(article) = context.article.map(|id| &self.site[id]) else { return from };
        let is_shared = article.path != *from && self.project.sources[article.source].path == *from;
        if is_shared { &article.path } else { from }
    }

    /// The folders that a path with a leading `/` may be relative to: those of the edition, of its version, and of the
    /// project.
    pub(super) fn roots(&self, edition: EditionId) -> Vec<ProjectPath> {
        let config = &self.project.config;
        if !config.has_editions() {
            return vec![config.content.clone(), ProjectPath::new(""), config.static_files.clone()];
        }
        let version = EditionId { locale: LocaleId::default(), ..edition };
        let trees = self.project.trees.iter();
        let own = trees.clone().filter(|tree| tree.edition == edition);
        let of_version = trees.filter(|tree| tree.edition == version && version != edition);
        let folders = own.chain(of_version).map(|tree| tree.folder.clone());
        // An old article may use files that have since been removed from the static folder.
        let past = match &config.version(edition.version).source {
            VersionSource::Git { reference, .. } => {
                ProjectPath::new(&format!("{reference}:/{}", config.static_files)).into()
            }
            VersionSource::Content | VersionSource::Folder(_) => None,
        };
        folders.chain(past).chain([ProjectPath::new(""), config.static_files.clone()]).collect()
    }

    /// What an address with a leading `/` may mean if it was written for another tool. It may name a version by the end
    /// of its folder (`/docs/v2.3/…`), or start with the page's own language (`/fr/…`).
    pub(super) fn foreign_roots(&self, edition: EditionId, path: &str) -> Vec<ProjectPath> {
        let config = &self.project.config;
        let below_first = self.below_first_locale(path).into_iter();
        let below_first =
            below_first.flat_map(|rest| self.roots(edition).into_iter().filter_map(move |root| root.join(rest)));
        if !config.has_editions() {
            return below_first.collect();
        }
        let relative = path.trim_start_matches('/');
        let of_version = self.project.trees.iter().filter(|tree| tree.edition.locale.is_default()).filter_map(|tree| {
            let folder = tree.folder.as_str();
            let name = folder.rsplit('/').next().filter(|name| !name.is_empty())?;
            let rest = relative.match_indices(name).find_map(|(at, name)| {
                let (before, rest) = (&relative[..at + name.len()], &relative[at + name.len()..]);
                let is_end = rest.is_empty() || rest.starts_with('/');
                (is_end && (folder == before || folder.ends_with(&format!("/{before}")))).then_some(rest)
            })?;
            tree.folder.join(rest.trim_start_matches('/'))
        });
        let segment = config.locale(edition.locale).segment();
        let own = relative.strip_prefix(&segment).and_then(|rest| rest.strip_prefix('/'));
        let own = own.filter(|_| !edition.locale.is_default());
        let own = own.into_iter().flat_map(|rest| self.roots(edition).into_iter().filter_map(|root| root.join(rest)));
        of_version.chain(own).chain(below_first).collect()
    }

    /// The part of a path with a leading `/` after the code of the first language, if the path starts with it. The
    /// addresses of that language have no prefix here.
    pub(super) fn below_first_locale<'t>(&self, path: &'t str) -> Option<&'t str> {
        let config = &self.project.config;
        let local =
            path.strip_prefix(config.base_url.path.as_str()).filter(|rest| rest.starts_with('/')).unwrap_or(path);
        let segment = config.locale(LocaleId::default()).segment();
        let rest = local.strip_prefix('/')?.strip_prefix(&*segment)?;
        rest.strip_prefix('/').or_else(|| rest.is_empty().then_some(rest))
    }

    /// The counterpart of a target in the edition of the link. A path to another version leads to that version.
    pub(super) fn within(&self, context: LinkContext, target: LinkTarget) -> LinkTarget {
        if self.site.editions.len() < 2 {
            return target;
        }
        let own = &self.site.editions[&context.edition];
        match target {
            LinkTarget::Article(id) => {
                let edition = self.site[id].edition;
                let is_original = edition.version == own.id.version && edition.locale.is_default();
                let here = own.pages.get(&self.site[id].key).filter(|_| is_original && edition != own.id);
                LinkTarget::Article(here.map_or(id, |shown| shown.article()))
            }
            LinkTarget::Folder(address) => {
                let original = EditionId { locale: LocaleId::default(), ..own.id };
                let home = self.site.editions.get(&original).map_or("/", |edition| edition.home.as_str());
                let here = address.as_str().strip_prefix(home).map(|rest| format!("{}{rest}", own.home));
                let here =
                    here.filter(|here| !address.as_str().starts_with(own.home.as_str()) && self.is_address(here));
                LinkTarget::Folder(here.map_or(address, |here| Address::new(&here)))
            }
            target => target,
        }
    }

    /// What is at an address, with or without the edition's prefix.
    pub(super) fn at_address_within(&self, edition: EditionId, address: &Address) -> Option<LinkTarget> {
        let home = self.site.editions.get(&edition).map_or("/", |edition| edition.home.as_str());
        let prefixed = (home != "/" && !address.as_str().starts_with(home))
            .then(|| Address::new(&format!("{home}{}", address.as_str().trim_start_matches('/'))));
        prefixed.and_then(|address| self.at_address(&address)).or_else(|| self.at_address(address))
    }

    /// The part of an address after the edition's home page.
    pub(super) fn below_home<'t>(&self, edition: EditionId, address: &'t str) -> &'t str {
        let home = self.site.editions.get(&edition).map_or("/", |edition| edition.home.as_str());
        address.strip_prefix(home).unwrap_or(address).trim_start_matches('/')
    }

    fn is_address(&self, address: &str) -> bool {
        self.index.addresses.contains_key(&address_key(address))
    }
}
