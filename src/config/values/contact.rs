//! Values of `[contact]`: where the form posts, when contact options are shown, the time zone, opening times, and the types
//! of fields. Each is checked on its own.

use serde_json::{Value as Json, json};

use super::{ContactMode, Email, Endpoint, FieldType, FormTarget, FromText, OpeningTimes, TextProblem, TimeZone};
use crate::config::{ContactForm, ContactVisibility, OpeningTime};
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

/// The types of fields, as in HTML.
const FIELD_TYPES: [&str; 6] = ["text", "textarea", "number", "date", "url", "tel"];

impl FromText for FieldType {
    const EXPECTED: &'static str = "`text`, `textarea`, `number`, `date`, `url` or `tel`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        if let Some(known) = FIELD_TYPES.into_iter().find(|known| *known == text) {
            return Ok(Self(known));
        }
        let nearest = suggest::nearest(text, FIELD_TYPES);
        Err(TextProblem::new(format!("`{text}` is not a type of field")).did_you_mean(nearest))
    }

    fn schema() -> Json {
        json!({ "enum": FIELD_TYPES })
    }
}

/// The days of the week, as in `openingHours` of schema.org.
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

impl FromText for OpeningTimes {
    const EXPECTED: &'static str = "days and a time, such as `Mo-Fr 08:00-18:00`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        opening_times(text).map(Self).ok_or_else(|| TextProblem {
            message: format!("`{text}` does not say when you are open"),
            help: Some("write days and a time as schema.org does: `Mo-Fr 08:00-18:00`, `Sa,Su 10:00-14:00`".into()),
        })
    }

    fn schema() -> Json {
        json!({ "type": "string", "pattern": "^[A-Z][a-z]([,-][A-Z][a-z])* [0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$" })
    }
}

/// One opening time for each day.
fn opening_times(text: &str) -> Option<Vec<OpeningTime>> {
    let text = text.replace(['–', '—'], "-");
    let (days, times) = text.split_once(' ')?;
    let (start, end) = times.trim().split_once('-')?;
    let (start, end) = (minutes(start)?, minutes(end)?);
    let day = |name: &str| DAYS.iter().position(|day| *day == name);
    let mut open = Vec::new();
    for range in days.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (day(first)?, day(last)?);
        let count = (last + DAYS.len() - first) % DAYS.len();
        open.extend((first..=first + count).map(|day| OpeningTime { day: day % DAYS.len() + 1, start, end }));
    }
    (start < end).then_some(open)
}

/// The minutes since midnight of `8:00` to `24:00`.
fn minutes(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours * 60 + minutes;
    (hours <= 24 && minutes < 60 && total <= 24 * 60).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::opening_times;

    #[track_caller]
    fn check(text: &str, expected: Option<&[(usize, u32, u32)]>) {
        let times = opening_times(text);
        let times: Option<Vec<_>> = times.map(|all| all.iter().map(|time| (time.day, time.start, time.end)).collect());
        assert_eq!(times.as_deref(), expected, "{text}");
    }

    #[test]
    fn days_and_times_are_read() {
        check("Sa 9:00-17:30", Some(&[(6, 540, 1050)]));
        check("Mo,We 08:00–24:00", Some(&[(1, 480, 1440), (3, 480, 1440)]));
        check("Sa-Mo 10:00-11:00", Some(&[(6, 600, 660), (7, 600, 660), (1, 600, 660)]));
        for wrong in ["", "Mo", "Mo-Fr 8-18", "Mo 18:00-8:00", "Mx 8:00-9:00", "Mo 8:00-25:00", "Mo 8:60-9:00"] {
            check(wrong, None);
        }
    }
}
