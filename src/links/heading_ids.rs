//! Finds headings by the ids that other tools give them, so that links that were written for those tools work.
//!
//! Our own ids are GitHub's. Other tools make ids from the same text by other rules; Obsidian links to the text itself.

use std::collections::HashMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::content::Heading;
use crate::shared_cache::SharedCache;
use crate::site::{ArticleId, Site};

/// Maximum number of articles whose headings are kept.
const MAX_ARTICLES: usize = 1 << 14;

/// A tool's rule for the id of a heading, and what it puts between an id and the number of its repetition.
type Rule = (fn(&str) -> String, &'static str);

/// The rules of `VitePress`, GitBook, Python-Markdown (MkDocs) and kramdown (Jekyll).
const RULES: &[Rule] = &[(vitepress, "-"), (gitbook, "-"), (python_markdown, "_"), (kramdown, "-")];

/// The headings of articles by those ids, for one run over the links of a site. An article's are collected when the first
/// link to it needs them.
#[derive(Debug)]
pub struct HeadingIds(SharedCache<ArticleId, Arc<IdIndex>>);

/// The headings of one article, by their place in the outline.
#[derive(Debug, Default)]
struct IdIndex {
    ids: HashMap<String, usize>,
    texts: HashMap<String, usize>,
    ids_of_tools: [HashMap<String, usize>; RULES.len()],
    /// `None` if several have these letters.
    letters: HashMap<String, Option<usize>>,
}

impl Default for HeadingIds {
    fn default() -> Self {
        Self(SharedCache::new(MAX_ARTICLES))
    }
}

impl HeadingIds {
    /// Our id of the heading that has this anchor in another tool.
    pub(super) fn find<'s>(&self, site: &'s Site, article: ArticleId, anchor: &str) -> Option<&'s str> {
        let outline = &site[article].body.outline;
        let number = self.0.of(&article, |_| Arc::new(IdIndex::new(outline))).find(anchor)?;
        Some(&outline[number].id)
    }
}

impl IdIndex {
    fn new(outline: &[Heading]) -> Self {
        let mut index = Self::default();
        let mut counts: [HashMap<String, usize>; RULES.len()] = Default::default();
        for (number, heading) in outline.iter().enumerate() {
            index.ids.entry(heading.id.clone()).or_insert(number);
            index.texts.entry(words(&heading.text)).or_insert(number);
            let rules = RULES.iter().zip(&mut counts).zip(&mut index.ids_of_tools);
            for (((rule, separator), counts), by_rule) in rules {
                let id = rule(&heading.text);
                let count = counts.entry(id.clone()).or_default();
                *count += 1;
                if !id.is_empty() {
                    let id = if *count == 1 { id } else { format!("{id}{separator}{}", *count - 1) };
                    by_rule.entry(id).or_insert(number);
                }
            }
            index.letters.entry(letters(&heading.text)).and_modify(|known| *known = None).or_insert(Some(number));
        }
        index
    }

    fn find(&self, anchor: &str) -> Option<usize> {
        // GitHub keeps the blanks around a heading's HTML as dashes.
        let exact = [self.ids.get(anchor.trim_matches('-')), self.texts.get(&words(anchor))];
        let exact = exact.into_iter().flatten().min().copied();
        let by_rule = || self.ids_of_tools.iter().find_map(|ids| ids.get(anchor).copied());
        // Tools keep other signs, and writers use other letter case.
        let by_letters = || Some(letters(anchor)).filter(|letters| !letters.is_empty());
        exact.or_else(by_rule).or_else(|| self.letters.get(&by_letters()?).copied().flatten())
    }
}

/// The words of a heading, without the punctuation that Obsidian leaves out of links.
fn words(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || "#^|:[]%\\".contains(letter));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The letters and digits of a text, whatever is between them.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
            let found = IdIndex::new(&outline).find(anchor).map(|number| outline[number].id.as_str());
            assert_eq!(found, expected, "{anchor}");
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
