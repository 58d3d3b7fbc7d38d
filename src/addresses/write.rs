//! Writes `addresses.toml`: sorted, one line for each address, so that changes of several people merge.

use std::fmt::Write as _;

use super::{AddressEntry, AddressFate, AddressFile, AnchoredAddress};

/// The first lines of the file.
const HEADER: &str = "\
# Old addresses of this site, and where they lead. `answerbook addresses update` adds what git shows.
# Correct any line: without its `commit`, it is never changed again.
";

/// The text of the file.
#[must_use]
pub fn text(file: &AddressFile) -> String {
    let mut text = HEADER.to_owned();
    let is_moved = |entry: &AddressEntry| matches!(entry.fate, AddressFate::Moved(_));
    for (table, moved) in [("moved", true), ("gone", false)] {
        let mut entries = file.entries.iter().filter(|(_, entry)| is_moved(entry) == moved).peekable();
        if entries.peek().is_some() {
            let _ = write!(text, "\n[{table}]\n");
        }
        for (address, entry) in entries {
            text.push_str(&line(address, entry));
        }
    }
    text
}

/// One line of the file.
#[must_use]
pub fn line(address: &AnchoredAddress, entry: &AddressEntry) -> String {
    let mut values: Vec<(&str, &str)> = Vec::new();
    match &entry.fate {
        AddressFate::Moved(to) => {
            values.push(("to", &to.value));
            values.extend((!entry.reason.is_empty()).then_some(("reason", entry.reason.as_str())));
        }
        AddressFate::Gone { reason, near } => {
            values.extend((!reason.is_empty()).then_some(("reason", reason.as_str())));
            values.extend(near.as_ref().map(|near| ("near", near.value.as_str())));
        }
    }
    values.extend(entry.commit.as_ref().map(|commit| ("commit", commit.as_str())));
    let values: Vec<String> = values.iter().map(|(key, value)| format!("{key} = {}", quoted(value))).collect();
    let values = if values.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", values.join(", ")) };
    format!("{} = {values}\n", quoted(&address.to_string()))
}

/// Where the lines of a table start, in the text of the file; `None` if it has no such header.
#[must_use]
pub fn end_of_table(text: &str, table: &str) -> Option<usize> {
    let mut end = 0;
    text.split_inclusive('\n').find_map(|line| {
        end += line.len();
        (line.split('#').next().unwrap_or_default().trim() == format!("[{table}]")).then_some(end)
    })
}

/// A text of the file with these lines added below `[moved]`. All others stay as they are.
#[must_use]
pub fn with_lines(text: &str, lines: &str) -> String {
    if lines.is_empty() {
        return text.to_owned();
    }
    let Some(end) = end_of_table(text, "moved") else {
        // A table of dotted keys, as `check --fix` adds them, can have no header.
        if text.lines().any(|line| line.starts_with("moved.")) {
            let dotted = lines.split_inclusive('\n').map(|line| {
                let start = if line.starts_with('#') { "" } else { "moved." };
                format!("{start}{line}")
            });
            return dotted.collect::<Vec<String>>().concat() + text;
        }
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return format!("{text}{end}\n[moved]\n{lines}");
    };
    let (before, after) = text.split_at(end);
    let end = if before.ends_with('\n') { "" } else { "\n" };
    format!("{before}{end}{lines}{after}")
}

/// A text as a TOML string on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
