//! Addresses that readers requested and did not find: pages, and anchors of pages. They are counted with the hosts of the
//! pages that link to them, compared with the site's present addresses, and proposed for `addresses.toml`.
//!
//! Nothing is guessed: a proposal that is not certain is a comment.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::figures::counted;
use super::patch::changed_file;
use crate::addresses::{self, AddressFile, AnchoredAddress};
use crate::events::{EventPage, MissingEvent};
use crate::path::{Address, decode, slug};
use crate::printable;
use crate::render::{self, Renderer};
use crate::suggest::Candidates;

/// Maximum number of addresses to remember: anyone can invent them.
const MAX_ADDRESSES: usize = 20_000;

/// Maximum number of hosts to remember for an address.
const MAX_HOSTS: usize = 50;

/// Number of hosts shown for an address.
const HOSTS_SHOWN: usize = 3;

/// How often each address was requested. The keys are as pages report them, with the site's base path.
#[derive(Debug, Default)]
pub(super) struct LostTally(HashMap<AnchoredAddress, LostCount>);

#[derive(Debug, Default)]
struct LostCount {
    requests: u64,
    hosts: BTreeMap<String, u64>,
}

impl LostTally {
    /// Counts a request. Addresses with characters that imitate others are left out.
    pub fn add(&mut self, place: &EventPage, missing: &MissingEvent) {
        let Some(page) = AnchoredAddress::parse(&place.page) else { return };
        let at = AnchoredAddress { anchor: missing.anchor.clone(), page: page.page };
        let is_deceptive =
            at.page.as_str().contains(printable::is_deceptive) || at.anchor.contains(printable::is_deceptive);
        if is_deceptive || self.0.len() >= MAX_ADDRESSES && !self.0.contains_key(&at) {
            return;
        }
        let count = self.0.entry(at).or_default();
        count.requests += 1;
        let host = &missing.referrer;
        if !host.is_empty() && (count.hosts.len() < MAX_HOSTS || count.hosts.contains_key(host)) {
            *count.hosts.entry(host.clone()).or_default() += 1;
        }
    }
}

/// The addresses of the present site. Empty without a project: then every requested address is listed.
#[derive(Debug, Clone, Default)]
pub struct PresentAddresses {
    /// The base path, decoded and without a final slash.
    base: String,
    /// The files of all pages.
    files: BTreeSet<String>,
    /// The pages of articles, with their anchors.
    anchors: BTreeMap<Address, BTreeSet<String>>,
    /// What `addresses.toml` has an answer for.
    answered: BTreeSet<AnchoredAddress>,
}

impl PresentAddresses {
    /// The addresses of a site.
    #[must_use]
    pub fn of(renderer: &Renderer) -> Self {
        let site = &renderer.site;
        let config = &renderer.project.config;
        let pages = render::pages(site, config.latest_prefix().as_deref(), &config.editions().collect());
        let anchors = site.ids().map(|id| {
            let own = site[id].body.anchors.iter().map(ToString::to_string);
            let old = site.old_addresses.anchors.get(&id).into_iter();
            let old = old.flat_map(|old| old.by_heading.values().flatten().chain(old.elsewhere.keys()).cloned());
            (site.address(id).clone(), own.chain(old).collect())
        });
        Self {
            base: decode(&config.base_url.path),
            anchors: anchors.collect(),
            files: pages.keys().map(|path| path.as_str().to_owned()).collect(),
            answered: renderer.project.addresses.entries.keys().cloned().collect(),
        }
    }

    /// The address on the site, without the base path; `None` for an address that is not below it.
    fn on_site(&self, at: &AnchoredAddress) -> Option<AnchoredAddress> {
        let path = at.page.as_str().strip_prefix(&*self.base).filter(|path| path.starts_with('/'))?;
        Some(AnchoredAddress { page: Address::new(path), anchor: at.anchor.clone() })
    }

    /// Whether readers find something there now.
    fn is_answered(&self, at: &AnchoredAddress) -> bool {
        let is_page = |page: &Address| self.files.contains(page.out_path().as_str());
        let with_slash = Address::new(&format!("{}/", at.page));
        self.answered.contains(at)
            || match self.anchors.get(&at.page) {
                Some(anchors) if !at.anchor.is_empty() => anchors.contains(&at.anchor),
                _ => is_page(&at.page) || is_page(&with_slash),
            }
    }

    /// The only address that differs in nothing but letter case, separators and the ending of a file.
    fn same(&self, at: &AnchoredAddress) -> Option<AnchoredAddress> {
        if at.anchor.is_empty() {
            let wanted = plain_path(at.page.as_str());
            let mut same = self.anchors.keys().filter(|page| plain_path(page.as_str()) == wanted);
            return same.next().filter(|_| same.next().is_none()).map(|page| AnchoredAddress::page(page.clone()));
        }
        let plain = |anchor: &str| slug(&anchor.replace('_', "-"));
        let wanted = plain(&at.anchor);
        let mut same = self.anchors.get(&at.page)?.iter().filter(|anchor| plain(anchor) == wanted);
        let anchor = same.next().filter(|anchor| same.next().is_none() && !anchor.is_empty())?.clone();
        Some(AnchoredAddress { page: at.page.clone(), anchor })
    }

    /// The nearest address: with the same last part, else with the most similar text.
    fn nearest(&self, at: &AnchoredAddress, pages: &Candidates<'_>) -> Option<AnchoredAddress> {
        if !at.anchor.is_empty() {
            let anchors = self.anchors.get(&at.page)?;
            let near = Candidates::new(anchors.iter().map(String::as_str)).nearest(&at.anchor)?.to_owned();
            return Some(AnchoredAddress { page: at.page.clone(), anchor: near });
        }
        let name = |path: &str| plain_path(path).rsplit('/').next().unwrap_or_default().to_owned();
        let wanted = name(at.page.as_str());
        let mut same = self.anchors.keys().filter(|page| !wanted.is_empty() && name(page.as_str()) == wanted);
        let only = same.next().filter(|_| same.next().is_none()).cloned();
        let near = only.or_else(|| pages.nearest(at.page.as_str()).map(Address::new))?;
        Some(AnchoredAddress::page(near))
    }
}

/// A path for comparisons: in lower case, with one kind of separator, and without the ending of a file.
fn plain_path(path: &str) -> String {
    let lower = path.to_lowercase().replace(['_', ' ', '+'], "-");
    let path = lower.trim_matches('/');
    let path = [".html", ".htm", ".php", ".aspx", ".md"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    path.strip_suffix("/index").unwrap_or(path).trim_end_matches('/').to_owned()
}

/// An address that readers requested and did not find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostAddress {
    /// The address, as `addresses.toml` names it.
    pub address: String,
    /// How often it was requested.
    pub requests: u64,
    /// The hosts of pages that link to it, most frequent first.
    pub from: Vec<(String, u64)>,
    /// The nearest address of the site.
    pub near: Option<String>,
    /// Whether it certainly leads there: git shows it, or nothing but letter case, separators and the ending differ.
    pub is_certain: bool,
    /// The commit that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// The addresses that lead nowhere now, most requested first.
pub(super) fn lost(tally: &LostTally, present: &PresentAddresses, limit: usize) -> Vec<LostAddress> {
    let mut all: Vec<(AnchoredAddress, &LostCount)> = tally
        .0
        .iter()
        .filter_map(|(at, count)| Some((present.on_site(at)?, count)))
        .filter(|(at, _)| !present.is_answered(at))
        .collect();
    all.sort_by(|a, b| b.1.requests.cmp(&a.1.requests).then_with(|| a.0.cmp(&b.0)));
    all.truncate(limit);
    let pages = Candidates::new(present.anchors.keys().map(Address::as_str));
    all.into_iter()
        .map(|(at, count)| {
            let same = present.same(&at);
            let is_certain = same.is_some();
            let near = same.or_else(|| present.nearest(&at, &pages));
            let mut from: Vec<(String, u64)> = count.hosts.iter().map(|(host, count)| (host.clone(), *count)).collect();
            from.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            from.truncate(HOSTS_SHOWN);
            let near = near.map(|near| near.to_string());
            LostAddress { address: at.to_string(), requests: count.requests, from, near, is_certain, commit: None }
        })
        .collect()
}

impl LostAddress {
    /// How often it was requested, and from where: `12 requests, from forum.example ×8`.
    #[must_use]
    pub fn requests_in_words(&self) -> String {
        let from: Vec<String> = self.from.iter().map(|(host, count)| format!("{host} ×{count}")).collect();
        let from = if from.is_empty() { String::new() } else { format!(", from {}", from.join(", ")) };
        printable::line(&format!("{}{from}", counted(self.requests, "request", "requests"))).into_owned()
    }

    /// The line for `[moved]` in `addresses.toml`: a comment if it is not certain.
    fn line(&self) -> String {
        let Some(near) = &self.near else {
            return format!("# \"{}\" = \"/…/\"  # {}: where is it now?\n", self.address, self.requests_in_words());
        };
        match &self.commit {
            Some(commit) => format!("\"{}\" = {{ to = \"{near}\", commit = \"{commit}\" }}\n", self.address),
            None if self.is_certain => format!("\"{}\" = \"{near}\"\n", self.address),
            None => format!("# \"{}\" = \"{near}\"  # {}: is this right?\n", self.address, self.requests_in_words()),
        }
    }
}

/// A patch that adds lost addresses to `addresses.toml`; empty if there are none. `old` is the text of the file, if it
/// exists.
#[must_use]
pub fn propose_addresses(lost: &[LostAddress], old: Option<&str>) -> String {
    if lost.is_empty() {
        return String::new();
    }
    let mut lost: Vec<&LostAddress> = lost.iter().collect();
    lost.sort_by(|a, b| a.address.cmp(&b.address));
    let lines: String = lost.iter().map(|lost| lost.line()).collect();
    let text = old.map_or_else(|| addresses::text(&AddressFile::default()), str::to_owned);
    let new = addresses::with_lines(&text, &lines);
    changed_file(addresses::FILE, old.is_none(), old.unwrap_or_default(), &new)
}
