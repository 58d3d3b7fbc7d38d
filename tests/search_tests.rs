//! Tests `search-tests.toml` and `answerbook search --explain` from the command line.

// Snapbox writes its snapshots as raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use snapbox::str;
use support::TestFolder;

fn site(tests: &str) -> TestFolder {
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n[[locale]]\ncode = \"fr\"\n")
        .file("search-tests.toml", tests)
        .file("content/billing/refunds.md", "# Get a refund\n\nRefunds take ten days.\n")
        .file("content/fr/billing/refunds.md", "# Remboursement\n\nDix jours.\n")
        .file("content/billing/invoices.md", "# Invoices\n\nWe send an invoice each month, never a refund.\n")
}

#[test]
fn searches_that_find_their_articles_are_silent() {
    let tests = "\
        [[test]]\nquery = \"refund\"\narticle = \"content/billing/refunds.md\"\nwithin = 1\n\
        [[test]]\nquery = \"remboursement\"\narticle = \"billing/refunds\"\nlocale = \"fr\"\n\
        [[test]]\nquery = \"dix\"\narticle = \"content/billing/refunds.md\"\nlocale = \"fr\"\n";
    site(tests).run("check --only search").stderr("checked [..] articles in 2 editions in [..] s\n").check();
}

#[test]
fn a_search_that_finds_something_else_first_fails() {
    let tests = "[[test]]\nquery = \"refund\"\narticle = \"billing/invoices\"\nwithin = 1\n";
    site(tests)
        .run("check --only search")
        .code(1)
        .stderr(str![[r#"
error[search/failed-test]: `refund` finds “Invoices” in place 2, not among the first 1
 --> search-tests.toml:2:10
  |
2 | query = "refund"
  |          ^^^^^^ finds “Get a refund”, “Invoices”
  |
  = help: see why: `answerbook search "refund" --explain`
  = help: add words that customers use to the article's `keywords`, or to `synonyms` in `answerbook.toml`

1 error
checked [..] articles in 2 editions in [..] s

"#]])
        .check();
}

#[test]
fn an_article_that_search_must_not_find_cannot_be_expected() {
    let tests = "[[test]]\nquery = \"prices\"\narticle = \"prices\"\n";
    let test = site(tests)
        .file("content/prices.md", "---\nsearch: false\n---\n# Prices\n\nText.\n")
        .run("check --only search");
    test.code(1).stderr("error[search/failed-test]: `prices` does not find “Prices”\n...").check();
}

#[test]
fn mistakes_in_the_file_are_reported_like_those_in_the_configuration() {
    let tests = "[[test]]\nquery = \"refund\"\n[[test]]\nquery = 3\narticle = \"a\"\nwithn = 2\n";
    let output = site(tests).run("check --format short").code(1).output();
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    for expected in [
        "search-tests.toml:1:1: error[config/missing-key]",
        "search-tests.toml:4:9: error[config/type]",
        "search-tests.toml:6:1: error[config/unknown-key]",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn the_rank_of_a_result_is_explained() {
    site("")
        .run("search refunded --explain")
        .stdout(str![[r#"
2 articles for “refunded”

1. Get a refund
   /billing/refunds/
   Refunds take ten days.
   score 1814.4, from the sum of the words, 151.2
      151.2  refunded, as “refund” (0.90), in the title; rarity 8
     × 3.00  words in the title
     × 4.00  the title is the query

2. Invoices
   /billing/invoices/
   We send an invoice each month, never a refund.
   score 50.4, from the sum of the words, 50.4
       50.4  refunded, as “refund” (0.90); rarity 8

"#]])
        .check();
}
