//! `DocFX` and Microsoft Learn: `[!include[…](…)]`, `[!VIDEO …]`, `[!div …]`, `:::image … :::` on a line or in it,
//! `:::no-loc … :::`, `xref:`, and tabs.

use std::ops::Range;

use super::super::front_matter::lines_with_offsets;
use super::arguments::MarkupArguments;
use super::{DialectPass, blocks, ceiling, tags};

/// Containers of Microsoft Learn whose fences carry no meaning for readers.
const CONTAINERS: &[&str] = &["row", "column", "zone", "moniker"];

/// Maximum length of the text of a link to a uid, in bytes.
const MAX_LABEL: usize = 256;

/// Translates all of these.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    for start in pass.outside_code("[!") {
        bracket(pass, start);
    }
    for start in pass.outside_code(":::") {
        colons(pass, start);
    }
    for start in pass.outside_code("xref:") {
        reference(pass, start);
    }
    if pass.text.contains("](#tab/") {
        tabs(pass);
    }
}

fn bracket(pass: &mut DialectPass<'_>, start: usize) {
    let text = pass.ahead(start);
    let name_end = text[2..]
        .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')
        .map_or(text.len(), |end| end + 2);
    let rest = text[name_end..].trim_start();
    let rest_start = start + text.len() - rest.len();
    match text[2..name_end].to_ascii_lowercase().as_str() {
        "include" => {
            let Some((end, target)) = link_in_brackets(rest) else { return };
            let target = target.to_owned();
            pass.include(start..rest_start + end, &target);
        }
        "video" => {
            let Some(end) = rest.find(']') else { return };
            let picture = tags::picture(rest[..end].trim(), "Video", None);
            // The picture becomes a separate quotation.
            pass.replace(quote_start(pass, start)..rest_start + end + 1, picture);
        }
        // GitHub and DocFX accept an alert without the space that our parser requires.
        "note" | "tip" | "important" | "warning" | "caution" if pass.text[..start].ends_with('>') => {
            pass.replace(start..start, " ");
        }
        "div" => {
            let Some(end) = rest.find(']') else { return };
            pass.replace(start..rest_start + end + 1, "");
        }
        name if name.starts_with("code") || name == "notebook" => {
            let Some((end, target)) = link_in_brackets(rest) else { return };
            let what = format!("code from `{target}`");
            pass.left_out(start..rest_start + end, &what);
            pass.replace(start..rest_start + end, "");
        }
        _ => {}
    }
}

/// The start of the line that contains `offset`, if only quotation marks precede `offset` on it.
fn quote_start(pass: &DialectPass<'_>, offset: usize) -> usize {
    let start = pass.line(offset).start;
    let only_quotes = pass.text[start..offset].chars().all(|letter| matches!(letter, '>' | ' '));
    if only_quotes { start } else { offset }
}

/// The end and the target of `[text](target)]`.
fn link_in_brackets(text: &str) -> Option<(usize, &str)> {
    let label = text.strip_prefix('[')?;
    let label_end = label.find("](")? + 1;
    let target = &text[label_end + 2..];
    let end = target.find(')')?;
    let tail = target[end + 1..].trim_start();
    let close = target.len() - tail.len() + label_end + 2;
    let path = target[..end].split(" \"").next().unwrap_or_default().trim();
    tail.starts_with(']').then_some((close + 1, path))
}

/// Pieces that stand in a line, with text around them.
const IN_LINES: &[&str] = &[":::image ", ":::no-loc "];

fn colons(pass: &mut DialectPass<'_>, start: usize) {
    let line = pass.line(start);
    let rest = pass.ahead(start);
    let in_line = IN_LINES.iter().any(|name| rest.starts_with(name));
    if !in_line && !pass.text[line.start..start].trim_matches([' ', '\t', '>']).is_empty() {
        return;
    }
    let closing = rest[3..].find(":::").map(|at| at + 3).filter(|_| in_line);
    // Some writers close it twice.
    let end = closing.map(|at| start + rest.len() - rest[at..].trim_start_matches(':').len());
    let text = pass.text[start..end.unwrap_or(line.end)].trim_end();
    let inner = text.trim_start_matches(':');
    let once = inner.trim_end_matches(':');
    let inner = if in_line { &inner[..once.len() + 3.min(inner.len() - once.len())] } else { inner };
    let Some(inner) = inner.strip_suffix(":::").or_else(|| open_container(inner)) else { return };
    let (name, arguments) = inner.split_at(inner.find(char::is_whitespace).unwrap_or(inner.len()));
    let range = start..start + text.len();
    // Windows separates folders by backslashes.
    let is_escape = arguments.contains("\\\"");
    let arguments =
        MarkupArguments::parse(&if is_escape { arguments.to_owned() } else { arguments.replace('\\', "/") });
    match name {
        "image" => {
            let alt = arguments.named(&["alt-text"]).unwrap_or_default();
            // An icon is decoration: the words around it say what it shows.
            let is_icon = arguments.named(&["type"]) == Some("icon") && alt.is_empty();
            let picture = arguments.named(&["source"]).map(|source| {
                let icon = || format!("<img src=\"{}\" alt=\"\">", source.replace('"', "%22"));
                if is_icon { icon() } else { tags::picture(source, alt, None) }
            });
            pass.replace(range, picture.unwrap_or_default());
        }
        "no-loc" => pass.replace(range, arguments.named(&["text"]).unwrap_or_default()),
        "image-end" => pass.replace(range, ""),
        "code" => {
            let what = format!("code from `{}`", arguments.named(&["source"]).unwrap_or_default());
            pass.left_out(range.clone(), &what);
            pass.replace(range, "");
        }
        name if CONTAINERS.contains(&name.strip_suffix("-end").unwrap_or(name)) => {
            if matches!(name, "zone" | "moniker") {
                let what = format!("the condition `{}`", inner.trim());
                pass.left_out(range.clone(), &what);
            }
            if name == "column" {
                dedent(pass, line.end);
            }
            pass.replace(range, "");
        }
        _ => {}
    }
}

/// Removes a column's indentation, which would turn its text into code.
fn dedent(pass: &mut DialectPass<'_>, from: usize) {
    let body = &pass.text[from..];
    let body = &body[..body.find(":::column-end").unwrap_or(0)];
    let width = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let Some(base) = body.lines().find(|line| !line.trim().is_empty()).map(width) else { return };
    let lines: Vec<Range<usize>> = lines_with_offsets(body)
        .map(|(offset, line)| from + offset..from + offset + width(line).min(base))
        .filter(|range| !range.is_empty())
        .collect();
    for range in lines {
        pass.replace(range, "");
    }
}

/// `::: zone pivot="…"` and `::: zone-end`, which have no colons at the end of the line.
fn open_container(inner: &str) -> Option<&str> {
    let inner = inner.trim_start();
    let name = inner.split(char::is_whitespace).next()?;
    ["zone", "moniker"].contains(&name.strip_suffix("-end").unwrap_or(name)).then_some(inner)
}

/// `# [Title](#tab/id)` opens a tab, which ends at the next tab or thematic break.
fn tabs(pass: &mut DialectPass<'_>) {
    let lines: Vec<Range<usize>> = lines_with_offsets(pass.text)
        .map(|(offset, line)| offset..offset + line.trim_end_matches(['\n', '\r']).len())
        .collect();
    let mut is_open = false;
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        let text = pass.text[line.clone()].trim();
        if pass.shape.code.holds(line.start) {
            continue;
        }
        if let Some(title) = tab_title(text) {
            let opening = blocks::open("tab", Some(title));
            let before = if is_open { blocks::close().to_owned() } else { blocks::open("tabs", None) };
            pass.replace(line, format!("{before}\n{opening}"));
            is_open = true;
        } else if is_open && text.len() >= 3 && ["-", "*", "_"].iter().any(|mark| text.replace(mark, "").is_empty()) {
            pass.replace(line, format!("{0}\n{0}", blocks::close()));
            is_open = false;
        }
    }
    if is_open {
        let end = pass.text.len();
        let gap = if pass.text.ends_with('\n') { "" } else { "\n" };
        pass.replace(end..end, format!("{gap}{0}\n{0}\n", blocks::close()));
    }
}

fn tab_title(line: &str) -> Option<&str> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').trim();
    let (title, target) = heading.strip_prefix('[')?.rsplit_once("](")?;
    (target.starts_with("#tab/") && target.ends_with(')')).then_some(title)
}

/// `<xref:uid>` and `[text](xref:uid)`. Uids are defined in compiled code, so only their names can be shown.
fn reference(pass: &mut DialectPass<'_>, start: usize) {
    let line = pass.line(start);
    let rest = pass.ahead(start + "xref:".len());
    let before = &pass.text[line.start.max(ceiling(pass.text, start.saturating_sub(MAX_LABEL)))..start];
    let Some(end) = rest.bytes().position(|byte| b">) \"".contains(&byte)) else { return };
    let uid = rest[..end].split(['?', '#']).next().unwrap_or_default().replace("%2A", "").replace('*', "");
    let uid_end = start + "xref:".len() + end;
    if before.ends_with('<') && rest[end..].starts_with('>') {
        pass.replace(start - 1..uid_end + 1, format!("`{uid}`"));
    } else if let (Some(label), Some(close)) = (label_of(before), rest[end..].find(')')) {
        let label_text = before[label..before.len() - "](".len()].to_owned();
        let range = start - before.len() + label - 1..uid_end + close + 1;
        let what = format!("the reference `xref:{uid}`");
        pass.left_out(range.clone(), &what);
        pass.replace(range, label_text);
    }
}

/// The start of the text of the link whose target follows `before`.
fn label_of(before: &str) -> Option<usize> {
    let label = before.strip_suffix("](")?;
    let mut depth = 0_usize;
    for (at, byte) in label.bytes().enumerate().rev() {
        match byte {
            b']' => depth += 1,
            b'[' if depth == 0 => return Some(at + 1),
            b'[' => depth -= 1,
            _ => {}
        }
    }
    None
}
