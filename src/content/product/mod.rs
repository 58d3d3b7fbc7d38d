//! The labels of the product: the texts of its buttons and menus, by key and language, and what they were before.
//!
//! Articles write a label by its key, as a variable ([`ui_variables`]). A bold text or a key that is spelled out and was
//! a label once, or is nearly one, is found by [`ProductLabels::problem`].

pub mod formats;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::project::ProductTexts;

/// What the names of labels start with in articles: `{{ ui.settings.save }}`.
pub const PREFIX: &str = "ui.";

/// Minimum number of letters of a text that can be a misspelled label. Shorter words are too similar to each other.
const SHORTEST: usize = 6;

/// Number of letters from which a label may differ in two places.
const LONG: usize = 12;

/// Endings that make a different form of the same word rather than a misspelled one.
const INFLECTIONS: [&str; 5] = ["s", "es", "ed", "d", "ing"];

/// Bold words that introduce a note, or answer a question. They are no buttons, even if the product has such labels.
const ORDINARY: [&str; 16] = [
    "note",
    "notes",
    "tip",
    "tips",
    "warning",
    "important",
    "caution",
    "example",
    "examples",
    "yes",
    "no",
    "not",
    "or",
    "and",
    "new",
    "info",
];

/// The labels of the product in one language.
#[derive(Debug, Default)]
pub struct ProductLabels {
    /// The labels that exist, as they are compared.
    now: BTreeSet<String>,
    /// The labels that may be misspelled, with their first letter, as compared and as written.
    by_first: HashMap<char, Vec<(String, String)>>,
    /// Earlier labels, with what replaced them; `None` if the key itself is gone.
    earlier: HashMap<String, Option<String>>,
}

/// What is wrong with a label in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelProblem {
    /// The label has another text now.
    Renamed(String),
    /// The product no longer has it.
    Removed,
    /// It is nearly this label.
    Misspelled(String),
}

impl ProductLabels {
    /// The labels of these texts.
    #[must_use]
    pub fn new(texts: &ProductTexts) -> Self {
        let mut labels = Self::default();
        let keys: HashMap<&str, &str> = texts.now.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        for (_, text) in &texts.now {
            let name = comparable(text);
            if labels.now.insert(name.clone())
                && let Some(first) = name.chars().next()
            {
                labels.by_first.entry(first).or_default().push((name, text.trim().to_owned()));
            }
        }
        for (key, text) in texts.earlier.iter().flatten() {
            let name = comparable(text);
            if is_label(&name) && !labels.now.contains(&name) {
                let replaced_by = keys.get(key.as_str()).map(|text| text.trim().to_owned());
                let known = labels.earlier.entry(name).or_default();
                *known = known.take().or(replaced_by);
            }
        }
        labels
    }

    /// What is wrong with a bold text or a key; `None` if nothing is, or if it is probably no label.
    #[must_use]
    pub fn problem(&self, written: &str) -> Option<LabelProblem> {
        let name = comparable(written);
        if !is_label(&name) || self.now.contains(&name) || ORDINARY.contains(&name.as_str()) {
            return None;
        }
        if let Some(replaced_by) = self.earlier.get(&name) {
            return Some(replaced_by.clone().map_or(LabelProblem::Removed, LabelProblem::Renamed));
        }
        self.near(&name, written).map(LabelProblem::Misspelled)
    }

    /// The label that a text misspells.
    fn near(&self, name: &str, written: &str) -> Option<String> {
        let length = name.chars().count();
        let allowed = match length {
            0..SHORTEST => return None,
            SHORTEST..LONG => 1,
            _ => 2,
        };
        // Labels start with a capital letter where the language has some; ordinary emphasis does not.
        if written.chars().next().is_some_and(char::is_lowercase) {
            return None;
        }
        let candidates = self.by_first.get(&name.chars().next()?)?;
        let distance = |label: &str| {
            let is_near_in_length = label.chars().count().abs_diff(length) <= allowed;
            let distance = is_near_in_length.then(|| strsim::osa_distance(label, name))?;
            (distance <= allowed && !is_inflection(label, name) && has_same_digits(label, name)).then_some(distance)
        };
        let near = candidates.iter().filter(|(_, text)| is_identifier(text) == is_identifier(written));
        let near = near.filter_map(|(label, text)| Some((distance(label)?, text)));
        near.min().map(|(_, text)| text.clone())
    }
}

/// The variables of articles in a language: labels by their keys, those of the default language where one is missing.
#[must_use]
pub fn ui_variables(texts: &ProductTexts, default: &ProductTexts) -> BTreeMap<String, String> {
    let all = default.now.iter().chain(&texts.now);
    all.map(|(key, text)| (format!("{PREFIX}{key}"), without_accelerator(text.trim()))).collect()
}

/// A label as it is compared: without the mark of its shortcut and punctuation at its end, in lower case.
fn comparable(text: &str) -> String {
    let text = without_accelerator(text);
    let text = text.trim().trim_end_matches(['…', ':', '.', ' ', '\u{a0}']);
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A label without the `&` that marks its shortcut, as in `&Save`; `&&` is a written `&`.
fn without_accelerator(text: &str) -> String {
    let mut letters = text.chars().peekable();
    let mut bare = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        match letter {
            '&' if letters.peek() == Some(&'&') => bare.push(letters.next().unwrap_or('&')),
            '&' if letters.peek().is_some_and(|next| next.is_alphanumeric()) => {}
            letter => bare.push(letter),
        }
    }
    bare
}

/// Whether a text can be the label of a button or a menu: a few words without placeholders.
fn is_label(name: &str) -> bool {
    /// Maximum number of words in a label. Longer texts are sentences.
    const MAX_WORDS: usize = 6;
    name.chars().any(char::is_alphabetic)
        && name.chars().count() > 1
        && name.split(' ').count() <= MAX_WORDS
        && !name.contains(['{', '}', '%', '<', '>', '\n'])
}

/// Whether a text is probably the name of something in a program, such as `ReadOnly` or `COUNTA`.
fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars().zip(text.chars().skip(1));
    let is_upper = text.chars().all(|letter| letter.is_uppercase() || !letter.is_alphabetic());
    !text.contains(char::is_whitespace)
        && (is_upper || letters.any(|(first, second)| first.is_lowercase() && second.is_uppercase()))
}

/// Whether two words differ by an ending, such as that of a plural.
fn is_inflection(one: &str, other: &str) -> bool {
    let ends = |short: &str, long: &str| long.strip_prefix(short).is_some_and(|end| INFLECTIONS.contains(&end));
    let mut words = one.split(' ').zip(other.split(' '));
    one.split(' ').count() == other.split(' ').count() && words.all(|(a, b)| a == b || ends(a, b) || ends(b, a))
}

fn has_same_digits(one: &str, other: &str) -> bool {
    one.chars().filter(char::is_ascii_digit).eq(other.chars().filter(char::is_ascii_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    fn labels() -> ProductLabels {
        ProductLabels::new(&ProductTexts {
            files: Vec::new(),
            now: texts(&[
                ("a", "Settings"),
                ("b", "&Save changes…"),
                ("c", "Invoice"),
                ("d", "Export to CSV"),
                ("n", "Notify"),
            ]),
            earlier: vec![
                texts(&[("a", "Options"), ("b", "Save changes"), ("x", "Fax"), ("n", "Note")]),
                texts(&[("a", "Preferences"), ("y", "{count} items are selected"), ("z", "Invoice")]),
            ],
        })
    }

    #[test]
    fn labels_that_exist_are_fine() {
        for written in ["Settings", "settings", "Save changes", "Save changes…", "Invoice:", "Save  changes"] {
            assert_eq!(labels().problem(written), None, "{written}");
        }
    }

    #[test]
    fn earlier_labels_lead_to_those_that_replaced_them() {
        let check = |written: &str, expected| assert_eq!(labels().problem(written), Some(expected), "{written}");
        check("Options", LabelProblem::Renamed("Settings".into()));
        check("preferences", LabelProblem::Renamed("Settings".into()));
        check("Fax", LabelProblem::Removed);
    }

    #[test]
    fn misspelled_labels_are_found_and_other_words_are_not() {
        let check = |written: &str, expected: &str| {
            assert_eq!(labels().problem(written), Some(LabelProblem::Misspelled(expected.into())), "{written}");
        };
        check("Setings", "Settings");
        check("Export to CVS", "Export to CSV");
        check("Save chnages", "&Save changes…");
        for written in [
            "Invoices",
            "Setting",
            "SettIngs2",
            "SETINGS",
            "SetIngs",
            "settigns",
            "Note",
            "Notes",
            "Once",
            "Save",
            "Your invoice",
            "100",
        ] {
            assert_eq!(labels().problem(written), None, "{written}");
        }
    }

    #[test]
    fn variables_fall_back_to_the_default_language() {
        let texts = |pairs: &[(&str, &str)]| ProductTexts { now: texts(pairs), ..ProductTexts::default() };
        let variables = ui_variables(&texts(&[("save", "&Sichern")]), &texts(&[("save", "Save"), ("a.b", "Q&&A")]));
        let expected = [("ui.a.b", "Q&A"), ("ui.save", "Sichern")];
        assert_eq!(variables, expected.map(|(name, text)| (name.to_owned(), text.to_owned())).into());
    }
}
