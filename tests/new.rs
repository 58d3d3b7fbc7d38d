//! Tests `answerbook new`: new help centers and articles.

// Snapbox writes its snapshots as raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use snapbox::str;
use support::TestFolder;

#[test]
fn a_new_help_center_has_what_it_takes() {
    TestFolder::new()
        .run("new my-help")
        .stdout("")
        .stderr("created 6 files in `my-help`; to preview, run `answerbook serve my-help`\n")
        .check()
        .files(&[
            "my-help/.gitignore",
            "my-help/answerbook.toml",
            "my-help/content/getting-started/faq.md",
            "my-help/content/getting-started/first-steps.md",
            "my-help/content/getting-started/index.md",
            "my-help/content/index.md",
        ])
        .holds("my-help/.gitignore", "/public\n")
        .holds(
            "my-help/answerbook.toml",
            str![[r#"
# Everything here is optional. `answerbook schema` lists all keys.
title = "My help"
...
"#]],
        );
}

#[test]
fn commands_can_be_typed_as_they_are_shown() {
    let shown = |folder: &str, command: &str| {
        let expected = format!("created 6 files in `{folder}`; to preview, run `answerbook serve {command}`\n");
        TestFolder::new().run("new").arg(folder).stderr(expected).check();
    };
    shown("my-help", "my-help");
    shown("my help", "\"my help\"");
    shown("my $help", "'my $help'");
}

#[test]
fn nothing_is_overwritten() {
    TestFolder::new()
        .file("help/notes.txt", "mine")
        .run("new help")
        .code(2)
        .stderr(str![[r#"
error: the folder `help` is not empty: it contains `notes.txt`
  help: choose a folder that is empty or does not exist

"#]])
        .check()
        .run("new help/notes.txt")
        .code(2)
        .stderr(str![[r#"
error: `help/notes.txt` is a file
  help: choose a folder that is empty or does not exist

"#]])
        .check()
        .file("content/a.md", "mine")
        .run("new article a.md")
        .code(2)
        .stderr(str![[r#"
error: `./content/a.md` already exists
  help: choose another name

"#]])
        .check()
        .files(&["content/a.md", "help/notes.txt"]);
}

#[test]
fn a_new_article_teaches_its_form() {
    TestFolder::new()
        .file("answerbook.toml", "content = \"pages\"\n")
        .file("pages/index.md", "# Help\n")
        .run("new article billing/invoices/late-fees --type guide")
        .stderr("created `pages/billing/invoices/late-fees.md`\n")
        .check()
        .files(&[
            "answerbook.toml",
            "pages/billing/index.md",
            "pages/billing/invoices/index.md",
            "pages/billing/invoices/late-fees.md",
            "pages/index.md",
        ])
        .holds(
            "pages/billing/invoices/late-fees.md",
            str![[r#"
---
title: Late fees
type: guide
...
"#]],
        )
        .holds(
            "pages/billing/index.md",
            str![[r#"
---
title: "Billing"
description: What this category helps with, in one sentence.
---

"#]],
        );
}

#[test]
fn articles_stay_in_the_content_folder() {
    TestFolder::new()
        .run("new article ../a.md")
        .code(2)
        .stderr(str![[r#"
error: `../a.md` is not a path in the content folder
  help: write it like `billing/refunds.md`

"#]])
        .check()
        .files(&[]);
}

#[test]
fn what_is_new_is_without_fault() {
    let build = "build help --deny-warnings --base-url https://help.example.com/";
    TestFolder::new().run("new help").check().run(build).stdout("").stderr("built [..]\n").check();
}

#[test]
fn new_articles_lack_nothing_but_their_texts() {
    let check = "check help --format short --base-url https://help.example.com/";
    for kind in ["article", "faq", "guide", "video", "troubleshooting", "form"] {
        let test = TestFolder::new().run("new help").check();
        let test = test.run(&format!("new article {kind}/first --dir help --type {kind}")).check();
        let output = test.run(check).output();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let problems: Vec<&str> = printed.lines().filter(|line| line.contains('[')).collect();
        let is_text = |line: &&str| {
            line.contains("warning[markup/left-over] readers see a text of the template")
                || line.contains("note[video/no-transcript]")
        };
        assert!(!problems.is_empty() && problems.iter().all(is_text), "{kind}: {printed}");
    }
}
