//! The settings for the `events` script of a page: where events are sent, and what they contain.

use serde::Serialize;

use crate::config::Analytics;
use crate::content::EditionId;
use crate::render::{Page, Renderer};
use crate::site::ArticleId;

/// The JSON in the page's `<meta name="answerbook-events">`.
#[derive(Serialize)]
struct EventSettings<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<&'a str>,
    /// Where feedback is sent as a form if there is no endpoint for events.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<&'a str>,
    #[serde(skip_serializing_if = "is_all")]
    sample: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    analytics: Vec<AnalyticsService<'a>>,
    place: EventPageFields<'a>,
    /// Whether this is the page for addresses that do not exist.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    missing: bool,
}

/// A web analytics service, by its name in the `analytics` script.
#[derive(Serialize)]
#[serde(tag = "name", rename_all = "lowercase")]
enum AnalyticsService<'a> {
    Plausible { url: &'a str, domain: &'a str },
    Matomo { url: &'a str, site: u32 },
    PostHog { url: &'a str, key: &'a str },
    Ga4 { url: &'a str, id: &'a str, secret: &'a str },
}

/// The fields of [`crate::events::EventPage`] that a page knows about itself.
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

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference
fn is_all(percent: &usize) -> bool {
    *percent == 100
}

/// The event settings of a page, or `None` if events are not sent anywhere.
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
        missing: matches!(page, Page::NotFound(_)),
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

/// The names of an edition in events: its version's id and its locale's tag.
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
