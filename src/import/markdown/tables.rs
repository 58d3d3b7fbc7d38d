//! Tables: which are for layout or are boxes, which rows are headers, what is empty.

use super::build::blocks;
use super::{ConversionNotes, ImportedBlock, Inline, SourceTable, TableCell, TextStyle, callouts};
use crate::import::page::HtmlElement;

/// The blocks that a table makes: a table, an alert, or what was in it if it was only for layout.
pub(super) fn of(element: &HtmlElement, remarks: &mut ConversionNotes) -> Vec<ImportedBlock> {
    let mut out = Vec::new();
    let mut rows = Vec::new();
    let mut head_rows = 0;
    collect(element, TablePart::SourceBody, &mut rows, &mut head_rows, &mut out, remarks);
    let is_empty = rows.is_empty();
    let colors: Vec<bool> = rows.iter().map(|row| row.is_colored).collect();
    let mut cells: Vec<Vec<TableCell>> = rows.into_iter().map(|row| row.cells).collect();
    if let [row] = cells.as_mut_slice()
        && let [cell] = row.as_mut_slice()
    {
        let content = std::mem::take(&mut cell.content);
        out.extend(single_cell(content, element, remarks));
        return out;
    }
    let is_layout = element.attribute("role") == Some("presentation") && cells.iter().all(|row| row.len() < 2);
    if is_layout || is_for_layout(&cells) {
        remarks.note("a table for layout became text");
        out.extend(cells.into_iter().flatten().flat_map(|cell| cell.content));
        return out;
    }
    let is_filled = |row: &Vec<TableCell>| row.iter().any(|cell| !cell.content.is_empty());
    let filled: Vec<(bool, Vec<TableCell>)> = colors
        .into_iter()
        .zip(cells)
        .enumerate()
        .filter(|(at, (_, row))| *at < head_rows || is_filled(row))
        .map(|(_, row)| row)
        .collect();
    if filled.iter().all(|(_, row)| !is_filled(row)) {
        if !is_empty {
            remarks.note("an empty table was left out");
        }
        return out;
    }
    let (colors, mut cells): (Vec<bool>, Vec<Vec<TableCell>>) = filled.into_iter().unzip();
    if head_rows == 0 && cells.len() > 1 && is_header(&cells[0], colors[0]) {
        head_rows = 1;
        for cell in &mut cells[0] {
            cell.is_header = true;
            cell.content = std::mem::take(&mut cell.content).into_iter().map(plain).collect();
        }
    }
    let rows = cells.split_off(head_rows.min(cells.len()));
    out.push(ImportedBlock::Table(SourceTable { head: cells, rows }));
    out
}

struct SourceRow {
    cells: Vec<TableCell>,
    /// Whether all cells have a background.
    is_colored: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum TablePart {
    Head,
    SourceBody,
}

fn collect(
    element: &HtmlElement,
    part: TablePart,
    rows: &mut Vec<SourceRow>,
    head_rows: &mut usize,
    before: &mut Vec<ImportedBlock>,
    remarks: &mut ConversionNotes,
) {
    for child in element.elements() {
        match child.name.as_str() {
            "thead" => collect(child, TablePart::Head, rows, head_rows, before, remarks),
            "tbody" | "tfoot" => collect(child, TablePart::SourceBody, rows, head_rows, before, remarks),
            "caption" => before.extend(blocks(&child.children, remarks)),
            "tr" => {
                let cells: Vec<&HtmlElement> =
                    child.elements().filter(|cell| matches!(cell.name.as_str(), "td" | "th")).collect();
                if part == TablePart::Head && *head_rows == rows.len() {
                    *head_rows += 1;
                }
                let is_colored = callouts::background(child).is_some()
                    || !cells.is_empty() && cells.iter().all(|cell| callouts::background(cell).is_some());
                let cells = cells.into_iter().map(|cell| table_cell(cell, remarks)).collect();
                rows.push(SourceRow { cells, is_colored });
            }
            _ => {}
        }
    }
}

fn table_cell(cell: &HtmlElement, remarks: &mut ConversionNotes) -> TableCell {
    /// The standard's limits.
    const MAX_COLUMNS: usize = 1000;
    let span = |name| cell.attribute(name).and_then(|value| value.trim().parse::<usize>().ok()).unwrap_or(1);
    let align = cell.style("text-align").or_else(|| cell.attribute("align").map(str::to_lowercase));
    let align = match align.as_deref() {
        Some("center") => "center",
        Some("right" | "end") => "right",
        _ => "",
    };
    TableCell {
        content: blocks(&cell.children, remarks),
        columns: span("colspan").clamp(1, MAX_COLUMNS),
        rows: span("rowspan").clamp(1, MAX_COLUMNS),
        is_header: cell.name == "th",
        align,
    }
}

/// A table of one cell: an alert if its first words or its color say so, else only what is in it.
fn single_cell(
    content: Vec<ImportedBlock>,
    element: &HtmlElement,
    remarks: &mut ConversionNotes,
) -> Vec<ImportedBlock> {
    let is_cell = |inner: &HtmlElement| matches!(inner.name.as_str(), "td" | "th");
    let color = callouts::background(element).or_else(|| element.find(&is_cell).and_then(callouts::background));
    match (callouts::by_first_words(content, remarks), color) {
        (Ok(alert), _) => vec![alert],
        (Err(content), _) if content.is_empty() => {
            remarks.note("an empty table was left out");
            Vec::new()
        }
        (Err(content), Some(kind)) => vec![callouts::alert(content, kind, remarks)],
        (Err(content), None) => content,
    }
}

/// A table without data: one column of blocks that are more than lines.
fn is_for_layout(rows: &[Vec<TableCell>]) -> bool {
    let is_rich = |block: &ImportedBlock| {
        matches!(
            block,
            ImportedBlock::Heading { .. }
                | ImportedBlock::List { .. }
                | ImportedBlock::Table(_)
                | ImportedBlock::Alert { .. }
                | ImportedBlock::Code { .. }
        )
    };
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0);
    widest == 1 && rows.iter().flatten().any(|cell| cell.content.iter().any(is_rich))
        || rows.len() == 1
            && rows
                .iter()
                .flatten()
                .any(|cell| cell.content.iter().filter(|block| is_rich(block)).count() > 0 && cell.content.len() > 1)
}

/// Whether a first row is a header: header cells, colored cells, or nothing but bold words.
fn is_header(row: &[TableCell], is_colored: bool) -> bool {
    let is_bold = |block: &ImportedBlock| match block {
        ImportedBlock::Heading { .. } => true,
        ImportedBlock::Paragraph(content) => {
            content.iter().all(|inline| matches!(inline, Inline::Styled(TextStyle::Strong, _) | Inline::Anchor(_)))
        }
        _ => false,
    };
    let has_words = row.iter().any(|cell| !cell.content.is_empty());
    has_words
        && (row.iter().all(|cell| cell.is_header)
            || row.iter().all(|cell| cell.content.len() <= 1)
                && (is_colored || row.iter().all(|cell| cell.content.iter().all(is_bold))))
}

/// A header's words without the bold type that headers have anyway.
fn plain(block: ImportedBlock) -> ImportedBlock {
    match block {
        ImportedBlock::Heading { content, .. } | ImportedBlock::Paragraph(content) => {
            let unwrap = |inline| match inline {
                Inline::Styled(TextStyle::Strong, content) => content,
                other => vec![other],
            };
            ImportedBlock::Paragraph(content.into_iter().flat_map(unwrap).collect())
        }
        other => other,
    }
}
