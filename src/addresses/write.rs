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
        AddressFate::Moved(to) => values.push(("to", &to.value)),
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
