//! Tests of the report formats.

// Snapbox writes raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

use proptest::prelude::*;
use snapbox::{assert_data_eq, str};

use super::*;
use crate::codes;
use crate::diagnostic::Place;
use crate::path::ProjectPath;
use crate::source::{SourceId, Span};

const PLAIN: ReportLook = ReportLook { format: ReportFormat::Full, color: false, width: 100, prefix: String::new() };

fn sources(texts: &[(&str, &str)]) -> (Sources, Vec<SourceId>) {
    let mut sources = Sources::default();
    let ids = texts.iter().map(|(path, text)| sources.add(ProjectPath::new(path), *text)).collect();
    (sources, ids)
}

fn printed(text: &str, diagnostics: impl FnOnce(SourceId) -> Vec<Diagnostic>, format: ReportFormat) -> String {
    let (sources, ids) = sources(&[("content/a.md", text)]);
    let report = collect(diagnostics(ids[0]), &sources, &ReportRules::default());
    render(&report, &sources, &ReportLook { format, ..PLAIN })
}

fn missing(source: SourceId, range: std::ops::Range<usize>) -> Diagnostic {
    Diagnostic::at(codes::LINK_MISSING_PAGE, "no page `x.md`", Span::new(source, range))
        .label("this target")
        .did_you_mean(Some("y.md"))
}

#[test]
fn the_place_is_underlined_and_ways_out_follow() {
    let printed = printed("# A\n\nSee [x](x.md).\n", |id| vec![missing(id, 13..17)], ReportFormat::Full);
    assert_data_eq!(
        printed,
        str![[r#"
error[link/missing-page]: no page `x.md`
 --> content/a.md:3:9
  |
3 | See [x](x.md).
  |         ^^^^ this target
  |
  = help: did you mean `y.md`?


"#]]
    );
}

#[test]
fn one_cause_is_reported_once() {
    let places = |id| (0..5).rev().chain(0..5).map(|line| missing(id, line * 5..line * 5 + 4)).collect();
    let printed = printed(&"x.md\n".repeat(5), places, ReportFormat::Full);
    assert_data_eq!(
        printed,
        str![[r#"
error[link/missing-page]: no page `x.md`
 --> content/a.md:1:1
  |
1 | x.md
  | ^^^^ this target
  |
  = note: also at content/a.md:2:1
  = note: also at content/a.md:3:1
  = note: and 2 more places
  = help: did you mean `y.md`?


"#]]
    );
}

#[test]
fn related_places_are_shown_with_their_lines() {
    let diagnostics = |id| {
        let first = Place::Span(Span::new(id, 0..3));
        vec![
            Diagnostic::at(codes::MARKUP_DUPLICATE_ID, "two headings", Span::new(id, 4..7))
                .related(first, "first here"),
        ]
    };
    assert_data_eq!(
        printed("# A\n# A\n", diagnostics, ReportFormat::Full),
        str![[r#"
warning[markup/duplicate-id]: two headings
 --> content/a.md:2:1
  |
2 | # A
  | ^^^
  |
note: first here
 --> content/a.md:1:1
  |
1 | # A
  | ^^^


"#]]
    );
}

#[test]
fn files_and_projects_have_no_line() {
    let diagnostics = |_| {
        vec![
            Diagnostic::file(codes::FILE_BINARY, "not a text", ProjectPath::new("content/b.md")),
            Diagnostic::new(codes::CONFIG_NO_BASE_URL, "no `base_url`", Place::Project),
        ]
    };
    assert_data_eq!(
        printed("", diagnostics, ReportFormat::Full),
        str![[r#"
note[config/no-base-url]: no `base_url`

error[file/binary]: not a text
--> content/b.md


"#]]
    );
    assert_data_eq!(
        printed("", diagnostics, ReportFormat::Short),
        str![[r#"
note[config/no-base-url] no `base_url`
content/b.md: error[file/binary] not a text

"#]]
    );
}

#[test]
fn wide_characters_and_tabs_keep_the_underline_in_place() {
    let text = "\t日本 x.md";
    assert_data_eq!(
        printed(text, |id| vec![missing(id, 8..12)], ReportFormat::Full),
        str![[r#"
error[link/missing-page]: no page `x.md`
 --> content/a.md:1:5
  |
1 |     日本 x.md
  |          ^^^^ this target
  |
  = help: did you mean `y.md`?


"#]]
    );
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let text = format!("{}x.md{}", "é ".repeat(3_000_000), " b".repeat(1_000_000));
    let printed = printed(&text, |id| vec![missing(id, 9_000_000..9_000_004)], ReportFormat::Full);
    assert!(printed.contains("a.md:1:6000001\n"), "{printed}");
    assert!(printed.lines().all(|line| line.chars().count() <= 110), "{printed}");
    assert!(printed.len() < 1000, "{printed}");
}

#[test]
fn short_lines_name_every_place() {
    let printed = printed("x.md\nx.md", |id| vec![missing(id, 5..9), missing(id, 0..4)], ReportFormat::Short);
    assert_data_eq!(
        printed,
        str![[r#"
content/a.md:1:1: error[link/missing-page] no page `x.md`
content/a.md:2:1: error[link/missing-page] no page `x.md`

"#]]
    );
}

#[test]
fn json_lines_carry_everything() {
    let printed = printed("é x.md\nx.md", |id| vec![missing(id, 3..7), missing(id, 8..12)], ReportFormat::Json);
    let line: serde_json::Value = serde_json::from_str(&printed).expect("one line");
    assert_eq!(line["code"], "link/missing-page");
    assert_eq!((&line["line"], &line["column"], &line["endColumn"]), (&1.into(), &3.into(), &7.into()));
    assert_eq!(line["help"][0], "did you mean `y.md`?");
    assert_eq!(line["occurrences"][1]["line"], 2);
    assert_eq!(line["path"], "content/a.md");
}

#[test]
fn severities_follow_the_configuration() {
    let check = |severity: Option<Option<Severity>>, deny, expected: &str| {
        let (sources, ids) = sources(&[("a.md", "x")]);
        let diagnostic = Diagnostic::at(codes::VARIABLE_UNKNOWN, "unknown", Span::new(ids[0], 0..1));
        let by_code = severity.map(|severity| (diagnostic.code.0.to_owned(), severity)).into_iter().collect();
        let severities = ConfiguredSeverities { by_code, by_path: Vec::new() };
        let rules = ReportRules::new(&severities, deny);
        assert_eq!(collect(vec![diagnostic], &sources, &rules).summary(), expected);
    };
    check(None, false, "1 warning");
    check(None, true, "1 error");
    check(Some(None), true, "");
    check(Some(Some(Severity::Note)), true, "1 note");
}

#[test]
fn the_summary_counts_causes_and_places() {
    let (sources, ids) = sources(&[("a.md", "x.md x.md")]);
    let note = Diagnostic::new(codes::CONFIG_NO_BASE_URL, "none", Place::Project);
    let diagnostics = vec![missing(ids[0], 0..4), missing(ids[0], 5..9), note];
    let report = collect(diagnostics, &sources, &ReportRules::default());
    assert_eq!(report.summary(), "1 error, 1 note in 3 places");
}

proptest! {
    #[test]
    fn no_text_and_no_span_breaks_a_report(
        text in "(\\PC|[\t\r\n\u{0}\u{1b}\u{301}é日🙂]){0,60}",
        start in 0_usize..80,
        length in 0_usize..80,
        color in any::<bool>(),
        width in 1_usize..120,
    ) {
        let (sources, ids) = sources(&[("a.md", &text)]);
        let place = Span::new(ids[0], start..start + length);
        let diagnostic = Diagnostic::at(codes::LINK_INVALID, text.clone(), place.clone()).label(text.clone());
        let diagnostic = diagnostic.help(text.clone()).related(Place::Span(place), text);
        let report = collect(vec![diagnostic], &sources, &ReportRules::default());
        for format in [ReportFormat::Full, ReportFormat::Short, ReportFormat::Json] {
            let printed = render(&report, &sources, &ReportLook { format, color, width, prefix: String::new() });
            prop_assert!(printed.ends_with('\n'));
        }
    }
}
