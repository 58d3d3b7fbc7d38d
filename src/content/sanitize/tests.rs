use super::*;

#[track_caller]
fn check(html: &str, expected: &str) {
    assert_eq!(fragment(html, Trust::Untrusted), expected);
}

#[test]
fn lists_are_sorted_for_binary_search() {
    assert!(ELEMENTS.is_sorted_by_key(|(name, _)| name));
}

#[test]
fn handlers_styles_and_scripts_go() {
    check("<b onclick=\"x()\" style=\"color:red\" class=\"k\">a", "<b class=\"k\">a</b>");
    check("<script src=\"x.js\"></script>", "");
    check("<iframe src=\"https://example.com\"></iframe>", "");
    check("<a href=\" java\nscript:x()\">a</a>", "<a>a</a>");
    check("<a href=\"&#106;avascript:x()\">a</a>", "<a>a</a>");
    check("<form action=x><input name=y></form>", "");
}

#[test]
fn what_articles_are_made_of_stays() {
    check("<details open><summary>a</summary>b</details>", "<details open><summary>a</summary>b</details>");
    check("<img src=a.png alt=x>", "<img src=\"a.png\" alt=\"x\">");
    check("<a href=\"b.md#c\">d</a>", "<a href=\"b.md#c\">d</a>");
    check("<td colspan=\"2\" onclick=\"x\">a", "<td colspan=\"2\">a</td>");
    check("1 &lt; 2 &amp; é", "1 &lt; 2 &amp; é");
}

#[test]
fn what_scripts_act_on_cannot_be_written() {
    check("<div class=\"tabs k\" data-redirect=1 id=ab-x>a</div>", "<div class=\"k\">a</div>");
    check("<a class=video data-embed=x href=b>a</a>", "<a href=\"b\">a</a>");
}

#[test]
fn values_are_written_as_they_were_read() {
    check(
        "<img srcset='y 1x\"><script src=\"x.js\"></script><i title=\"'>",
        "<img srcset=\"y 1x&quot;&gt;&lt;script src=&quot;x.js&quot;&gt;&lt;/script&gt;&lt;i title=&quot;\">",
    );
    check("<b title=\"&quot;&gt;&lt;script&gt;\">a</b>", "<b title=\"&quot;&gt;&lt;script&gt;\">a</b>");
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

/// Payloads that got through sanitizers whose output a browser read in another way than they did.
#[test]
fn nothing_changes_its_meaning_when_it_is_read_again() {
    const PAYLOADS: &[&str] = &[
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<svg><p><style><g title=\"</style><img src onerror=alert(1)>\">",
        "<table><caption><svg><title><table><caption></caption></table><style><a title=\"</style><img src onerror=x>\">",
        "<select><template><style><!--</style><a rel=\"--></style></template></select><img id=x src onerror=alert(1)>\">",
        "<textarea><svg></textarea><img src=x onerror=alert(1)>",
        "<xmp><p title=\"</xmp><img src onerror=alert(1)>\">",
        "<listing>&lt;img onerror=alert(1) src&gt;</listing>",
        "<plaintext><img src onerror=x>",
        "<!--><img src onerror=x>-->",
        "<!--!><img src onerror=x>-->",
        "<!--a--!><img src onerror=x>",
        "<a/href=javascript:x onclick=y>z</a>",
        "<img src=`x`onerror=alert(1)>",
        "<img \"\"\"><script>alert(1)</script>\">",
        "<<script>alert(1)//<</script>",
        "<iframe srcdoc=\"<script>x</script>\"></iframe>",
        "<b \"<script>\"=1 '>",
        "<br\0onload=x><scr\0ipt>",
        "<svg/onload=x><svg><script>a</script>",
        "<math><annotation-xml encoding=\"text/html\"><style><img src onerror=x></style></annotation-xml></math>",
        "<details ontoggle=x open><summary onclick=y>",
        "<a href=\"&Tab;java&NewLine;script&colon;x\">a</a>",
        "<video><source onerror=x><style></video><img onerror=x src=\"</style>\">",
        "<template><img src onerror=x></template>",
        "<ruby><rt><svg><desc><noscript><img title=\"</noscript><img src onerror=x>\">",
    ];
    for payload in PAYLOADS {
        let once = fragment(payload, Trust::Untrusted);
        for token in tokens(&once, false) {
            match token {
                Token::Tag(tag) => {
                    assert!(passes_untrusted(&tag.name), "{payload} became {once}");
                    let clean = start_tag(&tag, Trust::Untrusted).map(|clean| clean.attributes.len());
                    assert_eq!(clean, Some(tag.attributes.len()), "{payload} became {once}");
                }
                Token::Text { is_raw: false, .. } => {}
                token => panic!("{payload} became {once}, with {token:?}"),
            }
        }
        assert_eq!(fragment(&once, Trust::Untrusted), once, "{payload}");
    }
}
