//! The format for programs: one JSON object per group, one per line. The reference of `--format json` in the
//! documentation describes it.

use serde::Serialize;

use super::{DiagnosticGroup, DiagnosticLocation, LocatedFix, Report};
use crate::diagnostic::Certainty;
use crate::printable;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonDiagnostic<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: JsonPlace<'a>,
    label: &'a str,
    help: &'a [String],
    related: Vec<JsonRelated<'a>>,
    occurrences: Vec<JsonPlace<'a>>,
}

/// Lines and columns start at 1, and columns count characters. The end is the first character after the range. All four
/// are `null` for a whole file; the path is `null` too for the project as a whole.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonPlace<'a> {
    path: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<JsonFix<'a>>,
}

/// The text to replace is from `line` and `column` up to `endLine` and `endColumn`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonFix<'a> {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    replacement: &'a str,
    is_certain: bool,
}

#[derive(Serialize)]
struct JsonRelated<'a> {
    text: &'a str,
    #[serde(flatten)]
    place: JsonPlace<'a>,
}

/// Formats all groups.
pub(super) fn render(report: &Report) -> String {
    let lines = report.groups.iter().map(|group| serde_json::to_string(&line(group)));
    let lines = lines.map(|line| line.expect("a struct of texts and numbers is always JSON") + "\n");
    lines.map(|line| printable::json(&line).into_owned()).collect()
}

fn line(group: &DiagnosticGroup) -> JsonDiagnostic<'_> {
    let diagnostic = &group.diagnostic;
    let related = diagnostic.related.iter().zip(&group.related);
    JsonDiagnostic {
        code: diagnostic.code.0,
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        place: place(&group.occurrences[0]),
        label: &diagnostic.label,
        help: &diagnostic.help,
        related: related.map(|(related, located)| JsonRelated { text: &related.text, place: place(located) }).collect(),
        occurrences: group.occurrences.iter().map(place).collect(),
    }
}

fn place(located: &DiagnosticLocation) -> JsonPlace<'_> {
    let start = located.range.map(|(start, _)| start);
    let end = located.range.map(|(_, end)| end);
    JsonPlace {
        path: Some(located.path.as_str()).filter(|path| !path.is_empty()),
        line: start.map(|start| start.line),
        column: start.map(|start| start.column),
        end_line: end.map(|end| end.line),
        end_column: end.map(|end| end.column),
        fix: located.fix.as_ref().map(fix),
    }
}

fn fix(located: &LocatedFix) -> JsonFix<'_> {
    let LocatedFix { range: (start, end), fix } = located;
    JsonFix {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        replacement: &fix.replacement,
        is_certain: fix.certainty == Certainty::Certain,
    }
}
