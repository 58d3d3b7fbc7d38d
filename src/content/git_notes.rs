//! Downgrades problems in texts that were read from git. A tag cannot be changed, so its problems are worth knowing but
//! do not fail a build.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::path::ProjectPath;
use crate::project::Project;

/// Downgrades the problems in texts of versions that were read from git to notes.
pub fn downgrade_to_notes(project: &Project, diagnostics: &mut [Diagnostic]) {
    let config = &project.config;
    if config.versions.iter().all(|version| version.commit.is_none()) {
        return;
    }
    let is_past = |path: &ProjectPath| {
        project.trees.place(path).is_some_and(|placed| config.version(placed.edition.version).commit.is_some())
    };
    for diagnostic in diagnostics {
        let is_past = match &diagnostic.place {
            Place::Span(span) => is_past(&project.sources[span.source].path),
            Place::File(path) => is_past(path),
            Place::Project => false,
        };
        if is_past {
            diagnostic.severity = Severity::Note;
        }
    }
}
