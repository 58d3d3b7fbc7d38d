//! Replaces `{{ name }}` by variables and `{{> name }}` by snippets. Works on the parsed tree, so that code stays
//! unchanged.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use comrak::Node;
use comrak::nodes::{Ast, NodeValue};

use super::frames::ParsedText;
use super::limits::too_long;
use super::snippet_names::find_snippet;
use super::text::{self, TextParser};
use super::{sections, tree};
use crate::codes;
use crate::content::mapped_text::{MappedText, TextEdit};
use crate::content::markdown::calls::{CallKind, calls, nearby};
use crate::content::markdown::context::MarkdownContext;
use crate::content::markdown::variables;
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::source::Span;
use crate::suggest::Candidates;

/// Maximum nesting of snippets.
const MAX_SNIPPET_DEPTH: usize = 16;

/// Replaces blanks inside `{{ }}` in link targets while parsing, because Markdown does not allow blanks there. A
/// private-use character.
const BLANK: &str = "\u{10F8FE}";

/// Replaces the blanks in link targets such as `({{ name }}/path)`, so that they are parsed as links. Also removes
/// U+0000.
pub(super) fn prepare<'c>(text: &MappedText<'c>) -> MappedText<'c> {
    // U+0000 marks holes in the output, so text from the source must not contain it.
    let forged =
        text.text.match_indices('\0').map(|(at, _)| TextEdit { range: at..at + 1, replacement: "\u{FFFD}".into() });
    let mut edits: Vec<TextEdit> = forged.collect();
    // Most texts contain no calls.
    if text.text.contains("{{") {
        let targets = ["](", "]:"].into_iter().flat_map(|opener| text.text.match_indices(opener));
        for (at, opener) in targets {
            blanks_in_target(&text.text, at + opener.len(), &mut edits);
        }
    }
    edits.sort_by_key(|edit| edit.range.start);
    edits.dedup();
    text.clone().edit(&edits)
}

/// Replaces the blanks in the calls of a link target that starts at `from` or after blanks.
fn blanks_in_target(text: &str, from: usize, edits: &mut Vec<TextEdit>) {
    let from = from + (text[from..].len() - text[from..].trim_start().len());
    let line = nearby(&text[from..]).lines().next().unwrap_or_default();
    let mut end = 0;
    for call in calls(line) {
        if line[end..call.range.start].contains(char::is_whitespace) {
            break;
        }
        end = call.range.end;
        if matches!(call.kind, CallKind::Variable(_)) {
            let blanks = line[call.range.clone()].match_indices(' ').map(|(blank, _)| from + call.range.start + blank);
            edits.extend(blanks.map(|at| TextEdit { range: at..at + 1, replacement: BLANK.into() }));
        }
    }
}

/// Inserts variables and snippets into the tree below `root`, which was parsed from the last of `frames`.
pub(super) fn expand<'a, 'c>(
    parser: TextParser<'a, '_, 'c>,
    root: Node<'a>,
    frames: &mut Vec<ParsedText<'c>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut expansion = SnippetExpansion {
        parser,
        context: parser.context,
        frames,
        diagnostics,
        chain: vec![],
        unknown: BTreeSet::new(),
        variables: OnceCell::new(),
        snippets: OnceCell::new(),
        is_too_long: false,
    };
    expansion.document(root);
}

struct SnippetExpansion<'a, 'c, 'x> {
    parser: TextParser<'a, 'x, 'c>,
    context: &'x MarkdownContext<'c>,
    frames: &'x mut Vec<ParsedText<'c>>,
    diagnostics: &'x mut Vec<Diagnostic>,
    /// The snippets that are being expanded, outermost first.
    chain: Vec<String>,
    unknown: BTreeSet<String>,
    variables: OnceCell<Candidates<'c>>,
    snippets: OnceCell<Candidates<'c>>,
    is_too_long: bool,
}

impl<'a, 'c> SnippetExpansion<'a, 'c, '_> {
    /// Expands a document that was parsed from the last frame.
    fn document(&mut self, root: Node<'a>) {
        let frame = self.frames.len() - 1;
        if !self.frames[frame].str().contains("{{") {
            return;
        }
        // Collected first, because expanding changes the tree.
        let nodes: Vec<Node<'a>> = root.descendants().filter(|node| may_call(node)).collect();
        for node in nodes {
            self.node(node, frame);
        }
    }

    fn node(&mut self, node: Node<'a>, frame: usize) {
        let mut range = self.frames[frame].range(node.data().sourcepos);
        let value = node.data().value.clone();
        match value {
            NodeValue::Text(text) => self.text(node, &text, frame, range),
            NodeValue::Link(mut link) => {
                link.url = self.replace(&link.url, frame, &mut range);
                link.title = self.replace(&link.title, frame, &mut range);
                node.data_mut().value = NodeValue::Link(link);
            }
            NodeValue::Image(mut link) => {
                link.url = self.replace(&link.url, frame, &mut range);
                link.title = self.replace(&link.title, frame, &mut range);
                node.data_mut().value = NodeValue::Image(link);
            }
            NodeValue::Code(mut code) => {
                code.literal = code.literal.replace(BLANK, " ");
                node.data_mut().value = NodeValue::Code(code);
            }
            NodeValue::CodeBlock(mut code) => {
                code.literal = code.literal.replace(BLANK, " ");
                node.data_mut().value = NodeValue::CodeBlock(code);
            }
            NodeValue::HtmlBlock(mut html) => {
                html.literal = html.literal.replace(BLANK, " ");
                node.data_mut().value = NodeValue::HtmlBlock(html);
            }
            NodeValue::HtmlInline(html) => node.data_mut().value = NodeValue::HtmlInline(html.replace(BLANK, " ")),
            _ => {}
        }
    }

    /// Replaces the variables in a text, and reports undefined ones.
    fn replace(&mut self, text: &str, frame: usize, range: &mut Range<usize>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for call in calls(text) {
            out.push_str(&text[done..call.range.start]);
            done = call.range.end;
            let written = &text[call.range];
            match call.kind {
                CallKind::Variable(name) => {
                    if let Some(value) = self.context.variables.get(name) {
                        if self.context.added.take(value.len()) {
                            out.push_str(value);
                        } else {
                            self.report_length(self.find(written, frame, range));
                            out.push_str(written);
                        }
                    } else {
                        self.unknown_variable(name, self.find(written, frame, range));
                        out.push_str(written);
                    }
                }
                CallKind::Snippet(_) => out.push_str(written),
            }
        }
        out.push_str(&text[done..]);
        out.replace(BLANK, " ")
    }

    fn text(&mut self, node: Node<'a>, text: &str, frame: usize, mut range: Range<usize>) {
        if !calls(text).any(|call| matches!(call.kind, CallKind::Snippet(_))) {
            let replaced = self.replace(text, frame, &mut range);
            node.data_mut().value = NodeValue::Text(replaced.into());
            return;
        }
        let alone = is_alone(node, text);
        let on_own_line = is_on_own_line(node, text);
        let mut done = 0;
        for call in calls(text) {
            let CallKind::Snippet(name) = call.kind else { continue };
            let call_range = call.range.clone();
            let span = self.find(&text[call_range.clone()], frame, &mut range);
            // Here, `range` starts after the call. Calls that a translation made are not what the writer typed.
            let is_ours = self.frames[frame].text.is_replaced(range.start.saturating_sub(1));
            let document = self.snippet(name, span.clone());
            match document {
                Some(document) if alone => return replace_parent(node, document),
                Some(document) if on_own_line && has_blocks(document) => return self.split_parent(node, document),
                None if alone && is_ours => {
                    if let Some(paragraph) = node.parent() {
                        paragraph.detach();
                    }
                    return;
                }
                _ => {}
            }
            let line = document.and_then(|document| self.as_line(document, name, span));
            if line.is_none() && !is_ours {
                continue;
            }
            let before = self.replace(&text[done..call_range.start], frame, &mut range);
            node.insert_before(self.piece(node, before));
            if let Some(line) = line {
                node.insert_before(line);
            }
            done = call_range.end;
        }
        let rest = self.replace(&text[done..], frame, &mut range);
        node.data_mut().value = NodeValue::Text(rest.into());
    }

    /// Puts `document` in the place of `node`, between the lines before and after it in its paragraph.
    fn split_parent(&self, node: Node<'a>, document: Node<'a>) {
        let Some(paragraph) = node.parent() else { return };
        let after: Vec<Node<'a>> = node.following_siblings().skip(1).skip_while(|near| is_break(near)).collect();
        paragraph.insert_after(document);
        if let Some(first) = after.first() {
            let mut place = paragraph.data().sourcepos;
            place.start = first.data().sourcepos.start;
            let rest = self.parser.arena.alloc(Ast::new_with_sourcepos(NodeValue::Paragraph, place).into());
            document.insert_after(rest);
            for line in after {
                rest.append(line);
            }
        }
        let breaks = [node.previous_sibling(), node.next_sibling()].into_iter().flatten();
        for gone in breaks.chain([node]) {
            gone.detach();
        }
        if paragraph.first_child().is_none() {
            paragraph.detach();
        }
    }

    /// A text node with the position of `node`.
    fn piece(&self, node: Node<'a>, text: String) -> Node<'a> {
        let ast = Ast::new_with_sourcepos(NodeValue::Text(text.into()), node.data().sourcepos);
        self.parser.arena.alloc(ast.into())
    }

    /// Parses and expands a snippet. If that fails, reports why and returns `None`.
    fn snippet(&mut self, name: &str, span: Span) -> Option<Node<'a>> {
        let (name, part) = name.split_once('#').map_or((name, None), |(name, part)| (name, Some(part)));
        let Some((name, snippet)) = find_snippet(self.context, name) else {
            self.context.recorder.snippet_names();
            let names = self.context.snippets.keys().map(String::as_str);
            let name = name.strip_suffix(".md").unwrap_or(name);
            let nearest = self.snippets.get_or_init(|| Candidates::new(names)).nearest(name);
            let message = format!("snippet `{name}` does not exist");
            self.diagnostics.push(Diagnostic::at(codes::SNIPPET_MISSING, message, span).did_you_mean(nearest));
            return None;
        };
        if let Some(start) = self.chain.iter().position(|outer| outer == name) {
            let circle: Vec<String> =
                self.chain[start..].iter().chain([name]).map(|name| format!("`{name}`")).collect();
            let message = format!("snippet `{name}` includes itself: {}", circle.join(" → "));
            let diagnostic = Diagnostic::at(codes::SNIPPET_CYCLE, message, span);
            self.diagnostics.push(diagnostic.help("remove one of these uses"));
            return None;
        }
        if self.chain.len() >= MAX_SNIPPET_DEPTH || !self.context.added.take(snippet.text.text.len()) {
            self.report_length(span);
            return None;
        }
        let Some(part) = part else { return self.parse(name, &snippet.text, &snippet.path) };
        let Some(text) = sections::part(&snippet.text, part) else {
            let message = format!("`{name}` has no heading or block `{part}`");
            let diagnostic = Diagnostic::at(codes::SNIPPET_MISSING, message, span);
            self.diagnostics.push(diagnostic.help("write the heading as the note has it"));
            return None;
        };
        self.parse(name, &text, &snippet.path)
    }

    fn parse(&mut self, name: &str, text: &MappedText<'c>, path: &'c ProjectPath) -> Option<Node<'a>> {
        let frame = ParsedText::new(prepare(text), path);
        let document = match self.parser.parse(&frame) {
            Ok(document) => document,
            Err(excess) => {
                self.diagnostics.push(text::refusal(&frame, excess));
                return None;
            }
        };
        self.frames.push(frame);
        tree::set_frame(document, self.frames.len() - 1);
        self.chain.push(name.to_owned());
        self.document(document);
        self.chain.pop();
        Some(document)
    }

    /// Turns a document with a single paragraph into inline content. Reports a document with more than that.
    fn as_line(&mut self, document: Node<'a>, name: &str, span: Span) -> Option<Node<'a>> {
        let paragraph = document.first_child()?;
        if has_blocks(document) {
            let message = format!("snippet `{name}` has more than one paragraph and cannot be used in a line");
            let diagnostic = Diagnostic::at(codes::SNIPPET_NOT_INLINE, message, span);
            self.diagnostics.push(diagnostic.help("put it on its own line, with an empty line before and after"));
            return None;
        }
        tree::unwrap_paragraph(document, paragraph);
        Some(document)
    }

    /// Reports that the article is too long, but only once: everything after that point is left out for the same
    /// reason.
    fn report_length(&mut self, span: Span) {
        if !std::mem::replace(&mut self.is_too_long, true) {
            self.diagnostics.push(too_long(span));
        }
    }

    fn unknown_variable(&mut self, name: &str, span: Span) {
        // If no variables are defined, the braces probably belong to another tool, so each name is reported only once.
        if self.context.variables.is_empty() && !self.unknown.insert(name.to_owned()) {
            return;
        }
        let variables = self.context.variables;
        let candidates = self.variables.get_or_init(|| Candidates::new(variables.keys().map(String::as_str)));
        self.diagnostics.push(variables::unknown(name, candidates.nearest(name), self.context, span));
    }

    /// The span of the call `written` within `range`, which then continues after it. If not found, the span of `range`.
    fn find(&self, written: &str, frame: usize, range: &mut Range<usize>) -> Span {
        let frame = &self.frames[frame];
        let Some(at) = frame.str()[range.clone()].find(written) else { return frame.span(range.clone()) };
        let found = range.start + at..range.start + at + written.len();
        range.start = found.end;
        frame.span(found)
    }
}

fn may_call(node: Node<'_>) -> bool {
    match node.data().value {
        NodeValue::Text(ref text) => text.contains("{{"),
        NodeValue::Link(ref link) | NodeValue::Image(ref link) => link.url.contains("{{") || link.title.contains("{{"),
        NodeValue::Code(ref code) => code.literal.contains(BLANK),
        NodeValue::CodeBlock(ref code) => code.literal.contains(BLANK),
        NodeValue::HtmlBlock(ref html) => html.literal.contains(BLANK),
        NodeValue::HtmlInline(ref html) => html.contains(BLANK),
        _ => false,
    }
}

/// Whether the text is a whole paragraph that consists of one call.
fn is_alone(node: Node<'_>, text: &str) -> bool {
    node.previous_sibling().is_none() && node.next_sibling().is_none() && is_on_own_line(node, text)
}

/// Whether the text is a line of a paragraph that consists of one call.
fn is_on_own_line(node: Node<'_>, text: &str) -> bool {
    let is_whole = calls(text).next().is_some_and(|call| text.trim() == &text[call.range]);
    let is_at_break = |near: Option<Node<'_>>| near.is_none_or(|near| is_break(near));
    is_whole
        && is_at_break(node.previous_sibling())
        && is_at_break(node.next_sibling())
        && node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Paragraph))
}

fn is_break(node: Node<'_>) -> bool {
    matches!(node.data().value, NodeValue::SoftBreak | NodeValue::LineBreak)
}

/// Whether a document has more than one paragraph, or another block.
fn has_blocks(document: Node<'_>) -> bool {
    document
        .first_child()
        .is_some_and(|block| block.next_sibling().is_some() || !matches!(block.data().value, NodeValue::Paragraph))
}

/// Replaces the paragraph around `node` with `document`.
fn replace_parent<'a>(node: Node<'a>, document: Node<'a>) {
    if let Some(paragraph) = node.parent() {
        paragraph.insert_before(document);
        paragraph.detach();
    }
}
