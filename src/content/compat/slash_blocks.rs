//! Blocks of `PyMdown` Extensions, which MkDocs Material uses: `/// note | Title` to `///`, with options on indented
//! lines after the first one. More slashes make an outer block.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::front_matter::lines_with_offsets;
use super::DialectPass;
use super::blocks;
use super::code::indentation;
use crate::content::alerts::known;

/// Minimum number of slashes.
const MIN_SLASHES: usize = 3;

/// Maximum number of blocks that are open inside the one that a line closes.
const MAX_DEPTH: usize = 64;

/// A line with slashes.
struct SlashLine<'t> {
    line: Range<usize>,
    indent: usize,
    slashes: usize,
    /// The name and the title, if it opens a block.
    opening: Option<(&'t str, Option<&'t str>)>,
}

/// The value of an option: `    open: True`.
fn option<'t>(options: &[(Range<usize>, &'t str)], name: &str) -> Option<&'t str> {
    options.iter().find_map(|(_, option)| Some(option.strip_prefix(name)?.trim_start().strip_prefix(':')?.trim()))
}

/// Translates all blocks that are closed. Others stay, and are reported as left over.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let text = pass.text;
    let lines: Vec<SlashLine<'_>> = lines_with_offsets(text)
        .filter(|(_, line)| line.trim_start().starts_with("///"))
        .filter_map(|(offset, line)| slash_line(offset, line))
        .filter(|line| !pass.shape.code.holds(line.line.start + line.indent.min(line.line.len())))
        .collect();
    let pairs = pairs(&lines);
    // The lines of tabs that belong to the group of the tab before.
    let mut continued = BTreeSet::new();
    for (number, &(open, close)) in pairs.iter().enumerate() {
        let Some((name, title)) = lines[open].opening else { continue };
        let options = options(text, lines[open].line.end);
        let Some((name, title)) = block(name, title, &options) else { continue };
        let opening_lines = lines[open].line.start..options.last().map_or(lines[open].line.end, |(range, _)| range.end);
        if name.is_empty() {
            pass.replace(opening_lines, "");
            pass.replace(lines[close].line.clone(), "");
            continue;
        }
        let indent = " ".repeat(lines[open].indent);
        let mut opening = format!("{indent}{}", blocks::open(name, title.as_deref()));
        let mut closing = format!("{indent}{}", blocks::close());
        if name == "tab" {
            if !continued.contains(&open) {
                opening = format!("{indent}{}\n{opening}", blocks::open("tabs", None));
            }
            let next = next_tab(text, &lines, &pairs[number..]);
            continued.extend(next);
            if next.is_none() {
                closing = format!("{closing}\n{indent}{}", blocks::close());
            }
        }
        pass.replace(opening_lines, opening);
        pass.replace(lines[close].line.clone(), closing);
    }
}

/// The tab of the same group that follows the tab that is the first of `pairs`.
fn next_tab(text: &str, lines: &[SlashLine<'_>], pairs: &[(usize, usize)]) -> Option<usize> {
    let (open, close) = pairs[0];
    let after = lines[close].line.end;
    let next = pairs.partition_point(|(open, _)| lines[*open].line.start < after);
    let index = pairs.get(next)?.0;
    let next = &lines[index];
    let is_alike = next.slashes == lines[open].slashes && next.indent == lines[open].indent;
    let is_tab = next.opening.is_some_and(|(name, _)| name == "tab");
    let is_next = is_alike && is_tab && text[after..next.line.start].trim().is_empty();
    (is_next && !starts_group(text, next)).then_some(index)
}

/// Whether a tab begins a new group.
fn starts_group(text: &str, tab: &SlashLine<'_>) -> bool {
    option(&options(text, tab.line.end), "new").is_some_and(is_true)
}

fn slash_line(offset: usize, line: &str) -> Option<SlashLine<'_>> {
    let body = line.trim();
    let rest = body.trim_start_matches('/');
    let slashes = body.len() - rest.len();
    let (name, title) =
        rest.split_once('|').map_or((rest.trim(), None), |(name, title)| (name.trim(), Some(title.trim())));
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_line = slashes >= MIN_SLASHES && (body.len() == slashes || is_name && rest.starts_with(' '));
    is_line.then(|| SlashLine {
        line: offset..offset + line.trim_end_matches(['\n', '\r']).len(),
        indent: indentation(line),
        slashes,
        opening: is_name.then_some((name, title.filter(|title| !title.is_empty()))),
    })
}

/// The lines that open and close a block, in the order of the opening lines.
fn pairs(lines: &[SlashLine<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut stack: Vec<usize> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.opening.is_some() {
            stack.push(index);
            continue;
        }
        let near = stack.len().saturating_sub(MAX_DEPTH);
        if let Some(depth) = stack[near..].iter().rposition(|&open| lines[open].slashes == line.slashes) {
            pairs.push((stack[near + depth], index));
            stack.truncate(near + depth);
        }
    }
    pairs.sort_unstable();
    pairs
}

/// The indented options directly after the line that ends at `end`.
fn options(text: &str, end: usize) -> Vec<(Range<usize>, &str)> {
    let is_option = |line: &str| {
        let key = line.trim_start().split_once(':').map_or("", |(key, _)| key);
        line.starts_with("    ")
            && !key.is_empty()
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let Some(rest) = text.get(end + 1..) else { return Vec::new() };
    let lines = lines_with_offsets(rest).take_while(|(_, line)| is_option(line));
    lines.map(|(at, line)| (end + 1 + at..end + 1 + at + line.trim_end().len(), line.trim())).collect()
}

/// Our block and its title; an empty name if only the content stays.
fn block(name: &str, title: Option<&str>, options: &[(Range<usize>, &str)]) -> Option<(&'static str, Option<String>)> {
    let title = title.map(str::to_owned);
    Some(match name {
        "details" if option(options, "open").is_some_and(is_true) => ("details{open}", title),
        "details" => ("details", title),
        "tab" => ("tab", title),
        "html" | "caption" | "figure-caption" | "table-caption" => ("", None),
        "admonition" => (known(option(options, "type").unwrap_or("note")).map_or("note", |(name, _)| name), title),
        name => {
            let (name, usual) = known(name)?;
            (name, title.or_else(|| usual.map(str::to_owned)))
        }
    })
}

fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}
