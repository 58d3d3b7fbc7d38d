//! A line of text with breaks in it → paragraphs, and lists that were typed by hand.

use super::inlines::tidy;
use super::{ConversionNotes, ImportedBlock, Inline, ListEntry, SourceTable};

/// Signs that people type at the start of a line in place of a list.
const BULLETS: [char; 9] = ['•', '·', '‣', '▪', '●', '○', '◦', '\u{f0b7}', '➤'];

/// The blocks of a line: two breaks end a paragraph, and lines that begin with bullets are a list.
pub(super) fn blocks(line: Vec<Inline>, remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
    let mut blocks = Vec::new();
    for paragraph in paragraphs(line) {
        let lines: Vec<Vec<Inline>> = split(paragraph);
        if lines.iter().any(|line| bullet(line).is_some()) {
            with_lists(lines, &mut blocks, remarks);
        } else {
            push_paragraph(lines, &mut blocks);
        }
    }
    blocks
}

/// The parts between two or more breaks.
fn paragraphs(line: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut parts = vec![Vec::new()];
    let mut breaks = 0;
    for inline in line {
        let is_blank = matches!(&inline, Inline::Text(text) if text.trim().is_empty());
        match inline {
            Inline::Break => breaks += 1,
            _ if is_blank && breaks > 0 => {}
            other => {
                if breaks > 1 {
                    parts.push(Vec::new());
                } else if breaks == 1 {
                    parts.last_mut().expect("it is never empty").push(Inline::Break);
                }
                breaks = 0;
                parts.last_mut().expect("it is never empty").push(other);
            }
        }
    }
    parts
}

fn split(line: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut lines = vec![Vec::new()];
    for inline in line {
        match inline {
            Inline::Break => lines.push(Vec::new()),
            other => lines.last_mut().expect("it is never empty").push(other),
        }
    }
    lines.into_iter().map(tidy).filter(|line| !line.is_empty()).collect()
}

fn push_paragraph(lines: Vec<Vec<Inline>>, blocks: &mut Vec<ImportedBlock>) {
    let mut content = Vec::new();
    for line in lines {
        if !content.is_empty() {
            content.push(Inline::Break);
        }
        content.extend(line);
    }
    let content = tidy(content);
    if !content.is_empty() {
        blocks.push(ImportedBlock::Paragraph(content));
    }
}

/// The bullet that a line begins with.
fn bullet(line: &[Inline]) -> Option<char> {
    match line.first()? {
        Inline::Text(text) => text.trim_start().chars().next().filter(|letter| BULLETS.contains(letter)),
        _ => None,
    }
}

fn with_lists(lines: Vec<Vec<Inline>>, blocks: &mut Vec<ImportedBlock>, remarks: &mut ConversionNotes) {
    let mut before = Vec::new();
    let mut items: Vec<ListEntry> = Vec::new();
    for mut line in lines {
        let Some(bullet) = bullet(&line) else {
            if !items.is_empty() {
                blocks.push(ImportedBlock::List { start: None, items: std::mem::take(&mut items) });
            }
            before.push(line);
            continue;
        };
        if let Some(Inline::Text(text)) = line.first_mut() {
            *text = text.trim_start().chars().skip(1).collect();
        }
        push_paragraph(std::mem::take(&mut before), blocks);
        remarks.left_out.push(bullet);
        remarks.note("bullets that were typed by hand became a list");
        items.push(ListEntry { checked: None, content: vec![ImportedBlock::Paragraph(tidy(line))] });
    }
    if !items.is_empty() {
        blocks.push(ImportedBlock::List { start: None, items });
    }
    push_paragraph(before, blocks);
}

/// A block as a line of text, with its blocks joined by breaks: for cells and titles.
pub(super) fn as_line(block: ImportedBlock) -> Option<Vec<Inline>> {
    let join = |blocks: Vec<ImportedBlock>| {
        let mut line = Vec::new();
        for content in blocks.into_iter().filter_map(as_line) {
            if !line.is_empty() {
                line.push(Inline::Break);
            }
            line.extend(content);
        }
        Some(line)
    };
    match block {
        ImportedBlock::Paragraph(content) | ImportedBlock::Heading { content, .. } => Some(content),
        ImportedBlock::List { items, .. } | ImportedBlock::Steps(items) => {
            join(items.into_iter().flat_map(|item| item.content).collect())
        }
        ImportedBlock::Code { text, .. } => Some(vec![Inline::Code(text)]),
        ImportedBlock::Quote(content) => join(content),
        ImportedBlock::Alert { title, content, .. } | ImportedBlock::Details { title, content } => {
            let title = (!title.is_empty()).then_some(ImportedBlock::Paragraph(title));
            join(title.into_iter().chain(content).collect())
        }
        ImportedBlock::Tabs(parts) | ImportedBlock::Definitions(parts) => join(
            parts
                .into_iter()
                .flat_map(|(title, content)| std::iter::once(ImportedBlock::Paragraph(title)).chain(content))
                .collect(),
        ),
        ImportedBlock::Table(SourceTable { head, rows }) => {
            join(head.into_iter().chain(rows).flatten().flat_map(|cell| cell.content).collect())
        }
        ImportedBlock::Rule | ImportedBlock::SnippetCall(_) => None,
    }
}
