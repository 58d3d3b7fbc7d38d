//! Headings in raw HTML: they are led to as those of Markdown are. The id that one is given comes from its text, which
//! is known at its end only; until then a slot stands in its place.

use super::writer::HtmlWriter;
use crate::content;
use crate::html::{Tag, escape_attribute};

/// The headings of an article that stand in raw HTML.
#[derive(Debug, Default)]
pub(super) struct Headings {
    /// Whether one is open: a heading within another one is none of its own.
    pub is_open: bool,
    /// What the slots stand for: an attribute, or nothing.
    slots: Vec<String>,
}

/// A heading that is open.
#[derive(Debug)]
pub(super) struct Raw {
    /// 2 to 6; the page's title is its only H1.
    level: u8,
    /// Its id, where the writer gave one.
    id: Option<String>,
    /// The number of its slot.
    slot: usize,
    /// Where its words begin in the blocks.
    start: usize,
}

impl Raw {
    /// What stands in place of its id; none where the writer gave one.
    pub fn slot(&self) -> String {
        if self.id.is_some() { String::new() } else { format!("\0i{}\0", self.slot) }
    }

    /// With its words from here on.
    pub fn from(self, start: usize) -> Self {
        Self { start, ..self }
    }
}

/// The heading that a start tag opens, if it does.
pub(super) fn begin(writer: &mut HtmlWriter<'_, '_, '_>, tag: &Tag) -> Option<Raw> {
    let level = tag.name.strip_prefix('h')?.parse().ok().filter(|level| (2..=6).contains(level))?;
    let headings = &mut writer.html.headings;
    if std::mem::replace(&mut headings.is_open, true) {
        return None;
    }
    headings.slots.push(String::new());
    let id = tag.attribute("id").map(str::to_owned).filter(|id| !id.is_empty());
    Some(Raw { level, id, slot: headings.slots.len() - 1, start: 0 })
}

/// Adds a heading that ends here to the outline, with an id to lead to.
pub(super) fn end(writer: &mut HtmlWriter<'_, '_, '_>, heading: Raw) {
    writer.html.headings.is_open = false;
    let text = writer.blocks.words_since(heading.start);
    if text.is_empty() {
        return;
    }
    writer.blocks.end_title(heading.start);
    let id = heading.id.unwrap_or_else(|| {
        let id = writer.anchors.heading(&text);
        let slot = &mut writer.html.headings.slots[heading.slot];
        slot.push_str(" id=\"");
        escape_attribute(&id, slot);
        slot.push('"');
        id
    });
    writer.body.outline.push(content::Heading { level: heading.level, id, text });
}

/// Puts ids in place of their slots.
pub(super) fn fill(writer: &mut HtmlWriter<'_, '_, '_>) {
    if writer.html.headings.slots.is_empty() {
        return;
    }
    let mut html = String::with_capacity(writer.out.len());
    for (number, part) in writer.out.split('\0').enumerate() {
        let slot = part.strip_prefix('i').filter(|_| number % 2 == 1).and_then(|slot| slot.parse::<usize>().ok());
        match slot.and_then(|slot| writer.html.headings.slots.get(slot)) {
            Some(attribute) => html.push_str(attribute),
            None if number % 2 == 1 => html.extend(["\0", part, "\0"]),
            None => html.push_str(part),
        }
    }
    writer.out = html;
}
