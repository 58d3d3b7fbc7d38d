//! Liquid: Jekyll's tags and outputs, and the blocks of GitBook and of GitHub's documentation.

use std::collections::BTreeMap;
use std::ops::Range;

use super::arguments::MarkupArguments;
use super::tags::{self, MarkupTag, TagForm, TagMeaning};
use super::{CompatContext, DialectPass, MAX_REACH, blocks, ceiling, targets};
use crate::path::ProjectPath;

/// Conditional tags. Their bodies are shown once, and the condition is not evaluated.
const CONDITIONS: &[&str] = &["if", "unless", "ifversion", "case"];

/// Tags that separate the branches of a condition.
const BRANCHES: &[&str] = &["else", "elsif", "elseif", "when"];

/// Includes of Jekyll themes that put a box around their `content`.
const BOXES: &[&str] =
    &["note", "tip", "info", "important", "warning", "caution", "danger", "alert", "callout", "hint"];

/// Translates all tags, then all outputs.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let mut found = tags_of(pass);
    let raw = raw_ranges(&found);
    let in_raw = |offset: usize| {
        let next = raw.partition_point(|range| range.end <= offset);
        raw.get(next).is_some_and(|range| range.contains(&offset))
    };
    found.retain(|tag| !in_raw(tag.range.start));
    drop_other_branches(pass, &found);
    found.retain(|tag| !BRANCHES.contains(&tag.name.as_str()));
    let captured = captured(&found);
    tags::translate(pass, &found, |pass, tag, _| meaning(pass, tag, &captured));
    for start in pass.outside_code("{{") {
        if in_raw(start) {
            // Output that Jekyll escapes must not become one of our variables.
            if !pass.text[..start].ends_with('\\') {
                pass.replace(start..start, "\\");
            }
        } else {
            output(pass, start);
        }
    }
}

/// All tags of a text, in order.
pub(super) fn tags_of(pass: &DialectPass<'_>) -> Vec<MarkupTag> {
    let mut found: Vec<MarkupTag> = Vec::new();
    for start in pass.outside_code("{%") {
        if found.last().is_none_or(|last| last.range.end <= start) {
            found.extend(tag(pass.text, start));
        }
    }
    found
}

/// What is between the brackets of a tag.
pub(super) fn inner(tag: &str) -> &str {
    let inner = tag.trim_start_matches("{%").trim_end_matches("%}");
    inner.trim_start_matches('-').trim_end_matches('-').trim()
}

fn tag(text: &str, start: usize) -> Option<MarkupTag> {
    let rest = &text[start..ceiling(text, start + MAX_REACH)];
    let end = rest[2..].find("%}")? + 2;
    let inner = inner(&rest[..end + 2]);
    let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, arguments) = inner.split_at(name_end);
    let is_name = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter));
    if !is_name {
        return None;
    }
    let (name, form) = match name.strip_prefix("end") {
        Some(opened) if !opened.is_empty() => (opened, TagForm::Close),
        _ if BRANCHES.contains(&name) => (name, TagForm::Alone),
        _ => (name, TagForm::Open),
    };
    Some(MarkupTag {
        range: start..start + end + 2,
        name: name.to_owned(),
        arguments: MarkupArguments::parse(arguments),
        form,
    })
}

/// The ranges between `raw` and `endraw`.
pub(super) fn raw_ranges(tags: &[MarkupTag]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut open = None;
    for tag in tags.iter().filter(|tag| tag.name == "raw") {
        match (tag.form, open) {
            (TagForm::Close, Some(start)) => {
                ranges.push(start..tag.range.start);
                open = None;
            }
            (TagForm::Open, None) => open = Some(tag.range.end),
            _ => {}
        }
    }
    ranges
}

/// Keeps only the first branch of each condition.
fn drop_other_branches(pass: &mut DialectPass<'_>, tags: &[MarkupTag]) {
    let mut open: Vec<Option<usize>> = Vec::new();
    for tag in tags {
        let is_condition = CONDITIONS.contains(&tag.name.as_str());
        match tag.form {
            TagForm::Open if is_condition => open.push(None),
            TagForm::Close if is_condition => {
                if let Some(Some(start)) = open.pop() {
                    pass.replace(start..tag.range.start, "");
                }
            }
            // `when` opens the first branch of a `case` instead of ending one.
            TagForm::Alone if tag.name == "when" && open.last() == Some(&None) => pass.replace(tag.range.clone(), ""),
            TagForm::Alone => {
                if let Some(branch) = open.last_mut() {
                    branch.get_or_insert(tag.range.start);
                }
            }
            _ => {}
        }
    }
}

fn meaning(pass: &DialectPass<'_>, tag: &MarkupTag, includes: &BTreeMap<String, TagMeaning>) -> TagMeaning {
    let arguments = &tag.arguments;
    let first = arguments.positional.first().map(String::as_str);
    let title = arguments.named(&["title"]);
    match tag.name.as_str() {
        "raw" | "content-ref" | "code" | "stepper" | "step" | "columns" | "column" => TagMeaning::Unwrap,
        "comment" | "assign" => TagMeaning::Drop,
        "hint" | "callout" => tags::box_of(arguments.get(&["style", "type"], 0).unwrap_or("note"), title),
        kind @ ("note" | "tip" | "warning" | "danger" | "important" | "caution") => tags::box_of(kind, title.or(first)),
        "tabs" => TagMeaning::Block("tabs", None),
        "tab" => TagMeaning::Block("tab", Some(arguments.get(&["title", "name"], 0).unwrap_or("…").to_owned())),
        "details" | "expandable" => TagMeaning::Block("details", title.map(str::to_owned).or_else(|| words(arguments))),
        "highlight" => TagMeaning::Code(first.unwrap_or_default().to_owned()),
        "link" | "post_url" => TagMeaning::Text(first.map(|file| linked(pass.context, tag, file)).unwrap_or_default()),
        "include" | "include_relative" | "include_cached" => include(pass, tag, includes),
        "capture" if first.is_some_and(|name| includes.contains_key(name)) => {
            first.and_then(|name| includes.get(name)).cloned().unwrap_or(TagMeaning::Unwrap)
        }
        "embed" => arguments.get(&["url"], 0).map_or(TagMeaning::Unwrap, |url| TagMeaning::Text(embedded(url))),
        "youtube" => first.map_or(TagMeaning::Unwrap, |id| TagMeaning::Text(tags::youtube(id, title))),
        "vimeo" => first.map_or(TagMeaning::Unwrap, |id| TagMeaning::Text(tags::vimeo(id, title))),
        "file" => arguments.named(&["src"]).map_or(TagMeaning::Unwrap, |file| {
            TagMeaning::Text(tags::link(file.rsplit('/').next().unwrap_or(file), file))
        }),
        "for" | "tablerow" | "capture" => TagMeaning::DropReported(format!("Liquid tag `{}`", tag.name)),
        name => TagMeaning::Unknown(format!("Liquid tag `{name}`")),
    }
}

/// The box that an include of a Jekyll theme makes: `{% include note.html content="…" %}`.
fn box_include(tag: &MarkupTag) -> Option<TagMeaning> {
    let file = tag.arguments.positional.first()?;
    let stem = file.rsplit('/').next()?.strip_suffix(".html")?;
    let kind = tag.arguments.named(&["type", "style"]);
    let is_box = BOXES.contains(&stem) && tag.name.starts_with("include");
    is_box.then(|| tags::box_of(kind.unwrap_or(stem), tag.arguments.named(&["title", "heading"])))
}

/// What each captured text becomes: the box of the include that it is passed to, or, if another include takes it, just
/// the text.
fn captured(found: &[MarkupTag]) -> BTreeMap<String, TagMeaning> {
    let names: Vec<&String> =
        found.iter().filter(|tag| tag.name == "capture").filter_map(|tag| tag.arguments.positional.first()).collect();
    let mut uses = BTreeMap::new();
    for tag in found.iter().filter(|tag| tag.name.starts_with("include")) {
        for (_, value) in tag.arguments.named.iter().filter(|(_, value)| names.contains(&value)) {
            uses.insert(value.clone(), box_include(tag).unwrap_or(TagMeaning::Unwrap));
        }
    }
    uses
}

fn include(pass: &DialectPass<'_>, tag: &MarkupTag, captured: &BTreeMap<String, TagMeaning>) -> TagMeaning {
    let Some(file) = tag.arguments.positional.first() else { return TagMeaning::Unwrap };
    let unknown = TagMeaning::Unknown(format!("include `{file}`"));
    if ProjectPath::new(file).extension() == "md" {
        let below = format!("/_includes/{file}");
        let names = [file.clone(), below];
        let known = names.into_iter().find(|name| targets::snippet(pass.context, name).is_some());
        return known.map_or(unknown, TagMeaning::Include);
    }
    let content = tag.arguments.named(&["content", "text", "message"]);
    match (box_include(tag), content) {
        // The box is already where its text was captured.
        (Some(_), Some(name)) if captured.contains_key(name) => TagMeaning::Unwrap,
        (Some(TagMeaning::Block(..)), Some(text)) if !pass.is_alone(&tag.range) => TagMeaning::Text(text.to_owned()),
        (Some(TagMeaning::Block(name, title)), Some(text)) => {
            TagMeaning::Text(format!("{}\n{text}\n{}", blocks::open(name, title.as_deref()), blocks::close()))
        }
        _ => match tag.arguments.named(&["file", "url", "src", "image_path"]) {
            Some(source) if ["image.html", "figure.html", "img.html", "figure", "image"].contains(&file.as_str()) => {
                let alt = tag.arguments.named(&["alt"]).unwrap_or_default();
                TagMeaning::Text(tags::picture(source, alt, tag.arguments.named(&["caption"])))
            }
            _ => unknown,
        },
    }
}

fn words(arguments: &MarkupArguments) -> Option<String> {
    (!arguments.positional.is_empty()).then(|| arguments.positional.join(" "))
}

fn linked(context: &CompatContext<'_>, tag: &MarkupTag, file: &str) -> String {
    let file = if tag.name == "post_url" { format!("_posts/{file}") } else { file.to_owned() };
    targets::article(context, &file)
}

fn embedded(url: &str) -> String {
    let is_video = ["youtube.com/", "youtu.be/", "vimeo.com/"].iter().any(|host| url.contains(host));
    if is_video { tags::picture(url, "Video", None) } else { format!("<{url}>") }
}

/// Replaces `{{ … }}` by what Jekyll would write. Anything that is not certainly Jekyll's stays as typed.
fn output(pass: &mut DialectPass<'_>, start: usize) {
    let Some(end) = pass.ahead(start).find("}}").map(|end| start + end + 2) else { return };
    let expression = pass.text[start + 2..end - 2].trim_matches(['-', ' ']);
    let range = start..end;
    let (value, filters) =
        expression.split_once('|').map_or((expression, ""), |(value, filters)| (value.trim(), filters));
    let literal = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote));
    let makes_address =
        ["relative_url", "absolute_url", "prepend", "append"].iter().any(|filter| filters.contains(filter));
    match literal {
        Some(address) if makes_address => {
            let address = address.to_owned();
            pass.replace(range, address);
        }
        Some(_) => {}
        None if matches!(value, "site.baseurl" | "site.url" | "site.github.url") => {
            // As a whole address, it leads to the home page.
            let (before, after) = (&pass.text[..start], &pass.text[end..]);
            let is_whole =
                before.ends_with("](") && after.starts_with(')') || before.ends_with("=\"") && after.starts_with('"');
            pass.replace(range, if is_whole { "/" } else { "" });
        }
        None if matches!(value, "site.title" | "site.name") => pass.replace(range, pass.context.site_title),
        None => {
            let Some(name) = value.strip_prefix("page.") else {
                if value.starts_with("site.") || value.starts_with("include.") {
                    let what = format!("Liquid value `{value}`");
                    pass.left_out(range.clone(), &what);
                    pass.replace(range, "");
                }
                return;
            };
            let text = pass.param(name);
            if text.is_none() {
                let what = format!("Liquid value `{value}`");
                pass.left_out(range.clone(), &what);
            }
            pass.replace(range, text.unwrap_or_default());
        }
    }
}
