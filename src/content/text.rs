//! Functions on plain text: word counts and first sentences.

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

/// The first sentence. If it is longer than `limit` characters, it is cut between words and ends with an ellipsis.
#[must_use]
pub fn first_sentence(text: &str, limit: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = &text[..sentence_end(&text)];
    if sentence.chars().count() <= limit {
        return sentence.to_owned();
    }
    let cut = sentence.char_indices().nth(limit.saturating_sub(1)).map_or(sentence.len(), |(index, _)| index);
    let kept = sentence[..cut].rfind(' ').map_or(&sentence[..cut], |space| &sentence[..space]);
    format!("{}…", kept.trim_end_matches([',', ';', ':', ' ']))
}

/// The end of the first sentence of `text`: after `.`, `!` or `?` followed by a blank and no lower-case letter, or
/// after their full-width forms.
fn sentence_end(text: &str) -> usize {
    for (index, character) in text.char_indices() {
        let after = index + character.len_utf8();
        match character {
            '。' | '！' | '？' => return after,
            '.' | '!' | '?' if ends_sentence(&text[..index], &text[after..]) => return after,
            _ => {}
        }
    }
    text.len()
}

/// Whether a full stop between these two texts ends a sentence, unlike the one in `e.g.` or in an initial.
fn ends_sentence(before: &str, after: &str) -> bool {
    let Some(rest) = after.strip_prefix(' ') else { return after.is_empty() };
    let word = before.rsplit(' ').next().unwrap_or_default();
    let is_abbreviation = word.contains('.') || word.chars().count() == 1 || matches!(word, "Mr" | "Mrs" | "Dr" | "vs");
    !is_abbreviation && !rest.starts_with(char::is_lowercase)
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

    #[test]
    fn the_first_sentence_ends_at_its_full_stop() {
        let check = |text: &str, expected: &str| assert_eq!(first_sentence(text, 30), expected);
        check("Ask us. We help.", "Ask us.");
        check("Use e.g. a card. Then pay.", "Use e.g. a card.");
        check("Version 2.4 is out. Get it.", "Version 2.4 is out.");
        check("No stop", "No stop");
        check("質問です。答えです。", "質問です。");
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_word() {
        assert_eq!(first_sentence("Refunds take up to ten days, sometimes more.", 20), "Refunds take up to…");
        assert_eq!(first_sentence(&"x".repeat(50), 10), format!("{}…", "x".repeat(9)));
    }
}
