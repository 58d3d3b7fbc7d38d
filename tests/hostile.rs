//! Tests broken projects and failing machines: each ends promptly with a message that names the location and a
//! solution, and never with a panic.

mod support;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use snapbox::str;
use support::TestFolder;

/// Maximum time for the worst text in an unoptimized build, on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Checks a project whose only article is this text, and expects these words in the report.
#[track_caller]
fn check(text: impl AsRef<[u8]>, code: i32, expected: &str) {
    let started = Instant::now();
    let report = format!("...\n[..]{expected}[..]\n...\n");
    TestFolder::new().file("content/a.md", text).run("check").code(code).stdout("").stderr(report).check();
    assert!(started.elapsed() < TIMEOUT, "{:?}", started.elapsed());
}

#[test]
fn deep_and_long_texts_end_in_good_time() {
    check(format!("{} deep\n", ">".repeat(10_000)), 1, "error[markup/too-complex]");
    check("[".repeat(50_000), 0, "checked 1 article");
    check("![".repeat(50_000), 0, "checked 1 article");
    check("*a **".repeat(20_000), 0, "checked 1 article");
    check("<div>".repeat(5_000), 1, "error[markup/too-complex]");
    check(format!("<ul>\n{}</ul>", "<li>x\n".repeat(5_000)), 0, "checked 1 article");
    check(format!("<table>\n{}</table>", "<tr><td>x<td><p>y\n".repeat(5_000)), 0, "checked 1 article");
    check(format!("<dl>\n{}</dl>", "<dt>x<dd>y\n".repeat(5_000)), 0, "checked 1 article");
    check(":::note\n".repeat(5_000), 1, "error[markup/");
    check("{{ a }} ".repeat(5_000), 0, "warning[variable/unknown]");
}

#[test]
fn deep_lists_end_in_good_time() {
    let list = (0..1_000).fold(String::new(), |list, depth| list + &"  ".repeat(depth) + "- item\n");
    check(list, 1, "error[markup/too-complex]: blocks are nested too deeply");
    check("- ".repeat(5_000), 0, "checked 1 article");
}

#[test]
fn a_line_of_ten_megabytes_is_refused() {
    check("word ".repeat(2_000_000), 1, "error[file/too-large]: the file is larger than 8 MB");
    check("word ".repeat(1_000_000), 1, "error[markup/too-complex]: a line is longer than 1024 KB");
    check("word ".repeat(200_000), 0, "checked 1 article");
    check("word word word word\n".repeat(40_000), 0, "checked 1 article");
}

#[test]
fn a_report_on_a_long_line_stays_short() {
    check(format!("{}[x](nowhere.md)", "word ".repeat(100_000)), 1, "error[link/missing-page]");
}

#[test]
fn bytes_that_are_no_text_are_reported() {
    check(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "error[file/binary]");
    check(b"caf\xE9", 1, "error[file/not-utf8]");
    check("a\u{0}b".repeat(10), 1, "error[file/binary]");
    check("\u{202e}\u{feff}\u{301}\u{1F468}\u{200D}\u{1F469}", 0, "checked 1 article");
}

#[test]
fn front_matter_that_explodes_does_no_harm() {
    let mut yaml = String::from("---\na: &a [x, x, x, x, x, x, x, x, x]\n");
    for (inner, outer) in ('a'..'j').zip('b'..'k') {
        let items = vec![format!("*{inner}"); 9].join(", ");
        writeln!(yaml, "{outer}: &{outer} [{items}]").expect("a string takes all text");
    }
    check(yaml + "---\n\nText\n", 0, "checked 1 article");
    check(format!("---\ntitle: {}\n---\n\nText\n", "[".repeat(20_000)), 1, "error[front-matter/syntax]");
    check(format!("+++\ntitle = {}\n+++\n\nText\n", "[".repeat(20_000)), 1, "error[front-matter/syntax]");
    check("---\n- a\n- b\n---\n\nText\n", 0, "checked 1 article");
    check("---\n", 0, "checked 1 article");
    check("---\ntitle: A\n", 1, "error[front-matter/unclosed]");
}

#[test]
fn configurations_that_explode_are_refused() {
    let configure = |text: String, expected: &str| {
        let report = format!("...\n[..]{expected}[..]\n...\n");
        TestFolder::new()
            .file("answerbook.toml", text)
            .file("content/a.md", "Text")
            .run("check")
            .code(1)
            .stderr(report)
            .check();
    };
    configure("title = \"Help".into(), "error[config/syntax]");
    configure("[".repeat(20_000), "error[config/syntax]");
    configure(format!("a{} = 1", ".a".repeat(5_000)), "error[config/");
    configure("\u{0}".into(), "error[config/syntax]");
    configure("content = \"..\"".into(), "answerbook.toml:1:12");
    configure("content = \"/etc\"".into(), "answerbook.toml:1:12");
}

#[test]
fn templates_that_never_end_are_stopped() {
    let template = |text: &str, expected: &str| {
        TestFolder::new()
            .file("content/a.md", "Text")
            .file("theme/templates/article.html", text)
            .run("build")
            .code(1)
            .stderr(format!("...\n[..]{expected}[..]\n...\n"))
            .check();
    };
    template("{% include \"article.html\" %}", "error[theme/template]");
    template("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "error[theme/template]");
    template("{% include \"nowhere.html\" %}", "there is no template `nowhere.html`");
    template("{% extends \"article.html\" %}", "error[theme/template]");
    template("{% if %}", "theme/templates/article.html:1:");
    template(&format!("\n{{{{ page{} }}}}", ".b".repeat(50_000)), "theme/templates/article.html:2:1");
    template(&format!("{{{{ page{} }}}}", "|string".repeat(50_000)), "is too complex");
    let doubled = "{% set s %}{{ s }}{{ s }}{% endset %}\n".repeat(40);
    template(&format!("{{% set s = \"abcdefgh\" %}}{doubled}"), "a value is longer than 16 MB");
    let long = "{% for a in range(9999) %}{% for b in range(99) %}".to_owned() + &"word ".repeat(2_000);
    template(&format!("{long}{{% endfor %}}{{% endfor %}}"), "writes more than 64 MB");
}

#[test]
fn addresses_in_front_matter_are_written_as_given_and_play_nothing_of_this_site() {
    let page = |head: &str, config: &str| {
        let article = format!("---\ntitle: A\n{head}\n---\n\nText.\n");
        let test = TestFolder::new().file("content/a.md", article).file("answerbook.toml", config).run("build").check();
        std::fs::read_to_string(test.path("public/a/index.html")).expect("a page")
    };
    let form = page("type: form\nform_url: https://forms.example/?a=1&b=2", "");
    assert!(form.contains("href=\"https://forms.example/?a=1&amp;b=2\""), "{form}");
    let film = "type: video\nvideo: https://films.example/?a=1&b=2";
    let own = page(film, "");
    assert!(own.contains("data-embed=\"https://films.example/?a=1&amp;b=2\""), "{own}");
    assert!(own.contains("frame-src https://films.example"), "{own}");
    let others = page(film, "[markdown]\nraw_html = false\n");
    assert!(
        others.contains("href=\"https://films.example/?a=1&amp;b=2\"") && !others.contains("data-embed"),
        "{others}"
    );
    assert!(others.contains("frame-src &#39;none&#39;"), "{others}");
    let of_this_site = page("type: video\nvideo: a.md", "");
    assert!(of_this_site.contains("class=\"video\" href") && !of_this_site.contains("data-embed"), "{of_this_site}");
}

#[test]
fn an_empty_project_says_what_to_write() {
    TestFolder::new().run("check").code(1).stderr("...\n[..]write a first article, such as `index.md`\n...\n").check();
    TestFolder::new()
        .file("content/notes.txt", "")
        .run("build")
        .code(1)
        .stderr("...\n[..]site/no-articles[..]\n...\n")
        .check();
}

#[test]
fn a_path_that_is_no_folder_is_reported() {
    TestFolder::new()
        .run("build nowhere")
        .code(2)
        .stderr(str![[r"
error: there is no folder `nowhere`
  help: check the path, or create a project there with `answerbook new`

"]])
        .check()
        .file("a.md", "Text")
        .run("check a.md")
        .code(2)
        .stderr(str![[r"
error: `a.md` is not a folder
  help: use the folder that contains the articles

"]])
        .check()
        .file("content", "not a folder")
        .run("build")
        .check();
}

#[test]
fn what_stands_in_the_way_of_the_output_is_named() {
    TestFolder::new()
        .file("content/a.md", "Text")
        .file("out", "mine")
        .run("build -o out")
        .code(2)
        .stderr("...\nerror: could not create `out`: [..]\n  help: [..]\n")
        .check()
        .file("site/a", "mine")
        .run("build -o site")
        .code(2)
        .stderr("...\nerror: `site` contains files that Answerbook didn't create, such as `site/a`\n  help: [..]\n")
        .check()
        .run("build -o site --force")
        .code(2)
        .stderr("...\nerror: could not create `site/a`: [..]\n  help: [..]\n")
        .check()
        .holds("out", "mine")
        .holds("site/a", "mine");
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::Path;

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("a path of one's own");
    }

    #[test]
    fn what_may_not_be_read_is_named() {
        let test =
            TestFolder::new().file("content/a.md", "Text").file("content/locked/b.md", "Text").file("content/c.md", "");
        let locked = [test.path("content/locked"), test.path("content/c.md")];
        for path in &locked {
            set_mode(path, 0o000);
        }
        let report = "...\nerror[file/unreadable]: `content/c.md` could not be read[..]\n...\n\
            error[file/unreadable]: `content/locked` could not be read[..]\n...\n";
        let _test = test.run("check").keeping_to_permissions().code(1).stderr(report).check();
        for path in &locked {
            set_mode(path, 0o755);
        }
    }

    #[test]
    fn a_folder_that_may_not_be_written_is_named() {
        let test = TestFolder::new().file("content/a.md", "Text").file("out/.gitkeep", "");
        let out = test.path("out");
        set_mode(&out, 0o555);
        let report = "...\nerror: could not [..] `out/[..]`: [..]\n  help: check the permissions, or choose another folder with `--out`[..]\n";
        let _test = test.run("build -o out").keeping_to_permissions().code(2).stderr(report).check();
        set_mode(&out, 0o755);
    }

    #[test]
    fn a_configuration_is_a_file_of_the_project() {
        let check = |test: TestFolder, expected: &str| {
            test.file("content/a.md", "Text").run("check --format short").code(1).stdout(expected.to_owned()).check();
        };
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        fs::write(elsewhere.path().join("secret"), "password = hunter2").expect("a file");
        let test = TestFolder::new();
        symlink(elsewhere.path().join("secret"), test.path("answerbook.toml")).expect("a symbolic link");
        let report = test.file("content/a.md", "Text").run("check").code(1).output();
        let report = String::from_utf8_lossy(&report.stderr).into_owned();
        assert!(report.contains("error[file/outside]") && !report.contains("hunter2"), "{report}");
        let test = TestFolder::new();
        symlink("nowhere", test.path("answerbook.toml")).expect("a symbolic link");
        check(test, "...\n[..]file/unreadable[..]\n...\n");
        let test = TestFolder::new();
        let made = std::process::Command::new("mkfifo").arg(test.path("answerbook.toml")).status();
        if made.is_ok_and(|status| status.success()) {
            check(test, "...\n[..]file/unreadable[..]\n...\n");
        }
    }

    #[test]
    fn a_new_article_stays_in_the_project() {
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let test = TestFolder::new().file("content/a.md", "Text");
        symlink(elsewhere.path(), test.path("content/out")).expect("a symbolic link");
        let report =
            "error: `content/out/b.md` lies below a symbolic link that leads out of the help center\n  help: [..]\n";
        test.run("new article out/b.md").code(2).stderr(report).check();
        assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn a_new_version_is_a_copy_of_the_project_alone() {
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        fs::write(elsewhere.path().join("secret.md"), "hunter2").expect("a file");
        let test = TestFolder::new().file("content/a.md", "Text").file("content/c/d.md", "Text");
        symlink(elsewhere.path().join("secret.md"), test.path("content/b.md")).expect("a symbolic link");
        symlink(elsewhere.path(), test.path("content/e")).expect("a symbolic link");
        symlink(elsewhere.path(), test.path("versions")).expect("a symbolic link");
        let report = "error: `versions/1` lies below a symbolic link that leads out of the help center\n  help: [..]\n";
        let test = test.run("versions cut 1 --next 2").code(2).stderr(report).check();
        assert_eq!(fs::read_dir(elsewhere.path()).expect("a folder").count(), 1);
        let test = test.run("versions cut 1 --next 2 --dir old").check();
        let copied = ["old/a.md", "old/c/d.md", "old/b.md", "old/e"].map(|path| test.path(path).exists());
        assert_eq!(copied, [true, true, false, false]);

        let test = TestFolder::new().file("content/a.md", "Text");
        symlink(elsewhere.path().join("answerbook.toml"), test.path("answerbook.toml")).expect("a symbolic link");
        fs::write(elsewhere.path().join("answerbook.toml"), "").expect("a file");
        test.run("versions cut 1 --next 2").code(2).check();
        assert_eq!(fs::read_to_string(elsewhere.path().join("answerbook.toml")).expect("a file"), "");
    }

    #[test]
    fn translations_are_marked_in_the_project_alone() {
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        fs::write(elsewhere.path().join("a.md"), "# A\n").expect("a file");
        let test = TestFolder::new()
            .file("answerbook.toml", "[[locale]]\ncode = \"en\"\n[[locale]]\ncode = \"de\"\n")
            .file("content/a.md", "# A\n")
            .file("content/de/b.md", "# B\n");
        symlink(elsewhere.path().join("a.md"), test.path("content/de/a.md")).expect("a symbolic link");
        let _test = test.run("translations sync").check();
        assert_eq!(fs::read_to_string(elsewhere.path().join("a.md")).expect("a file"), "# A\n");
    }

    #[test]
    fn symbolic_links_never_lead_astray() {
        let test = TestFolder::new().file("content/a.md", "Text");
        let link = |target: &str, path: &str| symlink(target, test.path(path)).expect("a symbolic link");
        link("..", "content/up");
        link("itself", "content/itself");
        link("/etc/passwd", "content/b.md");
        link("a.md", "content/c.md");
        let report = "...\n[..]file/outside[..]content/b.md[..]\n...\n";
        let test = test.run("check --format short").code(1).stdout(report).check();
        let report = "...\n[..]file/link-loop[..]content/up[..]\n...\n";
        let checked = "...\nchecked 2 articles[..]\n";
        test.run("check --format short").code(1).stdout(report).stderr(checked).check();
    }
}

#[test]
fn a_frozen_version_that_could_not_be_written_is_written_by_the_next_build() {
    let config = "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\nfrozen = true\n";
    let test = TestFolder::new()
        .file("answerbook.toml", config)
        .file("content/a.md", "# A\n")
        .file("old/a.md", "# A\n\nOld.\n")
        .file("theme/templates/base.html", "{{ none.such }}")
        .run("build")
        .code(1)
        .check()
        .without("theme/templates/base.html")
        .run("build")
        .check();
    assert!(test.path("public/v/1/a/index.html").is_file());
}

#[test]
fn a_tree_of_git_does_not_lead_out_of_itself() {
    let test = TestFolder::new()
        .file("answerbook.toml", "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n")
        .file("content/a.md", "# A\n");
    let tree = "git init -q; evil=$(echo '# Evil' | git hash-object -w --stdin)
        out=$(printf \"100644 blob $evil\\tevil.md\\n\" | git mktree)
        content=$(printf \"100644 blob $evil\\ta.md\\n040000 tree $out\\t..\\n\" | git mktree)
        top=$(printf \"040000 tree $content\\tcontent\\n\" | git mktree)
        git tag v1 $(git commit-tree -m evil $top)";
    support::fixture::git(&test.path(""), tree);
    let report = test.run("check").output();
    let report = String::from_utf8_lossy(&report.stderr).into_owned();
    assert!(report.contains("note[version/refused-entry]: an invalid file name in `git:v1`"), "{report}");
    assert!(!report.contains("evil"), "{report}");
}

#[cfg(unix)]
#[test]
fn a_git_object_that_claims_any_size_takes_no_memory() {
    let test = TestFolder::new()
        .file("answerbook.toml", "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n")
        .file("content/a.md", "# A\n");
    let commit = "git init -q; git add .; git commit -qm a; git tag v1; git rev-parse HEAD:content/a.md > id; git rev-parse HEAD^{tree} >> id";
    support::fixture::git(&test.path(""), commit);
    let ids = test.read("id");
    for (kind, id) in ["blob", "tree"].into_iter().zip(ids.lines()) {
        let path = test.path(&format!(".git/objects/{}/{}", &id[..2], &id[2..]));
        let sound = std::fs::read(&path).expect("a loose object");
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut packed, format!("{kind} 99000000000\0x").as_bytes()).expect("memory");
        std::fs::remove_file(&path).expect("a read-only file");
        std::fs::write(&path, packed.finish().expect("memory")).expect("a file");
        let report = limited_check(&test.path(""));
        assert!(kind == "blob" || report.contains("version/missing-object"), "{report}");
        std::fs::write(&path, sound).expect("a file");
    }
}

/// What `check` reports if it may use 4 GB of addresses.
#[cfg(unix)]
fn limited_check(folder: &std::path::Path) -> String {
    let mut check = std::process::Command::new("sh");
    check.args(["-c", "ulimit -v 4000000 && exec \"$0\" check --format short ."]);
    check.arg(env!("CARGO_BIN_EXE_answerbook")).current_dir(folder);
    let output = check.output().expect("a shell");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stderr).into_owned()
}
