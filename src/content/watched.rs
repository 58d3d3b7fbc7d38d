//! Reads what an article watches, and the parts of files that pointers name.

use std::ops::Range;

use jiff::civil::Date;

use super::front_matter::{self, FrontMatterData, FrontMatterTable, FrontMatterValue, ParsedHead, read_as, yaml};
use super::keys::{self, KeyMeaning, MetaField};

/// What an article watches: the paths in its front matter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Watches {
    /// Patterns of files, each with a pointer to a part of the file after `#` if only that matters.
    pub patterns: Vec<String>,
    /// The date of the article's last review.
    pub reviewed: Option<Date>,
}

/// What a text's front matter watches; `None` if it watches nothing.
#[must_use]
pub fn watches(text: &str) -> Option<Watches> {
    if !text.contains("watches") {
        return None;
    }
    let table = front_matter::table(text);
    let value = |field: MetaField| {
        let own = table.0.iter().filter_map(move |entry| match keys::meaning(&entry.key) {
            KeyMeaning::Field(found, rank) if found == field => Some((rank, &entry.value)),
            _ => None,
        });
        own.min_by_key(|(rank, _)| *rank).map(|(_, value)| value)
    };
    let patterns = read_as::list(value(MetaField::Watches)?, false)?;
    let patterns: Vec<String> = patterns.iter().filter_map(|item| Some(item.text()?.trim().to_owned())).collect();
    let reviewed = value(MetaField::Reviewed).and_then(|value| read_as::date(value.text()?));
    (!patterns.is_empty()).then_some(Watches { patterns, reviewed })
}

/// Where a text's front matter has a pattern, if it is written there without escapes.
#[must_use]
pub fn range(text: &str, pattern: &str) -> Option<Range<usize>> {
    let head = front_matter::split(text).head?.1;
    let at = head.start + text[head].find(pattern)?;
    Some(at..at + pattern.len())
}

/// The part of a YAML or JSON text at a JSON pointer (RFC 6901), in a form that can be compared; `None` if there is no
/// such part.
#[must_use]
pub fn part(extension: &str, text: &str, pointer: &str) -> Option<String> {
    if extension == "json" {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        return value.pointer(pointer).map(ToString::to_string);
    }
    let ParsedHead::Table(table, _) = yaml::parse(text.trim_start_matches("---\n")) else { return None };
    let mut names = pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"));
    let Some(first) = names.next() else { return Some(plain_table(&table)) };
    let mut value = entry(&table, &first)?;
    for name in names {
        value = match &value.data {
            FrontMatterData::Table(table) => entry(table, &name)?,
            FrontMatterData::List(items) => items.get(name.parse::<usize>().ok()?)?,
            FrontMatterData::Null | FrontMatterData::Text { .. } => return None,
        };
    }
    Some(value_text(value))
}

/// Keys of such files are case-sensitive, unlike those of front matter.
fn entry<'t>(table: &'t FrontMatterTable, name: &str) -> Option<&'t FrontMatterValue> {
    table.0.iter().find(|entry| entry.key == name).map(|entry| &entry.value)
}

fn value_text(value: &FrontMatterValue) -> String {
    match &value.data {
        FrontMatterData::Null => "null".to_owned(),
        FrontMatterData::Text { text, .. } => format!("{text:?}"),
        FrontMatterData::List(items) => format!("[{}]", items.iter().map(value_text).collect::<Vec<_>>().join(",")),
        FrontMatterData::Table(table) => plain_table(table),
    }
}

fn plain_table(table: &FrontMatterTable) -> String {
    let entries = table.0.iter().map(|entry| format!("{:?}:{}", entry.key, value_text(&entry.value)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watches_are_read_with_the_review() {
        let text = "---\nwatches: [\"../src/**\", 'a.yaml#/b']\nlast_reviewed: 2026-01-02\n---\n";
        let expected = Watches {
            patterns: vec!["../src/**".into(), "a.yaml#/b".into()],
            reviewed: Some(jiff::civil::date(2026, 1, 2)),
        };
        assert_eq!(watches(text), Some(expected));
        assert_eq!(watches("---\nwatches: src\n---\n").map(|it| it.patterns), Some(vec!["src".to_owned()]));
        assert_eq!(watches("# The watches of the night\n"), None);
    }

    #[test]
    fn pointers_lead_to_parts() {
        let yaml = "paths:\n  /invoices:\n    get: {summary: List}  # x\n  /b: [1, two]\n";
        let check = |extension: &str, text: &str, pointer: &str, expected: Option<&str>| {
            assert_eq!(part(extension, text, pointer).as_deref(), expected, "{pointer}");
        };
        check("yaml", yaml, "/paths/~1invoices", Some("{\"get\":{\"summary\":\"List\"}}"));
        check("yaml", yaml, "/paths/~1b/1", Some("\"two\""));
        check("yaml", yaml, "/paths/~1c", None);
        check("json", "{\"a\": {\"b\": [1]}}", "/a/b", Some("[1]"));
        check("json", "{\"a\": 1}", "/b", None);
    }
}
