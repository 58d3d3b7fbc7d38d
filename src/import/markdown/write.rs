//! Blocks → a Markdown file. comrak writes what contains other blocks, and `inline` the lines in them.

use std::fmt::Write as _;

use comrak::nodes::{
    AlertType as ComrakAlert, Ast, AstNode, LineColumn, ListDelimType, ListType, NodeAlert, NodeBlockDirective,
    NodeCodeBlock, NodeHeading, NodeHtmlBlock, NodeList, NodeValue,
};
use comrak::{Arena, Options};

use super::escape::Surroundings;
use super::{AlertType, ImportedBlock, Inline, ListEntry, SourceTable, TableCell, html, inline, verify};

/// What was written, and which blocks stayed HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenMarkdown {
    /// The text, with a line break at its end unless it is empty.
    pub text: String,
    /// Why blocks stayed HTML.
    pub kept_as_html: Vec<String>,
}

/// Writes blocks.
#[must_use]
pub fn markdown(blocks: &[ImportedBlock]) -> WrittenMarkdown {
    let mut written = WrittenMarkdown::default();
    let mut is_after_list = false;
    for block in blocks {
        let mut text = one_block(block);
        if !verify::reads_as(&text, block) {
            text = html_block(block);
            written.kept_as_html.push(format!("{} that Markdown would read differently", verify::name(block)));
        } else if let Some(reason) = html_reason(block) {
            written.kept_as_html.push(reason.to_owned());
        }
        if text.trim().is_empty() {
            continue;
        }
        if !written.text.is_empty() {
            written.text.push('\n');
            // Two lists next to each other would be one.
            if is_after_list && is_list(block) {
                written.text.push_str("<!-- end of list -->\n\n");
            }
        }
        is_after_list = is_list(block);
        written.text.push_str(text.trim_end());
        written.text.push('\n');
    }
    written
}

fn is_list(block: &ImportedBlock) -> bool {
    matches!(block, ImportedBlock::List { .. })
}

/// Blocks as one piece of Markdown, without the check.
fn one_block(block: &ImportedBlock) -> String {
    let arena = Arena::new();
    let root = node(&arena, NodeValue::Document);
    append(&arena, root, block);
    let mut text = String::new();
    let mut options = Options::default();
    options.render.prefer_fenced = true;
    // Writing to a text cannot fail.
    let _ = comrak::format_commonmark(root, &options, &mut text);
    without_blank_ends(&text)
}

/// A text whose blank lines are empty: comrak indents them.
fn without_blank_ends(text: &str) -> String {
    text.lines()
        .map(|line| if line.trim_matches([' ', '>']).is_empty() { line.trim_end() } else { line })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A block as HTML that Markdown leaves alone.
fn html_block(block: &ImportedBlock) -> String {
    let mut html = html::block(block);
    // An element that begins a line of text needs a container to be a block.
    if !html.starts_with("<t") && !html.starts_with("<p") && !html.starts_with("<h") && !html.starts_with("<d") {
        html = format!("<div>\n{html}\n</div>");
    }
    html
}

/// Why a block is HTML, if it is.
fn html_reason(block: &ImportedBlock) -> Option<&'static str> {
    match block {
        ImportedBlock::Table(table) => table_reason(table),
        ImportedBlock::List { items, .. } | ImportedBlock::Steps(items) => {
            items.iter().flat_map(|item| &item.content).find_map(html_reason)
        }
        ImportedBlock::Quote(content)
        | ImportedBlock::Alert { content, .. }
        | ImportedBlock::Details { content, .. } => content.iter().find_map(html_reason),
        ImportedBlock::Tabs(parts) | ImportedBlock::Definitions(parts) => {
            parts.iter().flat_map(|(_, content)| content).find_map(html_reason)
        }
        _ => None,
    }
}

/// Why a table cannot be Markdown.
fn table_reason(table: &SourceTable) -> Option<&'static str> {
    let cells = || table.head.iter().chain(&table.rows).flatten();
    let is_line = |block: &ImportedBlock| matches!(block, ImportedBlock::Paragraph(_));
    let width = table.head.first().or(table.rows.first()).map_or(0, Vec::len);
    if cells().any(|cell| cell.columns > 1 || cell.rows > 1) {
        return Some("a table with merged cells");
    }
    if cells().any(|cell| !cell.content.iter().all(is_line)) {
        return Some("a table with lists, code or other blocks in its cells");
    }
    if table.head.len() != 1 {
        return Some(if table.head.is_empty() {
            "a table without a header"
        } else {
            "a table with several header rows"
        });
    }
    if table.rows.iter().any(|row| row.len() != width) {
        return Some("a table whose rows have different numbers of cells");
    }
    if table.rows.iter().flatten().any(|cell| cell.is_header) {
        return Some("a table with headers of rows");
    }
    None
}

fn node<'a>(arena: &'a Arena<'a>, value: NodeValue) -> &'a AstNode<'a> {
    arena.alloc(Ast::new(value, LineColumn { line: 1, column: 1 }).into())
}

/// A line as it is: comrak does not escape it again.
fn raw<'a>(arena: &'a Arena<'a>, parent: &'a AstNode<'a>, text: String) {
    let paragraph = node(arena, NodeValue::Paragraph);
    paragraph.append(node(arena, NodeValue::Raw(text)));
    parent.append(paragraph);
}

fn raw_html<'a>(arena: &'a Arena<'a>, parent: &'a AstNode<'a>, literal: String) {
    parent.append(node(arena, NodeValue::HtmlBlock(NodeHtmlBlock { block_type: 6, literal: literal + "\n" })));
}

fn all<'a>(arena: &'a Arena<'a>, parent: &'a AstNode<'a>, blocks: &[ImportedBlock]) {
    for block in blocks {
        append(arena, parent, block);
    }
}

fn paragraph(line: &[Inline]) -> String {
    inline::line(line, Surroundings { is_line_start: true, ..Surroundings::default() })
}

fn title_line(line: &[Inline]) -> String {
    inline::line(line, Surroundings { is_label: false, ..Surroundings::default() }).replace("\\\n", " ")
}

fn append<'a>(arena: &'a Arena<'a>, parent: &'a AstNode<'a>, block: &ImportedBlock) {
    match block {
        ImportedBlock::Paragraph(line) => raw(arena, parent, paragraph(line)),
        ImportedBlock::Heading { level, id, content } => {
            let mut text = inline::line(content, Surroundings::default()).replace("\\\n", " ");
            if text.ends_with('#') {
                text.insert(text.len() - 1, '\\');
            }
            if let Some(id) = id {
                let _ = write!(text, " {{#{id}}}");
            }
            let heading = node(arena, NodeValue::Heading(NodeHeading { level: *level, setext: false, closed: false }));
            heading.append(node(arena, NodeValue::Raw(text)));
            parent.append(heading);
        }
        ImportedBlock::List { start, items } => list(arena, parent, *start, items),
        ImportedBlock::Steps(items) => {
            let around = directive(arena, parent, "steps".into(), depth(block));
            list(arena, around, Some(1), items);
        }
        ImportedBlock::Code { language, text } => parent.append(node(
            arena,
            NodeValue::CodeBlock(Box::new(NodeCodeBlock {
                fenced: true,
                fence_char: b'`',
                fence_length: 3,
                fence_offset: 0,
                info: language.clone(),
                literal: format!("{text}\n"),
                closed: true,
            })),
        )),
        ImportedBlock::Quote(content) => {
            let quote = node(arena, NodeValue::BlockQuote);
            parent.append(quote);
            all(arena, quote, content);
        }
        ImportedBlock::Alert { kind, title, content } => alert(arena, parent, *kind, title, content),
        ImportedBlock::Details { title, content } => {
            let around = directive(arena, parent, format!("details {}", title_line(title)), depth(block));
            all(arena, around, content);
        }
        ImportedBlock::Tabs(parts) => {
            let around = directive(arena, parent, "tabs".into(), depth(block));
            for (title, content) in parts {
                let inner = directive(arena, around, format!("tab {}", title_line(title)), depth(block) - 1);
                all(arena, inner, content);
            }
        }
        ImportedBlock::Table(source) => match table_reason(source) {
            Some(_) => raw_html(arena, parent, html::block(block)),
            None => raw(arena, parent, table(source)),
        },
        ImportedBlock::Definitions(parts) => definitions(arena, parent, parts, block),
        ImportedBlock::Rule => raw(arena, parent, "---".into()),
        ImportedBlock::SnippetCall(name) => raw(arena, parent, format!("{{{{> {name} }}}}")),
    }
}

fn list<'a>(arena: &'a Arena<'a>, parent: &'a AstNode<'a>, start: Option<usize>, items: &[ListEntry]) {
    let is_plain = |item: &ListEntry| {
        let mut blocks = item.content.iter();
        let is_first_line = matches!(blocks.next(), Some(ImportedBlock::Paragraph(_)) | None);
        // A list that does not begin with 1 needs a blank line before it.
        is_first_line && blocks.all(|block| matches!(block, ImportedBlock::List { start: None | Some(1), .. }))
    };
    let mut list = NodeList {
        list_type: if start.is_some() { ListType::Ordered } else { ListType::Bullet },
        start: start.unwrap_or(1),
        delimiter: ListDelimType::Period,
        bullet_char: b'-',
        tight: items.iter().all(is_plain),
        ..NodeList::default()
    };
    list.padding = 2;
    let around = node(arena, NodeValue::List(list));
    parent.append(around);
    for item in items {
        let entry = node(arena, NodeValue::Item(list));
        around.append(entry);
        let Some(checked) = item.checked else {
            all(arena, entry, &item.content);
            continue;
        };
        let mark = if checked { "[x] " } else { "[ ] " };
        let (first, rest) = match item.content.split_first() {
            Some((ImportedBlock::Paragraph(line), rest)) => (paragraph(line), rest),
            _ => (String::new(), item.content.as_slice()),
        };
        raw(arena, entry, format!("{mark}{first}"));
        all(arena, entry, rest);
    }
}

fn directive<'a>(arena: &'a Arena<'a>, parent: &'a AstNode<'a>, info: String, depth: usize) -> &'a AstNode<'a> {
    let value = NodeBlockDirective { fence_length: 2 + depth, fence_offset: 0, info };
    let directive = node(arena, NodeValue::BlockDirective(Box::new(value)));
    parent.append(directive);
    directive
}

/// How many blocks of colons are inside each other here, including this one: an outer one needs more colons.
fn depth(block: &ImportedBlock) -> usize {
    let deepest = |blocks: &[ImportedBlock]| blocks.iter().map(depth).max().unwrap_or(0);
    match block {
        ImportedBlock::Steps(items) => 1 + items.iter().map(|item| deepest(&item.content)).max().unwrap_or(0),
        ImportedBlock::Details { content, .. } => 1 + deepest(content),
        ImportedBlock::Tabs(parts) => 2 + parts.iter().map(|(_, content)| deepest(content)).max().unwrap_or(0),
        ImportedBlock::List { items, .. } => items.iter().map(|item| deepest(&item.content)).max().unwrap_or(0),
        ImportedBlock::Quote(content) | ImportedBlock::Alert { content, .. } => deepest(content),
        ImportedBlock::Definitions(parts) => parts.iter().map(|(_, content)| deepest(content)).max().unwrap_or(0),
        _ => 0,
    }
}

fn alert<'a>(
    arena: &'a Arena<'a>,
    parent: &'a AstNode<'a>,
    kind: AlertType,
    title: &[Inline],
    content: &[ImportedBlock],
) {
    let alert_type = match kind {
        AlertType::Note => ComrakAlert::Note,
        AlertType::Tip => ComrakAlert::Tip,
        AlertType::Important => ComrakAlert::Important,
        AlertType::Warning => ComrakAlert::Warning,
        AlertType::Caution => ComrakAlert::Caution,
    };
    let title = title_line(title);
    let title = (!title.is_empty() && title != html::usual_title(kind)).then_some(title);
    let value = NodeAlert { alert_type, title, multiline: false, fence_length: 0, fence_offset: 0 };
    let alert = node(arena, NodeValue::Alert(Box::new(value)));
    parent.append(alert);
    all(arena, alert, content);
}

/// A table of lines. comrak would not pad or escape it in another way.
fn table(table: &SourceTable) -> String {
    let place = Surroundings { is_cell: true, ..Surroundings::default() };
    let text = |cell: &TableCell| {
        let lines: Vec<String> = cell
            .content
            .iter()
            .filter_map(|block| match block {
                ImportedBlock::Paragraph(line) => Some(inline::line(line, place)),
                _ => None,
            })
            .collect();
        lines.join("<br>")
    };
    let row = |cells: &Vec<TableCell>| {
        let cells: Vec<String> = cells.iter().map(text).collect();
        format!("| {} |", cells.join(" | "))
    };
    let align = |at: usize| {
        let mut cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.align);
        let first = cells.next().unwrap_or_default();
        match first {
            "right" if cells.all(|align| align == first) => "-:",
            "center" if cells.all(|align| align == first) => ":-:",
            _ => "-",
        }
    };
    let head = &table.head[0];
    let marks: Vec<&str> = (0..head.len()).map(align).collect();
    let mut lines = vec![row(head), format!("|{}|", marks.join("|"))];
    lines.extend(table.rows.iter().map(row));
    lines.join("\n")
}

fn definitions<'a>(
    arena: &'a Arena<'a>,
    parent: &'a AstNode<'a>,
    parts: &[(Vec<Inline>, Vec<ImportedBlock>)],
    block: &ImportedBlock,
) {
    let is_simple = |(title, content): &(Vec<Inline>, Vec<ImportedBlock>)| {
        !title.is_empty() && matches!(content.as_slice(), [ImportedBlock::Paragraph(_)])
    };
    if !parts.iter().all(is_simple) {
        // A part without a term is only a container.
        if parts.iter().all(|(title, _)| title.is_empty()) {
            for (_, content) in parts {
                all(arena, parent, content);
            }
        } else {
            raw_html(arena, parent, html::block(block));
        }
        return;
    }
    for (title, content) in parts {
        raw(arena, parent, title_line(title));
        if let [ImportedBlock::Paragraph(line)] = content.as_slice() {
            raw(arena, parent, format!(": {}", title_line(line)));
        }
    }
}
