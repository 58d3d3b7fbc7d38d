//! What a declaration says about its keys, and the JSON Schema of it.

use serde_json::{Map, Value as Json, json};

/// A key of a table.
pub(super) struct KeySchema {
    /// Its name in the file.
    pub name: &'static str,
    /// What it is for.
    pub description: String,
    /// Whether it is required, and its default.
    pub presence: KeyPresence,
    /// The values that it accepts.
    pub schema: Json,
}

/// Whether a key is required.
pub(super) enum KeyPresence {
    /// The key must be set.
    Required,
    /// The key may be missing, and has no default.
    Optional,
    /// The key may be missing, and has this default.
    Default(Json),
}

impl KeySchema {
    /// Whether the key must be set.
    pub fn is_required(&self) -> bool {
        matches!(self.presence, KeyPresence::Required)
    }
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

/// The lines of a doc comment as one text.
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
        // The description of the key is more specific than that of its table.
        values.shift_remove("description");
    }
    merge(&mut schema, values);
    schema
}

pub(super) fn merge(schema: &mut Json, more: Json) {
    if let (Some(schema), Json::Object(more)) = (schema.as_object_mut(), more) {
        schema.extend(more);
    }
}
