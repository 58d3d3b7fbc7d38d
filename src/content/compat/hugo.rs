//! Hugo's shortcodes, `{{< name … >}}` and `{{% name … %}}`, including those of Docsy, Relearn, Book, Doks and Hextra.

use std::ops::Range;

use super::arguments::MarkupArguments;
use super::tags::{self, MarkupTag, TagForm, TagMeaning};
use super::{DialectPass, MAX_REACH, ceiling, targets};
use crate::codes;

/// Translates all shortcodes.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(next) = pass.text[at..].find("{{") {
        let start = at + next;
        at = start + 2;
        let Some((range, inner)) = shortcode(pass.text, start) else { continue };
        at = range.end;
        if let Some(literal) = escaped(inner) {
            // Hugo authors write `{{</* x */>}}` to show a shortcode, mostly in code.
            // Outside code, the first brace becomes a reference, which says that readers are meant to see it.
            let brace = if pass.shape.code.holds(start) { "{" } else { "&#123;" };
            let (open, close) = (&pass.text[start + 1..start + 3], &pass.text[range.end - 3..range.end]);
            let shown = format!("{brace}{open}{literal}{close}");
            pass.replace(range, shown);
            continue;
        }
        let Some(tag) = tag(range, inner) else { continue };
        if !pass.shape.code.holds(start) {
            tags.push(tag);
        } else if let Some(value) = (tag.name == "param").then(|| param(pass, &tag)).flatten() {
            // Hugo replaces shortcodes in code too. A name without a value stays as typed.
            pass.replace(tag.range, value);
        }
    }
    report_params(pass, &tags);
    tags::translate(pass, &tags, meaning);
}

/// The range of the shortcode at `start`, and the text between its brackets.
fn shortcode(text: &str, start: usize) -> Option<(Range<usize>, &str)> {
    let rest = &text[start..ceiling(text, start + MAX_REACH)];
    let end_mark = match rest.as_bytes().get(2)? {
        b'<' => ">}}",
        b'%' => "%}}",
        _ => return None,
    };
    let end = rest[3..].find(end_mark)? + 3;
    Some((start..start + end + 3, &rest[3..end]))
}

fn escaped(inner: &str) -> Option<&str> {
    inner.trim().strip_prefix("/*")?.strip_suffix("*/")
}

fn tag(range: Range<usize>, inner: &str) -> Option<MarkupTag> {
    let inner = inner.trim();
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner.trim_start()));
    let (alone, inner) = inner.strip_suffix('/').map_or((false, inner), |inner| (true, inner));
    let name_end =
        inner.find(|letter: char| !(letter.is_alphanumeric() || "_-./".contains(letter))).unwrap_or(inner.len());
    let (name, arguments) = inner.split_at(name_end);
    if name.is_empty() {
        return None;
    }
    let form = if closes {
        TagForm::Close
    } else if alone {
        TagForm::Alone
    } else {
        TagForm::Open
    };
    Some(MarkupTag { range, name: name.to_owned(), arguments: MarkupArguments::parse(arguments), form })
}

/// The value of a `param`: from the front matter, or else from the variables.
fn param(pass: &DialectPass<'_>, tag: &MarkupTag) -> Option<String> {
    let name = tag.arguments.get(&["name"], 0)?;
    pass.param(name).or_else(|| pass.context.variables.get(name).cloned())
}

/// Reports names without a value. The message explains how to define one.
fn report_params(pass: &mut DialectPass<'_>, tags: &[MarkupTag]) {
    for tag in tags.iter().filter(|tag| tag.name == "param") {
        if param(pass, tag).is_some() {
            continue;
        }
        let name = tag.arguments.get(&["name"], 0).unwrap_or_default();
        let message = format!("parameter `{name}` has no value here and was left out");
        let help = format!("define `{name}` under `[variables]` in `answerbook.toml`");
        pass.report(codes::FOREIGN_MARKUP, tag.range.clone(), message, &help);
    }
}

/// What a shortcode means, based on its name.
pub(super) fn meaning(pass: &DialectPass<'_>, tag: &MarkupTag, parent: Option<&MarkupTag>) -> TagMeaning {
    let arguments = &tag.arguments;
    let title = arguments.named(&["title", "header", "heading"]);
    match tag.name.to_ascii_lowercase().as_str() {
        "alert" => tags::box_of(arguments.named(&["color", "type", "icon"]).or(title).unwrap_or("note"), title),
        "hint" | "notice" | "callout" | "admonition" | "alertbox" | "message" => {
            let kind = arguments.get(&["type", "context", "style", "color", "emoji"], 0).unwrap_or("note");
            tags::box_of(kind, title.or_else(|| arguments.positional.get(1).map(String::as_str)))
        }
        kind @ ("note" | "tip" | "info" | "warning" | "caution" | "important" | "danger" | "success" | "pageinfo") => {
            tags::box_of(kind, title.or_else(|| arguments.positional.first().map(String::as_str)))
        }
        "details" | "expand" | "collapse" | "accordion" | "spoiler" => {
            TagMeaning::Block("details", arguments.get(&["title", "summary", "label"], 0).map(str::to_owned))
        }
        "tabs" | "tabpane" | "codetabs" => TagMeaning::Block("tabs", None),
        "tab" => tab(tag, parent),
        "steps" => TagMeaning::Block("steps", None),
        "highlight" => TagMeaning::Code(arguments.get(&["lang"], 0).unwrap_or_default().to_owned()),
        kind @ ("mermaid" | "plantuml") => TagMeaning::Code(kind.to_owned()),
        "figure" | "img" | "image" | "imgproc" => figure(tag),
        "ref" | "relref" => {
            let reference = arguments.get(&["path", "ref"], 0);
            reference
                .map_or_else(|| unknown(tag), |reference| TagMeaning::Text(targets::article(pass.context, reference)))
        }
        "param" => TagMeaning::Text(param(pass, tag).unwrap_or_default()),
        "youtube" | "youtube-lite" | "vimeo" => video(tag),
        "include" | "readfile" | "snippet" => match arguments.get(&["file", "path", "name"], 0) {
            Some(file) => TagMeaning::Include(file.to_owned()),
            None => unknown(tag),
        },
        "comment" => TagMeaning::Drop,
        "rawhtml" | "html" | "toc" | "div" | "markdown" | "md" => TagMeaning::Unwrap,
        "br" => TagMeaning::Text("<br>".into()),
        // The text of an unknown shortcode is worth keeping, whatever else the shortcode does.
        _ => match arguments.named(&["text"]) {
            Some(text) if tag.form != TagForm::Close => {
                TagMeaning::TextReported(text.to_owned(), format!("shortcode `{}`", tag.name))
            }
            _ => unknown(tag),
        },
    }
}

fn unknown(tag: &MarkupTag) -> TagMeaning {
    TagMeaning::Unknown(format!("shortcode `{}`", tag.name))
}

/// Docsy's tabs contain code by default; all other tabs contain Markdown.
fn tab(tag: &MarkupTag, parent: Option<&MarkupTag>) -> TagMeaning {
    let label = tag.arguments.get(&["header", "title", "name", "label", "tabname"], 0).unwrap_or("…");
    let is_set = |tag: &MarkupTag| tag.arguments.named(&["text"]) == Some("true");
    let language = |tag: &MarkupTag| tag.arguments.named(&["lang"]).map(str::to_owned);
    match parent {
        Some(pane) if pane.name == "tabpane" && !is_set(pane) && !is_set(tag) => {
            let language = language(tag).or_else(|| language(pane)).unwrap_or_default();
            TagMeaning::CodeIn("tab", label.to_owned(), language)
        }
        _ => TagMeaning::Block("tab", Some(label.to_owned())),
    }
}

fn figure(tag: &MarkupTag) -> TagMeaning {
    let arguments = &tag.arguments;
    let Some(source) = arguments.get(&["src", "link"], 0) else { return unknown(tag) };
    let caption = arguments.named(&["caption", "title"]);
    let picture = tags::picture(source, arguments.named(&["alt"]).or(caption).unwrap_or_default(), caption);
    TagMeaning::Text(match arguments.named(&["link"]) {
        Some(link) if link != source => format!("[{picture}]({})", link.replace(' ', "%20")),
        _ => picture,
    })
}

fn video(tag: &MarkupTag) -> TagMeaning {
    let Some(id) = tag.arguments.get(&["id"], 0) else { return unknown(tag) };
    let title = tag.arguments.named(&["title"]);
    TagMeaning::Text(if tag.name == "vimeo" { tags::vimeo(id, title) } else { tags::youtube(id, title) })
}
