//! Tree → HTML: one walk over the tree. The files named after the nodes write each kind of node, with what `writer` offers
//! to all of them; none of them calls the walk. With [`Dialect::CommonMark`], it writes the specification's HTML.
//!
//! The words are recorded as they are written (`recorder`), and checked at the end (`left_over`, `wording`).

mod anchors;
mod attributes;
mod blocks;
mod code;
mod directives;
mod empty_links;
mod faq;
mod footnotes;
mod headings;
mod images;
mod inlines;
mod left_over;
mod links;
mod lists;
mod raw;
mod recorder;
mod state;
mod summary;
mod tables;
mod wording;
mod writer;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::context::{Dialect, MarkdownContext};
use super::parse::tree::{self, MarkdownTree};
use crate::codes;
use crate::content::holes::without_holes;
use crate::content::{ArticleDocument, ArticleKind, Body};
use crate::diagnostic::Diagnostic;
use crate::html::is_contained;
use raw::ends;
use recorder::{RecordedBlocks, TextOrigin};
use state::RawHtmlMode;
use writer::{Descend, HtmlWriter};

/// Writes an article.
pub(super) fn article<'c>(
    tree: &MarkdownTree<'_, 'c>,
    context: &MarkdownContext<'c>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Body {
    let mut writer = written(tree, context, RawHtmlMode::Elements);
    if writer.html.affects_nesting && !is_contained(without_holes(&writer.out)) {
        let (mut reports, place) = (std::mem::take(&mut writer.diagnostics), writer.html.first_place.take());
        writer = written(tree, context, RawHtmlMode::Text);
        let message = "browsers nest the HTML in this article differently, so its tags are shown as text";
        let help = "write it in Markdown, or end each element before the one around it ends";
        writer.report(codes::MARKUP_UNBALANCED_HTML, message.to_owned(), place, help);
        reports.retain(|report| report.code == codes::MARKUP_UNBALANCED_HTML);
        writer.diagnostics.append(&mut reports);
    }
    let RecordedBlocks { record, origins, labels } = std::mem::take(&mut writer.blocks).finish();
    left_over::in_record(&mut writer, &record, &origins);
    wording::in_record(&mut writer, &record, &origins, &labels);
    wording::in_title(&mut writer, tree);
    left_over::in_title(&mut writer, tree);
    left_over::in_addresses(&mut writer);
    diagnostics.append(&mut writer.diagnostics);
    let mut body = writer.body;
    body.document = ArticleDocument::new(writer.out, &record, context.body_mode);
    body.anchors = writer.anchors.into_vec();
    summary::complete(&mut body, tree, writer.plain_text, context);
    body
}

/// Walks over the whole tree of an article.
fn written<'a, 't, 'c>(
    tree: &'t MarkdownTree<'a, 'c>,
    context: &'t MarkdownContext<'c>,
    mode: RawHtmlMode,
) -> HtmlWriter<'a, 't, 'c> {
    let mut writer = HtmlWriter::new(&tree.frames, Some(context), Dialect::Answerbook);
    writer.html.mode = mode;
    headings::number(&mut writer, tree);
    walk(&mut writer, tree.root);
    if context.kind == ArticleKind::Faq {
        faq::finish(&mut writer);
    }
    ends::close_all(&mut writer);
    footnotes::write(&mut writer, walk);
    writer
}

/// Writes HTML as a specification demands.
pub(super) fn plain(root: Node<'_>, dialect: Dialect) -> String {
    let mut writer = HtmlWriter::new(&[], None, dialect);
    walk(&mut writer, root);
    writer.out
}

/// Writes a node and its descendants. Iterative, because text can be nested to any depth.
fn walk<'a>(writer: &mut HtmlWriter<'a, '_, '_>, root: Node<'a>) {
    let mut stack = vec![(root, false)];
    while let Some((node, is_done)) = stack.pop() {
        if is_done {
            ends::leave_container(writer);
            writer.html.items -= usize::from(lists::is_item(node));
            leave(writer, node);
        } else if enter(writer, node) == Descend::Children {
            ends::enter_container(writer);
            writer.html.items += usize::from(lists::is_item(node));
            stack.push((node, true));
            stack.extend(node.reverse_children().map(|child| (child, false)));
        }
    }
}

fn enter<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> Descend {
    let data = node.data();
    raw::meet_markdown(writer, node);
    if matches!(data.value, NodeValue::Paragraph | NodeValue::Heading(_) | NodeValue::TableCell) {
        summary::note(writer, node);
    }
    match &data.value {
        NodeValue::Document => {
            writer.outer_frames.push(writer.frame);
            writer.frame = tree::frame_of(node);
            footnotes::enter_document(writer, node);
            Descend::Children
        }
        NodeValue::Paragraph => blocks::enter_paragraph(writer, node),
        NodeValue::Heading(heading) => headings::enter(writer, node, heading.level),
        NodeValue::BlockQuote => blocks::open(writer, "blockquote", ">\n"),
        NodeValue::ThematicBreak => blocks::thematic_break(writer),
        NodeValue::CodeBlock(block) => code::block(writer, block, data.attrs.as_deref()),
        NodeValue::HtmlBlock(block) => raw::block(writer, node, &block.literal),
        NodeValue::List(list) => lists::enter_list(writer, node, list),
        NodeValue::Item(_) => lists::enter_item(writer, node),
        NodeValue::TaskItem(item) => lists::enter_task(writer, node, item.symbol.is_some()),
        NodeValue::DescriptionList => blocks::open(writer, "dl", ">\n"),
        NodeValue::DescriptionTerm => blocks::open(writer, "dt", ">"),
        NodeValue::DescriptionDetails => blocks::open(writer, "dd", ">"),
        NodeValue::Table(_) => tables::enter_table(writer),
        NodeValue::TableRow(is_head) => tables::enter_row(writer, node, *is_head),
        NodeValue::TableCell => tables::enter_cell(writer, node),
        NodeValue::Callout(callout) => {
            directives::enter_callout(writer, node, callout);
            Descend::Children
        }
        NodeValue::CalloutTitle => directives::enter_title(writer, node),
        NodeValue::BlockDirective(block) => {
            directives::enter(writer, node, &block.info);
            Descend::Children
        }
        NodeValue::FootnoteDefinition(definition) => footnotes::keep(writer, node, definition),
        NodeValue::FootnoteReference(reference) => footnotes::reference(writer, reference),
        NodeValue::Link(link) => links::enter(writer, node, link, data.attrs.as_deref()),
        NodeValue::Image(image) => images::inline(writer, node, image, data.attrs.as_deref()),
        NodeValue::HtmlInline(literal) => raw::inline(writer, node, literal),
        NodeValue::Code(code) => code::inline(writer, code, data.attrs.as_deref()),
        NodeValue::Text(text) => {
            let origin = writer.origin(TextOrigin::Markdown, node);
            writer.words_from(origin, text);
            Descend::Skip
        }
        value => inlines::enter(writer, value),
    }
}

fn leave<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    let data = node.data();
    match &data.value {
        NodeValue::Document => writer.frame = writer.outer_frames.pop().unwrap_or_default(),
        NodeValue::Paragraph => blocks::leave_paragraph(writer, node),
        NodeValue::Heading(heading) => headings::leave(writer, node, heading.level),
        NodeValue::BlockQuote => blocks::close(writer, "blockquote"),
        NodeValue::List(list) => lists::leave_list(writer, list),
        NodeValue::Item(_) | NodeValue::TaskItem(_) => lists::leave_item(writer, node),
        NodeValue::DescriptionList => writer.end_tag_line("dl"),
        NodeValue::DescriptionTerm => writer.end_tag_line("dt"),
        NodeValue::DescriptionDetails => writer.end_tag_line("dd"),
        NodeValue::Table(_) => tables::leave_table(writer, node),
        NodeValue::TableRow(is_head) => tables::leave_row(writer, *is_head),
        NodeValue::TableCell => tables::leave_cell(writer, node),
        NodeValue::Callout(callout) => directives::leave_callout(writer, callout),
        NodeValue::CalloutTitle => directives::leave_title(writer, node),
        NodeValue::BlockDirective(block) => directives::leave(writer, &block.info),
        NodeValue::Link(link) => links::leave(writer, node, link),
        value => inlines::leave(writer, value),
    }
}
