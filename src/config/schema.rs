//! The configuration as JSON Schema, from the definitions in [`super::raw`] that the file is read by.

use serde_json::{Map, Value as Json, json};

use super::raw::Root;
use super::read::FromToml;

/// A key that a table may have.
pub(super) struct KeySchema {
    /// Its name in the file.
    pub name: &'static str,
    /// What it is for.
    pub description: String,
    /// Whether it may be left out, and what stands in for it then.
    pub presence: KeyPresence,
    /// The values that it takes.
    pub schema: Json,
}

/// Whether a key may be left out.
pub(super) enum KeyPresence {
    /// It must be given.
    Required,
    /// It may be left out; nothing stands in for it.
    Optional,
    /// It may be left out; this value stands in for it.
    Default(Json),
}

impl KeySchema {
    /// Whether the key must be given.
    pub fn is_required(&self) -> bool {
        matches!(self.presence, KeyPresence::Required)
    }
}

/// The JSON Schema (draft 7 and later) of `answerbook.toml`, indented, with a newline at its end.
#[must_use]
pub fn json_schema() -> String {
    let mut schema = json!({ "title": "answerbook.toml" });
    merge(&mut schema, Root::schema());
    format!("{schema:#}\n")
}

/// The schema of a table with these keys and no others.
pub(super) fn table(description: &str, keys: &[KeySchema]) -> Json {
    let properties: Map<String, Json> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut schema = json!({ "description": description, "type": "object", "properties": properties });
    let required: Vec<&str> = keys.iter().filter(|key| key.is_required()).map(|key| key.name).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema["additionalProperties"] = json!(false);
    schema
}

/// Doc comment lines as one text.
pub(super) fn description(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

fn property(key: &KeySchema) -> Json {
    let mut schema = json!({ "description": key.description });
    if let KeyPresence::Default(value) = &key.presence {
        schema["default"] = value.clone();
    }
    let mut values = key.schema.clone();
    if let Some(values) = values.as_object_mut() {
        // What a key is for says more than what its table is.
        values.shift_remove("description");
    }
    merge(&mut schema, values);
    schema
}

fn merge(schema: &mut Json, more: Json) {
    if let (Some(schema), Json::Object(more)) = (schema.as_object_mut(), more) {
        schema.extend(more);
    }
}
