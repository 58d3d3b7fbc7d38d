//! What each directive means.

use std::fmt::Write as _;

use super::super::{DialectPass, tags};
use super::DirectiveLine;
use crate::content::alerts::known;
use crate::content::front_matter::lines_with_offsets;

/// A directive with its options.
#[derive(Debug)]
pub(super) struct MystDirective<'t> {
    pub name: &'t str,
    /// The rest of its first line.
    pub argument: &'t str,
    options: Vec<(&'t str, &'t str)>,
    /// The end of its opening lines.
    pub end: usize,
}

/// What becomes of a directive.
#[derive(Debug)]
pub(super) enum DirectiveMeaning {
    /// A block with a title, and the first line of its text.
    Block { name: &'static str, title: Option<String>, first: Option<String> },
    /// A code block with this after its fence.
    Code(String),
    /// It stays as it is, which readers see as code.
    ShownAsCode,
    /// Its text without a block around it, after this text.
    Unwrap(String),
    /// A directive whose content is no running text.
    Leaf(LeafDirective),
}

/// A directive whose content is no running text.
#[derive(Debug)]
pub(super) enum LeafDirective {
    /// A picture with a caption.
    Picture,
    /// A table, written as a list of lists.
    ListTable,
    /// Another file.
    Include,
    /// This text.
    Text(String),
    /// Nothing.
    Nothing {
        /// Whether readers miss something.
        is_reported: bool,
    },
}

/// Directives that stand around text and mean nothing here.
const WRAPPERS: &[&str] = &[
    "centered",
    "class",
    "compound",
    "container",
    "div",
    "epigraph",
    "figure-md",
    "glossary",
    "grid",
    "grid-item",
    "highlights",
    "hlist",
    "pull-quote",
    "table",
];

/// Directives that make lists of links or keywords, which a help center makes by itself.
const LISTS: &[&str] = &["bibliography", "contents", "highlight", "index", "meta", "tableofcontents", "tocdepth"];

/// Directives that readers miss something of.
const LEFT_OUT: &[&str] = &["literalinclude", "raw", "tags", "toctree"];

/// Directives that show code.
const CODE: &[&str] = &["code", "code-block", "code-cell", "sourcecode"];

impl<'t> MystDirective<'t> {
    /// Reads the directive whose first line, with `info` after its fence, ends at `end`. Its options follow, as
    /// `:key: value` or as YAML between lines of `---`.
    pub fn read(text: &'t str, info: &'t str, name: &'t str, end: usize) -> Self {
        let argument = info[name.len() + 2..].trim();
        let mut directive = Self { name, argument, options: Vec::new(), end };
        let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        let mut is_yaml = false;
        for (number, (offset, line)) in lines_with_offsets(&text[line_end..]).enumerate() {
            let body = line.trim_matches([' ', '\t', '>', '\n', '\r']);
            let is_rule = body == "---";
            if number == 0 && is_rule {
                is_yaml = true;
                continue;
            }
            let option = if is_yaml {
                body.split_once(':')
            } else {
                body.strip_prefix(':').and_then(|body| body.split_once(':'))
            };
            let is_key = |key: &str| {
                !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            };
            let line_end = line_end + offset + line.trim_end().len();
            match option.filter(|(key, _)| is_key(key)) {
                _ if is_yaml && is_rule => {
                    directive.end = line_end;
                    break;
                }
                Some((key, value)) => directive.options.push((key, value.trim().trim_matches('"'))),
                None => break,
            }
            if !is_yaml {
                directive.end = line_end;
            }
        }
        directive
    }

    /// The value of an option.
    pub fn option(&self, key: &str) -> Option<&'t str> {
        self.options.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    fn title(&self) -> Option<String> {
        Some(self.argument.to_owned()).filter(|title| !title.is_empty())
    }
}

/// The name of the directive that the text after a fence begins.
pub(super) fn name(info: &str) -> Option<&str> {
    let (name, _) = info.strip_prefix('{')?.split_once('}')?;
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:+".contains(&byte));
    is_name.then_some(name)
}

/// Whether it is a directive of `MyST` and its usual extensions. In the code of R Markdown and Pandoc, a name in braces is
/// a language.
pub(super) fn is_known(name: &str) -> bool {
    [WRAPPERS, LISTS, LEFT_OUT, CODE].iter().any(|names| names.contains(&name))
        || known(name).is_some()
        || matches!(
            name,
            "admonition"
                | "button-link"
                | "button-ref"
                | "card"
                | "deprecated"
                | "dropdown"
                | "figure"
                | "grid-item-card"
                | "image"
                | "include"
                | "list-table"
                | "margin"
                | "rubric"
                | "seealso"
                | "sidebar"
                | "tab"
                | "tab-item"
                | "tab-set"
                | "tabs"
                | "topic"
                | "versionadded"
                | "versionchanged"
                | "youtube"
        )
}

/// What a directive becomes.
pub(super) fn meaning(
    pass: &mut DialectPass<'_>,
    line: &DirectiveLine<'_>,
    directive: &MystDirective<'_>,
) -> DirectiveMeaning {
    let argument = directive.argument;
    let block = |name, title| DirectiveMeaning::Block { name, title, first: None };
    match directive.name {
        "admonition" => {
            let classes = directive.option("class").unwrap_or_default();
            if classes.contains("dropdown") {
                return block("details", directive.title());
            }
            let name = classes.split_whitespace().find_map(known).map_or("note", |(name, _)| name);
            block(name, directive.title())
        }
        "dropdown" if directive.option("open").is_some() => block("details{open}", directive.title()),
        "dropdown" => block("details", directive.title()),
        "tab-set" | "tabs" => block("tabs", None),
        "tab-item" | "tab" => block("tab", directive.title()),
        "topic" | "sidebar" => block("note", directive.title()),
        "margin" => block("note", None),
        "seealso" => with_first("note", Some("See also"), argument),
        "versionadded" | "versionchanged" | "deprecated" => {
            let (version, text) = argument.split_once(' ').unwrap_or((argument, ""));
            with_first("note", Some(version), text)
        }
        "rubric" => DirectiveMeaning::Unwrap(format!("**{argument}**")),
        "card" | "grid-item-card" => DirectiveMeaning::Unwrap(card(directive)),
        "button-link" | "button-ref" => DirectiveMeaning::Unwrap(tags::link(argument, argument)),
        "image" | "figure" => DirectiveMeaning::Leaf(LeafDirective::Picture),
        "list-table" => DirectiveMeaning::Leaf(LeafDirective::ListTable),
        "include" => DirectiveMeaning::Leaf(LeafDirective::Include),
        "youtube" => DirectiveMeaning::Leaf(LeafDirective::Text(tags::youtube(argument, None))),
        name if CODE.contains(&name) => DirectiveMeaning::Code(code_info(directive)),
        name if LISTS.contains(&name) => DirectiveMeaning::Leaf(LeafDirective::Nothing { is_reported: false }),
        name if LEFT_OUT.contains(&name) => DirectiveMeaning::Leaf(LeafDirective::Nothing { is_reported: true }),
        name if WRAPPERS.contains(&name) => {
            let is_title = name == "table" && !argument.is_empty();
            DirectiveMeaning::Unwrap(if is_title { format!("**{argument}**\n") } else { String::new() })
        }
        name => match known(name) {
            Some((name, usual)) => with_first(name, usual, argument),
            None if line.mark == ':' => {
                pass.left_out(line.start..line.end, &format!("directive `{name}`"));
                DirectiveMeaning::Unwrap(String::new())
            }
            None => DirectiveMeaning::ShownAsCode,
        },
    }
}

/// A box whose text may begin on the line of its name.
fn with_first(name: &'static str, title: Option<&str>, first: &str) -> DirectiveMeaning {
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    DirectiveMeaning::Block { name, title: title.and_then(filled), first: filled(first) }
}

/// The title of a card, with its link.
fn card(directive: &MystDirective<'_>) -> String {
    match (directive.argument, directive.option("link")) {
        ("", _) => String::new(),
        (title, Some(link)) if directive.option("link-type").is_none() => format!("**[{title}]({link})**\n"),
        (title, Some(link)) if directive.option("link-type") == Some("doc") => {
            format!("**{{doc}}`{title} <{link}>`**\n")
        }
        (title, Some(link)) => format!("**{{ref}}`{title} <{link}>`**\n"),
        (title, None) => format!("**{title}**\n"),
    }
}

/// The language, the marked lines and the title of code.
fn code_info(directive: &MystDirective<'_>) -> String {
    let mut info = directive.argument.split_whitespace().next().unwrap_or_default().to_owned();
    if let Some(lines) = directive.option("emphasize-lines") {
        let _ = write!(info, " {{{}}}", lines.replace(' ', ""));
    }
    if let Some(title) = directive.option("caption") {
        let _ = write!(info, " title=\"{}\"", title.replace('"', "'"));
    }
    info
}
