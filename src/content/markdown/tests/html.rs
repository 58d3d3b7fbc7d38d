use super::*;

#[test]
fn balanced_html_passes() {
    for html in ["<div>\n<p>a</p>\n</div>\n", "<ul>\n<li>a\n<li>b\n</ul>\n"] {
        check(html, html);
        check_problems(html, &[]);
    }
    let table = "<table>\n<tr><td>a</td></tr>\n</table>";
    let region = "<section class=\"table\" aria-label=\"table\" tabindex=\"0\">";
    check(&format!("{table}\n"), &format!("{region}{table}</section>\n"));
    check("a <kbd>b</kbd> <br> c", "<p>a <kbd>b</kbd> <br> c</p>\n");
    check(
        "<details>\n<summary>a</summary>\n\n**b**\n\n</details>\n",
        "<details>\n<summary>a</summary>\n<p><strong>b</strong></p>\n</details>\n",
    );
}

#[test]
fn what_is_left_open_is_closed() {
    check("<div>\n\na\n", "<div>\n<p>a</p>\n</div>");
    check_problems("<div>\n\na\n", &["markup/unbalanced-html: <div>"]);
    check("- a <b>c\n- d\n", "<ul>\n<li>a <b>c</b></li>\n<li>d</li>\n</ul>\n");
    check("*<b>a*\n", "<p><em><b>a</b></em></p>\n");
    let table = "<table><b>a<td>b\n</td></b></table>";
    check(
        "<table><b>a<td>b\n",
        &format!("<section class=\"table\" aria-label=\"table\" tabindex=\"0\">{table}</section>"),
    );
    check("<svg><title>a<rt></svg>b\n", "<p><svg><title>a<rt></rt></title></svg>b</p>\n");
    check("<div><script/>a<b</script></div>\n", "<div><script>a<b</script></div>\n");
}

/// Browsers end a table where another begins outside of its cells; end tags for both would end what is around the article.
#[test]
fn tables_nest_only_in_cells() {
    let problem = "markup/unbalanced-html: <table>";
    let region = "<section class=\"table\" aria-label=\"table\" tabindex=\"0\">";
    let nested = "<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>";
    check(nested, &format!("{region}{nested}</section>\n"));
    check_problems(nested, &[]);
    let within = "<table><div>a<table><tr><td>b</td></tr></table></div></table>";
    check_problems(
        within,
        &[
            "markup/unbalanced-html: <div>",
            problem,
            &problem.replace("<table>", "</div>"),
            &problem.replace("<table>", "</table>"),
        ],
    );
    for text in
        ["<table>\n\n- a <table><tr><td>b</table>\n", "<table>\n\n| a |\n|-|\n", "<table>\n\n:::note\n<table>\n:::\n"]
    {
        let html = TestProject::default().render(text).html();
        let first = html.find("</table>").expect("an end tag");
        let second = html.rfind("<table").expect("a start tag");
        assert!(first < second, "{html}");
    }
}

/// In browsers, an item, cell or control ends the one before with all that is open in it.
#[test]
fn items_and_controls_end_what_is_open_in_the_one_before() {
    check("<ul><li><div>a<li>b</ul>\n", "<ul><li><div>a</div><li>b</ul>\n");
    check("<li><div>a<ul><li>b</ul></div>\n", "<li><div>a<ul><li>b</ul></div>\n</li>");
    check("- a <div>b<li>c</div>\n", "<ul>\n<li>a <div>bc</div></li>\n</ul>\n");
    check_problems("- a <div>b<li>c</div>\n", &["markup/unbalanced-html: <li>"]);
    check(
        "<button><div>a<button>b</button></div></button>\n",
        "<p><button><div>a</div></button><button>b</button></p>\n",
    );
    check("<select><div>a<input></div></select>\n", "<p><select><div>a</div></select><input></p>\n");
    check("a <li>b\n\n<div>c<li>d</div>\n", "<p>a <li>b</li></p>\n<div>c<li>d</div>\n");
    check("<svg><g>`b`<title>c</title></g></svg>\n", "<p><svg><g></g></svg><code>b</code><title>c</title></p>\n");
    let cells = TestProject::default().render("<table><tr><td><div>a<td>b</table>\n").html();
    assert!(cells.contains("<tr><td><div>a</div></td><td>b</td></table>"), "{cells}");
}

/// Browsers ignore a cell outside of a table and a form in a form, and most of them a table in a `<select>`, so none of
/// them hides what is around it.
#[test]
fn elements_that_browsers_ignore_are_left_out() {
    check("<select><div><td>a<select>b\n", "<p><select><div>a</div></select><select>b</select></p>\n");
    check("<button><div><td>a<button>b\n", "<p><button><div>a</div></button><button>b</button></p>\n");
    check("<ul><li><div><td>a<li>b</ul>\n", "<ul><li><div>a</div><li>b</ul>\n");
    check("<select><div><table><tr><td>a<select>b\n", "<p><select><div>a</div></select><select>b</select></p>\n");
    check("<select><svg><desc>a</desc></svg></select>\n", "<p><select>a</select></p>\n");
    check("<form><dd><div><form><dt>a\n", "<form><dd><div></div><dt>a\n</form>");
    check_problems("<form>\n<form>\n</form>", &["markup/unbalanced-html: <form>"]);
    check_problems("a <td>b", &["markup/unbalanced-html: <td>"]);
    check_problems("<select><table>\n</select>", &["markup/unbalanced-html: <table>"]);
}

#[test]
fn what_would_swallow_the_page_is_shown() {
    let check = |text: &str, html: &str, problem: &str| {
        check(text, html);
        check_problems(text, &[&format!("markup/unbalanced-html: {problem}")]);
    };
    check("é\n\n<!-- a\n\nb", "<p>é</p>\n<p>&lt;!-- a\n\nb</p>\n", "<!--");
    check("<script\nb", "<p>&lt;script\nb</p>\n", "<script");
    check("<textarea>\n\nb", "<p>&lt;textarea&gt;\n\nb</p>\n", "<textarea>");
    check("<title>\n\n**b**", "<p>&lt;title&gt;</p>\n<p><strong>b</strong></p>\n", "<title>");
    check("a <title> **b**", "<p>a &lt;title&gt; <strong>b</strong></p>\n", "<title>");
    check("a <iframe src=\"b\"> c", "<p>a &lt;iframe src=\"b\"&gt; c</p>\n", "<iframe");
    check("<div\n\nb", "<p>&lt;div</p>\n<p>b</p>\n", "<div");
}

#[test]
fn elements_whose_content_is_no_html_may_be_cut_in_pieces() {
    check("a <textarea>b</textarea> c", "<p>a <textarea>b</textarea> c</p>\n");
    check_problems("a <textarea>b</textarea> c", &[]);
    let frame = " class=\"frame ratio-16-9\" loading=\"lazy\">";
    let html = format!("<p>a <iframe src=\"https://x.test\"{frame}</iframe> b</p>\n");
    check("a <iframe src=\"https://x.test\"></iframe> b", &html);
    let html = format!("<iframe title=\"a\"{frame}\n</iframe>\n<p>b</p>\n");
    check("<iframe title=\"a\">\n\n</iframe>\n\nb", &html);
    check_problems("<iframe title=\"a\">\n\n</iframe>\n\nb", &[]);
}

#[test]
fn what_stands_in_a_frame_of_a_video_is_left_out() {
    for text in
        ["<iframe src=\"https://youtu.be/a\">b</iframe>\n", "<iframe src=\"https://youtu.be/a\">b\n\n</iframe>\n"]
    {
        let html = TestProject::default().render(text).html();
        assert!(html.starts_with("<a class=\"video\"") && html.ends_with("</small></a>\n"), "{html}");
        check_problems(text, &[]);
    }
}

#[test]
fn end_tags_that_close_nothing_go() {
    check("a</div> b", "<p>a b</p>\n");
    check_problems("é</div> b", &["markup/unbalanced-html: </div>"]);
}

#[test]
fn an_end_tag_in_a_line_ends_its_paragraph() {
    check("<div>\n\na</div>\n\nb", "<div>\n<p>a</p></div>\n\n<p>b</p>\n");
    check_problems("<div>\n\na</div>\n\nb", &[]);
}

#[test]
fn a_raw_paragraph_ends_where_markdown_begins() {
    check("<p align=\"center\">\n\na\n\n</p>\n", "<p align=\"center\">\n<p>a</p>\n");
    check_problems("<p align=\"center\">\n\na\n\n</p>\n", &[]);
}

#[test]
fn slashes_do_not_close_elements() {
    check("<a name=\"x\"/>a", "<p><a name=\"x\"></a>a</p>\n");
    check("a<br/>b", "<p>a<br>b</p>\n");
}

#[test]
fn placeholders_are_shown() {
    check("a <your-name> b", "<p>a &lt;your-name&gt; b</p>\n");
    check_problems("a <your-name> <PORT>", &["markup/unknown-element: <your-name>", "markup/unknown-element: <PORT>"]);
    check("<your-name>\n", "<p>&lt;your-name&gt;</p>\n");
}

#[test]
fn components_of_other_tools_are_left_out() {
    check("<DocCardList />\n\na", "<p>a</p>\n");
    check("<Steps>\n\na\n\n</Steps>\n", "<p>a</p>\n");
    let rendered = TestProject::default().render("<Steps>\n\na\n\n</Steps>\n");
    assert_eq!(rendered.problems(), ["markup/unknown-element: <Steps>"]);
    assert_eq!(rendered.diagnostics[0].message, "`<Steps>` is not an HTML element");
}

#[test]
fn what_the_policy_blocks_is_noted_once() {
    check_problems(
        "<b style=\"x\" onclick=\"y\">a</b> <i style=\"z\">b</i>",
        &["markup/blocked-by-policy: <b style=\"x\" onclick=\"y\">"; 2],
    );
    check_problems("<script>\n'<b>'\n</script>\n", &["markup/blocked-by-policy: <script>"]);
}

#[test]
fn ids_are_anchors() {
    let rendered = TestProject::default().render("<a id=\"x\"></a> <a name=\"y\"></a>\n\n## X\n");
    let anchors: Vec<&str> = rendered.body.anchors.iter().map(|anchor| &**anchor).collect();
    assert_eq!(anchors, ["x", "x-1", "y"]);
    assert_eq!(rendered.problems(), [""; 0]);
    check_problems("<i id=\"x\"></i> <b id=\"x\"></b>", &["markup/duplicate-id: x"]);
}

#[test]
fn raw_html_can_be_switched_off() {
    let mut project = TestProject::default();
    project.config.markdown.raw_html = false;
    let check = |text: &str, expected: &str| assert_eq!(project.render(text).html(), expected);
    check("<b onclick=x>a</b><script>alert(1)</script>", "<p><b>a</b>alert(1)</p>\n");
    check("<iframe src=\"https://x.test\"></iframe>\n", "");
    check("<iframe src=\"https://www.youtube.com/embed/a\"></iframe>\n", "");
    check("<script>\nalert(1)\n</script>\n\na", "<p>a</p>\n");
    check(
        "<details><summary>a</summary>\n\nb\n\n</details>\n",
        "<details><summary>a</summary>\n<p>b</p>\n</details>\n",
    );
    check("<a href=\"b.md\">c</a>", "<p><a href=\"[h0]\">c</a></p>\n");
    check("<!-- a --><div><svg onload=x></div>\n", "<div></div>\n");
}

#[test]
fn what_is_switched_off_is_noted_once() {
    let mut project = TestProject::default();
    project.config.markdown.raw_html = false;
    let text = "<b onclick=x>a</b> <i onclick=y>a</i> <iframe></iframe>\n\n<iframe></iframe>\n";
    let problems = ["markup/removed-html: <b onclick=x>", "markup/removed-html: <iframe>"];
    assert_eq!(project.render(text).problems(), problems);
    assert_eq!(
        project.render("[a](b.md){data-redirect=1 .tabs .k}").html(),
        "<p><a href=\"[h0]\" class=\"k\"[a0]>a[e0]</a></p>\n"
    );
}

#[test]
fn holes_cannot_be_forged() {
    check("a\0h0\0", "<p>a\u{FFFD}h0\u{FFFD}</p>\n");
    check("<b title=\"\0h0\0\">", "<b title=\"\u{FFFD}h0\u{FFFD}\">\n</b>");
}

#[test]
fn raw_headings_are_led_to_like_all_others() {
    let check = |text: &str, html: &str, outline: &[(u8, &str, &str)]| {
        let rendered = TestProject::default().render(text);
        assert_eq!(rendered.html(), html);
        let seen: Vec<_> =
            rendered.body.outline.iter().map(|heading| (heading.level, &*heading.id, &*heading.text)).collect();
        assert_eq!(seen, outline);
    };
    check(
        "<h2 class=\"q\">\n  <button>Lost &amp; found?</button>\n</h2>\n",
        "<h2 id=\"lost--found\" class=\"q\">\n  <button>Lost &amp; found?</button>\n</h2>\n",
        &[(2, "lost--found", "Lost & found?")],
    );
    check("<h3 id=\"x\">A</h3>\n", "<h3 id=\"x\">A</h3>\n", &[(3, "x", "A")]);
    check("<h2></h2>\n", "<h2></h2>\n", &[]);
    check("<h2>A<h3>B</h3></h2>\n", "<h2 id=\"a-b\">A<h3>B</h3></h2>\n", &[(2, "a-b", "A B")]);
    check(
        "<h2>\n\nПривет, мир!\n\n</h2>\n",
        "<h2 id=\"привет-мир\">\n<p>Привет, мир!</p>\n</h2>\n",
        &[(2, "привет-мир", "Привет, мир!")],
    );
    check(
        "<h2>\n\nHello — world\n\n</h2>\n",
        "<h2 id=\"hello--world\">\n<p>Hello — world</p>\n</h2>\n",
        &[(2, "hello--world", "Hello — world")],
    );
    check("<h2>\n\n🎉 a\n\n</h2>\n", "<h2 id=\"-a\">\n<p>🎉 a</p>\n</h2>\n", &[(2, "-a", "🎉 a")]);
    check("> <h2>A</h2>\n", "<blockquote>\n<h2>A</h2>\n</blockquote>\n", &[]);
}

/// `<dt>` ends the `<dd>`, with the `<div>` in it, whose end tag would then end what is around the article.
#[test]
fn html_that_browsers_nest_differently_is_shown_as_text() {
    let text = "a <html><dd>b\n\n<div><dt>c\n\n*d*\n";
    check(text, "<p>a &lt;html&gt;&lt;dd&gt;b</p>\n<p>&lt;div&gt;&lt;dt&gt;c</p>\n<p><em>d</em></p>\n");
}
