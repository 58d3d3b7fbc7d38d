//! Closes raw elements: by their end tags, and where the Markdown around them ends.

use super::headings;
use crate::codes;
use crate::content::markdown::write::empty_links;
use crate::content::markdown::write::state::OpenElement;
use crate::content::markdown::write::writer::HtmlWriter;
use crate::html::elements;

/// Notes what is open around a container of Markdown.
pub(in crate::content::markdown::write) fn enter_container(writer: &mut HtmlWriter<'_, '_, '_>) {
    writer.html.containers.push(writer.html.open.len());
}

/// Closes the elements that a container left open.
pub(in crate::content::markdown::write) fn leave_container(writer: &mut HtmlWriter<'_, '_, '_>) {
    let base = writer.html.containers.pop().unwrap_or(0);
    // An item ends the paragraph that it begins in, so the paragraph's end would not end the item.
    let item = writer.html.open.get(base).filter(|open| open.is_written && elements::is_item(&open.name));
    let item = item.map(|open| open.name.clone());
    close_down_to(writer, base);
    if let Some(name) = item {
        writer.end_tag(&name);
    }
}

/// Closes the elements that the article left open.
pub(in crate::content::markdown::write) fn close_all(writer: &mut HtmlWriter<'_, '_, '_>) {
    close_down_to(writer, 0);
}

/// Closes the elements that were opened after the first `base`.
pub(super) fn close_down_to(writer: &mut HtmlWriter<'_, '_, '_>, base: usize) {
    while writer.html.open.len() > base {
        let Some(open) = writer.html.pop() else { return };
        close(writer, open);
    }
}

/// Closes an element that has no end tag. Browsers close a paragraph or a list item by themselves.
fn close(writer: &mut HtmlWriter<'_, '_, '_>, open: OpenElement) {
    if open.heading.is_some() {
        writer.html.is_in_heading = false;
    }
    if elements::closes_itself(&open.name) {
        // Within a cell, browsers ignore the end tag of a link or emphasis that began outside of it, and continue both
        // after the table. Within a picture, they ignore its end tags as long as an element of HTML is open in it.
        let is_cell = matches!(open.name.as_str(), "td" | "th" | "caption");
        if open.is_written && (is_cell || writer.html.foreign > 0) {
            writer.end_tag(&open.name);
        }
        return;
    }
    if open.is_written {
        writer.end_tag(&open.name);
    }
    if open.is_wrapped {
        writer.end_tag("section");
    }
    let message = format!("`<{}>` is not closed", open.name);
    writer.report(codes::MARKUP_UNBALANCED_HTML, message, open.span, "add the end tag");
}

/// Ends the element that was opened last, by its own end tag.
pub(super) fn end_last(writer: &mut HtmlWriter<'_, '_, '_>, after: &str) {
    let Some(open) = writer.html.pop() else { return };
    if open.link.is_some_and(|link| empty_links::is_empty(writer, link)) {
        empty_links::report(writer, open.span);
    }
    if let Some(heading) = open.heading {
        headings::end(writer, heading);
    }
    if open.is_written {
        writer.end_tag(&open.name);
        if open.is_wrapped {
            writer.end_tag("section");
        }
        writer.out.push_str(after);
    }
}
