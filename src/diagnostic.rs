//! A diagnostic is data: what is wrong, where, and the way out. Printing it is the business of [`crate::report`].

use crate::path::ProjectPath;
use crate::source::Span;

pub use crate::codes::{Code, Severity};

/// Where a diagnostic points.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A range in a text.
    Span(Span),
    /// A file as a whole: one that is not text, or that could not be read.
    File(ProjectPath),
    /// The project as a whole.
    Project,
}

/// A second place that explains the first, with a few words on why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RelatedPlace {
    /// The place.
    pub place: Place,
    /// What is to be seen there, such as "first used here".
    pub text: String,
}

/// One problem, reported to a writer.
///
/// Diagnostics with the same code and message are one cause: reports show them as one, with a count. So the message
/// names the cause (the missing target), never the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule was broken.
    pub code: Code,
    /// How bad it is, before `[diagnostics]` and `--deny-warnings` have their say.
    pub severity: Severity,
    /// What was found and what was expected; lower case, no full stop, names in back-ticks.
    pub message: String,
    /// The smallest place that shows it.
    pub place: Place,
    /// A word or two beside the underlined place; may be empty.
    pub label: String,
    /// Other places that explain it.
    pub related: Vec<RelatedPlace>,
    /// Ways out, one action each; starts with a verb or "did you mean".
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A diagnostic of the code's usual severity.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, place: Place) -> Self {
        Self {
            code,
            severity: crate::codes::severity(code),
            message: message.into(),
            place,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A diagnostic that points into a text.
    #[must_use]
    pub fn at(code: Code, message: impl Into<String>, span: Span) -> Self {
        Self::new(code, message, Place::Span(span))
    }

    /// A diagnostic about a whole file.
    #[must_use]
    pub fn file(code: Code, message: impl Into<String>, path: ProjectPath) -> Self {
        Self::new(code, message, Place::File(path))
    }

    /// Adds words beside the underlined place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds "did you mean `X`?" where there is a suggestion.
    #[must_use]
    pub fn did_you_mean(self, suggestion: Option<impl AsRef<str>>) -> Self {
        match suggestion {
            Some(name) => self.help(format!("did you mean `{}`?", name.as_ref())),
            None => self,
        }
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(RelatedPlace { place, text: text.into() });
        self
    }
}

/// What a stage yields: its value, and everything a writer should know about how it came to be.
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// The stage's result; always usable, whatever the diagnostics say.
    pub value: T,
    /// Problems, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// A value about which there is nothing to say.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Moves the diagnostics to `all` and hands out the value.
    pub fn unpack(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }

    /// Applies `f` to the value and keeps the diagnostics.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Outcome<U> {
        Outcome { value: f(self.value), diagnostics: self.diagnostics }
    }
}
