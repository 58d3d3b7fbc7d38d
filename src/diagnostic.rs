//! Diagnostics as data: what is wrong, where, and how to fix it. [`crate::report`] formats them.

use serde::{Deserialize, Serialize};

use crate::path::ProjectPath;
use crate::source::{Sources, Span};

pub use crate::codes::{Code, Severity};

/// The place that a diagnostic points to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// A range in a text.
    Span(Span),
    /// A whole file, which is not a text or could not be read.
    File(ProjectPath),
    /// The project as a whole.
    Project,
}

/// Another place that helps to understand the problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RelatedPlace {
    /// The place.
    pub place: Place,
    /// What is there, such as "first used here".
    pub text: String,
}

/// How sure it is that a fix is what the writer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// The text cannot mean anything else.
    Certain,
    /// The best guess; a person must decide.
    Possible,
}

/// A change to a text that removes a problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fix {
    /// The range to replace; empty to insert something.
    pub span: Span,
    /// The new text of the range.
    pub replacement: String,
    /// How sure the fix is.
    pub certainty: Certainty,
}

/// A problem, reported to the writer.
///
/// Diagnostics with the same code and message have the same cause, and reports show them as one, with a count. So the
/// message must name the cause, such as a missing target, and never the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: Code,
    /// How serious it is, before `[diagnostics]` and `--deny-warnings` are applied.
    pub severity: Severity,
    /// What was found and what was expected; lower case, no full stop, names in backticks.
    pub message: String,
    /// The smallest place that shows the problem.
    pub place: Place,
    /// A few words next to the underlined place; may be empty.
    pub label: String,
    /// Other places that help to understand the problem.
    pub related: Vec<RelatedPlace>,
    /// Suggestions, with one action each. Each starts with a verb or "did you mean".
    pub help: Vec<String>,
    /// The change that removes the problem, if it is known.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic with the code's usual severity.
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
            fix: None,
        }
    }

    /// A diagnostic that points to a range in a text.
    #[must_use]
    pub fn at(code: Code, message: impl Into<String>, span: Span) -> Self {
        Self::new(code, message, Place::Span(span))
    }

    /// A diagnostic about a whole file.
    #[must_use]
    pub fn file(code: Code, message: impl Into<String>, path: ProjectPath) -> Self {
        Self::new(code, message, Place::File(path))
    }

    /// Adds words next to the underlined place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a suggestion.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds "did you mean `X`?" if there is a suggestion.
    #[must_use]
    pub fn did_you_mean(self, suggestion: Option<impl AsRef<str>>) -> Self {
        match suggestion {
            Some(name) => self.help(format!("did you mean `{}`?", name.as_ref())),
            None => self,
        }
    }

    /// Adds the change that removes the problem, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// Adds the change that replaces the text at `span` by a name, if there is one. It is certain if that name is the
    /// only one of `names` that the text, `word`, can be a typo of.
    #[must_use]
    pub fn renamed<'n>(
        self,
        span: &Span,
        word: &str,
        name: Option<&str>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let Some(name) = name else { return self };
        let certainty =
            if crate::suggest::is_only_typo(word, name, names) { Certainty::Certain } else { Certainty::Possible };
        self.fix(Some(Fix { span: span.clone(), replacement: name.to_owned(), certainty }))
    }

    /// Whether all ranges are in these texts. Those of diagnostics that were stored could be anywhere.
    #[must_use]
    pub fn is_in(&self, sources: &Sources) -> bool {
        let related = self.related.iter().map(|related| &related.place);
        let places = related.chain([&self.place]).filter_map(|place| match place {
            Place::Span(span) => Some(span),
            Place::File(_) | Place::Project => None,
        });
        places.chain(self.fix.iter().map(|fix| &fix.span)).all(|span| sources.contain(span))
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push(RelatedPlace { place, text: text.into() });
        self
    }
}

/// The result of a stage: its value, and all diagnostics about it.
#[derive(Debug, Clone)]
pub struct Outcome<T> {
    /// The value, which can be used whatever the diagnostics are.
    pub value: T,
    /// The problems, in no particular order.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Outcome<T> {
    /// A value without diagnostics.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// Moves the diagnostics to `all` and returns the value.
    pub fn unpack(self, all: &mut Vec<Diagnostic>) -> T {
        all.extend(self.diagnostics);
        self.value
    }

    /// Applies `f` to the value and keeps the diagnostics.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Outcome<U> {
        Outcome { value: f(self.value), diagnostics: self.diagnostics }
    }
}
