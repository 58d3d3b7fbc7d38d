//! Follows every page and every anchor that the main branch ever published to where its text is now.
//!
//! Commits are read from the first one on, each with the configuration of its time. Only changed texts are read, each
//! once ([`facts`]). A commit's old and new articles are compared ([`matching`], [`sections`]), so that each page and
//! each section keeps its number while it is edited and moved ([`step`]). [`ledger`] notes which of them an address
//! named last, and [`answer`] says where that is now. The work tree is the last commit. The state is kept in the
//! repository's private folder ([`stored`]), so that the next run reads only new commits.
//!
//! Nothing is guessed: what is not clearly the same is gone.

mod answer;
mod facts;
mod features;
mod ledger;
mod matching;
mod nodes;
mod sections;
mod snapshot;
mod step;
mod stored;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use crate::load::{MainLine, PastCommit, past_layout};
use crate::path::ProjectPath;

pub use answer::HistoryAnswer;
use features::FeatureWeights;
use ledger::{Ledger, LedgerStep};
use nodes::Nodes;
use snapshot::{CONFIGURATION, ChangedText, Published, Snapshot};
use step::{Lost, NodeEvent, Tracker};

/// The number of digits of a commit's id in `addresses.toml`.
const COMMIT_DIGITS: usize = 10;

/// The file that keeps the state from run to run.
const STATE: &str = "addresses.json";

/// The name of what is not committed yet.
pub const WORK_TREE: &str = "work tree";

/// Everything that is known of the addresses of a site.
#[derive(Debug, Default)]
pub struct AddressHistory {
    /// The last commit that was read.
    commit: Option<String>,
    snapshot: Snapshot,
    nodes: Nodes,
    ledger: Ledger,
    published: Published,
    weights: FeatureWeights,
    lost: Lost,
    events: Vec<NodeEvent>,
    /// The configuration of the work tree, if it was used because no commit has one.
    substitute: Option<Arc<str>>,
    /// The number of commits that were read in this run.
    pub read: usize,
    /// Whether the clone lacks older commits, whose addresses are unknown.
    pub is_shallow: bool,
}

/// Why the history cannot be read.
#[derive(Debug)]
pub enum AddressHistoryError {
    /// The folder is not in a git repository with a commit.
    NoRepository,
    /// Git objects cannot be read.
    Git(String),
}

/// Reads the history of the project in `root`, up to the work tree as it is on a day. `out` is the folder of the output,
/// which is no content.
///
/// # Errors
///
/// If there is no repository, or it cannot be read.
pub fn read(root: &Path, date: Date, out: Option<&Path>) -> Result<AddressHistory, AddressHistoryError> {
    let line = MainLine::open(root).ok_or(AddressHistoryError::NoRepository)?;
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| AddressHistoryError::Git(error.to_string());
    let work_tree = past_layout::work_tree(root, out);
    let is_configuration = |(path, _): &&(ProjectPath, Arc<str>)| path.as_str() == CONFIGURATION;
    let present = work_tree.iter().find(is_configuration).map(|(_, text)| Arc::clone(text));
    let stored = line.private_bytes(STATE).and_then(|bytes| stored::read(&bytes));
    // Another configuration in place of one that no commit has gives another history.
    let stored = stored.filter(|history| history.substitute.is_none() || history.substitute == present);
    let since = stored.as_ref().and_then(|history| history.commit.as_deref());
    let found = line.commits(since).map_err(failed)?;
    let mut history = stored.filter(|_| found.continues).unwrap_or_default();
    history.is_shallow |= found.is_shallow;
    let mut last = history.commit.as_deref().map(|id| line.commit(id)).transpose().map_err(failed)?;
    let mut fallback = history.first_configuration(&line, &found.commits).map_err(failed)?;
    if fallback.is_none() {
        history.substitute.clone_from(&present);
        fallback = present;
    }
    history.snapshot.restore(fallback.as_deref());
    for commit in found.commits {
        let changes = line.changes(last.as_ref(), &commit).map_err(failed)?;
        let texts = changes.into_iter().map(|change| {
            let text = change.object.and_then(|object| line.text(&change.path, object));
            (change.path, text)
        });
        history.follow(
            texts.collect(),
            fallback.as_deref(),
            commit.date,
            &commit.id[..COMMIT_DIGITS.min(commit.id.len())],
        );
        history.commit = Some(commit.id.clone());
        history.read += 1;
        last = Some(commit);
    }
    if history.read > 0 {
        line.keep_private(STATE, &stored::bytes(&history));
    }
    history.follow_work_tree(work_tree, fallback.as_deref(), date);
    Ok(history)
}

impl AddressHistory {
    /// The first configuration in the history, which is also used for earlier commits.
    fn first_configuration(
        &self,
        line: &MainLine,
        commits: &[PastCommit],
    ) -> Result<Option<Arc<str>>, Box<dyn std::error::Error + Send + Sync>> {
        let name = ProjectPath::new(CONFIGURATION);
        if let Some(text) = self.snapshot.texts.get(&name) {
            return Ok(Some(Arc::clone(text)));
        }
        for commit in commits {
            if let Some(object) = line.object(commit, &name)? {
                return Ok(line.text(&name, object));
            }
        }
        Ok(None)
    }

    /// Follows one commit.
    fn follow(&mut self, texts: Vec<ChangedText>, configuration: Option<&str>, date: Date, commit: &str) {
        if texts.is_empty() && self.snapshot.layout.is_some() {
            return;
        }
        let changes = self.snapshot.apply(texts, configuration);
        let new: BTreeSet<ProjectPath> = changes.new.keys().cloned().collect();
        let mut tracker = Tracker {
            nodes: &mut self.nodes,
            weights: &mut self.weights,
            lost: &mut self.lost,
            events: &mut self.events,
            commit,
            articles: &mut self.snapshot.articles,
        };
        tracker.follow(&changes);
        let published = changes.is_structural.then(|| {
            let site = self.snapshot.arrange(date);
            let layout = self.snapshot.layout.as_ref().expect("set by every commit");
            Published::of(&site, &layout.config)
        });
        self.ledger.record(&LedgerStep {
            before: &self.published,
            after: published.as_ref().unwrap_or(&self.published),
            old: &changes.old,
            new: &new,
            articles: &self.snapshot.articles,
            commit,
        });
        if let Some(published) = published {
            self.published = published;
        }
    }

    /// Follows what is not committed yet.
    fn follow_work_tree(&mut self, texts: Vec<(ProjectPath, Arc<str>)>, configuration: Option<&str>, date: Date) {
        let present: BTreeSet<&ProjectPath> = texts.iter().map(|(path, _)| path).collect();
        let removed: Vec<ChangedText> = self
            .snapshot
            .texts
            .keys()
            .filter(|path| !present.contains(path))
            .map(|path| (path.clone(), None))
            .collect();
        let is_new = |(path, text): &(ProjectPath, Arc<str>)| self.snapshot.texts.get(path) != Some(text);
        let changed = texts.into_iter().filter(is_new).map(|(path, text)| (path, Some(text))).collect::<Vec<_>>();
        self.follow(removed.into_iter().chain(changed).collect(), configuration, date, WORK_TREE);
    }
}
