//! Tests the output folder between builds: paths that change from file to folder, foreign links, concurrent builds, and
//! killed builds.

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use answerbook::output::lock::{self, Attempt};
use support::TestFolder;
use support::folder::{files, is_whole};

/// A command of the program in a test's folder, to be run at the same time as others.
fn command(test: &TestFolder, arguments: &[&str]) -> Command {
    let mut command = Command::new(snapbox::cmd::cargo_bin!("answerbook"));
    command.args(arguments).current_dir(test.path("")).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_path_may_turn_from_file_to_folder_and_back() {
    let as_file = |test: TestFolder| test.file("static/c", "a file").file("static/d/e", "a file in a folder");
    let test = as_file(TestFolder::new().file("content/a.md", "# A\n")).run("build").check();
    let test = test.without("static/c").without("static/d/e").file("content/c.md", "# C\n").file("static/d/e/f", "f");
    let test = test.run("build").check();
    assert!(test.path("public/c/index.html").is_file() && test.path("public/d/e/f").is_file());
    is_whole(&test.path("public"));
    let test = as_file(test.without("content/c.md").without("static/d/e/f").without_folder("static/d/e"));
    let test = test.run("build").check();
    assert!(test.path("public/c").is_file() && test.path("public/d/e").is_file());
    is_whole(&test.path("public"));
}

#[test]
fn a_folder_that_is_in_the_way_is_kept_if_it_holds_files_of_others() {
    let test = TestFolder::new().file("content/c.md", "# C\n").file("content/a.md", "# A\n").run("build").check();
    let test = test.file("public/c/notes.txt", "mine").without("content/c.md").file("static/c", "a file");
    let report =
        "...\nerror: `public` contains files that Answerbook didn't create, such as `public/c/notes.txt`\n...\n";
    test.run("build").code(2).stderr(report).check().holds("public/c/notes.txt", "mine");
}

#[test]
fn names_that_an_earlier_build_could_not_write_do_no_harm() {
    let test = TestFolder::new().file("content/a.md", "# A\n").run("build").check();
    let manifest = test.read("public/answerbook-manifest.json");
    let strange =
        format!("\"{}\": \"0\", \"a\\u0000b\": \"0\", \"robots.txt/a\": \"0\", \"404.html\"", "x".repeat(300));
    let test = test.file("public/answerbook-manifest.json", manifest.replacen("\"404.html\"", &strange, 1));
    let test = test.run("build").check();
    is_whole(&test.path("public"));
}

#[test]
fn a_folder_is_created_however_it_is_written() {
    let test = TestFolder::new().file("content/a.md", "# A\n").run("build -o x/.").check();
    is_whole(&test.path("x"));
}

#[test]
fn builds_at_the_same_time_leave_a_whole_site() {
    let mut test = TestFolder::new().file("two/content/only-two.md", "# Only two\n");
    for number in 0..40 {
        test = test
            .file(&format!("one/content/a{number}.md"), "# A\n")
            .file(&format!("two/content/b{number}.md"), "# B\n");
    }
    for _ in 0..3 {
        let build = |project| command(&test, &["build", project, "-o", "out"]).spawn().expect("a process");
        let builds = ["one", "two", "one", "two"].map(build);
        for mut build in builds {
            assert!(build.wait().expect("an end").success());
        }
        is_whole(&test.path("out"));
    }
}

#[test]
fn a_build_waits_for_another_one() {
    let test = TestFolder::new().file("content/a.md", "# A\n");
    let Ok(Attempt::Taken(lock)) = lock::try_take(&test.path("public"), "process 1 on elsewhere") else {
        panic!("nobody else has the folder")
    };
    let Ok(Attempt::Held(holder)) = lock::try_take(&test.path("public"), "another") else {
        panic!("the folder is held")
    };
    assert_eq!(holder, "process 1 on elsewhere");
    let mut build = command(&test, &["build"]).stderr(Stdio::piped()).spawn().expect("a process");
    let lines = BufReader::new(build.stderr.take().expect("piped")).lines().map(|line| line.expect("UTF-8"));
    let mut lines = lines.skip_while(|line| !line.starts_with("waiting"));
    let expected = "waiting for another build (process 1 on elsewhere) to finish writing to `public`";
    assert_eq!(lines.next().as_deref(), Some(expected));
    assert_eq!(files(&test.path("public")).len(), 1, "nothing but the lock is there");
    drop(lock);
    assert!(lines.any(|line| line.starts_with("built 1 article")));
    assert!(build.wait().expect("an end").success());
    is_whole(&test.path("public"));
}

#[test]
fn a_build_that_was_killed_leaves_a_folder_that_the_next_one_takes() {
    let mut test = TestFolder::new();
    for number in 0..150 {
        test = test.file(&format!("content/a{number}.md"), "# A\n");
    }
    for _ in 0..4 {
        let mut build = command(&test, &["build"]).spawn().expect("a process");
        while build.try_wait().expect("a process").is_none() && !test.path("public/.answerbook.lock").exists() {
            std::thread::yield_now();
        }
        let _ = build.kill();
        build.wait().expect("an end");
        test = test.run("build").check();
        is_whole(&test.path("public"));
        fs::remove_dir_all(test.path("public")).expect("a folder");
    }
    // The files that a killed build leaves: its lock, and half of its first manifest.
    let test = test.file("public/.answerbook.lock", "process 1 on elsewhere").run("build").check();
    is_whole(&test.path("public"));
    fs::remove_dir_all(test.path("public")).expect("a folder");
    let test = test.file("public/answerbook-manifest.json.part", "{\"ver").run("build").check();
    is_whole(&test.path("public"));
    assert!(!test.path("public/answerbook-manifest.json.part").exists());
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::*;

    #[track_caller]
    fn link(test: &TestFolder, target: &str, path: &str) {
        symlink(test.path(target), test.path(path)).expect("a symbolic link");
    }

    #[test]
    fn nothing_is_written_through_a_link() {
        let test = TestFolder::new()
            .file("content/a.md", "# A\n")
            .file("content/b/c.md", "# C\n")
            .file("content/b/d.md", "# D\n")
            .file("elsewhere/page", "mine")
            .file("elsewhere/folder/index.html", "mine")
            .run("build")
            .check();
        let page = test.read("public/b/c/index.html");
        // The same content as the page, so that a comparison that followed the link would find no difference.
        fs::write(test.path("elsewhere/copy"), &page).expect("a file");
        for path in ["public/index.html", "public/b/c/index.html", "public/answerbook-manifest.json.part"] {
            let _ = fs::remove_file(test.path(path));
        }
        fs::remove_dir_all(test.path("public/a")).expect("a folder");
        link(&test, "elsewhere/page", "public/index.html");
        link(&test, "elsewhere/copy", "public/b/c/index.html");
        link(&test, "elsewhere/folder", "public/a");
        link(&test, "elsewhere/page", "public/.answerbook.lock");
        link(&test, "elsewhere/page", "public/answerbook-manifest.json.part");
        let test = test.file("content/e.md", "# E\n").run("build").check();
        is_whole(&test.path("public"));
        for path in ["public/index.html", "public/b/c/index.html", "public/a"] {
            assert!(!test.path(path).is_symlink(), "{path}");
        }
        test.holds("elsewhere/page", "mine").holds("elsewhere/folder/index.html", "mine");
    }

    #[test]
    fn nothing_is_removed_through_a_link() {
        let test = TestFolder::new()
            .file("content/a.md", "# A\n")
            .file("content/b/c.md", "# C\n")
            .file("elsewhere/c/index.html", "mine")
            .run("build")
            .check();
        fs::remove_dir_all(test.path("public/b")).expect("a folder");
        link(&test, "elsewhere", "public/b");
        let test = test.without("content/b/c.md").run("build").check();
        test.holds("elsewhere/c/index.html", "mine");
    }

    #[test]
    fn a_link_where_no_build_wrote_is_refused() {
        let test = TestFolder::new().file("content/a.md", "# A\n").file("elsewhere/x", "mine").run("build").check();
        link(&test, "elsewhere", "public/b");
        let report = "...\nerror: `public` contains files that Answerbook didn't create, such as `public/b`\n...\n";
        let test = test.file("content/b.md", "# B\n").run("build").code(2).stderr(report).check();
        assert!(!test.path("elsewhere/index.html").exists());
    }

    #[test]
    fn the_folder_itself_may_be_a_link() {
        let test = TestFolder::new().file("content/a.md", "# A\n").file("elsewhere/.gitkeep", "");
        link(&test, "elsewhere", "public");
        let test = test.run("build").check();
        assert!(test.path("elsewhere/a/index.html").is_file());
    }
}

#[test]
fn stages_are_timed() {
    let test = TestFolder::new().file("content/a.md", "# A\n\nText.\n");
    let mut build = std::process::Command::new(env!("CARGO_BIN_EXE_answerbook"));
    build.args(["build", "--timings", "--trace", "trace.json"]).current_dir(test.path(""));
    let output = build.output().expect("the program");
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let trace: serde_json::Value = serde_json::from_str(&test.read("trace.json")).expect("JSON");
    let events = trace["traceEvents"].as_array().expect("events");
    let names: Vec<&str> = events.iter().filter_map(|event| event["name"].as_str()).collect();
    assert_eq!(names, ["read", "theme", "articles", "site", "links", "files", "search", "write", "report"]);
    let times: Vec<[u64; 2]> =
        events.iter().map(|event| ["ts", "dur"].map(|key| event[key].as_u64().expect("a time"))).collect();
    assert!(times.windows(2).all(|pair| pair[0][0] + pair[0][1] == pair[1][0]), "{times:?}");
    assert!(times[7][1] > 0 && names.iter().all(|name| report.contains(&format!("\n{name} "))), "{report}");
}
