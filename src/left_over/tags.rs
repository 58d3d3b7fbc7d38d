//! Tags and character references that readers see.

use super::{LeftOver, Markup, ahead, before};
use crate::html::elements::{self, Shape};
use crate::html::{Token, tokens};

/// Characters that writers and other tools usually write as references.
const NAMED: &[&str] = &[
    "amp", "lt", "gt", "quot", "apos", "nbsp", "ndash", "mdash", "lsquo", "rsquo", "ldquo", "rdquo", "hellip", "copy",
    "reg", "trade", "shy", "bull", "middot", "rarr", "larr", "laquo", "raquo", "times", "deg", "euro", "zwj", "zwnj",
];

/// An HTML or JSX tag, a comment, or `<% … %>`. `<your-name>` and `<title>` are placeholders and names: a tag has
/// attributes, ends an element, or is one that has no end tag.
pub(super) fn tag(text: &str, at: usize) -> Option<LeftOver> {
    let near = ahead(text, at);
    let to = |end: usize, markup| Some(LeftOver::new(markup, at..at + end, &[at]));
    if near.starts_with("<!--") {
        return to(near.find("-->").map_or(4, |end| end + 3), Markup::Tag);
    }
    if near.starts_with("<%") {
        return to(near.find("%>")? + 2, Markup::Template);
    }
    let name = &near[1..];
    if !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/') {
        return None;
    }
    let end = near.find('>')? + 1;
    let Some(Token::Tag(tag)) = tokens(&near[..end], false).into_iter().next() else { return None };
    let is_generic = before(text, at).is_some_and(char::is_alphanumeric) && tag.attributes.is_empty();
    let has_values = tag.attributes.iter().any(|attribute| !attribute.value.is_empty());
    let is_ended = near[..end].starts_with("</") || near[..end].ends_with("/>");
    match elements::shape(&tag) {
        Shape::Component if is_ended && !is_generic || has_values => to(end, Markup::Jsx),
        Shape::Element if is_ended || has_values || matches!(&*tag.name, "br" | "hr") => to(end, Markup::Tag),
        _ => None,
    }
}

/// `&nbsp;` or `&#39;`.
pub(super) fn entity(text: &str, at: usize) -> Option<LeftOver> {
    /// The longest reference in [`NAMED`], and all numbers of characters.
    const LONGEST: usize = 8;
    let near = &ahead(text, at)[1..];
    let name = &near[..near.bytes().take(LONGEST + 1).position(|byte| byte == b';')?];
    let is_number = |digits: &str| {
        let hexadecimal = digits.strip_prefix(['x', 'X']);
        let radix = if hexadecimal.is_some() { 16 } else { 10 };
        u32::from_str_radix(hexadecimal.unwrap_or(digits), radix).is_ok_and(|number| number > 31)
    };
    let is_reference = NAMED.contains(&name) || name.strip_prefix('#').is_some_and(is_number);
    is_reference.then(|| LeftOver::new(Markup::Entity, at..at + name.len() + 2, &[at]))
}
