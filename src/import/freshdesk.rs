//! Freshdesk Solutions: saved responses of its API, version 2 and the older version 1.
//!
//! Answers are lists without an envelope, so objects are recognized by their keys. Translations have the id of their
//! original and do not name their language: it is in the name of the file (`articles.de.json`) or of a folder. A folder
//! is public only if it and all folders above it are for everybody.

mod readers;

use std::collections::BTreeMap;

use serde_json::Value;

use super::export::Export;
use super::json::{self, Object};
use super::model::{
    ArticleText, HelpCenter, OldTarget, PlaceText, SourceArticle, SourceAttachment, SourceBody, SourcePlace,
    SourceRestriction, Votes,
};
use super::names::path_of;
use super::visibility;
use readers::{category_doubt, folder_doubt};

/// Reads an export.
pub fn read(export: &Export) -> Result<HelpCenter, String> {
    let mut answers = FreshdeskAnswers { primary: "en".into(), ..FreshdeskAnswers::default() };
    let documents = export.json()?;
    for (_, value) in &documents {
        json::each(value, "", &mut |_, object| answers.take_settings(object));
    }
    for (path, value) in &documents {
        let locale = answers.locale_of(path);
        json::each(value, "", &mut |_, object| answers.take(path, &locale, object));
    }
    Ok(answers.center())
}

#[derive(Default)]
struct FreshdeskAnswers<'v> {
    primary: String,
    locales: Vec<String>,
    categories: BTreeMap<(String, String), &'v Object>,
    folders: BTreeMap<(String, String), (&'v Object, Option<String>)>,
    articles: BTreeMap<(String, String), &'v Object>,
    /// The ids of categories, folders and articles in the order of the files.
    order: Vec<String>,
}

impl<'v> FreshdeskAnswers<'v> {
    fn take_settings(&mut self, object: &'v Object) -> bool {
        if let Some(primary) = json::filled(object, "primary_language") {
            self.primary = primary.to_lowercase();
            let others =
                json::texts(object, "supported_languages").into_iter().chain(json::texts(object, "portal_languages"));
            self.locales = others.map(|locale| locale.to_lowercase()).collect();
        }
        false
    }

    /// The language that the name of a file or of a folder says.
    fn locale_of(&self, path: &str) -> String {
        let lower = path.to_lowercase();
        let mut parts = lower.split(['/', '.', '_']);
        let is_known = |part: &&str| {
            self.locales.iter().any(|locale| locale == part)
                || self.locales.is_empty() && part.len() == 2 && part.chars().all(|letter| letter.is_ascii_lowercase())
        };
        parts.rfind(is_known).map_or_else(|| self.primary.clone(), str::to_owned)
    }

    fn take(&mut self, path: &str, locale: &str, object: &'v Object) -> bool {
        let has = |name: &str| object.contains_key(name);
        let Some(id) = json::text(object, "id") else { return false };
        let key = (id.clone(), locale.to_owned());
        match () {
            () if has("folder_id") && has("title") => newest(&mut self.articles, key, object),
            () if has("visibility") && has("name") => {
                // The category of a folder may be said by nothing but the place of the file.
                let outer = path
                    .split_once("categories/")
                    .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect());
                let is_newer = match self.folders.get(&key) {
                    Some((known, _)) => {
                        let mut kept = BTreeMap::from([((), *known)]);
                        visibility::keep(&mut kept, (), object, changed, |object| folder_doubt(object).is_none());
                        std::ptr::eq(kept[&()], object)
                    }
                    None => true,
                };
                if is_newer {
                    self.folders.insert(key, (object, outer));
                }
                // Version 1 has the articles in their folder.
                if let Some(articles) = object.get("articles") {
                    json::each(articles, "articles", &mut |_, object| self.take(path, locale, object));
                }
            }
            () if has("name")
                && (has("visible_in_portals")
                    || has("folders")
                    || has("is_default")
                    || path.contains("categories")) =>
            {
                let is_public = |object: &Object| category_doubt(object).is_none();
                visibility::keep(&mut self.categories, key, object, changed, is_public);
                if let Some(folders) = object.get("folders") {
                    json::each(folders, "folders", &mut |_, object| self.take(path, locale, object));
                }
            }
            () => return false,
        }
        if !self.order.contains(&id) {
            self.order.push(id);
        }
        true
    }

    fn center(self) -> HelpCenter {
        let mut center = HelpCenter {
            vendor: "Freshdesk",
            hosts: self.hosts(),
            language: self.primary.clone(),
            read_link: Some(read_link),
            ..HelpCenter::default()
        };
        center.places = self.places();
        let restrictions = self.restrictions();
        let mut articles: BTreeMap<String, SourceArticle> = BTreeMap::new();
        // What all languages share is said by the original.
        let mut objects: Vec<_> = self.articles.iter().collect();
        objects.sort_by_key(|((_, locale), _)| *locale != self.primary);
        for ((id, locale), object) in objects {
            let article = articles.entry(id.clone()).or_insert_with(|| self.article(id, object, &restrictions));
            article.texts.insert(locale.clone(), text(id, locale, &self.primary, object));
            for file in attachments(object) {
                if !center.attachments.iter().any(|known| known.id == file.id) {
                    article.attachments.push(file.id.clone());
                    center.attachments.push(SourceAttachment { article: Some(id.clone()), ..file });
                }
            }
        }
        center.articles = articles.into_values().collect();
        let locales: Vec<String> = self.articles.keys().map(|(_, locale)| locale.clone()).collect();
        for locale in std::iter::once(self.primary.clone()).chain(locales) {
            let prefixes = if locale == self.primary {
                vec![String::new(), format!("/{locale}")]
            } else {
                vec![format!("/{locale}")]
            };
            for prefix in prefixes {
                for page in ["/support/home", "/support/solutions"] {
                    let address = (format!("{prefix}{page}"), locale.clone());
                    if !center.home_addresses.contains(&address) {
                        center.home_addresses.push(address);
                    }
                }
                let contact = format!("{prefix}/support/tickets/new");
                if !center.contact_addresses.contains(&contact) {
                    center.contact_addresses.push(contact);
                }
            }
        }
        center
    }

    /// Hosts that links in texts name with the addresses of this help center.
    fn hosts(&self) -> Vec<String> {
        let mut hosts = Vec::new();
        for body in self.articles.values().filter_map(|object| json::text(object, "description")) {
            for part in body.split("//").skip(1) {
                let address: String =
                    part.chars().take_while(|letter| !matches!(letter, '"' | '\'' | '<' | ' ' | '>')).collect();
                let Some((host, path)) = address.split_once('/') else { continue };
                let is_solution = path.contains("support/solutions/")
                    || path.starts_with("solution/")
                    || path.starts_with("a/solutions/");
                let host = host.to_lowercase();
                if is_solution && !host.is_empty() && !hosts.contains(&host) {
                    hosts.push(host);
                }
            }
        }
        // A company's own domain first.
        hosts.sort_by_key(|host| host.ends_with(".freshdesk.com"));
        hosts
    }

    fn position(&self, id: &str) -> Option<i64> {
        i64::try_from(self.order.iter().position(|other| other == id)?).ok()
    }

    fn places(&self) -> Vec<SourcePlace> {
        let mut places: BTreeMap<String, SourcePlace> = BTreeMap::new();
        let categories = self.categories.iter().map(|((id, locale), object)| (id, locale, *object, None, false));
        let folders = self.folders.iter().map(|((id, locale), (object, outer))| {
            let parent = json::text(object, "parent_folder_id").or_else(|| json::text(object, "category_id"));
            (id, locale, *object, parent.or_else(|| category_of(object)).or_else(|| outer.clone()), true)
        });
        for (id, locale, object, parent, is_folder) in categories.chain(folders) {
            let place = places.entry(id.clone()).or_insert_with(|| SourcePlace {
                id: id.clone(),
                order: self.position(id),
                ..SourcePlace::default()
            });
            place.parent = place.parent.take().or(parent);
            let title = json::filled(object, "name").unwrap_or_default();
            let description = json::filled(object, "description").unwrap_or_default();
            place.texts.insert(locale.clone(), PlaceText { title, description });
            let own =
                if is_folder { format!("/support/solutions/folders/{id}") } else { format!("/support/solutions/{id}") };
            place.addresses.push((format!("/{locale}{own}"), Some(locale.clone())));
            if *locale == self.primary {
                place.addresses.push((own, Some(locale.clone())));
            }
        }
        places.into_values().collect()
    }

    fn article(&self, id: &str, object: &Object, restrictions: &BTreeMap<String, SourceRestriction>) -> SourceArticle {
        let folder = json::text(object, "folder_id");
        let seo = object.get("seo_data").and_then(|seo| seo.as_object());
        let count = |key| u64::try_from(json::number(object, key).unwrap_or(0)).unwrap_or(0);
        SourceArticle {
            id: id.to_owned(),
            restricted: self.restriction(object, restrictions),
            place: folder,
            order: json::number(object, "position").or_else(|| self.position(id)),
            labels: json::texts(object, "tags"),
            keywords: seo.map(|seo| json::texts(seo, "meta_keywords")).unwrap_or_default(),
            votes: Votes { up: count("thumbs_up"), down: count("thumbs_down") },
            ..SourceArticle::default()
        }
    }
}

fn newest<'v>(known: &mut BTreeMap<(String, String), &'v Object>, key: (String, String), object: &'v Object) {
    let is_public = |object: &Object| visibility::doubt(object, "status", &PUBLISHED.into()).is_none();
    visibility::keep(known, key, object, changed, is_public);
}

/// The `status` of a published article.
const PUBLISHED: i64 = 2;

fn changed(object: &Object) -> Option<jiff::Timestamp> {
    json::time(object, "updated_at").or_else(|| json::time(object, "modified_at"))
}

/// The category that the hierarchy of an object names.
fn category_of(object: &Object) -> Option<String> {
    levels_of(object, "category").into_iter().next()
}

/// The ids of the levels of a kind that the hierarchy of an object names.
fn levels_of(object: &Object, kind: &str) -> Vec<String> {
    let levels = object.get("hierarchy").and_then(Value::as_array).into_iter().flatten();
    let levels = levels.filter_map(Value::as_object).filter(|level| json::text(level, "type").as_deref() == Some(kind));
    levels.filter_map(|level| json::text(level.get("data")?.as_object()?, "id")).collect()
}

fn text(id: &str, locale: &str, primary: &str, object: &Object) -> ArticleText {
    let title = json::filled(object, "title").unwrap_or_default();
    let seo = object.get("seo_data").and_then(|seo| seo.as_object());
    let slug = slug(&title);
    let mut addresses = Vec::new();
    let prefixes =
        if locale == primary { vec![String::new(), format!("/{locale}")] } else { vec![format!("/{locale}")] };
    for prefix in prefixes {
        addresses.push(format!("{prefix}/support/solutions/articles/{id}"));
        addresses.push(format!("{prefix}/support/solutions/articles/{id}-{slug}"));
    }
    if locale == primary {
        addresses.push(format!("/solution/articles/{id}"));
        addresses.push(format!("/solution/articles/{id}-{slug}"));
    }
    let draft_reason = visibility::doubt(object, "status", &PUBLISHED.into());
    ArticleText {
        title,
        description: seo.and_then(|seo| json::filled(seo, "meta_description")).unwrap_or_default(),
        body: SourceBody::Html(json::text(object, "description").unwrap_or_default()),
        labels: json::texts(object, "tags"),
        draft: draft_reason.is_some(),
        draft_reason: draft_reason.filter(|_| json::number(object, "status") != Some(1)),
        updated: json::date(object, "updated_at").or_else(|| json::date(object, "modified_at")),
        addresses,
        ..ArticleText::default()
    }
}

/// Freshdesk's name of an article in addresses: runs of other characters are a hyphen, also at the end.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.to_lowercase().chars() {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug
}

fn attachments(object: &Object) -> Vec<SourceAttachment> {
    let files = object.get("attachments").and_then(|files| files.as_array()).into_iter().flatten();
    let files = files.filter_map(|file| file.as_object()).filter_map(|file| {
        let url = json::filled(file, "attachment_url")?;
        let path = path_of(&url)?;
        let address = url.split(['?', '#']).next().unwrap_or(&url).to_owned();
        let id = json::text(file, "id").unwrap_or(path);
        Some(SourceAttachment {
            id,
            name: json::filled(file, "name").unwrap_or_default(),
            addresses: vec![address],
            article: None,
        })
    });
    files.collect()
}

/// `/en/support/solutions/articles/1-x`, `…/folders/1`, `…/solutions/1` (a category), and older and agents' forms.
fn read_link(path: &str) -> Option<OldTarget> {
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let is_page = |part: &str| matches!(part, "support" | "solution" | "a");
    let locale = (parts.len() > 1 && !is_page(parts[0]) && is_page(parts[1])).then(|| parts.remove(0).to_lowercase());
    let id = |part: &str| {
        let id: String = part.chars().take_while(char::is_ascii_digit).collect();
        (!id.is_empty()).then_some(id)
    };
    let article = |part: &str| id(part).map(|id| OldTarget::Article(id, locale.clone()));
    match parts.as_slice() {
        ["support" | "a", "solutions", "articles", last]
        | ["solution", "articles", last]
        | ["solution", "categories", _, "folders", _, "articles", last] => article(last),
        ["support", "solutions", "folders", last] | ["solution", "categories", _, "folders", last] => {
            Some(OldTarget::Place(id(last)?, locale))
        }
        ["support" | "solution"] | ["support", "home" | "solutions"] => Some(OldTarget::Home(locale)),
        ["support", "solutions", last] | ["solution", "categories", last] => Some(OldTarget::Place(id(last)?, locale)),
        ["support", "tickets", ..] => Some(OldTarget::Contact),
        ["support", "discussions", ..] => Some(OldTarget::Gone("the forum")),
        ["support", "login" | "signup", ..] => Some(OldTarget::Gone("signing in")),
        ["a", ..] => Some(OldTarget::Gone("the agents' pages")),
        ["support", ..] => Some(OldTarget::Gone("a page of Freshdesk")),
        _ => None,
    }
}
