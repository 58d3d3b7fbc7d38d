//! What old addresses lead to: articles, categories, files, pages that are gone.

use std::collections::BTreeMap;

use super::export::Export;
use super::layout::{Layout, ancestors};
use super::model::{ArticleText, HelpCenter, OldTarget, SourceArticle, SourceAttachment, SourcePlace};
use super::names::{host_of, path_of};
use crate::html::address;
use crate::path;

/// Finds what addresses lead to.
#[derive(Debug)]
pub struct OldTargets<'c> {
    pub center: &'c HelpCenter,
    pub layout: &'c Layout,
    pub export: &'c Export,
    pub articles: BTreeMap<&'c str, &'c SourceArticle>,
    pub places: BTreeMap<&'c str, &'c SourcePlace>,
    by_path: BTreeMap<String, OldTarget>,
    /// The file of the export that each article was in.
    by_file: BTreeMap<&'c str, (&'c str, &'c str)>,
    attachments: BTreeMap<String, &'c str>,
    rules: BTreeMap<String, &'c str>,
    /// The articles that files of the export were added to.
    owners: BTreeMap<&'c str, Vec<&'c str>>,
    by_id: BTreeMap<&'c str, &'c SourceAttachment>,
}

/// What a link of an article leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OldLinkTarget {
    /// An article, by id, and the locale that the address names.
    Article(String, Option<String>),
    /// A category, by id, and the locale.
    Place(String, Option<String>),
    /// A file of the export, by its path there, and its name.
    File(String, String),
    /// A full address: another site, or a scheme such as `mailto:`.
    Outside(String),
    /// The home page.
    Home(Option<String>),
    /// The contact form.
    Contact,
    /// A place in the same article.
    Here,
    /// Nothing that readers can go to, and why.
    Nowhere(String),
}

impl<'c> OldTargets<'c> {
    /// Indexes a help center.
    #[must_use]
    pub fn new(center: &'c HelpCenter, layout: &'c Layout, export: &'c Export) -> Self {
        let mut by_path = BTreeMap::new();
        let mut by_file = BTreeMap::new();
        let mut attachments = BTreeMap::new();
        for place in &center.places {
            for (address, locale) in &place.addresses {
                by_path.insert(key(address), OldTarget::Place(place.id.clone(), locale.clone()));
            }
        }
        for article in &center.articles {
            for (locale, text) in &article.texts {
                for address in &text.addresses {
                    by_path.insert(key(address), OldTarget::Article(article.id.clone(), Some(locale.clone())));
                }
                if let Some(base) = &text.base {
                    by_file.insert(base.as_str(), (article.id.as_str(), locale.as_str()));
                }
            }
        }
        for (address, locale) in &center.home_addresses {
            by_path.insert(key(address), OldTarget::Home(Some(locale.clone())));
        }
        for attachment in &center.attachments {
            for address in &attachment.addresses {
                let known = path_of(address).unwrap_or_else(|| address.clone());
                attachments.insert(key(&known), attachment.id.as_str());
            }
        }
        let rules = center.rules.iter().map(|(from, to)| (key(from), to.as_str())).collect();
        let articles = center.articles.iter().map(|article| (article.id.as_str(), article)).collect();
        let places = center.places.iter().map(|place| (place.id.as_str(), place)).collect();
        let owners = BTreeMap::new();
        let by_id = center.attachments.iter().map(|attachment| (attachment.id.as_str(), attachment)).collect();
        let mut old =
            Self { center, layout, export, articles, places, by_path, by_file, attachments, rules, owners, by_id };
        old.owners = old.owners();
        old
    }

    fn owners(&self) -> BTreeMap<&'c str, Vec<&'c str>> {
        let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for attachment in &self.center.attachments {
            let Some(article) = attachment.article.as_deref() else { continue };
            for address in attachment.addresses.iter().flat_map(|address| self.full(address)) {
                if let Some(file) = self.copy(&address) {
                    owners.entry(file).or_default().push(article);
                }
            }
        }
        owners
    }

    /// An address with a host: its own, or each of the help center's.
    fn full(&self, address: &str) -> Vec<String> {
        match host_of(address) {
            Some(_) => vec![address.to_owned()],
            None => self.center.hosts.iter().map(|host| format!("https://{host}{address}")).collect(),
        }
    }

    /// What an address in a text leads to, and the place there (`#x`).
    #[must_use]
    pub fn find(&self, url: &str, from: &ArticleText) -> (OldLinkTarget, Option<String>) {
        let url: String = url.chars().filter(|letter| !letter.is_control()).collect();
        let url = url.trim();
        let fragment =
            url.split_once('#').map(|(_, fragment)| fragment.to_owned()).filter(|fragment| !fragment.is_empty());
        if url.starts_with('#') {
            return (if fragment.is_some() { OldLinkTarget::Here } else { nowhere("it is empty") }, fragment);
        }
        if url.is_empty() {
            return (nowhere("it is empty"), None);
        }
        if let Some(scheme) = address::scheme(url).filter(|scheme| !matches!(scheme.as_str(), "http" | "https")) {
            let is_fine = matches!(scheme.as_str(), "mailto" | "tel" | "sms" | "ftp" | "callto" | "skype" | "facetime");
            let target = if is_fine {
                OldLinkTarget::Outside(url.to_owned())
            } else {
                nowhere(&format!("`{scheme}:` is no address of a page"))
            };
            return (target, None);
        }
        (self.web(url, from, 0), fragment)
    }

    fn web(&self, url: &str, from: &ArticleText, redirects: usize) -> OldLinkTarget {
        /// More than help centers chain, and few enough to end a circle.
        const MAX_REDIRECTS: usize = 5;
        let full = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
        let host = host_of(&full);
        if let Some(file) = host.is_some().then(|| self.copy(&full)).flatten() {
            let known = path_of(&full).and_then(|path| self.known_attachment(&path));
            let name = known.map(|known| known.name.clone()).filter(|name| !name.is_empty());
            return OldLinkTarget::File(file.to_owned(), name.unwrap_or_else(|| last_part(&full)));
        }
        if host.as_ref().is_some_and(|host| !self.is_own(host)) {
            return OldLinkTarget::Outside(full);
        }
        let site_root = self.center.site_root.as_deref().unwrap_or_default();
        let Some(place) = path_of(&full).or_else(|| relative(&full, from, site_root)) else {
            return nowhere("it is not an address");
        };
        if let (Some(to), true) = (self.rules.get(&key(&place)), redirects < MAX_REDIRECTS) {
            return self.web(to, from, redirects + 1);
        }
        if let Some(found) = self.in_export(&full, &place, from) {
            return found;
        }
        // Another system's page on the same host.
        if let (Some(section), Some(host)) = (&self.center.section, self.center.hosts.first())
            && place.starts_with('/')
            && !place.starts_with(section.as_str())
        {
            return OldLinkTarget::Outside(format!("https://{host}{place}"));
        }
        let read = self.by_path.get(&key(&place)).cloned().or_else(|| (self.center.read_link?)(&place));
        let by_number = read.as_ref().and_then(|read| self.rule_by_number(read));
        if let (Some(to), true) = (by_number, redirects < MAX_REDIRECTS) {
            return self.web(to, from, redirects + 1);
        }
        match read {
            Some(OldTarget::Article(id, locale)) => OldLinkTarget::Article(id, locale),
            Some(OldTarget::Place(id, locale)) => OldLinkTarget::Place(id, locale),
            Some(OldTarget::Attachment(id)) => self.attachment(&id, &full),
            Some(OldTarget::Home(locale)) => OldLinkTarget::Home(locale),
            Some(OldTarget::Contact) => OldLinkTarget::Contact,
            Some(OldTarget::Gone(what)) => nowhere(&format!("it leads to {what}")),
            None => match self.attachments.get(&key(&place)) {
                Some(id) => self.attachment(id, &full),
                None => nowhere("the export has no such page"),
            },
        }
    }

    /// A rule for an article with another slug after its number, or without one.
    fn rule_by_number(&self, read: &OldTarget) -> Option<&'c str> {
        let OldTarget::Article(id, _) = read else { return None };
        if self.articles.contains_key(id.as_str()) {
            return None;
        }
        let reader = self.center.read_link?;
        let leads_there = |from: &&String| matches!(reader(from), Some(OldTarget::Article(other, _)) if other == *id);
        self.rules.keys().find(leads_there).and_then(|from| self.rules.get(from)).copied()
    }

    /// The attachment with an address.
    fn known_attachment(&self, path: &str) -> Option<&'c SourceAttachment> {
        let id = self.attachments.get(&key(path)).copied()?;
        self.by_id.get(id).copied()
    }

    /// The article that a file of the export was added to.
    #[must_use]
    pub fn owner_of(&self, file: &str) -> Option<&'c str> {
        self.owners.get(file)?.last().copied()
    }

    /// Why an article cannot show a file: it was added only to articles that the readers of this one may not see.
    #[must_use]
    pub fn withheld(&self, file: &str, from: &SourceArticle) -> Option<String> {
        let owners = self.owners.get(file)?;
        let reason = |owner: &&str| if **owner == from.id { None } else { self.hidden(owner, None, from) };
        let reasons: Option<Vec<(&str, &str)>> = owners.iter().map(|owner| Some((*owner, reason(owner)?))).collect();
        let (owner, reason) = reasons?.into_iter().next()?;
        Some(format!("the file belongs to the article {owner}, which {reason}"))
    }

    /// Whether a host is the help center's own.
    #[must_use]
    pub fn is_own(&self, host: &str) -> bool {
        self.center.hosts.iter().any(|own| own == host)
    }

    /// The copy of an address in the export. Attachments are found under all of their addresses.
    fn copy(&self, full: &str) -> Option<&'c str> {
        self.export.copy_of(full)
    }

    fn in_export(&self, url: &str, place: &str, from: &ArticleText) -> Option<OldLinkTarget> {
        let base = from.base.as_deref();
        let root = self.center.site_root.as_deref();
        let without = url.split(['?', '#']).next().unwrap_or(url);
        let file = if let Some(below) = without.strip_prefix('/') {
            format!("{}{below}", root?)
        } else if host_of(url).is_some() {
            format!("{}{}", root?, place.trim_start_matches('/'))
        } else {
            joined(base?, without)?
        };
        let decoded = path::decode(&file);
        for name in [file.as_str(), decoded.as_str()] {
            let candidates = [
                name.to_owned(),
                format!("{}/index.html", name.trim_end_matches('/')),
                format!("{}/index.htm", name.trim_end_matches('/')),
            ];
            for candidate in &candidates {
                let candidate = candidate.trim_start_matches('/');
                if let Some((id, locale)) = self.by_file.get(candidate) {
                    return Some(OldLinkTarget::Article((*id).to_owned(), Some((*locale).to_owned())));
                }
                if self.export.contains(candidate) && !is_page(candidate) {
                    let name = self.center.file_names.get(candidate).cloned();
                    return Some(OldLinkTarget::File(
                        candidate.to_owned(),
                        name.unwrap_or_else(|| last_part(candidate)),
                    ));
                }
            }
        }
        None
    }

    /// A file by its id: in the export, or at its old place.
    #[must_use]
    pub fn attachment(&self, id: &str, place: &str) -> OldLinkTarget {
        let known = self.by_id.get(id).copied();
        let addresses =
            known.into_iter().flat_map(|attachment| attachment.addresses.iter().map(String::as_str)).chain([place]);
        let all: Vec<String> = addresses.flat_map(|address| self.full(address)).collect();
        let name = known.map(|attachment| attachment.name.clone()).filter(|name| !name.is_empty());
        for address in &all {
            if let Some(file) = self.copy(address) {
                return OldLinkTarget::File(file.to_owned(), name.unwrap_or_else(|| last_part(address)));
            }
        }
        all.into_iter().next().map_or_else(|| nowhere("the file is not in the export"), OldLinkTarget::Outside)
    }

    /// Why readers of one article cannot go to another; `None` if they can.
    #[must_use]
    pub fn hidden(&self, id: &str, locale: Option<&str>, from: &SourceArticle) -> Option<&'static str> {
        let Some(article) = self.articles.get(id) else { return Some("is not in the export") };
        if let Some(restriction) = &article.restricted
            && from.restricted.as_ref() != Some(restriction)
        {
            return Some("is not for everybody");
        }
        // If a translation is missing or a draft, readers see the original.
        let public = |locale: &str| article.texts.get(locale).filter(|text| !text.draft && text.publish.is_none());
        let text = locale.and_then(public).or_else(|| public(&self.layout.default));
        match text.or_else(|| article.texts.values().find(|text| !text.draft)).or_else(|| article.texts.values().next())
        {
            None => Some("has no text"),
            Some(text) if text.draft => Some("is a draft"),
            Some(text) if text.publish.is_some() => Some("is not public yet"),
            Some(_) => None,
        }
    }

    /// Whether a language has an article that everybody can read, and so a home page.
    #[must_use]
    pub fn is_public_locale(&self, locale: &str) -> bool {
        let is_public = |article: &SourceArticle| {
            article.restricted.is_none() && article.texts.get(locale).is_some_and(|text| !text.draft)
        };
        self.center.articles.iter().any(is_public)
    }

    /// Whether a category has an article that everybody can read.
    #[must_use]
    pub fn is_public_place(&self, id: &str) -> bool {
        let is_in = |article: &&SourceArticle| {
            let place = article.place.as_deref().and_then(|place| self.places.get(place));
            place.is_some_and(|place| ancestors(place, &self.places).iter().any(|place| place.id == id))
        };
        let is_public =
            |article: &SourceArticle| article.restricted.is_none() && article.texts.values().any(|text| !text.draft);
        self.center.articles.iter().filter(is_in).any(is_public)
    }
}

fn nowhere(reason: &str) -> OldLinkTarget {
    OldLinkTarget::Nowhere(reason.to_owned())
}

/// A path for comparing: decoded, without a slash at the end.
fn key(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let decoded = path::decode(path);
    let trimmed = decoded.trim_end_matches('/');
    if trimmed.is_empty() { "/".to_owned() } else { trimmed.to_owned() }
}

fn relative(url: &str, from: &ArticleText, site_root: &str) -> Option<String> {
    let without = url.split(['?', '#']).next()?;
    match &from.base {
        Some(base) => {
            let file = joined(base, without)?;
            Some(format!("/{}", file.strip_prefix(site_root).unwrap_or(&file)))
        }
        // Texts of an API have no place of their own; `/` is missing by mistake.
        None => Some(format!("/{without}")),
    }
}

/// A path relative to a file. `None` if it leads out of the export.
fn joined(base: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = base.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn last_part(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path::decode(path.trim_end_matches('/').rsplit('/').next().unwrap_or_default())
}

/// Whether a file is a page by its extension.
fn is_page(path: &str) -> bool {
    let extension = std::path::Path::new(path).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("html") || extension.eq_ignore_ascii_case("htm"))
}
