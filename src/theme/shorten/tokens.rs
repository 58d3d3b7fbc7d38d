//! Splits JavaScript into tokens, without comments and white space. Each token records whether it starts a line.

/// Reserved words, including those that are reserved only in some contexts.
pub const KEYWORDS: [&str; 48] = [
    "arguments",
    "as",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "get",
    "if",
    "import",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "of",
    "return",
    "set",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "eval",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a keyword.
    Name,
    /// A number.
    Number,
    /// A string, a regular expression, or a part of a template literal.
    Literal,
    /// A punctuator or an operator.
    Sign,
}

#[derive(Debug, Clone, Copy)]
pub struct ScriptToken<'t> {
    /// The kind of token.
    pub kind: TokenKind,
    /// The text of the token.
    pub text: &'t str,
    /// Whether there is a line break before the token.
    pub is_first_of_line: bool,
}

/// Splits a script into tokens.
#[must_use]
pub fn tokenize(text: &str) -> Vec<ScriptToken<'_>> {
    let bytes = text.as_bytes();
    let mut tokens: Vec<ScriptToken<'_>> = Vec::new();
    // For each open template literal, the number of open braces in its current expression.
    let mut templates: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut is_first_of_line = false;
    while at < bytes.len() {
        let rest = &text[at..];
        let first = bytes[at];
        if first.is_ascii_whitespace() {
            is_first_of_line |= first == b'\n';
            at += 1;
            continue;
        }
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if rest.starts_with("/*") {
            let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
            is_first_of_line |= rest[..length].contains('\n');
            at += length;
            continue;
        }
        let (kind, length) = match first {
            b'"' | b'\'' => (TokenKind::Literal, string(rest)),
            b'`' => (TokenKind::Literal, template(rest, &mut templates)),
            b'}' if templates.last() == Some(&0) => {
                templates.pop();
                (TokenKind::Literal, template(rest, &mut templates))
            }
            b'/' if begins_regex(tokens.last()) => (TokenKind::Literal, regex(rest)),
            b'0'..=b'9' => (TokenKind::Number, number(rest)),
            _ if is_name(first) => (
                TokenKind::Name,
                rest.bytes().position(|byte| !is_name(byte) && !byte.is_ascii_digit()).unwrap_or(rest.len()),
            ),
            _ => (TokenKind::Sign, sign(rest)),
        };
        match (kind, first, templates.last_mut()) {
            (TokenKind::Sign, b'{', Some(open)) => *open += 1,
            (TokenKind::Sign, b'}', Some(open)) => *open -= 1,
            _ => {}
        }
        tokens.push(ScriptToken { kind, text: &rest[..length], is_first_of_line });
        is_first_of_line = false;
        at += length;
    }
    tokens
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'$' | b'#') || byte >= 0x80
}

/// The length of a string.
fn string(rest: &str) -> usize {
    let quote = rest.as_bytes()[0];
    let mut bytes = rest.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' {
            bytes.next();
        } else if byte == quote {
            return at + 1;
        }
    }
    rest.len()
}

/// The length of a part of a template literal, up to its end or to the next expression.
fn template(rest: &str, templates: &mut Vec<usize>) -> usize {
    let mut bytes = rest.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' {
            bytes.next();
        } else if byte == b'`' {
            return at + 1;
        } else if byte == b'$' && rest[at..].starts_with("${") {
            templates.push(0);
            return at + 2;
        }
    }
    rest.len()
}

/// The length of a regular expression with its flags.
fn regex(rest: &str) -> usize {
    let mut is_in_class = false;
    let mut bytes = rest.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'[' => is_in_class = true,
            b']' => is_in_class = false,
            b'/' if !is_in_class => {
                let flags = rest[at + 1..].bytes().take_while(u8::is_ascii_alphabetic).count();
                return at + 1 + flags;
            }
            _ => {}
        }
    }
    rest.len()
}

fn number(rest: &str) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
    rest.bytes().take_while(is_part).count()
}

fn sign(rest: &str) -> usize {
    const SIGNS: [&str; 27] = [
        ">>>=", "...", "===", "!==", "**=", "&&=", "||=", "??=", ">>>", "<<=", ">>=", "=>", "==", "!=", "<=", ">=",
        "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "**", "|=",
    ];
    let found = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    // In `a?.5:b`, the question mark is a conditional operator.
    found
        .filter(|sign| **sign != "?." || !rest[2..].starts_with(|c: char| c.is_ascii_digit()))
        .map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), |sign| sign.len())
}

/// Whether a slash after this token starts a regular expression.
fn begins_regex(before: Option<&ScriptToken<'_>>) -> bool {
    before.is_none_or(|before| match before.kind {
        TokenKind::Name => {
            KEYWORDS.contains(&before.text) && !matches!(before.text, "this" | "super" | "null" | "true" | "false")
        }
        TokenKind::Number | TokenKind::Literal => before.text.ends_with("${"),
        TokenKind::Sign => !matches!(before.text, ")" | "]" | "}"),
    })
}
