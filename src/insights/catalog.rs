//! What the project knows about its articles, for figures to be told with titles and owners.

use crate::render::Kitchen;
use crate::render::events::edition_names;

/// The articles of a project.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// All public articles.
    pub articles: Vec<Known>,
}

/// An article of the project.
#[derive(Debug, Clone, Default)]
pub struct Known {
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
    /// Who keeps it fresh; may be empty.
    pub owner: String,
    /// The file, from the project's folder.
    pub path: String,
    /// Names the wording that is in the project now: 16 hex digits.
    pub hash: String,
}

impl Catalog {
    /// The article that events name by these.
    #[must_use]
    pub fn find(&self, key: &str, id: &str, version: &str, locale: &str) -> Option<&Known> {
        let is_it = |known: &&Known| {
            known.version == version
                && known.locale == locale
                && if id.is_empty() { known.key == key } else { known.id == id }
        };
        self.articles.iter().find(is_it)
    }
}

/// The public articles of a site that readers can open.
#[must_use]
pub fn catalog(kitchen: &Kitchen) -> Catalog {
    let site = &kitchen.site;
    let pages = site.ids().filter(|id| site.folder_of(*id).index != Some(*id));
    let articles = pages.map(|id| {
        let article = &site[id];
        let (version, locale) = edition_names(kitchen, article.edition);
        Known {
            key: article.key.to_string(),
            id: article.meta.id.as_ref().map(|id| id.value.clone()).unwrap_or_default(),
            version,
            locale,
            title: article.meta.title.clone(),
            owner: article.meta.owner.clone().unwrap_or_default(),
            path: article.path.to_string(),
            hash: article.hash.clone(),
        }
    });
    Catalog { articles: articles.collect() }
}
