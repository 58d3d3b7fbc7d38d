//! Builds small help centers written for other tools, and looks at what readers get and what is reported to writers.

#[path = "support/other_tool.rs"]
mod other_tool;

use other_tool::{between, build, check, prose};

#[test]
fn files_of_mdbook_that_are_included_are_no_pages() {
    let built = build(&[
        ("content/SUMMARY.md", "# Summary\n\n- [A](a.md)\n- [C](sub/c.md)\n"),
        ("content/a.md", "# A\n\n{{#include part.md}}\n\n`\\{{#include x}}`\n\n```\n\\{{#include y}}\n```\n"),
        ("content/part.md", "Some **part**.\n"),
        ("content/sub/c.md", "# C\n\n{{#include ../a.md}}\n"),
    ]);
    assert_eq!(built.pages(), ["a/index.html", "sub/c/index.html", "sub/index.html"]);
    built.check(
        "a/index.html",
        "A",
        "<p>Some <strong>part</strong>.</p>\n<p><code>{{#include x}}</code></p>\n<div class=\"code\"><pre tabindex=\"0\"><code>{{#include y}}\n</code></pre></div>",
    );
    assert!(built.page("sub/c/index.html").contains("<strong>part</strong>"));
    built.check_problems(&[]);
}

#[test]
fn pages_of_docfx_can_be_included_in_others() {
    let built = build(&[
        ("content/a.md", "# A\n\nBefore [!include[x](part.md)] after.\n\n> [!include[x](part.md)]\n"),
        ("content/part.md", "Some **part**.\n"),
    ]);
    assert_eq!(built.pages(), ["a/index.html", "part/index.html"]);
    let quote = "<blockquote>\n<p>Some <strong>part</strong>.</p>\n</blockquote>";
    built.check("a/index.html", "A", &format!("<p>Before Some <strong>part</strong>. after.</p>\n{quote}"));
    built.check_problems(&[]);
}

#[test]
fn files_that_gitbook_keeps_are_no_topic() {
    let built = build(&[
        ("a.md", "# A\n\n{% include \".gitbook/includes/note.md\" %}\n"),
        (".gitbook/includes/note.md", "---\ntitle: Note\n---\nA *note*.\n"),
        ("gitbook.md", "# GitBook\n\nText.\n"),
    ]);
    assert_eq!(built.pages(), ["a/index.html", "gitbook/index.html"]);
    built.check("a/index.html", "A", "<p>A <em>note</em>.</p>");
    built.check_problems(&[]);
}

#[test]
fn files_with_old_line_ends_are_read() {
    let built = build(&[
        ("content/a.md", "---\rtitle: Old\r---\rText\r\r```js {1}\rlet a;\rlet b;\r```\r"),
        ("content/b.md", "---\r\ntitle: Old\r\n---\r\nText\r\n\r\n```js {1}\r\nlet a;\r\nlet b;\r\n```\r\n"),
    ]);
    for page in ["a/index.html", "b/index.html"] {
        let html = built.page(page);
        assert!(html.contains("<h1>Old</h1>") && !html.contains('\r'), "{html}");
        assert!(html.contains(";\n</span><span class=\"t-k\">let </span>b"), "{html}");
    }
    built.check_problems(&[]);
}

#[test]
fn a_category_shows_its_first_sentence_once() {
    let built = build(&[
        ("content/guide/index.md", "# Guide\n\nAll about it. And more.\n"),
        ("content/guide/a.md", "# A\n\nText.\n"),
        ("content/given/index.md", "---\ndescription: In short.\n---\n# Given\n\nAll about it.\n"),
        ("content/given/a.md", "# A\n\nText.\n"),
    ]);
    let page = built.page("guide/index.html");
    assert!(!page.contains("class=\"lead\""), "{page}");
    assert!(page.contains("<p>All about it. And more.</p>"));
    assert!(built.page("given/index.html").contains("<p class=\"lead\">In short.</p>"));
    // Cards have no text of their own.
    assert!(built.page("index.html").contains("<p>All about it.</p>"));
}

fn alert(kind: &str, title: &str, text: &str) -> String {
    format!("<div class=\"alert alert-{kind}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n{text}\n</div>")
}

#[test]
fn callouts_of_obsidian_are_alerts() {
    let text = "# A\n\n> [!info]\n> a\n\n> [!danger] Hot **x**\n> a\n\n> [!question]\n> a\n\n> [!custom-type]\n> a\n\n\
        > [!faq]- Folded\n> a\n\n> [!tip]+ 1. Open\n> a\n\n> [!note]\nlazy\n\n> [!todo] Outer\n> > [!bug]\n> > a\n";
    let folded =
        "<details class=\"alert alert-note\"><summary class=\"alert-title\">Folded</summary>\n<p>a</p>\n</details>";
    let open = "<details class=\"alert alert-tip\" open><summary class=\"alert-title\">1. Open</summary>\n<p>a</p>\n</details>";
    let expected = [
        alert("note", "Note", "<p>a</p>"),
        alert("caution", "Hot <strong>x</strong>", "<p>a</p>"),
        alert("note", "Question", "<p>a</p>"),
        alert("note", "Custom type", "<p>a</p>"),
        folded.to_owned(),
        open.to_owned(),
        alert("note", "Note", "<p>lazy</p>"),
        alert("note", "Outer", &alert("caution", "Bug", "<p>a</p>")),
    ];
    check(text, &expected.join("\n"), &[]);
}

#[test]
fn titles_of_blocks_are_markdown_with_checked_links() {
    let text = "# A\n\n:::note[Use **x**]\na\n:::\n\n:::warning Note: read `a:b`\na\n:::\n\n::: tip [b](gone.md)\na\n:::\n\n\
        !!! tip \"Press **Save**\"\n    a\n\n???+ note\n    a\n\n=== \"`npm`\"\n\n    a\n\n=== \"1. Two\"\n\n    b\n\n\
        :::: danger ::::\na\n::::\n\n- item\n\n  :::details More *m*\n  a\n  :::\n";
    let tabs = "<div class=\"tabs\">\n<section class=\"tab\" aria-label=\"npm\"><p class=\"tab-title\"><code>npm</code></p>\n\
        <p>a</p>\n</section>\n<section class=\"tab\" aria-label=\"1. Two\"><p class=\"tab-title\">1. Two</p>\n<p>b</p>\n\
        </section>\n</div>";
    let expected = [
        alert("note", "Use <strong>x</strong>", "<p>a</p>"),
        alert("warning", "Note: read <code>a:b</code>", "<p>a</p>"),
        alert("tip", "<a href=\"gone.md\">b</a>", "<p>a</p>"),
        alert("tip", "Press <strong>Save</strong>", "<p>a</p>"),
        "<details open><summary>Note</summary>\n<p>a</p>\n</details>".to_owned(),
        tabs.to_owned(),
        alert("caution", "Caution", "<p>a</p>"),
        "<ul>\n<li>\n<p>item</p>\n<details><summary>More <em>m</em></summary>\n<p>a</p>\n</details>\n</li>\n</ul>"
            .to_owned(),
    ];
    check(text, &expected.join("\n"), &["link/missing-page: there is no page `content/gone.md`"]);
}

#[test]
fn attribute_lists_are_read_wherever_they_stand() {
    let text = "# A\n\n## One{#id}\n\n## Two {data-zoomable}\n\n## Three {: #three .x}\n\nFour {#four}\n===\n\n\
        [b](#id){.a data-x} ![p](https://example.com/p.png){:width=\"300\"} **bold**{.x} `{x}` {y} {{ z }}\n\n\
        A lead.\n{.lead}\n\n| a |\n|-|\n| 1 { .c } |\n{.sortable}\n\n(see){.x}\n";
    let built = build(&[("content/a.md", text)]);
    let prose = prose(&built.page("a/index.html"));
    for part in [
        "<h2 id=\"id\"><span id=\"one\"></span>One<a",
        "<h2 id=\"two\">Two<a",
        "<h2 id=\"three\">Three<a",
        "<h2 id=\"four\">Four<a",
        "<a href=\"#id\" class=\"a\" data-x>b</a>",
        "alt=\"p\" width=\"300\"",
        "<strong>bold</strong> <code>{x}</code> {y} {{ z }}",
        "<p>A lead.</p>",
        "<td>1</td>\n</tr>\n</tbody>",
        "<p>(see){.x}</p>",
    ] {
        assert!(prose.contains(part), "{part}\n{prose}");
    }
}

#[test]
fn a_given_width_takes_the_place_of_the_measured_one() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"800\" height=\"400\"/>";
    let built = build(&[("content/a.md", "# A\n\n![p](p.svg){ width=\"300\" }\n"), ("content/p.svg", svg)]);
    let page = built.page("a/index.html");
    assert_eq!(page.matches("width=\"300\"").count(), 1, "{page}");
    let picture = between(&page, "<img src=\"/_assets/p.", ">");
    assert!(!picture.contains("800") && !picture.contains("height"), "{picture}");
}

#[test]
fn placeholders_are_part_of_titles() {
    let built = build(&[(
        "content/a.md",
        "# Use Vec<T> with <your-name>\n\n## `useData` <Badge text=\"x\" />\n\n## <a name=\"x\"></a> Title\n",
    )]);
    let page = built.page("a/index.html");
    assert!(page.contains("<h1>Use Vec&lt;T&gt; with &lt;your-name&gt;</h1>"), "{page}");
    assert!(page.contains("<h2 id=\"usedata\">") && page.contains("<h2 id=\"title\">"), "{page}");
}

#[test]
fn the_first_h1_is_the_title_whatever_is_before_it() {
    for before in [
        "> A quote\n\n",
        "![p](https://example.com/p.png)\n\n",
        "Text.\n\n",
        "***\n\n",
        "<!-- c -->\n\n",
        "<p>a</p>\n\n",
    ] {
        let built = build(&[("content/a.md", &format!("{before}# The *title*\n\nx\n"))]);
        let page = built.page("a/index.html");
        assert!(page.contains("<h1>The title</h1>"), "{before}");
        assert_eq!((page.matches("<h1").count(), page.matches("The title").count() > 1), (1, true), "{before}");
        assert!(!prose(&page).contains("The"), "{before}");
    }
    let raw = build(&[(
        "content/a.md",
        "<h1 align=\"center\" id=\"t\">\n  The <i>title</i>\n</h1>\n\nText.\n\n<div><h1>Other</h1></div>\n",
    )]);
    let page = raw.page("a/index.html");
    assert!(page.contains("<h1>The title</h1>") && page.contains("<h2 id=\"other\">Other</h2>"), "{page}");
    assert_eq!(page.matches("<h1").count(), 1);
    let later = build(&[("content/a.md", "Text.\n\n## Part\n\n# Other\n")]);
    assert!(later.page("a/index.html").contains("<h1>A</h1>"));
}

#[test]
fn markdown_in_elements_is_read_where_the_tool_reads_it() {
    check(
        "# A\n\n<div class=\"note\" markdown=\"1\">\nSome **text**\n</div>\n\n<div markdown='1'>Same **line**</div>\n",
        "<div class=\"note\">\n<p>Some <strong>text</strong></p>\n</div>\n<div>\n<p>Same <strong>line</strong></p>\n</div>",
        &[],
    );
    check(
        "# A\n\n<details markdown=\"block\">\n<summary>Sum</summary>\nInside **it**\n</details>\n\n<p markdown=\"span\">In **p**</p>\n",
        "<details>\n<summary>Sum</summary>\n<p>Inside <strong>it</strong></p>\n</details>\n<p>In <strong>p</strong></p>",
        &[],
    );
    check(
        "# A\n\n<div markdown>\n    - a\n    - b\n</div>\n\n<div markdown=\"0\">\n**x**\n</div>\n",
        "<div>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</div>\n<div>\n**x**\n</div>",
        &[],
    );
}

#[test]
fn fences_after_html_are_no_text() {
    let code = "<div class=\"code\"><pre tabindex=\"0\"><code>let a;\n</code></pre></div>";
    check("# A\n\n<div>\nx\n</div>\n```\nlet a;\n```\n", &format!("<div>\nx\n</div>\n{code}"), &[]);
    check("# A\n\n<div>\n  ```\n  let a;\n  ```\n</div>\n", &format!("<div>\n{code}\n</div>"), &[]);
    check(
        "# A\n\n<div>\n:::note\nx\n:::\n</div>\n",
        &format!("<div>\n{}\n</div>", alert("note", "Note", "<p>x</p>")),
        &[],
    );
    check(
        "# A\n\n<pre>\n# x\n</pre>\n\n`<div>`\n## B\n",
        "<pre>\n# x\n</pre>\n<p><code>&lt;div&gt;</code></p>\n<h2 id=\"b\">B<a class=\"anchor\" href=\"#b\" aria-label=\"Link to B\">#</a></h2>",
        &[],
    );
}

#[test]
fn includes_of_jekyll_between_html_are_alerts() {
    check(
        "# A\n\n<p>One</p>\n{% include note.html content=\"<b>a</b>\" %}\n<p>Two</p>\n",
        &format!("<p>One</p>\n{}\n<p>Two</p>", alert("note", "Note", "<p><b>a</b></p>")),
        &[],
    );
}

#[test]
fn statements_and_expressions_of_docusaurus_are_read() {
    check(
        "# X\n\nexport const days = 14;\n\nIt takes {days} days, not {other}.\n\n<img alt=\"x\" src={useBaseUrl('img/x.png')} />\n",
        "<p>It takes 14 days, not {other}.</p>\n<img alt=\"x\" src=\"/img/x.png\">",
        &["image/missing: there is no picture `/img/x.png`"],
    );
    check(
        "# X\n\n| a |\n|-|\n| <b style={{color: 'red'}}>x</b> |\n",
        "<section class=\"table\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><b>x</b></td>\n</tr>\n</tbody>\n</table></section>",
        &[],
    );
    let built = build(&[("content/a.mdx", "# X\n\n<div className=\"x\">One **line**</div>\nMarkdown *after*\n")]);
    let expected = "<div class=\"x\">\n<p>One <strong>line</strong></p>\n</div>\n<p>Markdown <em>after</em></p>";
    assert_eq!(prose(&built.page("a/index.html")), expected);
}

#[test]
fn heading_ids_of_other_tools_lead_to_ours() {
    let text = "# A\n\n[a](b.md#i-m-here) [b](b.md#id-1.-step) [c](b.md#I'm%20here) [d](#-own) [e](b.md#gone)\n\n## <a></a> Own\n";
    let built = build(&[("content/a.md", text), ("content/b.md", "# B\n\n## I'm here\n\n## 1. Step\n")]);
    let prose = prose(&built.page("a/index.html"));
    for href in ["/b/#im-here\">a", "/b/#1-step\">b", "/b/#im-here\">c", "#own\">d", "#gone\">e"] {
        assert!(prose.contains(href), "{href}\n{prose}");
    }
    built.check_problems(&["link/missing-anchor: `content/b.md` has no heading or id `#gone`"]);
}

#[test]
fn references_of_myst_lead_to_other_articles() {
    let built = build(&[
        ("content/a.md", "# A\n\nSee {ref}`keys`, {ref}`top of b`, {doc}`/sub/b` and [](sub/b.md).\n\n{ref}`gone`\n"),
        ("content/sub/b.md", "(top of b)=\n# Bee\n\n(keys)=\n## All *keys*\n\n```{note}\nText\n```\n"),
    ]);
    let first = "<p>See <a href=\"/sub/b/#keys\">All <em>keys</em></a>, <a href=\"/sub/b/\">Bee</a>, \
                 <a href=\"/sub/b/\">Bee</a> and <a href=\"/sub/b/\">Bee</a>.</p>";
    built.check("a/index.html", "A", &format!("{first}\n<p><a href=\"#gone\">gone</a></p>"));
    built.check_problems(&["link/missing-anchor: `content/a.md` has no heading or id `#gone`"]);
}

#[test]
fn names_are_read_as_their_tools_read_them() {
    let built = build(&[
        ("content/a.md", "---\ntitle: A\naliases: [/A/]\n---\n\nText.\n"),
        ("content/sub/b.md", "# B\n\n[c](a.md) [[a ]] [d]({{< relref ref=\"a\" >}}) [e](../a.md) [f](./a.md)\n"),
    ]);
    let links = "<p><a href=\"/a/\">c</a> <a href=\"/a/\">a</a> <a href=\"/a/\">d</a> <a href=\"/a/\">e</a> \
                 <a href=\"./a.md\">f</a></p>";
    built.check("sub/b/index.html", "B", links);
    built.check_problems(&[
        "site/alias-taken: `/A/` is the article's own address in another letter case",
        "link/missing-page: there is no page `content/sub/a.md`",
    ]);
}

#[test]
fn full_urls_are_aliases_by_their_paths() {
    let built = build(&[(
        "content/a.md",
        "---\ntitle: A\naliases: [\"https://old.example/x/?y\", /https://old.example/z]\n---\n\nText.\n",
    )]);
    assert_eq!(built.pages(), ["a/index.html", "x/index.html", "z/index.html"]);
    built.check_problems(&[]);
}

#[test]
fn pieces_of_docfx_stand_in_lines() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"2\"/>";
    let text = "# A\n\n1. Choose :::image type=\"icon\" source=\"media\\plus.svg\"::: and :::image type=\"content\" source=\"media/plus.svg\" alt-text=\"Plus\"::: for :::no-loc text=\"Azure\"::::::.\n\n\
        - :::image type=\"icon\" source=\"media/plus.svg\" border=\"false\":::**List** - rows\n";
    let built = build(&[("content/a.md", text), ("content/media/plus.svg", svg)]);
    let html = prose(&built.page("a/index.html"));
    assert_eq!(html.matches("<img src=\"/_assets/plus.").count(), 3, "{html}");
    assert_eq!(html.matches("alt=\"\"").count(), 2, "{html}");
    assert!(html.contains("for Azure.") && html.contains("><strong>List</strong> - rows"), "{html}");
    built.check_problems(&[]);
    assert_eq!(built.left_over, 0);
}

#[test]
fn includes_on_neighboring_lines_are_blocks_of_their_own() {
    let built = build(&[
        ("content/a.md", "# A\n\nBefore\n{% include one.md %}\n{% include two.md %}\n{% include word.md %}\nafter.\n"),
        ("_includes/one.md", "First.\n\nSecond.\n"),
        ("_includes/two.md", "## Title\n\nThird.\n"),
        ("_includes/word.md", "*word*\n"),
    ]);
    let html = prose(&built.page("a/index.html"));
    let expected = "<p>Before</p>\n<p>First.</p>\n<p>Second.</p>\n<h2 id=\"title\">";
    assert!(html.starts_with(expected) && html.ends_with("<p>Third.</p>\n<p><em>word</em>\nafter.</p>"), "{html}");
    built.check_problems(&[]);
}
