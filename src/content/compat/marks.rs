//! Inline marks of MkDocs Material: `++ctrl+c++`, `==marked==`, `{--gone--}`, `{++new++}`, `^^new^^`, `x^2^` and `H~2~O`.
//!
//! Also handles abbreviations (`*[CDN]: …`) and what mkdocstrings would print from source code (`::: package.module`).

use std::fmt::Write as _;

use super::super::front_matter::lines_with_offsets;
use super::DialectPass;

/// The opening and closing mark of each pair, and the element that replaces it. Longer marks come first.
const PAIRS: &[(&str, &str, &str)] =
    &[("{++", "++}", "ins"), ("{--", "--}", "del"), ("{==", "==}", "mark"), ("==", "==", "mark"), ("^^", "^^", "ins")];

/// Translates all of these.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    for (opening, closing, element) in PAIRS {
        for start in pass.outside_code(opening) {
            pair(pass, start, opening, closing, element);
        }
    }
    for start in pass.outside_code("{~~") {
        let Some((before, rest)) = pass.ahead(start + 3).split_once("~>") else { continue };
        let Some((after, _)) = rest.split_once("~~}") else { continue };
        let end = start + "{~~~>~~}".len() + before.len() + after.len();
        let replacement = format!("<del>{before}</del><ins>{after}</ins>");
        pass.replace(start..end, replacement);
    }
    for start in pass.outside_code("{>>") {
        if let Some(end) = pass.ahead(start).find("<<}") {
            pass.replace(start..start + end + 3, "");
        }
    }
    for start in pass.outside_code("++") {
        keys(pass, start);
    }
    for (sign, element) in [("^", "sup"), ("~", "sub")] {
        for start in pass.outside_code(sign) {
            raised_or_lowered(pass, start, sign, element);
        }
    }
    for start in pass.outside_code(":::") {
        from_source_code(pass, start);
    }
    for (start, line) in lines_with_offsets(pass.text) {
        if line.starts_with("*[") && line.contains("]:") && !pass.shape.code.holds(start) {
            let range = start..start + line.trim_end().len();
            pass.left_out(range.clone(), "an abbreviation");
            pass.replace(range, "");
        }
    }
}

/// `::: package.module` on a line of its own, with its indented options. A dotted name is never one of our blocks.
fn from_source_code(pass: &mut DialectPass<'_>, start: usize) {
    let line = pass.line(start);
    let name = pass.ahead(start + 3).trim().to_owned();
    let mut parts = name.split('.');
    let is_identifier = |part: &str| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    if line.start != start || !name.contains('.') || !parts.all(is_identifier) {
        return;
    }
    let behind = pass.text.get(line.end + 1..).unwrap_or_default();
    let is_option = |line: &&str| line.starts_with([' ', '\t']) && !line.trim().is_empty();
    let options: usize = behind.split_inclusive('\n').take_while(is_option).map(str::len).sum();
    pass.left_out(line.clone(), &format!("documentation from the source code of `{name}`"));
    pass.replace(start..(line.end + 1 + options).min(pass.text.len()), "\n");
}

/// Text between two marks, without white space between the marks and the text.
fn pair(pass: &mut DialectPass<'_>, start: usize, opening: &str, closing: &str, element: &str) {
    let sign = &opening[opening.len() - 1..];
    let rest = pass.ahead(start + opening.len());
    let touches = |text: &str| !text.is_empty() && text.trim() == text && !text.starts_with(sign);
    let Some((inner, behind)) = rest.split_once(closing) else { return };
    let is_run =
        pass.text[..start].ends_with([sign.chars().next().unwrap_or_default(), '{']) || behind.starts_with(sign);
    if touches(inner) && !is_run {
        let end = start + opening.len() + inner.len() + closing.len();
        let replacement = format!("<{element}>{inner}</{element}>");
        pass.replace(start..end, replacement);
    }
}

/// `x^2^` and `H~2~O`: a few letters or digits right after a letter.
fn raised_or_lowered(pass: &mut DialectPass<'_>, start: usize, sign: &str, element: &str) {
    /// The longest such text, in bytes.
    const LONGEST: usize = 4;
    let rest = &pass.text[start + 1..super::ceiling(pass.text, start + 2 + LONGEST)];
    let Some((inner, after)) = rest.split_once(sign) else { return };
    let is_short = (1..=LONGEST).contains(&inner.len())
        && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'-');
    let before = pass.text[..start].chars().next_back();
    let follows_letter = before.is_some_and(|before| before.is_ascii_alphabetic() || before == ')' && sign == "^");
    if is_short && follows_letter && !after.starts_with(sign) {
        let replacement = format!("<{element}>{inner}</{element}>");
        pass.replace(start..start + 2 + inner.len(), replacement);
    }
}

/// `++ctrl+alt+del++`: names of keys, or quoted text.
fn keys(pass: &mut DialectPass<'_>, start: usize) {
    let Some((inner, _)) = pass.ahead(start + 2).split_once("++") else { return };
    let is_key = |key: &str| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let mut shown = String::new();
    for key in inner.split('+') {
        let key = match key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
            Some(text) if !text.contains('<') => text.to_owned(),
            None if is_key(key) => crate::path::in_words(key),
            _ => return,
        };
        let gap = if shown.is_empty() { "" } else { "+" };
        let _ = write!(shown, "{gap}<kbd>{key}</kbd>");
    }
    pass.replace(start..start + inner.len() + 4, shown);
}
