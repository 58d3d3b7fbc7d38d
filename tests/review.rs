//! Tests `answerbook review`: what is due, for whom, and how a review is recorded without touching anything else.

mod support;

use std::fs;
use std::process::Command;

use serde_json::Value;
use snapbox::str;
use support::TestFolder;

fn site() -> TestFolder {
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n[articles]\nreview_every = 1000\n")
        .file("content/billing/index.md", "---\ntitle: Billing\nreview_every: 30\nreviewed: 2026-11-01\n---\n")
        .file(
            "content/billing/refunds.md",
            "---\ntitle: Refunds\nowner: Billing\nreviewed: 2026-08-01\nreviewed_by: Ada\n---\nText.\n",
        )
        .file("content/billing/bills/late.md", "---\ntitle: Late\nowner: Billing\nupdated: 2026-07-01\n---\nText.\n")
        .file("content/billing/own.md", "---\ntitle: Own\nreview_every: 2 years\nupdated: 2026-01-01\n---\nText.\n")
        .file("content/plans.md", "---\ntitle: Plans\nupdated: 2022-01-01\n---\nText.\n")
        .file("content/new.md", "---\ntitle: New\nupdated: 2026-01-01\n---\nText.\n")
}

#[test]
fn what_is_due_is_listed_by_owner() {
    site()
        .run("review --date 2026-11-15")
        .code(1)
        .stdout(str![[r"
3 articles are due for a review on 2026-11-15

Billing (2)
  content/billing/bills/late.md
    due since 2026-07-31, never reviewed, changed on 2026-07-01
  content/billing/refunds.md
    due since 2026-08-31, reviewed on 2026-08-01 by Ada

No owner (1)
  content/plans.md
    due since 2024-09-27, never reviewed, changed on 2022-01-01

"]])
        .check();
}

#[test]
fn one_owner_sees_their_own_articles_with_votes() {
    let config = "base_url = \"https://help.example/\"\n[articles]\nreview_every = 1000\n[events]\nendpoint = \"/e\"\n";
    let test = site().file("answerbook.toml", config).run("build --date 2026-11-15").check();
    let page = test.read("public/billing/refunds/index.html");
    let hash = support::site::values(&page, "name=\"hash\" value=\"")[0].to_owned();
    let event = |number: u32, helpful: bool| {
        format!(
            "{{\"v\":1,\"id\":\"00000000-0000-4000-8000-{number:012x}\",\"at\":\"2026-11-10T08:00:00Z\",\
             \"visit\":\"00000000-0000-4000-9000-{number:012x}\",\"locale\":\"en\",\"event\":\"feedback\",\
             \"article\":\"billing/refunds\",\"hash\":\"{hash}\",\"helpful\":{helpful}}}\n"
        )
    };
    let test = test.file("events.jsonl", [event(1, true), event(2, false), event(3, true)].concat());
    let run = test.run("review --date 2026-11-15 --owner billing --events events.jsonl").code(1);
    run.stdout(str![[r"
2 articles are due for a review on 2026-11-15

Billing (2)
  content/billing/bills/late.md
    due since 2026-07-31, never reviewed, changed on 2026-07-01
    no votes on the current text
  content/billing/refunds.md
    due since 2026-08-31, reviewed on 2026-08-01 by Ada
    helped 2 of 3 readers who voted

"]])
        .check();
}

#[test]
fn programs_read_one_object_per_article() {
    let output = site().run("review --date 2026-11-15 --format json").code(1).output();
    let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let first: Value = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    assert_eq!(lines.lines().count(), 3);
    assert_eq!((&first["path"], &first["due"]), (&"content/plans.md".into(), &"2024-09-27".into()));
    assert_eq!((&first["review_every"], &first["reviewed"]), (&1000.into(), &Value::Null));
}

#[test]
fn nothing_due_is_success() {
    site().run("review --date 2022-01-02").stdout("0 articles are due for a review on 2022-01-02\n").check();
}

#[test]
fn a_review_changes_the_date_and_no_other_byte() {
    let check = |before: &str, arguments: &str, after: &str| {
        let test = TestFolder::new().file("content/a.md", before);
        let test = test.run(&format!("review done content/a.md --date 2026-11-30 {arguments}")).check();
        assert_eq!(fs::read_to_string(test.path("content/a.md")).expect("the article"), after);
    };
    check("# A\r\n\r\nB", "", "---\r\nreviewed: 2026-11-30\r\n---\r\n\r\n# A\r\n\r\nB");
    check("---\nreviewed: 2020-01-01  # yearly\n---\n\tA ", "", "---\nreviewed: 2026-11-30  # yearly\n---\n\tA ");
    check("---\nlast_reviewed: 2020-01-01\n---\n", "", "---\nlast_reviewed: 2026-11-30\n---\n");
    check(
        "+++\ntitle = 'A'\n+++\n",
        "--by Ada",
        "+++\ntitle = 'A'\nreviewed = 2026-11-30\nreviewed_by = \"Ada\"\n+++\n",
    );
    check("\u{feff}---\r\na: 1\r\n---\r\n", "", "\u{feff}---\r\na: 1\r\nreviewed: 2026-11-30\r\n---\r\n");
}

#[test]
fn folders_are_reviewed_as_a_whole_and_then_nothing_is_due() {
    site()
        .run("review done content/billing content/plans.md --by Ben --date 2026-11-15")
        .stderr("recorded a review of 5 articles\n")
        .check()
        .run("review --date 2026-11-16")
        .stdout("0 articles are due for a review on 2026-11-16\n")
        .check();
}

#[test]
fn what_cannot_be_recorded_is_reported() {
    let test = site().file("content/flow.md", "---\n{title: A}\n---\n").file("notes.txt", "");
    let test = test.run("review done content/flow.md --date 2026-11-30").code(1).stderr(str![[r"
`content/flow.md` has front matter that cannot be edited: add `reviewed: 2026-11-30` to it by hand
recorded a review of 0 articles

"]]);
    let test = test
        .check()
        .run("review done notes.txt")
        .code(2)
        .stderr("error: `notes.txt` is not an article, and contains none\n...");
    let test = test.check().run("review done content/billing/refunds.md --date 2026-11-30");
    let shown = "`content/billing/refunds.md` still has `reviewed_by: Ada`; set it with `--by NAME`\nrecorded a review of 1 article\n";
    test.stderr(shown).check();
}

fn git(test: &TestFolder, day: &str, arguments: &[&str]) {
    let author = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let date = format!("{day}T12:00:00Z");
    let run = Command::new("git")
        .args(author)
        .args(arguments)
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date)
        .current_dir(test.path(""))
        .output()
        .expect("git runs");
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

fn commit(test: &TestFolder, day: &str) {
    git(test, day, &["add", "-A"]);
    git(test, day, &["commit", "-q", "-m", "A"]);
}

/// A repository with a help center, an API and a product, which change after the articles were reviewed.
fn watching() -> TestFolder {
    let article = |title: &str, watches: &str, reviewed: &str| {
        format!("---\ntitle: {title}\nwatches: {watches}\n{reviewed}---\nText.\n")
    };
    let test = TestFolder::new()
        .file("help/content/code.md", article("Code", "[\"../src/billing/**\"]", "reviewed: 2026-03-01\n"))
        .file("help/content/later.md", article("Later", "[\"../src/billing/**\"]", "reviewed: 2026-06-01\n"))
        .file("help/content/api.md", article("API", "\"../api.yaml#/paths/~1invoices\"", "reviewed: 2026-03-01\n"))
        .file("help/content/never.md", article("Never", "[\"../src/other/\"]", ""))
        .file("src/billing/a/pay.rs", "1")
        .file("src/other/x.rs", "1")
        .file("api.yaml", "paths:\n  /invoices: {get: 1}\n  /bills: {get: 1}\n");
    git(&test, "2026-02-01", &["init", "-q", "."]);
    commit(&test, "2026-02-01");
    let test = test.file("api.yaml", "paths:\n  /invoices: {get: 1}\n  /bills: {get: 2}\n");
    commit(&test, "2026-04-01");
    let test = test.file("src/billing/a/pay.rs", "2");
    commit(&test, "2026-05-01");
    test
}

#[test]
fn a_change_of_something_watched_makes_a_review_due() {
    watching()
        .run("review help --date 2026-07-01")
        .code(1)
        .stdout(str![[r"
1 article is due for a review on 2026-07-01

No owner (1)
  content/code.md
    due since 2026-05-01, reviewed on 2026-03-01
    src/billing/a/pay.rs changed on 2026-05-01

"]])
        .check();
}

#[test]
fn a_pointer_watches_a_part_of_a_file_and_folders_can_lose_files() {
    let test =
        watching().file("api.yaml", "paths:\n  /invoices: {get: 2}\n  /bills: {get: 2}\n").without("src/other/x.rs");
    let test = test.file("src/other/y.rs", "1");
    commit(&test, "2026-06-02");
    let output = test.run("review help --date 2026-07-01 --format json").code(1).output();
    let report = String::from_utf8(output.stdout).expect("UTF-8");
    let found: Vec<(String, String)> = report
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|task| {
            (
                task["path"].as_str().unwrap_or_default().into(),
                task["changed"]["date"].as_str().unwrap_or_default().into(),
            )
        })
        .collect();
    let expected =
        [("content/code.md", "2026-05-01"), ("content/api.md", "2026-06-02"), ("content/never.md", "2026-06-02")];
    assert_eq!(found, expected.map(|(path, date)| (path.to_owned(), date.to_owned())));
}

#[test]
fn files_that_cannot_have_a_review_are_named_and_the_others_have_it() {
    let unclosed = "---\ntitle: A\n\n# A\n";
    let test = TestFolder::new()
        .file("content/a.md", unclosed)
        .file("content/b.md", b"---\ntitle: B\n---\n\xE9\n")
        .file("content/c.md", "# C\n")
        .run("review done content --date 2026-11-30")
        .code(1)
        .stderr(str![[r"
`content/a.md` has front matter that is not closed: end it, then record the review
`content/b.md` is not UTF-8: save it as UTF-8, then record the review
recorded a review of 1 article

"]])
        .check();
    assert_eq!(test.read("content/a.md"), unclosed);
    assert_eq!(test.read("content/c.md"), "---\nreviewed: 2026-11-30\n---\n\n# C\n");
}
