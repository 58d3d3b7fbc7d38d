//! Saved API responses as JSON, whatever their files are called and however many responses one contains.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

/// An object of JSON.
pub type Object = Map<String, Value>;

/// The values in a file: one, or several after each other, as scripts append them.
pub fn values(bytes: &[u8]) -> Result<Vec<Value>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let values: Result<Vec<Value>, serde_json::Error> =
        serde_json::Deserializer::from_slice(bytes).into_iter().collect();
    values.map_err(|error| error.to_string())
}

/// Calls `see` for each object of a value: itself, and those in lists and envelopes. `see` is given the key that the
/// object was found under, and returns whether the object was recognized; those in others are seen only if it was not.
pub fn each<'v>(value: &'v Value, key: &str, see: &mut dyn FnMut(&str, &'v Object) -> bool) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| each(value, key, see)),
        Value::Object(object) if !see(key, object) => {
            object.iter().for_each(|(key, value)| {
                if value.is_array() || value.is_object() {
                    each(value, key, see);
                }
            });
        }
        _ => {}
    }
}

/// A value as text: ids are numbers or texts.
pub fn text(object: &Object, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text that is not blank.
pub fn filled(object: &Object, key: &str) -> Option<String> {
    text(object, key).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A switch; `false` if it is missing.
pub fn switch(object: &Object, key: &str) -> bool {
    matches!(object.get(key), Some(Value::Bool(true)))
}

/// A whole number.
pub fn number(object: &Object, key: &str) -> Option<i64> {
    match object.get(key)? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A list of texts, or a text with commas.
pub fn texts(object: &Object, key: &str) -> Vec<String> {
    let values = match object.get(key) {
        Some(Value::Array(values)) => values.iter().filter_map(name).collect(),
        Some(Value::String(text)) => text.split(',').map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let values = values.into_iter().map(|value: String| value.trim().to_owned());
    values.filter(|value| !value.is_empty()).collect()
}

fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => text(object, "name").or_else(|| text(object, "id")),
        _ => None,
    }
}

/// A time: ISO 8601, or seconds since 1970. A time without an offset is in UTC.
pub fn time(object: &Object, key: &str) -> Option<Timestamp> {
    match object.get(key)? {
        Value::String(text) => {
            let in_utc = || text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
            text.parse().ok().or_else(|| Some(in_utc()?.timestamp()))
        }
        Value::Number(number) => {
            let seconds = number.as_i64()?;
            // Some services count milliseconds.
            Timestamp::from_second(if seconds > 100_000_000_000 { seconds / 1000 } else { seconds }).ok()
        }
        _ => None,
    }
}

/// The date of a time, in UTC.
pub fn date(object: &Object, key: &str) -> Option<Date> {
    let date = time(object, key).map(|time| time.to_zoned(TimeZone::UTC).date());
    date.or_else(|| object.get(key)?.as_str()?.get(..10)?.parse().ok())
}
