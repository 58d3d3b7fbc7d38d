//! A table-driven lexer for languages that differ only in their keywords and marks: comments, strings, numbers, names.
//!
//! It has no grammar, so it cannot distinguish a type from a variable if only the compiler could. It never fails, and
//! reads each byte a bounded number of times.

use super::languages::{self, LexerLanguage, QuoteStyle};
use super::pieces::ColouredHtml;

/// The code as HTML; `None` if the language has no table.
pub(super) fn colour(language: &str, code: &str) -> Option<String> {
    let language = languages::find(language)?;
    let mut pieces = ColouredHtml::of(code);
    write(language, code, &mut pieces);
    Some(pieces.finish())
}

/// Adds highlighted code to `pieces`.
pub(super) fn write(language: &LexerLanguage, code: &str, pieces: &mut ColouredHtml) {
    let mut lexer = Lexer { language, code, at: 0, is_line_start: true, is_command: true };
    while lexer.at < code.len() {
        let start = lexer.at;
        let class = lexer.next();
        // Ensures progress even if a table is wrong.
        if lexer.at <= start {
            lexer.at = start + lexer.rest().chars().next().map_or(1, char::len_utf8);
        }
        pieces.push(&code[start..lexer.at], class);
    }
}

struct Lexer<'t> {
    language: &'t LexerLanguage,
    code: &'t str,
    at: usize,
    /// Whether only blanks precede the current position on its line.
    is_line_start: bool,
    /// Whether the next word of a shell is a command.
    is_command: bool,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.code[self.at..]
    }

    /// Reads a token and returns its class.
    fn next(&mut self) -> &'static str {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return "" };
        if first == '\n' {
            (self.is_line_start, self.is_command) = (true, true);
            self.at += 1;
            return "";
        }
        if first.is_whitespace() {
            self.take(|character| character.is_whitespace() && character != '\n');
            return "";
        }
        let is_line_start = std::mem::take(&mut self.is_line_start);
        if let Some(class) = self.comment().or_else(|| self.string()).or_else(|| self.sigil(first)) {
            self.is_command = false;
            return class;
        }
        if is_line_start && self.language.has_sections && first == '[' {
            self.take(|character| character != '\n');
            return "k";
        }
        if first.is_ascii_digit() {
            self.take(|character| character.is_alphanumeric() || matches!(character, '.' | '_'));
            self.is_command = false;
            return "n";
        }
        if self.is_name_start(first) {
            return self.name(is_line_start);
        }
        self.mark(first)
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|character| !is_part(character)).unwrap_or(rest.len());
    }

    fn comment(&mut self) -> Option<&'static str> {
        let rest = self.rest();
        // In a shell, `#` is part of a word unless a blank precedes it.
        let before = self.code[..self.at].chars().next_back();
        let is_free = !self.language.is_shell || before.is_none_or(char::is_whitespace);
        if is_free && self.language.line_comments.iter().any(|mark| starts_with(rest, mark)) {
            self.take(|character| character != '\n');
            return Some("c");
        }
        let (open, close) = self.language.block_comment?;
        let inner = rest.strip_prefix(open)?;
        self.at += open.len() + inner.find(close).map_or(inner.len(), |end| end + close.len());
        Some("c")
    }

    fn string(&mut self) -> Option<&'static str> {
        let rest = self.rest();
        let quote = self.language.quotes.iter().find(|quote| rest.starts_with(quote.open))?;
        let inner = &rest[quote.open.len()..];
        let length = string_end(inner, quote);
        // `'a` in Rust is a lifetime, not a string.
        if self.language.has_lifetimes && quote.open == "'" && !is_character(&inner[..length]) {
            self.at += 1;
            self.take(char::is_alphanumeric);
            return Some("v");
        }
        self.at += quote.open.len() + length;
        if self.language.has_keys && self.rest().trim_start_matches([' ', '\t']).starts_with(':') {
            return Some("a");
        }
        Some("s")
    }

    /// `$name`, `${name}`, `@Decorator`.
    fn sigil(&mut self, first: char) -> Option<&'static str> {
        let rest = self.rest();
        let next = rest[first.len_utf8()..].chars().next()?;
        let is_name = next.is_alphabetic() || next == '_';
        if first == '$' && self.language.has_variables {
            if next == '{' {
                self.at +=
                    rest.find(['}', '\n']).map_or(rest.len(), |end| end + usize::from(rest[end..].starts_with('}')));
                return Some("v");
            }
            if is_name || next.is_ascii_digit() || "?@*#$!".contains(next) {
                self.at += 1 + next.len_utf8();
                if is_name {
                    self.take(|character| character.is_alphanumeric() || character == '_');
                }
                return Some("v");
            }
        }
        if first == '@' && self.language.has_decorators && is_name {
            self.at += 1;
            self.take(|character| character.is_alphanumeric() || matches!(character, '_' | '.' | '-'));
            return Some("a");
        }
        // `-x` and `--long` of a command.
        let is_free = self.code[..self.at].ends_with([' ', '\t']);
        if self.language.is_shell && first == '-' && is_free && (is_name || next == '-') {
            self.take(|character| character.is_alphanumeric() || matches!(character, '-' | '_'));
            return Some("a");
        }
        None
    }

    fn is_name_start(&self, first: char) -> bool {
        first.is_alphabetic() || first == '_' || (self.language.is_shell && matches!(first, '.' | '/' | '~'))
    }

    fn name(&mut self, is_line_start: bool) -> &'static str {
        let language = self.language;
        let start = self.at;
        let is_part = |character: char| {
            character.is_alphanumeric()
                || character == '_'
                || language.name_marks.contains(character)
                || (language.is_shell && matches!(character, '.' | '/' | '~' | '-' | ':' | '@' | '+' | '%' | ','))
        };
        self.take(is_part);
        let name = &self.code[start..self.at];
        let after = self.rest();
        let is_member = self.code[..start].ends_with('.');
        if language.is_shell {
            return self.word(name);
        }
        if language.has_keys && after.trim_start_matches([' ', '\t']).starts_with([':', '=']) && is_line_start {
            return "a";
        }
        if !is_member && let Some(class) = language.class(name) {
            return class;
        }
        if after.starts_with('(') || after.starts_with("!(") {
            return "f";
        }
        let is_type = language.has_capital_types && name.starts_with(char::is_uppercase);
        if is_type { "t" } else { "" }
    }

    /// A word of a shell. The first word is a command.
    fn word(&mut self, name: &str) -> &'static str {
        if self.rest().starts_with('=') && self.is_command {
            return "v";
        }
        if let Some(class) = self.language.class(name) {
            return class;
        }
        if std::mem::take(&mut self.is_command) { "f" } else { "" }
    }

    fn mark(&mut self, first: char) -> &'static str {
        self.at += first.len_utf8();
        // A command follows a prompt, a pipe or a bracket.
        let is_prompt = first == '$' && self.rest().starts_with(' ');
        self.is_command = is_prompt || matches!(first, '|' | '&' | ';' | '(' | '`' | '{');
        match first {
            '+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '!' | '&' | '|' | '^' | '~' | '?' => "o",
            // Brackets and commas stay plain: highlighting each would double the HTML for little benefit.
            _ => "",
        }
    }
}

/// Whether a text starts with a mark. Marks that are words (`REM`) match in any case, and only as whole words.
fn starts_with(text: &str, mark: &str) -> bool {
    let Some(start) = text.get(..mark.len()) else { return false };
    if !mark.starts_with(|first: char| first.is_alphabetic()) {
        return start == mark;
    }
    start.eq_ignore_ascii_case(mark) && !text[mark.len()..].starts_with(char::is_alphanumeric)
}

/// The length of the rest of a string, including its closing mark.
fn string_end(inner: &str, quote: &QuoteStyle) -> usize {
    let mut is_escaped = false;
    for (at, character) in inner.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if quote.escapes => is_escaped = true,
            '\n' if !quote.is_long => return at,
            _ if inner[at..].starts_with(quote.close) => return at + quote.close.len(),
            _ => {}
        }
    }
    inner.len()
}

/// Whether one character and a closing `'` follow a `'`.
fn is_character(inner: &str) -> bool {
    let Some(content) = inner.strip_suffix('\'') else { return false };
    content.starts_with('\\') || content.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code with each token shown as `class‹text›`.
    #[track_caller]
    fn check(language: &str, code: &str, expected: &str) {
        let html = colour(language, code).expect("a language that has a table");
        let shown = html.replace("<span class=\"t-", "").replace("\">", "‹").replace("</span>", "›");
        assert_eq!(shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), expected);
    }

    #[test]
    fn programs_have_words_strings_numbers_and_comments() {
        check("js", "const a = f(1.5); // x\n", "k‹const ›a o‹= ›f‹f›(n‹1.5›); c‹// x›\n");
        check(
            "python",
            "@app.get\ndef f(x): return \"\"\"a\nb\"\"\"\n",
            "a‹@app.get›\nk‹def ›f‹f›(x): k‹return ›s‹\"\"\"a›\ns‹b\"\"\"›\n",
        );
        check("rust", "fn f<'a>(x: &'a Str) { 'x' }", "k‹fn ›fo‹<›v‹'a›o‹>›(x: o‹&›v‹'a ›t‹Str›) { s‹'x' ›}");
        check(
            "sql",
            "SELECT a FROM t WHERE b = 'it''s' -- x\n",
            "k‹SELECT ›a k‹FROM ›t k‹WHERE ›b o‹= ›s‹'it''s' ›c‹-- x›\n",
        );
    }

    #[test]
    fn shells_have_commands_options_and_variables() {
        check(
            "bash",
            "$ curl -sS \"$URL\" | jq '.a' # x\n",
            "$ f‹curl ›a‹-sS ›s‹\"$URL\" ›o‹| ›f‹jq ›s‹'.a' ›c‹# x›\n",
        );
        check("bash", "export A=$B\ncd a#b\n", "k‹export ›v‹A›o‹=›v‹$B›\nf‹cd ›a#b\n");
        check("powershell", "Get-Item $x -Force # y\n", "f‹Get-Item ›v‹$x ›a‹-Force ›c‹# y›\n");
    }

    #[test]
    fn data_has_keys() {
        check("json", "{\"a\": [1, true, \"b\"]}", "{a‹\"a\"›: [n‹1›, n‹true›, s‹\"b\"›]}");
        check("toml", "[a.b]\nc = \"d\" # e\n", "k‹[a.b]›\na‹c ›o‹= ›s‹\"d\" ›c‹# e›\n");
    }

    #[test]
    fn a_stray_quote_spoils_one_line_only() {
        check("js", "don't\nlet a\n", "dons‹'t›\nk‹let ›a\n");
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in ["\"", "/*", "${", "é'ü", "\\", "'\\", "$", "@", "REM", "\u{1F600}"] {
            for language in ["js", "bash", "rust", "python", "vb", "json"] {
                let html = colour(language, text).expect("a language that has a table");
                assert!(!html.is_empty());
            }
        }
    }
}
