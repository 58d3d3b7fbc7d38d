//! TOML → [`FrontMatterTable`].

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value::{FrontMatterData, FrontMatterEntry, FrontMatterTable, FrontMatterValue};
use super::{ParsedHead, SyntaxProblem};
use crate::source::floor_range;

/// Parses TOML front matter.
#[must_use]
pub fn parse(text: &str) -> ParsedHead {
    let (parsed, errors) = DeTable::parse_recoverable(text);
    match errors.first() {
        Some(error) => ParsedHead::Broken(SyntaxProblem {
            message: format!("front matter is not valid TOML: {}", error.message().trim().replace('\n', "; ")),
            range: floor_range(text, error.span().unwrap_or(0..0)),
            help: "put text in quotes and lists in `[ ]`; use each key once".into(),
        }),
        None => ParsedHead::Table(table(parsed.get_ref(), text), Vec::new()),
    }
}

fn table(parsed: &DeTable<'_>, text: &str) -> FrontMatterTable {
    let mut entries: Vec<FrontMatterEntry> = parsed
        .iter()
        .map(|(key, parsed)| FrontMatterEntry {
            key: key.get_ref().to_string(),
            key_range: key.span(),
            value: value(parsed, text),
        })
        .collect();
    // The parser sorts keys by name, but problems are reported in the order in which the keys were written.
    entries.sort_by_key(|entry| entry.key_range.start);
    FrontMatterTable(entries)
}

fn value(parsed: &Spanned<DeValue<'_>>, text: &str) -> FrontMatterValue {
    let range = parsed.span();
    let plain = || FrontMatterData::Text { text: text[range.clone()].replace('_', ""), quoted: false };
    let data = match parsed.get_ref() {
        DeValue::String(string) => FrontMatterData::Text { text: string.to_string(), quoted: true },
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => plain(),
        DeValue::Array(values) => FrontMatterData::List(values.iter().map(|parsed| value(parsed, text)).collect()),
        DeValue::Table(parsed) => FrontMatterData::Table(table(parsed, text)),
    };
    FrontMatterValue { data, range }
}
