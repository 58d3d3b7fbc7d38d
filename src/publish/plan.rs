//! Compares a site with what is at the target, and decides what is kept, sent and removed. It only decides; `run` acts.
//!
//! A file that the journal lists and that is not known to be there is sent, whatever the manifest says, and so is one
//! that the store does not list with its size.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;

use super::parts::SitePart;
use super::published_site::{
    FORMAT, JournalEntry, LeavingFile, PreviousSite, PublishJournal, PublishedFile, PublishedSite, SiteFiles,
};
use super::{KEPT_FOLDER, OWN_FOLDER, TargetState, kept_key};

/// What a publish does.
#[derive(Debug)]
pub struct PublishPlan {
    /// The files whose content is copied before it is replaced, so that it can be brought back: path and hash.
    pub keep: Vec<(String, String)>,
    /// The files to send, in their order.
    pub send: Vec<PlannedFile>,
    /// The number of files that are there already.
    pub unchanged: usize,
    /// The files that may be replaced: those of earlier publishes that have not ended, and those to send.
    pub journal: PublishJournal,
    /// The manifest afterwards.
    pub next: PublishedSite,
    /// Whether the target is already as it should be, apart from what is removed.
    pub is_done: bool,
    /// A file at the target that no publish wrote and that would be replaced.
    pub foreign: Option<String>,
}

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlannedFile {
    /// When it is sent.
    pub phase: SendPhase,
    /// Its path.
    pub path: String,
    /// Its content.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
}

/// The order in which files are sent. Each phase ends before the next one starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SendPhase {
    /// What pages need.
    Assets,
    /// Pointers that are not there yet: pages need them, too.
    NewPointers,
    /// Pages that are not there yet: other pages link to them.
    NewPages,
    /// All other pages.
    Pages,
    /// All other pointers.
    Pointers,
}

/// Decides what to do to publish `site`.
#[must_use]
pub fn plan(state: &TargetState, site: SiteFiles, now: Timestamp) -> PublishPlan {
    let mut plan = PublishPlan {
        keep: keep(state, &site.files),
        send: Vec::new(),
        unchanged: 0,
        journal: PublishJournal { format: FORMAT, files: state.journal.files.clone() },
        foreign: foreign(state, &site.files),
        next: next(state, site, now),
        is_done: false,
    };
    for (path, file) in &plan.next.site.files {
        let known = state.known(path);
        if known == Some(file) {
            plan.unchanged += 1;
            continue;
        }
        let is_there = state.listing.contains_key(path);
        let phase = match (SitePart::of(path), is_there) {
            (SitePart::Asset, _) => SendPhase::Assets,
            (SitePart::Page, false) => SendPhase::NewPages,
            (SitePart::Page, true) => SendPhase::Pages,
            (SitePart::Pointer, false) => SendPhase::NewPointers,
            (SitePart::Pointer, true) => SendPhase::Pointers,
        };
        plan.send.push(PlannedFile { phase, path: path.clone(), hash: file.hash.clone(), size: file.size });
        plan.journal.files.insert(path.clone(), JournalEntry { file: file.clone(), sent: false });
    }
    plan.send.sort();
    let is_live = state.live.as_ref().is_some_and(|live| live.site == plan.next.site);
    plan.is_done = is_live && plan.send.is_empty() && state.journal.files.is_empty();
    plan
}

/// The files of the live site whose content another one replaces or that are removed before the grace period ends, and
/// that are not kept yet. Those in the journal were kept before it was written.
fn keep(state: &TargetState, files: &BTreeMap<String, PublishedFile>) -> Vec<(String, String)> {
    let live = state.live.iter().flat_map(|live| &live.site.files);
    let replaced = live.filter(|(path, file)| match files.get(*path) {
        Some(new) => new != *file,
        None => SitePart::of(path) == SitePart::Page,
    });
    let is_there = |path: &str, file: &PublishedFile| state.listing.get(path) == Some(&file.size);
    let unkept = replaced.filter(|(path, file)| {
        !state.journal.files.contains_key(*path)
            && is_there(path, file)
            && !state.listing.contains_key(&kept_key(&file.hash))
    });
    unkept.map(|(path, file)| (path.clone(), file.hash.clone())).collect()
}

/// The manifest after publishing `site`.
fn next(state: &TargetState, site: SiteFiles, now: Timestamp) -> PublishedSite {
    let live = state.live.as_ref();
    let journal = state.journal.files.iter().map(|(path, entry)| (path, &entry.file));
    let known = live.into_iter().flat_map(|live| &live.site.files).chain(journal);
    let mut leaving: BTreeMap<String, LeavingFile> = BTreeMap::new();
    for (path, file) in known {
        leaving.insert(path.clone(), LeavingFile { file: file.clone(), since: now });
    }
    for (path, earlier) in live.into_iter().flat_map(|live| &live.leaving) {
        // A file that the live site no longer has keeps the time at which it left.
        if live.is_some_and(|live| !live.site.files.contains_key(path)) {
            leaving.insert(path.clone(), earlier.clone());
        }
    }
    leaving.retain(|path, _| !site.files.contains_key(path) && state.listing.contains_key(path));
    let previous = live.and_then(|live| {
        if live.site == site {
            return live.previous.clone();
        }
        Some(PreviousSite { published: live.published, replaced: now, site: live.site.clone() })
    });
    PublishedSite { format: FORMAT, published: now, site, leaving, previous }
}

/// A file at the target that no publish wrote, and that is a new file or stands in the way of one.
fn foreign(state: &TargetState, files: &BTreeMap<String, PublishedFile>) -> Option<String> {
    let live = state.live.as_ref();
    let is_ours = |key: &str| {
        key.starts_with(OWN_FOLDER)
            || state.journal.files.contains_key(key)
            || live.is_some_and(|live| live.site.files.contains_key(key) || live.leaving.contains_key(key))
    };
    let is_replaced = |key: &str| {
        let inside = format!("{key}/");
        let is_above = files.range(inside.clone()..).next().is_some_and(|(path, _)| path.starts_with(&inside));
        let mut above = key.match_indices('/').map(|(at, _)| &key[..at]);
        is_above || files.contains_key(key) || above.any(|folder| files.contains_key(folder))
    };
    state.listing.keys().find(|key| !is_ours(key) && is_replaced(key)).cloned()
}

/// The files that can be removed now that `site` is published: pages that are not part of it, other files after the
/// grace period, and kept contents that nothing can bring back any more.
#[must_use]
pub fn removals(site: &PublishedSite, listing: &BTreeMap<String, u64>, grace: Duration, now: Timestamp) -> Vec<String> {
    let is_over = |since: Timestamp| Duration::try_from(now.duration_since(since)).is_ok_and(|age| age >= grace);
    let leaving = site.leaving.iter().filter(|(path, leaving)| {
        let is_ours = !path.starts_with(OWN_FOLDER) && !site.site.files.contains_key(*path);
        is_ours && (SitePart::of(path) == SitePart::Page || is_over(leaving.since))
    });
    let leaving = leaving.map(|(path, _)| path).filter(|path| listing.contains_key(*path)).cloned();
    let previous = site.previous.as_ref().filter(|previous| !is_over(previous.replaced));
    let needed: BTreeSet<String> = previous
        .into_iter()
        .flat_map(|previous| previous.site.files.values())
        .map(|file| kept_key(&file.hash))
        .collect();
    let kept = listing.keys().filter(|key| key.starts_with(KEPT_FOLDER) && !needed.contains(*key)).cloned();
    leaving.chain(kept).collect()
}
