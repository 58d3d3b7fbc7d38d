//! Normalizes texts and folds words, so that texts that look the same are the same, whatever keyboard and program they
//! come from.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// Letters that differ from plain ones by more than a mark, and how people type them on other keyboards.
const UNMARKED: [(char, &str); 8] =
    [('ß', "ss"), ('æ', "ae"), ('œ', "oe"), ('ø', "o"), ('ł', "l"), ('đ', "d"), ('ð', "d"), ('ı', "i")];

/// Marks a capital letter within a word, such as `N` in `userName`, once the text is in lower case. As an invisible
/// character, it cannot occur in a normalized text otherwise.
pub const HUMP: char = '\u{2063}';

/// The zeros of the scripts that have digits of their own, which people type as the keyboard at hand does.
const ZEROS: [char; 24] = [
    '\u{0660}', '\u{06F0}', '\u{07C0}', '\u{0966}', '\u{09E6}', '\u{0A66}', '\u{0AE6}', '\u{0B66}', '\u{0BE6}',
    '\u{0C66}', '\u{0CE6}', '\u{0D66}', '\u{0DE6}', '\u{0E50}', '\u{0ED0}', '\u{0F20}', '\u{1040}', '\u{1090}',
    '\u{17E0}', '\u{1810}', '\u{1946}', '\u{19D0}', '\u{1A80}', '\u{ABF0}',
];

/// Normalizes a text to NFKC, lower case and plain digits, without invisible characters, so that texts that look the
/// same are the same.
#[must_use]
pub fn normal(text: &str) -> String {
    if text.is_ascii() {
        return with_humps(text).to_ascii_lowercase();
    }
    let mut text = match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfkc().collect::<String>()),
    };
    if text.chars().any(|character| is_invisible(character) || digit(character).is_some()) {
        let seen = text.chars().filter(|character| !is_invisible(*character));
        text = Cow::Owned(seen.map(|character| digit(character).unwrap_or(character)).collect());
    }
    with_humps(&text).to_lowercase()
}

/// The text with a [`HUMP`] before each capital letter that begins a part of a word: `userName`, `HTTPProxy`. Only for
/// ASCII letters, because names in code consist of those.
fn with_humps(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is = |at: usize, test: fn(&u8) -> bool| bytes.get(at).is_some_and(test);
    let begins = |at: usize| {
        let is_after_small = is(at - 1, u8::is_ascii_lowercase);
        let is_last_capital =
            is(at - 1, u8::is_ascii_uppercase) && [1, 2].iter().all(|next| is(at + next, u8::is_ascii_lowercase));
        is(at, u8::is_ascii_uppercase) && (is_after_small || is_last_capital)
    };
    if !bytes.windows(2).any(|pair| pair[0].is_ascii_alphabetic() && pair[1].is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut marked = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        if at > 0 && begins(at) {
            marked.push(HUMP);
        }
        marked.push(character);
    }
    Cow::Owned(marked)
}

/// The digit that a digit of another script represents.
fn digit(character: char) -> Option<char> {
    let value = |zero: &char| u32::from(character).checked_sub(u32::from(*zero)).filter(|value| *value < 10);
    ZEROS.iter().find_map(value).and_then(|value| char::from_digit(value, 10))
}

/// Characters that readers do not see: soft hyphens, direction marks, joiners, variation selectors, and the frame of a
/// keycap.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{20E3}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E01EF}')
}

/// A word as it is looked up: without the marks that readers leave out when they type.
#[must_use]
pub fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut folded = String::with_capacity(word.len());
    for character in word.nfkd().filter(|character| !is_left_out(*character)).nfc() {
        match UNMARKED.iter().find(|(marked, _)| *marked == character) {
            Some((_, plain)) => folded.push_str(plain),
            None => folded.push(character),
        }
    }
    Cow::Owned(folded)
}

/// Marks of Latin, Greek, Cyrillic, Hebrew and Arabic, and the Arabic stroke.
fn is_left_out(character: char) -> bool {
    matches!(character,
        '\u{0300}'..='\u{036F}' | '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}' | '\u{05C2}' | '\u{05C4}'
        | '\u{05C5}' | '\u{05C7}' | '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_the_same_are_the_same() {
        let check = |text: &str, expected: &str| assert_eq!(normal(text).replace(HUMP, "|"), expected);
        check("Kran\u{ad}ken\u{200b}kasse", "krankenkasse");
        check("ＡＢＣ ٥٠٢ ۵۰۲ ๕๐๒", "abc 502 502 502");
        check("\u{feff}getUserName", "get|user|name");
        check("PDFs and The HTTPServer", "pdfs and the http|server");
    }
}
