use super::*;
use crate::content::ArticleTerms;

#[test]
fn the_lead_is_the_first_paragraph() {
    let check = |text: &str, expected: &str| assert_eq!(TestProject::default().render(text).body.lead, expected);
    check("## A\n\n- b\n\n> c\n\n**d** e\nf\n\ng", "d e f");
    check("![a](b.png)\n\nc", "c");
    check("", "");
}

#[test]
fn code_is_not_counted() {
    let check = |text: &str, expected: usize| assert_eq!(TestProject::default().render(text).body.words, expected);
    check("## a b\n\nc *d* [e](f.md)\n\n```\ng h\n```\n", 5);
    check("| a | b |\n|---|---|\n| c | d e |\n", 5);
}

#[test]
fn terms_are_those_of_all_the_text() {
    let terms = |text: &str| TestProject::default().render(text).body.terms;
    let alike = ArticleTerms::of("refund refund refund".to_owned(), "en", BodyMode::Memory);
    assert_eq!(terms("## Refunds\n\nrefund a *refund*").get(), alike.get());
}

#[test]
fn only_headings_in_the_open_are_in_the_outline() {
    let rendered = TestProject::default().render("## A\n\n> ## B\n\n### :tada: C\n");
    let outline: Vec<(u8, &str, &str)> = rendered
        .body
        .outline
        .iter()
        .map(|heading| (heading.level, heading.id.as_str(), heading.text.as_str()))
        .collect();
    assert_eq!(outline, [(2, "a", "A"), (3, "tada-c", "🎉 C")]);
}
