//! How a site listens: ways to a person, "Was this helpful?", and where events go.

use super::Config;
use crate::source::Spanned;

/// Ways to a person, shown at the foot of articles and on the contact page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactConfig {
    /// The page that contact links lead to instead of the built-in contact page.
    pub url: Option<Spanned<String>>,
    /// Where the contact form posts; no form where `None`.
    pub form: Option<ContactForm>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number as shown.
    pub phone: Option<String>,
    /// Address of a chat.
    pub chat: Option<String>,
    /// Opening hours as text.
    pub hours: String,
    /// The IANA name of the opening hours' time zone.
    pub time_zone: Option<String>,
    /// When the ways to a person are shown.
    pub mode: ContactVisibility,
    /// What to expect, such as `We answer within one working day.`
    pub promise: String,
}

impl ContactConfig {
    /// Whether any way to a person is configured.
    #[must_use]
    pub fn any(&self) -> bool {
        self.url.is_some() || self.form.is_some() || self.email.is_some() || self.phone.is_some() || self.chat.is_some()
    }
}

/// The "Was this helpful?" form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackConfig {
    /// Whether articles show it (front matter can still switch it off).
    pub enabled: bool,
    /// Where its `POST` goes, if not to [`EventConfig::endpoint`].
    pub endpoint: Option<String>,
}

/// Where the contact form posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactForm {
    /// To an address.
    Endpoint(String),
    /// To the host, which is Netlify and finds the form in the page.
    Netlify,
    /// Into an e-mail to this address, which the reader sends.
    Email(String),
}

/// When the ways to a person are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ContactVisibility {
    /// At once.
    #[default]
    Always,
    /// Once the reader has typed a subject and seen the articles that may answer.
    AfterSearch,
    /// Once the reader has read an answer that did not help.
    AfterAnswer,
}

/// Where pages tell what readers do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventConfig {
    /// A receiver of events.
    pub endpoint: Option<String>,
    /// The share of visits that are told of, in percent.
    pub sample: usize,
    /// Web analytics that are told too.
    pub analytics: Vec<Analytics>,
}

/// A service of web analytics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Analytics {
    /// <https://plausible.io/docs/events-api>
    Plausible {
        /// The site's name there.
        domain: String,
        /// Where it lives, without a slash at its end.
        url: String,
    },
    /// <https://developer.matomo.org/api-reference/tracking-api>
    Matomo {
        /// Where it lives, without a slash at its end.
        url: String,
        /// The site's number there.
        site: u32,
    },
    /// <https://posthog.com/docs/api/capture>
    PostHog {
        /// The project's key.
        key: String,
        /// Where it lives, without a slash at its end.
        url: String,
    },
    /// <https://developers.google.com/analytics/devguides/collection/protocol/ga4>
    Ga4 {
        /// The measurement id.
        id: String,
        /// The API secret.
        secret: String,
    },
}

impl Analytics {
    /// Where its events go: an address that policies can allow.
    #[must_use]
    pub fn url(&self) -> &str {
        match self {
            Self::Plausible { url, .. } | Self::Matomo { url, .. } | Self::PostHog { url, .. } => url,
            Self::Ga4 { .. } => "https://www.google-analytics.com",
        }
    }
}

impl Config {
    /// Whether anybody hears what readers answer.
    #[must_use]
    pub fn listens(&self) -> bool {
        self.feedback.endpoint.is_some() || self.events.endpoint.is_some() || !self.events.analytics.is_empty()
    }

    /// Where the form "Was this helpful?" posts without JavaScript; `None` where there is nobody to ask for.
    #[must_use]
    pub fn feedback_endpoint(&self) -> Option<&str> {
        let endpoint = self.feedback.endpoint.as_deref().or(self.events.endpoint.as_deref());
        endpoint.filter(|_| self.feedback.enabled)
    }
}
