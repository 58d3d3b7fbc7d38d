//! Limits on templates and their output, to protect memory and stack.
//!
//! minijinja limits instructions and nested brackets. But it does not limit chains (`a.b.c…`), which its compiler
//! processes recursively, or the length of the output.

use std::io;
use std::ops::Range;

use minijinja::{Error, ErrorKind, Template, Value};

/// The maximum number of operators in a tag, and of `elif` branches in a template.
const MAX_CHAIN: usize = 500;

/// The maximum size of a page, in bytes (64 MiB). Browsers fail on smaller ones.
const MAX_PAGE_BYTES: usize = 64 << 20;

/// The maximum size of a written value, in bytes (16 MiB). A list of 100,000 articles is smaller.
const MAX_VALUE_BYTES: usize = 16 << 20;

/// Operators that continue a chain.
const OPERATORS: &[u8] = b".|[(+-*/~%<>=!";

/// Words that continue a chain.
const WORDS: [&str; 6] = ["and", "or", "not", "in", "is", "if"];

/// The range of the tag that makes a template too complex to compile, if there is one.
pub(super) fn excess(text: &str) -> Option<Range<usize>> {
    let mut branches = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|next| at + next) {
        at = start + 1;
        let close = match text.as_bytes().get(at) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => {
                at = text[at..].find("#}").map_or(text.len(), |end| at + end);
                continue;
            }
            _ => continue,
        };
        let (end, chain) = measure(&text[at + 1..], close);
        let tag = start..at + 1 + end;
        let inner = text[at + 1..tag.end].trim_start_matches(['-', '+']).trim_start();
        branches += usize::from(inner.starts_with("elif"));
        at = tag.end;
        if chain > MAX_CHAIN || branches > MAX_CHAIN {
            return Some(tag.start..tag.start + 2);
        }
        if inner.starts_with("raw") {
            at = text[at..].find("endraw").map_or(text.len(), |end| at + end);
        }
    }
    None
}

/// The end of a tag, and the number of its operators.
fn measure(text: &str, close: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut at, mut chain) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            _ if bytes[at..].starts_with(close.as_bytes()) => return (at, chain),
            quote @ (b'"' | b'\'') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            byte if byte.is_ascii_alphabetic() => {
                let word = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
                chain += usize::from(WORDS.iter().any(|operator| operator.as_bytes() == &bytes[at..at + word]));
                at += word - 1;
            }
            byte => chain += usize::from(OPERATORS.contains(&byte)),
        }
        at += 1;
    }
    (text.len(), chain)
}

/// Checks that a value is short enough to be written.
pub(super) fn check_value(text: &str) -> Result<(), Error> {
    if text.len() <= MAX_VALUE_BYTES {
        return Ok(());
    }
    let detail = format!("a value is longer than {} MB", MAX_VALUE_BYTES >> 20);
    Err(Error::new(ErrorKind::InvalidOperation, detail))
}

/// Renders a template.
///
/// # Errors
///
/// If the template fails, or its output is longer than the limit.
pub fn render(template: &Template<'_, '_>, context: Value) -> Result<String, Error> {
    let mut page = BoundedOutput::default();
    drop(template.render_captured_to(context, &mut page)?);
    if page.is_over {
        let detail = format!("the template `{}` writes more than {} MB", template.name(), MAX_PAGE_BYTES >> 20);
        return Err(Error::new(ErrorKind::InvalidOperation, detail));
    }
    Ok(String::from_utf8(page.bytes).expect("a template writes text"))
}

/// The output of a template. Output beyond the limit is dropped; the template's limit on instructions then stops it.
#[derive(Default)]
struct BoundedOutput {
    bytes: Vec<u8>,
    is_over: bool,
}

impl io::Write for BoundedOutput {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.is_over |= self.bytes.len() + text.len() > MAX_PAGE_BYTES;
        if !self.is_over {
            self.bytes.extend_from_slice(text);
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, is_refused: bool) {
        assert_eq!(excess(text).is_some(), is_refused, "{text:.60}");
    }

    #[test]
    fn long_chains_are_refused() {
        check(&format!("{{{{ a{} }}}}", ".b".repeat(50_000)), true);
        check(&format!("{{{{ a{} }}}}", "|b".repeat(50_000)), true);
        check(&format!("{{{{ a{} }}}}", " and a".repeat(50_000)), true);
        check(&format!("{{% set a = a{} %}}", " ~ a".repeat(50_000)), true);
        check(&format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}".repeat(50_000)), true);
    }

    #[test]
    fn what_is_no_chain_is_not_counted() {
        check(&"{{ a.b|c }}".repeat(1_000), false);
        check(&format!("{{{{ \"{}\" }}}}", ".b".repeat(1_000)), false);
        check(
            &format!("{{# {} #}}{{% raw %}}{{{{ {} }}}}{{% endraw %}}", ".b".repeat(1_000), ".b".repeat(1_000)),
            false,
        );
        check(&format!("{{{{ [{}] }}}}", "\"a\", ".repeat(5_000)), false);
        check("{{ \"a\\\"", false);
    }
}
