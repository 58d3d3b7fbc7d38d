//! Tests where links lead: how targets may be spelled, what is reported, and that addresses are written unchanged.

mod support;

use support::built::BuiltSite;

#[test]
fn addresses_are_escaped_once_and_only_in_html() {
    let config = r#"
base_url = "https://help.example"
[[header]]
title = "Pay"
url = "https://pay.example/?a=1&copy=2"
[[quick_task]]
title = "Order"
url = "https://order.example/?a=1&copy=2"
[footer]
text = "See [terms](https://terms.example/?a=1&copy=2), [here](/a/?b=1&copy=2)"
links = [{ title = "Jobs", url = "https://jobs.example/?a=1&copy=2" }]
[contact]
url = "https://contact.example/?a=1&copy=2"
[redirects]
"/old/" = "https://new.example/?a=1&copy=2"
"/older/" = "/a/?b=1&copy=2"
"#;
    let form = "---\ntype: form\nform_url: https://forms.example/f?a=1&copy=2\n---\n# A\n\n\
        [x](b.md?a=1&copy=2) [y](https://text.example/?a=1&amp;copy=2)\n";
    let video = "---\ntype: video\nvideo: https://video.example/e?a=1&copy=2\n---\n# B\n\nText\n";
    BuiltSite::of(&[("answerbook.toml", config), ("content/a.md", form), ("content/b.md", video)])
        .reports(&["video/no-transcript: video"])
        .lacks_everywhere("amp;amp")
        .has("a/index.html", "href=\"https://pay.example/?a=1&amp;copy=2\"")
        .has("a/index.html", "href=\"https://terms.example/?a=1&amp;copy=2\"")
        .has("a/index.html", "href=\"/a/?b=1&amp;copy=2\"")
        .has("a/index.html", "href=\"https://jobs.example/?a=1&amp;copy=2\"")
        .has("a/index.html", "href=\"https://contact.example/?a=1&amp;copy=2\"")
        .has("a/index.html", "href=\"https://forms.example/f?a=1&amp;copy=2\"")
        .has("a/index.html", "href=\"/b/?a=1&amp;copy=2\"")
        .has("a/index.html", "href=\"https://text.example/?a=1&amp;copy=2\"")
        .has("index.html", "href=\"https://order.example/?a=1&amp;copy=2\"")
        .has("old/index.html", "https://new.example/?a=1&amp;copy=2")
        .has("older/index.html", "/a/?b=1&amp;copy=2")
        .has("_redirects", "/old/ https://new.example/?a=1&copy=2 301")
        .has("_redirects", "/older/ /a/?b=1&copy=2 301");
}

#[test]
fn addresses_above_the_base_path_are_not_ours() {
    let text = "# A\n\n[1](https://acme.example/pricing/) [2](https://acme.example/) [3](https://acme.example/helper/)\n\
        [4](https://acme.example/help/b/) [5](https://acme.example/help) [6](https://acme.example/help/?x=1)\n\
        [7](HTTPS://Acme.example/help/b/#c) <a href=\"https://acme.example/b/\">8</a> [9](/help/b/) [10](/help)\n\
        [11](https://acme.example/help/nope/)\n";
    let site = BuiltSite::of(&[
        ("answerbook.toml", "base_url = \"https://acme.example/help/\"\n"),
        ("content/a.md", text),
        ("content/b.md", "# B\n\n## C\n"),
    ]);
    let site = site.reports(&["link/missing-page: https://acme.example/help/nope/"]);
    for (number, href) in [
        (1, "https://acme.example/pricing/"),
        (2, "https://acme.example/"),
        (3, "https://acme.example/helper/"),
        (4, "/help/b/"),
        (5, "/help/"),
        (6, "/help/?x=1"),
        (7, "/help/b/#c"),
        (8, "https://acme.example/b/"),
        (9, "/help/b/"),
        (10, "/help/"),
    ] {
        let link = format!("href=\"{href}\">{number}</a>");
        assert!(site.text("a/index.html").contains(&link), "{link}");
    }
}

#[test]
fn schemes_that_browsers_do_not_know_are_reported() {
    let text = "# A\n\n[a](ttps://a.example) [b](hhttps://b.example/x) <a href=\"htps://c.example\">c</a>\n\
        ![d](htp://d.example/d.png) [e](acme-app://pay) [f](file:///etc/hosts) <localhost:3000/x>\n\
        [g](mailto:a@b.example) [h](tel:+1) [i](sms:+1) [j](HTTPS://j.example) [k](whatsapp://send) [l](data:image/png;base64,x)\n";
    let site = BuiltSite::of(&[("content/a.md", text)]).reports(&[
        "link/unknown-scheme: acme-app://pay",
        "link/unknown-scheme: file:///etc/hosts",
        "link/unknown-scheme: hhttps://b.example/x",
        "link/unknown-scheme: htp://d.example/d.png",
        "link/unknown-scheme: htps://c.example",
        "link/unknown-scheme: localhost:3000/x",
        "link/unknown-scheme: ttps://a.example",
    ]);
    let help = site.help("link/unknown-scheme").join("\n");
    for near in ["`https://a.example`", "`https://b.example/x`", "`https://c.example`", "`http://d.example/d.png`"] {
        assert!(help.contains(&format!("did you mean {near}?")), "{near}: {help}");
    }
    let config = "[links]\nelsewhere = [\"acme-app:\"]\n";
    BuiltSite::of(&[("answerbook.toml", config), ("content/a.md", "# A\n\n[e](acme-app://pay?a&b)\n")])
        .reports(&[])
        .has("a/index.html", "href=\"acme-app://pay?a&amp;b\"");
}

#[test]
fn references_to_compiled_code_are_left_out_in_definitions_too() {
    let text = "# A\n\n[List][08] and <a href=\"xref:Other.Id\">raw</a>\n\n[08]: xref:Some.Id\n";
    let site = BuiltSite::of(&[("content/a.md", text)]);
    let site = site.reports(&["markup/foreign: xref:Other.Id", "markup/foreign: xref:Some.Id"]);
    let site = site.has("a/index.html", "<p>List and <a>raw</a></p>");
    assert!(!site.text("a/index.html").contains("xref:"));
}

#[test]
fn names_match_in_every_unicode_form() {
    let (composed, decomposed) = ("Gr\u{f6}\u{df}e", "Gro\u{308}\u{df}e");
    let link = |form: &str| {
        format!(
            "[x]({form}.md) [y]({form}.md#{form}) ![z]({form}.png) [h](#{form}) <a href=\"{form}.md\">r</a>\n\n{{{{> {form} }}}}"
        )
    };
    for (file, written) in [(composed, decomposed), (decomposed, composed)] {
        let target = format!("# Title\n\n## {file}\n\nText\n");
        let article = format!(
            "# A\n\n## {file}\n\n{}\n",
            link(written).replace(&format!("#{written}"), &format!("#{}", written.to_lowercase()))
        );
        BuiltSite::of(&[
            (&format!("content/{file}.md"), &target),
            (&format!("content/{file}.png"), "x"),
            (&format!("snippets/{file}.md"), "Shared\n"),
            ("content/a.md", &article),
        ])
        .reports(&[])
        .has("a/index.html", "href=\"/gr%C3%B6%C3%9Fe/\"")
        .has("a/index.html", "Shared");
    }
    let anchor = "gro\u{308}\u{df}e";
    let text = format!("# A\n\n<p id=\"{anchor}\">x</p>\n\n[h](#gr\u{f6}\u{df}e)\n");
    BuiltSite::of(&[("content/a.md", &text)]).reports(&[]).has("a/index.html", &format!("href=\"#{anchor}\""));
}

#[test]
fn paths_from_the_root_of_another_tool_are_found() {
    let text = "# A\n\n[1](~/other/page.md) [2](~/docs/other/page.md#p) [3](/docs/other/page.md) [4](/other/page.md)\n\
        [5](@site/docs/other/page.md) [6][d] ![7](~/img/x.png) <a href=\"~/other/page.md\">8</a>\n\n[d]: ~/other/page.md\n";
    let page = "# Page\n\n## P\n";
    let site = BuiltSite::of(&[
        ("content/docs/a.md", text),
        ("content/docs/other/page.md", page),
        ("content/docs/img/x.png", "x"),
    ]);
    let site = site.reports(&[]);
    let html = site.text("docs/a/index.html");
    for number in [1, 3, 4, 5, 6, 8] {
        assert!(html.contains(&format!("href=\"/docs/other/page/\">{number}</a>")), "{number}: {html}");
    }
    // The folder itself may be the documentation's folder.
    BuiltSite::of(&[
        ("a.md", "# A\n\n[1](/docs/other/page.md) [2](~/docs/other/page.md) [3](@site/docs/other/page.md)\n"),
        ("other/page.md", page),
    ])
    .reports(&[]);
    BuiltSite::of(&[
        ("content/a.md", "[x](~/nope.md) [y](/docs/nope.md) [z](/more/b.md)\n"),
        ("content/b.md", "# B\n\nText\n"),
    ])
    .reports(&[
        "link/missing-page: /docs/nope.md",
        "link/missing-page: /more/b.md",
        "link/missing-page: ~/nope.md",
    ]);
}

#[test]
fn variables_are_filled_in_in_every_address() {
    let config = "[variables]\nbase = \"https://app.example\"\nplan = \"pro plus\"\npicture = \"a.png\"\n";
    let text = "# A\n\n[1]({{ base }}/plans/{{ plan }}) <a href=\"{{ base }}/pay\" title=\"The {{plan}}\">2</a>\n\
        ![3]({{ picture }}) <img src=\"{{ picture }}\" alt=\"{{ plan }}\"> [4]\n[5]({{base}}/a/{{plan}}/b \"{{ plan }}\")\n\n\
        <a href=\"{{base}}/pay\">6</a>\n\n[4]:   {{ base }}/four/{{ plan }}\n";
    let site =
        BuiltSite::of(&[("answerbook.toml", config), ("content/a.md", text), ("content/a.png", "x")]).reports(&[]);
    let html = site.text("a/index.html");
    for part in [
        "href=\"https://app.example/plans/pro%20plus\">1</a>",
        "href=\"https://app.example/pay\" title=\"The pro plus\">2</a>",
        "alt=\"pro plus\"",
        "href=\"https://app.example/four/pro%20plus\">4</a>",
        "href=\"https://app.example/a/pro%20plus/b\" title=\"pro plus\">5</a>",
        "href=\"https://app.example/pay\">6</a>",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert_eq!(html.matches("src=\"/_assets/a.").count(), 2, "{html}");
    let unknown = "# A\n\n<a href=\"{{ nope }}/pay\">x</a> <img src=\"{{ nope }}\" alt=\"\">\n";
    BuiltSite::of(&[("answerbook.toml", config), ("content/a.md", unknown)]).reports(&[
        "image/missing: {{ nope }}",
        "link/missing-file: {{ nope }}/pay",
        "variable/unknown: {{ nope }}",
        "variable/unknown: {{ nope }}/pay",
    ]);
    let raw = "<pre>{{ plan }}</pre>\n\n<code title=\"{{ plan }}\">{{ plan }}</code>\n";
    BuiltSite::of(&[("answerbook.toml", config), ("content/a.md", raw)]).has("a/index.html", "<pre>{{ plan }}</pre>");
}

#[test]
fn targets_with_blanks_are_links() {
    let text = "# A\n\n![Shot](My shot.png) [1](Get a refund.md) [2](Get a refund.md#how-it-works \"Title\") [3](Get a refund)\n\
        [4]( ./Get a refund.md ) ![Shot](My shot.png 'Title')\n\n- [ ] [5](Get a refund.md)\n";
    let site = BuiltSite::of(&[
        ("content/a.md", text),
        ("content/Get a refund.md", "# Get\n\n## How it works\n"),
        ("content/My shot.png", "x"),
    ]);
    let html = site.reports(&[]).text("a/index.html");
    for part in [">1</a>", "href=\"/get-a-refund/#how-it-works\" title=\"Title\">2</a>", ">3</a>", ">4</a>", ">5</a>"] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert_eq!(html.matches("src=\"/_assets/my-shot.").count(), 2, "{html}");
    let missing = "# A\n\n[x](No such page.md) ![y](No picture.png) [z](some words)\n\n`[c](d e.md)`, f[i](x, y), [n](a b){.c}\n\n    [c](d e.md)\n";
    BuiltSite::of(&[("content/a.md", missing)]).reports(&[
        "image/missing: No picture.png",
        "link/missing-page: No such page.md",
        "link/missing-page: a b",
        "link/missing-page: some words",
    ]);
}

#[test]
fn references_that_nothing_defines_are_reported() {
    let text = "# A\n\nNote[^9], [^long-name]. [word][] [#24896][24896] [Two words][]\n\n\
        `[x][]` [^a-z]+ [1][2] list[0][] \\[^9] [sic] [^ok]\n\n[^ok]: Fine.\n";
    BuiltSite::of(&[("content/a.md", text)]).reports(&[
        "markup/undefined-reference: 24896",
        "markup/undefined-reference: Two words",
        "markup/undefined-reference: ^9",
        "markup/undefined-reference: ^long-name",
        "markup/undefined-reference: word",
    ]);
}

#[test]
fn definitions_in_snippets_are_shared() {
    let shared = "[terms]: https://terms.example/ \"Terms\"\n[refunds]: ../content/refunds.md#how\n\n{{> deeper }}\n";
    let text = "# A\n\n[terms], [the terms][Terms], [x][refunds], [deep][], [gone][]\n\n{{> links }}\n";
    let site = BuiltSite::of(&[
        ("content/a.md", text),
        ("content/refunds.md", "# Refunds\n\n## How\n"),
        ("snippets/links.md", shared),
        ("snippets/deeper.md", "[deep]: https://deep.example/\n"),
    ]);
    site.reports(&["markup/undefined-reference: gone"])
        .has("a/index.html", "href=\"https://terms.example/\" title=\"Terms\">terms</a>")
        .has("a/index.html", ">the terms</a>")
        .has("a/index.html", "href=\"/refunds/#how\">x</a>")
        .has("a/index.html", "href=\"https://deep.example/\">deep</a>");
    // A snippet may use what the article defines.
    let text = "# A\n\n{{> use }}\n\n[own]: https://own.example/\n";
    BuiltSite::of(&[("content/a.md", text), ("snippets/use.md", "See [own].\n")])
        .reports(&[])
        .has("a/index.html", "href=\"https://own.example/\">own</a>");
}

#[test]
fn what_lacks_its_scheme_is_suggested() {
    let text = "# A\n\n[1](support@acme.example) [2](www.acme.example/x) [3](+49 30 1234) [4](https//acme.example)\n\
        <a href=\"team@acme.example\">5</a> [6](acme.com/pricing)\n";
    let site = BuiltSite::of(&[("content/a.md", text)]);
    let help: Vec<String> =
        site.diagnostics.iter().flat_map(|found| found.help.iter().map(ToString::to_string)).collect();
    for meant in [
        "mailto:support@acme.example",
        "https://www.acme.example/x",
        "tel:+49301234",
        "https://acme.example",
        "mailto:team@acme.example",
        "https://acme.com/pricing",
    ] {
        assert!(help.contains(&format!("did you mean `{meant}`?")), "{meant}: {help:?}");
    }
}

#[test]
fn sets_of_pictures_are_read_as_browsers_read_them() {
    let files = [("content/a 1.png", "x"), ("content/b.png", "x")];
    let page = |text: &str| BuiltSite::of(&[("content/a.md", text), files[0], files[1]]);
    page("<img src=\"b.png\" srcset=\"a%201.png 1x, b.png 2x\" alt=\"\">").reports(&[]);
    page("<img src=\"b.png\" srcset=\"b.png 100w 50h,a%201.png 250w\" alt=\"\">").reports(&[]);
    let site = page("<img src=\"b.png\" srcset=\"a 1.png 1x, b.png 2x\" alt=\"\">");
    let site = site.reports(&["link/invalid: a 1.png 1x", "site/orphan-file: content/a 1.png"]);
    assert_eq!(site.help("link/invalid"), ["did you mean `a%201.png 1x`?"]);
    page("<img src=\"b.png\" srcset=\"b.png 2, b.png x\" alt=\"\">").reports(&[
        "link/invalid: b.png 2",
        "link/invalid: b.png x",
        "site/orphan-file: content/a 1.png",
    ]);
}

#[test]
fn anchors_behind_redirects_and_in_new_translations_are_fine() {
    let config = "[[locale]]\ncode = \"en\"\n[[locale]]\ncode = \"de\"\n[redirects]\n\"/x/\" = \"/b/\"\n\
        \"/y/\" = \"https://o.example/\"\n\"/z/\" = \"/x/#how\"\n\"/b-how/\" = \"/b/#how\"\n";
    BuiltSite::of(&[
        ("answerbook.toml", config),
        ("content/a.md", "# A\n\n[1](/x/#how) [2](/y/#how) [3](/x/#nope) [4](/z/#how)\n"),
        ("content/b.md", "# B\n\n## How\n"),
        ("content/de/a.md", "# A\n\n[1](b.md#how) [2](/x/#how)\n"),
        ("content/de/b.md", "# B\n\nNoch nicht.\n"),
    ])
    .reports(&["config/no-base-url: ", "link/missing-anchor: /x/#nope"][1..])
    .has("de/a/index.html", "href=\"/de/b/\">1</a>");
}

#[test]
fn folders_that_share_an_address_are_reported() {
    let page = "# A\n\nText\n";
    BuiltSite::of(&[("content/a b/x.md", page), ("content/a-b/y.md", page)])
        .reports(&["site/duplicate-address: content/a-b/y.md"]);
    BuiltSite::of(&[("content/a b/x.md", page), ("content/a b/index.md", page), ("content/a-b/y.md", page)])
        .reports(&["site/duplicate-address: content/a-b/y.md"]);
    BuiltSite::of(&[("content/top/a b/x.md", page), ("content/top/a-b/deep/y.md", page)])
        .reports(&["site/duplicate-address: content/top/a-b/deep/y.md"]);
    BuiltSite::of(&[("content/a b/x.md", page), ("content/a-b.md", page)])
        .reports(&["site/duplicate-address: content/a-b.md"]);
    if cfg!(target_os = "linux") {
        BuiltSite::of(&[("content/Guide/x.md", page), ("content/guide/y.md", page)])
            .reports(&["site/case-clash: content/guide/y.md"]);
        BuiltSite::of(&[("content/Guide/x.md", page), ("content/guide/y.md", page), ("content/guide/index.md", page)])
            .reports(&["site/case-clash: content/guide/index.md"]);
        BuiltSite::of(&[("content/Guide/x.md", page), ("content/Guide/index.md", page), ("content/guide/y.md", page)])
            .reports(&["site/case-clash: content/guide/y.md"]);
    }
}

#[test]
fn a_file_in_place_of_an_alias_is_reported() {
    let text = "---\naliases: [/doc.html, /old/]\n---\n# A\n\n[d](doc.html)\n";
    let site = BuiltSite::of(&[("content/a.md", text), ("content/doc.html", "<p>Mine</p>")]);
    let site = site.reports(&["site/alias-taken: /doc.html"]);
    site.has("doc.html", "Mine").has("old/index.html", "/a/");
    BuiltSite::of(&[("content/a.md", "---\naliases: [/404.html, /labels/x/]\nlabels: [x]\n---\n# A\n\nText\n")])
        .reports(&["site/alias-taken: /404.html", "site/alias-taken: /labels/x/"]);
    let ids = [("content/b.md", "---\nid: c\n---\n# B\n\nText\n"), ("content/a/c.md", "# C\n\nText\n")];
    BuiltSite::of(&ids).reports(&["site/alias-taken: c"]);
    let config = "[redirects]\n\"/doc.html\" = \"/a/\"\n";
    let files = [("content/a.md", "# A\n\n[d](doc.html)\n"), ("content/doc.html", "<p>Mine</p>")];
    BuiltSite::of(&[("answerbook.toml", config), files[0], files[1]])
        .reports(&["site/alias-taken: /doc.html"])
        .has("doc.html", "Mine");
}

#[test]
fn addresses_of_other_tools_that_start_with_the_first_language_are_found() {
    let config = "base_url = \"https://x.example/docs/\"\n\n[[locale]]\ncode = \"fr\"\n";
    let text = "# A\n\n[1](/docs/en/guide/b/) [2](/en/guide/b/#p) ![3](/docs/en/guide/p.png) [4](/en/nope/)\n";
    let site = BuiltSite::of(&[
        ("answerbook.toml", config),
        ("content/a.md", text),
        ("content/guide/b.md", "# B\n\n## P\n"),
        ("content/guide/p.png", "x"),
    ]);
    site.reports(&["link/missing-page: /en/nope/"])
        .has("a/index.html", "href=\"/docs/guide/b/\">1<")
        .has("a/index.html", "href=\"/docs/guide/b/#p\">2<")
        .has("a/index.html", "src=\"/docs/_assets/p.");
}

#[test]
fn static_files_and_anchors_are_found_as_other_tools_find_them() {
    BuiltSite::of(&[
        ("content/guide/a.md", "# A\n\n![1](../img/p.png) ![2](..\\img\\p.png) [3](b.md#Set-Up:-now) [4](b.md#two)\n"),
        ("content/guide/b.md", "# B\n\n## Set up: *now*\n\n## Two!\n"),
        ("static/img/p.png", "x"),
    ])
    .reports(&[])
    .has("guide/a/index.html", "<img src=\"/img/p.png\" alt=\"1\"")
    .has("guide/a/index.html", "<img src=\"/img/p.png\" alt=\"2\"")
    .has("guide/a/index.html", "href=\"/guide/b/#set-up-now\">3<");
}

#[test]
fn addresses_without_what_follows_their_scheme_are_reported() {
    let text = "# A\n\n[1](mailto:) [2](http:/a.example) [3](https:\\\\a.example) [4](tel:1) [5](https://a.example) <a href=\"https:\">6</a>\n";
    BuiltSite::of(&[("content/a.md", text)]).reports(&[
        "link/invalid: http:/a.example",
        "link/invalid: https:",
        "link/invalid: https:\\\\a.example",
        "link/invalid: mailto:",
    ]);
}
