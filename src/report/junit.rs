//! A `JUnit` report: one suite per code, with one failed test per error. Warnings and notes are tests that passed and
//! printed something, since they do not change the exit code. A code without problems has no suite.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{DiagnosticGroup, DiagnosticLocation, Report, ReportLook};
use crate::diagnostic::Severity;
use crate::html;
use crate::printable;

/// Formats all places.
pub(super) fn render(report: &Report, look: &ReportLook) -> String {
    let mut suites: BTreeMap<&str, Vec<(&DiagnosticGroup, &DiagnosticLocation)>> = BTreeMap::new();
    for (group, place) in report.occurrences() {
        suites.entry(group.diagnostic.code.0).or_default().push((group, place));
    }
    let failures = |places: &[(&DiagnosticGroup, &DiagnosticLocation)]| {
        places.iter().filter(|(group, _)| group.diagnostic.severity == Severity::Error).count()
    };
    let failed: usize = suites.values().map(|places| failures(places)).sum();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a `String` cannot fail.
    let _ =
        writeln!(text, "<testsuites name=\"answerbook\" tests=\"{}\" failures=\"{failed}\">", report.places().max(1));
    if suites.is_empty() {
        // Services treat a report without tests as broken.
        text.push_str("  <testsuite name=\"check\" tests=\"1\" failures=\"0\">\n");
        text.push_str("    <testcase classname=\"check\" name=\"no problems\"/>\n  </testsuite>\n");
    }
    for (code, places) in suites {
        let (tests, failed) = (places.len(), failures(&places));
        let _ = writeln!(text, "  <testsuite name=\"{code}\" tests=\"{tests}\" failures=\"{failed}\">");
        for (group, place) in places {
            test(&mut text, group, place, look);
        }
        text.push_str("  </testsuite>\n");
    }
    text + "</testsuites>\n"
}

fn test(text: &mut String, group: &DiagnosticGroup, place: &DiagnosticLocation, look: &ReportLook) {
    let diagnostic = &group.diagnostic;
    let position = place.range.map_or(String::new(), |(start, _)| format!(":{}:{}", start.line, start.column));
    let name = xml(&format!("{}{position}", look.path(place)));
    let (code, message) = (diagnostic.code.0, xml(&diagnostic.message));
    let help = diagnostic.help.iter().fold(String::new(), |text, help| text + "\n" + &xml(help));
    let _ = writeln!(text, "    <testcase classname=\"{code}\" name=\"{name}\" file=\"{}\">", xml(&look.path(place)));
    let _ = match diagnostic.severity {
        Severity::Error => {
            writeln!(text, "      <failure type=\"{code}\" message=\"{message}\">{name}: {message}{help}</failure>")
        }
        Severity::Warning | Severity::Note => {
            let severity = diagnostic.severity.name();
            writeln!(text, "      <system-out>{name}: {severity}: {message}{help}</system-out>")
        }
    };
    text.push_str("    </testcase>\n");
}

/// Escapes text for XML, without the characters that XML does not allow.
fn xml(text: &str) -> String {
    let text = printable::line(text);
    let allowed: String = text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    let mut escaped = String::with_capacity(allowed.len());
    let _ = html::escape_in_any_quotes(&allowed, &mut escaped);
    escaped
}
