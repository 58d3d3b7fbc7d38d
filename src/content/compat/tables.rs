//! Tables without a header, as kramdown reads them: two rows such as `|a|b|` or more. The parser needs a header, which
//! is left empty.

use super::DialectPass;

/// Minimum number of rows. A single line may be anything.
const MIN_ROWS: usize = 2;

/// Puts a header before such rows.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let lines = pass.shape.lines.clone();
    let mut rows = 0;
    let mut first = 0;
    let mut is_table = false;
    for (index, &start) in lines.iter().enumerate() {
        let line = &pass.text[pass.line(start)];
        let body = line.trim();
        if body.is_empty() {
            end(pass, first, rows, is_table);
            (rows, is_table) = (0, true);
            continue;
        }
        if rows == 0 {
            (first, is_table) = (start, is_table || index == 0);
        }
        rows += 1;
        is_table &= is_row(body) && !pass.shape.code.holds(start + line.len() - line.trim_start().len());
    }
    end(pass, first, rows, is_table);
}

/// Whether a line has two cells or more and is no delimiter row.
fn is_row(body: &str) -> bool {
    let is_closed = body.len() > 1 && body.starts_with('|') && body.ends_with('|') && !body.ends_with("\\|");
    is_closed && cells(body) > 1 && body.contains(|letter: char| !"|-: \t".contains(letter))
}

fn cells(body: &str) -> usize {
    body.matches('|').count() - body.matches("\\|").count() - 1
}

fn end(pass: &mut DialectPass<'_>, first: usize, rows: usize, is_table: bool) {
    if rows < MIN_ROWS || !is_table {
        return;
    }
    let line = &pass.text[pass.line(first)];
    let indent = &line[..line.len() - line.trim_start().len()];
    let columns = cells(line.trim());
    let header = format!("{indent}|{}\n{indent}|{}\n", " |".repeat(columns), "-|".repeat(columns));
    pass.replace(first..first, header);
}
