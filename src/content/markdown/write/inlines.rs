//! The simple inlines: emphasis, line breaks, emoji.

use comrak::nodes::NodeValue;

use super::writer::{Descend, HtmlWriter};
use crate::content::markdown::context::Dialect;

pub(super) fn enter(writer: &mut HtmlWriter<'_, '_, '_>, value: &NodeValue) -> Descend {
    match value {
        NodeValue::SoftBreak => writer.new_line(),
        NodeValue::LineBreak => {
            writer.start_tag("br");
            writer.out.push_str(if writer.dialect == Dialect::Answerbook { ">\n" } else { " />\n" });
        }
        NodeValue::ShortCode(emoji) => writer.words(&emoji.emoji),
        value => {
            if let Some(name) = element(value) {
                writer.start_tag(name);
                writer.out.push('>');
            }
            return Descend::Children;
        }
    }
    Descend::Skip
}

pub(super) fn leave(writer: &mut HtmlWriter<'_, '_, '_>, value: &NodeValue) {
    if let Some(name) = element(value) {
        writer.end_tag(name);
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
