//! Tests `answerbook diff`: what reviewers learn about a change.

// Snapbox writes its snapshots as raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use serde_json::Value as Json;
use snapbox::str;
use support::TestFolder;
use support::fixture::git;

const CONFIG: &str = "base_url = \"https://help.example/\"\n\n[[locale]]\ncode = \"en\"\n\n[[locale]]\ncode = \"fr\"\n";

/// A repository with a first state as the tag `one`, and changes after it.
fn project() -> TestFolder {
    let rules = "---\naliases: [/pay/old-rules/]\n---\n# Rules\n\nOne rule.\n\nAnother rule.\n\n## Limits\n\nNone.\n";
    let folder = TestFolder::new()
        .file("answerbook.toml", CONFIG)
        .file("content/index.md", "# Help\n")
        .file("content/pay/index.md", "# Pay\n")
        .file("content/pay/cards.md", "# Cards\n\nWe take two cards.\n\n[x](gone.md)\n")
        .file("content/pay/rules.md", rules)
        .file("content/pay/wire.md", "# Wire\n\nText.\n\n![w](wire.svg)\n")
        .file("content/pay/wire.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    git(&folder.path("."), "git init -q -b main . && git add . && git commit -q -m one && git tag one");
    folder
        .file("content/pay/cards.md", "# Cards\n\nWe take three cards.\n")
        .file("content/old/rules.md", rules.replace("## Limits", "## Bounds"))
        .without("content/pay/rules.md")
        .without("content/pay/wire.md")
        .without("content/pay/wire.svg")
        .file("content/pay/cash.md", "# Cash\n\n[a](nothing.md)\n")
        .file("content/pay/cash.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\"/>")
}

#[test]
fn a_reviewer_learns_what_changed_since_a_commit() {
    project()
        .run("diff one")
        .stdout(str![[r#"
added    content/pay/cash.md
changed  content/pay/cards.md
       - We take two cards.
       + We take three cards.
       - [x](gone.md)
moved    content/pay/rules.md → content/old/rules.md
       - ## Limits
       + ## Bounds
removed  content/pay/wire.md

addresses that moved
  /pay/old-rules/ → /old/rules/

addresses that are lost
  /pay/rules/
  /pay/wire/

anchors that are lost
  /old/rules/#limits

new problems
  content/pay/cash.md: error[link/missing-page] there is no page `content/pay/nothing.md`
  content/pay/cash.svg: note[site/orphan-file] `content/pay/cash.svg` is not used by any page and was not published

fixed problems
  content/pay/cards.md: error[link/missing-page] there is no page `content/pay/gone.md`

pictures
  content/pay/cash.svg: none → 51 B
  content/pay/wire.svg: 41 B → none

"#]])
        .stderr("")
        .check()
        .run("diff one one")
        .stdout("no differences\n")
        .check();
}

#[test]
fn programs_and_pull_requests_get_the_same_facts() {
    let json = project().run("diff one --format json").output().stdout;
    let json: Json = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(json["moved"][0]["from"], "content/pay/rules.md");
    assert_eq!(json["lost_addresses"], serde_json::json!(["/pay/rules/", "/pay/wire/"]));
    assert_eq!(json["new_problems"][0]["severity"], "error");
    let comment = String::from_utf8(project().run("diff one --format markdown").output().stdout).expect("UTF-8");
    assert!(
        comment.starts_with("### Help center\n\n**Addresses that are lost** (2)\n\n- `/pay/rules/`\n"),
        "{comment}"
    );
    assert!(comment.contains("```diff\n- We take two cards.\n+ We take three cards.\n"), "{comment}");
}

#[test]
fn builds_are_compared_by_their_manifests() {
    project()
        .run("build -o new")
        .code(1)
        .check()
        .file("content/pay/cash.md", "# Cash\n\nText.\n")
        .file("content/pay/more.md", "# More\n\nText.\n")
        .run("build -o newer")
        .check()
        .run("diff new/answerbook-manifest.json newer")
        .stdout(str![[r#"
added    content/pay/more.md
changed  content/index.md
changed  content/old/rules.md
changed  content/pay/cards.md
changed  content/pay/cash.md
changed  content/pay/index.md

"#]])
        .stderr("the manifest of a build has no texts, anchors and problems, so they are not compared\n")
        .check();
}

#[test]
fn a_name_that_means_nothing_is_refused() {
    project()
        .run("diff two")
        .code(2)
        .stderr(str![[r#"
error: there is no tag, branch or commit `two`
  help: enter a commit, a branch or a tag, a folder, or the manifest of a build; fetch what is missing

"#]])
        .check();
}

/// The code block of a page of the documentation that has this title.
fn block(page: &str, title: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content").join(page);
    let text = std::fs::read_to_string(path).expect("a page");
    let start = format!("title=\"{title}\"\n");
    let at = text.find(&start).unwrap_or_else(|| panic!("`{page}` has no block `{title}`")) + start.len();
    text[at..].split("\n```").next().expect("a split has a first part").to_owned() + "\n"
}

#[cfg(unix)]
#[test]
fn the_preview_of_the_documentation_works() {
    let folder = project().file("ci/preview.sh", block("publishing/ci.md", "ci/preview.sh"));
    let program = snapbox::cmd::cargo_bin!("answerbook");
    let path =
        format!("{}:{}", program.parent().expect("a folder").display(), std::env::var("PATH").expect("a search path"));
    let run = || {
        let mut shell = std::process::Command::new("sh");
        shell.arg("ci/preview.sh").current_dir(folder.path(".")).env("PATH", &path).env("PREVIEW_BASE", "one");
        shell.env("PREVIEW_URL", "https://preview.example/pr-7/").output().expect("a shell")
    };
    // A problem fails the job, after the preview and the comment are there.
    let output = run();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(folder.read("preview/robots.txt"), "User-agent: *\nDisallow: /\n");
    assert!(folder.read("preview/pay/cards/index.html").contains("content=\"noindex\""));
    let comment = folder.read("comment.md");
    assert!(comment.contains("- `/pay/wire/`\n"), "{comment}");
    assert!(comment.ends_with("\n[Preview](https://preview.example/pr-7/)\n"), "{comment}");
    std::fs::write(folder.path("content/pay/cash.md"), "# Cash\n\nText.\n").expect("a writable file");
    let output = run();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
