//! Prints old addresses, for people and for programs.

use serde::Serialize;

use super::target;
use crate::address_history::{AddressHistory, HistoryAnswer};
use crate::addresses::{AddressEntry, AddressFate, AnchoredAddress};
use crate::printable;

/// An old address, for programs.
#[derive(Serialize)]
struct AddressRow<'e> {
    address: String,
    /// The new address; `None` if it is gone.
    to: Option<&'e str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'e str,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'e str>,
}

/// One line for an entry of the file.
pub(super) fn entry(address: &AnchoredAddress, entry: &AddressEntry, as_json: bool) -> String {
    let reason = match &entry.fate {
        AddressFate::Gone { reason, .. } => reason.as_str(),
        AddressFate::Moved(_) => "",
    };
    if as_json {
        let row = AddressRow {
            address: address.to_string(),
            to: target(&entry.fate),
            reason,
            commit: entry.commit.as_deref(),
        };
        let line = serde_json::to_string(&row).expect("texts are JSON") + "\n";
        return printable::json(&line).into_owned();
    }
    let to = target(&entry.fate).map_or_else(|| format!("gone {reason}").trim().to_owned(), |to| format!("-> {to}"));
    let commit = entry.commit.as_ref().map_or("by hand", String::as_str);
    format!("{}\n", printable::line(&format!("{address}  {to}  ({commit})")))
}

/// What became of an address, in a few lines.
pub(super) fn explanation(address: &AnchoredAddress, history: &AddressHistory, entry: Option<&AddressEntry>) -> String {
    let mut text = String::new();
    let mut line = |words: &str| text.extend([&*printable::line(words), "\n"]);
    match history.answer(address) {
        Some((HistoryAnswer::Moved(to), _)) if to == *address => line(&format!("`{address}` is published")),
        Some((answer, commit)) => {
            let since = commit.map_or_else(String::new, |commit| format!(" since {commit}"));
            line(&match answer {
                HistoryAnswer::Moved(to) => format!("`{address}` leads to `{to}`{since}"),
                HistoryAnswer::Gone => format!("`{address}` is gone{since}"),
                HistoryAnswer::Hidden => format!("`{address}` is not public{since}"),
            });
        }
        None => line(&format!("no commit published `{address}`")),
    }
    for (commit, what) in history.events(address) {
        line(&format!("  {commit}  {what}"));
    }
    if let Some(entry) = entry {
        let by = entry.commit.as_ref().map_or("written by hand", |_| "written by `answerbook addresses update`");
        let to = target(&entry.fate).map_or_else(|| "gone".to_owned(), |to| format!("`{to}`"));
        line(&format!("  addresses.toml: {to}, {by}"));
    }
    text
}
