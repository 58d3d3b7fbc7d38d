//! Rewrites links so that they lead to where they led before a move.

use std::collections::{BTreeMap, BTreeSet};

use super::foreign::ForeignMarkup;
use super::references::{self, BuiltSite, Destination};
use super::{LinkChange, LinkReference, Renames, TextEdits, add};
use crate::content::mapped_text::TextEdit;
use crate::links::fixes;
use crate::links::link_context::LinkContext;
use crate::path::{ProjectPath, decode, encode, slug};

/// The links that have to change, and those that cannot be rewritten.
#[derive(Debug, Default)]
pub struct Rewritten {
    /// The new targets.
    pub edits: TextEdits,
    /// Links that lead elsewhere after the move, because they are written with escapes, made from variables, or markup that names no file.
    pub stuck: Vec<LinkReference>,
    /// The number of links that changed.
    pub count: usize,
}

/// Rewrites the links of the site before a move for `moved`, the same site after it, without aliases.
#[must_use]
pub fn edits(references: &[LinkReference], moved: &BuiltSite<'_>, renames: &Renames) -> Rewritten {
    let mut places: BTreeMap<(&ProjectPath, usize), Vec<&LinkReference>> = BTreeMap::new();
    for reference in references {
        places.entry((&reference.file, reference.range.start)).or_default().push(reference);
    }
    let foreign = ForeignMarkup::new(moved, renames);
    let mut rewritten = Rewritten::default();
    for references in places.values() {
        let first = references[0];
        let change = if first.is_verbatim || first.page.is_none() {
            change(references, moved, renames)
        } else {
            foreign.change(references)
        };
        match change {
            LinkChange::Unneeded => {}
            LinkChange::Edit(edit) => {
                if add(&mut rewritten.edits, &first.file, edit) {
                    rewritten.stuck.push(first.clone());
                }
                rewritten.count += 1;
            }
            LinkChange::Impossible => rewritten.stuck.push(first.clone()),
        }
    }
    rewritten
}

/// What becomes of the links at one place, which several pages may show.
fn change(references: &[&LinkReference], moved: &BuiltSite<'_>, renames: &Renames) -> LinkChange {
    let first = references[0];
    let is_there = |text: &str| references.iter().all(|reference| leads_there(reference, moved, renames, text));
    let with_anchor = renamed_anchor(first, renames);
    let target = with_anchor.as_deref().unwrap_or(&first.written);
    let found = if is_there(target) {
        if with_anchor.is_none() {
            return LinkChange::Unneeded;
        }
        Some(target.to_owned())
    } else {
        spellings(first, moved, renames, target).into_iter().find(|text| is_there(text))
    };
    match found.filter(|_| first.is_verbatim) {
        Some(replacement) => LinkChange::Edit(TextEdit { range: first.range.clone(), replacement }),
        None => LinkChange::Impossible,
    }
}

/// A link of `before` that leads elsewhere in the site `after`, whose links are rewritten. Edits move the links of a file,
/// but keep their order. The configuration may have new ones, so its links are looked at only before they are rewritten.
#[must_use]
pub fn lost<'r>(before: &'r [LinkReference], after: &BuiltSite<'_>, renames: &Renames) -> Option<&'r LinkReference> {
    let now = references::of_site(after);
    let led = by_place(&now);
    by_place(before).into_iter().find_map(|(file, places)| {
        let led = led.get(&renames.path(file)).into_iter().flat_map(BTreeMap::values);
        let mut led = led.map(|references| references.iter().map(|reference| reference.destination.clone()).collect());
        let mut is_lost = |references: &Vec<&LinkReference>| {
            let moved = references.iter().map(|reference| reference.destination.moved(renames));
            led.next().is_none_or(|led: BTreeSet<Destination>| led != moved.collect())
        };
        places.into_values().find_map(|references| is_lost(&references).then(|| references[0]))
    })
}

/// The links of articles by file and by place. A text that several pages show has several at one place.
pub(super) fn by_place(references: &[LinkReference]) -> BTreeMap<&ProjectPath, BTreeMap<usize, Vec<&LinkReference>>> {
    let mut places: BTreeMap<&ProjectPath, BTreeMap<usize, Vec<&LinkReference>>> = BTreeMap::new();
    for reference in references.iter().filter(|reference| reference.page.is_some()) {
        places.entry(&reference.file).or_default().entry(reference.range.start).or_default().push(reference);
    }
    places
}

/// The page that shows a link, after the move.
fn context(reference: &LinkReference, moved: &BuiltSite<'_>, renames: &Renames) -> LinkContext {
    let page = reference.page.as_ref().map(|page| renames.path(page));
    let article = page.and_then(|page| moved.site().by_path.get(&page).copied());
    LinkContext { edition: reference.edition, article }
}

fn leads_there(reference: &LinkReference, moved: &BuiltSite<'_>, renames: &Renames, text: &str) -> bool {
    let from = renames.path(&reference.from);
    let found = moved.destination(context(reference, moved, renames), &from, text, reference.is_key);
    found == Some(reference.destination.moved(renames))
}

/// The target with the new name of its anchor, if it leads to the one that is renamed.
fn renamed_anchor(reference: &LinkReference, renames: &Renames) -> Option<String> {
    let (article, old, new) = renames.anchor.as_ref()?;
    let leads_to = matches!(&reference.destination, Destination::Article(path) if path == article);
    let (before, _) = reference.written.split_once('#')?;
    (leads_to && reference.anchor.as_ref() == Some(old)).then(|| format!("{before}#{}", encode(new)))
}

/// The ways to write a link to its destination after the move, the most similar to the old one first.
fn spellings(reference: &LinkReference, moved: &BuiltSite<'_>, renames: &Renames, target: &str) -> Vec<String> {
    let path = match reference.destination.moved(renames) {
        Destination::Article(path) | Destination::Folder(path) | Destination::File(path) => path,
        Destination::Address(_) => return Vec::new(),
    };
    let (old, suffix) = target.find(['?', '#']).map_or((target, ""), |at| target.split_at(at));
    let mut found = Vec::new();
    if reference.is_key
        && let Some(id) = moved.site().by_path.get(&path)
    {
        let key = moved.site()[*id].key.as_str();
        let slash = if old.starts_with('/') { "/" } else { "" };
        let end = if old.ends_with('/') { "/" } else { "" };
        found.push(format!("{slash}{key}{end}"));
    }
    let targets = moved.targets();
    let from = renames.path(&reference.from);
    let base = moved.project().config.base_url.path.as_str();
    let host_end = old.find("://").map(|at| old[at + 3..].find('/').map_or(old.len(), |slash| at + 3 + slash));
    let host = host_end.map_or("", |end| &old[..end]);
    let rest = &old[host.len()..];
    let prefixes: &[&str] = if base.is_empty() || !rest.starts_with('/') { &[""] } else { &[base, ""] };
    for prefix in prefixes {
        let Some(rest) = rest.strip_prefix(prefix) else { continue };
        let rest = if host.is_empty() || rest.starts_with('/') { rest } else { "/" };
        let spelled = fixes::spellings(&targets, reference.edition, &from, rest, &path);
        let spelled = spelled.into_iter().filter(|text| host.is_empty() || text.starts_with('/'));
        let as_address = |text: &String| is_address(rest).then(|| address(text)).filter(|address| address != text);
        let spelled = spelled.flat_map(|text| as_address(&text).into_iter().chain([text]));
        found.extend(spelled.map(|text| format!("{host}{prefix}{text}")));
    }
    found.into_iter().map(|text| format!("{text}{suffix}")).collect()
}

/// Whether a target is written as the address of a page, not as the path of a file.
fn is_address(target: &str) -> bool {
    target.starts_with('/') && target.ends_with('/')
}

/// A path as the address that its names give.
fn address(path: &str) -> String {
    let segments: Vec<String> = path.split('/').map(|segment| slug(&decode(segment))).collect();
    segments.join("/")
}
