//! Blocks as clean HTML: no classes, no styles, no blank lines, so that Markdown reads it as one block.

use std::fmt::Write as _;

use super::escape::{html_attribute, html_text};
use super::inline::html_line;
use super::{AlertType, ImportedBlock, ListEntry, SourceTable, TableCell};

/// A block as HTML.
pub(super) fn block(block: &ImportedBlock) -> String {
    let mut out = String::new();
    write(block, &mut out);
    out
}

fn write(block: &ImportedBlock, out: &mut String) {
    match block {
        ImportedBlock::Paragraph(content) => element("p", out, |out| html_line(content, out)),
        ImportedBlock::Heading { level, id, content } => {
            let _ = write!(out, "<h{level}");
            if let Some(id) = id {
                out.push_str(" id=\"");
                html_attribute(id, out);
                out.push('"');
            }
            out.push('>');
            html_line(content, out);
            let _ = write!(out, "</h{level}>");
        }
        ImportedBlock::List { start, items } => match start {
            Some(1) => element("ol", out, |out| entries(items, out)),
            Some(start) => {
                let _ = write!(out, "<ol start=\"{start}\">");
                entries(items, out);
                out.push_str("</ol>");
            }
            None => element("ul", out, |out| entries(items, out)),
        },
        ImportedBlock::Steps(items) => element("ol", out, |out| entries(items, out)),
        ImportedBlock::Code { text, .. } => {
            out.push_str("<pre><code>");
            html_text(text, out);
            out.push_str("</code></pre>");
        }
        ImportedBlock::Quote(content) => element("blockquote", out, |out| all(content, out)),
        ImportedBlock::Alert { kind, title, content } => element("blockquote", out, |out| {
            element("p", out, |out| {
                element("strong", out, |out| {
                    if title.is_empty() {
                        out.push_str(usual_title(*kind));
                    } else {
                        html_line(title, out);
                    }
                });
            });
            all(content, out);
        }),
        ImportedBlock::Details { title, content } => element("details", out, |out| {
            element("summary", out, |out| html_line(title, out));
            all(content, out);
        }),
        ImportedBlock::Tabs(parts) => {
            for (title, content) in parts {
                element("p", out, |out| element("strong", out, |out| html_line(title, out)));
                all(content, out);
            }
        }
        ImportedBlock::Definitions(parts) => element("dl", out, |out| {
            for (title, content) in parts {
                if !title.is_empty() {
                    element("dt", out, |out| html_line(title, out));
                }
                element("dd", out, |out| cell_content(content, out));
            }
        }),
        ImportedBlock::Table(source) => table(source, out),
        ImportedBlock::Rule => out.push_str("<hr>"),
        ImportedBlock::SnippetCall(_) => {}
    }
}

/// The title that the theme gives to an alert, in English.
pub(super) fn usual_title(kind: AlertType) -> &'static str {
    match kind {
        AlertType::Note => "Note",
        AlertType::Tip => "Tip",
        AlertType::Important => "Important",
        AlertType::Warning => "Warning",
        AlertType::Caution => "Caution",
    }
}

fn all(blocks: &[ImportedBlock], out: &mut String) {
    for block in blocks {
        write(block, out);
    }
}

fn entries(items: &[ListEntry], out: &mut String) {
    for item in items {
        out.push_str("<li>");
        if let Some(checked) = item.checked {
            out.push_str(if checked {
                "<input type=\"checkbox\" checked disabled> "
            } else {
                "<input type=\"checkbox\" disabled> "
            });
        }
        cell_content(&item.content, out);
        out.push_str("</li>");
    }
}

/// Blocks in a cell or an item: a paragraph alone needs no element.
fn cell_content(content: &[ImportedBlock], out: &mut String) {
    match content {
        [ImportedBlock::Paragraph(line)] => html_line(line, out),
        [ImportedBlock::Paragraph(line), list @ ImportedBlock::List { .. }] => {
            html_line(line, out);
            write(list, out);
        }
        blocks => all(blocks, out),
    }
}

fn table(table: &SourceTable, out: &mut String) {
    out.push_str("<table>\n");
    if !table.head.is_empty() {
        out.push_str("<thead>\n");
        for row in &table.head {
            table_row(row, true, out);
        }
        out.push_str("</thead>\n");
    }
    out.push_str("<tbody>\n");
    for row in &table.rows {
        table_row(row, false, out);
    }
    out.push_str("</tbody>\n</table>");
}

fn table_row(row: &[TableCell], is_head: bool, out: &mut String) {
    out.push_str("<tr>\n");
    for cell in row {
        let name = if is_head || cell.is_header { "th" } else { "td" };
        let _ = write!(out, "<{name}");
        if cell.columns > 1 {
            let _ = write!(out, " colspan=\"{}\"", cell.columns);
        }
        if cell.rows > 1 {
            let _ = write!(out, " rowspan=\"{}\"", cell.rows);
        }
        out.push('>');
        cell_content(&cell.content, out);
        let _ = writeln!(out, "</{name}>");
    }
    out.push_str("</tr>\n");
}

fn element(name: &str, out: &mut String, inner: impl FnOnce(&mut String)) {
    let _ = write!(out, "<{name}>");
    inner(out);
    let _ = write!(out, "</{name}>");
}
