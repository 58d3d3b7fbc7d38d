//! What may pass of raw HTML. Writers who are trusted may write everything that is HTML; of the others
//! (`markdown.raw_html = false`) only what is listed here passes.
//!
//! A tag is judged by what a browser's tokenizer reads, and written again from that with all values escaped. No element
//! that passes the list changes how its content is read: there is no `<svg>`, `<style>`, `<noscript>` or `<textarea>`
//! among them. So browsers see exactly the tags that were written here, and nothing that is text becomes one.

use std::collections::BTreeSet;

use crate::html::{Attribute, Tag, address, escape_attribute};

/// Elements that pass, with the attributes that pass on them alone; sorted.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["href", "hreflang"]),
    ("abbr", &[]),
    ("acronym", &[]),
    ("article", &[]),
    ("aside", &[]),
    ("audio", &["controls", "src"]),
    ("b", &[]),
    ("bdi", &[]),
    ("bdo", &[]),
    ("blockquote", &["cite"]),
    ("br", &[]),
    ("caption", TABLE),
    ("center", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("col", TABLE),
    ("colgroup", TABLE),
    ("data", &[]),
    ("dd", &[]),
    ("del", &["cite", "datetime"]),
    ("details", &["open"]),
    ("dfn", &[]),
    ("div", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("footer", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("header", &[]),
    ("hgroup", &[]),
    ("hr", &["align", "size", "width"]),
    ("i", &[]),
    ("img", &["align", "alt", "height", "loading", "sizes", "src", "srcset", "width"]),
    ("ins", &["cite", "datetime"]),
    ("kbd", &[]),
    ("li", &[]),
    ("mark", &[]),
    ("nav", &[]),
    ("ol", &["start"]),
    ("p", &[]),
    ("picture", &[]),
    ("pre", &[]),
    ("q", &["cite"]),
    ("rp", &[]),
    ("rt", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("section", &[]),
    ("small", &[]),
    ("source", &["media", "sizes", "src", "srcset", "type"]),
    ("span", &[]),
    ("strike", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &["align", "summary"]),
    ("tbody", TABLE),
    ("td", TABLE),
    ("tfoot", TABLE),
    ("th", TABLE),
    ("thead", TABLE),
    ("time", &["datetime"]),
    ("tr", TABLE),
    ("tt", &[]),
    ("u", &[]),
    ("ul", &[]),
    ("var", &[]),
    ("video", &["controls", "height", "loop", "muted", "poster", "src", "width"]),
    ("wbr", &[]),
];

/// Attributes that pass on parts of a table.
const TABLE: &[&str] = &["align", "char", "charoff", "colspan", "headers", "rowspan", "scope", "span", "valign"];

/// Attributes that pass on all elements.
const EVERYWHERE: &[&str] = &["aria-hidden", "aria-label", "class", "dir", "id", "lang", "role", "title"];

/// Attributes that hold an address, with those whose address a browser may run as code.
const ADDRESSES: &[&str] = &[
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "manifest",
    "ping",
    "poster",
    "src",
    "to",
    "values",
    "xlink:href",
];

/// Classes that the theme's scripts act on: with them a writer would get a button, a player or an entry of a list. With
/// the others, the theme's styles would put an element over other parts of the page.
const BEHAVIOURS: &[&str] = &[
    "anchor",
    "article-head",
    "code",
    "copy",
    "faq",
    "feedback",
    "header",
    "js-only",
    "passage",
    "rail",
    "search",
    "search-panel",
    "skip",
    "switch",
    "tab",
    "tabs",
    "tree",
    "video",
    "zoom",
];

/// Ids of the theme's own elements start so. A writer's element with one of them would be taken for its namesake.
const RESERVED_ID: &str = "ab-";

/// What a writer may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Write any HTML.
    Trusted,
    /// Write what can do no harm.
    Untrusted,
}

impl Trust {
    /// What the configuration's `markdown.raw_html` says.
    #[must_use]
    pub fn of(raw_html: bool) -> Self {
        if raw_html { Self::Trusted } else { Self::Untrusted }
    }
}

/// A start tag with only what may pass; `None` if the element may not.
#[must_use]
pub fn start_tag(tag: &Tag, trust: Trust) -> Option<Tag> {
    let own = match trust {
        Trust::Trusted => None,
        Trust::Untrusted => Some(own_attributes(&tag.name)?),
    };
    let mut tag = tag.clone();
    tag.attributes.retain_mut(|attribute| match own {
        None => is_name(&attribute.name) && !(holds_address(&attribute.name) && address::runs_code(&attribute.value)),
        Some(own) => passes(attribute, own),
    });
    Some(tag)
}

/// Whether an element passes whose writer is not trusted.
#[must_use]
pub fn passes_untrusted(name: &str) -> bool {
    own_attributes(name).is_some()
}

fn own_attributes(name: &str) -> Option<&'static [&'static str]> {
    ELEMENTS.binary_search_by_key(&name, |(known, _)| known).ok().map(|at| ELEMENTS[at].1)
}

fn passes(attribute: &mut Attribute, own: &[&str]) -> bool {
    let name = attribute.name.as_str();
    if !own.contains(&name) && !EVERYWHERE.contains(&name) {
        return false;
    }
    match name {
        "class" => {
            attribute.value = classes(attribute.value.split_ascii_whitespace());
            !attribute.value.is_empty()
        }
        "id" => is_free_id(&attribute.value),
        name if holds_address(name) => address::is_harmless(&attribute.value),
        _ => true,
    }
}

/// The classes that nothing acts on.
pub fn classes<'c>(classes: impl Iterator<Item = &'c str>) -> String {
    classes.filter(|class| !is_behaviour(class)).collect::<Vec<_>>().join(" ")
}

fn is_behaviour(class: &str) -> bool {
    BEHAVIOURS.contains(&class) || class.starts_with(RESERVED_ID)
}

/// Whether an id is not one of the theme's own.
#[must_use]
pub fn is_free_id(id: &str) -> bool {
    !id.starts_with(RESERVED_ID)
}

/// Whether an attribute holds an address that browsers may follow.
#[must_use]
pub fn holds_address(name: &str) -> bool {
    ADDRESSES.contains(&name)
}

/// Whether a name of an attribute is read as it is written.
#[must_use]
pub fn is_name(name: &str) -> bool {
    let is_part = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\'' | '>' | '<' | '/' | '=');
    !name.is_empty() && name.chars().all(is_part)
}

/// Writes the attributes of a tag, each with a blank before it; `value` may write the value in its own way.
pub fn write_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    // A picture that only decorates is marked by an empty `alt`, which checkers look for as it is usually written.
    if !value.is_empty() || name == "alt" {
        out.push_str("=\"");
        escape_attribute(value, out);
        out.push('"');
    }
}

/// Deepest nesting of raw elements; browsers flatten a page at 512.
pub const MAX_OPEN: usize = 400;

/// The things of a tag that do not pass, as a message names them.
#[must_use]
pub fn refused(tag: &Tag, clean: Option<&Tag>) -> BTreeSet<String> {
    let Some(clean) = clean else { return BTreeSet::from([format!("`<{}>`", tag.name)]) };
    let is_gone = |attribute: &&Attribute| clean.attribute(&attribute.name) != Some(&attribute.value);
    tag.attributes.iter().filter(is_gone).map(|attribute| format!("`{}=`", attribute.name)).collect()
}

#[cfg(test)]
mod tests;
