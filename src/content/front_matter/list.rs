//! Adds a text to a list in the front matter, and leaves every other byte unchanged.

use super::edit::{first_table, line_end};
use super::{FrontMatterData, FrontMatterFormat, split, table};
use crate::content::mapped_text::TextEdit;

/// The edit that adds texts, which must not need escapes, to the list `key`. `None` if the front matter is written so
/// that adding to it would change the meaning of other keys.
#[must_use]
pub fn add(text: &str, key: &str, values: &[String]) -> Option<TextEdit> {
    let before = table(text);
    let split = split(text);
    let quoted = values.iter().map(|value| format!("\"{value}\"")).collect::<Vec<_>>().join(", ");
    let edit = match (split.head, before.value(key)) {
        (Some((format, _)), Some(old)) => match &old.data {
            FrontMatterData::Text { .. } => {
                let written = &text[old.range.clone()];
                let is_plain = !written.contains([',', '[', ']', '{', '}', '\n', '#']);
                let replacement = format!("[{written}, {quoted}]");
                is_plain.then(|| TextEdit { range: old.range.clone(), replacement })?
            }
            FrontMatterData::List(items) => match items.last() {
                // A block list: an item is a line of its own.
                Some(last) if format == FrontMatterFormat::Yaml && !text[old.range.clone()].starts_with('[') => {
                    let start = text[..last.range.start].rfind('\n')? + 1;
                    let indent = &text[start..last.range.start];
                    indent.trim().starts_with('-').then_some(())?;
                    let end = text[last.range.end..].find('\n').map(|at| last.range.end + at + 1)?;
                    let indent = &indent[..=indent.find('-')?];
                    let lines = values.iter().map(|value| format!("{indent} \"{value}\"\n"));
                    TextEdit { range: end..end, replacement: lines.collect() }
                }
                Some(last) => TextEdit { range: last.range.end..last.range.end, replacement: format!(", {quoted}") },
                None => TextEdit { range: old.range.clone(), replacement: format!("[{quoted}]") },
            },
            FrontMatterData::Null | FrontMatterData::Table(_) => return None,
        },
        (Some((format, range)), None) => {
            let head = &text[range.clone()];
            let (at, line) = match format {
                FrontMatterFormat::Yaml => (range.end, format!("{key}: [{quoted}]\n")),
                FrontMatterFormat::Toml => (range.start + first_table(head), format!("{key} = [{quoted}]\n")),
            };
            TextEdit { range: at..at, replacement: line }
        }
        (None, Some(_)) => return None,
        (None, None) => {
            let at = text.len() - text.trim_start_matches('\u{feff}').len();
            let end = line_end(text).replace('\r', "");
            TextEdit { range: at..at, replacement: format!("---{end}{key}: [{quoted}]{end}---{end}{end}") }
        }
    };
    let mut edited = text.to_owned();
    edited.replace_range(edit.range.clone(), &edit.replacement);
    is_added(text, &edited, key, values).then_some(edit)
}

/// Reads both texts again: the list must have the new texts, and no other value may have changed.
fn is_added(before: &str, after: &str, key: &str, values: &[String]) -> bool {
    let (before, after) = (table(before), table(after));
    let others = |table: &super::FrontMatterTable| {
        let others = table.0.iter().filter(|entry| !entry.key.eq_ignore_ascii_case(key));
        others
            .map(|entry| (entry.key.clone(), entry.value.kind(), entry.value.text().map(str::to_owned)))
            .collect::<Vec<_>>()
    };
    let list = match after.value(key).map(|value| &value.data) {
        Some(FrontMatterData::List(items)) => items.iter().filter_map(|item| item.text()).collect(),
        _ => Vec::new(),
    };
    others(&before) == others(&after) && values.iter().all(|value| list.contains(&value.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let edited = add(text, "aliases", &["/x/".to_owned()]).map(|edit| {
            let mut edited = text.to_owned();
            edited.replace_range(edit.range, &edit.replacement);
            edited
        });
        assert_eq!(edited.as_deref(), expected);
    }

    #[test]
    fn a_text_joins_the_list_that_is_there() {
        check("---\naliases: [a, b] # c\n---\n", Some("---\naliases: [a, b, \"/x/\"] # c\n---\n"));
        check("---\naliases: []\n---\n", Some("---\naliases: [\"/x/\"]\n---\n"));
        check(
            "---\naliases:\n  - a # c\n  - b\nt: 1\n---\n",
            Some("---\naliases:\n  - a # c\n  - b\n  - \"/x/\"\nt: 1\n---\n"),
        );
        check("---\naliases: /a/\n---\n", Some("---\naliases: [/a/, \"/x/\"]\n---\n"));
        check("+++\naliases = [\n  \"a\",\n]\n+++\n", Some("+++\naliases = [\n  \"a\", \"/x/\",\n]\n+++\n"));
    }

    #[test]
    fn without_a_list_one_is_added() {
        check("# A\n", Some("---\naliases: [\"/x/\"]\n---\n\n# A\n"));
        check("---\ntitle: A\n---\n", Some("---\ntitle: A\naliases: [\"/x/\"]\n---\n"));
        check("+++\na = 1\n[b]\nc = 2\n+++\n", Some("+++\na = 1\naliases = [\"/x/\"]\n[b]\nc = 2\n+++\n"));
    }

    #[test]
    fn what_cannot_be_changed_is_left_alone() {
        check("---\n{title: A}\n---\n", None);
        check("---\naliases: {a: b}\n---\n", None);
    }
}
