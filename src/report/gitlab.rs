//! A Code Quality report for GitLab: a JSON list with one entry per place. Source: "Code Quality report format" in
//! GitLab's documentation.

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::{DiagnosticGroup, DiagnosticLocation, Report, ReportLook};
use crate::diagnostic::Severity;
use crate::printable;

#[derive(Serialize)]
struct CodeQualityEntry {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: CodeQualityLocation,
}

#[derive(Serialize)]
struct CodeQualityLocation {
    path: String,
    lines: CodeQualityLines,
}

#[derive(Serialize)]
struct CodeQualityLines {
    begin: usize,
}

/// Formats all places.
pub(super) fn render(report: &Report, look: &ReportLook) -> String {
    let mut fingerprints = Fingerprints::default();
    let entries: Vec<CodeQualityEntry> =
        report.occurrences().map(|(group, place)| entry(group, place, fingerprints.next(group, place), look)).collect();
    let text = serde_json::to_string_pretty(&entries).expect("structs of texts and numbers are always JSON");
    printable::json(&text).into_owned() + "\n"
}

fn entry(
    group: &DiagnosticGroup,
    place: &DiagnosticLocation,
    fingerprint: String,
    look: &ReportLook,
) -> CodeQualityEntry {
    let diagnostic = &group.diagnostic;
    CodeQualityEntry {
        description: diagnostic.message.clone(),
        check_name: diagnostic.code.0,
        fingerprint,
        severity: match diagnostic.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        location: CodeQualityLocation {
            path: look.path(place),
            // The format has no place for a whole file.
            lines: CodeQualityLines { begin: place.range.map_or(1, |(start, _)| start.line) },
        },
    }
}
