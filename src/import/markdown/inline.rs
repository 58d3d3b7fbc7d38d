//! [`Inline`]s → a line of Markdown.

use std::fmt::Write as _;

use super::escape::{self, Surroundings, escape, html_attribute};
use super::{Inline, TextStyle};

/// A line of Markdown. Line breaks are a backslash at the end of a line, or `<br>` in cells and titles.
pub(super) fn line(line: &[Inline], place: Surroundings) -> String {
    let mut writer = LineWriter { out: String::new(), place, is_start: place.is_line_start };
    writer.all(line, None);
    writer.out
}

struct LineWriter {
    out: String,
    place: Surroundings,
    /// Whether nothing was written since the line began.
    is_start: bool,
}

impl LineWriter {
    /// `after` is the character that follows the inlines.
    fn all(&mut self, line: &[Inline], after: Option<char>) {
        for (at, inline) in line.iter().enumerate() {
            let next = line[at + 1..].iter().find_map(first_letter).or(after);
            self.one(inline, next);
        }
    }

    fn one(&mut self, inline: &Inline, next: Option<char>) {
        match inline {
            Inline::Text(text) => {
                let before = self.out.chars().next_back();
                let place = Surroundings { is_line_start: self.is_start, ..self.place };
                escape(text, before, next, place, &mut self.out);
            }
            Inline::Break if self.place.is_cell || self.place.is_label => self.out.push_str("<br>"),
            Inline::Break => {
                self.out.push_str("\\\n");
                self.is_start = true;
                return;
            }
            Inline::Code(text) => self.code(text),
            Inline::Styled(style, content) => self.styled(*style, content, next),
            Inline::Link { href, title, is_button, content } => self.link(href, title, *is_button, content),
            Inline::Image { src, alt, title } => self.image(src, alt, title),
            Inline::Anchor(name) => {
                self.out.push_str("<a id=\"");
                html_attribute(name, &mut self.out);
                self.out.push_str("\"></a>");
            }
        }
        self.is_start = false;
    }

    fn code(&mut self, text: &str) {
        if text.trim().is_empty() {
            self.out.push_str(text);
            return;
        }
        let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
        let mut length = 1;
        // A fence of a length that the text does not have, as short as possible.
        let runs: Vec<usize> = text.split(|letter| letter != '`').map(str::len).filter(|length| *length > 0).collect();
        while runs.contains(&length) {
            length += 1;
        }
        let fence = "`".repeat(length.min(longest + 1));
        let needs_blank = text.starts_with('`') || text.ends_with('`') || text.starts_with(' ') && text.ends_with(' ');
        let blank = if needs_blank { " " } else { "" };
        let text = if self.place.is_cell { text.replace('|', "\\|") } else { text.to_owned() };
        let _ = write!(self.out, "{fence}{blank}{text}{blank}{fence}");
    }

    fn styled(&mut self, style: TextStyle, content: &[Inline], next: Option<char>) {
        let (mark, tag) = match style {
            TextStyle::Strong => ("**", "strong"),
            TextStyle::Emphasis => ("*", "em"),
            TextStyle::Strike => ("~~", "del"),
            TextStyle::Element(name) => ("", name),
        };
        let (lead, inner, tail) = without_outer_blanks(content);
        self.out.push_str(lead);
        if inner.is_empty() {
            self.out.push_str(tail);
            return;
        }
        let after = if tail.is_empty() { next } else { Some(' ') };
        let before = self.out.chars().next_back().filter(|letter| !letter.is_whitespace());
        let is_marked = !mark.is_empty()
            && fits(before, first_letter_of(&inner), last_letter_of(&inner), after)
            // Marks next to each other would be read as one.
            && !before.is_some_and(|letter| matches!(letter, '*' | '~' | '_') && !self.out.ends_with('\\'));
        let (open, close) =
            if is_marked { (mark.to_owned(), mark.to_owned()) } else { (format!("<{tag}>"), format!("</{tag}>")) };
        self.out.push_str(&open);
        if !is_marked {
            self.is_start = false;
        }
        self.is_start = false;
        self.all(&inner, close.chars().next());
        self.out.push_str(&close);
        self.out.push_str(tail);
    }

    fn link(&mut self, href: &str, title: &str, is_button: bool, content: &[Inline]) {
        let is_outer_label = std::mem::replace(&mut self.place.is_label, true);
        if let ([Inline::Text(text)], true, false) = (content, title.is_empty(), is_button)
            && text == href
            && (href.starts_with("https://") || href.starts_with("http://"))
            && !href.contains(['<', '>', ' ', '{', '`', '|'])
        {
            let _ = write!(self.out, "<{href}>");
        } else {
            self.out.push('[');
            self.is_start = false;
            self.all(content, Some(']'));
            self.out.push_str("](");
            self.target(href, title);
            self.out.push(')');
            if is_button {
                self.out.push_str("{.button}");
            }
        }
        self.place.is_label = is_outer_label;
    }

    fn image(&mut self, src: &str, alt: &str, title: &str) {
        self.out.push_str("![");
        let place = Surroundings { is_label: true, is_line_start: false, ..self.place };
        escape(alt, Some('['), Some(']'), place, &mut self.out);
        self.out.push_str("](");
        self.target(src, title);
        self.out.push(')');
    }

    fn target(&mut self, href: &str, title: &str) {
        let href = href.replace('{', "%7B").replace('`', "%60").replace(['\n', '\r', '\t'], "").replace('|', "%7C");
        if href.is_empty() || href.contains([' ', '(', ')', '<', '>', '\\']) {
            let _ = write!(self.out, "<{}>", href.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C"));
        } else {
            self.out.push_str(&href);
        }
        if !title.is_empty() {
            let mut escaped = String::new();
            for letter in title.chars() {
                match letter {
                    '"' | '\\' => escaped.extend(['\\', letter]),
                    '{' => escaped.push_str("&#123;"),
                    '&' => escaped.push_str("&amp;"),
                    '|' if self.place.is_cell => escaped.push_str("\\|"),
                    other => escaped.push(other),
                }
            }
            let _ = write!(self.out, " \"{escaped}\"");
        }
    }
}

/// Whether a pair of marks is read as such (`CommonMark` 0.31.2, section 6.2): the first must be able to open, the second
/// to close.
fn fits(before: Option<char>, first: Option<char>, last: Option<char>, after: Option<char>) -> bool {
    let is_blank = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    let is_mark =
        |letter: Option<char>| letter.is_some_and(|letter| !letter.is_alphanumeric() && !letter.is_whitespace());
    let opens = !is_blank(first) && (!is_mark(first) || is_blank(before) || is_mark(before));
    let closes = !is_blank(last) && (!is_mark(last) || is_blank(after) || is_mark(after));
    opens && closes
}

/// Blanks at the ends of a style belong outside of its marks.
fn without_outer_blanks(content: &[Inline]) -> (&'static str, Vec<Inline>, &'static str) {
    let mut inner = content.to_vec();
    let (mut lead, mut tail) = ("", "");
    if let Some(Inline::Text(text)) = inner.first_mut()
        && text.starts_with(' ')
    {
        lead = " ";
        *text = text.trim_start_matches(' ').to_owned();
    }
    if let Some(Inline::Text(text)) = inner.last_mut()
        && text.ends_with(' ')
    {
        tail = " ";
        *text = text.trim_end_matches(' ').to_owned();
    }
    inner.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    (lead, inner, tail)
}

fn first_letter(inline: &Inline) -> Option<char> {
    match inline {
        Inline::Text(text) => text.chars().next(),
        Inline::Break => Some('\n'),
        Inline::Code(_) => Some('`'),
        Inline::Styled(TextStyle::Element(_), _) | Inline::Anchor(_) => Some('<'),
        Inline::Styled(_, content) => match content.first().and_then(first_letter) {
            Some(' ') => Some(' '),
            // A mark; which one does not matter.
            _ => Some('*'),
        },
        Inline::Link { .. } => Some('['),
        Inline::Image { .. } => Some('!'),
    }
}

fn first_letter_of(line: &[Inline]) -> Option<char> {
    line.first().and_then(first_letter)
}

fn last_letter_of(line: &[Inline]) -> Option<char> {
    match line.last()? {
        Inline::Text(text) => text.chars().next_back(),
        Inline::Break => Some('\n'),
        Inline::Code(_) => Some('`'),
        Inline::Styled(TextStyle::Element(_), _) | Inline::Anchor(_) => Some('>'),
        Inline::Styled(..) => Some('*'),
        Inline::Link { .. } | Inline::Image { .. } => Some(')'),
    }
}

/// A line as raw HTML.
pub(super) fn html_line(line: &[Inline], out: &mut String) {
    for inline in line {
        match inline {
            Inline::Text(text) => escape::html_text(text, out),
            Inline::Break => out.push_str("<br>"),
            Inline::Code(text) => wrap("code", out, |out| escape::html_text(text, out)),
            Inline::Styled(style, content) => {
                let name = match style {
                    TextStyle::Strong => "strong",
                    TextStyle::Emphasis => "em",
                    TextStyle::Strike => "del",
                    TextStyle::Element(name) => name,
                };
                wrap(name, out, |out| html_line(content, out));
            }
            Inline::Link { href, title, is_button, content } => {
                out.push_str("<a href=\"");
                escape::html_attribute(href, out);
                attribute("title", title, out);
                attribute("class", if *is_button { "button" } else { "" }, out);
                out.push_str("\">");
                html_line(content, out);
                out.push_str("</a>");
            }
            Inline::Image { src, alt, title } => {
                out.push_str("<img src=\"");
                escape::html_attribute(src, out);
                out.push_str("\" alt=\"");
                escape::html_attribute(alt, out);
                attribute("title", title, out);
                out.push_str("\">");
            }
            Inline::Anchor(name) => {
                out.push_str("<a id=\"");
                escape::html_attribute(name, out);
                out.push_str("\"></a>");
            }
        }
    }
}

/// Adds an attribute after one whose value is not closed yet.
fn attribute(name: &str, value: &str, out: &mut String) {
    if !value.is_empty() {
        out.push_str("\" ");
        out.push_str(name);
        out.push_str("=\"");
        escape::html_attribute(value, out);
    }
}

fn wrap(name: &str, out: &mut String, inner: impl FnOnce(&mut String)) {
    let _ = write!(out, "<{name}>");
    inner(out);
    let _ = write!(out, "</{name}>");
}
