//! A cache on disk that is damaged, foreign, read-only or used by several programs at once changes no result.

#[allow(dead_code)] // only a part is used here
#[path = "support/edits.rs"]
mod edits;
mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use edits::PROJECT;
use support::fixture::git;
use support::folder::files;
use support::twins::{BUILD, CHECK, Origin, Twins, contents};

/// Damages a record: its number, its file, its content.
type Damage<'d> = &'d dyn Fn(usize, &Path, &[u8]);

#[test]
fn a_damaged_cache_changes_nothing() {
    let twins = Twins::new(PROJECT);
    twins.settle(BUILD);
    twins.settle(CHECK);
    let records = twins.records();
    assert_eq!(records.len(), 2);
    let whole: Vec<Vec<u8>> = records.iter().map(|record| fs::read(record).expect("a record")).collect();
    let damages: &[(&str, Damage<'_>)] = &[
        ("empty", &|_, file, _| fs::write(file, "").expect("a file")),
        ("cut", &|_, file, whole| fs::write(file, &whole[..whole.len() / 2]).expect("a file")),
        ("a flipped bit", &|_, file, whole| {
            let mut bytes = whole.to_vec();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 4;
            fs::write(file, bytes).expect("a file");
        }),
        ("another version", &|_, file, bytes| {
            fs::write(file, [b"answerbook cache 0 0.0.9\n", bytes].concat()).expect("a file");
        }),
        ("the other record", &|number, file, _| fs::write(file, &whole[1 - number]).expect("a file")),
        ("huge", &|_, file, _| fs::File::create(file).and_then(|file| file.set_len(1 << 40)).expect("a sparse file")),
        ("a folder", &|_, file, _| fs::remove_file(file).and_then(|()| fs::create_dir(file)).expect("a folder")),
    ];
    for (name, damage) in damages {
        for (number, record) in records.iter().enumerate() {
            damage(number, record, &whole[number]);
        }
        assert_eq!(twins.run(BUILD), Origin::Work, "{name}");
        assert_eq!(twins.run(CHECK), Origin::Work, "{name}");
        if *name != "a folder" {
            twins.settle(BUILD);
            twins.settle(CHECK);
        }
    }
    fs::remove_dir_all(twins.cache()).expect("a folder");
    assert_eq!(twins.run(BUILD), Origin::Work);
    fs::remove_dir_all(twins.cache()).expect("a folder");
    fs::write(twins.cache(), "a file").expect("a file");
    assert_eq!(twins.run(BUILD), Origin::Work);
}

#[test]
fn the_record_of_another_project_is_not_used() {
    let (twins, others) = (Twins::new(PROJECT), Twins::new(PROJECT));
    twins.settle(CHECK);
    others.write(&[("content/bad.md", "# Bad\n\n[Gone](gone.md)\n")]);
    others.settle(CHECK);
    for (other, own) in others.records().iter().zip(twins.records()) {
        fs::copy(other, &own).expect("a file");
    }
    assert_eq!(twins.run(CHECK), Origin::Work);
}

#[cfg(unix)]
#[test]
fn a_cache_that_cannot_be_written_is_no_problem() {
    let test = support::TestFolder::new().file("content/a.md", "# A\n").file("cache/x", "").run("build").check();
    let permissions = |mode| std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(test.path("cache"), permissions(0o555)).expect("permissions");
    let test = test.run("build --cache cache").keeping_to_permissions().stderr("...\nbuilt [..]\n").check();
    assert_eq!(files(&test.path("cache")).len(), 1);
    fs::set_permissions(test.path("cache"), permissions(0o755)).expect("permissions");
}

#[test]
fn builds_at_the_same_time_share_a_cache() {
    let twins = Twins::new(PROJECT);
    for round in 0..4 {
        let text = format!("# Pay\n\nRound {round}. See [refunds](refund.md#how).\n\n## When\n");
        twins.write(&[("content/billing/pay.md", &text)]);
        let commands = [BUILD, BUILD, CHECK, "build --date 2026-11-22 -o other", CHECK];
        let running: Vec<_> = commands.iter().map(|command| twins.command("cached", command).output_later()).collect();
        for process in running {
            assert_eq!(process.join().expect("a thread").status.code(), Some(0));
        }
        for command in commands {
            twins.command("plain", command).output().expect("a process");
        }
        let (cached, plain) = (contents(&twins.root("cached")), contents(&twins.root("plain")));
        assert_eq!(cached, plain, "round {round}");
        twins.settle(BUILD);
    }
    let halves = files(&twins.cache()).into_iter().filter(|name| name.ends_with(".answerbook-part"));
    assert_eq!(halves.count(), 0);
}

/// Runs a command on a thread of its own.
trait OutputLater {
    fn output_later(self) -> std::thread::JoinHandle<Output>;
}

impl OutputLater for Command {
    fn output_later(mut self) -> std::thread::JoinHandle<Output> {
        std::thread::spawn(move || self.output().expect("a process"))
    }
}

#[test]
fn only_large_help_centers_have_a_cache_without_asking() {
    let articles = |count| {
        (0..count).fold(support::TestFolder::new(), |test, number| {
            test.file(&format!("content/{number}.md"), format!("# Article {number}\n\nText.\n"))
        })
    };
    let test = articles(499).run("check").check();
    assert!(!test.path(".answerbook").exists());
    let test = test.file("content/more.md", "# More\n\nText.\n").run("check --no-cache").check();
    assert!(!test.path(".answerbook").exists());
    let test = test.run("check").check();
    assert!(test.path(".answerbook/cache/.gitignore").is_file());
    fs::remove_dir_all(test.path(".answerbook")).expect("a folder");
    // In a repository, nothing of it is in the work tree.
    git(&test.path(""), "git init -q");
    let test = test.run("check").check();
    let names = files(&test.path(".git/answerbook"));
    assert!(names.iter().any(|name| name.contains("/cache/check-") && name.ends_with(".answerbook")), "{names:?}");
    assert!(!test.path(".answerbook").exists());
}
