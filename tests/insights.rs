//! Tests the path from event files to figures with the requests that a team would make.

mod support;

use std::process::Command;

use serde_json::Value;
use support::TestFolder;

/// A line with its own id, on 20 November 2026.
fn line(number: u32, rest: &str) -> String {
    format!(
        "{{\"v\":1,\"id\":\"00000000-0000-4000-8000-{number:012x}\",\"at\":\"2026-11-20T08:00:00Z\",\
         \"visit\":\"00000000-0000-4000-9000-{:012x}\",\"locale\":\"en\",{rest}}}\n",
        number / 10
    )
}

fn events() -> String {
    let lines = [
        line(10, r#""event":"view","article":"billing/refunds","page":"/billing/refunds/""#),
        line(
            11,
            r#""event":"feedback","article":"billing/refunds","helpful":false,"reason":"unclear","comment":"<i>?""#,
        ),
        line(12, r#""event":"search","query":"quit","hits":0"#),
        line(13, r#""event":"search","query":"refund","hits":2,"opened":"/billing/refunds/","rank":1"#),
        line(20, r#""event":"search","query":"solar panels","hits":0"#),
        line(30, r#""event":"view","article":"billing/refunds","locale_":1"#),
    ];
    // A line that arrived twice, and one that a crash cut off.
    lines.concat() + &line(10, r#""event":"view","article":"billing/refunds""#) + "{\"v\":1,\"id\":"
}

fn help() -> TestFolder {
    TestFolder::new()
        .file("answerbook.toml", "title = \"Help\"\n\n[articles]\nrelated = 2\n")
        .file("content/billing/index.md", "# Billing\n")
        .file("content/billing/refunds.md", "---\ntitle: Refunds\nowner: Ada\n---\nText.\n")
        .file("content/billing/late.md", "---\ntitle: Late bills\n---\nText.\n")
        .file("events.jsonl", events())
}

#[test]
fn lines_become_figures() {
    let output = help().run("insights events.jsonl --json").output();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "ignored 2 invalid lines or rows\n");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let share = |value: &Value| (value["numerator"].as_u64(), value["denominator"].as_u64());
    assert_eq!(report["events"], 5);
    assert_eq!(share(&report["helpfulness"]), (Some(0), Some(1)));
    assert_eq!(share(&report["search"]["success"]), (Some(1), Some(3)));
    assert_eq!(report["articles"][0]["owner"], "Ada");
    assert_eq!(report["todo"]["unread"][0]["key"], "billing/late");
}

#[test]
fn days_and_editions_can_be_chosen() {
    let events = |arguments: &str| {
        let output = help().run(&format!("insights events.jsonl --json {arguments}")).output();
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["events"].clone()
    };
    assert_eq!(events("--since 2026-11-20"), 5);
    assert_eq!(events("--since 2026-11-21"), 0);
    assert_eq!(events("--locale en"), 5);
    assert_eq!(events("--locale fr"), 0);
}

#[test]
fn proposals_apply_to_the_project() {
    let test = help().run("insights events.jsonl --propose ideas.patch --html report.html").check();
    let git = |arguments: &[&str]| {
        let status = Command::new("git").current_dir(test.path("")).args(arguments).status().expect("git runs");
        assert!(
            status.success(),
            "git {arguments:?}: {}",
            std::fs::read_to_string(test.path("ideas.patch")).expect("a patch")
        );
    };
    git(&["init", "-q"]);
    git(&["apply", "ideas.patch"]);
    let config = std::fs::read_to_string(test.path("answerbook.toml")).expect("the configuration");
    assert!(config.starts_with("title = \"Help\"\n\n[articles]\n"), "{config}");
    assert!(config.ends_with("\n[search]\nsynonyms = [\n  [\"refund\", \"quit\"],\n]\n"), "{config}");
    let draft = std::fs::read_to_string(test.path("content/solar-panels.md")).expect("a draft");
    assert!(draft.starts_with("---\ntitle: \"Solar panels\"\ndraft: true\n"), "{draft}");
    let page = std::fs::read_to_string(test.path("report.html")).expect("the page");
    assert!(page.contains("&lt;i&gt;?") && !page.contains("<i>?"));
}

#[test]
fn drafts_go_where_their_language_is_written() {
    let search = |number, query: &str, locale: &str| {
        line(number, &format!(r#""event":"search","query":"{query}","hits":0"#))
            .replace("\"en\"", &format!("\"{locale}\""))
    };
    let test = help()
        .file("answerbook.toml", "title = \"Help\"\n\n[[locale]]\ncode = \"en\"\n\n[[locale]]\ncode = \"de\"\n")
        .file("content/de/billing/refunds.md", "# Erstattung\n\nText.\n")
        .file("events.jsonl", search(1, "solar", "en") + &search(2, "wallbox", "de") + &search(3, "fax", "xx"))
        .run("insights events.jsonl --propose ideas.patch")
        .check();
    let patch = std::fs::read_to_string(test.path("ideas.patch")).expect("a patch");
    let files: Vec<&str> = patch.lines().filter_map(|line| line.strip_prefix("+++ b/")).collect();
    assert_eq!(files, ["content/de/wallbox.md", "content/solar.md", "content/fax.md"], "{patch}");
}

#[test]
fn a_score_starts_again_with_what_readers_read_and_with_nothing_else() {
    let hash = |front: &str, text: &str| {
        let test = TestFolder::new()
            .file("answerbook.toml", "[events]\nendpoint = \"/api/events\"\n")
            .file("content/refunds.md", format!("---\ntitle: Refunds\n{front}---\n{text}\n"))
            .run("build")
            .check();
        let page = std::fs::read_to_string(test.path("public/refunds/index.html")).expect("a page");
        let (_, rest) = page.split_once("name=\"hash\" value=\"").expect("a hash");
        rest[..16].to_owned()
    };
    let first = hash("", "Ask us.");
    assert_eq!(hash("owner: Ada\nreviewed: 2026-11-01\norder: 3\n", "Ask us."), first);
    assert_ne!(hash("", "Ask us again."), first);
    assert_ne!(hash("description: How to ask.\n", "Ask us."), first);
}

#[test]
fn what_cannot_be_read_is_reported() {
    TestFolder::new()
        .run("insights nowhere.sqlite")
        .code(2)
        .stderr("error: cannot read `nowhere.sqlite`: No such file or directory (os error 2)\n")
        .check()
        .file("other.sqlite", "SQLite format 3\0 but not whole")
        .run("insights other.sqlite")
        .code(2)
        .check()
        .run("insights events.jsonl --since yesterday")
        .code(2)
        .stderr("error: `yesterday` is not a time such as `400d`, `26w` or `12h`\n  help: use a date, such as `2026-11-01`, or a time, such as `30d`\n")
        .check();
}

/// A request for an address that leads nowhere.
fn missing(number: u32, page: &str, more: &str) -> String {
    line(number, &format!(r#""event":"missing","page":"{page}"{more}"#))
}

#[test]
fn addresses_that_readers_ask_for_are_listed_and_proposed() {
    let from = r#","referrer":"forum.example""#;
    let events = [
        missing(1, "/billing/Refunds.html", from),
        missing(2, "/billing/Refunds.html", from),
        missing(3, "/billing/Refunds.html", ""),
        missing(4, "/payment/refunds/", from),
        missing(5, "/billing/refunds/", r#","anchor":"How_Long""#),
        missing(6, "/nothing/like/it/", ""),
        // What leads somewhere by now is no task any more.
        missing(7, "/billing/refunds/", ""),
        missing(8, "/known/", ""),
        missing(9, "/%E2%80%AEspoofed/", ""),
    ];
    let events = events.concat();
    let folder = || {
        TestFolder::new()
            .file("addresses.toml", "# Ours.\n[moved]\n\"/known/\" = \"/billing/refunds/\"\n")
            .file("content/billing/refunds.md", "# Refunds\n\nText.\n\n## How long\n\nText.\n")
            .file("events.jsonl", &events)
    };
    let output = folder().run("insights events.jsonl --json").output();
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let lost = report["todo"]["lost"].as_array().expect("a list").iter();
    let lost: Vec<_> = lost
        .map(|one| {
            (one["address"].as_str(), one["requests"].as_u64(), one["near"].as_str(), one["is_certain"].as_bool())
        })
        .collect();
    let expected = [
        ("/billing/Refunds.html", 3, Some("/billing/refunds/"), true),
        ("/billing/refunds/#How_Long", 1, Some("/billing/refunds/#how-long"), true),
        ("/nothing/like/it/", 1, None, false),
        ("/payment/refunds/", 1, Some("/billing/refunds/"), false),
    ];
    assert_eq!(
        lost,
        expected.map(|(address, requests, near, is_certain)| (Some(address), Some(requests), near, Some(is_certain)))
    );
    assert_eq!(report["todo"]["lost"][0]["from"][0], serde_json::json!(["forum.example", 2]));
    let test = folder().run("insights events.jsonl --propose ideas.patch").check();
    support::fixture::git(&test.path(""), "git init -q; git apply ideas.patch");
    assert_eq!(
        test.read("addresses.toml"),
        "# Ours.\n[moved]\n\"/billing/Refunds.html\" = \"/billing/refunds/\"\n\
         \"/billing/refunds/#How_Long\" = \"/billing/refunds/#how-long\"\n\
         # \"/nothing/like/it/\" = \"/…/\"  # 1 request: where is it now?\n\
         # \"/payment/refunds/\" = \"/billing/refunds/\"  # 1 request, from forum.example ×1: is this right?\n\
         \"/known/\" = \"/billing/refunds/\"\n"
    );
}

#[test]
fn what_git_shows_is_proposed_with_its_commit() {
    let test = TestFolder::new()
        .file("content/old.md", "# Refunds\n\nText about refunds and how long a bank needs to pay the money back.\n")
        .file("events.jsonl", missing(1, "/old/", ""));
    support::fixture::git(
        &test.path(""),
        "git init -q -b main; git add content; git commit -q -m one\n\
         git mv content/old.md content/quite-different.md; git commit -q -m two",
    );
    let test = test.run("insights events.jsonl --propose ideas.patch").check();
    let patch = test.read("ideas.patch");
    assert!(patch.contains("+\"/old/\" = { to = \"/quite-different/\", commit = \""), "{patch}");
    assert!(patch.starts_with("diff --git a/addresses.toml b/addresses.toml\nnew file mode 100644\n"), "{patch}");
}
