//! Names of files and folders as people read them: their ordering number, and their words.

/// Words that form one word with a number before them, as in `2-factor` and `30-day`.
const COUNTED: &[&str] = &["click", "day", "days", "factor", "hour", "hours", "minute", "month", "way", "year"];

/// Beginnings of words that keep their hyphen, because they are no words of their own.
const PREFIXES: &[&str] = &["anti", "co", "e", "multi", "non", "pre", "re", "semi", "sub"];

/// Splits a number off the start of a name that has one: `01-intro`, `2. Setup`. Years and numbers that are part of a
/// word (`2-factor authentication`) are not split off.
#[must_use]
pub fn numbered(name: &str) -> Option<(i64, &str)> {
    let digits = name.len() - name.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let (number, separated) = name.split_at(digits);
    let rest = separated.trim_start_matches(['-', '_', '.', ' ']);
    let is_place = (1..=3).contains(&digits)
        && separated.starts_with(['-', '_', '.', ' '])
        && rest.starts_with(char::is_alphabetic);
    let is_hyphened = separated.len() == rest.len() + 1 && separated.starts_with('-');
    let word = rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    // Where blanks separate the words, a hyphen joins them.
    let is_joined = !number.starts_with('0') && (rest.contains(' ') || COUNTED.contains(&&*word.to_lowercase()));
    let is_place = is_place && !(is_hyphened && is_joined);
    is_place.then(|| Some((number.parse().ok()?, rest))).flatten()
}

/// A name in words: separators become blanks, and the first letter is capitalized. Hyphens stay where they are part of
/// a word: in a name with blanks, after a number such as in `2-factor`, and after prefixes such as `non-`.
#[must_use]
pub fn in_words(name: &str) -> String {
    let has_blanks = name.contains(' ');
    let mut words = String::with_capacity(name.len());
    for part in name.split(['_', ' ']) {
        let mut last = "";
        for piece in part.split('-').filter(|piece| !piece.is_empty()) {
            let is_counted = COUNTED.contains(&piece) && last.bytes().all(|byte| byte.is_ascii_digit());
            let is_joined = !last.is_empty() && (has_blanks || is_counted || PREFIXES.contains(&&*last.to_lowercase()));
            if !words.is_empty() {
                words.push(if is_joined { '-' } else { ' ' });
            }
            words.push_str(piece);
            last = piece;
        }
    }
    let mut characters = words.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_front_are_places() {
        assert_eq!(numbered("01-intro"), Some((1, "intro")));
        assert_eq!(numbered("2. Set up"), Some((2, "Set up")));
        for name in ["2024-05-02-news", "404", "3d-secure", "1.5-release", "intro"] {
            assert_eq!(numbered(name), None, "{name}");
        }
    }

    #[test]
    fn numbers_that_are_part_of_a_word_are_no_places() {
        for name in ["2-factor authentication", "2-factor-authentication", "30-day-trial", "3-way call", "24-hour"] {
            assert_eq!(numbered(name), None, "{name}");
        }
        assert_eq!(numbered("02-factor"), Some((2, "factor")));
        assert_eq!(numbered("2 - Set up now"), Some((2, "Set up now")));
        assert_eq!(numbered("2-daylight"), Some((2, "daylight")));
    }

    #[test]
    fn words_of_names_keep_their_hyphens() {
        let check = |name: &str, expected: &str| assert_eq!(in_words(name), expected);
        check("getting-started", "Getting started");
        check("getting_started now", "Getting started now");
        check("non-profit", "Non-profit");
        check("non-profit-plans", "Non-profit plans");
        check("add a non-profit", "Add a non-profit");
        check("sign-in with e-mail", "Sign-in with e-mail");
        check("2-factor authentication", "2-factor authentication");
        check("2-factor-authentication", "2-factor authentication");
        check("a - b", "A b");
        check("2024", "2024");
        check("v3.5", "V3.5");
    }
}
