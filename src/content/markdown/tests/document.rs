use super::*;
use crate::content::document::{Block, Step, blocks};
use crate::search::text::sections;

/// The passages of an article as `Kind: text`, with a `§` where a section begins.
fn passages(kind: ArticleKind, text: &str) -> Vec<String> {
    let body = TestProject::of(kind).render(text).body;
    let record = body.document.record(&UiTexts::default());
    let show =
        |block: Block<'_>| format!("{}{:?}: {}", if block.is_title { "§" } else { "" }, block.kind, block.line());
    blocks(&record).map(show).collect()
}

#[test]
fn a_text_is_cut_at_its_blocks() {
    let check = |text: &str, expected: &[&str]| assert_eq!(passages(ArticleKind::Article, text), expected, "{text}");
    check("One & **two**\nthree\\\nfour :tada:", &["Text: One & two three four 🎉"]);
    check("# A\n\n- x\n- [y](b.md)\n\n  z\n", &["§Heading: A", "Item: x", "Item: y", "Text: z"]);
    check("- a\n  - b\n\n> c\n", &["Item: a", "Item: b", "Text: c"]);
    check("| A | |\n|---|---|\n| `1` | 2 |\n", &["Text: A |", "Text: 1 | 2"]);
    check("```js title=\"a.js\"\n\nx  y\n  z\n\n```\nend", &["Text: a.js", "Code: x  y\n  z", "Text: end"]);
    check("term\n: def\n", &["Text: term", "Text: def"]);
    check("> [!NOTE] Mind\n> this\n\n![p](a.png \"Caption\")\n", &["Text: Mind", "Text: this", "Text: Caption"]);
    check("> [!NOTE]\n> x\n\n:::details\ny\n:::\n", &["Text: note", "Text: x", "Heading: details", "Text: y"]);
    check("## ![Tour](https://youtu.be/abc) b\n", &["§Heading: play-videoYouTube b"]);
    check("a[^1] b\n\n[^1]: note\n", &["Text: a1 b", "Item: note ↩"]);
}

#[test]
fn items_of_numbered_lists_are_steps() {
    let check = |text: &str, expected: &str| {
        let body = TestProject::of(ArticleKind::Article).render(text).body;
        let record = body.document.record(&UiTexts::default());
        let sign = |block: Block<'_>| match block.step {
            Some(Step::First) => "1",
            Some(Step::Next) => "+",
            None => "-",
        };
        assert_eq!(blocks(&record).map(sign).collect::<String>(), expected, "{text}");
    };
    check("1. a\n2. b\n\n   c\n3. d\n", "1+-+");
    check("- a\n- b\n", "--");
    check("1. a\n   - b\n   1. c\n2. d\n", "1--+");
    check("- a\n  1. b\n", "--");
    check("3. a\n4. b\n", "--");
    check("1. a\n\nb\n\n1. c\n", "1-1");
}

#[test]
fn raw_html_is_cut_at_its_blocks() {
    let check = |text: &str, expected: &[&str]| assert_eq!(passages(ArticleKind::Article, text), expected, "{text}");
    check("<div>a<br>b <i>c</i></div>d", &["Text: a b c", "Text: d"]);
    check("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td></td></tr></table>", &["Text: A | B", "Text: 1 |"]);
    check("<h2>A <b>b</b></h2>\n\n<h3></h3>\n\nx", &["§Heading: A b", "Text: x"]);
    check("<details>\n<summary>s</summary>\n\nx\n\n</details>", &["Heading: s", "Text: x"]);
    check("<pre><div>a\n  b</div><div>c</div></pre>", &["Code: a\n  b\nc"]);
    check("a <button>b</button> &lt;&nbsp;<your-name>", &["Text: a", "Text: b", "Text: < <your-name>"]);
}

#[test]
fn what_nobody_reads_is_no_passage() {
    let check = |text: &str, expected: &[&str]| assert_eq!(passages(ArticleKind::Article, text), expected, "{text}");
    check("a<!-- b --> <svg><title>c</title><svg/></svg><template>d</template><script>e</script>f", &["Text: a f"]);
    check("<svg viewBox=\"0 0 1 1\"/>\n\na", &["Text: a"]);
    check("![alt](a.png) b ![v](a.mp4)", &["Text: b"]);
    check("", &[]);
}

#[test]
fn headings_of_the_outline_begin_sections() {
    let check = |kind: ArticleKind, text: &str, expected: &[(&str, &str)]| {
        let sections = sections(&TestProject::of(kind).render(text).body, &UiTexts::default());
        let seen: Vec<_> = sections.iter().map(|section| (&*section.id, &*section.text)).collect();
        assert_eq!(seen, expected, "{text}");
    };
    let text = "a\n\n## B\n\n> ## C\n\n## ![](d.png)\n\n| e |\n|---|\n| f |\n\n<h3 id=\"g\">G</h3>\nh";
    check(ArticleKind::Article, text, &[("", "a"), ("b", "C"), ("section", "e · f"), ("g", "h")]);
    check(ArticleKind::Faq, "## Why?\n\nSo.\n\n## How?\n", &[("", ""), ("why", "So."), ("how", "")]);
    check(ArticleKind::Article, "", &[("", "")]);
    check(ArticleKind::Article, "<h2>\n\n## A\n\n</h2>\n\nb", &[("", ""), ("a", ""), ("a-1", "b")]);
}

#[test]
fn links_of_a_form_have_their_words() {
    let text = "See [the *large*\nform](a.pdf), [](b.pdf), [![x](y.png)](c.pdf) and <a href=\"d.pdf\">d</a>";
    let texts = |kind| TestProject::of(kind).render(text).body.link_texts;
    let expected = [(0, "the large form"), (1, ""), (2, "")];
    let found = texts(ArticleKind::Form);
    let found: Vec<_> = found.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(found, expected.map(|(_, text)| text));
    assert!(texts(ArticleKind::Article).is_empty());
}

#[test]
fn what_comes_from_elsewhere_is_noted() {
    let check = |text: &str, pictures: bool, media: bool, frames: &[&str]| {
        let needs = TestProject::default().render(text).body.needs;
        let found: Vec<&str> = needs.frames.iter().map(String::as_str).collect();
        assert_eq!((needs.remote_pictures, needs.remote_media, &*found), (pictures, media, frames), "{text}");
    };
    check("![a](b.png) [c](https://a.example/d.png) `<img src=\"https://a.example/\">`", false, false, &[]);
    check("![a](https://a.example/b.png)", true, false, &[]);
    check("<img alt=\"\" src=\"//a.example/b.png\">", true, false, &[]);
    check("<div><noscript><img src=\"https://a.example/b.png\"></noscript></div>", true, false, &[]);
    check("<!-- <img src=\"https://a.example/b.png\"> -->", false, false, &[]);
    check("![a](https://a.example/b.mp4)", false, true, &[]);
    check("<video><source src=\"https://a.example/b\"></video>", false, true, &[]);
    check("<iframe src=\"https://v.example/e?a=1\"></iframe>", false, false, &["https://v.example"]);
    check("![a](https://youtu.be/abc)", false, false, &["https://www.youtube-nocookie.com"]);
}
