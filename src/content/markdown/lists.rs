//! Writes lists: bullets, numbers, steps and tasks.

use comrak::Node;
use comrak::nodes::{ListType, NodeList, NodeValue};

use super::directives::Directive;
use super::writer::{Descend, HtmlWriter, put};
use super::{Dialect, blocks, directives, inlines, plain, structure};
use crate::content::ArticleKind;

/// Maximum length of a task's accessible name, in characters.
const MAX_TASK_NAME: usize = 80;

pub(super) fn enter_list<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, list: &NodeList) -> Descend {
    writer.line();
    let is_steps = is_steps(writer, node, list);
    writer.start_tag(tag_name(list));
    if is_steps {
        writer.out.push_str(" class=\"steps\"");
        writer.body.steps.extend(node.children().map(step));
    } else if list.is_task_list && writer.dialect == Dialect::Answerbook {
        writer.out.push_str(" class=\"tasks\"");
    }
    if list.list_type == ListType::Ordered && list.start != 1 {
        put!(writer, " start=\"{}\"", list.start);
    }
    writer.out.push_str(">\n");
    Descend::Children
}

pub(super) fn leave_list(writer: &mut HtmlWriter<'_, '_, '_>, list: &NodeList) {
    writer.end_tag_line(tag_name(list));
}

fn tag_name(list: &NodeList) -> &'static str {
    if list.list_type == ListType::Ordered { "ol" } else { "ul" }
}

/// Whether a list is shown as steps: inside `:::steps`, or at the top level of a guide.
fn is_steps<'a>(writer: &HtmlWriter<'a, '_, '_>, node: Node<'a>, list: &NodeList) -> bool {
    let Some(context) = writer.context else { return false };
    let is_guide = context.kind == ArticleKind::Guide && context.config.steps && structure::is_top(node);
    list.list_type == ListType::Ordered && (is_guide || directives::around(node) == Some(Directive::Steps))
}

/// The text of a step.
fn step(item: Node<'_>) -> String {
    let mut text = String::new();
    plain::paragraphs(item, &mut text);
    text
}

pub(super) fn enter_item(writer: &mut HtmlWriter<'_, '_, '_>) -> Descend {
    blocks::open(writer, "li", ">")
}

pub(super) fn enter_task<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, is_done: bool) -> Descend {
    writer.line();
    if writer.dialect != Dialect::Answerbook {
        blocks::open(writer, "li", "><input type=\"checkbox\"");
        writer.out.push_str(if is_done { " checked=\"\" disabled=\"\" /> " } else { " disabled=\"\" /> " });
        return Descend::Children;
    }
    let name: String = node
        .children()
        .find(|child| matches!(child.data().value, NodeValue::Paragraph))
        .map(|paragraph| plain::text(paragraph).chars().take(MAX_TASK_NAME).collect())
        .unwrap_or_default();
    let name = if name.is_empty() { writer.text("task") } else { name };
    blocks::open(writer, "li", " class=\"task\"><input type=\"checkbox\" disabled");
    writer.out.push_str(if is_done { " checked aria-label=\"" } else { " aria-label=\"" });
    inlines::escape(&name, &mut writer.out);
    writer.out.push_str("\"> ");
    Descend::Children
}
