//! Collects facts about the whole text: its title, its lead, its number of words and its terms.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::writer::HtmlWriter;
use crate::content::markdown::context::MarkdownContext;
use crate::content::markdown::parse::tree::{self, MarkdownTree};
use crate::content::markdown::plain::{self, PlainTextMode};
use crate::content::{ArticleTerms, Body, text};

/// Collects the text of a paragraph, a heading or a cell, pictures by their alternative text.
pub(super) fn note<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    let start = separate(&mut writer.plain_text);
    plain::collect(node, PlainTextMode::Spoken, &mut writer.plain_text);
    if writer.body.lead.is_empty() && stands_first(node) {
        writer.plain_text[start..].trim().clone_into(&mut writer.body.lead);
    }
}

/// Fills in the facts at the end; `all` is the collected text.
pub(super) fn complete(body: &mut Body, tree: &MarkdownTree<'_, '_>, mut all: String, context: &MarkdownContext<'_>) {
    body.title = tree.title.map(plain::text).filter(|title| !title.is_empty());
    body.words = text::words(&all);
    if let Some(title) = &body.title {
        separate(&mut all);
        all.push_str(title);
    }
    body.terms = ArticleTerms::of(all, context.language, context.body_mode);
}

fn separate(all: &mut String) -> usize {
    if !all.is_empty() {
        all.push('\n');
    }
    all.len()
}

/// Whether a paragraph can be the lead: it is at the top level, not in a list, a box or a note.
fn stands_first(node: Node<'_>) -> bool {
    let is_paragraph = matches!(node.data().value, NodeValue::Paragraph);
    let has_text = node.children().any(|child| !matches!(child.data().value, NodeValue::Image(_)));
    is_paragraph && has_text && tree::is_top(node)
}
