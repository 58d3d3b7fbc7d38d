//! Generates structured data (schema.org, as JSON-LD), which search engines show as rich results.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, json};

use crate::content::{ArticleKind, EditionId};
use crate::path::Address;
use crate::render::page_facts::PageFacts;
use crate::render::{Page, Renderer, cards, site};
use crate::site::ArticleId;

/// Nodes of nearly every page have their own types, which serialize ten times as fast as a tree of values.
#[derive(Serialize)]
#[serde(untagged)]
enum JsonLdNode<'k> {
    Article(TechArticle<'k>),
    Breadcrumbs(BreadcrumbList<'k>),
    Other(Value),
}

#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct TechArticle<'k> {
    headline: &'k str,
    in_language: &'k str,
    main_entity_of_page: &'k str,
    publisher: Organization,
    author: Organization,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'k str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
}

#[derive(Clone, Serialize)]
#[serde(tag = "@type")]
struct Organization {
    name: String,
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct BreadcrumbList<'k> {
    item_list_element: Vec<ListItem<'k>>,
}

#[derive(Serialize)]
#[serde(tag = "@type")]
struct ListItem<'k> {
    position: usize,
    name: &'k str,
    item: Cow<'k, str>,
}

#[derive(Serialize)]
struct JsonLdGraph<'k> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<JsonLdNode<'k>>,
}

/// The content of the page's `<script type="application/ld+json">`. Empty without a `base_url`, because all addresses
/// in it must be absolute.
#[must_use]
pub fn json_ld(renderer: &Renderer, page: &Page, facts: &PageFacts) -> String {
    let Some(url) = absolute(renderer, &facts.address).filter(|_| !facts.noindex) else { return String::new() };
    let mut graph = match page {
        Page::Home(edition) => home(renderer, *edition, &url),
        Page::Article(id) => article(renderer, *id, facts, &url),
        Page::Folder(..) | Page::Label(..) | Page::Labels(_) | Page::All(_) | Page::WhatsNew(_) => {
            vec![JsonLdNode::Other(json!({ "@type": "CollectionPage", "name": facts.title, "url": url }))]
        }
        Page::Contact(_) => vec![JsonLdNode::Other(json!({ "@type": "ContactPage", "name": facts.title, "url": url }))],
        Page::Search(_) | Page::Thanks(_) | Page::NotFound(_) | Page::Redirect(_) | Page::Gone(_) => Vec::new(),
    };
    if !facts.breadcrumbs.is_empty() {
        graph.push(JsonLdNode::Breadcrumbs(breadcrumbs(renderer, facts, &url)));
    }
    let graph = JsonLdGraph { context: "https://schema.org", graph };
    let written = serde_json::to_string(&graph).expect("texts and numbers can always be written");
    // A `</script>` in a text must not close the element.
    written.replace('<', "\\u003c")
}

fn absolute(renderer: &Renderer, address: &Address) -> Option<String> {
    renderer.project.config.base_url.absolute(address)
}

/// The full address of a root-relative link.
fn full<'h>(renderer: &Renderer, href: &'h str) -> Cow<'h, str> {
    let origin = renderer.project.config.base_url.origin.as_deref().unwrap_or_default();
    if href.starts_with('/') { format!("{origin}{href}").into() } else { href.into() }
}

fn organization(renderer: &Renderer, edition: EditionId) -> Organization {
    let config = &renderer.project.config;
    let home = absolute(renderer, &Address::new("/"));
    let logo = config.brand.logo.as_ref().and_then(|path| cards::picture(renderer, &path.value));
    Organization {
        name: site::organization(renderer, edition),
        url: config.brand.organization_url.clone().or(home),
        logo: logo.map(|logo| full(renderer, &logo.src).into_owned()),
    }
}

fn home(renderer: &Renderer, edition: EditionId, url: &str) -> Vec<JsonLdNode<'static>> {
    let config = &renderer.project.config;
    let mut site = json!({ "@type": "WebSite", "name": config.title_in(edition), "url": url, "inLanguage": config.language(edition) });
    let description = config.description_in(edition);
    if !description.is_empty() {
        site["description"] = Value::from(description);
    }
    let organization = json!(organization(renderer, edition));
    [site, organization].map(JsonLdNode::Other).into()
}

fn article<'k>(renderer: &'k Renderer, id: ArticleId, facts: &'k PageFacts, url: &'k str) -> Vec<JsonLdNode<'k>> {
    let article = &renderer.site[id];
    let organization = organization(renderer, article.edition);
    let main = TechArticle {
        headline: first_characters(&facts.title, 110),
        in_language: facts.language.as_deref().unwrap_or_else(|| renderer.project.config.language(article.edition)),
        main_entity_of_page: url,
        publisher: organization.clone(),
        author: organization,
        description: &facts.description,
        date_modified: article.meta.updated.map(moment),
        date_published: article.meta.publish.map(moment),
    };
    let more = match article.meta.kind {
        ArticleKind::Faq if !article.body.questions.is_empty() => Some(faq(renderer, id)),
        ArticleKind::Guide if article.body.steps.len() > 1 => Some(how_to(renderer, id, facts)),
        ArticleKind::Video => video(renderer, id, facts),
        _ => None,
    };
    std::iter::once(JsonLdNode::Article(main)).chain(more.map(JsonLdNode::Other)).collect()
}

fn first_characters(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(end, _)| &text[..end])
}

fn faq(renderer: &Renderer, id: ArticleId) -> Value {
    let body = &renderer.site[id].body;
    let ranges: Vec<_> = body.questions.iter().map(|question| question.answer.clone()).collect();
    let answers = body.document.lines(&ranges, renderer.texts(renderer.language_of(id)));
    let questions = body.questions.iter().zip(answers).map(|(question, answer)| {
        json!({
            "@type": "Question",
            "name": question.question,
            "acceptedAnswer": { "@type": "Answer", "text": answer },
        })
    });
    json!({ "@type": "FAQPage", "mainEntity": questions.collect::<Vec<_>>() })
}

fn how_to(renderer: &Renderer, id: ArticleId, facts: &PageFacts) -> Value {
    let body = &renderer.site[id].body;
    let steps = body.document.lines(&body.steps, renderer.texts(renderer.language_of(id)));
    let steps = steps.into_iter().map(|step| json!({ "@type": "HowToStep", "text": step }));
    json!({ "@type": "HowTo", "name": facts.title, "step": steps.collect::<Vec<_>>() })
}

/// The video of an article, if everything that search engines require is known: an image and the publication date.
fn video(renderer: &Renderer, id: ArticleId, facts: &PageFacts) -> Option<Value> {
    let article = &renderer.site[id];
    let view = crate::render::article::recording(renderer, id)?;
    let poster = view.poster?;
    let published = article.meta.publish.or(article.meta.updated)?;
    let mut video = json!({
        "@type": "VideoObject",
        "name": view.title,
        "description": if facts.description.is_empty() { &facts.title } else { &facts.description },
        "thumbnailUrl": full(renderer, &poster.src),
        "uploadDate": moment(published),
    });
    let (key, address) = if view.source == "file" {
        ("contentUrl", full(renderer, &view.href).into_owned())
    } else {
        ("embedUrl", view.embed)
    };
    video[key] = Value::from(address);
    if let Some(seconds) = article.meta.video.as_ref().and_then(|video| video.duration) {
        video["duration"] = Value::from(format!("PT{}M{}S", seconds / 60, seconds % 60));
    }
    Some(video)
}

/// A date in the format that search engines require, with a time and a time zone.
fn moment(date: jiff::civil::Date) -> String {
    format!("{date}T00:00:00Z")
}

fn breadcrumbs<'k>(renderer: &Renderer, facts: &'k PageFacts, url: &'k str) -> BreadcrumbList<'k> {
    let parents = facts.breadcrumbs.iter().map(|crumb| (crumb.title.as_str(), full(renderer, &crumb.href)));
    let trail = parents.chain([(facts.title.as_str(), Cow::from(url))]);
    let items = (1..).zip(trail).map(|(position, (name, item))| ListItem { position, name, item });
    BreadcrumbList { item_list_element: items.collect() }
}
