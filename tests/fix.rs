//! Tests `check --fix`: what is certain is changed, with the smallest change, and nothing gets worse.

// Snapbox writes its snapshots as raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;
use snapbox::str;
use support::TestFolder;

/// A project with an article of this text, and others to link to.
fn project(text: &str) -> TestFolder {
    let rules = "# Rules\n\nRead.\n\n## How long it takes\n\nA week.\n\n## Limits {#limits}\n\nFew.\n";
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n")
        .file("content/index.md", "# Help\n")
        .file("content/pay/index.md", "# Pay\n")
        .file("content/pay/cards.md", text)
        .file("content/pay/refund-rules.md", rules)
        .file("content/pay/Bank-account.md", "# Account\n\nText.\n")
        .file("content/pay/my shot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/old/index.md", "# Old\n")
        .file("content/old/wire-transfer.md", "# Wire\n\nText.\n")
}

/// Fixes a project in a folder and returns what was printed.
fn fix(folder: &Path, more: &[&str]) -> String {
    let program = snapbox::cmd::cargo_bin!("answerbook");
    let mut command = Command::new(program);
    let output = command.args(["check", "--format", "short", "--fix"]).args(more).current_dir(folder).output();
    let output = output.expect("a program that can be run");
    assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Checks what an article becomes. Fixing it again must change nothing.
#[track_caller]
fn check(text: &str, expected: &str) {
    let folder = project(text);
    fix(&folder.path("."), &[]);
    assert_eq!(folder.read("content/pay/cards.md"), expected);
    fix(&folder.path("."), &[]);
    assert_eq!(folder.read("content/pay/cards.md"), expected, "the second run changed it again");
}

#[test]
fn links_keep_the_way_in_which_they_are_written() {
    check("# A\n\n[x](refund-ruls.md)\n", "# A\n\n[x](refund-rules.md)\n");
    check("# A\n\n[x](./refund-ruls.md?a=b#limits \"t\")\n", "# A\n\n[x](./refund-rules.md?a=b#limits \"t\")\n");
    check("# A\n\n[x](../pay/bank-account.md)\n", "# A\n\n[x](../pay/Bank-account.md)\n");
    check("# A\n\n[x](bank-account)\n", "# A\n\n[x](Bank-account)\n");
    check("# A\n\n[x](/pay/refund-ruls/)\n", "# A\n\n[x](/pay/refund-rules/)\n");
    check("# A\n\n<a href=\"/pay/refund-ruls.md\">x</a>\n", "# A\n\n<a href=\"/pay/refund-rules.md\">x</a>\n");
    check("# A\n\n[x][y]\n\n[y]: <refund-ruls.md> \"t\"\n", "# A\n\n[x][y]\n\n[y]: <refund-rules.md> \"t\"\n");
    check("# A\n\n![s](my-shot.svg)\n", "# A\n\n![s](my%20shot.svg)\n");
    check("# A\n\n[x](www.example.com/a)\n", "# A\n\n[x](https://www.example.com/a)\n");
}

#[test]
fn links_from_the_root_of_the_docs_stay_there() {
    let folder = TestFolder::new()
        .file("docs/index.md", "# Docs\n")
        .file("docs/tool/list.md", "# List\n\n[x](/tool/dispaly.md), [x](/tool/dispaly.md#options)\n")
        .file("docs/tool/display.md", "# Display\n\n## Options\n\nText.\n")
        .file("i18n/de/docs/tool/list.md", "# Liste\n\n[x](/tool/dispaly.md), [x](/tool/helpp-me.md)\n")
        .file("i18n/de/docs/tool/display.md", "# Anzeigen\n\nText.\n")
        .file("docs/tool/help-me.md", "# Help\n\nText.\n")
        .file("blog/news.md", "# News\n\nText.\n");
    fix(&folder.path("."), &[]);
    let expected = "# List\n\n[x](/tool/display.md), [x](/tool/display.md#options)\n";
    assert_eq!(folder.read("docs/tool/list.md"), expected);
    // A page in another language is a guess.
    let expected = "# Liste\n\n[x](/tool/display.md), [x](/tool/helpp-me.md)\n";
    assert_eq!(folder.read("i18n/de/docs/tool/list.md"), expected);
}

#[test]
fn a_page_that_has_moved_is_found_by_its_name() {
    check("# A\n\n[x](wire-transfer.md)\n", "# A\n\n[x](../old/wire-transfer.md)\n");
    check("# A\n\n[x](/pay/wire-transfer/#top)\n", "# A\n\n[x](/old/wire-transfer/#top)\n");
    // A folder that this site does not have is probably another site's.
    check("# A\n\n[x](/v2/wire-transfer/)\n", "# A\n\n[x](/v2/wire-transfer/)\n");
}

#[test]
fn anchors_are_fixed_if_only_one_can_be_meant() {
    // It works: only letter case and signs differ.
    check("# A\n\n[x](refund-rules.md#How_long-it-takes)\n", "# A\n\n[x](refund-rules.md#How_long-it-takes)\n");
    check("# A\n\n[x](refund-rules.md#limts)\n", "# A\n\n[x](refund-rules.md#limits)\n");
    check("# A\n\n## Step 2\n\n[x](#step-3)\n", "# A\n\n## Step 2\n\n[x](#step-3)\n");
    check("# A\n\n## Tables\n\n## Labels\n\n[x](#lables)\n", "# A\n\n## Tables\n\n## Labels\n\n[x](#labels)\n");
}

#[test]
fn guesses_are_left_to_the_writer() {
    for text in [
        "# A\n\n[x](bank.md)\n",
        "# A\n\n[x](refund-rule.md)\n",
        "# A\n\n[x](refund-limits.md)\n",
        "# A\n\n[x](refund-rules.md#limitations)\n",
        "# A\n\n`[x](refund-ruls.md)` and \\[x](refund-ruls.md)\n",
        "---\nlabes: [a]\nlabels: [b]\n---\n# A\n\nText.\n",
    ] {
        check(text, text);
    }
}

#[test]
fn keys_and_names_are_fixed() {
    check("---\ndescripton: D\n---\n# A\n\nText.\n", "---\ndescription: D\n---\n# A\n\nText.\n");
    check("---\ntype: guid\n---\n# A\n\n1. Text.\n", "---\ntype: guid\n---\n# A\n\n1. Text.\n");
    check("---\ntype: gudie\n---\n# A\n\n1. Text.\n", "---\ntype: guide\n---\n# A\n\n1. Text.\n");
    check("# A\n\n::: waring\nText.\n:::\n", "# A\n\n::: warning\nText.\n:::\n");
    let folder = project("# A\n").file("answerbook.toml", "base_url = \"https://help.example/\"\ndescripton = \"D\"\n");
    fix(&folder.path("."), &[]);
    folder.holds("answerbook.toml", "base_url = \"https://help.example/\"\ndescription = \"D\"\n");
}

#[test]
fn typographical_leftovers_are_understood_then() {
    check("# A\n\n##Title {#id}\n\n[x](#id)\n", "# A\n\n## Title {#id}\n\n[x](#id)\n");
    // In angle brackets, it would be a broken link.
    check("# A\n\n[sic](as it was)\n", "# A\n\n[sic](as it was)\n");
}

#[test]
fn a_fix_that_causes_another_problem_is_not_applied() {
    // The key means a date, and this is none.
    let text = "---\nupdted: soon\n---\n# A\n\n[x](refund-ruls.md)\n";
    check(text, "---\nupdted: soon\n---\n# A\n\n[x](refund-rules.md)\n");
    // The page has no such heading.
    check("# A\n\n[x](refund-ruls.md#gone)\n", "# A\n\n[x](refund-ruls.md#gone)\n");
}

#[test]
fn every_other_byte_stays() {
    let text = b"\xEF\xBB\xBF---\r\ndescripton: D\r\n---\r\n# \xC3\x84\r\n\r\n[x](refund-ruls.md)\ttext  \r\n[y](bank-account.md)";
    let folder = project("").file("content/pay/cards.md", text);
    fix(&folder.path("."), &[]);
    let expected = b"\xEF\xBB\xBF---\r\ndescription: D\r\n---\r\n# \xC3\x84\r\n\r\n[x](refund-rules.md)\ttext  \r\n[y](Bank-account.md)";
    let found = std::fs::read(folder.path("content/pay/cards.md")).expect("a file");
    assert_eq!(String::from_utf8_lossy(&found), String::from_utf8_lossy(expected));
}

#[test]
fn a_read_only_file_is_named_and_left_alone() {
    let folder = project("# A\n\n[x](refund-ruls.md)\n")
        .file("content/old/wire-transfer.md", "# W\n\n[x](../pay/refund-ruls.md)\n");
    let path = folder.path("content/pay/cards.md");
    let mut permissions = std::fs::metadata(&path).expect("a file").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("a file of ours");
    let printed = fix(&folder.path("."), &[]);
    assert!(printed.contains("`content/pay/cards.md` is read-only: 1 fix not applied\n"), "{printed}");
    assert!(printed.contains("fixed 1 problem in 1 file\n"), "{printed}");
    folder
        .holds("content/pay/cards.md", "# A\n\n[x](refund-ruls.md)\n")
        .holds("content/old/wire-transfer.md", "# W\n\n[x](../pay/refund-rules.md)\n");
}

#[test]
fn a_snippet_of_several_folders_is_changed_only_if_it_suits_all() {
    let folder = project("# A\n\n{{> note }}\n")
        .file("content/old/wire-transfer.md", "# W\n\n{{> note }}\n\n{{> other }}\n")
        .file("content/pay/Bank-account.md", "# B\n\n{{> other }}\n")
        .file("snippets/note.md", "See [x](/pay/refund-ruls.md).\n")
        .file("snippets/other.md", "See [x](refund-ruls.md).\n");
    let printed = fix(&folder.path("."), &[]);
    let note = folder.read("snippets/note.md");
    assert_eq!(note, "See [x](/pay/refund-rules.md).\n", "{printed}");
}

#[test]
fn the_difference_is_shown_and_nothing_is_written() {
    let text = "# A\n\nOne.\n\n[x](refund-ruls.md) and [y](bank-account.md)\n\nTwo.\n";
    project(text)
        .run("check --diff")
        .code(1)
        .stdout(str![[r#"
--- a/content/pay/cards.md
+++ b/content/pay/cards.md
@@ -2,6 +2,6 @@
 
 One.
 
-[x](refund-ruls.md) and [y](bank-account.md)
+[x](refund-rules.md) and [y](Bank-account.md)
 
 Two.

"#]])
        .stderr("would fix 2 problems in 1 file\n")
        .check()
        .holds("content/pay/cards.md", text)
        .run("check --diff --skip link")
        .stdout("")
        .stderr("nothing can be fixed with certainty\n")
        .check();
}

#[test]
fn only_selected_problems_are_fixed_and_the_rest_is_reported() {
    project("# A\n\n[x](refund-ruls.md) and [y](bank-account.md) and [z](gone.md)\n")
        .run("check --fix --only error --format short")
        .code(1)
        .stdout("content/pay/cards.md:3:55: error[link/missing-page] there is no page `content/pay/gone.md`\n")
        .check()
        .holds("content/pay/cards.md", "# A\n\n[x](refund-rules.md) and [y](bank-account.md) and [z](gone.md)\n");
}

#[test]
fn programs_learn_of_fixes() {
    let folder = || project("# A\n\n[x](refund-ruls.md) and [y](bank.md)\n");
    let sarif = folder().run("check --format sarif").code(1).output().stdout;
    let sarif: Json = serde_json::from_slice(&sarif).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list");
    let replaced = &results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replaced["insertedContent"]["text"], "refund-rules.md");
    assert_eq!(
        (&replaced["deletedRegion"]["startLine"], &replaced["deletedRegion"]["startColumn"]),
        (&Json::from(3), &Json::from(5))
    );
    let lines = String::from_utf8(folder().run("check --format json").code(1).output().stdout).expect("UTF-8");
    let first: Json = serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["fix"]["isCertain"], true);
    assert_eq!(first["fix"]["replacement"], "refund-rules.md");
}

/// A built project whose article got another address, and a heading another spelling.
fn with_lost_addresses() -> TestFolder {
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n")
        .file("content/cards.md", "# Cards\n\nText.\n")
        .file("content/bills.md", "# Bills\n\nText.\n\n## How to chainge it\n\nText.\n\n## Fees\n\nText.\n")
        .run("build")
        .check()
        .file("content/cards.md", "---\nslug: credit-cards\n---\n\n# Cards\n\nText.\n")
        .file("content/bills.md", "# Bills\n\nText.\n\n## How to change it\n\nText.\n\n## Costs\n\nText.\n")
}

const LOST: [&str; 2] =
    ["\"/bills/#how-to-chainge-it\" = \"/bills/#how-to-change-it\"\n", "\"/cards/\" = \"/credit-cards/\"\n"];

#[test]
fn lost_addresses_get_a_line_where_it_is_certain() {
    let folder = with_lost_addresses();
    let patch = String::from_utf8(folder.run("check --diff").code(1).output().stdout).expect("a text");
    assert!(patch.starts_with("--- /dev/null\n+++ b/addresses.toml\n"), "{patch}");
    let lines: Vec<&str> = patch.lines().filter_map(|line| line.strip_prefix("+moved.")).collect();
    assert_eq!(lines, LOST.map(str::trim_end));

    let folder = with_lost_addresses();
    let printed = fix(&folder.path("."), &[]);
    assert_eq!(folder.read("addresses.toml"), LOST.map(|line| format!("moved.{line}")).concat());
    // A heading that was reworded may be anything.
    assert!(
        printed.contains("fixed 2 problems in 1 file") && printed.contains("`/bills/#fees` was public"),
        "{printed}"
    );
    assert!(!printed.contains("`/cards/`"), "{printed}");
    assert_eq!(fix(&folder.path("."), &[]).matches("was public").count(), 1);

    let folder = with_lost_addresses().file("addresses.toml", "# Ours.\n[moved]  # old\n\"/z/\" = \"/bills/\"\n");
    fix(&folder.path("."), &[]);
    let expected = format!("# Ours.\n[moved]  # old\n{}\"/z/\" = \"/bills/\"\n", LOST.concat());
    assert_eq!(folder.read("addresses.toml"), expected);
}

#[test]
fn a_chain_of_redirects_becomes_one() {
    let folder = project("# A\n\nText.\n").file(
        "addresses.toml",
        "[moved]\n\"/one/\" = \"/two/\"\n\"/two/\" = { to = \"/pay/cards/\", reason = \"by us\" }\n",
    );
    fix(&folder.path("."), &[]);
    assert_eq!(
        folder.read("addresses.toml"),
        "[moved]\n\"/one/\" = \"/pay/cards/\"\n\"/two/\" = { to = \"/pay/cards/\", reason = \"by us\" }\n"
    );
}
