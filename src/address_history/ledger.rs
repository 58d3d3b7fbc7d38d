//! Every address that was ever published, and the page or section that it last named.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::nodes::NodeId;
use super::snapshot::{EditionName, KnownArticle, Published};
use crate::addresses::AnchoredAddress;
use crate::path::{Address, ProjectPath};

/// What an address names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum NamedThing {
    /// A page.
    Page(NodeId),
    /// A section.
    Section(NodeId),
    /// An id on this page that belongs to no heading.
    Id(NodeId),
    /// A page that lists the articles of a folder.
    Folder(Vec<NodeId>),
}

/// An address that was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PublishedAddress {
    pub names: NamedThing,
    pub edition: EditionName,
    /// The commit that took it away; `None` while it is published.
    pub gone_in: Option<String>,
}

/// All addresses.
#[derive(Debug, Clone, Default)]
pub(super) struct Ledger(pub HashMap<AnchoredAddress, PublishedAddress>);

/// Articles by their file.
type ArticlesByPath = BTreeMap<ProjectPath, KnownArticle>;

/// What a commit changed.
pub(super) struct LedgerStep<'s> {
    /// What was published before.
    pub before: &'s Published,
    /// What is published now; the same as before if no address changed.
    pub after: &'s Published,
    /// The articles that were changed or removed, as they were.
    pub old: &'s ArticlesByPath,
    /// The articles that were added or changed.
    pub new: &'s BTreeSet<ProjectPath>,
    /// All articles, as they are now.
    pub articles: &'s ArticlesByPath,
    /// The commit, as the file names it.
    pub commit: &'s str,
}

impl Ledger {
    /// Records how a commit changed what is published.
    pub fn record(&mut self, step: &LedgerStep<'_>) {
        let LedgerStep { before, after, old, new, articles, commit } = *step;
        let no_address_changed = std::ptr::eq(before, after);
        let is_same = |name: &(ProjectPath, EditionName), address: &Address, other: &Published| {
            !old.contains_key(&name.0)
                && !new.contains(&name.0)
                && (no_address_changed || other.articles.get(name) == Some(address))
        };
        for (name, address) in before.articles.iter().filter(|(name, address)| !is_same(name, address, after)) {
            if let Some(article) = old.get(&name.0).or_else(|| articles.get(&name.0)) {
                for at in addresses(address, article).map(|(at, _)| at) {
                    self.end(&at, commit);
                }
            }
        }
        for from in before.redirects.keys().chain(before.folders.keys()) {
            if !after.redirects.contains_key(from) && !after.folders.contains_key(from) {
                self.end(&AnchoredAddress::page(from.clone()), commit);
            }
        }
        for (from, (path, edition)) in
            after.redirects.iter().filter(|(from, to)| before.redirects.get(*from) != Some(*to))
        {
            if let Some(article) = articles.get(path) {
                self.begin(AnchoredAddress::page(from.clone()), NamedThing::Page(article.page), edition);
            }
        }
        for (from, (edition, paths)) in after.folders.iter().filter(|(from, to)| before.folders.get(*from) != Some(*to))
        {
            let pages = paths.iter().filter_map(|path| articles.get(path)).map(|article| article.page).collect();
            self.begin(AnchoredAddress::page(from.clone()), NamedThing::Folder(pages), edition);
        }
        for (name, address) in after.articles.iter().filter(|(name, address)| !is_same(name, address, before)) {
            if let Some(article) = articles.get(&name.0) {
                for (at, names) in addresses(address, article) {
                    self.begin(at, names, &name.1);
                }
            }
        }
    }

    fn begin(&mut self, at: AnchoredAddress, names: NamedThing, edition: &EditionName) {
        self.0.insert(at, PublishedAddress { names, edition: EditionName::clone(edition), gone_in: None });
    }

    fn end(&mut self, at: &AnchoredAddress, commit: &str) {
        if let Some(known) = self.0.get_mut(at) {
            known.gone_in = Some(commit.to_owned());
        }
    }
}

/// The addresses of an article: of its page, its sections and its other ids.
fn addresses<'a>(
    page: &'a Address,
    article: &'a KnownArticle,
) -> impl Iterator<Item = (AnchoredAddress, NamedThing)> + 'a {
    let at = |anchor: &str| AnchoredAddress { page: page.clone(), anchor: anchor.to_owned() };
    let sections = article.facts.sections.iter().zip(&article.sections).skip(1);
    let sections = sections.flat_map(move |(section, node)| {
        let ids = std::iter::once(&section.id).chain(&section.also);
        ids.map(move |id| (at(id), NamedThing::Section(*node)))
    });
    let others = article.facts.other_anchors.iter().map(move |id| (at(id), NamedThing::Id(article.page)));
    std::iter::once((at(""), NamedThing::Page(article.page))).chain(sections).chain(others)
}
