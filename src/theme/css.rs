//! Removes comments and unnecessary white space from style sheets, and replaces the targets of `url(…)`.
//!
//! It only recognizes tokens in which white space or comment marks have another meaning: strings, `url(…)` and escapes
//! (CSS Syntax 3, section 4). Declarations are never moved, merged or rewritten.

use std::ops::Range;

/// Removes comments and indentation from `css`, but keeps `/*! … */`, which licenses require. `resolve` gets the target
/// of each `url(…)` with its byte range. It returns the replacement, or `None` to keep the target.
pub(super) fn strip_comments(css: &str, mut resolve: impl FnMut(&str, Range<usize>) -> Option<String>) -> String {
    let mut out = String::with_capacity(css.len());
    let mut at = 0;
    while let Some(token) = token(css, at) {
        let text = &css[at..token.end];
        match token.kind {
            CssTokenKind::Space => space(&mut out, text),
            CssTokenKind::Comment if text.starts_with("/*!") => out.push_str(text),
            // A comment can separate two names, so it becomes a space.
            CssTokenKind::Comment => space(&mut out, " "),
            CssTokenKind::Url(target) => {
                drop_space(&mut out, text);
                match resolve(&css[target.clone()], target) {
                    Some(replacement) => out.extend(["url(\"", &replacement, "\")"]),
                    None => out.push_str(text),
                }
            }
            CssTokenKind::Text => {
                drop_space(&mut out, text);
                if text == "}" && out.ends_with(';') {
                    out.pop();
                }
                out.push_str(text);
            }
        }
        at = token.end;
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The last length that `css` gives a custom property, in CSS pixels. Relative lengths count 16 pixels each.
pub(super) fn custom_length(css: &str, property: &str) -> Option<u32> {
    let css = strip_comments(css, |_, _| None);
    let values = css.split(property).skip(1).filter_map(|rest| rest.trim_start().strip_prefix(':'));
    values.filter_map(|rest| length(rest.split([';', '}']).next()?.trim())).last()
}

fn length(value: &str) -> Option<u32> {
    let unit = value.trim_start_matches(|character: char| character.is_ascii_digit() || character == '.');
    let number: f64 = value[..value.len() - unit.len()].parse().ok()?;
    let pixels = match unit {
        "px" => number,
        "rem" | "em" => number * 16.0,
        _ => return None,
    };
    // No column is wider than this.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    (0.0..=100_000.0).contains(&pixels).then_some(pixels.round() as u32)
}

/// A token of a style sheet.
struct CssToken {
    kind: CssTokenKind,
    end: usize,
}

enum CssTokenKind {
    Space,
    Comment,
    /// A `url(…)`, with the range of its target.
    Url(Range<usize>),
    /// A string, an escape, or any other character.
    Text,
}

/// The token at `at`, or `None` at the end.
fn token(css: &str, at: usize) -> Option<CssToken> {
    let rest = &css[at..];
    let first = rest.chars().next()?;
    let found = |kind, length| Some(CssToken { kind, end: at + length });
    if first.is_ascii_whitespace() {
        let length = rest.find(|character: char| !character.is_ascii_whitespace()).unwrap_or(rest.len());
        return found(CssTokenKind::Space, length);
    }
    if let Some(comment) = rest.strip_prefix("/*") {
        let length = comment.find("*/").map_or(rest.len(), |end| end + "/**/".len());
        return found(CssTokenKind::Comment, length);
    }
    match first {
        '"' | '\'' => found(CssTokenKind::Text, string(rest, first)),
        '\\' => found(CssTokenKind::Text, 1 + rest[1..].chars().next().map_or(0, char::len_utf8)),
        'u' | 'U' if !css[..at].ends_with(is_name) => match url(rest) {
            Some((target, length)) => found(CssTokenKind::Url(at + target.start..at + target.end), length),
            None => found(CssTokenKind::Text, 1),
        },
        _ => found(CssTokenKind::Text, first.len_utf8()),
    }
}

/// The length of the string at the start of `rest`. An unterminated string ends with the text.
fn string(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (offset, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return offset + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The range of the target, and the length, of the `url(…)` at the start of `rest`.
fn url(rest: &str) -> Option<(Range<usize>, usize)> {
    const OPEN: &str = "url(";
    if !rest.get(..OPEN.len())?.eq_ignore_ascii_case(OPEN) {
        return None;
    }
    let start = rest.len() - rest[OPEN.len()..].trim_ascii_start().len();
    let quote = rest[start..].chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let (target, after) = if let Some(quote) = quote {
        let end = start + string(&rest[start..], quote);
        (start + 1..(end - 1).max(start + 1), end)
    } else {
        let end = start + rest[start..].find(')')?;
        (start..start + rest[start..end].trim_ascii_end().len(), end)
    };
    let close = rest[after..].find(')').filter(|close| rest[after..after + close].trim_ascii().is_empty())?;
    Some((target, after + close + 1))
}

/// Whether a character can be part of a name.
fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '-' | '_' | '\\') || !character.is_ascii()
}

/// Writes the white space that is needed to keep the meaning: none at the start or after `{`, `}`, `;` and `,`.
fn space(out: &mut String, text: &str) {
    if !out.is_empty() && !out.ends_with(['{', '}', ';', ',', ' ', '\n']) {
        out.push(if text.contains('\n') { '\n' } else { ' ' });
    }
}

/// Drops the white space before `next` if it has no meaning there: before a brace, and between a name and its value.
/// The empty value of a custom property is a single space, which stays.
fn drop_space(out: &mut String, next: &str) {
    let ends_name = out.trim_end().ends_with(':');
    let is_superfluous = if ends_name { !next.starts_with([';', '}']) } else { next.starts_with(['{', '}']) };
    if is_superfluous && out.ends_with([' ', '\n']) {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(css: &str, expected: &str) {
        let resolve = |url: &str, _| (url == "a.woff2").then(|| "a.1234.woff2".to_owned());
        assert_eq!(strip_comments(css, resolve), format!("{expected}\n"));
    }

    #[test]
    fn comments_and_indentation_go() {
        check(
            "/* a */\nmain {\n    color: red; /* b */\n    margin: 0 1px;\n}\n\np { top: 0 }\n",
            "main{color:red;margin:0 1px}p{top:0}",
        );
        check("a,\n  b > c {}", "a,b > c{}");
        check("/*! licence */a{}", "/*! licence */a{}");
        check("a{} /* never closed", "a{}");
    }

    #[test]
    fn the_last_length_of_a_property_counts() {
        let check = |css: &str, expected| assert_eq!(custom_length(css, "--measure"), expected);
        check(":root { --measure: 43rem; width: var(--measure) }", Some(688));
        check("a { --measure:10px } /* --measure: 1px */ b { --measure: 12.5em; --measure: min(1px, 2px) }", Some(200));
        check("a { --measured: 1px }", None);
    }

    #[test]
    fn what_separates_stays() {
        check("a/**/b{}", "a b{}");
        check("a :hover{}", "a :hover{}");
        check("a{--x: ;--y: }", "a{--x: ;--y: }");
        check("a{--x: ;}", "a{--x: }");
        check("a{margin:0\n auto}", "a{margin:0\nauto}");
    }

    #[test]
    fn strings_and_escapes_are_left_alone() {
        check("a::before{content:\"/*  \\\" */\"}", "a::before{content:\"/*  \\\" */\"}");
        check("a{content:'  {'}", "a{content:'  {'}");
        check(".\\31 a  b{}", ".\\31 a b{}");
        check("a{background:url(data:image/svg+xml;/*x*/)}", "a{background:url(data:image/svg+xml;/*x*/)}");
    }

    #[test]
    fn urls_are_resolved() {
        for url in ["url(a.woff2)", "url( 'a.woff2' )", "URL(\"a.woff2\")"] {
            check(&format!("a{{src:{url} format(\"woff2\")}}"), "a{src:url(\"a.1234.woff2\") format(\"woff2\")}");
        }
        check("a{src:url(b.woff2)}", "a{src:url(b.woff2)}");
        check("a{src:my-url(a.woff2)}", "a{src:my-url(a.woff2)}");
    }

    #[test]
    fn any_text_ends() {
        for css in ["url(", "url(\"", "url('a", "\\", "\"", "'\\", "/*", "é", "url(é", "u"] {
            assert!(strip_comments(css, |_, _| None).ends_with('\n'));
        }
    }
}
