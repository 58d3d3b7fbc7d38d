//! Defines which parts of a text need translation, and hashes their wording.
//!
//! A translation stores the hash of the wording that it was made from (`translated_from`). The hash covers what readers
//! see: the passages of the text, its title, description, labels and keywords. So a new order or owner, or lines
//! wrapped differently, do not make a translation outdated.

use super::front_matter::{self, FrontMatterData, FrontMatterValue};
use super::keys::{self, KeyMeaning, MetaField};
use super::passages::{self, Passage, PassageKind};

/// Length of a hash in bytes; twice as many hexadecimal digits.
const NAME_LENGTH: usize = 8;

/// The parts of an article's file that need translation.
#[must_use]
pub fn passages(text: &str) -> Vec<Passage> {
    let table = front_matter::table(text);
    let keys = table.0.iter().filter(|entry| is_read(&entry.key));
    let head = keys.filter_map(|entry| {
        let texts = texts(&entry.value);
        let passage = (!texts.is_empty()).then(|| format!("{}: {}", entry.key, texts.join(", ")));
        passage.map(|text| Passage { kind: PassageKind::Text, text })
    });
    head.chain(passages::of_markdown(text)).collect()
}

/// The hash of a text's wording: 16 hexadecimal digits.
#[must_use]
pub fn wording(text: &str) -> String {
    use std::fmt::Write as _;
    let mut hasher = blake3::Hasher::new();
    for passage in passages(text) {
        hasher.update(passage.text.as_bytes()).update(b"\0");
    }
    hasher.finalize().as_bytes()[..NAME_LENGTH].iter().fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// Whether readers see the value of a front-matter key.
fn is_read(key: &str) -> bool {
    use MetaField::{Description, Keywords, Labels, ShortTitle, Title};
    matches!(keys::meaning(key), KeyMeaning::Field(Title | ShortTitle | Description | Keywords | Labels, _))
}

fn texts(value: &FrontMatterValue) -> Vec<&str> {
    match &value.data {
        FrontMatterData::Text { text, .. } => vec![text.as_str()],
        FrontMatterData::List(values) => values.iter().filter_map(FrontMatterValue::text).collect(),
        FrontMatterData::Null | FrontMatterData::Table(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(a: &str, b: &str, is_same: bool) {
        assert_eq!(wording(a) == wording(b), is_same, "{a:?} and {b:?}");
    }

    #[test]
    fn a_wording_is_what_readers_read() {
        check("---\ntitle: A\n---\nOne two", "---\norder: 3\ntitle: A\nowner: Ann\n---\n\nOne\ntwo\n", true);
        check("---\ntitle: A\n---\nOne", "+++\ntitle = \"A\"\n+++\nOne", true);
        check("---\ntitle: A\n---\nOne", "---\ntitle: B\n---\nOne", false);
        check("---\nlabels: [a, b]\n---\n", "---\nlabels: [a, c]\n---\n", false);
        check("One\n\nTwo", "One Two", false);
        check("One", "One.", false);
    }

    #[test]
    fn its_name_is_sixteen_digits() {
        assert_eq!(wording("One"), wording("One\n"));
        assert!(wording("").len() == 16 && wording("One").bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
