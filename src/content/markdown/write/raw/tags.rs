//! A raw start tag, written with its addresses as holes and its ids checked.

use std::collections::BTreeSet;

use super::picture_sets;
use super::places::HtmlPiece;
use crate::codes;
use crate::content::LinkRole;
use crate::content::holes::{Hole, LinkPart};
use crate::content::markdown::write::links::UrlClass;
use crate::content::markdown::write::state::OpenHeading;
use crate::content::markdown::write::writer::{HtmlWriter, put};
use crate::content::markdown::write::{empty_links, left_over};
use crate::content::sanitize::{self, Trust};
use crate::html::elements::{self, Shape};
use crate::html::{Attribute, Tag, address, escape_text};
use crate::source::Span;

/// Attributes that hold one address.
const ADDRESSES: &[&str] = &["action", "background", "formaction", "href", "poster", "src"];

/// A start tag to write.
pub(super) struct StartTag<'t> {
    /// As it was written.
    pub written: &'t Tag,
    /// The allowed part of it.
    pub clean: &'t Tag,
    /// Where it was written.
    pub place: Option<Span>,
    /// The heading of the outline that it begins.
    pub heading: Option<&'t OpenHeading>,
}

/// Writes a start tag without its end.
pub(super) fn write(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, tag: &StartTag<'_>) {
    let StartTag { written, clean, ref place, heading } = *tag;
    refused(writer, piece, written, Some(clean), place.as_ref());
    policy(writer, clean, place.as_ref());
    if clean.name == "img" && clean.attribute("alt").is_none() {
        let help = "add `alt` with what the picture shows, or `alt=\"\"` if it is only decoration";
        writer.report(codes::IMAGE_NO_ALT, "an `<img>` has no `alt`", place.clone(), help);
    }
    writer.pictures += usize::from(empty_links::is_shown(&clean.name));
    writer.out.extend(["<", &clean.name]);
    if let Some(hole) = heading.and_then(OpenHeading::id_hole) {
        writer.hole(hole);
    }
    let mut picture = None;
    for attribute in &clean.attributes {
        let is_picture = clean.name == "img" && attribute.name == "src";
        match attribute.name.as_str() {
            _ if attribute.value.trim().is_empty() => plain(writer, attribute),
            "id" => {
                let id = id(writer, piece, attribute);
                sanitize::write_attribute("id", &id, &mut writer.out);
            }
            "srcset" => picture_sets::write(writer, piece, attribute),
            name if ADDRESSES.contains(&name) || (name, &*clean.name) == ("data", "object") => {
                let number = address(writer, piece, &clean.name, attribute);
                picture = if is_picture { number } else { picture };
            }
            name => {
                if name == "name" && clean.name == "a" {
                    writer.anchors.take(&attribute.value);
                }
                writer.body.needs.note(&clean.name, name, &attribute.value);
                let span = piece.span(writer, attribute.range.clone());
                left_over::in_attribute(writer, attribute, span);
                plain(writer, attribute);
            }
        }
    }
    // A picture whose writer gave its size keeps it.
    let has_size = ["width", "height"].iter().any(|name| clean.attribute(name).is_some());
    if let Some(number) = picture.filter(|_| !has_size) {
        writer.hole(Hole::Link(LinkPart::Attributes, number));
    }
}

fn plain(writer: &mut HtmlWriter<'_, '_, '_>, attribute: &Attribute) {
    sanitize::write_attribute(&attribute.name, &attribute.value, &mut writer.out);
}

/// An id that the page does not have yet: a raw `<a id="x">` above the heading `x` must not make it invalid.
fn id(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, attribute: &Attribute) -> String {
    if writer.anchors.take(&attribute.value) {
        return attribute.value.clone();
    }
    if !writer.anchors.is_of_heading(&attribute.value) {
        let span = piece.span(writer, attribute.range.clone());
        let message = format!("id `{}` is used twice", attribute.value);
        writer.report(codes::MARKUP_DUPLICATE_ID, message, span, "give each element its own id");
    }
    writer.anchors.unique(attribute.value.clone())
}

/// Writes an attribute that holds an address. Returns the link's number if it is an address of this site.
pub(super) fn address(
    writer: &mut HtmlWriter<'_, '_, '_>,
    piece: &HtmlPiece<'_>,
    element: &str,
    attribute: &Attribute,
) -> Option<usize> {
    let role = if element == "img" && attribute.name == "src" { LinkRole::RawPicture } else { LinkRole::Raw };
    let span = piece.span(writer, attribute.range.clone());
    let target = attribute.value.trim();
    match (writer.judge(role, target, span.clone()), span) {
        (UrlClass::Here, Some(span)) => {
            let number = writer.keep_link(role, target, span);
            put!(writer, " {}=\"{}\"", attribute.name, Hole::Link(LinkPart::Href, number));
            Some(number)
        }
        (UrlClass::Unsafe | UrlClass::Reference, _) => None,
        _ => {
            writer.body.needs.note(element, &attribute.name, &attribute.value);
            plain(writer, attribute);
            None
        }
    }
}

/// Reports what is left out of a tag, once for each thing; `clean` is what is left, if anything.
pub(super) fn refused(
    writer: &mut HtmlWriter<'_, '_, '_>,
    piece: &HtmlPiece<'_>,
    tag: &Tag,
    clean: Option<&Tag>,
    place: Option<&Span>,
) {
    for attribute in tag.attributes.iter().filter(|attribute| sanitize::holds_address(&attribute.name)) {
        if address::runs_code(&attribute.value) {
            let span = piece.span(writer, attribute.range.clone());
            writer.judge(LinkRole::Raw, &attribute.value, span);
        }
    }
    if writer.trust() == Trust::Trusted {
        return;
    }
    for what in sanitize::refused(tag, clean) {
        if writer.html.blocked.insert(what.clone()) {
            let message = format!("{what} is left out, because `markdown.raw_html` is `false`");
            writer.report(codes::MARKUP_REMOVED_HTML, message, place.cloned(), "write it in Markdown, or delete it");
        }
    }
}

/// Reports what the pages' security policy blocks, once for each thing.
fn policy(writer: &mut HtmlWriter<'_, '_, '_>, tag: &Tag, place: Option<&Span>) {
    let attribute = tag.attributes.iter().map(|attribute| attribute.name.as_str());
    let blocked = attribute.filter(|name| *name == "style" || name.starts_with("on")).map(|name| format!("`{name}=`"));
    let element = matches!(tag.name.as_str(), "script" | "style").then(|| format!("`<{}>`", tag.name));
    for what in element.into_iter().chain(blocked) {
        if writer.html.blocked.insert(what.clone()) {
            let message = format!("the pages' security policy blocks {what}");
            let help = "move styles and scripts to the theme";
            writer.report(codes::MARKUP_BLOCKED_BY_POLICY, message, place.cloned(), help);
        }
    }
}

/// Handles what looks like a tag but is not: `<your-name>` is shown as text, a component of another tool is left out.
pub(super) fn unknown(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, tag: &Tag, span: Option<Span>) {
    let written = &piece.literal[tag.range.clone()];
    let name = written.get(1..1 + tag.name.len()).unwrap_or(&tag.name).to_owned();
    let message = format!("`<{name}>` is not an HTML element");
    let text = writer.frames.get(writer.frame).map_or("", |frame| frame.str());
    let end_tags = writer.html.end_tags.entry(writer.frame).or_insert_with(|| end_tags(text));
    if elements::shape(tag) == Shape::Component || end_tags.contains(&name) {
        let help = "write it in Markdown or HTML: the components of other tools are left out";
        writer.report(codes::MARKUP_UNKNOWN_ELEMENT, message, span, help);
        return;
    }
    escape_text(written, &mut writer.out);
    writer.blocks.text(written);
    writer.report(codes::MARKUP_UNKNOWN_ELEMENT, message, span, "put it in backticks to show it, as `` `<name>` ``");
}

/// The names of all end tags in a text, even in code.
fn end_tags(text: &str) -> BTreeSet<String> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '/' | '>');
    text.split("</").skip(1).map(|rest| rest[..rest.find(is_end).unwrap_or(rest.len())].to_owned()).collect()
}
