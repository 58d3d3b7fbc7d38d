//! UI texts of one language: look-up, placeholders, plurals, dates and numbers.
//!
//! A language is a chain, most general first: `en`, then `pt`, then `pt-BR`; in each link the default theme's file,
//! then the site's own. Later files win key by key, so a language needs to hold only what differs. A file looks so:
//!
//! ```toml
//! search = "Search"
//! link-to = "Link to {title}"
//! articles = { one = "{count} article", other = "{count} articles" }
//! ```
//!
//! A table holds the plural forms of one text, by CLDR category. Reading the files is the business of `read`; which form
//! a number takes, and how dates and numbers are written, `locale` knows from CLDR.

mod locale;
mod read;
pub mod unknown;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Theme;
use crate::diagnostic::Outcome;
use crate::shared_cache::SharedCache;
use locale::CldrLocale;

/// The language that every theme is complete in.
const FALLBACK: &str = "en";

/// So many dates and numbers are kept as they are written: nearly every page shows some, and mostly the same.
const MAX_WRITTEN: usize = 10_000;

/// The UI texts of one language, complete: what a language lacks is there in English.
#[derive(Debug)]
pub struct UiTexts {
    entries: BTreeMap<String, TextEntry>,
    /// The page's language; `None` where its tag is none.
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

/// What stands behind a key.
#[derive(Debug, Clone)]
enum TextEntry {
    /// A text, perhaps with `{placeholders}`.
    Text(String),
    /// A text for each plural category; `other` is always there.
    Plural(PluralForms),
}

/// The plural forms of one text.
#[derive(Debug, Clone)]
struct PluralForms {
    /// The forms by category.
    forms: BTreeMap<&'static str, String>,
    /// The form for every number that no other one fits.
    other: String,
    /// The language that the forms are written in, which need not be the page's.
    language: Option<CldrLocale>,
}

impl UiTexts {
    /// The texts for a BCP 47 tag such as `pt-BR`. Mistakes in the site's own files are reported.
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

    /// The text for `key`, or the `other` form of a plural; the key itself if there is none, which a test of the
    /// default theme rules out.
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

    /// The text for `key` with each `{name}` replaced; a name without a value stays as it is.
    #[must_use]
    pub fn format(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.get(key), values)
    }

    /// The form for `count` of the text for `key`; `{count}` is the number as the language writes it.
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

    /// All forms of the text for `key` by plural category, for scripts that count; a text without forms is `other`.
    #[must_use]
    pub fn forms<'a>(&'a self, key: &'a str) -> BTreeMap<&'a str, &'a str> {
        let mut forms = BTreeMap::from([("other", self.get(key))]);
        if let Some(TextEntry::Plural(plural)) = self.entries.get(key) {
            forms.extend(plural.forms.iter().map(|(category, form)| (*category, form.as_str())));
        }
        forms
    }

    /// A number as the language writes it.
    #[must_use]
    pub fn number(&self, number: usize) -> String {
        let Some(locale) = &self.locale else { return number.to_string() };
        self.numbers.of(&number, |_| locale.number(number))
    }

    /// A day as the language writes it; ISO 8601 where nobody knows how it does.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let Some(locale) = &self.locale else { return date.to_string() };
        self.dates.of(&date, |_| locale.date(date).unwrap_or_else(|| date.to_string()))
    }

    /// `ltr` or `rtl`: the direction in which the language is written.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        direction(self.is_right_to_left)
    }
}

impl PluralForms {
    /// The form for `count`.
    fn form(&self, count: usize) -> &str {
        let form = self.language.as_ref().and_then(|language| self.forms.get(language.plural(count)));
        form.unwrap_or(&self.other)
    }
}

fn direction(is_right_to_left: bool) -> &'static str {
    if is_right_to_left { "rtl" } else { "ltr" }
}

/// `ltr` or `rtl`: the direction in which the language of a BCP 47 tag is written.
#[must_use]
pub fn direction_of(language: &str) -> &'static str {
    direction(CldrLocale::new(language).is_some_and(|locale| locale.is_right_to_left()))
}

/// The languages whose texts `language` shows, most general first: `en`, `pt`, `pt-BR`; `en`, `zh`, `zh-Hant`, `zh-TW`.
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

/// `text` with each `{name}` replaced in one pass, so that a value with braces in it stays as it is.
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
