//! Parses text into a tree and inserts snippets and variables.

use std::sync::Arc;

use comrak::nodes::NodeValue;
use comrak::{Arena, Node, parse_document};

use super::frames::ParsedText;
use super::limits::{self, ExceededLimit};
use super::shared_definitions::SharedDefinitions;
use super::{Dialect, MarkdownContext, expand, options, references, structure, titles};
use crate::codes;
use crate::content::mapped_text::MappedText;
use crate::diagnostic::{Diagnostic, Place};

/// A parsed article.
pub(super) struct MarkdownTree<'a, 'c> {
    /// The article. A snippet is a separate document node at the place where it is used; see [`frame_of`].
    pub root: Node<'a>,
    /// The texts of the article and of its snippets; the article's own is the first.
    pub frames: Vec<ParsedText<'c>>,
    /// The first H1, removed from the tree because it is the page's title.
    pub title: Option<Node<'a>>,
}

/// Parses an article. `None` if it was refused, with a diagnostic that says why.
pub(super) fn grow<'a, 'c>(
    arena: &'a Arena<'a>,
    text: &MappedText<'c>,
    context: &MarkdownContext<'c>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<MarkdownTree<'a, 'c>> {
    let frame = ParsedText::new(expand::prepare(text), context.path);
    let shared = SharedDefinitions::of(frame.str(), context);
    let root = match plant(arena, &frame, context, shared.as_ref()) {
        Ok(root) => root,
        Err(excess) => {
            diagnostics.push(refusal(&frame, excess));
            return None;
        }
    };
    let mut frames = vec![frame];
    expand::expand(arena, root, &mut frames, context, shared.as_ref(), diagnostics);
    // Nested snippets can be too deep together even if each is not.
    if frames.len() > 1 && limits::too_deep(root).is_some() {
        let excess = ExceededLimit { message: "blocks are nested too deeply".into(), range: None };
        diagnostics.push(refusal(&frames[0], excess));
        return None;
    }
    structure::open_blocks(root, &frames, diagnostics);
    titles::grow(arena, root, &mut frames, context, shared.as_ref(), diagnostics);
    references::check(root, &frames, diagnostics);
    let title = structure::take_title(root, context);
    Some(MarkdownTree { root, frames, title })
}

/// Parses one text, unless that would take too long. `shared` has the definitions of other texts.
pub(super) fn plant<'a>(
    arena: &'a Arena<'a>,
    frame: &ParsedText<'_>,
    context: &MarkdownContext<'_>,
    shared: Option<&Arc<SharedDefinitions>>,
) -> Result<Node<'a>, ExceededLimit> {
    let text = frame.str();
    limits::check(text)?;
    let mut options = options::answerbook_options(context.config);
    if let Some(shared) = shared {
        options.parse.broken_link_callback = Some(Arc::<SharedDefinitions>::clone(shared));
    }
    // Only needed then; spans split text into pieces, and links across pieces would not be found.
    options.parse.escaped_char_spans = text.contains("\\{{");
    let root = limits::parse(arena, text, &options)
        .ok_or_else(|| ExceededLimit { message: "reading the text takes too many steps".into(), range: None })?;
    match limits::too_deep(root) {
        None => Ok(root),
        Some(node) => {
            let range = frame.range(node.data().sourcepos);
            let range = range.start..frame.str()[range.clone()].find('\n').map_or(range.end, |at| range.start + at);
            Err(ExceededLimit { message: "blocks are nested too deeply".into(), range: Some(range) })
        }
    }
}

/// The diagnostic for a text that was refused.
pub(super) fn refusal(frame: &ParsedText<'_>, excess: ExceededLimit) -> Diagnostic {
    let place = match excess.range {
        Some(range) => Place::Span(frame.span(range)),
        None => Place::File(frame.path.clone()),
    };
    Diagnostic::new(codes::MARKUP_TOO_COMPLEX, excess.message, place).help("split the text, or remove generated parts")
}

/// Parses by a specification alone.
pub(super) fn parse_plain<'a>(arena: &'a Arena<'a>, text: &str, dialect: Dialect) -> Node<'a> {
    parse_document(arena, text, &options::plain(dialect))
}

/// Marks a snippet's document with the number of its frame. A document always starts at 1:1, so that its position is
/// free to hold the number.
pub(super) fn set_frame(document: Node<'_>, frame: usize) {
    document.data_mut().sourcepos.start.line = frame + 1;
}

/// The number of a document's frame.
pub(super) fn frame_of(document: Node<'_>) -> usize {
    document.data().sourcepos.start.line.saturating_sub(1)
}

/// The number of the frame that contains a node.
pub(super) fn frame_around(node: Node<'_>) -> usize {
    let is_document = |node: &Node<'_>| matches!(node.data().value, NodeValue::Document);
    node.ancestors().find(is_document).map_or(0, |document| frame_of(document))
}
