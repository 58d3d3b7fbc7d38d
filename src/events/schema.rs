//! The JSON Schema of a line, from the declarations that lines are parsed with. `answerbook schema events` prints it.

use serde_json::{Map, Value as Json, json};

use super::fields::{EventProperty, PropertyPresence};
use super::line::properties;
use super::{ContactStep, EventKind, VERSION};

/// The JSON Schema (draft 2020-12) of one event, indented, with a newline at its end.
#[must_use]
pub fn json_schema() -> String {
    let kinds: Vec<Json> = EventKind::ALL.iter().map(|kind| kind_schema(*kind)).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("Answerbook event, version {VERSION}"),
        "description": "What a reader did: one JSON object per line.",
        "type": "object",
        "oneOf": kinds,
    });
    format!("{schema:#}\n")
}

fn kind_schema(kind: EventKind) -> Json {
    let known = properties(kind);
    let required: Vec<&str> = known
        .iter()
        .filter(|property| property.presence == PropertyPresence::Required)
        .map(|property| property.name)
        .collect();
    let properties: Map<String, Json> =
        known.iter().map(|property| (property.name.to_owned(), describe(property, kind))).collect();
    let mut schema =
        json!({ "title": kind.name(), "properties": properties, "required": required, "additionalProperties": false });
    if kind == EventKind::Contact {
        schema["allOf"] = STEP_NEEDS.iter().map(|(step, field)| needs(*step, field)).collect();
    }
    schema
}

/// The steps of `contact` that require another field.
const STEP_NEEDS: [(ContactStep, &str); 3] =
    [(ContactStep::Shown, "shown"), (ContactStep::Opened, "opened"), (ContactStep::Sent, "channel")];

fn needs(step: ContactStep, field: &str) -> Json {
    json!({ "if": { "properties": { "step": { "const": step.name() } } }, "then": { "required": [field] } })
}

fn describe(property: &EventProperty, kind: EventKind) -> Json {
    let mut schema = json!({ "description": property.description });
    let values = if property.name == "event" { json!({ "const": kind.name() }) } else { property.schema.clone() };
    if let (Some(schema), Json::Object(values)) = (schema.as_object_mut(), values) {
        schema.extend(values);
    }
    schema
}
