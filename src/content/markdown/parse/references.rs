//! Reports `[text][name]`, `[name][]` and `[^name]` without a definition of `name`. The parser keeps them as text, so
//! readers would see the brackets.

use std::ops::Range;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::frames::ParsedText;
use super::tree;
use crate::codes;
use crate::diagnostic::Diagnostic;

/// Reports all undefined references below `root`.
pub(super) fn check<'a>(root: Node<'a>, frames: &[ParsedText<'_>], diagnostics: &mut Vec<Diagnostic>) {
    if !frames.iter().any(|frame| may_refer(frame.str())) {
        return;
    }
    let mut documents = vec![root];
    while let Some(document) = documents.pop() {
        let frame = &frames[tree::frame_of(document)];
        let mut stack: Vec<Node<'a>> = document.children().collect();
        while let Some(node) = stack.pop() {
            match node.data().value {
                NodeValue::Document => documents.push(node),
                NodeValue::Text(ref text) if may_refer(text) => {
                    let range = frame.range(node.data().sourcepos);
                    diagnostics.extend(undefined(frame, range).map(|(range, name)| {
                        let what = if name.starts_with('^') { "text" } else { "address" };
                        let message = format!("reference `{name}` is not defined");
                        Diagnostic::at(codes::MARKUP_UNDEFINED_REFERENCE, message, frame.span(range))
                            .help(format!("add a line `[{name}]: {what}`"))
                    }));
                }
                _ => stack.extend(node.children()),
            }
        }
    }
}

fn may_refer(text: &str) -> bool {
    text.contains("][") || text.contains("[^")
}

/// The names in `[text][name]`, `[name][]` and `[^name]` within a range that the parser kept as text, with their ranges.
fn undefined<'f>(frame: &'f ParsedText<'_>, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &'f str)> {
    let text = &frame.str()[range.clone()];
    let references = text.match_indices("][").filter_map(|(at, _)| reference(text, at));
    let notes = text.match_indices("[^").filter_map(|(at, _)| footnote(text, at));
    references.chain(notes).map(move |name| (range.start + name.start..range.start + name.end, &text[name]))
}

/// The name in `[text][name]` or `[name][]`, whose inner brackets are at `at`.
fn reference(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at + 2;
    let end = start + text[start..].find(']')?;
    let open = text[..at].rfind('[')?;
    let (label, name) = (&text[open + 1..at], &text[start..end]);
    // `list[0][1]`, `\[a][b]`, `[ ][ ]` and the citations `[1][2]` are not links.
    let before = text[..open].chars().next_back();
    let is_prose = before.is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '\\' | ']' | '`' | '_'));
    let is_label = label.starts_with('#') || label.chars().any(char::is_alphabetic);
    let is_name = !name.contains(['[', '\n', '\\']) && !name.starts_with('^');
    let found = if name.is_empty() { open + 1..at } else { start..end };
    let is_named = !text[found.clone()].trim().is_empty();
    (is_prose && is_label && is_name && is_named && !label.ends_with('\\')).then_some(found)
}

/// The name in `[^name]` at `at`, with its `^`. `[^a-z]+` in a pattern is not a name.
fn footnote(text: &str, at: usize) -> Option<Range<usize>> {
    let end = at + text[at..].find(']')?;
    let name = &text[at + 2..end];
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let is_pattern = text[end + 1..].starts_with(['+', '*', '?', '{', ']']);
    (is_name && !is_pattern && !text[..at].ends_with('\\')).then_some(at + 1..end)
}
