//! Markdown → [`Body`]: the only module that knows comrak.
//!
//! Steps: the text is parsed, and snippets and variables are inserted (`parse`); one walk over the tree writes the HTML
//! together with the outline, the links, the questions and the words (`write`). Parsing knows nothing of writing. Targets
//! of links and texts of the theme are not known here: both become holes ([`crate::content::holes`]).
//!
//! Spans are exact: a frame (`parse/frames`) knows where each byte of the parsed text was written.

mod calls;
mod context;
mod line;
mod parse;
mod plain;
mod variables;
mod write;

use comrak::Arena;

use crate::content::Body;
use crate::content::mapped_text::MappedText;
use crate::diagnostic::Outcome;
use crate::left_over::without_repeated;

use context::Dialect;
pub use context::{MarkdownContext, Snippet};
pub use line::line;
use parse::limits;
pub use parse::limits::Added;

/// Renders an article's text. The value is always usable; a text that would take too long to read yields an empty body.
#[must_use]
pub fn render(text: &MappedText<'_>, context: &MarkdownContext<'_>) -> Outcome<Body> {
    let arena = Arena::new();
    let mut diagnostics = Vec::new();
    let Some(tree) = parse::article(&arena, text, context, &mut diagnostics) else {
        return Outcome { value: Body::default(), diagnostics };
    };
    let mut body = write::article(&tree, context, &mut diagnostics);
    // Bodies live until the end of a build, and a growing buffer may be half empty.
    body.outline.shrink_to_fit();
    body.links.shrink_to_fit();
    body.anchors.shrink_to_fit();
    body.anchors.sort_unstable();
    if context.added.is_over() && !diagnostics.iter().any(limits::is_about_length) {
        diagnostics.push(limits::too_long(text.span(0..0)));
    }
    Outcome { value: body, diagnostics: without_repeated(diagnostics) }
}

/// `CommonMark` 0.31.2 to HTML by the same parser and the same writer as [`render`], every extension off.
#[must_use]
pub fn commonmark(text: &str) -> String {
    let arena = Arena::new();
    write::plain(parse::plain(&arena, text, Dialect::CommonMark), Dialect::CommonMark)
}

/// GitHub's Markdown to HTML by the same parser and the same writer as [`render`], Answerbook's own extensions off.
#[must_use]
pub fn gfm(text: &str) -> String {
    let arena = Arena::new();
    write::plain(parse::plain(&arena, text, Dialect::Gfm), Dialect::Gfm)
}

#[cfg(test)]
mod tests;
