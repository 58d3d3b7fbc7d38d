use jiff::civil::date;

use super::*;
use crate::diagnostic::Place;
use crate::source::Sources;
use crate::theme::fixture;

const ENGLISH: &str = r#"
search = "Search"
link-to = "Link to {title}"
articles = { one = "{count} article in {place}", other = "{count} articles in {place}" }
"#;
const PORTUGUESE: &str = "search = \"Pesquisar\"";
const POLISH: &str =
    "articles = { one = \"{count} artykuł\", few = \"{count} artykuły\", other = \"{count} artykułów\" }";

fn texts(language: &str, site: &[(&str, &str)]) -> Outcome<UiTexts> {
    let defaults = [("i18n/en.toml", ENGLISH), ("i18n/pt.toml", PORTUGUESE), ("i18n/pl.toml", POLISH)];
    UiTexts::load(&fixture::theme(&mut Sources::default(), &defaults, site), language)
}

#[track_caller]
fn check(language: &str, site: &[(&str, &str)], key: &str, expected: &str) {
    let texts = texts(language, site);
    assert_eq!(texts.diagnostics, []);
    assert_eq!(texts.value.get(key), expected);
}

#[test]
fn a_language_falls_back_to_its_parent_and_to_english() {
    check("pt-BR", &[], "search", "Pesquisar");
    check(
        "zh-TW",
        &[("i18n/zh.toml", "search = \"搜索\""), ("i18n/zh-Hant.toml", "search = \"搜尋\"")],
        "search",
        "搜尋",
    );
    check(
        "zh-CN",
        &[("i18n/zh.toml", "search = \"搜索\""), ("i18n/zh-Hant.toml", "search = \"搜尋\"")],
        "search",
        "搜索",
    );
    check("pt-BR", &[], "link-to", "Link to {title}");
    check("xx", &[], "search", "Search");
    check("", &[], "search", "Search");
    check("en-GB", &[], "search", "Search");
}

#[test]
fn the_sites_file_is_merged_over_the_themes() {
    let site = [("i18n/en.toml", "search = \"Find\"")];
    check("en", &site, "search", "Find");
    check("en", &site, "link-to", "Link to {title}");
    check("pt", &site, "search", "Pesquisar");
    check("pt-BR", &[("i18n/pt-br.toml", "search = \"Buscar\"")], "search", "Buscar");
}

#[test]
fn placeholders_are_replaced_once() {
    let texts = texts("en", &[]).value;
    assert_eq!(texts.format("link-to", &[("title", "{title}")]), "Link to {title}");
    assert_eq!(texts.format("link-to", &[]), "Link to {title}");
    assert_eq!(fill("{ a {b} {", &[("b", "x")]), "{ a x {");
}

#[test]
fn plurals_follow_the_language_that_wrote_them() {
    let check = |language: &str, count: usize, expected: &str| {
        assert_eq!(texts(language, &[]).value.plural("articles", count, &[("place", "Billing")]), expected);
    };
    check("en", 1, "1 article in Billing");
    check("en", 0, "0 articles in Billing");
    check("en", 12345, "12,345 articles in Billing");
    check("pl", 3, "3 artykuły");
    check("pl-PL", 22, "22 artykuły");
    check("pl", 5, "5 artykułów");
    // French uses the singular for 0, but the text is in English.
    check("fr", 0, "0 articles in Billing");
}

#[test]
fn dates_and_numbers_follow_the_language() {
    let check = |language: &str, day: &str, number: &str| {
        let texts = texts(language, &[]).value;
        assert_eq!((texts.date(date(2026, 11, 8)).as_str(), texts.number(1_234_567).as_str()), (day, number));
    };
    check("en", "November 8, 2026", "1,234,567");
    check("en-GB", "8 November 2026", "1,234,567");
    check("de", "8. November 2026", "1.234.567");
    check("pt-BR", "8 de novembro de 2026", "1.234.567");
    check("pl", "8 listopada 2026", "1\u{a0}234\u{a0}567");
    check("zh-TW", "2026年11月8日", "1,234,567");
    check("fa", "۸ نوامبر ۲۰۲۶", "۱٬۲۳۴٬۵۶۷");
    check("xx", "2026-11-08", "1,234,567");
    assert_eq!(UiTexts::default().date(date(2026, 11, 8)), "2026-11-08");
    assert_eq!(UiTexts::default().number(1_234_567), "1234567");
}

#[test]
fn direction_is_that_of_the_script() {
    for (language, expected) in
        [("ar", "rtl"), ("he-IL", "rtl"), ("en", "ltr"), ("az-Arab", "rtl"), ("nonsense tag", "ltr")]
    {
        assert_eq!(texts(language, &[]).value.direction(), expected, "{language}");
    }
}

#[track_caller]
fn check_mistake(site: &str, expected: &[(&str, &str)]) {
    let found = texts("en", &[("i18n/en.toml", site)]).diagnostics;
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|diagnostic| match &diagnostic.place {
            Place::Span(span) => (diagnostic.message.as_str(), &site[span.range.clone()]),
            other => panic!("no span: {other:?}"),
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn mistakes_are_reported_at_their_place() {
    check_mistake("search = 3", &[("text `search` is an integer, expected a string or a table of plural forms", "3")]);
    check_mistake("articles = { one = \"x\" }", &[("the plural forms of `articles` lack `other`", "articles")]);
    check_mistake(
        "months = [\"Jan\"]",
        &[("text `months` is an array, expected a string or a table of plural forms", "[\"Jan\"]")],
    );
    check_mistake(
        "a = { on = \"x\", other = \"y\" }",
        &[("`on` is not a plural form, expected one of `zero`, `one`, `two`, `few`, `many`, `other`", "on")],
    );
}

#[test]
fn all_mistakes_of_a_file_are_reported_and_the_rest_is_used() {
    let outcome = texts("en", &[("i18n/en.toml", "a = 1\nb = true\nsearch = \"Find\"")]);
    assert_eq!(outcome.diagnostics.len(), 2);
    assert_eq!(outcome.value.get("search"), "Find");
    assert_eq!(texts("en", &[("i18n/en.toml", "a = \nb = \"")]).diagnostics.len(), 2);
}
