//! Tests of loading, each in its own folder.

use std::fs;
use std::process::Command;

use super::*;
use crate::codes;

/// A temporary project folder, which is removed after the test.
struct TempProject(tempfile::TempDir);

impl TempProject {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a writable folder");
        fs::write(path, bytes).expect("a writable file");
    }

    fn load(&self) -> Loaded {
        let options = LoadOptions {
            date: jiff::civil::date(2026, 1, 2),
            drafts: false,
            edition: None,
            base_url: None,
            out: Some(self.path("public")),
        };
        load(self.0.path(), &options).expect("a readable folder")
    }

    /// Runs git with a fixed author and a fixed date.
    fn git(&self, arguments: &[&str], date: &str) {
        let status = Command::new("git")
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"])
            .args(arguments)
            .current_dir(self.0.path())
            .env("GIT_AUTHOR_DATE", date)
            .env("GIT_COMMITTER_DATE", date)
            .output()
            .expect("git is installed");
        assert!(status.status.success(), "{status:?}");
    }

    fn commit(&self, date: &str) {
        self.git(&["add", "-A"], date);
        self.git(&["commit", "-qm", "x"], date);
    }
}

/// Checks the articles, snippets, files and diagnostic codes of a load, each joined with spaces.
#[track_caller]
fn check(folder: &TempProject, articles: &str, snippets: &str, files: &str, codes: &str) {
    let Loaded { project, diagnostics, .. } = folder.load();
    let join = |names: Vec<&str>| names.join(" ");
    assert_eq!(join(project.articles.keys().map(ProjectPath::as_str).collect()), articles);
    assert_eq!(join(project.snippets.keys().map(String::as_str).collect()), snippets);
    assert_eq!(join(project.files.keys().map(ProjectPath::as_str).collect()), files);
    let found: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.0).collect();
    let found: Vec<&str> = found.into_iter().filter(|code| *code != "config/no-base-url").collect();
    assert_eq!(join(found), codes, "{diagnostics:#?}");
}

#[test]
fn a_project_is_sorted_by_its_folders() {
    let folder = TempProject::new(&[
        ("answerbook.toml", "title = \"T\"\n"),
        ("content/index.md", ""),
        ("content/a/b.mdx", ""),
        ("content/a/_part.md", ""),
        ("content/a/_index.md", ""),
        ("content/a/x.pdf", "x"),
        ("content/.hidden/x.md", ""),
        ("snippets/legal/note.md", ""),
        ("static/.well-known/x", ""),
        ("README.md", ""),
        ("assets/form.pdf", ""),
        ("scripts/build.sh", ""),
        ("public/index.html", ""),
    ]);
    let articles = "content/a/_index.md content/a/b.mdx content/index.md";
    let files = "assets/form.pdf content/a/x.pdf static/.well-known/x";
    check(&folder, articles, "content/a/_part.md legal/note", files, "");
}

#[test]
fn a_folder_of_markdown_alone_is_a_project() {
    let folder = TempProject::new(&[
        ("README.md", ""),
        ("faq.markdown", ""),
        ("_help/a.md", ""),
        ("includes/note.md", "Text"),
        ("node_modules/x/README.md", ""),
        ("public/old.md", ""),
        (".git-ignored/x.md", ""),
    ]);
    check(&folder, "README.md _help/a.md faq.markdown", "includes/note.md", "", "");
}

#[test]
fn ignored_files_are_not_read() {
    let folder = TempProject::new(&[
        ("answerbook.toml", "ignore = [\"content/drafts/**\", \"**/*.tmp.md\"]\n"),
        ("content/a.md", ""),
        ("content/b.tmp.md", ""),
        ("content/drafts/x/c.md", ""),
    ]);
    check(&folder, "content/a.md", "", "", "");
}

#[test]
fn categories_of_docusaurus_are_read() {
    let folder = TempProject::new(&[("a/_category_.json", "{\"label\": \"A\", \"position\": 3}"), ("a/b.md", "")]);
    let project = folder.load().project;
    let settings = &project.folders[&ProjectPath::new("a")];
    assert_eq!((settings.title.as_deref(), settings.order), (Some("A"), Some(3000)));
    assert!(project.files.is_empty());
}

#[test]
fn texts_that_are_none_are_reported() {
    let folder = TempProject::new(&[("a.md", "")]);
    folder.write("binary.md", b"PK\0\0");
    folder.write("latin.md", b"# Caf\xE9\n");
    folder.write("large.md", &vec![b'x'; 8 * 1024 * 1024 + 1]);
    check(&folder, "a.md latin.md", "", "", "file/binary file/too-large file/not-utf8");
}

#[test]
fn a_missing_content_folder_is_reported() {
    let folder = TempProject::new(&[("answerbook.toml", "content = \"helf\"\n"), ("help/a.md", "")]);
    check(&folder, "", "", "", "config/missing-file");
}

#[test]
fn roots_that_are_none_are_errors() {
    let folder = TempProject::new(&[("a.md", "")]);
    let options =
        LoadOptions { date: jiff::civil::date(2026, 1, 2), drafts: false, edition: None, base_url: None, out: None };
    let cause = |path: &str| load(&folder.path(path), &options).expect_err("no project").cause;
    assert!(matches!(cause("gone"), Cause::Missing));
    assert!(matches!(cause("a.md"), Cause::NotAFolder));
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_project_only() {
    use std::os::unix::fs::symlink;
    let elsewhere = TempProject::new(&[("secret.md", "")]);
    let folder = TempProject::new(&[("content/a/x.md", "")]);
    symlink(folder.path("content"), folder.path("content/a/loop")).expect("a link");
    symlink(folder.path("content/a/x.md"), folder.path("content/y.md")).expect("a link");
    symlink(elsewhere.path("secret.md"), folder.path("content/z.md")).expect("a link");
    symlink(elsewhere.0.path(), folder.path("content/zz")).expect("a link");
    symlink("nowhere", folder.path("content/zzz.md")).expect("a link");
    let codes = "file/link-loop file/outside file/outside file/unreadable";
    check(&folder, "content/a/x.md content/y.md", "", "", codes);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_are_reported() {
    use std::os::unix::ffi::OsStrExt;
    let folder = TempProject::new(&[("a.md", "")]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9.md");
    fs::write(folder.0.path().join(name), "").expect("a writable file");
    check(&folder, "a.md", "", "", "file/name");
}

#[test]
fn pictures_are_measured_and_named_by_content() {
    let folder = TempProject::new(&[("a.md", ""), ("a.svg", "<svg width='3' height='4'/>"), ("b.txt", "x")]);
    let files = folder.load().project.files;
    let picture = &files[&ProjectPath::new("a.svg")];
    assert_eq!(picture.dimensions, Some((3, 4)));
    assert_eq!(picture.fingerprint.as_ref().map(String::len), Some(16));
    let text = &files[&ProjectPath::new("b.txt")];
    assert_eq!((text.size, &text.fingerprint), (1, &None));
}

#[track_caller]
fn check_dates(loaded: &Loaded, expected: &str) {
    let dates = loaded.project.history.iter().map(|(path, date)| format!("{path}={date}"));
    assert_eq!(dates.collect::<Vec<_>>().join(" "), expected);
}

#[test]
fn git_tells_when_a_text_was_changed() {
    let folder = TempProject::new(&[("help/content/a.md", "1"), ("help/content/b.md", "1"), ("other.txt", "1")]);
    folder.git(&["init", "-q"], "");
    folder.commit("2024-01-01T12:00:00+00:00");
    folder.write("help/content/b.md", b"2");
    // 11:30 pm in the committer's time zone, which is already the next day in UTC.
    folder.commit("2024-02-01T23:30:00-0700");
    folder.write("other.txt", b"2");
    folder.commit("2024-03-01T12:00:00+00:00");
    let options =
        LoadOptions { date: jiff::civil::date(2026, 1, 2), drafts: false, edition: None, base_url: None, out: None };
    let loaded = load(&folder.path("help"), &options).expect("a readable folder");
    check_dates(&loaded, "content/a.md=2024-01-01 content/b.md=2024-02-01");
}

#[test]
fn a_merge_changes_only_what_differs_from_all_parents() {
    let folder = TempProject::new(&[("a.md", "1"), ("b.md", "1")]);
    folder.git(&["init", "-q"], "");
    folder.commit("2024-01-01T12:00:00+00:00");
    folder.git(&["checkout", "-qb", "side"], "");
    folder.write("a.md", b"2");
    folder.commit("2024-02-01T12:00:00+00:00");
    folder.git(&["checkout", "-q", "main"], "");
    folder.write("b.md", b"2");
    folder.commit("2024-03-01T12:00:00+00:00");
    folder.git(&["merge", "-q", "--no-edit", "side"], "2024-04-01T12:00:00+00:00");
    check_dates(&folder.load(), "a.md=2024-02-01 b.md=2024-03-01");
}

/// A project with a tag `v1`, a later commit, and a branch `next` that is not checked out.
fn versions() -> TempProject {
    let versions = "[[version]]\nid = \"3\"\nsource = \"git:next\"\nstatus = \"prerelease\"\n[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n";
    let folder = TempProject::new(&[("content/a.md", "1"), ("content/b.md", "1"), ("content/gone.md", "1")]);
    folder.write("answerbook.toml", versions.as_bytes());
    folder.git(&["init", "-q"], "");
    folder.commit("2024-01-01T12:00:00+00:00");
    folder.write("content/b.md", b"2");
    folder.commit("2024-02-01T12:00:00+00:00");
    folder.git(&["tag", "v1"], "");
    folder.write("content/b.md", b"1");
    fs::remove_file(folder.path("content/gone.md")).expect("a file");
    folder.commit("2024-03-01T12:00:00+00:00");
    folder.git(&["checkout", "-qb", "next"], "");
    folder.write("content/a.md", b"2");
    folder.commit("2024-04-01T12:00:00+00:00");
    folder.git(&["checkout", "-q", "main"], "");
    // The text of the tag again, which does not change the tag's date.
    folder.write("content/b.md", b"2");
    folder.commit("2024-05-01T12:00:00+00:00");
    folder.write("content/b.md", b"3");
    folder.commit("2024-06-01T12:00:00+00:00");
    folder
}

#[test]
fn texts_of_a_tag_have_the_date_of_their_last_change_before_it() {
    check_dates(
        &versions().load(),
        "content/a.md=2024-01-01 content/b.md=2024-06-01 next:/content/a.md=2024-04-01 next:/content/b.md=2024-03-01 \
         v1:/content/a.md=2024-01-01 v1:/content/b.md=2024-02-01 v1:/content/gone.md=2024-01-01",
    );
}

#[test]
fn texts_of_a_tag_have_the_dates_that_a_shallow_clone_knows() {
    let (whole, clone) = (versions(), TempProject::new(&[]));
    let origin = format!("file://{}", whole.0.path().display());
    clone.git(&["clone", "-q", "--depth", "1", "--no-single-branch", &origin, "."], "");
    clone.git(&["fetch", "-q", "--depth", "2", "origin", "tag", "v1"], "");
    let loaded = clone.load();
    check_dates(&loaded, "v1:/content/b.md=2024-02-01");
    assert!(loaded.diagnostics.iter().any(|diagnostic| diagnostic.code == codes::HISTORY_SHALLOW));
}

#[test]
fn a_shallow_clone_has_no_dates_for_what_it_cannot_know() {
    let folder = TempProject::new(&[("a.md", "1"), ("b.md", "1")]);
    folder.git(&["init", "-q"], "");
    folder.commit("2024-01-01T12:00:00+00:00");
    folder.write("a.md", b"2");
    folder.commit("2024-02-01T12:00:00+00:00");
    folder.write("a.md", b"3");
    folder.commit("2024-03-01T12:00:00+00:00");
    let clone = TempProject::new(&[]);
    let origin = format!("file://{}", folder.0.path().display());
    clone.git(&["clone", "-q", "--depth", "2", &origin, "."], "");
    let loaded = clone.load();
    check_dates(&loaded, "a.md=2024-03-01");
    assert!(loaded.diagnostics.iter().any(|diagnostic| diagnostic.code == codes::HISTORY_SHALLOW));
}
