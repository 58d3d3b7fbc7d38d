//! Tests versions and languages: which editions exist, where their pages are, and where links within them lead.

mod support;

use support::TestFolder;

/// The start of every configuration.
const BASE: &str = "title = \"Help\"\nbase_url = \"https://help.example/\"\n";

fn config(more: &str) -> String {
    format!("{BASE}{more}")
}

#[track_caller]
fn page(test: &TestFolder, path: &str) -> String {
    std::fs::read_to_string(test.path("public").join(path)).unwrap_or_else(|error| panic!("`{path}`: {error}"))
}

#[track_caller]
fn has(test: &TestFolder, path: &str, part: &str) {
    let html = page(test, path);
    assert!(html.contains(part), "`{path}` lacks `{part}`:\n{html}");
}

#[track_caller]
fn lacks(test: &TestFolder, path: &str, part: &str) {
    let html = page(test, path);
    assert!(!html.contains(part), "`{path}` has `{part}`");
}

fn exists(test: &TestFolder, path: &str) -> bool {
    test.path("public").join(path).exists()
}

#[test]
fn a_link_to_a_heading_finds_the_translated_one() {
    let test = TestFolder::new()
        .file("answerbook.toml", config("[[locale]]\ncode = \"fr\"\n"))
        .file("content/a.md", "# A\n\n[Two](b.md#two), [three](c.md#three).\n")
        .file("content/b.md", "# B\n\n## One\n\n## Two\n")
        .file("content/c.md", "# C\n\n## Three\n")
        .file("content/fr/b.md", "# B\n\n## Un\n\n## Deux\n")
        .file("content/fr/c.md", "# C\n\nCourt.\n")
        .run("build --deny-warnings")
        .check();
    has(&test, "a/index.html", "href=\"/b/#two\"");
    has(&test, "fr/a/index.html", "href=\"/fr/b/#deux\"");
    has(&test, "fr/a/index.html", "href=\"/fr/c/\"");
}

#[test]
fn a_locale_has_its_own_tree_and_falls_back_to_the_original() {
    let test = TestFolder::new()
        .file("answerbook.toml", config("[[locale]]\ncode = \"fr\"\ntitle = \"Aide\"\n"))
        .file("content/billing/index.md", "# Billing\n")
        .file("content/billing/refunds.md", "# Refunds\n\nSee [cards](cards.md).\n")
        .file("content/billing/cards.md", "# Cards\n\nText.\n")
        .file("content/fr/billing/index.md", "# Facturation\n")
        .file("content/fr/billing/refunds.md", "# Remboursements\n\nVoir [cartes](cards.md).\n")
        .run("build")
        .check();
    has(&test, "fr/billing/refunds/index.html", "<html lang=\"fr\"");
    has(&test, "fr/billing/refunds/index.html", "href=\"/fr/billing/cards/\"");
    has(&test, "fr/billing/index.html", "Facturation");
    has(&test, "fr/billing/cards/index.html", "<h1 lang=\"en\" dir=\"ltr\">");
    has(&test, "fr/billing/cards/index.html", "rel=\"canonical\" href=\"https://help.example/billing/cards/\"");
    lacks(&test, "sitemap.xml", "/fr/billing/cards/");
    has(&test, "sitemap.xml", "https://help.example/fr/billing/refunds/");
    has(&test, "billing/refunds/index.html", "href=\"/billing/cards/\"");
    has(&test, "fr/index.html", "Aide");
    for file in ["fr/404.html", "fr/llms.txt", "fr/search/index.html", "fr/opensearch.xml"] {
        assert!(exists(&test, file), "{file}");
    }
}

#[test]
fn each_edition_is_searched_by_itself() {
    let project = || {
        let versions = "[[version]]\nid = \"2\"\nsource = \"dir:content\"\nstatus = \"latest\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\nstatus = \"supported\"\n";
        TestFolder::new()
            .file("answerbook.toml", config(&format!("[[locale]]\ncode = \"fr\"\n{versions}")))
            .file("content/cards.md", "# Cards\n\nAsk for a new card.\n")
            .file("content/fr/cards.md", "# Cartes\n\nDemandez une nouvelle carte.\n")
            .file("old/cheques.md", "# Cheques\n\nAsk for new cheques.\n")
    };
    let check = |asked: &str, code, stdout: &str| {
        project().run(&format!("search {asked}")).code(code).stdout(format!("{stdout}\n")).stderr("").check();
    };
    check("cheques", 1, "0 articles for “cheques”");
    check(
        "cheques --in-version 1",
        0,
        "1 article for “cheques”\n\n1. Cheques\n   /v/1/cheques/\n   Ask for new cheques.",
    );
    check("carte --locale FR", 0, "1 article for “carte”\n\n1. Cartes\n   /fr/cards/\n   Demandez une nouvelle carte.");
    project()
        .run("search cards --locale de")
        .code(2)
        .stdout("")
        .stderr("error: the help center has no locale `de`\n  help: it has `en`, `fr`\n")
        .check();
}

#[test]
fn a_files_name_can_tell_its_locale() {
    let test = TestFolder::new()
        .file("answerbook.toml", config("[[locale]]\ncode = \"fr\"\n[[locale]]\ncode = \"es\"\n"))
        .file("content/billing/_index._en.md", "# Billing\n")
        .file("content/billing/_index._fr.md", "# Facturation\n")
        .file("content/billing/refunds._en.md", "# Refunds\n\nSee [cards](cards._en.md).\n")
        .file("content/billing/refunds._fr.md", "# Remboursements\n\nVoir [cartes](cards._en.md).\n")
        .file("content/billing/cards._en.md", "# Cards\n\nText.\n")
        .file("content/billing/cards.es.md", "# Tarjetas\n\nTexto.\n")
        .run("build")
        .check();
    has(&test, "fr/billing/refunds/index.html", "href=\"/fr/billing/cards/\"");
    has(&test, "fr/billing/index.html", "Facturation");
    has(&test, "es/billing/cards/index.html", "Tarjetas");
    has(&test, "es/billing/refunds/index.html", "<h1 lang=\"en\" dir=\"ltr\">");
    has(&test, "billing/refunds/index.html", "<h1>Refunds</h1>");
}

#[test]
fn a_region_speaks_its_language() {
    let codes = ["pt-pt", "DE-at", "de", "zh-TW", "es-MX", "ar-EG"];
    let locales = codes.map(|code| format!("[[locale]]\ncode = \"{code}\"\n")).concat();
    let test = TestFolder::new().file("answerbook.toml", config(&locales)).file("content/a.md", "# A\n\nText.\n");
    let folders = ["pt_PT", "de-at", "de", "ZH-TW", "es_mx", "AR-EG"];
    let test = folders.iter().fold(test, |test, folder| {
        test.file(&format!("content/{folder}/a.md"), "---\nupdated: 2026-11-12\n---\n# A\n\nText.\n")
    });
    let test = test.run("build --deny-warnings").check();
    let check = |path: &str, tag: &str, direction: &str, text: &str, day: &str| {
        let page = format!("{path}/a/index.html");
        has(&test, &page, &format!("<html lang=\"{tag}\" dir=\"{direction}\""));
        has(&test, &page, text);
        has(&test, &page, day);
    };
    check("pt-pt", "pt-PT", "ltr", "Pesquisar na ajuda", "12 de novembro de 2026");
    check("de-at", "de-AT", "ltr", "Hilfe durchsuchen", "12. November 2026");
    check("zh-tw", "zh-TW", "ltr", "搜尋說明內容", "2026年11月12日");
    check("es-mx", "es-MX", "ltr", "Buscar en la ayuda", "12 de noviembre de 2026");
    check("ar-eg", "ar-EG", "rtl", "البحث في المساعدة", "١٢ نوفمبر ٢٠٢٦");
    has(&test, "a/index.html", "<span>Deutsch</span>");
    has(&test, "a/index.html", "<span>Deutsch (AT)</span>");
}

#[test]
fn a_snippet_is_that_of_the_articles_language() {
    let call = "# A\n\n{{> note }}\n\n{{> legal/end }}\n\n{{> hours }}\n\n{{> fr/alone }}\n";
    let test = TestFolder::new()
        .file("answerbook.toml", config("[[locale]]\ncode = \"fr\"\n[[locale]]\ncode = \"pt-BR\"\n"))
        .file("content/a.md", call)
        .file("content/b.md", "# B\n\n{{> note }}\n")
        .file("content/fr/a.md", call)
        .file("content/a.pt-BR.md", call)
        .file("snippets/note.md", "Note in English.\n")
        .file("snippets/fr/note.md", "Note en {{> word }}.\n")
        .file("snippets/word.md", "language")
        .file("snippets/word.fr.md", "langue")
        .file("snippets/pt_br/note.md", "Nota.\n")
        .file("snippets/legal/end.md", "The end.\n")
        .file("snippets/legal/end._fr.md", "Fin.\n")
        .file("snippets/hours._en.md", "Nine to five.\n")
        .file("snippets/fr/alone.md", "Seul.\n")
        .run("build --deny-warnings")
        .check();
    let check = |path: &str, parts: [&str; 4]| {
        for part in parts {
            has(&test, path, &format!("<p>{part}</p>"));
        }
    };
    check("a/index.html", ["Note in English.", "The end.", "Nine to five.", "Seul."]);
    check("fr/a/index.html", ["Note en langue.", "Fin.", "Nine to five.", "Seul."]);
    check("pt-br/a/index.html", ["Nota.", "The end.", "Nine to five.", "Seul."]);
    // The original stays complete when it replaces a missing translation.
    has(&test, "fr/b/index.html", "<p>Note in English.</p>");
}

#[test]
fn versions_lie_below_their_prefix_and_keep_their_links() {
    let versions = "[[version]]\nid = \"3.0\"\n[[version]]\nid = \"2.4\"\nsource = \"dir:old/2.4\"\n";
    let test = TestFolder::new()
        .file("answerbook.toml", config(versions))
        .file("content/a.md", "# A\n\nTo [B](b.md) and [B](/b/).\n")
        .file("content/b.md", "# B\n\nNew.\n")
        .file("old/2.4/a.md", "# A\n\nTo [B](b.md) and [B](/b/).\n")
        .file("old/2.4/b.md", "# B\n\nOld.\n")
        .run("build")
        .check();
    lacks(&test, "a/index.html", "href=\"/v/2.4/b/\">B");
    has(&test, "v/2.4/a/index.html", "To <a href=\"/v/2.4/b/\">B</a> and <a href=\"/v/2.4/b/\">B</a>");
    has(&test, "v/2.4/b/index.html", "Old.");
    assert!(exists(&test, "_search/2.4/en/index.json"));
}

#[test]
fn every_link_and_every_translation_is_there() {
    let test = TestFolder::new()
        .file("answerbook.toml", config("[[locale]]\ncode = \"fr\"\n[[locale]]\ncode = \"ar\"\n[[version]]\nid = \"2\"\n[[version]]\nid = \"1\"\nsource = \"dir:old\"\n"))
        .file("content/billing/index.md", "# Billing\n")
        .file("content/billing/refunds.md", "---\nid: refunds\nlabels: [money]\n---\n# Refunds\n\nSee [cards](cards.md).\n")
        .file("content/billing/cards.md", "# Cards\n\nText.\n")
        .file("content/fr/billing/index.md", "# Facturation\n")
        .file("content/fr/billing/remboursements.md", "---\nid: refunds\n---\n# Remboursements\n\nVoir [cartes](cards.md).\n")
        .file("content/ar/billing/cards.md", "# بطاقات\n\nنص.\n")
        .file("old/billing/index.md", "# Billing\n")
        .file("old/billing/refunds.md", "# Refunds\n\nOld.\n")
        .file("old/fr/billing/refunds.md", "# Remboursements\n\nAncien.\n")
        .run("build")
        .check();
    let faults = support::site::faults(&test.path("public"));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    has(
        &test,
        "billing/refunds/index.html",
        "hreflang=\"fr\" href=\"https://help.example/fr/billing/remboursements/\"",
    );
    has(&test, "billing/refunds/index.html", "hreflang=\"x-default\" href=\"https://help.example/billing/refunds/\"");
    has(&test, "ar/billing/refunds/index.html", "dir=\"ltr\"");
    has(&test, "ar/index.html", "dir=\"rtl\"");
    assert!(!exists(&test, "fr/billing/refunds/index.html"), "a translation under another key is no missing one");
    assert!(!exists(&test, "v/1/ar/index.html"), "nobody translated version 1 into Arabic");
}

#[test]
fn no_folder_takes_the_place_of_another_languages_home_page() {
    let test = TestFolder::new()
        .file("answerbook.toml", config("[[locale]]\ncode = \"it\"\n"))
        .file("content/_it/x.md", "# X\n\nText.\n")
        .file("content/it/y.md", "# Y\n\nTesto.\n")
        .file("content/y.md", "# Y\n\nText.\n")
        .run("build")
        .code(1)
        .stderr("...\nerror[site/duplicate-address]: two pages claim the address `/it/`\n...\n")
        .check();
    has(&test, "it-2/x/index.html", "<h1>X</h1>");
    has(&test, "it/y/index.html", "<h1>Y</h1>");
    has(&test, "it/index.html", "href=\"/it/y/\"");
}
