use super::*;

/// Each tag as written, with its attributes as written in brackets; texts in quotes.
fn shown(html: &str) -> Vec<String> {
    let show = |token: Token| match token {
        Token::Tag(tag) => {
            let attributes: Vec<String> = tag
                .attributes
                .iter()
                .map(|attribute| format!("{}={}", attribute.name, &html[attribute.range.clone()]))
                .collect();
            format!("{} [{}]", &html[tag.range], attributes.join("|"))
        }
        Token::Text { text, is_raw: false } => format!("'{text}'"),
        Token::Text { text, is_raw: true } => format!("raw '{text}'"),
        Token::Comment(text) => format!("comment '{text}'"),
        Token::Unfinished { range, .. } => format!("unfinished {}", &html[range]),
    };
    tokens(html, false).into_iter().map(show).collect()
}

#[track_caller]
fn check(html: &str, expected: &[&str]) {
    assert_eq!(shown(html), expected, "{html}");
}

#[test]
fn ranges_show_what_was_written() {
    check("a<b>c</b>", &["'a'", "<b> []", "'c'", "</b> []"]);
    check(r#"é <a href="x.md">"#, &["'é '", r#"<a href="x.md"> [href=x.md]"#]);
    check("<img src='é.png' alt=\"\" >", &["<img src='é.png' alt=\"\" > [src=é.png|alt=]"]);
    check("<img src=a.png width=3>", &["<img src=a.png width=3> [src=a.png|width=3]"]);
    check("<br/>", &["<br/> []"]);
    check("<a href = \"x y\"\n title='t'>", &["<a href = \"x y\"\n title='t'> [href=x y|title=t]"]);
    check("<a A=1 a=2 b=3>", &["<a A=1 a=2 b=3> [a=1|b=3]"]);
}

#[test]
fn references_are_read() {
    check(r#"<a href="?a=1&amp;b=2">&lt;"#, &[r#"<a href="?a=1&amp;b=2"> [href=?a=1&amp;b=2]"#, "'<'"]);
    assert_eq!(tokens(r#"<a href="&#106;&Tab;&lt;">"#, false).len(), 1);
    let Some(Token::Tag(tag)) = tokens(r#"<a href="?a=1&amp;b=2">"#, false).pop() else { panic!("a tag") };
    assert_eq!(tag.attribute("href"), Some("?a=1&b=2"));
}

#[test]
fn what_only_looks_like_a_tag_is_text() {
    check("<!-- <b> -->", &["comment ' <b> '"]);
    check("<script>'<b>'</script>", &["<script> []", "raw ''<b>''", "</script> []"]);
    check("<textarea>&lt;<b></textarea>", &["<textarea> []", "'<<b>'", "</textarea> []"]);
    check("1 < 2", &["'1 < 2'"]);
    check("<?php x ?>a", &["comment '?php x ?'", "'a'"]);
    check("<!DOCTYPE html>", &["comment ''"]);
}

#[test]
fn what_would_swallow_the_rest_is_unfinished() {
    check("1 < 2 <b", &["'1 < 2 '", "unfinished <b"]);
    check("<i>a</i> </b", &["<i> []", "'a'", "</i> []", "' '", "unfinished </b"]);
    check("a <b title=\"c>", &["'a '", "unfinished <b title=\"c>"]);
    check("a <!-- b > c", &["'a '", "unfinished <!-- b > c"]);
    check("<!--> <!-- b -->", &["comment ''", "' '", "comment ' b '"]);
    check("a <?php b", &["'a '", "unfinished <?php b"]);
    check("<title>a <i>b</i>", &["unfinished <title>", "'a '", "<i> []", "'b'", "</i> []"]);
    check("<script>a</script><script>b", &["<script> []", "raw 'a'", "</script> []", "unfinished <script>", "'b'"]);
    check("<script><!--<script></script>", &["unfinished <script><!--<script></script>"]);
    check("<iframe></iframe a=\"b", &["unfinished <iframe>", "unfinished </iframe a=\"b"]);
    check("<style></styles>", &["unfinished <style>", "</styles> []"]);
}

#[test]
fn styles_of_pictures_are_elements() {
    check("<svg><style>a&gt;b</style></svg>", &["<svg> []", "<style> []", "'a>b'", "</style> []", "</svg> []"]);
    check("<svg/><title>a</title>", &["<svg/> []", "<title> []", "'a'", "</title> []"]);
}

#[test]
fn a_tag_with_thousands_of_attributes_is_not_read() {
    for (before, tag) in [("", "<b"), ("a", "<b"), ("<i>", "</b")] {
        let tag = format!("{tag}{}>c", " a=\"b\"".repeat(100_000));
        let tokens = tokens(&format!("{before}{tag}"), false);
        let range = before.len()..before.len() + tag.len();
        assert_eq!(tokens.last(), Some(&Token::Unfinished { range, tag: None }));
        assert_eq!(tokens.len(), 1 + usize::from(!before.is_empty()));
    }
}
