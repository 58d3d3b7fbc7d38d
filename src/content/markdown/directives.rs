//! `:::name Title` blocks and callouts: the known names, and the HTML around a block.

use comrak::Node;
use comrak::nodes::{CalloutFold, NodeCallout, NodeValue};

use super::writer::{Descend, HtmlWriter, Words, put};
use super::{blocks, inlines, plain, titles};
use crate::content::alerts;

/// The meaning of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
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
fn is_open(info: &str) -> bool {
    let attributes = info.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    attributes.is_some_and(|(attributes, _)| attributes.split_whitespace().any(|word| word == "open"))
}

/// The directive that a block's opening line describes; `None` if its name is unknown.
pub(super) fn block(info: &str) -> Option<Directive> {
    let (name, _) = split(info);
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, directive)| *directive)
}

/// The directive of the block that directly contains a node.
pub(super) fn around(node: Node<'_>) -> Option<Directive> {
    match node.parent()?.data().value {
        NodeValue::BlockDirective(ref directive) => block(&directive.info),
        _ => None,
    }
}

/// Writes the HTML before a block's content.
pub(super) fn enter<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, info: &str) {
    writer.line();
    let Some(directive) = block(info) else { return };
    match directive {
        Directive::Alert(kind) => {
            writer.start_tag("div");
            put!(writer, " class=\"alert alert-{kind}\" role=\"note\">");
        }
        Directive::Details => {
            writer.start_tag("details");
            writer.out.push_str(if is_open(info) { " open>" } else { ">" });
        }
        Directive::Tabs => {
            writer.start_tag("div");
            writer.out.push_str(" class=\"tabs\">\n");
        }
        Directive::Tab => {
            let name = titles::of(node).map(plain::text).unwrap_or_default();
            writer.start_tag("section");
            writer.out.push_str(" class=\"tab\" aria-label=\"");
            inlines::escape(&name, &mut writer.out);
            writer.out.push_str("\">");
        }
        Directive::Part(part) => {
            writer.start_tag("div");
            put!(writer, " class=\"{part}\">");
        }
        Directive::Steps | Directive::Plain => {}
    }
    if titles::of(node).is_some() {
        return;
    }
    let title = match directive {
        Directive::Alert(name) | Directive::Part(name) => Words::theme(name),
        Directive::Details => Words::theme("details"),
        Directive::Tab | Directive::Tabs | Directive::Steps | Directive::Plain => return,
    };
    title_start(writer, title_element(directive));
    writer.words_or_ui_text(title);
    writer.end_tag_line(title_element(directive).0);
}

/// Writes the HTML after a block's content.
pub(super) fn leave(writer: &mut HtmlWriter<'_, '_, '_>, info: &str) {
    let end = match block(info) {
        Some(Directive::Alert(_) | Directive::Tabs | Directive::Part(_)) => "div",
        Some(Directive::Details) => "details",
        Some(Directive::Tab) => "section",
        Some(Directive::Steps | Directive::Plain) | None => return,
    };
    blocks::close(writer, end);
}

/// Writes the HTML before a callout's content.
pub(super) fn enter_callout<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>, callout: &NodeCallout) {
    writer.line();
    let known = alerts::known(&callout.callout_type);
    let (kind, usual) = known.unwrap_or(("note", None));
    writer.start_tag(callout_element(callout));
    put!(writer, " class=\"alert alert-{kind}\"");
    writer.out.push_str(match callout.fold {
        CalloutFold::None => " role=\"note\">",
        CalloutFold::Collapsed => ">",
        CalloutFold::Expanded => " open>",
    });
    if titles::of(node).is_some() {
        return;
    }
    let unknown = callout.default_title();
    let title = match (known, usual) {
        (None, _) => Words::Author(&unknown),
        (_, Some(usual)) => Words::Author(usual),
        (_, None) => Words::theme(kind),
    };
    let element = callout_title_element(callout);
    title_start(writer, element);
    writer.words_or_ui_text(title);
    writer.end_tag_line(element.0);
}

/// Writes the HTML after a callout's content.
pub(super) fn leave_callout(writer: &mut HtmlWriter<'_, '_, '_>, callout: &NodeCallout) {
    blocks::close(writer, callout_element(callout));
}

fn callout_element(callout: &NodeCallout) -> &'static str {
    if callout.fold == CalloutFold::None { "div" } else { "details" }
}

fn callout_title_element(callout: &NodeCallout) -> (&'static str, &'static str) {
    (if callout.fold == CalloutFold::None { "p" } else { "summary" }, "alert-title")
}

/// The element of a block's title, and its class.
fn title_element(directive: Directive) -> (&'static str, &'static str) {
    match directive {
        Directive::Alert(_) => ("p", "alert-title"),
        Directive::Details => ("summary", ""),
        Directive::Tab => ("p", "tab-title"),
        Directive::Part(_) => ("p", "block-title"),
        Directive::Steps | Directive::Plain | Directive::Tabs => ("", ""),
    }
}

fn title_start(writer: &mut HtmlWriter<'_, '_, '_>, (name, class): (&str, &str)) {
    writer.start_tag(name);
    if !class.is_empty() {
        put!(writer, " class=\"{class}\"");
    }
    writer.out.push('>');
}

/// The element of a title that a writer gave; its name is empty if the block shows no title.
fn given_title_element(title: Node<'_>) -> (&'static str, &'static str) {
    let Some(parent) = title.parent() else { return ("", "") };
    match parent.data().value {
        NodeValue::Callout(ref callout) => callout_title_element(callout),
        NodeValue::BlockDirective(ref directive) => block(&directive.info).map_or(("", ""), title_element),
        _ => ("", ""),
    }
}

pub(super) fn enter_title<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) -> Descend {
    let element = given_title_element(node);
    if element.0.is_empty() {
        return Descend::Skip;
    }
    title_start(writer, element);
    Descend::Children
}

pub(super) fn leave_title<'a>(writer: &mut HtmlWriter<'a, '_, '_>, node: Node<'a>) {
    writer.end_tag_line(given_title_element(node).0);
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
