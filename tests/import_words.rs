//! The words of the built page are those of the source, in their order, whatever they look like in Markdown.

mod support;

use answerbook::import::page::{self, HtmlElement, HtmlNode, visible_text};
use proptest::prelude::*;
use serde_json::json;
use support::TestFolder;
use support::built::BuiltSite;

/// Texts that mean something in Markdown, or in the dialect of some tool.
const TEXTS: &[&str] = &[
    "plain words",
    "*a* _b_ `c`",
    "**bold",
    "{{x}}",
    "{{ x }}",
    "{% y %}",
    "{{< z >}}",
    "{{> part }}",
    "{{% w %}}",
    "==m==",
    "~~s~~",
    "~5~",
    ":tada:",
    "[x](y)",
    "![x](y)",
    "[^1]",
    "[^1]: z",
    "[[page]]",
    "![[picture.png]]",
    "[TOC]",
    "[ ] task",
    "[!NOTE]",
    "# heading",
    "## two ##",
    "1. one",
    "12) two",
    "- item",
    "* item",
    "+ item",
    "> quote",
    "&lt;b&gt;",
    "&amp;amp;",
    "&lt;!-- c --&gt;",
    "&lt;/div&gt;",
    "a|b",
    "| - | - |",
    "---",
    "***",
    "___",
    "===",
    "=== \"tab\"",
    "!!! note",
    "??? note",
    "::: tip",
    ":::details x",
    "--8&lt;-- \"f\"",
    "++ctrl+c++",
    "{--gone--}",
    "{++new++}",
    "{~~a~&gt;b~~}",
    "{&gt;&gt;c&lt;&lt;}",
    "{.class}",
    "{#id}",
    "{: .x}",
    "{key=value}",
    "^1^",
    "x^2",
    " ^block",
    "%%comment%%",
    "$$x$$",
    "$x$",
    "\\",
    "\\n",
    "C:\\new\\*",
    "https://a.example/b_c",
    "www.a.example",
    "a@b.example",
    "xref:q",
    "@user",
    "#tag",
    "term",
    ": description",
    "日本語。",
    "Straße",
    "עברית",
    "e\u{301}",
    "👨‍👩‍👧 x",
    "5&nbsp;kg",
    "a&nbsp;b",
    "“q”",
    "1 < 2 > 0",
    "it's \"q\"",
    "...",
    "--",
    "(c)",
    "import x from 'y'",
    "export const a = 1",
    "&lt;Tabs&gt;",
    "*[HTML]: x",
    "[a]: /b",
    "a\\_b",
    "`",
    "``",
    "```",
    "~~~",
    "\t tab",
    "%}",
    "}}",
    "&#65;",
    "TODO: x",
    "@[x](y)",
    "[x]{.y}",
    "a:b:c",
    "::",
    "- [x] done",
    "title: x",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TEXTS), 1..4).prop_map(|parts| parts.join(" "))
}

/// Words and elements of a line.
fn line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => text(),
        1 => text().prop_map(|text| format!("<b>{text}</b>")),
        1 => text().prop_map(|text| format!("<em>{text}</em>tail")),
        1 => text().prop_map(|text| format!("head<strong>{text}</strong>")),
        1 => text().prop_map(|text| format!("<code>{text}</code>")),
        1 => text().prop_map(|text| format!("<a href=\"https://a.example/x_(y)?a=1&amp;b=*\">{text}</a>")),
        1 => text().prop_map(|text| format!("<span style=\"font-weight:bold\">{text}</span>")),
        1 => text().prop_map(|text| format!("<sub>{text}</sub>")),
        1 => text().prop_map(|text| format!("<s>{text}</s>")),
        1 => Just("<br>".to_owned()),
        1 => Just("&nbsp;".to_owned()),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.join(" "))
}

fn block() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => line().prop_map(|line| format!("<p>{line}</p>")),
        1 => line().prop_map(|line| format!("<div>{line}</div>")),
        1 => (2..6, line()).prop_map(|(level, line)| format!("<h{level}>{line}</h{level}>")),
        1 => text().prop_map(|text| format!("<pre>{text}\n  {text}</pre>")),
        1 => (line(), line(), line(), line()).prop_map(|(a, b, c, d)| format!("<table><tr><th>{a}</th><th>{b}</th></tr><tr><td>{c}</td><td>{d}</td></tr></table>")),
        1 => (line(), line()).prop_map(|(a, b)| format!("<table><tr><td colspan=\"2\">{a}</td></tr><tr><td>{b}</td><td>x</td></tr></table>")),
        1 => Just("<hr>".to_owned()),
        1 => Just("<p>&nbsp;</p><p><br></p>".to_owned()),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|items| format!("<li>{}</li>", items.join("</li><li>")))
                .prop_map(|items| format!("<ul>{items}</ul>")),
            prop::collection::vec(inner.clone(), 1..4)
                .prop_map(|items| format!("<li>{}</li>", items.join("</li><li>")))
                .prop_map(|items| format!("<ol>{items}</ol>")),
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|inner| format!("<blockquote>{}</blockquote>", inner.concat())),
            (text(), prop::collection::vec(inner.clone(), 1..3))
                .prop_map(|(title, inner)| format!("<details><summary>{title}</summary>{}</details>", inner.concat())),
            prop::collection::vec(inner, 1..3).prop_map(|inner| format!("<div><b>{}</b></div>", inner.concat())),
        ]
    })
}

fn article() -> impl Strategy<Value = String> {
    prop::collection::vec(block(), 1..6).prop_map(|blocks| blocks.concat())
}

/// The words of a text without the bullets that people type by hand, which become lists.
fn words(nodes: &[HtmlNode]) -> String {
    page::squeezed(&visible_text(nodes))
}

/// The article of a built page, without what the theme adds.
fn prose(html: &str) -> Vec<HtmlNode> {
    let root = page::document(html);
    let prose = root.find(&|element| element.has_class("prose")).expect("an article").clone();
    without_added(&prose.children)
}

fn without_added(nodes: &[HtmlNode]) -> Vec<HtmlNode> {
    let is_added = |element: &HtmlElement| element.has_class("anchor") || element.name == "button";
    let keep = |node: &HtmlNode| match node {
        HtmlNode::Element(element) if is_added(element) => None,
        HtmlNode::Element(element) => {
            Some(HtmlNode::Element(HtmlElement { children: without_added(&element.children), ..element.clone() }))
        }
        HtmlNode::Text(_) => Some(node.clone()),
    };
    nodes.iter().filter_map(keep).collect()
}

#[track_caller]
fn check(bodies: &[String]) {
    let articles: Vec<_> = bodies
        .iter()
        .enumerate()
        .map(|(number, body)| {
            json!({ "id": number + 1, "section_id": 2, "title": format!("Article {}", number + 1), "body": body, "locale": "en-us", "draft": false,
                    "user_segment_id": null, "position": 1 })
        })
        .collect();
    let places = json!({
        "categories": [{ "id": 1, "name": "All", "position": 1, "locale": "en-us" }],
        "sections": [{ "id": 2, "category_id": 1, "name": "Some", "position": 1, "locale": "en-us" }],
    });
    let folder = TestFolder::new()
        .file("export/places.json", places.to_string())
        .file("export/articles.json", json!({ "articles": articles }).to_string())
        .run("import zendesk export -o help")
        .check();
    let site = BuiltSite::read(&folder.path("help"));
    for (number, body) in bodies.iter().enumerate() {
        let built = site.text(&format!("all/some/article-{}/index.html", number + 1));
        let markdown = folder.read(&format!("help/content/all/some/article-{}.md", number + 1));
        assert_eq!(
            words(&prose(&built)),
            words(&page::fragment(body)),
            "\n--- HTML:\n{body}\n--- Markdown:\n{markdown}"
        );
    }
}

#[test]
fn each_text_alone_keeps_its_words() {
    let alone: Vec<String> = TEXTS.iter().map(|text| format!("<p>{text}</p>")).collect();
    check(&alone);
    let between: Vec<String> =
        TEXTS.iter().map(|text| format!("<p>before {text} after<br>{text}</p><ul><li>{text}</li></ul>")).collect();
    check(&between);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn pages_have_the_words_of_their_source(bodies in prop::collection::vec(article(), 12)) {
        check(&bodies);
    }
}
