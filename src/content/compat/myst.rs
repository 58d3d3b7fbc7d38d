//! `MyST`, the Markdown of Sphinx and Jupyter Book: directives such as `:::{note}` and ```` ```{code-block} ````, and
//! comments. What stands within lines is in [`roles`], what other articles refer to in [`labels`].

pub(super) mod labels;
mod list_table;
mod meaning;
pub(super) mod roles;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::front_matter::lines_with_offsets;
use super::code::list_mark;
use super::{DialectPass, blocks, tags};
use crate::codes;
use meaning::{DirectiveMeaning, LeafDirective, MystDirective};

/// Signs of directives.
pub(super) const SIGNS: &[&str] = &["```{", "~~~{", ":::{"];

/// Minimum number of characters in a fence.
const MIN_FENCE: usize = 3;

/// Maximum number of directives that are open inside the one that a line closes.
const MAX_DEPTH: usize = 64;

/// A line that opens or closes a fence.
#[derive(Debug, Clone, Copy)]
struct DirectiveLine<'t> {
    /// Where the fence begins.
    start: usize,
    /// The end of the line, without white space.
    end: usize,
    mark: char,
    length: usize,
    /// What follows the fence.
    info: &'t str,
}

/// A fence that is open.
struct OpenDirective {
    mark: char,
    length: usize,
    body: DirectiveBody,
}

/// What is in a fence, and what its last line becomes.
enum DirectiveBody {
    /// Code, which has no directives; the last line becomes this text, or stays.
    Code(Option<String>),
    /// Text; the last line becomes the end of a block, with this in front of it.
    Block(String),
    /// Text; the last line is removed.
    Unwrapped,
    /// Text in a block of another dialect.
    Other,
}

/// Translates directives.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let text = pass.text;
    let lines: Vec<DirectiveLine<'_>> =
        lines_with_offsets(text).filter_map(|(offset, line)| fence_line(offset, line)).collect();
    if !lines.iter().any(|line| meaning::name(line.info).is_some_and(meaning::is_known)) {
        return;
    }
    let mut open: Vec<OpenDirective> = Vec::new();
    // The fences for which no later line is an end.
    let mut endless = BTreeSet::new();
    let mut done = 0;
    for (index, line) in lines.iter().enumerate() {
        if line.start < done {
            continue;
        }
        if let Some(DirectiveBody::Code(last)) = open.last().map(|fence| &fence.body) {
            if closes(&open[open.len() - 1], line) {
                if let Some(last) = last {
                    pass.replace(line.start..line.end, last.clone());
                }
                open.pop();
            }
            continue;
        }
        let near = open.len().saturating_sub(MAX_DEPTH);
        if let Some(depth) = open[near..].iter().rposition(|fence| closes(fence, line)) {
            open.truncate(near + depth + 1);
            match open.pop().map(|fence| fence.body) {
                Some(DirectiveBody::Block(prefix)) => {
                    blocks::on_own_line(pass, line.start..line.end, blocks::close(), Some(&prefix));
                }
                Some(DirectiveBody::Unwrapped) => pass.replace(pass.line(line.start), ""),
                _ => {}
            }
            continue;
        }
        let fence = OpenDirective { mark: line.mark, length: line.length, body: DirectiveBody::Other };
        match meaning::name(line.info) {
            Some(name) => {
                let directive = MystDirective::read(text, line.info, name, line.end);
                let range = line.start..directive.end;
                done = range.end;
                match meaning::meaning(pass, line, &directive) {
                    DirectiveMeaning::Leaf(leaf) => {
                        let is_endless = endless.contains(&(line.mark, line.length));
                        let mut later = lines[index + 1..].iter().filter(|_| !is_endless);
                        let Some(end) = later.find(|other| closes(&fence, other)) else {
                            endless.insert((line.mark, line.length));
                            unclosed(pass, line, range);
                            continue;
                        };
                        done = end.end;
                        leaf_directive(pass, line, &directive, leaf, range.end..end.start, done);
                    }
                    meaning => open.push(OpenDirective { body: begin(pass, line, range, meaning), ..fence }),
                }
            }
            None if line.mark == ':' && line.info.is_empty() => {}
            None if line.mark == ':' => open.push(fence),
            None => open.push(OpenDirective { body: DirectiveBody::Code(None), ..fence }),
        }
    }
    comments(pass);
}

fn fence_line(offset: usize, line: &str) -> Option<DirectiveLine<'_>> {
    let mut body = line.trim_start_matches([' ', '\t', '>']);
    while let Some(width) = list_mark(body.trim_end()) {
        body = body[width..].trim_start();
    }
    let mark = body.chars().next().filter(|mark| matches!(mark, '`' | '~' | ':'))?;
    let rest = body.trim_start_matches(mark);
    let length = body.len() - rest.len();
    let info = rest.trim();
    let is_fence = length >= MIN_FENCE && !(mark == '`' && info.contains('`'));
    let start = offset + line.len() - body.len();
    is_fence.then(|| DirectiveLine { start, end: start + body.trim_end().len(), mark, length, info })
}

fn closes(open: &OpenDirective, line: &DirectiveLine<'_>) -> bool {
    line.mark == open.mark && line.length >= open.length && line.info.is_empty()
}

/// Replaces the opening lines of a directive that contains text or code.
fn begin(
    pass: &mut DialectPass<'_>,
    line: &DirectiveLine<'_>,
    range: Range<usize>,
    meaning: DirectiveMeaning,
) -> DirectiveBody {
    match meaning {
        DirectiveMeaning::Block { name, title, first } => {
            let prefix = blocks::continuation_of(&pass.text[pass.line(line.start).start..line.start]);
            let first = first.map_or(String::new(), |first| format!("\n{prefix}{first}"));
            let opening = blocks::open(name, title.as_deref()) + &first;
            DirectiveBody::Block(blocks::on_own_line(pass, range, &opening, None))
        }
        DirectiveMeaning::Code(info) => {
            let fence = if line.mark == ':' { "`".repeat(line.length + 1) } else { fence(line) };
            pass.replace(range, format!("{fence}{info}"));
            DirectiveBody::Code((line.mark == ':').then_some(fence))
        }
        DirectiveMeaning::ShownAsCode => {
            let name = meaning::name(line.info).unwrap_or_default();
            let message = format!("directive `{name}` of another tool has no equivalent here, so it is shown as code");
            pass.report(codes::FOREIGN_MARKUP, line.start..line.end, message, "write it in Markdown or HTML");
            DirectiveBody::Code(None)
        }
        DirectiveMeaning::Unwrap(text) => {
            pass.replace(range, text);
            DirectiveBody::Unwrapped
        }
        DirectiveMeaning::Leaf(_) => DirectiveBody::Other,
    }
}

/// Removes and reports the first lines of a directive that has no end.
fn unclosed(pass: &mut DialectPass<'_>, line: &DirectiveLine<'_>, range: Range<usize>) {
    let message = format!("`{}` is opened but not closed", line.info);
    pass.report(codes::MARKUP_UNCLOSED_BLOCK, line.start..line.end, message, "close it");
    pass.replace(range, "");
}

fn fence(line: &DirectiveLine<'_>) -> String {
    line.mark.to_string().repeat(line.length)
}

/// Replaces a directive whose content is no running text.
fn leaf_directive(
    pass: &mut DialectPass<'_>,
    line: &DirectiveLine<'_>,
    directive: &MystDirective<'_>,
    leaf: LeafDirective,
    body: Range<usize>,
    end: usize,
) {
    let range = line.start..end;
    let prefix = blocks::continuation_of(&pass.text[pass.line(line.start).start..line.start]);
    let text = content(&pass.text[body], &prefix);
    let replacement = match leaf {
        LeafDirective::Picture => picture(directive, &text),
        LeafDirective::ListTable => list_table::table(&text, directive.option("header-rows")).unwrap_or_else(|| {
            pass.left_out(line.start..line.end, "the layout of directive `list-table`");
            text
        }),
        LeafDirective::Include => {
            pass.include(range, directive.argument);
            return;
        }
        LeafDirective::Text(text) => text,
        LeafDirective::Nothing { is_reported } => {
            if is_reported {
                let what = format!("directive `{}`", directive.name);
                pass.left_out(line.start..line.end, &what);
            }
            String::new()
        }
    };
    let title = match leaf_title(directive) {
        Some(title) if !replacement.is_empty() => format!("**{title}**\n\n{replacement}"),
        _ => replacement,
    };
    pass.replace(range, title.trim_end().replace('\n', &format!("\n{prefix}")));
}

/// The title of a table, which stands above it.
fn leaf_title<'d>(directive: &MystDirective<'d>) -> Option<&'d str> {
    (directive.name == "list-table" && !directive.argument.is_empty()).then_some(directive.argument)
}

/// The lines of a directive's content without what the container puts before each of them.
fn content(text: &str, prefix: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.trim_start_matches('\n').split_inclusive('\n') {
        let same = line.bytes().zip(prefix.bytes()).take_while(|(a, b)| a == b).count();
        lines.push_str(&line[same..]);
    }
    lines.truncate(lines.trim_end().len());
    lines
}

/// A picture. The first paragraph of a figure is its caption; what follows stays text.
fn picture(directive: &MystDirective<'_>, text: &str) -> String {
    let (caption, legend) = text.split_once("\n\n").unwrap_or((text, ""));
    let caption = Some(caption.trim()).filter(|caption| !caption.is_empty());
    let alt = directive.option("alt").unwrap_or_default();
    let picture = tags::picture(directive.argument, alt, caption);
    let picture = match directive.option("target") {
        Some(target) => format!("[{picture}]({target})"),
        None => picture,
    };
    format!("{picture}\n\n{}", legend.trim())
}

/// Removes lines that begin with `%`, and `+++`, which divides the cells of a notebook.
fn comments(pass: &mut DialectPass<'_>) {
    let lines: Vec<(usize, &str)> = lines_with_offsets(pass.text).collect();
    for (offset, line) in lines {
        let is_comment = line.starts_with("% ") || line.trim_end() == "+++";
        if is_comment && !pass.shape.code.holds(offset) {
            pass.replace(offset..offset + line.trim_end().len(), "");
        }
    }
}
