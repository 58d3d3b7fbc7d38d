//! Guesses the language of a text by its most common words, for exports that do not name it.

/// The most common words of each language that occur in few others.
const COMMON: &[(&str, &[&str])] = &[
    ("en", &["the", "and", "you", "your", "to", "of", "is", "can", "with", "this"]),
    ("de", &["der", "die", "und", "ist", "nicht", "sie", "ein", "eine", "mit", "einen", "das", "zu"]),
    ("fr", &["le", "les", "des", "vous", "et", "est", "pour", "une", "dans", "votre"]),
    ("es", &["el", "los", "las", "para", "con", "una", "por", "su", "puede", "y"]),
    ("it", &["il", "che", "gli", "per", "una", "di", "sono", "della", "con", "è"]),
    ("nl", &["het", "een", "van", "je", "niet", "voor", "met", "zijn", "naar", "de"]),
    ("pt", &["os", "não", "uma", "você", "para", "com", "seu", "são", "do", "da"]),
    ("pl", &["się", "nie", "jest", "na", "do", "że", "oraz", "lub", "aby", "w"]),
    ("sv", &["och", "att", "det", "är", "inte", "för", "på", "som", "med", "kan"]),
];

/// The language of a text, English if nothing else fits better.
#[must_use]
pub fn of(text: &str) -> &'static str {
    let count = |words: &[&str]| {
        let all = text.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase);
        all.filter(|word| words.contains(&word.as_str())).count()
    };
    let counts = COMMON.iter().map(|(language, words)| (*language, count(words)));
    // Of equal ones the first counts.
    counts.rev().max_by_key(|(_, count)| *count).map_or("en", |(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_tell_a_language() {
        let check = |text: &str, expected: &str| assert_eq!(of(text), expected, "{text}");
        check("Press the button and wait.", "en");
        check("Ein Brief hat einen Betreff.", "de");
        check("Ouvrez les réglages et choisissez une langue.", "fr");
        check("", "en");
    }
}
