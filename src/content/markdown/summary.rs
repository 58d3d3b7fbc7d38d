//! What is known of a text as a whole: its title, its lead, its words and its terms.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::plain;
use super::tree::MarkdownTree;
use crate::content::{ArticleTerms, Body, BodyMode, text};

/// Fills in what the writer does not know.
pub(super) fn complete(body: &mut Body, tree: &MarkdownTree<'_, '_>, body_mode: BodyMode) {
    body.title = tree.title.map(plain::text).filter(|title| !title.is_empty());
    let mut all = String::new();
    for node in tree.root.descendants() {
        match node.data().value {
            NodeValue::Paragraph => {
                let start = separate(&mut all);
                plain::collect(node, plain::PlainTextMode::Spoken, &mut all);
                if body.lead.is_empty() && stands_first(node) {
                    all[start..].trim().clone_into(&mut body.lead);
                }
            }
            NodeValue::Heading(_) | NodeValue::TableCell => {
                separate(&mut all);
                plain::collect(node, plain::PlainTextMode::Spoken, &mut all);
            }
            _ => {}
        }
    }
    body.words = text::words(&all);
    if let Some(title) = &body.title {
        separate(&mut all);
        all.push_str(title);
    }
    body.terms = ArticleTerms::of(all, body_mode);
}

fn separate(all: &mut String) -> usize {
    if !all.is_empty() {
        all.push('\n');
    }
    all.len()
}

/// Whether a paragraph can speak for the article: one that stands in the open, and not in a list, a box or a note.
fn stands_first(paragraph: Node<'_>) -> bool {
    let has_text = paragraph.children().any(|child| !matches!(child.data().value, NodeValue::Image(_)));
    has_text && super::structure::is_top(paragraph)
}
