//! Reports `[text][name]` without a definition of `name`. The parser keeps it as text, so readers would see the
//! brackets.

use std::ops::Range;

use comrak::Node;
use comrak::nodes::NodeValue;

use super::frames::ParsedText;
use super::tree;
use crate::codes;
use crate::diagnostic::Diagnostic;

/// Reports all undefined references below `root`.
pub(super) fn check<'a>(root: Node<'a>, frames: &[ParsedText<'_>], diagnostics: &mut Vec<Diagnostic>) {
    if !frames.iter().any(|frame| frame.str().contains("][")) {
        return;
    }
    let mut documents = vec![root];
    while let Some(document) = documents.pop() {
        let frame = &frames[tree::frame_of(document)];
        let mut stack: Vec<Node<'a>> = document.children().collect();
        while let Some(node) = stack.pop() {
            match node.data().value {
                NodeValue::Document => documents.push(node),
                NodeValue::Text(ref text) if text.contains("][") => {
                    let range = frame.range(node.data().sourcepos);
                    diagnostics.extend(undefined(frame, range).map(|(range, name)| {
                        let message = format!("reference `{name}` is not defined");
                        Diagnostic::at(codes::MARKUP_UNDEFINED_REFERENCE, message, frame.span(range))
                            .help(format!("add a line `[{name}]: address`"))
                    }));
                }
                _ => stack.extend(node.children()),
            }
        }
    }
}

/// The names in `[text][name]` within a range that the parser kept as text, with their ranges.
fn undefined<'f>(frame: &'f ParsedText<'_>, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &'f str)> {
    let text = &frame.str()[range.clone()];
    text.match_indices("][").filter_map(move |(at, _)| {
        let start = at + 2;
        let name = &text[start..start + text[start..].find(']')?];
        let open = text[..at].rfind('[')?;
        let label = &text[open + 1..at];
        let before = text[..open].chars().next_back();
        // `list[0][1]`, `\[a][b]` and `[ ][ ]` are not links.
        let is_prose =
            before.is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '\\' | ']' | '`' | '_'));
        let is_name = !name.trim().is_empty() && !name.contains(['[', '\n', '\\']) && !name.starts_with('^');
        let is_label = label.chars().any(char::is_alphabetic) && !label.ends_with('\\');
        let range = range.start + start..range.start + start + name.len();
        (is_prose && is_name && is_label).then_some((range, name))
    })
}
