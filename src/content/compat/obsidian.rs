//! Obsidian: links `[[Note#Heading|label]]`, embeds `![[picture.png|300]]` and `![[Note#Heading]]`, comments
//! `%%…%%`, and block ids `^id`. Callouts are part of our own dialect.
//!
//! Obsidian finds a note or a file by its name, wherever it is. If several files have the name, it means the one that
//! is nearest to the root, and is reported.

use std::ops::Range;

use super::{DialectPass, ceiling, tags, targets};
use crate::codes;
use crate::path::{self, ProjectPath};

/// Extensions of files that the syntax for pictures shows.
const SHOWN: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "mp4", "webm", "m4v", "ogv", "mov"];

/// Extensions of recordings.
const AUDIO: &[&str] = &["mp3", "ogg", "wav", "m4a", "flac", "3gp"];

/// Extensions of files that only Obsidian can show.
const OBSIDIAN_ONLY: &[&str] = &["canvas", "base", "excalidraw"];

/// Maximum length of a comment, in bytes.
const MAX_COMMENT: usize = 64 << 10;

/// Translates all of these.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    remove_comments(pass);
    for start in pass.outside_code("[[") {
        link(pass, start);
    }
    sizes(pass);
    // Only Obsidian writes `[[`. Others know where their pictures are.
    if pass.text.contains("[[") {
        pictures(pass);
    }
    for start in pass.outside_code("^") {
        block_id(pass, start);
    }
}

/// `%%comment%%`, in a line or over several.
fn remove_comments(pass: &mut DialectPass<'_>) {
    let mut done = 0;
    for start in pass.outside_code("%%") {
        let before = pass.text[..start].chars().next_back();
        if start < done || before.is_some_and(|before| before.is_alphanumeric() || matches!(before, '%' | '\\')) {
            continue;
        }
        let ahead = &pass.text[start + 2..ceiling(pass.text, start + 2 + MAX_COMMENT)];
        let is_end = |at: &usize| !ahead[at + 2..].starts_with(|next: char| next.is_alphanumeric() || next == '%');
        let mut ends = ahead.match_indices("%%").map(|(at, _)| at).filter(is_end);
        let Some(end) = ends.next() else { continue };
        // A comment in a line ends in its paragraph, so that a stray `%%` hides no more than that. One over several
        // paragraphs has a mark that begins or ends a block of lines.
        let is_closed_below = || pass.is_alone(&(start + 2 + end..start + 4 + end));
        let starts_line = pass.text[pass.line(start).start..start].trim().is_empty();
        let is_block = pass.is_alone(&(start..start + 2)) || starts_line && is_closed_below();
        if !is_block && ahead[..end].contains("\n\n") {
            continue;
        }
        done = start + 2 + end + 2;
        pass.remove(start..done);
    }
}

/// The parts of what is between the brackets.
struct Reference {
    name: String,
    heading: Option<String>,
    label: Option<String>,
}

impl Reference {
    /// Parses it; `None` if it is something else, such as the condition of a shell.
    fn parse(inner: &str) -> Option<Self> {
        let is_text = inner.trim_start() == inner && !inner.is_empty() && !inner.contains(['[', ']', '\n', '<']);
        // Part of a code span.
        let is_text = is_text && inner.matches('`').count().is_multiple_of(2);
        // Other tools put a table of contents there.
        let is_contents = inner.trim_matches('_').eq_ignore_ascii_case("toc");
        if !is_text || is_contents || inner.starts_with(['_', '$', '"', '\'', '!', '-', '^']) {
            return None;
        }
        // In a table the `|` is escaped.
        let (target, label) = match inner.split_once("\\|").or_else(|| inner.split_once('|')) {
            Some((target, label)) => (target, Some(label.trim().replace("\\|", "|"))),
            None => (inner, None),
        };
        let (name, heading) = match target.split_once('#') {
            // Only the last of nested headings matters.
            Some((name, heading)) => (name, heading.rsplit('#').next()),
            None => (target, None),
        };
        let label = label.filter(|label| !label.is_empty());
        Some(Self { name: name.trim().to_owned(), heading: heading.map(|heading| heading.trim().to_owned()), label })
    }

    /// The part after `#` in an address.
    fn fragment(&self) -> String {
        let encoded =
            |heading: &String| format!("#{}", path::encode(&heading.trim_start_matches('^').replace('`', "")));
        self.heading.as_ref().map_or(String::new(), encoded)
    }

    /// What Obsidian shows.
    fn shown(&self) -> String {
        let name = self.name.rsplit('/').next().unwrap_or_default();
        let name = name.strip_suffix(".md").unwrap_or(name);
        let heading = self.heading.as_deref().filter(|heading| !heading.starts_with('^')).unwrap_or_default();
        let gap = if name.is_empty() || heading.is_empty() { "" } else { " > " };
        self.label.clone().unwrap_or_else(|| format!("{name}{gap}{heading}"))
    }
}

fn link(pass: &mut DialectPass<'_>, start: usize) {
    let ahead = pass.ahead(start + 2);
    let Some(end) = ahead.find("]]") else { return };
    let behind = &ahead[end + 2..];
    let Some(reference) = Reference::parse(&ahead[..end]) else { return };
    if pass.text[..start].ends_with(['\\', '[', ']']) || behind.starts_with(['(', '[', ']']) {
        return;
    }
    let is_embed = pass.text[..start].ends_with('!') && !pass.text[..start].ends_with("\\!");
    let mut range = start - usize::from(is_embed)..start + 2 + end + 2;
    // The id of a block may follow without a blank.
    let id = behind.lines().next().unwrap_or_default().trim_end();
    if is_embed && id.len() > 1 && id.strip_prefix('^').is_some_and(is_id) {
        let anchor = anchor(&id[1..]);
        pass.replace(range.end..range.end + id.len(), anchor);
    }
    let replacement = if is_embed { embed(pass, &range, &reference) } else { linked(pass, &range, &reference) };
    let line = pass.line(start);
    let indent = &pass.text[line.start..range.start];
    let replacement = if replacement.starts_with("{{> ") && pass.is_alone(&range) {
        // The text of a note is a block, whatever is on the lines around.
        range = line.start..range.end;
        format!("\n{indent}{replacement}\n")
    } else {
        replacement
    };
    // In a cell of a table, a `|` would end the cell.
    let is_cell = pass.text[pass.line(start)].trim_start_matches([' ', '>']).starts_with('|');
    let replacement = if is_cell { replacement.replace('|', "\\|") } else { replacement };
    pass.replace(range, replacement);
}

fn linked(pass: &mut DialectPass<'_>, range: &Range<usize>, reference: &Reference) -> String {
    let target = if reference.name.is_empty() {
        String::new()
    } else {
        match find(pass, range, &reference.name) {
            Some(found) => targets::relative(pass.context.path, &found),
            // Reported like any broken link.
            None if ProjectPath::new(&reference.name).extension().is_empty() => format!("{}.md", reference.name),
            None => reference.name.clone(),
        }
    };
    let shown = reference.shown().replace('[', "\\[").replace(']', "\\]");
    format!("[{shown}]({}{})", path::encode(&target), reference.fragment())
}

fn embed(pass: &mut DialectPass<'_>, range: &Range<usize>, reference: &Reference) -> String {
    let extension = ProjectPath::new(&reference.name).extension();
    if OBSIDIAN_ONLY.contains(&extension.as_str()) {
        pass.left_out(range.clone(), &format!("the file `{}`", reference.name));
        return String::new();
    }
    if extension.is_empty() || extension == "md" {
        return note(pass, range, reference);
    }
    let found = find(pass, range, &reference.name);
    let target = found.map_or_else(|| reference.name.clone(), |found| targets::relative(pass.context.path, &found));
    if AUDIO.contains(&extension.as_str()) {
        return format!("<audio controls src=\"{}\"></audio>", path::encode(&target));
    }
    if !SHOWN.contains(&extension.as_str()) {
        let name = reference.name.rsplit('/').next().unwrap_or_default();
        return tags::link(reference.label.as_deref().unwrap_or(name), &path::encode(&target));
    }
    let label = reference.label.as_deref().unwrap_or_default();
    let (alt, size) = match label.rsplit_once('|') {
        Some((alt, last)) if size(last).is_some() => (alt, size(last)),
        None if size(label).is_some() => ("", size(label)),
        _ => (label, None),
    };
    format!("{}{}", tags::picture(&path::encode(&target), alt.trim(), None), size.unwrap_or_default())
}

/// The attributes for `300` or `300x200`.
fn size(text: &str) -> Option<String> {
    let is_number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.trim().split_once('x') {
        Some((width, height)) if is_number(width) && is_number(height) => {
            Some(format!("{{width=\"{width}\" height=\"{height}\"}}"))
        }
        None if is_number(text.trim()) => Some(format!("{{width=\"{}\"}}", text.trim())),
        _ => None,
    }
}

/// `![alt|300](picture.png)`.
fn sizes(pass: &mut DialectPass<'_>) {
    for start in pass.outside_code("|") {
        let ahead = pass.ahead(start + 1);
        let Some(label_end) = ahead.find("](") else { continue };
        let Some(size) = size(&ahead[..label_end]) else { continue };
        let Some(end) = ahead[label_end..].find(')').map(|end| start + 1 + label_end + end + 1) else { continue };
        let line = pass.line(start);
        let before = &pass.text[line.start..start];
        if before.rfind("![").is_none_or(|open| before[open..].contains(']')) || pass.text[end..].starts_with('{') {
            continue;
        }
        pass.replace(start - usize::from(before.ends_with('\\'))..start + 1 + label_end, "");
        pass.replace(end..end, size);
    }
}

/// `![alt](picture.png)`: Obsidian looks for the file in all folders. Only where no file is at the path.
fn pictures(pass: &mut DialectPass<'_>) {
    for start in pass.outside_code("](") {
        let line = pass.line(start);
        let is_picture = pass.text[line.start..start]
            .rfind('[')
            .is_some_and(|open| pass.text[line.start..line.start + open].ends_with('!'));
        let ahead = pass.ahead(start + 2);
        let Some(end) = ahead.find([')', ' ', '#', '|', '"', '?']).filter(|_| is_picture) else { continue };
        let target = &ahead[..end];
        let name = path::decode(target);
        if name.contains(['/', ':', '<', '{']) || !SHOWN.contains(&ProjectPath::new(&name).extension().as_str()) {
            continue;
        }
        let found = targets::named(pass.context, &name);
        if let [only] = found.as_slice()
            && only.parent() != pass.context.path.parent()
        {
            let target = path::encode(&targets::relative(pass.context.path, only));
            pass.replace(start + 2..start + 2 + end, target);
        }
    }
}

/// `![[Note]]`, `![[Note#Heading]]` and `![[Note#^id]]`: the text of a note, a section or a block.
fn note(pass: &mut DialectPass<'_>, range: &Range<usize>, reference: &Reference) -> String {
    let name = if reference.name.is_empty() { None } else { find(pass, range, &reference.name) };
    let known = name.filter(|path| pass.context.snippets().contains_key(path.as_str()));
    let Some(path) = known else {
        let message = format!("there is no file `{}` to include", reference.name);
        pass.report(codes::SNIPPET_MISSING, range.clone(), message, "write the name of a note as its file has it");
        return String::new();
    };
    let part = reference.heading.as_ref().map_or(String::new(), |heading| format!("#{heading}"));
    format!("{{{{> {path}{part} }}}}")
}

/// ` ^id` at the end of a block, or `^id` on a line of its own after one.
fn block_id(pass: &mut DialectPass<'_>, start: usize) {
    let line = pass.line(start);
    let id = pass.text[start + 1..line.end].trim_end();
    let before = &pass.text[line.start..start];
    if is_id(id) && (before.trim_matches([' ', '>']).is_empty() || before.ends_with(' ')) {
        let gap = before.len() - before.trim_end_matches(' ').len();
        let gap = if before.trim().is_empty() { 0 } else { gap };
        let anchor = anchor(id);
        pass.replace(start - gap..start + 1 + id.len(), anchor);
    }
}

fn is_id(id: &str) -> bool {
    id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && id.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn anchor(id: &str) -> String {
    format!("<a id=\"{id}\"></a>")
}

/// The note or file of a name. Reports a name that several have.
fn find(pass: &mut DialectPass<'_>, range: &Range<usize>, name: &str) -> Option<ProjectPath> {
    let found = targets::named(pass.context, name);
    if let [first, second, ..] = found.as_slice() {
        let message = format!("`{name}` is the name of `{first}` and of `{second}`");
        let help = "write the path of the file, from the folder of articles";
        pass.report(codes::LINK_AMBIGUOUS, range.clone(), message, help);
    }
    found.into_iter().next()
}
