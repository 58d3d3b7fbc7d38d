//! Follows the targets of `addresses.toml` to pages that exist.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::MovedTarget;
use crate::addresses::{AddressFate, AnchoredAddress};
use crate::codes;
use crate::diagnostic::{Certainty, Diagnostic, Fix};
use crate::path::Address;
use crate::project::Project;
use crate::site::redirects::Redirects;
use crate::site::{ArticleId, RedirectTarget, Site};
use crate::source::Spanned;
use crate::suggest;

/// The pages of a site and the redirects between old addresses.
pub(super) struct AddressResolver<'s> {
    project: &'s Project,
    site: &'s Site,
    articles: HashMap<&'s Address, ArticleId>,
    pages: HashSet<&'s Address>,
    /// The redirects so far.
    pub redirects: Redirects,
}

/// Where a redirect of this site ends.
pub(super) struct Resolved {
    pub page: Address,
    /// An anchor that replaces the reader's.
    pub anchor: Option<String>,
}

impl<'s> AddressResolver<'s> {
    pub fn new(project: &'s Project, site: &'s Site) -> Self {
        let mut pages: HashSet<&Address> = site.addresses.iter().collect();
        for edition in site.editions.values() {
            let system = &edition.system;
            pages.extend([&edition.home, &system.search, &system.all, &system.whats_new, &system.labels]);
            pages.extend([&system.contact, &system.thanks]);
            pages.extend(edition.folders.values().map(|folder| &folder.address));
            pages.extend(edition.labels.values().map(|label| &label.address));
        }
        let articles = site.ids().map(|id| (site.address(id), id)).collect();
        Self { project, site, articles, pages, redirects: (*site.redirects).clone() }
    }

    /// Whether a page has this address.
    pub fn is_page(&self, address: &Address) -> bool {
        self.pages.contains(address)
    }

    /// The article at this address.
    pub fn article(&self, address: &Address) -> Option<ArticleId> {
        self.articles.get(address).copied()
    }

    /// Whether the article at this address has an anchor; `None` if there is no article.
    pub fn has_anchor(&self, page: &Address, anchor: &str) -> Option<bool> {
        let anchors = &self.site[self.article(page)?].body.anchors;
        Some(anchors.binary_search_by(|known| (**known).cmp(anchor)).is_ok())
    }

    /// The page of this site that an old page leads to.
    pub fn behind(&self, page: &Address) -> Option<Resolved> {
        match self.redirects.get(page)? {
            RedirectTarget::Article(id) => Some(Resolved { page: self.site.address(*id).clone(), anchor: None }),
            RedirectTarget::Moved(to) => {
                let anchor = Some(to.anchor.clone()).filter(|anchor| !anchor.is_empty());
                Some(Resolved { page: to.page.clone(), anchor })
            }
            RedirectTarget::Written(url) => {
                let to = AnchoredAddress::parse(&url.value).filter(|to| self.is_page(&to.page))?;
                let anchor = Some(to.anchor).filter(|anchor| !anchor.is_empty());
                Some(Resolved { page: to.page, anchor })
            }
        }
    }

    /// The final target of an entry. Reports loops, chains and targets that do not exist.
    pub fn resolve(
        &self,
        from: &AnchoredAddress,
        to: &Spanned<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<MovedTarget> {
        match self.follow(from, to, diagnostics)? {
            MovedTarget::Here(end) => self.existing(end, to, diagnostics),
            web @ MovedTarget::Web(_) => Some(web),
        }
    }

    /// Where a redirect ends, whether there is a page or not. Reports loops and chains.
    pub fn follow(
        &self,
        from: &AnchoredAddress,
        to: &Spanned<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<MovedTarget> {
        let mut seen = BTreeSet::from([from.clone()]);
        let mut next = to.value.clone();
        let mut steps = 0;
        let end = loop {
            let Some(at) = self.on_site(&next) else { break MovedTarget::Web(next) };
            if !seen.insert(at.clone()) {
                let message = format!("`{from}` leads back to itself");
                let diagnostic = Diagnostic::at(codes::ADDRESSES_LOOP, message, to.span.clone());
                diagnostics.push(diagnostic.help("write the address of a page that exists"));
                return None;
            }
            match self.step(&at) {
                Some(to) => next = to,
                None => break MovedTarget::Here(at),
            }
            steps += 1;
        };
        if steps > 0 {
            let end = match &end {
                MovedTarget::Here(end) => end.to_string(),
                MovedTarget::Web(url) => url.clone(),
            };
            let message = format!("`{}` is an old address, too, which leads to `{end}`", to.value);
            let diagnostic = Diagnostic::at(codes::ADDRESSES_CHAIN, message, to.span.clone());
            // A query would get lost.
            let fix = (!to.value.contains('?')).then(|| Fix {
                span: to.span.clone(),
                replacement: end.clone(),
                certainty: Certainty::Certain,
            });
            diagnostics.push(diagnostic.did_you_mean(Some(end)).fix(fix));
        }
        Some(end)
    }

    /// A target as an address of this site, also if it is written in full; `None` for another site.
    fn on_site(&self, target: &str) -> Option<AnchoredAddress> {
        let config = &self.project.config;
        let local = config.own_hosts().iter().find_map(|host| {
            let path = target.strip_prefix(host.as_str())?;
            path.strip_prefix(config.base_url.path.as_str()).filter(|path| path.starts_with('/')).map(str::to_owned)
        });
        AnchoredAddress::parse(local.as_deref().unwrap_or(target))
    }

    /// Where an old address leads in one step; `None` for a page that exists, and for an unknown address.
    fn step(&self, at: &AnchoredAddress) -> Option<String> {
        let moved = |address: &AnchoredAddress| match &self.project.addresses.entries.get(address)?.fate {
            AddressFate::Moved(to) => Some(to.value.clone()),
            AddressFate::Gone { .. } => None,
        };
        if !at.anchor.is_empty() && self.has_anchor(&at.page, &at.anchor) != Some(true) {
            let to = moved(at);
            if to.is_some() {
                return to;
            }
        }
        if self.is_page(&at.page) {
            return None;
        }
        let to = match self.redirects.get(&at.page) {
            Some(RedirectTarget::Article(id)) => AnchoredAddress::page(self.site.address(*id).clone()).to_string(),
            Some(RedirectTarget::Moved(to)) => to.to_string(),
            Some(RedirectTarget::Written(url)) => url.value.clone(),
            None => moved(&AnchoredAddress::page(at.page.clone()))?,
        };
        let keeps_anchor = !at.anchor.is_empty() && !to.contains('#');
        Some(if keeps_anchor {
            AnchoredAddress { anchor: at.anchor.clone(), ..AnchoredAddress::parse(&to)? }.to_string()
        } else {
            to
        })
    }

    /// The target, if it exists. An anchor that does not exist is left out.
    fn existing(
        &self,
        target: AnchoredAddress,
        to: &Spanned<String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<MovedTarget> {
        let is_file = || {
            let file = self.project.config.static_files.join(target.page.as_str().trim_start_matches('/'));
            file.is_some_and(|file| self.project.files.contains_key(&file))
        };
        if !self.is_page(&target.page) && !is_file() {
            let message = format!("there is no page `{}`", target.page);
            let near = suggest::nearest(target.page.as_str(), self.pages.iter().map(|page| page.as_str()));
            diagnostics.push(missing(message, to, near.map(str::to_owned)));
            return None;
        }
        if target.anchor.is_empty() || self.has_anchor(&target.page, &target.anchor) != Some(false) {
            return Some(MovedTarget::Here(target));
        }
        let anchors = self.article(&target.page).map_or(&[][..], |id| &self.site[id].body.anchors);
        let near = suggest::nearest(&target.anchor, anchors.iter().map(|anchor| &**anchor));
        let near = near.map(|near| AnchoredAddress { anchor: near.to_owned(), ..target.clone() }.to_string());
        let message = format!("`{}` has no heading or id `#{}`", target.page, target.anchor);
        diagnostics.push(missing(message, to, near));
        Some(MovedTarget::Here(AnchoredAddress::page(target.page)))
    }
}

fn missing(message: String, to: &Spanned<String>, near: Option<String>) -> Diagnostic {
    let diagnostic = Diagnostic::at(codes::ADDRESSES_MISSING_TARGET, message, to.span.clone());
    match near {
        Some(_) => diagnostic.did_you_mean(near),
        None => diagnostic.help("write the address of a page that exists, or move the entry to `[gone]`"),
    }
}
