//! No text from a project or from events can control the terminal, disguise itself, or imitate the program's own
//! output.

mod support;

use answerbook::printable::is_deceptive;
use support::TestFolder;

/// Characters that control the terminal (C1, C0), reverse the direction, break the line, or are invisible.
const HOSTILE: &str = "x\u{9b}2J\u{85}\u{202e}\u{2066}\u{2028}FORGED\u{200b}\u{e0041}\u{7f}";

fn help() -> TestFolder {
    let yaml = HOSTILE.replace('\u{7f}', "\\x7f").replace('\u{85}', "\\x85").replace('\u{9b}', "\\x9b");
    let toml = HOSTILE.replace('\u{7f}', "\\u007f");
    let event = |rest: &str| {
        let place = r#""v":1,"id":"00000000-0000-4000-8000-000000000001","at":"2026-11-22T08:00:00Z","article":"a""#;
        format!("{{{place},{rest}}}\n")
    };
    let comment = "first\\nFORGED: \u{202e}\u{2028}\u{200b}\u{e0041}";
    TestFolder::new()
        .file(
            "answerbook.toml",
            format!(
                "title = \"{toml}\"\nunknown = 1\n\n[[version]]\nid = \"2\"\nlabel = \"{toml}\"\nsource = \"dir:content\"\n\n\
                 [[locale]]\ncode = \"en\"\nlabel = \"{toml}\"\n\n[[locale]]\ncode = \"de\"\nlabel = \"{toml}\"\n"
            ),
        )
        .file(
            "content/a.md",
            format!(
                "---\ntitle: \"Refund {yaml}\\nFORGED\"\nowner: \"{yaml}\"\nlabels: [\"{yaml}\"]\nunknown: 1\n---\n\
                 Text [{HOSTILE}](no{HOSTILE}where.md) of a refund.\n\n## Heading {HOSTILE}\n\nRefund {HOSTILE}.\n"
            ),
        )
        .file(&format!("content/n{HOSTILE}\nFORGED.md"), "# Refund\n\n[x](y.md)\n")
        .file(
            "events.jsonl",
            event(&format!(r#""event":"feedback","helpful":false,"comment":"{comment}""#))
                + &event(r#""event":"search","query":"two\nwords","hits":0"#).replace("01\"", "02\"")
                + &event(&format!(r#""event":"view","version":"{HOSTILE}""#)),
        )
}

/// Runs a command, with any exit code, and checks everything it prints.
#[track_caller]
fn check(arguments: &[&str], expected: &str) {
    let mut test = help().run("");
    for argument in arguments {
        test = test.arg(argument);
    }
    let output = test.any_output();
    for bytes in [&output.stdout, &output.stderr] {
        let printed = String::from_utf8(bytes.clone()).expect("UTF-8");
        let found = printed.chars().find(|c| is_deceptive(*c) && !matches!(c, '\n' | '\t'));
        assert_eq!(found, None, "{arguments:?}: {printed}");
        assert!(!printed.lines().any(|line| line.starts_with("FORGED")), "{arguments:?}: {printed}");
    }
    let all = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(all.contains(expected), "{arguments:?} prints no `{expected}`: {all}");
}

#[test]
fn diagnostics_are_safe_in_every_format() {
    check(&["check"], "FORGED");
    check(&["check", "--format", "short"], "FORGED");
    check(&["check", "--format", "json"], "\\u202e");
    check(&["check", "--format", "github"], "FORGED");
    check(&["check", "--format", "gitlab"], "\\u202e");
    check(&["check", "--format", "sarif"], "FORGED");
    check(&["check", "--format", "junit"], "FORGED");
    check(&["build"], "FORGED");
}

#[test]
fn results_are_safe() {
    check(&["search", "refund"], "Refund x2J");
    check(&["search", &format!("zzz{HOSTILE}")], "for “zzzx");
    check(&["search", "refund", "--json"], "\\u202e");
    check(&["versions"], "FORGED");
    check(&["versions", "--format", "json"], "\\u202e");
    check(&["translations"], "FORGED");
    check(&["translations", "--format", "json"], "\\u202e");
    check(&["insights", "events.jsonl"], "first FORGED");
    check(&["insights", "events.jsonl", "--json"], "\\u202e");
    check(&["insights", "events.jsonl", "--html", "report.html"], "ignored");
}

#[test]
fn failures_are_safe() {
    check(&["insights", HOSTILE], "error");
    check(&["check", HOSTILE], "error");
    check(&["search", "x", "--locale", HOSTILE], "error");
    check(&["build", &format!("--{HOSTILE}")], "error");
}
