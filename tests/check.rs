//! Tests what `check` reports and in which formats: selections, baselines, severities by path, and the formats of
//! services.

// Snapbox writes its snapshots as raw strings with hashes.
#![allow(clippy::needless_raw_string_hashes)]

mod support;

use serde_json::Value as Json;
use snapbox::str;
use support::TestFolder;

/// A project with two broken links in one article, a third in another one, and a picture without a description.
fn project() -> TestFolder {
    TestFolder::new()
        .file("answerbook.toml", "base_url = \"https://help.example/\"\n")
        .file("content/index.md", "# Help\n")
        .file("content/pay/index.md", "# Pay\n")
        .file("content/pay/cards.md", "---\nowner: Ann\n---\n# Cards\n\nSee [a](x.md) and [b](x.md).\n")
        .file("content/pay/bills.md", "---\nowner: Ben\n---\n# Bills\n\nSee [c](y.md).\n\n![](bill.svg)\n")
        .file("content/pay/bill.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
}

const MISSING_X: &str = "error[link/missing-page] there is no page `content/pay/x.md`\n";

#[test]
fn formats_for_programs_go_to_standard_output_and_totals_to_standard_error() {
    project()
        .run("check --format short")
        .code(1)
        .stdout(str![[r#"
content/pay/bills.md:6:9: error[link/missing-page] there is no page `content/pay/y.md`
content/pay/bills.md:8:1: note[image/no-alt] a picture has no alternative text
content/pay/cards.md:6:9: error[link/missing-page] there is no page `content/pay/x.md`
content/pay/cards.md:6:23: error[link/missing-page] there is no page `content/pay/x.md`

"#]])
        .stderr(str![[r#"
2 errors, 1 note in 4 places
      3 error   link/missing-page
      1 note    image/no-alt
checked 2 articles and 2 index pages in [..] s

"#]])
        .check();
}

#[test]
fn a_selection_decides_what_is_reported_and_the_exit_code() {
    let short = |arguments: &str, code, expected: &str| {
        project().run(&format!("check --format short {arguments}")).code(code).stdout(expected).check();
    };
    let note = "content/pay/bills.md:8:1: note[image/no-alt] a picture has no alternative text\n";
    let y = "content/pay/bills.md:6:9: error[link/missing-page] there is no page `content/pay/y.md`\n";
    let both = format!("content/pay/cards.md:6:9: {MISSING_X}content/pay/cards.md:6:23: {MISSING_X}");
    short("--only note", 0, note);
    short("--only image", 0, note);
    short("--only image/no-alt,link/unsafe", 0, note);
    short("--skip link", 0, note);
    short("--skip note --owner ben", 1, y);
    short("--owner Ann", 1, &both);
}

#[test]
fn names_that_select_nothing_are_refused() {
    project()
        .run("check --only link/missing-pages")
        .code(2)
        .stderr(str![[r#"
error: invalid value 'link/missing-pages' for '--only <CODE>': expected a code, the group of a code, or `error`, `warning` or `note`; did you mean `link/missing-page`?

For more information, try '--help'.

"#]])
        .check();
    project()
        .run("check --owner Bem")
        .code(2)
        .stderr("error: no article has the owner `Bem`\n  help: did you mean `Ben`?\n")
        .check();
}

#[test]
fn only_problems_that_a_baseline_does_not_list_are_reported() {
    let folder = project()
        .run("check --write-baseline known.json")
        .stderr("wrote 4 known problems to `known.json`\nchecked 2 articles and 2 index pages in [..] s\n")
        .check()
        .holds(
            "known.json",
            str![[r#"
{"version": 1, "problems": [
{"path":"content/pay/bills.md","code":"image/no-alt","message":"a picture has no alternative text","count":1},
{"path":"content/pay/bills.md","code":"link/missing-page","message":"there is no page `content/pay/y.md`","count":1},
{"path":"content/pay/cards.md","code":"link/missing-page","message":"there is no page `content/pay/x.md`","count":2}
]}

"#]],
        );
    // Lines move, one problem is fixed, and one is added to two known ones of the same kind.
    folder
        .file("content/pay/bills.md", "# Bills\n\nNothing to see here.\n\n![](bill.svg)\n")
        .file("content/pay/cards.md", "# Cards\n\nNew.\n\n[a](x.md) and [b](x.md).\n\n[c](x.md)\n")
        .run("check --format short --baseline known.json")
        .code(1)
        .stdout(format!("content/pay/cards.md:7:5: {MISSING_X}"))
        .stderr(str![[r#"
3 known problems in the baseline not shown
1 problem of the baseline fixed; write it again to remove them
1 error
checked 2 articles and 2 index pages in [..] s

"#]])
        .check()
        .file("content/pay/cards.md", "# Cards\n\nNothing.\n")
        .run("build --baseline known.json --format short")
        .stdout("")
        .check();
}

#[test]
fn three_new_problems_are_found_among_thousands_of_known_ones() {
    let link = |number: usize, link: usize| format!("[x](gone-{number}-{link}.md)\n\n");
    let links = |number: usize| (0..10).map(|nth| link(number, nth)).collect::<Vec<_>>().concat();
    let article = |number: usize| format!("# Article {number}\n\n{}", links(number));
    let site = TestFolder::new().file("answerbook.toml", "base_url = \"https://help.example/\"\n");
    let site = (0..400).fold(site, |site, number| site.file(&format!("content/{number}.md"), article(number)));
    let site = site
        .run("check --write-baseline known.json")
        .stderr("wrote 4000 known problems to `known.json`\nchecked 400 articles in [..] s\n")
        .check()
        .file("content/7.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("content/7.md", format!("# Article 7\n\nMore.\n\n![](7.svg)\n\n{}", links(7)))
        .file("content/8.md", format!("{}[again](gone-8-0.md)\n", article(8)))
        .file("content/new.md", "# New\n\n[a](b.md)\n");
    let expected = [
        "content/7.md:5:1: note[image/no-alt] a picture has no alternative text\n",
        "content/8.md:23:9: error[link/missing-page] there is no page `content/gone-8-0.md`\n",
        "content/new.md:3:5: error[link/missing-page] there is no page `content/b.md`\n",
    ];
    let site = site.run("check --baseline known.json --format short").code(1).stdout(expected.concat()).check();
    let marks = [
        ("full", " --> content/"),
        ("json", "\"code\":"),
        ("github", "file=content/"),
        ("gitlab", "\"check_name\""),
        ("sarif", "\"ruleId\""),
        ("junit", "<testcase "),
    ];
    for (format, mark) in marks {
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_answerbook"))
            .args(["check", "--baseline", "known.json", "--format", format])
            .current_dir(site.path("."))
            .output();
        let output = program.expect("the program runs");
        let report = [output.stdout, output.stderr].concat();
        let report = String::from_utf8(report).expect("UTF-8");
        assert_eq!(report.matches(mark).count(), 3, "{format}: {report}");
        assert!(report.contains("4000 known problems in the baseline not shown"), "{format}: {report}");
    }
}

#[test]
fn a_template_of_the_site_is_tried_on_every_page() {
    let template = "{% extends \"default/article.html\" %}\n{% block meta_end %}\
                    {% if article.title == \"Third\" %}{{ article.nothing.there }}{% endif %}{% endblock %}\n";
    let site =
        TestFolder::new().file("theme/templates/article.html", template).file("content/1.md", "# First\n\nText.");
    let site = site.file("content/2.md", "# Second\n\nText.").file("content/3.md", "# Third\n\nText.");
    let output = site.run("check --only theme/template --format short").code(1).output();
    let report = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(report.starts_with("theme/templates/article.html:2:"), "{report}");
}

#[test]
fn stages_are_timed() {
    let folder = project().run("check --timings --trace trace.json").code(1);
    let output = folder.output();
    let printed = String::from_utf8(output.stderr).expect("UTF-8");
    for stage in ["read ", "articles ", "links ", "pages ", "similar articles ", "search tests ", "report ", "total "] {
        assert!(printed.contains(&format!("\n{stage}")), "{stage}: {printed}");
    }
}

#[test]
fn a_baseline_that_cannot_be_read_stops_the_check() {
    project()
        .run("check --baseline known.json")
        .code(2)
        .stderr(str![[r#"
error: there is no baseline `known.json`
  help: write it with `answerbook check --write-baseline known.json`

"#]])
        .check()
        .file("known.json", "{\"version\": 1,\n \"problems\": [{}]}")
        .run("check --baseline known.json")
        .code(2)
        .stderr(str![[r#"
error: `known.json` is not a baseline: missing field `count` at line 2 column 16
  help: write it again with `answerbook check --write-baseline`

"#]])
        .check();
}

#[test]
fn severities_by_path_win_over_severities_by_code() {
    let configuration = "base_url = \"https://help.example/\"\n[diagnostics]\n\"link/missing-page\" = \"warning\"\n\
                         [diagnostics_by_path.\"content/pay/bills.md\"]\n\"link/missing-page\" = \"off\"\n\
                         [diagnostics_by_path.\"**/bills.md\"]\n\"image/no-alt\" = \"error\"\n";
    project()
        .file("answerbook.toml", configuration)
        .run("check --format short")
        .code(1)
        .stdout(str![[r#"
content/pay/bills.md:8:1: error[image/no-alt] a picture has no alternative text
content/pay/cards.md:6:9: warning[link/missing-page] there is no page `content/pay/x.md`
content/pay/cards.md:6:23: warning[link/missing-page] there is no page `content/pay/x.md`

"#]])
        .check();
}

#[test]
fn annotations_name_paths_from_the_repository_and_the_summary_lists_all() {
    let many: Vec<String> = (0..12).map(|number| format!("[x](gone-{number:02}.md)")).collect();
    let many = many.join("\n");
    let folder = TestFolder::new()
        .file("help/answerbook.toml", "base_url = \"https://help.example/\"\n")
        .file("help/content/index.md", format!("# Help\n\n{many}"))
        .file("help/content/a.md", "# A\n\n![](a.svg)\n")
        .file("help/content/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .env("GITHUB_STEP_SUMMARY", "summary.md")
        .run("check help --format github")
        .code(1)
        .check();
    let summary = folder.read("summary.md");
    assert_eq!(summary.matches("| error `link/missing-page` | content/index.md:").count(), 12, "{summary}");
    assert!(summary.starts_with("12 errors, 1 note\n\n| Problem |"), "{summary}");
    folder
        .run("check help --format github")
        .code(1)
        .stdout(str![[r#"
::notice file=help/content/a.md,line=3,endLine=3,col=1,endColumn=11,title=image/no-alt::a picture has no alternative text[..]
::error file=help/content/index.md,line=3,endLine=3,col=5,endColumn=15,title=link/missing-page::there is no page `content/gone-00.md`%0Aadd the page, or correct the path
...
content/index.md:13:5: error[link/missing-page] there is no page `content/gone-10.md`
content/index.md:14:5: error[link/missing-page] there is no page `content/gone-11.md`

"#]])
        .check();
}

/// The standard output of a command.
fn output(folder: TestFolder, command: &str) -> String {
    let output = folder.run(command).code(1).output();
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn reports_for_services_name_each_place() {
    let report: Json = serde_json::from_str(&output(project(), "check --format sarif")).expect("JSON");
    let run = &report["runs"][0];
    let results = run["results"].as_array().expect("a list of results");
    assert_eq!(results.len(), 4);
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "content/pay/bills.md");
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["region"]["startColumn"], 9);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small number");
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    let fingerprints: std::collections::BTreeSet<String> =
        results.iter().map(|result| result["partialFingerprints"]["answerbook/v1"].to_string()).collect();
    assert_eq!(fingerprints.len(), 4, "places of one cause have fingerprints of their own");

    let report: Json = serde_json::from_str(&output(project(), "check --format gitlab")).expect("JSON");
    assert_eq!(report.as_array().map(Vec::len), Some(4));
    assert_eq!(report[1]["severity"], "info");
    assert_eq!(report[3]["location"], serde_json::json!({ "path": "content/pay/cards.md", "lines": { "begin": 6 } }));

    let report = output(project(), "check --format junit");
    assert!(report.contains("<testsuites name=\"answerbook\" tests=\"4\" failures=\"3\">"), "{report}");
    assert_eq!(report.matches("<failure type=\"link/missing-page\"").count(), 3, "{report}");
    assert_eq!(report.matches("<system-out>").count(), 1, "{report}");
}

#[test]
fn reports_without_problems_are_complete() {
    let fine = || {
        TestFolder::new().file("answerbook.toml", "base_url = \"https://a.example/\"\n").file("a.md", "# A\n\nText.\n")
    };
    fine().run("check --format gitlab").stdout("[]\n").check();
    fine()
        .run("check --format junit")
        .stdout(str![[r#"
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="answerbook" tests="1" failures="0">
  <testsuite name="check" tests="1" failures="0">
    <testcase classname="check" name="no problems"/>
  </testsuite>
</testsuites>

"#]])
        .check();
}

#[test]
fn a_preview_refuses_the_formats_of_services() {
    project()
        .run("serve --format sarif")
        .code(2)
        .stderr(str![[r#"
error: a preview reports problems as `full`, `short` or `json`
  help: use it with `answerbook check`

"#]])
        .check();
}
