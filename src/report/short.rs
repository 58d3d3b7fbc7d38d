//! The short format: one line per place, for editors and `grep`. Suggestions and related places are left out.

use std::fmt::Write as _;

use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE};
use anstyle::Style;

use super::{DiagnosticGroup, DiagnosticLocation, Report};
use crate::diagnostic::{Place, Severity};
use crate::printable;

/// Formats all places of all groups, sorted by place.
pub(super) fn render(report: &Report, color: bool) -> String {
    let mut lines: Vec<(&DiagnosticLocation, &DiagnosticGroup)> =
        report.groups.iter().flat_map(|group| group.occurrences.iter().map(move |place| (place, group))).collect();
    lines.sort_by_key(|(place, _)| *place);
    lines.into_iter().fold(String::new(), |mut text, (place, group)| {
        let diagnostic = &group.diagnostic;
        let style = if color { style(diagnostic.severity) } else { Style::new() };
        let name = diagnostic.severity.name();
        let prefix = match place.place {
            Place::Project => String::new(),
            Place::File(_) | Place::Span(_) => format!("{}: ", printable::line(&place.to_string())),
        };
        let message = printable::line(&diagnostic.message);
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{prefix}{style}{name}[{}]{style:#} {message}", diagnostic.code.0);
        text
    })
}

/// The style of a severity's name, the same as in full reports.
pub(super) fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => DEFAULT_ERROR_STYLE,
        Severity::Warning => DEFAULT_WARNING_STYLE,
        Severity::Note => DEFAULT_NOTE_STYLE,
    }
}
