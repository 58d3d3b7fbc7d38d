//! Paragraphs and rules, and how blocks open and close.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::writer::{Descend, HtmlWriter};
use super::{footnotes, images};
use crate::content::markdown::context::Dialect;

/// Opens a block that starts with only a tag.
pub(super) fn open(writer: &mut HtmlWriter<'_, '_, '_>, name: &str, end: &str) -> Descend {
    writer.line();
    writer.start_tag(name);
    writer.out.push_str(end);
    Descend::Children
}

/// Closes a block whose end tag ends a line.
pub(super) fn close(writer: &mut HtmlWriter<'_, '_, '_>, name: &str) {
    writer.line();
    writer.end_tag_line(name);
}

pub(super) fn thematic_break(writer: &mut HtmlWriter<'_, '_, '_>) -> Descend {
    writer.line();
    writer.start_tag("hr");
    writer.out.push_str(if writer.dialect == Dialect::Answerbook { ">\n" } else { " />\n" });
    Descend::Skip
}

/// Whether a paragraph is written without `<p>`: in a tight list, or as a term or a title.
fn is_tight(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
    if matches!(parent.data().value, NodeValue::DescriptionTerm | NodeValue::CalloutTitle) {
        return true;
    }
    parent.parent().is_some_and(|list| match list.data().value {
        NodeValue::List(ref list) => list.tight,
        NodeValue::DescriptionItem(ref item) => item.tight,
        _ => false,
    })
}

pub(super) fn enter_paragraph<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> Descend {
    writer.paragraph_is_closed = false;
    let is_title = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::CalloutTitle));
    if writer.dialect == Dialect::Answerbook && !is_title && images::write_lone_picture(writer, node) {
        return Descend::Skip;
    }
    if !is_tight(node) {
        writer.line();
        writer.start_tag("p");
        writer.is_in_pictures = writer.dialect == Dialect::Answerbook && images::are_pictures(node);
        writer.out.push_str(if writer.is_in_pictures { " class=\"pictures\">" } else { ">" });
        writer.is_in_paragraph = true;
    } else if node.previous_sibling().is_some_and(|node| matches!(node.data().value, NodeValue::Paragraph)) {
        writer.new_line();
    }
    Descend::Children
}

pub(super) fn leave_paragraph<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    if is_tight(node) {
        return;
    }
    writer.is_in_paragraph = false;
    writer.is_in_pictures = false;
    if !std::mem::take(&mut writer.paragraph_is_closed) {
        footnotes::leave_paragraph(writer, node);
        writer.end_tag("p");
    }
    writer.new_line();
}
