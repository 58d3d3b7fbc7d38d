//! Settings for contact options, "Was this helpful?" and events. The types here only hold the values.

use serde::Serialize;

use super::Config;
use crate::source::Spanned;

/// Contact options, shown at the end of articles and on the contact page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ContactConfig {
    /// The page that contact links lead to instead of the built-in contact page.
    pub url: Option<Spanned<String>>,
    /// Where the contact form posts; `None` for no form.
    pub form: Option<ContactForm>,
    /// Email address.
    pub email: Option<String>,
    /// Phone number as shown.
    pub phone: Option<String>,
    /// Address of a chat.
    pub chat: Option<String>,
    /// Support hours as text.
    pub hours: String,
    /// IANA name of the time zone of the support hours.
    pub time_zone: Option<String>,
    /// When contact options are shown.
    pub mode: ContactVisibility,
    /// What readers can expect, such as `We answer within one working day.`
    pub promise: String,
    /// When the team answers, in `time_zone`.
    pub open: Vec<OpeningTime>,
    /// Topics to choose from in the form.
    pub topics: Vec<String>,
    /// More fields of the form.
    pub fields: Vec<ContactField>,
    /// The names of the form's own fields.
    pub names: ContactNames,
    /// The page after the form.
    pub return_to: Option<Spanned<String>>,
}

/// A time on a day of the week at which a team answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OpeningTime {
    /// 1 for Monday to 7 for Sunday.
    pub day: usize,
    /// The start, in minutes since midnight.
    pub start: u32,
    /// The end, in minutes since midnight.
    pub end: u32,
}

/// A field of the contact form, for templates as well.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ContactField {
    /// The name under which the value is sent.
    pub name: String,
    /// What the reader sees; empty for a hidden field.
    pub label: String,
    /// A second line; may be empty.
    pub help: String,
    /// The value to start with; may be empty.
    pub value: String,
    /// What to choose from; empty for other fields.
    pub options: Vec<String>,
    /// `hidden`, `select`, `text`, `textarea`, `number`, `date`, `url` or `tel`.
    pub kind: &'static str,
    /// Whether the form needs it.
    pub is_required: bool,
}

/// The names of the contact form's own fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ContactNames {
    /// The subject.
    pub subject: String,
    /// The message.
    pub message: String,
    /// The reader's email address.
    pub email: String,
    /// The topic.
    pub topic: String,
    /// The address of the page.
    pub page: String,
    /// What led to the page.
    pub from: String,
    /// What the reader read and searched for.
    pub history: String,
    /// The page after the form.
    pub return_to: String,
}

impl Default for ContactNames {
    fn default() -> Self {
        Self {
            subject: "subject".into(),
            message: "message".into(),
            email: "email".into(),
            topic: "topic".into(),
            page: "page".into(),
            from: "from".into(),
            history: "history".into(),
            return_to: "return".into(),
        }
    }
}

impl ContactConfig {
    /// Whether there is any contact option.
    #[must_use]
    pub fn any(&self) -> bool {
        self.url.is_some() || self.form.is_some() || self.email.is_some() || self.phone.is_some() || self.chat.is_some()
    }
}

/// The "Was this helpful?" form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FeedbackConfig {
    /// Whether articles show it. Front matter can turn it off.
    pub enabled: bool,
    /// Where the form posts, if not to [`EventConfig::endpoint`].
    pub endpoint: Option<String>,
}

/// Where the contact form posts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ContactForm {
    /// To an address.
    Endpoint(String),
    /// To Netlify Forms: Netlify finds the form in the page.
    Netlify,
    /// Into an email to this address, which the reader sends.
    Email(String),
}

/// When contact options are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ContactVisibility {
    /// Always.
    #[default]
    Always,
    /// After the reader has typed a subject and seen articles that may answer it.
    AfterSearch,
    /// After the reader has read an article that did not help.
    AfterAnswer,
}

/// Where pages send events.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EventConfig {
    /// The address of a receiver.
    pub endpoint: Option<String>,
    /// The share of visits that send events, in percent.
    pub sample: usize,
    /// Analytics services that receive events too.
    pub analytics: Vec<Analytics>,
}

/// A web analytics service.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Analytics {
    /// <https://plausible.io/docs/events-api>
    Plausible {
        /// The name of the site in Plausible.
        domain: String,
        /// The address of Plausible, without a slash at its end.
        url: String,
    },
    /// <https://developer.matomo.org/api-reference/tracking-api>
    Matomo {
        /// The address of Matomo, without a slash at its end.
        url: String,
        /// The number of the site in Matomo.
        site: u32,
    },
    /// <https://posthog.com/docs/api/capture>
    PostHog {
        /// The project's key.
        key: String,
        /// The address of PostHog, without a slash at its end.
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
    /// Where events are sent, for the content security policy.
    #[must_use]
    pub fn url(&self) -> &str {
        match self {
            Self::Plausible { url, .. } | Self::Matomo { url, .. } | Self::PostHog { url, .. } => url,
            Self::Ga4 { .. } => "https://www.google-analytics.com",
        }
    }
}

impl Config {
    /// Whether readers' answers are sent anywhere.
    #[must_use]
    pub fn listens(&self) -> bool {
        self.feedback.endpoint.is_some() || self.events.endpoint.is_some() || !self.events.analytics.is_empty()
    }

    /// Where "Was this helpful?" posts without JavaScript; `None` if the form is off or has no endpoint.
    #[must_use]
    pub fn feedback_endpoint(&self) -> Option<&str> {
        let endpoint = self.feedback.endpoint.as_deref().or(self.events.endpoint.as_deref());
        endpoint.filter(|_| self.feedback.enabled)
    }
}
