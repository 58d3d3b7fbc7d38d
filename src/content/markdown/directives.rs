//! `:::name Title` blocks: the known names, and the HTML around a block.

use comrak::Node;
use comrak::nodes::NodeValue;

use super::writer::{HtmlWriter, Words, put};
use super::{MarkdownContext, blocks, expand, inlines};

/// The meaning of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Directive {
    /// A highlighted box: its kind (`note`, `tip`, `important`, `warning` or `caution`) and an optional title.
    Alert(&'static str, Option<String>),
    /// A collapsible block with this summary.
    Details(String),
    /// A list of steps.
    Steps,
    /// A list that is not shown as steps.
    Plain,
    /// A group of tabs.
    Tabs,
    /// A tab with this title.
    Tab(String),
    /// Part of a troubleshooting article: `symptom`, `cause` or `fix`.
    Part(&'static str),
}

/// Creates a directive from the block's title.
type DirectiveConstructor = fn(Option<String>) -> Directive;

/// The names of blocks, including those that other tools use for the same.
const NAMES: &[(&str, DirectiveConstructor)] = &[
    ("note", |title| Directive::Alert("note", title)),
    ("info", |title| Directive::Alert("note", title)),
    ("tip", |title| Directive::Alert("tip", title)),
    ("hint", |title| Directive::Alert("tip", title)),
    ("success", |title| Directive::Alert("tip", title)),
    ("important", |title| Directive::Alert("important", title)),
    ("warning", |title| Directive::Alert("warning", title)),
    ("caution", |title| Directive::Alert("caution", title)),
    ("danger", |title| Directive::Alert("caution", title)),
    ("error", |title| Directive::Alert("caution", title)),
    ("details", |title| Directive::Details(title.unwrap_or_default())),
    ("steps", |_| Directive::Steps),
    ("plain", |_| Directive::Plain),
    ("tabs", |_| Directive::Tabs),
    ("tab", |title| Directive::Tab(title.unwrap_or_default())),
    ("symptom", |_| Directive::Part("symptom")),
    ("cause", |_| Directive::Part("cause")),
    ("fix", |_| Directive::Part("fix")),
];

/// All names, for suggestions.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// The name and title in `name Title`, `name[Title]`, `name{title="Title"}` or `{.name}`.
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

/// The directive that a block's opening line describes; `None` if its name is unknown.
pub(super) fn block(info: &str, context: Option<&MarkdownContext<'_>>) -> Option<Directive> {
    let (name, title) = split(info);
    let title =
        title.map(|title| context.map_or_else(|| title.to_owned(), |context| expand::substitute_plain(title, context)));
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, make)| make(title))
}

/// The directive of the block that directly contains a node.
pub(super) fn around(node: Node<'_>) -> Option<Directive> {
    match node.parent()?.data().value {
        NodeValue::BlockDirective(ref directive) => block(&directive.info, None),
        _ => None,
    }
}

/// Writes the HTML before a block's content.
pub(super) fn enter(writer: &mut HtmlWriter<'_, '_, '_>, info: &str) {
    writer.line();
    match block(info, writer.context) {
        Some(Directive::Alert(kind, title)) => alert(writer, kind, title.as_deref()),
        Some(Directive::Details(title)) => {
            let title = if title.is_empty() { Words::theme("details") } else { Words::Author(&title) };
            writer.start_tag("details");
            writer.out.push('>');
            writer.start_tag("summary");
            writer.out.push('>');
            writer.words_or_ui_text(title);
            writer.end_tag_line("summary");
        }
        Some(Directive::Tabs) => {
            writer.start_tag("div");
            writer.out.push_str(" class=\"tabs\">\n");
        }
        Some(Directive::Tab(title)) => {
            writer.start_tag("section");
            writer.out.push_str(" class=\"tab\" aria-label=\"");
            inlines::escape(&title, &mut writer.out);
            writer.out.push_str("\">");
            writer.element("p", "tab-title", Words::Author(&title));
            writer.new_line();
        }
        Some(Directive::Part(part)) => {
            writer.start_tag("div");
            put!(writer, " class=\"{part}\">");
            writer.element("p", "block-title", Words::theme(part));
            writer.new_line();
        }
        Some(Directive::Steps | Directive::Plain) | None => {}
    }
}

/// Writes the HTML after a block's content.
pub(super) fn leave(writer: &mut HtmlWriter<'_, '_, '_>, info: &str) {
    let end = match block(info, None) {
        Some(Directive::Alert(..) | Directive::Tabs | Directive::Part(_)) => "div",
        Some(Directive::Details(_)) => "details",
        Some(Directive::Tab(_)) => "section",
        Some(Directive::Steps | Directive::Plain) | None => return,
    };
    blocks::close(writer, end);
}

/// Writes the HTML before an alert's content, for both syntaxes.
pub(super) fn alert(writer: &mut HtmlWriter<'_, '_, '_>, kind: &str, title: Option<&str>) {
    writer.start_tag("div");
    put!(writer, " class=\"alert alert-{kind}\" role=\"note\">");
    writer.element("p", "alert-title", title.map_or(Words::theme(kind), Words::Author));
    writer.new_line();
}
