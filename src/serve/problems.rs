//! Describes the problems of a project for the pages of the preview, in the same groups as the terminal shows.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::codes;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::load::CONFIG_FILE;
use crate::report::{DiagnosticGroup, DiagnosticLocation, Report};
use crate::source::Sources;

/// The maximum number of problems shown, which is more than anyone fixes before saving again.
const SHOWN: usize = 20;

/// The maximum length of a shown line, in characters. A file can be a single line of ten megabytes.
const LONGEST_LINE: usize = 240;

/// The maximum number of characters shown before the marked part.
const MAX_BEFORE: usize = 120;

/// The problems of a project.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PreviewProblems {
    /// The number of errors, counting each cause once.
    pub errors: usize,
    /// The number of warnings, counting each cause once.
    pub warnings: usize,
    /// The first problems, errors before warnings.
    pub shown: Vec<PreviewProblem>,
    /// A hash of the errors. A writer who dismissed these errors should see only different ones.
    pub digest: String,
}

/// One problem, which may occur at several places.
#[derive(Debug, Clone, Serialize)]
pub struct PreviewProblem {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// The code in kebab-case; may be empty.
    pub code: &'static str,
    /// What was found and what was expected.
    pub message: String,
    /// `path:line:column`, or the path alone for a whole file; may be empty.
    pub place: String,
    /// A link that opens the file in the writer's editor.
    pub href: Option<String>,
    /// The text of the line; may be empty.
    pub line: String,
    /// The marked part of the line: its start and end, in characters.
    pub marked: (usize, usize),
    /// The number of further places with the same problem.
    pub more: usize,
    /// Suggestions for a fix.
    pub help: Vec<String>,
}

/// A template for links that open the writer's editor, with `{path}`, `{line}` and `{column}`.
#[derive(Debug, Clone)]
pub struct Editor(pub String);

impl Editor {
    fn href(&self, root: &Path, located: &DiagnosticLocation) -> Option<String> {
        if located.path.as_str().is_empty() {
            return None;
        }
        let file = root.join(located.path.as_str());
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

    /// A single error without a place in a text.
    #[must_use]
    pub fn failure(message: String, help: String) -> Self {
        let digest = blake3::hash(message.as_bytes()).to_hex()[..16].to_owned();
        Self { errors: 1, warnings: 0, shown: vec![PreviewProblem::plain(message, vec![help])], digest }
    }
}

impl PreviewProblem {
    /// Creates an error without a place in a text.
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

/// The part of a line around `start..end`, and the position of the range in that part. All are counted in characters.
fn excerpt(line: &str, start: usize, end: usize) -> (String, (usize, usize)) {
    let from = start.saturating_sub(MAX_BEFORE);
    let text: String = line.chars().skip(from).take(LONGEST_LINE).collect();
    let length = text.chars().count();
    (text, ((start - from).min(length), end.saturating_sub(from).min(length)))
}

/// Whether a problem affects the whole site: an error in the configuration, or a template that cannot be parsed. Errors
/// in an article affect only that article.
#[must_use]
pub fn affects_the_site(diagnostic: &Diagnostic, sources: &Sources) -> bool {
    let code = diagnostic.code;
    // The same codes are used for other files, which readers never see.
    if let Place::Span(span) = &diagnostic.place
        && code.0.starts_with("config/")
        && sources[span.source].path.as_str() != CONFIG_FILE
    {
        return false;
    }
    diagnostic.severity == Severity::Error && (code == codes::THEME_TEMPLATE || code.0.starts_with("config/"))
}
