//! Headings: their anchors, and levels that begin at 2 and skip none, because the title of the page is the first.

use super::{ConversionNotes, ImportedBlock, Inline, TextStyle};
use crate::import::page::squeezed;

/// Takes the anchors out of a heading's words. The first of them, or of those before the heading, is its id.
pub(super) fn content(content: Vec<Inline>, before: &mut Vec<String>) -> (Option<String>, Vec<Inline>) {
    let mut ids = std::mem::take(before);
    let mut words = Vec::new();
    for inline in content {
        match inline {
            Inline::Anchor(name) => ids.push(name),
            // A heading is one line.
            Inline::Break => words.push(Inline::Text(" ".into())),
            other => words.push(other),
        }
    }
    let mut words = super::inlines::tidy(words);
    // All words of a heading are bold anyway.
    if let [Inline::Styled(TextStyle::Strong, inner)] = words.as_mut_slice() {
        words = std::mem::take(inner);
    }
    without_breaks(&mut words);
    let words = super::inlines::tidy(words);
    let mut ids = ids.into_iter();
    let id = ids.next();
    let mut rest: Vec<Inline> = ids.map(Inline::Anchor).collect();
    if words.is_empty() {
        before.extend(
            rest.drain(..).filter_map(|inline| if let Inline::Anchor(name) = inline { Some(name) } else { None }),
        );
    }
    rest.extend(words);
    (id, rest)
}

fn without_breaks(words: &mut [Inline]) {
    for inline in words {
        match inline {
            Inline::Break => *inline = Inline::Text(" ".into()),
            Inline::Styled(_, content) | Inline::Link { content, .. } => without_breaks(content),
            _ => {}
        }
    }
}

/// Gives the anchors before a block to its first line. Returns those that found none.
pub(super) fn give_anchors(block: &mut ImportedBlock, anchors: Vec<String>) -> Vec<String> {
    let mut anchors = Some(anchors);
    if let ImportedBlock::Heading { id: id @ None, .. } = block {
        let mut names = anchors.take().unwrap_or_default().into_iter();
        *id = names.next();
        anchors = Some(names.collect());
    }
    super::each_line(std::slice::from_mut(block), &mut |line| {
        if let Some(names) = anchors.take() {
            line.splice(0..0, names.into_iter().map(Inline::Anchor));
        }
    });
    anchors.unwrap_or_default()
}

/// Removes a first heading that repeats the title.
pub(super) fn without_title(blocks: &mut Vec<ImportedBlock>, title: &str, remarks: &mut ConversionNotes) {
    let Some(ImportedBlock::Heading { content, level: 1, .. }) = blocks.first() else { return };
    let mut words = String::new();
    super::line_words(content, &mut words);
    if squeezed(&words) == squeezed(title) {
        remarks.left_out.push_str(&words);
        remarks.note("the first heading repeated the title and was left out");
        blocks.remove(0);
    }
}

/// Sets the levels: the highest becomes 2, and each further one is at most one deeper than the previous one.
pub(super) fn shift(blocks: &mut [ImportedBlock]) {
    let mut open: Vec<u8> = Vec::new();
    shift_in(blocks, &mut open);
}

fn shift_in(blocks: &mut [ImportedBlock], open: &mut Vec<u8>) {
    for block in blocks {
        match block {
            ImportedBlock::Heading { level, .. } => {
                while open.last().is_some_and(|last| *last >= *level) {
                    open.pop();
                }
                open.push(*level);
                *level = u8::try_from(open.len() + 1).unwrap_or(6).min(6);
            }
            ImportedBlock::Quote(content)
            | ImportedBlock::Alert { content, .. }
            | ImportedBlock::Details { content, .. } => {
                shift_in(content, open);
            }
            ImportedBlock::List { items, .. } | ImportedBlock::Steps(items) => {
                for item in items {
                    shift_in(&mut item.content, open);
                }
            }
            ImportedBlock::Tabs(parts) | ImportedBlock::Definitions(parts) => {
                for (_, content) in parts {
                    shift_in(content, open);
                }
            }
            _ => {}
        }
    }
}
