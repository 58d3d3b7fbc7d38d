//! With and without the cache on disk, `build` and `check` have the same results: files, problems, exit codes. The tests
//! run both in two folders with the same history, and compare everything.

#[allow(dead_code)] // only a part is used here
#[path = "support/edits.rs"]
mod edits;
mod support;

use std::fs;
use std::path::Path;

use edits::{PROJECT, apply, edits};
use proptest::prelude::*;
use proptest::test_runner::{FailurePersistence, FileFailurePersistence};
use support::fixture::git;
use support::twins::{BUILD, CHECK, Origin, Twins};

#[test]
fn what_did_not_change_is_not_done_again() {
    let twins = Twins::new(PROJECT);
    for command in [BUILD, CHECK] {
        assert_eq!(twins.run(command), Origin::Work);
        twins.settle(command);
    }
    // The manifest of the build came after the first check, and decides about lost addresses.
    assert_eq!(twins.run(CHECK), Origin::Cache);
    assert!(twins.cache().join(".gitignore").is_file());
}

#[test]
fn each_change_of_an_input_counts() {
    let twins = Twins::new(PROJECT);
    twins.write(&[
        ("static/data.bin", "one"),
        ("content/billing/form.pdf", "one"),
        ("content/billing/more.md", "# More\n\n[Form](form.pdf) ![A picture](card.svg)\n"),
        ("theme/styles/50-own.css", "main { color: red }"),
        ("theme/files/own.bin", "one"),
        ("search-tests.toml", "[[test]]\nquery = \"refund\"\nfinds = \"billing/refund\"\n"),
        ("terms/en.toml", "[[term]]\nuse = \"card\"\n"),
        ("addresses.toml", "[moved]\n\"/a/\" = \"/billing/pay/\"\n"),
        ("assets/shown.svg", "<svg width=\"20\" height=\"10\"/>"),
        ("strings/en.json", "{\"save\": \"Save\"}"),
        ("content/folder/_category_.json", "{\"label\": \"Folder\"}"),
        ("content/folder/in.md", "# In\n\n![Shown](/assets/shown.svg)\n"),
        ("font.woff2", "one"),
    ]);
    let config =
        format!("{}[brand]\nfont = \"font.woff2\"\n[product]\nstrings = [\"strings/{{locale}}.json\"]\n", PROJECT[0].1);
    twins.write(&[("answerbook.toml", &config)]);
    twins.settle(BUILD);
    twins.settle(CHECK);
    let changes: &[(&str, &str)] = &[
        ("content/billing/refund.md", "# Refund\n\n## How\n\nAsk us. ![A picture](card.svg)\n"),
        ("snippets/note.md", "A refund takes *four* days.\n"),
        ("static/data.bin", "two"),
        ("content/billing/form.pdf", "two"),
        ("content/billing/card.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"21\" height=\"10\"/>"),
        ("theme/styles/50-own.css", "main { color: tan }"),
        ("theme/files/own.bin", "two"),
        ("search-tests.toml", "[[test]]\nquery = \"refund\"\nfinds = \"billing/pay\"\n"),
        ("terms/en.toml", "[[term]]\nuse = \"charge\"\nnot = [\"card\"]\n"),
        ("addresses.toml", "[moved]\n\"/b/\" = \"/billing/pay/\"\n"),
        ("assets/shown.svg", "<svg width=\"30\" height=\"10\"/>"),
        ("strings/en.json", "{\"save\": \"Keep\"}"),
        ("content/folder/_category_.json", "{\"label\": \"Others\"}"),
        ("font.woff2", "two"),
        ("content/new.md", "# New\n"),
        ("theme/i18n/en.toml", "search = \"Find\"\n"),
        ("static/new.txt", "new"),
    ];
    for (path, text) in changes {
        let times = ["cached", "plain"].map(|name| {
            let times = fs::metadata(twins.root(name).join(path)).and_then(|metadata| metadata.modified());
            (twins.root(name).join(path), times.ok())
        });
        twins.write(&[(path, text)]);
        // A tool that restores the time of the file, such as an archiver, hides nothing.
        for (file, time) in times {
            if let Some(time) = time {
                fs::File::options().write(true).open(file).expect("a file").set_modified(time).expect("a time");
            }
        }
        assert_eq!(twins.records().len(), 2);
        // What is only copied does not matter to a check.
        let is_copied = ["static/data.bin", "content/billing/form.pdf"].contains(path);
        let of_check = if is_copied { Origin::Cache } else { Origin::Work };
        assert_eq!(twins.run(CHECK), of_check, "{path}");
        assert_eq!(twins.run(BUILD), Origin::Work, "{path}");
        // With the manifest of the new build.
        twins.run(CHECK);
    }
    twins.edit(|root| fs::remove_file(root.join("content/new.md")).expect("a file"));
    assert_eq!(twins.run(BUILD), Origin::Work);
}

#[test]
fn each_option_that_changes_the_site_counts() {
    let twins = Twins::new(PROJECT);
    twins.write(&[("content/later.md", "---\ntitle: Later\npublish: 2026-11-23\nexpires: 2026-11-25\n---\n")]);
    twins.settle(BUILD);
    for other in
        ["--date 2026-11-23", "--date 2026-11-25", "--drafts", "--base-url https://other.example/", "--noindex"]
    {
        let other = if other.starts_with("--date") { format!("build {other}") } else { format!("{BUILD} {other}") };
        assert_eq!(twins.run(&other), Origin::Work, "{other}");
        twins.settle(&other);
    }
    // Another folder has files of its own.
    assert_eq!(twins.run(&format!("{BUILD} -o other")), Origin::Work);
    twins.settle(&format!("{BUILD} -o other"));
    // The number of threads changes nothing.
    assert_eq!(twins.run(&format!("{BUILD} -o other --threads 3")), Origin::Cache);
}

#[test]
fn problems_are_printed_as_before() {
    let twins = Twins::new(PROJECT);
    twins.write(&[("content/bad.md", "# Bad\n\n[Gone](gone.md) ![](missing.png)\n\nélan [x](billing/pay.md#whne)\n")]);
    twins.run(BUILD);
    twins.settle(BUILD);
    twins.settle(CHECK);
    for format in ["full", "short", "json", "github", "gitlab", "sarif", "junit"] {
        assert_eq!(twins.run(&format!("{BUILD} --format {format}")), Origin::Cache, "{format}");
        assert_eq!(twins.run(&format!("{CHECK} --format {format}")), Origin::Cache, "{format}");
    }
    // What is reported is decided when it is printed.
    for more in ["--only link", "--skip error", "--deny-warnings", "--write-baseline known.json"] {
        assert_eq!(twins.run(&format!("{CHECK} {more}")), Origin::Cache, "{more}");
    }
    assert_eq!(twins.run(&format!("{CHECK} --baseline known.json")), Origin::Cache);
    for more in ["--owner Me", "--diff", "--fix"] {
        assert_eq!(twins.run(&format!("{CHECK} {more}")), Origin::Work, "{more}");
    }
    // The manifest has the number of errors.
    assert_eq!(twins.run(&format!("{BUILD} --deny-warnings")), Origin::Work);
    assert_eq!(twins.run(BUILD), Origin::Work);
}

#[test]
fn an_address_is_lost_once() {
    let twins = Twins::new(PROJECT);
    twins.settle(BUILD);
    twins.settle(CHECK);
    twins.edit(|root| fs::remove_file(root.join("content/billing/pay.md")).expect("a file"));
    twins.run(CHECK);
    twins.settle(CHECK);
    // The report has the lost address once more than those that follow, so it is not kept.
    twins.run(BUILD);
    twins.settle(BUILD);
    twins.run(CHECK);
    twins.settle(CHECK);
}

#[test]
fn a_template_that_fails_is_tried_again() {
    let twins = Twins::new(PROJECT);
    twins.settle(BUILD);
    twins.write(&[("theme/templates/article.html", "{{ missing.value.deep }}")]);
    for _ in 0..3 {
        assert_eq!(twins.run(BUILD), Origin::Work);
    }
    twins.edit(|root| fs::remove_file(root.join("theme/templates/article.html")).expect("a file"));
    twins.run(BUILD);
    twins.settle(BUILD);
}

#[test]
fn dates_come_from_git_as_it_is_now() {
    let twins = Twins::new(PROJECT);
    let commit = |message: &str, date: &str| {
        let date = format!("GIT_COMMITTER_DATE={date}T12:00:00Z");
        twins.edit(|root| git(root, &format!("git add content\n{date} git commit -qm {message}")));
    };
    twins.edit(|root| git(root, "git init -q"));
    commit("first", "2026-02-01");
    twins.settle(BUILD);
    twins.settle(CHECK);
    twins.write(&[("content/start/setup.md", "# Set up\n")]);
    twins.run(BUILD);
    twins.settle(BUILD);
    commit("second", "2026-02-02");
    assert_eq!(twins.run(BUILD), Origin::Work, "the article has another date");
    twins.settle(BUILD);
    // A commit that changes no date changes nothing.
    twins.edit(|root| git(root, "git commit -qm third --allow-empty"));
    assert_eq!(twins.run(BUILD), Origin::Cache);
    let versions = "title = \"Help\"\n[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n";
    twins.write(&[("answerbook.toml", versions)]);
    twins.edit(|root| git(root, "git tag v1 HEAD~1"));
    twins.run(BUILD);
    twins.settle(BUILD);
    twins.edit(|root| git(root, "git tag -f v1 HEAD~2"));
    assert_eq!(twins.run(BUILD), Origin::Work, "the tag moved");
}

#[test]
fn frozen_versions_are_kept() {
    let twins = Twins::new(PROJECT);
    let versions =
        "title = \"Help\"\n[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\nfrozen = true\n";
    twins.write(&[("answerbook.toml", versions)]);
    for _ in 0..4 {
        twins.run(BUILD);
    }
    twins.settle(BUILD);
    twins.write(&[("old/billing/pay.md", "# Never published\n"), ("theme/styles/50-own.css", "main { color: red }")]);
    for _ in 0..4 {
        twins.run(BUILD);
    }
    twins.settle(BUILD);
}

/// A change in a folder, with its name.
#[cfg(unix)]
type FolderChange<'c> = (&'c str, &'c dyn Fn(&Path));

#[cfg(unix)]
#[test]
fn a_change_in_the_output_folder_is_repaired() {
    let twins = Twins::new(PROJECT);
    twins.settle(BUILD);
    let page = "public/billing/pay/index.html";
    let changes: &[FolderChange<'_>] = &[
        ("another byte at the same time", &|root| {
            let file = root.join(page);
            let time = fs::metadata(&file).and_then(|metadata| metadata.modified()).expect("a time");
            let text = fs::read_to_string(&file).expect("a page").replacen("Pay", "Bay", 1);
            fs::write(&file, text).expect("a file");
            fs::File::options().write(true).open(file).expect("a file").set_modified(time).expect("a time");
        }),
        ("a missing file", &|root| fs::remove_file(root.join(page)).expect("a file")),
        ("a folder in place of a file", &|root| {
            fs::remove_file(root.join(page)).expect("a file");
            fs::create_dir(root.join(page)).expect("a folder");
        }),
        ("a link in place of a folder", &|root| {
            let moved = root.with_extension("moved");
            fs::rename(root.join("public/billing"), &moved).expect("a folder");
            std::os::unix::fs::symlink(moved, root.join("public/billing")).expect("a link");
        }),
        ("another manifest", &|root| {
            let file = root.join("public/answerbook-manifest.json");
            let text = fs::read_to_string(&file).expect("a manifest").replacen("/billing/pay/", "/billing/bay/", 1);
            fs::write(&file, text).expect("a file");
        }),
        ("no manifest, and a folder of somebody else", &|root| {
            fs::remove_file(root.join("public/answerbook-manifest.json")).expect("a file");
        }),
        ("no folder", &|root| fs::remove_dir_all(root.join("public")).expect("a folder")),
    ];
    for (change, edit) in changes {
        twins.edit(edit);
        assert_eq!(twins.run(BUILD), Origin::Work, "{change}");
        if *change != "no manifest, and a folder of somebody else" {
            twins.settle(BUILD);
        }
    }
    // Files of others do not matter.
    twins.write(&[("public/notes.txt", "mine")]);
    assert_eq!(twins.run(BUILD), Origin::Cache);
}

/// A failing seed is printed and saved next to this file, from which later runs try it first.
fn persistence() -> Box<dyn FailurePersistence> {
    Box::new(FileFailurePersistence::Direct(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/disk_cache.seeds")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 20, failure_persistence: Some(persistence()), ..ProptestConfig::default() })]

    #[test]
    fn any_edits_end_where_they_do_without_a_cache(edits in edits()) {
        let twins = Twins::new(PROJECT);
        twins.run(BUILD);
        for edit in &edits {
            twins.edit(|root| apply(root, edit));
            for command in [BUILD, CHECK, BUILD, CHECK] {
                twins.run(command);
            }
        }
    }
}
