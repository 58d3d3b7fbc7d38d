//! Tables that are written as a list of lists. They become a table of Markdown, or one of HTML if a cell has more than
//! paragraphs.

use std::fmt::Write as _;

use super::super::code::list_mark;

/// The table of a list whose items are lists of cells; `None` if it is no such list, or a cell has a directive.
pub(super) fn table(text: &str, header_rows: Option<&str>) -> Option<String> {
    of_paragraphs(text, header_rows).or_else(|| of_blocks(text, header_rows))
}

/// The table of Markdown; `None` if a cell has more than paragraphs.
fn of_paragraphs(text: &str, header_rows: Option<&str>) -> Option<String> {
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

/// The table of HTML, with blank lines around each cell so that its text is read as Markdown.
fn of_blocks(text: &str, header_rows: Option<&str>) -> Option<String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    // The column in which the text of the last cell begins.
    let mut column = 0;
    for line in text.lines() {
        let body = line.trim();
        let indent = line.len() - line.trim_start_matches(' ').len();
        let row = ["* ", "- "].iter().find_map(|mark| line.strip_prefix(mark));
        let inner = row.or_else(|| line.strip_prefix("  ").filter(|_| indent == 2));
        let mark = inner.map(str::trim_start).and_then(|inner| inner.strip_prefix(['-', '*']));
        if let Some(cell) = mark.filter(|cell| cell.is_empty() || cell.starts_with(' ')) {
            if row.is_some() {
                rows.push(Vec::new());
            }
            let words = cell.trim();
            column = if words.is_empty() { line.len() + 1 } else { line.len() - cell.trim_start().len() };
            rows.last_mut()?.push(words.to_owned());
        } else if row.is_some()
            || !body.is_empty() && indent < column.min(4)
            || body.contains("::{")
            || body.contains("`{")
        {
            return None;
        } else {
            let cell = rows.last_mut()?.last_mut()?;
            cell.push('\n');
            cell.push_str(line.get(column.min(indent)..).unwrap_or_default().trim_end());
        }
    }
    let columns = rows.iter().map(Vec::len).max()?;
    let head: usize = header_rows.and_then(|rows| rows.parse().ok()).unwrap_or_default();
    let mut table = "<table>\n".to_owned();
    for (number, mut row) in rows.into_iter().enumerate() {
        row.resize(columns, String::new());
        let name = if number < head { "th" } else { "td" };
        table.push_str("<tr>\n");
        for cell in row {
            let _ = writeln!(table, "<{name}>\n\n{}\n\n</{name}>", cell.trim());
        }
        table.push_str("</tr>\n");
    }
    table.push_str("</table>\n");
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
    fn cells_with_blocks_make_a_table_of_html() {
        check(
            "* - A\n  -   B\n\n      - c\n        d\n* - ```\n    - x\n    ```\n",
            Some("1"),
            Some(
                "<table>\n<tr>\n<th>\n\nA\n\n</th>\n<th>\n\nB\n\n- c\n  d\n\n</th>\n</tr>\n\
                 <tr>\n<td>\n\n```\n- x\n```\n\n</td>\n<td>\n\n\n\n</td>\n</tr>\n</table>\n",
            ),
        );
    }

    #[test]
    fn other_lists_are_no_table() {
        check("* - A\n\n    :::{note}\n    B\n    :::\n", None, None);
        check("* - A\n\n  B\n", None, None);
        check("* A\n", None, None);
        check("Text\n", None, None);
        check("", None, None);
    }
}
