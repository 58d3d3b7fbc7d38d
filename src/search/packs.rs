//! Packs: what is shown of a few documents that follow each other. A pack is JSON: for each document its title, its
//! link, its lead, and its sections, each with heading, anchor and passage. An anchor that is the heading in small
//! letters with dashes for blanks is left out.
//!
//! In a small help center a pack is one document with all its text, so that an excerpt is cut around the match; in a
//! large one, where files must stay few, it holds more documents and less of each.

use serde::{Deserialize, Serialize};

use super::documents::Document;
use super::text::TextSection;

/// Up to so many packs, each document has its own.
const MAX_PACKS: usize = 1_250;

/// A pack never holds more documents, or a reader would load too much that is not shown.
const MAX_DOCUMENTS: usize = 10;

/// How much text a pack of one document holds, in characters.
const WHOLE_TEXT: usize = 3_600;

/// How much text a pack of several documents holds.
const SHARED_TEXT: usize = 800;

/// The shortest passage that tells anything.
const SHORTEST_PASSAGE: usize = 70;

/// The longest lead.
const LONGEST_LEAD: usize = 160;

/// What is shown of a document: title, link, lead, sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedDocument(pub String, pub String, pub String, pub Vec<PackedSection>);

/// A section of it: heading, anchor, text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedSection(pub String, pub String, pub String);

/// What is shown of a document below its title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Its lead; empty where the text begins with it.
    pub lead: String,
    /// Its sections.
    pub passages: Vec<PackedSection>,
}

impl PackedSection {
    /// The anchor; empty where the section is the document's own beginning.
    #[must_use]
    pub fn anchor(&self) -> String {
        if self.1.is_empty() { dashed(&self.0) } else { self.1.clone() }
    }
}

/// How many documents are in a pack.
#[must_use]
pub fn size(documents: usize) -> usize {
    documents.div_ceil(MAX_PACKS).clamp(1, MAX_DOCUMENTS)
}

/// How many characters of each document are shown.
#[must_use]
pub fn budget(documents: usize) -> usize {
    match size(documents) {
        1 => WHOLE_TEXT,
        size => SHARED_TEXT / size,
    }
}

/// Writes the pack of these documents.
#[must_use]
pub fn encode(documents: &[(&Document<'_>, &Excerpt)]) -> Vec<u8> {
    let shown: Vec<_> = documents
        .iter()
        .map(|(document, Excerpt { lead, passages })| (&document.meta.title, &document.href, lead, passages))
        .collect();
    serde_json::to_vec(&shown).expect("texts are JSON")
}

/// Reads a pack; `None` if it is broken.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Vec<PackedDocument>> {
    serde_json::from_slice(bytes).ok()
}

/// What is shown of a document with this lead, in about `budget` characters.
#[must_use]
pub fn excerpt(lead: &str, sections: &[TextSection], budget: usize) -> Excerpt {
    let share = (budget / sections.len().max(1)).max(SHORTEST_PASSAGE);
    let mut left = budget;
    let mut passages = Vec::with_capacity(sections.len());
    let total: usize = sections.iter().map(|section| section.text.len()).sum();
    for section in sections {
        // What others leave over is not worth the second pass that it would take to hand out.
        let share = if total <= budget { budget } else { share.min(left) };
        let text = if share < SHORTEST_PASSAGE { "" } else { cut(&section.text, share) };
        left -= text.chars().count().min(left);
        let anchor = if dashed(&section.heading) == section.id { String::new() } else { section.id.clone() };
        passages.push(PackedSection(section.heading.clone(), anchor, text.to_owned()));
    }
    let mut lead = cut(lead, LONGEST_LEAD);
    // One of the two is shown: the lead, unless it is no more than how the text begins.
    match passages.first_mut() {
        Some(first) if first.2.starts_with(lead) => lead = "",
        Some(first) => first.2.clear(),
        None => {}
    }
    Excerpt { lead: lead.to_owned(), passages }
}

/// A heading as its anchor usually is.
fn dashed(heading: &str) -> String {
    let is_kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_') || !c.is_ascii();
    heading.chars().filter(is_kept).map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// The start of a text, at most `length` characters, cut between words where there are any.
fn cut(text: &str, length: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(length) else { return text };
    let head = &text[..end];
    if text[end..].starts_with(' ') { head } else { head.rfind(' ').map_or(head, |blank| &head[..blank]) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::content::Meta;

    #[test]
    fn packs_stay_few() {
        let check = |documents: usize, expected: usize| assert_eq!(size(documents), expected);
        check(0, 1);
        check(1_250, 1);
        check(10_000, 8);
        check(1_000_000, 10);
    }

    #[test]
    fn documents_come_back() {
        let section = |heading: &str, id: &str, text: &str| TextSection {
            heading: heading.into(),
            id: id.into(),
            text: text.into(),
        };
        let sections = [section("", "", "First words."), section("Why so?", "why-so", "x"), section("Why", "q2", "y")];
        let (meta, body) = (Arc::new(Meta { title: "T".into(), ..Meta::default() }), Arc::default());
        let (sections, excerpt) = (0..3, excerpt("First", &sections, WHOLE_TEXT));
        let document =
            Document { meta: &meta, body: &body, sections, href: "/t/".into(), category: "", factor: 1.0, budget: 0 };
        let shown = decode(&encode(&[(&document, &excerpt)])).expect("what was written can be read");
        assert_eq!((shown[0].0.as_str(), shown[0].1.as_str(), shown[0].2.as_str()), ("T", "/t/", ""));
        let anchors: Vec<String> = shown[0].3.iter().map(PackedSection::anchor).collect();
        assert_eq!(anchors, ["", "why-so", "q2"]);
        assert_eq!(decode(b"[[1]]"), None);
    }

    #[test]
    fn a_text_is_cut_between_words() {
        let check = |text, length, expected: &str| assert_eq!(cut(text, length), expected);
        check("one two three", 20, "one two three");
        check("one two three", 8, "one two");
        check("one two three", 7, "one two");
        check("パスワードの設定", 3, "パスワ");
    }
}
