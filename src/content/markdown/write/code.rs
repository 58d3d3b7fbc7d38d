//! Code spans and code blocks: reads the info string of a block, and writes highlighted HTML with a title and marked
//! lines.

use std::ops::RangeInclusive;

use comrak::nodes::{Attributes, NodeCode, NodeCodeBlock};

use super::attributes;
use super::writer::{Descend, HtmlWriter, Words};
use crate::content::markdown::context::Dialect;
use crate::html::escape_attribute;

/// The contents of an info string such as `js title="app.js" {1,3-5}`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct InfoString {
    language: String,
    title: String,
    marked: Vec<RangeInclusive<usize>>,
}

/// Keys in an info string that set the title, in Answerbook and other tools.
const TITLE_KEYS: &[&str] = &["title", "filename", "file", "name"];

/// Keys in an info string that mark lines, in Answerbook and other tools.
const MARK_KEYS: &[&str] = &["hl_lines", "highlight", "mark"];

pub(super) fn inline(writer: &mut HtmlWriter<'_, '_, '_>, code: &NodeCode, attrs: Option<&Attributes>) -> Descend {
    writer.out.push_str("<code");
    if writer.dialect == Dialect::Answerbook {
        attributes::write(writer, attrs);
    }
    writer.out.push('>');
    writer.words(&code.literal);
    writer.out.push_str("</code>");
    attributes::write_braces(writer, attrs);
    Descend::Skip
}

pub(super) fn block(writer: &mut HtmlWriter<'_, '_, '_>, block: &NodeCodeBlock, attrs: Option<&Attributes>) -> Descend {
    writer.line();
    let Some(context) = writer.context else {
        let language = block.info.split_ascii_whitespace().next().unwrap_or_default();
        writer.out.push_str("<pre><code");
        if !block.info.is_empty() {
            writer.out.push_str(" class=\"language-");
            escape_attribute(language, &mut writer.out);
            writer.out.push('"');
        }
        writer.out.push('>');
        escape_attribute(&block.literal, &mut writer.out);
        writer.out.push_str("</code></pre>\n");
        return Descend::Skip;
    };
    let info = info(&block.info, attrs);
    writer.start_tag("div");
    writer.out.push_str(" class=\"code\">");
    if !info.title.is_empty() {
        writer.element("div", "code-title", Words::Author(&info.title));
    }
    writer.start_tag("pre");
    writer.out.push_str(" tabindex=\"0\"><code");
    if !info.language.is_empty() {
        writer.out.push_str(" class=\"language-");
        escape_attribute(&info.language, &mut writer.out);
        writer.out.push('"');
    }
    writer.out.push('>');
    let coloured = context.config.highlight.then(|| context.highlighter.highlight(&info.language, &block.literal));
    if let Some(html) = coloured.flatten() {
        write_lines(&html, &info.marked, &mut writer.out);
    } else {
        let mut html = String::with_capacity(block.literal.len());
        escape_attribute(&block.literal, &mut html);
        write_lines(&html, &info.marked, &mut writer.out);
    }
    writer.blocks.text(&block.literal);
    writer.out.push_str("</code>");
    writer.end_tag("pre");
    writer.end_tag_line("div");
    Descend::Skip
}

/// Writes HTML line by line. No element may extend over the end of a line.
fn write_lines(html: &str, marked: &[RangeInclusive<usize>], out: &mut String) {
    if marked.is_empty() {
        out.push_str(html);
        return;
    }
    let mut marked = marked.to_vec();
    marked.sort_unstable_by_key(|range| *range.start());
    let mut marked = marked.into_iter().peekable();
    // The last line of all ranges up to here.
    let mut last = 0;
    for (number, line) in (1..).zip(html.split_inclusive('\n')) {
        while let Some(range) = marked.next_if(|range| *range.start() <= number) {
            last = last.max(*range.end());
        }
        if number <= last {
            out.push_str("<span class=\"line-mark\">");
            out.push_str(line);
            out.push_str("</span>");
        } else {
            out.push_str(line);
        }
    }
}

/// Reads an info string. Attributes such as `{.python title="x"}` have been parsed before.
fn info(text: &str, attrs: Option<&Attributes>) -> InfoString {
    let text = text.trim();
    let end = text.find(|character: char| character.is_whitespace() || "{,:".contains(character)).unwrap_or(text.len());
    let (language, rest) = text.split_at(end);
    // In VitePress and Gatsby, more may follow after a colon: `ts:line-numbers`, `js:title=a.js`.
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let language = language.strip_suffix("-interactive").unwrap_or(language);
    let mut info = InfoString { language: language.trim_start_matches('.').to_owned(), ..InfoString::default() };
    // If the first word contains `=`, it is a key, and there is no language.
    let mut rest = if language.contains('=') { text } else { rest };
    if rest.len() == text.len() {
        info.language.clear();
    }
    while let Some((key, value, behind)) = pair(rest) {
        note(&mut info, key, value);
        rest = behind;
    }
    if let Some(attrs) = attrs {
        if info.language.is_empty() {
            info.language = attrs.classes.first().cloned().unwrap_or_default();
        }
        for (key, value) in &attrs.pairs {
            note(&mut info, key, value);
        }
    }
    info
}

fn note(info: &mut InfoString, key: &str, value: &str) {
    let key = key.trim_start_matches(['{', ',']);
    if TITLE_KEYS.contains(&key) {
        value.clone_into(&mut info.title);
    } else if key.is_empty() || MARK_KEYS.contains(&key) {
        info.marked.extend(ranges(value));
    }
}

/// The next `key="value"`, `key=value` or `{1,3-5}` (with an empty key), and the rest of the text.
fn pair(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start();
    if text.is_empty() {
        return None;
    }
    let braced = text.strip_prefix('{').filter(|inner| inner.starts_with(|first: char| first.is_ascii_digit()));
    if let Some(inner) = braced {
        let (value, rest) = inner.split_once('}').unwrap_or((inner, ""));
        return Some(("", value, rest));
    }
    let end = text.find(|character: char| character.is_whitespace() || character == '=').unwrap_or(text.len());
    let (key, rest) = text.split_at(end);
    let Some(value) = rest.strip_prefix('=') else { return Some((key_without_value(key), "", rest)) };
    let close = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => Some((quote, 1)),
        Some('[') => Some((']', 1)),
        Some('{') => Some(('}', 1)),
        _ => None,
    };
    if let Some((close, skip)) = close {
        let (value, rest) = value[skip..].split_once(close).unwrap_or((&value[skip..], ""));
        Some((key, value, rest))
    } else {
        let (value, rest) = value.split_at(value.find([' ', '\t', '}']).unwrap_or(value.len()));
        Some((key, value, rest))
    }
}

/// The key for a word without a value, which has no meaning. It must not be empty, because that would mark lines.
fn key_without_value(key: &str) -> &str {
    if key.is_empty() { "-" } else { key }
}

/// The line ranges in `1,3-5`, `1 3-5` or `1,"3-5"`.
fn ranges(text: &str) -> Vec<RangeInclusive<usize>> {
    text.split(|character: char| !(character.is_ascii_digit() || character == '-'))
        .filter_map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            Some(first.parse().ok()?..=last.parse().ok()?)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, language: &str, title: &str, marked: &[RangeInclusive<usize>]) {
        let expected = InfoString { language: language.into(), title: title.into(), marked: marked.to_vec() };
        assert_eq!(info(text, None), expected);
    }

    #[test]
    fn info_strings_name_language_title_and_lines() {
        check("", "", "", &[]);
        check("js", "js", "", &[]);
        check("js title=\"my app.js\" {1,3-5}", "js", "my app.js", &[1..=1, 3..=5]);
        check("js {2} title='a'", "js", "a", &[2..=2]);
        check("js{2}", "js", "", &[2..=2]);
        check("rust,ignore", "rust", "", &[]);
    }

    #[test]
    fn info_strings_of_other_tools_are_read() {
        check("go {hl_lines=[2,\"4-6\"],linenos=table}", "go", "", &[2..=2, 4..=6]);
        check("py hl_lines=\"1 3-4\" showLineNumbers", "py", "", &[1..=1, 3..=4]);
        check("title=\"a.txt\"", "", "a.txt", &[]);
        check("js filename=a.js", "js", "a.js", &[]);
        check("ts:line-numbers {1}", "ts", "", &[1..=1]);
        check("js:title=a.js", "js", "a.js", &[]);
        check("azurecli-interactive", "azurecli", "", &[]);
    }
}
