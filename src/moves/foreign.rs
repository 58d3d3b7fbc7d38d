//! Links in markup of other tools, which are known only as what they were translated to: `[[Note]]` finds a note by its
//! name wherever it is, so that most moves leave it right.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::names::{self, MovedPath};
use super::references::{self, BuiltSite, Destination};
use super::{LinkChange, LinkReference, Renames};
use crate::content::mapped_text::TextEdit;
use crate::path::ProjectPath;

/// Where such links lead after a move.
pub(super) struct ForeignMarkup<'a> {
    moved: &'a BuiltSite<'a>,
    renames: &'a Renames,
    found: OnceCell<FoundLinks<'a>>,
}

/// The links of the site after the move, whose texts are those from before.
struct FoundLinks<'a> {
    /// The texts by their files.
    texts: BTreeMap<&'a ProjectPath, &'a str>,
    /// The destinations by file and place.
    destinations: BTreeMap<(ProjectPath, usize), BTreeSet<Destination>>,
}

impl<'a> ForeignMarkup<'a> {
    pub(super) fn new(moved: &'a BuiltSite<'a>, renames: &'a Renames) -> Self {
        Self { moved, renames, found: OnceCell::new() }
    }

    /// What becomes of the links at one place, which several pages may show.
    pub(super) fn change(&self, references: &[&LinkReference]) -> LinkChange {
        let first = references[0];
        let file = self.renames.path(&first.file);
        let found = self.found();
        let Some(text) = found.texts.get(&file) else { return LinkChange::Impossible };
        let wanted: BTreeSet<Destination> =
            references.iter().map(|reference| reference.destination.moved(self.renames)).collect();
        // An article that shows this one may have lost it with its name, which is mended elsewhere.
        let led = found.destinations.get(&(file, first.range.start));
        if led.is_some_and(|led| led.is_subset(&wanted)) {
            return self.anchor(first, text).map_or(LinkChange::Unneeded, LinkChange::Edit);
        }
        let (Destination::Article(old) | Destination::File(old)) = &first.destination else {
            return LinkChange::Impossible;
        };
        let (from, new) = (self.renames.path(&first.from), self.renames.path(old));
        let project = self.moved.project();
        let all = project.articles.keys().chain(project.files.keys());
        let (from, target) = (MovedPath { old: &first.from, new: &from }, MovedPath { old, new: &new });
        names::edit(text, &first.range, from, target, &all).map_or(LinkChange::Impossible, LinkChange::Edit)
    }

    /// The new name of an anchor. Where it is written in another way, the old one still works.
    fn anchor(&self, reference: &LinkReference, text: &str) -> Option<TextEdit> {
        let (article, old, new) = self.renames.anchor.as_ref()?;
        let is_meant = matches!(&reference.destination, Destination::Article(path) if path == article);
        let markup = text.get(reference.range.clone()).filter(|_| is_meant)?;
        let sign = format!("#{old}");
        let is_end = |at: usize| !markup[at..].starts_with(|c: char| c.is_alphanumeric() || "-_".contains(c));
        let at = markup.match_indices(&sign).map(|(at, _)| at).find(|at| is_end(at + sign.len()))?;
        let start = reference.range.start + at + 1;
        Some(TextEdit { range: start..start + old.len(), replacement: new.clone() })
    }

    fn found(&self) -> &FoundLinks<'a> {
        self.found.get_or_init(|| {
            let mut destinations: BTreeMap<_, BTreeSet<Destination>> = BTreeMap::new();
            for reference in references::of_site(self.moved) {
                destinations.entry((reference.file, reference.range.start)).or_default().insert(reference.destination);
            }
            let sources = self.moved.project().sources.iter();
            FoundLinks { texts: sources.map(|(_, source)| (&source.path, &*source.text)).collect(), destinations }
        })
    }
}
