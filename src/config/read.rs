//! Parses TOML values into types, and reports every value that does not fit.
//!
//! A type of the file implements [`FromToml`]: it describes what it expects, parses itself, and returns its JSON
//! Schema. The keys are declared in [`super::raw`], not here.

use serde_json::{Value as Json, json};
use toml::de::{DeTable, DeValue};

use super::from_text::{FromText, TextProblem};
use super::schema::KeySchema;
use super::unknown::{self, KnownKeys};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::left_over;
use crate::source::{SourceId, Span, Spanned};

/// A parsed value with its byte range.
pub(super) type Toml<'i> = toml::Spanned<DeValue<'i>>;

/// A type of value in the file.
pub(super) trait FromToml: Sized {
    /// What is expected, as the end of the sentence "`key` must be …".
    fn expected() -> String;

    /// The type as JSON Schema.
    fn schema() -> Json;

    /// Parses the value, or reports why it does not fit and returns `None`.
    fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self>;
}

/// Keys whose texts readers see. The footer's `text` is Markdown.
const SHOWN: &[&str] = &["title", "description", "lead", "label", "hours", "promise", "organization", "phone"];

/// The text of the file, the path of the current value, and the problems so far.
pub(super) struct TomlReader<'i> {
    source: SourceId,
    text: &'i str,
    /// The schema of the whole file.
    root: fn() -> Json,
    /// The names of the tables and keys that lead to the current value.
    path: Vec<String>,
    /// The problems so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'i> TomlReader<'i> {
    /// Starts at the top of a file that is declared as `T`.
    pub fn new<T: FromToml>(source: SourceId, text: &'i str) -> Self {
        Self { source, text, root: T::schema, path: Vec::new(), diagnostics: Vec::new() }
    }

    /// The dotted name of the current value, such as `brand.color`; empty at the top.
    pub fn name(&self) -> String {
        self.path.join(".")
    }

    /// A range of the file. The quotes of a one-line string are left out.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let quoted = ['"', '\''].into_iter().any(|quote| {
            text.len() > 2 && text.starts_with(quote) && text.ends_with(quote) && !text[1..].starts_with(quote)
        });
        let trimmed = usize::from(quoted);
        Span::new(self.source, range.start + trimmed..range.end - trimmed)
    }

    /// Removes control characters from a text and reports them. Line breaks and tabs stay.
    pub fn without_control_characters(&mut self, text: &str, range: std::ops::Range<usize>) -> String {
        let is_unwanted = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        if text.contains(is_unwanted) {
            let message = format!("`{}` contains control characters, which were removed", self.name());
            let diagnostic = Diagnostic::at(codes::CONFIG_CONTROL_CHARACTER, message, self.span(range.clone()));
            let help = "remove them, and escapes such as `\\u0000` that stand for them";
            self.diagnostics.push(diagnostic.help(help));
        }
        if self.path.last().is_some_and(|key| SHOWN.contains(&key.as_str())) {
            let span = self.span(range);
            self.diagnostics.extend(left_over::report(text, &span));
        }
        text.chars().filter(|letter| !is_unwanted(*letter)).collect()
    }

    /// Parses the value of `key`; `None` if it is missing or invalid.
    pub fn field<T: FromToml>(&mut self, table: &DeTable, key: &str) -> Option<Spanned<T>> {
        self.element(key, table.get(key)?)
    }

    /// Reports keys of `table` that are unknown, and required keys that are missing.
    pub fn check_keys(&mut self, table: &DeTable, keys: &[KeySchema], whole: &Toml) {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if keys.iter().all(|known| known.name != name) {
                let span = self.span(key.span());
                self.diagnostics.push(unknown::diagnostic(
                    name,
                    span,
                    &KnownKeys { path: &self.path, keys, root: self.root },
                ));
            }
        }
        for key in keys.iter().filter(|key| key.is_required() && !table.contains_key(key.name)) {
            let message = format!("`{}` has no `{}`", self.name(), key.name);
            let diagnostic = Diagnostic::at(codes::CONFIG_MISSING_KEY, message, self.span(whole.span()));
            self.diagnostics.push(diagnostic.help(format!("add `{} = \"…\"`", key.name)));
        }
    }

    /// The value as a table; otherwise reports its type.
    pub fn table<'v, T: FromToml>(&mut self, value: &'v Toml<'v>) -> Option<&'v DeTable<'v>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => self.wrong_type::<T, _>(value),
        }
    }

    /// Reports that a value is not of type `T`.
    pub fn wrong_type<T: FromToml, U>(&mut self, value: &Toml) -> Option<U> {
        let message = format!("`{}` must be {}, found {}", self.name(), T::expected(), name_of(value.get_ref()));
        let diagnostic = Diagnostic::at(codes::CONFIG_TYPE, message, self.span(value.span()));
        let help = self.way_to_type(&T::schema(), value).unwrap_or_else(|| format!("write {}", T::expected()));
        self.diagnostics.push(diagnostic.help(help));
        None
    }

    /// Reports that a text is not what `expected` describes.
    pub fn wrong_value(&mut self, problem: TextProblem, expected: &str, range: std::ops::Range<usize>) {
        let message = match problem.message {
            empty if empty.is_empty() => format!("`{}` is empty", self.name()),
            message => message,
        };
        let diagnostic = Diagnostic::at(codes::CONFIG_VALUE, message, self.span(range));
        let diagnostic = diagnostic.label(format!("expected {expected}"));
        self.diagnostics.push(problem.help.into_iter().fold(diagnostic, Diagnostic::help));
    }

    fn element<T: FromToml>(&mut self, name: &str, value: &Toml) -> Option<Spanned<T>> {
        self.path.push(name.to_owned());
        let read = T::read(value, self);
        self.path.pop();
        Some(Spanned { value: read?, span: self.span(value.span()) })
    }

    /// How to fix the type of a value, if that is obvious.
    fn way_to_type(&self, schema: &Json, value: &Toml) -> Option<String> {
        let written = self.text.get(value.span())?;
        let name = self.path.last()?;
        let text = value.get_ref().as_str();
        match (schema["type"].as_str()?, value.get_ref()) {
            ("string", DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_)) => {
                Some(format!("put it in quotes: `\"{written}\"`"))
            }
            ("integer", _) if text.is_some_and(|text| text.parse::<u32>().is_ok()) => {
                Some(format!("remove the quotes: `{}`", text?))
            }
            ("boolean", _) if matches!(text, Some("true" | "false")) => Some(format!("remove the quotes: `{}`", text?)),
            ("array", DeValue::Table(_)) => Some(format!("write `[[{name}]]`, with two brackets, above each entry")),
            ("array", DeValue::String(_)) if schema["items"]["type"] == "string" => {
                Some(format!("put it in brackets: `[{written}]`"))
            }
            ("object", DeValue::Array(_)) => Some(format!("write `[{name}]` once, with one bracket")),
            ("object", _) => Some(format!("write it as a table that starts with `[{}]`", self.name())),
            _ => None,
        }
    }
}

/// The type of a value, in a writer's words.
fn name_of(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl FromToml for String {
    fn expected() -> String {
        "a text in quotes".into()
    }

    fn schema() -> Json {
        json!({ "type": "string" })
    }

    fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) => Some(reader.without_control_characters(text, value.span())),
            _ => reader.wrong_type::<Self, _>(value),
        }
    }
}

impl FromToml for bool {
    fn expected() -> String {
        "`true` or `false`".into()
    }

    fn schema() -> Json {
        json!({ "type": "boolean" })
    }

    fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => reader.wrong_type::<Self, _>(value),
        }
    }
}

/// A whole number from `MIN` to `MAX`.
pub(super) struct BoundedNumber<const MIN: u32, const MAX: u32>(pub u32);

impl<const MIN: u32, const MAX: u32> FromToml for BoundedNumber<MIN, MAX> {
    fn expected() -> String {
        format!("a whole number from {MIN} to {MAX}")
    }

    fn schema() -> Json {
        json!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }

    fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
        let DeValue::Integer(number) = value.get_ref() else { return reader.wrong_type::<Self, _>(value) };
        match u32::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) if (MIN..=MAX).contains(&number) => Some(Self(number)),
            _ => {
                let message = format!("`{}` must be {}, found `{number}`", reader.name(), Self::expected());
                let problem = TextProblem { message, help: None };
                reader.wrong_value(problem, &format!("{MIN} to {MAX}"), value.span());
                None
            }
        }
    }
}

/// A text, number or boolean, as text.
pub(super) struct ScalarText(pub String);

impl FromToml for ScalarText {
    fn expected() -> String {
        "a text or a number".into()
    }

    fn schema() -> Json {
        json!({ "type": ["string", "integer", "number", "boolean"] })
    }

    fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) => Some(Self(reader.without_control_characters(text, value.span()))),
            DeValue::Array(_) | DeValue::Table(_) => reader.wrong_type::<Self, _>(value),
            // Keep it as written: a price of `1.50` must not become 1.5.
            _ => Some(Self(reader.text.get(value.span()).unwrap_or_default().to_owned())),
        }
    }
}

impl<T: FromToml> FromToml for Vec<Spanned<T>> {
    fn expected() -> String {
        match T::schema()["type"].as_str() {
            Some("object") => "a list of tables".into(),
            Some("array") => "a list of lists of texts".into(),
            _ => "a list of texts".into(),
        }
    }

    fn schema() -> Json {
        json!({ "type": "array", "items": T::schema() })
    }

    fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
        let DeValue::Array(elements) = value.get_ref() else { return reader.wrong_type::<Self, _>(value) };
        // Elements have the name of their list: `header.url` is easier to find in the file than `header.0.url`.
        let name = reader.path.pop().unwrap_or_default();
        let read = elements.iter().filter_map(|element| reader.element(&name, element)).collect();
        reader.path.push(name);
        Some(read)
    }
}

/// A table with keys that the writer chooses, in the order of the file.
pub(super) struct OrderedTable<K, V>(pub Vec<(Spanned<K>, Spanned<V>)>);

impl<K: FromText, V: FromToml> FromToml for OrderedTable<K, V> {
    fn expected() -> String {
        "a table".into()
    }

    fn schema() -> Json {
        json!({ "type": "object", "propertyNames": K::schema(), "additionalProperties": V::schema() })
    }

    fn read(value: &Toml, reader: &mut TomlReader) -> Option<Self> {
        let mut entries = Vec::new();
        for (key, value) in reader.table::<Self>(value)? {
            let name = K::parse(key.get_ref());
            let value = reader.element(key.get_ref(), value);
            match name {
                Err(problem) => reader.wrong_value(problem, K::EXPECTED, key.span()),
                Ok(name) => entries.extend(value.map(|value| {
                    let name = Spanned { value: name, span: reader.span(key.span()) };
                    (name, value)
                })),
            }
        }
        entries.sort_by(|(a, _), (b, _)| a.span.cmp(&b.span));
        Some(Self(entries))
    }
}
