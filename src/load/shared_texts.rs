//! Shares the text of identical articles between versions, so that each text is processed once.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use crate::config::{ContentTrees, LocaleId};
use crate::path::ProjectPath;
use crate::source::{SourceId, Sources};

/// Gives each article the text of the newest version with the same text at the same path.
pub(super) fn texts(articles: &mut BTreeMap<ProjectPath, SourceId>, trees: &ContentTrees, sources: &Sources) {
    let placed = articles.iter().filter_map(|(path, source)| Some((trees.place(path)?, path.clone(), *source)));
    let mut placed: Vec<_> = placed.collect();
    placed.sort_by_key(|(placed, ..)| placed.edition);
    let mut first: HashMap<(LocaleId, &str), Vec<SourceId>> = HashMap::new();
    let mut shared = Vec::new();
    for (placed, path, source) in &placed {
        let known = first.entry((placed.edition.locale, &placed.below)).or_default();
        let text = &sources[*source].text;
        match known.iter().find(|id| sources[**id].text == *text) {
            Some(same) => shared.push((path.clone(), *same)),
            None => known.push(*source),
        }
    }
    articles.extend(shared);
}

/// Gives texts that several versions share the date of the newest version, because a copy is not a change.
pub(super) fn dates(
    dates: &mut BTreeMap<ProjectPath, Date>,
    articles: &BTreeMap<ProjectPath, SourceId>,
    sources: &Sources,
) {
    for (path, source) in articles {
        let first = &sources[*source].path;
        if first != path {
            match dates.get(first).copied() {
                Some(date) => drop(dates.insert(path.clone(), date)),
                None => drop(dates.remove(path)),
            }
        }
    }
}
