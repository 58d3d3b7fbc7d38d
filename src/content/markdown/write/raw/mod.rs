//! Raw HTML: it is kept, its addresses are resolved like all others, and it cannot break the page around it.
//!
//! A piece is read as tokens once, and the allowed ones are written again, escaped. Elements are counted as they open
//! and close. What is still open at the end of a Markdown container is closed there; an end tag that closes nothing is
//! dropped; what is not an element, or would swallow the rest of the page, is shown as it was typed.

mod embeds;
pub(super) mod ends;
mod foreign;
mod headings;
mod misplaced;
mod omitted_ends;
mod picture_sets;
mod places;
mod raw_text;
mod tables;
mod tag_variables;
mod tags;

use std::borrow::Cow;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::empty_links;
use super::recorder::TextOrigin;
use super::state::{OpenElement, RawHtmlMode};
use super::tables::open_table_region;
use super::writer::{Descend, HtmlWriter};
use crate::codes;
use crate::content::markdown::context::Dialect;
use crate::content::markdown::parse::tree;
use crate::content::markdown::variables;
use crate::content::sanitize::{self, MAX_OPEN, Trust};
use crate::html::elements::{self, Shape};
use crate::html::{Tag, TagKind, Token, escape_text, tokens};
use ends::{close_down_to, end_last};
use places::HtmlPiece;
use tags::StartTag;

/// Ends the raw elements that a node of Markdown ends, as it does in browsers.
pub(super) fn meet_markdown<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    if writer.dialect != Dialect::Answerbook {
        return;
    }
    match &node.data().value {
        NodeValue::HtmlBlock(_)
        | NodeValue::HtmlInline(_)
        | NodeValue::Text(_)
        | NodeValue::SoftBreak
        | NodeValue::ShortCode(_) => {}
        value if value.block() => {
            meet_block(writer);
            tables::meet_block(writer, node);
        }
        _ => {
            foreign::end(writer);
        }
    }
}

/// A block of Markdown ends a raw paragraph and a raw picture, as it does in browsers.
fn meet_block(writer: &mut HtmlWriter<'_, '_, '_>) {
    foreign::end(writer);
    let base = writer.html.base();
    if writer.html.open.len() > base && writer.html.open.last().is_some_and(|open| open.name == "p") {
        writer.html.pop();
    }
}

pub(super) fn block<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, literal: &str) -> Descend {
    writer.line();
    if writer.dialect != Dialect::Answerbook {
        writer.out.push_str(literal);
        writer.line();
        return Descend::Skip;
    }
    if writer.html.mode == RawHtmlMode::Text {
        writer.start_tag("p");
        writer.out.push('>');
        writer.words(literal.trim());
        writer.end_tag("p");
        writer.line();
        return Descend::Skip;
    }
    let piece = HtmlPiece::new(node, literal, false, tree::is_top(node));
    let (rest, tokens) = read(writer, &piece);
    // A placeholder alone on its line is text, which belongs in a paragraph.
    let is_markup = |token: &&Token| !matches!(token, Token::Text { .. });
    let is_text = rest == 0
        && writer.html.open.is_empty()
        && tokens.iter().find(is_markup).is_some_and(|token| !matches!(token, Token::Comment(_)))
        && !tokens.iter().any(|token| match token {
            Token::Tag(tag) => elements::shape(tag) == Shape::Element,
            Token::Unfinished { tag: Some(tag), .. } => raw_text::ends_later(writer, node, &tag.name),
            _ => false,
        });
    let before = writer.out.len();
    if is_text {
        writer.start_tag("p");
        writer.out.push('>');
    }
    let start = writer.out.len();
    write(writer, node, &piece, tokens);
    if writer.out[start..].trim().is_empty() {
        writer.out.truncate(before);
    } else if is_text {
        writer.out.truncate(writer.out.trim_end().len());
        writer.end_tag("p");
    }
    writer.line();
    Descend::Skip
}

pub(super) fn inline<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, literal: &str) -> Descend {
    if writer.dialect != Dialect::Answerbook {
        writer.out.push_str(literal);
        return Descend::Skip;
    }
    if writer.html.mode == RawHtmlMode::Text {
        writer.words(literal);
        return Descend::Skip;
    }
    let piece = HtmlPiece::new(node, literal, true, false);
    let (_, tokens) = read(writer, &piece);
    write(writer, node, &piece, tokens);
    Descend::Skip
}

/// Where HTML begins in a piece, and its tokens. The part before it belongs to an element whose content is not HTML.
fn read(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>) -> (usize, Vec<Token>) {
    let rest = raw_text::go_on(writer, piece);
    let mut tokens = tokens(&piece.literal[rest..], foreign::root(&writer.html).is_some());
    for token in &mut tokens {
        token.move_by(rest);
        // The page's title is its only H1.
        if let Token::Tag(tag) = token
            && tag.name == "h1"
        {
            "h2".clone_into(&mut tag.name);
        }
    }
    (rest, tokens)
}

/// Writes the tokens of a piece.
fn write<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, piece: &HtmlPiece<'_>, tokens: Vec<Token>) {
    for token in tokens {
        match token {
            Token::Tag(tag) => write_tag(writer, piece, &tag),
            Token::Text { text, is_raw } => {
                let origin = writer.origin(TextOrigin::Html, node);
                let outer = writer.blocks.set_origin(origin);
                write_text(writer, &text, is_raw);
                writer.blocks.set_origin(outer);
            }
            Token::Comment(text) => raw_text::comment(writer, &text),
            Token::Unfinished { tag: Some(tag), .. } if raw_text::ends_later(writer, node, &tag.name) => {
                write_tag(writer, piece, &tag);
                raw_text::begin(writer, &tag.name, &piece.literal[tag.range.end..]);
                return;
            }
            Token::Unfinished { range, .. } => raw_text::unfinished(writer, piece, range),
        }
    }
}

fn write_tag(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, tag: &Tag) {
    match tag.kind {
        TagKind::End => write_end_tag(writer, piece, tag),
        TagKind::Start | TagKind::SelfClosing => {
            let expanded = if is_in_verbatim(writer) { None } else { tag_variables::expanded(writer, piece, tag) };
            write_start_tag(writer, piece, expanded.as_ref().unwrap_or(tag));
        }
    }
}

/// Writes the text between two tags, with variables replaced as in Markdown, but not in code.
fn write_text(writer: &mut HtmlWriter<'_, '_, '_>, text: &str, is_raw: bool) {
    let is_trusted = writer.trust() == Trust::Trusted;
    if is_raw {
        if is_trusted && !writer.html.is_left_out() {
            writer.out.push_str(text);
            raw_text::record(writer, text);
        }
        return;
    }
    if writer.html.foreign > 0 && !is_trusted {
        return;
    }
    let context = writer.context.filter(|_| text.contains("{{") && !is_in_verbatim(writer));
    let text = context.map_or(Cow::Borrowed(text), |context| variables::substitute(text, context).into());
    escape_text(&text, &mut writer.out);
    writer.blocks.text(&text);
}

/// Whether an element is open whose content is shown as it was typed.
fn is_in_verbatim(writer: &HtmlWriter<'_, '_, '_>) -> bool {
    let is_code = |open: &OpenElement| matches!(open.name.as_str(), "pre" | "code" | "script" | "style" | "textarea");
    writer.html.open.iter().any(is_code)
}

fn write_start_tag(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, tag: &Tag) {
    let span = piece.span(writer, tag.range.clone());
    if !writer.html.affects_nesting && !is_simple_inline(&tag.name) {
        writer.html.affects_nesting = true;
        writer.html.first_place.clone_from(&span);
    }
    if !omitted_ends::end_before(writer, tag, span.as_ref()) {
        return;
    }
    if writer.html.open.len() >= MAX_OPEN {
        if writer.html.blocked.insert("depth".into()) {
            let message = "raw HTML elements are nested too deeply";
            writer.report(codes::MARKUP_TOO_COMPLEX, message, span, "close the elements before");
        }
        return;
    }
    if foreign::root(&writer.html).is_some() && !(elements::ends_foreign(tag) && foreign::end(writer)) {
        foreign::start(writer, piece, tag);
        return;
    }
    if elements::shape(tag) != Shape::Element || !sanitize::is_name(&tag.name) {
        tags::unknown(writer, piece, tag, span);
        return;
    }
    if misplaced::report(writer, &tag.name, span.as_ref()) {
        return;
    }
    let Some(mut clean) = sanitize::start_tag(tag, writer.trust()) else {
        tags::refused(writer, piece, tag, None, span.as_ref());
        if elements::is_foreign(&tag.name) && tag.kind == TagKind::Start {
            writer.html.push(OpenElement::new(&tag.name, span, false));
        }
        return;
    };
    if clean.name == "iframe" && embeds::write_facade(writer, &mut clean) {
        if tag.kind == TagKind::Start {
            writer.html.push(OpenElement::new(&tag.name, span, false));
        }
        return;
    }
    if clean.name == "table" && !tables::end_outer(writer, span.as_ref()) {
        return;
    }
    if elements::is_block(&tag.name) {
        meet_block(writer);
        if piece.is_inline && !writer.paragraph_is_closed && in_bare_paragraph(writer) {
            writer.end_tag("p");
            writer.paragraph_is_closed = true;
        }
    }
    // Within a line, it is in a cell of a table that already scrolls.
    let is_wrapped =
        clean.name == "table" && !piece.is_inline && !writer.html.open.iter().any(|open| open.name == "table");
    if is_wrapped {
        open_table_region(writer);
    }
    let heading = if piece.is_top { headings::begin(writer, &clean) } else { None };
    if clean.name == "a" && clean.attribute("class") == Some("anchor") {
        writer.blocks.skip("a");
    } else if !(tag.kind == TagKind::SelfClosing && elements::is_foreign(&tag.name)) {
        writer.blocks.start(&clean.name);
    }
    tags::write(
        writer,
        piece,
        &StartTag { written: tag, clean: &clean, place: span.clone(), heading: heading.as_ref() },
    );
    // `<svg>` follows the rules of XML, where the slash ends an element.
    let is_ended = tag.kind == TagKind::SelfClosing && elements::is_foreign(&tag.name);
    writer.out.push_str(if is_ended { "/>" } else { ">" });
    if elements::is_void(&tag.name) || is_ended {
        return;
    }
    // HTML ignores the slash. What follows `<script/>` is a script, and an end tag of ours would turn it into HTML.
    if tag.kind == TagKind::SelfClosing && !elements::is_raw_text(&tag.name) {
        // Without an end tag, the element would continue to the end of the page.
        writer.end_tag(&tag.name);
        if is_wrapped {
            writer.end_tag("section");
        }
        return;
    }
    let heading = heading.map(|heading| heading.starting_at(writer.blocks.begin_title()));
    let link = empty_links::needs_words(&clean).then(|| empty_links::begin(writer));
    writer.html.push(OpenElement { is_wrapped, heading, link, ..OpenElement::new(&tag.name, span, true) });
}

/// Whether an element never changes how browsers nest others.
fn is_simple_inline(name: &str) -> bool {
    matches!(name, "abbr" | "br" | "img" | "kbd" | "mark" | "q" | "samp" | "span" | "sub" | "sup" | "var" | "wbr")
}

/// Whether only a `<p>` of ours is open here.
fn in_bare_paragraph(writer: &HtmlWriter<'_, '_, '_>) -> bool {
    writer.html.open.len() == writer.html.base() && writer.is_in_paragraph
}

fn write_end_tag(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, tag: &Tag) {
    let base = writer.html.base();
    let found = writer.html.open.iter().rposition(|open| open.name == tag.name);
    match found {
        Some(at) if at >= base => {
            close_down_to(writer, at + 1);
            end_last(writer, "");
        }
        // `</div>` in a line of text ends the paragraph of that line.
        Some(at) if elements::is_block(&tag.name) && writer.is_in_paragraph && reaches_past_paragraph(writer, at) => {
            close_down_to(writer, base);
            if !std::mem::replace(&mut writer.paragraph_is_closed, true) {
                writer.end_tag("p");
            }
            close_down_to(writer, at + 1);
            end_last(writer, "\n");
            if let Some(base) = writer.html.containers.last_mut() {
                *base = at;
            }
        }
        _ => {
            let is_known = elements::shape(tag) == Shape::Element
                && (writer.trust() == Trust::Trusted || sanitize::passes_untrusted(&tag.name));
            if is_known && !elements::is_void(&tag.name) && !elements::closes_itself(&tag.name) {
                let span = piece.span(writer, tag.range.clone());
                let message = format!("`</{}>` closes nothing", tag.name);
                writer.report(codes::MARKUP_UNBALANCED_HTML, message, span, "delete it, or add the start tag");
            }
        }
    }
}

/// Whether an element was opened directly around the current paragraph.
fn reaches_past_paragraph(writer: &HtmlWriter<'_, '_, '_>, at: usize) -> bool {
    let containers = &writer.html.containers;
    let outer = containers.len().checked_sub(2).and_then(|index| containers.get(index)).copied();
    outer.is_some_and(|outer| at >= outer)
}
