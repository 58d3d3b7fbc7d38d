//! The text of a page that readers see, to compare a page with what became of it.

use super::{HtmlElement, HtmlNode};

/// Elements whose content nobody sees as text.
const UNSEEN: [&str; 12] = [
    "script", "style", "head", "template", "iframe", "object", "video", "audio", "svg", "select", "textarea",
    "noframes",
];

/// Whether an element is part of a line of text.
#[must_use]
pub fn is_inline(name: &str) -> bool {
    const INLINE: [&str; 44] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "img", "input", "ins", "kbd", "label", "mark", "nobr", "output", "q", "ruby", "rt", "rp", "rb",
        "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "picture",
    ];
    INLINE.contains(&name)
}

/// The text that readers see, with a line break at the border of each block.
#[must_use]
pub fn visible_text(nodes: &[HtmlNode]) -> String {
    let mut text = String::new();
    collect(nodes, &mut text);
    text
}

fn collect(nodes: &[HtmlNode], text: &mut String) {
    for node in nodes {
        match node {
            HtmlNode::Text(words) => text.push_str(words),
            HtmlNode::Element(element) if UNSEEN.contains(&element.name.as_str()) => {}
            HtmlNode::Element(element) => collect_element(element, text),
        }
    }
}

fn collect_element(element: &HtmlElement, text: &mut String) {
    let is_block = !is_inline(&element.name) || element.name == "br";
    if is_block {
        text.push('\n');
    }
    collect(&element.children, text);
    if is_block {
        text.push('\n');
    }
}

/// The text that readers see, on one line.
#[must_use]
pub fn visible_line(nodes: &[HtmlNode]) -> String {
    one_line(&visible_text(nodes))
}

/// A text on one line, with single blanks.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether readers do not see a character: marks that allow or forbid line breaks, and byte order marks.
#[must_use]
pub fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// A text without blanks and invisible characters, to compare words whatever the space between them.
#[must_use]
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !is_invisible(*letter)).collect()
}
