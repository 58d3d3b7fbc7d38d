//! Finds the same page in another edition: by permanent id, otherwise by the original that translations share, otherwise by key, otherwise by a current or old address.

use foldhash::HashMap;

use super::redirects::RedirectTarget;
use super::{ArticleId, Edition, Site};
use crate::content::EditionId;
use crate::path::{Address, ArticleKey};

/// The index for lookups across editions. Empty if there is only one edition.
#[derive(Debug, Default)]
pub struct CrossEditionIndex {
    ids: HashMap<(EditionId, String), ArticleId>,
    /// Translations whose key differs from their original's, by the original's key.
    translations: HashMap<(EditionId, ArticleKey), ArticleId>,
    /// By lowercase address relative to the edition's home page.
    addresses: HashMap<(EditionId, String), ArticleId>,
    /// Old addresses, lowercase and relative to the edition's home page.
    aliases: HashMap<ArticleId, Vec<String>>,
}

impl CrossEditionIndex {
    /// Indexes the pages of a site.
    #[must_use]
    pub fn new(site: &Site) -> Self {
        let mut cross_edition = Self::default();
        if site.editions.len() < 2 {
            return cross_edition;
        }
        for id in site.ids() {
            let article = &site[id];
            let below = below(site.edition_of(id), site.address(id));
            cross_edition.addresses.entry((article.edition, below)).or_insert(id);
            if let Some(original) = article.original.as_ref().filter(|original| **original != article.key) {
                cross_edition.translations.entry((article.edition, original.clone())).or_insert(id);
            }
            if let Some(own) = &article.meta.id {
                cross_edition.ids.entry((article.edition, own.value.clone())).or_insert(id);
            }
        }
        for (from, to) in site.redirects.iter() {
            let RedirectTarget::Article(id) = to else { continue };
            cross_edition.aliases.entry(*id).or_default().push(below(site.edition_of(*id), from));
        }
        cross_edition
    }
}

/// The lowercase part of an address after the edition's home page.
fn below(edition: &Edition, address: &Address) -> String {
    let path = address.as_str();
    path.strip_prefix(edition.home.as_str()).unwrap_or(path).to_lowercase()
}

impl Site {
    /// The counterpart of an article in another edition: a translation, or the article in another version. Articles
    /// with different permanent ids are never counterparts.
    #[must_use]
    pub fn across(&self, id: ArticleId, to: EditionId) -> Option<ArticleId> {
        let article = &self[id];
        let target = self.editions.get(&to)?;
        if article.edition == to {
            return Some(id);
        }
        let named = |id: ArticleId| self[id].meta.id.as_ref().map(|id| id.value.as_str());
        let own_name = named(id);
        let by_id = own_name.and_then(|name| self.cross_edition.ids.get(&(to, name.to_owned())).copied());
        let fits = |other: &ArticleId| own_name.is_none() || named(*other).is_none_or(|name| Some(name) == own_name);
        let key = article.original.as_ref().unwrap_or(&article.key);
        let by_original = || self.cross_edition.translations.get(&(to, key.clone())).copied().filter(fits);
        let by_key = || target.pages.get(key).map(|shown| shown.article()).filter(fits);
        by_id.or_else(by_original).or_else(by_key).or_else(|| self.by_address(id, target).filter(fits))
    }

    /// The article with this article's address as an alias, or with one of this article's aliases as its address.
    fn by_address(&self, id: ArticleId, target: &Edition) -> Option<ArticleId> {
        let own = below(self.edition_of(id), self.address(id));
        let moved = self.redirects.get(&Address::new(&format!("{}{own}", target.home)));
        let moved = moved.and_then(|to| match to {
            RedirectTarget::Article(other) if self[*other].edition == target.id => Some(*other),
            _ => None,
        });
        let was = || {
            let aliases = self.cross_edition.aliases.get(&id)?;
            aliases.iter().find_map(|alias| self.cross_edition.addresses.get(&(target.id, alias.clone())).copied())
        };
        moved.or_else(was)
    }

    /// The page of the nearest parent folder of a key that exists in an edition, or the edition's home page.
    #[must_use]
    pub fn nearest_folder<'s>(&'s self, edition: &'s Edition, key: &ArticleKey) -> &'s Address {
        let above = std::iter::successors(key.parent(), ArticleKey::parent);
        above.filter_map(|key| edition.folders.get(&key)).map(|folder| &folder.address).next().unwrap_or(&edition.home)
    }

    /// The translations of an article in its version, including itself, in order of editions. Only articles that are
    /// each other's counterparts count. Empty if there is no other translation.
    #[must_use]
    pub fn translations(&self, id: ArticleId) -> Vec<ArticleId> {
        let own = self[id].edition;
        let Some(original) = self.across(id, EditionId { locale: crate::content::LocaleId::default(), ..own }) else {
            return Vec::new();
        };
        let version = self.editions.keys().filter(|edition| edition.version == own.version);
        let mutual = |edition: &EditionId| {
            let other = self.across(original, *edition).filter(|other| !self.is_fallback(*other))?;
            (self.across(other, self[original].edition) == Some(original)).then_some(other)
        };
        let group: Vec<ArticleId> = version.filter_map(mutual).collect();
        if group.len() > 1 && group.contains(&id) { group } else { Vec::new() }
    }
}
