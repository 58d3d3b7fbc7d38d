//! The problems that a help center had when it began to check, so that only new ones are reported.
//!
//! A baseline is a JSON file with one line per problem, to be committed. A problem is recognized by its code, its file
//! and its message, not by its line, since other edits move lines. It counts how often the problem occurs in the file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{DiagnosticLocation, Report};
use crate::diagnostic::Diagnostic;

/// The version of the file format.
const FORMAT: u32 = 1;

/// What makes two problems the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct KnownProblem {
    /// From the project folder; empty for the project as a whole.
    path: String,
    code: String,
    message: String,
}

/// Known problems, each with the number of its places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    problems: BTreeMap<KnownProblem, usize>,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct BaselineLine {
    #[serde(flatten)]
    problem: KnownProblem,
    count: usize,
}

/// The file.
#[derive(Deserialize)]
struct BaselineFile {
    version: u32,
    problems: Vec<BaselineLine>,
}

impl Baseline {
    /// The problems of a report.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut baseline = Self::default();
        for group in &report.groups {
            for place in &group.occurrences {
                *baseline.problems.entry(problem(&group.diagnostic, place)).or_default() += 1;
            }
        }
        baseline
    }

    /// Parses the file.
    ///
    /// # Errors
    /// A sentence with line and column if the text is not a baseline.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != FORMAT {
            return Err(format!("its format is version {}, and this program reads version {FORMAT}", file.version));
        }
        let mut baseline = Self::default();
        for line in file.problems {
            *baseline.problems.entry(line.problem).or_default() += line.count;
        }
        Ok(baseline)
    }

    /// The number of places.
    #[must_use]
    pub fn places(&self) -> usize {
        self.problems.values().sum()
    }

    /// Starts to compare a report with this baseline.
    pub(super) fn compare(&self) -> BaselineComparison {
        BaselineComparison { left: self.problems.clone(), known: 0 }
    }
}

/// Prints the file: JSON with one problem per line, sorted, so that two branches merge without conflicts.
impl std::fmt::Display for Baseline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut lines = String::new();
        for (problem, &count) in &self.problems {
            let line = BaselineLine { problem: problem.clone(), count };
            let line = serde_json::to_string(&line).expect("a struct of texts and a number is always JSON");
            let separator = if lines.is_empty() { "" } else { "," };
            write!(lines, "{separator}\n{line}")?;
        }
        writeln!(f, "{{\"version\": {FORMAT}, \"problems\": [{lines}\n]}}")
    }
}

/// The known problems that a report has not contained yet.
pub(super) struct BaselineComparison {
    left: BTreeMap<KnownProblem, usize>,
    /// The number of places that the baseline contains.
    pub known: usize,
}

impl BaselineComparison {
    /// Whether the baseline contains this place. If it contains fewer places than there are, the last ones are new.
    pub fn takes(&mut self, diagnostic: &Diagnostic, place: &DiagnosticLocation) -> bool {
        let Some(left) = self.left.get_mut(&problem(diagnostic, place)).filter(|left| **left > 0) else { return false };
        *left -= 1;
        self.known += 1;
        true
    }

    /// The number of places that no longer occur.
    pub fn fixed(&self) -> usize {
        self.left.values().sum()
    }
}

fn problem(diagnostic: &Diagnostic, place: &DiagnosticLocation) -> KnownProblem {
    KnownProblem {
        path: place.path.as_str().to_owned(),
        code: diagnostic.code.0.to_owned(),
        message: diagnostic.message.clone(),
    }
}
