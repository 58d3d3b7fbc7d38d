//! Finds links that readers see nothing of: they have neither words nor a picture.

use super::state::LinkStart;
use super::writer::HtmlWriter;
use crate::codes;
use crate::html::Tag;
use crate::source::Span;

/// Elements that readers see although they have no words.
const SHOWN: &[&str] =
    &["audio", "button", "canvas", "embed", "iframe", "img", "input", "math", "object", "picture", "svg", "video"];

/// Whether readers see an element that has no words.
pub(super) fn is_shown(name: &str) -> bool {
    SHOWN.contains(&name)
}

/// Remembers where a link begins.
pub(super) fn begin(writer: &HtmlWriter<'_, '_, '_>) -> LinkStart {
    LinkStart { words: writer.blocks.len(), pictures: writer.pictures }
}

/// Whether a raw tag begins a link that needs words. An `<a>` with an id is a place to link to, and one with a label has
/// words for those who hear the page.
pub(super) fn needs_words(tag: &Tag) -> bool {
    const NAMES: &[&str] = &["aria-label", "aria-labelledby", "aria-hidden", "hidden", "id", "name", "title"];
    tag.name == "a"
        && tag.attribute("href").is_some_and(|target| !target.trim().is_empty())
        && tag.attribute("class") != Some("anchor")
        && NAMES.iter().all(|name| tag.attribute(name).is_none())
}

/// Whether a link that ends shows nothing.
pub(super) fn is_empty(writer: &HtmlWriter<'_, '_, '_>, start: LinkStart) -> bool {
    writer.pictures == start.pictures && !writer.blocks.has_words_since(start.words)
}

/// Reports a raw link that shows nothing.
pub(super) fn report(writer: &mut HtmlWriter<'_, '_, '_>, span: Option<Span>) {
    writer.report(codes::LINK_NO_TEXT, "a link has no text", span, "write between the tags where it leads");
}
