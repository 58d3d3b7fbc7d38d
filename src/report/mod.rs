//! Formats diagnostics for people, editors, services and programs.
//!
//! [`collect`] drops what comments allow (`allow`), applies the [`ReportRules`], sorts, removes duplicates, and puts
//! diagnostics with the same cause into one [`DiagnosticGroup`]. [`render`] formats the groups. Nothing is printed
//! here; [`crate::cli`] does that.

mod allow;
mod baseline;
mod fingerprint;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod locate;
mod rules;
mod sarif;
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
pub use baseline::Baseline;
pub use github::job_summary;
use locate::Positions;
pub use locate::{DiagnosticLocation, LocatedFix};
pub use rules::{ConfiguredSeverities, DiagnosticSelector, ReportRules, SeverityByCode, path_matcher};

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
    /// How many places are left out because the baseline contains them.
    pub known: usize,
    /// How many places of the baseline no longer occur.
    pub fixed: usize,
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
    /// Annotations for GitHub Actions.
    Github,
    /// A Code Quality report for GitLab.
    Gitlab,
    /// SARIF 2.1.0.
    Sarif,
    /// A report in `JUnit` format.
    Junit,
}

/// The look of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLook {
    /// The format.
    pub format: ReportFormat,
    /// Whether to use ANSI colors.
    pub color: bool,
    /// Columns of the terminal. Long source lines are cut to this width.
    pub width: usize,
    /// The project folder, as seen from the folder where the command was run, with a slash at the end unless it is
    /// empty. Services expect paths from the root of the repository.
    pub prefix: String,
}

impl ReportLook {
    /// The path of a place for services, which need one even for the project as a whole.
    fn path(&self, place: &DiagnosticLocation) -> String {
        let path = if place.path.as_str().is_empty() { "answerbook.toml" } else { place.path.as_str() };
        format!("{}{path}", self.prefix)
    }
}

/// Drops what comments in the sources allow, and reports comments that allow nothing. Then does the same as
/// [`collect_some`].
#[must_use]
pub fn collect(diagnostics: Vec<Diagnostic>, sources: &Sources, rules: &ReportRules) -> Report {
    collect_some(allow::apply(diagnostics, sources), sources, rules)
}

/// Applies the rules, sorts the diagnostics, removes duplicates, and groups the rest by cause.
#[must_use]
pub fn collect_some(diagnostics: Vec<Diagnostic>, sources: &Sources, rules: &ReportRules) -> Report {
    let diagnostics = left_over::without_repeated(diagnostics);
    let positions = Positions::of(&diagnostics, sources);
    let mut located: Vec<(DiagnosticLocation, Diagnostic)> = diagnostics
        .into_iter()
        .filter_map(|mut diagnostic| {
            let place = positions.locate_with_fix(&diagnostic);
            diagnostic.severity = rules.severity(&diagnostic, &place)?;
            Some((place, diagnostic))
        })
        .collect();
    let cause = |diagnostic: &Diagnostic| (diagnostic.code, diagnostic.severity);
    located.sort_by(|(a, one), (b, other)| {
        a.cmp(b).then_with(|| cause(one).cmp(&cause(other))).then_with(|| one.message.cmp(&other.message))
    });
    // A snippet that several articles use causes duplicates.
    located.dedup_by(|(a, one), (b, other)| {
        let is_same = a.place == b.place && cause(one) == cause(other) && one.message == other.message;
        // A snippet needs other links in other folders, so none of them is a fix.
        b.fix.take_if(|fix| is_same && a.fix.as_ref() != Some(fix));
        is_same
    });
    let (mut known, mut fixed) = (0, 0);
    if let Some(baseline) = rules.baseline {
        let mut comparison = baseline.compare();
        located.retain(|(place, diagnostic)| !comparison.takes(diagnostic, place));
        (known, fixed) = (comparison.known, comparison.fixed());
    }
    located.retain(|(place, diagnostic)| rules.selects(diagnostic, place));
    let groups = group(located, &positions);
    let count = |severity| groups.iter().filter(|group| group.diagnostic.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    Report { groups, errors, warnings, notes, known, fixed }
}

fn group(located: Vec<(DiagnosticLocation, Diagnostic)>, positions: &Positions) -> Vec<DiagnosticGroup> {
    let causes = causes(located.iter().map(|(_, diagnostic)| diagnostic));
    let mut groups: Vec<DiagnosticGroup> = Vec::new();
    for ((place, diagnostic), cause) in located.into_iter().zip(causes) {
        if let Some(group) = groups.get_mut(cause) {
            group.occurrences.push(place);
        } else {
            let related = diagnostic.related.iter().map(|related| positions.locate(&related.place)).collect();
            groups.push(DiagnosticGroup { diagnostic, occurrences: vec![place], related });
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

    /// All places with their groups, sorted by place.
    pub fn occurrences(&self) -> impl Iterator<Item = (&DiagnosticGroup, &DiagnosticLocation)> {
        let places = self.groups.iter().flat_map(|group| group.occurrences.iter().map(move |place| (group, place)));
        let mut places: Vec<_> = places.collect();
        places.sort_by_key(|(_, place)| *place);
        places.into_iter()
    }

    /// The number of places of each code, the most serious and most frequent first.
    #[must_use]
    pub fn totals(&self) -> Vec<(Severity, Code, usize)> {
        let mut counts: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
        for group in &self.groups {
            *counts.entry((group.diagnostic.severity, group.diagnostic.code)).or_default() += group.occurrences.len();
        }
        let mut totals: Vec<_> = counts.into_iter().map(|((severity, code), count)| (severity, code, count)).collect();
        totals.sort_by_key(|&(severity, code, count)| (severity, std::cmp::Reverse(count), code));
        totals
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
pub fn render(report: &Report, sources: &Sources, look: &ReportLook) -> String {
    match look.format {
        ReportFormat::Full => full::render(report, sources, look),
        ReportFormat::Short => short::render(report, look.color),
        ReportFormat::Json => json::render(report),
        ReportFormat::Github => github::render(report, look),
        ReportFormat::Gitlab => gitlab::render(report, look),
        ReportFormat::Sarif => sarif::render(report, look),
        ReportFormat::Junit => junit::render(report, look),
    }
}
