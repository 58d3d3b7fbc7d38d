//! UI texts of one language: look-up, placeholders, plurals and dates.

use std::collections::BTreeMap;

/// The UI texts of one language, complete: what a language lacks is there in English.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    entries: BTreeMap<String, String>,
}

impl Texts {
    /// The text for `key`; the key itself if there is none, which a test of the default theme rules out.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.entries.get(key).map_or(key, String::as_str)
    }

    /// The text for `key` with each `{name}` replaced.
    #[must_use]
    pub fn format(&self, key: &str, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.get(key).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}
