//! A text cut into passages: the pieces that a reader takes in one at a time, and that [`super::changes`] compares.
//!
//! [`of_html`] reads what readers see, for pages that show them what changed. [`of_markdown`] reads what writers typed,
//! for translators, who have to change the same file. In both a heading, a paragraph, an item of a list and a row of a
//! table are passages of their own, and a block of code is one. Blanks are collapsed outside of code, so a paragraph
//! whose lines were only wrapped differently is the same passage.

use super::front_matter;
use crate::html::{TagKind, Token, elements, tokens};

/// One passage.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Passage {
    /// What it is, as far as it matters to how it is shown.
    pub kind: PassageKind,
    /// Its text: one line, but for code.
    pub text: String,
}

/// What a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PassageKind {
    /// A paragraph, or anything that is none of the others.
    #[default]
    Text,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// A block of code, with its line breaks.
    Code,
}

/// The passages of an article's HTML, as [`super::Body::html`] holds it or as a page shows it.
#[must_use]
pub fn of_html(html: &str) -> Vec<Passage> {
    let mut reader = PassageReader::default();
    let html = without_slots(html);
    for token in tokens(&html, false) {
        match token {
            Token::Tag(tag) if tag.kind == TagKind::End => reader.end(&tag.name),
            Token::Tag(tag) => {
                reader.start(&tag.name, tag.name == "a" && tag.attribute("class") == Some("anchor"));
            }
            Token::Text { text, .. } => reader.text(&text),
            Token::Comment(_) | Token::Unfinished { .. } => {}
        }
    }
    reader.flush();
    reader.passages
}

/// `html` without the slots that stand for links.
fn without_slots(html: &str) -> String {
    // A slot lies between two NULs, so every other part is one.
    html.split('\0').step_by(2).collect()
}

#[derive(Default)]
struct PassageReader {
    passages: Vec<Passage>,
    text: String,
    /// Set by the last opening tag that says what follows.
    kind: Option<PassageKind>,
    /// The element whose end is waited for.
    skipped: Option<String>,
}

impl PassageReader {
    fn start(&mut self, name: &str, is_anchor: bool) {
        if self.skipped.is_some() {
            return;
        }
        if elements::is_unread(name) || is_anchor {
            self.skipped = Some(name.to_owned());
            return;
        }
        if self.kind == Some(PassageKind::Code) || elements::is_inline(name) {
            return;
        }
        self.flush_unless_item(name);
        self.kind = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" => Some(PassageKind::Heading),
            "li" => Some(PassageKind::Item),
            "pre" => Some(PassageKind::Code),
            _ => self.kind,
        };
    }

    /// The cells of a row are one passage; everything else that is not inline begins a new one.
    fn flush_unless_item(&mut self, name: &str) {
        match name {
            "td" | "th" if !self.text.trim().is_empty() => self.text.push_str(" | "),
            "br" => self.text.push(' '),
            _ => self.flush(),
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(skipped) = &self.skipped {
            if skipped == name {
                self.skipped = None;
            }
            return;
        }
        let ends_code = name == "pre";
        let is_within = elements::is_inline(name) || matches!(name, "td" | "th");
        if ends_code || !is_within && self.kind != Some(PassageKind::Code) {
            self.flush();
            self.kind = None;
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_none() {
            self.text.push_str(text);
        }
    }

    /// Ends the passage, if there is one.
    fn flush(&mut self) {
        let kind = self.kind.unwrap_or(PassageKind::Text);
        push(&mut self.passages, kind, &self.text);
        self.text.clear();
    }
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
    /// The signs that end the code that has begun.
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

/// What a line begins; `None` where it may continue what stands before it.
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
    fn html_is_cut_at_its_blocks() {
        let html = "<p>One &amp; <b>two</b>\nthree</p><h2 id=\"a\">A<a class=\"anchor\" href=\"#a\">#</a></h2>\
                    <ul><li><p>x</p></li><li>\0b1\0<a href=\"\0h1\0\">y</a></li></ul>\
                    <div><template>Copy</template><pre><code>a  b\n  <span>c</span>\n</code></pre></div>tail";
        let expected = ["Text: One & two three", "Heading: A", "Item: x", "Item: y", "Code: a  b\n  c", "Text: tail"];
        assert_eq!(shown(of_html(html)), expected);
        let table = "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>";
        assert_eq!(shown(of_html(table)), ["Text: A | B", "Text: 1 | 2"]);
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
