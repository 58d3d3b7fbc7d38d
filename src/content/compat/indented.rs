//! MkDocs Material: `!!! note "Title"`, `??? note` and `=== "Tab"` with indented bodies, `--8<--` includes, and icons.

use std::ops::Range;

use super::super::mapped_text::MappedText;
use super::DialectPass;
use super::arguments::MarkupArguments;
use super::blocks;
use super::code::{indentation, list_mark};
use crate::content::alerts::alert;

/// Deepest supported nesting. Each level takes a pass.
const MAX_DEPTH: usize = 10;

/// Columns by which a body is indented.
const INDENT: usize = 4;

/// Prefixes of the icon sets that Material accepts as `:set-name:`.
const ICON_SETS: &[&str] = &[":material-", ":octicons-", ":fontawesome-", ":simple-"];

/// One pass, with the strings that must occur in a text for the pass to run.
type PassStep<'s, 't> = &'s mut dyn FnMut(MappedText<'t>, &[&str], fn(&mut DialectPass<'_>)) -> MappedText<'t>;

/// Translates everything, one level of nesting at a time.
pub(super) fn translate<'t>(mut text: MappedText<'t>, step: PassStep<'_, 't>) -> MappedText<'t> {
    for _ in 0..MAX_DEPTH {
        let before = blocks_in(&text);
        text = step(text, &["!!! ", "??? ", "???+", "=== \"", "===+", "===!"], run);
        if blocks_in(&text) == before {
            break;
        }
    }
    let text = step(text, &["--8<--"], includes);
    step(text, ICON_SETS, icons)
}

fn blocks_in(text: &MappedText<'_>) -> usize {
    memchr::memchr_iter(0, text.text.as_bytes()).count()
}

/// A line that opens an indented body.
struct BodyHeader {
    name: String,
    title: Option<String>,
    is_tab: bool,
    indent: usize,
}

fn run(pass: &mut DialectPass<'_>) {
    let lines: Vec<Range<usize>> = super::super::front_matter::lines_with_offsets(pass.text)
        .map(|(offset, line)| offset..offset + line.trim_end_matches(['\n', '\r']).len())
        .collect();
    let mut index = 0;
    let mut open_tabs = false;
    while index < lines.len() {
        let line = lines[index].clone();
        let found = (!pass.shape.code.holds(line.start)).then(|| header(&pass.text[line.clone()])).flatten();
        let body = found.as_ref().map(|header| body(pass.text, &lines, index, header.indent));
        let (Some(header), Some(last)) = (found, body.flatten()) else {
            index += 1;
            continue;
        };
        let indent = " ".repeat(header.indent);
        let goes_on = header.is_tab && next_is_tab(pass.text, &lines, last + 1, header.indent);
        let mut opening = indent.clone();
        if header.is_tab && !open_tabs {
            opening = format!("{indent}{}\n{indent}", blocks::open("tabs", None));
        }
        opening.push_str(&blocks::open(&header.name, header.title.as_deref()));
        pass.replace(line, opening);
        for line in &lines[index + 1..=last] {
            let width = dedent(&pass.text[line.clone()], header.indent);
            pass.replace(line.start..line.start + width, indent.clone());
        }
        let levels = if header.is_tab && !goes_on { 2 } else { 1 };
        let closing = format!("\n{indent}{}", blocks::close()).repeat(levels);
        pass.replace(lines[last].end..lines[last].end, closing);
        open_tabs = goes_on;
        index = last + 1;
    }
}

fn header(line: &str) -> Option<BodyHeader> {
    let indent = indentation(line);
    let body = line.trim();
    let (mark, rest) = body.split_at(body.find(' ')?);
    let rest = rest.trim();
    let quoted = rest.find('"').and_then(|start| Some(&rest[start + 1..start + 1 + rest[start + 1..].find('"')?]));
    match mark {
        "===" | "===+" | "===!" => {
            let title = Some(without_icons(quoted.filter(|_| rest.starts_with('"'))?));
            Some(BodyHeader { name: "tab".into(), title, is_tab: true, indent })
        }
        "!!!" | "???" | "???+" => {
            let kind = rest
                .split([' ', '"'])
                .next()
                .filter(|kind| kind.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)))?;
            let (name, usual) = alert(kind);
            let title = quoted.or(usual).map(without_icons).filter(|title| !title.is_empty());
            if mark == "!!!" {
                return Some(BodyHeader { name: name.into(), title, is_tab: false, indent });
            }
            let title = title.or_else(|| Some(crate::path::in_words(kind)));
            let name = if mark == "???+" { "details{open}" } else { "details" };
            Some(BodyHeader { name: name.into(), title, is_tab: false, indent })
        }
        _ => None,
    }
}

/// The last line of the body of the header in line `header`; `None` if no indented lines follow.
fn body(text: &str, lines: &[Range<usize>], header: usize, indent: usize) -> Option<usize> {
    let mut last = None;
    for (index, line) in lines.iter().enumerate().skip(header + 1) {
        let line = &text[line.clone()];
        if line.trim().is_empty() {
            continue;
        }
        if indentation(line) < indent + INDENT {
            break;
        }
        last = Some(index);
    }
    last
}

fn next_is_tab(text: &str, lines: &[Range<usize>], from: usize, indent: usize) -> bool {
    let next = lines[from..].iter().map(|line| &text[line.clone()]).find(|line| !line.trim().is_empty());
    next.and_then(header).is_some_and(|header| header.is_tab && header.indent == indent)
}

/// The length in bytes of the white space that covers `indent` columns and the body's own indentation.
fn dedent(line: &str, indent: usize) -> usize {
    let mut width = 0;
    for character in line.chars().take_while(|character| matches!(character, ' ' | '\t')) {
        if indentation(&line[..width]) >= indent + INDENT {
            break;
        }
        width += character.len_utf8();
    }
    width
}

/// `--8<-- "file.md"`, and the form that lists files between two such lines.
fn includes(pass: &mut DialectPass<'_>) {
    let mut listing = false;
    let mut offset = 0;
    for line in pass.text.split_inclusive('\n') {
        let start = offset + line.len() - line.trim_start().len();
        let body = line.trim();
        offset += line.len();
        if pass.shape.code.holds(start) {
            continue;
        }
        let range = start..start + body.len();
        let file = match body.strip_prefix("--8<--") {
            Some("") => {
                listing = !listing;
                pass.replace(range, "");
                continue;
            }
            Some(file) => file.trim().trim_matches(['"', '\'']),
            None if listing && !body.is_empty() => body,
            None => continue,
        };
        let file = file.rsplit_once(':').map_or(file, |(file, _)| file).to_owned();
        pass.include(range, &file);
    }
}

/// Icons only decorate text and go, except where they are all there is: in a link, an item, or a cell of a table.
fn icons(pass: &mut DialectPass<'_>) {
    for set in ICON_SETS {
        for start in pass.outside_code(set) {
            let Some(length) = icon_length(&pass.text[start..]) else { continue };
            let line = pass.line(start);
            let after = &pass.text[start + length..line.end];
            let list = if after.starts_with('{') { after.find('}').map_or(0, |end| end + 1) } else { 0 };
            let (before, after) = (&pass.text[line.start..start], &after[list..]);
            let range = start..start + length + list;
            let is_item = || list_mark(before.trim()).is_some_and(|width| width == before.trim().len());
            if before.ends_with('[') && after.starts_with("](") {
                let title = link_title(after);
                pass.replace(range, title.unwrap_or_else(|| icon_in_words(&pass.text[start..start + length])));
            } else if before.trim_end().ends_with('|') && after.trim_start().starts_with('|')
                || after.trim().is_empty() && is_item()
            {
                let shown = icon_in_words(&pass.text[start..start + length]);
                pass.replace(range, shown);
            } else if before.trim().is_empty() && after.trim().is_empty() && line.end < pass.text.len() {
                // A blank line would end the block of HTML around it.
                pass.replace(line.start..line.end + 1, "");
            } else {
                let gap = usize::from(after.starts_with(' '));
                pass.replace(range.start..range.end + gap, "");
            }
        }
    }
}

/// The title in the attributes of the link whose text ends here: `](address){ title="x" }`.
fn link_title(after: &str) -> Option<String> {
    let list = &after[after.find(')')? + 1..];
    let list = list.trim_start_matches(':').strip_prefix('{')?;
    let arguments = MarkupArguments::parse(&list[..list.find('}')?]);
    arguments.named(&["title"]).map(str::to_owned)
}

/// The length of the icon at the start of a text: `:material-check:`.
fn icon_length(text: &str) -> Option<usize> {
    let is_icon = ICON_SETS.iter().any(|set| text.starts_with(set));
    let name = &text[1..];
    let end = name.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-')).unwrap_or(name.len());
    (is_icon && name[end..].starts_with(':')).then_some(end + 2)
}

/// What an icon says.
fn icon_in_words(icon: &str) -> String {
    let name = icon.trim_matches(':');
    let name = name.split_once('-').map_or(name, |(_, name)| name);
    let has = |words: &[&str]| name.split('-').any(|part| words.contains(&part));
    if has(&["check", "checkbox"]) {
        "✓".into()
    } else if has(&["close", "cancel", "x", "xmark", "times"]) {
        "✗".into()
    } else {
        crate::path::in_words(name)
    }
}

/// A title without its icons.
fn without_icons(title: &str) -> String {
    let mut shown = String::with_capacity(title.len());
    let mut rest = title;
    while let Some(at) = rest.find(':') {
        let (before, icon) = rest.split_at(at);
        shown.push_str(before);
        let length = icon_length(icon).unwrap_or(0);
        shown.push_str(&icon[length..][..usize::from(length == 0)]);
        rest = &icon[length.max(1)..];
    }
    shown.push_str(rest);
    if shown.trim().is_empty() { icon_in_words(title.trim()) } else { shown.trim().to_owned() }
}
