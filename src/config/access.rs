//! `[access]`: who may read articles that are not for everybody.

use std::collections::{BTreeMap, BTreeSet};

use super::given::table;
use super::raw::{AccessTable, SpannedList};
use super::values::Title;
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::source::{Span, Spanned};

/// What the values of `access` and similar keys mean. All values are in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct AccessConfig {
    /// Values that mean everybody.
    pub public: BTreeSet<String>,
    /// Values of articles that are in no edition.
    pub left_out: BTreeSet<String>,
    /// The values of the articles that each edition adds to those for everybody.
    pub editions: BTreeMap<String, BTreeSet<String>>,
    /// The value of articles that do not set one, by folder.
    pub folders: BTreeMap<String, Spanned<String>>,
}

impl AccessConfig {
    /// Whether any list has a value.
    #[must_use]
    pub fn knows(&self, value: &str) -> bool {
        self.public.contains(value)
            || self.left_out.contains(value)
            || self.editions.values().any(|values| values.contains(value))
    }
}

/// Reads the table. Reports values that are both public and not, and folders with a value that no list has.
pub(super) fn access(raw: Option<Spanned<AccessTable>>, diagnostics: &mut Vec<Diagnostic>) -> AccessConfig {
    let raw = table(raw);
    let mut public = BTreeMap::new();
    let mut report = |span: &Span, message: String, help: &str| {
        diagnostics.push(Diagnostic::at(codes::CONFIG_VALUE, message, span.clone()).help(help));
    };
    for value in raw.public.into_iter().flat_map(|list| list.value) {
        public.insert(lower(&value.value), value.span);
    }
    let mut restricted = |values: SpannedList<Title>| -> BTreeSet<String> {
        let values = values.into_iter().map(|value| (lower(&value.value), value.span));
        let check = |(value, span): (String, Span)| {
            if public.contains_key(&value) {
                let message = format!("`{value}` means everybody, and is restricted as well");
                report(&span, message, "remove it here, or from `public`");
            }
            value
        };
        values.map(check).collect()
    };
    let left_out = restricted(raw.left_out.map(|list| list.value).unwrap_or_default());
    let editions = raw.editions.map(|table| table.value.0).unwrap_or_default();
    let editions = editions.into_iter().map(|(name, values)| (name.value.0, restricted(values.value))).collect();
    let folders = raw.folders.map(|table| table.value.0).unwrap_or_default();
    let folders = folders.into_iter().map(|(folder, value)| {
        let folder_key = folder.value.0.trim_matches('/').to_owned();
        (folder_key, Spanned { value: lower(&value.value), span: value.span })
    });
    let access = AccessConfig { public: public.into_keys().collect(), left_out, editions, folders: folders.collect() };
    for value in access.folders.values().filter(|value| !access.knows(&value.value)) {
        let message = format!("no list in `[access]` has the value `{}`", value.value);
        let help = "add it to an edition, to `left_out` or to `public`";
        diagnostics.push(Diagnostic::at(codes::CONFIG_VALUE, message, value.span.clone()).help(help));
    }
    access
}

fn lower(value: &Title) -> String {
    value.0.trim().to_lowercase()
}
