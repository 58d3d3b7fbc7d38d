//! Tests what stays unchanged in a version while everything around it changes.

mod support;

use std::fs;
use std::io::Write as _;
use std::process::Command;

use support::fixture::git;
use support::{TestFolder, site};

const BASE: &str = "title = \"Help\"\nbase_url = \"https://help.example/\"\n";

/// The configuration of two versions; the older one may be frozen.
fn tables(frozen: bool) -> String {
    let frozen = if frozen { "frozen = true\n" } else { "" };
    format!("{BASE}[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\n{frozen}")
}

#[test]
fn a_frozen_version_stays_as_it_was_written() {
    let test = TestFolder::new()
        .file("answerbook.toml", tables(true))
        .file("content/a.md", "# A\n\nNew.\n")
        .file("old/a.md", "# A\n\nOld.\n")
        .run("build")
        .check();
    let first = test.read("public/v/1/a/index.html");
    let style =
        first.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a style");
    let style = format!("public{style}");
    let test = test
        .file("old/a.md", "# A\n\nOther.\n")
        .file("old/b.md", "# B\n")
        .file("theme/styles/99-own.css", "body { color: red }\n")
        .run("build")
        .check()
        .run("build")
        .check();
    assert_eq!(test.read("public/v/1/a/index.html"), first);
    assert!(test.path(&style).is_file(), "the style of frozen pages is gone");
    assert!(!test.path("public/v/1/b").exists());
    assert!(!test.read("public/a/index.html").contains(style.trim_start_matches("public")));
    let test = test.file("answerbook.toml", tables(false)).run("build").check();
    assert!(test.read("public/v/1/a/index.html").contains("Other."));
    assert!(!test.path(&style).exists(), "nothing needs the old style any more");
}

#[test]
fn a_version_that_is_frozen_later_keeps_the_index_that_it_had_with_others() {
    let test = TestFolder::new()
        .file("answerbook.toml", tables(false))
        .file("content/a.md", "# A\n\nText.\n")
        .file("old/a.md", "# A\n\nText.\n")
        .run("build")
        .check();
    let pointer = test.read("public/_search/1/en/index.json");
    assert!(pointer.contains("../../latest/en/m/"), "{pointer}");
    let folder = "public/_search/latest/en";
    let index: Vec<String> = test.contents(folder).into_keys().filter(|file| file != "index.json").collect();
    assert_eq!(["b", "d", "l", "m", "p", "r", "w"], *index.iter().map(|file| &file[..1]).collect::<Vec<_>>());
    let is_whole = |test: &TestFolder| index.iter().all(|file| test.path(&format!("{folder}/{file}")).is_file());
    let test = test.file("answerbook.toml", tables(true)).file("content/a.md", "# A\n\nNew.\n").run("build").check();
    let test = test.run("build").check();
    assert_eq!(test.read("public/_search/1/en/index.json"), pointer);
    let newest = test.read(&format!("{folder}/index.json"));
    let manifest = index.iter().find(|file| file.starts_with("m/")).expect("a manifest");
    assert!(is_whole(&test) && !newest.contains(manifest.as_str()));
    let test = test.file("answerbook.toml", tables(false)).run("build").check();
    assert!(!is_whole(&test), "nothing needs the old index any more");
}

#[test]
fn pictures_of_a_tag_are_those_of_its_time_and_stored_once() {
    let picture = |width| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"9\"></svg>");
    let old = "# A\n\n![B](b.svg) ![C](/c.svg)\n";
    let test = TestFolder::new()
        .file("content/a.md", old)
        .file("content/b.svg", picture(10))
        .file("static/c.svg", picture(20))
        .file(
            "answerbook.toml",
            format!("{BASE}[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n"),
        );
    git(&test.path(""), "git init -q; git add -A; git commit -qm a; git tag v1; rm static/c.svg");
    let test = test.file("content/a.md", "# A\n\n![B](b.svg)\n").run("build").check();
    let (now, then) = (test.read("public/a/index.html"), test.read("public/v/1/a/index.html"));
    let shown = |html: &str| {
        site::values(html, " src=\"/_assets/")
            .iter()
            .filter(|src| src.contains(".svg"))
            .map(|src| (*src).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&now)[0], shown(&then)[0]);
    assert_eq!(test.read(&format!("public/_assets/{}", shown(&then)[1])), picture(20));
}

#[test]
fn nothing_is_changed_by_a_version_that_cannot_be_cut() {
    let test = TestFolder::new().file("answerbook.toml", BASE).file("content/a.md", "# A\n\nText.\n");
    let files = ["answerbook.toml", "content/a.md"];
    let test = test.run("versions cut").arg("2 beta").arg("--next=3").code(2).check().files(&files);
    // Readers would see the name of the current articles: "The latest version is next".
    let unnamed =
        "error: `content/` needs the name of another version\n  help: add `--next` with it, such as `--next v2`\n";
    let test = test.run("versions cut v1").code(2).stderr(unnamed).check().files(&files);
    let test = test.run("versions cut v1").arg("--next=2 beta").code(2).check().files(&files);
    let test = test.run("versions cut v1 --next v2").check();
    test.run("check --deny-warnings").check();
}

/// Git reads a changed object as if nothing had happened.
#[test]
fn damaged_objects_of_git_are_reported() {
    let test = TestFolder::new()
        .file("content/a.md", "# A\n\nTrue.\n")
        .file("static/note.txt", "True.\n")
        .file("answerbook.toml", "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n");
    let commit = "git init -q; git add -A; git commit -qm a; git tag v1
        git rev-parse v1:content/a.md v1:static/note.txt v1:content > id";
    git(&test.path(""), commit);
    let ids = test.read("id");
    for (id, other) in ids.lines().zip(["blob 6\0False.", "blob 5\0True.", "tree 0\0"]) {
        let path = test.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]));
        let sound = fs::read(&path).expect("a loose object");
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(other.as_bytes()).expect("memory");
        fs::remove_file(&path).expect("a read-only file");
        fs::write(&path, packed.finish().expect("memory")).expect("a file");
        let mut check = Command::new(env!("CARGO_BIN_EXE_answerbook"));
        let report = check.arg("check").current_dir(test.path("")).output().expect("the program");
        let report = String::from_utf8_lossy(&report.stderr).into_owned();
        let expected = format!("are missing or damaged: the contents of object {id} do not match its id");
        assert!(report.contains("error[version/missing-object]") && report.contains(&expected), "{report}");
        fs::write(&path, sound).expect("a file");
    }
    test.run("check").check();
}
