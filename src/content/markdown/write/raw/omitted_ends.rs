//! Raw elements that a start tag ends: items, rows and cells, whose end tag may be omitted, and controls that cannot hold
//! one another. Browsers end all that is open in them as well; end tags for that would end elements around the article.

use super::ends;
use crate::codes;
use crate::content::markdown::write::state::{OpenElement, RawHtml};
use crate::content::markdown::write::writer::HtmlWriter;
use crate::html::{Tag, elements};
use crate::source::Span;

/// Ends the open elements that the tag ends. Returns false, with a report, if it would end one of another container of
/// Markdown.
pub(super) fn end_before(writer: &mut HtmlWriter<'_, '_, '_>, tag: &Tag, span: Option<&Span>) -> bool {
    let base = writer.html.base();
    let before = match tag.name.as_str() {
        "li" | "dt" | "dd" => item_before(&writer.html, tag),
        "button" => control_before(&writer.html, "button"),
        "input" | "select" | "textarea" => control_before(&writer.html, "select"),
        _ => {
            end_optional(writer, base, tag);
            return true;
        }
    };
    match before {
        Before::Nothing => true,
        Before::Open(at) if at >= base => {
            ends::close_down_to(writer, at);
            true
        }
        Before::Open(_) | Before::Markdown => {
            let message = format!("`<{}>` would end an element around it", tag.name);
            let help = "end the list, button or menu before, or put it after that";
            writer.report(codes::MARKUP_UNBALANCED_HTML, message, span.cloned(), help);
            false
        }
    }
}

/// What a start tag ends.
enum Before {
    Nothing,
    /// The open raw element with this number.
    Open(usize),
    /// An item of Markdown.
    Markdown,
}

/// Ends rows and cells, and other elements that a tag ends only if nothing is open in them.
fn end_optional(writer: &mut HtmlWriter<'_, '_, '_>, base: usize, tag: &Tag) {
    let open = writer.html.open.get(base..).unwrap_or_default();
    let is_boundary = |open: &OpenElement| {
        if elements::is_table_part(&tag.name) { open.name == "table" } else { !elements::closes_itself(&open.name) }
    };
    let start = base + open.iter().rposition(is_boundary).map_or(0, |at| at + 1);
    let is_ended = |open: &OpenElement| elements::is_ended_by(&open.name, &tag.name);
    if let Some(at) = writer.html.open[start..].iter().position(is_ended) {
        ends::close_down_to(writer, start + at);
    }
}

/// The item that an item ends.
fn item_before(html: &RawHtml, tag: &Tag) -> Before {
    let base = html.base();
    for (at, open) in html.open.iter().enumerate().rev() {
        if elements::is_ended_by(&open.name, &tag.name) {
            return Before::Open(at);
        }
        if at >= base && elements::contains_items(&open.name) {
            return Before::Nothing;
        }
    }
    if html.items > 0 { Before::Markdown } else { Before::Nothing }
}

/// The control of this name that a control ends.
fn control_before(html: &RawHtml, name: &str) -> Before {
    let is_end = |open: &OpenElement| open.name == name || elements::is_scope(&open.name);
    let at = html.open.iter().rposition(is_end).filter(|at| html.open[*at].name == name);
    at.map_or(Before::Nothing, Before::Open)
}
