//! What is wrong with a project, as the pages of the preview are told it: the same groups that the terminal shows.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::codes;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::report::{DiagnosticGroup, DiagnosticLocation, Report};
use crate::source::Sources;

/// As many causes as anyone mends before saving again.
const SHOWN: usize = 20;

/// Characters of a line that are shown; a file may be one line of ten megabytes.
const LONGEST_LINE: usize = 240;

/// Characters that are shown before the place that is meant.
const MAX_BEFORE: usize = 120;

/// The state of a project in the eyes of its writer.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PreviewProblems {
    /// Number of causes that are errors.
    pub errors: usize,
    /// Number of causes that are warnings.
    pub warnings: usize,
    /// The first ones, errors before warnings.
    pub shown: Vec<PreviewProblem>,
    /// Names this set of errors: a reader who closed them wants to see others, not the same ones again.
    pub digest: String,
}

/// One cause.
#[derive(Debug, Clone, Serialize)]
pub struct PreviewProblem {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// The kebab-case code.
    pub code: &'static str,
    /// What was found and what was expected.
    pub message: String,
    /// `path:line:column`, the path alone for a whole file; may be empty.
    pub place: String,
    /// A link that opens the file in the writer's editor.
    pub href: Option<String>,
    /// The line of the text; may be empty.
    pub line: String,
    /// The part of the line that is meant, in characters: start and end.
    pub marked: (usize, usize),
    /// How many more places show the same.
    pub more: usize,
    /// Ways out.
    pub help: Vec<String>,
}

/// How links into the writer's editor are made: an address with `{path}`, `{line}` and `{column}`.
#[derive(Debug, Clone)]
pub struct Editor(pub String);

impl Editor {
    fn href(&self, root: &Path, located: &DiagnosticLocation) -> Option<String> {
        if located.path.is_empty() {
            return None;
        }
        let file = root.join(&located.path);
        let start = located.range.map_or((1, 1), |(start, _)| (start.line, start.column));
        let path = crate::path::encode(&file.to_string_lossy().replace('\\', "/"));
        let numbers = [("{line}", start.0), ("{column}", start.1)];
        let href = numbers.iter().fold(self.0.clone(), |href, (name, number)| href.replace(name, &number.to_string()));
        Some(href.replace("{path}", &path))
    }
}

impl PreviewProblems {
    /// The problems of a report.
    #[must_use]
    pub fn new(report: &Report, sources: &Sources, root: &Path, editor: &Editor) -> Self {
        let of = |severity| report.groups.iter().filter(move |group| group.diagnostic.severity == severity);
        let shown = of(Severity::Error).chain(of(Severity::Warning)).take(SHOWN);
        let shown: Vec<PreviewProblem> = shown.map(|group| problem(group, sources, root, editor)).collect();
        let mut errors = String::new();
        for group in of(Severity::Error) {
            let _ =
                writeln!(errors, "{}{}{}", group.diagnostic.code.0, group.diagnostic.message, group.occurrences.len());
        }
        let digest = blake3::hash(errors.as_bytes()).to_hex()[..16].to_owned();
        Self { errors: report.errors, warnings: report.warnings, shown, digest }
    }

    /// One error that has no place in a text.
    #[must_use]
    pub fn failure(message: String, help: String) -> Self {
        let digest = blake3::hash(message.as_bytes()).to_hex()[..16].to_owned();
        Self { errors: 1, warnings: 0, shown: vec![PreviewProblem::plain(message, vec![help])], digest }
    }
}

impl PreviewProblem {
    /// An error that has no place in a text.
    #[must_use]
    pub fn plain(message: String, help: Vec<String>) -> Self {
        Self {
            severity: Severity::Error.name(),
            code: "",
            message,
            place: String::new(),
            href: None,
            line: String::new(),
            marked: (0, 0),
            more: 0,
            help,
        }
    }
}

fn problem(group: &DiagnosticGroup, sources: &Sources, root: &Path, editor: &Editor) -> PreviewProblem {
    let diagnostic = &group.diagnostic;
    let located = &group.occurrences[0];
    let (line, marked) = match (&located.place, located.range) {
        (Place::Span(span), Some((start, end))) => {
            let line = sources[span.source].text.lines().nth(start.line - 1).unwrap_or_default();
            let last = if end.line == start.line { end.column } else { line.chars().count() + 1 };
            excerpt(line, start.column - 1, last.saturating_sub(1))
        }
        _ => (String::new(), (0, 0)),
    };
    PreviewProblem {
        severity: diagnostic.severity.name(),
        code: diagnostic.code.0,
        message: diagnostic.message.clone(),
        place: located.to_string(),
        href: editor.href(root, located),
        line,
        marked,
        more: group.occurrences.len() - 1,
        help: diagnostic.help.clone(),
    }
}

/// The part of a line around `start..end`, both counted in characters, and where they are in it.
fn excerpt(line: &str, start: usize, end: usize) -> (String, (usize, usize)) {
    let from = start.saturating_sub(MAX_BEFORE);
    let text: String = line.chars().skip(from).take(LONGEST_LINE).collect();
    let length = text.chars().count();
    (text, ((start - from).min(length), end.saturating_sub(from).min(length)))
}

/// Whether a site cannot be trusted that has this problem: its configuration was not understood, or its templates cannot
/// be read. What is wrong in an article concerns that article.
#[must_use]
pub fn spoils_the_site(diagnostic: &Diagnostic) -> bool {
    let code = diagnostic.code;
    diagnostic.severity == Severity::Error && (code == codes::THEME_TEMPLATE || code.0.starts_with("config/"))
}
