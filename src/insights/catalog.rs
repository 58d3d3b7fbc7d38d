//! The project's articles, which give figures their titles and owners. Without a project, articles are shown by their
//! keys.

use std::collections::HashMap;

use super::lost::PresentAddresses;
use crate::render::Renderer;
use crate::render::events::edition_names;

/// The articles of a project.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// All public articles.
    pub articles: Vec<CatalogArticle>,
    /// Its addresses.
    pub addresses: PresentAddresses,
}

/// An article of the project.
#[derive(Debug, Clone, Default)]
pub struct CatalogArticle {
    /// Its key within the edition.
    pub key: String,
    /// Its permanent id; may be empty.
    pub id: String,
    /// The version's id.
    pub version: String,
    /// The locale's tag.
    pub locale: String,
    /// The title.
    pub title: String,
    /// Who maintains it; may be empty.
    pub owner: String,
    /// The file's path from the project folder.
    pub path: String,
    /// Identifies the current wording: 16 hexadecimal digits.
    pub hash: String,
    /// Whether it is shown in place of a missing translation.
    pub is_fallback: bool,
}

impl Catalog {
    /// The articles by the names that events may use: the permanent id, or the key.
    #[must_use]
    pub fn by_name(&self) -> HashMap<(&str, &str, &str), &CatalogArticle> {
        let by_key = self.articles.iter().map(|known| (known.name_by_key(), known));
        let by_id = self.articles.iter().map(|known| (known.name(), known));
        by_key.chain(by_id).collect()
    }
}

impl CatalogArticle {
    /// Permanent id (or the key if there is none), version, locale.
    #[must_use]
    pub fn name(&self) -> (&str, &str, &str) {
        let name = if self.id.is_empty() { &self.key } else { &self.id };
        (name, &self.version, &self.locale)
    }

    /// Key, version, locale: the name in events from before the article had an id.
    #[must_use]
    pub fn name_by_key(&self) -> (&str, &str, &str) {
        (&self.key, &self.version, &self.locale)
    }
}

/// The public articles of a site, without the index pages of categories.
#[must_use]
pub fn catalog(renderer: &Renderer) -> Catalog {
    let site = &renderer.site;
    let pages = site.ids().filter(|id| site.folder_of(*id).index != Some(*id));
    let articles = pages.map(|id| {
        let article = &site[id];
        let (version, locale) = edition_names(renderer, article.edition);
        CatalogArticle {
            key: article.key.to_string(),
            id: article.meta.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            version,
            locale,
            title: article.meta.title.clone(),
            owner: article.meta.owner.clone().unwrap_or_default(),
            path: article.path.to_string(),
            hash: article.hash.to_string(),
            is_fallback: site.is_fallback(id),
        }
    });
    Catalog { articles: articles.collect(), addresses: PresentAddresses::of(renderer) }
}
