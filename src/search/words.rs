//! Splits text into words, in the same way for articles and for queries.
//!
//! Steps: normalize the text (NFKC, lower case); split it into [`WordGroup`]s of connected pieces, such as `e-mail` or
//! `C++`; fold each piece ([`fold`]). The theme's `scripts-worker/words.js` does the same, and golden files verify that
//! the results are equal. Both recognize letters by Unicode's `Alphabetic`, `N` and `M`.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// Maximum length of a word in characters. Longer ones are encoded data, URLs, or rows of dashes.
pub const LONGEST_WORD: usize = 40;

/// Maximum number of pieces that are also read as one word: enough for `two-factor`, but not for a sentence with
/// dashes.
const MAX_JOINED: usize = 4;

/// Letters that differ from plain ones by more than a mark, and how people type them on other keyboards.
const UNMARKED: [(char, &str); 8] =
    [('ß', "ss"), ('æ', "ae"), ('œ', "oe"), ('ø', "o"), ('ł', "l"), ('đ', "d"), ('ð', "d"), ('ı', "i")];

/// The stroke that stretches an Arabic word. It is not a letter.
const TATWEEL: char = '\u{0640}';

/// The meaning of an apostrophe within a word, which depends on the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Apostrophe {
    /// It is dropped: `don't`.
    #[default]
    Dropped,
    /// It ends a shortened word: `l'article`.
    Splits,
}

impl Apostrophe {
    /// The meaning in the language with this tag.
    #[must_use]
    pub fn of(language: &str) -> Self {
        match language.split('-').next() {
            Some("fr" | "it" | "ca" | "oc") => Self::Splits,
            _ => Self::Dropped,
        }
    }
}

/// Pieces of a text with exactly one joining character between them, or a run of a script without blanks.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct WordGroup {
    /// All pieces in lower case, one after the other, not folded.
    pub text: String,
    /// The end of each piece in `text`.
    ends: Vec<usize>,
    /// Signs that belong to the name: `.` before it; `+`, `++` or `#` after it.
    before: bool,
    behind: &'static str,
    /// Whether the script has no blanks between words.
    pub is_dense: bool,
}

impl WordGroup {
    /// The pieces.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.text[start..*end])
    }

    /// The pieces as one word, including the signs that belong to the name. `None` if that adds nothing to the pieces.
    #[must_use]
    pub fn joined(&self) -> Option<Cow<'_, str>> {
        let count = self.ends.len();
        if count <= 1 && !self.has_signs() || self.is_dense || count > MAX_JOINED {
            return None;
        }
        if self.text.len() > LONGEST_WORD && self.text.chars().count() > LONGEST_WORD {
            return None;
        }
        if self.has_signs() {
            return Some(Cow::Owned(format!("{}{}{}", if self.before { "." } else { "" }, self.text, self.behind)));
        }
        Some(Cow::Borrowed(&self.text))
    }

    /// Whether signs belong to the name.
    #[must_use]
    pub fn has_signs(&self) -> bool {
        self.before || !self.behind.is_empty()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        (self.before, self.behind, self.is_dense) = (false, "", false);
    }

    fn end_piece(&mut self) {
        if self.text.len() > self.ends.last().copied().unwrap_or_default() {
            self.ends.push(self.text.len());
        }
    }
}

/// Calls `each` with every group of a text.
pub fn groups(text: &str, apostrophe: Apostrophe, mut each: impl FnMut(&WordGroup)) {
    let text = normal(text);
    let mut group = WordGroup::default();
    let mut before = ' ';
    let mut end = 0;
    while let Some(character) = text[end..].chars().next() {
        let at = end;
        // ASCII letters, which most texts consist of, are taken a word at a time.
        end += ascii_word(&text[at..]).unwrap_or(character.len_utf8());
        let next = text[end..].chars().next().unwrap_or(' ');
        let is_open = !group.text.is_empty();
        if is_word(character) {
            if is_open && group.is_dense != is_dense(character) {
                flush(&mut group, &mut each);
            }
            if group.text.is_empty() {
                if !starts_word(character) {
                    before = character;
                    continue;
                }
                group.is_dense = is_dense(character);
                group.before = before == '.' && character.is_alphabetic() && !group.is_dense && starts_name(&text, at);
            }
            group.text.push_str(&text[at..end]);
        } else if is_apostrophe(character) && is_open && apostrophe == Apostrophe::Dropped && is_word(next) {
            // The word continues.
        } else if is_joint(character) && is_open && !group.is_dense && starts_word(next) && !is_dense(next) {
            group.end_piece();
        } else if is_open {
            if !group.is_dense {
                group.behind = signs(&text[at..]);
            }
            flush(&mut group, &mut each);
        }
        before = character;
    }
    flush(&mut group, &mut each);
}

/// The length of the ASCII letters and digits at the start of a text; `None` if there are none.
fn ascii_word(text: &str) -> Option<usize> {
    let length = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    (length > 0).then_some(length)
}

fn flush(group: &mut WordGroup, each: &mut impl FnMut(&WordGroup)) {
    group.end_piece();
    if !group.ends.is_empty() {
        each(group);
    }
    group.clear();
}

/// Whether the full stop before the word at `at` begins a name: `.NET`, but not the end of a sentence.
fn starts_name(text: &str, at: usize) -> bool {
    let before = text[..at].chars().rev().nth(1);
    before.is_none_or(|character| character.is_whitespace() || matches!(character, '(' | '"' | '/' | '`'))
}

/// The signs after a word that belong to its name.
fn signs(rest: &str) -> &'static str {
    let known = ["++", "+", "#"].into_iter().find(|signs| rest.starts_with(signs)).unwrap_or_default();
    let after = rest[known.len()..].chars().next();
    if after.is_some_and(|after| is_word(after) || matches!(after, '+' | '#')) { "" } else { known }
}

/// Normalizes a text to NFKC and lower case, so that texts that look the same are the same.
fn normal(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => text.to_lowercase(),
        _ => text.nfkc().collect::<String>().to_lowercase(),
    }
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

/// A word of letters and digits, such as `office365`, as its two parts. `None` for other words.
#[must_use]
pub fn letters_and_digits(word: &str) -> Option<(&str, &str)> {
    // Hardly any word has a digit.
    if !word.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let is_digit = |character: char| character.is_ascii_digit();
    let first = word.chars().next()?;
    let at = word.find(|character| is_digit(character) != is_digit(first))?;
    let (head, tail) = word.split_at(at);
    let ends_so = tail.chars().all(|character| is_digit(character) != is_digit(first));
    let letters = if is_digit(first) { tail } else { head };
    (ends_so && letters.chars().count() > 1).then_some((head, tail))
}

/// All pairs of adjacent characters in a run of a dense script, or its only character.
pub fn bigrams(run: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let width = if starts.len() > 2 { 2 } else { 1 };
    let ranges: Vec<(usize, usize)> = starts.windows(width + 1).map(|window| (window[0], window[width])).collect();
    ranges.into_iter().map(|(start, end)| &run[start..end])
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || (!character.is_ascii() && is_combining_mark(character))
}

/// Whether a word can begin with a character. A combining mark belongs to the character before it. On its own, after an
/// emoji, or as part of a normalized `´`, it is not a word, and folding would leave nothing of it.
fn starts_word(character: char) -> bool {
    character.is_alphanumeric() && character != TATWEEL && (character.is_ascii() || !is_combining_mark(character))
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’' | '‘')
}

fn is_joint(character: char) -> bool {
    matches!(character, '-' | '‐' | '‑' | '.' | '_' | '&')
}

/// Whether this character's script has no blanks between words: Thai, Lao, Burmese, Khmer, kana, Han, Hangul.
#[must_use]
pub fn is_dense(character: char) -> bool {
    matches!(character,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
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

    fn seen(text: &str) -> Vec<String> {
        let mut seen = Vec::new();
        groups(text, Apostrophe::Dropped, |group| {
            let pieces: Vec<_> = group.pieces().map(|piece| fold(piece).into_owned()).collect();
            let joined = group.joined().map_or(String::new(), |joined| format!(" = {}", fold(&joined)));
            seen.push(format!("{}{joined}", pieces.join("|")));
        });
        seen
    }

    #[test]
    fn names_are_found_as_typed() {
        let check = |text: &str, expected: &[&str]| assert_eq!(seen(text), expected);
        check("Send an e-mail.", &["send", "an", "e|mail = email"]);
        check("C++, C# and .NET", &["c = c++", "c = c#", "and", "net = .net"]);
        check("Error E-1042 (0x80070057)", &["error", "e|1042 = e1042", "0x80070057"]);
        check("The end.Next word", &["the", "end|next = endnext", "word"]);
        check("a+b, 1 + 1", &["a", "b", "1", "1"]);
        check("don't Naïve ＡＢＣ Straße", &["dont", "naive", "abc", "strasse"]);
        check("see .env and it. Then", &["see", "env = .env", "and", "it", "then"]);
    }

    #[test]
    fn a_mark_alone_is_no_word() {
        let check = |text: &str, expected: &[&str]| assert_eq!(seen(text), expected, "{text:?}");
        check("\u{301} \u{64b} \u{5b0} \u{640} \u{93f} \u{20e3} \u{e31}", &[]);
        check("\u{b4} \u{a8} \u{af} \u{fe70} \u{fe71}", &[]);
        check("❤\u{fe0f} 1\u{fe0f}\u{20e3} don\u{b4}t", &["1\u{fe0f}\u{20e3}", "don", "t"]);
        check("a-\u{301} a-\u{301}b a\u{301}-b \u{301}c", &["a", "a", "b", "a|b = ab", "c"]);
        check("の\u{301}設", &["の", "設"]);
    }

    #[test]
    fn dense_scripts_stand_apart() {
        let check = |text: &str, expected: &[&str]| assert_eq!(seen(text), expected);
        check("iPhoneの設定", &["iphone", "の設定"]);
        check("비밀번호 재설정", &["비밀번호", "재설정"]);
        assert_eq!(bigrams("の設定").collect::<Vec<_>>(), ["の設", "設定"]);
        assert_eq!(bigrams("設").collect::<Vec<_>>(), ["設"]);
    }

    #[test]
    fn an_apostrophe_splits_where_words_are_shortened() {
        let mut seen = Vec::new();
        groups("l'été d’Anna", Apostrophe::of("fr-CA"), |group| seen.push(fold(&group.text).into_owned()));
        assert_eq!(seen, ["l", "ete", "d", "anna"]);
    }

    #[test]
    fn letters_and_digits_come_apart_once() {
        let check = |word: &str, expected| assert_eq!(letters_and_digits(word), expected);
        check("office365", Some(("office", "365")));
        check("365days", Some(("365", "days")));
        check("0x80070057", None);
        check("e1042", None);
        check("plain", None);
    }
}
