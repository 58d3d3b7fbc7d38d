//! A node's plain text: for titles, alternative texts, anchors and structured data.

use comrak::Node;
use comrak::nodes::NodeValue;

use crate::html::elements::{Shape, shape};
use crate::html::{TagKind, Token, tokens};

/// How plain text is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlainTextMode {
    /// As a reader would say it: pictures by their alternative text.
    Spoken,
    /// As in GitHub's anchors: emoji by their names, pictures left out.
    Anchor,
}

/// The text of an inline or a single block.
pub(super) fn text(node: Node<'_>) -> String {
    let mut text = String::new();
    collect(node, PlainTextMode::Spoken, &mut text);
    text.trim().to_owned()
}

/// The text that a heading's anchor is made of.
pub(super) fn anchor_text(node: Node<'_>) -> String {
    let mut text = String::new();
    collect(node, PlainTextMode::Anchor, &mut text);
    text
}

/// Appends a node's text. Iterative, because a hostile text can be nested to any depth.
pub(super) fn collect(node: Node<'_>, flavour: PlainTextMode, text: &mut String) {
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        match node.data().value {
            NodeValue::Text(ref literal) => text.push_str(literal),
            NodeValue::Code(ref code) => text.push_str(&code.literal),
            NodeValue::LineBreak | NodeValue::SoftBreak => text.push(' '),
            NodeValue::ShortCode(ref emoji) if flavour == PlainTextMode::Anchor => text.push_str(&emoji.code),
            NodeValue::ShortCode(ref emoji) => text.push_str(&emoji.emoji),
            NodeValue::Image(_) if flavour == PlainTextMode::Anchor => {}
            NodeValue::HtmlInline(ref html) if flavour == PlainTextMode::Spoken && is_placeholder(html) => {
                text.push_str(html);
            }
            _ => stack.extend(node.reverse_children()),
        }
    }
}

/// Whether something that is written as a tag is shown as text, such as `<your-name>` and the `<T>` of `Vec<T>`.
fn is_placeholder(html: &str) -> bool {
    matches!(tokens(html, false).as_slice(), [Token::Tag(tag)]
        if tag.kind == TagKind::Start && shape(tag) == Shape::Placeholder)
}
