//! What lies in git cannot be mended: a tag stays as it is. Problems of such texts are worth knowing, and no reason to fail.

use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::path::ProjectPath;
use crate::project::Project;

/// Makes notes of the problems in texts of versions that were read from git.
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
