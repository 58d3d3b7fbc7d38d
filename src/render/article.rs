//! `article`: the page of one article.

use std::sync::Arc;

use minijinja::Value;

use crate::content::sanitize::Trust;
use crate::content::{ArticleKind, Body, Heading, Link, LinkRole, Video, player};
use crate::path::ArticleKey;
use crate::render::env::NamedValue;
use crate::render::text_assets::PageText;
use crate::render::{Renderer, cards, changes, links, view};
use crate::site::translations::{self, TranslationStatus};
use crate::site::{ArticleId, nav, related, visibility};

/// An outline with fewer entries than this helps nobody.
const SHORTEST_OUTLINE: usize = 2;

/// The number of articles from which a help center has a section navigation by default.
const LARGE_HELP_CENTER: usize = 100;

/// The maximum number of articles in the section navigation. Every page of the section repeats them.
const LONGEST_SIDEBAR: usize = 60;

/// Fills `article`.
#[must_use]
pub fn view(renderer: &Renderer, id: ArticleId, text: PageText) -> view::ArticleView {
    let article = &renderer.site[id];
    let config = &renderer.project.config;
    let meta = &article.meta;
    let (previous, next) = neighbors(renderer, id);
    let feedback = meta.feedback && config.feedback.enabled && config.listens();
    view::ArticleView {
        key: article.key.to_string(),
        id: meta.id.as_ref().map(|id| id.value.clone()),
        hash: article.hash.to_string(),
        version: config.version(article.edition.version).id.clone(),
        title: meta.title.clone(),
        lead: if meta.has_lead { meta.description.clone() } else { String::new() },
        kind: meta.kind.name(),
        kind_label: cards::kind_label(renderer.texts(article.edition), meta.kind),
        fallback: fallback(renderer, id),
        older_than: older_than(renderer, id),
        changes: changes::view(renderer, id),
        assets: text.assets(renderer),
        html: text.html,
        outline: outline(renderer, id),
        updated: meta.updated.map(|date| cards::date(renderer.texts(article.edition), date)),
        reading_minutes: article.body.words.div_ceil(config.markdown.reading_speed.max(1)).max(1),
        owner: meta.owner.clone(),
        labels: labels(renderer, id),
        video: recording(renderer, id),
        form_href: meta.form.as_ref().map(|form| meta_href(renderer, id, &form.value)),
        attachments: attachments(renderer, id),
        related: related_cards(renderer, id),
        previous: previous.map(|id| cards::link(renderer, id)),
        next: next.map(|id| cards::link(renderer, id)),
        edit_href: edit_href(renderer, id),
        draft: visibility::hidden(article, renderer.project.date).is_some(),
        feedback,
        contact: meta.contact,
        sidebar: sidebar(renderer, id),
    }
}

/// The language of an article that replaces a missing translation.
fn fallback(renderer: &Renderer, id: ArticleId) -> Option<view::FallbackView> {
    Some(original(renderer, *renderer.site.fallbacks.get(&id)?))
}

/// The original of a translation that was made from an older wording of it.
fn older_than(renderer: &Renderer, id: ArticleId) -> Option<view::FallbackView> {
    renderer.site[id].meta.translated_from.as_ref()?;
    match translations::status(&renderer.project, &renderer.site, id) {
        TranslationStatus::Older(older_than) if !renderer.site.is_fallback(id) => Some(original(renderer, older_than)),
        _ => None,
    }
}

fn original(renderer: &Renderer, original: ArticleId) -> view::FallbackView {
    let locale = renderer.project.config.locale(renderer.site[original].edition.locale);
    view::FallbackView {
        language: locale.label.clone(),
        code: locale.code.clone(),
        href: renderer.href(renderer.site.address(original)),
    }
}

/// The recording of an article.
#[must_use]
pub fn recording(renderer: &Renderer, id: ArticleId) -> Option<view::VideoView> {
    Some(video(renderer, id, renderer.site[id].meta.video.as_ref()?))
}

/// Headings for "On this page": a list of [`view::OutlineEntry`].
#[must_use]
pub fn outline(renderer: &Renderer, id: ArticleId) -> Value {
    let article = &renderer.site[id];
    let depth = renderer.project.config.articles.outline_depth;
    let body = Arc::clone(&article.body);
    let is_shown = move |heading: &&Heading| heading.level <= depth;
    if !article.meta.toc || body.outline.iter().filter(is_shown).count() < SHORTEST_OUTLINE {
        return Value::from(Vec::<Value>::new());
    }
    // Versions share the text.
    let name = Arc::as_ptr(&body).addr().to_string();
    NamedValue::list(name, Vec::new(), move |_| {
        let entry = |heading: &Heading| view::OutlineEntry {
            level: heading.level,
            id: heading.id.clone(),
            title: heading.text.clone(),
        };
        body.outline.iter().filter(is_shown).map(entry).collect()
    })
}

/// "Edit this page": the configured address with the file's path in it.
#[must_use]
pub fn edit_href(renderer: &Renderer, id: ArticleId) -> Option<String> {
    let edit = renderer.project.config.edit.as_ref()?;
    Some(edit.url.replace("{path}", &crate::path::encode(renderer.site[id].path.as_str())))
}

/// The articles before and after it in its section.
fn neighbors(renderer: &Renderer, id: ArticleId) -> (Option<ArticleId>, Option<ArticleId>) {
    let site = &renderer.site;
    let siblings = &site.folder_of(id).articles;
    // A folder can have thousands of articles, and each of their pages asks.
    let place = siblings.binary_search_by(|sibling| nav::compare(&site[*sibling], &site[id]));
    let Ok(place) = place else { return (None, None) };
    (place.checked_sub(1).map(|before| siblings[before]), siblings.get(place + 1).copied())
}

fn labels(renderer: &Renderer, id: ArticleId) -> Vec<view::LinkView> {
    let known = &renderer.site.edition_of(id).labels;
    let labels =
        renderer.site[id].meta.labels.iter().filter_map(|title| known.get(&crate::site::labels::segment(title)));
    labels.map(|label| view::LinkView { title: label.title.clone(), href: renderer.href(&label.address) }).collect()
}

/// What the writer gave, then what is nearest.
fn related_cards(renderer: &Renderer, id: ArticleId) -> Vec<Value> {
    let limit = renderer.project.config.articles.related;
    let mut ids: Vec<ArticleId> = Vec::new();
    for related in renderer.hrefs.related.get(&id).into_iter().flatten() {
        if ids.len() == limit {
            break;
        }
        if *related != id && !ids.contains(related) {
            ids.push(*related);
        }
    }
    // The neighbors are right below anyway.
    let (previous, next) = neighbors(renderer, id);
    let except: Vec<ArticleId> = ids.iter().copied().chain(previous).chain(next).collect();
    let missing = limit.saturating_sub(ids.len());
    ids.extend(related::nearest(&renderer.site, id, missing, &except));
    ids.truncate(limit);
    cards::cards(renderer, &ids)
}

fn meta_href(renderer: &Renderer, id: ArticleId, written: &str) -> String {
    renderer
        .hrefs
        .meta
        .get(&(id, written.to_owned()))
        .map_or_else(|| written.to_owned(), |resolved| resolved.href.clone())
}

fn video(renderer: &Renderer, id: ArticleId, video: &Video) -> view::VideoView {
    let resolved = |written: &str| renderer.hrefs.meta.get(&(id, written.to_owned()));
    let title = video.title.clone().unwrap_or_else(|| renderer.site[id].meta.title.clone());
    let poster = video.poster.as_ref().and_then(|poster| resolved(&poster.value)?.file.as_ref());
    let poster = poster.and_then(|file| cards::picture(renderer, file));
    let captions = video.captions.as_ref().map(|captions| meta_href(renderer, id, &captions.value));
    let duration = video.duration.map_or(String::new(), |seconds| format!("{}:{:02}", seconds / 60, seconds % 60));
    let mut view = view::VideoView {
        source: "file",
        href: meta_href(renderer, id, &video.url.value),
        embed: String::new(),
        host: String::new(),
        title,
        poster,
        captions,
        duration,
        media_type: String::new(),
    };
    if let Some(file) = resolved(&video.url.value).and_then(|resolved| resolved.file.as_ref()) {
        crate::path::media_type(file.as_str()).clone_into(&mut view.media_type);
        return view;
    }
    view.source = "embed";
    let trust = Trust::of(renderer.project.config.markdown.raw_html);
    let player::VideoEmbed { host, href, player } = player::any(&video.url.value, trust);
    if !player.is_empty() {
        view.href = href;
    }
    view::VideoView { embed: player, host, ..view }
}

/// The downloads of a `form`, each once, named by the text that links it.
fn attachments(renderer: &Renderer, id: ArticleId) -> Vec<view::Attachment> {
    let article = &renderer.site[id];
    if article.meta.kind != ArticleKind::Form {
        return Vec::new();
    }
    let mut attachments: Vec<view::Attachment> = Vec::new();
    for (number, (link, resolved)) in article.body.links.iter().zip(renderer.resolved(id)).enumerate() {
        let file = resolved.file.as_ref().filter(|path| link.role == LinkRole::Anchor && links::is_download(path));
        let Some((path, file)) = file.and_then(|path| Some((path, renderer.project.files.get(path)?))) else {
            continue;
        };
        if attachments.iter().all(|known| known.href != resolved.href) {
            attachments.push(view::Attachment {
                title: link_text(&article.body, number, link),
                href: resolved.href.clone(),
                file_type: links::file_type(path),
                size: links::size(file.size),
            });
        }
    }
    attachments
}

/// The words of link number `number`; where it has none, the name of the file.
fn link_text(body: &Body, number: usize, link: &Link) -> String {
    let text = body.link_texts.iter().find(|(known, text)| *known == number && !text.is_empty());
    text.map_or_else(|| link.target.rsplit('/').next().unwrap_or_default().to_owned(), |(_, text)| text.clone())
}

/// The section navigation. Without a setting, large help centers have one.
fn sidebar(renderer: &Renderer, id: ArticleId) -> Option<view::SectionView> {
    let edition = renderer.site.edition_of(id);
    let is_large = || edition.folders[&ArticleKey::new("")].count >= LARGE_HELP_CENTER;
    if !renderer.project.config.articles.sidebar.unwrap_or_else(is_large) {
        return None;
    }
    let category = cards::category_of(renderer, id)?;
    if category.count <= LONGEST_SIDEBAR {
        return Some(cards::section(renderer, edition, category));
    }
    // The article's own section, and of a long one the part around the article.
    let folder = renderer.site.folder_of(id);
    let place = folder.articles.iter().position(|other| *other == id).unwrap_or_default();
    let start = place.saturating_sub(LONGEST_SIDEBAR / 2).min(folder.articles.len().saturating_sub(LONGEST_SIDEBAR));
    let end = folder.articles.len().min(start + LONGEST_SIDEBAR);
    Some(view::SectionView {
        articles: cards::cards(renderer, &folder.articles[start..end]),
        ..cards::heading(renderer, folder)
    })
}
