//! `answerbook import`: what an export becomes, from the saved answers of an API to the built site.

mod support;

use serde_json::{Value, json};
use support::TestFolder;
use support::built::BuiltSite;

/// An article as Zendesk's API answers. `more` replaces and adds fields.
fn zendesk_article(id: u64, title: &str, body: &str, more: Value) -> Value {
    let mut article = json!({
        "id": id, "section_id": 20, "title": title, "name": title, "body": body, "locale": "en-us",
        "source_locale": "en-us", "draft": false, "promoted": false, "position": 3, "vote_sum": 0, "vote_count": 0,
        "user_segment_id": null, "author_id": 77, "label_names": [], "edited_at": "2025-05-06T07:08:09Z",
        "updated_at": "2025-06-01T00:00:00Z",
        "html_url": format!("https://help.kettle.example/hc/en-us/articles/{id}-Some-Title"),
    });
    if let Value::Object(fields) = more {
        article.as_object_mut().expect("an object").extend(fields);
    }
    article
}

fn zendesk_places() -> Value {
    json!({
        "categories": [
            { "id": 10, "name": "Kettles", "description": "Hot water.", "position": 1, "locale": "en-us",
              "html_url": "https://help.kettle.example/hc/en-us/categories/10-Kettles" }
        ],
        "sections": [
            { "id": 20, "category_id": 10, "name": "First use", "description": "", "position": 0, "locale": "en-us",
              "sorting": "manual", "html_url": "https://help.kettle.example/hc/en-us/sections/20-First-use",
              "translations": [
                { "source_id": 20, "source_type": "Section", "locale": "fr", "title": "Premier usage", "body": "" }
              ] }
        ],
        "locales": ["en-us", "fr"], "default_locale": "en-us",
        "users": [{ "id": 77, "name": "Ada Boiler", "role": "agent" }],
        "user_segments": [{ "id": 5, "name": "Everyone", "user_type": "signed_in_users" }]
    })
}

/// Imports articles from Zendesk into `help`.
#[track_caller]
fn imported(articles: &[Value]) -> TestFolder {
    let page = json!({ "articles": articles, "next_page": null });
    TestFolder::new()
        .file("export/places.json", zendesk_places().to_string())
        .file("export/articles.json", page.to_string())
        .run("import zendesk export -o help")
        .check()
}

/// The Markdown of one article, without front matter.
#[track_caller]
fn markdown(html: &str) -> String {
    let folder = imported(&[zendesk_article(1, "Title", html, json!({}))]);
    let text = folder.read("help/content/kettles/first-use/title.md");
    text.split_once("\n---\n").expect("front matter").1.trim().to_owned()
}

#[test]
fn an_article_comes_over_with_all_that_is_known() {
    let more = json!({ "promoted": true, "label_names": ["water", "Water", "heat"], "position": 4 });
    let folder = imported(&[zendesk_article(31, "Boil: water?", "<p>Press <b>On</b>.</p>", more)]);
    folder
        .holds(
            "help/content/kettles/first-use/boil-water.md",
            "---
title: \"Boil: water?\"
order: 4
labels: [\"water\", \"heat\"]
promoted: true
owner: \"Ada Boiler\"
updated: 2025-05-06
aliases: [\"/hc/en-us/articles/31\", \"/hc/en-us/articles/31-Some-Title\", \"/hc/articles/31\"]
---

Press **On**.
",
        )
        .holds(
            "help/content/kettles/index.md",
            "---
title: \"Kettles\"
description: \"Hot water.\"
order: 1
aliases: [\"/hc/en-us/categories/10\", \"/hc/en-us/categories/10-Kettles\", \"/hc/categories/10\"]
---
",
        );
}

#[test]
fn every_form_of_paging_is_read_and_the_newest_copy_counts() {
    let folder = TestFolder::new()
        .file("export/a", "not read")
        .file("export/places.json", zendesk_places().to_string())
        .file(
            "export/offset.json",
            json!({ "count": 3, "page": 1, "next_page": "https://x.example/2", "articles": [
                zendesk_article(1, "One", "<p>old words</p>", json!({ "updated_at": "2025-01-01T00:00:00Z" })),
            ]})
            .to_string(),
        )
        .file(
            "export/cursor.json",
            json!({ "meta": { "has_more": false }, "links": {}, "articles": [
                zendesk_article(1, "One", "<p>new words</p>", json!({})), zendesk_article(2, "Two", "<p>two</p>", json!({})),
            ]})
            .to_string(),
        )
        .file("export/single.json", json!({ "article": zendesk_article(3, "Three", "<p>three</p>", json!({})) }).to_string())
        .file(
            "export/lines.jsonl",
            format!(
                "{}\n{}\n",
                zendesk_article(4, "Four", "<p>four</p>", json!({})),
                zendesk_article(5, "Five", "<p>five</p>", json!({}))
            ),
        )
        .file("export/list.json", json!([zendesk_article(6, "Six", "<p>six</p>", json!({}))]).to_string())
        .run("import zendesk export -o help")
        .check();
    for (name, words) in
        [("one", "new words"), ("two", "two"), ("three", "three"), ("four", "four"), ("five", "five"), ("six", "six")]
    {
        let text = folder.read(&format!("help/content/kettles/first-use/{name}.md"));
        assert!(text.ends_with(&format!("\n{words}\n")), "{text}");
    }
}

#[test]
fn restricted_articles_are_in_no_build() {
    let secret = |id, title: &str, more| zendesk_article(id, title, "<p>SECRET</p>", more);
    let open = "<p><a href=\"/hc/en-us/articles/1\">for some</a> and <a href=\"/hc/en-us/articles/3\">a draft</a></p>";
    let folder = imported(&[
        // A segment named like everybody.
        secret(1, "Segment", json!({ "user_segment_id": 5, "vote_count": 4 })),
        secret(2, "Segments", json!({ "user_segment_ids": [6] })),
        secret(3, "Draft", json!({ "draft": true })),
        zendesk_article(4, "Open", open, json!({})),
    ]);
    let first = folder.read("help/content/kettles/first-use/segment.md");
    assert!(first.contains("\naccess: [\"for-everyone\"]\n"), "{first}");
    assert!(folder.read("help/content/kettles/first-use/draft.md").contains("\ndraft: true\n"));
    let folder = folder.run("check help --deny-warnings").check().run("build help -o out").check();
    let files = folder.contents("out");
    assert!(files.len() > 10);
    for (file, bytes) in files {
        assert!(!bytes.windows(6).any(|window| window == b"SECRET"), "{file}");
    }
    let report = folder.read("help/import-report.md");
    assert!(
        report.contains("for the user segment “Everyone”") && report.contains("the article 3 is a draft"),
        "{report}"
    );
    let folder = folder.run("import zendesk export -o other --without-restricted").check();
    assert!(!folder.path("other/content/kettles/first-use/segment.md").exists());
}

#[test]
fn old_addresses_lead_to_the_new_pages() {
    let translation = json!({ "translations": [{
        "source_id": 1, "source_type": "Article", "locale": "fr", "title": "Bouillir", "body": "<p>Appuyez.</p>",
        "draft": false, "hidden": false, "html_url": "https://help.kettle.example/hc/fr/articles/1-Bouillir",
    }]});
    let folder = imported(&[zendesk_article(1, "Boil", "<p>Press.</p>", translation)]);
    let folder = folder.run("build help -o out").check();
    let redirects = folder.read("out/_redirects");
    let leads = |from: &str, to: &str| {
        let found = redirects.lines().any(|line| {
            let mut parts = line.split_whitespace();
            parts.next().map(|from| from.trim_end_matches('/')) == Some(from) && parts.next() == Some(to)
        });
        assert!(found, "{from} does not lead to {to}:\n{redirects}");
    };
    leads("/hc/en-us/articles/1-Some-Title", "/kettles/first-use/boil/");
    leads("/hc/en-us/articles/1", "/kettles/first-use/boil/");
    leads("/hc/articles/1", "/kettles/first-use/boil/");
    leads("/hc/fr/articles/1-Bouillir", "/fr/kettles/first-use/boil/");
    leads("/hc/en-us/sections/20-First-use", "/kettles/first-use/");
    leads("/hc/fr/sections/20", "/fr/kettles/first-use/");
    leads("/hc/en-us", "/");
    leads("/hc/fr", "/fr/");
}

#[test]
fn importing_again_changes_nothing_and_keeps_edits() {
    let article = |body: &str| json!({ "articles": [zendesk_article(1, "Boil", body, json!({}))] }).to_string();
    let file = "help/content/kettles/first-use/boil.md";
    let folder = imported(&[zendesk_article(1, "Boil", "<p>one</p>", json!({}))]);
    let before = folder.contents("help");
    let folder = folder.run("import zendesk export -o help").check();
    assert_eq!(folder.contents("help"), before);
    // A change of the source comes over, the file keeps its name.
    let renamed = json!({ "articles": [zendesk_article(1, "Boil it", "<p>two</p>", json!({}))] }).to_string();
    let folder = folder.file("export/articles.json", renamed).run("import zendesk export -o help").check();
    assert!(folder.read(file).contains("title: \"Boil it\"") && folder.read(file).ends_with("\ntwo\n"));
    // An edit stays, until `--overwrite`.
    let edited = folder.read(file) + "\nMine.\n";
    let folder = folder.file(file, &edited).file("export/articles.json", article("<p>three</p>"));
    let folder = folder.run("import zendesk export -o help").check();
    assert_eq!(folder.read(file), edited);
    let folder = folder.run("import zendesk export -o help --overwrite").check();
    assert!(folder.read(file).ends_with("\nthree\n"));
    // A removed file stays away.
    let folder = folder.without(file).run("import zendesk export -o help").check();
    assert!(!folder.path(file).exists());
}

#[test]
fn the_configuration_keeps_what_its_writer_set() {
    let folder = imported(&[zendesk_article(1, "Boil", "<p>one</p>", json!({}))]);
    let own = "title = \"Mine\"\n\n[redirects]\n\"/x\" = \"/\"\n";
    let folder = folder.file("help/answerbook.toml", own).run("import zendesk export -o help").check();
    assert_eq!(folder.read("help/answerbook.toml"), own);
    let text = folder.read("help/addresses.toml");
    assert!(text.contains("\"/hc/en-us/\" = { to = \"/\", reason = \"imported from Zendesk\" }\n"), "{text}");
}

/// People and `answerbook addresses update` write to the file, too: what they wrote stays, and what it lacks is added.
#[test]
fn old_addresses_join_those_that_are_there() {
    let folder = imported(&[zendesk_article(1, "Boil", "<p>one</p>", json!({}))]);
    let own = "# Ours.\n[moved]\n\"/z/\" = \"/\"\n";
    let folder = folder.file("help/addresses.toml", own).run("import zendesk export -o help").check();
    let text = folder.read("help/addresses.toml");
    let added = "\"/hc/en-us/\" = { to = \"/\", reason = \"imported from Zendesk\" }\n";
    assert_eq!(text, format!("# Ours.\n[moved]\n{added}\"/z/\" = \"/\"\n"));
    // The next import adds nothing twice.
    let folder = folder.run("import zendesk export -o help").check();
    assert_eq!(folder.read("help/addresses.toml"), text);
    // A person knows better.
    let own = "[moved]\n\"/hc/en-us/\" = \"/kettles/\"\n";
    let folder = folder.file("help/addresses.toml", own).run("import zendesk export -o help").check();
    assert_eq!(folder.read("help/addresses.toml"), own);
    // A file with a mistake stays as it is.
    let folder = folder.file("help/addresses.toml", "[moved\n").run("import zendesk export -o help").check();
    assert_eq!(folder.read("help/addresses.toml"), "[moved\n");
}

#[test]
fn votes_are_a_first_state_of_insights() {
    let folder = imported(&[zendesk_article(1, "Boil", "<p>one</p>", json!({ "vote_sum": 2, "vote_count": 6 }))]);
    let lines = folder.read("help/import-votes.jsonl");
    assert_eq!(lines.matches("\"helpful\":true").count(), 4);
    assert_eq!(lines.matches("\"helpful\":false").count(), 2);
    let output = folder.run("insights help/import-votes.jsonl --project help --json").output();
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report as JSON");
    assert!(report.to_string().contains("kettles/first-use/boil"), "{report}");
}

#[test]
fn attachments_are_next_to_their_article() {
    let body = "<p><img src=\"https://kettle.zendesk.com/hc/article_attachments/900\" alt=\"Lid\"></p>\
        <p><a href=\"/hc/en-us/article_attachments/901/Manual%20v2.pdf\">manual</a></p>\
        <p><img src=\"https://kettle.zendesk.com/hc/article_attachments/999\" alt=\"Gone\"></p>";
    let attachment = |id: u64, name: &str, inline: bool| {
        json!({ "id": id, "article_id": 1, "file_name": name, "display_file_name": name, "inline": inline,
                "content_url": format!("https://kettle.zendesk.com/hc/article_attachments/{id}") })
    };
    let attachments = json!({ "article_attachments": [
        attachment(900, "lid.png", true), attachment(901, "Manual v2.pdf", false), attachment(902, "parts.csv", false),
    ]});
    let folder = TestFolder::new()
        .file("export/places.json", zendesk_places().to_string())
        .file("export/articles.json", json!({ "articles": [zendesk_article(1, "Lid", body, json!({}))] }).to_string())
        .file("export/attachments.json", attachments.to_string())
        .file("export/files/kettle.zendesk.com/hc/article_attachments/900", PIXEL)
        .file("export/files/kettle.zendesk.com/hc/article_attachments/901", "%PDF-1.4")
        .file("export/files/kettle.zendesk.com/hc/article_attachments/902", "a,b")
        .run("import zendesk export -o help")
        .check();
    let text = folder.read("help/content/kettles/first-use/lid.md");
    assert!(text.contains("![Lid](lid.png)"), "{text}");
    assert!(text.contains("[manual](Manual%20v2.pdf)"), "{text}");
    assert!(text.ends_with("\n- [parts.csv](parts.csv)\n"), "{text}");
    assert!(text.contains("![Gone](https://kettle.zendesk.com/hc/article_attachments/999)"), "{text}");
    assert_eq!(std::fs::read(folder.path("help/content/kettles/first-use/lid.png")).expect("a picture"), PIXEL);
    assert!(folder.read("help/import-report.md").contains("article_attachments/999 is not in the export"));
    folder.run("check help --deny-warnings").check();
}

/// A PNG of one pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x62, 0, 1, 0, 0, 5, 0, 1,
    0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

#[test]
fn content_blocks_become_snippets() {
    let block = "<p>Call us: <b>12 34</b>.</p><ul><li>Mon–Fri</li></ul>";
    let blocks = json!({ "content_blocks": [{ "id": "01A", "name": "Phone hours", "body": block }] });
    let folder = TestFolder::new()
        .file("export/places.json", zendesk_places().to_string())
        .file(
            "export/articles.json",
            json!({ "articles": [
                zendesk_article(1, "A", &format!("<p>First.</p>{block}"), json!({})),
                zendesk_article(2, "B", block, json!({})),
            ]})
            .to_string(),
        )
        .file("export/blocks.json", blocks.to_string())
        .run("import zendesk export -o help")
        .check()
        .holds("help/snippets/phone-hours.md", "Call us: **12 34**.\n\n- Mon–Fri\n");
    assert!(folder.read("help/content/kettles/first-use/a.md").ends_with("\nFirst.\n\n{{> phone-hours }}\n"));
    let site = BuiltSite::read(&folder.path("help"));
    assert!(site.text("kettles/first-use/b/index.html").contains("<strong>12 34</strong>"));
}

#[test]
fn html_becomes_markdown_that_a_writer_would_type() {
    let check = |html: &str, expected: &str| assert_eq!(markdown(html), expected, "{html}");
    check("<h1>One</h1><p>a</p><h4>Two</h4>", "## One\n\na\n\n### Two");
    check("<p>a<br>b<br><br>c&nbsp;d 5&nbsp;kg<br></p><p>&nbsp;</p>", "a\\\nb\n\nc\u{a0}d 5\u{a0}kg");
    check("<p>• one<br>• two</p>", "- one\n- two");
    check("<ol><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ol>", "1. a\n   - b\n2. c");
    check("<b>Bold: </b>text <b>a</b><b>b</b>", "**Bold:** text **ab**");
    check("x<b>y:</b>z", "x<strong>y:</strong>z");
    check("<pre class=\"language-js\">let a = 1;<br>// ```</pre>", "````js\nlet a = 1;\n// ```\n````");
    check("<blockquote><p><b>Note:</b> Hot.</p></blockquote>", "> [!NOTE]\n> Hot.");
    check("<blockquote><p>Hot.</p></blockquote>", "> Hot.");
    check("<div class=\"callout callout-danger\"><p>Hot.</p></div>", "> [!CAUTION]\n> Hot.");
    check("<details><summary>More</summary><p>Text</p></details>", ":::details More\nText\n\n:::");
    check(
        "<ul class=\"tabs\"><li>A</li><li>B</li></ul><div class=\"tab\"><p>a</p></div><div class=\"tab\"><p>b</p></div>",
        "::::tabs\n:::tab A\na\n\n:::\n\n:::tab B\nb\n\n:::\n\n::::",
    );
    check(
        "<table><tr><td><b>A</b></td><td><b>B</b></td></tr><tr><td>1|2</td><td>x<br>y</td></tr></table>",
        "| A | B |\n|-|-|\n| 1\\|2 | x<br>y |",
    );
    check(
        "<iframe src=\"//www.youtube.com/embed/abc123?rel=0\"></iframe>",
        "![](https://www.youtube.com/watch?v=abc123)",
    );
    check("<p>{{name}} {% x %} *a* # b</p>", "\\{{name}} &#123;% x %} \\*a\\* # b");
    check("<p><a href=\"javascript:alert(1)\">x</a><script>y</script></p>", "x");
    let merged = markdown(
        "<table class=\"k\"><tr><th colspan=\"2\">A</th></tr><tr><td>1</td><td><ul><li>2</li></ul></td></tr></table>",
    );
    assert!(
        merged.contains("<th colspan=\"2\">A</th>")
            && merged.contains("<ul><li>2</li></ul>")
            && !merged.contains("class"),
        "{merged}"
    );
}

#[test]
fn a_locale_that_is_no_language_costs_only_its_text() {
    let folder = imported(&[
        zendesk_article(1, "Boil", "<p>one</p>", json!({})),
        zendesk_article(2, "Away", "<p>two</p>", json!({ "locale": "../../etc" })),
        zendesk_article(3, "Seven", "<p>three</p>", json!({ "locale": 7 })),
    ]);
    let report = folder.read("help/import-report.md");
    for (title, id, locale) in [("Away", 2, "../../etc"), ("Seven", 3, "7")] {
        let remark =
            format!("the text “{title}” of the article {id} was left out: its locale `{locale}` is no language tag");
        assert!(report.contains(&remark), "{report}");
    }
    let text = folder.read("help/answerbook.toml");
    assert!(!text.contains("code = \"7\"") && !text.contains("etc"), "{text}");
    folder.run("build help -o out").check();
}

#[test]
fn a_redirect_from_two_lines_is_left_out() {
    let rule = json!({ "redirect_from": "/a\n/b https://evil.example 301", "redirect_to": "/hc/en-us" });
    let folder = TestFolder::new()
        .file("export/places.json", zendesk_places().to_string())
        .file("export/a.json", json!({ "articles": [zendesk_article(1, "Boil", "<p>one</p>", json!({}))] }).to_string())
        .file("export/rules.json", json!({ "records": [rule] }).to_string())
        .run("import zendesk export -o help")
        .check();
    assert!(!folder.read("help/answerbook.toml").contains("evil.example"));
    assert!(folder.read("help/import-report.md").contains("was left out: it is not an address"));
}

#[test]
fn a_configuration_that_does_not_fit_is_named() {
    let folder = imported(&[zendesk_article(1, "Boil", "<p>one</p>", json!({}))]);
    let folder = folder.file("help/answerbook.toml", "language = \"de\"\n").run("import zendesk export -o help");
    let folder = folder.stderr("...\n`answerbook.toml` has the language `de`, but[..]`en-US`[..]\n...\n").check();
    let broken = "language = \"en\n";
    let folder = folder.file("help/answerbook.toml", broken).run("import zendesk export -o help");
    let folder = folder.stderr("...\n`answerbook.toml` cannot be read, and stays as it is[..]\n...\n").check();
    assert_eq!(folder.read("help/answerbook.toml"), broken);
}
