//! Facts about HTML elements, from the [standard](https://html.spec.whatwg.org/multipage/indices.html). Which of them
//! writers may use is decided elsewhere.

use super::tag::{Tag, TagKind};

/// All HTML elements, including obsolete ones that browsers still support; sorted.
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

/// Elements without an end tag; sorted.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements with an optional end tag; sorted.
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

/// Elements within a line of text; sorted.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "u", "var",
];

/// Elements with content that is not read as text; sorted. Buttons are not in this list, because writers put questions
/// into them that open their answers.
const UNREAD: &[&str] = &["math", "script", "style", "svg", "template"];

/// Elements that end `<svg>` and `<math>`; sorted.
const ENDS_FOREIGN: &[&str] = &[
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// The meaning of something that is written as a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An HTML element or a custom element.
    Element,
    /// A component of a framework: `<DocCardList />`, `<Tabs groupId="os">`.
    Component,
    /// A placeholder for the reader to fill in: `<your-name>`.
    Placeholder,
}

/// The meaning of a tag. Custom elements are recognized only with attributes, because placeholders are more common.
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

/// Whether an element's end tag is optional.
#[must_use]
pub fn closes_itself(name: &str) -> bool {
    is_in(SELF_CLOSING, name)
}

/// Whether a start tag ends an open element whose end tag was omitted, such as the item before in a list
/// ([standard](https://html.spec.whatwg.org/multipage/syntax.html#optional-tags)).
#[must_use]
pub fn is_ended_by(open: &str, tag: &str) -> bool {
    match tag {
        "li" | "option" => open == tag,
        "dt" | "dd" => matches!(open, "dt" | "dd"),
        "td" | "th" => matches!(open, "td" | "th"),
        "tr" => matches!(open, "tr" | "td" | "th"),
        "tbody" | "tfoot" | "thead" => matches!(open, "tbody" | "tfoot" | "thead" | "tr" | "td" | "th"),
        "optgroup" => matches!(open, "optgroup" | "option"),
        "rt" | "rp" => matches!(open, "rt" | "rp"),
        _ => false,
    }
}

/// Whether an element is an item of a list.
#[must_use]
pub fn is_item(name: &str) -> bool {
    matches!(name, "dd" | "dt" | "li")
}

/// Whether an element hides those around it from a tag that ends another
/// ([standard](https://html.spec.whatwg.org/multipage/parsing.html#has-an-element-in-scope)).
#[must_use]
pub fn is_scope(name: &str) -> bool {
    matches!(name, "caption" | "marquee" | "object" | "table" | "td" | "template" | "th") || is_integration_point(name)
}

/// Whether an element is a part of a table, and no caption.
#[must_use]
pub fn is_table_part(name: &str) -> bool {
    matches!(name, "tbody" | "tfoot" | "thead" | "tr" | "td" | "th")
}

/// Whether an item within this element ends no item around it. Of the elements that are more than a part of a line,
/// only three let it ([standard](https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody), `li`).
#[must_use]
pub fn contains_items(name: &str) -> bool {
    (is_block(name) && !matches!(name, "address" | "div" | "p" | "dialog" | "search"))
        || is_item(name)
        || is_table_part(name)
        || matches!(name, "button" | "caption" | "iframe" | "object" | "select" | "summary" | "template")
}

/// Whether an element ends a paragraph.
#[must_use]
pub fn is_block(name: &str) -> bool {
    is_in(BLOCKS, name)
}

/// Whether an element is part of a line of text.
#[must_use]
pub fn is_inline(name: &str) -> bool {
    is_in(INLINE, name)
}

/// Whether an element's content is not read as text.
#[must_use]
pub fn is_unread(name: &str) -> bool {
    is_in(UNREAD, name)
}

/// Whether an element's content is raw text: tags in it are text, up to the element's own end tag.
#[must_use]
pub fn is_raw_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "iframe" | "noscript") || is_decoded_text(name)
}

/// Whether an element's content is text with character references.
#[must_use]
pub fn is_decoded_text(name: &str) -> bool {
    matches!(name, "textarea" | "title")
}

/// Whether an element's content is not HTML, but SVG or `MathML`.
#[must_use]
pub fn is_foreign(name: &str) -> bool {
    matches!(name, "svg" | "math")
}

/// Whether an element in `<svg>` or `<math>` contains HTML again
/// ([standard](https://html.spec.whatwg.org/multipage/parsing.html#html-integration-point)).
#[must_use]
pub fn is_integration_point(name: &str) -> bool {
    matches!(name, "annotation-xml" | "desc" | "foreignobject" | "mi" | "mn" | "mo" | "ms" | "mtext" | "title")
}

/// Whether a start tag of HTML ends `<svg>` and `<math>`
/// ([standard](https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign)).
#[must_use]
pub fn ends_foreign(tag: &Tag) -> bool {
    let is_font = || tag.name == "font" && ["color", "face", "size"].iter().any(|name| tag.attribute(name).is_some());
    tag.kind != TagKind::End && (is_in(ENDS_FOREIGN, &tag.name) || is_font())
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
        for names in [ELEMENTS, VOID, SELF_CLOSING, BLOCKS, INLINE, UNREAD, ENDS_FOREIGN] {
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
