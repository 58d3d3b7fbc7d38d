use super::*;
use crate::html::{Token, tokens};

/// What is left of a tag; nothing if the element may not pass.
#[track_caller]
fn check(written: &str, expected: &str) {
    let tokens = tokens(written, false);
    let [Token::Tag(tag), ..] = tokens.as_slice() else { panic!("{tokens:?}") };
    let mut html = String::new();
    if let Some(tag) = start_tag(tag, Trust::Untrusted) {
        html.extend(["<", &tag.name]);
        tag.attributes.iter().for_each(|attribute| write_attribute(&attribute.name, &attribute.value, &mut html));
        html.push('>');
    }
    assert_eq!(html, expected);
}

#[test]
fn lists_are_sorted_for_binary_search() {
    assert!(ELEMENTS.is_sorted_by_key(|(name, _)| name));
}

#[test]
fn handlers_styles_and_scripts_go() {
    check("<b onclick=\"x()\" style=\"color:red\" class=\"k\">", "<b class=\"k\">");
    check("<script src=\"x.js\"></script>", "");
    check("<iframe src=\"https://example.com\"></iframe>", "");
    check("<a href=\" java\nscript:x()\">", "<a>");
    check("<a href=\"&#106;avascript:x()\">", "<a>");
    check("<form action=x>", "");
    check("<input name=y>", "");
}

#[test]
fn what_articles_are_made_of_stays() {
    check("<details open>", "<details open>");
    check("<img src=a.png alt=x>", "<img src=\"a.png\" alt=\"x\">");
    check("<a href=\"b.md#c\">", "<a href=\"b.md#c\">");
    check("<td colspan=\"2\" onclick=\"x\">", "<td colspan=\"2\">");
}

#[test]
fn what_scripts_act_on_cannot_be_written() {
    check("<div class=\"tabs k\" data-redirect=1 id=ab-x>", "<div class=\"k\">");
    check("<a class=video data-embed=x href=b>", "<a href=\"b\">");
}

#[test]
fn values_are_written_as_they_were_read() {
    check(
        "<img srcset='y 1x\"><script src=\"x.js\"></script><i title=\"'>",
        "<img srcset=\"y 1x&quot;&gt;&lt;script src=&quot;x.js&quot;&gt;&lt;/script&gt;&lt;i title=&quot;\">",
    );
    check("<b title=\"&quot;&gt;&lt;script&gt;\">", "<b title=\"&quot;&gt;&lt;script&gt;\">");
}

#[test]
fn the_list_knows_what_the_themes_scripts_act_on() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    for scripts in ["scripts", "scripts-inline", "scripts-search", "modules"] {
        for file in std::fs::read_dir(folder.join(scripts)).expect("scripts of the theme") {
            let script = std::fs::read_to_string(file.expect("a file").path()).expect("a script");
            let queries = ["querySelector('", "querySelectorAll('", "closest('", "matches('"];
            let queries = queries.iter().flat_map(|query| script.split(query).skip(1));
            for selector in queries.map(|rest| rest.split('\'').next().unwrap_or_default()) {
                // The first part of a selector is what a writer would have to be able to write.
                let first = selector.split([' ', '>', ',', ':', '[']).next().unwrap_or_default();
                let class = first.split_once('.').map_or("", |(_, class)| class);
                let is_harmless = class.is_empty() || class == "prose" || is_behaviour(class);
                assert!(is_harmless, "`{selector}` can be made with the class `{class}`");
            }
        }
    }
}
