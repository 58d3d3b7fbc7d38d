//! Markdown between HTML tags, where the parser would show it as typed.
//!
//! HTML that starts a line is a block for the parser, up to the next blank line, and Markdown in it is text. Other tools
//! read more of it: kramdown and Python-Markdown where an element has `markdown="1"`, MDX everywhere. Blank lines around
//! such Markdown make the parser read it too. A code fence, a heading or a `:::` block is never meant as text, so it
//! always gets a blank line. `<h1>` becomes a heading of Markdown, because it is the page's title.

use std::ops::Range;

use super::super::front_matter::lines_with_offsets;
use super::DialectPass;
use super::arguments::MarkupArguments;
use super::code::{fence, indentation, list_mark};
use super::mdx::jsx;
use crate::html::elements;

/// Elements that hold a line of text and no paragraphs.
const LINES: &[&str] = &["p", "h1", "h2", "h3", "h4", "h5", "h6"];

/// Signs of Markdown within a line.
const SIGNS: &[&str] = &["**", "__", "`", "](", " _", " *", ">_", ">*"];

/// Maximum number of open elements. Placeholders such as `<NAME>` look like elements that are never closed.
const MAX_OPEN: usize = 100;

/// Translates all of these.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    titles(pass);
    let is_mdx = pass.shape.is_mdx;
    let inside = elements_with_markdown(pass, is_mdx);
    join_inline_tags(pass);
    blocks(pass, &inside, is_mdx);
}

/// `<h1>Title</h1>` at the start of a line.
fn titles(pass: &mut DialectPass<'_>) {
    for start in pass.outside_code("<h1") {
        let Some(open) = jsx::find(pass.text, start).filter(|tag| tag.name == "h1" && !tag.closes) else { continue };
        let from = open.range.end;
        let Some(length) = pass.text[from..super::ceiling(pass.text, from + super::MAX_REACH)].find("</h1>") else {
            continue;
        };
        let inner = pass.text[from..from + length].split_whitespace().collect::<Vec<_>>().join(" ");
        let line = pass.line(start);
        let before = &pass.text[line.start..start];
        let is_apart = before.trim_matches([' ', '\t', '>']).is_empty();
        // Indented lines after a blank line would become code.
        let mut rest = pass.text[from + length..].lines().take_while(|line| !line.trim().is_empty()).skip(1);
        let is_title = is_apart && !without_tags(&inner).trim().is_empty() && !inner.contains("<button");
        if !is_title || rest.any(|line| indentation(line) >= 4) {
            continue;
        }
        let id = MarkupArguments::parse(open.inner).named(&["id"]).map(|id| format!(" {{#{id}}}")).unwrap_or_default();
        let quotes = before.trim_end_matches([' ', '\t']);
        let space = if quotes.is_empty() { "" } else { " " };
        let heading = format!("{quotes}\n{quotes}{space}# {inner}{id}\n{quotes}\n");
        let end = from + length + "</h1>".len();
        let blank = pass.text[end..].len() - pass.text[end..].trim_start_matches([' ', '\t']).len();
        let newline = usize::from(pass.text[end + blank..].starts_with('\n'));
        pass.replace(line.start..end + blank + newline, heading);
    }
}

fn without_tags(html: &str) -> String {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

/// An element whose content is Markdown.
struct Element<'t> {
    open: Range<usize>,
    /// The start tag without the attribute `markdown`.
    tag: String,
    close: Range<usize>,
    name: &'t str,
}

/// Puts blank lines around the content of elements that hold Markdown, and returns the ranges of their contents.
fn elements_with_markdown(pass: &mut DialectPass<'_>, is_mdx: bool) -> Vec<Range<usize>> {
    let text = pass.text;
    let mut found: Vec<Element<'_>> = Vec::new();
    let mut open: Vec<Option<(Range<usize>, String, &str)>> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    let mut done = 0;
    for start in pass.outside_code("<") {
        let Some(tag) = jsx::find(text, start).filter(|_| start >= done) else { continue };
        done = tag.range.end;
        if elements::is_void(tag.name) || tag.inner.ends_with('/') || tag.name == "h1" {
            continue;
        }
        if tag.closes {
            let Some(depth) = names.iter().rposition(|name| *name == tag.name) else { continue };
            names.truncate(depth);
            if let Some(Some((range, written, name))) = open.drain(depth..).next() {
                found.push(Element { open: range, tag: written, close: tag.range, name });
            }
            continue;
        }
        if names.len() >= MAX_OPEN {
            continue;
        }
        names.push(tag.name);
        let arguments = MarkupArguments::parse(tag.inner);
        let wish = arguments
            .named(&["markdown"])
            .or_else(|| arguments.positional.iter().any(|word| word == "markdown").then_some("1"));
        let is_block = elements::is_block(tag.name) || matches!(tag.name, "td" | "th" | "li" | "summary" | "dd");
        open.push(match wish {
            Some("0") => {
                pass.replace(tag.range, without_markdown(&text[start..done]));
                None
            }
            Some(_) => Some((tag.range, without_markdown(&text[start..done]), tag.name)),
            None if is_mdx && is_block => Some((tag.range.clone(), text[tag.range].to_owned(), tag.name)),
            None => None,
        });
    }
    found.sort_by_key(|element| element.open.start);
    let mut inside: Vec<Range<usize>> = Vec::new();
    let mut margins = Margins::of(pass);
    for element in found {
        let content = element.open.end..element.close.start;
        let line = pass.line(element.open.start);
        let before = &text[line.start..element.open.start];
        let has_attribute = element.tag != text[element.open.clone()];
        let is_apart = before.trim().is_empty() || before.trim_start().starts_with('<');
        if !is_apart || elements::is_inline(element.name) || !has_attribute && !has_signs(&text[content.clone()]) {
            if has_attribute {
                pass.replace(element.open, element.tag);
            }
            continue;
        }
        let taken = margins.taken[margins.line_of(line.start)];
        let prefix = if before.trim().is_empty() { indentation(before).saturating_sub(taken) } else { 0 };
        margins.dedent(pass, &content);
        open_up(pass, &element, &" ".repeat(prefix));
        match inside.last_mut() {
            Some(Range { end, .. }) if content.start < *end => *end = content.end.max(*end),
            _ => inside.push(content),
        }
    }
    margins.apply(pass);
    inside
}

/// Whether a text has signs of Markdown.
fn has_signs(text: &str) -> bool {
    let starts_block = |line: &str| {
        let line = line.trim_start();
        is_heading(line) || list_mark(line).is_some() || line.starts_with('|') || line.starts_with(":::")
    };
    SIGNS.iter().any(|sign| format!(">{text}").contains(sign)) || text.lines().any(starts_block)
}

fn without_markdown(tag: &str) -> String {
    let Some(at) = tag.find("markdown") else { return tag.to_owned() };
    let rest = &tag[at + "markdown".len()..];
    let value = rest.trim_start().strip_prefix('=').map(str::trim_start);
    let rest = match value {
        Some(value) => match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).map_or("", |(_, rest)| rest),
            _ => &value[value.find([' ', '>', '/']).unwrap_or(value.len())..],
        },
        None => rest,
    };
    format!("{}{rest}", tag[..at].trim_end())
}

/// Lets the parser read what is in an element; `prefix` is the indentation of its lines.
fn open_up(pass: &mut DialectPass<'_>, element: &Element<'_>, prefix: &str) {
    let Element { open, tag, close, name } = element;
    let text = pass.text;
    let is_bare = LINES.contains(name) && !text[open.end..close.start].trim().contains('\n');
    let heading = match name.strip_prefix('h').and_then(|level| level.parse().ok()) {
        Some(level) if is_bare => format!("{} ", "#".repeat(level)),
        _ => String::new(),
    };
    let after = &text[open.end..];
    let blank = after.len() - after.trim_start_matches([' ', '\t']).len();
    let goes_on = !after[blank..].starts_with('\n');
    let opening = if is_bare { String::new() } else { format!("{tag}\n") };
    let opening = if goes_on { format!("{opening}\n{prefix}{heading}") } else { opening };
    pass.replace(open.start..open.end + blank, opening);
    let line = pass.line(close.start).start;
    if is_bare {
        pass.replace(close.clone(), "\n");
    } else if text[line..close.start].trim().is_empty() && line > open.end {
        pass.replace(line..line, "\n");
    } else {
        pass.replace(close.start..close.start, format!("\n\n{prefix}"));
    }
    let tail = &text[close.end..];
    if tail.starts_with('\n') && !tail.starts_with("\n\n") && tail.len() > 1 {
        pass.replace(close.end..close.end, "\n");
    }
}

/// The indentation to remove from each line, because Markdown would read it as code.
struct Margins {
    lines: Vec<Range<usize>>,
    taken: Vec<usize>,
}

impl Margins {
    fn of(pass: &DialectPass<'_>) -> Self {
        let lines: Vec<Range<usize>> = lines_with_offsets(pass.text)
            .map(|(offset, line)| offset..offset + line.trim_end_matches('\n').len())
            .collect();
        Self { taken: vec![0; lines.len()], lines }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// Takes what the lines within an element are indented more than the element.
    fn dedent(&mut self, pass: &DialectPass<'_>, content: &Range<usize>) {
        let (first, last) = (self.line_of(content.start), self.line_of(content.end));
        let column = |index: usize| indentation(&pass.text[self.lines[index].clone()]) - self.taken[index];
        let filled = |index: &usize| !pass.text[self.lines[*index].clone()].trim().is_empty();
        let inner: Vec<usize> = (first + 1..last).filter(filled).collect();
        let Some(margin) = inner.iter().map(|&index| column(index)).min() else { return };
        let surplus = margin.saturating_sub(column(first));
        for index in inner {
            self.taken[index] += surplus;
        }
    }

    fn apply(self, pass: &mut DialectPass<'_>) {
        for (line, taken) in self.lines.into_iter().zip(self.taken).filter(|(_, taken)| *taken > 0) {
            let text = &pass.text[line.clone()];
            let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
            let width = (0..=blank).find(|&width| indentation(&text[..width]) >= taken).unwrap_or(blank);
            pass.replace(line.start..line.start + width, "");
        }
    }
}

/// Separates Markdown from a block of HTML before it.
fn blocks(pass: &mut DialectPass<'_>, inside: &[Range<usize>], is_mdx: bool) {
    let mut is_html = false;
    let mut raw: Option<&str> = None;
    let mut previous = "";
    let lines: Vec<(usize, &str)> = lines_with_offsets(pass.text).collect();
    for (index, (offset, line)) in lines.iter().copied().enumerate() {
        let body = line.trim_start_matches([' ', '\t', '>']).trim_end();
        if let Some(name) = raw {
            raw = raw.filter(|_| !line.contains(&format!("</{name}")));
            previous = body;
            continue;
        }
        if body.is_empty() {
            is_html = false;
            previous = body;
            continue;
        }
        let is_code = pass.shape.code.holds(offset + line.len() - line.trim_start().len());
        let is_mark = fence(body).is_some() || body.starts_with(":::") || body.starts_with("\0{") || is_heading(body);
        if is_html && is_mark && (!is_code || fence(body).is_some()) {
            let indent = indentation(line);
            pass.replace(offset..offset, if line.starts_with('>') { ">\n" } else { "\n" });
            if indent > 0 && !line.starts_with('>') {
                dedent_block(pass, &lines[index..], indent);
            }
            is_html = false;
        } else if !is_code && starts_html(body) {
            is_html = true;
            raw = ["pre", "script", "style", "textarea"].into_iter().find(|name| opens(body, name));
        } else if is_html && !is_code {
            // What other tools read as Markdown.
            let next = inside.partition_point(|range| range.end <= offset);
            let is_read = is_mdx || inside.get(next).is_some_and(|range| range.contains(&offset));
            let is_text = !body.starts_with(['<', '|', '{']);
            if is_read && is_text && previous.starts_with('<') && previous.ends_with('>') {
                pass.replace(offset..offset, "\n");
                is_html = false;
            }
        }
        previous = body;
    }
}

/// Joins a line that is only a tag of an inline element, such as `<br>` or `<small>`, with the Markdown in the next
/// line. The parser would take both for a block of HTML; writers and other tools mean a paragraph.
fn join_inline_tags(pass: &mut DialectPass<'_>) {
    let lines: Vec<(usize, &str)> = lines_with_offsets(pass.text).collect();
    let mut starts_block = true;
    for pair in lines.windows(2) {
        let [(offset, line), (next_offset, next)] = [pair[0], pair[1]];
        let start = offset + line.len() - line.trim_start_matches([' ', '\t']).len();
        let body = line.trim();
        let is_alone = starts_block
            && body.starts_with('<')
            && indentation(line) < 4
            && !pass.shape.code.holds(start)
            && jsx::find(pass.text, start).is_some_and(|tag| {
                tag.range.end == start + body.len() && (elements::is_inline(tag.name) || tag.name == "br")
            });
        starts_block = is_alone || body.is_empty();
        let next_body = next.trim();
        if !is_alone || next_body.is_empty() {
            continue;
        }
        let rest = pass.text[next_offset..].lines().take_while(|line| !line.trim().is_empty()).take(MAX_OPEN);
        // A paragraph cannot hold blocks.
        let has_block = rest.clone().any(|line| starts_html(line.trim_start()));
        if has_block || !rest.clone().any(has_signs) && !is_rule(next_body) {
            continue;
        }
        let is_block = is_heading(next_body)
            || is_rule(next_body)
            || fence(next_body).is_some()
            || list_mark(next_body).is_some()
            || next_body.starts_with([':', '|', '>', '\0']);
        if is_block {
            pass.replace(next_offset..next_offset, "\n");
        } else {
            let gap = next.len() - next.trim_start_matches([' ', '\t']).len();
            pass.replace(offset + line.trim_end().len()..next_offset + gap, " ");
        }
    }
}

/// `___`, `***` or `---`.
fn is_rule(body: &str) -> bool {
    body.len() >= 3 && ['_', '*', '-'].iter().any(|mark| body.trim_matches([*mark, ' ']).is_empty())
}

fn is_heading(body: &str) -> bool {
    let level = body.len() - body.trim_start_matches('#').len();
    (1..=6).contains(&level) && body[level..].starts_with(' ')
}

/// Whether a line starts a block of HTML.
fn starts_html(body: &str) -> bool {
    let name = body.strip_prefix("</").or_else(|| body.strip_prefix('<')).unwrap_or_default();
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    let name = name.to_ascii_lowercase();
    let is_block = elements::is_block(&name)
        || ["pre", "script", "style", "textarea", "iframe", "summary", "li", "dd", "dt"].contains(&name.as_str())
        || ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"].contains(&name.as_str());
    // An element that ends its line may be inline, as in `<b>a</b> and text`.
    is_block
        || (!name.is_empty() && body.ends_with('>') && body.matches('<').count() <= 2 && !elements::is_inline(&name))
}

/// Whether a line opens an element of raw text and does not close it.
fn opens(body: &str, name: &str) -> bool {
    let open = format!("<{name}");
    body.rfind(&open).is_some_and(|at| !body[at..].contains(&format!("</{name}")))
}

/// Removes the indentation of a fence, or of a `:::` block, and of what is in it.
fn dedent_block(pass: &mut DialectPass<'_>, lines: &[(usize, &str)], indent: usize) {
    let first = lines[0].1.trim();
    let mark = fence(first);
    let mut depth = 0_usize;
    for (number, (offset, line)) in lines.iter().enumerate() {
        let body = line.trim();
        let width =
            (0..=line.len()).find(|&width| line.is_char_boundary(width) && indentation(&line[..width]) >= indent);
        let width = width.unwrap_or(0).min(line.len() - line.trim_start_matches([' ', '\t']).len());
        if width > 0 {
            pass.replace(*offset..*offset + width, "");
        }
        let is_end = match mark {
            Some((sign, length)) => {
                let run = body.len() - body.trim_start_matches(sign).len();
                number > 0 && run >= length && run == body.len()
            }
            None if body.starts_with("\0{") => {
                depth += 1;
                false
            }
            None if body.starts_with("\0}") => {
                depth -= usize::from(depth > 0);
                depth == 0
            }
            None => depth == 0 && (first.starts_with('#') || number > 0 && body.starts_with(":::")),
        };
        if is_end {
            return;
        }
    }
}
