//! The types of an event's fields. Each type parses its values and returns its JSON Schema, so that the two agree.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value as Json, json};

use super::{ContactChannel, ContactStep, EventId, EventKind, FeedbackReason, VERSION, Wording, scrub};
use crate::printable;

/// A type of field.
pub(super) trait EventField {
    /// The type as JSON Schema.
    fn schema() -> Json;
}

/// Declares text types with at most `MAX` characters and without any character for which `$is_refused` is true.
macro_rules! texts {
    ($($(#[doc = $doc:literal])+ $field:ident, $expected:literal, $is_refused:expr, $pattern:expr;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        pub(super) struct $field<'a, const MAX: usize>(pub Cow<'a, str>);

        impl<const MAX: usize> $field<'_, MAX> {
            /// Whether a text is valid for this type.
            pub fn accepts(text: &str) -> bool {
                let is_refused: fn(char) -> bool = $is_refused;
                let is_short = text.len() <= MAX || text.chars().count() <= MAX;
                is_short && !text.contains(is_refused)
            }
        }

        impl<const MAX: usize> EventField for $field<'_, MAX> {
            fn schema() -> Json {
                json!({ "type": "string", "maxLength": MAX, "pattern": $pattern })
            }
        }

        impl<'de: 'a, 'a, const MAX: usize> Deserialize<'de> for $field<'a, MAX> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct TextVisitor<const MAX: usize>;

                impl<'de, const MAX: usize> Visitor<'de> for TextVisitor<MAX> {
                    type Value = Cow<'de, str>;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, concat!("a ", $expected, " of at most {} characters, none of them a control character"), MAX)
                    }

                    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                        let is_fit = $field::<MAX>::accepts(text);
                        is_fit.then_some(Cow::Borrowed(text)).ok_or_else(|| misfit(text, &self))
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                        let is_fit = $field::<MAX>::accepts(text);
                        is_fit.then(|| Cow::Owned(text.to_owned())).ok_or_else(|| misfit(text, &self))
                    }
                }

                deserializer.deserialize_str(TextVisitor::<MAX>).map(Self)
            }
        }
    )*};
}

texts! {
    /// A text that a reader typed. It may have line breaks and tabs, but no other control characters: no keyboard types
    /// them, terminals act on them, and PostgreSQL cannot store U+0000.
    Text, "text", |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'),
        "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$";
    /// A name or address that groups figures and is shown within a line. Characters that break a line, change its
    /// direction or are invisible are refused, so that no name can imitate another name or a line of our output.
    Name, "name", printable::is_deceptive,
        "^[^\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\u{e0000}-\u{e0fff}]*$";
}

impl<const MAX: usize> Text<'_, MAX> {
    /// The text without personal data. The replacements may make it longer, so it is cut to `MAX` characters.
    pub fn scrubbed(&self) -> String {
        let mut clean = scrub(&self.0);
        if let Some((end, _)) = clean.char_indices().nth(MAX) {
            clean.truncate(end);
        }
        clean
    }
}

/// The error for an invalid text. It leaves out the text itself, which may be long or private.
fn misfit<'de, E: Error>(text: &str, expected: &impl Visitor<'de>) -> E {
    E::invalid_length(text.chars().count(), expected)
}

/// Declares types that are parsed from a text by one function and written by another.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $field:ident($type:ty), $expected:literal, $parse:expr, $show:expr, $schema:expr;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) struct $field(pub $type);

        impl EventField for $field {
            fn schema() -> Json {
                $schema
            }
        }

        impl<'de> Deserialize<'de> for $field {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct NameVisitor;

                impl Visitor<'_> for NameVisitor {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                        let parse: fn(&str) -> Option<$type> = $parse;
                        parse(text).ok_or_else(|| misfit(text, &self))
                    }
                }

                deserializer.deserialize_str(NameVisitor).map(Self)
            }
        }

        impl Serialize for $field {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let show: fn(&$type) -> String = $show;
                serializer.serialize_str(&show(&self.0))
            }
        }
    )*};
}

/// The names of an enum's variants, as JSON Schema.
macro_rules! choice {
    ($type:ty) => {
        json!({ "enum": <$type>::ALL.map(<$type>::name) })
    };
}

words! {
    /// The id of an event, a visit or an answer.
    Uuid(EventId), "a UUID", EventId::parse, EventId::to_string,
        json!({ "type": "string", "format": "uuid", "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" });
    /// A time.
    Time(jiff::Timestamp), "a time such as `2026-11-22T08:00:00.000Z`", |text| text.parse().ok(), jiff::Timestamp::to_string,
        json!({ "type": "string", "format": "date-time" });
    /// The wording of an article.
    WordingName(Wording), "16 hexadecimal digits", Wording::parse, Wording::to_string,
        json!({ "type": "string", "pattern": "^[0-9a-f]{16}$" });
    /// The kind of an event.
    EventKindName(EventKind), "`view`, `search`, `feedback`, `contact` or `missing`", EventKind::from_name, |kind| kind.name().to_owned(),
        choice!(EventKind);
    /// Why an article did not help.
    ReasonName(FeedbackReason), "`wrong`, `unsolved`, `unclear`, `broken` or `other`", FeedbackReason::from_name, |reason| reason.name().to_owned(),
        choice!(FeedbackReason);
    /// A step on the contact page.
    StepName(ContactStep), "`shown`, `opened`, `solved` or `sent`", ContactStep::from_name, |step| step.name().to_owned(),
        choice!(ContactStep);
    /// A contact channel.
    ChannelName(ContactChannel), "`form`, `email`, `phone` or `chat`", ContactChannel::from_name, |channel| channel.name().to_owned(),
        choice!(ContactChannel);
}

/// The version of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct FormatVersion(pub u8);

impl EventField for FormatVersion {
    fn schema() -> Json {
        json!({ "const": VERSION })
    }
}

impl<'de> Deserialize<'de> for FormatVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let version = u8::deserialize(deserializer)?;
        let message =
            || D::Error::custom(format_args!("version {version} of the format is unknown, expected {VERSION}"));
        (version == VERSION).then_some(Self(version)).ok_or_else(message)
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct BoundedCount<const MIN: u32, const MAX: u32>(pub u32);

impl<const MIN: u32, const MAX: u32> EventField for BoundedCount<MIN, MAX> {
    fn schema() -> Json {
        json!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for BoundedCount<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u32::deserialize(deserializer)?;
        let message = || D::Error::custom(format_args!("`{number}` is not a whole number from {MIN} to {MAX}"));
        (MIN..=MAX).contains(&number).then_some(Self(number)).ok_or_else(message)
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct YesNo(pub bool);

impl EventField for YesNo {
    fn schema() -> Json {
        json!({ "type": "boolean" })
    }
}

/// A field of a line.
pub(super) struct EventProperty {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub description: String,
    /// Whether it is required.
    pub presence: PropertyPresence,
    /// The values that it accepts.
    pub schema: Json,
}

/// Whether a field is required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PropertyPresence {
    /// The field must be present.
    Required,
    /// The field may be missing.
    Optional,
}
