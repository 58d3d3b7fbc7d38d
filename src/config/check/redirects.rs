//! Checks `[redirects]`. Removes and reports entries with an old address that is already redirected, and entries that
//! form a loop.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes;
use crate::config::ConfiguredRedirect;
use crate::config::read::OrderedTable;
use crate::config::values::{NewAddress, OldAddress};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::Address;
use crate::source::{Span, Spanned};

/// The redirects, without duplicates and loops.
pub(super) fn checked(
    raw: Option<Spanned<OrderedTable<OldAddress, NewAddress>>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ConfiguredRedirect> {
    let mut redirects: Vec<ConfiguredRedirect> = Vec::new();
    let mut places: BTreeMap<Address, Span> = BTreeMap::new();
    for (from, to) in raw.map(|raw| raw.value.0).unwrap_or_default() {
        let redirect = ConfiguredRedirect {
            from: Spanned { value: from.value.0, span: from.span },
            to: Spanned { value: to.value.0, span: to.span },
        };
        if let Some(first) = places.get(&redirect.from.value) {
            let message = format!("`{}` is redirected twice", redirect.from.value);
            let diagnostic = Diagnostic::at(codes::CONFIG_VALUE, message, redirect.from.span);
            diagnostics.push(diagnostic.related(Place::Span(first.clone()), "redirected here first"));
            continue;
        }
        places.insert(redirect.from.value.clone(), redirect.from.span.clone());
        redirects.push(redirect);
    }
    let targets: BTreeMap<Address, Address> = redirects
        .iter()
        .filter_map(|redirect| Some((redirect.from.value.clone(), local(&redirect.to.value)?)))
        .collect();
    let circular = circular(&targets);
    let (circular, valid) =
        redirects.into_iter().partition::<Vec<_>, _>(|redirect| circular.contains(&redirect.from.value));
    diagnostics.extend(circular.into_iter().map(|redirect| {
        let message = format!("the redirect from `{}` leads back to itself", redirect.from.value);
        Diagnostic::at(codes::CONFIG_VALUE, message, redirect.to.span)
    }));
    valid
}

/// The target of a redirect as an address on this site; `None` if it leads elsewhere.
fn local(to: &str) -> Option<Address> {
    let path = to.split(['?', '#']).next().filter(|path| path.starts_with('/'))?;
    Some(Address::new(&crate::path::decode(path)))
}

/// The addresses that redirect back to themselves. Each address is visited at most once, however long the chains are.
fn circular(targets: &BTreeMap<Address, Address>) -> BTreeSet<&Address> {
    let mut visited: BTreeMap<&Address, usize> = BTreeMap::new();
    let mut circular = BTreeSet::new();
    for (walk, start) in targets.keys().enumerate() {
        let mut at = start;
        while let Some(next) = targets.get(at).filter(|_| !visited.contains_key(at)) {
            visited.insert(at, walk);
            at = next;
        }
        // A walk that returns to its own path has found a loop. One that reaches an earlier path ends where that one
        // did.
        if visited.get(at) == Some(&walk) {
            while let Some(next) = targets.get(at).filter(|_| circular.insert(at)) {
                at = next;
            }
        }
    }
    circular
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(targets: &[(&str, &str)], expected: &[&str]) {
        let targets = targets.iter().map(|(from, to)| (Address::new(from), Address::new(to))).collect();
        let circular: Vec<&str> = circular(&targets).into_iter().map(Address::as_str).collect();
        assert_eq!(circular, expected);
    }

    /// Following each chain to its end would take 5 * 10^9 steps.
    #[test]
    fn long_chains_are_walked_once() {
        let address = |number: usize| Address::new(&format!("/a{number}/"));
        let targets = (0..100_000).map(|number| (address(number), address(number + 1))).collect();
        assert!(circular(&targets).is_empty());
    }

    #[test]
    fn only_what_lies_on_a_circle_is_circular() {
        check(&[("/a/", "/b/"), ("/b/", "/c/")], &[]);
        check(&[("/a/", "/a/")], &["/a/"]);
        check(&[("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/b/"), ("/d/", "/c/")], &["/b/", "/c/"]);
        check(&[("/a/", "/b/"), ("/b/", "/a/"), ("/x/", "/y/"), ("/y/", "/x/")], &["/a/", "/b/", "/x/", "/y/"]);
    }
}
