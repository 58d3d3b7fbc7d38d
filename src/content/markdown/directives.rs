//! `:::name Title` blocks: what a name means, and the HTML around the block.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::writer::{Writer, put};
use super::{Context, expand, inlines};

/// What a block of colons is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A box that stands out; `note`, `tip`, `important`, `warning` or `caution`, and a title of its own.
    Alert(&'static str, Option<String>),
    /// Something to open.
    Details(String),
    /// A list of steps.
    Steps,
    /// A list that is no list of steps.
    Plain,
    /// Tabs.
    Tabs,
    /// One of them.
    Tab(String),
    /// A part of a troubleshooting article: `symptom`, `cause` or `fix`.
    Part(&'static str),
}

/// Makes a block of its title.
type Make = fn(Option<String>) -> Block;

/// Names of blocks, with the names that other tools have for the same.
const NAMES: &[(&str, Make)] = &[
    ("note", |title| Block::Alert("note", title)),
    ("info", |title| Block::Alert("note", title)),
    ("tip", |title| Block::Alert("tip", title)),
    ("hint", |title| Block::Alert("tip", title)),
    ("success", |title| Block::Alert("tip", title)),
    ("important", |title| Block::Alert("important", title)),
    ("warning", |title| Block::Alert("warning", title)),
    ("caution", |title| Block::Alert("caution", title)),
    ("danger", |title| Block::Alert("caution", title)),
    ("error", |title| Block::Alert("caution", title)),
    ("details", |title| Block::Details(title.unwrap_or_default())),
    ("steps", |_| Block::Steps),
    ("plain", |_| Block::Plain),
    ("tabs", |_| Block::Tabs),
    ("tab", |title| Block::Tab(title.unwrap_or_default())),
    ("symptom", |_| Block::Part("symptom")),
    ("cause", |_| Block::Part("cause")),
    ("fix", |_| Block::Part("fix")),
];

/// All names, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// Name and title of `name Title`, `name[Title]`, `name{title="Title"}` and `{.name}`.
pub(super) fn split(info: &str) -> (&str, Option<&str>) {
    let info = info.trim();
    let info = info.strip_prefix("{.").and_then(|info| info.strip_suffix('}')).unwrap_or(info);
    let end = info.find([' ', '\t', '[', '{']).unwrap_or(info.len());
    let (name, title) = info.split_at(end);
    let title = title.trim();
    let title = match title.strip_prefix('[').and_then(|title| title.strip_suffix(']')) {
        Some(title) => title,
        None if title.starts_with('{') && !title.starts_with("{{") => title.split('"').nth(1).unwrap_or_default(),
        None => title,
    };
    (name, Some(title).filter(|title| !title.is_empty()))
}

/// What a block's opening line means; `None` if its name means nothing.
pub(super) fn block(info: &str, context: Option<&Context<'_>>) -> Option<Block> {
    let (name, title) = split(info);
    let title =
        title.map(|title| context.map_or_else(|| title.to_owned(), |context| expand::substitute_plain(title, context)));
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, make)| make(title))
}

/// The block that a node stands in directly.
pub(super) fn around(node: Node<'_>) -> Option<Block> {
    match node.parent()?.data().value {
        NodeValue::BlockDirective(ref directive) => block(&directive.info, None),
        _ => None,
    }
}

/// Writes the block's opening.
pub(super) fn enter(writer: &mut Writer<'_, '_, '_>, info: &str) {
    writer.line();
    match block(info, writer.context) {
        Some(Block::Alert(kind, title)) => alert(writer, kind, title.as_deref()),
        Some(Block::Details(title)) => {
            let title = if title.is_empty() { writer.text("details") } else { title };
            writer.out.push_str("<details><summary>");
            inlines::escape(&title, &mut writer.out);
            writer.out.push_str("</summary>\n");
        }
        Some(Block::Tabs) => writer.out.push_str("<div class=\"tabs\">\n"),
        Some(Block::Tab(title)) => {
            writer.out.push_str("<section class=\"tab\" aria-label=\"");
            inlines::escape(&title, &mut writer.out);
            writer.out.push_str("\"><p class=\"tab-title\">");
            inlines::escape(&title, &mut writer.out);
            writer.out.push_str("</p>\n");
        }
        Some(Block::Part(part)) => {
            let title = writer.text(part);
            put!(writer, "<div class=\"{part}\"><p class=\"block-title\">");
            inlines::escape(&title, &mut writer.out);
            writer.out.push_str("</p>\n");
        }
        Some(Block::Steps | Block::Plain) | None => {}
    }
}

/// Writes the block's end.
pub(super) fn leave(writer: &mut Writer<'_, '_, '_>, info: &str) {
    let end = match block(info, None) {
        Some(Block::Alert(..) | Block::Tabs | Block::Part(_)) => "</div>\n",
        Some(Block::Details(_)) => "</details>\n",
        Some(Block::Tab(_)) => "</section>\n",
        Some(Block::Steps | Block::Plain) | None => return,
    };
    writer.line();
    writer.out.push_str(end);
}

/// Writes an alert's opening, from either syntax.
pub(super) fn alert(writer: &mut Writer<'_, '_, '_>, kind: &str, title: Option<&str>) {
    let title = title.map_or_else(|| writer.text(kind), str::to_owned);
    put!(writer, "<div class=\"alert alert-{kind}\" role=\"note\"><p class=\"alert-title\">");
    inlines::escape(&title, &mut writer.out);
    writer.out.push_str("</p>\n");
}
