//! Zendesk Guide: saved responses of the Help Center API.
//!
//! Answers are recognized by their keys: lists with offset or cursor paging, single objects, sideloads. An object that
//! was read several times counts in its newest form. `docs/content/moving/zendesk.md` says how to make the export.

mod links;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::export::Export;
use super::json::{self, Object};
use super::model::{
    ArticleText, HelpCenter, PlaceText, SourceArticle, SourceAttachment, SourceBody, SourcePlace, SourceRestriction,
    SourceSnippet, Votes,
};
use super::names::{host_of, path_of};
use super::visibility::{self, unknown_readers};

/// Reads an export.
pub fn read(export: &Export) -> Result<HelpCenter, String> {
    let mut answers = ZendeskAnswers::default();
    let documents = export.json()?;
    for (_, value) in &documents {
        json::each(value, "", &mut |key, object| answers.take(key, object));
    }
    Ok(answers.center())
}

#[derive(Default)]
struct ZendeskAnswers<'v> {
    articles: BTreeMap<(String, String), &'v Object>,
    sections: BTreeMap<(String, String), &'v Object>,
    categories: BTreeMap<(String, String), &'v Object>,
    /// By kind (`Article`), id and locale.
    translations: BTreeMap<(String, String, String), &'v Object>,
    attachments: BTreeMap<String, &'v Object>,
    segments: BTreeMap<String, &'v Object>,
    users: BTreeMap<String, String>,
    tags: BTreeMap<String, String>,
    blocks: BTreeMap<String, &'v Object>,
    rules: BTreeMap<String, String>,
    votes: BTreeMap<String, (String, i64)>,
    default_locale: Option<String>,
    community_posts: usize,
}

impl<'v> ZendeskAnswers<'v> {
    fn take(&mut self, key: &str, object: &'v Object) -> bool {
        let has = |name: &str| object.contains_key(name);
        let id = json::text(object, "id").unwrap_or_default();
        let locale = json::text(object, "locale").unwrap_or_default().to_lowercase();
        if let Some(default) = json::text(object, "default_locale") {
            self.default_locale = Some(default.to_lowercase());
        }
        match () {
            () if has("redirect_from") && has("redirect_to") => {
                if let (Some(from), Some(to)) =
                    (json::filled(object, "redirect_from"), json::filled(object, "redirect_to"))
                {
                    self.rules.insert(from, to);
                }
            }
            () if has("source_id") && has("source_type") => self.take_translation(object),
            () if has("section_id") && (has("body") || has("title")) => {
                newest(&mut self.articles, (id, locale), object);
                self.take_sideloaded(object);
            }
            () if has("category_id") && has("name") => {
                newest(&mut self.sections, (id, locale), object);
                self.take_sideloaded(object);
            }
            () if has("content_url") => {
                self.attachments.insert(id, object);
            }
            () if has("user_type") && has("name") => {
                self.segments.insert(id, object);
            }
            () if has("item_id") && has("value") => {
                let item = json::text(object, "item_id").unwrap_or_default();
                self.votes.insert(id, (item, json::number(object, "value").unwrap_or(0)));
            }
            () if key.contains("content_block") => {
                self.blocks.insert(id, object);
            }
            () if has("topic_id") && has("details") => self.community_posts += 1,
            () if matches!(key, "categories" | "category") || has("position") && has("name") && !has("section_id") => {
                newest(&mut self.categories, (id, locale), object);
                self.take_sideloaded(object);
            }
            () if matches!(key, "users" | "user") => {
                if let Some(name) = json::filled(object, "name") {
                    self.users.insert(id, name);
                }
            }
            () if matches!(key, "records" | "content_tags" | "content_tag") && has("name") => {
                if let Some(name) = json::filled(object, "name") {
                    self.tags.insert(id, name);
                }
            }
            () => return false,
        }
        true
    }

    fn take_translation(&mut self, object: &'v Object) {
        let text = |key| json::text(object, key).unwrap_or_default();
        let key = (text("source_type"), text("source_id"), text("locale").to_lowercase());
        newest(&mut self.translations, key, object);
    }

    fn take_sideloaded(&mut self, object: &'v Object) {
        if let Some(translations) = object.get("translations") {
            json::each(translations, "translations", &mut |_, object| {
                let is_translation = object.contains_key("source_id");
                if is_translation {
                    self.take_translation(object);
                }
                is_translation
            });
        }
    }

    fn center(self) -> HelpCenter {
        let locale_of = |object: &&Object| json::text(object, "source_locale").or_else(|| json::text(object, "locale"));
        let counted = self.articles.values().filter_map(locale_of).fold(BTreeMap::new(), |mut counts, locale| {
            *counts.entry(locale.to_lowercase()).or_insert(0_usize) += 1;
            counts
        });
        let most = counted.into_iter().max_by_key(|(_, count)| *count).map(|(locale, _)| locale);
        let default = self.default_locale.clone().or(most).unwrap_or_else(|| "en-us".into());
        let mut center = HelpCenter {
            vendor: "Zendesk",
            hosts: self.hosts(),
            language: default.clone(),
            read_link: Some(links::read_link),
            rules: self.rules.clone().into_iter().collect(),
            ..HelpCenter::default()
        };
        let locales: Vec<String> = self
            .articles
            .keys()
            .map(|(_, locale)| locale.clone())
            .chain(self.translations.keys().map(|(_, _, locale)| locale.clone()))
            .collect();
        for locale in std::iter::once(default.clone()).chain(locales) {
            let address = (format!("/hc/{locale}"), locale);
            if !center.home_addresses.contains(&address) {
                center.contact_addresses.push(format!("{}/requests/new", address.0));
                center.home_addresses.push(address);
            }
        }
        center.places = self.places(&default);
        center.articles = self.articles(&default);
        center.attachments = self.attachments.iter().map(|(id, object)| attachment(id, object)).collect();
        center.snippets = self.blocks.values().filter_map(|object| snippet(object)).collect();
        if self.community_posts > 0 {
            center.remarks.push(format!("{} posts of the community were not imported", self.community_posts));
        }
        center
    }

    fn hosts(&self) -> Vec<String> {
        let objects = self
            .articles
            .values()
            .chain(self.sections.values())
            .chain(self.categories.values())
            .chain(self.attachments.values());
        let urls = objects.flat_map(|object| ["html_url", "url", "content_url"].map(|key| json::text(object, key)));
        let mut hosts: Vec<String> = Vec::new();
        for host in urls.flatten().filter_map(|url| host_of(&url)) {
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }

    fn places(&self, default: &str) -> Vec<SourcePlace> {
        let mut places: BTreeMap<String, SourcePlace> = BTreeMap::new();
        let kinds = [("Category", "categories", &self.categories), ("Section", "sections", &self.sections)];
        for (kind, plural, objects) in kinds {
            for ((id, locale), object) in objects {
                let place = places
                    .entry(id.clone())
                    .or_insert_with(|| SourcePlace { id: id.clone(), ..SourcePlace::default() });
                let parent = json::text(object, "parent_section_id").or_else(|| json::text(object, "category_id"));
                place.parent = place.parent.take().or(parent);
                place.order = place.order.or_else(|| json::number(object, "position"));
                let title = json::filled(object, "name").unwrap_or_default();
                let description = json::filled(object, "description").unwrap_or_default();
                place.texts.insert(locale.clone(), PlaceText { title, description });
                add_place_addresses(place, plural, locale, default, json::text(object, "html_url"));
                let of_place =
                    self.translations.iter().filter(|((source, source_id, _), _)| source == kind && source_id == id);
                for ((_, _, locale), translation) in of_place {
                    let title = json::filled(translation, "title").unwrap_or_default();
                    let description = json::filled(translation, "body").unwrap_or_default();
                    place.texts.entry(locale.clone()).or_insert(PlaceText { title, description });
                    add_place_addresses(place, plural, locale, default, json::text(translation, "html_url"));
                }
            }
        }
        places.into_values().collect()
    }

    fn articles(&self, default: &str) -> Vec<SourceArticle> {
        let mut articles: BTreeMap<String, SourceArticle> = BTreeMap::new();
        // What all languages share is said by the object in the default one.
        let mut objects: Vec<_> = self.articles.iter().collect();
        objects.sort_by_key(|((_, locale), _)| locale != default);
        for ((id, locale), object) in objects {
            let article = articles.entry(id.clone()).or_insert_with(|| self.article(id, object));
            article.restricted = article.restricted.take().or_else(|| self.restriction(object));
            article
                .texts
                .insert(locale.clone(), article_text(id, locale, default, object, json::date(object, "edited_at")));
        }
        for ((kind, id, locale), translation) in &self.translations {
            let Some(article) = articles.get_mut(id).filter(|_| kind == "Article") else { continue };
            let updated = json::date(translation, "updated_at");
            let text = article_text(id, locale, default, translation, updated);
            if let Some(known) = article.texts.get_mut(locale) {
                // An article's own object is the newer one, but a hidden translation stays hidden.
                if text.draft && !known.draft {
                    (known.draft, known.draft_reason) = (true, text.draft_reason);
                }
                known.addresses.extend(text.addresses);
            } else {
                article.texts.insert(locale.clone(), text);
            }
        }
        articles.into_values().collect()
    }

    fn article(&self, id: &str, object: &Object) -> SourceArticle {
        let section = json::text(object, "section_id");
        let sorting = section.as_ref().and_then(|section| {
            let is_section = |((other, _), _): &(&(String, String), &&Object)| other == section;
            json::text(self.sections.iter().find(is_section)?.1, "sorting")
        });
        let is_sorted = sorting.is_none_or(|sorting| sorting == "manual");
        let mut labels = json::texts(object, "label_names");
        let tags = json::texts(object, "content_tag_ids");
        labels.extend(tags.iter().filter_map(|tag| self.tags.get(tag).cloned()));
        let (sum, count) =
            (json::number(object, "vote_sum").unwrap_or(0), json::number(object, "vote_count").unwrap_or(0));
        let up = u64::try_from(count.midpoint(sum)).unwrap_or(0);
        let author = json::text(object, "author_id");
        let attached = self
            .attachments
            .iter()
            .filter(|(_, file)| json::text(file, "article_id").as_deref() == Some(id) && !json::switch(file, "inline"));
        SourceArticle {
            id: id.to_owned(),
            place: section,
            order: json::number(object, "position").filter(|_| is_sorted),
            labels,
            promoted: json::switch(object, "promoted"),
            owner: author.and_then(|author| self.users.get(&author).cloned()),
            restricted: self.restriction(object),
            attachments: attached.map(|(id, _)| id.clone()).collect(),
            votes: Votes { up, down: u64::try_from(count).unwrap_or(0).saturating_sub(up) },
            ..SourceArticle::default()
        }
    }

    /// Any restriction of readers: every segment, including built-in ones.
    fn restriction(&self, object: &Object) -> Option<SourceRestriction> {
        let mut segments = json::texts(object, "user_segment_ids");
        let single = json::filled(object, "user_segment_id").filter(|id| !segments.contains(id));
        segments.extend(single);
        let name = |id: &String| {
            let name = self.segments.get(id).and_then(|segment| json::filled(segment, "name"));
            name.unwrap_or_else(|| format!("segment {id}"))
        };
        let names: Vec<String> = segments.iter().map(name).collect();
        let Some(first) = names.first() else {
            let ids = object.get("user_segment_ids").filter(|ids| !ids.is_null());
            let doubt = visibility::doubt(object, "user_segment_id", &Value::Null);
            let doubt = doubt.or_else(|| ids.and_then(|_| visibility::doubt(object, "user_segment_ids", &json!([]))));
            return doubt.map(unknown_readers);
        };
        let quoted: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
        let noun = if names.len() == 1 { "segment" } else { "segments" };
        let mut restriction = SourceRestriction::new(first, format!("for the user {noun} {}", quoted.join(", ")));
        restriction.access.extend(names[1..].iter().flat_map(|name| SourceRestriction::new(name, "").access));
        Some(restriction)
    }
}

/// Keeps the object that was changed last.
fn newest<'v, K: Ord>(known: &mut BTreeMap<K, &'v Object>, key: K, object: &'v Object) {
    let is_public = |object: &Object| {
        let segments = json::texts(object, "user_segment_ids");
        let segment = if object.contains_key("section_id") { visibility::doubt } else { visibility::doubt_if_present };
        segment(object, "user_segment_id", &Value::Null).is_none()
            && segments.is_empty()
            && draft_reason(object).is_none()
    };
    visibility::keep(known, key, object, |object| json::time(object, "updated_at"), is_public);
}

/// Why an article or a translation is a draft: translations also say whether they are hidden.
fn draft_reason(object: &Object) -> Option<String> {
    let public = Value::Bool(false);
    let is_translation = object.contains_key("source_type");
    let hidden = if is_translation { visibility::doubt } else { visibility::doubt_if_present };
    visibility::doubt(object, "draft", &public).or_else(|| hidden(object, "hidden", &public))
}

fn add_place_addresses(place: &mut SourcePlace, plural: &str, locale: &str, default: &str, url: Option<String>) {
    let mut addresses = vec![format!("/hc/{locale}/{plural}/{}", place.id)];
    addresses.extend(url.and_then(|url| path_of(&url)));
    if locale == default {
        addresses.push(format!("/hc/{plural}/{}", place.id));
    }
    for address in addresses {
        let address = (address, Some(locale.to_owned()));
        if !place.addresses.contains(&address) {
            place.addresses.push(address);
        }
    }
}

fn article_text(
    id: &str,
    locale: &str,
    default: &str,
    object: &Object,
    updated: Option<jiff::civil::Date>,
) -> ArticleText {
    let mut addresses = vec![format!("/hc/{locale}/articles/{id}")];
    addresses.extend(json::text(object, "html_url").and_then(|url| path_of(&url)));
    if locale == default {
        addresses.push(format!("/hc/articles/{id}"));
    }
    ArticleText {
        title: json::filled(object, "title").or_else(|| json::filled(object, "name")).unwrap_or_default(),
        body: SourceBody::Html(json::text(object, "body").unwrap_or_default()),
        draft: draft_reason(object).is_some(),
        draft_reason: draft_reason(object).filter(|_| !json::switch(object, "draft")),
        updated: updated.or_else(|| json::date(object, "updated_at")),
        addresses,
        ..ArticleText::default()
    }
}

fn attachment(id: &str, object: &Object) -> SourceAttachment {
    let urls = ["content_url", "relative_path"].map(|key| json::text(object, key));
    SourceAttachment {
        id: id.to_owned(),
        name: json::filled(object, "display_file_name")
            .or_else(|| json::filled(object, "file_name"))
            .unwrap_or_default(),
        addresses: urls.into_iter().flatten().collect(),
        article: json::text(object, "article_id"),
    }
}

fn snippet(object: &Object) -> Option<SourceSnippet> {
    let html = ["body", "content", "html"].iter().find_map(|key| json::filled(object, key))?;
    let name = ["title", "name"].iter().find_map(|key| json::filled(object, key));
    Some(SourceSnippet { name: name.or_else(|| json::text(object, "id"))?, html })
}
