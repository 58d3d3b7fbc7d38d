//! Packs: what is shown of a few documents that follow each other. A pack is JSON: for each document its title, its
//! link, its lead, and its sections, each with heading, anchor and passage. An anchor that is the heading in small
//! letters with dashes for blanks is left out.
//!
//! In a small help center a pack is one document with all its text, so that an excerpt is cut around the match; in a
//! large one, where files must stay few, it holds more documents and less of each.

use serde::{Deserialize, Serialize};

use super::documents::Document;

/// Up to so many packs, each document has its own.
const MOST_PACKS: usize = 1_250;

/// A pack never holds more documents, or a reader would load too much that is not shown.
const MOST_DOCUMENTS: usize = 10;

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
pub struct Shown(pub String, pub String, pub String, pub Vec<Passage>);

/// A section of it: heading, anchor, text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage(pub String, pub String, pub String);

impl Passage {
    /// The anchor; empty where the section is the document's own beginning.
    #[must_use]
    pub fn anchor(&self) -> String {
        if self.1.is_empty() { dashed(&self.0) } else { self.1.clone() }
    }
}

/// How many documents are in a pack.
#[must_use]
pub fn size(documents: usize) -> usize {
    documents.div_ceil(MOST_PACKS).clamp(1, MOST_DOCUMENTS)
}

/// Writes the pack of these documents.
#[must_use]
pub fn encode(documents: &[Document], size: usize) -> Vec<u8> {
    let budget = if size == 1 { WHOLE_TEXT } else { SHARED_TEXT / size };
    let shown: Vec<Shown> = documents.iter().map(|document| shown(document, budget)).collect();
    serde_json::to_vec(&shown).expect("texts are JSON")
}

/// Reads a pack; `None` if it is broken.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Vec<Shown>> {
    serde_json::from_slice(bytes).ok()
}

fn shown(document: &Document, budget: usize) -> Shown {
    let share = (budget / document.sections.len().max(1)).max(SHORTEST_PASSAGE);
    let mut left = budget;
    let mut passages = Vec::with_capacity(document.sections.len());
    let total: usize = document.sections.iter().map(|section| section.text.len()).sum();
    for section in &document.sections {
        // What others leave over is not worth the second pass that it would take to hand out.
        let share = if total <= budget { budget } else { share.min(left) };
        let text = if share < SHORTEST_PASSAGE { "" } else { cut(&section.text, share) };
        left -= text.chars().count().min(left);
        let anchor = if dashed(&section.heading) == section.id { String::new() } else { section.id.clone() };
        passages.push(Passage(section.heading.clone(), anchor, text.to_owned()));
    }
    let starts_alike = passages.first().is_some_and(|first| first.2.starts_with(&document.lead));
    let lead = if starts_alike { "" } else { cut(&document.lead, LONGEST_LEAD) };
    Shown(document.title.clone(), document.href.clone(), lead.to_owned(), passages)
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
    use super::super::text::Section;
    use super::*;

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
        let section =
            |heading: &str, id: &str, text: &str| Section { heading: heading.into(), id: id.into(), text: text.into() };
        let sections =
            vec![section("", "", "First words."), section("Why so?", "why-so", "x"), section("Why", "q2", "y")];
        let document = Document { title: "T".into(), href: "/t/".into(), sections, ..Document::default() };
        let shown = decode(&encode(&[document], 1)).expect("what was written can be read");
        let anchors: Vec<String> = shown[0].3.iter().map(Passage::anchor).collect();
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
