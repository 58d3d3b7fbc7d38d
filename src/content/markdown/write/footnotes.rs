//! Footnotes: collects the notes of a page and writes them at its end. The numbers of a snippet's notes continue those
//! of the article.

use comrak::Node;
use comrak::nodes::{NodeFootnoteDefinition, NodeFootnoteReference, NodeValue};

use super::links::escape_href;
use super::state::{Footnote, NumberedNotes};
use super::writer::{Descend, HtmlWriter, put};
use crate::content::holes::Hole;
use crate::content::markdown::parse::tree;

/// Counts the notes of a document. The parser has moved them to its end.
pub(super) fn enter_document<'a>(writer: &mut HtmlWriter<'a, '_, '_>, document: Node<'a>) {
    let is_note = |node: &Node<'a>| matches!(node.data().value, NodeValue::FootnoteDefinition(_));
    let count = document.reverse_children().take_while(is_note).count();
    let notes = &mut writer.footnotes;
    notes.documents.insert(tree::frame_of(document), NumberedNotes { before: notes.count, kept: 0 });
    notes.count += u32::try_from(count).unwrap_or(u32::MAX);
}

/// The part of an id that identifies a note. Notes in snippets include the frame, because the article may use the same
/// name.
fn name(frame: usize, name: &str) -> String {
    let mut id = String::new();
    escape_href(name, &mut id);
    if frame == 0 { id } else { format!("{frame}-{id}") }
}

pub(super) fn reference(writer: &mut HtmlWriter<'_, '_, '_>, note: &NodeFootnoteReference) -> Descend {
    let name = name(writer.frame, &note.name);
    let number = writer.footnotes.base(writer.frame) + note.ix;
    let id = if note.ref_num > 1 { format!("fnref-{name}-{}", note.ref_num) } else { format!("fnref-{name}") };
    writer.anchors.take(&id);
    let link = format!("<a href=\"#fn-{name}\" id=\"{id}\" data-footnote-ref>{number}</a>");
    put!(writer, "<sup class=\"footnote-ref\">{link}</sup>");
    writer.blocks.text(&number.to_string());
    Descend::Skip
}

/// Keeps a note for the end of the page. If it is the one being written, writes its opening instead.
pub(super) fn keep<'a>(
    writer: &mut HtmlWriter<'a, '_, '_>,
    node: Node<'a>,
    definition: &NodeFootnoteDefinition,
) -> Descend {
    let open = writer.footnotes.open.as_ref().filter(|(.., open)| open.name == definition.name);
    if let Some((id, number)) = open.map(|(id, number, _)| (id.clone(), *number)) {
        writer.line();
        writer.start_tag("li");
        put!(writer, " id=\"fn-{id}\" value=\"{number}\">\n");
        return Descend::Children;
    }
    let number = writer.footnotes.next(writer.frame);
    let id = name(writer.frame, &definition.name);
    writer.footnotes.notes.push(Footnote { node, number, id, frame: writer.frame });
    Descend::Skip
}

/// Writes all notes; `walk` writes the contents of one.
pub(super) fn write<'a, 't, 'c>(
    writer: &mut HtmlWriter<'a, 't, 'c>,
    walk: impl Fn(&mut HtmlWriter<'a, 't, 'c>, Node<'a>),
) {
    if writer.footnotes.notes.is_empty() {
        return;
    }
    writer.line();
    let label = Hole::UiText { key: "footnotes", title: None };
    writer.start_tag("section");
    put!(writer, " class=\"footnotes\" data-footnotes aria-label=\"{label}\">\n");
    writer.start_tag("ol");
    writer.out.push_str(">\n");
    // A note may contain a snippet, which may have further notes.
    while !writer.footnotes.notes.is_empty() {
        let mut notes = std::mem::take(&mut writer.footnotes.notes);
        notes.sort_by_key(|note| note.number);
        for note in notes {
            let NodeValue::FootnoteDefinition(definition) = note.node.data().value.clone() else { continue };
            writer.anchors.take(&format!("fn-{}", note.id));
            writer.footnotes.open = Some((note.id, note.number, definition));
            writer.frame = note.frame;
            walk(writer, note.node);
            back_references(writer);
            writer.line();
            writer.end_tag_line("li");
        }
    }
    writer.end_tag_line("ol");
    writer.end_tag_line("section");
}

/// Adds the back references to the last paragraph of a note.
pub(super) fn leave_paragraph<'a>(writer: &mut HtmlWriter<'a, '_, '_>, paragraph: Node<'a>) {
    let is_last = paragraph.next_sibling().is_none();
    let is_note = |node: Node<'a>| matches!(node.data().value, NodeValue::FootnoteDefinition(_));
    if writer.context.is_some() && is_last && paragraph.parent().is_some_and(is_note) {
        writer.words(" ");
        back_references(writer);
    }
}

fn back_references(writer: &mut HtmlWriter<'_, '_, '_>) {
    let Some((id, number, note)) = writer.footnotes.open.take() else { return };
    let label = Hole::UiText { key: "footnote-back", title: None };
    for reference in 1..=note.total_references {
        let suffix = if reference > 1 { format!("-{reference}") } else { String::new() };
        let mark = if reference > 1 { format!("<sup>{reference}</sup>") } else { String::new() };
        let space = if reference > 1 { " " } else { "" };
        writer.words(space);
        put!(writer, "<a href=\"#fnref-{id}{suffix}\" class=\"footnote-backref\" ");
        put!(writer, "aria-label=\"{label} {number}{suffix}\">↩{mark}</a>");
        writer.blocks.text("↩");
        if reference > 1 {
            writer.blocks.text(&reference.to_string());
        }
    }
}
