//! Raw HTML: it passes, its addresses are resolved like all others, and it cannot break the page around it.
//!
//! Elements are counted as they open and close. What a container of Markdown leaves open is closed with it; an end tag
//! that closes nothing is dropped; what is no element at all is shown as it was typed.

use std::collections::{BTreeMap, BTreeSet};

use comrak::Node;
use comrak::nodes::NodeValue;

use super::elements::{self, Shape};
use super::writer::{Descend, Writer, put};
use super::{Dialect, expand, inlines, structure, tags};
use crate::codes;
use crate::content::raw_html::{self, Tag, TagKind};
use crate::content::{self, passages, sanitize};
use crate::source::Span;

/// Deepest nesting of raw elements; browsers flatten a page at 512.
const MAX_OPEN: usize = 400;

/// Elements that raw HTML has opened.
#[derive(Debug, Default)]
pub(super) struct RawHtml {
    open: Vec<Open>,
    /// For each container of Markdown that is open, how many elements were open around it.
    containers: Vec<usize>,
    /// The element whose content is dropped, until its end tag.
    muted: Option<String>,
    /// For each name that is no element: whether its end tag stands in the text.
    paired: BTreeMap<(usize, String), bool>,
    /// What the pages' policy blocks and was told already.
    pub blocked: BTreeSet<String>,
}

#[derive(Debug)]
struct Open {
    name: String,
    span: Option<Span>,
    /// Where a heading stands in what is written.
    heading: Option<Heading>,
}

/// A heading in raw HTML, to be led to as those of Markdown are.
#[derive(Debug)]
struct Heading {
    /// 2 to 6; the page's title is its only H1.
    level: u8,
    /// Its id, where the writer gave one.
    id: Option<String>,
    /// Where the start tag's name ends.
    name_end: usize,
    /// Where its text begins.
    text: usize,
}

/// A piece of raw HTML, and where it was written.
#[derive(Clone, Copy)]
pub(super) struct Piece<'p> {
    /// The piece.
    pub literal: &'p str,
    /// Line and column of its start.
    pub start: (usize, usize),
    /// Whether it stands in a line.
    pub is_inline: bool,
    /// Whether it stands directly in the article.
    pub is_top: bool,
}

pub(super) fn enter_container(writer: &mut Writer<'_, '_, '_>) {
    writer.html.containers.push(writer.html.open.len());
}

/// Closes what a container has left open.
pub(super) fn leave_container(writer: &mut Writer<'_, '_, '_>) {
    let base = writer.html.containers.pop().unwrap_or(0);
    close_down_to(writer, base);
    writer.html.muted = None;
}

/// Closes what the article has left open.
pub(super) fn finish(writer: &mut Writer<'_, '_, '_>) {
    close_down_to(writer, 0);
}

fn close_down_to(writer: &mut Writer<'_, '_, '_>, base: usize) {
    while writer.html.open.len() > base {
        let Some(open) = writer.html.open.pop() else { return };
        close(writer, open);
    }
}

/// Closes an element that has no end tag. Browsers close a paragraph or a list item by themselves.
fn close(writer: &mut Writer<'_, '_, '_>, open: Open) {
    if elements::closes_itself(&open.name) {
        return;
    }
    put!(writer, "</{}>", open.name);
    let message = format!("`<{}>` is never closed", open.name);
    writer.report(codes::MARKUP_UNBALANCED_HTML, message, open.span, "add the end tag");
}

/// A block of Markdown ends a raw paragraph, as it does in browsers.
pub(super) fn meet_block(writer: &mut Writer<'_, '_, '_>) {
    let base = writer.html.containers.last().copied().unwrap_or(0);
    if writer.html.open.len() > base && writer.html.open.last().is_some_and(|open| open.name == "p") {
        writer.html.open.pop();
    }
}

/// Whether a node stands in a link, from Markdown or from raw HTML.
pub(super) fn is_in_link<'a>(writer: &Writer<'a, '_, '_>, node: Node<'a>) -> bool {
    let in_markdown = node.ancestors().skip(1).any(|node| matches!(node.data().value, NodeValue::Link(_)));
    in_markdown || is_in_raw_link(writer)
}

/// Whether a raw `<a>` is open.
pub(super) fn is_in_raw_link(writer: &Writer<'_, '_, '_>) -> bool {
    writer.html.open.iter().any(|open| open.name == "a")
}

pub(super) fn block<'a>(writer: &mut Writer<'a, '_, '_>, node: Node<'a>, literal: &str) -> Descend {
    writer.line();
    if writer.dialect != Dialect::House {
        writer.out.push_str(literal);
        writer.line();
        return Descend::Skip;
    }
    let start = node.data().sourcepos.start;
    let is_top = structure::is_top(node);
    let piece = Piece { literal, start: (start.line, start.column), is_inline: false, is_top };
    let tags = raw_html::tags(literal);
    if literal.trim_start().starts_with("<!--") && !literal.contains("-->") {
        let at = literal.find("<!--").unwrap_or(0);
        let span = tags::span(writer, piece, at..at + 4);
        let message = "a comment is never closed, and hides the rest of the article";
        writer.report(codes::MARKUP_UNBALANCED_HTML, message, span, "add `-->` where it ends");
    }
    // A placeholder alone on its line is text, and text stands in a paragraph.
    let is_text = !tags.is_empty()
        && tags.iter().all(|tag| elements::shape(tag) != Shape::Element)
        && !literal.trim_start().starts_with("<!--")
        && writer.html.open.is_empty();
    let before = writer.out.len();
    write(writer, piece, &tags);
    if writer.out[before..].trim().is_empty() {
        writer.out.truncate(before);
    } else if is_text {
        writer.out.insert_str(before, "<p>");
        writer.out.truncate(writer.out.trim_end().len());
        writer.out.push_str("</p>");
    }
    writer.line();
    Descend::Skip
}

pub(super) fn inline<'a>(writer: &mut Writer<'a, '_, '_>, node: Node<'a>, literal: &str) -> Descend {
    if writer.dialect != Dialect::House {
        writer.out.push_str(literal);
        return Descend::Skip;
    }
    let start = node.data().sourcepos.start;
    let tags = raw_html::tags(literal);
    write(writer, Piece { literal, start: (start.line, start.column), is_inline: true, is_top: false }, &tags);
    Descend::Skip
}

fn write(writer: &mut Writer<'_, '_, '_>, piece: Piece<'_>, tags: &[Tag]) {
    let mut done = 0;
    for tag in tags {
        between(writer, &piece.literal[done..tag.range.start]);
        done = tag.range.end;
        if writer.html.muted.as_ref().is_some_and(|name| tag.kind != TagKind::End || *name != tag.name) {
            continue;
        }
        match tag.kind {
            TagKind::End => end(writer, piece, tag),
            TagKind::Start | TagKind::SelfClosing => start(writer, piece, tag),
        }
    }
    between(writer, &piece.literal[done..]);
}

/// Writes what stands between two tags.
fn between(writer: &mut Writer<'_, '_, '_>, text: &str) {
    let is_trusted = writer.context.is_none_or(|context| context.config.raw_html);
    if writer.html.muted.is_some() {
        return;
    }
    let with_values = with_variables(writer, text);
    let text = with_values.as_deref().unwrap_or(text);
    if is_trusted {
        // An unclosed comment would hide the rest of the page.
        let opens = text.rfind("<!--").is_some_and(|at| !text[at..].contains("-->"));
        writer.out.push_str(text);
        if opens {
            writer.out.push_str("-->");
        }
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.find("<!--") {
        writer.out.push_str(&rest[..at].replace('<', "&lt;"));
        rest = rest[at..].find("-->").map_or("", |end| &rest[at + end + 3..]);
    }
    writer.out.push_str(&rest.replace('<', "&lt;"));
}

/// Raw text with variables replaced, as they are in Markdown; not in code.
fn with_variables(writer: &Writer<'_, '_, '_>, text: &str) -> Option<String> {
    let context = writer.context.filter(|_| text.contains("{{"))?;
    let is_code = |open: &Open| matches!(open.name.as_str(), "pre" | "code" | "script" | "style" | "textarea");
    let is_text = !writer.html.open.iter().any(is_code) && !text.contains("<!--");
    is_text.then(|| expand::substitute(text, context, inlines::escape))
}

fn start(writer: &mut Writer<'_, '_, '_>, piece: Piece<'_>, tag: &Tag) {
    let written = &piece.literal[tag.range.clone()];
    if writer.html.open.iter().any(|open| matches!(open.name.as_str(), "svg" | "math")) {
        // Their elements are many, and follow the rules of XML.
        if writer.context.is_some_and(|context| context.config.raw_html) {
            writer.out.push_str(written);
            if tag.kind == TagKind::Start {
                writer.html.open.push(Open { name: tag.name.clone(), span: None, heading: None });
            }
        }
        return;
    }
    let span = tags::span(writer, piece, tag.range.clone());
    if writer.html.open.len() >= MAX_OPEN {
        if writer.html.blocked.insert("depth".into()) {
            let message = "raw HTML elements are nested too deep";
            writer.report(codes::MARKUP_TOO_COMPLEX, message, span, "close the elements before");
        }
        return;
    }
    if elements::shape(tag) != Shape::Element {
        unknown(writer, written, tag, span);
        return;
    }
    if elements::is_block(&tag.name) {
        meet_block(writer);
        if piece.is_inline && !writer.paragraph_is_closed && in_bare_paragraph(writer) {
            writer.out.push_str("</p>");
            writer.paragraph_is_closed = true;
        }
    }
    let is_trusted = writer.context.is_none_or(|context| context.config.raw_html);
    let Some(html) = (if is_trusted { Some(written.to_owned()) } else { sanitize::start_tag(&tag.name, written) })
    else {
        if elements::is_raw_text(&tag.name) && tag.kind == TagKind::Start {
            writer.html.muted = Some(tag.name.clone());
        }
        return;
    };
    let before = writer.out.len();
    tags::write(writer, piece, tag, &html, span.clone());
    if elements::is_void(&tag.name) {
        return;
    }
    if tag.kind == TagKind::SelfClosing {
        // HTML ignores the slash: without an end tag the element would go on to the end of the page.
        put!(writer, "</{}>", tag.name);
        return;
    }
    let heading = if piece.is_top { heading(writer, &tag.name, before) } else { None };
    writer.html.open.push(Open { name: tag.name.clone(), span, heading });
}

/// The heading whose start tag was written from `start` on; none within another one.
fn heading(writer: &Writer<'_, '_, '_>, name: &str, start: usize) -> Option<Heading> {
    let level = name.strip_prefix('h')?.parse().ok().filter(|level| (2..=6).contains(level))?;
    if writer.html.open.iter().any(|open| open.heading.is_some()) {
        return None;
    }
    let written = raw_html::tags(&writer.out[start..]).into_iter().next()?;
    let id = written.attribute("id").map(str::to_owned).filter(|id| !id.is_empty());
    Some(Heading { level, id, name_end: start + 1 + name.len(), text: writer.out.len() })
}

/// Adds a heading that ends here to the outline, with an id to lead to.
fn outline(writer: &mut Writer<'_, '_, '_>, Heading { level, id, name_end, text }: Heading) {
    let passages = passages::of_html(&writer.out[text..]);
    let text = passages.iter().map(|passage| passage.text.as_str()).collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return;
    }
    let id = id.unwrap_or_else(|| {
        let id = writer.anchors.heading(&text);
        let mut attribute = String::from(" id=\"");
        inlines::escape(&id, &mut attribute);
        attribute.push('"');
        writer.out.insert_str(name_end, &attribute);
        id
    });
    writer.body.outline.push(content::Heading { level, id, text });
}

/// Whether nothing but a `<p>` of ours is open here.
fn in_bare_paragraph(writer: &Writer<'_, '_, '_>) -> bool {
    let base = writer.html.containers.last().copied().unwrap_or(0);
    writer.html.open.len() == base && writer.is_in_paragraph
}

/// What looks like a tag and is none: `<your-name>` is shown as it was typed, a component of another tool is left out.
fn unknown(writer: &mut Writer<'_, '_, '_>, written: &str, tag: &Tag, span: Option<Span>) {
    let name = written.get(1..1 + tag.name.len()).unwrap_or(&tag.name).to_owned();
    let message = format!("`<{name}>` is no HTML element");
    let text = writer.frames.get(writer.frame).map_or("", |frame| frame.str());
    let has_end = writer.html.paired.entry((writer.frame, name.clone()));
    let has_end = *has_end.or_insert_with(|| text.contains(&format!("</{name}")));
    if elements::shape(tag) == Shape::Component || has_end {
        let help = "write it in Markdown or HTML: the components of other tools are left out";
        writer.report(codes::MARKUP_UNKNOWN_ELEMENT, message, span, help);
        return;
    }
    inlines::escape(written, &mut writer.out);
    writer.report(codes::MARKUP_UNKNOWN_ELEMENT, message, span, "put it in backticks to show it, as `` `<name>` ``");
}

fn end(writer: &mut Writer<'_, '_, '_>, piece: Piece<'_>, tag: &Tag) {
    if writer.html.muted.as_ref().is_some_and(|name| *name == tag.name) {
        writer.html.muted = None;
        return;
    }
    let base = writer.html.containers.last().copied().unwrap_or(0);
    let found = writer.html.open.iter().rposition(|open| open.name == tag.name);
    match found {
        Some(at) if at >= base => {
            close_down_to(writer, at + 1);
            if let Some(heading) = writer.html.open.pop().and_then(|open| open.heading) {
                outline(writer, heading);
            }
            put!(writer, "</{}>", tag.name);
        }
        // `</div>` in a line of text ends the paragraph that the line stands in.
        Some(at) if elements::is_block(&tag.name) && writer.is_in_paragraph && reaches_past_paragraph(writer, at) => {
            close_down_to(writer, base);
            if !std::mem::replace(&mut writer.paragraph_is_closed, true) {
                writer.out.push_str("</p>");
            }
            close_down_to(writer, at + 1);
            writer.html.open.pop();
            put!(writer, "</{}>\n", tag.name);
            if let Some(base) = writer.html.containers.last_mut() {
                *base = at;
            }
        }
        _ => {
            let is_known = elements::shape(tag) == Shape::Element;
            if is_known && !elements::is_void(&tag.name) && !elements::closes_itself(&tag.name) {
                let span = tags::span(writer, piece, tag.range.clone());
                let message = format!("`</{}>` closes nothing", tag.name);
                writer.report(codes::MARKUP_UNBALANCED_HTML, message, span, "delete it, or add the start tag");
            }
        }
    }
}

/// Whether an element was opened directly around the present paragraph.
fn reaches_past_paragraph(writer: &Writer<'_, '_, '_>, at: usize) -> bool {
    let containers = &writer.html.containers;
    let outer = containers.len().checked_sub(2).and_then(|index| containers.get(index)).copied();
    outer.is_some_and(|outer| at >= outer)
}
