//! Addresses that a site would lose, by the manifests alone. With the project at hand, [`crate::output::lost_addresses`]
//! knows more: what `addresses.toml` says, which articles are hidden on purpose, and what became of anchors.

use std::collections::BTreeSet;

use crate::path::Address;
use crate::publish::published_site::SiteFiles;

/// The addresses of pages of `live` that lead nowhere in `new`.
#[must_use]
pub fn lost_pages(live: &SiteFiles, new: &SiteFiles) -> Vec<String> {
    if live.build.edition != new.build.edition {
        return Vec::new();
    }
    let public: BTreeSet<&String> = live.build.articles.values().chain(live.build.redirects.keys()).collect();
    let is_lost = |address: &&String| !new.files.contains_key(Address::new(address).out_path().as_str());
    public.into_iter().filter(is_lost).cloned().collect()
}
