//! Tables that are written as a list of lists.

use std::fmt::Write as _;

use super::super::code::list_mark;

/// The table of a list whose items are lists of cells; `None` if a cell has more than paragraphs.
pub(super) fn table(text: &str, header_rows: Option<&str>) -> Option<String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut is_after_blank = false;
    for line in text.lines() {
        let body = line.trim();
        if body.is_empty() {
            is_after_blank = true;
            continue;
        }
        let row = ["* ", "- "].iter().find_map(|mark| line.strip_prefix(mark));
        if row.is_some() {
            rows.push(Vec::new());
        }
        let inner = row.or_else(|| line.strip_prefix("  "))?;
        let inner = if row.is_some() { inner.trim_start() } else { inner };
        if let Some(cell) = inner.strip_prefix(['-', '*']).filter(|cell| cell.is_empty() || cell.starts_with(' ')) {
            rows.last_mut()?.push(cell.trim().replace('|', "\\|"));
        } else if !inner.starts_with(' ') || list_mark(body).is_some() || body.starts_with(['`', ':', '~', '|', '<']) {
            return None;
        } else {
            let cell = rows.last_mut()?.last_mut()?;
            cell.push_str(if is_after_blank { "<br>" } else { " " });
            cell.push_str(&body.replace('|', "\\|"));
        }
        is_after_blank = false;
    }
    let columns = rows.iter().map(Vec::len).max().filter(|&columns| columns > 0)?;
    if header_rows.is_none_or(|rows| rows == "0") {
        rows.insert(0, Vec::new());
    }
    let mut table = String::new();
    for (number, mut row) in rows.into_iter().enumerate() {
        row.resize(columns, String::new());
        let _ = writeln!(table, "| {} |", row.join(" | "));
        if number == 0 {
            let _ = writeln!(table, "|{}", "-|".repeat(columns));
        }
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::table;

    #[track_caller]
    fn check(text: &str, header_rows: Option<&str>, expected: Option<&str>) {
        assert_eq!(table(text, header_rows).as_deref(), expected);
    }

    #[test]
    fn rows_are_items_and_cells_are_items_in_them() {
        let text = "* - A\n  - B|C\n* - d\n    e\n  -\n";
        check(text, Some("1"), Some("| A | B\\|C |\n|-|-|\n| d e |  |\n"));
        check("* - A\n\n    B\n", Some("1"), Some("| A<br>B |\n|-|\n"));
        check("- * A\n", None, Some("|  |\n|-|\n| A |\n"));
    }

    #[test]
    fn cells_with_blocks_are_no_table() {
        check("* - A\n    - B\n", None, None);
        check("* - A\n\n    ```\n", None, None);
        check("Text\n", None, None);
        check("", None, None);
    }
}
