//! What the module `events` of a page needs to know: where events go, and what they carry.

use serde::Serialize;

use crate::config::Analytics;
use crate::content::EditionId;
use crate::render::{Page, Renderer};
use crate::site::ArticleId;

/// The JSON that stands in the page's `<meta name="answerbook-events">`.
#[derive(Serialize)]
struct EventSettings<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<&'a str>,
    /// Where answers go as a form, if there is no end point for events.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<&'a str>,
    #[serde(skip_serializing_if = "is_all")]
    sample: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    analytics: Vec<AnalyticsService<'a>>,
    place: EventPageFields<'a>,
}

/// A service of web analytics, by the name that the module `analytics` knows it by.
#[derive(Serialize)]
#[serde(tag = "name", rename_all = "lowercase")]
enum AnalyticsService<'a> {
    Plausible { url: &'a str, domain: &'a str },
    Matomo { url: &'a str, site: u32 },
    PostHog { url: &'a str, key: &'a str },
    Ga4 { url: &'a str, id: &'a str, secret: &'a str },
}

/// The fields of [`crate::events::EventPage`] that the page knows of itself.
#[derive(Serialize)]
struct EventPageFields<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    article: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    article_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    locale: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    hash: &'a str,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_all(percent: &usize) -> bool {
    *percent == 100
}

/// The settings of a page's events; `None` where nobody hears them.
#[must_use]
pub fn settings(renderer: &Renderer, page: &Page) -> Option<String> {
    let config = &renderer.project.config;
    if !config.listens() || matches!(page, Page::Redirect(_)) {
        return None;
    }
    let events = &config.events;
    let settings = EventSettings {
        endpoint: events.endpoint.as_deref(),
        form: config.feedback_endpoint().filter(|_| events.endpoint.is_none()),
        sample: events.sample,
        analytics: events.analytics.iter().map(service).collect(),
        place: place(renderer, renderer.edition_of(page), article(page)),
    };
    Some(serde_json::to_string(&settings).expect("the settings have text keys and no floats"))
}

fn article(page: &Page) -> Option<ArticleId> {
    if let Page::Article(id) = page { Some(*id) } else { None }
}

fn place(renderer: &Renderer, edition: EditionId, id: Option<ArticleId>) -> EventPageFields<'_> {
    let config = &renderer.project.config;
    let article = id.map(|id| &renderer.site[id]);
    EventPageFields {
        article: article.map_or("", |article| article.key.as_str()),
        article_id: article.and_then(|article| article.meta.id.as_ref()).map_or("", |id| &id.value),
        version: &config.version(edition.version).id,
        locale: config.language(edition),
        hash: article.map_or("", |article| &article.hash),
    }
}

/// What events call an edition: its version's id and its locale's tag.
#[must_use]
pub fn edition_names(renderer: &Renderer, edition: EditionId) -> (String, String) {
    let config = &renderer.project.config;
    (config.version(edition.version).id.clone(), config.language(edition).to_owned())
}

fn service(service: &Analytics) -> AnalyticsService<'_> {
    let url = service.url();
    match service {
        Analytics::Plausible { domain, .. } => AnalyticsService::Plausible { url, domain },
        Analytics::Matomo { site, .. } => AnalyticsService::Matomo { url, site: *site },
        Analytics::PostHog { key, .. } => AnalyticsService::PostHog { url, key },
        Analytics::Ga4 { id, secret } => AnalyticsService::Ga4 { url, id, secret },
    }
}
