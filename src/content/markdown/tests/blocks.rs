use super::*;

#[test]
fn headings_have_anchors() {
    let anchor = |id: &str| format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"link-to\">#</a>");
    check("## A & B", &format!("<h2 id=\"a--b\">A &amp; B{}</h2>\n", anchor("a--b")));
    check("### A {#x .y}", &format!("<h3 id=\"x\" class=\"y\"><span id=\"a\"></span>A{}</h3>\n", anchor("x")));
    check("# A", &format!("<h2 id=\"a\">A{}</h2>\n", anchor("a")));
}

#[test]
fn empty_headings_are_left_out() {
    check("##\n\na", "<p>a</p>\n");
}

#[test]
fn chosen_ids_win_over_made_ones() {
    let rendered = TestProject::default().render("## A\n\n## B {#a}\n\n## A\n");
    let ids: Vec<&str> = rendered.body.outline.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(ids, ["a-1", "a", "a-2"]);
    assert_eq!(rendered.problems(), [""; 0]);
    check_problems("## A {#a}\n\n## B {#a}\n", &["markup/duplicate-id: ## B {#a}"]);
}

#[test]
fn the_title_leaves_the_text() {
    let check = |title: Option<&'static str>, text: &str, found: Option<&str>, html: &str| {
        let rendered = TestProject { title, ..TestProject::default() }.render(text);
        assert_eq!(rendered.body.title.as_deref(), found);
        assert_eq!(rendered.html(), html);
    };
    check(None, "<!-- x -->\n\n# A *b*\n\nc", Some("A b"), "<!-- x -->\n<p>c</p>\n");
    check(Some("A"), "# A\n\nc", Some("A"), "<p>c</p>\n");
    check(None, "c", None, "<p>c</p>\n");
    check(None, "# A\n\n[up](#a)", Some("A"), "<span id=\"a\"></span>\n<p><a href=\"[h0]\"[a0]>up[e0]</a></p>\n");
}

#[test]
fn alerts_are_boxes() {
    let expected = "<div class=\"alert alert-tip\" role=\"note\"><p class=\"alert-title\">tip</p>\n<p>x</p>\n</div>\n";
    check("> [!TIP]\n> x\n", expected);
    check(":::tip\nx\n:::\n", expected);
    check(":::hint\nx\n:::\n", expected);
    let titled = "<div class=\"alert alert-note\" role=\"note\"><p class=\"alert-title\">My &lt;title&gt;</p>\n<p>x</p>\n</div>\n";
    check(":::note My <title>\nx\n:::\n", titled);
    check("::: info[My <title>]\nx\n:::\n", titled);
}

#[test]
fn blocks_nest_with_more_colons() {
    let tab = "<section class=\"tab\" aria-label=\"iOS\"><p class=\"tab-title\">iOS</p>\n<p>x</p>\n</section>\n";
    check("::::tabs\n:::tab iOS\nx\n:::\n::::\n", &format!("<div class=\"tabs\">\n{tab}</div>\n"));
    check(":::details More\nx\n:::\n", "<details><summary>More</summary>\n<p>x</p>\n</details>\n");
    check(":::fix\nx\n:::\n", "<div class=\"fix\"><p class=\"block-title\">fix</p>\n<p>x</p>\n</div>\n");
    check(":::steps\n1. a\n:::\n", "<ol class=\"steps\">\n<li>a</li>\n</ol>\n");
}

#[test]
fn blocks_that_go_wrong_keep_their_content() {
    check(":::nonsense\nx\n:::\n\ny\n", "<p>x</p>\n<p>y</p>\n");
    check_problems(":::nto x\nx\n:::\n", &["markup/unknown-block: :::nto x"]);
    check_problems(":::note\nx\n", &["markup/unclosed-block: :::note"]);
    check_problems("x\n\n:::\n\n## y\n", &["markup/unclosed-block: :::"]);
    check("x\n\n:::\n\ny\n", "<p>x</p>\n<p>y</p>\n");
    check_problems("> :::note\n> x\n> :::\n\n- :::tip\n  y\n  :::\n", &[]);
}

#[test]
fn steps_stand_out_in_guides() {
    let project = TestProject::of(ArticleKind::Guide);
    let text = "1. a **b**\n\n   c\n2. d\n\n:::plain\n1. e\n:::\n\n- f\n  1. g\n";
    let rendered = project.render(text);
    let steps = |text: &str| {
        let body = project.render(text).body;
        body.document.lines(&body.steps, &UiTexts::default())
    };
    assert_eq!(steps(text), ["a b\nc", "d"]);
    assert_eq!(steps("1. a\n\n   :::steps\n   1. b\n   :::\n\n   c\n2. [x] d\n"), ["a\nb\nc", "b", "d"]);
    assert_eq!(steps("1. <kbd>a</kbd>\n\n   > [!NOTE]\n   > b\n"), ["a\nnote\nb"]);
    assert_eq!(rendered.html().matches("steps").count(), 1);
}

#[test]
fn faqs_are_openable() {
    let rendered = TestProject::of(ArticleKind::Faq).render("intro\n\n## A?\n\nb\n\n- c\n\n## D?\n\n<div>e\n");
    let expected = "<p>intro</p>\n<div class=\"faq\">\n<details id=\"a\" open><summary><h2>A?</h2></summary><div class=\"answer\">\n\
                    <p>b</p>\n<ul>\n<li>c</li>\n</ul>\n</div></details>\n\
                    <details id=\"d\"><summary><h2>D?</h2></summary><div class=\"answer\">\n<div>e\n</div>\n</div></details>\n</div>\n";
    assert_eq!(rendered.html(), expected);
    let Body { questions, document, .. } = rendered.body;
    let names: Vec<_> = questions.iter().map(|question| (&*question.id, &*question.question)).collect();
    assert_eq!(names, [("a", "A?"), ("d", "D?")]);
    let answers: Vec<_> = questions.into_iter().map(|question| question.answer).collect();
    assert_eq!(document.lines(&answers, &UiTexts::default()), ["b\nc", "e"]);
}

#[test]
fn code_has_a_title_and_marked_lines() {
    let code = "<div class=\"code\"><div class=\"code-title\">a.txt</div><pre tabindex=\"0\"><code class=\"language-text\">\
                a\n<span class=\"line-mark\">b &lt;\n</span>c\n</code></pre></div>\n";
    check("```text title=\"a.txt\" {2}\na\nb <\nc\n```\n", code);
    check("    x\n", "<div class=\"code\"><pre tabindex=\"0\"><code>x\n</code></pre></div>\n");
}

#[test]
fn an_unclosed_fence_is_reported() {
    check_problems("x\n\n```js\na\n", &["markup/unclosed-fence: ```js"]);
    check_problems("```js\na\n```\n", &[]);
}

#[test]
fn tables_scroll_and_have_names() {
    let table = |label: &str| {
        format!(
            "<section class=\"table\" aria-label=\"{label}\" tabindex=\"0\"><table>\n<thead>\n<tr>\n\
             <th scope=\"col\">a</th>\n<td class=\"align-right\"></td>\n</tr>\n</thead>\n</table></section>\n"
        )
    };
    let text = "| a | |\n|---|--:|\n";
    check(&format!("{text}\n\n{text}"), &format!("{}{}", table("table"), table("table (2)")));
}

#[test]
fn tasks_have_names() {
    let input = "<input type=\"checkbox\" disabled checked aria-label=\"Do it\"> ";
    check("- [x] Do *it*\n", &format!("<ul class=\"tasks\">\n<li class=\"task\">{input}Do <em>it</em></li>\n</ul>\n"));
}

#[test]
fn footnotes_stand_at_the_end() {
    let reference = "<sup class=\"footnote-ref\"><a href=\"#fn-n\" id=\"fnref-n\" data-footnote-ref>1</a></sup>";
    let back = "<a href=\"#fnref-n\" class=\"footnote-backref\" aria-label=\"footnote-back 1\">↩</a>";
    check(
        "a[^n]\n\n[^n]: b\n\nc\n",
        &format!(
            "<p>a{reference}</p>\n<p>c</p>\n<section class=\"footnotes\" data-footnotes aria-label=\"footnotes\">\n<ol>\n\
             <li id=\"fn-n\" value=\"1\">\n<p>b {back}</p>\n</li>\n</ol>\n</section>\n"
        ),
    );
}

#[test]
fn footnotes_of_snippets_are_numbered_on() {
    let project = TestProject { snippets: vec![("s", "x[^n]\n\n[^n]: y")], ..TestProject::default() };
    let rendered = project.render("a[^n]\n\n{{> s }}\n\n{{> s }}\n\n[^n]: b\n");
    for id in ["fn-n", "fn-1-n", "fn-2-n"] {
        assert_eq!(rendered.html().matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
    }
    for number in ["ref>1<", "ref>2<", "ref>3<"] {
        assert_eq!(rendered.html().matches(number).count(), 1, "{number}");
    }
}

#[test]
fn emoji_have_names() {
    check("a :tada:", "<p>a 🎉</p>\n");
    check("`:tada:`", "<p><code>:tada:</code></p>\n");
}

#[test]
fn terms_have_descriptions() {
    check("A\n\n: b\n", "<dl>\n<dt>A</dt>\n<dd>\n<p>b</p>\n</dd>\n</dl>\n");
}

#[test]
fn several_pictures_without_words_are_a_group() {
    check(
        "![a](a.png)\n![b](b.png 'B')\n",
        "<p class=\"pictures\">[b0]<img src=\"[h0]\" alt=\"a\"[a0]>[e0]\n\
         [b1]<img src=\"[h1]\" alt=\"b\" title=\"B\"[a1]>[e1]</p>\n",
    );
    check(
        "![a](a.png) or ![b](b.png)\n",
        "<p>[b0]<img src=\"[h0]\" alt=\"a\"[a0]>[e0] or [b1]<img src=\"[h1]\" alt=\"b\"[a1]>[e1]</p>\n",
    );
}
