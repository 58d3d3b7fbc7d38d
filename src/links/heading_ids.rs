//! Finds headings by the ids that other tools give them, so that links that were written for those tools work.
//!
//! Our own ids are GitHub's. Other tools make ids from the same text by other rules; Obsidian links to the text itself.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::content::Heading;
use crate::links::target::{FoundTarget, LinkMiss};
use crate::site::Site;

/// A tool's rule for the id of a heading, and what it puts between an id and the number of its repetition.
type Rule = (fn(&str) -> String, &'static str);

/// The rules of `VitePress`, GitBook, Python-Markdown (MkDocs) and kramdown (Jekyll).
const RULES: &[Rule] = &[(vitepress, "-"), (gitbook, "-"), (python_markdown, "_"), (kramdown, "-")];

/// Replaces the anchor of a link by that of the heading which has it in another tool.
pub(super) fn anchor(site: &Site, found: &mut FoundTarget) {
    let Some(LinkMiss::Anchor { article: Some(id), anchor }) = &found.miss else { return };
    let Some(heading) = heading(&site[*id].body.outline, anchor) else { return };
    let query = found.suffix.split('#').next().unwrap_or_default();
    found.suffix = format!("{query}#{}", super::encode_target(&heading.id));
    found.miss = None;
}

fn heading<'h>(outline: &'h [Heading], anchor: &str) -> Option<&'h Heading> {
    // GitHub keeps the blanks around a heading's HTML as dashes.
    let bare = anchor.trim_matches('-');
    let exact = outline.iter().find(|heading| heading.id == bare || is_text(heading, anchor));
    let by_rule = || RULES.iter().find_map(|rule| by_rule(outline, anchor, *rule));
    exact.or_else(by_rule).or_else(|| by_letters(outline, anchor))
}

/// The only heading that has the letters and digits of an anchor, whatever is between them: tools keep other signs, and
/// writers use other letter case.
fn by_letters<'h>(outline: &'h [Heading], anchor: &str) -> Option<&'h Heading> {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(anchor).next()?;
    let mut found = outline.iter().filter(|heading| letters(&heading.text).eq(letters(anchor)));
    found.next().filter(|_| found.next().is_none())
}

/// Whether an anchor is a heading's text, without the punctuation that Obsidian leaves out of links.
fn is_text(heading: &Heading, anchor: &str) -> bool {
    fn words(text: &str) -> impl Iterator<Item = String> {
        text.split(|letter: char| letter.is_whitespace() || "#^|:[]%\\".contains(letter))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
    }
    words(&heading.text).eq(words(anchor))
}

fn by_rule<'h>(outline: &'h [Heading], anchor: &str, (rule, separator): Rule) -> Option<&'h Heading> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    outline.iter().find(|heading| {
        let id = rule(&heading.text);
        let count = counts.entry(id.clone()).or_default();
        *count += 1;
        let repeated = || format!("{id}{separator}{}", *count - 1);
        !id.is_empty() && anchor == if *count == 1 { id.clone() } else { repeated() }
    })
}

/// <https://github.com/mdit-vue/mdit-vue>, `slugify`: punctuation becomes dashes, a digit at the start gets an underscore.
fn vitepress(text: &str) -> String {
    let letters = text.nfkd().filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}') && !letter.is_control());
    let is_sign = |letter: char| letter.is_whitespace() || letter.is_ascii_punctuation() || "“”‘’".contains(letter);
    let slug = dashed(letters.map(|letter| if is_sign(letter) { '-' } else { letter }));
    if slug.starts_with(|first: char| first.is_ascii_digit()) { format!("_{slug}") } else { slug }
}

/// GitBook spells `&` out, keeps full stops, and does not let an id start with a digit.
fn gitbook(text: &str) -> String {
    let text = text.replace('&', " and ");
    let is_kept = |letter: &char| letter.is_alphanumeric() || letter.is_whitespace() || "-_.".contains(*letter);
    let slug = dashed(text.chars().filter(is_kept).map(|letter| if letter.is_whitespace() { '-' } else { letter }));
    if slug.starts_with(|first: char| first.is_ascii_digit()) { format!("id-{slug}") } else { slug }
}

/// <https://python-markdown.github.io/extensions/toc/>, `slugify`: ASCII letters, digits, underscores and dashes.
fn python_markdown(text: &str) -> String {
    let is_kept = |letter: &char| letter.is_ascii_alphanumeric() || "-_ ".contains(*letter);
    dashed(text.nfkd().filter(is_kept).map(|letter| if letter == ' ' { '-' } else { letter }))
}

/// <https://kramdown.gettalong.org/converter/html.html#auto-ids>: from the first letter on, letters, digits and dashes.
fn kramdown(text: &str) -> String {
    let text = text.trim_start_matches(|letter: char| !letter.is_ascii_alphabetic());
    let is_kept = |letter: &char| letter.is_ascii_alphanumeric() || "- ".contains(*letter);
    text.chars().filter(is_kept).map(|letter| if letter == ' ' { '-' } else { letter.to_ascii_lowercase() }).collect()
}

/// In lower case, with one dash for each run of them, and none at the ends.
fn dashed(letters: impl Iterator<Item = char>) -> String {
    let mut slug = String::new();
    for letter in letters.flat_map(char::to_lowercase) {
        if letter != '-' || !slug.is_empty() && !slug.ends_with('-') {
            slug.push(letter);
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_other_tools_lead_to_the_heading() {
        let outline: Vec<Heading> = ["I'm here & there", "1. Set up", "`useData`", "Über: uns", "Title", "1. Set up"]
            .iter()
            .enumerate()
            .map(|(number, text)| Heading { level: 2, id: format!("h{number}"), text: (*text).to_owned() })
            .chain([Heading { level: 2, id: "title".into(), text: "Titel".into() }])
            .collect();
        let check = |anchor: &str, expected: Option<&str>| {
            assert_eq!(heading(&outline, anchor).map(|heading| heading.id.as_str()), expected, "{anchor}");
        };
        // VitePress, GitBook, MkDocs, Jekyll, GitHub, Obsidian.
        check("i-m-here-there", Some("h0"));
        check("im-here-and-there", Some("h0"));
        check("im-here-there", Some("h0"));
        check("_1-set-up", Some("h1"));
        check("id-1.-set-up", Some("h1"));
        check("id-1.-set-up-1", Some("h5"));
        check("1-set-up_1", Some("h5"));
        check("set-up", Some("h1"));
        check("usedata", Some("h2"));
        check("uber-uns", Some("h3"));
        check("Über uns", Some("h3"));
        check("-title", Some("title"));
        check("1. Set up", Some("h1"));
        check("Im-Here:-&-There", Some("h0"));
        check("use-data", Some("h2"));
        check("setup", None);
        check("gone", None);
        check("", None);
    }
}
