//! Raw `<svg>` and `<math>`, whose content is not HTML.

use super::ends;
use super::places::HtmlPiece;
use super::tags;
use crate::content::markdown::write::state::RawHtml;
use crate::content::markdown::write::writer::HtmlWriter;
use crate::content::sanitize::{self, Trust};
use crate::html::{Tag, TagKind, elements};

/// Where `<svg>` or `<math>` was opened, if the current position is in it and not in HTML within it.
pub(super) fn root(html: &RawHtml) -> Option<usize> {
    if html.foreign == 0 {
        return None;
    }
    let start = html.open.iter().rposition(|open| elements::is_integration_point(&open.name)).map_or(0, |at| at + 1);
    html.open[start..].iter().position(|open| elements::is_foreign(&open.name)).map(|at| start + at)
}

/// Ends the open pictures, as an HTML tag does in browsers. Otherwise, browsers would read the rest of the page in another
/// way than it is written: `<svg><p><textarea>` hides what follows. Returns false, without doing
/// anything, if another container of Markdown has opened them.
pub(super) fn end(writer: &mut HtmlWriter<'_, '_, '_>) -> bool {
    match root(&writer.html) {
        Some(root) if root >= writer.html.base() => {
            ends::close_down_to(writer, root);
            true
        }
        _ => false,
    }
}

/// A start tag within `<svg>` or `<math>`. It may have any name, and follows the rules of XML.
pub(super) fn start(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, tag: &Tag) {
    let clean = sanitize::start_tag(tag, writer.trust()).filter(|_| writer.trust() == Trust::Trusted);
    let is_written = clean.is_some() && sanitize::is_name(&tag.name);
    if let Some(clean) = clean.filter(|_| is_written) {
        writer.out.extend(["<", &clean.name]);
        if tag.kind == TagKind::Start {
            writer.blocks.start(&clean.name);
        }
        writer.body.needs.note_tag(&clean);
        for attribute in &clean.attributes {
            // An address within the picture names one of its parts.
            if attribute.name.ends_with("href") && !attribute.value.starts_with('#') {
                tags::address(writer, piece, &clean.name, attribute);
            } else {
                sanitize::write_attribute(&attribute.name, &attribute.value, &mut writer.out);
            }
        }
        writer.out.push_str(if tag.kind == TagKind::SelfClosing { "/>" } else { ">" });
    }
    if tag.kind == TagKind::Start && (is_written || elements::is_foreign(&tag.name)) {
        writer.html.push_foreign(&tag.name, is_written);
    }
}
