//! Text → tree: parses an article, inserts snippets and variables, and corrects what was not closed.
//!
//! Knows nothing of HTML that is written.

mod definitions;
pub(super) mod directive;
mod expand;
pub(super) mod frames;
pub(super) mod limits;
mod options;
mod references;
mod sections;
mod shared_definitions;
mod snippet_names;
mod structure;
pub(super) mod targets;
mod text;
mod titles;
pub(super) mod tree;

use comrak::{Arena, Node, parse_document};

use super::context::{Dialect, MarkdownContext};
use crate::content::mapped_text::MappedText;
use crate::diagnostic::Diagnostic;
use frames::ParsedText;
use limits::ExceededLimit;
use shared_definitions::SharedDefinitions;
use text::TextParser;
use tree::MarkdownTree;

/// Parses an article. `None` if it was refused, with a diagnostic that says why.
pub(super) fn article<'a, 'c>(
    arena: &'a Arena<'a>,
    text: &MappedText<'c>,
    context: &MarkdownContext<'c>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<MarkdownTree<'a, 'c>> {
    let frame = ParsedText::new(expand::prepare(text), context.path);
    let shared = SharedDefinitions::of(frame.str(), context);
    let parser = TextParser { arena, context, shared: shared.as_ref() };
    let root = match parser.parse(&frame) {
        Ok(root) => root,
        Err(excess) => {
            diagnostics.push(text::refusal(&frame, excess));
            return None;
        }
    };
    let mut frames = vec![frame];
    expand::expand(parser, root, &mut frames, diagnostics);
    // Nested snippets can be too deep together even if each is not.
    if frames.len() > 1 && limits::too_deep(root).is_some() {
        let excess = ExceededLimit { message: "blocks are nested too deeply".into(), range: None };
        diagnostics.push(text::refusal(&frames[0], excess));
        return None;
    }
    structure::open_blocks(root, &frames, diagnostics);
    titles::parse(parser, root, &mut frames, diagnostics);
    references::check(root, &frames, diagnostics);
    let title = structure::take_title(root, context);
    Some(MarkdownTree { root, frames, title })
}

/// Parses by a specification alone.
pub(super) fn plain<'a>(arena: &'a Arena<'a>, text: &str, dialect: Dialect) -> Node<'a> {
    parse_document(arena, text, &options::plain(dialect))
}
