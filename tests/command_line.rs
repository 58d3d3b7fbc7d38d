//! Tests commands and their output.
//!
//! To accept changed help texts, run `SNAPSHOTS=overwrite cargo test --test command_line` and review the diff.

// Snapbox writes its snapshots as raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use snapbox::{file, str};
use support::TestFolder;

#[test]
fn every_verb_explains_itself() {
    TestFolder::new().run("--help").stdout(file!["cmd/help.txt"]).check();
    TestFolder::new().run("new --help").stdout(file!["cmd/help-new.txt"]).check();
    TestFolder::new().run("new article --help").stdout(file!["cmd/help-new-article.txt"]).check();
    TestFolder::new().run("help build").stdout(file!["cmd/help-build.txt"]).check();
    TestFolder::new().run("help publish").stdout(file!["cmd/help-publish.txt"]).check();
    TestFolder::new().run("help check").stdout(file!["cmd/help-check.txt"]).check();
    TestFolder::new().run("help serve").stdout(file!["cmd/help-serve.txt"]).check();
    TestFolder::new().run("help search").stdout(file!["cmd/help-search.txt"]).check();
    TestFolder::new().run("help review").stdout(file!["cmd/help-review.txt"]).check();
    TestFolder::new().run("review done --help").stdout(file!["cmd/help-review-done.txt"]).check();
    TestFolder::new().run("help addresses").stdout(file!["cmd/help-addresses.txt"]).check();
    TestFolder::new().run("addresses update --help").stdout(file!["cmd/help-addresses-update.txt"]).check();
    TestFolder::new().run("help translations").stdout(file!["cmd/help-translations.txt"]).check();
    TestFolder::new().run("translations sync --help").stdout(file!["cmd/help-translations-sync.txt"]).check();
    TestFolder::new().run("help collect").stdout(file!["cmd/help-collect.txt"]).check();
    TestFolder::new().run("help insights").stdout(file!["cmd/help-insights.txt"]).check();
    TestFolder::new().run("help completions").stdout(file!["cmd/help-completions.txt"]).check();
    TestFolder::new().run("help theme").stdout(file!["cmd/help-theme.txt"]).check();
    TestFolder::new().run("help schema").stdout(file!["cmd/help-schema.txt"]).check();
}

#[test]
fn a_typo_in_a_verb_is_understood() {
    TestFolder::new()
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
fn an_empty_folder_is_not_called_by_a_name() {
    TestFolder::new()
        .run("check")
        .code(1)
        .stderr("error[site/no-articles]: this folder has no public article\n...")
        .check();
}

#[test]
fn a_folder_without_configuration_is_a_project_too() {
    TestFolder::new()
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
fn shells_get_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        TestFolder::new().run("completions").arg(shell).stdout(str!["...\n[..]answerbook[..]\n..."]).stderr("").check();
    }
}

#[test]
fn each_command_has_a_manual_page() {
    let test = TestFolder::new().run("man pages").stdout("").stderr("").check();
    let commands = test.read("pages/answerbook.1");
    for (page, text) in [("build", "deny\\-warnings"), ("serve", "\\-\\-port"), ("translations-sync", "translations")] {
        let page = test.read(&format!("pages/answerbook-{page}.1"));
        assert!(page.contains(".TH answerbook") && page.contains(text), "{page}");
    }
    assert!(commands.contains("answerbook\\-build(1)") && !commands.contains("answerbook\\-man(1)"), "{commands}");
}

#[test]
fn the_schema_is_printed() {
    TestFolder::new().run("schema").stdout(file!["../docs/static/answerbook.schema.json"].raw()).stderr("").check();
}

#[test]
fn colours_are_for_those_who_want_them() {
    TestFolder::new()
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

/// A project without problems.
fn clean() -> TestFolder {
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example.com/\"\n")
        .file("content/a.md", "# A\n\nText\n")
        .file("content/b.md", "# B\n\nText, see [A](a.md).\n")
}

#[test]
fn a_build_tells_what_it_did() {
    clean()
        .run("build")
        .stdout("")
        .stderr("built 2 articles, [..] files ([..] written, 0 unchanged, 0 removed) in [..] s → public\n")
        .check()
        .run("build")
        .stderr("built 2 articles, [..] files (0 written, [..] unchanged, 0 removed) in [..] s → public\n")
        .check()
        .file("content/a.md", "# A\n\nAnother text\n")
        .run("build")
        .stderr("built 2 articles, [..] files ([..] written, [..] unchanged, [..] removed) in [..] s → public\n")
        .check()
        .without("content/b.md")
        .run("build")
        .stderr(
            "warning[site/lost-address]: `/b/` was public and leads nowhere now\n...\n1 warning\n\
             built 1 article, [..] files ([..] written, [..] unchanged, [..] removed) in [..] s → public\n",
        )
        .check()
        .run("build . -o elsewhere --base-url https://example.com/help/ --threads 1")
        .stderr("built 1 article, [..] → elsewhere\n")
        .check();
}

#[test]
fn warnings_fail_a_build_only_where_denied() {
    // Snapbox converts backslashes to slashes.
    let warning = str![[r#"
warning[variable/unknown]: variable `price` is not defined
 --> content/c.md:1:1
  |
1 | {{ price }}
  | ^^^^^^^^^^^
  |
  = help: define `price` under `[variables]` in `answerbook.toml`
  = help: write `/{{` to show the braces

1 warning
built 3 articles, [..]

"#]];
    let error = "error[variable/unknown]: variable `price` is not defined\n...\n1 error\nbuilt 3 articles, [..]\n";
    clean()
        .file("content/c.md", "{{ price }}\n")
        .run("build")
        .stderr(warning)
        .check()
        .run("build --deny-warnings")
        .code(1)
        .stderr(error)
        .check();
}

#[test]
fn a_check_writes_nothing() {
    clean()
        .run("check")
        .stdout("")
        .stderr("checked 2 articles in [..] s\n")
        .check()
        .files(&["answerbook.toml", "content/a.md", "content/b.md"])
        .file("content/b.md", "[C](c.md)")
        .run("check --format short")
        .code(1)
        .stdout("content/b.md:1:5: error[link/missing-page] there is no page `content/c.md`\n")
        .stderr(str![[r#"
1 error
checked 2 articles in [..] s

"#]])
        .check();
}

#[test]
fn machines_read_one_object_a_line() {
    let project =
        clean().file("content/c.md", "{{ x }} [C](no.md) [C](no.md) ![](no.png)\n").file("content/d.md", "\u{0}");
    let output = project.run("build --format json").code(1).output();
    let lines = String::from_utf8(output.stdout).expect("a text");
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
    let codes: Vec<&str> = lines.iter().filter_map(|line| line["code"].as_str()).collect();
    assert_eq!(codes, ["variable/unknown", "link/missing-page", "image/no-alt", "image/missing", "file/binary"]);
    let place = ["path", "line", "column", "endLine", "endColumn"];
    for line in &lines {
        let keys: Vec<&str> = line.as_object().expect("an object").keys().map(String::as_str).collect();
        let rest = ["label", "help", "related", "occurrences"];
        assert_eq!(
            keys,
            ["code", "severity", "message"].iter().chain(&place).chain(&rest).copied().collect::<Vec<_>>()
        );
        let first = line["occurrences"][0].as_object().expect("a place");
        assert!(first.keys().eq(place) && first["path"] == line["path"], "{line}");
    }
    assert_eq!(lines[1]["occurrences"].as_array().map(Vec::len), Some(2));
    assert!(lines[4]["line"].is_null(), "a file as a whole has no line");
}

#[test]
fn drafts_and_days_decide_what_is_public() {
    clean()
        .file("content/draft.md", "---\ndraft: true\n---\n\nText\n")
        .file("content/may.md", "---\npublish: 2026-05-01\nexpires: 2026-06-01\n---\n\nText\n")
        .run("check --date 2026-04-30")
        .stderr("checked 2 articles [..]\n")
        .check()
        .run("check --date 2026-05-01")
        .stderr("checked 3 articles [..]\n")
        .check()
        .run("check --date 2026-06-01")
        .stderr("checked 2 articles [..]\n")
        .check()
        .run("check --date 2026-04-30 --drafts")
        .stderr("checked 4 articles [..]\n")
        .check()
        .env("SOURCE_DATE_EPOCH", "1777593600")
        .run("check")
        .stderr("checked 3 articles [..]\n")
        .check()
        .env("SOURCE_DATE_EPOCH", "yesterday")
        .run("check")
        .code(2)
        .stderr("error: `SOURCE_DATE_EPOCH` is not a number of seconds: `yesterday`\n  help: [..]\n")
        .check();
}

#[test]
fn a_pipe_carries_no_colours() {
    let project = || clean().file("content/c.md", "[C](no.md)\n");
    for format in ["full", "short", "json"] {
        let output = project().run("check --format").arg(format).code(1).output();
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{format}");
        let output = project().env("CLICOLOR_FORCE", "1").run("check --format").arg(format).code(1).output();
        let colored = [output.stdout.contains(&0x1b), output.stderr.contains(&0x1b)];
        let expected = [format == "short", format == "full"];
        assert_eq!(colored, expected, "{format}");
    }
}

#[test]
fn a_reader_who_has_seen_enough_is_no_failure() {
    let mut project = clean();
    for number in 0..200 {
        project = project.file(&format!("content/{number}.md"), format!("{{{{ x{number} }}}}\n"));
    }
    for arguments in [["check", "--format", "json"].as_slice(), &["schema"], &["--help"]] {
        let mut command = std::process::Command::new(snapbox::cmd::cargo_bin!("answerbook"));
        let folder = project.path("");
        let command = command.args(arguments).current_dir(folder);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = command.stdout(writer).stderr(std::process::Stdio::piped()).output().expect("the program");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }
}

#[test]
fn a_folder_of_another_origin_is_left_alone() {
    clean()
        .file("site/notes.txt", "mine")
        .run("build -o site")
        .code(2)
        .stderr(str![[r#"
error: `site` contains files that Answerbook didn't create, such as `site/notes.txt`
  help: choose another folder with `--out`, or keep those files and write with `--force`

"#]])
        .check()
        .files(&["answerbook.toml", "content/a.md", "content/b.md", "site/notes.txt"])
        .run("build -o site --force")
        .check()
        .holds("site/notes.txt", "mine");
}

#[test]
fn a_banner_in_the_base_template_shows_on_articles() {
    let base = include_str!("../themes/default/templates/base.html");
    let base = base.replace("{% block banner %}", "{% block banner %}<p>Sale ends today</p>");
    let test =
        clean().file("theme/templates/base.html", base).file("content/a.md", "# A\n\nText\n").run("build").check();
    for page in ["index.html", "a/index.html"] {
        assert!(test.read(&format!("public/{page}")).contains("Sale ends today"), "{page}");
    }
}

#[test]
fn a_link_to_the_contact_page_in_the_header_replaces_the_themes_own() {
    let config = "base_url = \"https://help.example/\"\n[contact]\nemail = \"a@b.example\"\n";
    let links = |config: &str| {
        let test = clean().file("answerbook.toml", config).file("content/a.md", "# A\n\nText\n").run("build").check();
        let page = test.read("public/a/index.html");
        let header = page.split("</header>").next().expect("a header");
        header.matches("href=\"/contact/\"").count()
    };
    assert_eq!(links(config), 1);
    assert_eq!(links(&format!("{config}[[header]]\ntitle = \"Ask us\"\nurl = \"/contact/\"\n")), 1);
}
