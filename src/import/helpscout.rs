//! Help Scout Docs: saved responses of its API.
//!
//! Lists of articles have no text, so each article is read from its own answer; a reference without one is reported. The
//! numbers that addresses have are the ids here. A collection or a category that is private hides its articles, even if
//! they are in a public one as well.

use std::collections::BTreeMap;

use serde_json::Value;

use super::export::Export;
use super::json::{self, Object};
use super::language;
use super::model::{
    ArticleText, HelpCenter, OldTarget, PlaceText, SourceArticle, SourceBody, SourcePlace, SourceRestriction,
};
use super::names::{host_of, path_of};
use super::visibility::{self, unknown_readers};

/// Reads an export.
pub fn read(export: &Export) -> Result<HelpCenter, String> {
    let mut answers = HelpScoutAnswers::default();
    let documents = export.json()?;
    for (path, value) in &documents {
        json::each(value, "", &mut |_, object| answers.take(path, object));
    }
    Ok(answers.center())
}

#[derive(Default)]
struct HelpScoutAnswers<'v> {
    sites: BTreeMap<String, &'v Object>,
    collections: BTreeMap<String, &'v Object>,
    categories: BTreeMap<String, &'v Object>,
    articles: BTreeMap<String, &'v Object>,
    /// References in lists, by id, with the files that they were in, in order.
    references: Vec<(String, String, &'v Object)>,
    redirects: BTreeMap<String, &'v Object>,
}

impl<'v> HelpScoutAnswers<'v> {
    fn take(&mut self, path: &str, object: &'v Object) -> bool {
        let has = |name: &str| object.contains_key(name);
        let id = json::text(object, "id").unwrap_or_default();
        let changed = |object: &Object| json::time(object, "updatedAt");
        let is_public = |object: &Object| is_public(object);
        match () {
            () if has("urlMapping") => {
                self.redirects.insert(json::text(object, "urlMapping").unwrap_or_default(), object);
            }
            () if has("collectionId") && has("text") => {
                let is_published = |object: &Object| draft_reason(object).is_none();
                visibility::keep(&mut self.articles, id, object, changed, is_published);
            }
            () if has("collectionId") && has("status") => self.references.push((path.to_owned(), id, object)),
            () if has("collectionId") && has("name") => {
                visibility::keep(&mut self.categories, id, object, changed, is_public);
            }
            () if has("siteId") && has("name") => {
                visibility::keep(&mut self.collections, id, object, changed, is_public);
            }
            () if has("subDomain") || has("cname") => {
                visibility::keep(&mut self.sites, id, object, changed, |object| site_doubt(object).is_none());
            }
            () => return false,
        }
        true
    }

    fn center(self) -> HelpCenter {
        let locales = self.locales();
        let first = self.sites.keys().next().and_then(|id| locales.get(id)).cloned();
        let language = first.or_else(|| locales.values().next().cloned()).unwrap_or_else(|| "en".into());
        let mut center = HelpCenter {
            vendor: "Help Scout",
            title: self.sites.values().find_map(|site| json::filled(site, "title")).unwrap_or_default(),
            hosts: self.hosts(),
            language: language.clone(),
            read_link: Some(read_link),
            contact_addresses: vec!["/contact".into()],
            ..HelpCenter::default()
        };
        let locale_of = |collection: Option<&&Object>| {
            let site = collection.and_then(|collection| json::text(collection, "siteId"));
            site.and_then(|site| locales.get(&site).cloned()).unwrap_or_else(|| language.clone())
        };
        for (id, object) in &self.collections {
            center.places.push(place(id, "collection", object, &locale_of(Some(object)), None));
        }
        for (id, object) in &self.categories {
            let collection = json::text(object, "collectionId");
            let locale = locale_of(collection.as_ref().and_then(|collection| self.collections.get(collection)));
            let parent = collection.map(|collection| format!("collection {collection}"));
            center.places.push(place(id, "category", object, &locale, parent));
        }
        let numbers: BTreeMap<&String, String> =
            self.articles.iter().map(|(id, object)| (id, number(object, id))).collect();
        for (id, object) in &self.articles {
            let collection = json::text(object, "collectionId").unwrap_or_default();
            let locale = locale_of(self.collections.get(&collection));
            center.articles.push(self.article(id, object, &locale, &numbers));
        }
        for (_, id, object) in &self.references {
            if !self.articles.contains_key(id) {
                let remark = format!(
                    "the text of the article “{}” ({}) is not in the export",
                    json::filled(object, "name").unwrap_or_default(),
                    number(object, id)
                );
                if !center.remarks.contains(&remark) {
                    center.remarks.push(remark);
                }
            }
        }
        for (from, object) in &self.redirects {
            match json::filled(object, "redirect") {
                Some(to) => center.rules.push((from.clone(), to)),
                None => center.remarks.push(format!("the redirect from `{from}` has no target")),
            }
        }
        if self.sites.len() > 1 {
            center.remarks.push("the export has several sites; their articles are not tied to each other, and redirects need all their hosts to lead to the new site".into());
        }
        center
    }

    /// The language of each site by the words of its articles: nothing in the answers says it.
    fn locales(&self) -> BTreeMap<String, String> {
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for object in self.articles.values() {
            let collection = json::text(object, "collectionId").and_then(|id| self.collections.get(&id));
            let site = collection.and_then(|collection| json::text(collection, "siteId"));
            let text = texts.entry(site.unwrap_or_default()).or_default();
            text.push_str(&json::text(object, "text").unwrap_or_default());
            text.push(' ');
        }
        texts.into_iter().map(|(site, text)| (site, language::of(&text).to_owned())).collect()
    }

    fn hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> = self.sites.values().filter_map(|site| json::filled(site, "cname")).collect();
        hosts.extend(
            self.sites
                .values()
                .filter_map(|site| json::filled(site, "subDomain"))
                .map(|name| format!("{name}.helpscoutdocs.com")),
        );
        let urls = self
            .articles
            .values()
            .chain(self.collections.values())
            .filter_map(|object| json::text(object, "publicUrl"));
        hosts.extend(urls.filter_map(|url| host_of(&url)));
        hosts.push("secure.helpscout.net".into());
        let mut seen = std::collections::BTreeSet::new();
        hosts.retain(|host| seen.insert(host.clone()));
        hosts
    }

    fn article(&self, id: &str, object: &Object, locale: &str, numbers: &BTreeMap<&String, String>) -> SourceArticle {
        let collection = json::text(object, "collectionId").unwrap_or_default();
        let mut categories = json::texts(object, "categories").into_iter();
        let first = categories.next();
        let others: Vec<String> = categories.collect();
        let own_number = number(object, id);
        let mut addresses = vec![format!("/article/{own_number}")];
        addresses.extend(json::filled(object, "slug").map(|slug| format!("/article/{own_number}-{slug}")));
        addresses.extend(json::text(object, "publicUrl").and_then(|url| path_of(&url)));
        let updated = ["lastPublishedAt", "updatedAt", "createdAt"].iter().find_map(|key| json::date(object, key));
        let text = ArticleText {
            title: json::filled(object, "name").unwrap_or_default(),
            body: SourceBody::Html(json::text(object, "text").unwrap_or_default()),
            draft: draft_reason(object).is_some(),
            draft_reason: draft_reason(object)
                .filter(|_| json::text(object, "status").as_deref() != Some("notpublished")),
            updated,
            addresses,
            ..ArticleText::default()
        };
        let order = first.as_ref().and_then(|category| self.order(category, id));
        let mut article = SourceArticle {
            id: own_number,
            restricted: self
                .restriction(&collection, first.iter().chain(&others))
                .or_else(|| categories_doubt(object).map(unknown_readers)),
            place: Some(
                first.map_or_else(|| format!("collection {collection}"), |category| format!("category {category}")),
            ),
            order,
            keywords: json::texts(object, "keywords"),
            slug: json::filled(object, "slug"),
            texts: BTreeMap::from([(locale.to_owned(), text)]),
            ..SourceArticle::default()
        };
        for category in others {
            let name =
                self.categories.get(&category).and_then(|category| json::filled(category, "name")).unwrap_or(category);
            article.remarks.push(format!("it is also in the category “{name}”; here it is in one"));
        }
        for related in json::texts(object, "related") {
            match numbers.get(&related) {
                Some(number) => article.related.push(number.clone()),
                None => article.remarks.push(format!("the related article {related} is not in the export")),
            }
        }
        if json::switch(object, "hasDraft") {
            article.remarks.push("it has a draft of changes, which the export does not have".into());
        }
        article
    }

    /// The position in the list of a category, unless the category is sorted by something else.
    fn order(&self, category: &str, id: &str) -> Option<i64> {
        let sorted_by = self.categories.get(category).and_then(|category| json::text(category, "defaultSort"));
        if sorted_by.is_some_and(|sorted_by| sorted_by != "custom") {
            return None;
        }
        let listed = self.references.iter().filter(|(path, _, _)| path.contains(category));
        i64::try_from(listed.map(|(_, id, _)| id).position(|other| other == id)?).ok()
    }

    fn restriction<'c>(
        &self,
        collection: &str,
        categories: impl Iterator<Item = &'c String>,
    ) -> Option<SourceRestriction> {
        let named = |object: &Object| json::filled(object, "name").unwrap_or_default();
        let Some(object) = self.collections.get(collection) else {
            return Some(unknown_readers("its collection is not in the export, so nobody knows who may read it"));
        };
        let site = json::text(object, "siteId").unwrap_or_default();
        match self.sites.get(&site).map(|site| site_doubt(site)) {
            Some(None) => {}
            Some(Some(doubt)) => return Some(unknown_readers(format!("its site: {doubt}"))),
            None => return Some(unknown_readers("its site is not in the export, so nobody knows who may read it")),
        }
        if !is_public(object) {
            return Some(SourceRestriction::new(
                &named(object),
                format!("the collection “{}” is private", named(object)),
            ));
        }
        for category in categories {
            match self.categories.get(category) {
                Some(object) if is_public(object) => {}
                Some(object) => {
                    return Some(SourceRestriction::new(
                        &named(object),
                        format!("the category “{}” is private", named(object)),
                    ));
                }
                None => {
                    return Some(SourceRestriction::new(
                        "unknown readers",
                        format!("its category {category} is not in the export, so nobody knows who may read it"),
                    ));
                }
            }
        }
        None
    }
}

fn is_public(object: &Object) -> bool {
    visibility::doubt(object, "visibility", &"public".into()).is_none()
}

/// Why a site is not for everybody.
fn site_doubt(site: &Object) -> Option<String> {
    visibility::doubt(site, "hasPublicSite", &Value::Bool(true))
        .or_else(|| visibility::doubt_if_present(site, "status", &"active".into()))
}

/// Why an article is a draft.
fn draft_reason(article: &Object) -> Option<String> {
    visibility::doubt(article, "status", &"published".into())
}

/// Why the categories of an article are not known: they are a list of ids.
fn categories_doubt(article: &Object) -> Option<String> {
    let is_list = |value: &Value| value.as_array().is_some_and(|ids| ids.iter().all(Value::is_string));
    let is_known = article.get("categories").is_some_and(is_list);
    (!is_known).then(|| "its `categories` are no list of ids, so nobody knows who may read it".into())
}

/// The number that addresses have.
fn number(object: &Object, id: &str) -> String {
    json::text(object, "number").unwrap_or_else(|| id.to_owned())
}

fn place(id: &str, kind: &str, object: &Object, locale: &str, parent: Option<String>) -> SourcePlace {
    let number = number(object, id);
    let mut addresses = vec![(format!("/{kind}/{number}"), Some(locale.to_owned()))];
    addresses
        .extend(json::filled(object, "slug").map(|slug| (format!("/{kind}/{number}-{slug}"), Some(locale.to_owned()))));
    let title = json::filled(object, "name").unwrap_or_default();
    let description = json::filled(object, "description").unwrap_or_default();
    let is_none = kind == "category" && json::text(object, "slug").as_deref() == Some("uncategorized");
    SourcePlace {
        id: format!("{kind} {id}"),
        parent,
        order: json::number(object, "order"),
        texts: BTreeMap::from([(locale.to_owned(), PlaceText { title, description })]),
        slug: json::filled(object, "slug"),
        addresses,
        is_none,
        ..SourcePlace::default()
    }
}

/// `/article/101-slug`; the slug does not matter. Categories and collections are found by their known addresses.
fn read_link(path: &str) -> Option<OldTarget> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => Some(OldTarget::Home(None)),
        ["article", last] => {
            let id: String = last.chars().take_while(char::is_ascii_digit).collect();
            (!id.is_empty()).then_some(OldTarget::Article(id, None))
        }
        ["contact"] => Some(OldTarget::Contact),
        ["docs", ..] => Some(OldTarget::Gone("the editor")),
        ["search"] => Some(OldTarget::Gone("the search")),
        _ => None,
    }
}
