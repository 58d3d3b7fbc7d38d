//! Raw elements that browsers ignore because of where they are. If they were written, the writer and the browser would
//! disagree about what is open, and end tags would end elements around the article.

use crate::codes;
use crate::content::markdown::write::state::{OpenElement, RawHtml};
use crate::content::markdown::write::writer::HtmlWriter;
use crate::html::elements;
use crate::source::Span;

/// Reports a start tag that browsers ignore here. Returns whether it does.
pub(super) fn report(writer: &mut HtmlWriter<'_, '_, '_>, name: &str, span: Option<&Span>) -> bool {
    let (message, help) = if is_outside_of_table(&writer.html, name) {
        (format!("`<{name}>` is not in a `<table>`"), "put it in a table, or delete it")
    } else if is_lost_in_select(&writer.html, name) {
        (format!("`<{name}>` cannot be in a `<select>`"), "end the `<select>` before, or delete it")
    } else if name == "form" && is_open(&writer.html, |open| open == "form") && !is_in_template(&writer.html) {
        ("`<form>` cannot be in a `<form>`".to_owned(), "end the first form before, or delete the tag")
    } else {
        return false;
    };
    writer.report(codes::MARKUP_UNBALANCED_HTML, message, span.cloned(), help);
    true
}

/// Whether it is a part of a table, but no table is open.
fn is_outside_of_table(html: &RawHtml, name: &str) -> bool {
    let is_part = elements::is_table_part(name) || matches!(name, "caption" | "col" | "colgroup");
    is_part && !is_open(html, |open| open == "table") && !is_in_template(html)
}

/// Whether a `<select>` is open, and browsers that allow only options in it would ignore an element that other elements
/// depend on.
fn is_lost_in_select(html: &RawHtml, name: &str) -> bool {
    let is_lost = elements::is_scope(name) && name != "template" || elements::is_foreign(name);
    is_lost && is_open(html, |open| open == "select")
}

fn is_in_template(html: &RawHtml) -> bool {
    is_open(html, |open| open == "template")
}

fn is_open(html: &RawHtml, is_wanted: impl Fn(&str) -> bool) -> bool {
    html.open.iter().any(|open: &OpenElement| is_wanted(&open.name))
}
