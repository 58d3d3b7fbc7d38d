//! Escapes what Answerbook's Markdown would read as markup: `CommonMark`, GitHub's extensions, and the dialects of other
//! tools (see `docs/content/getting-started/moving.md`). Characters without a meaning at their position are left alone,
//! so that the text stays readable.

/// Where a text is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Surroundings {
    /// Whether the text is in a cell of a Markdown table.
    pub is_cell: bool,
    /// Whether the text is in the brackets of a link or a picture.
    pub is_label: bool,
    /// Whether the text is at the start of a line.
    pub is_line_start: bool,
}

/// Escapes a text. `before` is the character in front of it, `after` the one that follows.
pub(super) fn escape(text: &str, before: Option<char>, after: Option<char>, place: Surroundings, out: &mut String) {
    let letters: Vec<char> = text.chars().collect();
    let at = |index: usize| letters.get(index).copied().or(if index == letters.len() { after } else { None });
    let mut index = 0;
    let mut is_start = place.is_line_start;
    while index < letters.len() {
        let letter = letters[index];
        let previous = if index == 0 { before } else { Some(letters[index - 1]) };
        let next = at(index + 1);
        if is_start && !letter.is_whitespace() {
            is_start = false;
            if let Some(used) = line_start(&letters[index..], out) {
                index += used;
                continue;
            }
        }
        match letter {
            '{' => index += brace(&letters[index..], next, out),
            '<' if begins_tag(next) => out.push_str("\\<"),
            _ if needs_escape(letter, previous, next, &letters[index..], place) => {
                out.push('\\');
                out.push(letter);
            }
            _ => out.push(letter),
        }
        index += 1;
    }
}

/// What would begin a block. Returns the number of characters that were written.
fn line_start(letters: &[char], out: &mut String) -> Option<usize> {
    let first = letters[0];
    let next = letters.get(1).copied();
    let is_end = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    let needs_escape = match first {
        '-' | '+' => is_end(next) || next == Some(first) || first == '-' && next == Some('|'),
        '#' | '>' | '|' | '=' => true,
        ':' => is_end(next) || next == Some(':') || next == Some('-'),
        '!' | '?' => letters.starts_with(&[first; 3]),
        '@' | '%' => next == Some(first) || next == Some('/') || next == Some('['),
        _ => false,
    };
    if needs_escape {
        out.push('\\');
        out.push(first);
        return Some(1);
    }
    let digits = letters.iter().take_while(|letter| letter.is_ascii_digit()).count();
    if (1..=9).contains(&digits)
        && matches!(letters.get(digits), Some('.' | ')'))
        && is_end(letters.get(digits + 1).copied())
    {
        out.extend(&letters[..digits]);
        out.push('\\');
        out.push(letters[digits]);
        return Some(digits + 1);
    }
    None
}

/// Variables, template tags, attributes and editing marks. Some of them have no escape but a character reference.
/// Returns how many characters after the first were written, too.
fn brace(letters: &[char], next: Option<char>, out: &mut String) -> usize {
    let is_variable = next == Some('{')
        && letters.get(2).is_none_or(|letter| !matches!(letter, '<' | '>' | '%' | '#' | '{' | '-' | '~'));
    match next {
        Some('{') if is_variable => {
            out.push_str("\\{{");
            return usize::from(letters.len() > 1);
        }
        Some('{' | '%' | '-' | '+' | '~' | '=' | '<' | '>' | '*' | '#') => out.push_str("&#123;"),
        Some('.' | ':') => out.push_str("\\{"),
        Some(next) if next.is_ascii_alphabetic() && letters.contains(&'=') => out.push_str("\\{"),
        _ => out.push('{'),
    }
    0
}

fn needs_escape(letter: char, previous: Option<char>, next: Option<char>, rest: &[char], place: Surroundings) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    match letter {
        '\\' => next.is_none_or(|next| next.is_ascii_punctuation() || next.is_whitespace()),
        '*' | '`' | '[' | '~' => true,
        ']' => place.is_label,
        '|' => place.is_cell,
        '_' => !(is_word(previous) && is_word(next)),
        '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
        '=' | '+' | '%' => next == Some(letter) || previous == Some(letter),
        ':' => is_emoji_code(rest),
        '^' => !is_word(previous),
        '$' => next == Some('$') || previous == Some('$'),
        _ => false,
    }
}

/// `<b`, `</b`, `<!--`, and what looks like an import of another tool.
fn begins_tag(next: Option<char>) -> bool {
    next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?' | '<'))
}

/// `:tada:`
fn is_emoji_code(rest: &[char]) -> bool {
    let length =
        rest[1..].iter().take_while(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '+' | '-')).count();
    length > 0 && rest.get(length + 1) == Some(&':')
}

/// A text in raw HTML, where the marks of some tools still mean something.
pub(super) fn html_text(text: &str, out: &mut String) {
    let mut previous = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_doubled = previous == Some(letter) || letters.peek() == Some(&letter);
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '{' | '`' | '[' | '^' | '\n' | '\\' => push_reference(letter, out),
            '=' | '+' | '~' | '%' | ':' | '$' | '-' if is_doubled => push_reference(letter, out),
            ':' if letters.peek().is_some_and(char::is_ascii_alphanumeric) => push_reference(letter, out),
            other => out.push(other),
        }
        previous = Some(letter);
    }
}

/// The value of an attribute in raw HTML.
pub(super) fn html_attribute(value: &str, out: &mut String) {
    let mut escaped = String::with_capacity(value.len());
    crate::html::escape_attribute(value, &mut escaped);
    out.push_str(&escaped.replace('{', "&#123;").replace('\n', " "));
}

fn push_reference(letter: char, out: &mut String) {
    out.push_str("&#");
    out.push_str(&u32::from(letter).to_string());
    out.push(';');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = String::new();
        escape(text, None, None, Surroundings { is_line_start: true, ..Surroundings::default() }, &mut out);
        assert_eq!(out, expected, "{text}");
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        for text in ["Really! 5 < 6, a_b_c & co; it's 50% (or so) - done: yes", "C# and #1", "x = y + 1", "{ok}"] {
            check(text, text);
        }
    }

    #[test]
    fn markup_is_escaped() {
        check("# no heading", "\\# no heading");
        check("- no item", "\\- no item");
        check("12. no item", "12\\. no item");
        check("::: note", "\\::: note");
        check("=== \"x\"", "\\=\\=\\= \"x\"");
        check("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`");
        check("[x](y) ![z]", "\\[x](y) !\\[z]");
        check("<b> &amp; 1<2", "\\<b> \\&amp; 1<2");
        check("{{name}} {%if%} {{< x >}} {--x--}", "\\{{name}} &#123;%if%} &#123;&#123;< x >}} &#123;--x--}");
        check("==x== ++k++ ~y~ :tada:", "\\=\\=x\\=\\= \\+\\+k\\+\\+ \\~y\\~ \\:tada:");
    }
}
