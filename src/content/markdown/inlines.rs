//! The simple inlines: text, emphasis, line breaks.

use comrak::nodes::NodeValue;

use super::Dialect;
use super::writer::{Descend, HtmlWriter};

pub(super) fn enter(writer: &mut HtmlWriter<'_, '_, '_>, value: &NodeValue) -> Descend {
    match value {
        NodeValue::Text(text) => writer.words(text),
        NodeValue::SoftBreak => writer.new_line(),
        NodeValue::LineBreak => {
            writer.start_tag("br");
            writer.out.push_str(if writer.dialect == Dialect::Answerbook { ">\n" } else { " />\n" });
        }
        NodeValue::ShortCode(emoji) => writer.words(&emoji.emoji),
        value => {
            if let Some(name) = element(value) {
                writer.out.push('<');
                writer.out.push_str(name);
                writer.out.push('>');
                writer.blocks.start(name);
            }
            return Descend::Children;
        }
    }
    Descend::Skip
}

pub(super) fn leave(writer: &mut HtmlWriter<'_, '_, '_>, value: &NodeValue) {
    if let Some(name) = element(value) {
        writer.out.push_str("</");
        writer.out.push_str(name);
        writer.out.push('>');
        writer.blocks.end(name);
    }
}

fn element(value: &NodeValue) -> Option<&'static str> {
    match value {
        NodeValue::Emph => Some("em"),
        NodeValue::Strong => Some("strong"),
        NodeValue::Strikethrough => Some("del"),
        _ => None,
    }
}

pub(super) use crate::html::escape_attribute as escape;

/// Escapes an address for an attribute, and percent-encodes it where necessary.
pub(super) fn escape_href(url: &str, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = comrak::html::escape_href(out, url, false);
}
