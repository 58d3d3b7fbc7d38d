//! Removes personal data from what readers typed: email addresses, and numbers as long as a phone or card number.
//!
//! The theme's `scripts/scrub.js` does the same in the browser before anything is sent; `tests/scrub.json` tests both.
//! The receiver repeats it for pages without JavaScript. The rules are deliberately simple: any number that is long
//! enough is removed.

use crate::path::{decode, encode};

/// Minimum number of digits of a phone number. Shorter error codes, prices and years stay.
const PHONE_DIGITS: usize = 7;

/// Maximum number of other characters between two digits of a number: `) ` in `+44 (0) 20`.
const LONGEST_GAP: usize = 2;

/// The text with `[email]` and `[number]` in place of personal data.
#[must_use]
pub fn scrub(text: &str) -> String {
    if !text.contains('@') && text.bytes().filter(u8::is_ascii_digit).count() < PHONE_DIGITS {
        return text.to_owned();
    }
    // Removing a number also removes spaces, which may join the rest into an address: `a@b12345 67.c`.
    emails(&numbers(&emails(text)))
}

/// An address without e-mail addresses, encoded as it was. Long numbers stay: old addresses of articles contain them.
#[must_use]
pub(super) fn scrub_address(address: &str) -> String {
    let plain = decode(address);
    let clean = plain.split('/').map(emails).collect::<Vec<_>>().join("/");
    if clean == plain { address.to_owned() } else { encode(&clean) }
}

/// Replaces words with an `@` in the middle and a dot after it.
fn emails(text: &str) -> String {
    let is_part = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | ',' | ';' | '(' | ')');
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        clean.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        let is_email = word
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.trim_end_matches('.').contains('.'));
        clean.push_str(if is_email { "[email]" } else { word });
        rest = &rest[end..];
    }
    clean + rest
}

/// Replaces long runs of digits, including the separators within phone and card numbers.
fn numbers(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (count, end) = run(&rest[start..]);
        let number = start + end;
        if count < PHONE_DIGITS {
            clean.push_str(&rest[..number]);
        } else {
            clean.push_str(rest[..start].strip_suffix('+').unwrap_or(&rest[..start]));
            clean.push_str("[number]");
        }
        rest = &rest[number..];
    }
    clean + rest
}

/// The number of digits at the start of a text, and the byte after the last of them.
fn run(text: &str) -> (usize, usize) {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '.' | '/' | '-' | '\u{2013}');
    let (mut count, mut end, mut gap) = (0, 0, 0);
    for (place, c) in text.char_indices() {
        if c.is_ascii_digit() {
            count += 1;
            end = place + 1;
            gap = 0;
        } else if is_gap(c) && gap < LONGEST_GAP {
            gap += 1;
        } else {
            break;
        }
    }
    (count, end)
}
