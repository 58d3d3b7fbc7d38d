//! `<Badge text="New" />` and `<Badge>New</Badge>` of `VitePress` and Starlight: their text stays. In a heading, it is not
//! part of the id, because links lead to headings by ids that are made without it.

use std::collections::HashMap;
use std::ops::Range;

use super::super::front_matter::lines_with_offsets;
use super::DialectPass;
use super::arguments::MarkupArguments;
use super::mdx::jsx;

/// The start of each tag.
pub(super) const SIGN: &str = "<Badge";

const CLOSING: &str = "</Badge>";

/// Replaces all badges.
pub(super) fn run(pass: &mut DialectPass<'_>) {
    let mut badges: Vec<(Range<usize>, String)> = Vec::new();
    for start in pass.outside_code(SIGN) {
        badges.extend(badge(pass, start));
    }
    let mut headings: Vec<Range<usize>> = Vec::new();
    for (range, text) in badges {
        let line = pass.line(range.start);
        // The title of the page has no id.
        if pass.text[line.clone()].starts_with("##")
            && is_heading(&pass.text[line.clone()])
            && headings.last() != Some(&line)
        {
            headings.push(line);
        }
        pass.replace(range, text);
    }
    if headings.is_empty() {
        return;
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (at, line) in lines_with_offsets(pass.text).filter(|(_, line)| is_heading(line)) {
        if !pass.shape.code.holds(at) {
            *counts.entry(id(&without_badges(line))).or_default() += 1;
        }
    }
    for heading in headings {
        keep_id(pass, &heading, &counts);
    }
}

/// The range of the badge that starts at `start`, and its text.
fn badge(pass: &DialectPass<'_>, start: usize) -> Option<(Range<usize>, String)> {
    let tag = jsx::find(pass.text, start).filter(|tag| tag.name == "Badge" && !tag.closes)?;
    let arguments = MarkupArguments::parse(tag.inner.trim_end_matches('/'));
    let text = arguments.named(&["text"]).map(str::to_owned);
    if tag.inner.ends_with('/') {
        return Some((tag.range, text.unwrap_or_default()));
    }
    let ahead = pass.ahead(tag.range.end);
    let inner = &ahead[..ahead.find(CLOSING)?];
    let end = tag.range.end + inner.len() + CLOSING.len();
    Some((start..end, text.unwrap_or_else(|| inner.trim().to_owned())))
}

fn is_heading(line: &str) -> bool {
    let marks = line.len() - line.trim_start_matches('#').len();
    (1..=6).contains(&marks) && line[marks..].starts_with([' ', '\t'])
}

/// Writes the id of a heading after it, as it is without its badges, unless the heading has one or would share it.
/// `counts` has the number of headings with each id.
fn keep_id(pass: &mut DialectPass<'_>, heading: &Range<usize>, counts: &HashMap<String, usize>) {
    let line = &pass.text[heading.clone()];
    let title = without_badges(line);
    let id = id(&title);
    let is_plain = !title.contains(['[', '<', '{', '&', ':', '\\']) && !id.is_empty();
    if is_plain && counts.get(&id).is_none_or(|count| *count < 2) {
        let end = heading.start + line.trim_end().len();
        pass.replace(end..end, format!(" {{#{id}}}"));
    }
}

/// A line up to its first badge, and what follows its last one.
fn without_badges(line: &str) -> String {
    let before = line.split(SIGN).next().unwrap_or_default();
    let after = if before.len() == line.len() { "" } else { line.rsplit('>').next().unwrap_or_default() };
    format!("{} {}", before.trim(), after.trim())
}

/// The id that GitHub makes of a heading of plain words and code.
fn id(heading: &str) -> String {
    let letters = heading.trim_start_matches('#').trim().chars();
    let kept = letters.filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.flat_map(char::to_lowercase).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}
