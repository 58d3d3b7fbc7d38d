//! Tests paths that a file system or another file of the site cannot store: `check` reports them, and `build` writes a
//! complete site.

mod support;

use support::TestFolder;
use support::folder::is_whole;

/// Checks and builds a project. If a code is given, both report it and exit with 1; otherwise both exit with 0.
#[track_caller]
fn check(files: &[(&str, &str)], code: Option<&str>) -> TestFolder {
    let mut test = TestFolder::new();
    for (path, text) in files {
        test = test.file(path, text);
    }
    for command in ["check --format short", "build --format short"] {
        let report = code.map_or("...".to_owned(), |code| format!("...\n[..]{code}[..]\n...\n"));
        test = test.run(command).code(i32::from(code.is_some())).stdout(report).check();
    }
    is_whole(&test.path("public"));
    test
}

const CLASH: Option<&str> = Some("error[site/duplicate-address]");
const UNWRITABLE: Option<&str> = Some("error[site/unwritable-address]");

#[test]
fn a_file_and_a_folder_of_one_name_are_reported() {
    let test = check(
        &[("content/a.md", "[x](report.pdf)"), ("content/report.pdf", "%PDF"), ("content/report.pdf.md", "# R\n")],
        CLASH,
    );
    assert!(test.path("public/report.pdf").is_file() && test.path("public/report.pdf-2/index.html").is_file());
    let test = check(&[("content/robots.txt.md", "# R\n")], CLASH);
    assert!(test.path("public/robots.txt").is_file());
    let test = check(&[("static/c", "mine"), ("content/c.md", "# C\n")], CLASH);
    let test = test.holds("public/c", "mine");
    assert!(test.path("public/c-2/index.html").is_file());
    let permalinks = [
        ("content/a.md", "---\npermalink: /x.html\n---\n# A\n"),
        ("content/b.md", "---\npermalink: /x.html/\n---\n# B\n"),
    ];
    let test = check(&permalinks, CLASH);
    assert!(test.path("public/x.html").is_file());
    check(&[("content/a.md", "---\nslug: index.html\n---\n# A\n"), ("content/index.md", "# B\n")], CLASH);
    check(&[("content/a.md", "# A\n"), ("static/_search", "mine")], CLASH);
    let deep = "---\npermalink: /sitemap.xml/deep/\n---\n# A\n";
    let test = check(&[("content/a.md", deep)], CLASH);
    assert!(test.path("public/sitemap.xml-2/deep/index.html").is_file());
    let redirects = "[redirects]\n\"/index.php\" = \"/a/\"\n\"/index.php/a/\" = \"/a/\"\n";
    check(&[("content/a.md", "# A\n"), ("answerbook.toml", redirects)], CLASH);
}

#[test]
fn an_index_may_be_named_as_the_page_that_it_becomes() {
    let test = check(&[("content/guide/index.html.md", "# Guide\n"), ("content/guide/b.md", "# B\n")], None);
    let page = test.read("public/guide/index.html");
    assert!(page.contains("<h1>Guide</h1>") || page.contains(">Guide</h1>"), "{page}");
}

#[test]
fn what_no_file_system_can_hold_is_reported() {
    let long = "l".repeat(300);
    check(&[("content/a.md", &format!("---\naliases: [/{long}/]\n---\n# A\n"))], UNWRITABLE);
    check(&[("content/a.md", "---\naliases: [/%00/]\n---\n# A\n")], UNWRITABLE);
    check(&[("content/a.md", &format!("---\nid: {long}\n---\n# A\n"))], UNWRITABLE);
    check(&[("content/a.md", &format!("---\nslug: {long}\n---\n# A\n"))], UNWRITABLE);
    check(&[("content/a.md", &format!("---\npermalink: /{}\n---\n# A\n", "folder/".repeat(150)))], UNWRITABLE);
    check(&[("content/answerbook-manifest.json.md", "# A\n")], UNWRITABLE);
    check(&[("content/a.md", "# A\n"), ("static/answerbook-manifest.json", "{}")], UNWRITABLE);
    check(&[("content/a.md", "# A\n"), ("static/.answerbook.lock", "")], UNWRITABLE);
}

#[test]
fn labels_and_names_of_pictures_are_shortened() {
    let label = format!("---\nlabels: [{}, index.html]\n---\n# A\n", "l".repeat(300));
    check(&[("content/a.md", &label)], None);
    let picture = format!("{}.svg", "p".repeat(250));
    let article = format!("# A\n\n![A picture]({picture})\n");
    check(&[("content/a.md", &article), (&format!("content/{picture}"), "<svg/>")], None);
}

#[test]
fn pages_of_machine_files_may_still_be_replaced() {
    let test =
        check(&[("content/404.md", "---\npermalink: /404.html\n---\n# Lost\n"), ("static/robots.txt", "mine")], None);
    assert!(test.holds("public/robots.txt", "mine").read("public/404.html").contains("Lost"));
}

#[test]
fn addresses_that_hosts_would_read_as_patterns_stay_out_of_their_files() {
    let article = "---\naliases: ['/*', '/:x/', /wiki/Help:Contents, /plain]\n---\n# A\n";
    let test = check(&[("content/a.md", article)], None);
    assert_eq!(test.read("public/_redirects"), "/plain/ /a/ 301\n");
    assert!(test.path("public/wiki/Help:Contents/index.html").is_file());
}

#[test]
fn line_breaks_and_noncharacters_break_no_file_for_machines() {
    let article = "---\ntitle: \"A\\n\\n- [x](y)\\uFFFE\"\nupdated: 2026-01-02\n---\nText\n";
    let test = check(&[("content/a.md", article), ("answerbook.toml", "base_url = \"https://help.example/\"\n")], None);
    assert!(!test.read("public/llms.txt").contains("\n- x"), "{}", test.read("public/llms.txt"));
    assert!(!test.read("public/feed.xml").contains('\u{fffe}'));
}

#[test]
fn sections_may_be_nested_deeply() {
    check(&[(&format!("content/{}a.md", "folder/".repeat(60)), "# A\n\nText\n")], None);
}
