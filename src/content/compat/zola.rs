//! Zola's shortcodes, written as calls: `{{ name(key="value") }}`, and `{% name(…) %}` to `{% end %}` around a body.

use super::arguments::MarkupArguments;
use super::tags::{self, MarkupTag, TagForm};
use super::{DialectPass, MAX_REACH, ceiling, hugo};

/// Translates all calls. The names mean the same as in Hugo.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let mut found: Vec<MarkupTag> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(next) = pass.text[at..].find('{') {
        let start = at + next;
        at = start + 1;
        let Some((end, inner, is_block)) = brackets(pass.text, start) else { continue };
        if let Some(shown) = inner.strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")) {
            // Zola authors write `{{/* x() */}}` to show a shortcode, mostly in code.
            let (opening, closing) = (&pass.text[start..start + 2], &pass.text[end - 2..end]);
            let shown = format!("{opening}{shown}{closing}");
            pass.replace(start..end, shown);
            at = end;
            continue;
        }
        if pass.shape.code.holds(start) {
            continue;
        }
        let tag = if is_block && inner == "end" {
            open.pop().map(|name| (name, MarkupArguments::default(), TagForm::Close))
        } else {
            call(inner)
                .map(|(name, arguments)| (name, arguments, if is_block { TagForm::Open } else { TagForm::Alone }))
        };
        if let Some((name, arguments, form)) = tag {
            if form == TagForm::Open {
                open.push(name.clone());
            }
            found.push(MarkupTag { range: start..end, name, arguments, form });
            at = end;
        }
    }
    tags::translate(pass, &found, hugo::meaning);
}

/// The end of the brackets at `start`, the text in them, and whether they open a block.
fn brackets(text: &str, start: usize) -> Option<(usize, &str, bool)> {
    let rest = &text[start..ceiling(text, start + MAX_REACH)];
    let (is_block, closing) = match rest.as_bytes().get(1)? {
        b'{' => (false, "}}"),
        b'%' => (true, "%}"),
        _ => return None,
    };
    let end = rest[2..].find(closing)? + 2;
    Some((start + end + 2, rest[2..end].trim(), is_block))
}

/// `name(arguments)`.
fn call(text: &str) -> Option<(String, MarkupArguments)> {
    let (name, arguments) = text.strip_suffix(')')?.split_once('(')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // A call without named arguments belongs to some template language; it is not a shortcode.
    let arguments = arguments.trim();
    let is_named = arguments.is_empty() || arguments.split_once('=').is_some_and(|(key, _)| is_key(key.trim()));
    (is_name && is_named).then(|| (name.to_owned(), MarkupArguments::parse(arguments)))
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
