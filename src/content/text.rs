//! Counts the words of plain text.

/// Number of words: runs of non-blank characters that contain a letter or a digit. In scripts without blanks between
/// words, two characters count as one word, about what a reader takes in at once.
#[must_use]
pub fn words(text: &str) -> usize {
    let (mut words, mut dense, mut is_counted) = (0, 0, false);
    let mut count = |is_gap: bool, is_word: bool| {
        words += usize::from(is_word && !is_counted);
        is_counted = !is_gap && (is_counted || is_word);
    };
    if text.is_ascii() {
        text.bytes().for_each(|byte| count(byte.is_ascii_whitespace(), byte.is_ascii_alphanumeric()));
        return words;
    }
    for character in text.chars() {
        dense += usize::from(is_dense(character));
        count(character.is_whitespace(), character.is_alphanumeric());
    }
    words + dense / 2
}

/// Whether this character's script does not separate words: Han, kana, Thai and Lao.
pub(super) fn is_dense(character: char) -> bool {
    matches!(character, '\u{0E00}'..='\u{0EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_every_script() {
        let check = |text: &str, expected: usize| assert_eq!(words(text), expected);
        check("", 0);
        check("One — two, three!", 3);
        check("パスワード", 3);
    }
}
