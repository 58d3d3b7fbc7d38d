//! The questions of a `faq`: each H2 opens an entry, which ends where the next one begins.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::raw::ends;
use super::writer::HtmlWriter;
use crate::content::markdown::parse::tree;
use crate::content::{ArticleKind, Question};
use crate::html::escape_attribute;

/// Ends the previous question and begins a new one.
pub(super) fn enter_question(writer: &mut HtmlWriter<'_, '_, '_>, id: &str, question: String) {
    finish_answer(writer);
    writer.line();
    if writer.faq.count == 0 {
        writer.start_tag("div");
        writer.out.push_str(" class=\"faq\">\n");
    }
    writer.start_tag("details");
    writer.out.push_str(" id=\"");
    escape_attribute(id, &mut writer.out);
    writer.out.push_str(if writer.faq.count == 0 { "\" open>" } else { "\">" });
    for name in ["summary", "h2"] {
        writer.start_tag(name);
        writer.out.push('>');
    }
    writer.faq.count += 1;
    writer.body.questions.push(Question { id: id.to_owned(), question, answer: 0..0 });
}

/// Ends a question's heading and begins its answer. Returns false if the heading was not a question.
pub(super) fn leave_question<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> bool {
    let is_faq = writer.context.is_some_and(|context| context.kind == ArticleKind::Faq);
    let is_question = matches!(node.data().value, NodeValue::Heading(ref heading) if heading.level <= 2);
    if !is_faq || !is_question || !tree::is_top(node) {
        return false;
    }
    writer.blocks.end_title(writer.title_start);
    writer.end_tag("h2");
    writer.end_tag("summary");
    writer.start_tag("div");
    writer.out.push_str(" class=\"answer\">\n");
    ends::enter_container(writer);
    writer.faq.open_answer = Some(writer.blocks.count());
    true
}

fn finish_answer(writer: &mut HtmlWriter<'_, '_, '_>) {
    if let Some(start) = writer.faq.open_answer.take() {
        if let Some(question) = writer.body.questions.last_mut() {
            question.answer = start..writer.blocks.count();
        }
        ends::leave_container(writer);
        writer.line();
        writer.end_tag("div");
        writer.end_tag_line("details");
    }
}

/// Ends the last question.
pub(super) fn finish(writer: &mut HtmlWriter<'_, '_, '_>) {
    finish_answer(writer);
    if writer.faq.count > 0 {
        writer.end_tag_line("div");
    }
}
