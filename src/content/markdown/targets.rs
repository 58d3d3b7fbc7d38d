//! Where a link's target stands in the source: the smallest span that shows it.

use std::collections::HashMap;
use std::ops::Range;

use super::frames::ParsedText;

/// The range of the target of a link or picture that was written in `node`, in the frame's text. `url` is what the
/// parser made of it.
pub(super) fn find(frame: &ParsedText<'_>, node: Range<usize>, url: &str) -> Range<usize> {
    let text = &frame.str()[node.clone()];
    let shift = |range: Range<usize>| node.start + range.start..node.start + range.end;
    if text.starts_with('<') && text.ends_with('>') {
        return node.start + 1..node.end - 1;
    }
    if !text.starts_with(['[', '!']) {
        return if url.ends_with(text) { node } else { nearby(frame.str(), node, url) };
    }
    // Links hold no links, but may hold pictures: the last target that fits is the link's own.
    let inline = text.rmatch_indices("](").find_map(|(at, _)| {
        let found = destination(text, at + 2)?;
        is_same(&text[found.clone()], url).then_some(found)
    });
    if let Some(found) = inline {
        return shift(found);
    }
    frame.definitions().find(frame.str(), label(text), url).unwrap_or(node)
}

/// The target of a link in a table: behind a `\|` the parser's columns are off by the backslashes.
fn nearby(text: &str, node: Range<usize>, url: &str) -> Range<usize> {
    let line = &text[node.start..][..text[node.start..].find('\n').unwrap_or(text.len() - node.start)];
    let found = line.match_indices("](").filter_map(|(at, _)| destination(line, at + 2));
    let mut found = found.filter(|found| is_same(&line[found.clone()], url));
    found.next().map_or(node.clone(), |found| node.start + found.start..node.start + found.end)
}

/// A link's destination, which starts at or behind `from`.
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

/// Whether `written`, read as Markdown reads it, is `url`.
fn is_same(written: &str, url: &str) -> bool {
    written == url || unescape(written) == url || written.contains('&') || written.contains("{{")
}

/// Without the backslashes that escape punctuation.
fn unescape(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut characters = written.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            text.push(character);
        }
    }
    text
}

/// The label of `[text][label]`, `[label][]` and `[label]`.
fn label(text: &str) -> &str {
    let text = text.trim_start_matches('!');
    let inner = |part: &'_ str| -> usize { part.rfind('[').map_or(0, |at| at + 1) };
    match text.strip_suffix("[]").unwrap_or(text).strip_suffix(']') {
        Some(text) => &text[inner(text)..],
        None => "",
    }
}

/// The `[label]: target` lines of a text, and lines that only look like one, in code: a target that fits tells them apart.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    targets: HashMap<String, Vec<Range<usize>>>,
}

impl Definitions {
    /// Those of `text`.
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
                definitions.targets.entry(folded(&rest[..colon])).or_default().push(target);
            }
        }
        definitions
    }

    fn find(&self, text: &str, label: &str, url: &str) -> Option<Range<usize>> {
        let targets = self.targets.get(&folded(label))?;
        targets.iter().find(|target| is_same(&text[(*target).clone()], url)).cloned()
    }
}

/// A reference definition's target, which may stand on the line below its label, in a quote even.
fn destination_in(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(|character: char| !character.is_ascii_whitespace() && character != '>')?;
    let rest = &text[start..];
    match rest.strip_prefix('<') {
        Some(rest) => Some(start + 1..start + 1 + rest.find(['>', '\n'])?),
        None => Some(start..start + rest.find(|character: char| character.is_ascii_whitespace()).unwrap_or(rest.len())),
    }
}

/// Labels match whatever their case and blanks.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
