//! Headings in raw HTML, which get an entry in the outline and an id like those of Markdown. An id comes from the
//! heading's words, which are known only at its end, so the start tag has a hole for it.

use super::writer::HtmlWriter;
use crate::content::Heading;
use crate::content::holes::Hole;
use crate::html::Tag;

/// A raw heading that is open.
#[derive(Debug)]
pub(super) struct OpenHeading {
    /// 2 to 6; the page's title is its only H1.
    level: u8,
    id: RawHeadingId,
    /// Where its words begin in the record.
    start: usize,
}

#[derive(Debug)]
enum RawHeadingId {
    /// Chosen by the author.
    Given(String),
    /// Made from its words: the number of its hole.
    Hole(usize),
}

impl OpenHeading {
    /// The hole for its id, if its author gave none.
    pub fn id_hole(&self) -> Option<Hole<'static>> {
        match self.id {
            RawHeadingId::Given(_) => None,
            RawHeadingId::Hole(number) => Some(Hole::HeadingId(number)),
        }
    }

    /// The same heading, with its words from `start` on.
    pub fn starting_at(self, start: usize) -> Self {
        Self { start, ..self }
    }
}

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
