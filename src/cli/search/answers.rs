//! `--answers`: the passages that readers see above their results, as text or as JSON. Nothing is printed here.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::explanation;
use crate::content::EditionId;
use crate::printable::line;
use crate::render::Renderer;
use crate::search::query::passage::{self, PassageUnit};
use crate::search::query::{Hit, SearchResults};

/// Maximum number of passages, as on the search page.
pub(super) const MAX_PASSAGES: usize = 3;

/// A passage that answers a query.
pub(super) struct AnsweringPassage {
    title: String,
    heading: String,
    href: String,
    lines: Vec<String>,
}

/// The passages that answer a query; none if none of the best results does.
pub(super) fn passages(renderer: &Renderer, edition: EditionId, answer: &SearchResults) -> Vec<AnsweringPassage> {
    let answering = answer.hits.iter().take(MAX_PASSAGES).filter(|hit| hit.is_answer);
    let passage = |hit: &Hit| {
        let article = &renderer.site[explanation::article(renderer, edition, hit)?];
        let anchor = hit.href.split_once('#').map_or("", |(_, anchor)| anchor);
        let anchor = crate::path::decode(anchor);
        let units = passage::units(&article.meta, &article.body, &anchor, &hit.closest, renderer.texts(edition));
        let chosen = passage::choose(&units, &answer.words);
        Some(AnsweringPassage {
            title: hit.title.clone(),
            heading: hit.heading.clone(),
            href: hit.href.clone(),
            lines: units[chosen].iter().flat_map(lines).collect(),
        })
    };
    answering.filter_map(passage).filter(|passage| !passage.lines.is_empty()).collect()
}

/// The lines of a unit, with the signs and numbers of items.
fn lines(unit: &PassageUnit) -> impl Iterator<Item = String> {
    unit.lines.iter().zip(&unit.signs).map(|(line, sign)| format!("{sign}{line}"))
}

/// The passages for people.
pub(super) fn text(query: &str, passages: &[AnsweringPassage]) -> String {
    let mut text = match passages.len() {
        0 => format!("no passage answers “{}”\n", line(query)),
        _ => format!("“{}”\n", line(query)),
    };
    for passage in passages {
        let heading = if passage.heading.is_empty() { String::new() } else { format!(" › {}", passage.heading) };
        let title = format!("{}{heading}", passage.title);
        let _ = writeln!(text, "\n{}\n{}\n", line(&title), line(&passage.href));
        for words in passage.lines.iter().flat_map(|words| words.lines()) {
            let _ = writeln!(text, "  {}", line(words));
        }
    }
    text
}

/// The passages for programs.
pub(super) fn object(passages: &[AnsweringPassage]) -> Value {
    let object = |passage: &AnsweringPassage| {
        json!({
            "title": passage.title, "heading": passage.heading, "href": passage.href,
            "text": passage.lines.join("\n"),
        })
    };
    passages.iter().map(object).collect()
}
