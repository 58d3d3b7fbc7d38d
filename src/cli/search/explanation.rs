//! Formats why a search result has its rank, as text or as JSON. Nothing is printed here.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::content::EditionId;
use crate::printable::line;
use crate::render::Renderer;
use crate::search::documents;
use crate::search::query::{Hit, RankExplanation, TermExplanation};
use crate::site::ArticleId;

/// The weights that count for an article, in percent, each with its reason.
pub(super) type ArticleWeights = Vec<(&'static str, u32)>;

/// The configured weights of the article that a hit leads to.
pub(super) fn weights(renderer: &Renderer, edition: EditionId, hit: &Hit) -> ArticleWeights {
    let weights = article(renderer, edition, hit).into_iter().flat_map(|id| documents::weights(renderer, id));
    weights.filter(|(_, percent)| *percent != 100).collect()
}

/// The article that a hit leads to.
pub(super) fn article(renderer: &Renderer, edition: EditionId, hit: &Hit) -> Option<ArticleId> {
    let page = hit.href.split('#').next().unwrap_or_default();
    let site = &renderer.site;
    site.ids().find(|id| site[*id].edition == edition && renderer.href(site.address(*id)) == page)
}

/// Adds the explanation of a hit: what each word contributes, then the factors.
pub(super) fn write(text: &mut String, hit: &Hit, explanation: &RankExplanation, weights: &ArticleWeights) {
    let sum: f64 = explanation.terms.iter().map(|term| term.share).sum();
    let _ = writeln!(text, "   score {:.1}, from the sum of the words, {sum:.1}", hit.score);
    for term in &explanation.terms {
        let _ = writeln!(text, "   {:>8.1}  {}", term.share, of_term(term));
    }
    for (name, factor) in &explanation.factors {
        let _ = writeln!(text, "   {:>8}  {name}", format!("× {factor:.2}"));
    }
    for (name, percent) in weights {
        let _ = writeln!(text, "   {:>8}  {name}, counted in the words", format!("({percent} %)"));
    }
}

/// `refund, as “refunds” (0.90), in the title; rarity 63`
fn of_term(term: &TermExplanation) -> String {
    let mut text = line(&term.typed).into_owned();
    match term.words.as_slice() {
        [] if term.rarity > 0.0 => text.push_str(" is not in this article"),
        [] => text.push_str(" is not in the help center"),
        words => {
            let others: Vec<String> = words
                .iter()
                .filter(|known| known.word != term.typed || known.weight < 1.0)
                .map(|known| {
                    let related = if known.is_related { ", related" } else { "" };
                    format!("“{}” ({:.2}{related})", line(&known.word), known.weight)
                })
                .collect();
            if !others.is_empty() {
                let _ = write!(text, ", as {}", others.join(", "));
            }
        }
    }
    match (term.in_title, term.in_heading) {
        (true, _) => text.push_str(", in the title"),
        (false, true) => text.push_str(", in a heading"),
        (false, false) => {}
    }
    if term.rarity > 0.0 {
        let _ = write!(text, "; rarity {}", term.rarity);
    }
    text
}

/// The explanation for programs.
pub(super) fn object(explanation: &RankExplanation) -> Value {
    let term = |term: &TermExplanation| {
        let words: Vec<Value> = term
            .words
            .iter()
            .map(|known| json!({ "word": known.word, "weight": known.weight, "related": known.is_related }))
            .collect();
        json!({
            "typed": term.typed, "words": words, "rarity": term.rarity, "share": term.share,
            "in_title": term.in_title, "in_heading": term.in_heading,
        })
    };
    let factor = |(name, factor): &(&str, f64)| json!({ "reason": name, "factor": factor });
    json!({
        "terms": explanation.terms.iter().map(term).collect::<Vec<_>>(),
        "factors": explanation.factors.iter().map(factor).collect::<Vec<_>>(),
    })
}
