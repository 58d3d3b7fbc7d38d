//! Markup that readers would see is reported, at its place, and nothing else is.

use super::{TestProject, check_problems};

#[test]
fn what_no_parser_understood_is_reported_at_its_place() {
    check_problems("Pay {{ .Price }} *now*.", &["markup/left-over: {{ .Price }}"]);
    check_problems("- a\n- ![Shot](My shot.png)", &["markup/left-over: ![Shot](My shot.png)"]);
    check_problems("See [the **new** page](Get a refund.md).", &["markup/left-over: [the **new** page](Get a refund"]);
    check_problems("A note.[^9]\n\nAnd [x][]", &["markup/undefined-reference: x", "markup/undefined-reference: ^9"]);
    check_problems("The \\(x^2 + 1\\) here.", &["markup/left-over: (x^2 + 1\\"]);
    check_problems("\\[\nE = \\frac{m}{c}\n\\]\n", &["markup/left-over: ["]);
    check_problems("text\n!!! note\n", &["markup/left-over: !!!"]);
    check_problems("a\n\n| a | b |\n| c | d |\n", &["markup/left-over: | a | b |"]);
    check_problems("::::::www.a.example:smile:", &["markup/left-over: ::::::www.a.example:smi"]);
    check_problems("&amp;nbsp;and &amp;amp;", &["markup/left-over: &amp;n", "markup/left-over: &amp;"]);
}

#[test]
fn raw_html_is_looked_at_like_markdown() {
    check_problems("<div>\nsee [a](b.md)\n</div>\n", &["markup/left-over: [a](b.md)"]);
    check_problems("<div title=\"{{ x y }}\"></div>\n", &["markup/left-over: {{ x y }}"]);
    check_problems("<p><kbd>[[x]]</kbd> <code>{{ a.b c }}</code></p>\n", &[]);
    check_problems("Press <kbd>[[a]]</kbd>.", &[]);
}

#[test]
fn headings_titles_and_pictures_are_looked_at() {
    check_problems("## Refunds {% if x %}\n", &["markup/left-over: {% if x %}"]);
    check_problems("![a {{ b c }}](https://x.example/a.png)", &["markup/left-over: {{ b c }}"]);
    check_problems("![a](https://x.example/a.png \"[[b]]\")", &["markup/left-over: [[b]]"]);
    let project = TestProject { title: None, ..TestProject::default() };
    assert_eq!(project.render("# A [[b]] `[[c]]`\n").problems(), ["markup/left-over: [[b]]"]);
}

#[test]
fn what_the_writer_means_is_not_reported() {
    for text in [
        "`{{ .x }}` and ``[a](b c)``",
        "```\n:::note\n{{ .x }}\n```",
        "    {{ .x }}",
        "\\{{ .x }} \\[a](b c) \\[[x]] \\[^1] \\{% x %}",
        "&#123;{ .x }} &lt;br&gt;",
        "\\| a | b |",
        "(x^2 + 1), [y = 2], \\[a note\\] file\\(s\\), \\(s/he\\), \\(A+ plan\\) and \\[^a-z\\]",
        "a `[x`](y z)",
        "--template='Version: {{.Version}}' prints it",
    ] {
        check_problems(text, &[]);
    }
}

#[test]
fn front_matter_as_text_is_reported() {
    let text = "\n---\ntitle: A\ndate: 2020-01-01\n---\n\nText\n";
    check_problems(text, &["markup/left-over: title: A"]);
    check_problems("title: A\ndate: 2020-01-01\n", &[]);
}
