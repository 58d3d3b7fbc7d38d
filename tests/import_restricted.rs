//! What is not public in the source stays out of the site: whatever form the export has, and when importing again.

mod support;

use serde_json::{Value, json};
use support::TestFolder;

fn with(mut object: Value, more: Value) -> Value {
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    object
}

fn without(mut object: Value, key: &str) -> Value {
    object.as_object_mut().expect("an object").remove(key);
    object
}

/// An article of Zendesk that everybody may read.
fn zendesk(id: u64, body: &str, more: Value) -> Value {
    let article = json!({
        "id": id, "section_id": 20, "title": format!("Article {id}"), "body": body, "locale": "en-us", "draft": false,
        "user_segment_id": null, "updated_at": "2025-06-01T00:00:00Z",
        "html_url": format!("https://help.kettle.example/hc/en-us/articles/{id}"),
    });
    with(article, more)
}

fn export(articles: &[Value]) -> String {
    json!({
        "categories": [{ "id": 10, "name": "C", "position": 1, "locale": "en-us" }],
        "sections": [{ "id": 20, "category_id": 10, "name": "S", "position": 0, "locale": "en-us" }],
        "user_segments": [{ "id": 5, "name": "Staff", "user_type": "staff" }],
        "articles": articles,
    })
    .to_string()
}

/// Imports values, one file each, and builds the site.
#[track_caller]
fn built(source: &str, values: &[Value]) -> TestFolder {
    let mut folder = TestFolder::new();
    for (number, value) in values.iter().enumerate() {
        folder = folder.file(&format!("export/{number}.json"), value.to_string());
    }
    folder.run(&format!("import {source} export -o help")).check().run("build help -o out").check()
}

/// Expects that the site has one word and lacks the other.
#[track_caller]
fn shows_only(folder: &TestFolder, open: &str, secret: &str) {
    let files = folder.contents("out");
    let having = |word: &str| -> Vec<String> {
        let has = |bytes: &Vec<u8>| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        files.iter().filter(|(_, bytes)| has(bytes)).map(|(path, _)| path.clone()).collect()
    };
    assert_eq!(having(secret), Vec::<String>::new(), "`{secret}` is in the site");
    assert!(!having(open).is_empty(), "`{open}` is not in the site");
}

#[test]
fn zendesk_says_who_may_read_in_one_form() {
    let secret = |id, more| zendesk(id, &format!("<p>SECRET{id}</p>"), more);
    let translation = json!({ "source_id": 1, "source_type": "Article", "locale": "fr", "title": "F",
        "body": "<p>SECRETfr</p>", "draft": false, "hidden": "no" });
    let folder = built(
        "zendesk",
        &[serde_json::from_str(&export(&[
            zendesk(1, "<p>OPEN</p>", json!({ "translations": [translation] })),
            without(secret(2, json!({})), "user_segment_id"),
            secret(3, json!({ "user_segment_id": { "id": 5 } })),
            secret(4, json!({ "user_segment_id": false })),
            secret(5, json!({ "user_segment_id": "" })),
            secret(6, json!({ "user_segment_ids": { "5": true } })),
            without(secret(7, json!({})), "draft"),
            secret(8, json!({ "draft": "true" })),
            secret(9, json!({ "draft": 1 })),
        ]))
        .expect("JSON")],
    );
    shows_only(&folder, "OPEN", "SECRET");
    let report = folder.read("help/import-report.md");
    assert!(report.contains("`user_segment_id` is missing") && report.contains("`draft` is `1`"), "{report}");
}

#[test]
fn of_two_copies_the_later_or_the_restricted_one_counts() {
    let restricted = |id, time: &str| zendesk(id, "<p>SECRET</p>", json!({ "user_segment_id": 5, "updated_at": time }));
    let open = |id, body: &str, time: &str| zendesk(id, body, json!({ "updated_at": time }));
    let folder = built(
        "zendesk",
        &[serde_json::from_str(&export(&[
            restricted(1, "2024-05-01T00:00:00Z"),
            open(1, "<p>SECRET</p>", "2024-05-01T00:00:00Z"),
            // Later, although the text is not.
            restricted(2, "2024-05-01T00:00:00+02:00"),
            open(2, "<p>SECRET</p>", "2024-05-01T00:00:01+02:30"),
            open(3, "<p>SECRET</p>", "soon"),
            restricted(3, "2024-05-01T00:00:00Z"),
            restricted(4, "2024-05-01T00:00:00Z"),
            open(4, "<p>OPEN</p>", "2024-05-02T00:00:00Z"),
        ]))
        .expect("JSON")],
    );
    shows_only(&folder, "OPEN", "SECRET");
}

#[test]
fn files_of_restricted_articles_stay_with_them() {
    let show = |id: u64| format!("<p><img src=\"/hc/article_attachments/{id}\" alt=\"a\"></p>");
    let shown = show(901) + &show(902);
    let link = "<p><a href=\"/hc/article_attachments/903\">file</a> OPEN</p>";
    let attachment = |id: u64, article: u64| {
        json!({ "id": id, "article_id": article, "file_name": format!("f{id}.png"), "inline": true,
                "content_url": format!("https://help.kettle.example/hc/article_attachments/{id}") })
    };
    let attachments = json!({ "article_attachments": [attachment(901, 1), attachment(902, 2), attachment(903, 2)] });
    let articles =
        [zendesk(1, &(shown.clone() + link), json!({})), zendesk(2, &shown, json!({ "user_segment_id": 5 }))];
    let mut folder =
        TestFolder::new().file("export/a.json", export(&articles)).file("export/b.json", attachments.to_string());
    for (id, text) in [(901, "PICTURE"), (902, "SECRET"), (903, "SECRET")] {
        folder = folder.file(&format!("export/files/help.kettle.example/hc/article_attachments/{id}"), text);
    }
    let folder = folder.run("import zendesk export -o help").check().run("build help -o out").check();
    shows_only(&folder, "PICTURE", "SECRET");
    let report = folder.read("help/import-report.md");
    assert!(report.contains("the file belongs to the article 2, which is not for everybody"), "{report}");
}

#[test]
fn intercom_says_who_may_read_in_one_form() {
    let article = |id: u64, more| {
        let body = if id == 1 { "<p>OPEN</p>" } else { "<p>SECRET</p>" };
        let article = json!({ "type": "article", "id": id.to_string(), "state": "published", "title": format!("A {id}"),
            "body": body, "default_locale": "en", "updated_at": 1_750_000_000, "help_center_audience": "everyone" });
        with(article, more)
    };
    let french = json!({ "fr": { "type": "article_content", "title": "F", "body": "<p>SECRET</p>" } });
    let list = json!({ "data": [
        article(1, json!({ "translated_content": french })),
        without(article(2, json!({})), "help_center_audience"),
        article(3, json!({ "help_center_audience": ["all_users"] })),
        article(4, json!({ "help_center_audience": { "type": "restricted" } })),
        article(5, json!({ "help_center_audience": "" })),
        article(6, json!({ "scheduled_publish_at": "tomorrow" })),
        article(7, json!({ "help_center_audience": "Everyone " })),
    ]});
    let folder = built("intercom", &[list]);
    shows_only(&folder, "OPEN", "SECRET");
    let report = folder.read("help/import-report.md");
    assert!(report.contains("`help_center_audience` is missing") && report.contains("`state` is missing"), "{report}");
}

#[test]
fn freshdesk_says_who_may_read_in_one_form() {
    let folder = |id: u64, visibility: Value, more| {
        with(json!({ "id": id, "name": format!("F {id}"), "visibility": visibility, "category_id": 1 }), more)
    };
    let article = |id: u64, folder: Value| {
        let body = if id == 1 { "<p>OPEN</p>" } else { "<p>SECRET</p>" };
        json!({ "id": id, "folder_id": folder, "title": format!("A {id}"), "description": body, "status": 2 })
    };
    let below = json!({ "hierarchy": [{ "level": 1, "type": "folder", "data": { "id": 11 } }] });
    let categories = json!([
        { "id": 1, "name": "C", "visible_in_portals": [9] }, { "id": 2, "name": "D", "visible_in_portals": [] },
    ]);
    let folders = json!([
        folder(10, json!(1), json!({})),
        folder(11, json!(3), json!({})),
        folder(12, json!(1), below),
        folder(13, json!(1), json!({ "category_id": 2 })),
        folder(14, json!(1), json!({ "company_ids": [5] })),
        folder(15, json!("1"), json!({})),
        folder(16, json!(3), json!({})),
        folder(16, json!(1), json!({})),
    ]);
    let articles = json!([
        article(1, json!(10)),
        article(2, json!(null)),
        article(3, json!(true)),
        article(4, json!(12)),
        article(5, json!(13)),
        article(6, json!(14)),
        article(7, json!(15)),
        article(8, json!(16)),
        with(article(9, json!(10)), json!({ "status": "2" })),
    ]);
    let folder = built("freshdesk", &[categories, folders, articles]);
    shows_only(&folder, "OPEN", "SECRET");
}

#[test]
fn help_scout_says_who_may_read_in_one_form() {
    let list = |plural: &str, items: Value| json!({ plural: { "items": items } });
    let article = |number: u64, collection: &str, categories: Value| {
        let body = if number == 1 { "<p>OPEN</p>" } else { "<p>SECRET</p>" };
        json!({ "article": { "id": format!("a{number}"), "number": number, "collectionId": collection,
            "status": "published", "name": format!("A {number}"), "text": body, "categories": categories } })
    };
    let site = |id: &str, more| with(json!({ "id": id, "subDomain": id, "hasPublicSite": true }), more);
    let collection = |id: &str, site: &str| json!({ "id": id, "siteId": site, "visibility": "public", "name": id });
    let category = |visibility: &str| json!({ "id": "k", "collectionId": "c1", "visibility": visibility, "name": "K" });
    let folder = built(
        "helpscout",
        &[
            list(
                "sites",
                json!([
                    site("s1", json!({})),
                    site("s2", json!({ "hasPublicSite": false })),
                    without(site("s3", json!({})), "hasPublicSite")
                ]),
            ),
            list(
                "collections",
                json!([collection("c1", "s1"), collection("c2", "s2"), collection("c3", "s3"), collection("c4", "s4")]),
            ),
            list("categories", json!([category("private"), category("public")])),
            article(1, "c1", json!([])),
            article(2, "c2", json!([])),
            article(3, "c3", json!([])),
            article(4, "c4", json!([])),
            article(5, "c1", json!({ "x": "k" })),
            article(6, "c1", json!(null)),
            article(7, "c1", json!(["k"])),
        ],
    );
    shows_only(&folder, "OPEN", "SECRET");
    assert!(folder.read("help/import-report.md").contains("`hasPublicSite` is `false`"));
}

/// Three articles, two of which were restricted after the first import, and a draft.
fn imported_before() -> TestFolder {
    let articles = [1, 2, 3, 4].map(|id| zendesk(id, "<p>SECRET</p>", json!({})));
    let later = [
        zendesk(1, "<p>OPEN</p>", json!({})),
        zendesk(2, "<p>SECRET</p>", json!({ "user_segment_id": 5 })),
        zendesk(3, "<p>SECRET</p>", json!({ "user_segment_id": 5 })),
        zendesk(4, "<p>SECRET</p>", json!({ "draft": true })),
    ];
    let folder =
        TestFolder::new().file("export/a.json", export(&articles)).run("import zendesk export -o help").check();
    let mut folder = folder.file("export/a.json", export(&later));
    for id in [3, 4] {
        let path = format!("help/content/c/s/article-{id}.md");
        let edited = folder.read(&path) + "\nMine.\n";
        folder = folder.file(&path, edited);
    }
    folder
}

#[test]
fn an_edited_file_is_restricted_when_its_source_is() {
    let folder = imported_before();
    let edited = folder.read("help/content/c/s/article-3.md");
    let output = folder.run("import zendesk export -o help");
    let folder = output.check().run("build help -o out").check();
    shows_only(&folder, "OPEN", "SECRET");
    let text = folder.read("help/content/c/s/article-3.md");
    assert_eq!(text.replace("access: [\"for-staff\"]\n", ""), edited, "more changed than the restriction");
    assert!(folder.read("help/content/c/s/article-4.md").contains("\ndraft: true\n"));
    let report = folder.read("help/import-report.md");
    assert!(report.contains("- `content/c/s/article-3.md` was edited"), "{report}");
    let before = folder.contents("help");
    let folder = folder.run("import zendesk export -o help").check();
    assert_eq!(folder.contents("help"), before, "importing again changed something");
}

#[test]
fn files_of_an_earlier_import_are_left_out_too() {
    let folder = imported_before();
    let folder = folder
        .run("import zendesk export -o help --without-restricted")
        .stderr("...\n`content/c/s/article-2.md`: was removed: its source is not public\n...\n")
        .check();
    assert!(!folder.path("help/content/c/s/article-2.md").exists());
    assert!(folder.read("help/content/c/s/article-3.md").contains("\naccess: [\"for-staff\"]\n"));
    let folder = folder.run("build help -o out").check();
    shows_only(&folder, "OPEN", "SECRET");
}

#[test]
fn a_file_that_cannot_be_restricted_is_named() {
    let folder = imported_before();
    let path = "help/content/c/s/article-3.md";
    let broken = folder.read(path).replace("---\n\n", "access: {a: 1}\n---\n\n");
    let folder = folder.file(path, &broken).run("import zendesk export -o help").code(1);
    let folder = folder.stderr("...\n`content/c/s/article-3.md`: IS STILL PUBLIC[..]\n...\n").check();
    assert_eq!(folder.read(path), broken);
    assert!(folder.read("help/import-report.md").contains("`content/c/s/article-3.md` **is still public**"));
}

#[test]
fn kept_files_are_named_by_what_they_are() {
    let articles = [1, 2, 3].map(|id| zendesk(id, "<p>one</p>", json!({})));
    let folder = TestFolder::new()
        .file("export/a.json", export(&articles))
        .file("help/content/c/s/article-1.md", "Mine.\n")
        .run("import zendesk export -o help")
        .stderr("...\nkept `content/c/s/article-1.md`: no import wrote it; `--overwrite` replaces it\n...\n")
        .check()
        .without("help/content/c/s/article-2.md")
        .run("import zendesk export -o help --overwrite")
        .stderr("...\n`content/c/s/article-2.md` was removed, and is not written again\n...\n")
        .check();
    assert!(!folder.path("help/content/c/s/article-2.md").exists());
}
