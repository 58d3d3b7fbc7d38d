//! Tests several versions of a site: pages that are kept, renamed, removed, new and restored, in folders and in git.

mod support;

use std::sync::Arc;

use answerbook::load::{self, LoadOptions};
use answerbook::pipeline;
use jiff::civil::date;
use support::fixture::git;
use support::{TestFolder, site};

const BASE: &str = "title = \"Help\"\nbase_url = \"https://help.example/\"\n";

/// The articles of each version, newest first. The folder in `dir:` and the tag in `git:` are `v` and this name.
const VERSIONS: [(&str, &[(&str, &str)]); 4] = [
    (
        "4.0",
        &[
            ("same", "# Same\n\nNext.\n"),
            ("now", "---\nid: named\n---\n# Named\n"),
            ("moved", MOVED),
            ("new", "# New\n"),
            ("again", "# Again\n"),
        ],
    ),
    (
        "3.0",
        &[
            ("same", "# Same\n\nText.\n"),
            ("now", "---\nid: named\n---\n# Named\n"),
            ("moved", MOVED),
            ("new", "# New\n"),
            ("again", "# Again\n"),
        ],
    ),
    (
        "2.0",
        &[
            ("same", "# Same\n\nText.\n"),
            ("then", "---\nid: named\n---\n# Named\n"),
            ("was", "# Moved\n"),
            ("gone", "# Gone\n"),
        ],
    ),
    (
        "1.0",
        &[
            ("same", "# Same\n\nText.\n"),
            ("then", "---\nid: named\n---\n# Named\n"),
            ("was", "# Moved\n"),
            ("gone", "# Gone\n"),
            ("again", "# Again\n"),
        ],
    ),
];

const MOVED: &str = "---\naliases: [was]\n---\n# Moved\n";

/// The name of each article in each version: kept, renamed with an id, renamed with an alias, removed, new, restored.
const WAYS: [[Option<&str>; 4]; 6] = [
    [Some("same"), Some("same"), Some("same"), Some("same")],
    [Some("now"), Some("now"), Some("then"), Some("then")],
    [Some("moved"), Some("moved"), Some("was"), Some("was")],
    [None, None, Some("gone"), Some("gone")],
    [Some("new"), Some("new"), None, None],
    [Some("again"), Some("again"), None, Some("again")],
];

fn tables(kind: &str) -> String {
    let source = |id: &str| if kind == "dir" { format!("dir:v{id}") } else { format!("git:v{id}") };
    let status = [("4.0", "prerelease"), ("3.0", "latest"), ("2.0", "supported"), ("1.0", "eol")];
    let table = |(id, status): &(&str, &str)| {
        let source = if *status == "latest" { String::new() } else { format!("source = \"{}\"\n", source(id)) };
        format!("[[version]]\nid = \"{id}\"\nstatus = \"{status}\"\n{source}")
    };
    format!("{BASE}{}", status.iter().map(table).collect::<String>())
}

fn articles(test: TestFolder, folder: &str, number: usize) -> TestFolder {
    let test = test.file(&format!("{folder}/guide/index.md"), "# Guide\n");
    VERSIONS[number].1.iter().fold(test, |test, (name, text)| test.file(&format!("{folder}/guide/{name}.md"), text))
}

fn in_folders() -> TestFolder {
    let test = TestFolder::new().file("answerbook.toml", tables("dir"));
    let test = articles(test, "content", 1);
    [0, 2, 3].into_iter().fold(test, |test, number| articles(test, &format!("v{}", VERSIONS[number].0), number))
}

/// A repository with a tag for each version; the work tree holds the latest one. `init` is the command that creates it.
fn in_git(init: &str, below: &str) -> TestFolder {
    let content = format!("{below}content");
    let mut test = TestFolder::new();
    git(&test.path(""), init);
    for number in [3, 2, 0, 1] {
        let _ = std::fs::remove_dir_all(test.path(&content));
        test = articles(test, &content, number);
        git(&test.path(""), &format!("git add -A; git commit -qm x; git tag v{}", VERSIONS[number].0));
    }
    test.file(&format!("{below}answerbook.toml"), tables("git"))
}

/// The target of a page's switcher for a version, and its mark.
fn switch(html: &str, version: &str) -> (String, bool) {
    let list = html.split("<span class=\"sr-only\">Version: </span>").nth(1).expect("a switcher");
    let list = list.split("</ul>").next().expect("an end");
    let item = list.split("<li>").find(|item| item.contains(&format!("<span>{version}</span>"))).expect("the version");
    let href = site::values(item, " href=\"")[0].to_owned();
    (href, item.contains("no such page"))
}

#[track_caller]
fn check_matrix(test: &TestFolder, public: &str) {
    let prefix = |id: &str| if id == "3.0" { String::new() } else { format!("/v/{id}") };
    let pages = VERSIONS.iter().zip(0..).flat_map(|((id, _), number)| WAYS.map(|paths| (*id, paths, paths[number])));
    for (from, paths, path) in pages {
        let Some(path) = path else { continue };
        let html = test.read(&format!("{public}{}/guide/{path}/index.html", prefix(from)));
        for (to, there) in VERSIONS.iter().map(|(id, _)| *id).zip(paths).filter(|(to, _)| *to != from) {
            let address = there.map_or(String::new(), |path| format!("{path}/"));
            let expected = (format!("{}/guide/{address}", prefix(to)), there.is_none());
            assert_eq!(switch(&html, to), expected, "{path}: {from} → {to}");
        }
        // The latest version has no note; the others name it as canonical if it has the page.
        let latest = paths[1].map_or(format!("{}/guide/{path}/", prefix(from)), |path| format!("/guide/{path}/"));
        assert_eq!(site::values(&html, "rel=\"canonical\" href=\"https://help.example"), [latest], "{path} of {from}");
        assert_eq!(html.contains("role=\"note\""), from != "3.0", "{path} of {from}");
    }
    let notice = |path: &str, part: &str| {
        let html = test.read(&format!("{public}{path}index.html"));
        assert!(html.contains("role=\"note\"") && html.contains(part), "{path} lacks `{part}`");
    };
    notice("/v/2.0/guide/then/", "href=\"/guide/now/\">View this page for version 3.0");
    notice("/v/1.0/guide/gone/", "which is no longer supported");
    notice("/v/1.0/guide/gone/", "Not available in 3.0");
    notice("/v/4.0/guide/new/", "which isn’t released yet");
    assert!(test.read(&format!("{public}/v/3.0/guide/same/index.html")).contains("url=/guide/same/"));
    let sitemap = test.read(&format!("{public}/sitemap.xml"));
    assert!(sitemap.contains("/v/1.0/guide/gone/") && !sitemap.contains("/v/1.0/guide/same/"), "{sitemap}");
    assert!(test.read(&format!("{public}/_redirects")).contains("/v/3.0/* /:splat 301"));
    assert!(test.read(&format!("{public}/versions.json")).contains("\"latest\":\"3.0\""));
    let pages = test.read(&format!("{public}/v/2.0/pages.json"));
    assert!(pages.contains("\"guide/then/\":[\"Named\",\"named\"]"), "{pages}");
    let faults = site::faults(&test.path(public));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn readers_keep_the_page_across_folders() {
    check_matrix(&in_folders().run("build").check(), "public");
}

#[test]
fn readers_keep_the_page_across_tags() {
    check_matrix(&in_git("git init -q", "").run("build").check(), "public");
}

#[test]
fn every_form_of_repository_is_read() {
    // Packed, with all references in one file.
    let test = in_git("git init -q", "");
    git(&test.path(""), "git gc -q --prune=now; git pack-refs --all");
    check_matrix(&test.run("build").check(), "public");
    // SHA-256 hashes.
    check_matrix(&in_git("git init -q --object-format=sha256", "").run("build").check(), "public");
    // The project is a folder of the repository.
    check_matrix(&in_git("git init -q", "help/").run("build help").check(), "help/public");
    // A linked work tree, and a clone that borrows objects from the repository.
    let test = in_git("git init -q", "");
    git(
        &test.path(""),
        "git worktree add -q --detach tree; cp answerbook.toml tree; git clone -q --shared . clone; cp answerbook.toml clone",
    );
    let test = test.run("build tree").check().run("build clone").check();
    check_matrix(&test, "tree/public");
    check_matrix(&test, "clone/public");
}

#[test]
fn a_clone_that_lacks_a_version_says_how_to_fetch_it() {
    let test = in_git("git init -q", "");
    git(&test.path(""), "git clone -q --depth 1 --no-tags file://\"$PWD\" clone; cp answerbook.toml clone");
    let output = test.run("build clone").code(1).output();
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(report.contains("version/missing-ref") && report.contains("git fetch --unshallow --tags"), "{report}");
}

#[test]
fn a_pattern_stands_for_the_newest_of_each_minor() {
    let test = TestFolder::new()
        .file("content/a.md", "# A\n\nText.\n")
        .file("answerbook.toml", format!("{BASE}[[version]]\nid = \"next\"\n[[version]]\nid = \"{{major}}.{{minor}}\"\nlabel = \"Release *\"\nsource = \"git:v*\"\nlimit = 2\n"));
    git(
        &test.path(""),
        "git init -q; git add -A; git commit -qm a; for tag in v1.0.0 v1.1.0 v1.1.9 v1.1.10 v1.2.0 v2.0.0-rc.1; do git tag $tag; done",
    );
    let test = test.run("build").check();
    let list = test.read("public/versions.json");
    assert!(list.contains("\"id\":\"1.2\"") && list.contains("\"label\":\"Release 1.1.10\""), "{list}");
    assert!(!list.contains("\"id\":\"1.0\"") && !list.contains("rc"), "{list}");
}

#[test]
fn a_partial_clone_tells_the_command_that_completes_it() {
    let test = TestFolder::new().file("origin/content/a.md", "# A\n\nOld.\n");
    git(
        &test.path("origin"),
        "git init -q -b main; git config uploadpack.allowFilter true; git add -A; git commit -qm a; git tag v1",
    );
    let test = test.file("origin/content/a.md", "# A\n\nNew.\n").file(
        "origin/answerbook.toml",
        format!("{BASE}[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n"),
    );
    git(&test.path("origin"), "git add -A; git commit -qm b");
    git(&test.path(""), "git clone -q --filter=blob:none \"file://$PWD/origin\" clone");
    let command = "git fetch --refetch --no-filter origin";
    let reported = format!("[..]error[version/missing-object][..]\n...\n[..]`{command}`\n...\n");
    let test = test.run("build clone").code(1).stderr(reported).check();
    git(&test.path("clone"), command);
    let test = test.run("build clone").check();
    assert!(test.read("clone/public/v/1/a/index.html").contains("Old."));
}

#[test]
fn a_project_that_was_not_there_yet_tells_how_to_find_its_first_commit() {
    let test = TestFolder::new().file("README.md", "# A\n");
    git(&test.path(""), "git init -q; git add -A; git commit -qm a; git tag v1");
    let versions = "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n";
    let test =
        test.file("help/content/a.md", "# A\n\nText.\n").file("help/answerbook.toml", format!("{BASE}{versions}"));
    let reported = "[..]error[version/missing-folder][..]\n...\n[..]`git log --reverse -- .`\n...\n";
    test.run("check help").code(1).stderr(reported).check();
}

#[test]
fn submodules_and_links_are_not_followed() {
    let test = TestFolder::new().file("content/a.md", "# A\n").file(
        "answerbook.toml",
        format!("{BASE}[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n"),
    );
    git(
        &test.path(""),
        "git init -q; ln -s /etc content/etc; git add -A; git update-index --add --cacheinfo 160000,0123456789012345678901234567890123456789,content/module; git commit -qm a; git tag v1; rm content/etc",
    );
    let output = test.run("check").output();
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(report.contains("a symbolic link in `git:v1`") && report.contains("a submodule in `git:v1`"), "{report}");
}

#[test]
fn an_unchanged_article_is_read_once_for_all_versions() {
    for test in [in_git("git init -q", ""), in_folders()] {
        let options = LoadOptions { date: date(2026, 11, 22), drafts: false, edition: None, base_url: None, out: None };
        let loaded = load::load(&test.path(""), &options).expect("a readable project");
        let output = pipeline::build(Arc::new(loaded.project)).value;
        let site = &output.renderer.site;
        let same: Vec<_> = site.articles.iter().filter(|article| article.key.as_str() == "guide/same").collect();
        let newest = site
            .articles
            .iter()
            .map(|article| article.edition.version)
            .find(|id| output.renderer.project.config.version(*id).id == "4.0");
        let others: Vec<_> = same.iter().filter(|article| Some(article.edition.version) != newest).collect();
        assert_eq!((same.len(), others.len()), (4, 3));
        assert!(others.iter().all(|other| Arc::ptr_eq(&other.body, &others[0].body)));
        assert!(others.iter().all(|other| Arc::ptr_eq(&other.meta, &others[0].meta)));
    }
}

#[test]
fn what_folders_hand_down_is_read_where_it_is_asked_for() {
    let index = |version: &str| format!("---\ntitle: Docs\ncascade:\n  release: {version}\n---\n");
    let asks = "# Install\n\nGet {{< param release >}}.\n";
    let versions = "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\n";
    let test = TestFolder::new()
        .file("answerbook.toml", format!("{BASE}{versions}"))
        .file("content/_index.md", index("v2.0"))
        .file("content/asks.md", asks)
        .file("content/same.md", "# Same\n\nText.\n")
        .file("old/_index.md", index("v1.0"))
        .file("old/asks.md", asks)
        .file("old/same.md", "# Same\n\nText.\n");
    let options = LoadOptions { date: date(2026, 11, 22), drafts: false, edition: None, base_url: None, out: None };
    let loaded = load::load(&test.path(""), &options).expect("a readable project");
    let site = pipeline::build(Arc::new(loaded.project)).value.renderer.site;
    let both = |key: &str| {
        let both: Vec<_> = site.articles.iter().filter(|article| article.key.as_str() == key).collect();
        let [new, old] = both.as_slice() else { panic!("{key} is in both") };
        (Arc::clone(&new.body), Arc::clone(&old.body))
    };
    let (new, old) = both("same");
    assert!(Arc::ptr_eq(&new, &old));
    let (new, old) = both("asks");
    assert!(new.document.html().contains("Get v2.0.") && old.document.html().contains("Get v1.0."));
}

#[test]
fn problems_of_a_tag_are_notes() {
    let test = TestFolder::new().file("content/a.md", "# A\n\n[B](b.md)\n").file("answerbook.toml", BASE);
    git(&test.path(""), "git init -q; git add -A; git commit -qm a; git tag v1");
    let versions = "[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"git:v1\"\n";
    let test = test.file("content/a.md", "# A\n\nText.\n").file("answerbook.toml", format!("{BASE}{versions}"));
    let output = test.run("check --format short").output();
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(report.contains("v1:/content/a.md:3:5: note[link/missing-page]"), "{report}");
}

#[test]
fn versions_are_cut_and_listed() {
    let test = TestFolder::new()
        .file("answerbook.toml", format!("# ours\n{BASE}"))
        .file("content/a.md", "# A\n\nText.\n")
        .run("versions cut 1.0 --next 2.0")
        .stderr("saved version `1.0` to `versions/1.0`; `content/` is now version `2.0`\n")
        .check()
        .file("content/b.md", "# B\n\nText.\n");
    git(&test.path(""), "git init -q; git add -A; git commit -qm a");
    let saved = "saved version `2.0` as `git:v2.0`; `content/` is now version `3.0`\n";
    let test =
        test.run("versions cut 2.0 --tag v2.0 --next 3.0").stderr(saved).check().run("check --deny-warnings").check();
    assert!(test.read("answerbook.toml").starts_with("# ours\n"));
    let output = test.run("versions --format json").output();
    let lines = String::from_utf8(output.stdout).expect("a text");
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[0], r#"{"id":"3.0","label":"3.0","status":"latest","source":"dir:content","articles":2}"#);
    assert!(lines[1].starts_with(r#"{"id":"2.0","label":"2.0","status":"supported","source":"git:v2.0","commit":""#));
    assert_eq!(lines[2], r#"{"id":"1.0","label":"1.0","status":"supported","source":"dir:versions/1.0","articles":1}"#);
}

#[test]
fn what_changed_since_the_version_before_is_listed() {
    let long = |from: usize| (from..from + 120).map(|n| format!("Passage {n}.")).collect::<Vec<_>>().join("\n\n");
    let test = TestFolder::new()
        .file(
            "answerbook.toml",
            format!(
                "{BASE}[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\n[[locale]]\ncode = \"fr\"\n"
            ),
        )
        .file("content/a.md", "# A\n\nFirst.\n\n## Where\n\nIt takes *three* days, <b>not</b> more.\n\n- New [item](b.md)\n")
        .file("old/a.md", "# A\n\nFirst.\n\n## Where\n\nIt takes two days, not more.\n\n```sh\na  <b>\n```\n")
        .file("content/b.md", "# B\n\nThe same.\n")
        .file("old/b.md", "# B\n\nThe\n*same*.\n")
        .file("content/named.md", "---\nid: n\n---\n# Now\n\nText.\n")
        .file("old/was.md", "---\nid: n\n---\n# Then\n\nText.\n")
        .file("content/new.md", "# New\n")
        .file("old/gone.md", "# Gone\n")
        .file("content/long.md", format!("# Long\n\n{}", long(0)))
        .file("old/long.md", format!("# Long\n\n{}", long(1000)))
        .file("content/fr/b.md", "# B\n\nPareil.\n")
        .run("build")
        .check();
    let read = |path: &str| test.read(&format!("public/{path}index.html"));
    let html = read("a/");
    for part in [
        "<a href=\"#ab-changes\">Changed in 2</a>",
        "<summary>What changed since 1</summary>",
        "<p class=\"change-heading\">Where</p>",
        "<p class=\"change-text\">It takes <del>two</del> <ins>three</ins> days, not more.</p>",
        "<p class=\"change-code\"><del>a  &lt;b&gt;</del></p>",
        "<p class=\"change-item\"><ins>New item</ins></p>",
        "<a href=\"/v/1/a/\">View this page for version 1</a>",
    ] {
        assert!(html.contains(part), "a lacks `{part}`:\n{html}");
    }
    // Only changes to words count. The first version has no earlier one, and nothing is known about a translation's
    // original.
    for path in ["b/", "v/1/a/", "fr/b/", "fr/a/"] {
        assert!(!read(path).contains("id=\"ab-changes\""), "{path}");
    }
    let renamed = read("named/");
    assert!(renamed.contains("<del>Then</del></p>") && renamed.contains("<ins>Now</ins></p>"), "{renamed}");
    assert!(read("new/").contains("<span>New in 2</span>"));
    let long = read("long/");
    assert_eq!((long.matches("<li class=\"change-").count(), long.matches(">…</li>").count()), (101, 1));
    assert!(read("v/1/a/").contains("<a href=\"/a/#ab-changes\">What changed since 1</a>"));
    assert!(!read("v/1/b/").contains("What changed since"));

    let news = read("whats-new/");
    let sections: Vec<&str> = news.split("<section class=\"band\"").skip(1).collect();
    let listed = [
        ("New in 2", vec!["/new/"]),
        ("Changed in 2", vec!["/a/", "/long/", "/named/"]),
        ("No longer in 2", vec!["/v/1/gone/"]),
    ];
    assert_eq!(sections.len(), listed.len(), "{news}");
    for (section, (title, links)) in sections.iter().zip(listed) {
        let section = section.split("</section>").next().expect("an end");
        assert!(section.contains(title), "{section}");
        assert_eq!(site::values(section, "class=\"row\" href=\""), links, "{title}");
    }
    assert!(!read("v/1/whats-new/").contains("No longer in"));
    let faults = site::faults(&test.path("public"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
