//! `answerbook publish` to a folder: what is sent and removed, what is refused, and that readers never see half a site.

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::time::Instant;

use support::TestFolder;

/// A help center with an address, built.
fn help_center() -> TestFolder {
    TestFolder::new()
        .file("answerbook.toml", "title = \"Help\"\nbase_url = \"https://help.example.com/\"\n")
        .file("content/index.md", "# Home\n\n[A](a.md)\n")
        .file("content/a.md", "# A\n\nThe first text.\n")
        .file("content/b.md", "# B\n\n[Prices](prices.pdf)\n")
        .file("content/prices.pdf", "%PDF-1.4")
        .run("build")
        .check()
}

/// The files of the site at a target.
fn site(test: &TestFolder, target: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = test.contents(target);
    files.retain(|path, _| !path.starts_with(".answerbook/"));
    files
}

/// The built site.
fn built(test: &TestFolder) -> BTreeMap<String, Vec<u8>> {
    let mut files = test.contents("public");
    files.remove("answerbook-manifest.json");
    files
}

#[track_caller]
fn assert_published(test: &TestFolder) {
    assert_eq!(site(test, "live"), built(test));
    assert!(!test.path("live/.answerbook/journal.json").exists(), "the journal is gone");
    assert!(!test.path("public/.answerbook-publish").exists(), "the token is gone");
    let lock = test.read("live/.answerbook/lock.json");
    assert_eq!(lock, "{\n  \"holder\": null\n}\n");
}

/// What a command prints to standard error.
#[track_caller]
fn printed(test: TestFolder, command: &str, code: i32) -> (TestFolder, String) {
    let arguments: Vec<&str> = command.split(' ').collect();
    let output = start(&test, &arguments).wait_with_output().expect("an end");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{message}");
    (test, message)
}

#[test]
fn only_what_changed_is_sent() {
    let (test, first) = printed(help_center(), "publish live", 0);
    assert_published(&test);
    let count = built(&test).len();
    assert!(first.starts_with(&format!("published {count} files ({count} sent, ")), "{first}");
    let (test, second) = printed(test, "publish live", 0);
    assert!(
        second.starts_with(&format!("published {count} files (0 sent, 0 bytes, {count} unchanged, 0 removed)")),
        "{second}"
    );
    let before = test.path("live/b/index.html").metadata().expect("a file").modified().expect("a time");
    let test = test.file("content/a.md", "# A\n\nAnother text.\n").run("build").check();
    let (test, third) = printed(test, "publish live", 0);
    assert_published_but_for_leaving(&test);
    assert!(!third.contains("(0 sent"), "{third}");
    let after = test.path("live/b/index.html").metadata().expect("a file").modified().expect("a time");
    assert_eq!(before, after, "a page that did not change is not sent");
}

/// Files of the site before may still be there.
#[track_caller]
fn assert_published_but_for_leaving(test: &TestFolder) {
    let live = site(test, "live");
    for (path, bytes) in built(test) {
        assert!(live.get(&path) == Some(&bytes), "{path}");
    }
}

#[test]
fn pages_go_at_once_and_assets_after_the_grace_period() {
    let test = help_center().run("publish live").check();
    let index = |files: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        files.keys().filter(|path| path.ends_with("/m")).cloned().collect()
    };
    let earlier = index(&site(&test, "live"));
    let test = test
        .without("content/b.md")
        .without("content/prices.pdf")
        .file("addresses.toml", "[gone]\n\"/b/\" = {}\n")
        .run("build")
        .check();
    let test = test.run("publish live").check();
    assert!(!site(&test, "live").contains_key("prices/index.html"));
    assert!(site(&test, "live").contains_key("prices.pdf"), "a download stays for readers of the page before");
    assert!(earlier.iter().all(|path| site(&test, "live").contains_key(path)), "the index stays, too");
    let (test, now) = printed(test, "publish live --grace 0", 0);
    assert!(now.contains("0 sent") && !now.contains(", 0 removed"), "{now}");
    assert_published(&test);
    assert!(!test.path("live/.answerbook/kept").exists(), "nothing is kept after the grace period");
}

#[test]
fn the_state_before_comes_back_and_forth() {
    let test = help_center().run("publish live").check();
    let first = site(&test, "live");
    let test = test
        .file("content/a.md", "# A\n\nAnother text.\n")
        .without("content/b.md")
        .file("content/c.md", "# C\n")
        .file("addresses.toml", "[gone]\n\"/b/\" = {}\n")
        .run("build")
        .check();
    let test = test.run("publish live").check();
    let second = site(&test, "live");
    let pages = |files: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        files
            .clone()
            .into_iter()
            .filter(|(path, _)| path.ends_with("index.html") || path.ends_with("index.json"))
            .collect()
    };
    assert_ne!(pages(&first), pages(&second));
    let test = test.run("publish live --rollback").check();
    assert_eq!(pages(&site(&test, "live")), pages(&first));
    let live = site(&test, "live");
    assert!(first.iter().all(|(path, bytes)| live.get(path) == Some(bytes)), "every file of the first site is there");
    let test = test.run("publish live --rollback").check();
    assert_eq!(pages(&site(&test, "live")), pages(&second));
}

#[test]
fn nothing_to_go_back_to() {
    let expected =
        "error: `live` has no earlier state to bring back\n  help: publish an earlier state of the project instead\n";
    let test = help_center().run("publish live").check();
    test.run("publish live --rollback").code(2).stderr(expected).check();
}

#[test]
fn a_dry_run_lists_and_changes_nothing() {
    let test = help_center();
    let output = start(&test, &["publish", "live", "--dry-run"]).wait_with_output().expect("an end");
    let listed = String::from_utf8(output.stdout).expect("text");
    assert!(!test.path("live").exists());
    let pages: Vec<&str> = listed.lines().filter(|line| line.ends_with("a/index.html")).collect();
    assert_eq!(pages.len(), 1, "{listed}");
    let size = test.path("public/a/index.html").metadata().expect("a file").len();
    assert_eq!(pages[0].split_whitespace().collect::<Vec<_>>(), ["send", &size.to_string(), "a/index.html"]);
    let position = |name: &str| listed.find(name).unwrap_or_else(|| panic!("no {name} in {listed}"));
    assert!(
        position("_assets/") < position("/index.html") && position("/en/m/") < position("a/index.html"),
        "{listed}"
    );
    let test = test.run("publish live").check();
    let test = test.file("content/a.md", "# A\n\nAnother text.\n").run("build").check();
    let before = test.contents("live");
    let test = test.run("publish live --dry-run").check();
    assert_eq!(test.contents("live"), before);
}

#[test]
fn a_build_with_errors_or_of_other_texts_is_refused() {
    let test = TestFolder::new().file("content/a.md", "# A\n");
    let (test, missing) = printed(test, "publish live", 2);
    assert!(missing.contains("is not the folder of a build"), "{missing}");
    let test = test.run("build").check().file("content/a.md", "# A\n\nMore.\n");
    let expected = "error: `public` is out of date: the project changed after it was built\n  help: build again: `answerbook build`\n";
    let test = test.run("publish live").code(2).stderr(expected).check();
    assert!(!test.path("live").join("index.html").exists());
    let test = test.file("content/a.md", "# A\n\n[B](b.md)\n").run("build").code(1).check();
    let expected = "error: the build of `public` has 1 error\n  help: see them with `answerbook check`, or publish the site as it is with `--force`\n";
    let test = test.run("publish live").code(2).stderr(expected).check();
    let test = test.run("publish live --force").check();
    assert!(test.path("live/a/index.html").exists());
    let test = test.file("public/a/index.html", "edited");
    let (_, edited) = printed(test, "publish live --force", 2);
    assert!(edited.contains("`a/index.html` is not what the build wrote"), "{edited}");
}

#[test]
fn addresses_that_are_public_are_not_lost() {
    let test = help_center().run("publish live").check();
    std::fs::rename(test.path("content/b.md"), test.path("content/c.md")).expect("an article");
    std::fs::remove_dir_all(test.path("public")).expect("a folder");
    let test = test.run("build").check();
    let before = test.contents("live");
    let (test, lost) = printed(test, "publish live", 1);
    assert!(lost.contains("error[site/lost-address]: `/b/` was public and leads nowhere now"), "{lost}");
    assert!(lost.contains("nothing was published: 1 address would be lost"), "{lost}");
    assert_eq!(site(&test, "live").len(), before.keys().filter(|path| !path.starts_with(".answerbook/")).count());
    let (test, folder) = printed(test, "publish live --folder-only", 1);
    assert!(folder.contains("`/b/` is public and would lead nowhere"), "{folder}");
    let test = test.run("publish live --allow-lost-addresses").check();
    assert!(!test.path("live/b/index.html").exists());
    let moved = test.file("addresses.toml", "[moved]\n\"/b/\" = \"/c/\"\n").run("build").check();
    let moved = moved.run("publish live").check();
    assert!(moved.path("live/b/index.html").exists());
}

#[test]
fn files_of_others_are_neither_replaced_nor_removed() {
    let test = help_center().file("live/notes.txt", "mine").run("publish live").check();
    let test = test.run("publish live --grace 0").check().holds("live/notes.txt", "mine");
    let test = test.file("other/index.html", "mine");
    let (test, refused) = printed(test, "publish other", 2);
    assert!(refused.contains("`other` contains files that no publish wrote, such as `index.html`"), "{refused}");
    let test = test.holds("other/index.html", "mine").run("publish other --force").check();
    assert_eq!(site(&test, "other"), built(&test));
}

#[test]
fn targets_that_do_not_work_are_refused() {
    let (test, scheme) = printed(help_center(), "publish sftp://host/help", 2);
    assert!(scheme.contains("`sftp://` is not a kind of target") && scheme.contains("SFTP and rsync"), "{scheme}");
    let (test, none) = printed(test, "publish", 2);
    assert!(none.contains("there is no target to publish to"), "{none}");
    let (_, own) = printed(test, "publish public", 2);
    assert!(own.contains("in each other's way"), "{own}");
}

#[test]
fn settings_are_read_and_changed_addresses_are_purged() {
    let settings = "title = \"Help\"\nbase_url = \"https://help.example.com/\"\n[publish]\ntarget = \"live\"\npurge_command = \"cat > purged.txt\"\n";
    let test = help_center().file("answerbook.toml", settings).run("build").check().run("publish").check();
    let all = test.read("purged.txt");
    assert!(all.contains("https://help.example.com/a/\n") && !all.contains(".css"), "{all}");
    let test = test.file("content/a.md", "# A\n\nAnother text.\n").run("build").check().run("publish").check();
    let changed = test.read("purged.txt");
    assert!(changed.contains("https://help.example.com/a/\n") && !changed.contains("/b/\n"), "{changed}");
    // A purge that failed is made up for.
    let test = test.file("content/b.md", "# B\n\nAnother text.\n").run("build").check();
    let (test, failed) = printed(test, "publish --purge-command false", 2);
    assert!(failed.contains("the purge command failed"), "{failed}");
    let test = test.run("publish").check();
    assert!(test.read("purged.txt").contains("https://help.example.com/b/\n"));
    assert_published_but_for_leaving(&test);
}

#[test]
fn two_at_once_are_kept_apart() {
    let test = help_center().run("publish live").check();
    let lock = r#"{"holder":{"token":"t","host":"elsewhere","process":7,"since":"2026-01-01T00:00:00Z","renewed":"RENEWED","renewals":1}}"#;
    let now = jiff::Timestamp::now();
    let test = test.file("live/.answerbook/lock.json", lock.replace("RENEWED", &format!("{now:.0}")));
    let (test, held) = printed(test, "publish live", 2);
    let expected = "another publish to `live` is running: process 7 on elsewhere, since 2026-01-01T00:00:00Z";
    assert!(held.contains(expected), "{held}");
    let old = now - jiff::SignedDuration::from_mins(16);
    let test = test.file("live/.answerbook/lock.json", lock.replace("RENEWED", &format!("{old:.0}")));
    let test = test.run("publish live").check();
    assert_published(&test);
}

/// Starts the program.
fn start(test: &TestFolder, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_answerbook"));
    command.args(arguments).current_dir(test.path(""));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a process")
}

#[test]
fn of_several_publishes_one_wins_each_time() {
    let test = help_center();
    for number in 0..3 {
        let copy = format!("copy{number}");
        copy_folder(&test.path("public"), &test.path(&copy));
    }
    let start_one = |number: usize| {
        let copy = format!("copy{number}");
        start(&test, &["publish", "live", "--folder-only", "--out", &copy])
    };
    let mut won = 0;
    for child in [0, 1, 2].map(start_one) {
        let output = child.wait_with_output().expect("an end");
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        let is_explained = message.contains("another publish to `live`");
        won += usize::from(output.status.success());
        assert!(output.status.success() || output.status.code() == Some(2) && is_explained, "{message}");
    }
    assert!(won >= 1);
    assert_published(&test);
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

/// Two states of a help center that differ in their texts, styles and search indexes: `one` and `two`, built.
fn two_states(articles: usize) -> TestFolder {
    let mut test = TestFolder::new();
    for (name, color) in [("one", "#107050"), ("two", "#503070")] {
        test = test
            .file(&format!("{name}/answerbook.toml"), format!("title = \"{name}\"\n[brand]\ncolor = \"{color}\"\n"))
            .file(&format!("{name}/content/index.md"), format!("# Home {name}\n"));
        for number in 0..articles {
            let article = format!("# Article {number}\n\nState {name} of {number}.\n");
            test = test.file(&format!("{name}/content/a{number}.md"), article);
        }
        test = test.run(&format!("build {name}")).check();
    }
    test
}

/// Reads all pages again and again, as readers do, and the assets that they need, until the other end of the channel is
/// gone. Returns what was missing or half.
fn crawl(live: &Path, is_ended: &Receiver<()>) -> (usize, Vec<String>) {
    let (mut reads, mut faults) = (0, Vec::new());
    while is_ended.try_recv() == Err(TryRecvError::Empty) {
        for number in 0..20 {
            let page = live.join(format!("a{number}/index.html"));
            let Ok(html) = std::fs::read_to_string(&page) else { continue };
            reads += 1;
            if !html.trim_end().ends_with("</html>") {
                faults.push(format!("half of {}", page.display()));
            }
            for asset in html.split(['"', '\'', '(', ')', ' ']).filter(|part| part.starts_with("/_assets/")) {
                if !live.join(&asset[1..]).exists() {
                    faults.push(format!("{} needs {asset}", page.display()));
                }
            }
            faults.extend(search_fault(live));
        }
    }
    (reads, faults)
}

/// What a search needs: the pointer, and the index that it leads to.
fn search_fault(live: &Path) -> Option<String> {
    let folder = live.join("_search/latest/en");
    let Ok(pointer) = std::fs::read(folder.join("index.json")) else {
        return Some("pages are there without the pointer of their search index".into());
    };
    let Ok(pointer) = serde_json::from_slice::<serde_json::Value>(&pointer) else {
        return Some("half of the pointer".into());
    };
    let index = pointer["index"].as_str().expect("the manifest of the index");
    (!folder.join(index).exists()).then(|| format!("the index {index} is missing"))
}

#[test]
fn a_killed_publish_is_continued_and_readers_never_notice() {
    let test = two_states(60);
    let live = &test.path("live");
    let started = Instant::now();
    let test = test.run("publish elsewhere one").check();
    let whole = started.elapsed();
    let mut kills = 0;
    let (reads, faults) = std::thread::scope(|scope| {
        let (end, is_ended) = mpsc::channel();
        let crawler = scope.spawn(move || crawl(live, &is_ended));
        for round in 0..24 {
            let name = if round % 2 == 0 { "one" } else { "two" };
            let mut child = start(&test, &["publish", "live", name, "--allow-lost-addresses"]);
            // Any moment of a publish, on a machine of any speed.
            std::thread::sleep(whole * (round * 7 % 24) / 24);
            kills += usize::from(child.try_wait().expect("a process").is_none());
            let _ = child.kill();
            let _ = child.wait();
            if round % 4 == 3 {
                // The last lock may be that of the other state, and is taken over only after its time.
                let _ = std::fs::remove_file(test.path("live/.answerbook/lock.json"));
                let output = start(&test, &["publish", "live", name, "--allow-lost-addresses"])
                    .wait_with_output()
                    .expect("an end");
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                let published = site(&test, "live");
                for (path, bytes) in site(&test, &format!("{name}/public")) {
                    assert!(path == "answerbook-manifest.json" || published.get(&path) == Some(&bytes), "{path}");
                }
            }
        }
        drop(end);
        crawler.join().expect("a crawler")
    });
    assert!(kills > 5 && reads > 100, "{kills} kills, {reads} reads");
    assert!(faults.is_empty(), "{faults:#?}");
    // Without the files that readers of earlier states may need, it ends like a publish that was never interrupted.
    let _ = std::fs::remove_file(test.path("live/.answerbook/lock.json"));
    let test = test.run("publish live two --grace 0").check().run("publish fresh two").check();
    assert_eq!(site(&test, "live"), site(&test, "fresh"));
    let own = |target: &str| test.contents(&format!("{target}/.answerbook")).into_keys().collect::<Vec<_>>();
    assert_eq!(own("live"), ["guard", "lock.json", "manifest.json"]);
    assert_eq!(own("fresh"), own("live"));
}
