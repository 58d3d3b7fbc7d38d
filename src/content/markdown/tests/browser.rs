//! What a browser's parser sees of raw HTML, compared with what was meant. It is read here by html5ever, which is the
//! parser of a browser and not the one that made the tokens.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, EndTag, StartTag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::content::holes::LinkPart;
use crate::content::sanitize::{self, Trust};
use crate::html::{Attribute, Tag, TagKind, address, elements};

/// Pieces that hostile markup is made of.
const PARTS: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "\"",
    "'",
    "=",
    " ",
    "\n",
    "\n\n",
    "&lt;",
    "&#60;",
    "&quot;",
    "&",
    "é",
    "😀",
    "x",
    "> ",
    "* ",
    "*",
    "[a](b.md)",
    "<!--",
    "-->",
    "--!>",
    "<!",
    "<?",
    "?>",
    "<![CDATA[",
    "]]>",
    "<b",
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<div",
    "<h2>",
    "</h2>",
    "<h3 id=\"",
    "<a href=\"",
    "<a href='",
    "<a href=javascript:x>",
    "</a>",
    "<img src=\"",
    "<img srcset='y 1x\">",
    "<img alt=`",
    " onerror=x",
    " onclick=\"",
    " title='",
    " title=\"",
    " style=",
    " data-redirect=1",
    " class=tabs",
    "<script>",
    "<script",
    "</script>",
    "<script src=\"x.js\">",
    "<style>",
    "</style>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<iframe>",
    "<iframe src=x",
    "</iframe>",
    "<noscript>",
    "</noscript>",
    "<svg>",
    "<svg/onload=x>",
    "</svg>",
    "<math>",
    "</math>",
    "<path d=x/>",
    "<template>",
    "</template>",
    "<select>",
    "<xmp>",
    "</xmp>",
    "<plaintext>",
    "<noembed>",
    "<noframes>",
    "<table>",
    "<tr><td>",
    "</table>",
    "<ul><li>",
    "</ul>",
    "<details open>",
    "</details>",
    "<your-name>",
    "<x-y a=\"",
    "<br/>",
    "<a/>",
    "{data-embed=x .video}",
    "<p\n",
];

/// What a parser sees, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    Start(String, Vec<(String, String)>),
    End(String),
}

/// Does of a browser's tree builder what its tokenizer depends on.
#[derive(Default)]
struct Sink {
    seen: RefCell<Vec<Seen>>,
    foreign: RefCell<usize>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let TagToken(tag) = token else { return TokenSinkResult::Continue };
        let name = tag.name.to_string();
        let is_foreign = elements::is_foreign(&name);
        if tag.kind == EndTag {
            let mut foreign = self.foreign.borrow_mut();
            *foreign = foreign.saturating_sub(usize::from(is_foreign));
            self.seen.borrow_mut().push(Seen::End(name));
            return TokenSinkResult::Continue;
        }
        debug_assert_eq!(tag.kind, StartTag);
        let is_ended = tag.self_closing && (is_foreign || *self.foreign.borrow() > 0);
        *self.foreign.borrow_mut() += usize::from(is_foreign && !is_ended);
        let attributes = tag.attrs.iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
        self.seen.borrow_mut().push(Seen::Start(name.clone(), attributes));
        if is_ended {
            self.seen.borrow_mut().push(Seen::End(name));
            return TokenSinkResult::Continue;
        }
        match name.as_str() {
            _ if *self.foreign.borrow() > 0 => TokenSinkResult::Continue,
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            "style" | "iframe" | "noscript" | "xmp" | "noembed" | "noframes" => {
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "plaintext" => TokenSinkResult::Plaintext,
            _ => TokenSinkResult::Continue,
        }
    }
}

/// What a browser sees of a page with this text.
fn seen(html: &str) -> Vec<Seen> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.seen.take()
}

/// The page with a writer's text, all links resolved, and an element after it.
fn page(text: &str, raw_html: bool) -> String {
    let mut project = TestProject::default();
    project.config.markdown.raw_html = raw_html;
    let html = project.render(text).body.html(&UiTexts::default(), |part, _, html| {
        if part == LinkPart::Href {
            html.push_str("/x/");
        }
    });
    html + "<main id=\"after\">"
}

/// The elements that are open at the end; none but those may be open that browsers close by themselves.
fn open_at_end(seen: &[Seen]) -> Vec<&str> {
    let mut open: Vec<&str> = Vec::new();
    for tag in seen {
        match tag {
            Seen::Start(name, _) if !elements::is_void(name) => open.push(name),
            Seen::Start(..) => {}
            Seen::End(name) => {
                if let Some(at) = open.iter().rposition(|known| known == name) {
                    open.truncate(at);
                }
            }
        }
    }
    open.retain(|name| !elements::closes_itself(name));
    open
}

/// What only a trusted writer may write; empty if all is well.
fn hostile(tag: &Seen) -> Option<String> {
    let Seen::Start(name, attributes) = tag else { return None };
    let is_anchor = attributes.contains(&("class".into(), "anchor".into())) && name == "a";
    let is_ours = is_anchor || attributes.iter().any(|(name, _)| name == "tabindex");
    let runs = |(name, value): &(String, String)| {
        name.starts_with("on") || name == "style" || name.starts_with("data-") || address::runs_code(value)
    };
    let attributes_of_tag =
        attributes.iter().map(|(name, value)| Attribute { name: name.clone(), value: value.clone(), range: 0..0 });
    let tag = Tag { name: name.clone(), kind: TagKind::Start, range: 0..0, attributes: attributes_of_tag.collect() };
    let clean = sanitize::start_tag(&tag, Trust::Untrusted);
    let is_clean = clean.is_some_and(|clean| clean.attributes == tag.attributes);
    (attributes.iter().any(runs) || !is_clean && !is_ours).then(|| format!("{name} {attributes:?}"))
}

#[track_caller]
fn check_page(text: &str, raw_html: bool) -> Result<(), TestCaseError> {
    let html = page(text, raw_html);
    let seen = seen(&html);
    let Some((Seen::Start(name, attributes), before)) = seen.split_last() else {
        return Err(TestCaseError::fail(format!("the page was swallowed: {html}")));
    };
    prop_assert_eq!((name.as_str(), attributes.len()), ("main", 1), "{}", html);
    prop_assert_eq!(open_at_end(before), Vec::<&str>::new(), "{}", html);
    if !raw_html {
        let hostile: Vec<String> = before.iter().filter_map(hostile).collect();
        prop_assert_eq!(hostile, Vec::<String>::new(), "{}", html);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn hostile_markup_does_nothing_and_swallows_nothing(parts in vec(select(PARTS), 1..24)) {
        check_page(&parts.concat(), false)?;
        check_page(&parts.concat(), true)?;
    }
}

#[test]
fn known_attacks_do_nothing() {
    for text in [
        "<img src=z srcset='y 1x\"><script src=\"/p/evil.js\"></script><i title=\"'>",
        "[a](b.md){data-redirect=1}",
        "<a class=\"video\" data-embed=\"https://evil.example\" href=\"x\">a</a>",
        "[a](slack://x)",
        "<svg><script>alert(1)</script></svg>",
        "`x`{data-a\"onclick=\"x\"}",
        // These got through sanitizers whose output a browser read differently from them.
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
    ] {
        check_page(text, false).expect(text);
    }
}

#[test]
fn html_after_a_picture_swallows_nothing() {
    for text in [
        "<svg><p><textarea>",
        "<svg><head><plaintext>",
        "<svg><font color=x><textarea>",
        "<svg><foreignObject><textarea>",
        "<math><mi><iframe>",
        "<svg>\n\nText.\n\n<textarea>",
    ] {
        check_page(text, false).expect(text);
        check_page(text, true).expect(text);
    }
}
