//! kramdown's attribute lists: `{: .class #id}` after a block or a span, `{:toc}`, and `{::options /}`.
//!
//! Classes are removed, because they mean nothing without the style sheet they were written for. Ids stay, because
//! links point to them.

use super::DialectPass;

/// Removes attribute lists.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    for start in pass.outside_code("{:") {
        let line = pass.line(start);
        let Some(end) = pass.ahead(start).find('}').map(|end| start + end + 1) else { continue };
        let Some(KramdownAttributes { id }) = attributes(&pass.text[start + 2..end - 1]) else { continue };
        let before = pass.text[line.start..start].trim_matches([' ', '\t', '>']);
        let is_block = before.is_empty() && pass.text[end..line.end].trim().is_empty();
        if is_block {
            block(pass, start..end, id);
        } else if before.is_empty() || pass.text[..start].ends_with([')', ']', '*', '_', '`', '>', '"', '}']) {
            let replacement = id.map_or(String::new(), |id| format!("<a id=\"{id}\"></a>"));
            pass.replace(start..end, replacement);
        } else if before.starts_with('#') || super::code::list_mark(before) == Some(before.len()) {
            pass.replace(start..end, id.map_or(String::new(), |id| format!("{{#{id}}}")));
        }
    }
}

/// A list on a line of its own belongs to the block before it.
fn block(pass: &mut DialectPass<'_>, range: std::ops::Range<usize>, id: Option<String>) {
    let line_start = pass.line(range.start).start;
    let inner = pass.text[range.start + 2..range.end - 1].trim();
    if line_start > 0 {
        let previous = pass.line(line_start - 1);
        let text = pass.text[previous.clone()].trim_end();
        let end = previous.start + text.len();
        let is_placeholder = inner.split_whitespace().next() == Some("toc");
        if is_placeholder && super::code::list_mark(text.trim_start()).is_some() {
            // `* TOC` marks where kramdown puts the outline. Our theme has a fixed place for it.
            pass.replace(previous.start..end, "");
        } else if let Some(id) = id.filter(|_| !text.is_empty()) {
            let is_heading = text.trim_start().starts_with('#');
            pass.replace(end..end, if is_heading { format!(" {{#{id}}}") } else { format!("<a id=\"{id}\"></a>") });
        }
    }
    let end = pass.line(range.end).end;
    let next = pass.text[end..].trim_start_matches('\n').lines().next().filter(|_| pass.text[end..].starts_with('\n'));
    let in_list = next.is_some_and(|next| super::code::list_mark(next.trim_start()).is_some());
    // Between two items, a blank line would make the whole list loose.
    pass.replace(if in_list { line_start..end + 1 } else { range }, "");
}

/// The parts of an attribute list that have a meaning here.
#[derive(Default)]
struct KramdownAttributes {
    id: Option<String>,
}

/// Parses an attribute list; `None` if the text is not one, such as `{:ok, value}`.
fn attributes(text: &str) -> Option<KramdownAttributes> {
    let text = text.trim();
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|letter| letter.is_alphanumeric() || "_-:/%".contains(letter))
    };
    if let Some(extension) = text.strip_prefix([':', '/']) {
        return extension
            .chars()
            .all(|letter| letter.is_alphanumeric() || " _-=\"'/".contains(letter))
            .then(KramdownAttributes::default);
    }
    let mut id: Option<String> = None;
    let mut rest = text;
    while !rest.is_empty() {
        let end = match rest.split_once('=') {
            Some((key, value)) if is_word(key) => {
                let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
                let length = match quote {
                    Some(quote) => value[1..].find(quote)? + 2,
                    None => value.find(char::is_whitespace).unwrap_or(value.len()),
                };
                if key == "id" {
                    id = Some(value[..length].trim_matches(['"', '\'']).to_owned());
                }
                key.len() + 1 + length
            }
            _ => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                // Several classes and an id may be written without spaces: `.a.b#c`.
                if !is_word(&rest[..end].replace(['.', '#'], "")) {
                    return None;
                }
                if let Some((_, name)) = rest[..end].split_once('#') {
                    id = Some(name.split('.').next().unwrap_or(name).to_owned());
                }
                end
            }
        };
        rest = rest[end..].trim_start();
    }
    Some(KramdownAttributes { id: id.filter(|id| is_word(id)) })
}
