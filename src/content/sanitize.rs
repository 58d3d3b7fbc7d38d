//! Raw HTML of writers who are not trusted (`markdown.raw_html = false`): what may pass, and what may not.
//!
//! Tags are cleaned one by one, because one HTML element can be spread over several pieces of Markdown. That end tags
//! match their start tags is the business of whoever puts the pieces together.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Elements that pass beside ammonia's own, with the attributes that pass on them.
const MORE_TAGS: &[(&str, &[&str])] = &[
    ("details", &["open"]),
    ("summary", &[]),
    ("kbd", &[]),
    ("figure", &[]),
    ("figcaption", &[]),
    ("picture", &[]),
    ("source", &["src", "srcset", "type", "media", "sizes"]),
    ("video", &["src", "poster", "controls", "width", "height", "muted", "loop"]),
    ("audio", &["src", "controls"]),
    ("img", &["srcset", "sizes", "loading"]),
    ("section", &[]),
];

/// Elements that a parser drops outside of a table, so that they are cleaned under another name.
const TABLE_PARTS: &[&str] = &["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"];

/// Attributes that pass on parts of a table.
const TABLE_ATTRIBUTES: &[&str] = &["align", "colspan", "headers", "rowspan", "scope", "span", "valign"];

static POLICY: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut policy = ammonia::Builder::default();
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (tag, names) in MORE_TAGS {
        attributes.entry(tag).or_default().extend(names.iter());
    }
    for (tag, names) in attributes {
        policy.add_tags([tag]).add_tag_attributes(tag, names);
    }
    policy
        .add_generic_attributes(["id", "class", "role", "dir", "aria-label", "aria-hidden"])
        .add_tag_attributes("span", TABLE_ATTRIBUTES)
        .link_rel(None);
    policy
});

/// A start tag with only what may pass; `None` if the element may not.
#[must_use]
pub fn start_tag(name: &str, tag: &str) -> Option<String> {
    if TABLE_PARTS.contains(&name) {
        let clean = start_tag("span", &format!("<span{}", tag.get(1 + name.len()..)?))?;
        return Some(format!("<{name}{}", clean.strip_prefix("<span")?));
    }
    let clean = POLICY.clean(tag).to_string();
    let end = clean.rfind("</").filter(|_| !clean.ends_with("/>")).unwrap_or(clean.len());
    let clean = &clean[..end];
    (clean.len() > name.len() && clean[1..].starts_with(name)).then(|| clean.to_owned())
}

#[cfg(test)]
mod tests {
    use super::start_tag;

    #[track_caller]
    fn check(name: &str, tag: &str, expected: Option<&str>) {
        assert_eq!(start_tag(name, tag).as_deref(), expected);
    }

    #[test]
    fn handlers_styles_and_scripts_go() {
        check("b", "<b onclick=\"x()\" style=\"color:red\" class=\"k\">", Some("<b class=\"k\">"));
        check("script", "<script src=\"x.js\">", None);
        check("iframe", "<iframe src=\"https://example.com\">", None);
        check("a", "<a href=\"javascript:x()\">", Some("<a>"));
    }

    #[test]
    fn what_articles_are_made_of_stays() {
        check("details", "<details open>", Some("<details open=\"\">"));
        check("img", "<img src=\"a.png\" alt=\"x\">", Some("<img src=\"a.png\" alt=\"x\">"));
        check("a", "<a href=\"b.md#c\">", Some("<a href=\"b.md#c\">"));
        check("td", "<td colspan=\"2\" onclick=\"x\">", Some("<td colspan=\"2\">"));
    }
}
