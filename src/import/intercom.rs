//! Intercom Articles: saved responses of its API.
//!
//! Objects name their own type. Older versions of the API never say who may read an article: then all articles are
//! public, and the report says that they need a check. Internal articles are never public.

use std::collections::BTreeMap;

use serde_json::Value;

use super::export::Export;
use super::json::{self, Object};
use super::model::{
    ArticleText, HelpCenter, OldTarget, PlaceText, SourceArticle, SourceBody, SourcePlace, SourceRestriction, Votes,
};
use super::names::{host_of, path_of};
use super::visibility::{self, unknown_readers};

/// Reads an export.
pub fn read(export: &Export) -> Result<HelpCenter, String> {
    let mut answers = IntercomAnswers::default();
    let documents = export.json()?;
    for (_, value) in &documents {
        json::each(value, "", &mut |_, object| answers.take(object));
    }
    Ok(answers.center())
}

#[derive(Default)]
struct IntercomAnswers<'v> {
    articles: BTreeMap<String, &'v Object>,
    internal: BTreeMap<String, &'v Object>,
    collections: BTreeMap<String, &'v Object>,
    centers: BTreeMap<String, &'v Object>,
    redirects: BTreeMap<String, &'v Object>,
}

impl<'v> IntercomAnswers<'v> {
    fn take(&mut self, object: &'v Object) -> bool {
        let has = |name: &str| object.contains_key(name);
        let id = json::text(object, "id").unwrap_or_default();
        let kind = json::text(object, "type").unwrap_or_default();
        let (list, key) = match () {
            () if has("from_url") => (&mut self.redirects, json::text(object, "from_url").unwrap_or_default()),
            () if kind == "internal_article" => (&mut self.internal, id),
            () if kind == "article" || has("body") && has("title") && has("state") && has("id") => {
                (&mut self.articles, id)
            }
            () if matches!(kind.as_str(), "collection" | "section")
                || has("name") && (has("help_center_id") || has("order") && has("parent_id")) =>
            {
                (&mut self.collections, id)
            }
            () if has("identifier") && (has("website_turned_on") || has("custom_domain")) => (&mut self.centers, id),
            () => return false,
        };
        let is_public = |object: &Object| {
            visibility::doubt_if_present(object, AUDIENCE, &Value::from("everyone")).is_none()
                && visibility::doubt(object, "state", &Value::from("published")).is_none()
        };
        visibility::keep(list, key, object, |object| json::time(object, "updated_at"), is_public);
        true
    }

    fn center(self) -> HelpCenter {
        let language = self.language();
        let mut center = HelpCenter {
            vendor: "Intercom",
            title: self.centers.values().find_map(|center| json::filled(center, "display_name")).unwrap_or_default(),
            hosts: self.hosts(),
            language: language.clone(),
            read_link: Some(read_link),
            ..HelpCenter::default()
        };
        center.places = self.collections.iter().map(|(id, object)| collection(id, object, &language)).collect();
        let says_audience = self.articles.values().any(|object| object.contains_key(AUDIENCE));
        center.articles = self
            .articles
            .iter()
            .map(|(id, object)| {
                let restricted = says_audience.then(|| restriction(object)).flatten();
                SourceArticle { restricted, ..article(id, object, &language) }
            })
            .collect();
        center.articles.extend(self.internal.iter().map(|(id, object)| internal(id, object, &language)));
        for object in self.redirects.values() {
            let (Some(from), Some(id)) = (json::text(object, "from_url"), json::text(object, "target_id")) else {
                continue;
            };
            let kind = if json::text(object, "target_type").as_deref() == Some("collection") {
                "collections"
            } else {
                "articles"
            };
            let locale = json::text(object, "locale").unwrap_or_else(|| language.clone());
            match path_of(&from).filter(|_| host_of(&from).is_none_or(|host| host != "intercom.help")) {
                Some(path) => center.rules.push((path, format!("/{locale}/{kind}/{id}"))),
                None => {
                    center.remarks.push(format!("the redirect from `{from}` is out of reach: the host is not yours"));
                }
            }
        }
        let locales: Vec<String> = center.articles.iter().flat_map(|article| article.texts.keys().cloned()).collect();
        for locale in locales {
            let address = (format!("/{locale}"), locale);
            if !center.home_addresses.contains(&address) {
                center.home_addresses.push(address);
            }
        }
        if center.hosts.iter().any(|host| host == "intercom.help") {
            center.remarks.push(
                "addresses on intercom.help cannot be redirected: only those on your own domain lead here".into(),
            );
        }
        if !says_audience {
            center.remarks.push(
                "the export does not say who may read an article (`help_center_audience`): look for articles that are not for everybody".into(),
            );
        }
        center
    }

    fn language(&self) -> String {
        let named = self
            .centers
            .values()
            .chain(self.articles.values())
            .filter_map(|object| json::text(object, "default_locale"));
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        named.for_each(|locale| *counts.entry(locale.to_lowercase()).or_insert(0) += 1);
        counts.into_iter().max_by_key(|(_, count)| *count).map_or_else(|| "en".into(), |(locale, _)| locale)
    }

    fn hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> =
            self.centers.values().filter_map(|center| json::filled(center, "custom_domain")).collect();
        let objects = self.articles.values().chain(self.collections.values()).chain(self.centers.values());
        hosts.extend(objects.filter_map(|object| json::text(object, "url")).filter_map(|url| host_of(&url)));
        // Links in texts name the host that every help center has, and the agents' one.
        hosts.extend(["intercom.help".to_owned(), "app.intercom.com".to_owned()]);
        let mut seen = std::collections::BTreeSet::new();
        hosts.retain(|host| seen.insert(host.clone()));
        hosts
    }
}

/// The key that says who may read an article.
const AUDIENCE: &str = "help_center_audience";

/// The texts of an object by locale, most of which are null.
fn translations(object: &Object) -> impl Iterator<Item = (String, &Object)> {
    let all = object.get("translated_content").and_then(serde_json::Value::as_object);
    all.into_iter().flatten().filter_map(|(locale, text)| Some((locale.to_lowercase(), text.as_object()?)))
}

fn collection(id: &str, object: &Object, language: &str) -> SourcePlace {
    let text = |object: &Object| PlaceText {
        title: json::filled(object, "name").unwrap_or_default(),
        description: json::filled(object, "description").unwrap_or_default(),
    };
    let own = json::text(object, "default_locale").map_or_else(|| language.to_owned(), |locale| locale.to_lowercase());
    let mut texts: BTreeMap<String, PlaceText> = translations(object)
        .map(|(locale, content)| (locale, text(content)))
        .filter(|(_, text)| !text.title.is_empty())
        .collect();
    texts.entry(own.clone()).or_insert_with(|| text(object));
    let mut addresses: Vec<(String, Option<String>)> =
        texts.keys().map(|locale| (format!("/{locale}/collections/{id}"), Some(locale.clone()))).collect();
    addresses.extend(own_path(object).map(|path| (path, Some(own))));
    for (locale, content) in translations(object) {
        addresses.extend(own_path(content).map(|path| (path, Some(locale))));
    }
    SourcePlace {
        id: id.to_owned(),
        parent: json::text(object, "parent_id"),
        order: json::number(object, "order"),
        texts,
        addresses,
        ..SourcePlace::default()
    }
}

/// The path of an object's own address, unless it is on the host of all help centers.
fn own_path(object: &Object) -> Option<String> {
    let url = json::text(object, "url")?;
    path_of(&url)
        .filter(|_| host_of(&url).is_some_and(|host| host != "intercom.help" && !host.ends_with(".intercom.com")))
}

fn article(id: &str, object: &Object, language: &str) -> SourceArticle {
    let own = json::text(object, "default_locale").map_or_else(|| language.to_owned(), |locale| locale.to_lowercase());
    let mut texts: BTreeMap<String, ArticleText> = translations(object)
        .filter(|(_, content)| json::filled(content, "title").is_some() || json::filled(content, "body").is_some())
        .map(|(locale, content)| (locale.clone(), text(id, &locale, content, object)))
        .collect();
    texts.entry(own.clone()).or_insert_with(|| text(id, &own, object, object));
    let mut places = json::texts(object, "parent_ids");
    places.extend(json::text(object, "parent_id").filter(|parent| !places.contains(parent)));
    let mut places = places.into_iter();
    let tags = object.get("tags").and_then(|tags| tags.as_object()).map(|tags| json::texts(tags, "tags"));
    let mut article = SourceArticle {
        id: id.to_owned(),
        place: places.next(),
        labels: tags.unwrap_or_else(|| json::texts(object, "tags")),
        texts,
        ..SourceArticle::default()
    };
    article.other_places = places.collect();
    for place in &article.other_places {
        article.remarks.push(format!("it is also in the collection {place}; here it is in one"));
    }
    if json::switch(object, "has_unpublished_changes") {
        article.remarks.push("it has changes that are not published, which the export does not have".into());
    }
    if !object.contains_key("translated_content") {
        article.remarks.push("the export has only one of its languages (`translated_content` is missing)".into());
    }
    if let Some(statistics) = object.get("statistics").and_then(|statistics| statistics.as_object()) {
        let number = |key| json::number(statistics, key).unwrap_or(0);
        let reactions = number("reactions");
        let share = |key| u64::try_from((reactions * number(key) + 50) / 100).unwrap_or(0);
        article.votes = Votes { up: share("happy_reaction_percentage"), down: share("sad_reaction_percentage") };
        article.remarks.push(format!(
            "statistics: {} views, {reactions} reactions ({} % happy, {} % neutral, {} % sad)",
            number("views"),
            number("happy_reaction_percentage"),
            number("neutral_reaction_percentage"),
            number("sad_reaction_percentage")
        ));
    }
    article
}

fn text(id: &str, locale: &str, content: &Object, article: &Object) -> ArticleText {
    let mut addresses = vec![format!("/{locale}/articles/{id}")];
    addresses.extend(own_path(content));
    // The text in the article's own language is the article, and has its state.
    let is_own = json::text(article, "default_locale").is_some_and(|own| own.to_lowercase() == locale);
    let with_state = if is_own && !content.contains_key("state") { article } else { content };
    let draft_reason = visibility::doubt(with_state, "state", &Value::from("published")).or_else(|| {
        ["scheduled_publish_at", "scheduled_unpublish_at"].into_iter().find_map(|key| {
            let is_unreadable = json::date(article, key).is_none();
            visibility::doubt_if_present(article, key, &Value::Null).filter(|_| is_unreadable)
        })
    });
    ArticleText {
        title: json::filled(content, "title").unwrap_or_default(),
        description: json::filled(content, "description").unwrap_or_default(),
        body: SourceBody::Html(json::text(content, "body").unwrap_or_default()),
        draft: draft_reason.is_some(),
        draft_reason: draft_reason.filter(|_| json::text(with_state, "state").as_deref() != Some("draft")),
        updated: json::date(content, "updated_at").max(json::date(article, "updated_at")),
        publish: json::date(article, "scheduled_publish_at"),
        expires: json::date(article, "scheduled_unpublish_at"),
        addresses,
        ..ArticleText::default()
    }
}

fn restriction(object: &Object) -> Option<SourceRestriction> {
    let doubt = visibility::doubt(object, AUDIENCE, &Value::from("everyone"))?;
    Some(match object.get(AUDIENCE).and_then(Value::as_str) {
        Some("restricted") => SourceRestriction::new("restricted", "`help_center_audience` is `restricted`"),
        Some(other) if !matches!(other.trim(), "" | "everyone") => {
            SourceRestriction::new(other, format!("only for signed-in users (`{other}`)"))
        }
        _ => unknown_readers(doubt),
    })
}

fn internal(id: &str, object: &Object, language: &str) -> SourceArticle {
    let locale = json::text(object, "locale").map_or_else(|| language.to_owned(), |locale| locale.to_lowercase());
    let mut text = text(id, &locale, object, object);
    text.addresses.clear();
    text.draft = false;
    SourceArticle {
        id: format!("internal-{id}"),
        restricted: Some(SourceRestriction::new("internal", "an internal article")),
        texts: BTreeMap::from([(locale, text)]),
        ..SourceArticle::default()
    }
}

/// `/en/articles/123-slug`, `/acme/en/articles/123-slug` on the shared host, `/a/apps/…` in the agents' app.
fn read_link(path: &str) -> Option<OldTarget> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.first() == Some(&"a") && parts.get(1) == Some(&"apps") {
        return Some(OldTarget::Gone("the editor"));
    }
    let at = parts.iter().position(|part| matches!(*part, "articles" | "collections"))?;
    let id: String = parts.get(at + 1)?.chars().take_while(char::is_ascii_digit).collect();
    let locale = at.checked_sub(1).map(|at| parts[at].to_lowercase());
    if id.is_empty() {
        return None;
    }
    Some(if parts[at] == "articles" { OldTarget::Article(id, locale) } else { OldTarget::Place(id, locale) })
}
