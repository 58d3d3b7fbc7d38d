//! Reads `search-tests.toml`: searches that must find an article.

use super::declare::{presence, tables};
use super::raw::SpannedList;
use super::read::{BoundedNumber, FromToml, Toml, TomlReader};
use super::schema::{self, KeyPresence, KeySchema};
use super::values::{Language, Title, VersionName};
use crate::diagnostic::Outcome;
use crate::source::{SourceId, Spanned};

/// The name of the file, in the project folder.
pub const SEARCH_TESTS: &str = "search-tests.toml";

/// The number of results among which an article must be, unless its test says otherwise: what fits on a phone.
const WITHIN: u32 = 3;

tables! {
    /// Searches that must find an article.
    SearchTestsRoot {
        /// A search that must find an article.
        test: SpannedList<SearchTestTable> = [];
    }

    /// A search that must find an article.
    SearchTestTable {
        /// What a reader types.
        query: Title = required;
        /// The article that must be found: the path of its file, or its path in the content folder.
        article: Title = required;
        /// The number of results among which it must be.
        within: BoundedNumber<1, 100> = 3;
        /// The locale to search.
        locale: Language;
        /// The version to search.
        version: VersionName;
    }
}

/// A search that must find an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchTest {
    /// What a reader types.
    pub query: Spanned<String>,
    /// The article, as written.
    pub article: Spanned<String>,
    /// The number of results among which it must be.
    pub within: usize,
    /// The locale's tag; the default locale if `None`.
    pub locale: Option<Spanned<String>>,
    /// The version's id; the latest version if `None`.
    pub version: Option<Spanned<String>>,
}

/// Reads the file. Tests that are not valid are reported and left out.
#[must_use]
pub fn search_tests(source: SourceId, text: &str) -> Outcome<Vec<SearchTest>> {
    super::parse::parsed::<SearchTestsRoot>(source, text).map(|root| {
        let tests = root.test.map(|tests| tests.value).unwrap_or_default();
        tests.into_iter().filter_map(|table| test(table.value)).collect()
    })
}

fn test(table: SearchTestTable) -> Option<SearchTest> {
    Some(SearchTest {
        query: text(table.query?),
        article: text(table.article?),
        within: table.within.map_or(WITHIN, |within| within.value.0) as usize,
        locale: table.locale.map(text),
        version: table.version.map(text),
    })
}

fn text<T: Into<String>>(given: Spanned<T>) -> Spanned<String> {
    Spanned { value: given.value.into(), span: given.span }
}
