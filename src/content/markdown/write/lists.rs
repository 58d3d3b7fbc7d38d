//! Writes lists: bullets, numbers, steps and tasks.

use comrak::Node;
use comrak::nodes::{ListType, NodeList, NodeValue};

use super::blocks;
use super::writer::{Descend, HtmlWriter, put};
use crate::content::ArticleKind;
use crate::content::holes::Hole;
use crate::content::markdown::context::Dialect;
use crate::content::markdown::parse::directive::{self, Directive};
use crate::content::markdown::parse::tree;
use crate::content::markdown::plain;
use crate::html::escape_attribute;

/// Maximum length of a task's accessible name, in characters.
const MAX_TASK_NAME: usize = 80;

pub(super) fn enter_list<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, list: &NodeList) -> Descend {
    writer.line();
    let is_steps = is_steps(writer, node, list);
    writer.start_tag(tag_name(list));
    if is_steps {
        writer.out.push_str(" class=\"steps\"");
    } else if list.is_task_list && writer.dialect == Dialect::Answerbook {
        writer.out.push_str(" class=\"tasks\"");
    }
    if list.list_type == ListType::Ordered {
        match list.start {
            1 => writer.blocks.number_items(),
            start => put!(writer, " start=\"{start}\""),
        }
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
    let is_guide = context.kind == ArticleKind::Guide && context.config.steps && tree::is_top(node);
    list.list_type == ListType::Ordered && (is_guide || directive::around(node) == Some(Directive::Steps))
}

pub(super) fn enter_item<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> Descend {
    begin_step(writer, node);
    blocks::open(writer, "li", ">")
}

fn begin_step<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    if is_step(writer, node) {
        writer.open_steps.push(writer.body.steps.len());
        let start = writer.blocks.count();
        writer.body.steps.push(start..start);
    }
}

pub(super) fn leave_item<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    if is_step(writer, node)
        && let Some(step) = writer.open_steps.pop()
    {
        writer.body.steps[step].end = writer.blocks.count();
    }
    writer.end_tag_line("li");
}

/// Whether an item is a step.
fn is_step<'a>(writer: &HtmlWriter<'a, '_, '_>, item: Node<'a>) -> bool {
    item.parent().is_some_and(|parent| match parent.data().value {
        NodeValue::List(ref list) => is_steps(writer, parent, list),
        _ => false,
    })
}

pub(super) fn enter_task<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, is_done: bool) -> Descend {
    writer.line();
    if writer.dialect != Dialect::Answerbook {
        blocks::open(writer, "li", "><input type=\"checkbox\"");
        writer.out.push_str(if is_done { " checked=\"\" disabled=\"\" /> " } else { " disabled=\"\" /> " });
        return Descend::Children;
    }
    begin_step(writer, node);
    let name: String = node
        .children()
        .find(|child| matches!(child.data().value, NodeValue::Paragraph))
        .map(|paragraph| plain::text(paragraph).chars().take(MAX_TASK_NAME).collect())
        .unwrap_or_default();
    blocks::open(writer, "li", " class=\"task\"><input type=\"checkbox\" disabled");
    writer.out.push_str(if is_done { " checked aria-label=\"" } else { " aria-label=\"" });
    if name.is_empty() {
        writer.hole(Hole::UiText { key: "task", title: None });
    }
    escape_attribute(&name, &mut writer.out);
    writer.out.push_str("\"> ");
    Descend::Children
}

/// Whether a node is written as an item of a list.
pub(super) fn is_item(node: Node<'_>) -> bool {
    matches!(
        node.data().value,
        NodeValue::Item(_)
            | NodeValue::TaskItem(_)
            | NodeValue::DescriptionTerm
            | NodeValue::DescriptionDetails
            | NodeValue::FootnoteDefinition(_)
    )
}
