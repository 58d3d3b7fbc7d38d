//! Tests `answerbook translations`: what is missing, what is outdated and why, and how a translation is marked as
//! current.

mod support;

use std::process::Command;

use snapbox::str;
use support::TestFolder;

const ORIGINAL: &str = "---\ntitle: Refunds\n---\n\nRefunds take ten working days.\n\nCall us.\n";
const CHANGED: &str = "---\ntitle: Refunds\norder: 1\n---\n\nRefunds take five\nworking days.\n\nCall us.\n\nYou can follow them in the app.\n";
const TRANSLATION: &str = "---\ntitle: Remboursements # mot à mot\n---\n\nDix jours.\n";

fn site() -> TestFolder {
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n[[locale]]\ncode = \"fr\"\n")
        .file("content/plans.md", "# Plans\n\nThree.\n")
        .file("content/refunds.md", ORIGINAL)
        .file("content/fr/refunds.md", TRANSLATION)
}

fn git(test: &TestFolder, arguments: &[&str]) {
    let author = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let run = Command::new("git").args(author).args(arguments).current_dir(test.path("")).output().expect("git runs");
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

/// A site with a marked and committed translation, whose original has changed since.
fn changed() -> TestFolder {
    let test = site().run("translations sync").stderr("marked 1 translation\n").check();
    for arguments in [["init", "-q", "."].as_slice(), &["add", "-A"], &["commit", "-q", "-m", "A"]] {
        git(&test, arguments);
    }
    test.file("content/refunds.md", CHANGED)
}

#[test]
fn a_mark_is_one_line_of_front_matter() {
    site().run("translations sync content/fr/refunds.md").check().holds(
        "content/fr/refunds.md",
        str![[r#"
---
title: Remboursements # mot à mot
translated_from: "eedc1abda8c60540"
---

Dix jours.

"#]],
    );
}

#[test]
fn what_is_missing_or_not_marked_is_listed() {
    site()
        .run("translations")
        .stdout(str![[r"
Français (fr): 1 of 2 articles translated, 1 not marked

unmarked content/fr/refunds.md

missing  content/plans.md


"]])
        .check();
}

#[test]
fn an_old_translation_shows_what_changed() {
    changed()
        .run("translations")
        .code(1)
        .stdout(str![[r"
Français (fr): 1 of 2 articles translated, 1 older than the original

older    content/fr/refunds.md
         content/refunds.md has changed
       ~ Refunds take [-ten-] {+five+} working days.
       + You can follow them in the app.

missing  content/plans.md


"]])
        .check();
}

#[test]
fn programs_get_an_object_a_language() {
    changed().run("translations --locale fr --format json").code(1).stdout(str![[r#"
{"locale":"fr","label":"Français","current":0,"older":[{"path":"content/fr/refunds.md","original":"content/refunds.md","translated_from":"eedc1abda8c60540","changes":[{"reworded":[{"same":"Refunds take "},{"removed":"ten "},{"added":"five "},{"same":"working days."}]},{"added":"You can follow them in the app."}]}],"unmarked":[],"alone":[],"texts":[],"missing":[{"original":"content/plans.md","path":"content/fr/plans.md"}]}

"#]]).check();
}

#[test]
fn without_git_it_says_only_that_it_changed() {
    let test = site().run("translations sync").check().file("content/refunds.md", CHANGED);
    let output = test.run("translations").code(1).output();
    assert!(String::from_utf8_lossy(&output.stdout).contains("git does not have the old text"));
}

#[test]
fn without_paths_old_translations_are_left_alone() {
    let test = changed().run("translations sync").stderr("marked 0 translations\n").check();
    let test = test.run("translations sync content/fr").stderr("marked 1 translation\n").check();
    test.run("translations").code(0).check();
}

#[test]
fn readers_of_an_old_translation_are_warned() {
    let test = changed().run("build").check();
    let html = std::fs::read_to_string(test.path("public/fr/refunds/index.html")).expect("a page");
    assert!(html.contains("L’original a changé") && html.contains("href=\"/refunds/\" hreflang=\"en\""));
    let test = test.run("translations sync content/fr").check().run("build").check();
    let html = std::fs::read_to_string(test.path("public/fr/refunds/index.html")).expect("a page");
    assert!(!html.contains("L’original a changé"));
}

#[test]
fn what_cannot_be_done_says_what_can() {
    TestFolder::new()
        .file("content/a.md", "# A\n")
        .run("translations")
        .code(2)
        .stderr(str![[r#"
error: the help center has only one language
  help: declare one in `answerbook.toml`: `[[locale]]` with `code = "fr"`

"#]])
        .check();
    site()
        .run("translations --locale de")
        .code(2)
        .stderr(str![[r"
error: the help center has no locale `de`
  help: it has `fr`

"]])
        .check();
    site()
        .run("translations sync content/plans.md")
        .code(2)
        .stderr(str![[r"
error: `content/plans.md` is not a translation with an original
  help: list all translations with `answerbook translations`

"]])
        .check();
}

/// A site whose translations have file names of their own.
fn paired() -> TestFolder {
    let original = |keys: &str| {
        format!(
            "---\ntitle: Original\ntype: faq\norder: 3\nowner: Billing\nlabels: [money]\n{keys}---\n\n## How?\n\nSo.\n"
        )
    };
    let translation = |keys: &str| format!("---\ntitle: Traduction\n{keys}---\n\n## Comment ?\n\nAinsi.\n");
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n[[locale]]\ncode = \"fr\"\n")
        .file("content/pay/cards.md", original("id: cards\n"))
        .file("content/fr/pay/cartes.md", translation("id: cards\n"))
        .file("content/pay/bills.md", original("permalink: /bills/\n"))
        .file("content/fr/pay/factures.md", translation("permalink: /bills/\n"))
        .file("content/pay/refunds.md", original(""))
        .file("content/fr/pay/remboursements.md", translation("slug: refunds\n"))
        .file("content/pay/plans.md", original("translationKey: plans\n"))
        .file("content/fr/pay/formules.md", translation("translationKey: plans\n"))
}

#[test]
fn translations_are_paired_whatever_their_files_are_called() {
    let test = paired().run("build").check();
    for (address, original) in [
        ("fr/pay/cartes", "/pay/cards/"),
        ("fr/bills", "/bills/"),
        ("fr/pay/refunds", "/pay/refunds/"),
        ("fr/pay/formules", "/pay/plans/"),
    ] {
        let html = std::fs::read_to_string(test.path(&format!("public/{address}/index.html"))).expect(address);
        assert!(html.contains(&format!("hreflang=\"en\" href=\"https://help.example{original}\"")), "{address}");
    }
    let all = std::fs::read_to_string(test.path("public/fr/all/index.html")).expect("a page");
    assert!(!all.contains("Original"), "originals are listed beside their translations");
    let output = test.run("translations").output();
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("Français (fr): 4 of 4 articles translated"));
}

#[test]
fn translations_take_over_what_they_do_not_say() {
    let test = paired()
        .file(
            "content/fr/pay/cartes.md",
            "---\ntitle: Cartes\nid: cards\nlabels: [cartes]\n---\n\n## Comment ?\n\nAinsi.\n",
        )
        .run("build")
        .check();
    let page = |name: &str| std::fs::read_to_string(test.path(&format!("public/fr/{name}/index.html"))).expect(name);
    let bills = page("bills");
    assert!(bills.contains("FAQPage"), "the kind");
    assert!(bills.contains("/fr/labels/money/"), "the labels");
    let cards = page("pay/cartes");
    assert!(cards.contains("/fr/labels/cartes/") && !cards.contains("/fr/labels/money/"), "labels of its own");
}

#[test]
fn texts_of_the_configuration_are_to_be_translated_too() {
    let config =
        "description = \"Help\"\n[contact]\nhours = \"9 to 5\"\nemail = \"a@b.example\"\n[[locale]]\ncode = \"fr\"\n";
    let output = site().file("answerbook.toml", config).run("translations").output();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(printed.contains("text     description\ntext     contact.hours\n"), "{printed}");
}
