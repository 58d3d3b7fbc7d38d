//! Attribute lists after a block, a heading or a span: `{: .class #id}` of kramdown, `{ width="300" }` of
//! Python-Markdown, `{data-zoomable}` of markdown-it. Also kramdown's `{:toc}` and `{::options /}`.
//!
//! After links, pictures, code and headings a list is rewritten as our own, and those parts that mean nothing here are
//! ignored there. After other things only ids stay, because links point to them: classes mean nothing without the style
//! sheet that they were written for.

use std::fmt::Write as _;
use std::ops::Range;

use super::DialectPass;

/// Attributes that may be written without a value. Other single words in braces are text.
const SWITCHES: &[&str] =
    &["allowfullscreen", "autoplay", "controls", "download", "hidden", "inert", "loop", "muted", "open", "reversed"];

/// Rewrites or removes attribute lists.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    for start in pass.outside_code("{") {
        let rest = &pass.text[start + 1..];
        if pass.text[..start].ends_with(['{', '\\', '$']) || rest.starts_with(['{', '%', '}']) {
            continue;
        }
        let Some(end) = closing(pass.ahead(start)).map(|end| start + end) else { continue };
        let Some(list) = AttributeList::parse(&pass.text[start + 1..end - 1]) else { continue };
        place(pass, start..end, &list);
    }
}

/// The offset after the brace that ends a list, ignoring those in quotes.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            (b'}', None) => return Some(at + 1),
            (b'{', None) => return None,
            _ => {}
        }
    }
    None
}

/// Does with a list what its place asks for.
fn place(pass: &mut DialectPass<'_>, range: Range<usize>, list: &AttributeList) {
    let line = pass.line(range.start);
    let before = pass.text[line.start..range.start].trim_matches([' ', '\t', '>']);
    let after = pass.text[range.end..line.end].trim();
    let touched = pass.text[line.start..range.start].chars().next_back();
    let is_item = super::code::list_mark(before) == Some(before.len());
    if before.is_empty() && after.is_empty() {
        if let Some(kind) = list.callout()
            && callout(pass, &range, kind)
        {
            return;
        }
        let has_block = line.start > 0 && !pass.text[pass.line(line.start - 1)].trim().is_empty();
        if list.is_kramdown || has_block {
            block(pass, range, list);
        }
    } else if after.is_empty() && (before.starts_with('#') || is_underlined(pass, line.end)) {
        let gap = pass.text[line.start..range.start].trim_end().len();
        if gap < range.start - line.start && list.is_ours {
            return;
        }
        let rewritten = list.rewritten();
        let rewritten = if rewritten.is_empty() { rewritten } else { format!(" {rewritten}") };
        pass.replace(line.start + gap..range.end, rewritten);
    } else if touched == Some(')') && before.contains("](") || matches!(touched, Some(']' | '`')) && list.is_kramdown {
        if !list.is_ours {
            pass.replace(range, list.rewritten());
        }
    } else if is_item && list.is_kramdown {
        pass.replace(range, list.id.as_ref().map_or(String::new(), |id| format!("{{#{id}}}")));
    } else if before.starts_with('|') && after.starts_with('|') && touched == Some(' ') {
        pass.replace(range.start - 1..range.end, list.anchor());
    } else if matches!(touched, Some('*' | '_')) || list.is_kramdown && matches!(touched, None | Some('>' | '"' | '}'))
    {
        pass.replace(range, list.anchor());
    }
}

/// `{: .warning }` before a block: a callout of just-the-docs. Returns whether a block follows.
fn callout(pass: &mut DialectPass<'_>, range: &Range<usize>, kind: &'static str) -> bool {
    let line = pass.line(range.start);
    let is_first = line.start == 0 || pass.text[pass.line(line.start - 1)].trim().is_empty();
    let Some(rest) = pass.text.get(line.end + 1..).filter(|_| is_first && line.start == range.start) else {
        return false;
    };
    let length: usize = rest.split_inclusive('\n').take_while(|line| !line.trim().is_empty()).map(str::len).sum();
    if length == 0 {
        return false;
    }
    let end = line.end + 1 + rest[..length].trim_end().len();
    pass.replace(line, super::blocks::open(kind, None));
    pass.replace(end..end, format!("\n{}", super::blocks::close()));
    true
}

/// Whether the next line makes a heading of the line that ends at `end`.
fn is_underlined(pass: &DialectPass<'_>, end: usize) -> bool {
    let next = pass.text.get(end + 1..).and_then(|rest| rest.lines().next()).map_or("", str::trim_end);
    next.len() > 1 && ['=', '-'].iter().any(|mark| next.trim_start_matches(*mark).is_empty())
}

/// A list on a line of its own belongs to the block before it.
fn block(pass: &mut DialectPass<'_>, range: Range<usize>, list: &AttributeList) {
    let line_start = pass.line(range.start).start;
    let mut whole = false;
    if line_start > 0 {
        let previous = pass.line(line_start - 1);
        let text = pass.text[previous.clone()].trim_end();
        let end = previous.start + text.len();
        // The parser takes any line after a table for one of its rows.
        whole = text.trim_start_matches([' ', '>']).starts_with('|');
        if list.is_contents && super::code::list_mark(text.trim_start()).is_some() {
            // `* TOC` marks where kramdown puts the outline. Our theme has a fixed place for it.
            pass.replace(previous.start..end, "");
        } else if text.trim_start().starts_with('#') {
            let rewritten = list.rewritten();
            pass.replace(end..end, if rewritten.is_empty() { rewritten } else { format!(" {rewritten}") });
        } else if list.id.is_some() && !text.is_empty() && !whole && !pass.shape.code.holds(previous.start) {
            pass.replace(end..end, list.anchor());
        }
    }
    let end = pass.line(range.end).end;
    let next = pass.text[end..].trim_start_matches('\n').lines().next().filter(|_| pass.text[end..].starts_with('\n'));
    let in_list = next.is_some_and(|next| super::code::list_mark(next.trim_start()).is_some());
    // Between two items, a blank line would make the whole list loose.
    pass.replace(if in_list || whole && end < pass.text.len() { line_start..end + 1 } else { range }, "");
}

/// The parts of an attribute list.
#[derive(Default)]
struct AttributeList {
    id: Option<String>,
    classes: Vec<String>,
    pairs: Vec<(String, String)>,
    is_kramdown: bool,
    /// Whether the parser reads it as it is.
    is_ours: bool,
    /// Whether it marks the place of the outline.
    is_contents: bool,
}

impl AttributeList {
    /// Parses the text in the braces; `None` if it is something else, such as `{:ok, value}` and `{name}`.
    fn parse(text: &str) -> Option<Self> {
        let is_kramdown = text.starts_with(':');
        let text = text.strip_prefix(':').unwrap_or(text).trim();
        let mut list = Self { is_kramdown, is_ours: !is_kramdown && !text.contains('\''), ..Self::default() };
        if let Some(extension) = text.strip_prefix([':', '/']).filter(|_| is_kramdown) {
            let is_option = |letter: char| letter.is_alphanumeric() || " _-=\"'/".contains(letter);
            return extension.chars().all(is_option).then_some(list);
        }
        list.is_contents = is_kramdown && text.split_whitespace().next() == Some("toc");
        if text.is_empty() {
            return None;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let length = list.read(rest)?;
            rest = rest[length..].trim_start();
        }
        Some(list)
    }

    /// Reads one part at the start of `text`, and returns its length.
    fn read(&mut self, text: &str) -> Option<usize> {
        if let Some((key, value)) = text.split_once('=').filter(|(key, _)| is_word(key)) {
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
            let length = match quote {
                Some(quote) => value[1..].find(quote)? + 2,
                None => value.find(char::is_whitespace).unwrap_or(value.len()),
            };
            let value = match quote {
                Some(_) => &value[1..length - 1],
                None => &value[..length],
            };
            match key {
                "id" => self.id = Some(value.to_owned()).filter(|id| is_word(id)),
                "class" => self.classes.extend(value.split_whitespace().map(str::to_owned)),
                _ => self.pairs.push((key.to_owned(), value.to_owned())),
            }
            return Some(key.len() + 1 + length);
        }
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let word = &text[..end];
        if word.starts_with(['.', '#']) && is_word(&word.replace(['.', '#'], "")) {
            // Several classes and an id may be written without blanks: `.a.b#c`. An id may contain full stops: `#v3.5`.
            let is_start = |at: &usize| word[at + 1..].starts_with(|next: char| next.is_alphabetic() || next == '_');
            let marks = word.match_indices(['.', '#']).map(|(at, _)| at).skip(1).filter(is_start);
            let mut from = 0;
            for to in marks.chain([word.len()]) {
                let (mark, name) = word[from..to].split_at(1);
                if mark == "#" {
                    self.id = Some(name.to_owned());
                } else if !name.is_empty() {
                    self.classes.push(name.to_owned());
                }
                from = to;
            }
            return Some(end);
        }
        let is_switch = word.starts_with("data-") || word.starts_with("aria-") || SWITCHES.contains(&word);
        if is_switch && is_word(word) {
            self.pairs.push((word.to_owned(), String::new()));
            self.is_ours = false;
            return Some(end);
        }
        (self.is_kramdown && is_word(word)).then_some(end)
    }

    /// The box that just-the-docs puts around the next block.
    fn callout(&self) -> Option<&'static str> {
        let only = self.classes.first().filter(|_| self.is_kramdown && self.id.is_none() && self.pairs.is_empty())?;
        let kind = match only.as_str() {
            "highlight" | "new" => "note",
            kind => crate::content::alerts::known(kind)?.0,
        };
        (self.classes.len() == 1).then_some(kind)
    }

    /// The list as the parser reads it.
    fn rewritten(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.id.as_ref().map(|id| format!("#{id}")));
        // Those of kramdown were written for the style sheet of a theme of Jekyll.
        let classes = if self.is_kramdown { &[][..] } else { &self.classes };
        parts.extend(classes.iter().map(|class| format!(".{class}")));
        for (key, value) in &self.pairs {
            let mut part = String::new();
            let _ = write!(part, "{key}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""));
            parts.push(part);
        }
        if parts.is_empty() { String::new() } else { format!("{{{}}}", parts.join(" ")) }
    }

    /// A place that links can lead to.
    fn anchor(&self) -> String {
        self.id.as_ref().map_or(String::new(), |id| format!("<a id=\"{id}\"></a>"))
    }
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter.is_alphanumeric() || "_-:/%".contains(letter))
}
