//! Raw tables within raw tables. In browsers, a table that is not in a cell of the outer one ends the outer one.
//! End tags that are written as if it did not would end elements around the article.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::ends;
use crate::codes;
use crate::content::markdown::write::state::{OpenElement, RawHtml};
use crate::content::markdown::write::writer::HtmlWriter;
use crate::source::Span;

/// The open table, if the writer is in it but not in one of its cells.
fn table_without_cell(html: &RawHtml) -> Option<usize> {
    let is_part = |open: &OpenElement| matches!(open.name.as_str(), "table" | "td" | "th" | "caption");
    let at = html.open.iter().rposition(is_part)?;
    (html.open[at].name == "table").then_some(at)
}

/// Ends a table if a raw table begins in it outside of a cell. Returns false, without doing anything, if another container
/// of Markdown has opened it.
pub(super) fn end_outer(writer: &mut HtmlWriter<'_, '_, '_>, span: Option<&Span>) -> bool {
    let Some(at) = table_without_cell(&writer.html) else { return true };
    let can_end = at >= writer.html.base();
    if can_end {
        ends::close_down_to(writer, at + 1);
        ends::end_last(writer, "\n");
    }
    report(writer, span.cloned());
    can_end
}

/// Ends a table if a block of Markdown that can contain a table begins in it outside of a cell.
pub(super) fn meet_block<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    let Some(at) = table_without_cell(&writer.html).filter(|at| *at >= writer.html.base()) else { return };
    if contains_no_table(node) {
        return;
    }
    let span = writer.html.open[at].span.clone();
    ends::close_down_to(writer, at + 1);
    ends::end_last(writer, "\n");
    report(writer, span);
}

fn contains_no_table(node: Node<'_>) -> bool {
    match &node.data().value {
        NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::HtmlBlock(_) | NodeValue::ThematicBreak => true,
        NodeValue::Document => node.children().all(contains_no_table),
        _ => false,
    }
}

fn report(writer: &mut HtmlWriter<'_, '_, '_>, span: Option<Span>) {
    let message = "a table holds something that stands in none of its cells";
    writer.report(codes::MARKUP_UNBALANCED_HTML, message, span, "put it into a `<td>`, or behind the table");
}
