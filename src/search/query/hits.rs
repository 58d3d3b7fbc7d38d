//! Turns ranked documents into hits with title, link, heading, and an excerpt around the match.

use std::collections::BTreeSet;

use super::SearchIndex;
use super::query_term::QueryTerm;
use super::ranking::RankedDocument;
use crate::search::packs::{PackedDocument, PackedSection};
use crate::words::{self, Apostrophe};

/// Length of an excerpt, in characters.
const EXCERPT: usize = 160;

/// Number of its characters before the match.
const BEFORE: usize = 40;

/// An article that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article's title.
    pub title: String,
    /// The link to it, with the anchor of the best section.
    pub href: String,
    /// The heading of that section; empty for the article as a whole.
    pub heading: String,
    /// Text around the match.
    pub excerpt: String,
    /// The title of its category; may be empty.
    pub category: String,
    /// The name of its kind.
    pub kind: String,
    /// Its score, for comparing the two engines.
    pub score: f64,
    /// Whether the section covers so much of the query that its [`passage`](super::passage) is shown as an answer.
    pub is_answer: bool,
    /// If the hit is the article as a whole: the anchor of the section that matches best. It answers if there is no text
    /// before all headings.
    pub closest: String,
}

/// The hits of a ranking; `None` if a file of the index is missing or broken.
pub fn hits(index: &SearchIndex<'_>, terms: &[QueryTerm], best: &[RankedDocument]) -> Option<Vec<Hit>> {
    let wanted = wanted(terms);
    best.iter().map(|place| hit(index, &wanted, place)).collect()
}

/// The words that an excerpt should contain.
fn wanted(terms: &[QueryTerm]) -> BTreeSet<&str> {
    let expansions = terms.iter().flat_map(|term| term.ways.iter().flat_map(|way| way.words.iter().flatten()));
    expansions.map(|expansion| expansion.word.as_str()).chain(terms.iter().map(|term| term.typed.as_str())).collect()
}

fn hit(index: &SearchIndex<'_>, wanted: &BTreeSet<&str>, place: &RankedDocument) -> Option<Hit> {
    let shown = index.shown(place.document)?;
    let (category, kind) = index.run(place.document);
    let section = shown.3.get(place.section).filter(|_| place.section > 0);
    let closest = shown.3.get(place.closest).filter(|_| place.section == 0 && place.closest > 0);
    let anchor = section.map_or(String::new(), |section| format!("#{}", crate::path::encode(&section.anchor())));
    let mut hit = Hit {
        href: format!("{}{}{anchor}", index.pointer.home, shown.1),
        heading: section.map_or(String::new(), |section| section.0.clone()),
        excerpt: excerpt(text(&shown, place.section), wanted),
        title: shown.0,
        category: index.manifest.categories.get(category).cloned().unwrap_or_default(),
        kind: index.manifest.kinds.get(kind).map_or(String::new(), |(name, _)| name.clone()),
        score: place.score,
        is_answer: false,
        closest: closest.map_or(String::new(), PackedSection::anchor),
    };
    // The page of a category only lists its articles.
    hit.is_answer = place.is_answer && hit.title != hit.category;
    Some(hit)
}

/// The text for excerpts: the section's passage, or else the lead.
fn text(shown: &PackedDocument, section: usize) -> &str {
    let passage = shown.3.get(section).map_or("", |section| section.2.as_str());
    match (section, shown.2.as_str(), passage) {
        (0, lead, _) if !lead.is_empty() => lead,
        (_, lead, "") => lead,
        (_, _, passage) => passage,
    }
}

/// The part of a text that contains the most different wanted words.
fn excerpt(text: &str, wanted: &BTreeSet<&str>) -> String {
    let mut matches: Vec<(usize, String)> = Vec::new();
    let mut place = 0;
    for run in text.split_inclusive(|c: char| !c.is_alphanumeric() && !words::is_invisible(c)) {
        words::groups(run, Apostrophe::Dropped, |group| {
            let folded = words::fold(&group.text).into_owned();
            if wanted.contains(folded.as_str()) {
                matches.push((place, folded));
            }
        });
        place += run.chars().count();
    }
    let count = |start: usize| {
        let inside = matches.iter().filter(|(place, _)| (start..start + EXCERPT).contains(place));
        inside.map(|(_, word)| word).collect::<BTreeSet<_>>().len()
    };
    let starts = matches.iter().map(|(place, _)| place.saturating_sub(BEFORE));
    let start = starts.rev().max_by_key(|start| count(*start)).unwrap_or_default();
    window(text, start)
}

/// About [`EXCERPT`] characters starting at `start`, cut between words.
fn window(text: &str, start: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    let blank = |from: usize| characters.get(from..).and_then(|rest| rest.iter().take(BEFORE).position(|c| *c == ' '));
    let start = if start == 0 { 0 } else { blank(start).map_or(start, |blank| start + blank + 1) };
    let end = (start + EXCERPT).min(characters.len());
    let end = if end == characters.len() {
        end
    } else {
        characters[start..end].iter().rposition(|c| *c == ' ').map_or(end, |blank| start + blank)
    };
    let part: String = characters[start.min(end)..end].iter().collect();
    let before = if start > 0 { "… " } else { "" };
    let after = if end < characters.len() { " …" } else { "" };
    format!("{before}{}{after}", part.trim())
}
