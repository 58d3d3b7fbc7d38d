//! The ids of one page: GitHub's rules for headings, no id twice.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use comrak::Anchorizer;

/// The id of a heading without letters or digits.
const NAMELESS: &str = "section";

/// All ids of the page so far.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    taken: HashSet<Arc<str>>,
    in_order: Vec<Arc<str>>,
    of_headings: HashSet<String>,
    next: HashMap<String, usize>,
}

impl Anchors {
    /// A new id for a heading, from its text.
    pub fn heading(&mut self, text: &str) -> String {
        let id = self.unique(automatic(text));
        self.of_headings.insert(id.clone());
        id
    }

    /// The automatic id of a heading that has another one, if the page does not have it yet.
    pub fn besides(&mut self, text: &str) -> Option<String> {
        let id = automatic(text);
        let is_new = id != NAMELESS && self.take(&id);
        is_new.then(|| {
            self.of_headings.insert(id.clone());
            id
        })
    }

    /// Whether an id was made from a heading, rather than chosen.
    pub fn is_of_heading(&self, id: &str) -> bool {
        self.of_headings.contains(id)
    }

    /// Takes an id that the writer chose; false if the page has it already.
    pub fn take(&mut self, id: &str) -> bool {
        if id.is_empty() || self.taken.contains(id) {
            return false;
        }
        let id: Arc<str> = id.into();
        self.taken.insert(id.clone());
        self.in_order.push(id);
        true
    }

    /// `id`, followed by the first free number if it is taken.
    pub fn unique(&mut self, id: String) -> String {
        if self.take(&id) {
            return id;
        }
        let mut number = self.next.get(&id).copied().unwrap_or(1);
        let chosen = loop {
            let candidate = format!("{id}-{number}");
            number += 1;
            if self.take(&candidate) {
                break candidate;
            }
        };
        self.next.insert(id, number);
        chosen
    }

    /// All ids, in order.
    pub fn into_vec(self) -> Vec<Arc<str>> {
        self.in_order
    }
}

/// The id that is made from a heading's text.
fn automatic(text: &str) -> String {
    let slug = Anchorizer::new().anchorize(text);
    // A heading of emoji leaves only the blanks between them.
    if slug.bytes().all(|byte| byte == b'-') { NAMELESS.to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::Anchors;

    #[track_caller]
    fn check(headings: &[&str], expected: &[&str]) {
        let mut anchors = Anchors::default();
        let ids: Vec<String> = headings.iter().map(|text| anchors.heading(text)).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn headings_follow_githubs_rules() {
        check(&["Hello, World!"], &["hello-world"]);
        check(&["What's new in 2.4?"], &["whats-new-in-24"]);
        check(&["a  b"], &["a--b"]);
        check(&["snake_case & co"], &["snake_case--co"]);
        check(&["Größe", "日本語"], &["größe", "日本語"]);
        check(&["no\u{a0}break"], &["nobreak"]);
    }

    #[test]
    fn a_second_heading_of_the_name_gets_a_number() {
        check(&["A", "A", "A"], &["a", "a-1", "a-2"]);
        check(&["A", "A-1", "A"], &["a", "a-1", "a-2"]);
    }

    #[test]
    fn a_heading_without_words_is_a_section() {
        check(&["🎉", "$$"], &["section", "section-1"]);
    }
}
