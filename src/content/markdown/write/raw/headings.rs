//! Headings in raw HTML, which get an entry in the outline and an id like those of Markdown. An id comes from the
//! heading's words, which are known only at its end, so the start tag has a hole for it.

use crate::content::Heading;
use crate::content::markdown::write::state::{OpenHeading, RawHeadingId};
use crate::content::markdown::write::writer::HtmlWriter;
use crate::html::Tag;

/// The heading that a start tag opens. A heading inside another one is not a heading of its own.
pub(super) fn begin(writer: &mut HtmlWriter<'_, '_, '_>, tag: &Tag) -> Option<OpenHeading> {
    let level = tag.name.strip_prefix('h')?.parse().ok().filter(|level| (2..=6).contains(level))?;
    if std::mem::replace(&mut writer.html.is_in_heading, true) {
        return None;
    }
    let id = if let Some(id) = tag.attribute("id").filter(|id| !id.is_empty()) {
        RawHeadingId::Given(id.to_owned())
    } else {
        writer.body.raw_heading_ids.push(None);
        RawHeadingId::Hole(writer.body.raw_heading_ids.len() - 1)
    };
    Some(OpenHeading { level, id, start: 0 })
}

/// Adds a heading that ends here to the outline.
pub(super) fn end(writer: &mut HtmlWriter<'_, '_, '_>, heading: OpenHeading) {
    writer.html.is_in_heading = false;
    let text = writer.blocks.words_since(heading.start);
    if text.is_empty() {
        return;
    }
    writer.blocks.end_title(heading.start);
    let id = match heading.id {
        RawHeadingId::Given(id) => id,
        RawHeadingId::Hole(number) => {
            let id = writer.anchors.heading(&text);
            writer.body.raw_heading_ids[number] = Some(id.clone());
            id
        }
    };
    writer.body.outline.push(Heading { level: heading.level, id, text });
}
