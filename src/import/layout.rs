//! Where everything goes: the folder of each category, the file of each article. Names are stable: an article that an
//! earlier import wrote keeps its file, and of two articles with the same title the one with the lower id has the name.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{HelpCenter, PlaceText, SourceArticle, SourcePlace};
use super::names::{file_name, id_order};

/// The folder of articles that are in no category, or in one that the export does not have.
pub const UNSORTED: &str = "unsorted";

/// The places of a help center's categories and articles in the content folder.
#[derive(Debug, Default)]
pub struct Layout {
    /// The tag of each locale, as written in the configuration: `pt-br` → `pt-BR`.
    pub tags: BTreeMap<String, String>,
    /// The default locale, as the vendor writes it.
    pub default: String,
    /// The folder of each category below the content folder, by id.
    pub folders: BTreeMap<String, String>,
    /// The file of each article below the content folder or the folder of a locale, without extension, by id.
    pub files: BTreeMap<String, String>,
    /// Categories without any article, by id.
    pub empty: BTreeSet<String>,
}

/// Lays out a help center. `known` are the files of articles by id, from an earlier import.
#[must_use]
pub fn layout(center: &HelpCenter, known: &BTreeMap<String, String>) -> Layout {
    let mut layout = Layout { default: center.language.to_lowercase(), ..Layout::default() };
    let locales = center.articles.iter().flat_map(|article| article.texts.keys());
    let locales: BTreeSet<&String> = locales.chain([&layout.default]).collect();
    layout.tags = locales.into_iter().map(|locale| (locale.clone(), tag(locale))).collect();
    let codes: Vec<String> = layout.tags.values().cloned().collect();
    let places: BTreeMap<&str, &SourcePlace> = center.places.iter().map(|place| (place.id.as_str(), place)).collect();
    let used = used_places(center, &places);
    layout.empty = places.keys().filter(|id| !used.contains(**id)).map(|id| (*id).to_owned()).collect();
    let mut taken: BTreeSet<String> = BTreeSet::from([UNSORTED.to_owned()]);
    let mut sorted: Vec<&SourcePlace> =
        places.values().copied().filter(|place| used.contains(place.id.as_str())).collect();
    sorted.sort_by_key(|place| (ancestors(place, &places).len(), id_order(&place.id)));
    for place in sorted {
        let parent = place.parent.as_ref().and_then(|parent| layout.folders.get(parent)).cloned().unwrap_or_default();
        let name = place.slug.clone().unwrap_or_else(|| place_text(place, &layout.default).title);
        let folder = if place.is_none {
            parent
        } else {
            unique(&parent, &file_name(&name, &place.id, &codes), &place.id, &mut taken)
        };
        layout.folders.insert(place.id.clone(), folder);
    }
    let mut articles: Vec<&SourceArticle> = center.articles.iter().collect();
    articles.sort_by_key(|article| id_order(&article.id));
    for article in &articles {
        if let Some(path) = known.get(&article.id) {
            taken.insert(path.clone());
            layout.files.insert(article.id.clone(), path.clone());
        }
    }
    for article in articles {
        if layout.files.contains_key(&article.id) {
            continue;
        }
        let path = if let Some(path) = &article.path {
            unique_path(path, &article.id, &mut taken)
        } else {
            let place = article.place.as_ref().and_then(|place| layout.folders.get(place));
            let folder = place.cloned().unwrap_or_else(|| UNSORTED.to_owned());
            let title = article.slug.clone().unwrap_or_else(|| title(article, &layout.default));
            unique(&folder, &file_name(&title, &article.id, &codes), &article.id, &mut taken)
        };
        layout.files.insert(article.id.clone(), path);
    }
    layout
}

impl Layout {
    /// The file of an article in a locale, below the project folder.
    #[must_use]
    pub fn article_file(&self, id: &str, locale: &str) -> Option<String> {
        Some(format!("{}{}.md", self.root(locale), self.files.get(id)?))
    }

    /// The file of a category in a locale, below the project folder.
    #[must_use]
    pub fn place_file(&self, id: &str, locale: &str) -> Option<String> {
        let folder = self.folders.get(id).filter(|folder| !folder.is_empty())?;
        Some(format!("{}{folder}/index.md", self.root(locale)))
    }

    fn root(&self, locale: &str) -> String {
        if locale == self.default {
            return "content/".into();
        }
        format!("content/{}/", self.tags.get(locale).map_or(locale, String::as_str))
    }

    /// The prefix of a locale in addresses: `/`, or `/de/`.
    #[must_use]
    pub fn prefix(&self, locale: &str) -> String {
        if locale == self.default {
            return "/".into();
        }
        format!("/{}/", self.tags.get(locale).map_or(locale, String::as_str))
    }

    /// The address of an article without the prefix of its locale.
    #[must_use]
    pub fn article_address(&self, id: &str) -> Option<String> {
        let file = self.files.get(id)?;
        let folder = file.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        Some(folder.map_or_else(|| format!("{file}/"), str::to_owned))
    }
}

/// A language tag in its usual letter case: `pt-br` → `pt-BR`, `zh-hant-tw` → `zh-Hant-TW`.
#[must_use]
pub fn tag(locale: &str) -> String {
    let parts = locale.split(['-', '_']).enumerate().map(|(at, part)| match (at, part.len()) {
        (0, _) => part.to_lowercase(),
        (_, 4) if part.chars().all(char::is_alphabetic) => part[..1].to_uppercase() + &part[1..].to_lowercase(),
        (_, 2) => part.to_uppercase(),
        _ => part.to_lowercase(),
    });
    parts.collect::<Vec<_>>().join("-")
}

/// A category's name in the default locale, else in any.
#[must_use]
pub fn place_text(place: &SourcePlace, default: &str) -> PlaceText {
    place.texts.get(default).or_else(|| place.texts.values().next()).cloned().unwrap_or_default()
}

/// An article's title in the default locale, else in any.
#[must_use]
pub fn title(article: &SourceArticle, default: &str) -> String {
    let text = article.texts.get(default).or_else(|| article.texts.values().next());
    text.map(|text| text.title.clone()).unwrap_or_default()
}

/// The ids of a category and those that it is in, from the inside out. A category in itself ends the list.
#[must_use]
pub fn ancestors<'c>(place: &'c SourcePlace, places: &BTreeMap<&str, &'c SourcePlace>) -> Vec<&'c SourcePlace> {
    let mut found = vec![place];
    let mut next = place.parent.as_deref();
    while let Some(parent) = next.and_then(|id| places.get(id)) {
        if found.iter().any(|known| known.id == parent.id) {
            break;
        }
        found.push(parent);
        next = parent.parent.as_deref();
    }
    found
}

/// Categories that contain an article, at any depth.
fn used_places<'c>(center: &'c HelpCenter, places: &BTreeMap<&str, &'c SourcePlace>) -> BTreeSet<&'c str> {
    let mut used = BTreeSet::new();
    for article in &center.articles {
        if let Some(place) = article.place.as_deref().and_then(|id| places.get(id)) {
            used.extend(ancestors(place, places).into_iter().map(|place| place.id.as_str()));
        }
    }
    used
}

/// A path that nothing else has: the name, or with the id at its end.
fn unique(folder: &str, name: &str, id: &str, taken: &mut BTreeSet<String>) -> String {
    let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    unique_path(&path, id, taken)
}

fn unique_path(path: &str, id: &str, taken: &mut BTreeSet<String>) -> String {
    if taken.insert(path.to_owned()) {
        return path.to_owned();
    }
    let suffix = crate::path::slug(id).replace('.', "-");
    let mut path = format!("{path}-{suffix}");
    while !taken.insert(path.clone()) {
        path.push_str("-2");
    }
    path
}
