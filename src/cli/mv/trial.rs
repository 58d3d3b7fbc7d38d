//! Builds a project before and after a move, and compares both.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::super::project::today;
use super::super::terminal::Failure;
use crate::codes::{self, Code};
use crate::diagnostic::{Diagnostic, Place};
use crate::load::{self, LoadOptions};
use crate::moves::addresses;
use crate::moves::references::BuiltSite;
use crate::moves::rewrite;
use crate::moves::{LinkReference, Renames};
use crate::output::Output;
use crate::path::ProjectPath;
use crate::pipeline;
use crate::project::Project;
use crate::source::Sources;

/// A project as it is for its readers, and with its drafts for its writers.
pub(super) struct BuiltProject {
    /// With drafts and the articles of one edition of `[access.editions]`, or the public ones, each.
    pub outputs: Vec<Output>,
    /// The problems of the public one.
    pub diagnostics: Vec<Diagnostic>,
    public: BTreeSet<ProjectPath>,
}

impl BuiltProject {
    /// The project.
    pub fn project(&self) -> &Project {
        &self.outputs[0].renderer.project
    }
}

/// Reads and builds the project in a folder.
pub(super) fn build(root: &Path) -> Result<BuiltProject, Failure> {
    let load = |edition: Option<String>| {
        let options = LoadOptions {
            date: today()?,
            drafts: true,
            edition,
            base_url: None,
            out: Some(root.join(super::super::project::OUT)),
        };
        load::load(root, &options).map_err(|error| Failure::new(error.to_string(), error.hint()))
    };
    let loaded = load(None)?;
    let mut diagnostics = loaded.diagnostics;
    let editions: Vec<String> = loaded.project.config.access.editions.keys().cloned().collect();
    let first = pipeline::build(Arc::new(loaded.project)).unpack(&mut diagnostics);
    let public = first.renderer.site.by_path.keys().cloned().collect();
    let mut outputs = vec![first];
    for edition in editions {
        outputs.push(pipeline::build(Arc::new(load(Some(edition))?.project)).value);
    }
    Ok(BuiltProject { outputs, diagnostics, public })
}

/// Checks that a move has made nothing worse.
pub(super) fn verify(
    before: &BuiltProject,
    after: &BuiltProject,
    renames: &Renames,
    references: &[Vec<LinkReference>],
) -> Result<(), Failure> {
    let old: BTreeSet<ProjectPath> = before.public.iter().map(|path| renames.path(path)).collect();
    if let Some(path) = old.symmetric_difference(&after.public).next() {
        let message = format!("other readers could see `{path}` after the move");
        return Err(Failure::new(message, "set `access` in the article first, or choose another folder"));
    }
    // The last article of a category may move away.
    let is_wanted = |code: Code| code != codes::SITE_EMPTY_CATEGORY;
    let counted = counts(&before.diagnostics, &before.project().sources, renames);
    for ((code, path), count) in counts(&after.diagnostics, &after.project().sources, &Renames::default()) {
        if is_wanted(code) && count > counted.get(&(code, path.clone())).copied().unwrap_or(0) {
            let of_file = |diagnostic: &&Diagnostic| {
                diagnostic.code == code && place(diagnostic, &after.project().sources) == path
            };
            let message = after.diagnostics.iter().find(of_file).map_or("", |diagnostic| diagnostic.message.as_str());
            let message = format!("the move would cause a problem in `{path}`: {message} ({})", code.0);
            return Err(Failure::new(message, "nothing was changed; fix this first, or choose another name"));
        }
    }
    for ((before, after), references) in before.outputs.iter().zip(&after.outputs).zip(references) {
        let (before, after) = (BuiltSite::new(before), BuiltSite::new(after));
        if let Some(address) = addresses::unanswered(&before, &after).first() {
            let message = format!("the move would lose the address `{address}`");
            return Err(Failure::new(message, "nothing was changed; add a redirect for it in `answerbook.toml`"));
        }
        if let Some(reference) = rewrite::lost(references, &after, renames) {
            let message = format!("a link in `{}` would lead elsewhere: `{}`", reference.file, reference.written);
            return Err(Failure::new(message, "nothing was changed; write the link without escapes and variables"));
        }
    }
    Ok(())
}

/// The number of places of each code in each file, by the names after the move.
fn counts(diagnostics: &[Diagnostic], sources: &Sources, renames: &Renames) -> BTreeMap<(Code, ProjectPath), usize> {
    let mut places: BTreeMap<(Code, ProjectPath), BTreeSet<&Place>> = BTreeMap::new();
    for diagnostic in diagnostics {
        let path = renames.path(&place(diagnostic, sources));
        places.entry((diagnostic.code, path)).or_default().insert(&diagnostic.place);
    }
    places.into_iter().map(|(key, places)| (key, places.len())).collect()
}

fn place(diagnostic: &Diagnostic, sources: &Sources) -> ProjectPath {
    match &diagnostic.place {
        Place::Span(span) => sources[span.source].path.clone(),
        Place::File(path) => path.clone(),
        Place::Project => ProjectPath::new(""),
    }
}
