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
