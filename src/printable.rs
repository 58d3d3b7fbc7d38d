//! Makes text from outside safe to print: file names, messages that quote a writer's text, and text from readers.
//!
//! Terminals act on control characters, and bidirectional and invisible characters make a text look like another one
//! (<https://www.unicode.org/reports/tr36/>, <https://trojansource.codes>). [`line()`] makes a text safe within a line,
//! [`page`] cleans finished output, and [`json`] escapes characters in JSON without changing its value. Each character
//! is replaced by exactly one, so that columns stay. Nothing here prints.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Replaces characters that are not shown.
const REPLACEMENT: char = '\u{fffd}';

/// Whether a character breaks a line, controls the terminal, changes the text's direction or is invisible. U+200C and
/// U+200D are not included, because Persian, Indian scripts and emoji need them; [`line()`] checks their neighbors.
#[must_use]
pub fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Makes a text safe within a line. Line breaks and tabs become spaces, other deceptive characters become `�`.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    replaced(text, |character| match character {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        _ => REPLACEMENT,
    })
}

/// Makes a text of several lines safe. Line breaks and tabs stay. A carriage return becomes a space, because it would
/// let the following text overwrite the line.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |character| match character {
        '\n' | '\t' => character,
        '\r' => ' ',
        _ => REPLACEMENT,
    })
}

/// Makes finished output safe. Like [`lines`], but keeps our own colors (ECMA-48, SGR).
#[must_use]
pub fn page(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{1b}') {
        return lines(text);
    }
    let mut page = String::with_capacity(text.len());
    for (number, part) in text.split('\u{1b}').enumerate() {
        let style = if number == 0 { 0 } else { style_length(part) };
        if style > 0 {
            page.push('\u{1b}');
        } else if number > 0 {
            page.push(REPLACEMENT);
        }
        page.push_str(&part[..style]);
        page.push_str(&lines(&part[style..]));
    }
    Cow::Owned(page)
}

/// Length of the color sequence at the start of a text, after its escape character, such as `[1;31m`; 0 if there is no
/// such sequence.
fn style_length(text: &str) -> usize {
    let Some(rest) = text.strip_prefix('[') else { return 0 };
    let parameters = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ';' | ':')).unwrap_or(rest.len());
    if rest[parameters..].starts_with('m') { parameters + 2 } else { 0 }
}

/// Replaces deceptive characters in JSON by `\u` escapes: the same value for programs, and safe for terminals.
#[must_use]
pub fn json(text: &str) -> Cow<'_, str> {
    // Below U+007F, JSON itself escapes control characters in strings, and its line breaks must stay.
    let is_escaped = |c: char| c >= '\u{7f}' && is_hidden(c);
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 64);
    for character in text.chars() {
        if is_escaped(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                // Writing to a `String` cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// Whether a character is always deceptive, or is a joiner that may be invisible.
fn is_hidden(character: char) -> bool {
    is_deceptive(character) || is_joiner(character)
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

fn replaced(text: &str, replacement: impl Fn(char) -> char) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let is_letter = |character: char| !character.is_ascii() && !is_hidden(character);
    let mut safe = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let joins = is_joiner(character) && is_letter(before) && rest.peek().is_some_and(|next| is_letter(*next));
        let is_shown = joins || !is_hidden(character);
        safe.push(if is_shown { character } else { replacement(character) });
        before = character;
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line_and_shows_what_is_there() {
        let check = |text: &str, expected: &str| assert_eq!(line(text), expected, "{text:?}");
        check("plain, größe, 日本", "plain, größe, 日本");
        check("a\nb\r\tc\u{2028}d\u{2029}", "a b  c d ");
        check("\u{1b}[31mred\u{9b}31m\u{7}\u{7f}", "\u{fffd}[31mred\u{fffd}31m\u{fffd}\u{fffd}");
        check("\u{202e}x\u{2066}y\u{2069}\u{200f}", "\u{fffd}x\u{fffd}y\u{fffd}\u{fffd}");
        check("a\u{200b}b\u{feff}c\u{e0041}", "a\u{fffd}b\u{fffd}c\u{fffd}");
        // Joiners are legitimate in Persian and emoji, but invisible in `pass‍word`.
        check("می\u{200c}خواهم 👩\u{200d}💻", "می\u{200c}خواهم 👩\u{200d}💻");
        check("pass\u{200d}word می\u{200c}\u{200c}", "pass\u{fffd}word می\u{fffd}\u{fffd}");
    }

    #[test]
    fn a_page_keeps_its_lines_and_colours() {
        let check = |text: &str, expected: &str| assert_eq!(page(text), expected, "{text:?}");
        check("\u{1b}[1;31merror\u{1b}[0m\n\tx", "\u{1b}[1;31merror\u{1b}[0m\n\tx");
        check("\u{1b}[2J\u{1b}]0;t\u{7}\u{1b}", "\u{fffd}[2J\u{fffd}]0;t\u{fffd}\u{fffd}");
        check("a\u{9b}2J", "a\u{fffd}2J");
    }

    #[test]
    fn json_says_the_same() {
        let text = "a\u{7f}\u{9b}\u{202e}\u{200d}\u{e0041}é\n\u{1b}";
        let plain = serde_json::to_string(text).expect("JSON");
        let escaped = json(&plain);
        assert_eq!(escaped, r#""a\u007f\u009b\u202e\u200d\udb40\udc41é\n\u001b""#);
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("JSON"), text);
    }
}
