//! Tables, and the regions around them that scroll.

use comrak::Node;
use comrak::nodes::{NodeValue, TableAlignment};

use super::blocks::{close, open};
use super::writer::{Descend, HtmlWriter, put};
use crate::content::holes::Hole;
use crate::content::markdown::context::Dialect;
use crate::html::escape_attribute;

pub(super) fn enter_table(writer: &mut HtmlWriter<'_, '_, '_>) -> Descend {
    writer.line();
    if writer.dialect == Dialect::Answerbook {
        open_table_region(writer);
    }
    writer.start_tag("table");
    writer.out.push_str(">\n");
    Descend::Children
}

/// Opens the region around a table, which scrolls where the table is wider than the page.
pub(super) fn open_table_region(writer: &mut HtmlWriter<'_, '_, '_>) {
    let label = table_label(writer);
    writer.start_tag("section");
    put!(writer, " class=\"table\" aria-label=\"{}", Hole::UiText { key: "table", title: None });
    escape_attribute(&label, &mut writer.out);
    writer.out.push_str("\" tabindex=\"0\">");
}

/// What distinguishes the name of a table from those of others, which assistive technology lists: the heading above it.
fn table_label(writer: &mut HtmlWriter<'_, '_, '_>) -> String {
    let label = if writer.heading.is_empty() { String::new() } else { format!(": {}", writer.heading) };
    let labels = &mut writer.table_labels;
    let Some(latest) = labels.get(&label).copied() else {
        labels.insert(label.clone(), 1);
        return label;
    };
    let numbered = (latest + 1..).map(|number| (number, format!("{label} ({number})")));
    let free = numbered.into_iter().find(|(_, numbered)| !labels.contains_key(numbered));
    let (number, free) = free.expect("an endless supply of numbers");
    labels.insert(label, number);
    labels.insert(free.clone(), 1);
    free
}

pub(super) fn leave_table<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    let has_rows = node.first_child().is_some_and(|row| row.next_sibling().is_some());
    if has_rows {
        close(writer, "tbody");
    }
    writer.line();
    writer.end_tag("table");
    if writer.dialect == Dialect::Answerbook {
        writer.end_tag("section");
    }
    writer.new_line();
}

pub(super) fn enter_row<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, is_head: bool) -> Descend {
    writer.line();
    let is_first = node.previous_sibling().is_some_and(|row| matches!(row.data().value, NodeValue::TableRow(true)));
    if is_head {
        open(writer, "thead", ">\n");
    } else if is_first {
        open(writer, "tbody", ">\n");
    }
    writer.start_tag("tr");
    writer.out.push('>');
    writer.column = 0;
    Descend::Children
}

pub(super) fn leave_row(writer: &mut HtmlWriter<'_, '_, '_>, is_head: bool) {
    close(writer, "tr");
    if is_head {
        writer.end_tag_line("thead");
    }
}

/// The name of a cell's element. An empty header cell is an ordinary cell.
fn cell_name<'a>(writer: &HtmlWriter<'a, '_, '_>, node: Node<'a>) -> &'static str {
    let is_head = node.parent().is_some_and(|row| matches!(row.data().value, NodeValue::TableRow(true)));
    let is_empty = writer.dialect == Dialect::Answerbook && node.first_child().is_none();
    if is_head && !is_empty { "th" } else { "td" }
}

pub(super) fn enter_cell<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> Descend {
    let name = cell_name(writer, node);
    writer.line();
    writer.start_tag(name);
    let is_answerbook = writer.dialect == Dialect::Answerbook;
    if is_answerbook && name == "th" {
        writer.out.push_str(" scope=\"col\"");
    }
    let side = match alignment(node, writer.column) {
        TableAlignment::None => None,
        TableAlignment::Left => Some("left"),
        TableAlignment::Center => Some("center"),
        TableAlignment::Right => Some("right"),
    };
    match side {
        Some(side) if is_answerbook => put!(writer, " class=\"align-{side}\""),
        Some(side) => put!(writer, " align=\"{side}\""),
        None => {}
    }
    writer.out.push('>');
    Descend::Children
}

pub(super) fn leave_cell<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    let name = cell_name(writer, node);
    writer.end_tag(name);
    writer.column += 1;
}

fn alignment(cell: Node<'_>, column: usize) -> TableAlignment {
    let table = cell.parent().and_then(comrak::arena_tree::Node::parent);
    table.map_or(TableAlignment::None, |table| match table.data().value {
        NodeValue::Table(ref table) => table.alignments.get(column).copied().unwrap_or(TableAlignment::None),
        _ => TableAlignment::None,
    })
}
