//! Everything that can be linked to, and the ways to spell it.
//!
//! A target is looked up as a file relative to the file with the link, or, with a leading `/`, relative to the content
//! folder, the project folder or the static folder. If there is no such file, it is looked up as an address of the
//! site. File extensions and index names may be omitted. Links that worked in the tool that the articles were written
//! for should work here too.

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::config::EditionId;
use crate::links::cache::AnchorLookup;
use crate::links::link_context::LinkContext;
use crate::links::paths_by_name::PathsByName;
use crate::links::spelling::{address_key, has_scheme, join_address, stem};
use crate::path::{Address, ArticleKey, ProjectPath, decode};
use crate::project::Project;
use crate::site::{ArticleId, HiddenReason, RedirectTarget, Site};

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// An article.
    Article(ArticleId),
    /// The address of a category or section without an article, or of a generated page.
    Folder(Address),
    /// A file that is copied.
    File(ProjectPath),
    /// An address as written: on another host, at a path that another system serves, or an anchor on the same page.
    AsWritten(String),
}

/// Why a link leads nowhere, or not where its author expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkMiss {
    /// There is no such page or file. Contains the path or address that was looked up, for messages.
    Missing(String),
    /// The relative path leaves the project.
    Outside,
    /// The page exists, but not the anchor.
    Anchor {
        /// The page.
        article: Option<ArticleId>,
        /// The anchor, decoded.
        anchor: String,
    },
    /// The article exists but is not public.
    Hidden(ProjectPath, HiddenReason),
    /// The target exists, but its name differs in upper and lower case.
    Case(String),
    /// The text is not a valid address.
    Invalid,
}

/// The result of a lookup.
#[derive(Debug)]
pub struct FoundTarget {
    /// The target, if it was found.
    pub target: Option<LinkTarget>,
    /// The encoded query and fragment, to be appended to the target's href.
    pub suffix: String,
    /// What is wrong with it.
    pub miss: Option<LinkMiss>,
    /// The lookup of an anchor in an article, if there was one.
    pub(super) anchor: Option<AnchorLookup>,
}

/// All link targets of a site, by their names.
#[derive(Debug, Default)]
pub struct TargetIndex {
    /// Articles and folders by their path in lower case, without extension or index name. Each is listed with its
    /// actual name.
    stems: HashMap<String, Vec<(String, LinkTarget)>>,
    /// Files by path in lower case.
    files: HashMap<String, Vec<ProjectPath>>,
    /// Pages by address in lower case, without a trailing slash.
    pub(super) addresses: HashMap<String, LinkTarget>,
    /// Articles that are not public, by path without extension.
    hidden: HashMap<String, (ProjectPath, HiddenReason)>,
    /// Articles by edition and permanent id.
    ids: HashMap<(EditionId, String), ArticleId>,
    /// The index for suggestions, built on first use.
    paths_by_name: OnceLock<PathsByName>,
}

/// A site with its link targets.
pub struct LinkTargets<'a> {
    /// The project.
    pub project: &'a Project,
    /// The site.
    pub site: &'a Site,
    /// The targets by name.
    pub index: &'a TargetIndex,
}

impl TargetIndex {
    /// Indexes the site.
    #[must_use]
    pub fn new(project: &Project, site: &Site) -> Self {
        let hidden = site.hidden.iter();
        let mut index = Self {
            hidden: hidden.map(|(path, why)| (stem(path.as_str()).to_owned(), (path.clone(), *why))).collect(),
            ..Self::default()
        };
        index.add_folders(project, site);
        index.add_fallbacks(project, site);
        for (path, id) in site.by_path.iter() {
            index.add_stem(stem(path.as_str()), LinkTarget::Article(*id));
        }
        for path in project.files.keys() {
            index.files.entry(path.as_str().to_lowercase()).or_default().push(path.clone());
        }
        index.add_addresses(site);
        index
    }

    fn add_folders(&mut self, project: &Project, site: &Site) {
        for (edition, folder) in
            site.editions.values().flat_map(|edition| edition.folders.values().map(|folder| (edition.id, folder)))
        {
            let target = folder.index.map_or_else(|| LinkTarget::Folder(folder.address.clone()), LinkTarget::Article);
            for tree in project.trees.iter().filter(|tree| tree.edition == edition) {
                if let Some(path) = tree.folder.join(folder.key.as_str()) {
                    self.add_stem(path.as_str(), target.clone());
                }
            }
            self.addresses.insert(address_key(folder.address.as_str()), target);
        }
    }

    fn add_addresses(&mut self, site: &Site) {
        for edition in site.editions.values() {
            let system = &edition.system;
            let pages =
                [&system.search, &system.all, &system.whats_new, &system.labels, &system.contact, &system.thanks];
            let labels = edition.labels.values().map(|label| &label.address);
            for address in pages.into_iter().chain(labels) {
                self.addresses.insert(address_key(address.as_str()), LinkTarget::Folder(address.clone()));
            }
        }
        for (from, to) in site.redirects.iter() {
            let target = match to {
                RedirectTarget::Article(id) => LinkTarget::Article(*id),
                RedirectTarget::Written(_) => LinkTarget::Folder(from.clone()),
            };
            self.addresses.entry(address_key(from.as_str())).or_insert(target);
        }
        for id in site.ids() {
            self.addresses.insert(address_key(site.address(id).as_str()), LinkTarget::Article(id));
            let article = &site[id];
            if let Some(own) = &article.meta.id {
                self.ids.entry((article.edition, own.value.clone())).or_insert(id);
            }
        }
    }

    pub(super) fn add_stem(&mut self, stem: &str, target: LinkTarget) {
        self.stems.entry(stem.to_lowercase()).or_default().push((stem.to_owned(), target));
    }
}

impl LinkTargets<'_> {
    /// The index for suggestions.
    pub(super) fn paths_by_name(&self) -> &PathsByName {
        self.index.paths_by_name.get_or_init(|| PathsByName::new(self.project, self.site))
    }

    /// Looks up a target as written in the file `from`. `context` is the page that shows it.
    #[must_use]
    pub fn find(&self, context: LinkContext, from: &ProjectPath, written: &str) -> FoundTarget {
        let article = context.article;
        let from = self.start(context, from);
        let written = written.trim();
        if written.is_empty() {
            return FoundTarget { target: None, suffix: String::new(), miss: Some(LinkMiss::Invalid), anchor: None };
        }
        let Some(local) = self.local_part(written) else {
            return FoundTarget {
                target: Some(LinkTarget::AsWritten(written.to_owned())),
                suffix: String::new(),
                miss: None,
                anchor: None,
            };
        };
        let (path, suffix) = local.find(['?', '#']).map_or((local, ""), |at| local.split_at(at));
        let fragment =
            suffix.split_once('#').map(|(_, fragment)| decode(fragment)).filter(|fragment| !fragment.is_empty());
        let suffix = super::escape(suffix);
        let (target, miss) = match (path.is_empty(), article) {
            (true, Some(id)) => (Some(LinkTarget::Article(id)), None),
            (true, None) => (None, Some(LinkMiss::Invalid)),
            (false, _) => self.find_path(context, from, &decode(path)),
        };
        let target = target.map(|target| self.within(context, target));
        let asked = fragment.zip(target.as_ref()).filter(|_| miss.is_none());
        let (missing, anchor) = asked.map_or((None, None), |(anchor, target)| self.check_anchor(target, anchor));
        let miss = miss.or(missing);
        // A link to an anchor on the same page needs no address, and then also works in a saved copy of the page.
        let target =
            if path.is_empty() && article.is_some() { Some(LinkTarget::AsWritten(String::new())) } else { target };
        FoundTarget { target, suffix, miss, anchor }
    }

    /// The part of a target to look up, without the site's own host and base path. `None` if it leads elsewhere.
    fn local_part<'t>(&self, written: &'t str) -> Option<&'t str> {
        let config = &self.project.config;
        let own = config.links.own_hosts.iter().map(String::as_str).chain(config.base_url.origin.as_deref());
        let own = own.map(|host| host.trim_end_matches('/'));
        let on_own_host = own
            .filter_map(|host| written.strip_prefix(host))
            .find(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let local = match on_own_host {
            Some(rest) => {
                let below = rest.strip_prefix(&config.base_url.path).filter(|rest| rest.starts_with('/'));
                Some(below.unwrap_or(rest)).filter(|rest| !rest.is_empty()).unwrap_or("/")
            }
            None if written.starts_with("//") || has_scheme(written) => return None,
            None => written,
        };
        (!config.links.elsewhere.iter().any(|prefix| local.starts_with(prefix.as_str()))).then_some(local)
    }

    fn find_path(
        &self,
        context: LinkContext,
        from: &ProjectPath,
        path: &str,
    ) -> (Option<LinkTarget>, Option<LinkMiss>) {
        // In Zola, internal links start at the content folder.
        let path = path.strip_prefix('@').filter(|rest| rest.starts_with('/')).unwrap_or(path);
        // Nearly all links are exact relative paths, so this is tried first, before other candidates are collected.
        if !path.starts_with('/')
            && let Some((target, None)) = from.parent().join(path).and_then(|path| self.on_disk(&path))
        {
            return (Some(target), None);
        }
        let (paths, address) =
            if path.starts_with('/') { self.below_root(context, path) } else { self.beside(context, from, path) };
        let mut other_case = None;
        for candidate in paths.iter().flatten() {
            match self.on_disk(candidate) {
                Some((target, None)) => return (Some(target), None),
                Some((target, Some(name))) if other_case.is_none() => {
                    let name = if let LinkTarget::Article(id) = target { self.site[id].path.to_string() } else { name };
                    other_case = Some((target, name));
                }
                _ => {}
            }
        }
        if let Some(target) = address.as_ref().and_then(|address| self.at_address_within(context.edition, address)) {
            return (Some(target), None);
        }
        if let Some((target, name)) = other_case {
            return (Some(target.clone()), Some(LinkMiss::Case(self.full_name(&target, name))));
        }
        if let Some((path, why)) = paths.iter().flatten().find_map(|path| self.index.hidden.get(stem(path.as_str()))) {
            return (None, Some(LinkMiss::Hidden((*path).clone(), *why)));
        }
        let looked_for = match (paths.first(), path.starts_with('/')) {
            (_, true) => path.to_owned(),
            (Some(Some(first)), false) => first.to_string(),
            (_, false) => return (None, Some(LinkMiss::Outside)),
        };
        (None, Some(LinkMiss::Missing(looked_for)))
    }

    /// The full name of an article's file. The index has only names without extension.
    fn full_name(&self, target: &LinkTarget, name: String) -> String {
        match target {
            LinkTarget::Article(id) if stem(self.site[*id].path.as_str()) == name => self.site[*id].path.to_string(),
            _ => name,
        }
    }

    /// The candidates for a path with a leading `/`: files in several folders, and an address.
    fn below_root(&self, context: LinkContext, path: &str) -> (Vec<Option<ProjectPath>>, Option<Address>) {
        let config = &self.project.config;
        let relative = path.trim_start_matches('/');
        let folders = self.roots(context.edition);
        let below_base = path.strip_prefix(&config.base_url.path).filter(|rest| rest.starts_with('/')).unwrap_or(path);
        let foreign = self.foreign_roots(context.edition, below_base).into_iter().map(Some);
        let paths = folders.iter().map(|folder| folder.join(relative)).chain(foreign).collect();
        (paths, Some(Address::new(below_base)))
    }

    /// The candidates for a relative path: relative to the file, and relative to the page's address as in a browser.
    fn beside(
        &self,
        context: LinkContext,
        from: &ProjectPath,
        path: &str,
    ) -> (Vec<Option<ProjectPath>>, Option<Address>) {
        let address = context.article.map(|id| join_address(self.site.address(id).as_str(), path));
        let browser_paths = address.as_ref().map(|address| self.below_home(context.edition, address.as_str()));
        let mut paths = vec![from.parent().join(path)];
        if let Some(relative) = browser_paths {
            let roots = self.roots(context.edition);
            let is_place = |root: &&ProjectPath| !root.as_str().is_empty() || self.project.config.content == **root;
            paths.extend(roots.iter().filter(is_place).map(|root| root.join(relative)));
        }
        (paths, address)
    }

    /// The article, folder or file at a path on disk. Also returns its actual name if that differs in upper and lower
    /// case.
    fn on_disk(&self, path: &ProjectPath) -> Option<(LinkTarget, Option<String>)> {
        let text = path.as_str();
        let lower = text.to_lowercase();
        if let Some(files) = self.index.files.get(&lower) {
            let exact = files.iter().find(|file| file.as_str() == text);
            let file = exact.unwrap_or(&files[0]);
            return Some((LinkTarget::File((*file).clone()), exact.is_none().then(|| file.to_string())));
        }
        // A name may contain dots (`Excel.Chart`), so the whole name is tried before its extension is removed.
        [text, stem(text)].into_iter().find_map(|name| {
            let candidates = self.index.stems.get(&name.to_lowercase())?;
            let exact = candidates.iter().find(|(true_name, _)| true_name == name);
            let (true_name, target) = exact.unwrap_or(&candidates[0]);
            Some((target.clone(), exact.is_none().then(|| true_name.clone())))
        })
    }

    pub(super) fn at_address(&self, address: &Address) -> Option<LinkTarget> {
        let text = address.as_str();
        let exact = self.index.addresses.get(&address_key(text));
        exact.or_else(|| self.index.addresses.get(&address_key(stem(text)))).cloned()
    }

    /// Checks an anchor of a target. Returns the problem, if any, and the lookup, if the target is an article.
    fn check_anchor(&self, target: &LinkTarget, anchor: String) -> (Option<LinkMiss>, Option<AnchorLookup>) {
        let article = match target {
            LinkTarget::Article(id) => Some(*id),
            LinkTarget::Folder(_) => None,
            LinkTarget::File(_) | LinkTarget::AsWritten(_) => return (None, None),
        };
        if matches!(anchor.as_str(), "top" | "main") || anchor.starts_with(":~:") {
            return (None, None);
        }
        let asked = article.map(|article| AnchorLookup::new(self.site, article, anchor.clone()));
        let is_there = asked.as_ref().is_some_and(|lookup| lookup.is_there);
        ((!is_there).then_some(LinkMiss::Anchor { article, anchor }), asked)
    }

    /// The article at exactly this address.
    #[must_use]
    pub fn article_at(&self, address: &Address) -> Option<ArticleId> {
        match self.index.addresses.get(&address_key(address.as_str())) {
            Some(LinkTarget::Article(id)) => Some(*id),
            _ => None,
        }
    }

    /// The article with this key or permanent id.
    #[must_use]
    pub fn by_key_or_id(&self, edition: EditionId, name: &str) -> Option<ArticleId> {
        let key = ArticleKey::new(name.trim_matches('/'));
        let by_key = self.site.editions.get(&edition).and_then(|edition| edition.pages.get(&key));
        let by_id = || self.index.ids.get(&(edition, name.to_owned())).copied();
        by_key.map(|shown| shown.article()).or_else(by_id)
    }

    /// The link to a target, without query and fragment.
    #[must_use]
    pub fn href(&self, target: &LinkTarget) -> String {
        let base = &self.project.config.base_url;
        match target {
            LinkTarget::Article(id) => base.href(self.site.address(*id)),
            LinkTarget::Folder(address) => base.href(address),
            LinkTarget::File(path) => base.href(&self.file_address(path)),
            LinkTarget::AsWritten(text) => super::escape(text),
        }
    }

    /// The address at which a file is published. Static files and downloads keep their path. Pictures and videos get a
    /// name with a fingerprint, so that browsers can cache them forever.
    #[must_use]
    pub fn file_address(&self, path: &ProjectPath) -> Address {
        let config = &self.project.config;
        if let Some(path) = path.strip(&config.static_files) {
            return Address::new(path);
        }
        let fingerprint = self.project.files.get(path).and_then(|file| file.fingerprint.as_ref());
        match fingerprint {
            Some(fingerprint) => {
                let stem = crate::path::storable(&crate::path::slug(path.stem()));
                Address::new(&format!("/_assets/{stem}.{fingerprint}.{}", path.extension()))
            }
            None => Address::new(path.strip(&config.content).unwrap_or(path.as_str())).storable(&Address::new("/")),
        }
    }
}
