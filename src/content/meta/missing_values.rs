//! Reports what an article of its kind should have but lacks.

use super::ArticleKeys;
use super::fields::FieldReader;
use crate::codes;
use crate::content::keys::MetaField;
use crate::content::{ArticleKind, Body, Meta};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::ProjectPath;

/// The most important value that an article lacks. Drafts are not reported, because they are unfinished.
pub fn missing_value(head: &ArticleKeys, path: &ProjectPath, meta: &Meta, body: &Body) -> Option<Diagnostic> {
    if meta.draft {
        return None;
    }
    let has_text = body.words > 0 || !body.document.html().trim().is_empty();
    let of_kind = |code: Code, message: &str, help: &str| {
        let given = FieldReader::new(head).spanned(MetaField::Kind);
        let place = given.map_or_else(|| Place::File(path.clone()), |given| Place::Span(given.span));
        Some(Diagnostic::new(code, message, place).help(help))
    };
    match meta.kind {
        ArticleKind::Video if meta.video.is_none() => of_kind(
            codes::VIDEO_MISSING,
            "a `video` article has no `video` key, so there is nothing to watch",
            "add `video: https://…`, or the path of a video file",
        ),
        ArticleKind::Video => None,
        ArticleKind::Form if meta.form.is_some() => None,
        _ if !has_text => Some(
            Diagnostic::file(codes::MARKUP_EMPTY, "the article has no text", path.clone())
                .help("write it, or hide it with `draft: true`"),
        ),
        ArticleKind::Faq if body.questions.is_empty() => of_kind(
            codes::FAQ_NO_QUESTION,
            "a `faq` article has no question",
            "make each question a second-level heading: `## Can I pay by card?`",
        ),
        _ => None,
    }
}
