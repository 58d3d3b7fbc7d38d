//! Headings and their ids.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::writer::{Descend, HtmlWriter, put};
use super::{attributes, faq};
use crate::codes;
use crate::content::holes::Hole;
use crate::content::markdown::parse::tree::{self, MarkdownTree};
use crate::content::markdown::plain;
use crate::content::{ArticleKind, Heading};
use crate::html::escape_attribute;

/// Gives each heading its id before anything is written: an id that the writer chose wins over one that is made.
pub(super) fn number<'a>(writer: &mut HtmlWriter<'a, '_, '_>, tree: &MarkdownTree<'a, '_>) {
    let is_heading =
        |node: &Node<'a>| matches!(node.data().value, NodeValue::Heading(_)) && node.first_child().is_some();
    let headings: Vec<Node<'a>> = tree.title.into_iter().chain(tree.root.descendants().filter(is_heading)).collect();
    let chosen: Vec<Option<String>> = headings.iter().map(|node| chosen_id(writer, node)).collect();
    let mut with_chosen = Vec::new();
    for (node, chosen) in headings.into_iter().zip(chosen) {
        let id = chosen.map_or_else(
            || writer.anchors.heading(plain::anchor_text(node).trim()),
            |id| {
                with_chosen.push((node, id.clone()));
                id
            },
        );
        node.data_mut().attrs.get_or_insert_default().id = Some(id);
    }
    // Links to the id that a heading had before its writer chose one keep working, unless another heading has it now.
    for (node, id) in with_chosen {
        let automatic = writer.anchors.besides(plain::anchor_text(node).trim());
        writer.automatic_ids.extend(automatic.map(|automatic| (id, automatic)));
    }
    // The page's own H1 has no id, so an id is only needed here if a link uses it.
    let id = tree.title.map(|title| heading_id(title)).unwrap_or_default();
    if !id.is_empty() && tree.frames[0].str().contains(&format!("(#{id})")) {
        put!(writer, "<span id=\"{id}\"></span>\n");
    }
}

/// The id in `## Title {#id}`, if the page does not have it yet.
fn chosen_id(writer: &mut HtmlWriter<'_, '_, '_>, node: Node<'_>) -> Option<String> {
    let id = node.data().attrs.as_ref()?.id.clone()?;
    if writer.anchors.take(&id) {
        return Some(id);
    }
    let frame = &writer.frames[tree::frame_around(node)];
    let span = Some(frame.span(frame.range(node.data().sourcepos)));
    let message = format!("id `{id}` is used twice");
    writer.report(codes::MARKUP_DUPLICATE_ID, message, span, "give each heading its own id");
    None
}

/// The id that [`number`] has given a heading.
fn heading_id(node: Node<'_>) -> String {
    node.data().attrs.as_ref().and_then(|attrs| attrs.id.clone()).unwrap_or_default()
}

pub(super) fn enter<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, level: u8) -> Descend {
    let Some(context) = writer.context else {
        writer.line();
        writer.start_tag(tag_name(level));
        writer.out.push('>');
        return Descend::Children;
    };
    // For readers who jump from heading to heading, an empty one is a stop without a name.
    if node.first_child().is_none() {
        return Descend::Skip;
    }
    // The page's title is its only H1.
    let level = level.max(2);
    check_order(writer, node, level);
    let id = heading_id(node);
    let text = plain::text(node);
    writer.heading.clone_from(&text);
    if tree::is_top(node) {
        writer.body.outline.push(Heading { level, id: id.clone(), text: text.clone() });
    }
    if context.kind == ArticleKind::Faq && level == 2 && tree::is_top(node) {
        faq::enter_question(writer, &id, text);
    } else {
        writer.line();
        writer.start_tag(tag_name(level));
        writer.out.push_str(" id=\"");
        escape_attribute(&id, &mut writer.out);
        writer.out.push('"');
        attributes::write_classes(writer, node.data().attrs.as_deref());
        writer.out.push('>');
    }
    write_targets(writer, &id);
    writer.title_start = writer.blocks.begin_title();
    Descend::Children
}

/// Reports a heading that is more than one level below the previous one.
fn check_order<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, level: u8) {
    let before = writer.body.outline.last().map_or(1, |heading| heading.level);
    if tree::is_top(node) && level > before + 1 {
        let message = match before {
            1 => format!("a heading of level {level} follows the title"),
            _ => format!("a heading of level {level} follows one of level {before}"),
        };
        let help = format!("make it level {}: `{}`", before + 1, "#".repeat(usize::from(before) + 1));
        writer.report(codes::HEADING_ORDER, message, writer.span(node), &help);
    }
}

/// Writes the other targets of a heading, as its first content: its automatic id besides one that its writer chose, and
/// a hole for its old anchors.
fn write_targets(writer: &mut HtmlWriter<'_, '_, '_>, id: &str) {
    if let Some(automatic) = writer.automatic_ids.get(id) {
        writer.out.push_str("<span id=\"");
        escape_attribute(automatic, &mut writer.out);
        writer.out.push_str("\"></span>");
    }
    writer.hole(Hole::OldAnchors(id));
}

pub(super) fn leave<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, level: u8) {
    if writer.context.is_some() {
        if faq::leave_question(writer, node) {
            return;
        }
        if tree::is_top(node) {
            writer.blocks.end_title(writer.title_start);
        }
        let id = heading_id(node);
        writer.out.push_str("<a class=\"anchor\" href=\"#");
        escape_attribute(&id, &mut writer.out);
        put!(writer, "\" aria-label=\"{}\">#</a>", Hole::UiText { key: "link-to", title: Some(&writer.heading) });
        writer.end_tag_line(tag_name(level.max(2)));
        return;
    }
    writer.end_tag_line(tag_name(level));
}

fn tag_name(level: u8) -> &'static str {
    ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(1, 6)) - 1]
}
