//! Reads the files of terms, one for each locale: which term to use, which forms not to use, and where.

use std::collections::BTreeMap;

use super::declare::{presence, tables};
use super::given::texts;
use super::raw::SpannedList;
use super::read::{FromToml, Toml, TomlReader};
use super::schema::{self, KeyPresence, KeySchema};
use super::values::{Glob, Title};
use crate::codes;
use crate::diagnostic::{Diagnostic, Outcome, Place};
use crate::source::{SourceId, Span, Spanned};

tables! {
    /// The terms of a language.
    TermsRoot {
        /// A term.
        term: SpannedList<TermTable> = [];
    }

    /// A term.
    TermTable {
        /// The term to use.
        use_: Title = required;
        /// Forms not to use. Their inflected forms count, too.
        not: SpannedList<Title> = [];
        /// Patterns of the files in which the forms not to use are accepted, from the project folder.
        except_in: SpannedList<Glob> = [];
        /// Patterns of the only files in which the term itself may be used, from the project folder.
        only_in: SpannedList<Glob> = [];
        /// The reason, which is shown to writers.
        why: Title;
    }
}

/// A term of one language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TermRule {
    /// The term to use.
    pub term: String,
    /// Forms not to use.
    pub avoid: Vec<String>,
    /// Patterns of the files in which the forms not to use are accepted.
    pub except_in: Vec<String>,
    /// Patterns of the only files in which the term may be used; empty for all files.
    pub only_in: Vec<String>,
    /// The reason; may be empty.
    pub why: String,
}

/// Reads a file of terms. Terms that are not valid are reported and left out.
#[must_use]
pub fn terms(source: SourceId, text: &str) -> Outcome<Vec<TermRule>> {
    let Outcome { value: root, mut diagnostics } = super::parse::parsed::<TermsRoot>(source, text);
    let terms: Vec<TermTable> = root.term.into_iter().flat_map(|terms| terms.value).map(|table| table.value).collect();
    diagnostics.extend(contradictions(&terms));
    Outcome { value: terms.into_iter().filter_map(term).collect(), diagnostics }
}

/// Reports terms after which a word is right and wrong, or has two replacements. Terms for only some files may differ
/// from those for others.
fn contradictions(terms: &[TermTable]) -> Vec<Diagnostic> {
    let named = |table: &TermTable| Some((lower(&table.use_.as_ref()?.value), table.use_.as_ref()?.span.clone()));
    let is_for_all = |table: &&TermTable| table.except_in.is_none() && table.only_in.is_none();
    let to_use: BTreeMap<String, Span> = terms.iter().filter(is_for_all).filter_map(named).collect();
    let mut avoided: BTreeMap<String, &Spanned<Title>> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for table in terms.iter().filter(is_for_all) {
        let Some(term) = &table.use_ else { continue };
        for form in table.not.iter().flat_map(|not| &not.value) {
            let name = lower(&form.value);
            let written = &form.value.0;
            let report = |message: String| Diagnostic::at(codes::WORDING_CONTRADICTION, message, form.span.clone());
            let is_own = name == lower(&term.value);
            if *written == term.value.0 {
                let message = format!("`{written}` is the term itself");
                diagnostics.push(report(message).help("remove it from `not`, or correct it"));
            } else if let (Some(span), false) = (to_use.get(&name), is_own) {
                diagnostics.push(
                    report(format!("`{written}` is not to be used, but another term says to use it"))
                        .related(Place::Span(span.clone()), "the other term")
                        .help("remove one of the two, or limit them to files with `only_in` and `except_in`"),
                );
            }
            let other = avoided.insert(name, term).filter(|other| lower(&other.value) != lower(&term.value));
            let is_reported = diagnostics.last().is_some_and(|last| last.place == Place::Span(form.span.clone()));
            if let Some(other) = other.filter(|_| !is_reported) {
                diagnostics.push(
                    report(format!("`{written}` is to be replaced by `{}` and by `{}`", other.value.0, term.value.0))
                        .related(Place::Span(other.span.clone()), "the other term")
                        .help("remove it from one of the two, or limit them to files with `except_in`"),
                );
            }
        }
    }
    diagnostics
}

fn lower(text: &Title) -> String {
    text.0.to_lowercase()
}

fn term(table: TermTable) -> Option<TermRule> {
    let term: String = table.use_?.value.into();
    Some(TermRule {
        avoid: texts(table.not).into_iter().filter(|form| *form != term).collect(),
        term,
        except_in: texts(table.except_in),
        only_in: texts(table.only_in),
        why: table.why.map_or_else(String::new, |why| why.value.into()),
    })
}
