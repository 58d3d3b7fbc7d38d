//! Packs: what search results show of a few consecutive documents. A pack is JSON. For each document it has the title,
//! the link, the lead, and the sections, each with heading, anchor and passage. An anchor is left out if it is the
//! heading in lower case with dashes instead of blanks.
//!
//! In a small help center, a pack is one document with its whole text, so that excerpts can be cut around the match. In
//! a large one, where the number of files has to stay small, it has several documents and less text of each.

use serde::{Deserialize, Serialize};

use super::documents::Document;
use super::text::TextSection;

/// Maximum number of packs with one document each. With more documents, packs hold several.
const MAX_PACKS: usize = 1_250;

/// Maximum number of documents in a pack. With more, readers would load too much that is not shown.
const MAX_DOCUMENTS: usize = 10;

/// Maximum number of packs that the manifest names.
const MAX_NAMED_PACKS: usize = 48;

/// Number of packs that the results of a query are usually in.
const SHOWN: usize = 5;

/// Maximum length of the text in a pack of one document, in characters.
const WHOLE_TEXT: usize = 3_600;

/// Maximum length of all texts in a pack of several documents, in characters.
const SHARED_TEXT: usize = 800;

/// Minimum length of a passage that is still useful, in characters.
const SHORTEST_PASSAGE: usize = 70;

/// Maximum length of a lead, in characters.
const LONGEST_LEAD: usize = 160;

/// A document in a pack: title, link, lead, sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedDocument(pub String, pub String, pub String, pub Vec<PackedSection>);

/// A section of a document: heading, anchor, text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedSection(pub String, pub String, pub String);

/// What is shown of a document below its title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// Its lead; empty if the text begins with the same words.
    pub lead: String,
    /// Its sections.
    pub passages: Vec<PackedSection>,
}

impl PackedSection {
    /// The anchor; empty for the section at the start of the document.
    #[must_use]
    pub fn anchor(&self) -> String {
        if self.1.is_empty() { dashed(&self.0) } else { self.1.clone() }
    }
}

/// The number of documents per pack in an index with this many documents.
#[must_use]
pub fn size(documents: usize) -> usize {
    documents.div_ceil(MAX_PACKS).clamp(1, MAX_DOCUMENTS)
}

/// The number of characters to show of each document in an index with this many documents.
#[must_use]
pub fn budget(documents: usize) -> usize {
    match size(documents) {
        1 => WHOLE_TEXT,
        size => SHARED_TEXT / size,
    }
}

/// The number of packs whose names are in a file of their own; 1 if the manifest names all packs itself. Rounded to a
/// power of two, so that it rarely changes.
#[must_use]
pub fn directory_size(packs: usize) -> usize {
    if packs <= MAX_NAMED_PACKS { 1 } else { (packs / SHOWN).isqrt().next_power_of_two() }
}

/// Encodes the pack of these documents.
#[must_use]
pub fn encode(documents: &[(&Document<'_>, &Excerpt)]) -> Vec<u8> {
    let shown: Vec<_> = documents
        .iter()
        .map(|(document, Excerpt { lead, passages })| (&document.meta.title, &document.href, lead, passages))
        .collect();
    serde_json::to_vec(&shown).expect("texts are JSON")
}

/// Decodes a pack; `None` if it is broken.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Vec<PackedDocument>> {
    serde_json::from_slice(bytes).ok()
}

/// The excerpt of a document with this lead, in about `budget` characters.
#[must_use]
pub fn excerpt(lead: &str, sections: &[TextSection], budget: usize) -> Excerpt {
    let share = (budget / sections.len().max(1)).max(SHORTEST_PASSAGE);
    let mut left = budget;
    let mut passages = Vec::with_capacity(sections.len());
    let total: usize = sections.iter().map(|section| section.text.len()).sum();
    for section in sections {
        // Unused shares of other sections are not redistributed: that is not worth a second pass.
        let share = if total <= budget { budget } else { share.min(left) };
        let text = if share < SHORTEST_PASSAGE { "" } else { cut(&section.text, share) };
        left -= text.chars().count().min(left);
        let anchor = if dashed(&section.heading) == section.id { String::new() } else { section.id.clone() };
        passages.push(PackedSection(section.heading.clone(), anchor, text.to_owned()));
    }
    let mut lead = cut(lead, LONGEST_LEAD);
    // Only the lead or the first passage is shown. The lead is preferred, unless the text begins with it.
    match passages.first_mut() {
        Some(first) if first.2.starts_with(lead) => lead = "",
        Some(first) => first.2.clear(),
        None => {}
    }
    Excerpt { lead: lead.to_owned(), passages }
}

/// The usual anchor of a heading.
fn dashed(heading: &str) -> String {
    let is_kept = |c: &char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_') || !c.is_ascii();
    heading.chars().filter(is_kept).map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

/// The start of a text, at most `length` characters, cut between words if possible.
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
    fn names_of_packs_are_few_bytes() {
        let check = |packs: usize, expected: usize| assert_eq!(directory_size(packs), expected);
        check(0, 1);
        check(48, 1);
        check(1_158, 16);
        check(10_000, 64);
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
        let document = Document {
            meta: &meta,
            body: &body,
            sections,
            href: "/t/".into(),
            category: "",
            factor: 1.0,
            budget: 0,
            article: None,
        };
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
