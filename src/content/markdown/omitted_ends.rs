//! Raw elements that a start tag ends, because their end tag may be omitted: items, rows and cells. Browsers end all that
//! is open in them as well; end tags for that would end elements around the article.

use super::html;
use super::open_elements::{OpenElement, RawHtml};
use super::writer::HtmlWriter;
use crate::codes;
use crate::html::{Tag, elements};
use crate::source::Span;

/// Ends the item, row or cell before. Returns false, and reports it, if the tag would end an item of another container of
/// Markdown.
pub(super) fn end_before(writer: &mut HtmlWriter<'_, '_, '_>, tag: &Tag, span: Option<&Span>) -> bool {
    let base = writer.html.base();
    if elements::is_item(&tag.name) {
        return match item_before(&writer.html, tag) {
            ItemBefore::Here(at) => {
                html::close_down_to(writer, at);
                true
            }
            ItemBefore::Unreachable => {
                let message = format!("`<{0}>` stands in another `<{0}>`", tag.name);
                let help = "put it into a list of its own, or on a line of its own behind the list";
                writer.report(codes::MARKUP_UNBALANCED_HTML, message, span.cloned(), help);
                false
            }
            ItemBefore::None => true,
        };
    }
    let open = writer.html.open.get(base..).unwrap_or_default();
    let is_boundary = |open: &OpenElement| {
        if elements::is_table_part(&tag.name) { open.name == "table" } else { !elements::closes_itself(&open.name) }
    };
    let start = base + open.iter().rposition(is_boundary).map_or(0, |at| at + 1);
    let is_ended = |open: &OpenElement| elements::is_ended_by(&open.name, &tag.name);
    if let Some(at) = writer.html.open[start..].iter().position(is_ended) {
        html::close_down_to(writer, start + at);
    }
    true
}

/// The item that a start tag of an item ends.
enum ItemBefore {
    None,
    /// It was opened here.
    Here(usize),
    /// Another container of Markdown has opened it, or is it.
    Unreachable,
}

fn item_before(html: &RawHtml, tag: &Tag) -> ItemBefore {
    let base = html.base();
    for (at, open) in html.open.iter().enumerate().rev() {
        if elements::is_ended_by(&open.name, &tag.name) {
            return if at >= base { ItemBefore::Here(at) } else { ItemBefore::Unreachable };
        }
        if at >= base && elements::contains_items(&open.name) {
            return ItemBefore::None;
        }
    }
    if html.items > 0 { ItemBefore::Unreachable } else { ItemBefore::None }
}
