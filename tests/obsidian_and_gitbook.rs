//! Markup of Obsidian and GitBook, and frames and tables in raw HTML: what readers get and what is reported to writers.

#[path = "support/other_tool.rs"]
mod other_tool;

use other_tool::{between, build, check, prose};

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"/>";

#[test]
fn links_of_obsidian_lead_to_notes_by_name() {
    let text = "# A\n\n[[Update app|installer]], [[Page#My Heading]], [[guide/Page]], [[#Local]], [[page#^b1c]] and [[Two]].\n\n\
        | x |\n|-|\n| [[Page\\|cell]] |\n\nNot `[[Page]]`, [[ -f x ]], [[1]](b.md), \\[[Page]].\n\n## Local\n";
    let built = build(&[
        ("content/a.md", text),
        ("content/b.md", "# B\n"),
        ("content/guide/Update app.md", "# Update\n\nx\n"),
        ("content/guide/Page.md", "# Page\n\nFirst. ^b1c\n\n## My Heading\n"),
        ("content/one/Two.md", "# Two\n"),
        ("content/two/Two.md", "# Two\n"),
    ]);
    let prose = prose(&built.page("a/index.html"));
    for part in [
        "<a href=\"/guide/update-app/\">installer</a>",
        "<a href=\"/guide/page/#my-heading\">Page &gt; My Heading</a>",
        "<a href=\"/guide/page/\">Page</a>",
        "<a href=\"#local\">Local</a>",
        "<a href=\"/guide/page/#b1c\">page</a>",
        "<a href=\"/one/two/\">Two</a>.",
        "<td><a href=\"/guide/page/\">cell</a></td>",
        "<code>[[Page]]</code>, [[ -f x ]], <a href=\"/b/\">[1]</a>, [[Page]].",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
    assert!(built.page("guide/page/index.html").contains("<p>First.<a id=\"b1c\"></a></p>"));
    built.check_problems(&["link/ambiguous: `Two` is the name of `content/one/Two.md` and of `content/two/Two.md`"]);
    let gone = build(&[("content/a.md", "# A\n\n[[Nowhere]]\n")]);
    gone.check_problems(&["link/missing-page: there is no page `content/Nowhere.md`"]);
}

#[test]
fn embeds_of_obsidian_are_shown() {
    let text = "# A\n\n![[pic.svg|300]] ![[pic.svg|A plan|30x20]] ![Alt|50](files/pic.svg)\n\n![[Note]]\n\n![[Note#Part two]]\n\n\
        ![[Note#^one]]\n\n![[list.csv]] ![[talk.mp3]]\n\n![[plan.canvas]]\n\n![[Note#Gone]]\n";
    let built = build(&[
        ("content/a.md", text),
        ("content/files/pic.svg", SVG),
        ("content/files/list.csv", "a,b\n"),
        ("content/files/talk.mp3", "x"),
        ("content/notes/Note.md", "Intro. ^one\n\n## Part two\n\nTwo.\n\n## Part three\n"),
    ]);
    let prose = prose(&built.page("a/index.html"));
    assert_eq!(
        prose.matches("<p>Intro.<a id=\"one\"></a></p>").count() + prose.matches("<p>Intro.").count(),
        3,
        "{prose}"
    );
    assert_eq!(prose.matches("<p>Two.</p>").count(), 2, "{prose}");
    assert_eq!(prose.matches("Part three").count() / 2, 1, "{prose}");
    for part in [
        "alt=\"\" width=\"300\"",
        "alt=\"A plan\" width=\"30\" height=\"20\"",
        "alt=\"Alt\" width=\"50\"",
        ">list.csv",
        "<audio controls src=\"/",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
    assert!(!prose.contains("[[") && !prose.contains("canvas"), "{prose}");
    built.check_problems(&[
        "markup/foreign: the file `plan.canvas` of another tool has no equivalent here and was left out",
        "snippet/missing: `content/notes/Note.md` has no heading or block `Gone`",
    ]);
}

#[test]
fn comments_of_obsidian_are_left_out() {
    check(
        "# A\n\nText %%comment%% here, 100%% and %%a or %%b.\n\n%%\nblock\n\nof text\n%%\n\n- item ^it-1\n\n2 ^n and x^y\n",
        "<p>Text  here, 100%% and %%a or %%b.</p>\n<ul>\n<li>item<a id=\"it-1\"></a></li>\n</ul>\n<p>2 ^n and x^y</p>",
        &[],
    );
}

#[test]
fn blocks_of_gitbook_are_read() {
    let text = "# A\n\n{% code title=\"a.js\" lineNumbers=\"true\" %}\n```js\nlet a;\n```\n{% endcode %}\n\n\
        {% content-ref url=\"guide/first-steps.md\" %}\n[first-steps.md](guide/first-steps.md)\n{% endcontent-ref %}\n\n\
        See [first-steps.md](guide/first-steps.md \"mention\") <i class=\"fa-x\">:x:</i> now.\n\n\
        <table data-view=\"cards\"><thead><tr><th></th><th></th><th data-hidden data-card-target data-type=\"content-ref\"></th></tr></thead>\
        <tbody><tr><td><strong>Start</strong></td><td>All of it</td><td><a href=\"guide/first-steps.md\">first-steps.md</a></td></tr>\
        <tr><td>Plain</td><td></td><td></td></tr></tbody></table>\n\n{% @mermaid/diagram content=\"x\" %}\n";
    let built = build(&[("content/a.md", text), ("content/guide/first-steps.md", "# First\n\nx\n")]);
    let prose = prose(&built.page("a/index.html"));
    for part in [
        "<div class=\"code-title\">a.js</div>",
        "<p><a href=\"/guide/first-steps/\">First steps</a></p>",
        "See <a href=\"/guide/first-steps/\">First steps</a> now.",
        "<li><a href=\"/guide/first-steps/\">Start</a>: All of it</li>\n<li><strong>Plain</strong></li>",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
    assert!(!prose.contains(".md") && !prose.contains(":x:") && !prose.contains("<table"), "{prose}");
    built.check_problems(&[
        "markup/foreign: integration `@mermaid/diagram` of another tool has no equivalent here and was left out",
    ]);
}

#[test]
fn frames_have_proportions_and_videos_a_facade() {
    let text = "# A\n\n<iframe width=560 height=315 src=https://www.youtube.com/embed/abc title=Tour></iframe>\n\n\
        <iframe src=https://maps.example.com/x />\n\n<iframe src=\"https://b.example/y\" width=\"640\" height=\"1200\"></iframe>\n\n\
        <iframe class=\"c\" loading=\"eager\" width=\"800\" height=\"600\" src='https://b.example/z'></iframe>\n";
    let built = build(&[("content/a.md", text)]);
    let page = built.page("a/index.html");
    for part in [
        "<a class=\"video\" href=\"https://www.youtube.com/watch?v=abc\" data-embed=\"https://www.youtube-nocookie.com/embed/abc\" data-title=\"Tour\">",
        "<iframe src=\"https://maps.example.com/x\" class=\"frame ratio-16-9\" loading=\"lazy\"></iframe>",
        "<iframe src=\"https://b.example/y\" width=\"640\" height=\"1200\" class=\"frame\" loading=\"lazy\"></iframe>",
        "<iframe class=\"frame ratio-4-3 c\" loading=\"eager\" width=\"800\" height=\"600\" src=\"https://b.example/z\"></iframe>",
    ] {
        assert!(page.contains(part), "{part}\n{}", prose(&page));
    }
    let policy = between(&page, "frame-src ", ";");
    assert_eq!(policy, "https://b.example https://maps.example.com https://www.youtube-nocookie.com");
}

#[test]
fn tables_of_html_scroll_as_those_of_markdown_do() {
    check(
        "# A\n\n<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>\n",
        "<section class=\"table\" aria-label=\"Table\" tabindex=\"0\"><table><tr><td><table><tr><td>a</td></tr></table></td></tr></table></section>",
        &[],
    );
}

#[test]
fn links_of_obsidian_may_stand_before_a_colon_and_hold_code() {
    let built = build(&[
        (
            "content/a.md",
            "# A\n\n- [[Page]]: the page.\n- [[Page#Use `x`|code]] and [[`Page`|x]].\n\nInto a [[Page|b]]: x\n",
        ),
        ("content/Page.md", "# Page\n\n## Use `x`\n"),
    ]);
    let prose = prose(&built.page("a/index.html"));
    for part in [
        "<li><a href=\"/page/\">Page</a>: the page.</li>",
        "<a href=\"/page/#use-x\">code</a>",
        "Into a <a href=\"/page/\">b</a>: x",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
    assert!(!prose.contains("[["), "{prose}");
}

#[test]
fn embeds_of_obsidian_on_consecutive_lines_are_blocks() {
    let built = build(&[
        (
            "content/a.md",
            "# A\n\nBefore:\n![[Note#One]]\n![[Note#Two|x]]\n\n- item\n  ![[Note#Two]]\n\n![[Note#Gone]] in a line ![[pic.png]]^id-1\n",
        ),
        ("content/Note.md", "# Note\n\n## One\n\n1.\n\n1b.\n\n## Two\n\n2.\n\n2b.\n"),
        ("content/att/pic.png", SVG),
        (
            "content/b.md",
            "# B\n\n![Alt](pic.png) and ![Alt](pic.png#part) and ![Alt](att/pic.png), [[a]]\n\n[!INCLUDE[x](Note.md)] in a line\n",
        ),
    ]);
    let page = prose(&built.page("a/index.html"));
    assert!(page.starts_with("<p>Before:</p>") && page.contains("1b.") && page.matches("2b.").count() == 2, "{page}");
    assert!(page.contains("<a id=\"id-1\"></a>"), "{page}");
    assert!(page.contains("<p> in a line") || page.contains("<p>in a line"), "{page}");
    let other = prose(&built.page("b/index.html"));
    assert!(!page.contains("{{") && !other.contains("{{"), "{page}\n{other}");
    assert_eq!(other.matches("src=\"/_assets/pic.").count(), 3, "{other}");
    let problems = [
        "snippet/missing: `content/Note.md` has no heading or block `Gone`",
        "snippet/not-inline: snippet `content/Note.md` has more than one paragraph and cannot be used in a line",
    ];
    built.check_problems(&problems);
}

#[test]
fn cards_of_gitbook_keep_their_links_and_lose_their_icons() {
    let built = build(&[
        (
            "content/a.md",
            "# A\n\n<table data-view=\"cards\"><thead><tr><th></th><th></th><th></th></tr></thead><tbody>\
             <tr><td><h4><i class=\"fa-code\">:code:</i></h4></td><td><h4>With code</h4></td><td>Sync from Git. <a data-mention href=\"b.md\">b.md</a> <a href=\"c.md\">See C</a></td></tr>\
             </tbody></table>\n",
        ),
        ("content/b.md", "# B\n"),
        ("content/c.md", "# C\n"),
    ]);
    built.check(
        "a/index.html",
        "A",
        "<ul>\n<li><strong>With code</strong>: Sync from Git. <a href=\"/b/\">B</a> <a href=\"/c/\">See C</a></li>\n</ul>",
    );
    built.check_problems(&[]);
}

#[test]
fn summaries_order_folders_without_an_index() {
    let built = build(&[
        (
            "content/SUMMARY.md",
            "# Summary\n\n## Zebra\n\n* [Second](zebra/second.md)\n* [First](zebra/first.md)\n\n## Apple\n\n* [Apples](apple/apples.md)\n",
        ),
        ("content/zebra/first.md", "# First\n"),
        ("content/zebra/second.md", "# Second\n"),
        ("content/apple/apples.md", "# Apples\n"),
    ]);
    let home = built.page("index.html");
    let place = |part: &str| home.rfind(part).expect("listed");
    assert!(place("href=\"/zebra/\"") < place("href=\"/apple/\""), "{home}");
}

#[test]
fn names_with_blanks_in_picture_sets_of_gitbook_are_found() {
    let picture = "<picture><source srcset=\"../.gitbook/assets/a b (1).svg\" media=\"(prefers-color-scheme: dark)\"><img src=\"../.gitbook/assets/a b (1).svg\" alt=\"A\"></picture>";
    let built = build(&[("docs/a.md", &format!("# A\n\n{picture}\n")), (".gitbook/assets/a b (1).svg", SVG)]);
    built.check_problems(&[]);
    assert!(built.page("docs/a/index.html").contains("srcset=\"/_assets/"), "{}", built.page("docs/a/index.html"));
}

#[test]
fn comments_of_obsidian_reach_over_lists_and_paragraphs() {
    let text = "# A\n\n%% Say something here.\n\nFor example:\n- who\n\t- why\n%%\n\nAfter.\n\n%% Never closed.\n\nEnd, 5 %% off.\n";
    check(text, "<p>After.</p>\n<p>%% Never closed.</p>\n<p>End, 5 %% off.</p>", &[]);
}

#[test]
fn names_of_emoji_are_emoji() {
    let built =
        build(&[("content/a.md", "# A\n\nClick :heavy\\_plus\\_sign: in :flag_de: or :flag-us:, not :no_such:.\n")]);
    assert_eq!(prose(&built.page("a/index.html")), "<p>Click ➕ in 🇩🇪 or 🇺🇸, not :no_such:.</p>");
    assert_eq!(built.left_over, 1);
}

#[test]
fn names_of_notes_are_no_addresses() {
    let built = build(&[("content/People.md", "---\naliases: [PEOPLE, Folks]\n---\n# People\n\nText.\n")]);
    built.check_problems(&[]);
    let built = build(&[("content/People.md", "---\naliases: [/PEOPLE/]\n---\n# People\n\nText.\n")]);
    built.check_problems(&["site/alias-taken: `/PEOPLE/` is the article's own address in another letter case"]);
}
