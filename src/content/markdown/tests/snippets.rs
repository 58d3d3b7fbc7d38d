use super::*;

fn project(snippets: &[(&'static str, &'static str)]) -> TestProject {
    TestProject { snippets: snippets.to_vec(), ..TestProject::default() }
}

#[test]
fn a_snippet_stands_for_its_blocks() {
    let project = project(&[("s", "a\n\n- b\n")]);
    assert_eq!(project.render("x\n\n{{> s }}\n\ny").html(), "<p>x</p>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n<p>y</p>\n");
}

#[test]
fn a_snippet_of_one_paragraph_stands_in_a_line() {
    let project = project(&[("s", "**a**\n"), ("two", "a\n\nb")]);
    assert_eq!(project.render("x {{> s }} y {{> s}}.").html(), "<p>x <strong>a</strong> y <strong>a</strong>.</p>\n");
    assert_eq!(project.render("x {{> two }}").problems(), ["snippet/not-inline: {{> two }}"]);
    assert_eq!(project.render("x {{> two }}").html(), "<p>x {{&gt; two }}</p>\n");
}

#[test]
fn snippets_use_snippets_and_variables() {
    let mut project = project(&[("a", "{{> b/c }}"), ("b/c", "{{ v }}")]);
    project.config.variables = BTreeMap::from([("v".into(), "w".into())]);
    assert_eq!(project.render("{{> a }}").html(), "<p>w</p>\n");
}

#[test]
fn a_snippets_name_may_be_a_path() {
    let project = project(&[("2fa/_note", "a")]);
    assert_eq!(project.render("{{> 2fa/_note.md }}").html(), "<p>a</p>\n");
}

#[test]
fn missing_snippets_are_reported() {
    let rendered = project(&[("refund-window", "a")]).render("{{> refund-windw }}");
    assert_eq!(rendered.problems(), ["snippet/missing: {{> refund-windw }}"]);
    assert_eq!(rendered.diagnostics[0].help, ["did you mean `refund-window`?"]);
}

#[test]
fn cycles_are_reported_with_their_chain() {
    let rendered = project(&[("a", "{{> b }}"), ("b", "{{> a }}")]).render("{{> a }}");
    assert_eq!(rendered.problems(), ["snippet/cycle: {{> a }}"]);
    assert_eq!(rendered.diagnostics[0].message, "snippet `a` includes itself: `a` → `b` → `a`");
}

#[test]
fn snippets_of_snippets_cannot_explode() {
    let many = "{{> b }}\n\n{{> b }}\n\n{{> b }}\n\n{{> b }}\n\n{{> b }}\n\n{{> b }}\n\n{{> b }}\n\n{{> b }}\n";
    let steps = [("b", "c"), ("c", "d"), ("d", "e"), ("e", "f"), ("f", "g")];
    let mut snippets: Vec<(&'static str, &'static str)> = vec![("a", many), ("g", "x")];
    for (name, inner) in steps {
        snippets.push((name, Box::leak(many.replace("> b", &format!("> {inner}")).into_boxed_str())));
    }
    let rendered = project(&snippets).render("{{> a }}");
    assert!(rendered.problems().iter().any(|problem| problem.starts_with("markup/too-complex")));
}
