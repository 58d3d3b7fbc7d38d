//! Writes an imported project. A file that was edited since the last import stays as it is.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::configuration;
use super::edited::{RestrictedFile, Visibility, restrict};
use super::export::Export;
use super::old_addresses;
use super::record::{ImportRecord, RECORD_FILE, content_hash};
use super::report::REPORT_FILE;
use super::{ImportedFile, ImportedProject};
use crate::addresses;

/// What happened to the files of an import.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct WriteResult {
    /// New files.
    pub created: usize,
    /// Files whose source changed.
    pub updated: usize,
    /// Files that are as they would be written.
    pub unchanged: usize,
    /// Files that were edited after an import wrote them, and kept.
    pub kept: Vec<String>,
    /// Files that no import wrote, and that were kept.
    pub foreign: Vec<String>,
    /// Files that an import wrote and that were removed since. They stay removed.
    pub removed: Vec<String>,
    /// Files of an earlier import that this one does not have.
    pub gone: Vec<String>,
    /// Files whose source is no longer public, and what was done about it.
    pub restricted: Vec<(String, RestrictedFile)>,
    /// What does not fit in an existing configuration.
    pub remarks: Vec<String>,
    /// Files of the export that could not be read.
    pub unreadable: Vec<String>,
}

/// The record of an earlier import, if the folder has one.
pub fn earlier(folder: &Path) -> Result<ImportRecord, String> {
    let path = folder.join(RECORD_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => ImportRecord::parse(&text).map_err(|error| format!("`{}` is damaged: {error}", path.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(ImportRecord::default()),
        Err(error) => Err(format!("cannot read `{}`: {error}", path.display())),
    }
}

/// Writes a project into a folder. With `overwrite`, edited files are replaced, too.
pub fn write(
    project: &ImportedProject,
    export: &Export,
    source: &str,
    folder: &Path,
    overwrite: bool,
) -> Result<WriteResult, String> {
    let earlier = earlier(folder)?;
    let mut result = WriteResult::default();
    let mut record =
        ImportRecord { source: source.to_owned(), articles: project.articles.clone(), files: BTreeMap::new() };
    // Nothing is written if a path is refused.
    for path in project.files.keys().chain(earlier.files.keys()) {
        inside(folder, path)?;
    }
    leave_out(project, &earlier, folder, &mut result)?;
    for (path, file) in project.files.iter().filter(|(path, _)| *path != REPORT_FILE) {
        let place = inside(folder, path)?;
        let mut bytes = match file {
            ImportedFile::Text(text) => text.clone().into_bytes(),
            ImportedFile::Copy(from) => match export.read(from) {
                Ok(bytes) => bytes,
                Err(error) => {
                    result.unreadable.push(error);
                    continue;
                }
            },
        };
        let existing = match fs::read(&place) {
            Ok(existing) => Some(existing),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(format!("cannot read `{}`: {error}", place.display())),
        };
        let known = earlier.files.get(path);
        if let Some(existing) = &existing {
            let is_ours = known.is_some_and(|known| *known == content_hash(existing));
            if path == "answerbook.toml" && !is_ours && !overwrite {
                // A configuration belongs to its writer.
                result.remarks.extend(configuration::problem(&String::from_utf8_lossy(existing), project));
                bytes.clone_from(existing);
                record.files.extend(known.map(|known| (path.clone(), known.clone())));
            } else if path == addresses::FILE && !is_ours && !overwrite {
                // People and `answerbook addresses update` write to it, too.
                bytes = match std::str::from_utf8(existing) {
                    Ok(text) => old_addresses::with_missing(text, project).into_bytes(),
                    Err(_) => existing.clone(),
                };
                record.files.extend(known.map(|known| (path.clone(), known.clone())));
            } else if *existing != bytes && !is_ours && !overwrite {
                record.files.extend(known.map(|known| (path.clone(), known.clone())));
                if known.is_some() { &mut result.kept } else { &mut result.foreign }.push(path.clone());
                if path_is_markdown(path) {
                    let wanted = Visibility::of(&String::from_utf8_lossy(&bytes));
                    result.restricted.extend(restrict(&place, existing, &wanted)?.map(|done| (path.clone(), done)));
                }
                continue;
            } else {
                record.files.insert(path.clone(), content_hash(&bytes));
            }
            if *existing == bytes {
                result.unchanged += 1;
                continue;
            }
            result.updated += 1;
        } else if let Some(known) = known {
            // It was removed on purpose.
            record.files.insert(path.clone(), known.clone());
            result.removed.push(path.clone());
            continue;
        } else {
            record.files.insert(path.clone(), content_hash(&bytes));
            result.created += 1;
        }
        save(&place, &bytes)?;
    }
    for (path, hash) in &earlier.files {
        if !project.files.contains_key(path) && inside(folder, path)?.exists() {
            record.files.insert(path.clone(), hash.clone());
            if !result.restricted.iter().any(|(known, _)| known == path) {
                result.gone.push(path.clone());
            }
        }
    }
    if let Some(ImportedFile::Text(report)) = project.files.get(REPORT_FILE) {
        // The report is always this import's own.
        let report = format!("{report}{}", of_restricted(&result));
        record.files.insert(REPORT_FILE.to_owned(), content_hash(report.as_bytes()));
        write_report(&inside(folder, REPORT_FILE)?, &report, &mut result)?;
    }
    let text = record.text();
    let place = folder.join(RECORD_FILE);
    if fs::read_to_string(&place).ok().as_deref() != Some(text.as_str()) {
        save(&place, text.as_bytes())?;
    }
    Ok(result)
}

/// Removes the files of articles that were left out because not everybody may read them; edited ones are kept, and
/// restricted.
fn leave_out(
    project: &ImportedProject,
    earlier: &ImportRecord,
    folder: &Path,
    result: &mut WriteResult,
) -> Result<(), String> {
    for (path, access) in &project.left_out {
        let (Some(hash), place) = (earlier.files.get(path), inside(folder, path)?) else { continue };
        let existing = match fs::read(&place) {
            Ok(existing) => existing,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(format!("cannot read `{}`: {error}", place.display())),
        };
        if content_hash(&existing) == *hash && !project.files.contains_key(path) {
            fs::remove_file(&place).map_err(|error| format!("cannot remove `{}`: {error}", place.display()))?;
            result.restricted.push((path.clone(), RestrictedFile::Removed));
        } else {
            let wanted = Visibility { access: access.clone(), draft: false };
            result.restricted.extend(restrict(&place, &existing, &wanted)?.map(|done| (path.clone(), done)));
        }
    }
    Ok(())
}

/// The part of the report about files whose source is no longer public.
fn of_restricted(result: &WriteResult) -> String {
    let mut out = String::new();
    for (path, done) in &result.restricted {
        let words = match done {
            RestrictedFile::Marked => "was edited: your edits are kept, and its front matter keeps it out of builds",
            RestrictedFile::StillPublic => {
                "**is still public**: it was edited, and its front matter cannot be changed; add `access` or `draft: true`"
            }
            RestrictedFile::Removed => continue,
        };
        if out.is_empty() {
            out.push_str("\n## Edited files whose source is not public\n\n");
        }
        // Writing to a text cannot fail.
        let _ = writeln!(out, "- `{path}` {words}");
    }
    out
}

fn write_report(place: &Path, report: &str, result: &mut WriteResult) -> Result<(), String> {
    match fs::read(place) {
        Ok(existing) if existing == report.as_bytes() => {
            result.unchanged += 1;
            return Ok(());
        }
        Ok(_) => result.updated += 1,
        Err(_) => result.created += 1,
    }
    save(place, report.as_bytes())
}

fn path_is_markdown(path: &str) -> bool {
    super::names::has_extension(path, "md")
}

/// The place of a file. Nothing is written through a link, or outside of the folder.
fn inside(folder: &Path, path: &str) -> Result<PathBuf, String> {
    let mut place = folder.to_owned();
    for part in path.split('/') {
        if part.is_empty() || part == "." || part == ".." || part.contains(['\\', '\0']) {
            return Err(format!("`{path}` is no path for a file of a project"));
        }
        place.push(part);
        if fs::symlink_metadata(&place).is_ok_and(|facts| facts.file_type().is_symlink()) {
            return Err(format!("`{}` is a link, and nothing is written through it", place.display()));
        }
    }
    Ok(place)
}

fn save(place: &Path, bytes: &[u8]) -> Result<(), String> {
    let problem = |error: io::Error| format!("cannot write `{}`: {error}", place.display());
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(problem)?;
    }
    fs::write(place, bytes).map_err(problem)
}
