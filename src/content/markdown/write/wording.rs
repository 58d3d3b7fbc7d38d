//! Checks the wording of an article in its recorded text.

use std::ops::Range;

use super::left_over::{OriginText, checked_texts, inline_text};
use super::recorder::TextOrigin;
use super::writer::HtmlWriter;
use crate::content::markdown::parse::frames::ParsedText;
use crate::content::markdown::parse::tree::MarkdownTree;
use crate::content::wording::WordingChecker;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// Checks the record of an article. `labels` are the ranges in it that are bold or name a key.
pub(super) fn in_record(
    writer: &mut HtmlWriter<'_, '_, '_>,
    record: &str,
    origins: &[(usize, TextOrigin)],
    labels: &[Range<usize>],
) {
    let Some(checker) = writer.context.and_then(|context| context.wording) else { return };
    for text in checked_texts(record, origins) {
        let inside: Vec<Range<usize>> = labels.iter().filter_map(|range| label(&text, range)).collect();
        check(writer, checker, &text, &inside);
    }
}

/// The range of a label in a text, without blanks around it; `None` if it is elsewhere or empty.
fn label(text: &OriginText<'_>, label: &Range<usize>) -> Option<Range<usize>> {
    let (start, end) = (label.start.max(text.start), label.end.min(text.start + text.text.len()));
    let written = text.text.get(start.checked_sub(text.start)?..end.checked_sub(text.start)?)?;
    let from = start - text.start + written.len() - written.trim_start().len();
    let to = from + written.trim().len();
    (from < to).then_some(from..to)
}

/// Checks the title in the text, which is not in the record.
pub(super) fn in_title<'a>(writer: &mut HtmlWriter<'a, '_, '_>, tree: &MarkdownTree<'a, '_>) {
    let checker = writer.context.and_then(|context| context.wording);
    let (Some(checker), Some(title)) = (checker, tree.title) else { return };
    let (text, origins) = inline_text(title, 0);
    check(writer, checker, &OriginText { text: &text, start: 0, origins: &origins }, &[]);
}

fn check(
    writer: &mut HtmlWriter<'_, '_, '_>,
    checker: &WordingChecker<'_>,
    text: &OriginText<'_>,
    labels: &[Range<usize>],
) {
    // Code in a line is masked, so that it is not checked. A label in code is a name in a program.
    let mut found = checker.check(&text.masked(), labels);
    let is_code = |label: &&Range<usize>| text.origin(label.start).1 == TextOrigin::Exact;
    let labels = labels.iter().filter(|label| !is_code(label));
    found.extend(labels.filter_map(|label| checker.check_label(text.text, label)));
    let frames = writer.frames;
    let diagnostics: Vec<Diagnostic> =
        found.iter().filter_map(|found| Some(found.diagnostic(span(text, found.range.clone(), frames)?))).collect();
    writer.diagnostics.extend(diagnostics);
}

/// Where a range of the text was written.
fn span(text: &OriginText<'_>, range: Range<usize>, frames: &[ParsedText<'_>]) -> Option<Span> {
    let words = &text.text[range.clone()];
    let first_end = range.start + words.find(char::is_whitespace).unwrap_or(words.len());
    let last_start = range.start + words.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (frame, first) = written(text, range.start..first_end, frames)?;
    let whole = match written(text, last_start..range.end, frames) {
        Some((other, last)) if other == frame && last.end >= first.end => first.start..last.end,
        _ => first,
    };
    Some(frames[frame].span(whole))
}

/// The frame and range where a word was written.
fn written(text: &OriginText<'_>, word: Range<usize>, frames: &[ParsedText<'_>]) -> Option<(usize, Range<usize>)> {
    let (start, origin) = text.origin(word.start);
    let (frame, position) = match origin {
        TextOrigin::Exact => return None,
        TextOrigin::Sample(frame, position)
        | TextOrigin::Markdown(frame, position)
        | TextOrigin::Html(frame, position) => (frame, position),
    };
    let source = frames.get(frame)?;
    let range = source.range(position);
    let seen = &text.text[word.clone()];
    let nth = text.text[start..word.start].matches(seen).count();
    let mut places = source.str()[range.clone()].match_indices(seen);
    let (at, _) = places.clone().nth(nth).or_else(|| places.next())?;
    Some((frame, range.start + at..range.start + at + seen.len()))
}
