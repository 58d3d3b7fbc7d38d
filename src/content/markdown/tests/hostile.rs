use std::time::{Duration, Instant};

use super::*;

/// Generous for an unoptimised build on a busy machine; what grows with the square of the text takes minutes.
const LIMIT: Duration = Duration::from_secs(20);

/// Renders in time, or refuses the text in time.
#[track_caller]
fn check(name: &str, text: &str) {
    let start = Instant::now();
    let rendered = TestProject::default().render(text);
    assert!(start.elapsed() < LIMIT, "{name}: {:?}", start.elapsed());
    let is_refused = rendered.problems().iter().any(|problem| problem.starts_with("markup/too-complex"));
    assert!(is_refused || !rendered.body.document.html().is_empty(), "{name}: nothing came out");
}

#[test]
fn hostile_texts_are_read_or_refused_in_time() {
    let definition = |number: usize| format!("[{number}]: a\n[{number}]\n\n");
    let cases: &[(&str, String)] = &[
        ("quotes", ">".repeat(10_000) + " a"),
        ("brackets", "[".repeat(50_000)),
        ("link openers", "[a](".repeat(20_000)),
        ("references", "[a][".repeat(20_000)),
        ("undefined references", "[a][b] ".repeat(20_000)),
        ("emphasis", "*a ".repeat(50_000)),
        ("emphasis both ways", "*a **a ".repeat(5_000) + &" a** a*".repeat(5_000)),
        ("backticks", (1..600).map(|count| "`".repeat(count) + " ").collect()),
        ("lists", (0..500).map(|depth| " ".repeat(depth * 2) + "- a\n").collect()),
        ("directives", ":::note\n".repeat(15_000)),
        ("ever longer directives", (3..1_000).map(|colons| ":".repeat(colons) + "note\n").collect()),
        ("entities", "&".repeat(100_000)),
        ("tags", "<a ".repeat(50_000)),
        ("comments", "<!--a-->".repeat(20_000)),
        ("open elements", "<b>".repeat(20_000) + &"</i>".repeat(20_000)),
        ("end tags", "<i>x</b>".repeat(20_000)),
        ("placeholders", "<x>".repeat(20_000)),
        ("headings", "# a\n".repeat(10_000)),
        ("definitions", (0..10_000).map(definition).collect::<Vec<_>>().concat()),
        ("variables in links", "[a]({{ b".repeat(20_000)),
        ("variables", "{{ a ".repeat(20_000) + "}}"),
        ("braces", "{{".repeat(50_000)),
        ("table", format!("|{}\n|{}\n{}", "a|".repeat(300), "-|".repeat(300), "|a\n".repeat(300))),
        ("wide table", format!("{}|\n{}|\n{}", "|a".repeat(60_000), "|-".repeat(60_000), "a\n".repeat(4))),
        ("footnotes", "[^1]:".repeat(10_000) + &"\n".repeat(10_000) + "a"),
        ("math", "$$a $\\`b".repeat(20_000)),
    ];
    for (name, text) in cases {
        check(name, text);
    }
}

#[test]
fn nesting_is_refused_with_a_place() {
    check_problems(&(">".repeat(10_000) + " a"), &[&format!("markup/too-complex: {}", ">".repeat(9_801) + " a")]);
    let problems = TestProject::default().render(&":::note\n".repeat(100)).problems();
    assert_eq!(problems, ["markup/too-complex: :::note"]);
}

#[test]
fn a_machines_line_is_refused() {
    let problems = TestProject::default().render(&"a ".repeat(5 << 20)).problems();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].starts_with("markup/too-complex: a a"), "{}", &problems[0][..60]);
}
