//! Finds a section or a block of a text, which Obsidian shows in other notes: `![[Note#Heading]]`, `![[Note#^id]]`.

use std::ops::Range;

use crate::content::mapped_text::{MappedText, TextEdit};

/// The part of a text below a heading, with the heading, or the block that is marked with `^id`.
pub(super) fn part<'t>(text: &MappedText<'t>, name: &str) -> Option<MappedText<'t>> {
    let Some(id) = name.strip_prefix('^') else { return Some(text.slice(section(&text.text, name)?)) };
    let block = text.slice(block(&text.text, id)?);
    // The id stays with the note, because another embed may show the same block.
    let mark = mark(id);
    let edits: Vec<TextEdit> = block
        .text
        .match_indices(&mark)
        .map(|(at, _)| TextEdit { range: at..at + mark.len(), replacement: String::new() })
        .collect();
    Some(block.edit(&edits))
}

/// What `^id` was translated to.
fn mark(id: &str) -> String {
    format!("<a id=\"{id}\"></a>")
}

fn section(text: &str, name: &str) -> Option<Range<usize>> {
    let mut found: Option<(usize, usize)> = None;
    let mut fence: Option<&str> = None;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let start = offset;
        offset += line.len();
        let mark = &line[..line.len() - line.trim_start_matches(['`', '~']).len()];
        if let Some(open) = fence {
            fence = fence.filter(|_| !(mark.starts_with(open) && line.trim() == mark));
            continue;
        }
        if mark.len() >= 3 {
            fence = Some(mark);
            continue;
        }
        let level = line.len() - line.trim_start_matches('#').len();
        if !(1..=6).contains(&level) || !line[level..].starts_with(' ') {
            continue;
        }
        match found {
            Some((start_of_section, outer)) if level <= outer => return Some(start_of_section..start),
            None if words(title(&line[level..])) == words(name) => found = Some((start, level)),
            _ => {}
        }
    }
    found.map(|(start, _)| start..text.len())
}

/// A heading without its attributes, such as `{#id}`.
fn title(heading: &str) -> &str {
    let heading = heading.trim_end();
    let attributes =
        heading.rfind('{').filter(|at| heading.ends_with('}') && heading[at + 1..].starts_with(['#', '.']));
    attributes.map_or(heading, |at| &heading[..at])
}

/// A heading without punctuation, as links write it.
fn words(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn block(text: &str, id: &str) -> Option<Range<usize>> {
    let at = text.find(&mark(id))?;
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = text[line..at].trim_start();
    if before.starts_with(['-', '*', '+']) || before.starts_with(|first: char| first.is_ascii_digit()) {
        return Some(line..text[at..].find('\n').map_or(text.len(), |end| at + end));
    }
    // Alone on its line, the id belongs to the block before.
    let end = if before.is_empty() { text[..line].trim_end().len() } else { at };
    let start = text[..end].rfind("\n\n").map_or(0, |gap| gap + 2);
    Some(start..text[at..].find("\n\n").map_or(text.len(), |gap| at + gap))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found() {
        let text = "# A\n\nx\n\n## One: two\n\nB <a id=\"b\"></a>\n\n```\n# no\n```\n\n### C\n\n## D {#own-id}\n\n- e <a id=\"e\"></a>\n- f\n";
        let check = |range: Option<Range<usize>>, expected: Option<&str>| {
            assert_eq!(range.map(|range| &text[range]), expected);
        };
        check(section(text, "One two"), Some("## One: two\n\nB <a id=\"b\"></a>\n\n```\n# no\n```\n\n### C\n\n"));
        check(section(text, "d"), Some("## D {#own-id}\n\n- e <a id=\"e\"></a>\n- f\n"));
        check(section(text, "no"), None);
        check(block(text, "b"), Some("B <a id=\"b\"></a>"));
        check(block(text, "e"), Some("- e <a id=\"e\"></a>"));
        check(block(text, "x"), None);
    }
}
