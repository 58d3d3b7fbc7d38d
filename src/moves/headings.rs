//! Gives a heading another id, and keeps the old one as an anchor before it.

use crate::content::Body;
use crate::content::mapped_text::TextEdit;

/// The edit that renames the anchor of a heading, or a sentence that says why there is none.
pub fn rename(text: &str, body: &Body, old: &str, new: &str) -> Result<TextEdit, String> {
    if body.anchors.iter().any(|anchor| **anchor == *new) {
        return Err(format!("the article has an anchor `#{new}` already"));
    }
    let Some(number) = body.outline.iter().position(|heading| heading.id == old) else {
        return Err(format!("the article has no heading with the id `{old}`"));
    };
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = plain(&body.outline[number].text);
    let same = body.outline[..number].iter().filter(|heading| plain(&heading.text) == wanted).count();
    let mut lines = headings(text).filter(|(_, line)| plain(without_id(line).0) == wanted);
    let Some((start, line)) = lines.nth(same) else {
        return Err(format!("the heading `{}` is not a line of its own", body.outline[number].text));
    };
    let (title, attributes) = without_id(line);
    let marked = match attributes {
        Some(list) if list.contains(&format!("#{old}")) => format!("{title} {}", list.replacen(old, new, 1)),
        Some(list) => format!("{title} {{#{new} {}", list.trim_start_matches('{')),
        None => format!("{title} {{#{new}}}"),
    };
    // A heading keeps the id that its words give it. Another one stays for links from elsewhere.
    let is_explicit = attributes.is_some_and(|list| list.contains(&format!("#{old}")));
    let replacement = if is_explicit { format!("<a id=\"{old}\"></a>\n\n{marked}") } else { marked };
    Ok(TextEdit { range: start..start + line.len(), replacement })
}

/// A heading's line without its attributes, and those.
fn without_id(line: &str) -> (&str, Option<&str>) {
    match line.rfind('{').filter(|_| line.ends_with('}')) {
        Some(at) => (line[..at].trim_end(), Some(&line[at..])),
        None => (line, None),
    }
}

/// The lines with `##` that are outside of code, with their offsets and without blanks at the end.
fn headings(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let mut fence: Option<String> = None;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let sign = bare.chars().next().filter(|sign| matches!(sign, '`' | '~'));
        let run = sign.map_or(0, |sign| bare.chars().take_while(|next| *next == sign).count());
        match &fence {
            Some(open) => {
                if bare.starts_with(open.as_str()) && bare.trim_start_matches(&open[..1]).is_empty() {
                    fence = None;
                }
                None
            }
            None if run >= 3 => {
                fence = Some(bare[..run].to_owned());
                None
            }
            None => line.starts_with('#').then(|| (start, line.trim_end())),
        }
    })
}
