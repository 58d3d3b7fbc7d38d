//! The Content-Security-Policy of a page: nothing is allowed but what the page and the configuration need. The one
//! policy of Trusted Types lets the search box start its worker, and refuses any other address.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::config::{Analytics, ContactForm};
use crate::content::sanitize::Trust;
use crate::content::{EditionId, PolicyNeeds, player};
use crate::html::address::origin;
use crate::render::{Page, Renderer, env, speculation};
use crate::site::ArticleId;
use crate::theme::assets::inline_hash;

/// The policy, escaped for HTML once for all pages that share it.
#[must_use]
pub fn csp(renderer: &Renderer, page: &Page, styles: &[&str]) -> Value {
    let needs = article_of(renderer, page).map_or_else(PolicyNeeds::default, |id| needs(renderer, id));
    // Few pages need something that no other one does.
    renderer.policies.of(
        &(renderer.edition_of(page), needs, styles.iter().map(|hash| (*hash).to_owned()).collect()),
        |(edition, needs, styles)| env::escaped(&written(renderer, *edition, needs, styles)),
    )
}

fn written(renderer: &Renderer, edition: EditionId, needs: &PolicyNeeds, styles: &[String]) -> String {
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
        "default-src 'none'; script-src 'self' '{boot}' '{rules}'; style-src 'self'{styles}; img-src 'self' data:{pictures}; \
         media-src 'self'{media}; font-src 'self'; connect-src {receivers}; form-action {forms}; base-uri 'none'; \
         frame-src {frames}; manifest-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; \
         trusted-types answerbook-search answerbook-passages",
        boot = renderer.assets.boot_hash,
        rules = inline_hash(&speculation::rules(config)),
        styles = styles.iter().fold(String::new(), |all, hash| format!("{all} '{hash}'")),
        pictures = https(needs.remote_pictures),
        media = https(needs.remote_media),
    )
}

/// The site itself and these origins, each once.
fn allowed(origins: impl Iterator<Item = String>) -> String {
    let others: BTreeSet<String> = origins.collect();
    std::iter::once("'self'").chain(others.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
}

/// The article whose text a page shows.
pub(super) fn article_of(renderer: &Renderer, page: &Page) -> Option<ArticleId> {
    match page {
        Page::Article(id) => Some(*id),
        Page::Home(edition) => renderer.edition(*edition).folders.get(&crate::path::ArticleKey::new(""))?.index,
        Page::Folder(edition, key) => renderer.edition(*edition).folders.get(key)?.index,
        _ => None,
    }
}

fn needs(renderer: &Renderer, id: ArticleId) -> PolicyNeeds {
    let article = &renderer.site[id];
    let mut needs = article.body.needs.clone();
    let trust = Trust::of(renderer.project.config.markdown.raw_html);
    let video = article.meta.video.as_ref().map(|video| player::any(&video.url.value, trust));
    needs.frames.extend(video.and_then(|video| origin(&video.player)));
    needs
}
