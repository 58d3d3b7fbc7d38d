//! Reads who may read an article, from our key `access` and from keys of other tools. What the values mean is decided by
//! the configuration, in `site/access`.

use super::fields::FieldReader;
use crate::content::Restriction;
use crate::content::front_matter::{FrontMatterData, FrontMatterValue};
use crate::content::keys::MetaField;

/// Values that mean everybody, in lower case.
const EVERYBODY: &[&str] = &[
    "public",
    "everyone",
    "everybody",
    "all",
    "anyone",
    "any",
    "anonymous",
    "visitor",
    "visitors",
    "guest",
    "guests",
    "world",
    "open",
    "none",
    "free",
    "unrestricted",
    "unclassified",
    "visible",
    "listed",
    "unlisted",
    "*",
];

/// Values of Microsoft's key `audience`, which name for whom a page was written, and not who may read it.
const WRITTEN_FOR: &[&str] = &[
    "developer",
    "developers",
    "itpro",
    "it pro",
    "itpros",
    "admin",
    "admins",
    "administrator",
    "administrators",
    "end user",
    "enduser",
    "end-user",
    "end users",
    "user",
    "users",
    "beginner",
    "advanced",
    "general",
];

impl FieldReader<'_> {
    /// Who may read the article: `None` if its front matter does not say, empty if everybody may read it.
    pub(super) fn access(&self) -> Option<Vec<Restriction>> {
        let mut restrictions = None;
        for given in self.given(MetaField::Access) {
            let key = given.key.rsplit('.').next().unwrap_or(&given.key);
            let values = values(&given.value, key, given.inverted);
            let name = key.to_ascii_lowercase();
            if matches!(name.as_str(), "audience" | "audiences") && all_in(&values, WRITTEN_FOR) {
                continue;
            }
            // Other tools have a text under this key, for example what a command shows.
            if name == "viewers" && given.value.text().is_some_and(is_sentence) {
                continue;
            }
            let restrictions: &mut Vec<Restriction> = restrictions.get_or_insert_default();
            if !values.is_empty() && !values.iter().any(|value| EVERYBODY.contains(&value.as_str())) {
                restrictions.push(Restriction { key: key.to_owned(), values, span: self.span(&given.value) });
            }
        }
        restrictions
    }
}

fn is_sentence(text: &str) -> bool {
    /// The fewest words of a sentence. Names of groups are shorter.
    const FEWEST_WORDS: usize = 4;
    text.trim_end().ends_with('.') && text.split_whitespace().count() >= FEWEST_WORDS
}

fn all_in(values: &[String], known: &[&str]) -> bool {
    values.iter().all(|value| known.contains(&value.as_str()))
}

/// The values of a key in lower case. A switch that is on has the key's name as its value; a switch that is off has
/// none. A password is nobody's business.
fn values(value: &FrontMatterValue, key: &str, inverted: bool) -> Vec<String> {
    let restricted = if inverted { "private" } else { key }.to_ascii_lowercase();
    match &value.data {
        FrontMatterData::Null => Vec::new(),
        FrontMatterData::Text { text, .. } => match text.trim().to_ascii_lowercase().as_str() {
            "" => Vec::new(),
            "true" | "yes" | "on" => {
                if inverted {
                    Vec::new()
                } else {
                    vec![restricted]
                }
            }
            "false" | "no" | "off" => {
                if inverted {
                    vec![restricted]
                } else {
                    Vec::new()
                }
            }
            _ if matches!(restricted.as_str(), "password" | "encrypted") => vec![restricted],
            text => text.split(',').map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect(),
        },
        FrontMatterData::List(items) => items.iter().flat_map(|item| values(item, key, inverted)).collect(),
        FrontMatterData::Table(_) => vec![restricted],
    }
}
