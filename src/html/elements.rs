//! What is known of HTML's elements, from the [standard](https://html.spec.whatwg.org/multipage/indices.html).

use super::{Tag, TagKind};

/// All elements of HTML, the obsolete ones that browsers still know included; sorted.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "math",
    "menu",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Elements that have no end tag; sorted.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements whose end tag may be left out; sorted.
const SELF_CLOSING: &[&str] = &[
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td",
    "tfoot", "th", "thead", "tr",
];

/// Elements that end a paragraph; sorted.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "table",
    "ul",
];

/// Elements that stand within a line of text; sorted.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "u", "var",
];

/// Elements whose content nobody reads; sorted. Buttons are read: those of a text are its writer's, who puts questions
/// into them that open their answers.
const UNREAD: &[&str] = &["math", "script", "style", "svg", "template"];

/// What something that is written as a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A tag of HTML, or of a custom element.
    Element,
    /// A component of a framework: `<DocCardList />`, `<Tabs groupId="os">`.
    Component,
    /// Something that the reader fills in: `<your-name>`.
    Placeholder,
}

/// What a tag is. Custom elements need attributes to be told from placeholders, which are much more common in articles.
#[must_use]
pub fn shape(tag: &Tag) -> Shape {
    if is_in(ELEMENTS, &tag.name) || (tag.name.contains('-') && !tag.attributes.is_empty()) {
        return Shape::Element;
    }
    if tag.kind == TagKind::SelfClosing || tag.attributes.iter().any(|attribute| !attribute.value.is_empty()) {
        return Shape::Component;
    }
    Shape::Placeholder
}

/// Whether an element has no end tag.
#[must_use]
pub fn is_void(name: &str) -> bool {
    is_in(VOID, name)
}

/// Whether browsers end an element by themselves.
#[must_use]
pub fn closes_itself(name: &str) -> bool {
    is_in(SELF_CLOSING, name)
}

/// Whether an element ends a paragraph.
#[must_use]
pub fn is_block(name: &str) -> bool {
    is_in(BLOCKS, name)
}

/// Whether an element stands within a line of text.
#[must_use]
pub fn is_inline(name: &str) -> bool {
    is_in(INLINE, name)
}

/// Whether nobody reads an element's content.
#[must_use]
pub fn is_unread(name: &str) -> bool {
    is_in(UNREAD, name)
}

/// Whether an element's content is no HTML: tags in it are text, up to its own end tag.
#[must_use]
pub fn is_raw_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "iframe" | "noscript") || is_decoded_text(name)
}

/// Whether an element's content is text with character references.
#[must_use]
pub fn is_decoded_text(name: &str) -> bool {
    matches!(name, "textarea" | "title")
}

/// Whether an element's content follows rules of its own.
#[must_use]
pub fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

fn is_in(names: &[&str], name: &str) -> bool {
    names.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{Token, tokens};

    #[test]
    fn lists_are_sorted_for_binary_search() {
        for names in [ELEMENTS, VOID, SELF_CLOSING, BLOCKS, INLINE, UNREAD] {
            assert!(names.is_sorted(), "{names:?}");
        }
    }

    #[test]
    fn placeholders_differ_from_components() {
        let check = |html: &str, expected: Shape| match tokens(html, false).as_slice() {
            [Token::Tag(tag)] => assert_eq!(shape(tag), expected, "{html}"),
            tokens => panic!("{tokens:?}"),
        };
        check("<KBD>", Shape::Element);
        check("<your-name>", Shape::Placeholder);
        check("<PORT>", Shape::Placeholder);
        check("<your name>", Shape::Placeholder);
        check("<DocCardList />", Shape::Component);
        check("<Tabs groupId=\"os\">", Shape::Component);
        check("<status-badge state=\"new\">", Shape::Element);
    }
}
