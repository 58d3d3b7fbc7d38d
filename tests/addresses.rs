//! Tests what `addresses.toml` does to a site: forwarding pages, old anchors, pages that are gone, and what is reported.

mod support;

use support::built::BuiltSite;

const NEW: &str = "# New\n\n## First part\n\nOne.\n\n## Second part {#two}\n\nTwo.\n";

#[track_caller]
fn site(addresses: &str) -> BuiltSite {
    BuiltSite::of(&[
        ("addresses.toml", addresses),
        ("content/new.md", NEW),
        ("content/other.md", "# Other\n\n## Start\n\nText.\n\n## First part\n\nText.\n"),
    ])
}

#[test]
fn old_pages_forward_and_keep_query_and_fragment() {
    site("[moved]\n\"/old/\" = \"/new/\"\n\"/part/\" = \"/new/#two\"\n\"/forum/\" = \"https://forum.example/\"\n")
        .reports(&[])
        .has("old/index.html", "<a href=\"/new/\" data-redirect>")
        .has("part/index.html", "content=\"0; url=/new/#two\"")
        .has("forum/index.html", "https://forum.example/")
        .has("_redirects", "/old/ /new/ 301\n")
        .has("_redirects", "/part/ /new/#two 301\n");
}

#[test]
fn old_anchors_are_targets_at_their_heading() {
    site("[moved]\n\"/new/#1st\" = \"/new/#first-part\"\n\"/new/#two-a\" = \"/new/#two\"\n\"/new/#two-b\" = \"/new/#two\"\n")
        .reports(&[])
        .has("new/index.html", "<h2 id=\"first-part\"><span id=\"1st\"></span>First part")
        .has("new/index.html", "<span id=\"two-a\"></span><span id=\"two-b\"></span>Second part");
}

#[test]
fn a_heading_keeps_its_automatic_id_besides_the_chosen_one() {
    site("").has("new/index.html", "<h2 id=\"two\"><span id=\"second-part\"></span>Second part");
    let text = "# A\n\n## Part {#x}\n\nOne.\n\n## Part\n\n[1](#part) [2](#x)\n";
    let site = BuiltSite::of(&[("content/a.md", text)]).reports(&[]);
    let html = site.text("a/index.html");
    assert_eq!(html.matches("id=\"part\"").count(), 1, "the other heading has the id");
    assert!(html.contains("<h2 id=\"part\">Part"), "{html}");
    let linked = BuiltSite::of(&[("content/a.md", "# A\n\n## Part one {#x}\n\n[1](#part-one)\n")]);
    linked.reports(&[]);
}

#[test]
fn a_section_that_moved_leaves_a_line() {
    site("[moved]\n\"/other/#fees\" = \"/new/#two\"\n")
        .reports(&[])
        .has("other/index.html", "<p class=\"moved\" id=\"fees\">This section has moved: <a data-moved href=\"/new/#two\">New: Second part</a></p>");
}

/// A browser carries the fragment along, so a redirect by the host would lead to the wrong heading.
#[test]
fn a_page_whose_anchors_are_elsewhere_has_a_map_and_no_redirect_of_the_host() {
    let addresses = "[moved]\n\"/old/\" = \"/new/\"\n\"/old/#start\" = \"/other/#start\"\n";
    let built = site(addresses).reports(&[]);
    built
        .has("old/index.html", "data-anchors=\"{&quot;start&quot;:&quot;/other/#start&quot;}\"")
        .has("old/index.html", "content=\"0; url=/new/\"");
    let names_taken = "[moved]\n\"/old/\" = \"/other/\"\n\"/old/#first-part\" = \"/other/#start\"\n";
    site(names_taken).reports(&[]).has("old/index.html", "/other/#start");
    for addresses in [addresses, names_taken] {
        let rules = site(addresses);
        let is_there = rules.output.files.keys().any(|path| path.as_str() == "_redirects");
        assert!(!is_there || !rules.text("_redirects").contains("/old/"));
    }
}

#[test]
fn an_anchor_of_an_old_page_is_found_on_the_new_one() {
    site("[moved]\n\"/old/\" = \"/new/\"\n\"/old/#intro\" = \"/new/#first-part\"\n\"/old/#two\" = \"/new/#two\"\n")
        .reports(&[])
        .has("_redirects", "/old/ /new/ 301\n")
        .has("new/index.html", "<h2 id=\"first-part\"><span id=\"intro\"></span>");
}

#[test]
fn a_gone_anchor_does_not_lead_to_a_heading_of_its_name() {
    let addresses = "[moved]\n\"/old/\" = \"/new/\"\n[gone]\n\"/old/#two\" = {}\n";
    site(addresses).reports(&[]).has("old/index.html", "{&quot;two&quot;:&quot;/new/&quot;}");
}

#[test]
fn a_page_that_is_gone_says_so() {
    site("[gone]\n\"/beta/\" = { reason = \"The beta is over.\", near = \"/new/\" }\n\"/silent/\" = {}\n")
        .reports(&[])
        .has("beta/index.html", "<h1>This page no longer exists</h1>\n<p>The beta is over.</p>")
        .has("beta/index.html", "<a class=\"button\" href=\"/new/\">New</a>")
        .has("_redirects", "/beta/ /beta/ 410!\n")
        .lacks_everywhere("/silent/");
}

#[test]
fn the_parts_of_a_dissolved_page_are_listed() {
    site("[moved]\n\"/old/#a\" = \"/new/#two\"\n\"/old/#b\" = \"/other/#start\"\n")
        .reports(&[])
        .has("old/index.html", "<a class=\"row\" href=\"/new/#two\"><span>New: Second part</span></a>")
        .has("old/index.html", "<a class=\"row\" href=\"/other/#start\"><span>Other: Start</span></a>")
        .has("old/index.html", "data-anchors=");
}

#[test]
fn chains_end_in_one_step() {
    site("[moved]\n\"/one/\" = \"/two/\"\n\"/two/\" = \"/new/\"\n\"/one/#x\" = \"/two/#y\"\n\"/two/#y\" = \"/new/#two\"\n")
        .reports(&["addresses/chain: /two/", "addresses/chain: /two/#y"])
        .has("_redirects", "/one/ /new/ 301\n/two/ /new/ 301\n")
        .has("new/index.html", "<span id=\"x\"></span><span id=\"y\"></span>Second part");
}

#[test]
fn what_cannot_work_is_reported() {
    let addresses = "[moved]\n\"/a/\" = \"/b/\"\n\"/b/\" = \"/a/\"\n\"/new/\" = \"/other/\"\n\"/new/#two\" = \"/other/\"\n\
        \"/c/\" = \"/nwe/\"\n\"/d/\" = \"/new/#too\"\n";
    let site = site(addresses).reports(&[
        "addresses/loop: /a/",
        "addresses/loop: /b/",
        "addresses/missing-target: /new/#too",
        "addresses/missing-target: /nwe/",
        "addresses/unused: /new/",
        "addresses/unused: /new/#two",
    ]);
    assert_eq!(site.help("addresses/missing-target"), ["did you mean `/new/`?", "did you mean `/new/#two`?"]);
}

#[test]
fn an_alias_wins_over_an_entry() {
    let site = BuiltSite::of(&[
        ("addresses.toml", "[moved]\n\"/old/\" = \"/b/\"\n\"/same/\" = \"/a/\"\n"),
        ("content/a.md", "---\naliases: [/old/, /same/]\n---\n# A\n\nText.\n"),
        ("content/b.md", "# B\n\nText.\n"),
    ]);
    site.reports(&["addresses/unused: /old/"]).has("_redirects", "/old/ /a/ 301\n/same/ /a/ 301\n");
}

#[test]
fn old_addresses_take_nothing_from_a_build() {
    let files =
        ["/_headers", "/_redirects", "/robots.txt", "/sitemap.xml", "/index.html", "/new/index.html", "/404.html"];
    for table in ["moved", "gone"] {
        let value = if table == "moved" { "\"/other/\"" } else { "\"Over\"" };
        let lines: Vec<String> = files.iter().map(|file| format!("\"{file}\" = {value}")).collect();
        let site = site(&format!("[{table}]\n{}\n\"/old/\" = {value}\n", lines.join("\n")));
        let mut expected: Vec<String> = files.iter().map(|file| format!("addresses/unused: {file}")).collect();
        expected.sort();
        assert_eq!(site.problems(), expected);
        let site =
            site.has("_headers", "X-Content-Type-Options").has("robots.txt", "User-agent").has("_redirects", "/old/ ");
        site.has("new/index.html", "First part");
    }
}

/// `[redirects]`, `addresses.toml` and the site's own full address can form a circle together.
#[test]
fn loops_and_chains_across_files_are_found() {
    let report = |configuration: &str, addresses: &str| {
        let configuration = format!("base_url = \"https://acme.example/help/\"\n[redirects]\n{configuration}");
        BuiltSite::of(&[
            ("answerbook.toml", &configuration),
            ("addresses.toml", addresses),
            ("content/new.md", "---\naliases: [/alias/]\n---\n# New\n\nText.\n"),
        ])
        .problems()
    };
    let none: &[String] = &[];
    assert_eq!(report("\"/a/\" = \"/new/\"\n", "[moved]\n\"/b/\" = \"https://acme.example/help/new/\"\n"), none);
    let circle = report("\"/a/\" = \"/b/\"\n", "[moved]\n\"/b/\" = \"/a/\"\n");
    assert_eq!(circle, ["addresses/loop: /a/", "addresses/loop: /b/", "link/missing-page: /b/"]);
    let own = report("", "[moved]\n\"/b/\" = \"https://acme.example/help/b/\"\n");
    assert_eq!(own, ["addresses/loop: https://acme.example/help/b/"]);
    let chain = report("\"/a/\" = \"/alias/\"\n", "[moved]\n\"/b/\" = \"/a/\"\n");
    assert_eq!(chain, ["addresses/chain: /a/", "addresses/chain: /alias/"]);
}
