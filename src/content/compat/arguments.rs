//! The arguments of shortcodes, tags and components: `name="value" positional key=value key={expression}`.

/// Arguments in the order in which they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MarkupArguments {
    /// Arguments without a name.
    pub positional: Vec<String>,
    /// Arguments with a name.
    pub named: Vec<(String, String)>,
}

impl MarkupArguments {
    /// Parses the text between a tag's name and the end of the tag.
    pub(super) fn parse(text: &str) -> Self {
        let mut arguments = Self::default();
        let mut rest = text.trim_start_matches(is_separator);
        while !rest.is_empty() {
            let name_end =
                rest.find(|letter: char| !(letter.is_alphanumeric() || "_-.:@".contains(letter))).unwrap_or(rest.len());
            let after = rest[name_end..].trim_start();
            match after.strip_prefix('=') {
                Some(value) if name_end > 0 => {
                    let (value, tail) = value_of(value.trim_start());
                    arguments.named.push((rest[..name_end].to_owned(), value));
                    rest = tail;
                }
                _ => {
                    let (value, tail) = value_of(rest);
                    arguments.positional.push(value);
                    rest = tail;
                }
            }
            rest = rest.trim_start_matches(is_separator);
        }
        arguments
    }

    /// The first of these named arguments that is present and not empty.
    pub(super) fn named(&self, names: &[&str]) -> Option<&str> {
        let find = |name: &&str| self.named.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        names.iter().find_map(|name| find(name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty()))
    }

    /// A named argument, or else the positional one at `index`.
    pub(super) fn get(&self, names: &[&str], index: usize) -> Option<&str> {
        self.named(names).or_else(|| self.positional.get(index).map(String::as_str)).filter(|value| !value.is_empty())
    }
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || character == ','
}

/// Splits off one value: quoted, in braces, or up to white space. Returns it and the rest.
fn value_of(text: &str) -> (String, &str) {
    let Some(first) = text.chars().next() else { return (String::new(), text) };
    if matches!(first, '"' | '\'' | '`') {
        let mut value = String::new();
        let mut characters = text.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' if first == '"' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                end if end == first => return (value, &text[at + 1..]),
                other => value.push(other),
            }
        }
        return (value, "");
    }
    if first == '{' {
        let close = closing_brace(text);
        let end = close.unwrap_or(text.len());
        // Without its brace, the value extends to the end of the text.
        let inner = text[1..close.map_or(text.len(), |end| end - 1)].trim();
        let inner = inner.trim_matches(['"', '\'', '`']);
        return (inner.to_owned(), &text[end..]);
    }
    let end = text.find(is_separator).unwrap_or(text.len()).max(first.len_utf8());
    (text[..end].to_owned(), &text[end..])
}

/// The offset after the brace that closes the one at the start of `text`.
pub(super) fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth <= 1 => return Some(at + 1),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_is_read() {
        let arguments =
            MarkupArguments::parse(r#" "a b" c title="x \"y\"" n=1 label={false} style={{ a: 1 }} open, 'z' "#);
        assert_eq!(arguments.positional, ["a b", "c", "open", "z"]);
        assert_eq!(arguments.named(&["title"]), Some("x \"y\""));
        assert_eq!(arguments.named(&["n"]), Some("1"));
        assert_eq!(arguments.named(&["label"]), Some("false"));
        assert_eq!(arguments.get(&["none"], 1), Some("c"));
    }

    #[test]
    fn a_value_without_its_brace_extends_to_the_end() {
        assert_eq!(MarkupArguments::parse("a={b é").named(&["a"]), Some("b é"));
    }

    #[test]
    fn unclosed_values_end_with_the_text() {
        assert_eq!(MarkupArguments::parse("a=\"b").named(&["a"]), Some("b"));
        assert_eq!(MarkupArguments::parse("a={b").named.len(), 1);
        assert_eq!(MarkupArguments::parse("{").positional.len(), 1);
    }
}
