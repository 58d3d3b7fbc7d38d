//! Writes an imported project. A file that was edited since the last import stays as it is.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::configuration;
use super::export::Export;
use super::record::{ImportRecord, RECORD_FILE, content_hash};
use super::{ImportedFile, ImportedProject};

/// What happened to the files of an import.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct WriteResult {
    /// New files.
    pub created: usize,
    /// Files whose source changed.
    pub updated: usize,
    /// Files that are as they would be written.
    pub unchanged: usize,
    /// Files that differ from what an import wrote, and were not touched.
    pub kept: Vec<String>,
    /// Files of an earlier import that this one does not have.
    pub gone: Vec<String>,
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
    for (path, file) in &project.files {
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
                // A configuration belongs to its writer: only redirects are added.
                bytes = configuration::with_redirects(&String::from_utf8_lossy(existing), project).into_bytes();
                record.files.extend(known.map(|known| (path.clone(), known.clone())));
            } else if *existing != bytes && !is_ours && !overwrite {
                record.files.extend(known.map(|known| (path.clone(), known.clone())));
                result.kept.push(path.clone());
                continue;
            } else {
                record.files.insert(path.clone(), content_hash(&bytes));
            }
            if *existing == bytes {
                result.unchanged += 1;
                continue;
            }
            result.updated += 1;
        } else if let (Some(known), false) = (known, overwrite) {
            // It was removed on purpose.
            record.files.insert(path.clone(), known.clone());
            result.kept.push(path.clone());
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
            result.gone.push(path.clone());
        }
    }
    let text = record.text();
    let place = folder.join(RECORD_FILE);
    if fs::read_to_string(&place).ok().as_deref() != Some(text.as_str()) {
        save(&place, text.as_bytes())?;
    }
    Ok(result)
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
