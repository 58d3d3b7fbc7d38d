//! Exports that are folders of pages: HTML, Notion, Confluence; and archives, which are hostile until checked.

mod support;

use std::io::Write as _;

use support::TestFolder;
use zip::write::SimpleFileOptions;

/// A page with a shell around its text.
fn page(title: &str, head: &str, text: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title} | Pond</title>{head}</head><body><header><a href=\"/\">Pond</a></header>\
         <nav><ul><li>SHELL</li></ul></nav><main>{text}</main><footer>SHELL</footer></body></html>"
    )
}

fn html_site() -> TestFolder {
    let canonical = "<link rel=\"canonical\" href=\"https://pond.example/help/fish/\"><meta name=\"description\" content=\"All fish.\">";
    TestFolder::new()
        .file("export/pond/help/index.html", page("Help", "", "<h1>Help</h1><p><a href=\"fish/index.html#big\">Fish</a></p>"))
        .file("export/pond/help/fish/index.html", page("Fish", canonical, "<h1>Fish</h1><p>Swim.</p><h2 id=\"big\">Big</h2><p><img src=\"/img/carp.gif\" alt=\"A carp\"></p>"))
        .file("export/pond/help/plants.html", page("Plants", "", "<p>Green. <a href=\"https://pond.example/shop/\">Shop</a></p>"))
        .file("export/pond/help/copy.html", page("Fish", "<link rel=\"canonical\" href=\"/help/fish/\">", "<h1>Fish</h1><p>Swim.</p><h2>Big</h2>"))
        .file("export/pond/help/moved.html", page("Moved", "<meta http-equiv=\"refresh\" content=\"0; url=/help/plants.html\">", ""))
        .file("export/pond/help/staff.html", page("Staff", "", "<form><input type=\"password\"></form><p>HIDDEN</p>"))
        .file("export/pond/help/old.htm", b"<html><head><meta charset=\"iso-8859-1\"><title>Gr\xfc\xdfe | Pond</title></head><body><div id=\"content\">Sch\xf6n</div></body></html>")
        .file("export/pond/help/thanks.html", page("Thanks", "<meta name=\"robots\" content=\"noindex\">", "<p>Thanks.</p>"))
        .file("export/pond/img/carp.gif", "GIF89a")
}

#[test]
fn a_folder_of_pages_comes_over() {
    let folder = html_site().run("import html export -o help").check();
    folder
        .holds("help/content/index.md", "---\ntitle: \"Help\"\naliases: [\"/help/\"]\n---\n\n[Fish](fish/index.md#big)\n")
        .holds(
            "help/content/fish/index.md",
            "---\ntitle: \"Fish\"\ndescription: \"All fish.\"\naliases: [\"/help/fish/\"]\n---\n\nSwim.\n\n## Big {#big}\n\n![A carp](carp.gif)\n",
        )
        .holds(
            "help/content/plants.md",
            "---\ntitle: \"Plants\"\naliases: [\"/help/plants.html\"]\n---\n\nGreen. [Shop](https://pond.example/shop/)\n",
        )
        .holds("help/content/old.md", "---\ntitle: \"Grüße\"\naliases: [\"/help/old.htm\"]\n---\n\nSchön\n");
    let folder = html_site().run("import html export -o help").check();
    assert!(folder.read("help/content/thanks.md").contains("\nsearch: false\n"));
    assert!(!folder.path("help/content/copy.md").exists());
    let folder = folder.run("check help --deny-warnings").check().run("build help -o out").check();
    let redirects = folder.read("out/_redirects");
    for line in ["/help/copy.html /fish/", "/help/moved.html /plants/", "/help/plants.html /plants/"] {
        assert!(redirects.contains(line), "{line}: {redirects}");
    }
    for (path, bytes) in folder.contents("out") {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("HIDDEN") && !text.contains("SHELL"), "{path}");
    }
}

#[test]
fn a_writer_can_name_the_article() {
    let html = "<html><body><div class=\"box a\"><p>Words.</p></div><main><p>Other.</p></main></body></html>";
    let folder =
        TestFolder::new().file("export/x.html", html).run("import html export -o help --article div.box").check();
    assert!(folder.read("help/content/x.md").ends_with("\nWords.\n"));
    TestFolder::new()
        .file("export/x.html", html)
        .run("import html export -o help --article")
        .arg("a > b")
        .code(2)
        .check();
}

const FIRST: &str = "11111111111111111111111111111111";
const SECOND: &str = "22222222222222222222222222222222";

#[test]
fn notion_pages_come_over() {
    let outer = format!(
        "<html><body><article class=\"page\"><header><h1 class=\"page-title\">Team wiki</h1></header><div class=\"page-body\"><p>You can read the wiki.</p>\
         <ul class=\"toggle\"><li><details open><summary>More</summary><p>Inside.</p></details></li></ul>\
         <figure class=\"callout\"><div><span class=\"icon\">💡</span></div><div>Good.</div></figure>\
         <ul class=\"to-do-list\"><li><div class=\"checkbox checkbox-on\"></div> <span>Done</span></li></ul>\
         <p><a href=\"Team%20wiki%20{FIRST}/Rules%20{SECOND}.html\">rules</a> <a href=\"https://www.notion.so/Rules-{SECOND}\">again</a></p></div></article></body></html>"
    );
    let inner = "<html><body><article><header><h1 class=\"page-title\">Rules</h1></header><div class=\"page-body\"><p>Be kind.</p></div></article></body></html>";
    let folder = TestFolder::new()
        .file(&format!("export/Export-1/Team wiki {FIRST}.html"), outer)
        .file(&format!("export/Export-1/Team wiki {FIRST}/Rules {SECOND}.html"), inner)
        .run("import notion export -o help")
        .check();
    let text = folder.read("help/content/team-wiki/index.md");
    assert!(text.contains(":::details More\nInside.\n\n:::"), "{text}");
    assert!(text.contains("> [!NOTE]\n> 💡"), "{text}");
    assert!(text.contains("- [x] Done"), "{text}");
    assert!(text.contains("[rules](rules.md) [again](rules.md)"), "{text}");
    assert!(folder.read("help/content/team-wiki/rules.md").ends_with("\nBe kind.\n"));
    folder.run("check help --deny-warnings").check();
}

#[test]
fn notion_markdown_comes_over() {
    let folder = TestFolder::new()
        .file(
            &format!("export/Rules {FIRST}.md"),
            "# Rules\n\n<aside>\nBe kind.\n\n</aside>\n\n- [x] done\n\n| a | b |\n|-|-|\n| 1 | 2 |\n",
        )
        .run("import notion export -o help")
        .check();
    let text = folder.read("help/content/rules.md");
    assert!(text.contains("> [!NOTE]\n> Be kind.") && text.contains("| 1 | 2 |"), "{text}");
}

#[test]
fn confluence_pages_come_over() {
    let page = |title: &str, crumbs: &str, body: &str| {
        format!(
            "<html><body><div id=\"main\"><div id=\"breadcrumb-section\"><ol id=\"breadcrumbs\"><li><a href=\"index.html\">Space</a></li>{crumbs}</ol></div>\
             <h1><span id=\"title-text\">Space : {title}</span></h1><div class=\"page-metadata\">Created by <span class=\"author\">Kim</span>, last modified on Nov 03, 2025</div>\
             <div id=\"main-content\" class=\"wiki-content\">{body}</div></div></body></html>"
        )
    };
    let macros = "<p>You can see the page <a href=\"Second_12.html\">here</a>.</p>\
        <div class=\"confluence-information-macro confluence-information-macro-warning\"><div class=\"confluence-information-macro-body\"><p>Hot.</p></div></div>\
        <div class=\"expand-container\"><div class=\"expand-control\"><span class=\"expand-control-text\">More</span></div><div class=\"expand-content\"><p>Inside.</p></div></div>\
        <div class=\"code panel\"><div class=\"codeContent panelContent\"><pre class=\"syntaxhighlighter-pre\" data-syntaxhighlighter-params=\"brush: java; gutter: false\">int a;</pre></div></div>";
    let folder = TestFolder::new()
        .file("export/SP/index.html", "<html><body><table><tr><th>Key</th><td>SP</td></tr></table></body></html>")
        .file("export/SP/Home_10.html", page("Home", "", "<p>Welcome to the space.</p>"))
        .file("export/SP/First_11.html", page("First", "<li><a href=\"Home_10.html\">Home</a></li>", macros))
        .file(
            "export/SP/Second_12.html",
            page(
                "Second",
                "<li><a href=\"Home_10.html\">Home</a></li><li><a href=\"First_11.html\">First</a></li>",
                "<p>The end.</p>",
            ),
        )
        .run("import confluence export -o help")
        .check();
    assert!(folder.read("help/content/index.md").ends_with("\nWelcome to the space.\n"));
    let text = folder.read("help/content/first/index.md");
    assert!(text.contains("owner: \"Kim\"\nupdated: 2025-11-03\n") && text.contains("\"/display/SP/First\""), "{text}");
    assert!(text.contains("[here](second.md)") && text.contains("> [!WARNING]\n> Hot."), "{text}");
    assert!(text.contains(":::details More\nInside.\n\n:::") && text.contains("```java\nint a;\n```"), "{text}");
    folder.run("check help --deny-warnings").check();
}

/// An archive with these files.
fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a new file");
        archive.write_all(bytes).expect("memory");
    }
    archive.finish().expect("a complete archive").into_inner()
}

#[test]
fn an_archive_is_read_like_a_folder() {
    let bytes = archive(&[
        ("site/a.html", b"<html><body><main><h1>A</h1><p><img src=\"b.gif\" alt=\"B\"></p></main></body></html>"),
        ("site/b.gif", b"GIF89a"),
    ]);
    let inner = archive(&[("Part/x.html", b"<html><body><main><h1>X</h1><p>x</p></main></body></html>")]);
    let folder = TestFolder::new().file("export.zip", bytes).file("parts.zip", archive(&[("Part-1.zip", &inner)]));
    let folder = folder.run("import html export.zip -o help").check().run("import html parts.zip -o parts").check();
    assert!(folder.read("help/content/a.md").ends_with("\n![B](b.gif)\n"));
    assert_eq!(folder.read("help/content/b.gif"), "GIF89a");
    assert!(folder.read("parts/content/x.md").ends_with("\nx\n"));
}

#[test]
fn a_hostile_archive_writes_nothing_outside() {
    let bomb = vec![0; 40 * 1024 * 1024];
    let page: &[u8] = b"<html><body><main><h1>A</h1><p>Words.</p><img src=\"bomb.gif\" alt=\"x\"></main></body></html>";
    let mut names = archive(&[
        ("a.html", page),
        ("bomb.gif", &bomb),
        ("../evil.html", page),
        ("/etc/evil.html", page),
        ("x/../../evil.html", page),
        ("c\\..\\evil.html", page),
    ]);
    let folder = TestFolder::new().file("in/export.zip", &names).run("import html in/export.zip -o in/help").check();
    assert!(folder.read("in/help/content/a.md").contains("\nWords.\n"));
    let report = folder.read("in/help/import-report.md");
    assert_eq!(report.matches("its name leads out of the archive").count(), 4, "{report}");
    assert!(report.contains("it unpacks to far more than its length"), "{report}");
    assert!(folder.contents("").keys().all(|path| path.starts_with("in/")), "{:?}", folder.contents("").keys());
    // A damaged archive is an error, not a crash.
    names.truncate(names.len() / 2);
    TestFolder::new().file("export.zip", &names).run("import html export.zip -o help").code(2).check();
}

#[test]
fn only_pages_with_the_same_text_are_copies() {
    let page = |name: &str| {
        let head = "<link rel=\"canonical\" href=\"https://pond.example/\">";
        format!(
            "<html lang=\"en\"><head><title>{name}</title>{head}</head><body><main><h1>{name}</h1><p>Words of {name}.</p></main></body></html>"
        )
    };
    let folder = TestFolder::new()
        .file("export/index.html", page("Home"))
        .file("export/again.html", page("Home"))
        .file("export/carp.html", page("Carp"))
        .run("import html export -o help")
        .check();
    assert!(folder.read("help/content/carp.md").ends_with("\nWords of Carp.\n"));
    assert!(!folder.path("help/content/again.md").exists());
    let report = folder.read("help/import-report.md");
    assert!(report.contains("`carp.html` says that it is a copy of `/`, but has another text, and stays"), "{report}");
}

#[test]
fn one_page_does_not_name_the_host_of_all() {
    let page = |head: &str, name: &str| {
        format!(
            "<html lang=\"en\"><head><title>{name}</title>{head}</head><body><main><h1>{name}</h1><p>Words.</p></main></body></html>"
        )
    };
    let folder = TestFolder::new()
        .file("export/a.html", page("<link rel=\"canonical\" href=\"https://evil.example/x\">", "A"))
        .file("export/b.html", page("", "B"))
        .file("export/c.html", page("", "C"))
        .file("export/d.html", page("<meta http-equiv=\"refresh\" content=\"0; url=javascript:alert(1)\">", "D"))
        .run("import html export -o help")
        .check();
    let text = folder.read("help/answerbook.toml");
    assert!(!text.contains("evil.example") && !text.contains("javascript"), "{text}");
    assert!(folder.read("help/import-report.md").contains("`d.html` leads to `javascript:`"));
}

#[test]
fn notion_pages_with_one_id_are_all_imported() {
    let id = "0123456789abcdef0123456789abcdef";
    let folder = TestFolder::new()
        .file(&format!("export/First {id}.md"), "# First\n\nOne.\n")
        .file(&format!("export/Second {id}.md"), "# Second\n\nTwo.\n")
        .run("import notion export -o help")
        .check();
    assert!(folder.read("help/content/first.md").ends_with("\nOne.\n"));
    assert!(folder.read("help/content/second.md").ends_with("\nTwo.\n"));
    assert!(folder.read("help/import-report.md").contains("several pages with the id"));
}
