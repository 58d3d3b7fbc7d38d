//! Collects redirects from addresses that are no longer pages: aliases, permanent ids and `[redirects]`.

use std::collections::BTreeMap;

use crate::addresses::AnchoredAddress;
use crate::codes;
use crate::content::Article;
use crate::diagnostic::{Diagnostic, Place};
use crate::path::{Address, decode, slug};
use crate::project::Project;
use crate::site::route::shown;
use crate::site::{ArticleId, EditionArticles};
use crate::source::{Span, Spanned};

/// The target of a redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectTarget {
    /// An article, at its current address.
    Article(ArticleId),
    /// A target from the configuration, as written.
    Written(Spanned<String>),
    /// A target from `addresses.toml` that exists and is not an article's page itself.
    Moved(AnchoredAddress),
}

/// What an address is already used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressClaim {
    /// Nothing.
    Free,
    /// The page of a folder that has no index and contains the article that claims the address.
    Listing,
    /// A page.
    Page,
}

/// The targets of redirects, by their old address.
pub type Redirects = BTreeMap<Address, RedirectTarget>;

/// Adds the redirects of the configuration. A redirect from an existing page is reported and left out.
pub fn configured(
    project: &Project,
    is_taken: &dyn Fn(&Address) -> bool,
    redirects: &mut Redirects,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for redirect in &project.config.redirects {
        let to = RedirectTarget::Written(redirect.to.clone());
        let from = with_slash(redirect.from.value.as_str());
        diagnostics.extend(add(from, to, &redirect.from.span, is_taken, redirects));
    }
}

/// Adds the aliases and permanent ids of an edition. `claimed` returns what an address is already used for, from the
/// point of view of an article. A redirect from an existing page is reported and left out.
pub fn collect(
    members: &EditionArticles<'_>,
    addresses: &[Address],
    claimed: &dyn Fn(&Address, &Article) -> AddressClaim,
    redirects: &mut Redirects,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for ((id, article), address) in members.iter().zip(addresses) {
        for alias in &article.meta.aliases {
            let from = alias_address(&alias.value, address, members);
            let claim = claimed(&from, article);
            if claim == AddressClaim::Listing || *address == from {
                continue;
            }
            let is_taken = |_: &Address| claim == AddressClaim::Page;
            let is_own = claim == AddressClaim::Page && address.as_str().eq_ignore_ascii_case(from.as_str());
            // In Obsidian, an alias is another name of a note.
            let is_name = !alias.value.contains('/');
            let problem = if is_own && is_name {
                None
            } else if is_own {
                let message = format!("`{from}` is the article's own address in another letter case");
                let diagnostic = Diagnostic::at(codes::SITE_ALIAS_TAKEN, message, alias.span.clone());
                Some(diagnostic.help("remove this entry: some systems ignore letter case, and cannot hold both files"))
            } else {
                add(from, RedirectTarget::Article(id), &alias.span, &is_taken, redirects)
            };
            diagnostics.extend(problem.filter(|_| !members.is_borrowed(id)));
        }
    }
    permanent(members, redirects, diagnostics);
}

/// Adds a redirect. Returns a diagnostic if the address is invalid, is a page, or has another target.
pub(super) fn add(
    from: Address,
    to: RedirectTarget,
    span: &Span,
    is_taken: &dyn Fn(&Address) -> bool,
    redirects: &mut Redirects,
) -> Option<Diagnostic> {
    if let Some(fault) = from.out_path().fault() {
        let message = format!("the address `{}` cannot be stored as a file: {fault}", shown(&from));
        let diagnostic = Diagnostic::at(codes::SITE_UNWRITABLE_ADDRESS, message, span.clone());
        return Some(diagnostic.help("remove this entry, or write another address"));
    }
    if is_taken(&from) || redirects.get(&from).is_some_and(|other| *other != to) {
        let message = format!("`{from}` already leads to another page");
        let diagnostic = Diagnostic::at(codes::SITE_ALIAS_TAKEN, message, span.clone());
        return Some(diagnostic.help("remove this entry, or the other one"));
    }
    redirects.insert(from, to);
    None
}

/// Adds `/a/<id>/` for each article with an id.
fn permanent(members: &EditionArticles<'_>, redirects: &mut Redirects, diagnostics: &mut Vec<Diagnostic>) {
    let mut owners: BTreeMap<String, &Span> = BTreeMap::new();
    for (number, article) in members.iter() {
        let Some(id) = &article.meta.id else { continue };
        let segment = slug(&id.value);
        if segment.is_empty() {
            continue;
        }
        if let Some(first) = owners.get(&segment) {
            let message = format!("two articles have the permanent id `{}`", id.value);
            diagnostics.push(
                Diagnostic::at(codes::SITE_DUPLICATE_ID, message, id.span.clone())
                    .related(Place::Span((*first).clone()), "first used here")
                    .help("give each article its own id"),
            );
            continue;
        }
        owners.insert(segment.clone(), &id.span);
        let from = Address::new(&format!("{}a/{segment}/", members.home));
        if let Some(fault) = from.out_path().fault() {
            let message = format!("the address `{}` cannot be stored as a file: {fault}", shown(&from));
            let diagnostic = Diagnostic::at(codes::SITE_UNWRITABLE_ADDRESS, message, id.span.clone());
            diagnostics
                .extend((!members.is_borrowed(number)).then(|| diagnostic.help("give the article another `id`")));
            continue;
        }
        redirects.entry(from).or_insert(RedirectTarget::Article(number));
    }
}

/// The address of an alias. An alias without a leading slash is relative to the folder of the article's address. Of a
/// full URL, only the path counts.
fn alias_address(alias: &str, own: &Address, members: &EditionArticles<'_>) -> Address {
    let path = alias.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    let path = decode(path.trim());
    if path.starts_with('/') {
        return members.within(&with_slash(&path));
    }
    let parent = own.as_str().trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent);
    with_slash(&format!("{parent}/{path}"))
}

/// Adds a final slash, unless the path names a file.
#[must_use]
pub fn with_slash(path: &str) -> Address {
    let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
    let is_file = [".html", ".htm", ".php", ".aspx", ".asp"].iter().any(|extension| name.ends_with(extension));
    if is_file || path.ends_with('/') { Address::new(path) } else { Address::new(&format!("{path}/")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_absolute_or_beside_the_article() {
        let own = Address::new("/billing/refunds/");
        let members = EditionArticles::new(crate::content::EditionId::default(), Address::new("/"), 0, &[], &[]);
        let check = |alias: &str, expected: &str| assert_eq!(alias_address(alias, &own, &members).as_str(), expected);
        check("/old/", "/old/");
        check("/old", "/old/");
        check("money-back", "/billing/money-back/");
        check("/old.html", "/old.html");
        check("/gr%C3%B6%C3%9Fe?x=1", "/größe/");
    }
}
