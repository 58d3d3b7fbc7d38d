//! Finds the addresses that a move would lose, and where aliases for them belong.

use std::collections::BTreeSet;

use super::Renames;
use super::references::BuiltSite;
use crate::path::{Address, ProjectPath};
use crate::site::RedirectTarget;

/// Addresses that were public before a move and are gone after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LostAddresses {
    /// Articles, by the paths that their files had, with the addresses that they need as aliases.
    pub of_articles: Vec<(ProjectPath, Address)>,
    /// Pages of folders, with the new addresses.
    pub of_folders: Vec<(Address, Address)>,
}

/// Compares a site with the same site after a move.
#[must_use]
pub fn lost(before: &BuiltSite<'_>, moved: &BuiltSite<'_>, renames: &Renames) -> LostAddresses {
    let is_there = there(moved);
    let is_gone = |address: &Address| !is_there.contains(exact(address));
    let site = before.site();
    let mut lost = LostAddresses::default();
    let is_in_git = |path: &ProjectPath| path.as_str().contains(":/");
    let own = site.ids().filter(|id| !site.is_fallback(*id)).map(|id| (id, site.address(id)));
    let redirects = site.redirects.iter().filter_map(|(from, to)| match to {
        RedirectTarget::Article(id) => Some((*id, from)),
        RedirectTarget::Written(_) | RedirectTarget::Moved(_) => None,
    });
    for (id, address) in own.chain(redirects) {
        let path = &site[id].path;
        if is_gone(address) && !is_in_git(path) && !lost.of_articles.iter().any(|(_, known)| known == address) {
            lost.of_articles.push((path.clone(), address.clone()));
        }
    }
    let articles: BTreeSet<&Address> = lost.of_articles.iter().map(|(_, address)| address).collect();
    for (edition, key, address) in before.folders().filter(|(.., address)| is_gone(address)) {
        let folder = before.project().trees.folder(edition).and_then(|tree| tree.join(key.as_str()));
        let by_path = folder.map(|folder| renames.path(&folder)).and_then(|folder| {
            let below = folder.strip(moved.project().trees.folder(edition)?)?.to_owned();
            moved.folders().find(|(other, key, _)| *other == edition && key.as_str() == below)
        });
        // A folder's key differs from its path where addresses leave out a number or a sign at the start.
        let by_article = || {
            let mut own = site.ids().filter(|id| site[*id].edition == edition && !site.is_fallback(*id));
            let id = own.find(|id| site[*id].key.parent().as_ref() == Some(key))?;
            let moved_id = moved.site().by_path.get(&renames.path(&site[id].path))?;
            let parent = moved.site()[*moved_id].key.parent()?;
            moved.folders().find(|(other, key, _)| *other == edition && **key == parent)
        };
        let to = by_path.or_else(by_article);
        if let Some((.., to)) = to.filter(|_| !articles.contains(address)) {
            lost.of_folders.push((address.clone(), to.clone()));
        }
    }
    lost
}

/// What hosts compare of an address. Many tell upper from lower case.
fn exact(address: &Address) -> &str {
    address.as_str().trim_end_matches('/')
}

/// The addresses of a site that answer.
fn there<'a>(site: &BuiltSite<'a>) -> BTreeSet<&'a str> {
    let articles = site.site().ids().map(|id| site.site().address(id));
    let all = articles.chain(site.site().redirects.keys()).chain(site.folders().map(|(.., address)| address));
    all.map(exact).collect()
}

/// The addresses of `before` that do not answer in `after`.
#[must_use]
pub fn unanswered(before: &BuiltSite<'_>, after: &BuiltSite<'_>) -> Vec<String> {
    let there_now = there(after);
    there(before).into_iter().filter(|address| !there_now.contains(address)).map(str::to_owned).collect()
}
