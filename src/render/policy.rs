//! The Content-Security-Policy of a page: nothing is allowed but what the page and the configuration need. The one
//! policy of Trusted Types lets the search box start its worker, and refuses any other address.

use std::collections::BTreeSet;
use std::sync::Arc;

use minijinja::Value;

use crate::config::{Analytics, ContactForm};
use crate::content::{EditionId, player};
use crate::render::{Page, Renderer, env};
use crate::site::ArticleId;

/// The policy, escaped for HTML once for all pages that share it.
#[must_use]
pub fn csp(renderer: &Renderer, page: &Page) -> Value {
    let needs = article_of(renderer, page).map_or_else(PolicyNeeds::default, |id| needs(renderer, id));
    // Few pages need something that no other one does.
    renderer
        .policies
        .of(&(renderer.edition_of(page), needs), |(edition, needs)| env::escaped(&written(renderer, *edition, needs)))
}

fn written(renderer: &Renderer, edition: EditionId, needs: &PolicyNeeds) -> String {
    let config = &renderer.project.config;
    let receivers = [config.feedback_endpoint(), config.events.endpoint.as_deref()].into_iter().flatten();
    let receivers = allowed(receivers.chain(config.events.analytics.iter().map(Analytics::url)).filter_map(origin));
    let form = config.contact_in(edition).form.as_ref().and_then(|form| match form {
        ContactForm::Endpoint(url) => origin(url),
        ContactForm::Email(_) => Some("mailto:".to_owned()),
        ContactForm::Netlify => None,
    });
    let forms = allowed(config.feedback_endpoint().and_then(origin).into_iter().chain(form));
    let frames = if needs.frames.is_empty() {
        "'none'".to_owned()
    } else {
        needs.frames.iter().cloned().collect::<Vec<_>>().join(" ")
    };
    let https = |needed: bool| if needed { " https:" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' '{boot}'; style-src 'self'; img-src 'self' data:{pictures}; \
         media-src 'self'{media}; font-src 'self'; connect-src {receivers}; form-action {forms}; base-uri 'none'; \
         frame-src {frames}; manifest-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; \
         trusted-types answerbook-search",
        boot = renderer.assets.boot_hash,
        pictures = https(needs.remote_pictures),
        media = https(needs.remote_media),
    )
}

/// The site itself and these origins, each once.
fn allowed(origins: impl Iterator<Item = String>) -> String {
    let others: BTreeSet<String> = origins.collect();
    std::iter::once("'self'").chain(others.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
}

fn article_of(renderer: &Renderer, page: &Page) -> Option<ArticleId> {
    match page {
        Page::Article(id) => Some(*id),
        Page::Home(edition) => renderer.edition(*edition).folders.get(&crate::path::ArticleKey::new(""))?.index,
        Page::Folder(edition, key) => renderer.edition(*edition).folders.get(key)?.index,
        _ => None,
    }
}

/// What an article's text brings from elsewhere, because its writer put it there.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct PolicyNeeds {
    remote_pictures: bool,
    remote_media: bool,
    frames: BTreeSet<String>,
}

fn needs(renderer: &Renderer, id: ArticleId) -> PolicyNeeds {
    let article = &renderer.site[id];
    let mut needs = renderer.needs.of(&Arc::as_ptr(&article.body).addr(), |_| of_text(&article.body.html.text()));
    let video = article.meta.video.as_ref().map(|video| player::any(&video.url.value));
    needs.frames.extend(video.and_then(|video| origin(&video.player)));
    needs
}

fn of_text(html: &str) -> PolicyNeeds {
    let mut needs = PolicyNeeds::default();
    // Most texts bring nothing at all, which is told faster than what it would be.
    let may_bring = html.contains(" src=\"") || html.contains(" data-embed=\"");
    for (name, tag) in tags(if may_bring { html } else { "" }) {
        let source = || attribute(tag, " src=\"");
        match name {
            "img" => needs.remote_pictures |= source().is_some_and(is_remote),
            "iframe" => needs.frames.extend(source().and_then(origin)),
            "a" => needs.frames.extend(attribute(tag, " data-embed=\"").and_then(origin)),
            _ => needs.remote_media |= source().is_some_and(is_remote),
        }
    }
    needs
}

fn is_remote(src: &str) -> bool {
    src.starts_with("http:") || src.starts_with("https:") || src.starts_with("//")
}

/// Elements that may bring something from elsewhere.
const BRINGERS: &[&str] = &["a", "img", "iframe", "video", "audio", "source"];

/// The start tags of [`BRINGERS`], each with its name and inner text. The HTML is our own or a writer's, not an
/// attacker's: a tag that this misses is only a tag that the policy blocks.
fn tags(html: &str) -> impl Iterator<Item = (&str, &str)> {
    html.split('<').skip(1).filter_map(|piece| {
        let name_end = piece.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(piece.len());
        let (name, rest) = piece.split_at(name_end);
        BRINGERS.contains(&name).then(|| (name, rest.split('>').next().unwrap_or_default()))
    })
}

/// A quoted attribute of a start tag; `opening` is its name with a blank before it and `="` behind it.
fn attribute<'a>(tag: &'a str, opening: &str) -> Option<&'a str> {
    let start = tag.find(opening)? + opening.len();
    tag[start..].split('"').next()
}

/// `https://host` of an address; `None` for one on this site.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.strip_prefix("//").map_or_else(|| url.split_once("://"), |rest| Some(("https", rest)))?;
    let host = rest.split(['/', '?', '#']).next()?;
    // Whatever is not a plain host could end the directive and start another one.
    let is_plain = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
    (is_plain && !host.is_empty() && matches!(scheme, "https" | "http")).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_plain_hosts() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(origin(url).as_deref(), expected);
        check("https://a.example/x?y", Some("https://a.example"));
        check("//a.example/x", Some("https://a.example"));
        check("/api/feedback", None);
        check("https://a.example;script-src *", None);
        check("mailto:a@b", None);
    }

    #[test]
    fn attributes_are_read_from_tags() {
        let html = "<p><iframe width=\"3\" src=\"https://v.example/e\"></iframe><imgx src=\"https://no\">";
        let sources: Vec<_> = tags(html).filter_map(|(name, tag)| Some((name, attribute(tag, " src=\"")?))).collect();
        assert_eq!(sources, [("iframe", "https://v.example/e")]);
    }
}
