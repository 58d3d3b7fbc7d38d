//! HTML as a text format: escaping, character references, tokens, addresses, and facts about elements.
//!
//! All code that writes HTML escapes with these functions, and all code that reads HTML uses [`tokens`]. What writers
//! may use is decided elsewhere.

pub mod address;
mod containment;
pub mod elements;
mod tag;
mod tokens;

use std::borrow::Cow;
use std::fmt;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, State, Tokenizer};

pub use containment::is_contained;
pub use tag::{Attribute, Tag, TagKind};
pub use tokens::{Token, tokens};

/// Escapes the content of an element.
pub fn escape_text(text: &str, out: &mut String) {
    const SPECIAL: SpecialBytes = special_bytes(b"&<>\0");
    let _ = escape(text, &SPECIAL, out);
}

/// Escapes the value of an attribute in double quotes. The result is also safe as the content of an element.
pub fn escape_attribute(text: &str, out: &mut String) {
    const SPECIAL: SpecialBytes = special_bytes(b"&<>\"\0");
    let _ = escape(text, &SPECIAL, out);
}

/// Escapes text for quotes of either kind, as in templates, which mark what is filled in later with NUL. Fails
/// where `out` does.
pub fn escape_in_any_quotes(text: &str, out: &mut impl fmt::Write) -> fmt::Result {
    const SPECIAL: SpecialBytes = special_bytes(b"&<>\"'");
    escape(text, &SPECIAL, out)
}

/// Which bytes are escaped.
type SpecialBytes = [bool; 256];

const fn special_bytes(mut bytes: &[u8]) -> SpecialBytes {
    let mut special = [false; 256];
    while let [byte, rest @ ..] = bytes {
        special[*byte as usize] = true;
        bytes = rest;
    }
    special
}

fn escape(text: &str, special: &SpecialBytes, out: &mut impl fmt::Write) -> fmt::Result {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| special[usize::from(*byte)]) {
        out.write_str(&text[done..at])?;
        out.write_str(match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            // Browsers replace NUL too, and our own texts use it to mark holes.
            _ => "\u{FFFD}",
        })?;
        done = at + 1;
    }
    out.write_str(&text[done..])
}

/// Decodes the character references in a text.
#[must_use]
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        if let CallbackEvent::String { value } = event {
            decoded.push_str(&String::from_utf8_lossy(value));
        }
        None::<std::convert::Infallible>
    });
    let mut tokenizer = Tokenizer::new_with_emitter(text, emitter);
    tokenizer.set_state(State::RcData);
    tokenizer.for_each(drop);
    Cow::Owned(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_read_as_it_was() {
        for value in ["", "a", "<b title='\"'>&amp;é", "&lt;&&#65;", "\n \t😀"] {
            let (mut in_text, mut in_attribute) = (String::new(), String::new());
            escape_text(value, &mut in_text);
            escape_attribute(value, &mut in_attribute);
            assert_eq!(&*decode(&in_text), value);
            assert_eq!(&*decode(&in_attribute), value);
            let tokens = tokens(&format!("<i a=\"{in_attribute}\">"), false);
            let [Token::Tag(tag)] = tokens.as_slice() else { panic!("{tokens:?}") };
            assert_eq!(tag.attribute("a"), Some(value));
        }
    }

    #[test]
    fn references_are_read_as_browsers_read_them() {
        let check = |text: &str, expected: &str| assert_eq!(decode(text), expected);
        check("&amp;amp; &eacute;&#x41;&copy", "&amp; éA©");
        check("&nope; & </title>", "&nope; & </title>");
    }
}
