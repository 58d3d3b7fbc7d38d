//! Pairs translations with their originals: the articles of the default locale in the same version.
//!
//! An original has the translation's path, else its `id`, else its `permalink`, `slug` or `translationKey`. A translation
//! takes over what its front matter does not say: `type`, `order`, `icon`, `labels` and `owner`.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Article, ArticleKind, EditionId, VersionId};
use crate::path::ArticleKey;
use crate::source::Spanned;

/// What translations take over from an original.
#[derive(Debug, Clone, PartialEq)]
pub struct OriginalArticle {
    /// Its key.
    pub key: ArticleKey,
    /// Its permanent id.
    pub id: Option<String>,
    /// Its kind.
    pub kind: ArticleKind,
    /// Its position among its siblings.
    pub order: Option<i64>,
    /// Its labels.
    pub labels: Vec<String>,
    /// Its icon.
    pub icon: Option<Spanned<String>>,
    /// Who keeps it up to date.
    pub owner: Option<String>,
}

/// What a translation can share with its original, besides its path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PairingKeys {
    /// `id`.
    pub id: Option<String>,
    /// `permalink`.
    pub permalink: Option<String>,
    /// `slug`.
    pub slug: Option<String>,
    /// `translationKey`.
    pub translation_key: Option<String>,
}

/// The originals of a project, by everything that translations can share with them.
#[derive(Debug, Default)]
pub(super) struct Originals {
    keys: HashMap<(VersionId, ArticleKey), Arc<OriginalArticle>>,
    ids: HashMap<(VersionId, String), Arc<OriginalArticle>>,
    permalinks: HashMap<(VersionId, String), Arc<OriginalArticle>>,
    slugs: HashMap<(VersionId, String), Vec<Arc<OriginalArticle>>>,
    translation_keys: HashMap<(VersionId, String), Arc<OriginalArticle>>,
}

impl Originals {
    /// Collects the articles of the default locale.
    pub fn new<'a>(articles: impl Iterator<Item = &'a Article>) -> Self {
        let mut originals = Self::default();
        for article in articles.filter(|article| article.edition.locale.is_default()) {
            let (meta, version) = (&article.meta, article.edition.version);
            let original = Arc::new(OriginalArticle {
                key: article.key.clone(),
                id: meta.id.as_ref().map(|id| id.value.clone()),
                kind: meta.kind,
                order: meta.order,
                labels: meta.labels.clone(),
                icon: meta.icon.clone(),
                owner: meta.owner.clone(),
            });
            let add = |map: &mut HashMap<(VersionId, String), Arc<OriginalArticle>>, name: Option<String>| {
                if let Some(name) = name {
                    map.entry((version, name)).or_insert_with(|| Arc::clone(&original));
                }
            };
            add(&mut originals.ids, original.id.clone());
            add(&mut originals.permalinks, meta.permalink.as_ref().map(|it| it.value.as_str().to_owned()));
            add(&mut originals.translation_keys, meta.translation_key.clone());
            if let Some(slug) = &meta.slug {
                originals.slugs.entry((version, slug.value.clone())).or_default().push(Arc::clone(&original));
            }
            originals.keys.entry((version, article.key.clone())).or_insert(original);
        }
        originals
    }

    /// The original of a translation.
    pub fn find(&self, edition: EditionId, key: &ArticleKey, keys: &PairingKeys) -> Option<&Arc<OriginalArticle>> {
        if edition.locale.is_default() {
            return None;
        }
        let version = edition.version;
        // Articles with different ids are different articles, wherever they are.
        let fits = |original: &&Arc<OriginalArticle>| match (&original.id, &keys.id) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let get = |name: &Option<String>| name.as_ref().map(|name| (version, name.clone()));
        let by_key = || self.keys.get(&(version, key.clone())).filter(fits);
        let by_id = || get(&keys.id).and_then(|name| self.ids.get(&name));
        let by_permalink = || get(&keys.permalink).and_then(|name| self.permalinks.get(&name)).filter(fits);
        let by_slug = || self.by_slug(version, key, keys.slug.as_deref()?).filter(fits);
        let by_translation_key =
            || get(&keys.translation_key).and_then(|name| self.translation_keys.get(&name)).filter(fits);
        by_key().or_else(by_id).or_else(by_permalink).or_else(by_slug).or_else(by_translation_key)
    }

    /// The original with the same address below the same folder, else the only one with the same slug.
    fn by_slug(&self, version: VersionId, key: &ArticleKey, slug: &str) -> Option<&Arc<OriginalArticle>> {
        let folder = key.parent();
        let all = self.slugs.get(&(version, slug.to_owned())).map_or(&[][..], Vec::as_slice);
        let beside = all.iter().find(|original| original.key.parent() == folder);
        let named = || {
            let path = folder.as_ref().map_or("", |folder| folder.as_str());
            let key = if path.is_empty() { slug.to_owned() } else { format!("{path}/{slug}") };
            self.keys.get(&(version, ArticleKey::new(&key)))
        };
        beside.or_else(named).or(if let [only] = all { Some(only) } else { None })
    }
}
