//! An article's words → its sections as plain text.

use crate::content::document::blocks;
use crate::content::passages::PassageKind;
use crate::content::{Body, Heading};
use crate::theme::texts::UiTexts;

/// A heading with the text up to the next one. The first section of an article has no heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextSection {
    /// The heading as plain text; empty for the first section.
    pub heading: String,
    /// Its anchor.
    pub id: String,
    /// Plain text, blanks collapsed.
    pub text: String,
}

/// Number of sections of a text.
#[must_use]
pub fn count(body: &Body) -> usize {
    body.outline.len() + 1
}

/// The sections of a text, in order: the first one, and one for each heading of the outline.
#[must_use]
pub fn sections(body: &Body, texts: &UiTexts) -> Vec<TextSection> {
    let section =
        |heading: &Heading| TextSection { heading: heading.text.clone(), id: heading.id.clone(), text: String::new() };
    let mut sections = vec![TextSection::default()];
    sections.extend(body.outline.iter().map(section));
    for block in blocks(&body.document.record(texts)).filter(|block| !block.is_title) {
        let Some(section) = sections.get_mut(block.section) else { continue };
        for cell in block.cells() {
            if block.kind == PassageKind::Code {
                cell.split_whitespace().for_each(|word| append(&mut section.text, " ", word));
            } else {
                let separator = separator(&section.text);
                append(&mut section.text, separator, cell);
            }
        }
    }
    sections
}

/// What separates the next passage from a text. A title, a cell or an item without a full stop must not look like the
/// start of the next sentence.
fn separator(text: &str) -> &'static str {
    if text.ends_with(char::is_alphanumeric) { " · " } else { " " }
}

fn append(text: &mut String, separator: &str, words: &str) {
    if !text.is_empty() && !words.is_empty() {
        text.push_str(separator);
    }
    text.push_str(words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{ArticleDocument, BodyMode};

    #[test]
    fn headings_begin_sections() {
        let outline = ["a", "b"].map(|id| Heading { level: 2, id: id.into(), text: id.to_uppercase() });
        let record = "\0tIntro & more\0s\0HA\0iOne\0tx\0|\0|y\0c  z\n\tz\0s\0HB";
        let document = ArticleDocument::new(String::new(), record, BodyMode::Memory);
        let body = Body { document, outline: outline.into(), ..Body::default() };
        let sections = sections(&body, &UiTexts::default());
        let seen: Vec<_> = sections.iter().map(|section| (&*section.id, &*section.heading, &*section.text)).collect();
        assert_eq!(seen, [("", "", "Intro & more"), ("a", "A", "One · x · y z z"), ("b", "B", "")]);
    }
}
