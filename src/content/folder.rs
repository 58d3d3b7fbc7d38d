//! Reads the settings of a folder, its name, order and description, from Docusaurus' `_category_.json` and
//! `_category_.yml`.

use crate::diagnostic::{Diagnostic, Outcome};
use crate::left_over;
use crate::project::FolderSettings;
use crate::source::{SourceId, Span};

use super::front_matter::{
    self, FrontMatterData, FrontMatterTable, FrontMatterValue, ParsedHead, SyntaxProblem, read_as, yaml,
};

/// Whether this file contains a folder's settings.
#[must_use]
pub fn is_settings(name: &str) -> bool {
    matches!(name, "_category_.json" | "_category_.yml" | "_category_.yaml")
}

/// Reads a folder's settings. JSON is parsed as YAML, with spaces instead of tabs, which YAML does not allow as
/// indentation.
#[must_use]
pub fn read(source: SourceId, text: &str) -> Outcome<FolderSettings> {
    let (mut table, problems): (FrontMatterTable, Vec<SyntaxProblem>) = match yaml::parse(&text.replace('\t', " ")) {
        ParsedHead::Table(table, problems) => (table, problems),
        ParsedHead::NotATable => (FrontMatterTable::default(), Vec::new()),
        ParsedHead::Broken(problem) => (FrontMatterTable::default(), vec![problem]),
    };
    let mut cleaned = Vec::new();
    table.clean(&mut cleaned);
    let value =
        |key: &str| table.value(key).and_then(FrontMatterValue::text).map(str::trim).filter(|text| !text.is_empty());
    let link = match table.value("link").map(|link| &link.data) {
        Some(FrontMatterData::Table(link)) => link.value("description").and_then(FrontMatterValue::text),
        _ => None,
    };
    let folder = FolderSettings {
        title: value("label").map(str::to_owned),
        order: value("position").and_then(read_as::thousandths),
        description: value("description").or(link).map(str::to_owned),
    };
    let shown = [table.value("label"), table.value("description")].into_iter().flatten();
    let left_over = shown.filter_map(|value| Some((value.text()?, Span::new(source, value.range.clone()))));
    let left_over: Vec<Diagnostic> = left_over.flat_map(|(text, span)| left_over::report(text, &span)).collect();
    let problems = problems.into_iter().map(|problem| problem.report(source, 0));
    let diagnostics = problems
        .chain(cleaned.into_iter().map(|range| front_matter::cleaned(source, range)))
        .chain(left_over)
        .collect();
    Outcome { value: folder, diagnostics }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::ProjectPath;
    use crate::source::Sources;

    #[test]
    fn json_and_yaml_are_read() {
        let source = Sources::default().add(ProjectPath::new("_category_.json"), "");
        let check = |text: &str, title: &str, order: Option<i64>, description: Option<&str>| {
            let Outcome { value, diagnostics } = read(source, text);
            assert!(diagnostics.is_empty(), "{diagnostics:?}");
            assert_eq!((value.title.as_deref(), value.order), (Some(title), order));
            assert_eq!(value.description.as_deref(), description);
        };
        check(
            "{\n\t\"label\": \"Billing\",\n\t\"position\": 2,\n\t\"link\": {\"description\": \"D\"}\n}",
            "Billing",
            Some(2000),
            Some("D"),
        );
        check("label: Billing\nposition: 2.5\n", "Billing", Some(2500), None);
    }
}
