//! Checks that apply to every built site: links lead to files, canonical addresses exist, and translations link to each
//! other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The origin of the sites that are checked.
pub const ORIGIN: &str = "https://help.example";

/// All HTML pages below a folder, by address.
pub fn pages(public: &Path) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![public.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "html") {
                let name = entry.strip_prefix(public).expect("below").to_string_lossy().replace('\\', "/");
                let address = format!("/{}", name.strip_suffix("index.html").unwrap_or(&name));
                pages.insert(address, fs::read_to_string(&entry).expect("a text"));
            }
        }
    }
    pages
}

/// Every value of an attribute.
pub fn values<'h>(html: &'h str, start: &str) -> Vec<&'h str> {
    html.split(start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Runs all checks and returns the problems.
pub fn faults(public: &Path) -> Vec<String> {
    let pages = pages(public);
    let mut faults = Vec::new();
    let exists = |address: &str| {
        let path = percent_decode(address.split(['#', '?']).next().unwrap_or_default());
        let file = public.join(path.trim_start_matches('/'));
        if path.ends_with('/') { file.join("index.html").is_file() } else { file.is_file() }
    };
    let mut alternates: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (address, html) in &pages {
        for href in values(html, " href=\"").into_iter().filter(|href| href.starts_with('/')) {
            if !exists(href) {
                faults.push(format!("{address}: `{href}` leads nowhere"));
            }
        }
        for canonical in values(html, "rel=\"canonical\" href=\"") {
            let canonical = canonical.strip_prefix(ORIGIN).unwrap_or(canonical);
            let target = pages.get(&percent_decode(canonical));
            match target {
                None => faults.push(format!("{address}: canonical `{canonical}` does not exist")),
                Some(target) if !target.contains(&format!("rel=\"canonical\" href=\"{ORIGIN}{canonical}\"")) => {
                    faults.push(format!("{address}: canonical `{canonical}` names another one"));
                }
                Some(_) => {}
            }
        }
        let named = html.split("hreflang=\"").skip(1).filter(|part| {
            let before = html.find(part).map_or("", |at| &html[..at]);
            before.ends_with("<link rel=\"alternate\" hreflang=\"")
        });
        let named = named.filter(|part| !part.starts_with("x-default"));
        let hrefs = named.filter_map(|part| part.split("href=\"").nth(1)?.split('"').next());
        let own = hrefs.filter_map(|href| href.strip_prefix(ORIGIN)).collect::<BTreeSet<_>>();
        if !own.is_empty() {
            alternates.insert(address, own);
        }
    }
    for (address, named) in &alternates {
        if !named.iter().any(|other| percent_decode(other) == **address) {
            faults.push(format!("{address}: does not name itself among its translations: {named:?}"));
        }
        for other in named {
            if alternates.get(percent_decode(other).as_str()) != Some(named) {
                faults.push(format!("{address}: `{other}` does not name the same translations"));
            }
        }
    }
    faults
}

fn percent_decode(text: &str) -> String {
    answerbook::path::decode(text)
}
