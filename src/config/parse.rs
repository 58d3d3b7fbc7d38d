//! Parses TOML files into their declared keys: `answerbook.toml`, and others that are declared in the same way.

use toml::de::{DeTable, DeValue};

use super::read::{FromToml, TomlReader};
use super::{Config, check, raw};
use crate::codes;
use crate::diagnostic::{Diagnostic, Outcome};
use crate::source::{SourceId, Span, floor_range};

/// Parses a configuration file. Invalid values are reported and replaced by their defaults. If the TOML itself is
/// invalid, only that is reported, because its tables are incomplete.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> Outcome<Config> {
    let Outcome { value: raw, mut diagnostics } = parsed::<raw::Root>(source, text);
    let is_syntax = diagnostics.iter().any(|diagnostic| diagnostic.code == codes::CONFIG_SYNTAX);
    let mut problems = Vec::new();
    let value = check::config(raw, &mut problems);
    if !is_syntax {
        diagnostics.append(&mut problems);
    }
    diagnostics.sort_by(|a, b| a.place.cmp(&b.place));
    Outcome { value, diagnostics }
}

/// Parses a TOML file into its declared keys. If the TOML itself is invalid, only that is reported.
pub(super) fn parsed<T: FromToml + Default>(source: SourceId, text: &str) -> Outcome<T> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = TomlReader::new::<T>(source, text);
    let whole = toml::Spanned::new(0..0, DeValue::Table(table.into_inner()));
    let value = T::read(&whole, &mut reader).unwrap_or_default();
    let mut diagnostics = reader.diagnostics;
    if !errors.is_empty() {
        diagnostics = errors.iter().map(|error| syntax(error, source, text)).collect();
    }
    Outcome { value, diagnostics }
}

fn syntax(error: &toml::de::Error, source: SourceId, text: &str) -> Diagnostic {
    let range = floor_range(text, error.span().unwrap_or(0..0));
    Diagnostic::at(codes::CONFIG_SYNTAX, error.message(), Span::new(source, range))
        .help("put text in quotes and lists in `[ ]`; use each key once per table")
}
