//! Tests `answerbook mv`: links follow, old addresses still answer, and nothing else changes.

// Snapbox writes its snapshots as raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use snapbox::str;
use support::TestFolder;

/// A project in two languages with links of all kinds.
fn project() -> TestFolder {
    TestFolder::new()
        .file(
            "answerbook.toml",
            "base_url = \"https://help.example/\"\n\n[[locale]]\ncode = \"en\"\n\n[[locale]]\ncode = \"fr\"\n\n\
             [[quick_task]]\ntitle = \"Refund\"\nurl = \"/pay/refunds/\"\n",
        )
        .file("content/index.md", "# Help\n\n[a](pay/refunds.md) and [b](/pay/refunds/#how-long)\n")
        .file("content/pay/index.md", "# Pay\n\n[a](refunds.md?x=1#how-long \"t\")\n")
        .file(
            "content/pay/refunds.md",
            "---\nrelated: [pay/cards]\n---\n# Refunds\n\n[c](cards.md) ![p](shot.svg) [d](#how-long)\n\n## How long\n\n{{> window }}\n",
        )
        .file("content/pay/cards.md", "---\nrelated:\n  - pay/refunds\n---\n# Cards\n\n[r][x] `[r](refunds.md)`\n\n[x]: ./refunds\n")
        .file("content/pay/shot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/fr/pay/index.md", "# Payer\n\n[a](refunds.md)\n")
        .file("content/fr/pay/refunds.md", "# Remboursements\n\n[c](../../pay/cards.md)\n")
        .file("content/old/index.md", "# Old\n")
        .file("content/old/wire.md", "# Wire\n\n<a href=\"../pay/refunds.md\">r</a>\n")
        .file("snippets/window.md", "Two weeks, see [cards](/pay/cards.md).\n")
}

#[test]
fn an_article_moves_with_its_translation_and_its_links() {
    project()
        .run("mv content/pay/refunds.md content/old/")
        .stderr(
            "moved `content/pay/refunds.md` to `content/old/refunds.md`, with 1 translation; changed 10 links in 8 files, \
             kept 2 old addresses\n",
        )
        .check()
        .holds("content/index.md", "# Help\n\n[a](old/refunds.md) and [b](/old/refunds/#how-long)\n")
        .holds("content/pay/index.md", "# Pay\n\n[a](../old/refunds.md?x=1#how-long \"t\")\n")
        .holds(
            "content/old/refunds.md",
            "---\nrelated: [pay/cards]\naliases: [\"/pay/refunds/\"]\n---\n# Refunds\n\n\
             [c](../pay/cards.md) ![p](../pay/shot.svg) [d](#how-long)\n\n## How long\n\n{{> window }}\n",
        )
        .holds(
            "content/pay/cards.md",
            "---\nrelated:\n  - old/refunds\n---\n# Cards\n\n[r][x] `[r](refunds.md)`\n\n[x]: ../old/refunds\n",
        )
        .holds("content/old/wire.md", "# Wire\n\n<a href=\"refunds.md\">r</a>\n")
        .holds("content/fr/pay/index.md", "# Payer\n\n[a](../old/refunds.md)\n")
        .run("check --format short")
        .stdout("")
        .check();
}

#[test]
fn a_folder_keeps_its_addresses_and_inner_links() {
    let folder = project().run("mv content/pay content/billing/payments").check();
    assert!(folder.read("content/billing/payments/refunds.md").contains("[c](cards.md) ![p](shot.svg) [d](#how-long)"));
    assert!(folder.read("content/fr/billing/payments/refunds.md").contains("[c](../../../billing/payments/cards.md)"));
    assert!(folder.read("answerbook.toml").contains("url = \"/billing/payments/refunds/\""));
    assert!(folder.read("snippets/window.md").contains("[cards](/billing/payments/cards.md)"));
    assert!(folder.read("content/billing/payments/index.md").contains("aliases: [\"/pay/\"]"));
    folder.run("check --format short --only error,warning").stdout("").check();
}

#[test]
fn pictures_and_snippets_are_renamed_everywhere() {
    let folder = project()
        .run("mv content/pay/shot.svg content/pay/refund-form.svg")
        .check()
        .run("mv snippets/window.md snippets/pay/refund-window.md")
        .check();
    assert!(folder.read("content/pay/refunds.md").contains("![p](refund-form.svg)"));
    assert!(folder.read("content/pay/refunds.md").contains("{{> pay/refund-window }}"));
}

#[test]
fn links_in_the_markup_of_another_tool_follow() {
    let folder = project()
        .file("content/old/wire.md", "# Wire\n\nSee [r]({{< ref \"old/bank.md\" >}}).\n")
        .file("content/old/index.md", "# Old\n\nSee [b]({{< ref \"bank.md\" >}}).\n")
        .file("content/old/bank.md", "# Bank\n\nText.\n")
        .run("mv content/old/bank.md content/old/account.md")
        .check();
    assert!(
        folder.read("content/old/index.md").contains("ref \"account.md\""),
        "{}",
        folder.read("content/old/index.md")
    );
}

#[test]
fn names_of_notes_stay_as_long_as_they_find_their_file() {
    let home = "# Home\n\n[[Late fees]], [[late fees#Why|why]], [[pay/Late fees]] and [r]({{< ref \"Late fees.md\" >}})\n\n\
                ![[Late fees#Why]]\n\n![[bill.svg]]\n";
    let folder = TestFolder::new()
        .file("content/index.md", home)
        .file("content/pay/Late fees.md", "# Late fees\n\n[[Home of bills]]\n\n## Why\n\nBecause.\n")
        .file("content/bills/Home of bills.md", "# Bills\n\nText.\n")
        .file("content/pay/bill.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>")
        .run("mv content/pay/bill.svg content/bills/")
        .stderr("moved `content/pay/bill.svg` to `content/bills/bill.svg`; changed 0 links in 0 files, kept 0 old addresses\n")
        .check();
    let folder = folder.run("mv").arg("content/pay/Late fees.md").arg("content/bills/").check();
    assert_eq!(folder.read("content/index.md"), home.replace("[[pay/", "[[bills/"));
    let folder = folder.run("mv").arg("content/bills/Late fees.md").arg("content/bills/Fees.md").check();
    let expected = home.replace("[[pay/", "[[bills/").replace("Late fees", "Fees").replace("late fees", "Fees");
    assert_eq!(folder.read("content/index.md"), expected);
    let folder = folder.run("mv content/bills/Fees.md#why #reason").check();
    assert!(folder.read("content/bills/Fees.md").contains("## Why {#reason}"));
    folder.run("check --format short --only error,warning").stdout("").check();
}

#[test]
fn an_alias_in_another_letter_case_does_not_stand_in_for_the_address() {
    let folder = TestFolder::new()
        .file("content/index.md", "# Home\n")
        .file("content/pay/Late.md", "---\naliases: [/pay/Late/]\n---\n# Late\n\nText.\n")
        .run("mv content/pay/Late.md content/bills/")
        .check()
        .run("build")
        .check();
    assert!(folder.read("content/bills/Late.md").contains("aliases: [/pay/Late/, \"/pay/late/\"]"));
    assert!(folder.path("public/pay/late/index.html").exists(), "hosts may tell upper from lower case");
}

#[test]
fn a_heading_gets_another_anchor_and_keeps_the_old_one() {
    let folder = project().run("mv content/pay/refunds.md#how-long #duration").check();
    let text = folder.read("content/pay/refunds.md");
    assert!(text.contains(")\n\n## How long {#duration}\n"), "{text}");
    assert!(text.contains("[d](#duration)"), "{text}");
    assert!(folder.read("content/index.md").contains("[b](/pay/refunds/#duration)"));
    assert!(folder.read("content/pay/index.md").contains("[a](refunds.md?x=1#duration \"t\")"));
    let folder = folder.run("mv content/pay/refunds.md#duration #weeks").check();
    let text = folder.read("content/pay/refunds.md");
    assert!(text.contains("<a id=\"duration\"></a>\n\n## How long {#weeks}\n"), "{text}");
}

#[test]
fn a_dry_run_shows_the_changes_and_makes_none() {
    let folder = project();
    let before = bytes(&folder.path("."));
    let folder = folder
        .run("mv --dry-run content/old/wire.md content/pay/wire.md")
        .stdout(str![[r#"
rename from content/old/wire.md
rename to content/pay/wire.md
--- a/content/old/wire.md
+++ b/content/pay/wire.md
@@ -1,3 +1,7 @@
+---
+aliases: ["/old/wire/"]
+---
+
 # Wire
 
 <a href="../pay/refunds.md">r</a>

"#]])
        .stderr(
            "would move `content/old/wire.md` to `content/pay/wire.md`; change 0 links in 1 file, kept 1 old address\n",
        )
        .check();
    assert_eq!(before, bytes(&folder.path(".")));
}

#[test]
fn what_cannot_be_moved_is_refused_and_nothing_changes() {
    let refused = |command: &str, message: &str| {
        let folder = project();
        let before = bytes(&folder.path("."));
        let output = folder.run(command).code(2);
        let folder = output.stderr(format!("error: {message}\n...\n")).check();
        assert_eq!(before, bytes(&folder.path(".")), "{command}");
    };
    refused("mv content/pay/refunds.md content/pay/cards.md", "`content/pay/cards.md` exists already");
    refused("mv content/pay/refund.md content/old/", "there is no `content/pay/refund.md` in the project");
    refused("mv content/pay content/pay/more", "`content/pay` cannot be moved into itself");
    refused("mv content articles", "`content` is a folder or file that the configuration depends on");
    refused("mv content/pay/cards.md ../cards.md", "`../cards.md` is not in the project");
    refused(
        "mv content/pay/cards.md content/pay/cards.svg",
        "`content/pay/cards.svg` is another type of file than `cards.md`",
    );
    refused(
        "mv content/pay/cards.md snippets/cards.md",
        "`snippets/cards.md` is not in the folder of the same language and version",
    );
    refused("mv content/pay/refunds.md#long #x", "the article has no heading with the id `long`");
}

/// The content of all files in a folder.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn add(folder: &Path, root: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                add(&path, root, found);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).expect("a readable file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    add(folder, folder, &mut found);
    found
}
