//! What decides which diagnostics a report contains and how serious they are: the severities of the configuration, the
//! baseline, and what the user asked for on the command line.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobMatcher};

use super::{Baseline, DiagnosticLocation};
use crate::codes;
use crate::diagnostic::{Diagnostic, Severity};
use crate::path::ProjectPath;
use crate::suggest;

/// Severities by code; `None` drops a code.
pub type SeverityByCode = BTreeMap<String, Option<Severity>>;

/// The configured severities. Codes that are not listed keep their usual severity.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ConfiguredSeverities {
    /// For the whole project.
    pub by_code: SeverityByCode,
    /// For the files that match a pattern. They win over `by_code`, and later patterns win over earlier ones.
    pub by_path: Vec<(String, SeverityByCode)>,
}

/// What decides about the diagnostics of a report.
#[derive(Debug, Default)]
pub struct ReportRules<'a> {
    severities: Option<&'a ConfiguredSeverities>,
    patterns: Vec<(GlobMatcher, &'a SeverityByCode)>,
    /// Turns warnings into errors.
    pub deny_warnings: bool,
    /// Known problems, which are left out.
    pub baseline: Option<&'a Baseline>,
    /// If it is not empty, only diagnostics that match one of these are reported.
    pub only: &'a [DiagnosticSelector],
    /// Diagnostics that match one of these are left out.
    pub skip: &'a [DiagnosticSelector],
    /// If set, only diagnostics in these files are reported.
    pub files: Option<&'a BTreeSet<ProjectPath>>,
}

impl<'a> ReportRules<'a> {
    /// The rules of the configuration alone.
    #[must_use]
    pub fn new(severities: &'a ConfiguredSeverities, deny_warnings: bool) -> Self {
        let patterns =
            severities.by_path.iter().filter_map(|(pattern, by_code)| Some((path_matcher(pattern)?, by_code)));
        Self { severities: Some(severities), patterns: patterns.collect(), deny_warnings, ..Self::default() }
    }

    /// The severity of a diagnostic; `None` if the configuration switched it off.
    pub(super) fn severity(&self, diagnostic: &Diagnostic, place: &DiagnosticLocation) -> Option<Severity> {
        let code = diagnostic.code.0;
        let matching = self.patterns.iter().rev().filter(|(pattern, _)| pattern.is_match(place.path.as_str()));
        let configured = matching
            .filter_map(|(_, by_code)| by_code.get(code))
            .chain(self.severities.and_then(|severities| severities.by_code.get(code)))
            .next();
        let usual = Some(diagnostic.severity).filter(|_| !codes::OFF.contains(&diagnostic.code));
        match configured.copied().unwrap_or(usual)? {
            Severity::Warning if self.deny_warnings => Some(Severity::Error),
            severity => Some(severity),
        }
    }

    /// Whether the user asked for this diagnostic.
    pub(super) fn selects(&self, diagnostic: &Diagnostic, place: &DiagnosticLocation) -> bool {
        let matches = |selector: &DiagnosticSelector| selector.matches(diagnostic);
        (self.only.is_empty() || self.only.iter().any(matches))
            && !self.skip.iter().any(matches)
            && self.files.is_none_or(|files| files.contains(&place.path))
    }
}

/// Matches paths from the project folder; `None` for a pattern that is not valid, which the configuration reports.
#[must_use]
pub fn path_matcher(pattern: &str) -> Option<GlobMatcher> {
    // `old/` and `old` mean everything in the folder, as in `.gitignore`.
    let pattern = pattern.trim_end_matches('/');
    let pattern =
        if pattern.contains(['*', '?', '[', '{', '.']) { pattern.to_owned() } else { format!("{pattern}/**") };
    Some(GlobBuilder::new(&pattern).literal_separator(true).build().ok()?.compile_matcher())
}

/// Selects diagnostics by code, by group or by severity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiagnosticSelector {
    /// A code, such as `link/missing-page`.
    Code(&'static str),
    /// The part of a code before the slash, such as `link`.
    Group(&'static str),
    /// A severity, after the configuration and `--deny-warnings` were applied.
    Severity(Severity),
}

impl DiagnosticSelector {
    /// Parses a selector.
    ///
    /// # Errors
    /// A sentence if the text is not a code, group or severity.
    pub fn parse(text: &str) -> Result<Self, String> {
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        if let Some(severity) = severities.into_iter().find(|severity| severity.name() == text) {
            return Ok(Self::Severity(severity));
        }
        let codes = || codes::ALL.iter().map(|(code, ..)| code.0);
        let groups = || codes().filter_map(|code| Some(code.split_once('/')?.0));
        if let Some(code) = codes().find(|code| *code == text) {
            return Ok(Self::Code(code));
        }
        if let Some(group) = groups().find(|group| *group == text) {
            return Ok(Self::Group(group));
        }
        let names = codes().chain(groups()).chain(severities.map(Severity::name));
        let help = suggest::nearest(text, names).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
        Err(format!("expected a code, the group of a code, or `error`, `warning` or `note`{help}"))
    }

    fn matches(&self, diagnostic: &Diagnostic) -> bool {
        match self {
            Self::Code(code) => diagnostic.code.0 == *code,
            Self::Group(group) => diagnostic.code.0.split('/').next() == Some(group),
            Self::Severity(severity) => diagnostic.severity == *severity,
        }
    }
}
