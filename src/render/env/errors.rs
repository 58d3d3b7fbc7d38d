//! Turns minijinja's errors into diagnostics that point into the site's own templates.
//!
//! The engine reports a chain of errors: "could not render include" in the outer template, then the cause in the inner
//! one. The diagnostic uses the message of the cause. It points to the cause if that is in one of the site's templates,
//! otherwise to the nearest outer template of the site. Writers cannot fix the default theme's files.

use std::collections::BTreeSet;
use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;

use minijinja::{Environment, Error, ErrorKind};

use super::limits::excess;
use crate::codes;
use crate::diagnostic::{Diagnostic, Place};
use crate::source::Span;
use crate::suggest::nearest;
use crate::theme::{ORIGINAL_PREFIX, Theme};

/// Help in an error of one of our own template functions.
#[derive(Debug)]
pub(super) struct ErrorHint(pub(super) String);

impl fmt::Display for ErrorHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for ErrorHint {}

/// minijinja's filters, for suggestions. The engine does not list them.
const FILTERS: [&str; 47] = [
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "tojson",
    "trim",
    "unique",
    "upper",
];

/// minijinja's tests, for suggestions.
const TESTS: [&str; 12] = [
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "even",
    "in",
    "iterable",
    "none",
    "number",
    "odd",
    "startingwith",
    "undefined",
];

/// The functions that all templates can use.
const FUNCTIONS: [&str; 11] =
    ["caller", "debug", "dict", "icon", "loop", "namespace", "plurals", "range", "shared", "super", "t"];

/// Compiles every template and reports those with syntax errors.
#[must_use]
pub fn check_templates(env: &Environment<'_>, theme: &Theme) -> Vec<Diagnostic> {
    let error = |name| env.get_template(name).err().map(|error| template_error(&error, theme));
    theme.template_names().filter_map(|name| too_complex(name, theme).or_else(|| error(name))).collect()
}

/// The diagnostic for a template that is too complex to compile.
fn too_complex(name: &str, theme: &Theme) -> Option<Diagnostic> {
    let file = theme.template(name)?;
    let range = excess(&file.text())?;
    let message = format!("the template `{name}` is too complex");
    let help = "split the longest expression: `{% set part = … %}`";
    Some(Diagnostic::at(codes::THEME_TEMPLATE, message, Span::new(file.source?, range)).help(help))
}

/// The diagnostic for an error in a template.
#[must_use]
pub fn template_error(error: &Error, theme: &Theme) -> Diagnostic {
    let chain = chain(error);
    let cause = chain.iter().rfind(|error| error.name().is_some()).copied().unwrap_or(error);
    let own = chain.iter().rev().find_map(|error| Some((*error, span(error, theme)?)));
    let mut message = message(cause);
    let is_cause = own.as_ref().is_some_and(|(error, _)| std::ptr::eq(*error, cause));
    if let (false, Some(name)) = (is_cause, cause.name()) {
        let name = name.trim_start_matches(ORIGINAL_PREFIX);
        message = format!("{message} (line {} of the default theme's `{name}`)", cause.line().unwrap_or(1));
    }
    let place = own.map_or(Place::Project, |(_, span)| Place::Span(span));
    let diagnostic = Diagnostic::new(codes::THEME_TEMPLATE, message, place);
    match hint(error) {
        Some(hint) => diagnostic.help(hint),
        None => match suggestion(cause, theme) {
            Some(name) => diagnostic.did_you_mean(Some(name)),
            None => diagnostic.help("fix the template, or delete it to use the theme's own"),
        },
    }
}

/// The chain of errors, from the outermost to the cause.
fn chain(error: &Error) -> Vec<&Error> {
    let mut chain = vec![error];
    let mut next = error.source();
    while let Some(source) = next {
        chain.extend(source.downcast_ref::<Error>());
        next = source.source();
    }
    chain
}

/// The help that one of our own functions gave.
fn hint(error: &Error) -> Option<String> {
    let mut next = error.source();
    while let Some(source) = next {
        if let Some(ErrorHint(help)) = source.downcast_ref() {
            return Some(help.clone());
        }
        next = source.source();
    }
    None
}

/// The place of an error, if the site wrote the template.
fn span(error: &Error, theme: &Theme) -> Option<Span> {
    let file = theme.template(error.name()?)?;
    let source = file.source?;
    let text = file.text();
    let line = || line_range(&text, error.line().unwrap_or(1));
    let range = error.range().filter(|range| text.get(range.clone()).is_some()).unwrap_or_else(line);
    let range = match unknown_name(error).and_then(|name| word(&text[range.clone()], &name)) {
        Some(word) => range.start + word.start..range.start + word.end,
        None => range,
    };
    Some(Span::new(source, range))
}

/// The range of a line without its indentation, or an empty range at the end if there is no such line.
fn line_range(text: &str, number: usize) -> Range<usize> {
    let start = text.split_inclusive('\n').take(number.saturating_sub(1)).map(str::len).sum();
    let line = text[start..].lines().next().unwrap_or_default();
    let indentation = line.len() - line.trim_start().len();
    start + indentation..start + line.trim_end().len().max(indentation)
}

/// The first place where `name` is a complete word.
fn word(text: &str, name: &str) -> Option<Range<usize>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let starts = text.match_indices(name).map(|(start, _)| start);
    let mut words =
        starts.filter(|start| !text[..*start].ends_with(is_word) && !text[start + name.len()..].starts_with(is_word));
    words.next().map(|start| start..start + name.len())
}

/// The name that the engine did not know.
fn unknown_name(error: &Error) -> Option<String> {
    let detail = error.detail()?;
    let name = match error.kind() {
        ErrorKind::UnknownFilter => detail.strip_prefix("filter ")?.strip_suffix(" is unknown")?,
        ErrorKind::UnknownTest => detail.strip_prefix("test ")?.strip_suffix(" is unknown")?,
        ErrorKind::UnknownFunction => detail.strip_suffix(" is unknown")?,
        ErrorKind::UnknownBlock => detail.strip_prefix("block '")?.strip_suffix("' not found")?,
        ErrorKind::TemplateNotFound => missing_template(detail)?,
        _ => return None,
    };
    Some(name.to_owned())
}

/// The name in the engine's two messages about a missing template.
fn missing_template(detail: &str) -> Option<&str> {
    let looked_up = detail.strip_prefix("template \"").and_then(|rest| rest.strip_suffix("\" does not exist"));
    let included = || detail.strip_prefix("tried to include non-existing template '")?.strip_suffix('\'');
    looked_up.or_else(included)
}

/// The message of an error, without the engine's dump of variables.
fn message(error: &Error) -> String {
    if let Some(name) = unknown_name(error) {
        let what = match error.kind() {
            ErrorKind::UnknownFilter => "filter",
            ErrorKind::UnknownTest => "test",
            ErrorKind::UnknownFunction => "function",
            ErrorKind::UnknownBlock => "block",
            _ => "template",
        };
        return format!("there is no {what} `{name}`");
    }
    match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "the template takes too many steps, so it was stopped".to_owned(),
        (ErrorKind::SyntaxError, Some(detail)) => format!("template syntax: {detail}"),
        (ErrorKind::InvalidOperation | ErrorKind::UndefinedError, Some(detail)) => detail.to_owned(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    }
}

/// The names of the blocks in all templates.
fn blocks(theme: &Theme) -> BTreeSet<String> {
    let texts = theme.folder("templates").map(|(_, file)| file.text());
    let names = |text: &str| -> Vec<String> {
        let openings = text.split("{%").skip(1).map(|tag| tag.trim_start_matches(['-', '+']).trim_start());
        let names = openings
            .filter_map(|tag| tag.strip_prefix("block ")?.split(|c: char| c.is_whitespace() || c == '%').next());
        names.map(str::to_owned).collect()
    };
    texts.flat_map(|text| names(&text)).collect()
}

/// The known name that is most similar to the unknown one.
fn suggestion(error: &Error, theme: &Theme) -> Option<String> {
    let name = unknown_name(error)?;
    let known = match error.kind() {
        ErrorKind::UnknownFilter => nearest(&name, FILTERS),
        ErrorKind::UnknownTest => nearest(&name, TESTS),
        ErrorKind::UnknownFunction => nearest(&name, FUNCTIONS),
        ErrorKind::UnknownBlock => return nearest(&name, blocks(theme).iter().map(String::as_str)).map(str::to_owned),
        ErrorKind::TemplateNotFound => nearest(&name, theme.template_names()),
        _ => None,
    };
    known.map(str::to_owned)
}

/// All filters and tests used for suggestions, each in an expression, with the kind of error for an unknown one.
#[cfg(test)]
pub(super) fn known_names() -> Vec<(String, ErrorKind)> {
    let filters = FILTERS.iter().map(|name| (format!("1|{name}"), ErrorKind::UnknownFilter));
    let tests = TESTS.iter().map(|name| (format!("1 is {name}"), ErrorKind::UnknownTest));
    filters.chain(tests).collect()
}
