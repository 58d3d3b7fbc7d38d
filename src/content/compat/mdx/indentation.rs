//! Indentation in MDX, which has no indented code: four blanks before a line mean nothing there.
//!
//! Markdown would read such a line as code. So each line is moved to at most three columns after the text of the list
//! item that contains it. Lines in code fences move with their fence, and the structure of lists stays.

use super::super::super::front_matter::lines_with_offsets;
use super::super::DialectPass;
use super::super::code::{fence, indentation, list_mark};

/// Maximum number of columns before a line that is no code.
const MAX_INDENT: usize = 3;

/// Columns before the text of a footnote's definition.
const FOOTNOTE_INDENT: usize = 4;

/// Elements whose text keeps its blanks.
const RAW: &[&str] = &["pre", "script", "style", "textarea"];

/// A column in the source and in the result.
#[derive(Clone, Copy, Default)]
struct MovedColumn {
    from: usize,
    to: usize,
}

/// A code fence that moves with its lines.
struct MovedFence {
    mark: char,
    length: usize,
    column: MovedColumn,
}

/// What is open at a line: outside of quotations, or in one.
struct OpenBlocks {
    /// Columns at which the text of the open list items starts.
    items: Vec<MovedColumn>,
    fence: Option<MovedFence>,
    raw: Option<&'static str>,
    after_blank: bool,
}

impl OpenBlocks {
    fn none() -> Self {
        Self { items: Vec::new(), fence: None, raw: None, after_blank: true }
    }
}

/// Moves all lines that need it.
pub(in crate::content::compat) fn run(pass: &mut DialectPass<'_>) {
    let (mut outside, mut quoted) = (OpenBlocks::none(), None);
    for (offset, line) in lines_with_offsets(pass.text) {
        let width = if outside.fence.is_some() { 0 } else { quotes(line) };
        let (offset, line) = (offset + width, &line[width..]);
        if width == 0 {
            quoted = None;
            move_line(pass, &mut outside, offset, line);
        } else {
            move_line(pass, quoted.get_or_insert_with(OpenBlocks::none), offset, line);
        }
    }
}

/// The length of the quotation marks at the start of a line, each with a blank after it.
fn quotes(line: &str) -> usize {
    let mut length = 0;
    while let Some(rest) = line[length..].trim_start_matches(' ').strip_prefix('>') {
        length = line.len() - rest.strip_prefix(' ').unwrap_or(rest).len();
    }
    length
}

fn move_line(pass: &mut DialectPass<'_>, open: &mut OpenBlocks, offset: usize, line: &str) {
    let (body, indent) = (line.trim(), indentation(line));
    if let Some(name) = open.raw {
        open.raw = open.raw.filter(|_| !line.contains(&format!("</{name}")));
        return;
    }
    let container = open.items.last().map_or(0, |item| item.from);
    if let Some(fence) = open.fence.take_if(|_| body.is_empty() || indent >= container) {
        let is_end = body.len() >= fence.length && body.trim_start_matches(fence.mark).is_empty();
        let moved = fence.column.from - fence.column.to;
        let to = if is_end { fence.column.to } else { indent.saturating_sub(moved) };
        if !body.is_empty() {
            set_indent(pass, offset, line, to);
        }
        open.fence = Some(fence).filter(|_| !is_end);
        open.after_blank = is_end;
        return;
    }
    open.fence = None;
    if body.is_empty() {
        open.after_blank = true;
        return;
    }
    if open.after_blank || body.starts_with('<') || list_mark(body).is_some() {
        while open.items.last().is_some_and(|item| indent < item.from) {
            open.items.pop();
        }
    }
    open.after_blank = false;
    let base = open.items.last().copied().unwrap_or_default();
    let to = match indent.checked_sub(base.from) {
        // All blanks before a fence go, so that its lines keep their tabs.
        Some(excess) if excess > MAX_INDENT && fence(body).is_some() => base.to,
        Some(excess) => base.to + excess.min(MAX_INDENT),
        None => indent.saturating_sub(base.from - base.to),
    };
    set_indent(pass, offset, line, to);
    let column = MovedColumn { from: indent, to };
    let start = offset + line.len() - line.trim_start().len();
    let (column, body) = enter_items(pass, &mut open.items, start, column, body);
    if let Some((mark, length)) = fence(body) {
        open.fence = Some(MovedFence { mark, length, column });
    } else if body.starts_with("[^") && body.contains("]:") {
        open.items.push(MovedColumn { from: indent + FOOTNOTE_INDENT, to: to + FOOTNOTE_INDENT });
    } else {
        let opens = |name: &&str| body.starts_with(&format!("<{name}")) && !body.contains(&format!("</{name}"));
        open.raw = RAW.iter().copied().find(opens);
    }
}

/// Lets the text of a line start at column `to`, if it starts at another one.
fn set_indent(pass: &mut DialectPass<'_>, offset: usize, line: &str, to: usize) {
    let indent = indentation(line);
    if indent < to {
        pass.replace(offset..offset, " ".repeat(to - indent));
    } else if indent > to {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        let width = (0..=blanks).find(|&width| indentation(&line[..width]) >= indent - to).unwrap_or(blanks);
        // A tab may be wider than what is to be removed.
        let rest = indentation(&line[width..]);
        let (width, gap) = if rest == to { (width, 0) } else { (blanks, to) };
        pass.replace(offset..offset + width, " ".repeat(gap));
    }
}

/// Records the list items that a line opens. Returns the column of the text after their marks, and this text, which
/// starts at `offset`.
fn enter_items<'l>(
    pass: &mut DialectPass<'_>,
    items: &mut Vec<MovedColumn>,
    mut offset: usize,
    mut column: MovedColumn,
    mut body: &'l str,
) -> (MovedColumn, &'l str) {
    while let Some(width) = list_mark(body) {
        let text = body[width..].trim_start_matches([' ', '\t']);
        let gap = &body[width..body.len() - text.len()];
        let (mut end, start) = (column.from + width, column.from + width);
        for blank in gap.chars() {
            end += if blank == '\t' { 4 - end % 4 } else { 1 };
        }
        let space = if text.is_empty() || end - start > 4 { 1 } else { end - start };
        if column.from != column.to && gap.contains('\t') {
            // The width of a tab depends on its column.
            pass.replace(offset + width..offset + width + gap.len(), " ".repeat(end - start));
        }
        let moved = column.from - column.to;
        items.push(MovedColumn { from: start + space, to: start + space - moved });
        column = MovedColumn { from: end, to: end - moved };
        offset += width + gap.len();
        body = text;
    }
    (column, body)
}
