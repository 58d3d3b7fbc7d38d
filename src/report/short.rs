//! The short format: one line per place, for editors and `grep`. Suggestions and related places are left out.

use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE};
use anstyle::Style;

use super::{DiagnosticGroup, DiagnosticLocation, Report};
use crate::diagnostic::{Place, Severity};
use crate::printable;

/// Formats all places of all groups, sorted by place.
pub(super) fn render(report: &Report, color: bool) -> String {
    report.occurrences().map(|(group, place)| line(group, place, color)).collect()
}

/// The line of one place.
pub(super) fn line(group: &DiagnosticGroup, place: &DiagnosticLocation, color: bool) -> String {
    let diagnostic = &group.diagnostic;
    let style = if color { style(diagnostic.severity) } else { Style::new() };
    let name = diagnostic.severity.name();
    let prefix = match place.place {
        Place::Project => String::new(),
        Place::File(_) | Place::Span(_) => format!("{}: ", printable::line(&place.to_string())),
    };
    let message = printable::line(&diagnostic.message);
    format!("{prefix}{style}{name}[{}]{style:#} {message}\n", diagnostic.code.0)
}

/// The style of a severity's name, the same as in full reports.
pub(super) fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => DEFAULT_ERROR_STYLE,
        Severity::Warning => DEFAULT_WARNING_STYLE,
        Severity::Note => DEFAULT_NOTE_STYLE,
    }
}
