//! Reads invalid front matter as far as possible: line by line, top-level keys only.
//!
//! It understands `key: value` (or `key = value`), quotes around the whole value, `[a, b]` on one line or several, lists
//! of `- item` lines with any indentation, and indented continuation lines. It ignores everything else. The syntax error has already been
//! reported.

use std::collections::HashSet;

use super::value::{FrontMatterData, FrontMatterEntry, FrontMatterTable, FrontMatterValue};
use super::{FrontMatterFormat, lines_with_offsets};

/// Reads what can be read of invalid front matter.
#[must_use]
pub fn parse(text: &str, format: FrontMatterFormat) -> FrontMatterTable {
    let separator = if format == FrontMatterFormat::Yaml { ':' } else { '=' };
    let mut table = FrontMatterTable::default();
    let mut keys = HashSet::new();
    let mut in_brackets = false;
    for (offset, line) in lines_with_offsets(text) {
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let start = offset + (line.len() - line.trim_start().len());
        let at_margin = start == offset;
        if let Some(last) = table.0.last_mut().filter(|_| in_brackets) {
            let inner = content.trim_end_matches([',', ']']);
            add_items(&mut last.value, inner, start);
            in_brackets = !content.ends_with(']');
            continue;
        }
        match (at_margin.then(|| key_and_value(content, separator)).flatten(), table.0.last_mut()) {
            (Some((key, rest)), _) => {
                let value_start = start + content.len() - rest.len();
                in_brackets = rest.starts_with('[') && !rest.contains(']');
                if keys.insert(key.to_ascii_lowercase()) {
                    table.0.push(FrontMatterEntry {
                        key: key.to_owned(),
                        key_range: start..start + key.len(),
                        value: value(rest, value_start),
                    });
                }
            }
            (None, Some(last)) => continue_value(&mut last.value, content, start),
            (None, None) => {}
        }
    }
    table
}

fn key_and_value(line: &str, separator: char) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once(separator)?;
    let key = key.trim_end().trim_matches(['"', '\'']);
    let is_key =
        !key.is_empty() && key.chars().all(|character| character.is_alphanumeric() || "_-.".contains(character));
    let separated = separator == '=' || rest.is_empty() || rest.starts_with(char::is_whitespace);
    (is_key && separated && !line.starts_with('-')).then(|| (key, rest.trim_start()))
}

fn value(text: &str, start: usize) -> FrontMatterValue {
    let range = start..start + text.len();
    let listed = text.strip_prefix('[').map(|text| text.strip_suffix(']').unwrap_or(text));
    let data = match listed.filter(|items| text.ends_with(']') || !items.contains(']')) {
        Some(items) => {
            let mut list = FrontMatterValue { data: FrontMatterData::List(Vec::new()), range };
            add_items(&mut list, items, start + 1);
            return list;
        }
        None if matches!(text, "" | "|" | ">" | "|-" | ">-" | "~" | "null") => FrontMatterData::Null,
        None => return scalar(text, start),
    };
    FrontMatterValue { data, range }
}

/// Adds the items between commas to a list.
fn add_items(list: &mut FrontMatterValue, items: &str, start: usize) {
    let FrontMatterData::List(values) = &mut list.data else { return };
    let mut offset = start;
    for item in items.split(',') {
        let lead = item.len() - item.trim_start().len();
        if !item.trim().is_empty() {
            values.push(scalar(item.trim(), offset + lead));
        }
        offset += item.len() + 1;
    }
}

fn scalar(text: &str, start: usize) -> FrontMatterValue {
    let range = start..start + text.len();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return FrontMatterValue { data: FrontMatterData::Text { text: inner.to_owned(), quoted: true }, range };
        }
    }
    let text = text.split(" #").next().unwrap_or(text).trim_end().trim_matches(['"', '\'']);
    FrontMatterValue { data: FrontMatterData::Text { text: text.to_owned(), quoted: false }, range }
}

/// Handles an indented line, or one that is not a key: a list item, or more of a text.
fn continue_value(value: &mut FrontMatterValue, content: &str, start: usize) {
    if let Some(item) = content.strip_prefix('-') {
        let item_start = start + content.len() - item.trim_start().len();
        let item = scalar(item.trim_start(), item_start);
        match &mut value.data {
            FrontMatterData::List(values) => values.push(item),
            FrontMatterData::Null => value.data = FrontMatterData::List(vec![item]),
            _ => {}
        }
        return;
    }
    match &mut value.data {
        FrontMatterData::Text { text, .. } => {
            text.push(' ');
            text.push_str(content);
        }
        // After an empty value, an indented line is text of a block, unless it is a nested key.
        FrontMatterData::Null if key_and_value(content, ':').is_none() => {
            value.data = FrontMatterData::Text { text: content.to_owned(), quoted: true };
        }
        _ => {}
    }
}
