//! Splits text into words, in the same way for articles and for queries. [`language`] turns words into stems.
//!
//! Steps: normalize the text ([`normal`]: NFKC, lower case, plain digits, no invisible characters); split it into
//! [`WordGroup`]s of connected pieces, such as `e-mail` or `C++`; fold each piece ([`fold`]). The theme's
//! `scripts-worker/words.js` does the same, and golden files verify that the results are equal. Both recognize letters
//! by Unicode's `Alphabetic`, `N` and `M`.

pub mod language;
mod normal;

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

pub use normal::fold;
pub use normal::{HUMP, is_invisible, normal};

/// Maximum length of a word in characters. Longer ones are encoded data, URLs, or rows of dashes.
pub const LONGEST_WORD: usize = 40;

/// Maximum number of terms in a query. Nobody types more.
pub const MAX_TERMS: usize = 12;

/// Maximum number of pieces that are also read as one word: enough for `max_bytes_before_external_group_by`, but not
/// for a sentence with dashes.
const MAX_JOINED: usize = 8;

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
    /// The ends of pieces that are followed by a decimal point: `1.0` is not `10`.
    points: Vec<usize>,
    /// The capital letters within pieces, as positions in `text`.
    humps: Vec<usize>,
    /// Its range in the normalized text.
    pub range: Range<usize>,
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

    /// The pieces as one word, including the symbols that belong to the name. `None` if that adds nothing to the pieces.
    #[must_use]
    pub fn joined(&self) -> Option<Cow<'_, str>> {
        let count = self.ends.len();
        if count <= 1 && !self.has_signs() || self.is_dense || count > MAX_JOINED {
            return None;
        }
        if self.text.len() > LONGEST_WORD && self.text.chars().count() > LONGEST_WORD {
            return None;
        }
        let mut text = Cow::Borrowed(self.text.as_str());
        for point in self.points.iter().rev() {
            text.to_mut().insert(*point, '.');
        }
        if self.has_signs() {
            return Some(Cow::Owned(format!("{}{text}{}", if self.before { "." } else { "" }, self.behind)));
        }
        Some(text)
    }

    /// The words within pieces with capital letters: of `getUserName`, each part and what each part but the first
    /// begins.
    pub fn humps(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).flat_map(|(start, end)| {
            let inside = self.humps.iter().copied().filter(move |hump| (start + 1..*end).contains(hump));
            let cuts: Vec<usize> = [start].into_iter().chain(inside).chain([*end]).collect();
            let last = if cuts.len() > 2 { cuts.len() - 1 } else { 0 };
            let parts = (0..last).map(|at| (cuts[at], cuts[at + 1]));
            let tails = (1..last.saturating_sub(1)).map(|at| (cuts[at], *end));
            let all: Vec<(usize, usize)> = parts.chain(tails).collect();
            all.into_iter().map(|(from, to)| &self.text[from..to]).filter(|word| word.len() > 1)
        })
    }

    /// Its only letter, if it is just an ASCII letter: the start of a code such as `E 13`.
    #[must_use]
    pub fn letter(&self) -> Option<char> {
        let letter = self.text.chars().next().filter(|_| self.text.len() == 1 && !self.has_signs());
        letter.filter(char::is_ascii_lowercase)
    }

    /// Whether it is a number in ASCII digits.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.ends.len() == 1 && !self.has_signs() && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether symbols belong to the name.
    #[must_use]
    pub fn has_signs(&self) -> bool {
        self.before || !self.behind.is_empty()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.points.clear();
        self.humps.clear();
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
    groups_of(&text, apostrophe, &mut each);
}

/// Calls `each` with every group of a normalized text.
pub(super) fn groups_of(text: &str, apostrophe: Apostrophe, mut each: impl FnMut(&WordGroup)) {
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
                group.range.start = at;
                if !starts_word(character) {
                    before = character;
                    continue;
                }
                group.is_dense = is_dense(character);
                group.before = before == '.' && character.is_alphabetic() && !group.is_dense && starts_name(text, at);
            }
            group.text.push_str(&text[at..end]);
            group.range.end = end;
        } else if character == HUMP {
            group.humps.push(group.text.len());
            continue;
        } else if is_apostrophe(character) && is_open && apostrophe == Apostrophe::Dropped && is_word(next) {
            // The word continues.
        } else if is_joint(character) && is_open && !group.is_dense && starts_word(next) && !is_dense(next) {
            let is_number = |character: char| character.is_ascii_digit();
            group.end_piece();
            if character == '.' && is_number(before) && is_number(next) {
                group.points.push(group.text.len());
            }
        } else if is_open {
            if !group.is_dense {
                group.behind = signs(&text[at..]);
            }
            flush(&mut group, &mut each);
        }
        before = if character.is_ascii() { char::from(text.as_bytes()[end - 1]) } else { character };
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

/// The symbols after a word that belong to its name.
fn signs(rest: &str) -> &'static str {
    let known = ["++", "+", "#"].into_iter().find(|signs| rest.starts_with(signs)).unwrap_or_default();
    let after = rest[known.len()..].chars().next();
    if after.is_some_and(|after| is_word(after) || matches!(after, '+' | '#')) { "" } else { known }
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

/// The terms of a query that consists of this group: pairs of characters, all pieces as one word, or else each piece.
#[must_use]
pub fn terms(group: &WordGroup) -> Vec<Cow<'_, str>> {
    if group.is_dense {
        return bigrams(&group.text).map(Cow::Borrowed).collect();
    }
    match group.joined() {
        Some(joined) => vec![joined],
        None => group.pieces().filter(|piece| piece.chars().count() <= LONGEST_WORD).map(Cow::Borrowed).collect(),
    }
}

/// A number without what is often left out before it: `2.0` of `v2.0`, `80070005` of `0x80070005`.
#[must_use]
pub fn bare_number(word: &str) -> Option<&str> {
    let is_version = |rest: &&str| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !rest.is_empty();
    let is_code = |rest: &&str| rest.len() > 3 && rest.bytes().all(|byte| byte.is_ascii_hexdigit());
    word.strip_prefix('v').filter(is_version).or_else(|| word.strip_prefix("0x").filter(is_code))
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
        check("❤\u{fe0f} 1\u{fe0f}\u{20e3} don\u{b4}t", &["1", "don", "t"]);
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
    fn parts_of_names_in_code() {
        let check = |text: &str, expected: &[&str]| {
            let mut seen = Vec::new();
            groups(text, Apostrophe::Dropped, |group| seen.extend(group.humps().map(str::to_owned)));
            assert_eq!(seen, expected, "{text}");
        };
        check("getUserName", &["get", "user", "name", "username"]);
        check("setHTTPProxy", &["set", "http", "proxy", "httpproxy"]);
        check("iPhone PDFs The", &["phone"]);
        check("über.GitHub", &["git", "hub"]);
    }

    #[test]
    fn a_decimal_point_is_part_of_a_number() {
        let check = |text: &str, expected: &[&str]| assert_eq!(seen(text), expected);
        check("1.0 v2.5.1 3.Next", &["1|0 = 1.0", "v2|5|1 = v2.5.1", "3|next = 3next"]);
        check("٢.٥", &["2|5 = 2.5"]);
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
