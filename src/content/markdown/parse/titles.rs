//! Titles of `:::` blocks and of callouts, which are lines of Markdown.
//!
//! The parser keeps the title of a `:::` block as text. It is parsed here as a separate text and becomes the block's
//! first child, like the title that the parser gives to a callout.

use std::ops::Range;

use comrak::Node;
use comrak::nodes::{Ast, NodeValue};

use super::frames::ParsedText;
use super::text::TextParser;
use super::{directive, expand, limits, tree};
use crate::content::mapped_text::{MappedText, TextEdit};
use crate::diagnostic::Diagnostic;

/// Written before a title while it is parsed, so that `1. Open it` and `# 1` do not become a list and a heading. A
/// punctuation mark, because emphasis may start after one.
const START: char = '\u{2E3A}';

/// How a colon in a title is written in the text that the parser gets, where a colon would end the block's name.
const COLON: &str = "&#58;";

/// Parses the titles of all blocks below `root`.
pub(super) fn parse<'a, 'c>(
    parser: TextParser<'a, '_, 'c>,
    root: Node<'a>,
    frames: &mut Vec<ParsedText<'c>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    // Collected first, because titles change the tree.
    let nodes: Vec<Node<'a>> = root.descendants().filter(|node| may_have_title(node)).collect();
    for node in nodes {
        let frame = &frames[tree::frame_around(node)];
        let Some(range) = range(node, frame) else { continue };
        let text = prepared(frame.text.slice(range));
        let parsed = ParsedText::new(text, frame.path);
        let Some(document) = title(parser, parsed, frames, diagnostics) else { continue };
        if matches!(node.data().value, NodeValue::CalloutTitle) {
            let blocks: Vec<Node<'a>> = node.children().collect();
            blocks.into_iter().for_each(comrak::arena_tree::Node::detach);
            node.append(document);
        } else {
            let position = node.data().sourcepos;
            let title = parser.arena.alloc(Ast::new_with_sourcepos(NodeValue::CalloutTitle, position).into());
            title.append(document);
            node.prepend(title);
        }
    }
}

fn may_have_title(node: Node<'_>) -> bool {
    match node.data().value {
        NodeValue::BlockDirective(_) => true,
        // The parser reads blocks in the titles of callouts.
        NodeValue::CalloutTitle => {
            let is_line = |node: Node<'_>| matches!(node.data().value, NodeValue::Paragraph);
            !node.first_child().is_some_and(|child| is_line(child) && child.next_sibling().is_none())
        }
        _ => false,
    }
}

/// Where a title was written.
fn range(node: Node<'_>, frame: &ParsedText<'_>) -> Option<Range<usize>> {
    let block = frame.range(node.data().sourcepos);
    let line = frame.str()[block.clone()].lines().next()?;
    if matches!(node.data().value, NodeValue::CalloutTitle) {
        return Some(block.start..block.start + line.trim_end().len());
    }
    let (_, title) = directive::split(line.trim_start_matches(':'));
    let title = title?;
    let start = block.start + (title.as_ptr().addr() - line.as_ptr().addr());
    Some(start..start + title.len())
}

/// The text of a title as the parser gets it.
fn prepared(text: MappedText<'_>) -> MappedText<'_> {
    let colons = text.text.match_indices(COLON).map(|(at, _)| at..at + COLON.len());
    let edits: Vec<TextEdit> = std::iter::once(TextEdit { range: 0..0, replacement: START.into() })
        .chain(colons.map(|range| TextEdit { range, replacement: ":".into() }))
        .collect();
    text.edit(&edits)
}

/// A title as a document that holds inlines.
fn title<'a, 'c>(
    parser: TextParser<'a, '_, 'c>,
    parsed: ParsedText<'c>,
    frames: &mut Vec<ParsedText<'c>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Node<'a>> {
    let document = parser.parse(&parsed).ok()?;
    frames.push(parsed);
    tree::set_frame(document, frames.len() - 1);
    let mut found = Vec::new();
    expand::expand(parser, document, frames, &mut found);
    let is_known = diagnostics.iter().any(limits::is_about_length);
    diagnostics.extend(found.into_iter().filter(|found| !(is_known && limits::is_about_length(found))));
    tree::unwrap_paragraph(document, document.first_child()?);
    if let Some(first) = document.first_child()
        && let NodeValue::Text(ref mut text) = first.data_mut().value
    {
        *text = text.strip_prefix(START).unwrap_or(text).to_owned().into();
    }
    Some(document)
}
