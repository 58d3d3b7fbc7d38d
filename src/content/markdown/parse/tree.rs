//! The tree of an article, and what its nodes know of their texts.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::frames::ParsedText;

/// A parsed article.
pub(in crate::content::markdown) struct MarkdownTree<'a, 'c> {
    /// The article. A snippet is a separate document node at the place where it is used; see [`frame_of`].
    pub root: Node<'a>,
    /// The texts of the article and of its snippets; the article's own is the first.
    pub frames: Vec<ParsedText<'c>>,
    /// The first H1, removed from the tree because it is the page's title.
    pub title: Option<Node<'a>>,
}

/// Marks a snippet's document with the number of its frame. A document always starts at 1:1, so that its position is
/// free to hold the number.
pub(super) fn set_frame(document: Node<'_>, frame: usize) {
    document.data_mut().sourcepos.start.line = frame + 1;
}

/// The number of a document's frame.
pub(in crate::content::markdown) fn frame_of(document: Node<'_>) -> usize {
    document.data().sourcepos.start.line.saturating_sub(1)
}

/// The number of the frame that contains a node.
pub(in crate::content::markdown) fn frame_around(node: Node<'_>) -> usize {
    let is_document = |node: &Node<'_>| matches!(node.data().value, NodeValue::Document);
    node.ancestors().find(is_document).map_or(0, |document| frame_of(document))
}

/// Whether a block is at the top level of the article, or of a snippet that is.
pub(in crate::content::markdown) fn is_top(node: Node<'_>) -> bool {
    let mut node = node;
    while let Some(parent) = node.parent() {
        if !matches!(parent.data().value, NodeValue::Document) {
            return false;
        }
        node = parent;
    }
    true
}

/// The title of a block, if it has one of its own.
pub(in crate::content::markdown) fn title_of(block: Node<'_>) -> Option<Node<'_>> {
    block.first_child().filter(|child| matches!(child.data().value, NodeValue::CalloutTitle))
}

/// Replaces the only paragraph of a document by its contents.
pub(in crate::content::markdown) fn unwrap_paragraph<'a>(document: Node<'a>, paragraph: Node<'a>) {
    let children: Vec<Node<'a>> = paragraph.children().collect();
    paragraph.detach();
    for child in children {
        document.append(child);
    }
}
