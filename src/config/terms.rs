//! Reads the files of terms, one for each locale: which term to use, which forms not to use, and where.

use super::declare::{presence, tables};
use super::raw::SpannedList;
use super::read::{FromToml, Toml, TomlReader};
use super::schema::{self, KeyPresence, KeySchema};
use super::values::{Glob, Title};
use crate::diagnostic::Outcome;
use crate::source::{SourceId, Spanned};

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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    super::parse::parsed::<TermsRoot>(source, text).map(|root| {
        let terms = root.term.map(|terms| terms.value).unwrap_or_default();
        terms.into_iter().filter_map(|table| term(table.value)).collect()
    })
}

fn term(table: TermTable) -> Option<TermRule> {
    Some(TermRule {
        term: table.use_?.value.into(),
        avoid: texts(table.not),
        except_in: texts(table.except_in),
        only_in: texts(table.only_in),
        why: table.why.map_or_else(String::new, |why| why.value.into()),
    })
}

fn texts<T: Into<String>>(given: Option<Spanned<SpannedList<T>>>) -> Vec<String> {
    given.into_iter().flat_map(|given| given.value).map(|text| text.value.into()).collect()
}
