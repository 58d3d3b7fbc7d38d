//! Reports what an article of its kind should have but lacks.

use super::fields::FieldReader;
use super::{ArticleKeys, FrontMatterData, GivenKey};
use crate::codes;
use crate::content::keys::MetaField;
use crate::content::{ArticleKind, Body, Meta};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::ProjectPath;

/// Number of words from which an article takes about half an hour to read.
const MAX_WORDS: usize = 6_000;

/// Number of words from which the text of a video can be its transcript.
const TRANSCRIPT_WORDS: usize = 60;

/// Number of headings from which an article has a section for the fix.
const SECTIONS: usize = 2;

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
        ArticleKind::Video if !has_transcript(meta, body) => of_kind(
            codes::VIDEO_NO_TRANSCRIPT,
            "a `video` article has neither a transcript nor captions",
            "write down what the video says, for readers who cannot hear it or are searching for it",
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
        ArticleKind::Guide if body.steps.is_empty() && !has_list(body) => of_kind(
            codes::GUIDE_NO_STEPS,
            "a `guide` article has no steps",
            "number the steps: `1. Open your account.`",
        ),
        ArticleKind::Troubleshooting if !has_fix(body) => of_kind(
            codes::TROUBLESHOOTING_NO_FIX,
            "a `troubleshooting` article has no fix",
            "write `:::fix` with what readers can do",
        ),
        _ if body.words > MAX_WORDS => Some(
            Diagnostic::file(codes::ARTICLE_TOO_LONG, "the article takes very long to read", path.clone())
                .help("split it by what readers want to do"),
        ),
        _ => None,
    }
}

/// Whether the text says what the video says.
fn has_transcript(meta: &Meta, body: &Body) -> bool {
    let has_captions = meta.video.as_ref().is_some_and(|video| video.captions.is_some());
    has_captions || body.words >= TRANSCRIPT_WORDS || body.document.html().contains("<details")
}

/// Whether the text has a numbered list, which may be in a list, a tab or raw HTML.
fn has_list(body: &Body) -> bool {
    body.document.html().contains("<ol")
}

/// Whether the text says what readers can do: in a block for it, in steps, or below headings of its own.
fn has_fix(body: &Body) -> bool {
    let html = body.document.html();
    body.outline.len() >= SECTIONS || html.contains("<ol") || html.contains("class=\"fix") || html.contains("part-fix")
}

/// Reports a title or description that is written but empty.
pub fn blank_values(head: &ArticleKeys, path: &ProjectPath) -> Vec<Diagnostic> {
    let is_blank = |given: &GivenKey| match &given.value.data {
        FrontMatterData::Null => true,
        _ => given.value.text().is_some_and(|text| text.trim().is_empty()),
    };
    let fields = [MetaField::Title, MetaField::Description].into_iter();
    let blank = fields.filter_map(|field| {
        let given = head.given.get(&field)?;
        given.iter().all(is_blank).then(|| given.first())?
    });
    blank
        .map(|given| {
            let message = format!("`{}` is empty", given.key);
            Diagnostic::file(codes::FRONT_MATTER_BLANK, message, path.clone()).help("write it, or remove the key")
        })
        .collect()
}
