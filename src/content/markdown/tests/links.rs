use super::*;
use crate::content::LinkRole;

/// Target and shown span of each link.
#[track_caller]
fn check_links(text: &str, expected: &[(&str, &str)]) {
    let rendered = TestProject::default().render(text);
    let links: Vec<(String, String)> =
        rendered.body.links.iter().map(|link| (link.target.clone(), rendered.shown(&link.span))).collect();
    let links: Vec<(&str, &str)> = links.iter().map(|(target, shown)| (target.as_str(), shown.as_str())).collect();
    assert_eq!(links, expected);
}

#[test]
fn a_link_leaves_holes() {
    check("[a](b.md \"t\")", "<p><a href=\"[h0]\" title=\"t\"[a0]>a[e0]</a></p>\n");
}

#[test]
fn spans_show_the_target_and_nothing_else() {
    check_links("[a](b.md)", &[("b.md", "b.md")]);
    check_links("é **[a *b*](b.md#c 'title](x)')** d", &[("b.md#c", "b.md#c")]);
    check_links("[a](<b c.md>)", &[("b c.md", "b c.md")]);
    check_links("[a](b\\_c.md)", &[("b_c.md", "b\\_c.md")]);
    check_links("[a](b.md?x=1&amp;y=2)", &[("b.md?x=1&y=2", "b.md?x=1&amp;y=2")]);
    check_links("[a](b(c).md)", &[("b(c).md", "b(c).md")]);
    check_links("[`](`](b.md)", &[("b.md", "b.md")]);
    check_links("[a\nb](c.md)", &[("c.md", "c.md")]);
    check_links("[a](b\u{202f}c.md)", &[("b\u{202f}c.md", "b\u{202f}c.md")]);
    check_links("[]( b.md )", &[("b.md", "b.md")]);
}

#[test]
fn spans_are_exact_in_every_container() {
    check_links("> - x\n>   [a](b.md)\n", &[("b.md", "b.md")]);
    check_links("1. \tx [a](b.md)\r\n\r\n\ty [c](d.md)\r\n", &[("b.md", "b.md"), ("d.md", "d.md")]);
    check_links("| ö | [a](b.md) |\n|---|---|\n| \\| [c](d.md) | x |\n", &[("b.md", "b.md"), ("d.md", "d.md")]);
    check_links("## [a](b.md) {#x}\n\n[c](d.md)\n===\n", &[("b.md", "b.md"), ("d.md", "d.md")]);
    check_links("x[^1]\n\n[^1]: [a](b.md)\n", &[("b.md", "b.md")]);
}

#[test]
fn pictures_in_links_have_spans_of_their_own() {
    check_links("[![x](a.png)](b.md)", &[("b.md", "b.md"), ("a.png", "a.png")]);
}

#[test]
fn references_show_their_definition() {
    check_links("[a][b] [b] [b][]\n\n[B]: <c d.md> 't'\n", &[("c d.md", "c d.md"); 3]);
    check_links("`[b]: x.md`\n\n[b]\n\n> [b]:\n> c.md\n", &[("c.md", "c.md")]);
}

#[test]
fn links_elsewhere_are_written_as_they_are() {
    check(
        "<https://example.com/?a&b>",
        "<p><a href=\"https://example.com/?a&amp;b\">https://example.com/?a&amp;b</a></p>\n",
    );
    check("[a](mailto:x@example.com)", "<p><a href=\"mailto:x@example.com\">a</a></p>\n");
    check_links("[a](//example.com) www.example.com", &[]);
}

#[test]
fn links_to_own_hosts_are_resolved() {
    let mut project = TestProject::default();
    project.config.links.own_hosts = vec!["https://help.example.com".into()];
    let rendered = project.render("<https://help.example.com/a> https://help.example.com/b");
    let shown: Vec<String> = rendered.body.links.iter().map(|link| rendered.shown(&link.span)).collect();
    assert_eq!(shown, ["https://help.example.com/a", "https://help.example.com/b"]);
}

#[test]
fn unsafe_links_are_not_written() {
    check("[a](javascript:x)", "<p><a>a</a></p>\n");
    check_problems("[a](javascript:x)", &["link/unsafe: javascript:x"]);
    check_problems("<a href=' java&#x53;cript:x'>a</a>", &["link/unsafe:  java&#x53;cript:x"]);
}

#[test]
fn undefined_references_are_reported() {
    check_problems("a [text][nope] b", &["markup/undefined-reference: nope"]);
    check_problems("[x] list[0][i] `[a][b]` \\[a][b] [ ][ ]", &[]);
    check_problems("[text][yes]\n\n[yes]: a.md", &[]);
}

#[test]
fn raw_html_is_resolved_too() {
    check_links(
        "<p>\n<a class=x href=\"b.md#c\">x</a> <img src='a.png' srcset=\"a.png 1x, b.png 2x\" alt>\n</p>\n",
        &[("b.md#c", "b.md#c"), ("a.png", "a.png"), ("a.png", "a.png"), ("b.png", "b.png")],
    );
    check_links("> x <a\n> href=b.md>x</a>", &[("b.md", "b.md")]);
    check_links(
        "- é\n\n  <div>\n  <video poster=\"p.png\" src=v.mp4></video></div>\n",
        &[("p.png", "p.png"), ("v.mp4", "v.mp4")],
    );
    let rendered = TestProject::default().render("<img src=a.png alt=x/>");
    assert_eq!(rendered.body.links[0].role, LinkRole::RawPicture);
    assert_eq!(rendered.html(), "<img src=\"[h0]\" alt=\"x/\"[a0]>\n");
}

#[test]
fn links_in_snippets_start_from_the_snippet() {
    let project = TestProject { snippets: vec![("s", "é [a](b.md)")], ..TestProject::default() };
    let rendered = project.render("x\n\n{{> s }}\n\n[c](d.md)");
    let links: Vec<(&str, String)> =
        rendered.body.links.iter().map(|link| (link.from.as_str(), rendered.shown(&link.span))).collect();
    assert_eq!(links, [("snippets/s.md", "b.md".to_owned()), ("content/a.md", "d.md".to_owned())]);
}

#[test]
fn links_do_not_nest() {
    check(
        "<a href=\"https://x.test\">https://x.test/a</a>",
        "<p><a href=\"https://x.test\">https://x.test/a</a></p>\n",
    );
}

#[test]
fn attributes_are_written_where_they_are_harmless() {
    check(
        "[a](https://example.com){.b target=_blank onclick=x}",
        "<p><a href=\"https://example.com\" class=\"b\" target=\"_blank\">a</a></p>\n",
    );
    check("[a](https://example.com){}", "<p><a href=\"https://example.com\">a</a>{}</p>\n");
}
