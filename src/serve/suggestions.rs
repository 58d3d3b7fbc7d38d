//! The addresses that a wrong one most likely meant.

use crate::output::{FileSource, Output};
use crate::path::Address;

/// How many are shown.
const SHOWN: usize = 5;

/// Below this likeness, from 0 to 1, an address is another one rather than a misspelt one.
const MIN_LIKENESS: f64 = 0.5;

/// A page in the right place or of the right name is worth more than one that happens to have the same letters.
const SAME_NAME: f64 = 0.4;

/// The pages whose addresses are most like `wrong`, best first.
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
