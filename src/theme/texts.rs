//! The UI texts of one language, with placeholders, plurals, dates and numbers.
//!
//! A language uses a chain of files, most general first: `en`, then `pt`, then `pt-BR`. For each of them, the default
//! theme's file comes before the site's own. Later files override earlier ones key by key, so a file contains only what
//! differs. An example:
//!
//! ```toml
//! search = "Search"
//! link-to = "Link to {title}"
//! articles = { one = "{count} article", other = "{count} articles" }
//! ```
//!
//! A table contains the plural forms of a text, by CLDR category. `read` reads the files. `locale` uses CLDR to choose
//! plural forms and to format dates and numbers.

mod locale;
mod read;
pub mod unknown;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Theme;
use crate::diagnostic::Outcome;
use crate::shared_cache::SharedCache;
use locale::CldrLocale;

/// The language in which every theme is complete.
const FALLBACK: &str = "en";

/// The maximum number of formatted dates and numbers in each cache. Nearly every page shows some, and most of them
/// repeat.
const MAX_WRITTEN: usize = 10_000;

/// The UI texts of one language. Texts that it lacks are in English.
#[derive(Debug)]
pub struct UiTexts {
    entries: BTreeMap<String, TextEntry>,
    /// The page's language; `None` if its tag is invalid.
    locale: Option<CldrLocale>,
    is_right_to_left: bool,
    dates: SharedCache<Date, String>,
    numbers: SharedCache<usize, String>,
}

impl Default for UiTexts {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            locale: None,
            is_right_to_left: false,
            dates: SharedCache::new(MAX_WRITTEN),
            numbers: SharedCache::new(MAX_WRITTEN),
        }
    }
}

/// The value of a key.
#[derive(Debug, Clone)]
enum TextEntry {
    /// A text that may contain `{placeholders}`.
    Text(String),
    /// A text with plural forms.
    Plural(PluralForms),
}

/// The plural forms of a text.
#[derive(Debug, Clone)]
struct PluralForms {
    /// The forms by category.
    forms: BTreeMap<&'static str, String>,
    /// The form for all other numbers.
    other: String,
    /// The language of the forms, which may differ from that of the page.
    language: Option<CldrLocale>,
}

impl UiTexts {
    /// Loads the texts for a BCP 47 tag such as `pt-BR`. Errors in the site's own files are reported.
    #[must_use]
    pub fn load(theme: &Theme, language: &str) -> Outcome<Self> {
        let mut diagnostics = Vec::new();
        let locale = CldrLocale::new(language);
        let is_right_to_left = locale.as_ref().is_some_and(CldrLocale::is_right_to_left);
        let mut texts = Self { locale, is_right_to_left, ..Self::default() };
        for link in chain(language) {
            let path = theme.folder("i18n").map(|(name, _)| format!("i18n/{name}"));
            let Some(path) = path.into_iter().find(|path| path.eq_ignore_ascii_case(&format!("i18n/{link}.toml")))
            else {
                continue;
            };
            let files =
                [theme.original(&path), theme.file(&path).filter(|file| file.origin == super::ThemeLayer::Site)];
            for file in files.into_iter().flatten() {
                let read = read::file(file, &path, &link);
                texts.entries.extend(read.unpack(&mut diagnostics));
            }
        }
        Outcome { value: texts, diagnostics }
    }

    /// The text for `key`, or the `other` form if it has plural forms. Returns the key itself if there is no text,
    /// which a test rules out for the default theme.
    #[must_use]
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        match self.entries.get(key) {
            Some(TextEntry::Text(text)) => text,
            Some(TextEntry::Plural(plural)) => &plural.other,
            None => key,
        }
    }

    /// Whether there is a text for `key`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// The keys of all texts, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The text for `key`, with each `{name}` replaced. Names without a value are kept.
    #[must_use]
    pub fn format(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// The plural form for `count` of the text for `key`. `{count}` is replaced by the number in the format of the
    /// language.
    #[must_use]
    pub fn plural(&self, key: &str, count: usize, values: &[(&str, &str)]) -> String {
        let text = match self.entries.get(key) {
            Some(TextEntry::Plural(plural)) => plural.form(count),
            _ => self.get(key),
        };
        let number = self.number(count);
        let all: Vec<(&str, &str)> = values.iter().copied().chain([("count", number.as_str())]).collect();
        fill(text, &all)
    }

    /// All plural forms of the text for `key` by category, for scripts that count. A text without forms is `other`.
    #[must_use]
    pub fn forms<'a>(&'a self, key: &'a str) -> BTreeMap<&'a str, &'a str> {
        let mut forms = BTreeMap::from([("other", self.get(key))]);
        if let Some(TextEntry::Plural(plural)) = self.entries.get(key) {
            forms.extend(plural.forms.iter().map(|(category, form)| (*category, form.as_str())));
        }
        forms
    }

    /// A number in the format of the language.
    #[must_use]
    pub fn number(&self, number: usize) -> String {
        let Some(locale) = &self.locale else { return number.to_string() };
        self.numbers.of(&number, |_| locale.number(number))
    }

    /// A date in the format of the language, or in ISO 8601 if that is unknown.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let Some(locale) = &self.locale else { return date.to_string() };
        self.dates.of(&date, |_| locale.date(date).unwrap_or_else(|| date.to_string()))
    }

    /// The writing direction of the language: `ltr` or `rtl`.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        direction(self.is_right_to_left)
    }
}

impl PluralForms {
    fn form(&self, count: usize) -> &str {
        let form = self.language.as_ref().and_then(|language| self.forms.get(language.plural(count)));
        form.unwrap_or(&self.other)
    }
}

fn direction(is_right_to_left: bool) -> &'static str {
    if is_right_to_left { "rtl" } else { "ltr" }
}

/// The writing direction of the language with a BCP 47 tag: `ltr` or `rtl`.
#[must_use]
pub fn direction_of(language: &str) -> &'static str {
    direction(CldrLocale::new(language).is_some_and(|locale| locale.is_right_to_left()))
}

/// The chain of languages for `language`, most general first: `en`, `pt`, `pt-BR`; `en`, `zh`, `zh-Hant`, `zh-TW`.
fn chain(language: &str) -> Vec<String> {
    let mut chain = vec![language.to_owned()];
    let mut rest = language;
    while let Some((parent, _)) = rest.rsplit_once('-') {
        if !parent.contains('-') {
            chain.extend(locale::with_script(language));
        }
        chain.push(parent.to_owned());
        rest = parent;
    }
    if !rest.eq_ignore_ascii_case(FALLBACK) {
        chain.push(FALLBACK.to_owned());
    }
    chain.reverse();
    chain
}

/// Replaces each `{name}` in `text` in a single pass, so that braces in values stay the same.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from_brace) = rest.split_at(open);
        filled.push_str(before);
        let value = from_brace.find('}').and_then(|close| {
            let (_, value) = values.iter().find(|(name, _)| *name == &from_brace[1..close])?;
            Some((close, *value))
        });
        let (replacement, length) = value.map_or(("{", 1), |(close, value)| (value, close + 1));
        filled.push_str(replacement);
        rest = &from_brace[length..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests;
