//! What is typed and what is printed.
//!
//! To accept changed help texts, run `SNAPSHOTS=overwrite cargo test --test command_line` and read the difference.

// Snapbox writes its snapshots with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use snapbox::{file, str};
use support::Test;

#[test]
fn every_verb_explains_itself() {
    Test::new().run("--help").stdout(file!["cmd/help.txt"]).check();
    Test::new().run("new --help").stdout(file!["cmd/help-new.txt"]).check();
    Test::new().run("new article --help").stdout(file!["cmd/help-new-article.txt"]).check();
    Test::new().run("help build").stdout(file!["cmd/help-build.txt"]).check();
    Test::new().run("help check").stdout(file!["cmd/help-check.txt"]).check();
    Test::new().run("help serve").stdout(file!["cmd/help-serve.txt"]).check();
    Test::new().run("help completions").stdout(file!["cmd/help-completions.txt"]).check();
    Test::new().run("help schema").stdout(file!["cmd/help-schema.txt"]).check();
}

#[test]
fn a_slip_in_a_verb_is_understood() {
    Test::new()
        .run("biuld")
        .code(2)
        .stdout("")
        .stderr(str![[r#"
error: unrecognized subcommand 'biuld'

  tip: a similar subcommand exists: 'build'

Usage: answerbook <COMMAND>

For more information, try '--help'.

"#]])
        .check();
}

#[test]
fn a_new_help_center_has_what_it_takes() {
    Test::new()
        .run("new my-help")
        .stdout("")
        .stderr("created 6 files in `my-help`; to see them, run `answerbook serve my-help`\n")
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
# Everything here is optional. `answerbook schema` tells all keys.
title = "My help"
...
"#]],
        );
}

#[test]
fn nothing_is_overwritten() {
    Test::new()
        .file("help/notes.txt", "mine")
        .run("new help")
        .code(2)
        .stderr(str![[r#"
error: the folder `help` is not empty: it holds `notes.txt`
  help: name a folder that is empty or does not exist

"#]])
        .check()
        .run("new help/notes.txt")
        .code(2)
        .stderr(str![[r#"
error: `help/notes.txt` is a file
  help: name a folder that is empty or does not exist

"#]])
        .check()
        .file("content/a.md", "mine")
        .run("new article a.md")
        .code(2)
        .stderr(str![[r#"
error: `./content/a.md` exists already
  help: choose another name

"#]])
        .check()
        .files(&["content/a.md", "help/notes.txt"]);
}

#[test]
fn a_new_article_teaches_its_form() {
    Test::new()
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
fn a_folder_without_configuration_is_a_project_too() {
    Test::new()
        .run("new article faq.md --type faq --title")
        .arg("Who, what: \"why\"?")
        .check()
        .holds(
            "faq.md",
            str![[r#"
---
title: "Who, what: /"why/"?"
type: faq
...
"#]],
        )
        .files(&["faq.md"]);
}

#[test]
fn articles_stay_in_the_content_folder() {
    Test::new()
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
fn shells_are_told_how_to_complete() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        Test::new().run("completions").arg(shell).stdout(str!["...\n[..]answerbook[..]\n..."]).stderr("").check();
    }
}

#[test]
fn the_schema_is_printed() {
    Test::new().run("schema").stdout(file!["../docs/static/answerbook.schema.json"].raw()).stderr("").check();
}

#[test]
fn colours_are_for_those_who_want_them() {
    Test::new()
        .env("CLICOLOR_FORCE", "1")
        .run("new article ..")
        .code(2)
        .stderr("\u{1b}[1m\u{1b}[91merror\u{1b}[0m[..]\n...")
        .check()
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .run("new article ..")
        .code(2)
        .stderr("error: `..` is not[..]\n...")
        .check();
}
