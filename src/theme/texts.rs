//! UI texts of one language: look-up, placeholders, plurals, dates and numbers.
//!
//! A language is a chain, most general first: `en`, then `pt`, then `pt-BR`; in each link the default theme's file,
//! then the site's own. Later files win key by key, so a language needs to hold only what differs. A file looks so:
//!
//! ```toml
//! search = "Search"
//! link-to = "Link to {title}"
//! articles = { one = "{count} article", other = "{count} articles" }
//! date = "{day} {month} {year}"
//! months = ["January", "February", …]
//! thousands = ","
//! ```
//!
//! A table holds the plural forms of one text, by CLDR category. Reading the files is the business of `read`.

mod read;

use std::collections::BTreeMap;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use jiff::civil::Date;
use unic_langid::{CharacterDirection, LanguageIdentifier};

use super::Theme;
use crate::diagnostic::Outcome;

/// The language that every theme is complete in.
const FALLBACK: &str = "en";

/// The UI texts of one language, complete: what a language lacks is there in English.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    entries: BTreeMap<String, Entry>,
    right_to_left: bool,
}

/// What stands behind a key.
#[derive(Debug, Clone)]
enum Entry {
    /// A text, perhaps with `{placeholders}`.
    Text(String),
    /// A text for each plural category; `other` is always there.
    Plural(Plural),
    /// A list, such as the months.
    List(Vec<String>),
}

/// The plural forms of one text.
#[derive(Debug, Clone)]
struct Plural {
    /// The forms by category.
    forms: BTreeMap<&'static str, String>,
    /// The form for every number that no other one fits.
    other: String,
    /// The rules of the language that the forms are written in, which need not be the page's; `None` where CLDR has none.
    rules: Option<Rules>,
}

/// Plural rules that can be shown.
#[derive(Clone)]
struct Rules(PluralRules);

impl std::fmt::Debug for Rules {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.get_locale())
    }
}

impl Texts {
    /// The texts for a BCP 47 tag such as `pt-BR`. Mistakes in the site's own files are reported.
    #[must_use]
    pub fn load(theme: &Theme, language: &str) -> Outcome<Self> {
        let mut diagnostics = Vec::new();
        let mut texts = Self { entries: BTreeMap::new(), right_to_left: is_right_to_left(language) };
        for link in chain(language) {
            let path = theme.folder("i18n").map(|(name, _)| format!("i18n/{name}"));
            let Some(path) = path.into_iter().find(|path| path.eq_ignore_ascii_case(&format!("i18n/{link}.toml")))
            else {
                continue;
            };
            let files = [theme.original(&path), theme.file(&path).filter(|file| file.origin == super::Origin::Site)];
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
            Some(Entry::Text(text)) => text,
            Some(Entry::Plural(plural)) => &plural.other,
            Some(Entry::List(_)) | None => key,
        }
    }

    /// Whether there is a text for `key`.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        matches!(self.entries.get(key), Some(Entry::Text(_) | Entry::Plural(_)))
    }

    /// The keys of all texts, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str).filter(|key| self.has(key))
    }

    /// The list for `key`; empty if there is none.
    #[must_use]
    pub fn list(&self, key: &str) -> &[String] {
        match self.entries.get(key) {
            Some(Entry::List(list)) => list,
            Some(Entry::Text(_) | Entry::Plural(_)) | None => &[],
        }
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
            Some(Entry::Plural(plural)) => plural.form(count),
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
        if let Some(Entry::Plural(plural)) = self.entries.get(key) {
            forms.extend(plural.forms.iter().map(|(category, form)| (*category, form.as_str())));
        }
        forms
    }

    /// A number with the language's separator of thousands, if it gives one as `thousands`.
    #[must_use]
    pub fn number(&self, number: usize) -> String {
        /// Most languages leave a number of four digits alone in running text.
        const FEWEST_DIGITS: usize = 5;
        let digits = number.to_string();
        let separator = if self.has("thousands") { self.get("thousands") } else { "" };
        if separator.is_empty() || digits.len() < FEWEST_DIGITS {
            return digits;
        }
        let mut grouped = String::with_capacity(digits.len() * 2);
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push_str(separator);
            }
            grouped.push(digit);
        }
        grouped
    }

    /// A day as the language writes it, by its `date` pattern of `{day}`, `{month}` and `{year}`; ISO 8601 where a
    /// language has no pattern or no months.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        let month = usize::try_from(date.month() - 1).ok().and_then(|index| self.list("months").get(index));
        let Some(month) = month.filter(|_| self.has("date")) else {
            return date.to_string();
        };
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.format("date", &[("day", &day), ("month", month), ("year", &year)])
    }

    /// `ltr` or `rtl`: the direction in which the language is written.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.right_to_left { "rtl" } else { "ltr" }
    }
}

impl Plural {
    /// The form for `count`.
    fn form(&self, count: usize) -> &str {
        let category = self.rules.as_ref().and_then(|Rules(rules)| rules.select(count).ok());
        let name = match category {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            Some(PluralCategory::OTHER) | None => "other",
        };
        self.forms.get(name).unwrap_or(&self.other)
    }
}

/// The languages whose texts `language` shows, most general first: `en`, `pt`, `pt-BR`.
fn chain(language: &str) -> Vec<String> {
    let mut chain = vec![language.to_owned()];
    let mut rest = language;
    while let Some((parent, _)) = rest.rsplit_once('-') {
        chain.push(parent.to_owned());
        rest = parent;
    }
    if !rest.eq_ignore_ascii_case(FALLBACK) {
        chain.push(FALLBACK.to_owned());
    }
    chain.reverse();
    chain
}

/// `ltr` or `rtl`: the direction in which a language is written.
#[must_use]
pub fn direction(language: &str) -> &'static str {
    if is_right_to_left(language) { "rtl" } else { "ltr" }
}

/// Whether the script that the language is written in runs from right to left.
fn is_right_to_left(language: &str) -> bool {
    let identifier: Option<LanguageIdentifier> = language.parse().ok();
    identifier.is_some_and(|identifier| identifier.character_direction() == CharacterDirection::RTL)
}

/// CLDR's plural rules for the language: those of its region where they differ (`pt-PT`), else those of the language.
fn rules(language: &str) -> Option<Rules> {
    let mut identifier: LanguageIdentifier = language.parse().ok()?;
    identifier.clear_variants();
    identifier.script = None;
    let create = |identifier: LanguageIdentifier| PluralRules::create(identifier, PluralRuleType::CARDINAL).ok();
    let regional = create(identifier.clone());
    identifier.region = None;
    regional.or_else(|| create(identifier)).map(Rules)
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
