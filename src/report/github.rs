//! Annotations for GitHub Actions, and the summary of a job.
//!
//! GitHub shows at most ten annotations of each severity per step, so the others are printed as lines of the log; the
//! summary lists all. Source: "Workflow commands for GitHub Actions".

use std::fmt::Write as _;

use super::{DiagnosticGroup, DiagnosticLocation, Report, ReportLook, short};
use crate::diagnostic::Severity;
use crate::printable;

/// Annotations of one severity that GitHub shows per step.
const MAX_ANNOTATIONS: usize = 10;

/// Maximum length of a summary in bytes. GitHub rejects more than 1 MiB per step, and drops the whole summary.
const MAX_SUMMARY: usize = 900 * 1024;

/// One annotation per place, up to the limit; the other places as lines of the log.
pub(super) fn render(report: &Report, look: &ReportLook) -> String {
    let mut shown = [0; 3];
    let mut text = String::new();
    for (group, place) in report.occurrences() {
        let severity = group.diagnostic.severity;
        let count = &mut shown[severity as usize];
        *count += 1;
        if *count <= MAX_ANNOTATIONS {
            annotation(&mut text, group, place, look);
        } else {
            text.push_str(&short::line(group, place, false));
        }
    }
    text
}

fn annotation(text: &mut String, group: &DiagnosticGroup, place: &DiagnosticLocation, look: &ReportLook) {
    let diagnostic = &group.diagnostic;
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    // Writing to a `String` cannot fail.
    let _ = write!(text, "::{command} ");
    if !place.path.as_str().is_empty() {
        let _ = write!(text, "file={},", escape_property(&look.path(place)));
    }
    if let Some((start, end)) = place.range {
        let _ = write!(text, "line={},endLine={},", start.line, end.line);
        // Columns are ignored if a problem spans lines.
        if start.line == end.line {
            let _ = write!(text, "col={},endColumn={},", start.column, end.column);
        }
    }
    let help = diagnostic.help.iter().map(|help| format!("\n{help}"));
    let message: String = std::iter::once(diagnostic.message.clone()).chain(help).collect();
    let _ =
        writeln!(text, "title={}::{}", escape_property(diagnostic.code.0), escape_data(&printable::lines(&message)));
}

/// Escapes the message of a workflow command.
fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The summary of the job: a table of all problems in Markdown, up to the length that GitHub accepts.
#[must_use]
pub fn job_summary(report: &Report) -> String {
    if report.groups.is_empty() {
        return "No problems found.\n".to_owned();
    }
    let mut text = format!("{}\n\n| Problem | Place | Message |\n|-|-|-|\n", report.summary());
    for (number, (group, place)) in report.occurrences().enumerate() {
        let diagnostic = &group.diagnostic;
        let code = format!("{} `{}`", diagnostic.severity.name(), diagnostic.code.0);
        let row = format!("| {code} | {} | {} |\n", cell(&place.to_string()), cell(&diagnostic.message));
        if text.len() + row.len() > MAX_SUMMARY {
            let _ = writeln!(text, "\nand {} more", report.places() - number);
            break;
        }
        text.push_str(&row);
    }
    text
}

/// Escapes text for a cell of a Markdown table. Backticks stay, so that names look like code.
fn cell(text: &str) -> String {
    let text = printable::line(text);
    text.replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('[', "\\[").replace('@', "&#64;")
}
