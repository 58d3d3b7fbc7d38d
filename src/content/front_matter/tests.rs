//! Tests of reading front matter.

use super::*;
use crate::path::ProjectPath;
use crate::source::Sources;

fn source() -> SourceId {
    Sources::default().add(ProjectPath::new("a.md"), "")
}

/// A short form of a tree: `key=value`, lists in brackets, tables in braces.
fn show(value: &FrontMatterValue) -> String {
    match &value.data {
        FrontMatterData::Null => "-".into(),
        FrontMatterData::Text { text, .. } => text.clone(),
        FrontMatterData::List(values) => format!("[{}]", values.iter().map(show).collect::<Vec<_>>().join(" ")),
        FrontMatterData::Table(table) => format!("{{{}}}", show_table(table)),
    }
}

fn show_table(table: &FrontMatterTable) -> String {
    table.0.iter().map(|entry| format!("{}={}", entry.key, show(&entry.value))).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(text: &str, table: &str, body: &str, messages: &[&str]) {
    let Outcome { value, diagnostics } = read(source(), text);
    assert_eq!(show_table(&value.table), table);
    assert_eq!(&text[value.body..], body);
    let found: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect();
    assert_eq!(found, messages, "{diagnostics:#?}");
}

#[test]
fn yaml_and_toml_are_read() {
    check("---\ntitle: A\n---\nText", "title=A", "Text", &[]);
    check("+++\ntitle = \"A\"\n[extra]\nx = 1_000\n+++\nText", "title=A extra={x=1000}", "Text", &[]);
    check("---\r\ntitle: A\r\ntags:\r\n- b\r\n---\r\nText", "title=A tags=[b]", "Text", &[]);
    check("---\ntitle: A\n...\nText", "title=A", "Text", &[]);
}

#[test]
fn blank_lines_may_stand_before_it() {
    check("\n\n---\ntitle: A\n---\n", "title=A", "", &[]);
}

#[test]
fn it_may_be_empty_or_absent() {
    check("---\n---\nText", "", "Text", &[]);
    check("---\n# nothing\n---\nText", "", "Text", &[]);
    check("Text", "", "Text", &[]);
    check("", "", "", &[]);
}

#[test]
fn thematic_breaks_are_not_front_matter() {
    check("---\n\nText", "", "---\n\nText", &[]);
    check("---\nJust words\n---\nText", "", "---\nJust words\n---\nText", &[]);
}

#[test]
fn scalars_stay_as_typed() {
    check("---\nid: 010\nno: yes\nx: 3e83372387\ntitle: 123\n---\n", "id=010 no=yes x=3e83372387 title=123", "", &[]);
}

#[test]
fn aliases_of_scalars_are_followed() {
    check("---\na: &x one\nb: *x\n---\n", "a=one b=one", "", &[]);
}

#[test]
fn a_missing_fence_is_reported() {
    check("---\ntitle: A\n\nText", "title=A", "\nText", &["front-matter/unclosed"]);
}

#[test]
fn broken_yaml_still_yields_its_keys() {
    let syntax = ["front-matter/syntax"];
    check("---\ntitle: How to: pay\nweight: 3\n---\n", "title=How to: pay weight=3", "", &syntax);
    check("---\ntags:\n\t- a\n\t- b\ntitle: T\n---\n", "tags=[a b] title=T", "", &syntax);
    check("---\ntitle: %x\ntags: [a, 'b c']\n---\n", "title=%x tags=[a b c]", "", &syntax);
    check("---\ntitle: \"unclosed\ndescription: d\n---\n", "title=unclosed description=d", "", &syntax);
}

#[test]
fn a_repeated_key_counts_once() {
    check("---\ntitle: A\ntitle: B\n---\n", "title=A", "", &["front-matter/syntax"]);
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let text = "---\ntitle: Größe\ntags: [a, b]\n---\n";
    let table = read(source(), text).value.table;
    assert_eq!(&text[table.0[0].key_range.clone()], "title");
    assert_eq!(&text[table.0[0].value.range.clone()], "Größe");
    assert_eq!(&text[table.0[1].value.range.clone()], "[a, b]");
}
