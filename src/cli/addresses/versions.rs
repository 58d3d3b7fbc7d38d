//! Addresses of versions that are read from git. The history of the main branch does not have them: a tag or a branch has
//! its own pages. What it publishes now needs no entry. A version that a pattern still matches, and that is beyond the
//! pattern's limit now, was published once: its pages lead to the same articles of newer versions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::super::project::{OUT, today};
use super::super::terminal::Failure;
use crate::address_history::{AddressHistory, HistoryAnswer};
use crate::addresses::{AddressEntry, AddressFate, AddressFile, AnchoredAddress};
use crate::config::VersionSource;
use crate::content::EditionId;
use crate::load::{self, LoadCache, LoadOptions};
use crate::path::Address;
use crate::pipeline;
use crate::render::Renderer;
use crate::site::ArticleId;
use crate::source::{SourceId, Sources, Span, Spanned};

/// The entries by address.
type Entries = BTreeMap<AnchoredAddress, AddressEntry>;

/// The number of digits of a commit's id in the file.
const COMMIT_DIGITS: usize = 10;

/// The start of the addresses of versions.
const PREFIX: &str = "/v/";

/// Removes entries for pages that versions in git publish, and adds those of versions that are no longer published.
pub(super) fn apply(
    root: &Path,
    old: &AddressFile,
    history: &AddressHistory,
    entries: &mut Entries,
) -> Result<(), Failure> {
    let has_versions = |text: String| text.contains("git:");
    if !std::fs::read_to_string(root.join(load::CONFIG_FILE)).is_ok_and(has_versions) {
        return Ok(());
    }
    let present = site(root, false)?;
    let is_in_git = |version: &crate::config::Version| matches!(version.source, VersionSource::Git { .. });
    let config = &present.project.config;
    let ids = present.site.ids().filter(|id| is_in_git(config.version(present.site[*id].edition.version)));
    let pages: BTreeSet<&Address> = ids.map(|id| present.site.address(id)).collect();
    entries.retain(|at, entry| entry.commit.is_none() || !pages.contains(&at.page));
    let gone = dropped(&site(root, true)?, &present, history);
    for (at, entry) in gone {
        entries.entry(at).or_insert(entry);
    }
    // A version whose tag or pattern was removed cannot be found again.
    let is_of_version = |at: &AnchoredAddress| at.page.as_str().starts_with(PREFIX) && history.answer(at).is_none();
    for (at, entry) in old.entries.iter().filter(|(at, entry)| entry.commit.is_some() && is_of_version(at)) {
        if !pages.contains(&at.page) && !entries.contains_key(at) {
            entries.insert(at.clone(), entry.clone());
        }
    }
    Ok(())
}

/// The site, also with the versions beyond the limits of their patterns.
fn site(root: &Path, with_all_versions: bool) -> Result<Renderer, Failure> {
    let options =
        LoadOptions { date: today()?, drafts: false, edition: None, base_url: None, out: Some(root.join(OUT)) };
    let mut cache = if with_all_versions { LoadCache::of_all_versions() } else { LoadCache::default() };
    let loaded = load::reload(root, &options, &mut cache, None)
        .map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    Ok(pipeline::build(Arc::new(loaded.project)).value.renderer)
}

/// The entries for versions that are not published any more.
fn dropped(all: &Renderer, present: &Renderer, history: &AddressHistory) -> Entries {
    let live: BTreeSet<&str> = present.project.config.versions.iter().map(|version| version.id.as_str()).collect();
    let source = Sources::default().add(crate::path::ProjectPath::new(crate::addresses::FILE), "");
    let articles = present.site.ids().map(|id| (present.site.address(id), id)).collect();
    let finder = SuccessorFinder { all, present, history, live: &live, articles };
    let mut entries = Entries::new();
    for id in all.site.ids() {
        let version = all.project.config.version(all.site[id].edition.version);
        if live.contains(version.id.as_str()) || all.site.is_fallback(id) {
            continue;
        }
        let commit = version.commit.as_ref().map(|commit| commit.chars().take(COMMIT_DIGITS).collect::<String>());
        for (at, to) in finder.successors(id, &format!("{PREFIX}{}", version.id)) {
            entries.insert(at, entry(to, commit.clone(), source));
        }
    }
    entries
}

fn entry(to: Option<AnchoredAddress>, commit: Option<String>, source: SourceId) -> AddressEntry {
    let span = Span::new(source, 0..0);
    let fate = match to {
        Some(to) => AddressFate::Moved(Spanned { value: to.to_string(), span: span.clone() }),
        None => AddressFate::Gone { reason: String::new(), near: None },
    };
    AddressEntry { fate, reason: String::new(), commit, span }
}

/// What is known of articles and of those that follow them.
struct SuccessorFinder<'s> {
    all: &'s Renderer,
    present: &'s Renderer,
    history: &'s AddressHistory,
    /// The ids of the versions that are published.
    live: &'s BTreeSet<&'s str>,
    /// The articles that are published.
    articles: BTreeMap<&'s Address, ArticleId>,
}

impl SuccessorFinder<'_> {
    /// Where the page of an article leads, and those of its anchors that the new page does not have.
    fn successors(&self, id: ArticleId, prefix: &str) -> Vec<(AnchoredAddress, Option<AnchoredAddress>)> {
        let page = self.all.site.address(id);
        let from = AnchoredAddress::page(page.clone());
        // The address that the article had as part of the latest version.
        let plain = page.as_str().strip_prefix(prefix).map(Address::new);
        let same = self.counterpart(id);
        let to = same.map(|id| self.all.site.address(id).clone());
        let to = to.or_else(|| Some(self.moved(&AnchoredAddress::page(plain.clone()?))?.page));
        let mut found = vec![(from, to.clone().map(AnchoredAddress::page))];
        let (Some(to), Some(plain)) = (to, plain) else { return found };
        let Some(new) = self.articles.get(&to) else { return found };
        for anchor in &self.all.site[id].body.anchors {
            if self.present.site[*new].body.anchors.contains(anchor) {
                continue;
            }
            let at = |page: &Address| AnchoredAddress { page: page.clone(), anchor: anchor.to_string() };
            found.extend(self.moved(&at(&plain)).map(|moved| (at(page), Some(moved))));
        }
        found
    }

    /// The same article in the latest version that is published and has it.
    fn counterpart(&self, id: ArticleId) -> Option<ArticleId> {
        let own = self.all.site[id].edition;
        let editions = self.all.site.editions.keys().filter(|edition| edition.locale == own.locale);
        let is_live =
            |edition: &&EditionId| self.live.contains(self.all.project.config.version(edition.version).id.as_str());
        editions.filter(is_live).find_map(|edition| self.all.site.across(id, *edition))
    }

    /// Where the main branch shows that an address leads, if that is published.
    fn moved(&self, at: &AnchoredAddress) -> Option<AnchoredAddress> {
        let Some((HistoryAnswer::Moved(to), _)) = self.history.answer(at) else { return None };
        self.articles.contains_key(&to.page).then_some(to)
    }
}
