//! Where each address that is no longer published leads: to where its page or section is now, or nowhere.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::AddressHistory;
use super::ledger::{NamedThing, PublishedAddress};
use super::nodes::NodeId;
use super::snapshot::{EditionName, KnownArticle, Published};
use crate::addresses::{AddressEntry, AddressFate, AnchoredAddress};
use crate::path::{Address, ProjectPath};
use crate::source::{Span, Spanned};

/// What became of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HistoryAnswer {
    /// It leads here.
    Moved(AnchoredAddress),
    /// Its page or section was removed.
    Gone,
    /// Its page exists but is not public.
    Hidden,
}

/// What is published now, by node.
pub(super) struct PresentSite<'h> {
    published: &'h Published,
    pages: HashMap<NodeId, (&'h ProjectPath, &'h KnownArticle)>,
    sections: HashMap<NodeId, (&'h ProjectPath, &'h KnownArticle, usize)>,
    /// The article at each address.
    by_address: HashMap<&'h Address, &'h KnownArticle>,
    history: &'h AddressHistory,
}

impl<'h> PresentSite<'h> {
    pub fn new(history: &'h AddressHistory) -> Self {
        let articles = &history.snapshot.articles;
        let pages = articles.iter().map(|(path, article)| (article.page, (path, article))).collect();
        let sections = articles.iter().flat_map(|(path, article)| {
            article.sections.iter().enumerate().map(move |(number, node)| (*node, (path, article, number)))
        });
        let published = &history.published;
        let by_address = published.articles.iter().filter_map(|((path, _), at)| Some((at, articles.get(path)?)));
        Self { published, pages, sections: sections.collect(), by_address: by_address.collect(), history }
    }

    /// Whether readers can still use an address.
    pub fn is_live(&self, at: &AnchoredAddress) -> bool {
        self.published.pages.contains(&at.page) && (at.anchor.is_empty() || self.has_anchor(at))
    }

    fn has_anchor(&self, at: &AnchoredAddress) -> bool {
        self.by_address.get(&at.page).is_some_and(|article| {
            let facts = &article.facts;
            facts.sections.iter().any(|section| section.has_id(&at.anchor)) || facts.other_anchors.contains(&at.anchor)
        })
    }

    /// The address of an article in an edition, or else in its own.
    fn address(&self, path: &ProjectPath, article: &KnownArticle, edition: &EditionName) -> Option<&'h Address> {
        let at = |edition: &EditionName| self.published.articles.get(&(path.clone(), EditionName::clone(edition)));
        at(edition).or_else(|| at(&article.edition))
    }

    /// What became of an address that is not live.
    pub fn answer(&self, at: &AnchoredAddress, known: &PublishedAddress) -> HistoryAnswer {
        let nodes = &self.history.nodes;
        let page = |node: NodeId| nodes.now(node).and_then(|node| self.pages.get(&node));
        let moved = |to: Option<&Address>, anchor: &str| match to {
            Some(to) => HistoryAnswer::Moved(AnchoredAddress { page: to.clone(), anchor: anchor.to_owned() }),
            None => HistoryAnswer::Hidden,
        };
        match &known.names {
            NamedThing::Page(node) => page(*node)
                .map_or(HistoryAnswer::Gone, |(path, article)| moved(self.address(path, article, &known.edition), "")),
            NamedThing::Section(node) => match nodes.now(*node).and_then(|node| self.sections.get(&node)) {
                Some((path, article, number)) => {
                    moved(self.address(path, article, &known.edition), &article.facts.sections[*number].id)
                }
                None => HistoryAnswer::Gone,
            },
            NamedThing::Id(node) => {
                let Some((path, article)) = page(*node) else { return HistoryAnswer::Gone };
                let has_id = article.facts.other_anchors.contains(&at.anchor)
                    || article.facts.sections.iter().any(|section| section.has_id(&at.anchor));
                if has_id {
                    moved(self.address(path, article, &known.edition), &at.anchor)
                } else {
                    HistoryAnswer::Gone
                }
            }
            NamedThing::Folder(articles) => self.folder(articles, &known.edition),
        }
    }

    /// The folder that has most articles of one that is gone.
    fn folder(&self, articles: &[NodeId], edition: &EditionName) -> HistoryAnswer {
        let mut folders: BTreeMap<&Address, usize> = BTreeMap::new();
        for node in articles {
            let Some((path, _)) = self.history.nodes.now(*node).and_then(|node| self.pages.get(&node)) else {
                continue;
            };
            let folder = self.published.folder_of.get(&((*path).clone(), EditionName::clone(edition)));
            if let Some(folder) = folder {
                *folders.entry(folder).or_default() += 1;
            }
        }
        let best = folders.into_iter().max_by_key(|(_, count)| *count);
        match best.filter(|(folder, count)| !self.published.homes.contains(*folder) && count * 5 >= articles.len() * 3)
        {
            Some((folder, _)) => HistoryAnswer::Moved(AnchoredAddress::page(folder.clone())),
            None => HistoryAnswer::Gone,
        }
    }
}

impl AddressHistory {
    /// The entries for all addresses that are no longer published. `own` has the entries that people wrote, which decide
    /// where pages lead. `span` is the place of entries that are not in a file yet.
    #[must_use]
    pub fn entries(
        &self,
        own: &BTreeMap<AnchoredAddress, AddressEntry>,
        span: &Span,
    ) -> BTreeMap<AnchoredAddress, AddressEntry> {
        let site = PresentSite::new(self);
        let mut answers: BTreeMap<&AnchoredAddress, (HistoryAnswer, &PublishedAddress)> = BTreeMap::new();
        for (at, known) in self.ledger.0.iter().filter(|(at, _)| !site.is_live(at)) {
            answers.insert(at, (site.answer(at, known), known));
        }
        let mut pages: HashMap<&Address, Option<Address>> = HashMap::new();
        let mut hidden: HashSet<&Address> = HashSet::new();
        for (at, (answer, _)) in answers.iter().filter(|(at, _)| at.anchor.is_empty()) {
            match answer {
                HistoryAnswer::Moved(to) => drop(pages.insert(&at.page, Some(to.page.clone()))),
                HistoryAnswer::Gone => drop(pages.insert(&at.page, None)),
                HistoryAnswer::Hidden => drop(hidden.insert(&at.page)),
            }
        }
        for (at, entry) in own.iter().filter(|(at, _)| at.anchor.is_empty()) {
            let to = match &entry.fate {
                AddressFate::Moved(to) => AnchoredAddress::parse(&to.value).map(|to| to.page),
                AddressFate::Gone { .. } => None,
            };
            pages.insert(&at.page, to);
        }
        let mut entries = BTreeMap::new();
        for (at, (answer, known)) in answers {
            let page = pages.get(&at.page);
            let follows_from_page = !at.anchor.is_empty()
                && match (&answer, page) {
                    // The redirect of the page keeps the anchor.
                    (HistoryAnswer::Moved(to), Some(Some(page))) => to.page == *page && to.anchor == at.anchor,
                    (HistoryAnswer::Gone, Some(None)) => true,
                    _ => hidden.contains(&at.page),
                };
            let fate = match answer {
                _ if follows_from_page => continue,
                HistoryAnswer::Hidden => continue,
                HistoryAnswer::Moved(to) => AddressFate::Moved(Spanned { value: to.to_string(), span: span.clone() }),
                HistoryAnswer::Gone => AddressFate::Gone { reason: String::new(), near: None },
            };
            entries.insert(
                at.clone(),
                AddressEntry { fate, reason: String::new(), commit: known.gone_in.clone(), span: span.clone() },
            );
        }
        entries
    }

    /// What happened to an address, oldest first: each commit with what it did.
    #[must_use]
    pub fn events(&self, at: &AnchoredAddress) -> Vec<(&str, &str)> {
        let node = self.ledger.0.get(at).map(|known| &known.names);
        let Some(NamedThing::Page(node) | NamedThing::Section(node) | NamedThing::Id(node)) = node else {
            return Vec::new();
        };
        let chain: Vec<NodeId> = self.nodes.chain(*node).collect();
        let events = self.events.iter().filter(|event| chain.contains(&event.node));
        events.map(|event| (event.commit.as_str(), event.what.as_str())).collect()
    }

    /// All addresses that were ever published.
    pub fn addresses(&self) -> impl Iterator<Item = &AnchoredAddress> {
        self.ledger.0.keys()
    }

    /// Whether an address is published now.
    #[must_use]
    pub fn is_live(&self, at: &AnchoredAddress) -> bool {
        PresentSite::new(self).is_live(at)
    }

    /// What became of an address, and the commit that took it away; `None` if no commit published it.
    #[must_use]
    pub fn answer(&self, at: &AnchoredAddress) -> Option<(HistoryAnswer, Option<&str>)> {
        let known = self.ledger.0.get(at)?;
        let site = PresentSite::new(self);
        let answer = if site.is_live(at) { HistoryAnswer::Moved(at.clone()) } else { site.answer(at, known) };
        Some((answer, known.gone_in.as_deref()))
    }
}
