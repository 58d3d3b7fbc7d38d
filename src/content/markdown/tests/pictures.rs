use super::*;
use crate::content::LinkRole;

#[test]
fn a_picture_alone_can_be_enlarged() {
    check("![a](b.png)", "<p>[b0]<img src=\"[h0]\" alt=\"a\"[a0]>[e0]</p>\n");
    assert_eq!(TestProject::default().render("![a](b.png)").body.links[0].role, LinkRole::Picture);
}

#[test]
fn a_picture_in_a_line_cannot() {
    assert_eq!(TestProject::default().render("x ![a](b.png)").body.links[0].role, LinkRole::InlinePicture);
    assert_eq!(
        TestProject::default().render("[![a](b.png)](https://x.test)").body.links[0].role,
        LinkRole::InlinePicture
    );
}

#[test]
fn a_title_is_a_caption() {
    check(
        "![a](b.png \"C & d\")",
        "<figure>[b0]<img src=\"[h0]\" alt=\"a\"[a0]>[e0]<figcaption>C &amp; d</figcaption></figure>\n",
    );
}

#[test]
fn recordings_are_played() {
    check(
        "![Tour](t.mp4)",
        "<p>[b0]<video controls preload=\"metadata\" src=\"[h0]\" aria-label=\"Tour\"[a0]></video>[e0]</p>\n",
    );
    assert_eq!(TestProject::default().render("![a](b.WebM)").body.links[0].role, LinkRole::Video);
}

#[test]
fn recordings_of_hosts_load_nothing_before_a_click() {
    let html = TestProject::default().render("![Tour](https://youtu.be/abc)").html();
    assert!(html.starts_with("<a class=\"video\" href=\"https://www.youtube.com/watch?v=abc\" data-embed="), "{html}");
    assert!(!html.contains("<img") && !html.contains("<iframe") && !html.contains("<p>"), "{html}");
}

#[test]
fn missing_alternative_texts_are_noted() {
    check_problems("x ![](a.png)", &["image/no-alt: ![](a.png)"]);
    check_problems("<img src=\"a.png\">", &["image/no-alt: <img src=\"a.png\">"]);
    check_problems("<img src=\"a.png\" alt=\"\"> ![a](b.png)", &[]);
}
