//! Corrects the tree: `:::` blocks without an end or with an unknown name are replaced by their contents, so that nothing
//! is lost, and the first H1 is removed.

use comrak::Node;
use comrak::nodes::{NodeBlockDirective, NodeValue};

use super::frames::ParsedText;
use super::{directive, tree};
use crate::codes;
use crate::content::markdown::context::MarkdownContext;
use crate::content::markdown::plain;
use crate::diagnostic::Diagnostic;
use crate::suggest;

/// Reports blocks and fences that are never closed and blocks with unknown names, and replaces such blocks by their
/// contents.
pub(super) fn open_blocks<'a>(root: Node<'a>, frames: &[ParsedText<'_>], diagnostics: &mut Vec<Diagnostic>) {
    let mut documents = vec![root];
    while let Some(document) = documents.pop() {
        let frame = &frames[tree::frame_of(document)];
        let mut stack: Vec<Node<'a>> = document.reverse_children().collect();
        while let Some(node) = stack.pop() {
            if matches!(node.data().value, NodeValue::Document) {
                documents.push(node);
                continue;
            }
            stack.extend(node.reverse_children().filter(|child| child.data().value.block()));
            let problem = match node.data().value {
                NodeValue::CodeBlock(ref code) if code.fenced && !code.closed => {
                    diagnostics.push(unclosed_fence(node, frame));
                    None
                }
                NodeValue::BlockDirective(ref block) => judge(node, block, frame),
                _ => None,
            };
            if let Some(problem) = problem {
                diagnostics.push(problem);
                hoist(node);
            }
        }
    }
}

/// What is wrong with a block of colons.
fn judge(node: Node<'_>, block: &NodeBlockDirective, frame: &ParsedText<'_>) -> Option<Diagnostic> {
    let range = frame.range(node.data().sourcepos);
    let text = &frame.str()[range.clone()];
    let opening = text.lines().next().unwrap_or_default().trim_end();
    let span = || frame.span(range.start..range.start + opening.len());
    let (name, _) = directive::split(&block.info);
    let last = text.lines().skip(1).last().unwrap_or_default().trim();
    let last = last.trim_start_matches(['>', ' ', '\t']);
    let is_closed = last.len() >= block.fence_length && last.bytes().all(|byte| byte == b':');
    if name.is_empty() {
        let message = "`:::` neither closes a block nor opens one with a name".to_owned();
        let diagnostic = Diagnostic::at(codes::MARKUP_UNCLOSED_BLOCK, message, span());
        return Some(diagnostic.help("delete this line, or give the outer block more colons than the inner one"));
    }
    if !is_closed {
        let message = format!("block `{name}` is not closed");
        let diagnostic = Diagnostic::at(codes::MARKUP_UNCLOSED_BLOCK, message, span());
        let colons = ":".repeat(block.fence_length);
        return Some(diagnostic.help(format!("add a line `{colons}` after the block's last line")));
    }
    if directive::block(&block.info).is_none() {
        let message = format!("block `{name}` is unknown");
        let diagnostic = Diagnostic::at(codes::MARKUP_UNKNOWN_BLOCK, message, span());
        let nearest = suggest::nearest(name, directive::names());
        let at = opening.find(name).map(|at| range.start + at..range.start + at + name.len());
        let diagnostic = diagnostic.did_you_mean(nearest);
        return Some(match at {
            Some(at) => diagnostic.renamed(&frame.span(at), name, nearest, directive::names()),
            None => diagnostic,
        });
    }
    None
}

fn unclosed_fence(node: Node<'_>, frame: &ParsedText<'_>) -> Diagnostic {
    let range = frame.range(node.data().sourcepos);
    let line = frame.str()[range.clone()].lines().next().unwrap_or_default();
    let span = frame.span(range.start..range.start + line.trim_end().len());
    Diagnostic::at(codes::MARKUP_UNCLOSED_FENCE, "a code fence is not closed", span)
        .help("add a line with the same fence after the code")
}

/// Puts a node's children into its place.
fn hoist<'a>(node: Node<'a>) {
    let children: Vec<Node<'a>> = node.children().collect();
    for child in children {
        node.insert_before(child);
    }
    node.detach();
}

/// Removes the first H1 from the tree if it is the article's title: no other heading is before it.
pub(super) fn take_title<'a>(root: Node<'a>, context: &MarkdownContext<'_>) -> Option<Node<'a>> {
    let mut stack: Vec<Node<'a>> = root.reverse_children().collect();
    while let Some(node) = stack.pop() {
        match node.data().value {
            NodeValue::Document => stack.extend(node.reverse_children()),
            NodeValue::Heading(ref heading) => {
                let text = plain::text(node);
                let is_title = context.title.is_none_or(|title| title.trim().eq_ignore_ascii_case(&text));
                if heading.level != 1 || !is_title || text.is_empty() {
                    return None;
                }
            }
            _ => continue,
        }
        if matches!(node.data().value, NodeValue::Heading(_)) {
            node.detach();
            return Some(node);
        }
    }
    None
}
