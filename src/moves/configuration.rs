//! Finds what has to change in the configuration and in `SUMMARY.md`: paths, and redirects for addresses that are gone.

use std::ops::Range;

use super::Renames;
use crate::content::mapped_text::TextEdit;
use crate::path::{Address, ProjectPath, decode, encode};

/// The edits of the paths in `answerbook.toml`: files, folders and patterns, from the project folder or from the
/// content folder. A text without a slash may be a word, so it is a path only in `[access.folders]`.
#[must_use]
pub fn path_edits(text: &str, content: &ProjectPath, renames: &Renames) -> Vec<TextEdit> {
    let folders = section(text, "[access.folders]");
    let found = strings(text).filter_map(|range| {
        let written = &text[range.clone()];
        let is_path = written.contains('/') && !written.contains("://") || folders.contains(&range.start);
        // The part of a pattern before its first sign.
        let fixed =
            written.find(['*', '?', '{', '[']).map_or(written.len(), |at| written[..at].rfind('/').unwrap_or(0));
        let fixed = written[..fixed].trim_end_matches('/');
        let bare = fixed.trim_start_matches('/');
        let rest = &written[fixed.len()..];
        let lead = &fixed[..fixed.len() - bare.len()];
        if !is_path || bare.is_empty() || written.contains('\\') || lead == "/" {
            return None;
        }
        let from_project = ProjectPath::new(bare);
        let moved = renames.path(&from_project);
        let new = if moved == from_project {
            let from_content = content.join(bare)?;
            let moved = renames.path(&from_content);
            (moved != from_content).then(|| moved.strip(content).map(str::to_owned)).flatten()?
        } else {
            moved.to_string()
        };
        Some(TextEdit { range, replacement: format!("{new}{rest}") })
    });
    found.collect()
}

/// The range of a table, from the line after its header to the next header.
fn section(text: &str, header: &str) -> Range<usize> {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let is_header = line.trim_start().starts_with('[');
        match start {
            Some(start) if is_header => return start..at,
            None if line.trim() == header => start = Some(at + line.len()),
            _ => {}
        }
        at += line.len();
    }
    start.map_or(0..0, |start| start..text.len())
}

/// The ranges of the strings on one line, without their quotes.
fn strings(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(['"', '\'', '#'])?;
            let sign = &text[start..=start];
            let rest = &text[start + 1..];
            if sign == "#" {
                at = start + rest.find('\n').map_or(rest.len() + 1, |newline| newline + 1);
                continue;
            }
            let triple = sign.repeat(3);
            if text[start..].starts_with(&triple) {
                at = text[start + 3..].find(&triple).map_or(text.len(), |end| start + 3 + end + 3);
                continue;
            }
            let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
            let end = line.match_indices(sign).find(|(end, _)| sign == "'" || !line[..*end].ends_with('\\'));
            let Some((end, _)) = end else {
                at = start + 1 + line.len();
                continue;
            };
            at = start + 1 + end + 1;
            return Some(start + 1..start + 1 + end);
        }
    })
}

/// The edit that adds redirects, or `None` without any.
#[must_use]
pub fn redirects(text: &str, redirects: &[(Address, Address)]) -> Option<TextEdit> {
    if redirects.is_empty() {
        return None;
    }
    let line =
        |(from, to): &(Address, Address)| format!("\"{}\" = \"{}\"\n", encode(from.as_str()), encode(to.as_str()));
    let lines: String = redirects.iter().map(line).collect();
    let existing = section(text, "[redirects]");
    if existing.start > 0 {
        let end = if text[..existing.start].ends_with('\n') { "" } else { "\n" };
        return Some(TextEdit { range: existing.start..existing.start, replacement: format!("{end}{lines}") });
    }
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let blank = if text.is_empty() { "" } else { "\n" };
    let replacement = format!("{end}{blank}[redirects]\n{lines}");
    Some(TextEdit { range: text.len()..text.len(), replacement })
}

/// The edits of a table of contents at `path`, whose links are paths from its folder.
#[must_use]
pub fn summary_edits(text: &str, path: &ProjectPath, renames: &Renames) -> Vec<TextEdit> {
    let folder = path.parent();
    let found = text.match_indices("](").filter_map(|(at, _)| {
        let start = at + 2;
        let written = &text[start..start + text[start..].find([')', '\n', ' ', '#'])?];
        let old = folder.join(&decode(written)).filter(|_| !written.is_empty() && !written.contains("://"))?;
        let new = renames.path(&old);
        let new = (new != old).then(|| new.relative_to(&renames.path(path)))?;
        let replacement = if new.contains(' ') || decode(written) != written { encode(&new) } else { new };
        Some(TextEdit { range: start..start + written.len(), replacement })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renames() -> Renames {
        let path = ProjectPath::new;
        Renames { paths: vec![(path("content/pay"), path("content/billing/pay"))], anchor: None }
    }

    #[test]
    fn paths_and_patterns_of_the_configuration_follow() {
        let check = |text: &str, expected: &str| {
            let edits = path_edits(text, &ProjectPath::new("content"), &renames());
            let mut edited = text.to_owned();
            for edit in edits.iter().rev() {
                edited.replace_range(edit.range.clone(), &edit.replacement);
            }
            assert_eq!(edited, expected);
        };
        check("logo = \"content/pay/a.svg\"", "logo = \"content/billing/pay/a.svg\"");
        check("[d.\"content/pay/**\"]", "[d.\"content/billing/pay/**\"]");
        check("x = ['pay/a/*.md']", "x = ['billing/pay/a/*.md']");
        check(
            "[access.folders]\npay = 1\n\"pay\" = \"x\"\n[y]\n\"pay\" = 1",
            "[access.folders]\npay = 1\n\"billing/pay\" = \"x\"\n[y]\n\"pay\" = 1",
        );
        for text in [
            "title = \"pay\"",
            "a = \"https://x/pay/b\"",
            "# \"content/pay\"",
            "b = \"paypal/x\"",
            "c = \"\"\"\ncontent/pay/x\n\"\"\"",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn redirects_join_their_table() {
        let check = |text: &str, expected: &str| {
            let all = [(Address::new("/a/"), Address::new("/b/"))];
            let edit = redirects(text, &all).expect("there is one");
            let mut edited = text.to_owned();
            edited.replace_range(edit.range, &edit.replacement);
            assert_eq!(edited, expected);
        };
        check("", "[redirects]\n\"/a/\" = \"/b/\"\n");
        check("x = 1", "x = 1\n\n[redirects]\n\"/a/\" = \"/b/\"\n");
        check("[redirects]\n\"/c/\" = \"/d/\"\n[y]\n", "[redirects]\n\"/a/\" = \"/b/\"\n\"/c/\" = \"/d/\"\n[y]\n");
    }

    #[test]
    fn a_table_of_contents_follows() {
        let text = "* [A](pay/a.md)\n* [B](b.md#x)\n* [C](https://x.example/pay/a.md)\n";
        let edits = summary_edits(text, &ProjectPath::new("content/SUMMARY.md"), &renames());
        let shown: Vec<&str> = edits.iter().map(|edit| edit.replacement.as_str()).collect();
        assert_eq!(shown, ["billing/pay/a.md"]);
    }
}
