//! Finds the sections of an article in its next version, and those that moved to other articles.

use super::facts::{ArticleFacts, SectionFacts};
use super::features::{FEW_FEATURES, FeatureWeights, TextSimilarity, compare_titles};

/// How similar two sections are, and whether that is enough.
#[derive(Debug, Clone, Copy)]
pub(super) struct SectionSimilarity {
    pub text: TextSimilarity,
    pub heading: f32,
}

pub(super) fn compare(weights: &FeatureWeights, old: &SectionFacts, new: &SectionFacts) -> SectionSimilarity {
    let heading = if old.heading == new.heading { 1.0 } else { compare_titles(&old.heading, &new.heading) };
    SectionSimilarity { text: weights.compare(&old.features, &new.features), heading }
}

/// Whether both sections have enough words to distinguish them.
fn is_long(old: &SectionFacts, new: &SectionFacts) -> bool {
    old.features.len().min(new.features.len()) >= FEW_FEATURES
}

/// The score of two sections of the same page; `None` if they are different sections.
fn score_in_page(weights: &FeatureWeights, old: &SectionFacts, new: &SectionFacts) -> Option<f32> {
    let SectionSimilarity { text: TextSimilarity { both: text, .. }, heading } = compare(weights, old, new);
    let has_same_id = old.id == new.id;
    let is_same = if is_long(old, new) {
        text >= 0.5 || text >= 0.2 && heading >= 0.6 || text >= 0.1 && has_same_id
    } else if old.features.is_empty() && new.features.is_empty() {
        heading >= 0.6 || has_same_id
    } else {
        heading >= 0.99 || text >= 0.75 || text >= 0.4 && heading >= 0.5
    };
    let bonus = |is: bool| if is { 0.05 } else { 0.0 };
    is_same.then(|| 0.7 * text + 0.2 * heading + bonus(has_same_id) + bonus(old.level == new.level))
}

/// The section of the new version that each old section is, in one pass over all pairs, best first.
pub(super) fn align(weights: &FeatureWeights, old: &ArticleFacts, new: &ArticleFacts) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (i, before) in old.sections.iter().enumerate().skip(1) {
        for (j, after) in new.sections.iter().enumerate().skip(1) {
            let distance = i.abs_diff(j).min(100);
            #[allow(clippy::cast_precision_loss)] // at most 100
            let nearer = 0.0002 * distance as f32;
            pairs.extend(score_in_page(weights, before, after).map(|score| (score - nearer, i, j)));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut matched = vec![None; old.sections.len()];
    let mut taken = vec![false; new.sections.len()];
    // The text before the first heading stays the text before the first heading.
    matched[0] = Some(0);
    taken[0] = true;
    for (_, i, j) in pairs {
        if matched[i].is_none() && !taken[j] {
            matched[i] = Some(j);
            taken[j] = true;
        }
    }
    for (i, before) in
        old.sections.iter().enumerate().skip(1).filter(|(i, _)| matched[*i].is_none()).collect::<Vec<_>>()
    {
        let same = new.sections.iter().enumerate().position(|(j, after)| j > 0 && !taken[j] && after.id == before.id);
        if let Some(j) = same {
            matched[i] = Some(j);
            taken[j] = true;
        }
    }
    between_neighbors(weights, old, new, &mut matched, &mut taken);
    matched
}

/// A section that is the only unknown one between two known neighbors, before and after, needs less evidence.
fn between_neighbors(
    weights: &FeatureWeights,
    old: &ArticleFacts,
    new: &ArticleFacts,
    matched: &mut [Option<usize>],
    taken: &mut [bool],
) {
    for i in 1..old.sections.len() {
        let (before, after) = (matched[i - 1], matched.get(i + 1).copied());
        let Some(start) = before.filter(|_| matched[i].is_none()) else { continue };
        let end = match after {
            Some(Some(end)) => end,
            Some(None) => continue,
            None => new.sections.len(),
        };
        if end != start + 2 || taken[start + 1] {
            continue;
        }
        let (before, after) = (&old.sections[i], &new.sections[start + 1]);
        let similarity = compare(weights, before, after);
        if before.level == after.level && (similarity.text.both >= 0.15 || similarity.heading >= 0.5) {
            matched[i] = Some(start + 1);
            taken[start + 1] = true;
        }
    }
}

/// Whether a section of another article is the old section, which moved there.
pub(super) fn is_moved(similarity: SectionSimilarity, old: &SectionFacts, new: &SectionFacts) -> bool {
    let SectionSimilarity { text, heading } = similarity;
    if is_long(old, new) {
        // Articles from one template share headings, and up to half of their sentences.
        return text.both >= 0.7;
    }
    text.both >= 0.9 && (heading >= 0.5 || old.features.len() >= 8) || text.both >= 0.5 && heading >= 0.99
}

/// Whether a section contains nearly all of the old one, which became part of it.
pub(super) fn is_part(similarity: SectionSimilarity, old: &SectionFacts) -> bool {
    old.features.len() >= FEW_FEATURES && similarity.text.of_first >= 0.65
}

#[cfg(test)]
mod tests {
    use super::super::features::features;
    use super::*;
    use crate::address_history::facts::PlaceFacts;

    fn article(sections: &[(&str, &str)]) -> ArticleFacts {
        let sections: Vec<SectionFacts> = sections
            .iter()
            .map(|(heading, text)| SectionFacts {
                id: heading.to_lowercase().replace(' ', "-"),
                heading: (*heading).to_owned(),
                level: 2,
                also: Vec::new(),
                features: features([*text]),
            })
            .collect();
        ArticleFacts {
            title: String::new(),
            place: PlaceFacts::default(),
            other_anchors: Vec::new(),
            sections,
            features: Vec::new(),
        }
    }

    #[track_caller]
    fn check(old: &[(&str, &str)], new: &[(&str, &str)], expected: &[Option<usize>]) {
        let (old, new) = (article(old), article(new));
        let mut weights = FeatureWeights::default();
        for article in [&old, &new] {
            let mut all: Vec<u32> = article.sections.iter().flat_map(|section| section.features.clone()).collect();
            all.sort_unstable();
            all.dedup();
            weights.add(&all);
        }
        assert_eq!(align(&weights, &old, &new)[1..], *expected);
    }

    const REFUND: &str =
        "you get your money back within five working days after we received the parcel at our warehouse";
    const LABEL: &str =
        "print the label that we sent by email and put it on the outside of the box before you hand it over";
    const STORE: &str =
        "every shop takes back parcels during its opening hours and gives you a receipt with a number on it";

    #[test]
    fn a_reworded_heading_is_found_by_its_text() {
        check(
            &[("", ""), ("How long", REFUND), ("Label", LABEL)],
            &[("", ""), ("Label", LABEL), ("Time until refund", REFUND)],
            &[Some(2), Some(1)],
        );
    }

    #[test]
    fn duplicates_are_distinguished_by_their_text() {
        check(
            &[("", ""), ("Example", REFUND), ("Example", LABEL), ("Example", STORE)],
            &[("", ""), ("Example", LABEL), ("Example", STORE)],
            &[None, Some(1), Some(2)],
        );
    }

    #[test]
    fn a_section_that_was_replaced_is_not_the_same() {
        check(
            &[("", ""), ("Refund", REFUND), ("Label", LABEL)],
            &[("", ""), ("Shops near you", STORE), ("Label", LABEL)],
            &[None, Some(2)],
        );
    }
}
