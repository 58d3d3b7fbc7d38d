//! Writes a site to a folder. Unchanged files are not written, and only files of earlier builds are removed.
//!
//! Steps: check that the folder may be written to, record the planned files, remove what blocks them, render and write
//! all files in parallel, remove stale files, write the manifest. The caller must hold the folder's
//! [`lock`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use twox_hash::XxHash3_64;

use crate::beneath;
use crate::diagnostic::Diagnostic;
use crate::output::frozen_files::FrozenFiles;
use crate::output::manifest::{self, BuildManifest};
use crate::output::site_stamp::SiteStamp;
use crate::output::write_error::WriteError;
use crate::output::{FileError, Output, disk, lock};
use crate::path::{self, OutPath, ProjectPath};

/// The maximum number of files that a thread takes at a time. Small batches keep a slow file, such as the list of all
/// articles, from delaying many others.
const MAX_BATCH: usize = 32;

/// The results of writing a site.
#[derive(Debug, Default)]
pub struct WriteSummary {
    /// The number of new and changed files.
    pub written: usize,
    /// The number of files that were already up to date.
    pub unchanged: usize,
    /// The number of removed files.
    pub removed: usize,
    /// Problems found while rendering.
    pub diagnostics: Vec<Diagnostic>,
    /// The files on disk that were copied, each with the BLAKE3 hash of what was copied.
    pub copies: Vec<(ProjectPath, blake3::Hash)>,
    /// The stamps of the files when they had the right content, where the system has stamps.
    pub stamps: BTreeMap<String, SiteStamp>,
}

impl WriteSummary {
    fn note(&mut self, path: &OutPath, file: MadeFile, files: &mut BTreeMap<String, String>) {
        self.copies.extend(file.copied);
        self.stamps.extend(file.stamp.map(|stamp| (path.as_str().to_owned(), stamp)));
        files.insert(path.as_str().to_owned(), file.hash);
    }
}

/// The result of writing one file.
enum FileOutcome {
    Written(MadeFile),
    Unchanged(MadeFile),
    Failed(Box<Diagnostic>),
}

/// A file that was made.
struct MadeFile {
    /// Its hash in the manifest.
    hash: String,
    /// The file that it is a copy of.
    copied: Option<(ProjectPath, blake3::Hash)>,
    /// Its stamp when it had the right content.
    stamp: Option<SiteStamp>,
}

/// Writes all files of `output` below `folder`. With `force`, files that no build
/// created do not prevent writing. `progress` is called with the number of finished files and the total.
///
/// # Errors
///
/// If the folder contains files that no build created, or a file cannot be read, written or removed.
pub fn write(
    output: &Output,
    folder: &Path,
    force: bool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<WriteSummary, WriteError> {
    // Normalized, because `x/.` cannot be created while `x` does not exist.
    let folder = &folder.components().collect::<PathBuf>();
    std::fs::create_dir_all(folder).map_err(WriteError::io("create", folder))?;
    let earlier = BuildManifest::read(folder);
    let edition = &output.renderer.project.edition;
    if let Some(earlier) = earlier.as_ref().filter(|earlier| earlier.edition != *edition) {
        return Err(WriteError::OtherEdition { folder: folder.clone(), found: earlier.edition.clone() });
    }
    if !force {
        refuse_foreign(output, folder, earlier.as_ref())?;
    }
    let earlier = earlier.unwrap_or_default();
    let frozen = FrozenFiles::of(output, &earlier, folder);
    let earlier = earlier.files;
    let (noted, ()) =
        rayon::join(|| note_plan(output, folder, &earlier, &frozen), || output.renderer.site.related.prepare());
    noted?;
    let paths: Vec<&OutPath> = output.paths().filter(|path| !frozen.keeps(path.as_str())).collect();
    let stale = Stale::of(&earlier, output, &frozen);
    let removed = remove(folder, &stale.in_the_way)?;
    disk::make_folders(folder, paths.iter().copied())?;

    let done = AtomicUsize::new(0);
    let fates: Vec<(&OutPath, FileOutcome)> = paths
        .par_iter()
        .with_max_len(MAX_BATCH)
        .filter_map(|path| {
            let fate = write_one(output, folder, path, earlier.contains_key(path.as_str()))?;
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, paths.len());
            Some(fate.map(|fate| (*path, fate)))
        })
        .collect::<Result<_, WriteError>>()?;

    let mut written = WriteSummary::default();
    let stays = |path: &String| frozen.needs(path) && disk::is_file(folder, &OutPath::new(path));
    let mut files: BTreeMap<String, String> =
        earlier.iter().filter(|(path, _)| stays(path)).map(|(path, hash)| (path.clone(), hash.clone())).collect();
    written.unchanged = files.keys().filter(|path| frozen.keeps(path)).count();
    for (path, fate) in fates {
        match fate {
            FileOutcome::Written(file) => {
                written.written += 1;
                written.note(path, file, &mut files);
            }
            FileOutcome::Unchanged(file) => {
                written.unchanged += 1;
                written.note(path, file, &mut files);
            }
            FileOutcome::Failed(diagnostic) => {
                written.diagnostics.push(*diagnostic);
                remove_empty(folder, path);
                // The file of the last good build stays, and stays in the manifest.
                files.extend(earlier.get_key_value(path.as_str()).map(|(path, hash)| (path.clone(), hash.clone())));
            }
        }
    }
    written.removed = removed + remove(folder, &stale.others)?;
    BuildManifest::new(output, files, &frozen)
        .write(folder)
        .map_err(WriteError::io("write", &folder.join(manifest::NAME)))?;
    Ok(written)
}

/// Refuses a folder that no build created, and files in the way that no build created.
fn refuse_foreign(output: &Output, folder: &Path, earlier: Option<&BuildManifest>) -> Result<(), WriteError> {
    let foreign = match earlier {
        None => {
            let mut entries = std::fs::read_dir(folder).map_err(WriteError::io("read", folder))?;
            // Version control markers and our own files are not the user's work.
            let is_harmless = |name: &std::ffi::OsStr| {
                [".gitkeep", lock::NAME, manifest::UNFINISHED].iter().any(|harmless| name == *harmless)
            };
            entries
                .find_map(|entry| entry.ok().filter(|entry| !is_harmless(&entry.file_name())))
                .map(|entry| entry.path())
        }
        Some(manifest) => {
            let mut new = output.paths().filter(|path| !manifest.files.contains_key(path.as_str())).peekable();
            // Some file systems ignore letter case, so our own file may be found under another spelling.
            let ours: BTreeSet<String> = match new.peek() {
                Some(_) => manifest.files.keys().map(|path| path::folded(path)).collect(),
                None => BTreeSet::new(),
            };
            let is_ours = |path: &str| holds(&ours, &path::folded(path));
            let in_the_way = |path: &OutPath| {
                disk::in_the_way(folder, path, &is_ours).map_err(WriteError::io("read", &folder.join(path.as_str())))
            };
            new.find_map(|path| in_the_way(path).transpose()).transpose()?
        }
    };
    match foreign {
        Some(example) => Err(WriteError::Foreign { folder: folder.to_owned(), example }),
        None => Ok(()),
    }
}

/// Whether a path is one of `paths`, or a folder of one.
fn holds(paths: &BTreeSet<String>, path: &str) -> bool {
    let inside = format!("{path}/");
    paths.contains(path) || paths.range(inside.clone()..).next().is_some_and(|next| next.starts_with(&inside))
}

/// Records every planned file in the manifest before writing. After an interrupted build, the next one then recognizes
/// the folder and its files.
fn note_plan(
    output: &Output,
    folder: &Path,
    earlier: &BTreeMap<String, String>,
    frozen: &FrozenFiles,
) -> Result<(), WriteError> {
    let all_known = output.paths().all(|path| earlier.contains_key(path.as_str()));
    if all_known && !earlier.is_empty() {
        return Ok(());
    }
    let mut files = earlier.clone();
    for path in output.paths() {
        files.entry(path.as_str().to_owned()).or_default();
    }
    BuildManifest::new(output, files, frozen)
        .write(folder)
        .map_err(WriteError::io("write", &folder.join(manifest::NAME)))
}

/// Makes and writes one file, or returns `None` if the site does not contain it. `is_known` says whether an earlier
/// build wrote it.
fn write_one(
    output: &Output,
    folder: &Path,
    path: &OutPath,
    is_known: bool,
) -> Option<Result<FileOutcome, WriteError>> {
    Some(match output.render(path)? {
        Ok(bytes) => {
            let copied = output.copied_file(path).map(|file| (file.clone(), blake3::hash(&bytes)));
            write_bytes(&bytes, folder, path, is_known, copied)
        }
        Err(FileError::Template(diagnostic)) => Ok(FileOutcome::Failed(diagnostic)),
        Err(FileError::Read(path, error)) => Err(WriteError::Io { action: "read", path, error }),
    })
}

fn write_bytes(
    bytes: &[u8],
    folder: &Path,
    path: &OutPath,
    is_known: bool,
    copied: Option<(ProjectPath, blake3::Hash)>,
) -> Result<FileOutcome, WriteError> {
    let hash = format!("{:016x}", XxHash3_64::oneshot(bytes));
    if let Some(same) = is_known.then(|| disk::same(folder, path.as_str(), bytes)).flatten() {
        return Ok(FileOutcome::Unchanged(MadeFile { hash, copied, stamp: SiteStamp::of(&same) }));
    }
    let written = disk::replace(folder, path.as_str(), bytes);
    let written = written.map_err(WriteError::io("write", &folder.join(path.as_str())))?;
    Ok(FileOutcome::Written(MadeFile { hash, copied, stamp: SiteStamp::of(&written) }))
}

/// The files of an earlier build that this one does not make.
struct Stale {
    /// Files that block a new file: a file where a folder is needed, a folder where a file is needed, or the same name
    /// in another letter case.
    in_the_way: Vec<OutPath>,
    others: Vec<OutPath>,
}

impl Stale {
    fn of(earlier: &BTreeMap<String, String>, output: &Output, frozen: &FrozenFiles) -> Self {
        // The manifest may have been edited; `OutPath` keeps its paths inside the folder.
        let names = earlier.keys().filter(|name| !frozen.needs(name)).map(|name| OutPath::new(name));
        let stale: Vec<OutPath> = names.filter(|path| !output.contains(path)).collect();
        if stale.is_empty() {
            return Self { in_the_way: Vec::new(), others: Vec::new() };
        }
        let new: BTreeSet<String> = output.paths().map(OutPath::folded).collect();
        let is_in_the_way = |path: &OutPath| {
            let folded = OutPath::new(&path.folded());
            holds(&new, folded.as_str()) || folded.folders().any(|folder| new.contains(folder))
        };
        let (in_the_way, others) = stale.into_iter().partition(is_in_the_way);
        Self { in_the_way, others }
    }
}

/// Removes files, and the folders that become empty. Returns the number of files that existed.
fn remove(folder: &Path, paths: &[OutPath]) -> Result<usize, WriteError> {
    let mut removed = 0;
    let mut folders: BTreeSet<&str> = BTreeSet::new();
    for path in paths {
        removed += usize::from(disk::remove(folder, path)?);
        folders.extend(path.folders());
    }
    for path in folders.into_iter().rev() {
        // Fails, as intended, for folders that are not empty and for links.
        let _ = beneath::remove_folder(folder, path);
    }
    Ok(removed)
}

/// Removes the folders that were created for a file that could not be made.
fn remove_empty(folder: &Path, path: &OutPath) {
    for above in path.folders() {
        let _ = beneath::remove_folder(folder, above);
    }
}
