//! Variables in texts: replaces them, and reports those that are not defined, with the names that may have been meant.

use super::calls::{CallKind, calls};
use super::context::MarkdownContext;
use crate::codes;
use crate::content::product::PREFIX;
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::source::Span;

/// Maximum number of labels that a report names.
const NAMED: usize = 3;

/// Replaces the known variables in a text that is not part of the tree, such as an attribute of raw HTML.
pub(super) fn substitute(text: &str, context: &MarkdownContext<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for call in calls(text) {
        if let CallKind::Variable(name) = call.kind
            && let Some(value) = context.variables.get(name)
            && context.added.take(value.len())
        {
            out.push_str(&text[done..call.range.start]);
            out.push_str(value);
            done = call.range.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

/// The diagnostic for a variable that is not defined. `nearest` is the most similar name.
pub(super) fn unknown(name: &str, nearest: Option<&str>, context: &MarkdownContext<'_>, span: Span) -> Diagnostic {
    if let Some(key) = name.strip_prefix(PREFIX).filter(|_| !context.label_files.is_empty()) {
        return unknown_label(key, nearest, context, span);
    }
    let diagnostic = Diagnostic::at(codes::VARIABLE_UNKNOWN, format!("variable `{name}` is not defined"), span);
    match nearest {
        Some(_) => diagnostic.did_you_mean(nearest),
        None => diagnostic
            .help(format!("define `{name}` under `[variables]` in `answerbook.toml`"))
            .help("write `\\{{` to show the braces"),
    }
}

/// The diagnostic for a key that the product's texts do not have.
fn unknown_label(key: &str, nearest: Option<&str>, context: &MarkdownContext<'_>, span: Span) -> Diagnostic {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    // The table of a key is easy to forget.
    let of_other_tables = context.variables.keys().filter(|name| name.starts_with(PREFIX) && last(name) == last(key));
    let mut near: Vec<&str> = nearest.filter(|name| name.starts_with(PREFIX)).into_iter().collect();
    for name in of_other_tables {
        if near.len() < NAMED && !near.contains(&name.as_str()) {
            near.push(name);
        }
    }
    let files: Vec<&str> = context.label_files.iter().map(ProjectPath::as_str).collect();
    let message = format!("the product's texts have no key `{key}`");
    let diagnostic = Diagnostic::at(codes::VARIABLE_UNKNOWN, message, span);
    let diagnostic = match near.as_slice() {
        [] => diagnostic,
        near => diagnostic.help(format!("did you mean `{}`?", near.join("` or `"))),
    };
    diagnostic.help(format!("look up the key in `{}`", files.join("` or `")))
}
