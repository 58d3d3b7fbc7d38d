//! Includes and code groups of mdBook and `VitePress`, and requests for a table of contents.
//!
//! Handles mdBook's `{{#include …}}` and similar directives, and `VitePress`' `<!--@include: …-->`, `<<< file` and
//! `::: code-group`.

use std::ops::Range;

use super::super::front_matter::lines_with_offsets;
use super::DialectPass;
use super::blocks;
use crate::path::ProjectPath;

/// Lines that request a table of contents. Every article has one anyway.
const CONTENTS: &[&str] = &["[[toc]]", "[[_toc_]]", "[toc]", "${toc}"];

/// Maximum number of lines of text that is shown as typed.
const MAX_VERBATIM: usize = 1_000;

/// Translates all of these.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    // Both also work in code blocks. In inline code they are only mentioned.
    let is_code = |start: usize| pass.text[..start].ends_with('`');
    let places = |sign| pass.text.match_indices(sign).map(|(start, _)| start).filter(|start| !is_code(*start));
    let (preprocessors, includes): (Vec<_>, Vec<_>) = (places("{{#").collect(), places("<!--@include:").collect());
    for start in preprocessors {
        if pass.text[..start].ends_with('\\') {
            // mdBook authors write `\{{#include x}}` to show an include, mostly in code.
            pass.replace(start - 1..start, "");
        } else {
            preprocessor(pass, start);
        }
    }
    for start in includes {
        let rest = pass.ahead(start);
        let Some(end) = rest.find("-->") else { continue };
        let target = without_part(rest["<!--@include:".len()..end].trim()).to_owned();
        pass.include(start..start + end + "-->".len(), &target);
    }
    for start in pass.outside_code("{{ $frontmatter.") {
        let rest = pass.ahead(start);
        let Some(end) = rest.find("}}") else { continue };
        let name = rest["{{ $frontmatter.".len()..end].trim().to_owned();
        let (range, value) = (start..start + end + "}}".len(), pass.param(&name));
        if value.is_none() {
            let what = format!("the value `{name}` of the front matter");
            pass.left_out(range.clone(), &what);
        }
        pass.replace(range, value.unwrap_or_default());
    }
    let lines: Vec<Range<usize>> = lines_with_offsets(pass.text)
        .map(|(offset, line)| offset..offset + line.trim_end_matches(['\n', '\r']).len())
        .collect();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        if pass.shape.code.holds(line.start) {
            continue;
        }
        let text = pass.text[line.clone()].trim();
        if CONTENTS.contains(&text.to_ascii_lowercase().as_str()) {
            pass.remove(line.clone());
        } else if let Some(file) = text.strip_prefix("<<< ") {
            let what = format!("code from `{}`", without_part(file));
            pass.left_out(line.clone(), &what);
            pass.replace(line.clone(), "");
        } else if text.starts_with("@[code") {
            let what = format!("code from `{}`", text.split(['(', ')']).nth(1).unwrap_or_default());
            pass.left_out(line.clone(), &what);
            pass.replace(line.clone(), "");
        } else if text.strip_prefix(":::").is_some_and(|name| name.trim() == "v-pre") {
            verbatim(pass, &lines[index..]);
        } else if text.strip_prefix(":::").is_some_and(|name| name.trim() == "code-group") {
            code_group(pass, &lines[index..]);
        }
    }
}

/// `{{#include file}}`. mdBook authors use it mostly in code blocks.
fn preprocessor(pass: &mut DialectPass<'_>, start: usize) {
    let rest = pass.ahead(start);
    let Some(end) = rest.find("}}") else { return };
    let (name, arguments) = rest[3..end].split_once(char::is_whitespace).unwrap_or((&rest[3..end], ""));
    let range = start..start + end + "}}".len();
    let file = without_part(arguments.trim()).to_owned();
    match name {
        "include" | "shiftinclude" | "rustdoc_include" | "playground" | "playpen" => {
            if ProjectPath::new(&file).extension() == "md" && !pass.shape.code.holds(start) {
                pass.include(range, &file);
            } else {
                let what = format!("the text of `{file}`");
                pass.left_out(range.clone(), &what);
                pass.remove(range);
            }
        }
        "title" => pass.remove(range),
        _ => {}
    }
}

/// A file's path without the lines, region or language selected from it.
fn without_part(file: &str) -> &str {
    let file = file.split(['{', '#', '[', ' ', ',']).next().unwrap_or(file);
    file.split_once(':').map_or(file, |(file, _)| file).trim()
}

/// `::: v-pre`: braces in it are text.
fn verbatim(pass: &mut DialectPass<'_>, lines: &[Range<usize>]) {
    let Some(end) = lines.iter().take(MAX_VERBATIM).position(|line| pass.text[line.clone()].trim() == ":::") else {
        return;
    };
    pass.replace(lines[0].clone(), "");
    pass.replace(lines[end].clone(), "");
    let inside = lines[0].end..lines[end].start;
    for (at, _) in pass.text[inside.clone()].match_indices("{{") {
        if !pass.shape.code.holds(inside.start + at) {
            pass.replace(inside.start + at..inside.start + at, "\\");
        }
    }
}

/// `::: code-group`: each code block in it becomes a tab, named by the `[title]` of its fence or by its language.
fn code_group(pass: &mut DialectPass<'_>, lines: &[Range<usize>]) {
    let mut fence: Option<(&str, usize)> = None;
    let mut edits: Vec<(Range<usize>, String)> = vec![(lines[0].clone(), blocks::open("tabs", None))];
    for line in &lines[1..] {
        let text = pass.text[line.clone()].trim();
        let mark = &text[..text.len() - text.trim_start_matches(['`', '~']).len()];
        match fence {
            None if text == ":::" => {
                edits.push((line.clone(), blocks::close().to_owned()));
                for (range, replacement) in edits {
                    pass.replace(range, replacement);
                }
                return;
            }
            None if mark.len() >= 3 => {
                let opening = format!("{}\n", blocks::open("tab", Some(tab_name(&text[mark.len()..]))));
                edits.push((line.start..line.start, opening));
                fence = Some((&mark[..1], mark.len()));
            }
            Some((sign, length)) if text == mark && mark.len() >= length && mark.starts_with(sign) => {
                edits.push((line.end..line.end, format!("\n{}", blocks::close())));
                fence = None;
            }
            _ => {}
        }
    }
}

fn tab_name(info: &str) -> &str {
    let title = info.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(title, _)| title.trim());
    let language = info.split(['{', ' ', ':', '[']).find(|word| !word.is_empty());
    title.filter(|title| !title.is_empty()).or(language).unwrap_or("…")
}
