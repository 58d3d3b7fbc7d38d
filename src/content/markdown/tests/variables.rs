use super::*;

fn project() -> TestProject {
    let mut project = TestProject::default();
    project.config.variables =
        BTreeMap::from([("product".into(), "Lu & Men".into()), ("base".into(), "https://x.test".into())]);
    project
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(project().render(text).html(), expected);
}

#[track_caller]
fn check_problems(text: &str, expected: &[&str]) {
    assert_eq!(project().render(text).problems(), expected);
}

#[test]
fn variables_are_replaced_in_text() {
    check("a {{ product }} b {{product}}", "<p>a Lu &amp; Men b Lu &amp; Men</p>\n");
    check("*{{ product }}*", "<p><em>Lu &amp; Men</em></p>\n");
    check(
        ":::note {{ product }}\nx\n:::\n",
        "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Lu &amp; Men</p>\n<p>x</p>\n</div>\n",
    );
}

#[test]
fn variables_are_replaced_in_raw_html() {
    check("<div>{{ product }}</div>\n", "<div>Lu &amp; Men</div>\n");
    check("<pre>{{ product }}</pre>\n", "<pre>{{ product }}</pre>\n");
}

#[test]
fn variables_are_replaced_in_titles_of_alerts() {
    let html = project().render("> [!NOTE] {{ product }}\n> x\n").html();
    assert!(html.contains("<p class=\"alert-title\">Lu &amp; Men</p>"), "{html}");
}

#[test]
fn variables_are_replaced_in_links_and_pictures() {
    check("[a]({{ base }}/b \"{{ product }}\")", "<p><a href=\"https://x.test/b\" title=\"Lu &amp; Men\">a</a></p>\n");
    check("[a][b]\n\n[b]: {{ base }}/c\n", "<p><a href=\"https://x.test/c\">a</a></p>\n");
    check("x ![{{ product }}]({{base}}/a.png)", "<p>x <img src=\"https://x.test/a.png\" alt=\"Lu &amp; Men\"></p>\n");
}

#[test]
fn headings_take_their_ids_from_the_value() {
    let rendered = project().render("## {{ product }}");
    assert_eq!(rendered.body.outline[0].id, "lu--men");
}

#[test]
fn code_is_never_touched() {
    check("`{{ product }} [a]({{ base }})`", "<p><code>{{ product }} [a]({{ base }})</code></p>\n");
    check(
        "    [a]({{ base }})\n",
        "<div class=\"code\"><pre tabindex=\"0\"><code>[a]({{ base }})\n</code></pre></div>\n",
    );
}

#[test]
fn a_backslash_shows_the_braces() {
    check("\\{{ product }}", "<p>{{ product }}</p>\n");
    check_problems("\\{{ nope }}", &[]);
}

#[test]
fn braces_of_other_tools_are_text() {
    for text in ["{{ .Values.a }}", "{{- if x }}", "{{ \"x\" | upper }}", "{{ a b }}", "{{ 1 }}"] {
        check_problems(text, &[&format!("markup/left-over: {text}")]);
    }
    for text in ["{{}}", "{{"] {
        check_problems(text, &[]);
    }
}

#[test]
fn unknown_variables_are_reported_and_stay() {
    check("{{ prodct }}", "<p>{{ prodct }}</p>\n");
    check_problems("é {{ prodct }} and {{ prodct }}", &["variable/unknown: {{ prodct }}"; 2]);
    assert_eq!(project().render("{{ prodct }}").diagnostics[0].help, ["did you mean `product`?"]);
    let rendered = TestProject::default().render("{{ a }} {{ a }} {{ b }}");
    assert_eq!(rendered.problems(), ["variable/unknown: {{ a }}", "variable/unknown: {{ b }}"]);
}

#[test]
fn a_later_use_is_shown_at_its_own_place() {
    let rendered = project().render("{{ nope }} x {{ nope }}");
    let starts: Vec<usize> = rendered
        .diagnostics
        .iter()
        .map(|diagnostic| match &diagnostic.place {
            Place::Span(span) => span.range.start,
            _ => 0,
        })
        .collect();
    assert_eq!(starts, [0, 13]);
}

#[test]
fn variables_do_not_make_an_article_endless() {
    let mut project = TestProject::default();
    project.config.variables.insert("long".into(), "x".repeat(20_000));
    let calls = "{{ long }}\n\n".repeat(1_000);
    let titles = ":::note {{ long }}\nText\n:::\n\n".repeat(1_000);
    let html = "<b>{{ long }}</b>\n".repeat(1_000);
    for text in [calls, titles, html] {
        let rendered = project.render(&text);
        assert!(rendered.body.document.html().len() < 3 << 20, "{}", rendered.body.document.html().len());
        let problems = rendered.problems();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("markup/too-complex: "), "{problems:?}");
    }
    assert_eq!(project.render("{{ long }}\n\n".repeat(50).as_str()).problems(), [""; 0]);
}
