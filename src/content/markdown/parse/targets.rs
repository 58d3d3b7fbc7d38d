//! Finds the target of a link in the source, so that diagnostics can point at nothing but the target.

use std::ops::Range;

use super::definitions::is_same;
use super::frames::ParsedText;

/// The range of a link's or picture's target in the frame's text. `node` is the range of the whole link, `url` is the
/// target as parsed.
pub(in crate::content::markdown) fn find(frame: &ParsedText<'_>, node: Range<usize>, url: &str) -> Range<usize> {
    let text = &frame.str()[node.clone()];
    let shift = |range: Range<usize>| node.start + range.start..node.start + range.end;
    if text.starts_with('<') && text.ends_with('>') {
        return node.start + 1..node.end - 1;
    }
    if !text.starts_with(['[', '!']) {
        return if url.ends_with(text) { node } else { nearby(frame.str(), node, url) };
    }
    // A link cannot contain a link, but may contain pictures, so its own target is the last one that matches.
    let inline = text.rmatch_indices("](").find_map(|(at, _)| {
        let found = destination(text, at + 2)?;
        is_same(&text[found.clone()], url).then_some(found)
    });
    if let Some(found) = inline {
        return shift(found);
    }
    frame.definitions().find(frame.str(), label(text), url).unwrap_or(node)
}

/// The target of a link in a table. After a `\|`, the parser's columns are off by the number of backslashes.
fn nearby(text: &str, node: Range<usize>, url: &str) -> Range<usize> {
    let line = &text[node.start..][..text[node.start..].find('\n').unwrap_or(text.len() - node.start)];
    let found = line.match_indices("](").filter_map(|(at, _)| destination(line, at + 2));
    let mut found = found.filter(|found| is_same(&line[found.clone()], url));
    found.next().map_or(node.clone(), |found| node.start + found.start..node.start + found.end)
}

/// The range of a link's destination, after any blanks at `from`.
fn destination(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(|character: char| !character.is_ascii_whitespace())?;
    let rest = &text[start..];
    if let Some(rest) = rest.strip_prefix('<') {
        return Some(start + 1..start + 1 + rest.find(['>', '\n'])?);
    }
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, character) in rest.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(start..start + at),
            ')' => depth -= 1,
            character if character.is_ascii_whitespace() => return Some(start..start + at),
            _ => {}
        }
    }
    Some(start..text.len())
}

/// The label in `[text][label]`, `[label][]` or `[label]`.
fn label(text: &str) -> &str {
    let text = text.trim_start_matches('!');
    let inner = |part: &'_ str| -> usize { part.rfind('[').map_or(0, |at| at + 1) };
    match text.strip_suffix("[]").unwrap_or(text).strip_suffix(']') {
        Some(text) => &text[inner(text)..],
        None => "",
    }
}
