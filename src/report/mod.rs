//! Diagnostics → text for people, editors and machines.
//!
//! [`collect`] applies the configured severities, sorts, removes doubles and gathers what has one cause into one
//! [`DiagnosticGroup`]; [`render`] prints the groups in one of three formats. Where the text goes is the business of
//! [`crate::cli`].

mod full;
mod json;
mod locate;
mod short;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Sources;

/// The colours that everything printed shares.
pub use annotate_snippets::renderer as style;
pub use locate::DiagnosticLocation;
use locate::Positions;

/// Everything there is to say about a build.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One for each cause, by the first place where it shows.
    pub groups: Vec<DiagnosticGroup>,
    /// How many groups are errors.
    pub errors: usize,
    /// How many groups are warnings.
    pub warnings: usize,
    /// How many groups are notes.
    pub notes: usize,
}

/// Diagnostics with the same code and message: one cause, seen at one place or at many.
#[derive(Debug, Clone)]
pub struct DiagnosticGroup {
    /// The first one, which speaks for all; its severity is the one that counts.
    pub diagnostic: Diagnostic,
    /// Every place, the first one's first.
    pub occurrences: Vec<DiagnosticLocation>,
    /// The places of the first one's `related`, in their order.
    pub related: Vec<DiagnosticLocation>,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportFormat {
    /// With the line of the text, the place underlined, and ways out.
    #[default]
    Full,
    /// One line a place, as editors read it: `path:line:column: severity[code] message`.
    Short,
    /// One JSON object a group, one a line.
    Json,
}

/// The look of a printed report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportLook {
    /// The format.
    pub format: ReportFormat,
    /// Whether ANSI colours are used.
    pub color: bool,
    /// Columns of the terminal; long source lines are cut to it.
    pub width: usize,
}

/// Applies the severities of the configuration (`None` drops a code; codes that are not named keep theirs), makes
/// errors of warnings where `deny_warnings`, and groups what remains, sorted by path, position and code.
#[must_use]
pub fn collect(
    diagnostics: Vec<Diagnostic>,
    sources: &Sources,
    severities: &BTreeMap<String, Option<Severity>>,
    deny_warnings: bool,
) -> Report {
    let diagnostics: Vec<Diagnostic> = diagnostics
        .into_iter()
        .filter_map(|mut diagnostic| {
            diagnostic.severity = match severities.get(diagnostic.code.0) {
                Some(severity) => (*severity)?,
                None => diagnostic.severity,
            };
            if deny_warnings && diagnostic.severity == Severity::Warning {
                diagnostic.severity = Severity::Error;
            }
            Some(diagnostic)
        })
        .collect();
    let groups = group(diagnostics, sources);
    let count = |severity| groups.iter().filter(|group| group.diagnostic.severity == severity).count();
    Report { errors: count(Severity::Error), warnings: count(Severity::Warning), notes: count(Severity::Note), groups }
}

fn group(diagnostics: Vec<Diagnostic>, sources: &Sources) -> Vec<DiagnosticGroup> {
    let positions = Positions::of(&diagnostics, sources);
    let mut located: Vec<(DiagnosticLocation, Diagnostic)> =
        diagnostics.into_iter().map(|diagnostic| (positions.locate(&diagnostic.place), diagnostic)).collect();
    located.sort_by(|(a, one), (b, other)| {
        let key = |diagnostic: &Diagnostic| (diagnostic.code, diagnostic.severity);
        a.cmp(b).then_with(|| key(one).cmp(&key(other))).then_with(|| one.message.cmp(&other.message))
    });
    let mut index: BTreeMap<(Code, Severity, String), usize> = BTreeMap::new();
    let mut groups: Vec<DiagnosticGroup> = Vec::new();
    for (place, diagnostic) in located {
        let cause = (diagnostic.code, diagnostic.severity, diagnostic.message.clone());
        let known = *index.entry(cause).or_insert(groups.len());
        match groups.get_mut(known) {
            // Doubles come from a snippet that several articles use; sorted, they stand side by side.
            Some(group) if group.occurrences.last() == Some(&place) => {}
            Some(group) => group.occurrences.push(place),
            None => {
                let related = diagnostic.related.iter().map(|related| positions.locate(&related.place)).collect();
                groups.push(DiagnosticGroup { diagnostic, occurrences: vec![place], related });
            }
        }
    }
    groups
}

impl Report {
    /// Number of places that the groups point at.
    #[must_use]
    pub fn places(&self) -> usize {
        self.groups.iter().map(|group| group.occurrences.len()).sum()
    }

    /// The counts in words, such as `3 errors, 1 warning`; empty if there is nothing to report.
    #[must_use]
    pub fn summary(&self) -> String {
        let counts = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let parts: Vec<String> =
            counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(count, noun)).collect();
        let places = self.places();
        match parts.join(", ") {
            summary if places > self.groups.len() => format!("{summary} in {places} places"),
            summary => summary,
        }
    }

    /// The codes that the report mentions.
    #[must_use]
    pub fn codes(&self) -> BTreeSet<Code> {
        self.groups.iter().map(|group| group.diagnostic.code).collect()
    }
}

/// A number with its noun: `1 error`, `2 errors`.
#[must_use]
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Prints a report. Every line ends with a newline; a report with nothing to say is empty.
#[must_use]
pub fn render(report: &Report, sources: &Sources, look: ReportLook) -> String {
    match look.format {
        ReportFormat::Full => full::render(report, sources, look),
        ReportFormat::Short => short::render(report, look.color),
        ReportFormat::Json => json::render(report),
    }
}
