//! Tests the product's labels in articles: by their keys in each language, and labels that were renamed in git.

mod support;

use std::process::Command;

use snapbox::str;
use support::TestFolder;

fn git(test: &TestFolder, arguments: &[&str]) {
    let author = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let run = Command::new("git").args(author).args(arguments).current_dir(test.path("")).output().expect("git runs");
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

fn site() -> TestFolder {
    TestFolder::new()
        .file(
            "answerbook.toml",
            "base_url = \"https://help.example/\"\n[product]\nstrings = [\"strings/{locale}.json\"]\n\
             [[locale]]\ncode = \"fr\"\n",
        )
        .file("strings/en.json", "{\"settings\": {\"save\": \"&Save\", \"close\": \"Close\"}}")
        .file("strings/fr.json", "{\"settings\": {\"save\": \"Enregistrer\"}}")
        .file(
            "content/a.md",
            "# Save\n\nPress **{{ ui.settings.save }}** and `{{ ui.settings.save }}`.\n\n{{> close }}\n",
        )
        .file("content/fr/a.md", "# Enregistrer\n\n**{{ ui.settings.save }}**, **{{ ui.settings.close }}**.\n")
        .file("snippets/close.md", "Then press {{ ui.settings.close }}.\n")
}

#[test]
fn each_language_has_its_own_labels() {
    let test = site().run("build").check();
    let english = test.read("public/a/index.html");
    assert!(english.contains("<strong>Save</strong> and <code>{{ ui.settings.save }}</code>"), "{english}");
    assert!(english.contains("Then press Close."), "{english}");
    let french = test.read("public/fr/a/index.html");
    assert!(french.contains("<strong>Enregistrer</strong>, <strong>Close</strong>"), "{french}");
}

#[test]
fn a_key_that_does_not_exist_is_an_unknown_variable() {
    let test =
        site().file("content/a.md", "# Save\n\n{{ ui.settings.sav }}\n").run("check --only variable --format short");
    let message = "the product's texts have no key `settings.sav`";
    test.stdout(format!("content/a.md:3:1: warning[variable/unknown] {message}\n")).check();
}

#[test]
fn a_key_without_its_table_leads_to_those_with_one() {
    let text = "# Save\n\n{{ ui.save }}\n\n{{ ui.zzzzzzzzzz }}\n";
    site()
        .file("strings/en.json", "{\"settings\": {\"save\": \"&Save\"}, \"draft_of_letters\": {\"save\": \"Keep\"}}")
        .file("content/a.md", text)
        .run("check --only variable")
        .stderr(str![[r"
warning[variable/unknown]: the product's texts have no key `save`
 --> content/a.md:3:1
  |
3 | {{ ui.save }}
  | ^^^^^^^^^^^^^
  |
  = help: did you mean `ui.draft_of_letters.save` or `ui.settings.save`?
  = help: look up the key in `strings/en.json`

warning[variable/unknown]: the product's texts have no key `zzzzzzzzzz`
 --> content/a.md:5:1
  |
5 | {{ ui.zzzzzzzzzz }}
  | ^^^^^^^^^^^^^^^^^^^
  |
  = help: look up the key in `strings/en.json`

warning[variable/unknown]: the product's texts have no key `settings.close`
 --> content/fr/a.md:3:31
  |
3 | **{{ ui.settings.save }}**, **{{ ui.settings.close }}**.
  |                               ^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `ui.settings.save`?
  = help: look up the key in `strings/fr.json`

3 warnings
checked 2 articles in 2 editions in [..] s

"]])
        .check();
}

#[test]
fn a_renamed_label_is_reported_with_its_new_name() {
    let test = site().file("content/a.md", "# Save\n\nOpen **Keep**, then **Close**.\n");
    let test =
        test.file("strings/en.json", "{\"settings\": {\"save\": \"Keep\", \"close\": \"Close\"}}").run("check").check();
    git(&test, &["init", "-q", "."]);
    git(&test, &["add", "-A"]);
    git(&test, &["commit", "-q", "-m", "A"]);
    let test = test.file("strings/en.json", "{\"settings\": {\"save\": \"Store\", \"close\": \"Close\"}}");
    test.run("check --only label")
        .stderr(str![[r"
warning[label/outdated]: the product's label `Keep` is now `Store`
 --> content/a.md:3:8
  |
3 | Open **Keep**, then **Close**.
  |        ^^^^
  |
  = help: did you mean `Store`?

1 warning
checked 2 articles in 2 editions in [..] s

"]])
        .check();
}

#[test]
fn files_that_do_not_exist_are_reported_once() {
    let config = "[product]\nstrings = [\"texts/{locale}.json\"]\n";
    let test = TestFolder::new().file("answerbook.toml", config).file("content/a.md", "# A\n\nText.\n");
    let test = test.run("check --only config/missing-file --format short").code(1);
    test.stdout("answerbook.toml:2:13: error[config/missing-file] no file matches `texts/{locale}.json`\n").check();
}
