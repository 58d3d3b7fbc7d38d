//! A raw start tag, written with its addresses as slots and its ids checked.

use std::ops::Range;

use super::html::Piece;
use super::links::Address;
use super::writer::{Writer, put};
use crate::codes;
use crate::content::raw_html::{self, Attribute, Tag, TagKind};
use crate::content::{LinkRole, SlotPart};
use crate::source::Span;

/// Attributes that hold one address.
const ADDRESSES: &[&str] = &["href", "src", "poster"];

/// Where a range of a piece was written.
pub(super) fn span(writer: &Writer<'_, '_, '_>, piece: Piece<'_>, range: Range<usize>) -> Option<Span> {
    let frame = writer.frames.get(writer.frame)?;
    let start = offset(writer, piece, range.start)?;
    let end = offset(writer, piece, range.end)?;
    Some(frame.span(start..end.max(start)))
}

/// The place of a piece's byte in the text. Within a quote or a list, the text's lines have prefixes that the piece's
/// have not.
fn offset(writer: &Writer<'_, '_, '_>, piece: Piece<'_>, offset: usize) -> Option<usize> {
    let frame = writer.frames.get(writer.frame)?;
    let before = piece.literal.get(..offset)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let number = before.matches('\n').count();
    let line = piece.literal[line_start..].lines().next().unwrap_or_default();
    let there = frame.line(piece.start.0 + number);
    let column = if number == 0 && piece.is_inline {
        piece.start.1.saturating_sub(1)
    } else {
        frame.str()[there.clone()].rfind(line).unwrap_or(0)
    };
    let found = (there.start + column + (offset - line_start)).min(there.end);
    frame.str().is_char_boundary(found).then_some(found)
}

/// Writes a start tag. `html` is what is left of it; `tag` is what was written, whose places are those of the source.
pub(super) fn write(writer: &mut Writer<'_, '_, '_>, piece: Piece<'_>, tag: &Tag, html: &str, place: Option<Span>) {
    policy(writer, tag, place.as_ref());
    if tag.name == "img" && tag.attribute("alt").is_none() {
        let help = "add `alt` with what the picture shows, or `alt=\"\"` if it only decorates";
        writer.report(codes::IMAGE_NO_ALT, "an `<img>` has no `alt`", place, help);
    }
    let Some(now) = raw_html::tags(html).into_iter().next() else {
        writer.out.push_str(html);
        return;
    };
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut picture = None;
    for attribute in &now.attributes {
        let written = tag.attributes.iter().find(|written| written.name == attribute.name);
        let Some(written) = written.filter(|written| !written.value.trim().is_empty()) else { continue };
        let is_picture = tag.name == "img" && attribute.name == "src";
        let value = match attribute.name.as_str() {
            "id" => id(writer, piece, written),
            "name" if tag.name == "a" => {
                writer.anchors.take(&written.value);
                None
            }
            "srcset" => srcset(writer, piece, written),
            name if ADDRESSES.contains(&name) => {
                let role = if is_picture { LinkRole::RawPicture } else { LinkRole::Raw };
                address(writer, piece, role, written.value.trim(), written.range.clone())
            }
            _ => None,
        };
        if let Some(value) = value {
            if is_picture && value.starts_with('\0') {
                picture = writer.body.links.len().checked_sub(1);
            }
            edits.push((attribute.range.clone(), value));
        }
    }
    // A picture whose writer gave its size keeps it.
    let has_size = ["width", "height"].iter().any(|name| now.attribute(name).is_some());
    assemble(writer, html, &now, edits, picture.filter(|_| !has_size));
}

/// Writes the tag with new values in place of old ones.
fn assemble(
    writer: &mut Writer<'_, '_, '_>,
    html: &str,
    tag: &Tag,
    mut edits: Vec<(Range<usize>, String)>,
    picture: Option<usize>,
) {
    edits.sort_by_key(|(range, _)| range.start);
    let mut done = 0;
    for (range, value) in edits {
        let is_quoted = html[..range.start].ends_with(['"', '\'']);
        let quote = if is_quoted { "" } else { "\"" };
        writer.out.push_str(&html[done..range.start]);
        put!(writer, "{quote}{value}{quote}");
        done = range.end;
    }
    let rest = html[done..].trim_end_matches('>');
    let rest = if tag.kind == TagKind::SelfClosing { rest.trim_end_matches('/').trim_end() } else { rest };
    writer.out.push_str(rest);
    if let Some(number) = picture {
        writer.out.push_str(&SlotPart::Attributes.slot(number));
    }
    writer.out.push('>');
}

/// An id that the page does not have yet: a raw `<a id="x">` above the heading `x` must not make it invalid.
fn id(writer: &mut Writer<'_, '_, '_>, piece: Piece<'_>, attribute: &Attribute) -> Option<String> {
    if writer.anchors.take(&attribute.value) {
        return None;
    }
    if !writer.anchors.is_of_heading(&attribute.value) {
        let span = span(writer, piece, attribute.range.clone());
        let message = format!("id `{}` is used twice", attribute.value);
        writer.report(codes::MARKUP_DUPLICATE_ID, message, span, "give each element an id of its own");
    }
    let mut id = String::new();
    super::inlines::escape(&writer.anchors.unique(attribute.value.clone()), &mut id);
    Some(id)
}

/// The slot for an address; `None` for one that stays as it is.
fn address(
    writer: &mut Writer<'_, '_, '_>,
    piece: Piece<'_>,
    role: LinkRole,
    target: &str,
    range: Range<usize>,
) -> Option<String> {
    let span = span(writer, piece, range);
    match (writer.judge(target, span.clone()), span) {
        (Address::Here, Some(span)) => Some(SlotPart::Href.slot(writer.keep_link(role, target, span))),
        (Address::Unsafe, _) => Some("#".to_owned()),
        _ => None,
    }
}

/// `a.png 1x, b.png 2x`, each address with a slot of its own. An address ends with a blank, a description with a comma.
fn srcset(writer: &mut Writer<'_, '_, '_>, piece: Piece<'_>, attribute: &Attribute) -> Option<String> {
    let raw = piece.literal.get(attribute.range.clone())?;
    let mut value = String::new();
    let mut at = 0;
    while let Some(lead) = raw[at..].find(|character: char| !character.is_whitespace() && character != ',') {
        let start = at + lead;
        let end = raw[start..].find(char::is_whitespace).map_or(raw.len(), |length| start + length);
        let url = raw[start..end].trim_end_matches(',');
        value.push_str(&raw[at..start]);
        let range = attribute.range.start + start..attribute.range.start + start + url.len();
        let slot = address(writer, piece, LinkRole::Raw, url, range);
        value.push_str(slot.as_deref().unwrap_or(url));
        let described = start + url.len();
        at = if described < end { end } else { raw[end..].find(',').map_or(raw.len(), |length| end + length) };
        value.push_str(&raw[described..at]);
    }
    value.push_str(&raw[at..]);
    Some(value)
}

/// Notes what the pages' security policy blocks, once for each thing.
fn policy(writer: &mut Writer<'_, '_, '_>, tag: &Tag, place: Option<&Span>) {
    let attribute = tag.attributes.iter().map(|attribute| attribute.name.as_str());
    let blocked = attribute.filter(|name| *name == "style" || name.starts_with("on")).map(|name| format!("`{name}=`"));
    let element = matches!(tag.name.as_str(), "script" | "style").then(|| format!("`<{}>`", tag.name));
    for what in element.into_iter().chain(blocked) {
        if writer.html.blocked.insert(what.clone()) {
            let message = format!("the pages' security policy blocks {what}");
            let help = "put styles and scripts into the theme";
            writer.report(codes::MARKUP_BLOCKED_BY_POLICY, message, place.cloned(), help);
        }
    }
}
