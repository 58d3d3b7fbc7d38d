//! Structured data (schema.org, as JSON-LD) that search engines show as rich results.

use serde_json::{Value, json};

use crate::content::{EditionId, Kind};
use crate::path::Address;
use crate::render::frame::Facts;
use crate::render::{Kitchen, Page, cards, site};
use crate::site::ArticleId;

/// The content of the page's `<script type="application/ld+json">`; empty without a `base_url`, because every address
/// in it has to be absolute.
#[must_use]
pub fn json_ld(kitchen: &Kitchen, page: &Page, facts: &Facts) -> String {
    let Some(url) = absolute(kitchen, &facts.address).filter(|_| !facts.noindex) else { return String::new() };
    let mut graph = match page {
        Page::Home(edition) => home(kitchen, *edition, &url),
        Page::Article(id) => article(kitchen, *id, facts, &url),
        Page::Folder(..) | Page::Label(..) | Page::Labels(_) | Page::All(_) | Page::WhatsNew(_) => {
            vec![json!({ "@type": "CollectionPage", "name": facts.title, "url": url })]
        }
        Page::Contact(_) => vec![json!({ "@type": "ContactPage", "name": facts.title, "url": url })],
        Page::Search(_) | Page::Thanks(_) | Page::NotFound(_) | Page::Redirect(_) => Vec::new(),
    };
    if !facts.breadcrumbs.is_empty() {
        graph.push(breadcrumbs(kitchen, facts, &url));
    }
    // `</script>` in a text must not end the element.
    json!({ "@context": "https://schema.org", "@graph": graph }).to_string().replace('<', "\\u003c")
}

fn absolute(kitchen: &Kitchen, address: &Address) -> Option<String> {
    kitchen.project.config.base_url.absolute(address)
}

/// The full address for a root-relative link.
fn full(kitchen: &Kitchen, href: &str) -> String {
    let origin = kitchen.project.config.base_url.origin.as_deref().unwrap_or_default();
    if href.starts_with('/') { format!("{origin}{href}") } else { href.to_owned() }
}

fn organization(kitchen: &Kitchen, edition: EditionId) -> Value {
    let config = &kitchen.project.config;
    let home = absolute(kitchen, &Address::new("/"));
    let url = config.brand.organization_url.clone().or(home);
    let mut organization = json!({ "@type": "Organization", "name": site::organization(kitchen, edition), "url": url });
    let logo = config.brand.logo.as_ref().and_then(|path| cards::picture(kitchen, &path.value));
    if let Some(logo) = logo {
        organization["logo"] = Value::from(full(kitchen, &logo.src));
    }
    organization
}

fn home(kitchen: &Kitchen, edition: EditionId, url: &str) -> Vec<Value> {
    let config = &kitchen.project.config;
    let mut site = json!({ "@type": "WebSite", "name": config.title_in(edition), "url": url, "inLanguage": config.language(edition) });
    let description = config.description_in(edition);
    if !description.is_empty() {
        site["description"] = Value::from(description);
    }
    vec![site, organization(kitchen, edition)]
}

fn article(kitchen: &Kitchen, id: ArticleId, facts: &Facts, url: &str) -> Vec<Value> {
    let article = &kitchen.site[id];
    let organization = organization(kitchen, article.edition);
    let mut main = json!({
        "@type": "TechArticle",
        "headline": facts.title.chars().take(110).collect::<String>(),
        "inLanguage": facts.language.clone().unwrap_or_else(|| kitchen.project.config.language(article.edition).to_owned()),
        "mainEntityOfPage": url,
        "publisher": organization,
        "author": organization,
    });
    if !facts.description.is_empty() {
        main["description"] = Value::from(facts.description.clone());
    }
    if let Some(updated) = article.meta.updated {
        main["dateModified"] = Value::from(moment(updated));
    }
    if let Some(published) = article.meta.publish {
        main["datePublished"] = Value::from(moment(published));
    }
    let mut graph = vec![main];
    match article.meta.kind {
        Kind::Faq if !article.body.questions.is_empty() => graph.push(faq(kitchen, id)),
        Kind::Guide if article.body.steps.len() > 1 => graph.push(how_to(kitchen, id, facts)),
        Kind::Video => graph.extend(video(kitchen, id, facts)),
        _ => {}
    }
    graph
}

fn faq(kitchen: &Kitchen, id: ArticleId) -> Value {
    let questions = kitchen.site[id].body.questions.iter().map(|question| {
        json!({
            "@type": "Question",
            "name": question.question,
            "acceptedAnswer": { "@type": "Answer", "text": question.answer },
        })
    });
    json!({ "@type": "FAQPage", "mainEntity": questions.collect::<Vec<_>>() })
}

fn how_to(kitchen: &Kitchen, id: ArticleId, facts: &Facts) -> Value {
    let steps = kitchen.site[id].body.steps.iter().map(|step| json!({ "@type": "HowToStep", "text": step }));
    json!({ "@type": "HowTo", "name": facts.title, "step": steps.collect::<Vec<_>>() })
}

/// A recording, if all that search engines require of one is known: a picture and the day of its publication.
fn video(kitchen: &Kitchen, id: ArticleId, facts: &Facts) -> Option<Value> {
    let article = &kitchen.site[id];
    let view = crate::render::article::recording(kitchen, id)?;
    let poster = view.poster?;
    let published = article.meta.publish.or(article.meta.updated)?;
    let mut video = json!({
        "@type": "VideoObject",
        "name": view.title,
        "description": if facts.description.is_empty() { &facts.title } else { &facts.description },
        "thumbnailUrl": full(kitchen, &poster.src),
        "uploadDate": moment(published),
    });
    let (key, address) =
        if view.source == "file" { ("contentUrl", full(kitchen, &view.href)) } else { ("embedUrl", view.embed) };
    video[key] = Value::from(address);
    if let Some(seconds) = article.meta.video.as_ref().and_then(|video| video.duration) {
        video["duration"] = Value::from(format!("PT{}M{}S", seconds / 60, seconds % 60));
    }
    Some(video)
}

/// A day as search engines want it: with a time and its zone.
fn moment(date: jiff::civil::Date) -> String {
    format!("{date}T00:00:00Z")
}

fn breadcrumbs(kitchen: &Kitchen, facts: &Facts, url: &str) -> Value {
    let parents = facts.breadcrumbs.iter().map(|crumb| (crumb.title.clone(), full(kitchen, &crumb.href)));
    let trail = parents.chain([(facts.title.clone(), url.to_owned())]);
    let items = (1..).zip(trail).map(
        |(position, (name, item))| json!({ "@type": "ListItem", "position": position, "name": name, "item": item }),
    );
    json!({ "@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>() })
}
