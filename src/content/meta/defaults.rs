//! Default values for keys that were not given.

use super::language;
use crate::path::{ArticleKey, ProjectPath, in_words, numbered};

/// Maximum length of a description taken from the text, in characters: about what search engines show.
const MAX_DESCRIPTION: usize = 160;

/// A title made from the name of the file, or of the folder if the file is an index: `getting-started` becomes
/// `Getting started`. A leading number (the order) and a trailing language (`refunds.fr`) are left out.
pub(super) fn title(key: &ArticleKey, path: &ProjectPath, site_title: &str) -> String {
    if key.as_str().is_empty() {
        return site_title.to_owned();
    }
    let name = match language::split(key.name()) {
        ("index" | "_index", Some(_)) => match key.parent() {
            Some(folder) if !folder.as_str().is_empty() => return title(&folder, path, site_title),
            _ => return site_title.to_owned(),
        },
        (name, _) => name,
    };
    let name = numbered(name).map_or(name, |(_, name)| name);
    let words = in_words(name);
    if words.is_empty() { path.stem().to_owned() } else { words }
}

/// The first sentence of a paragraph that says more than the title, cut between words if it is longer than
/// [`MAX_DESCRIPTION`].
pub(super) fn description(lead: &str, title: &str) -> String {
    let lead = lead.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut sentence = first_sentence(&lead);
    if repeats(sentence, title) {
        sentence = first_sentence(lead[sentence.len()..].trim_start());
    }
    if sentence.chars().count() <= MAX_DESCRIPTION {
        return sentence.to_owned();
    }
    let cut = sentence.char_indices().nth(MAX_DESCRIPTION - 1).map_or(sentence.len(), |(offset, _)| offset);
    let words = sentence[..cut].rfind(' ').map_or(&sentence[..cut], |space| &sentence[..space]);
    format!("{}…", words.trim_end_matches([',', ';', ':', '-', '–', '(', ' ']))
}

/// Whether a description says only what the title says.
pub(super) fn repeats(description: &str, title: &str) -> bool {
    letters(description) == letters(title)
}

/// The letters and digits of a text, for comparing it with another one.
fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The text up to the first full stop, question mark or exclamation mark that ends a sentence. The one in `e.g. this`
/// does not.
fn first_sentence(text: &str) -> &str {
    for (offset, mark) in text.char_indices() {
        let end = offset + mark.len_utf8();
        let rest = &text[end..];
        let ends = match mark {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => {
                rest.starts_with(' ')
                    && !rest.trim_start().starts_with(|next: char| next.is_lowercase() || next.is_ascii_digit())
            }
            _ => false,
        };
        if ends {
            return &text[..end];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles() {
        let check = |key: &str, expected: &str| {
            assert_eq!(title(&ArticleKey::new(key), &ProjectPath::new("a.md"), "Acme Help"), expected);
        };
        check("billing/getting-started", "Getting started");
        check("über_uns", "Über uns");
        check("", "Acme Help");
        check("x/---", "a");
        check("x/01-intro", "Intro");
        check("x/refunds._es", "Refunds");
        check("_help/index._es", "Help");
        check("x/2-factor authentication", "2-factor authentication");
        check("x/non-profit", "Non-profit");
    }

    #[test]
    fn the_first_sentence_describes() {
        let check = |lead: &str, expected: &str| assert_eq!(description(lead, "Pay a bill"), expected);
        check("Pay a bill.", "");
        check("Pay a bill! Here is how. Sit down.", "Here is how.");
        check("Pay a bill early.", "Pay a bill early.");
        check("Pay by card. Or not.", "Pay by card.");
        check("Use a card, e.g. a credit card. Then", "Use a card, e.g. a credit card.");
        check("パスワードを変更します。次に", "パスワードを変更します。");
        check("Version 3. 5 is out", "Version 3. 5 is out");
        check("", "");
        let long = "word ".repeat(60);
        let cut = description(&long, "");
        assert!(cut.chars().count() <= MAX_DESCRIPTION && cut.ends_with("word…"), "{cut}");
    }
}
