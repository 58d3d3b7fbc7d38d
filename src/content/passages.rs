//! A text cut into passages: the pieces that a reader takes in one at a time, and that [`super::changes`] compares.
//!
//! [`super::ArticleDocument::passages`] are what readers see, for pages that show what changed. [`of_markdown`] reads
//! what writers typed, for translators, who have to change the same file. In both a heading, a paragraph, an item of a
//! list and a row of a table are passages of their own, and a block of code is one. Blanks are collapsed outside of
//! code, so a paragraph whose lines were only wrapped differently is the same passage.

use super::front_matter;

/// One passage.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Passage {
    /// Its kind, as far as that affects how it is shown.
    pub kind: PassageKind,
    /// Its text: one line, but for code.
    pub text: String,
}

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PassageKind {
    /// A paragraph, or anything else.
    #[default]
    Text,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// A block of code, with its line breaks.
    Code,
}

/// Appends a passage, its blanks collapsed outside of code; none where nothing is left.
fn push(passages: &mut Vec<Passage>, kind: PassageKind, text: &str) {
    let text = match kind {
        PassageKind::Code => text.trim_matches('\n').to_owned(),
        _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    if !text.is_empty() {
        passages.push(Passage { kind, text });
    }
}

/// The passages of an article's file, front matter left out.
#[must_use]
pub fn of_markdown(text: &str) -> Vec<Passage> {
    let mut block = MarkdownBlock::default();
    for line in text[front_matter::split(text).body..].lines() {
        let bare = line.trim();
        if let Some(fence) = block.fence {
            block.add(line);
            if bare.starts_with(fence) && bare.trim_start_matches(&fence[..1]).is_empty() {
                block.finish();
            }
            continue;
        }
        let begins = beginning(bare);
        let is_row = bare.starts_with('|');
        if bare.is_empty() || is_row || begins.is_some() {
            block.finish();
        }
        block.add(bare);
        block.kind = begins.or(block.kind);
        if begins == Some(PassageKind::Code) {
            block.fence = Some(&bare[..bare.len() - bare.trim_start_matches(&bare[..1]).len()]);
        } else if is_row || begins == Some(PassageKind::Heading) {
            block.finish();
        }
    }
    block.finish();
    block.passages
}

/// The lines of a passage of Markdown, and the passages before it.
#[derive(Default)]
struct MarkdownBlock<'t> {
    passages: Vec<Passage>,
    text: String,
    kind: Option<PassageKind>,
    /// The characters that end the code that has begun.
    fence: Option<&'t str>,
}

impl MarkdownBlock<'_> {
    fn add(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
    }

    fn finish(&mut self) {
        push(&mut self.passages, self.kind.take().unwrap_or(PassageKind::Text), &self.text);
        self.text.clear();
        self.fence = None;
    }
}

/// What a line begins; `None` where it may continue the text before it.
fn beginning(line: &str) -> Option<PassageKind> {
    if line.starts_with("```") || line.starts_with("~~~") {
        return Some(PassageKind::Code);
    }
    let hashes = line.len() - line.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && line[hashes..].starts_with([' ', '\t']) {
        return Some(PassageKind::Heading);
    }
    let after_digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = after_digits.len() < line.len() && after_digits.starts_with([')', '.']);
    let rest = if is_numbered { &after_digits[1..] } else { line.strip_prefix(['-', '*', '+']).unwrap_or_default() };
    rest.starts_with(' ').then_some(PassageKind::Item)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Passages as `kind: text`.
    fn shown(passages: Vec<Passage>) -> Vec<String> {
        let show = |passage: Passage| format!("{:?}: {}", passage.kind, passage.text);
        passages.into_iter().map(show).collect()
    }

    #[test]
    fn markdown_is_cut_at_what_begins_a_block() {
        let text = "---\ntitle: T\n---\n# Head\nOne\ntwo\n\n- a\n  b\n- c\n2) d\n\n```sh\nx  y\n\nz\n```\n| a | b |\n|---|---|\nend";
        let expected = [
            "Heading: # Head",
            "Text: One two",
            "Item: - a b",
            "Item: - c",
            "Item: 2) d",
            "Code: ```sh\nx  y\n\nz\n```",
            "Text: | a | b |",
            "Text: |---|---|",
            "Text: end",
        ];
        assert_eq!(shown(of_markdown(text)), expected);
    }

    #[test]
    fn rewrapped_lines_are_the_same_passage() {
        assert_eq!(of_markdown("One two\nthree"), of_markdown("One\ntwo  three\n"));
    }

    #[test]
    fn an_open_fence_reaches_to_the_end() {
        assert_eq!(shown(of_markdown("```\na\n\nb")), ["Code: ```\na\n\nb"]);
        assert_eq!(
            shown(of_markdown("- x\n  ```\n  a\n  ```\n- y")),
            ["Item: - x", "Code: ```\n  a\n  ```", "Item: - y"]
        );
        assert_eq!(of_markdown(""), []);
    }
}
