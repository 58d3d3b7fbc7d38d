//! The format for people: the message, the line of text with the place underlined, and suggestions.
//!
//! Lines are cut around the place before they are laid out, because a file may be a single line of ten megabytes.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group as Block, Level, Origin, Renderer, Snippet};

use super::{DiagnosticGroup, DiagnosticLocation, Report, ReportLook};
use crate::diagnostic::{Place, Severity};
use crate::printable;
use crate::source::{Source, Sources};

/// How many further places of a group are listed. The others are only counted.
const NAMED_PLACES: usize = 2;

/// Number of bytes to keep on each side of the place: more than any terminal shows, but quick to lay out.
const KEPT_BYTES: usize = 4096;

/// Maximum number of bytes to underline: about three lines of a wide terminal.
const UNDERLINED_BYTES: usize = 400;

/// Formats all groups, separated by empty lines.
pub(super) fn render(report: &Report, sources: &Sources, look: &ReportLook) -> String {
    let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(look.width);
    let blocks = report.groups.iter().map(|group| renderer.render(&blocks(group, sources)));
    blocks.map(|text| text + "\n\n").collect()
}

fn blocks<'a>(group: &'a DiagnosticGroup, sources: &'a Sources) -> Vec<Block<'a>> {
    let diagnostic = &group.diagnostic;
    let title = level(diagnostic.severity).primary_title(printable::line(&diagnostic.message)).id(diagnostic.code.0);
    let mut first = place(Block::with_title(title), &group.occurrences[0], &diagnostic.label, sources);
    let further = &group.occurrences[1..];
    for place in further.iter().take(NAMED_PLACES) {
        first = first.element(Level::NOTE.message(printable::line(&format!("also at {place}")).into_owned()));
    }
    if let Some(rest @ 1..) = further.len().checked_sub(NAMED_PLACES) {
        first = first
            .element(Level::NOTE.message(format!("and {rest} more {}", if rest == 1 { "place" } else { "places" })));
    }
    for help in &diagnostic.help {
        first = first.element(Level::HELP.message(printable::line(help)));
    }
    let related = diagnostic.related.iter().zip(&group.related).map(|(related, located)| {
        place(Block::with_title(Level::NOTE.secondary_title(printable::line(&related.text))), located, "", sources)
    });
    std::iter::once(first).chain(related).collect()
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

/// Adds a place to a block: its path and position, and its line if it is in a text.
fn place<'a>(block: Block<'a>, located: &'a DiagnosticLocation, label: &'a str, sources: &'a Sources) -> Block<'a> {
    let origin = Origin::path(printable::line(located.path.as_str()));
    match (&located.place, located.range) {
        (Place::Project, _) => block,
        (Place::Span(span), Some((start, _))) => {
            let view = view(&sources[span.source], &span.range);
            let label = Some(label).filter(|label| !label.is_empty()).map(printable::line);
            let annotation = AnnotationKind::Primary.span(view.place).label(label);
            // If the line was cut, the snippet's columns are wrong, so the position is added separately.
            let snippet = Snippet::source(view.text).line_start(start.line).annotation(annotation);
            if view.keeps_columns {
                block.element(snippet.path(printable::line(located.path.as_str())))
            } else {
                block.element(origin.line(start.line).char_column(start.column)).element(snippet)
            }
        }
        (Place::Span(_) | Place::File(_), _) => block.element(origin),
    }
}

/// The part of a text that is shown, and the place in it.
struct SnippetView {
    text: String,
    place: Range<usize>,
    /// Whether the shown text starts at the start of its line, so that columns are right.
    keeps_columns: bool,
}

/// The line where a range starts, cut around it. A range of several lines is underlined to the end of its first line.
fn view(source: &Source, range: &Range<usize>) -> SnippetView {
    let text = &source.text;
    let start = source.floor(range.start);
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    let line_end = line_end - usize::from(line_end > start && text[..line_end].ends_with('\r'));
    let end = source.floor(range.end.clamp(start, line_end.max(start)).min(start + UNDERLINED_BYTES)).max(start);
    let from = source.floor(line_start.max(start.saturating_sub(KEPT_BYTES)));
    let to = source.floor(line_end.min(end + KEPT_BYTES)).max(end);
    let before = if from > line_start { "…" } else { "" };
    let after = if to < line_end { "…" } else { "" };
    let mut shown = before.to_owned() + &printable::lines(&text[from..start]);
    let shown_start = shown.len();
    shown += &printable::lines(&text[start..end]);
    let shown_end = shown.len();
    shown += &printable::lines(&text[end..to]);
    SnippetView { text: shown + after, place: shown_start..shown_end, keeps_columns: from == line_start }
}
