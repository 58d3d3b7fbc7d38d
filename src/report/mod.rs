//! Formats diagnostics for people, editors and programs.
//!
//! [`collect`] drops what comments allow (`allow`), applies the configured severities, sorts, removes duplicates, and puts diagnostics with the same cause
//! into one [`DiagnosticGroup`]. [`render`] formats the groups. Nothing is printed here; [`crate::cli`] does that.

mod allow;
mod full;
mod json;
mod locate;
mod short;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::left_over;
use crate::source::Sources;

/// The colors that all printed text shares.
pub use annotate_snippets::renderer as style;
pub use locate::DiagnosticLocation;
use locate::Positions;

/// All diagnostics of a build, grouped and counted.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One group per cause, in the order of their first places.
    pub groups: Vec<DiagnosticGroup>,
    /// How many groups are errors.
    pub errors: usize,
    /// How many groups are warnings.
    pub warnings: usize,
    /// How many groups are notes.
    pub notes: usize,
}

/// Diagnostics with the same code and message: one cause at one or more places.
#[derive(Debug, Clone)]
pub struct DiagnosticGroup {
    /// The first diagnostic, which represents the group. Its severity has been configured.
    pub diagnostic: Diagnostic,
    /// All places, starting with the one of `diagnostic`.
    pub occurrences: Vec<DiagnosticLocation>,
    /// The related places of `diagnostic`, in their order.
    pub related: Vec<DiagnosticLocation>,
}

/// How a report is formatted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportFormat {
    /// With the line of the text, the place underlined, and suggestions.
    #[default]
    Full,
    /// One line per place, for editors: `path:line:column: severity[code] message`.
    Short,
    /// One JSON object per group, one per line.
    Json,
}

/// The look of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportLook {
    /// The format.
    pub format: ReportFormat,
    /// Whether to use ANSI colors.
    pub color: bool,
    /// Columns of the terminal. Long source lines are cut to this width.
    pub width: usize,
}

/// Drops what comments in the sources allow, and reports comments that allow nothing. Then does the same as
/// [`collect_some`].
#[must_use]
pub fn collect(
    diagnostics: Vec<Diagnostic>,
    sources: &Sources,
    severities: &BTreeMap<String, Option<Severity>>,
    deny_warnings: bool,
) -> Report {
    collect_some(allow::apply(diagnostics, sources), sources, severities, deny_warnings)
}

/// Applies the configured severities (`None` drops a code; other codes keep their usual severity), turns warnings into
/// errors if `deny_warnings`, and groups the rest, sorted by path, position and code.
#[must_use]
pub fn collect_some(
    diagnostics: Vec<Diagnostic>,
    sources: &Sources,
    severities: &BTreeMap<String, Option<Severity>>,
    deny_warnings: bool,
) -> Report {
    let diagnostics: Vec<Diagnostic> = left_over::without_repeated(diagnostics)
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
    let causes = causes(located.iter().map(|(_, diagnostic)| diagnostic));
    let mut groups: Vec<DiagnosticGroup> = Vec::new();
    for ((place, diagnostic), cause) in located.into_iter().zip(causes) {
        match groups.get_mut(cause) {
            // A snippet that several articles use causes duplicates, which are next to each other after sorting.
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

/// The number of each diagnostic's cause, in the order in which the causes come.
fn causes<'d>(diagnostics: impl Iterator<Item = &'d Diagnostic>) -> Vec<usize> {
    let mut numbers: HashMap<(Code, Severity, &str), usize> = HashMap::default();
    let cause = |diagnostic: &'d Diagnostic| {
        let next = numbers.len();
        *numbers.entry((diagnostic.code, diagnostic.severity, &diagnostic.message)).or_insert(next)
    };
    diagnostics.map(cause).collect()
}

impl Report {
    /// Number of places in all groups.
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

    /// The codes in the report.
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

/// Formats a report. Every line ends with a newline; an empty report is an empty text.
#[must_use]
pub fn render(report: &Report, sources: &Sources, look: ReportLook) -> String {
    match look.format {
        ReportFormat::Full => full::render(report, sources, look),
        ReportFormat::Short => short::render(report, look.color),
        ReportFormat::Json => json::render(report),
    }
}
