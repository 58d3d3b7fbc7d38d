//! The preview notices every way in which editors and other programs change files.

mod support;

use std::fs;
use std::process::Command;

use answerbook::serve::watcher::WatchMode;
use support::preview::RunningPreview;

const FILES: &[(&str, &str)] =
    &[("content/index.md", "# Home"), ("content/a/page.md", "---\ntitle: Page\n---\nfirst\n")];

/// Saves the page in ten ways, and waits for each.
fn saves_are_seen(served: &RunningPreview) {
    let page = served.path("content/a/page.md");
    let folder = served.path("content/a");
    let text = |mark: &str| format!("---\ntitle: Page\n---\n{mark}\n");
    let check = |mark: &str, save: &dyn Fn(&str)| {
        save(&text(mark));
        served.wait_for("/a/page/", mark);
    };
    check("in-place", &|text| fs::write(&page, text).expect("a save"));
    check("renamed-over", &|text| {
        fs::write(folder.join(".page.md.tmp"), text).expect("a save");
        fs::rename(folder.join(".page.md.tmp"), &page).expect("a rename");
    });
    check("as-vim", &|text| {
        fs::write(folder.join("4913"), "").expect("a probe");
        fs::remove_file(folder.join("4913")).expect("a removal");
        fs::rename(&page, folder.join("page.md~")).expect("a backup");
        fs::write(&page, text).expect("a save");
        fs::remove_file(folder.join("page.md~")).expect("a removal");
    });
    check("as-jetbrains", &|text| {
        fs::write(folder.join("page.md___jb_tmp___"), text).expect("a save");
        fs::rename(&page, folder.join("page.md___jb_old___")).expect("a rename");
        fs::rename(folder.join("page.md___jb_tmp___"), &page).expect("a rename");
        fs::remove_file(folder.join("page.md___jb_old___")).expect("a removal");
    });
    check("as-emacs", &|text| {
        fs::copy(&page, folder.join("page.md~")).expect("a backup");
        fs::write(&page, text).expect("a save");
    });
    check("removed-and-written", &|text| {
        fs::remove_file(&page).expect("a removal");
        fs::write(&page, text).expect("a save");
    });
    check("truncated-first", &|text| {
        fs::write(&page, "").expect("an empty file");
        fs::write(&page, text).expect("a save");
    });
    check("appended", &|text| {
        let mut file = fs::OpenOptions::new().append(true).open(&page).expect("the file");
        std::io::Write::write_all(&mut file, text.as_bytes()).expect("a save");
    });
    check("twice-at-once", &|text| {
        fs::write(&page, text.replace("twice", "once")).expect("a save");
        fs::write(&page, text).expect("a save");
    });
    // The size and modification time stay the same; only the content and the inode change.
    check("same--size", &|text| {
        fs::write(&page, text.replace("same--size", "SAME--SIZE")).expect("a save");
        let modified = fs::metadata(&page).and_then(|file| file.modified()).expect("a time");
        fs::write(folder.join("new.tmp~"), text).expect("a save");
        let file = fs::File::options().write(true).open(folder.join("new.tmp~")).expect("the file");
        file.set_modified(modified).expect("a time");
        fs::rename(folder.join("new.tmp~"), &page).expect("a rename");
    });
}

#[test]
fn ten_ways_to_save_are_seen() {
    saves_are_seen(&RunningPreview::new(FILES));
}

#[test]
fn ten_ways_to_save_are_seen_without_a_watch() {
    saves_are_seen(&RunningPreview::with(FILES, WatchMode::Poll, Box::new(|_| {})));
}

#[test]
fn new_folders_are_seen_with_what_is_written_into_them_at_once() {
    let served = RunningPreview::new(FILES);
    served.wait_for("/a/page/", "first");
    for round in 0..5 {
        served.write(&format!("content/new-{round}/deep/er/page.md"), "# New\n\nat-once\n");
        served.wait_for(&format!("/new-{round}/deep/er/page/"), "at-once");
        served.write(&format!("content/new-{round}/deep/er/page.md"), "# New\n\nand-again\n");
        served.wait_for(&format!("/new-{round}/deep/er/page/"), "and-again");
    }
}

#[test]
fn folders_are_seen_to_move_in_and_out_and_to_be_replaced() {
    let served = RunningPreview::new(FILES);
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(elsewhere.path().join("guides/inner")).expect("a folder");
    fs::write(elsewhere.path().join("guides/inner/one.md"), "# One\n\nmoved-in\n").expect("a file");
    fs::rename(elsewhere.path().join("guides"), served.path("content/guides")).expect("on the same disk");
    served.wait_for("/guides/inner/one/", "moved-in");
    served.write("content/guides/inner/one.md", "# One\n\nedited\n");
    served.wait_for("/guides/inner/one/", "edited");
    fs::rename(served.path("content/guides"), elsewhere.path().join("gone")).expect("on the same disk");
    served.wait_for_status("/guides/inner/one/", 404);
    served.write("content/guides/inner/one.md", "# One\n\nanother-folder\n");
    served.wait_for("/guides/inner/one/", "another-folder");
    served.write("content/guides/inner/one.md", "# One\n\nwatched-again\n");
    served.wait_for("/guides/inner/one/", "watched-again");
}

#[track_caller]
fn git(served: &RunningPreview, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(arguments).current_dir(&served.folder);
    assert!(git.output().expect("git").status.success(), "git {arguments:?}");
}

#[test]
fn a_reference_that_moves_is_seen() {
    let served = RunningPreview::new(FILES);
    git(&served, &["init", "-q", "-b", "main"]);
    let commit = |mark: &str| {
        served.write("content/a/page.md", &format!("# Page\n\n{mark}\n"));
        git(&served, &["add", "."]);
        git(&served, &["commit", "-qm", mark]);
    };
    commit("first-commit");
    git(&served, &["branch", "old"]);
    git(&served, &["branch", "release/5"]);
    commit("second-commit");
    let version = |id: &str, source: &str| format!("[[version]]\nid = \"{id}\"\nsource = \"{source}\"\n");
    let sources = [("9", "dir:content"), ("*", "git:v*"), ("5", "git:release/5"), ("1", "git:old")];
    let versions: String = sources.map(|(id, source)| version(id, source)).concat();
    git(&served, &["tag", "v2"]);
    served.write("answerbook.toml", &versions);
    served.wait_for("/v/1/a/page/", "first-commit");
    git(&served, &["branch", "-f", "old", "main"]);
    served.wait_for("/v/1/a/page/", "second-commit");
    git(&served, &["branch", "-f", "release/5", "main"]);
    served.wait_for("/v/5/a/page/", "second-commit");
    git(&served, &["tag", "v3", "main~"]);
    served.wait_for("/v/3/a/page/", "first-commit");
    git(&served, &["pack-refs", "--all"]);
    git(&served, &["tag", "-d", "v3"]);
    served.wait_for_status("/v/3/a/page/", 404);
}

#[test]
fn a_switch_of_branches_is_seen_as_a_whole() {
    let served = RunningPreview::new(FILES);
    let git = |arguments: &[&str]| git(&served, arguments);
    let write = |mark: &str| {
        for number in 0..1000 {
            served.write(
                &format!("content/f{}/p{number}.md", number % 10),
                &format!("# Page {number}\n\n{mark}-{number}\n"),
            );
        }
    };
    write("main");
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "main"]);
    git(&["checkout", "-qb", "side"]);
    write("side");
    git(&["rm", "-qf", "content/f3/p3.md"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "side"]);
    for (branch, status) in [("main", 200), ("side", 404), ("main", 200)] {
        git(&["checkout", "-q", branch]);
        for number in [0, 1, 500, 998, 999] {
            served.wait_for(&format!("/f{}/p{number}/", number % 10), &format!("{branch}-{number}"));
        }
        served.wait_for_status("/f3/p3/", status);
    }
}

#[test]
fn a_folder_that_goes_and_comes_back_is_shown_again() {
    let served = RunningPreview::new(FILES);
    served.wait_for("/a/page/", "first");
    let away = served.folder.path().with_extension("away");
    fs::rename(served.folder.path(), &away).expect("a rename");
    served.wait_until("the failure", || served.state("/a/page/")["errors"] == 1);
    served.wait_for("/a/page/", "first");
    fs::rename(&away, served.folder.path()).expect("a rename");
    served.write("content/a/page.md", "# Page\n\nback-again\n");
    served.wait_for("/a/page/", "back-again");
    served.wait_until("the end of the failure", || served.state("/a/page/")["errors"] == 0);
}
