//! Suggests existing addresses that are similar to a missing one.

use crate::output::{FileSource, Output};
use crate::path::Address;

/// The maximum number of suggestions.
const SHOWN: usize = 5;

/// The minimum similarity, from 0 to 1, for a suggestion.
const MIN_LIKENESS: f64 = 0.5;

/// The bonus for a page with the same name, which is more likely to be right than one with similar letters.
const SAME_NAME: f64 = 0.4;

/// The pages with the addresses most similar to `wrong`, best first.
#[must_use]
pub fn similar_pages(output: &Output, wrong: &Address) -> Vec<Address> {
    let wanted = wrong.as_str().trim_end_matches('/').to_lowercase();
    let pages = output.files.iter().filter(|(_, source)| matches!(source, FileSource::Page(_)));
    let mut found: Vec<(f64, Address)> = pages
        .filter(|(path, _)| path.as_str().ends_with("index.html"))
        .map(|(path, _)| Address::new(path.as_str().trim_end_matches("index.html")))
        .map(|address| (likeness(&wanted, &address), address))
        .filter(|(likeness, _)| *likeness >= MIN_LIKENESS)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.into_iter().take(SHOWN).map(|(_, address)| address).collect()
}

fn likeness(wanted: &str, address: &Address) -> f64 {
    let there = address.as_str().trim_end_matches('/').to_lowercase();
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let (name, other) = (last(wanted), last(&there));
    let same_name = if !name.is_empty() && name == other { SAME_NAME } else { 0.0 };
    same_name + strsim::normalized_levenshtein(&name, &other).max(strsim::normalized_levenshtein(wanted, &there))
}
