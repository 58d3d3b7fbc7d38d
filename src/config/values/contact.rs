//! Values of `[contact]`: where the form posts, when contact options are shown, and the time zone. Each is checked on
//! its own.

use serde_json::{Value as Json, json};

use super::{ContactMode, Email, Endpoint, FormTarget, FromText, TextProblem, TimeZone};
use crate::config::{ContactForm, ContactVisibility};
use crate::suggest;

/// The value of `form` for Netlify Forms.
const NETLIFY: &str = "netlify";

impl FromText for FormTarget {
    const EXPECTED: &'static str = "`https://…`, `/…`, `netlify` or `mailto:…`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if text == NETLIFY {
            return Ok(Self(ContactForm::Netlify));
        }
        if let Some(email) = text.strip_prefix("mailto:") {
            return Email::parse(email).map(|email| Self(ContactForm::Email(email.0)));
        }
        Endpoint::parse(text).map(|endpoint| Self(ContactForm::Endpoint(endpoint.0)))
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(https?://|/|mailto:.+@|netlify$)" })
    }
}

/// The names of the modes.
const MODES: [(&str, ContactVisibility); 3] = [
    ("always", ContactVisibility::Always),
    ("after-search", ContactVisibility::AfterSearch),
    ("after-answer", ContactVisibility::AfterAnswer),
];

impl FromText for ContactMode {
    const EXPECTED: &'static str = "`always`, `after-search` or `after-answer`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if let Some((_, mode)) = MODES.iter().find(|(name, _)| *name == text) {
            return Ok(Self(*mode));
        }
        let nearest = suggest::nearest(text, MODES.map(|(name, _)| name));
        Err(TextProblem::new(format!("`{text}` is not a contact mode")).did_you_mean(nearest))
    }

    fn schema() -> Json {
        json!({ "enum": MODES.map(|(name, _)| name) })
    }
}

impl FromText for TimeZone {
    const EXPECTED: &'static str = "the name of a time zone, such as `Europe/London`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '/' | '_' | '-' | '+');
        let is_name = text == "UTC" || (text.contains('/') && text.chars().all(fits) && !text.contains("//"));
        if is_name {
            return Ok(Self(text.to_owned()));
        }
        Err(TextProblem {
            message: format!("`{text}` is not the name of a time zone"),
            help: Some("use a name from the IANA database, such as `Europe/London`".into()),
        })
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^(UTC|[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)+)$" })
    }
}
