//! Runs every example of the CommonMark specification, and the extension examples of GitHub's, through the parser and
//! writer used for articles, with Answerbook's own extensions off.

use std::sync::Arc;

use answerbook::content::markdown;
use answerbook::load::{self, LoadOptions};
use answerbook::report::{self, ConfiguredSeverities, ReportFormat, ReportLook, ReportRules};
use answerbook::{codes, pipeline};

/// An example of a specification.
struct SpecExample {
    line: usize,
    extensions: Vec<String>,
    markdown: String,
    html: String,
}

/// Opens and closes an example.
const FENCE: &str = "````````````````````````````````";

/// Examples of GitHub's specification that do not apply: GitHub filters some raw HTML elements. We trust the writer, or
/// sanitize with an allow-list (`markdown.raw_html = false`).
const NOT_OURS: &str = "tagfilter";

/// All examples in a specification's text; `→` represents a tab.
fn examples(spec: &str) -> Vec<SpecExample> {
    let mut examples = Vec::new();
    let mut lines = (1..).zip(spec.lines());
    while let Some((line, text)) = lines.next() {
        let Some(info) = text.strip_prefix(FENCE) else { continue };
        let extensions = info.split_whitespace().skip(1).map(str::to_owned).collect();
        let part = |lines: &mut dyn Iterator<Item = (usize, &str)>, end: &str| {
            let part = lines.take_while(|(_, line)| *line != end).map(|(_, line)| line.replace('→', "\t") + "\n");
            part.collect::<String>()
        };
        let markdown = part(&mut lines, ".");
        let html = part(&mut lines, FENCE);
        examples.push(SpecExample { line, extensions, markdown, html });
    }
    examples
}

/// Converts checkboxes to the form in GitHub's specification, which orders their attributes differently and says that
/// the order does not matter.
fn with_githubs_checkboxes(html: &str) -> String {
    html.replace(
        "<input type=\"checkbox\" checked=\"\" disabled=\"\" />",
        "<input checked=\"\" disabled=\"\" type=\"checkbox\">",
    )
    .replace("<input type=\"checkbox\" disabled=\"\" />", "<input disabled=\"\" type=\"checkbox\">")
}

/// Renders each example, and lists those that fail.
#[track_caller]
fn check(examples: &[SpecExample], render: impl Fn(&str) -> String) {
    let failed: Vec<String> = examples
        .iter()
        .filter(|example| render(&example.markdown) != example.html)
        .map(|example| {
            let SpecExample { line, markdown, html, .. } = example;
            format!("line {line}\n{markdown}--- expected\n{html}--- found\n{}", render(markdown))
        })
        .collect();
    assert!(failed.is_empty(), "{} of {} examples fail\n{}", failed.len(), examples.len(), failed.join("\n"));
}

#[test]
fn commonmark() {
    let examples = examples(include_str!("spec/commonmark-0.31.2.txt"));
    assert_eq!(examples.len(), 652);
    check(&examples, markdown::commonmark);
}

#[test]
fn extensions_of_github() {
    let mut examples = examples(include_str!("spec/gfm-0.29.txt"));
    examples
        .retain(|example| !example.extensions.is_empty() && !example.extensions.iter().any(|name| name == NOT_OURS));
    assert_eq!(examples.len(), 23);
    check(&examples, |text| with_githubs_checkboxes(&markdown::gfm(text)));
}

/// Markup that a specification shows as text is reported only where its writer surely meant something else. The lines
/// are those of the examples whose point is that a link, a table or a reference is not one.
#[test]
fn markup_that_readers_see_is_reported_in_no_other_example() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let content = folder.path().join("content");
    std::fs::create_dir(&content).expect("a folder");
    let specs =
        [("commonmark", include_str!("spec/commonmark-0.31.2.txt")), ("gfm", include_str!("spec/gfm-0.29.txt"))];
    for (name, spec) in specs {
        for example in examples(spec) {
            let text = format!("---\ntitle: Example\n---\n{}", example.markdown);
            std::fs::write(content.join(format!("{name}-{}.md", example.line)), text).expect("an article");
        }
    }
    let options =
        LoadOptions { date: jiff::civil::date(2026, 11, 22), drafts: false, edition: None, base_url: None, out: None };
    let loaded = load::load(folder.path(), &options).expect("a readable project");
    let mut diagnostics = loaded.diagnostics;
    let site = pipeline::build(Arc::new(loaded.project)).unpack(&mut diagnostics);
    let project = &site.renderer.project;
    let severities = codes::ALL.iter().filter(|(code, ..)| *code != codes::MARKUP_LEFT_OVER);
    let by_code = severities.map(|(code, ..)| (code.0.to_owned(), None)).collect();
    let severities = ConfiguredSeverities { by_code, by_path: Vec::new() };
    let report = report::collect(diagnostics, &project.sources, &ReportRules::new(&severities, false));
    let look = ReportLook { format: ReportFormat::Short, color: false, width: 140, prefix: String::new() };
    snapbox::assert_data_eq!(
        report::render(&report, &project.sources, &look),
        snapbox::file!["spec/left-over.txt": Text].raw()
    );
}
