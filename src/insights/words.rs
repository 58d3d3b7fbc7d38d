//! The words of queries, for grouping: in lower case, without accents and stop words.
//!
//! This is simpler than the search's own analysis, because people read the groups and see what belongs together.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Words that are never the topic of a query, in the theme's languages.
const STOP_WORDS: &[&str] = &[
    "a", "about", "after", "am", "an", "and", "are", "at", "be", "by", "can", "cannot", "do", "does", "for", "from",
    "get", "have", "help", "how", "i", "if", "in", "is", "it", "me", "my", "need", "no", "not", "of", "on", "or",
    "our", "please", "that", "the", "there", "this", "to", "up", "want", "was", "we", "what", "when", "where", "which",
    "who", "why", "will", "with", "you", "your", "aber", "auf", "aus", "bei", "bitte", "das", "dem", "den", "der",
    "des", "die", "ein", "eine", "er", "es", "fur", "habe", "ich", "ihr", "im", "ist", "kann", "mein", "meine", "mit",
    "nach", "nicht", "oder", "sie", "sind", "so", "und", "von", "wann", "warum", "was", "wenn", "wer", "wie", "wo",
    "zu", "zum", "zur", "au", "aux", "avec", "ce", "comment", "dans", "de", "des", "du", "elle", "en", "est", "et",
    "il", "je", "la", "le", "les", "ma", "mes", "mon", "ne", "ou", "par", "pas", "pour", "pourquoi", "quand", "que",
    "qui", "sur", "un", "une", "vous", "al", "como", "con", "cuando", "del", "donde", "el", "ella", "esta", "las",
    "lo", "los", "mi", "mis", "no", "para", "por", "se", "si", "sin", "su", "una", "y", "yo",
];

/// Lower case without accents, with one space between words.
pub(super) fn folded(text: &str) -> String {
    let plain = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
    };
    let mut folded = String::with_capacity(plain.len());
    for word in plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// The meaningful words of a folded text, in order and without duplicates.
pub(super) fn meaningful(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in folded.split(' ').filter(|word| !STOP_WORDS.contains(word) && !word.is_empty()) {
        let word = singular(word);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// The singular of an English plural, so that `invoice` and `invoices` are the same word. Other words stay as they are.
fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_sifted() {
        let check = |text: &str, expected: &[&str]| assert_eq!(meaningful(&folded(text)), expected, "{text}");
        check("How do I cancel my Invoices?", &["cancel", "invoice"]);
        check("Größe ändern", &["große", "andern"]);
        check("status bus class", &["status", "bus", "class"]);
        check("how to", &[]);
        check("E-1042", &["e", "1042"]);
    }
}
