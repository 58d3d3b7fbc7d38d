//! Matches the articles of a commit with those of the previous one: by `id`, by path, and by similarity of
//! their texts. If two answers are equally good, there is no answer.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::facts::ArticleFacts;
use super::features::{FEW_FEATURES, FeatureWeights, compare_titles};
use super::snapshot::{EditionName, KnownArticle};
use crate::path::ProjectPath;

/// The most pairs of articles whose texts are compared for one commit.
const MAX_PAIRS: usize = 400_000;

/// Articles that were added or changed.
pub(super) type NewArticles = BTreeMap<ProjectPath, (Arc<ArticleFacts>, EditionName)>;

/// A page that may be another one, with a score.
struct PagePair<'c> {
    score: f32,
    old: &'c ProjectPath,
    new: &'c ProjectPath,
}

/// The path that each old article has now.
pub(super) fn pages(
    weights: &FeatureWeights,
    old: &BTreeMap<ProjectPath, KnownArticle>,
    new: &NewArticles,
) -> BTreeMap<ProjectPath, ProjectPath> {
    let mut pairs = Vec::new();
    certain(weights, old, new, &mut pairs);
    let mut matched = BTreeMap::new();
    let mut taken = HashSet::new();
    accept(pairs, &mut matched, &mut taken);
    let left: Vec<_> = old.iter().filter(|(path, _)| !matched.contains_key(*path)).collect();
    let free: Vec<_> = new.iter().filter(|(path, _)| !taken.contains(*path)).collect();
    if left.len() * free.len() <= MAX_PAIRS {
        let similar = left.iter().filter_map(|(path, article)| similar(weights, path, article, &free));
        accept(similar.collect(), &mut matched, &mut taken);
    }
    // An article that was rewritten in place keeps its address, and so it stays the same page.
    for path in old.keys() {
        if !matched.contains_key(path) && new.contains_key(path) && !taken.contains(path) {
            matched.insert(path.clone(), path.clone());
            taken.insert(path.clone());
        }
    }
    matched
}

fn accept(
    mut pairs: Vec<PagePair<'_>>,
    matched: &mut BTreeMap<ProjectPath, ProjectPath>,
    taken: &mut HashSet<ProjectPath>,
) {
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score).then((a.old, a.new).cmp(&(b.old, b.new))));
    for pair in pairs {
        if !matched.contains_key(pair.old) && !taken.contains(pair.new) {
            matched.insert(pair.old.clone(), pair.new.clone());
            taken.insert(pair.new.clone());
        }
    }
}

/// Pairs with the same id, the same path, the same text, or the same file name and much of the text.
fn certain<'c>(
    weights: &FeatureWeights,
    old: &'c BTreeMap<ProjectPath, KnownArticle>,
    new: &'c NewArticles,
    pairs: &mut Vec<PagePair<'c>>,
) {
    let mut by_id: HashMap<(&str, &str), Vec<&'c ProjectPath>> = HashMap::new();
    let mut by_text: HashMap<(&[u32], &str), Vec<&'c ProjectPath>> = HashMap::new();
    let mut by_name: HashMap<(String, &str), Vec<&'c ProjectPath>> = HashMap::new();
    for (path, (facts, edition)) in new {
        if let Some(id) = &facts.place.id {
            by_id.entry((id.as_str(), &**edition)).or_default().push(path);
        }
        by_text.entry((facts.features.as_slice(), &**edition)).or_default().push(path);
        by_name.entry((file_name(path), &**edition)).or_default().push(path);
    }
    for (path, KnownArticle { facts, edition, .. }) in old {
        let mut add = |score: f32, new: &'c ProjectPath| pairs.push(PagePair { score, old: path, new });
        let same_id = facts.place.id.as_ref().and_then(|id| by_id.get(&(id.as_str(), &**edition)));
        if let Some([only]) = same_id.map(Vec::as_slice) {
            add(4.0, only);
        }
        if let Some((after, _)) = new.get(path) {
            let similarity = weights.compare(&facts.features, &after.features).both;
            let is_same = similarity >= 0.3 || after.title == facts.title || after.features.len() < FEW_FEATURES;
            if is_same && has_no_other_id(facts, after) {
                add(2.0 + similarity, path);
            }
        }
        let name = file_name(path);
        for other in by_text.get(&(facts.features.as_slice(), &**edition)).into_iter().flatten() {
            let after = &new[*other].0;
            let has_same_name = name == file_name(other);
            let is_clear = facts.features.len() >= FEW_FEATURES || has_same_name || facts.title == after.title;
            if is_clear && has_no_other_id(facts, after) {
                let bonus = if has_same_name { 0.5 } else { 0.0 };
                add(1.5 + bonus + 0.4 * compare_titles(&facts.title, &after.title), other);
            }
        }
        let same_name = by_name.get(&(name, &**edition)).map(Vec::as_slice).unwrap_or_default();
        for other in same_name.iter().take(50).filter(|other| **other != path) {
            let after = &new[*other].0;
            let similarity = weights.compare(&facts.features, &after.features).both;
            if similarity >= 0.5 && has_no_other_id(facts, after) {
                add(1.0 + similarity / 2.0, other);
            }
        }
    }
}

/// Different ids are different articles.
fn has_no_other_id(a: &ArticleFacts, b: &ArticleFacts) -> bool {
    a.place.id.is_none() || b.place.id.is_none() || a.place.id == b.place.id
}

/// The name of a file, or of the folder of an index, in lower case.
fn file_name(path: &ProjectPath) -> String {
    let is_index = matches!(path.stem().to_lowercase().as_str(), "index" | "_index" | "readme");
    if is_index { path.parent().name().to_lowercase() } else { path.stem().to_lowercase() }
}

/// How much of their texts two articles must have in common to be the same. A kept title or file name is evidence, too.
fn needed(old: &ArticleFacts, new: &ArticleFacts, has_same_name: bool) -> f32 {
    let title = compare_titles(&old.title, &new.title);
    let few = old.features.len().min(new.features.len()) < FEW_FEATURES;
    let base = if few { 0.9 } else { 0.56 };
    base - 0.28 * title - if has_same_name { 0.08 } else { 0.0 }
}

/// The most similar new article, if it is similar enough and clearly more so than the second.
fn similar<'c>(
    weights: &FeatureWeights,
    path: &'c ProjectPath,
    article: &KnownArticle,
    free: &[(&'c ProjectPath, &(Arc<ArticleFacts>, EditionName))],
) -> Option<PagePair<'c>> {
    let old = &article.facts;
    let name = file_name(path);
    let mut best: Option<(f32, &'c ProjectPath)> = None;
    let mut second = f32::MIN;
    for (other, (new, edition)) in free {
        if *edition != article.edition || !has_no_other_id(old, new) {
            continue;
        }
        let similarity = weights.compare(&old.features, &new.features);
        // A page to which much was added still contains the old one.
        let value = similarity.both.max(0.75 * similarity.of_first);
        let margin = value - needed(old, new, name == file_name(other));
        if best.is_none_or(|(known, _)| margin > known) {
            second = best.map_or(second, |(known, _)| known);
            best = Some((margin, *other));
        } else {
            second = second.max(margin);
        }
    }
    let (margin, new) = best.filter(|(margin, _)| *margin >= 0.0)?;
    (second < 0.0 || margin - second >= 0.08).then_some(PagePair { score: margin, old: path, new })
}

/// The article that an article that is gone became part of, or whose copy it was.
pub(super) fn container<'a>(
    weights: &FeatureWeights,
    gone: &KnownArticle,
    articles: impl Iterator<Item = (&'a ProjectPath, &'a KnownArticle)>,
) -> Option<&'a ProjectPath> {
    /// The share of the old text that must be in one article.
    const MOST: f32 = 0.6;
    if gone.facts.features.len() < FEW_FEATURES {
        return None;
    }
    let total = weights.total_weight(&gone.facts.features);
    let mut shares: Vec<(f32, &ProjectPath)> = articles
        .filter(|(_, article)| article.edition == gone.edition)
        .map(|(path, article)| (weights.shared(&gone.facts.features, &article.facts.features) / total, path))
        .filter(|(share, _)| *share >= MOST / 1.5)
        .collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let (share, path) = *shares.first().filter(|(share, _)| *share >= MOST)?;
    let second = shares.get(1).map_or(0.0, |(share, _)| *share);
    (share - second >= 0.12).then_some(path)
}
