//! Paragraphs, headings, quotes and tables.

use comrak::Node;
use comrak::nodes::{NodeValue, TableAlignment};

use super::tree::{self, MarkdownTree};
use super::writer::{Descend, HtmlWriter, put};
use super::{Dialect, attributes, faq, images, inlines, plain, structure};
use crate::codes;
use crate::content::holes::Hole;
use crate::content::{ArticleKind, Heading};

/// Opens a block that starts with only a tag.
pub(super) fn open(writer: &mut HtmlWriter<'_, '_, '_>, name: &str, end: &str) -> Descend {
    writer.line();
    writer.start_tag(name);
    writer.out.push_str(end);
    Descend::Children
}

/// Closes a block whose end tag ends a line.
pub(super) fn close(writer: &mut HtmlWriter<'_, '_, '_>, name: &str) {
    writer.line();
    writer.end_tag_line(name);
}

pub(super) fn thematic_break(writer: &mut HtmlWriter<'_, '_, '_>) -> Descend {
    writer.line();
    writer.start_tag("hr");
    writer.out.push_str(if writer.dialect == Dialect::Answerbook { ">\n" } else { " />\n" });
    Descend::Skip
}

/// Whether a paragraph is written without `<p>`: in a tight list, or as a term or a title.
fn is_tight(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
    if matches!(parent.data().value, NodeValue::DescriptionTerm | NodeValue::CalloutTitle) {
        return true;
    }
    parent.parent().is_some_and(|list| match list.data().value {
        NodeValue::List(ref list) => list.tight,
        NodeValue::DescriptionItem(ref item) => item.tight,
        _ => false,
    })
}

pub(super) fn enter_paragraph<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> Descend {
    writer.paragraph_is_closed = false;
    let is_title = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::CalloutTitle));
    if writer.dialect == Dialect::Answerbook && !is_title && images::write_lone_picture(writer, node) {
        return Descend::Skip;
    }
    if !is_tight(node) {
        writer.line();
        writer.start_tag("p");
        writer.is_in_pictures = writer.dialect == Dialect::Answerbook && images::are_pictures(node);
        writer.out.push_str(if writer.is_in_pictures { " class=\"pictures\">" } else { ">" });
        writer.is_in_paragraph = true;
    } else if node.previous_sibling().is_some_and(|node| matches!(node.data().value, NodeValue::Paragraph)) {
        writer.new_line();
    }
    Descend::Children
}

pub(super) fn leave_paragraph<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    if is_tight(node) {
        return;
    }
    writer.is_in_paragraph = false;
    writer.is_in_pictures = false;
    if !std::mem::take(&mut writer.paragraph_is_closed) {
        super::footnotes::leave_paragraph(writer, node);
        writer.end_tag("p");
    }
    writer.new_line();
}

impl<'a> HtmlWriter<'a, '_, '_> {
    /// Gives each heading its id before anything is written: an id that the writer chose wins over one that is made.
    pub fn number_headings(&mut self, tree: &MarkdownTree<'a, '_>) {
        let is_heading =
            |node: &Node<'a>| matches!(node.data().value, NodeValue::Heading(_)) && node.first_child().is_some();
        let headings: Vec<Node<'a>> =
            tree.title.into_iter().chain(tree.root.descendants().filter(is_heading)).collect();
        let chosen: Vec<Option<String>> = headings.iter().map(|node| self.chosen_id(node)).collect();
        let mut with_chosen = Vec::new();
        for (node, chosen) in headings.into_iter().zip(chosen) {
            let id = chosen.map_or_else(
                || self.anchors.heading(plain::anchor_text(node).trim()),
                |id| {
                    with_chosen.push((node, id.clone()));
                    id
                },
            );
            node.data_mut().attrs.get_or_insert_default().id = Some(id);
        }
        // Links to the id that a heading had before its writer chose one keep working, unless another heading has it now.
        for (node, id) in with_chosen {
            let automatic = self.anchors.besides(plain::anchor_text(node).trim());
            self.automatic_ids.extend(automatic.map(|automatic| (id, automatic)));
        }
        // The page's own H1 has no id, so an id is only needed here if a link uses it.
        let id = tree.title.map(|title| heading_id(title)).unwrap_or_default();
        if !id.is_empty() && tree.frames[0].str().contains(&format!("(#{id})")) {
            put!(self, "<span id=\"{id}\"></span>\n");
        }
    }

    /// The id in `## Title {#id}`, if the page does not have it yet.
    fn chosen_id(&mut self, node: Node<'a>) -> Option<String> {
        let id = node.data().attrs.as_ref()?.id.clone()?;
        if self.anchors.take(&id) {
            return Some(id);
        }
        let frame = &self.frames[tree::frame_around(node)];
        let span = Some(frame.span(frame.range(node.data().sourcepos)));
        let message = format!("id `{id}` is used twice");
        self.report(codes::MARKUP_DUPLICATE_ID, message, span, "give each heading its own id");
        None
    }
}

/// The id that [`HtmlWriter::number_headings`] has given a heading.
fn heading_id(node: Node<'_>) -> String {
    node.data().attrs.as_ref().and_then(|attrs| attrs.id.clone()).unwrap_or_default()
}

pub(super) fn enter_heading<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, level: u8) -> Descend {
    let Some(context) = writer.context else {
        writer.line();
        writer.start_tag(tag_name(level));
        writer.out.push('>');
        return Descend::Children;
    };
    // For readers who jump from heading to heading, an empty one is a stop without a name.
    if node.first_child().is_none() {
        return Descend::Skip;
    }
    // The page's title is its only H1.
    let level = level.max(2);
    check_order(writer, node, level);
    let id = heading_id(node);
    let text = plain::text(node);
    writer.heading.clone_from(&text);
    if structure::is_top(node) {
        writer.body.outline.push(Heading { level, id: id.clone(), text: text.clone() });
    }
    if context.kind == ArticleKind::Faq && level == 2 && structure::is_top(node) {
        return faq::enter_question(writer, id, text);
    }
    writer.line();
    writer.start_tag(tag_name(level));
    writer.out.push_str(" id=\"");
    inlines::escape(&id, &mut writer.out);
    writer.out.push('"');
    attributes::write_classes(writer, node.data().attrs.as_deref());
    writer.out.push('>');
    write_targets(writer, &id);
    writer.title_start = writer.blocks.begin_title();
    Descend::Children
}

/// Reports a heading that is more than one level below the one before it.
fn check_order<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, level: u8) {
    let before = writer.body.outline.last().map_or(1, |heading| heading.level);
    if structure::is_top(node) && level > before + 1 {
        let message = match before {
            1 => format!("a heading of level {level} follows the title"),
            _ => format!("a heading of level {level} follows one of level {before}"),
        };
        let help = format!("make it level {}: `{}`", before + 1, "#".repeat(usize::from(before) + 1));
        writer.report(codes::HEADING_ORDER, message, writer.span(node), &help);
    }
}

/// Writes the other targets of a heading, as its first content: its automatic id besides one that its writer chose, and
/// a hole for its old anchors.
pub(super) fn write_targets(writer: &mut HtmlWriter<'_, '_, '_>, id: &str) {
    if let Some(automatic) = writer.automatic_ids.get(id) {
        writer.out.push_str("<span id=\"");
        inlines::escape(automatic, &mut writer.out);
        writer.out.push_str("\"></span>");
    }
    writer.hole(Hole::OldAnchors(id));
}

pub(super) fn leave_heading<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, level: u8) {
    if writer.context.is_some() {
        if faq::leave_question(writer, node) {
            return;
        }
        if structure::is_top(node) {
            writer.blocks.end_title(writer.title_start);
        }
        let id = heading_id(node);
        writer.out.push_str("<a class=\"anchor\" href=\"#");
        inlines::escape(&id, &mut writer.out);
        put!(writer, "\" aria-label=\"{}\">#</a>", Hole::UiText { key: "link-to", title: Some(&writer.heading) });
        writer.end_tag_line(tag_name(level.max(2)));
        return;
    }
    writer.end_tag_line(tag_name(level));
}

fn tag_name(level: u8) -> &'static str {
    ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(1, 6)) - 1]
}

pub(super) fn enter_table(writer: &mut HtmlWriter<'_, '_, '_>) -> Descend {
    writer.line();
    if writer.dialect == Dialect::Answerbook {
        open_table_region(writer);
    }
    writer.start_tag("table");
    writer.out.push_str(">\n");
    Descend::Children
}

/// Opens the region around a table, which scrolls where the table is wider than the page.
pub(super) fn open_table_region(writer: &mut HtmlWriter<'_, '_, '_>) {
    let label = table_label(writer);
    writer.start_tag("section");
    put!(writer, " class=\"table\" aria-label=\"{}", Hole::UiText { key: "table", title: None });
    inlines::escape(&label, &mut writer.out);
    writer.out.push_str("\" tabindex=\"0\">");
}

/// What distinguishes the name of a table from those of others, which assistive technology lists: the heading above it.
fn table_label(writer: &mut HtmlWriter<'_, '_, '_>) -> String {
    let label = if writer.heading.is_empty() { String::new() } else { format!(": {}", writer.heading) };
    let labels = &mut writer.table_labels;
    let Some(latest) = labels.get(&label).copied() else {
        labels.insert(label.clone(), 1);
        return label;
    };
    let numbered = (latest + 1..).map(|number| (number, format!("{label} ({number})")));
    let free = numbered.into_iter().find(|(_, numbered)| !labels.contains_key(numbered));
    let (number, free) = free.expect("an endless supply of numbers");
    labels.insert(label, number);
    labels.insert(free.clone(), 1);
    free
}

pub(super) fn leave_table<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    let has_rows = node.first_child().is_some_and(|row| row.next_sibling().is_some());
    if has_rows {
        close(writer, "tbody");
    }
    writer.line();
    writer.end_tag("table");
    if writer.dialect == Dialect::Answerbook {
        writer.end_tag("section");
    }
    writer.new_line();
}

pub(super) fn enter_row<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, is_head: bool) -> Descend {
    writer.line();
    let is_first = node.previous_sibling().is_some_and(|row| matches!(row.data().value, NodeValue::TableRow(true)));
    if is_head {
        open(writer, "thead", ">\n");
    } else if is_first {
        open(writer, "tbody", ">\n");
    }
    writer.start_tag("tr");
    writer.out.push('>');
    writer.column = 0;
    Descend::Children
}

pub(super) fn leave_row(writer: &mut HtmlWriter<'_, '_, '_>, is_head: bool) {
    close(writer, "tr");
    if is_head {
        writer.end_tag_line("thead");
    }
}

/// The name of a cell's element. An empty header cell is an ordinary cell.
fn cell_name<'a>(writer: &HtmlWriter<'a, '_, '_>, node: Node<'a>) -> &'static str {
    let is_head = node.parent().is_some_and(|row| matches!(row.data().value, NodeValue::TableRow(true)));
    let is_empty = writer.dialect == Dialect::Answerbook && node.first_child().is_none();
    if is_head && !is_empty { "th" } else { "td" }
}

pub(super) fn enter_cell<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> Descend {
    let name = cell_name(writer, node);
    writer.line();
    writer.start_tag(name);
    let is_answerbook = writer.dialect == Dialect::Answerbook;
    if is_answerbook && name == "th" {
        writer.out.push_str(" scope=\"col\"");
    }
    let side = match alignment(node, writer.column) {
        TableAlignment::None => None,
        TableAlignment::Left => Some("left"),
        TableAlignment::Center => Some("center"),
        TableAlignment::Right => Some("right"),
    };
    match side {
        Some(side) if is_answerbook => put!(writer, " class=\"align-{side}\""),
        Some(side) => put!(writer, " align=\"{side}\""),
        None => {}
    }
    writer.out.push('>');
    Descend::Children
}

pub(super) fn leave_cell<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    let name = cell_name(writer, node);
    writer.end_tag(name);
    writer.column += 1;
}

fn alignment(cell: Node<'_>, column: usize) -> TableAlignment {
    let table = cell.parent().and_then(comrak::arena_tree::Node::parent);
    table.map_or(TableAlignment::None, |table| match table.data().value {
        NodeValue::Table(ref table) => table.alignments.get(column).copied().unwrap_or(TableAlignment::None),
        _ => TableAlignment::None,
    })
}
