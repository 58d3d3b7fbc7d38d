//! Blocks of MkDocs, indentation in MDX, and captures of Jekyll: what readers get and what is reported to writers.

#[path = "support/other_tool.rs"]
mod other_tool;

use other_tool::{build, check, prose};

/// Builds one article in MDX, and compares its text. Nothing may be reported.
#[track_caller]
fn check_mdx(text: &str, expected: &str) {
    let built = build(&[("content/a.mdx", text)]);
    assert_eq!(prose(&built.page("a/index.html")), expected);
    built.check_problems(&[]);
}

/// The texts of a page that readers see, without tags.
fn words(html: &str) -> String {
    let text: String = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    text.replace("&quot;", "\"").replace("&gt;", ">")
}

#[test]
fn mdx_has_no_indented_code() {
    check_mdx(
        "# A\n\n\tOne.\n\n        Two.\n\n- a\n\n      b\n",
        "<p>One.</p>\n<p>Two.</p>\n<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>",
    );
    // The structure of lists stays, whatever they are in.
    let list = "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>";
    check_mdx("# A\n\n<div>\n\n\t- a\n\t  - b\n\t- c\n\n</div>\n", &format!("<div>\n{list}\n</div>"));
    check_mdx("# A\n\n<Card>\n\t\t-\ta\n\t\t\t-\tb\n\t\t-\tc\n</Card>\n", list);
    check_mdx(
        "# A\n\n\t```\n\tx\n\t\ty\n\t```\n\nEnd.\n",
        "<div class=\"code\"><pre tabindex=\"0\"><code>x\n\ty\n</code></pre></div>\n<p>End.</p>",
    );
    check_mdx("# A\n\n<pre>\n\n        x\n\n</pre>\n", "<pre>\n        x\n</pre>");
    check("# A\n\n\tCode.\n", "<div class=\"code\"><pre tabindex=\"0\"><code>Code.\n</code></pre></div>", &[]);
}

#[test]
fn indented_components_are_blocks() {
    let built = build(&[(
        "content/a.mdx",
        "# A\n\n<Tabs>\n\t<TabItem label=\"Stars\">Sirius</TabItem>\n\t<TabItem label=\"Moons\">\n\t\tIo\n\n\t\tEuropa\n\t</TabItem>\n</Tabs>\n\n\
         \x20   <Aside type=\"tip\">\n\n    Other.\n\n    </Aside>\n\n<Fragment>\n\n    <Aside>One.</Aside>\n\n</Fragment>\n\n\
         <Aside type=\"caution\" title=\"Hot!\">\n\tText.\n</Aside>\n\nEnd.\n",
    )]);
    built.check_problems(&[]);
    let prose = prose(&built.page("a/index.html"));
    assert_eq!(prose.matches("role=\"tabpanel\"").count().max(prose.matches("<section").count()), 2, "{prose}");
    for part in [
        "<p>Sirius</p>",
        "<p>Io</p>\n<p>Europa</p>",
        "<p>Other.</p>",
        "<p>One.</p>",
        "Hot!",
        "<p>Text.</p>",
        "<p>End.</p>",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
    assert!(!prose.contains("<pre") && !prose.contains(":::"), "{prose}");
    assert!(prose.trim_end().ends_with("</div>\n<p>End.</p>"), "{prose}");
}

/// Each kind of block of each tool, in each surrounding and with each indentation: readers never see our own marks.
#[test]
fn no_translation_shows_our_own_marks() {
    let blocks = [
        "{{< note >}}\nx\n{{< /note >}}",
        "{{% alert %}}x{{% /alert %}}",
        "{{< tabs >}}\n{{< tab \"A\" >}}\nx\n{{< /tab >}}\n{{< /tabs >}}",
        "{% hint style=\"info\" %}\nx\n{% endhint %}",
        "{% tabs %}\n{% tab title=\"A\" %}\nx\n{% endtab %}\n{% endtabs %}",
        "{% capture n %}\nx\n{% endcapture %}\n{% include note.html content=n %}",
        "<Tabs>\n\t<TabItem label=\"A\">x</TabItem>\n\t<TabItem label=\"B\">x</TabItem>\n</Tabs>",
        "<Aside>\n\tx\n</Aside>",
        "<Steps>\n\n1. x\n\n   <Note>x</Note>\n\n</Steps>",
        "!!! note\n    x",
        "??? note\n\n    x\n\n    - x",
        "=== \"A\"\n\n    x\n\n=== \"B\"\n\n    x",
        "/// note | A\nx\n///",
        "/// tab | A\nx\n///\n\n/// tab | B\nx\n///",
        "::: code-group\n```js [a]\nx\n```\n```js [b]\nx\n```\n:::",
        "# [A](#tab/a)\n\nx\n\n# [B](#tab/b)\n\nx\n\n---",
        "::: moniker range=\"a\"\nx\n::: moniker-end",
        "> [!NOTE]\n> x",
    ];
    let places: [(&str, &str, &str); 6] = [
        ("", "", ""),
        ("<div>\n\n", "", "\n\n</div>"),
        ("<div>\n", "  ", "\n</div>"),
        ("- item\n\n", "  ", ""),
        ("1. item\n   1. item\n\n", "      ", ""),
        ("> a\n>\n", "> ", ""),
    ];
    let mut files = Vec::new();
    for (number, block) in blocks.iter().enumerate() {
        for (place, (before, prefix, after)) in places.iter().enumerate() {
            for (indent, space) in ["", "  ", "    ", "\t", "\t\t"].iter().enumerate() {
                let lines: Vec<String> = block.lines().map(|line| format!("{prefix}{space}{line}")).collect();
                let text = format!("# A\n\n{before}{}{after}\n\nEnd.\n", lines.join("\n"));
                for extension in ["md", "mdx"] {
                    files.push((format!("content/{number}-{place}-{indent}-{extension}.{extension}"), text.clone()));
                }
            }
        }
    }
    let written: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let built = build(&written);
    let mut faults = Vec::new();
    for (path, text) in &files {
        let name = path.trim_start_matches("content/").rsplit_once('.').expect("an extension").0;
        let shown = words(&prose(&built.page(&format!("{name}/index.html"))));
        let is_written = text.lines().any(|line| line.trim().trim_start_matches(['>', ' ']) == ":::");
        let is_mark =
            |line: &str| line.contains('\0') || line.trim_start().starts_with(":::") && !text.contains(line.trim());
        if shown.lines().any(is_mark) && !is_written {
            faults.push(format!("{path}:\n{text}\nreaders see:\n{shown}"));
        }
    }
    assert!(faults.is_empty(), "{} of {}\n{}", faults.len(), files.len(), faults.join("\n\n"));
}

#[test]
fn blocks_of_pymdown_are_read() {
    check(
        "# A\n\n/// note\n\nText.\n\n///\n\nEnd.\n",
        "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">Note</p>\n<p>Text.</p>\n</div>\n<p>End.</p>",
        &[],
    );
}

#[test]
fn nested_blocks_of_pymdown_are_read() {
    let built = build(&[(
        "content/a.md",
        "# A\n\n//// tab | One\n    new: true\n\n/// details | More: `x`\n    open: True\n    type: warning\n\nIn one.\n\n///\n\n////\n\n//// tab | Two\n\nIn two.\n\n////\n\n\
         - Item\n\n    /// tip | Hint\n\n    In item.\n\n    ///\n\n/// html | div.x\n\nIn html.\n\n///\n\n/// unknown\n\nx\n\n///\n\n```\n/// note\n///\n```\n\nA path /// b.\n",
    )]);
    built.check_problems(&[]);
    let prose = prose(&built.page("a/index.html"));
    for part in [
        ">One<",
        ">Two<",
        "<summary>More: <code>x</code></summary>",
        "<p>In one.</p>",
        "<p>In two.</p>",
        "<p class=\"alert-title\">Hint</p>\n<p>In item.</p>",
        "<p>In html.</p>\n<p>/// unknown</p>",
        "<code>/// note\n///\n</code>",
        "<p>A path /// b.</p>",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
    assert_eq!(prose.matches("///").count(), 5, "{prose}");
}

#[test]
fn captured_text_is_shown_where_it_is_used() {
    let text = "# A\n\n<div class=\"x\">\n{% capture a %}\n### Sync\n\nSelect **Sync**.\n{% endcapture %}\n{{ a | markdownify }}\n</div>\n\n\
        {% capture b %}Later **b**.{% endcapture %}\n\nBefore.\n\n{{ b }}\n\n{{ b | markdownify }}\n\n{% assign c = \"Acme\" %}For {{ c }}.\n";
    check(
        text,
        "<div class=\"x\">\n<h3 id=\"sync\">Sync<a class=\"anchor\" href=\"#sync\" aria-label=\"Link to Sync\">#</a></h3>\n<p>Select <strong>Sync</strong>.</p>\n</div>\n<p>Before.</p>\n<p>Later <strong>b</strong>.</p>\n<p>Later <strong>b</strong>.</p>\n<p>For Acme.</p>",
        &["markup/heading-order: a heading of level 3 follows the title"],
    );
    check(
        "# A\n\n{% capture a %}x{% endcapture %}y\n",
        "<p>y</p>",
        &["markup/foreign: Liquid tag `capture` of another tool has no equivalent here and was left out"],
    );
}

#[test]
fn files_that_mdx_imports_are_included() {
    let built = build(&[
        (
            "content/a.mdx",
            "# A\n\nimport One from \"/snippets/one.mdx\";\nimport Two from \"/parts/two.mdx\";\nimport Three from './\\_three.md';\n\n<One />\n\n<Two />\n\n<Three />\n",
        ),
        ("content/parts/two.mdx", "---\ntitle: Two\n---\n\nText of **two**.\n"),
        ("content/_three.md", "Text of **three**.\n"),
        ("snippets/one.mdx", "Text of **one**.\n"),
    ]);
    built.check(
        "a/index.html",
        "A",
        "<p>Text of <strong>one</strong>.</p>\n<p>Text of <strong>two</strong>.</p>\n<p>Text of <strong>three</strong>.</p>",
    );
    built.check_problems(&[]);
}

#[test]
fn emphasis_needs_no_blanks_in_chinese_japanese_and_korean() {
    check(
        "# A\n\nリモート：**「ストリーム」**で。\n\n**设置。**他们\n\n**테이블(table)**은\n\n*「あ」*と~~「い」~~と\n\n2 ** 3 ** 4\n",
        "<p>リモート：<strong>「ストリーム」</strong>で。</p>\n<p><strong>设置。</strong>他们</p>\n<p><strong>테이블(table)</strong>은</p>\n<p><em>「あ」</em>と<del>「い」</del>と</p>\n<p>2 ** 3 ** 4</p>",
        &[],
    );
}

#[test]
fn links_to_pages_that_are_not_built_are_reported() {
    check(
        "# A\n\n[a](/contact/) [b](/labels/) [c](#main) [d](#top) [e](/search/) [f](/whats-new/)\n",
        "<p><a href=\"/contact/\">a</a> <a href=\"/labels/\">b</a> <a href=\"#main\">c</a> <a href=\"#top\">d</a> <a href=\"/search/\">e</a> <a href=\"/whats-new/\">f</a></p>",
        &[
            "link/missing-page: there is no page `/contact/`",
            "link/missing-page: there is no page `/labels/`",
            "link/missing-anchor: `content/a.md` has no heading or id `#main`",
        ],
    );
    let built = build(&[
        ("answerbook.toml", "title = \"X\"\n[contact]\nemail = \"a@b.example\"\n"),
        ("content/a.md", "---\nlabels: [x]\n---\n# A\n\n[a](/contact/) [b](/labels/) [c](/labels/x/)\n"),
    ]);
    built.check_problems(&[]);
}

#[test]
fn imported_pictures_are_shown() {
    let text = "import one from './img/p.png';\nimport two from '@pictures/q.png';\n\n# A\n\n<img src={one} alt=\"1\" />\n\n<Image src={two} alt=\"2\" />\n\n\
        <img src={one.src}\n  style={{\n    width: 2,\n  }}\n  alt=\"3\" />\n\n<ThemedImage alt=\"4\" sources={{ light: one, dark: two }} />\n\n\
        ![5](@pictures/q.png)\n\n<Frame caption=\"A **plan**\">![6](./img/p.png)</Frame>\n\n<img src={gone} alt=\"7\" />\n";
    let built = build(&[("content/a.mdx", text), ("content/img/p.png", "x"), ("src/pictures/q.png", "y")]);
    let html = prose(&built.page("a/index.html"));
    for (number, name) in [(1, 'p'), (2, 'q'), (3, 'p'), (4, 'p'), (5, 'q'), (6, 'p')] {
        let picture = format!("<img src=\"/_assets/{name}.");
        let found = html
            .split("<img ")
            .any(|it| format!("<img {it}").starts_with(&picture) && it.contains(&format!("alt=\"{number}\"")));
        assert!(found, "{number}: {html}");
    }
    assert!(html.contains("<em>A <strong>plan</strong></em>"), "{html}");
    built.check_problems(&[
        "markup/foreign: the expression `{gone}` of another tool has no equivalent here and was left out",
    ]);
}

#[test]
fn badges_keep_their_text_and_change_no_id() {
    let text = "# A <Badge text=\"Pro\" />\n\n## One <Badge type=\"info\" text=\"New\" />\n\n## One <Badge text=\"Old\" />\n\n## Two <Badge>Beta</Badge>\n\n\
        [1](#two) and <Badge text=\"x\" />.\n";
    for extension in ["md", "mdx"] {
        let built = build(&[(&format!("content/a.{extension}"), text)]);
        let page = built.page("a/index.html");
        assert!(page.contains("<h1>A Pro</h1>"), "{page}");
        for part in
            ["<h2 id=\"one-new\">One New<", "<h2 id=\"one-old\">One Old<", "<h2 id=\"two\">", "Two Beta<", "and x."]
        {
            assert!(page.contains(part), "{part}\n{page}");
        }
        built.check_problems(&[]);
    }
}

#[test]
fn icons_alone_in_a_link_or_an_item_are_words() {
    check(
        "# A\n\n[:simple-torbrowser:](https://a.example){ .x title=\"Onion Service\" }\n[:octicons-info-16:](https://b.example)\n\n- :material-check:\n- :material-close: No\n",
        "<p><a href=\"https://a.example\" class=\"x\" title=\"Onion Service\">Onion Service</a>\n<a href=\"https://b.example\">Info 16</a></p>\n<ul>\n<li>✓</li>\n<li>No</li>\n</ul>",
        &[],
    );
}
