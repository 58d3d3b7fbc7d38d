//! `check --fix` and `check --diff`: changes the files of the project where it is certain how.

use std::collections::BTreeMap;

use super::edited_files::{self, EditedFile};
use super::terminal::{self, Completion, Failure};
use crate::addresses;
use crate::diagnostic::Diagnostic;
use crate::fixes::{self, ChosenFixes};
use crate::load;
use crate::path::ProjectPath;
use crate::pipeline::BuildCache;
use crate::project::Project;
use crate::report::{Report, plural};
use crate::source::SourceId;

/// A project after its fixes, in memory.
pub(super) struct FixedProject {
    /// The project with the fixed texts.
    pub project: Project,
    /// What a build reports about it.
    pub of_build: Vec<Diagnostic>,
    /// The fixes.
    pub fixes: ChosenFixes,
    files: Vec<EditedFile>,
}

/// Finds the fixes for a report's problems that can be applied and make nothing worse. `of_build` is what the build
/// with `cache` reported.
pub(super) fn prepare(report: &Report, project: &Project, cache: &BuildCache, of_build: &[Diagnostic]) -> FixedProject {
    let mut chosen = fixes::choose(report);
    let contents = readable(project, &mut chosen);
    let (project_after, of_build) = fixes::verify(project, cache, of_build, &mut chosen);
    let edited = chosen.iter().filter_map(|(id, list)| {
        let source = &project.sources[*id];
        let old = contents.get(id)?.clone();
        let new = fixes::apply_to_bytes(&old, &source.text, list)?;
        let path = project.root.join(source.path.as_str());
        let path = if is_missing(project, &source.path) { path } else { path.canonicalize().ok()? };
        Some(EditedFile { name: source.path.clone(), path, old, new })
    });
    let files = edited.collect();
    FixedProject { project: project_after, of_build, fixes: chosen, files }
}

/// The contents of the files to fix. Drops the fixes of texts that are not files, and of files that cannot be changed.
fn readable(project: &Project, chosen: &mut ChosenFixes) -> BTreeMap<SourceId, Vec<u8>> {
    let mut contents = BTreeMap::new();
    chosen.retain(|id, list| {
        let source = &project.sources[*id];
        if is_missing(project, &source.path) {
            contents.insert(*id, Vec::new());
            return true;
        }
        // A text of a version in git, or of the default theme.
        let Ok(bytes) = load::read_inside(&project.root, &source.path) else { return false };
        let why = if !edited_files::is_writable(&project.root.join(source.path.as_str())) {
            "is read-only"
        } else if fixes::apply_to_bytes(&bytes, &source.text, list).is_none() {
            "is not UTF-8, or has just changed"
        } else {
            contents.insert(*id, bytes);
            return true;
        };
        let count = if list.len() == 1 { "1 fix".to_owned() } else { format!("{} fixes", list.len()) };
        terminal::print_status(format_args!("`{}` {why}: {count} not applied", source.path));
        false
    });
    contents
}

/// Whether fixes make a file. Only `addresses.toml` is read as if it existed.
fn is_missing(project: &Project, path: &ProjectPath) -> bool {
    path.as_str() == addresses::FILE && project.root.join(addresses::FILE).symlink_metadata().is_err()
}

/// Writes the fixed files.
pub(super) fn write(fixed: &FixedProject) -> Result<(), Failure> {
    edited_files::write(&fixed.files)?;
    if !fixed.files.is_empty() {
        let (problems, files) = counts(fixed);
        terminal::print_status(format_args!("fixed {problems} in {files}"));
    }
    Ok(())
}

/// Prints what would be changed. Like other tools, ends with exit code 1 if there is something.
pub(super) fn print_diff(fixed: &FixedProject) -> Result<Completion, Failure> {
    terminal::print(&edited_files::patch(&fixed.files))?;
    if fixed.files.is_empty() {
        terminal::print_status("nothing can be fixed with certainty");
        return Ok(Completion::Fine);
    }
    let (problems, files) = counts(fixed);
    terminal::print_status(format_args!("would fix {problems} in {files}"));
    Ok(Completion::Problems)
}

fn counts(fixed: &FixedProject) -> (String, String) {
    (plural(fixes::count(&fixed.fixes), "problem"), plural(fixed.files.len(), "file"))
}
