//! Roles such as ``{ref}`name` ``, the labels `(name)=` that they refer to, and links without a text.

use std::ops::Range;

use super::super::super::front_matter::lines_with_offsets;
use super::super::{DialectPass, tags, targets};
use super::labels::{self, label};
use crate::html::escape_attribute;
use crate::path;

/// Signs of roles, labels and links without a text.
pub(in super::super) const SIGNS: &[&str] = &["}`", ")=", "[]("];

/// What a role shows.
enum Role {
    /// Its content as code.
    Code,
    /// Markdown.
    Text(String),
    /// Its content as code, because there is no equivalent.
    Unknown,
}

/// Translates all of these.
pub(in super::super) fn run(pass: &mut DialectPass<'_>) {
    let has_labels = pass.text.contains(")=") && labels_to_anchors(pass);
    let roles: Vec<(Range<usize>, Range<usize>, Range<usize>)> =
        pass.outside_code("{").into_iter().filter_map(|start| role(pass, start)).collect();
    let mut unknown = Vec::new();
    let mut is_myst = has_labels;
    for (whole, name, content) in roles {
        let name = &pass.text[name];
        let code = content.end..whole.end;
        // What stands before the last colon is a programming language, or another project.
        let (domain, short) = name.rsplit_once(':').unwrap_or(("", name));
        let is_external = domain.starts_with("external");
        let shown = if is_external { Role::Unknown } else { shown(pass, short, &pass.text[content.clone()]) };
        is_myst |= !matches!(shown, Role::Unknown);
        match shown {
            Role::Code => pass.replace(whole.start..content.start - code.len(), ""),
            Role::Text(text) => pass.replace(whole, text),
            Role::Unknown => unknown.push((whole.start..content.start - code.len(), format!("role `{name}`"))),
        }
    }
    for (range, what) in unknown.into_iter().filter(|_| is_myst) {
        pass.left_out(range.clone(), &what);
        pass.replace(range, "");
    }
    for start in pass.outside_code("[](") {
        link_without_text(pass, start);
    }
}

/// The whole role that begins at `start`, its name, and its content.
fn role(pass: &DialectPass<'_>, start: usize) -> Option<(Range<usize>, Range<usize>, Range<usize>)> {
    let text = pass.ahead(start);
    let end = text.find('}')?;
    let name = &text[1..end];
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:+.".contains(&byte));
    if !is_name || pass.text[..start].ends_with(['\\', '{', '$']) {
        return None;
    }
    let rest = &text[end + 1..];
    let inner = rest.trim_start_matches('`');
    let ticks = &rest[..rest.len() - inner.len()];
    let close = (!ticks.is_empty()).then(|| inner.find(ticks)).flatten().filter(|&close| close > 0)?;
    let content = start + end + 1 + ticks.len();
    Some((start..content + close + ticks.len(), start + 1..start + end, content..content + close))
}

/// What a role of this name shows for its content.
fn shown(pass: &DialectPass<'_>, name: &str, content: &str) -> Role {
    let element = |element: &str| Role::Text(format!("<{element}>{}</{element}>", literal(content)));
    let strong = |text: &str| Role::Text(format!("**{}**", literal(text.trim())));
    let (text, target) = split(content);
    match name {
        "kbd" => element("kbd"),
        "sub" | "subscript" => element("sub"),
        "sup" | "superscript" => element("sup"),
        "command" | "dfn" | "program" | "strong" => strong(content),
        "guilabel" => strong(&without_accelerators(content)),
        "menuselection" => strong(&without_accelerators(&content.replace("-->", "→"))),
        "emphasis" => Role::Text(format!("*{}*", literal(content))),
        "abbr" | "abbreviation" | "term" | "title" | "title-reference" => Role::Text(literal(text.unwrap_or(target))),
        "ref" | "numref" => Role::Text(reference(pass, text, target)),
        "doc" => Role::Text(article(pass, text, target)),
        "download" => Role::Text(tags::link(text.unwrap_or(target), target)),
        _ if name.starts_with("bdg") => Role::Text(literal(content)),
        "attr" | "class" | "code" | "const" | "data" | "envvar" | "exc" | "file" | "func" | "literal" | "makevar"
        | "manpage" | "meth" | "mimetype" | "mod" | "obj" | "option" | "regexp" | "samp" | "token" => Role::Code,
        _ => Role::Unknown,
    }
}

/// The text of a label without the `&` before the letters that choose it from the keyboard. `&&` shows one.
fn without_accelerators(label: &str) -> String {
    let mut text = String::with_capacity(label.len());
    let mut letters = label.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_mark = letter == '&' && letters.peek().is_some_and(|next| !next.is_whitespace());
        text.extend(if is_mark { letters.next() } else { Some(letter) });
    }
    text
}

/// The text and the target of `Text <target>`.
fn split(content: &str) -> (Option<&str>, &str) {
    match content.strip_suffix('>').and_then(|content| content.rsplit_once('<')) {
        Some((text, target)) if !text.trim().is_empty() => (Some(text.trim()), target.trim()),
        _ => (None, content.trim()),
    }
}

/// Text whose signs of Markdown are escaped.
fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '^') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// The link to a label, with the heading after it as its text.
fn reference(pass: &DialectPass<'_>, text: Option<&str>, name: &str) -> String {
    pass.context.recorder.labels();
    match pass.context.labels.place(name, pass.context.path) {
        Some(place) => {
            let text = text.or(place.heading.as_deref()).unwrap_or(name);
            tags::link(text, &target(pass, place, name))
        }
        // Without such a label, the link is reported like any broken link.
        None => tags::link(text.unwrap_or(name), &format!("#{}", path::encode(name))),
    }
}

/// Where a link to a label leads.
fn target(pass: &DialectPass<'_>, place: &labels::LabelPlace, name: &str) -> String {
    let own = pass.context.path;
    let anchor = format!("#{}", id(name));
    if place.path == *own && !place.is_title {
        return anchor;
    }
    let page = path::encode(&targets::relative(own, &place.path));
    if place.is_title { page } else { page + &anchor }
}

/// The link to an article, with its title as the text.
fn article(pass: &DialectPass<'_>, text: Option<&str>, name: &str) -> String {
    let target = targets::article(pass.context, name);
    let text = text.map(str::to_owned).or_else(|| title(pass, &target));
    let last = || name.rsplit('/').next().unwrap_or(name).to_owned();
    tags::link(&text.unwrap_or_else(last), &target)
}

/// The title of the article at a path relative to this file.
fn title(pass: &DialectPass<'_>, target: &str) -> Option<String> {
    let path = pass.context.path.parent().join(&path::decode(target))?;
    pass.context.recorder.title(&path);
    pass.context.labels.title(&path)
}

/// `[](target)`: a link shows the title of the article, or the heading, that it leads to.
fn link_without_text(pass: &mut DialectPass<'_>, start: usize) {
    let rest = &pass.ahead(start)["[](".len()..];
    let Some(target) = rest.find([')', ' ', '\n']).filter(|&end| rest[end..].starts_with(')')).map(|end| &rest[..end])
    else {
        return;
    };
    if pass.text[..start].ends_with(['!', '\\', ']']) || target.is_empty() || target.contains("://") {
        return;
    }
    let link = if let Some(name) = target.strip_prefix('#') {
        pass.context.recorder.labels();
        let name = path::decode(name);
        pass.context.labels.place(&name, pass.context.path).map(|_| reference(pass, None, &name))
    } else {
        title(pass, target.split('#').next().unwrap_or(target)).map(|title| tags::link(&title, target))
    };
    if let Some(link) = link {
        pass.replace(start..start + "[](".len() + target.len() + 1, link);
    }
}

/// Turns labels into the ids of what they stand before. Returns whether there are any.
fn labels_to_anchors(pass: &mut DialectPass<'_>) -> bool {
    let lines: Vec<(usize, &str)> = lines_with_offsets(pass.text).collect();
    let mut has_labels = false;
    for (index, &(offset, line)) in lines.iter().enumerate() {
        let Some(name) = label(line).filter(|_| !pass.shape.code.holds(offset)) else { continue };
        has_labels = true;
        let next = lines[index + 1..].iter().find(|(_, line)| !line.trim().is_empty() && label(line).is_none());
        let is_title = next.is_some_and(|(_, next)| next.starts_with("# "));
        let anchor = if is_title { String::new() } else { format!("<a id=\"{}\"></a>", id(name)) };
        let before = &line[..line.len() - line.trim_start().len()];
        match next {
            Some((at, next)) if next.starts_with("##") => {
                pass.replace(offset..offset + line.trim_end().len(), "");
                let end = at + next.trim_end().len();
                pass.replace(end..end, anchor);
            }
            _ => pass.replace(offset + before.len()..offset + line.trim_end().len(), anchor),
        }
    }
    has_labels
}

/// The id of a label.
fn id(name: &str) -> String {
    let mut id = String::new();
    escape_attribute(&name.replace(' ', "-"), &mut id);
    id
}
