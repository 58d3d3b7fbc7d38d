//! `srcset`: a list of pictures, such as `a.png 1x, b.png 2x`, each with its own hole.
//!
//! Parsed as browsers do (<https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute>): an
//! address ends with a blank, its descriptors with a comma, and a picture with other descriptors is ignored.

use std::ops::Range;

use super::places::HtmlPiece;
use crate::codes;
use crate::content::LinkRole;
use crate::content::holes::{Hole, LinkPart};
use crate::content::markdown::write::links::UrlClass;
use crate::content::markdown::write::writer::HtmlWriter;
use crate::html::{Attribute, escape_attribute};

/// A picture of the list, by ranges of the value.
struct Candidate {
    url: Range<usize>,
    descriptors: Range<usize>,
}

/// Writes the attribute.
pub(super) fn write(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, attribute: &Attribute) {
    let value = attribute.value.as_str();
    // With character references, positions in the value differ from those in the source.
    let is_exact = piece.literal.get(attribute.range.clone()) == Some(value);
    let from = attribute.range.start;
    let exact = |range: Range<usize>| from + range.start..from + range.end;
    let place = |range| if is_exact { exact(range) } else { attribute.range.clone() };
    writer.out.push_str(" srcset=\"");
    let mut at = 0;
    for Candidate { url, descriptors } in candidates(value) {
        let (target, described) = (&value[url.clone()], value[descriptors.clone()].trim());
        let end = url.start + value[url.start..descriptors.end].trim_end().len();
        escape_attribute(&value[at..url.start], &mut writer.out);
        at = url.end;
        if !are_valid(described) {
            let span = piece.span(writer, place(url.start..end));
            let message = format!("browsers ignore the picture `{}` of a `srcset`", &value[url.start..end]);
            writer.report(codes::LINK_INVALID, message, span, &help(&value[url.start..end]));
            escape_attribute(target, &mut writer.out);
            continue;
        }
        let span = piece.span(writer, place(url));
        match (writer.judge(LinkRole::RawPicture, target, span.clone()), span) {
            (UrlClass::Here, Some(span)) => {
                let number = writer.keep_link(LinkRole::Raw, target, span);
                writer.hole(Hole::Link(LinkPart::Href, number));
            }
            (UrlClass::Unsafe | UrlClass::Reference, _) => {}
            _ => escape_attribute(target, &mut writer.out),
        }
    }
    escape_attribute(&value[at..], &mut writer.out);
    writer.out.push('"');
}

fn candidates(value: &str) -> impl Iterator<Item = Candidate> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let lead = value[at..].find(|character: char| !character.is_ascii_whitespace() && character != ',')?;
        let start = at + lead;
        let end = value[start..].find(|c: char| c.is_ascii_whitespace()).map_or(value.len(), |length| start + length);
        let url = start..start + value[start..end].trim_end_matches(',').len();
        // A comma directly after the address ends the picture.
        let is_ended = url.end < end;
        let described = if is_ended { end } else { value[end..].find(',').map_or(value.len(), |length| end + length) };
        at = described;
        Some(Candidate { url, descriptors: end..described })
    })
}

/// Whether browsers accept the descriptors: a density (`2x`), or a width in pixels (`640w`) that may have a height.
fn are_valid(descriptors: &str) -> bool {
    let is_pixels = |number: &str| {
        number.bytes().all(|byte| byte.is_ascii_digit()) && number.parse().is_ok_and(|pixels: u64| pixels > 0)
    };
    let is_density = |number: &str| number.parse().is_ok_and(|density: f64| density.is_finite() && density >= 0.0);
    let parts: Vec<&str> = descriptors.split_ascii_whitespace().collect();
    match *parts.as_slice() {
        [] => true,
        [one] => one.strip_suffix('w').is_some_and(is_pixels) || one.strip_suffix('x').is_some_and(is_density),
        [one, two] => [(one, two), (two, one)].iter().any(|(width, height)| {
            width.strip_suffix('w').is_some_and(is_pixels) && height.strip_suffix('h').is_some_and(is_pixels)
        }),
        _ => false,
    }
}

/// What was probably meant: the blanks before the descriptor belong to the picture's name.
fn help(written: &str) -> String {
    match written.rsplit_once(|character: char| character.is_ascii_whitespace()) {
        Some((name, descriptor)) if are_valid(descriptor) => {
            format!("did you mean `{} {descriptor}`?", name.trim().replace(' ', "%20"))
        }
        _ => "write a width such as `640w` or a density such as `2x` after the address".to_owned(),
    }
}
