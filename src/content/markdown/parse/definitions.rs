//! The `[label]: target` lines of a text, and how labels and targets are compared.

use std::collections::HashMap;
use std::ops::Range;

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

    pub fn find(&self, text: &str, label: &str, url: &str) -> Option<Range<usize>> {
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

/// Whether the parser may have turned `written` into `url`.
pub(super) fn is_same(written: &str, url: &str) -> bool {
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
