//! Values of `[[notice]]`: what it is about, and days.

use jiff::civil::Date;
use serde_json::{Value as Json, json};
use toml::de::DeValue;

use super::super::read::{FromToml, Toml, TomlReader};
use super::{FromText, NoticeKindName, TextProblem};
use crate::config::NoticeKind;
use crate::suggest;

impl FromText for NoticeKindName {
    const EXPECTED: &'static str = "`incident`, `change` or `news`";

    fn parse(text: &str) -> Result<Self, TextProblem> {
        NoticeKind::from_name(text).map(Self).ok_or_else(|| {
            let nearest = suggest::nearest(text, NoticeKind::ALL.map(NoticeKind::name));
            TextProblem::new(format!("`{text}` is not a kind of notice")).did_you_mean(nearest)
        })
    }

    fn schema() -> Json {
        json!({ "enum": NoticeKind::ALL.map(NoticeKind::name) })
    }
}

/// A day, as a date of TOML or as a text.
pub(in crate::config) struct Day(pub Date);

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        day.0
    }
}

/// What is expected of a [`Day`].
const DAY: &str = "a date such as `2026-11-20`";

impl FromToml for Day {
    fn expected() -> String {
        DAY.into()
    }

    fn schema() -> Json {
        json!({ "type": "string", "format": "date" })
    }

    fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
        let text = match value.get_ref() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Datetime(time) => time.to_string(),
            _ => return reader.wrong_type::<Self, _>(value),
        };
        let day = text.parse::<Date>().ok().filter(|_| text.len() == "2026-11-20".len());
        if day.is_none() {
            let problem = TextProblem::new(format!("`{text}` is not a date"));
            reader.wrong_value(problem, DAY, value.span());
        }
        day.map(Self)
    }
}
