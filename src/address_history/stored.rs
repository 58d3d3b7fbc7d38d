//! Keeps the state of a history in the repository's private folder. It only saves time: without it, or after an update
//! of the program, the history is read again.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::AddressHistory;
use super::ledger::{Ledger, PublishedAddress};
use super::nodes::Nodes;
use super::snapshot::{EditionName, KnownArticle, Published, Snapshot};
use super::step::{Lost, NodeEvent};
use crate::addresses::AnchoredAddress;
use crate::path::{Address, ProjectPath};

/// The format, with the program's version: another program may compare texts differently.
const FORMAT: &str = concat!("1 ", env!("CARGO_PKG_VERSION"));

#[derive(Serialize, Deserialize)]
struct StoredHistory {
    format: String,
    commit: Option<String>,
    is_shallow: bool,
    substitute: Option<Arc<str>>,
    texts: Vec<(ProjectPath, Arc<str>)>,
    articles: Vec<(ProjectPath, KnownArticle)>,
    nodes: Nodes,
    lost: Lost,
    events: Vec<NodeEvent>,
    ledger: Vec<(AnchoredAddress, PublishedAddress)>,
    published: StoredAddresses,
}

/// [`Published`], as lists.
#[derive(Serialize, Deserialize)]
struct StoredAddresses {
    articles: Vec<((ProjectPath, EditionName), Address)>,
    redirects: Vec<(Address, (ProjectPath, EditionName))>,
    folders: Vec<(Address, (EditionName, Vec<ProjectPath>))>,
    pages: Vec<Address>,
    folder_of: Vec<((ProjectPath, EditionName), Address)>,
    homes: Vec<Address>,
}

/// Reads a state; `None` if there is none that can be used.
pub(super) fn read(bytes: &[u8]) -> Option<AddressHistory> {
    let stored: StoredHistory = serde_json::from_slice(bytes).ok()?;
    if stored.format != FORMAT {
        return None;
    }
    let published = Published {
        articles: stored.published.articles.into_iter().collect(),
        redirects: stored.published.redirects.into_iter().collect(),
        folders: stored.published.folders.into_iter().collect(),
        pages: stored.published.pages.into_iter().collect(),
        folder_of: stored.published.folder_of.into_iter().collect(),
        homes: stored.published.homes.into_iter().collect(),
    };
    let articles: BTreeMap<ProjectPath, KnownArticle> = stored.articles.into_iter().collect();
    let mut history = AddressHistory {
        commit: stored.commit,
        is_shallow: stored.is_shallow,
        substitute: stored.substitute,
        snapshot: Snapshot { texts: stored.texts.into_iter().collect(), articles, ..Snapshot::default() },
        nodes: stored.nodes,
        lost: stored.lost,
        events: stored.events,
        ledger: Ledger(stored.ledger.into_iter().collect()),
        published,
        ..AddressHistory::default()
    };
    for article in history.snapshot.articles.values() {
        history.weights.add(&article.facts.features);
    }
    Some(history)
}

/// A state, to be read by the next run.
pub(super) fn bytes(history: &AddressHistory) -> Vec<u8> {
    let published = &history.published;
    let mut ledger: Vec<_> = history.ledger.0.iter().map(|(at, known)| (at.clone(), known.clone())).collect();
    ledger.sort_by(|a, b| a.0.cmp(&b.0));
    let list = |map: &BTreeMap<(ProjectPath, EditionName), Address>| {
        map.iter().map(|(name, address)| (name.clone(), address.clone())).collect()
    };
    let stored = StoredHistory {
        format: FORMAT.to_owned(),
        commit: history.commit.clone(),
        is_shallow: history.is_shallow,
        substitute: history.substitute.clone(),
        texts: history.snapshot.texts.iter().map(|(path, text)| (path.clone(), Arc::clone(text))).collect(),
        articles: history.snapshot.articles.iter().map(|(path, article)| (path.clone(), article.clone())).collect(),
        nodes: history.nodes.clone(),
        lost: history.lost.clone(),
        events: history.events.clone(),
        ledger,
        published: StoredAddresses {
            articles: list(&published.articles),
            redirects: published.redirects.iter().map(|(from, to)| (from.clone(), to.clone())).collect(),
            folders: published.folders.iter().map(|(from, to)| (from.clone(), to.clone())).collect(),
            pages: published.pages.iter().cloned().collect(),
            folder_of: list(&published.folder_of),
            homes: published.homes.iter().cloned().collect(),
        },
    };
    serde_json::to_vec(&stored).expect("lists, texts and numbers are JSON")
}
