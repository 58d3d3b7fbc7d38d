//! What is particular to the exports of each vendor: who may read an article, languages, order, old addresses.

mod support;

use serde_json::{Value, json};
use support::TestFolder;

/// Imports files into `help`, checks them strictly, and builds the public site into `out`.
#[track_caller]
fn imported(source: &str, files: &[(&str, String)]) -> TestFolder {
    let mut folder = TestFolder::new();
    for (path, text) in files {
        folder = folder.file(&format!("export/{path}"), text);
    }
    let folder = folder.run(&format!("import {source} export -o help")).check();
    let before = folder.contents("help");
    let folder = folder.run(&format!("import {source} export -o help")).check();
    assert_eq!(folder.contents("help"), before, "importing again changed something");
    folder.run("check help --deny-warnings").check().run("build help -o out").check()
}

/// Expects that no file of the site has the word.
#[track_caller]
fn is_nowhere(folder: &TestFolder, word: &str) {
    let files = folder.contents("out");
    assert!(files.len() > 5);
    for (path, bytes) in files {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{path} has `{word}`");
    }
}

/// Expects that an old address leads to a new one.
#[track_caller]
fn leads(folder: &TestFolder, from: &str, to: &str) {
    let redirects = folder.read("out/_redirects");
    let found = redirects.lines().any(|line| {
        let mut parts = line.split_whitespace();
        parts.next().map(|from| from.trim_end_matches('/')) == Some(from) && parts.next() == Some(to)
    });
    assert!(found, "{from} does not lead to {to}:\n{redirects}");
}

fn intercom_article(id: &str, title: &str, body: &str, more: Value) -> Value {
    let mut article = json!({
        "id": id, "type": "article", "title": title, "body": body, "description": "", "state": "published",
        "parent_ids": [7], "default_locale": "en", "updated_at": 1_750_000_000, "author_id": 4,
        "url": format!("https://help.wagon.example/en/articles/{id}-some-title"), "help_center_audience": "everyone",
    });
    if let Value::Object(fields) = more {
        article.as_object_mut().expect("an object").extend(fields);
    }
    article
}

#[test]
fn intercom_articles_come_over() {
    let translated = json!({ "translated_content": {
        "type": "article_translated_content", "fr": null,
        "de": { "type": "article_content", "title": "Wagen", "body": "<p>Rot.</p>", "state": "published",
                "url": "https://help.wagon.example/de/articles/1-wagen" } } });
    let boxes = "<div class=\"intercom-interblocks-callout\" style=\"background-color: #fed9db80;\"><p class=\"no-margin\">Hot.</p></div>\
        <p class=\"no-margin\"> </p><h1 id=\"h_1\">Wheels</h1><p class=\"no-margin\"><a href=\"https://intercom.help/wagon/en/articles/1-old\">one</a></p>";
    let list = json!({ "type": "list", "pages": { "next": null }, "data": [
        intercom_article("1", "Wagons", "<p>Red.</p>", translated),
        intercom_article("2", "Boxes", boxes, json!({ "tags": { "type": "tag.list", "tags": [{ "id": "9", "name": "safety" }] } })),
        intercom_article("3", "Prices", "<p>HIDDEN</p>", json!({ "help_center_audience": "restricted" })),
        intercom_article("4", "Soon", "<p>HIDDEN</p>", json!({ "state": "draft" })),
    ]});
    let collections = json!({ "type": "list", "data": [
        { "id": "7", "name": "Basics", "order": 1, "parent_id": null, "help_center_id": 1, "url": "https://help.wagon.example/en/collections/7-basics" },
    ]});
    let internal = json!({ "data": [{ "id": "5", "type": "internal_article", "title": "Refunds", "body": "<p>HIDDEN</p>", "locale": "en" }] });
    let center = json!({ "data": [{ "id": "1", "identifier": "wagon", "website_turned_on": true, "custom_domain": "help.wagon.example", "display_name": "Wagon Help" }] });
    let redirects = json!({ "data": [{ "id": "8", "from_url": "https://help.wagon.example/start", "locale": "en", "target_type": "article", "target_id": "1" }] });
    let folder = imported(
        "intercom",
        &[
            ("a.json", list.to_string()),
            ("b.json", collections.to_string()),
            ("c.json", internal.to_string()),
            ("d.json", center.to_string()),
            ("e.json", redirects.to_string()),
        ],
    );
    let text = folder.read("help/content/basics/boxes.md");
    assert!(text.contains("labels: [\"safety\"]"), "{text}");
    assert!(text.ends_with("\n> [!CAUTION]\n> Hot.\n\n## Wheels\n\n[one](wagons.md)\n"), "{text}");
    assert!(folder.read("help/content/de/basics/wagons.md").ends_with("\nRot.\n"));
    assert!(folder.read("help/answerbook.toml").contains("base_url = \"https://help.wagon.example/\""));
    leads(&folder, "/en/articles/1-some-title", "/basics/wagons/");
    leads(&folder, "/de/articles/1-wagen", "/de/basics/wagons/");
    leads(&folder, "/en/collections/7-basics", "/basics/");
    leads(&folder, "/start", "/basics/wagons/");
    is_nowhere(&folder, "HIDDEN");
}

#[test]
fn an_older_api_of_intercom_is_reported() {
    let mut article = intercom_article("1", "Wagons", "<p>Red.</p>", json!({}));
    article.as_object_mut().expect("an object").remove("help_center_audience");
    let folder = imported("intercom", &[("a.json", article.to_string())]);
    assert!(folder.read("help/import-report.md").contains("the export does not say who may read an article"));
}

fn freshdesk_article(id: u64, folder: u64, title: &str, body: &str) -> Value {
    json!({ "id": id, "folder_id": folder, "category_id": 1, "title": title, "description": body, "status": 2, "type": 1,
            "tags": ["one"], "updated_at": "2025-04-05T06:07:08Z", "thumbs_up": 3, "thumbs_down": 1 })
}

#[test]
fn freshdesk_folders_decide_who_may_read() {
    let categories = json!([{ "id": 1, "name": "Bikes", "description": null, "visible_in_portals": [9] }]);
    let folders = json!([
        { "id": 10, "name": "Riding", "visibility": 1, "parent_folder_id": null },
        { "id": 11, "name": "Agents", "visibility": 3, "parent_folder_id": null },
        { "id": 12, "name": "Under agents", "visibility": 1, "parent_folder_id": 11 },
    ]);
    let german =
        json!([{ "id": 100, "folder_id": 10, "title": "Bremsen", "description": "<p>Zieh.</p>", "status": 2 }]);
    let body = "<p><a href=\"https://wheels.freshdesk.com/en/support/solutions/articles/101-x\">two</a> \
        <a href=\"https://wheels.freshdesk.com/support/solutions/articles/110\">agents</a></p>";
    let folder = imported(
        "freshdesk",
        &[
            ("settings.json", json!({ "primary_language": "en", "supported_languages": ["de"] }).to_string()),
            ("categories.json", categories.to_string()),
            ("categories/1/folders.json", folders.to_string()),
            ("folders/10/articles.1.json", json!([freshdesk_article(100, 10, "Brakes", body)]).to_string()),
            ("folders/10/articles.10.json", json!([freshdesk_article(102, 10, "Bell", "<p>Ring.</p>")]).to_string()),
            (
                "folders/10/articles.2.json",
                json!([freshdesk_article(101, 10, "Lights & more?", "<p>On.</p>")]).to_string(),
            ),
            ("folders/10/articles.de.json", german.to_string()),
            ("folders/11/articles.json", json!([freshdesk_article(110, 11, "Secret", "<p>HIDDEN</p>")]).to_string()),
            ("folders/12/articles.json", json!([freshdesk_article(120, 12, "Inner", "<p>HIDDEN</p>")]).to_string()),
            ("folders/13/articles.json", json!([freshdesk_article(130, 13, "Orphan", "<p>HIDDEN</p>")]).to_string()),
        ],
    );
    let text = folder.read("help/content/bikes/riding/brakes.md");
    assert!(text.contains("labels: [\"one\"]") && text.ends_with("\n[two](lights-more.md) agents\n"), "{text}");
    assert!(folder.read("help/content/de/bikes/riding/brakes.md").ends_with("\nZieh.\n"));
    let order = |name: &str| {
        let text = folder.read(&format!("help/content/bikes/riding/{name}.md"));
        text.lines().find_map(|line| line.strip_prefix("order: ")?.parse::<i64>().ok()).expect("an order")
    };
    assert!(order("brakes") < order("lights-more") && order("lights-more") < order("bell"));
    leads(&folder, "/support/solutions/articles/101-lights-more-", "/bikes/riding/lights-more/");
    leads(&folder, "/de/support/solutions/articles/100", "/de/bikes/riding/brakes/");
    leads(&folder, "/support/solutions/folders/10", "/bikes/riding/");
    leads(&folder, "/support/solutions/1", "/bikes/");
    is_nowhere(&folder, "HIDDEN");
    let report = folder.read("help/import-report.md");
    assert!(
        report.contains("the folder “Agents” is for agents (3)")
            && report.contains("its folder 13 is not in the export"),
        "{report}"
    );
}

#[test]
fn help_scout_categories_decide_who_may_read() {
    let list = |plural: &str, items: Value| json!({ plural: { "page": 1, "pages": 1, "items": items } }).to_string();
    let article = |number: u64, name: &str, category: &[&str], text: &str| {
        json!({ "article": { "id": format!("a{number}"), "number": number, "collectionId": "c1", "slug": name.to_lowercase(), "status": "published",
            "name": name, "text": text, "categories": category, "keywords": ["key"], "related": ["a2"],
            "publicUrl": format!("https://docs.ink.example/article/{number}-{}", name.to_lowercase()) } })
        .to_string()
    };
    let reference =
        |id: &str| json!({ "id": id, "number": 9, "collectionId": "c1", "status": "published", "name": id });
    let categories = json!([
        { "id": "k1", "number": 11, "slug": "pens", "visibility": "public", "collectionId": "c1", "order": 1, "defaultSort": "custom", "name": "Pens" },
        { "id": "k2", "number": 12, "slug": "staff", "visibility": "private", "collectionId": "c1", "order": 2, "defaultSort": "custom", "name": "Staff" },
        { "id": "k3", "number": 13, "slug": "uncategorized", "visibility": "public", "collectionId": "c1", "order": 3, "defaultSort": "custom", "name": "Uncategorized" },
    ]);
    let folder = imported(
        "helpscout",
        &[
            (
                "sites.json",
                list(
                    "sites",
                    json!([{ "id": "s1", "subDomain": "ink", "cname": "docs.ink.example", "hasPublicSite": true, "title": "Ink" }]),
                ),
            ),
            (
                "collections.json",
                list(
                    "collections",
                    json!([{ "id": "c1", "siteId": "s1", "number": 1, "slug": "guide", "visibility": "public", "order": 1, "name": "Guide" }]),
                ),
            ),
            ("categories.json", list("categories", categories)),
            (
                "categories/k1/articles.json",
                list("articles", json!([reference("a2"), reference("a1"), reference("a8")])),
            ),
            (
                "articles/1.json",
                article(
                    1,
                    "Nibs",
                    &["k1"],
                    "<p>See <a href=\"/article/2-another-slug\">two</a> and you can write.</p>",
                ),
            ),
            ("articles/2.json", article(2, "Caps", &["k1"], "<p>The cap is on the pen.</p>")),
            ("articles/3.json", article(3, "Keys", &["k1", "k2"], "<p>HIDDEN</p>")),
            ("articles/4.json", article(4, "About", &["k3"], "<p>We are ink.</p>")),
            (
                "redirects.json",
                list(
                    "redirects",
                    json!([{ "id": "r", "urlMapping": "/old", "type": "article", "redirect": "https://docs.ink.example/article/1-nibs" }]),
                ),
            ),
        ],
    );
    let text = folder.read("help/content/guide/pens/nibs.md");
    assert!(text.contains("order: 1\n") && text.contains("related: [\"caps.md\"]"), "{text}");
    assert!(text.ends_with("\nSee [two](caps.md) and you can write.\n"), "{text}");
    assert!(folder.read("help/content/guide/about.md").ends_with("\nWe are ink.\n"));
    leads(&folder, "/article/1", "/guide/pens/nibs/");
    leads(&folder, "/category/11-pens", "/guide/pens/");
    leads(&folder, "/old", "/guide/pens/nibs/");
    is_nowhere(&folder, "HIDDEN");
    let report = folder.read("help/import-report.md");
    assert!(report.contains("the text of the article “a8” (9) is not in the export"), "{report}");
}
