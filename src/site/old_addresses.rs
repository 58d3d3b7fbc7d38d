//! Applies `addresses.toml` to a site: redirects for old pages, targets for old anchors, and pages that are gone.
//!
//! An old anchor of a page that still exists becomes an invisible target at its heading, or a line that leads to another
//! page. An old anchor of a page that moved is found on the new page, as browsers keep the fragment when they follow a
//! redirect. Where that would lead to another heading, the forwarding page has a map of its anchors.

mod resolve;

use std::collections::{BTreeMap, BTreeSet};

use crate::addresses::{AddressEntry, AddressFate, AnchoredAddress};
use crate::codes;
use crate::config::ConfiguredRedirect;
use crate::diagnostic::Diagnostic;
use crate::path::Address;
use crate::project::Project;
use crate::site::redirects::{Redirects, add, with_slash};
use crate::site::{ArticleId, RedirectTarget, Site};
use crate::source::Spanned;
use resolve::{AddressResolver, Resolved};

/// Where an old address leads now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum MovedTarget {
    /// A page or anchor of this site.
    Here(AnchoredAddress),
    /// A page of another site.
    Web(String),
}

/// The old anchors of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OldAnchors {
    /// Old anchors by the id of the heading that they lead to.
    pub by_heading: BTreeMap<String, Vec<String>>,
    /// Old anchors of sections that are on another page now.
    pub elsewhere: BTreeMap<String, MovedTarget>,
}

/// A page that is gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GonePage {
    /// Why, for readers; may be empty.
    pub reason: String,
    /// The nearest page.
    pub near: Option<MovedTarget>,
}

/// What `addresses.toml` adds to a site, besides redirects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppliedAddresses {
    /// Old anchors of articles.
    pub anchors: BTreeMap<ArticleId, OldAnchors>,
    /// Anchors of old pages that do not lead to the page that the old page leads to.
    pub forwarded: BTreeMap<Address, BTreeMap<String, MovedTarget>>,
    /// Pages that are gone. Old pages whose parts are elsewhere are among them.
    pub gone: BTreeMap<Address, GonePage>,
    /// The articles at the addresses that the others lead to.
    pub articles: BTreeMap<Address, ArticleId>,
}

impl AppliedAddresses {
    /// The addresses of this site that it leads to.
    fn targets(&self) -> impl Iterator<Item = &AnchoredAddress> {
        let anchors = self.anchors.values().flat_map(|anchors| anchors.elsewhere.values());
        let forwarded = self.forwarded.values().flat_map(BTreeMap::values);
        let near = self.gone.values().filter_map(|page| page.near.as_ref());
        anchors.chain(forwarded).chain(near).filter_map(|target| match target {
            MovedTarget::Here(to) => Some(to),
            MovedTarget::Web(_) => None,
        })
    }
}

/// Applies the file to a site whose other redirects are known. Returns all redirects.
#[must_use]
pub fn apply(project: &Project, site: &Site, diagnostics: &mut Vec<Diagnostic>) -> (Redirects, AppliedAddresses) {
    let entries = &project.addresses.entries;
    let mut redirects = (*site.redirects).clone();
    let mut resolver = AddressResolver::new(project, site);
    let mut old = AppliedAddresses::default();
    for ConfiguredRedirect { from, to } in &project.config.redirects {
        // Whether there is a page at their end is checked with all other links of the configuration.
        let from = AnchoredAddress::page(with_slash(from.value.as_str()));
        let _ = resolver.follow(&from, to, diagnostics);
    }
    for (from, entry) in entries.iter().filter(|(from, _)| from.anchor.is_empty()) {
        if resolver.is_page(&without_index(&from.page)) {
            diagnostics.push(unused(from, entry, "is a page of this site"));
            continue;
        }
        if is_written_by_builds(&from.page) {
            diagnostics.push(unused(from, entry, "is a file that builds write"));
            continue;
        }
        match &entry.fate {
            AddressFate::Moved(to) => {
                let Some(target) = resolver.resolve(from, to, diagnostics) else { continue };
                let target = as_redirect(&resolver, target, to);
                if let Some(known) = redirects.get(&from.page) {
                    if *known != target {
                        diagnostics.push(unused(from, entry, "already leads elsewhere by an alias or `[redirects]`"));
                    }
                    continue;
                }
                diagnostics.extend(add(from.page.clone(), target, &entry.span, &|_| false, &mut redirects));
            }
            AddressFate::Gone { reason, near } => {
                if redirects.contains_key(&from.page) {
                    diagnostics.push(unused(from, entry, "leads to a page by an alias or `[redirects]`"));
                    continue;
                }
                let near = near.as_ref().and_then(|near| resolver.resolve(from, near, diagnostics));
                if !reason.is_empty() || near.is_some() {
                    old.gone.insert(from.page.clone(), GonePage { reason: reason.clone(), near });
                }
            }
        }
    }
    resolver.redirects = redirects;
    let mut gone = Vec::new();
    for (from, entry) in entries.iter().filter(|(from, _)| !from.anchor.is_empty()) {
        if resolver.has_anchor(&from.page, &from.anchor) == Some(true) {
            diagnostics.push(unused(from, entry, "is an anchor of this site"));
            continue;
        }
        match &entry.fate {
            AddressFate::Moved(to) => {
                if let Some(target) = resolver.resolve(from, to, diagnostics) {
                    add_anchor(&resolver, from, target, &mut old);
                }
            }
            AddressFate::Gone { .. } => gone.push(from),
        }
    }
    for from in gone {
        add_gone_anchor(&resolver, from, &mut old);
    }
    old.articles = old.targets().filter_map(|to| Some((to.page.clone(), resolver.article(&to.page)?))).collect();
    (resolver.redirects, old)
}

/// Files besides pages that builds write at the top of the site or of an edition.
const FILES_OF_BUILDS: &[&str] = &[
    ".htaccess",
    "404.html",
    "_headers",
    "_nginx.conf",
    "_redirects",
    "_s3.json",
    "feed.xml",
    "llms.txt",
    "notice.json",
    "opensearch.xml",
    "pages.json",
    "robots.txt",
    "sitemap.xml",
    "vercel.json",
    "versions.json",
];

/// Whether a page at an old address would replace a file that builds write.
fn is_written_by_builds(address: &Address) -> bool {
    let path = address.as_str().trim_start_matches('/').to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    FILES_OF_BUILDS.contains(&name) || path.starts_with("_assets/") || path.starts_with("_search/")
}

/// The address of a page whose file is named.
fn without_index(address: &Address) -> Address {
    address
        .as_str()
        .strip_suffix("/index.html")
        .map_or_else(|| address.clone(), |folder| Address::new(&format!("{folder}/")))
}

fn unused(from: &AnchoredAddress, entry: &AddressEntry, why: &str) -> Diagnostic {
    let message = format!("`{from}` {why}, so this entry is not used");
    Diagnostic::at(codes::ADDRESSES_UNUSED, message, entry.span.clone()).help("remove the entry")
}

fn as_redirect(resolver: &AddressResolver<'_>, target: MovedTarget, to: &Spanned<String>) -> RedirectTarget {
    match target {
        MovedTarget::Web(url) => RedirectTarget::Written(Spanned { value: url, span: to.span.clone() }),
        MovedTarget::Here(to) => match resolver.article(&to.page).filter(|_| to.anchor.is_empty()) {
            Some(id) => RedirectTarget::Article(id),
            None => RedirectTarget::Moved(to),
        },
    }
}

/// Adds an old anchor: of a page that still exists, of one that moved, or of one that is gone.
fn add_anchor(resolver: &AddressResolver<'_>, from: &AnchoredAddress, target: MovedTarget, old: &mut AppliedAddresses) {
    if let Some(id) = resolver.article(&from.page) {
        let own = old.anchors.entry(id).or_default();
        match target {
            MovedTarget::Here(to) if to.page == from.page => {
                if !to.anchor.is_empty() {
                    own.by_heading.entry(to.anchor).or_default().push(from.anchor.clone());
                }
            }
            target => drop(own.elsewhere.insert(from.anchor.clone(), target)),
        }
        return;
    }
    if let (Some(Resolved { page, anchor: None }), MovedTarget::Here(to)) = (resolver.behind(&from.page), &target)
        && to.page == page
        && keeps_fragment(resolver, from, to, old)
    {
        return;
    }
    if !resolver.redirects.contains_key(&from.page) {
        old.gone.entry(from.page.clone()).or_default();
    }
    old.forwarded.entry(from.page.clone()).or_default().insert(from.anchor.clone(), target);
}

/// Whether a browser that keeps the fragment of a redirect gets to the right heading. If the new page does not have the
/// anchor, it gets it.
fn keeps_fragment(
    resolver: &AddressResolver<'_>,
    from: &AnchoredAddress,
    to: &AnchoredAddress,
    old: &mut AppliedAddresses,
) -> bool {
    let Some(id) = resolver.article(&to.page) else { return to.anchor.is_empty() };
    if to.anchor == from.anchor {
        return true;
    }
    if resolver.has_anchor(&to.page, &from.anchor) == Some(true) {
        return false;
    }
    let own = old.anchors.entry(id).or_default();
    let known = own.by_heading.iter().find(|(_, anchors)| anchors.contains(&from.anchor)).map(|(heading, _)| heading);
    match known {
        Some(heading) => *heading == to.anchor,
        None if own.elsewhere.contains_key(&from.anchor) => false,
        None => {
            if !to.anchor.is_empty() {
                own.by_heading.entry(to.anchor.clone()).or_default().push(from.anchor.clone());
            }
            true
        }
    }
}

/// An anchor that is gone must not lead to a heading that happens to have its name on the new page.
fn add_gone_anchor(resolver: &AddressResolver<'_>, from: &AnchoredAddress, old: &mut AppliedAddresses) {
    let Some(Resolved { page, anchor: None }) = resolver.behind(&from.page) else { return };
    let is_old = |own: &OldAnchors| {
        let at_headings: BTreeSet<&String> = own.by_heading.values().flatten().collect();
        own.elsewhere.contains_key(&from.anchor) || at_headings.contains(&from.anchor)
    };
    let is_taken = resolver.has_anchor(&page, &from.anchor) == Some(true)
        || resolver.article(&page).and_then(|id| old.anchors.get(&id)).is_some_and(is_old);
    if is_taken {
        let target = MovedTarget::Here(AnchoredAddress::page(page));
        old.forwarded.entry(from.page.clone()).or_default().insert(from.anchor.clone(), target);
    }
}
