//! Finds the calls of variables and snippets in a text: `{{ name }}` and `{{> name }}`.

use std::ops::Range;

use crate::source::floor;
use unicode_normalization::char::is_combining_mark;

/// Maximum length of a call in bytes. A limit is needed to search a text with many `{{` in linear time.
const MAX_CALL_BYTES: usize = 200;

/// A `{{ … }}` that Answerbook handles. Go templates, Liquid and Vue use braces too, so other contents are text, such as
/// `{{ .Values.x }}`, `{{- if }}` and `{{ "x" | upper }}`.
pub(super) struct TemplateCall<'t> {
    pub range: Range<usize>,
    pub kind: CallKind<'t>,
}

/// The called variable or snippet, with its name.
pub(super) enum CallKind<'t> {
    Variable(&'t str),
    Snippet(&'t str),
}

/// All calls in a text.
pub(super) fn calls(text: &str) -> impl Iterator<Item = TemplateCall<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text[from..].find("{{")?;
            let near = nearby(&text[start + 2..]);
            let Some(end) = near.find("}}").map(|at| start + 2 + at) else {
                from = start + 1;
                continue;
            };
            let inner = text[start + 2..end].trim_matches([' ', '\u{10F8FE}']);
            let kind = match inner.strip_prefix('>') {
                Some(name) if is_snippet(name.trim()) => Some(CallKind::Snippet(name.trim())),
                // `{{ .x }}` and `{{ 1 }}` belong to other tools.
                None if is_name(inner, "-_.")
                    && inner.starts_with(|first: char| first.is_alphabetic() || first == '_') =>
                {
                    Some(CallKind::Variable(inner))
                }
                _ => None,
            };
            if let Some(kind) = kind {
                from = end + 2;
                return Some(TemplateCall { range: start..from, kind });
            }
            from = start + 1;
        }
    })
}

/// The start of a text, up to the maximum length of a call.
pub(super) fn nearby(text: &str) -> &str {
    &text[..floor(text, MAX_CALL_BYTES)]
}

fn is_name(name: &str, marks: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c) || marks.contains(c);
    !name.is_empty() && name.chars().all(is_part)
}

/// The name of a snippet, or the path of an included file, which may contain blanks, and a heading in it.
fn is_snippet(name: &str) -> bool {
    let (path, heading) = name.split_once('#').unwrap_or((name, ""));
    let is_file = [".md", ".mdx", ".markdown"].iter().any(|extension| path.ends_with(extension));
    let is_path = |path: &str| !path.contains(['{', '}', '<', '>', '|', '"', '`', '\n']);
    is_name(path, "-_./") || is_file && is_path(path) && is_path(heading)
}
