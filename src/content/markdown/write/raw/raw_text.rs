//! Raw elements whose content is no HTML, such as `<script>` and `<textarea>`, and other things that would swallow the
//! rest of the page if their end is missing: those are shown as they were typed.

use std::ops::Range;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::places::HtmlPiece;
use crate::codes;
use crate::content::markdown::write::writer::{HtmlWriter, put};
use crate::content::sanitize::Trust;
use crate::html::{Token, escape_text, tokens};
use crate::source::floor;

/// Whether a piece of raw HTML after `node` in the same container has an element's end tag. In a line such an element
/// is spread over several nodes, and a blank line cuts a block in two.
pub(super) fn ends_later<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, name: &str) -> bool {
    let parent = node.parent().map_or(0, |parent| std::ptr::from_ref(parent).addr());
    let key = (parent, name.to_owned());
    if writer.html.endless.contains(&key) {
        return false;
    }
    let is_found = node.following_siblings().skip(1).any(|node| match node.data().value {
        NodeValue::HtmlBlock(ref html) => end_tag(&html.literal, name).is_some(),
        NodeValue::HtmlInline(ref html) => end_tag(html, name).is_some(),
        _ => false,
    });
    if !is_found {
        writer.html.endless.insert(key);
    }
    is_found
}

/// Begins such an element; `rest` is the part of its content in this piece.
pub(super) fn begin(writer: &mut HtmlWriter<'_, '_, '_>, name: &str, rest: &str) {
    writer.html.raw_text = Some(name.to_owned());
    write(writer, rest);
}

/// Writes what a piece has of the content of the element that was begun before, and its end tag. Returns where the piece
/// is HTML again.
pub(super) fn go_on(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>) -> usize {
    let Some(name) = writer.html.raw_text.take() else { return 0 };
    if let Some(range) = end_tag(piece.literal, &name) {
        write(writer, &piece.literal[..range.start]);
        return range.start;
    }
    write(writer, piece.literal);
    writer.html.raw_text = Some(name);
    piece.literal.len()
}

fn write(writer: &mut HtmlWriter<'_, '_, '_>, text: &str) {
    if writer.trust() == Trust::Trusted && !writer.html.is_left_out() {
        escape_text(text, &mut writer.out);
        writer.blocks.text(text);
    }
}

/// Records the content of an element that browsers read as HTML only without scripts, or never.
pub(super) fn record(writer: &mut HtmlWriter<'_, '_, '_>, html: &str) {
    for token in tokens(html, false) {
        match token {
            Token::Text { text, .. } => writer.blocks.text(&text),
            Token::Tag(tag) => writer.body.needs.note_tag(&tag),
            Token::Comment(_) | Token::Unfinished { .. } => {}
        }
    }
}

/// The position of the first end tag of an element.
fn end_tag(html: &str, name: &str) -> Option<Range<usize>> {
    let is_end = |at: &usize| {
        let rest = &html[at + 2..];
        rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && rest[name.len()..].starts_with(|next: char| next.is_ascii_whitespace() || matches!(next, '/' | '>'))
    };
    let at = html.match_indices("</").map(|(at, _)| at).find(is_end)?;
    let end = at + html[at..].find('>')? + 1;
    Some(at..end)
}

/// Shows an element without an end as text.
pub(super) fn unfinished(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, range: Range<usize>) {
    let written = &piece.literal[range.clone()];
    escape_text(written, &mut writer.out);
    writer.blocks.text(written);
    let (what, help) = if written.starts_with("<!--") {
        ("a comment is never closed".to_owned(), "add `-->` where it ends")
    } else {
        let name: String = written.chars().skip(1).take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        let what = if written.ends_with('>') { "is never closed" } else { "is cut off" };
        (format!("`<{name}` {what}"), "end it, or write `&lt;` in place of `<`")
    };
    let length = written.find(char::is_whitespace).unwrap_or(written.len()).min(40);
    let span = piece.span(writer, range.start..range.start + floor(written, length));
    let message = format!("{what}, and would hide the rest of the page");
    writer.report(codes::MARKUP_UNBALANCED_HTML, message, span, help);
}

/// Writes a comment, which only trusted writers may leave in a page.
pub(super) fn comment(writer: &mut HtmlWriter<'_, '_, '_>, text: &str) {
    if writer.trust() == Trust::Trusted && !text.is_empty() {
        // The text of a comment, as browsers read it, never contains the end of a comment.
        put!(writer, "<!--{text}-->");
    }
}
