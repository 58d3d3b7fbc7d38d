//! SARIF 2.1.0, the format of code scanning services: one run with one result per place. Source: the OASIS standard
//! "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".

use serde_json::{Map, Value as Json, json};

use super::fingerprint::Fingerprints;
use super::{DiagnosticGroup, DiagnosticLocation, LocatedFix, Report, ReportLook};
use crate::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::path;
use crate::printable;

/// Formats all places.
pub(super) fn render(report: &Report, look: &ReportLook) -> String {
    let used = report.codes();
    let rules: Vec<&(codes::Code, Severity, &str)> =
        codes::ALL.iter().filter(|(code, ..)| used.contains(code)).collect();
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Json> = report
        .occurrences()
        .map(|(group, place)| {
            let rule = rules.iter().position(|(code, ..)| *code == group.diagnostic.code);
            result(group, place, rule, &fingerprints.next(group, place), look)
        })
        .collect();
    let rules: Vec<Json> = rules
        .iter()
        .map(|(code, severity, summary)| {
            json!({
                "id": code.0,
                "shortDescription": { "text": summary },
                "defaultConfiguration": { "level": level(*severity) },
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "answerbook", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "%SRCROOT%": { "description": { "text": "The folder where the command was run" } } },
            "results": results,
        }],
    }));
    printable::json(&text.expect("a JSON value is always JSON")).into_owned() + "\n"
}

fn result(
    group: &DiagnosticGroup,
    place: &DiagnosticLocation,
    rule: Option<usize>,
    fingerprint: &str,
    look: &ReportLook,
) -> Json {
    let diagnostic = &group.diagnostic;
    let help = diagnostic.help.iter().map(|help| format!("\n{help}"));
    let message: String = std::iter::once(diagnostic.message.clone()).chain(help).collect();
    let mut result = Map::new();
    result.insert("ruleId".into(), diagnostic.code.0.into());
    if let Some(rule) = rule {
        result.insert("ruleIndex".into(), rule.into());
    }
    result.insert("level".into(), level(diagnostic.severity).into());
    result.insert("message".into(), json!({ "text": message }));
    result.insert("locations".into(), json!([location(place, look)]));
    let related = diagnostic.related.iter().zip(&group.related);
    let related: Vec<Json> = related
        .filter(|(_, place)| !place.path.as_str().is_empty())
        .map(|(related, place)| {
            let mut location = location(place, look);
            location["message"] = json!({ "text": related.text });
            location
        })
        .collect();
    if !related.is_empty() {
        result.insert("relatedLocations".into(), related.into());
    }
    if let Some(located) = &place.fix {
        result.insert("fixes".into(), json!([fix(located, diagnostic, place, look)]));
    }
    result.insert("partialFingerprints".into(), json!({ "answerbook/v1": fingerprint }));
    Json::Object(result)
}

fn location(place: &DiagnosticLocation, look: &ReportLook) -> Json {
    let uri = path::encode(&look.path(place));
    let mut physical = json!({ "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" } });
    if let Some((start, end)) = place.range {
        physical["region"] = json!({
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        });
    }
    json!({ "physicalLocation": physical })
}

fn fix(located: &LocatedFix, diagnostic: &Diagnostic, place: &DiagnosticLocation, look: &ReportLook) -> Json {
    let LocatedFix { range: (start, end), fix } = located;
    let text = diagnostic.help.first().map_or("Replace the text", String::as_str);
    json!({
        "description": { "text": text },
        "artifactChanges": [{
            "artifactLocation": { "uri": path::encode(&look.path(place)), "uriBaseId": "%SRCROOT%" },
            "replacements": [{
                "deletedRegion": {
                    "startLine": start.line,
                    "startColumn": start.column,
                    "endLine": end.line,
                    "endColumn": end.column,
                },
                "insertedContent": { "text": fix.replacement },
            }],
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
