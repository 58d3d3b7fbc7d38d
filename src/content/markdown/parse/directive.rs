//! `:::name Title` blocks: the known names, and what their opening lines say.

use comrak::Node;
use comrak::nodes::NodeValue;

/// The meaning of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::content::markdown) enum Directive {
    /// A highlighted box: `note`, `tip`, `important`, `warning` or `caution`.
    Alert(&'static str),
    /// A collapsible block.
    Details,
    /// A list of steps.
    Steps,
    /// A list that is not shown as steps.
    Plain,
    /// A group of tabs.
    Tabs,
    /// A tab.
    Tab,
    /// Part of a troubleshooting article: `symptom`, `cause` or `fix`.
    Part(&'static str),
}

/// The names of blocks, including those that other tools use for the same.
const NAMES: &[(&str, Directive)] = &[
    ("note", Directive::Alert("note")),
    ("info", Directive::Alert("note")),
    ("tip", Directive::Alert("tip")),
    ("hint", Directive::Alert("tip")),
    ("success", Directive::Alert("tip")),
    ("important", Directive::Alert("important")),
    ("warning", Directive::Alert("warning")),
    ("caution", Directive::Alert("caution")),
    ("danger", Directive::Alert("caution")),
    ("error", Directive::Alert("caution")),
    ("details", Directive::Details),
    ("steps", Directive::Steps),
    ("plain", Directive::Plain),
    ("tabs", Directive::Tabs),
    ("tab", Directive::Tab),
    ("symptom", Directive::Part("symptom")),
    ("cause", Directive::Part("cause")),
    ("fix", Directive::Part("fix")),
];

/// All names, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// The name and title in `name Title`, `name[Title]{attributes}`, `name{attributes} Title`, `name{title="Title"}` or
/// `{.name}`.
pub(super) fn split(info: &str) -> (&str, Option<&str>) {
    let info = info.trim();
    let info = info.strip_prefix("{.").and_then(|info| info.strip_suffix('}')).unwrap_or(info);
    let end = info.find([' ', '\t', '[', '{']).unwrap_or(info.len());
    let (name, rest) = info.split_at(end);
    let title = match label(rest.trim_start()) {
        // `::: tip [A link](a.md) and text` has no label.
        Some((label, behind)) if rest.starts_with('[') || behind.trim().is_empty() => label,
        _ if rest.starts_with('{') && !rest.starts_with("{{") => match rest.split_once('}') {
            Some((_, title)) if !title.trim().is_empty() => title,
            _ => rest.split('"').nth(1).filter(|_| rest.contains("title=")).unwrap_or_default(),
        },
        _ => rest,
    };
    (name, Some(title.trim()).filter(|title| !title.is_empty()))
}

/// The text in the brackets that `text` starts with, and what follows them.
fn label(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => return Some((&text[1..at], &text[at + 1..])),
            b']' => depth = depth.checked_sub(1)?,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Whether a block is open from the start: `details{open}`.
pub(in crate::content::markdown) fn is_open(info: &str) -> bool {
    let attributes = info.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    attributes.is_some_and(|(attributes, _)| attributes.split_whitespace().any(|word| word == "open"))
}

/// The directive that a block's opening line describes; `None` if its name is unknown.
pub(in crate::content::markdown) fn block(info: &str) -> Option<Directive> {
    let (name, _) = split(info);
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, directive)| *directive)
}

/// The directive of the block that directly contains a node.
pub(in crate::content::markdown) fn around(node: Node<'_>) -> Option<Directive> {
    match node.parent()?.data().value {
        NodeValue::BlockDirective(ref directive) => block(&directive.info),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_split_off() {
        let check = |info: &str, name: &str, title: Option<&str>| assert_eq!(split(info), (name, title), "{info}");
        check("note", "note", None);
        check(" note  A title ", "note", Some("A title"));
        check("note[A **title**]", "note", Some("A **title**"));
        check("note[See [a](b.md)]{#id .c}", "note", Some("See [a](b.md)"));
        check("tip [a](b.md)", "tip", Some("[a](b.md)"));
        check("tip [A title]", "tip", Some("A title"));
        check("tip [a](b.md) or [c]", "tip", Some("[a](b.md) or [c]"));
        check("details{open} More", "details", Some("More"));
        check("note{title=\"A title\"}", "note", Some("A title"));
        check("note {{ name }} is new", "note", Some("{{ name }} is new"));
        check("{.note}", "note", None);
        assert!(is_open("details{open} More") && !is_open("details open"));
    }
}
