//! Reads a file of UI texts into entries, and reports all errors in it.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{CldrLocale, PluralForms, TextEntry};
use crate::codes;
use crate::diagnostic::{Diagnostic, Outcome, Place};
use crate::source::Span;
use crate::suggest::nearest;
use crate::theme::ThemeFile;

/// The plural categories of CLDR, <https://cldr.unicode.org/index/cldr-spec/plural-rules>.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The entries of a file of texts in `language`. Entries with an error are left out.
pub(super) fn file(file: &ThemeFile, path: &str, language: &str) -> Outcome<BTreeMap<String, TextEntry>> {
    let text = file.text();
    let place = |range: Option<Range<usize>>| match (file.source, range) {
        (Some(source), Some(range)) => Place::Span(Span::new(source, range)),
        (Some(source), None) => Place::Span(Span::new(source, 0..0)),
        (None, _) => Place::Project,
    };
    let mut mistakes = Vec::new();
    let mut entries = BTreeMap::new();
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in errors {
        mistakes.push(TextsMistake::new(error.message().to_owned(), error.span()));
    }
    for (key, value) in table.get_ref() {
        match entry(key, value, language) {
            Ok(entry) => drop(entries.insert(key.get_ref().to_string(), entry)),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    let report = |mistake: TextsMistake| {
        let diagnostic = Diagnostic::new(codes::THEME_TEXTS, mistake.message, place(mistake.range));
        let diagnostic = match mistake.suggestion {
            Some(name) => diagnostic.did_you_mean(Some(name)),
            None => diagnostic.help("write it as the theme's own `i18n/en.toml` does, or remove it"),
        };
        if file.source.is_some() { diagnostic } else { diagnostic.help(format!("fix `{path}` of the theme")) }
    };
    Outcome { value: entries, diagnostics: mistakes.into_iter().map(report).collect() }
}

/// An error in a file of texts.
struct TextsMistake {
    message: String,
    range: Option<Range<usize>>,
    suggestion: Option<&'static str>,
}

impl TextsMistake {
    fn new(message: String, range: Option<Range<usize>>) -> Self {
        Self { message, range, suggestion: None }
    }
}

/// The entry for a key.
fn entry(
    key: &Spanned<impl AsRef<str>>,
    value: &Spanned<DeValue<'_>>,
    language: &str,
) -> Result<TextEntry, TextsMistake> {
    let name = key.get_ref().as_ref();
    match value.get_ref() {
        DeValue::String(text) => Ok(TextEntry::Text(text.to_string())),
        DeValue::Table(table) => plural(key, table, language),
        other => Err(TextsMistake::new(
            format!("text `{name}` is {}, expected a string or a table of plural forms", article(other.type_str())),
            Some(value.span()),
        )),
    }
}

/// The plural forms in a table.
fn plural(key: &Spanned<impl AsRef<str>>, table: &DeTable<'_>, language: &str) -> Result<TextEntry, TextsMistake> {
    let name = key.get_ref().as_ref();
    let mut forms = BTreeMap::new();
    for (category, value) in table {
        let found: &str = category.get_ref();
        let Some(known) = CATEGORIES.into_iter().find(|known| *known == found) else {
            return Err(TextsMistake {
                message: format!("`{found}` is not a plural form, expected one of `{}`", CATEGORIES.join("`, `")),
                range: Some(category.span()),
                suggestion: nearest(found, CATEGORIES),
            });
        };
        forms.insert(known, text(name, value)?);
    }
    let Some(other) = forms.remove("other") else {
        return Err(TextsMistake::new(format!("the plural forms of `{name}` lack `other`"), Some(key.span())));
    };
    Ok(TextEntry::Plural(PluralForms { forms, other, language: CldrLocale::new(language) }))
}

fn text(key: &str, value: &Spanned<DeValue<'_>>) -> Result<String, TextsMistake> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text.to_string()),
        other => {
            let message = format!("a text of `{key}` is {}, expected a string", article(other.type_str()));
            Err(TextsMistake::new(message, Some(value.span())))
        }
    }
}

/// The noun with its article: `an integer`, `a boolean`.
fn article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}
