//! The article in a page: which element it is, and what in it is not part of the text.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{HtmlElement, HtmlNode, is_inline, squeezed, visible_text};

/// Finds an element: a name, `#id`, `.class`, or several of them together, such as `div.article-body`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    name: String,
    id: String,
    classes: Vec<String>,
}

impl Selector {
    /// Parses a selector.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut selector = Self::default();
        let mut rest = text.trim();
        let is_name = |text: &str| {
            !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
        };
        while !rest.is_empty() {
            let end = rest[1..].find(['#', '.']).map_or(rest.len(), |at| at + 1);
            let (part, after) = rest.split_at(end);
            match part.chars().next() {
                Some('#') if is_name(&part[1..]) => part[1..].clone_into(&mut selector.id),
                Some('.') if is_name(&part[1..]) => selector.classes.push(part[1..].to_owned()),
                _ if is_name(part) => selector.name = part.to_lowercase(),
                _ => return Err(format!("`{text}` is no element, `#id` or `.class`")),
            }
            rest = after;
        }
        if selector == Self::default() { Err("the selector is empty".into()) } else { Ok(selector) }
    }

    fn fits(&self, element: &HtmlElement) -> bool {
        (self.name.is_empty() || element.name == self.name)
            && (self.id.is_empty() || element.attribute("id") == Some(self.id.as_str()))
            && self.classes.iter().all(|class| element.has_class(class))
    }
}

/// Texts that occur on most pages, without blanks and invisible characters.
pub type RepeatedTexts = BTreeSet<String>;

/// The texts of elements that more than half of the pages have: the shell around articles.
#[must_use]
pub fn repeated(pages: &[&HtmlElement]) -> RepeatedTexts {
    /// Fewer pages say nothing.
    const MIN_PAGES: usize = 3;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        let mut own = BTreeSet::new();
        page.each(&mut |element| {
            if !is_inline(&element.name) && !matches!(element.name.as_str(), "head" | "body" | "html") {
                let text = squeezed(&visible_text(&element.children));
                if !text.is_empty() {
                    own.insert(text);
                }
            }
        });
        for text in own {
            *counts.entry(text).or_insert(0) += 1;
        }
    }
    let is_shell = |count: usize| count >= MIN_PAGES && count * 2 > pages.len();
    counts.into_iter().filter(|(_, count)| is_shell(*count)).map(|(text, _)| text).collect()
}

/// Elements that hold the article, the surest first.
const HOLDERS: [&str; 10] = [
    "main",
    "#main-content",
    "article",
    "#content",
    ".entry-content",
    ".article-body",
    ".post-content",
    ".article-content",
    ".markdown-body",
    "#main",
];

/// The nodes of the article. What is left out is named in `left_out`.
#[must_use]
pub fn article(
    page: &HtmlElement,
    selector: Option<&Selector>,
    repeated: &RepeatedTexts,
    left_out: &mut Vec<String>,
) -> Vec<HtmlNode> {
    let named = selector.and_then(|selector| page.find(&|element| selector.fits(element)));
    let is_main = |element: &HtmlElement| element.attribute("role") == Some("main");
    let known = || {
        page.find(&is_main).or_else(|| {
            let holders = HOLDERS.iter().filter_map(|holder| Selector::parse(holder).ok());
            holders.into_iter().find_map(|holder| {
                page.find(&|element| holder.fits(element) && !squeezed(&visible_text(&element.children)).is_empty())
            })
        })
    };
    if selector.is_some() && named.is_none() {
        left_out.push("no element fits `--article`, so the text was looked for".into());
    }
    if let Some(holder) = named.or_else(known) {
        return cleaned(&holder.children, None, left_out);
    }
    let body = page.find(&|element| element.name == "body");
    cleaned(body.map_or(&page.children, |body| &body.children), Some(repeated), left_out)
}

/// Nodes without navigation and the like.
fn cleaned(nodes: &[HtmlNode], repeated: Option<&RepeatedTexts>, left_out: &mut Vec<String>) -> Vec<HtmlNode> {
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        let HtmlNode::Element(element) = node else {
            out.push(node.clone());
            continue;
        };
        if is_around(element) {
            continue;
        }
        let text = squeezed(&visible_text(&element.children));
        if repeated.is_some_and(|repeated| repeated.contains(&text)) && !is_inline(&element.name) {
            let words: String = visible_text(&element.children)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(60)
                .collect();
            left_out.push(format!("“{words}” is on most pages, and was left out"));
            continue;
        }
        if element.name == "form" && element.find(&|inner| inner.attribute("type") == Some("password")).is_none() {
            left_out.push("a form was left out".into());
            continue;
        }
        out.push(HtmlNode::Element(HtmlElement {
            children: cleaned(&element.children, repeated, left_out),
            ..element.clone()
        }));
    }
    out
}

/// Whether an element is around the text of an article rather than part of it.
fn is_around(element: &HtmlElement) -> bool {
    const NAMES: [&str; 5] = ["nav", "footer", "script", "style", "noscript"];
    const ROLES: [&str; 5] = ["navigation", "banner", "contentinfo", "complementary", "search"];
    const PARTS: [&str; 18] = [
        "share",
        "sharing",
        "social",
        "sharedaddy",
        "breadcrumb",
        "breadcrumbs",
        "sidebar",
        "menu",
        "nav",
        "navigation",
        "pagination",
        "comments",
        "cookie",
        "skip",
        "jp",
        "footer",
        "navbar",
        "addtoany",
    ];
    let is_aside =
        element.name == "aside" && !element.classes().any(|class| class.contains("callout") || class.contains("note"));
    let has_part = || {
        let id = element.attribute("id").unwrap_or_default();
        let classes = element.classes().chain([id]).flat_map(|class| class.split(['-', '_']));
        classes.into_iter().any(|part| PARTS.contains(&part.to_lowercase().as_str()))
    };
    NAMES.contains(&element.name.as_str())
        || is_aside
        || element.attribute("role").is_some_and(|role| ROLES.contains(&role))
        || element.attribute("hidden").is_some()
        || matches!(element.name.as_str(), "div" | "ul" | "ol" | "section" | "p" | "span") && has_part()
}

/// Removes the first `h1` and returns its words.
pub fn take_heading(nodes: &mut Vec<HtmlNode>) -> Option<String> {
    for at in 0..nodes.len() {
        let HtmlNode::Element(element) = &mut nodes[at] else { continue };
        if element.name == "h1" {
            let words = visible_text(&element.children).split_whitespace().collect::<Vec<_>>().join(" ");
            nodes.remove(at);
            return Some(words);
        }
        if let Some(words) = take_heading(&mut element.children) {
            return Some(words);
        }
    }
    None
}

/// Whether an element that fits is in the nodes.
#[must_use]
pub fn has(nodes: &[HtmlNode], fits: &dyn Fn(&HtmlElement) -> bool) -> bool {
    nodes.iter().filter_map(HtmlNode::element).any(|element| fits(element) || element.find(fits).is_some())
}

/// The text of a page in its own encoding: by its byte order mark, else by what it says about itself, else UTF-8 if it
/// is valid, else Windows-1252, as browsers do.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    /// Where the standard looks for the encoding.
    const HEAD: usize = 1024;
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    let label = head.split_once("charset=").map(|(_, rest)| rest.trim_start_matches(['"', '\'', ' ']));
    let label = label.map(|rest| rest.split(['"', '\'', ' ', ';', '>', '/']).next().unwrap_or_default().to_owned());
    if let Some(encoding) = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::page;

    #[test]
    fn selectors_find_elements() {
        let check = |selector: &str, html: &str, expected: bool| {
            let selector = Selector::parse(selector).expect("a selector");
            assert_eq!(has(&page::fragment(html), &|element| selector.fits(element)), expected, "{html}");
        };
        check("div.a.b", "<div class='b a'>", true);
        check("div.a", "<p class=a>", false);
        check("#x", "<main><p id=x></main>", true);
        assert!(Selector::parse("a > b").is_err() && Selector::parse("").is_err());
    }

    #[test]
    fn pages_have_encodings() {
        let check = |bytes: &[u8], expected: &str| assert!(decode(bytes).contains(expected), "{:?}", decode(bytes));
        check(b"<meta charset=\"iso-8859-1\">Gr\xfc\xdfe", "Grüße");
        check(b"\xff\xfe<\0p\0>\0\xe4\0", "<p>ä");
        check("Grüße".as_bytes(), "Grüße");
        check(b"5\x80", "5€");
    }
}
