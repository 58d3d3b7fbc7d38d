//! Everything that can be linked to, and the ways to spell it.
//!
//! Names are compared without regard to letter case and to Unicode's composed and decomposed forms. How a target is
//! looked up is in [`super::find`].

use std::sync::OnceLock;

use foldhash::HashMap;

use crate::config::EditionId;
use crate::links::anchor_lookup::AnchorLookup;
use crate::links::heading_ids::HeadingIds;
use crate::links::paths_by_name::PathsByName;
use crate::links::spelling::{address_key, stem};
use crate::path::{Address, ArticleKey, ProjectPath, folded, numbered};
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
    /// It has a scheme that browsers do not know. Contains the scheme, in lower case.
    Scheme(String),
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
    /// Articles and folders by their folded path, without extension or index name. Each is listed with its actual
    /// name.
    pub(super) stems: HashMap<String, Vec<(String, LinkTarget)>>,
    /// Files by folded path.
    pub(super) files: HashMap<String, Vec<ProjectPath>>,
    /// Pages by folded address, without a trailing slash.
    pub(super) addresses: HashMap<String, LinkTarget>,
    /// Articles that are not public, by folded path without extension.
    pub(super) hidden: HashMap<String, (ProjectPath, HiddenReason)>,
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
    /// Headings by the ids of other tools.
    pub heading_ids: &'a HeadingIds,
}

impl TargetIndex {
    /// Indexes the site.
    #[must_use]
    pub fn new(project: &Project, site: &Site) -> Self {
        let hidden = site.hidden.iter();
        let mut index = Self {
            hidden: hidden.map(|(path, why)| (folded(stem(path.as_str())), (path.clone(), *why))).collect(),
            ..Self::default()
        };
        index.add_folders(project, site);
        index.add_fallbacks(project, site);
        for (path, id) in site.by_path.iter() {
            index.add_stem(stem(path.as_str()), LinkTarget::Article(*id));
        }
        for (path, id) in site.by_path.iter() {
            index.add_unnumbered(path, LinkTarget::Article(*id));
        }
        for path in project.files.keys() {
            index.files.entry(folded(path.as_str())).or_default().push(path.clone());
        }
        index.add_addresses(project, site);
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

    fn add_addresses(&mut self, project: &Project, site: &Site) {
        for edition in site.editions.values() {
            let system = &edition.system;
            let pages = [&system.search, &system.all, &system.whats_new, &system.thanks];
            let contact = project.config.has_contact_page(edition.id).then_some(&system.contact);
            let labels = (!edition.labels.is_empty()).then_some(&system.labels).into_iter();
            let labels = labels.chain(edition.labels.values().map(|label| &label.address));
            for address in pages.into_iter().chain(contact).chain(labels) {
                self.addresses.insert(address_key(address.as_str()), LinkTarget::Folder(address.clone()));
            }
        }
        for (from, to) in site.redirects.iter() {
            let target = match to {
                RedirectTarget::Article(id) => LinkTarget::Article(*id),
                RedirectTarget::Written(_) | RedirectTarget::Moved(_) => LinkTarget::Folder(from.clone()),
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

    /// Docusaurus leaves out numbers at the start of names (`2-net/3_dlna.md`) in its addresses, so links may too.
    fn add_unnumbered(&mut self, path: &ProjectPath, target: LinkTarget) {
        let stem = stem(path.as_str());
        if !stem.split('/').any(|name| numbered(name).is_some()) {
            return;
        }
        let names = stem.split('/').map(|name| numbered(name).map_or(name, |(_, name)| name));
        let name = names.collect::<Vec<_>>().join("/");
        self.stems.entry(folded(&name)).or_insert_with(|| vec![(name, target)]);
    }

    pub(super) fn add_stem(&mut self, stem: &str, target: LinkTarget) {
        self.stems.entry(folded(stem)).or_default().push((stem.to_owned(), target));
    }
}

impl LinkTargets<'_> {
    /// The index for suggestions.
    pub(super) fn paths_by_name(&self) -> &PathsByName {
        self.index.paths_by_name.get_or_init(|| PathsByName::new(self.project, self.site))
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
            LinkTarget::AsWritten(text) => super::encode_target(text),
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
