//! Tags in MDX: components, whose names are capitalized, and HTML with JavaScript in its attributes.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::arguments::closing_brace;
use super::super::tags::MarkupTag;
use super::super::{DialectPass, ceiling};
use crate::html::elements;
use crate::path;

/// The file of each imported name.
pub(super) type Imports = BTreeMap<String, String>;

/// Maximum length of a tag, in bytes. Attributes may hold lists of links, or a drawing.
const MAX_TAG: usize = 16 << 10;

/// Attributes that JSX spells differently from HTML.
const SPELLINGS: &[(&str, &str)] = &[
    ("className", "class"),
    ("htmlFor", "for"),
    ("srcSet", "srcset"),
    ("allowFullScreen", "allowfullscreen"),
    ("frameBorder", "frameborder"),
    ("colSpan", "colspan"),
    ("rowSpan", "rowspan"),
    ("autoPlay", "autoplay"),
    ("playsInline", "playsinline"),
    ("tabIndex", "tabindex"),
];

/// The components of a text that `is_component` accepts by name, in order.
pub(super) fn components(pass: &DialectPass<'_>, is_component: impl Fn(&str) -> bool) -> Vec<MarkupTag> {
    let mut tags: Vec<MarkupTag> = Vec::new();
    for start in pass.outside_code("<") {
        if tags.last().is_some_and(|last| last.range.end > start) {
            continue;
        }
        let Some(found) = find(pass.text, start) else { continue };
        if found.name.starts_with(|letter: char| letter.is_ascii_uppercase()) && is_component(found.name) {
            tags.push(super::tag(found.range, found.name, found.closes, found.inner));
        }
    }
    tags
}

/// A tag as it was written.
pub(in crate::content::compat) struct JsxTag<'t> {
    pub range: Range<usize>,
    pub name: &'t str,
    pub closes: bool,
    /// The text between the name and `>`.
    pub inner: &'t str,
}

/// The tag at `start`.
pub(in crate::content::compat) fn find(text: &str, start: usize) -> Option<JsxTag<'_>> {
    let rest = &text[start + 1..ceiling(text, start + MAX_TAG)];
    let (closes, body) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let name_end =
        body.find(|letter: char| !(letter.is_ascii_alphanumeric() || "_.".contains(letter))).unwrap_or(body.len());
    let (name, inner) = body.split_at(name_end);
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        || !inner.starts_with([' ', '\t', '\n', '\r', '>', '/'])
    {
        return None;
    }
    let end = tag_end(inner)?;
    let inner_start = start + 1 + usize::from(closes) + name_end;
    Some(JsxTag { range: start..inner_start + end + 1, name, closes, inner: &inner[..end] })
}

/// The position of the `>` that ends a tag, ignoring quotes and braces.
fn tag_end(text: &str) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'>' => return Some(at),
            b'<' => return None,
            b'{' => at += closing_brace(&text[at..])?,
            quote @ (b'"' | b'\'') => at += text[at + 1..].find(char::from(quote))? + 2,
            _ => at += 1,
        }
    }
    None
}

/// Attributes that readers miss if their values are left out.
const SHOWN: &[&str] = &["src", "srcSet", "srcset", "href", "poster"];

/// Rewrites JavaScript in the attributes of HTML tags: literals and the names of imported files stay, other expressions
/// are removed.
pub(super) fn attributes(pass: &mut DialectPass<'_>, imports: &Imports) {
    let mut done = 0;
    for start in pass.outside_code("<") {
        let Some(found) = find(pass.text, start).filter(|_| start >= done) else { continue };
        done = found.range.end;
        if found.inner.ends_with('/') && elements::is_raw_text(found.name) {
            // HTML ignores the slash, and would take the rest of the page for the element's text.
            pass.replace(found.range.end - 2..found.range.end, format!("></{}>", found.name));
        }
        let is_html = found.name.starts_with(|letter: char| letter.is_ascii_lowercase());
        let is_jsx = found.inner.contains("={") || SPELLINGS.iter().any(|(jsx, _)| found.inner.contains(jsx));
        if is_html && is_jsx {
            let inner_start = found.range.end - 1 - found.inner.len();
            let inner =
                found.inner.strip_suffix('/').filter(|_| elements::is_raw_text(found.name)).unwrap_or(found.inner);
            let mut left_out = Vec::new();
            let rewritten = rewritten(inner, imports, &mut left_out);
            // What is in a statement that was removed needs no report.
            if !left_out.is_empty() && pass.edits.iter().any(|edit| edit.range.contains(&start)) {
                left_out.clear();
            }
            pass.replace(inner_start..inner_start + inner.len(), rewritten);
            for range in left_out {
                let range = inner_start + range.start..inner_start + range.end;
                let shown = pass.text[range.clone()].lines().next().unwrap_or_default().to_owned();
                pass.left_out(range.start..range.start + shown.len(), &format!("the expression `{shown}`"));
            }
        }
    }
}

/// The attributes without JavaScript. `left_out` gets the places of expressions that readers miss.
fn rewritten(inner: &str, imports: &Imports, left_out: &mut Vec<Range<usize>>) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut at = 0;
    while let Some(next) = inner[at..].find("={") {
        let brace = at + next + 1;
        let end = closing_brace(&inner[brace..]).map_or(inner.len(), |end| brace + end);
        let name_start = inner[at..brace - 1].rfind(char::is_whitespace).map_or(at, |space| at + space);
        let expression = &inner[brace + 1..end.max(brace + 2) - 1];
        if let Some(value) = value(expression).or_else(|| imported(imports, expression)) {
            let value = value.replace('"', "&quot;");
            out.extend([&inner[at..brace], "\"", &value, "\""]);
        } else {
            if SHOWN.contains(&inner[name_start..brace - 1].trim()) {
                left_out.push(brace..end);
            }
            // A blank line in the tag would end it.
            out.push_str(inner[at..name_start].trim_end());
        }
        at = end;
    }
    out.push_str(&inner[at..]);
    for (jsx, html) in SPELLINGS {
        out = out.replace(&format!("{jsx}="), &format!("{html}="));
    }
    out
}

/// The address of an imported file that an expression names: `picture`, `picture.src` or `picture.default`.
pub(super) fn imported(imports: &Imports, expression: &str) -> Option<String> {
    let name = expression.trim();
    let name = name.strip_suffix(".src").or_else(|| name.strip_suffix(".default")).unwrap_or(name);
    imports.get(name).map(|source| path::encode(source.strip_prefix("@site").unwrap_or(source)))
}

/// The value of an expression in an attribute. Docusaurus's `useBaseUrl` and `@site/static` start at the site's root.
pub(super) fn value(expression: &str) -> Option<String> {
    let value = literal(expression)?;
    if let Some(file) = value.strip_prefix("@site/static/") {
        return Some(format!("/{file}"));
    }
    let is_from_root = expression.trim().starts_with("useBaseUrl(") && !value.starts_with('/');
    Some(if is_from_root { format!("/{value}") } else { value.to_owned() })
}

/// The text of an expression if it is certain: a number, a boolean, or the only string in it
/// (`require("./a.png").default`).
fn literal(expression: &str) -> Option<&str> {
    let expression = expression.trim();
    if expression.starts_with('{') {
        return None;
    }
    if !expression.is_empty() && expression.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '.') {
        let is_plain = expression.parse::<f64>().is_ok() || matches!(expression, "true" | "false");
        return is_plain.then_some(expression);
    }
    let mut parts = expression.split(['"', '\'', '`']);
    let (_, value) = (parts.next()?, parts.next()?);
    (parts.count() == 1).then_some(value)
}
