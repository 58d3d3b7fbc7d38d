//! Variables in the attributes of raw HTML: `<a href="{{ base }}/pay">`.

use super::places::HtmlPiece;
use crate::content::markdown::calls::{CallKind, calls};
use crate::content::markdown::variables;
use crate::content::markdown::write::writer::HtmlWriter;
use crate::html::Tag;
use crate::suggest;

/// The tag with all variables replaced; `None` if it uses none. Variables that are not defined stay, and are reported.
pub(super) fn expanded(writer: &mut HtmlWriter<'_, '_, '_>, piece: &HtmlPiece<'_>, tag: &Tag) -> Option<Tag> {
    let context = writer.context?;
    if !tag.attributes.iter().any(|attribute| attribute.value.contains("{{")) {
        return None;
    }
    let mut tag = tag.clone();
    for attribute in &mut tag.attributes {
        for call in calls(&attribute.value) {
            let CallKind::Variable(name) = call.kind else { continue };
            // Without variables, the braces probably belong to another tool, so each name is reported only once.
            let is_known = context.variables.contains_key(name)
                || context.variables.is_empty() && !writer.html.blocked.insert(format!("{{{{{name}}}}}"));
            if let Some(span) = piece.span(writer, attribute.range.clone()).filter(|_| !is_known) {
                let nearest = suggest::nearest(name, context.variables.keys().map(String::as_str));
                writer.diagnostics.push(variables::unknown(name, nearest, context, span));
            }
        }
        attribute.value = variables::substitute(&attribute.value, context);
    }
    Some(tag)
}
