//! `addresses.toml` of an imported project: where addresses of the old help center lead that no article can list. A file
//! that exists keeps all its lines; only addresses that it lacks are added.

use std::collections::BTreeMap;

use super::ImportedProject;
use crate::addresses::{self, AddressEntry, AddressFate, AddressFile, AnchoredAddress};
use crate::extras::hosts::rules::RedirectUrl;
use crate::path::ProjectPath;
use crate::site::redirects::with_slash;
use crate::source::{SourceId, Sources, Span, Spanned};

/// The entries of a project. The reason names the vendor.
fn entries(project: &ImportedProject, source: SourceId) -> BTreeMap<AnchoredAddress, AddressEntry> {
    let span = Span::new(source, 0..0);
    let entry = |(from, to): (&String, &String)| {
        let from = AnchoredAddress::parse(from)?;
        let to = AnchoredAddress::parse(to).map_or_else(|| RedirectUrl::new(to).text(), |to| to.to_string());
        let fate = AddressFate::Moved(Spanned { value: to, span: span.clone() });
        let reason = format!("imported from {}", project.vendor);
        let from = AnchoredAddress { page: with_slash(from.page.as_str()), ..from };
        Some((from, AddressEntry { fate, reason, commit: None, span: span.clone() }))
    };
    project.redirects.iter().filter_map(entry).collect()
}

/// A new file; `None` if there are no addresses for it.
pub(super) fn text(project: &ImportedProject) -> Option<String> {
    let source = Sources::default().add(ProjectPath::new(addresses::FILE), "");
    let entries = entries(project, source);
    (!entries.is_empty()).then(|| addresses::text(&AddressFile { entries, digest: None }))
}

/// An existing file with the addresses that it lacks. One that cannot be read stays as it is.
#[must_use]
pub(super) fn with_missing(existing: &str, project: &ImportedProject) -> String {
    let source = Sources::default().add(ProjectPath::new(addresses::FILE), existing);
    let known = addresses::parse(source, existing);
    if !known.diagnostics.is_empty() {
        return existing.to_owned();
    }
    let missing = entries(project, source).into_iter().filter(|(from, _)| !known.value.entries.contains_key(from));
    let lines: String = missing.map(|(from, entry)| addresses::line(&from, &entry)).collect();
    addresses::with_lines(existing, &lines)
}
