//! `addresses.toml`: where the site's old addresses lead. `answerbook addresses update` writes the file and people
//! correct it, so that a build needs no history.
//!
//! An entry is a page (`/old/`) or an anchor of a page (`/old/#part`). It leads to a page, to an anchor, or to another
//! site; or it is gone on purpose, with a reason and the nearest page. This module reads and writes the file. Whether
//! targets exist is checked by [`crate::site`].

mod read;
mod write;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::path::{Address, decode, encode};
use crate::source::{Span, Spanned};

pub use read::parse;
pub use write::{end_of_table, line, text, with_lines};

/// The name of the file, in the project folder.
pub const FILE: &str = "addresses.toml";

/// A page of the site, or an anchor of a page. Both are decoded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AnchoredAddress {
    /// The page.
    pub page: Address,
    /// The anchor, without `#`; empty for the page itself.
    pub anchor: String,
}

impl AnchoredAddress {
    /// A page.
    #[must_use]
    pub fn page(page: Address) -> Self {
        Self { page, anchor: String::new() }
    }

    /// Parses a root-relative address. A query is ignored. `None` for an address of another site.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (path, anchor) = text.split_once('#').unwrap_or((text, ""));
        let path = path.split('?').next().unwrap_or_default();
        if !path.starts_with('/') || path.starts_with("//") {
            return None;
        }
        Some(Self { page: Address::new(&decode(path)), anchor: decode(anchor) })
    }

    /// The anchor with `#`, percent-encoded; empty for the page itself.
    #[must_use]
    pub fn fragment(&self) -> String {
        if self.anchor.is_empty() { String::new() } else { format!("#{}", encode(&self.anchor)) }
    }
}

/// As it is written in the file: readable, so only what would be ambiguous is encoded.
impl fmt::Display for AnchoredAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&readable(self.page.as_str()))?;
        if self.anchor.is_empty() { Ok(()) } else { write!(f, "#{}", readable(&self.anchor)) }
    }
}

/// Encodes the characters that would end a part of an address, and those that would change it when it is decoded.
fn readable(text: &str) -> Cow<'_, str> {
    let is_special = |letter: char| matches!(letter, '%' | '#' | '?' | '"' | '\\' | ' ') || letter.is_control();
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_special(letter) {
            let mut bytes = [0; 4];
            written.extend(letter.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")));
        } else {
            written.push(letter);
        }
    }
    Cow::Owned(written)
}

/// What became of an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AddressFate {
    /// It leads to this address, as written: on this site (`/new/#part`) or elsewhere (`https://…`).
    Moved(Spanned<String>),
    /// It has no successor.
    Gone {
        /// Why, in a sentence for readers; empty if the file does not say.
        reason: String,
        /// The nearest page, as written.
        near: Option<Spanned<String>>,
    },
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AddressEntry {
    /// What became of the address.
    pub fate: AddressFate,
    /// Why a page or an anchor moved, for people who read the file. Empty for those that are gone, whose reason is part
    /// of their fate.
    pub reason: String,
    /// The commit that shows it. Entries without one were written by people and are never changed.
    pub commit: Option<String>,
    /// Where the address is written.
    pub span: Span,
}

/// The contents of `addresses.toml`, sorted. The anchors of a page follow the page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct AddressFile {
    /// The entries by address.
    pub entries: BTreeMap<AnchoredAddress, AddressEntry>,
    /// A hash of the text, which identifies this state of the file; `None` if there is no file.
    pub digest: Option<blake3::Hash>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_they_are_read() {
        let check = |written: &str, page: &str, anchor: &str| {
            let parsed = AnchoredAddress::parse(written).expect("an address of the site");
            assert_eq!((parsed.page.as_str(), &*parsed.anchor), (page, anchor));
            assert_eq!(AnchoredAddress::parse(&parsed.to_string()).as_ref(), Some(&parsed));
        };
        check("/a/", "/a/", "");
        check("/a/?x=1#b", "/a/", "b");
        check("/gr%C3%B6%C3%9Fe/#%C3%BCber-uns", "/größe/", "über-uns");
        check("/a%23b/#c%25d", "/a#b/", "c%d");
        assert_eq!(AnchoredAddress::parse("https://acme.example/"), None);
        assert_eq!(AnchoredAddress::parse("//acme.example/"), None);
    }
}
