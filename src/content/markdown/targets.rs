//! Finds the target of a link in the source, so that diagnostics can point at nothing but the target.

use std::collections::HashMap;
use std::ops::Range;

use super::frames::ParsedText;

/// The range of a link's or picture's target in the frame's text. `node` is the range of the whole link, `url` is the
/// target as parsed.
pub(super) fn find(frame: &ParsedText<'_>, node: Range<usize>, url: &str) -> Range<usize> {
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

/// Whether the parser may have turned `written` into `url`.
fn is_same(written: &str, url: &str) -> bool {
    written == url || unescape(written) == url || written.contains('&') || written.contains("{{")
}

/// Removes the backslashes that escape punctuation.
pub(super) fn unescape(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut characters = written.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            text.push(character);
        }
    }
    text
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

/// The `[label]: target` lines of a text. Also contains lines in code that look like one; a lookup ignores those if
/// their target differs.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    targets: HashMap<String, Vec<Range<usize>>>,
}

impl Definitions {
    /// Collects the definitions in `text`.
    pub fn of(text: &str) -> Self {
        let mut definitions = Self::default();
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            let start = offset;
            offset += line.len();
            let bare = line.trim_start_matches([' ', '\t', '>', '-', '*']);
            let Some(rest) = bare.strip_prefix('[') else { continue };
            let Some(colon) = rest.find("]:") else { continue };
            let from = start + (line.len() - bare.len()) + 1 + colon + 2;
            if let Some(target) = destination_in(text, from) {
                definitions.targets.entry(normalized(&rest[..colon])).or_default().push(target);
            }
        }
        definitions
    }

    /// All labels, normalized, with the ranges of their first targets.
    pub fn all(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.targets.iter().filter_map(|(label, targets)| Some((label.as_str(), targets.first()?.clone())))
    }

    fn find(&self, text: &str, label: &str, url: &str) -> Option<Range<usize>> {
        let targets = self.targets.get(&normalized(label))?;
        targets.iter().find(|target| is_same(&text[(*target).clone()], url)).cloned()
    }
}

/// The range of a definition's target. It may be on the line after the label, even in a quote.
fn destination_in(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(|character: char| !character.is_ascii_whitespace() && character != '>')?;
    let rest = &text[start..];
    match rest.strip_prefix('<') {
        Some(rest) => Some(start + 1..start + 1 + rest.find(['>', '\n'])?),
        None => Some(start..start + rest.find(|character: char| character.is_ascii_whitespace()).unwrap_or(rest.len())),
    }
}

/// Normalizes a label: case and the amount of blanks do not matter.
pub(super) fn normalized(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
