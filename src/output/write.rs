//! Writes a site to a folder: only what changed, and removes only what an earlier build made.
//!
//! Steps: see whose folder it is, note down what is about to be written, cook and write all files in parallel, remove what
//! is left over, write the manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use twox_hash::XxHash3_64;

use crate::diagnostic::Diagnostic;
use crate::output::frozen::Frozen;
use crate::output::manifest::{self, Manifest};
use crate::output::{CookError, Output};
use crate::path::OutPath;

/// So many files at most are handed to a thread at a time: what takes long, such as the list of all articles, is not to
/// keep others waiting behind it.
const HANDFUL: usize = 32;

/// What writing did.
#[derive(Debug, Default)]
pub struct Written {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were right already.
    pub unchanged: usize,
    /// Files of an earlier build that are gone.
    pub removed: usize,
    /// Problems that showed while rendering.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why a site could not be written.
#[derive(Debug)]
pub enum Error {
    /// The folder holds files that no build made.
    Foreign {
        /// The output folder.
        folder: PathBuf,
        /// One of the files.
        example: PathBuf,
    },
    /// The file system refused.
    Io {
        /// What was being done, such as `write`.
        action: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { folder, example } => write!(
                f,
                "`{}` holds files that no build of this site made, such as `{}`",
                folder.display(),
                example.display()
            ),
            Self::Io { action, path, error } => write!(f, "could not {action} `{}`: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// The way out.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Foreign { .. } => "choose another folder with `--out`, or keep those files and write with `--force`",
            Self::Io { error, .. } => match error.kind() {
                ErrorKind::StorageFull => {
                    "free some space and build again; nothing outside the output folder was touched"
                }
                ErrorKind::PermissionDenied => "check who may write there, or choose another folder with `--out`",
                ErrorKind::ReadOnlyFilesystem => "choose a folder that can be written to with `--out`",
                _ => "check the folder and build again",
            },
        }
    }

    fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { action, path, error }
    }
}

/// What became of one file.
enum Fate {
    Written(String),
    Unchanged(String),
    Failed(Box<Diagnostic>),
}

/// Writes all of `output` below `folder`. `progress` hears how many files of how many are done.
pub fn write(
    output: &Output,
    folder: &Path,
    force: bool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Written, Error> {
    std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    let earlier = Manifest::read(folder);
    if !force {
        refuse_foreign(output, folder, earlier.as_ref())?;
    }
    let earlier = earlier.unwrap_or_default();
    let frozen = Frozen::of(output, &earlier, folder);
    let earlier = earlier.files;
    let (noted, ()) =
        rayon::join(|| note_plan(output, folder, &earlier, &frozen), || output.kitchen.site.related.prepare());
    noted?;

    let done = AtomicUsize::new(0);
    let paths: Vec<&OutPath> = output.paths().filter(|path| !frozen.keeps(path.as_str())).collect();
    let fates: Vec<(&OutPath, Fate)> = paths
        .par_iter()
        .with_max_len(HANDFUL)
        .filter_map(|path| {
            let fate = write_one(output, folder, path, earlier.contains_key(path.as_str()))?;
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, paths.len());
            Some(fate.map(|fate| (*path, fate)))
        })
        .collect::<Result<_, Error>>()?;

    let mut written = Written::default();
    let stays = |path: &String| frozen.needs(path) && folder.join(OutPath::new(path).as_str()).is_file();
    let mut files: BTreeMap<String, String> =
        earlier.iter().filter(|(path, _)| stays(path)).map(|(path, hash)| (path.clone(), hash.clone())).collect();
    written.unchanged = files.keys().filter(|path| frozen.keeps(path)).count();
    for (path, fate) in fates {
        match fate {
            Fate::Written(hash) => {
                written.written += 1;
                files.insert(path.as_str().to_owned(), hash);
            }
            Fate::Unchanged(hash) => {
                written.unchanged += 1;
                files.insert(path.as_str().to_owned(), hash);
            }
            Fate::Failed(diagnostic) => {
                written.diagnostics.push(*diagnostic);
                // What the last good build left there stays, and stays ours.
                files.extend(earlier.get_key_value(path.as_str()).map(|(path, hash)| (path.clone(), hash.clone())));
            }
        }
    }
    written.removed = remove_stale(folder, &earlier, output, &frozen)?;
    Manifest::new(output, files, &frozen).write(folder).map_err(Error::io("write", &folder.join(manifest::NAME)))?;
    Ok(written)
}

/// Refuses a folder that no build made, and files in the way that no build made.
fn refuse_foreign(output: &Output, folder: &Path, earlier: Option<&Manifest>) -> Result<(), Error> {
    let foreign = match earlier {
        None => {
            let mut entries = std::fs::read_dir(folder).map_err(Error::io("read", folder))?;
            // A host's own folder marker is nobody's work.
            entries
                .find_map(|entry| entry.ok().filter(|entry| entry.file_name() != ".gitkeep"))
                .map(|entry| entry.path())
        }
        Some(manifest) => {
            let in_the_way =
                |path: &&OutPath| !manifest.files.contains_key(path.as_str()) && folder.join(path.as_str()).exists();
            output.paths().find(in_the_way).map(|path| folder.join(path.as_str()))
        }
    };
    match foreign {
        Some(example) => Err(Error::Foreign { folder: folder.to_owned(), example }),
        None => Ok(()),
    }
}

/// Claims every file before it is written: a build that is cut off leaves a folder that the next one knows as its own.
fn note_plan(output: &Output, folder: &Path, earlier: &BTreeMap<String, String>, frozen: &Frozen) -> Result<(), Error> {
    let all_known = output.paths().all(|path| earlier.contains_key(path.as_str()));
    if all_known && !earlier.is_empty() {
        return Ok(());
    }
    let mut files = earlier.clone();
    for path in output.paths() {
        files.entry(path.as_str().to_owned()).or_default();
    }
    Manifest::new(output, files, frozen).write(folder).map_err(Error::io("write", &folder.join(manifest::NAME)))
}

/// Makes and writes one file; `None` if the site has no such file. `is_known`: whether an earlier build wrote it.
fn write_one(output: &Output, folder: &Path, path: &OutPath, is_known: bool) -> Option<Result<Fate, Error>> {
    Some(match output.cook(path)? {
        Ok(bytes) => write_bytes(&bytes, &folder.join(path.as_str()), is_known),
        Err(CookError::Template(diagnostic)) => Ok(Fate::Failed(diagnostic)),
        Err(CookError::Read(path, error)) => Err(Error::Io { action: "read", path, error }),
    })
}

fn write_bytes(bytes: &[u8], file: &Path, is_known: bool) -> Result<Fate, Error> {
    let hash = format!("{:016x}", XxHash3_64::oneshot(bytes));
    if is_known && is_same(file, bytes) {
        return Ok(Fate::Unchanged(hash));
    }
    // Most new files are pages, and the first ones in their folder.
    if !is_known && file.ends_with("index.html") {
        let _ = file.parent().map(std::fs::create_dir);
    }
    let mut written = std::fs::write(file, bytes);
    if let (Err(error), Some(folder)) = (&written, file.parent())
        && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
    {
        std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        written = std::fs::write(file, bytes);
    }
    written.map_err(Error::io("write", file))?;
    Ok(Fate::Written(hash))
}

/// Whether the file holds exactly these bytes; its length is asked first, which is cheap.
fn is_same(file: &Path, bytes: &[u8]) -> bool {
    let same_length = std::fs::metadata(file).is_ok_and(|metadata| metadata.len() == bytes.len() as u64);
    same_length && std::fs::read(file).is_ok_and(|old| old == bytes)
}

/// Removes the files of an earlier build that this one does not make, and the folders that this leaves empty.
fn remove_stale(
    folder: &Path,
    earlier: &BTreeMap<String, String>,
    output: &Output,
    frozen: &Frozen,
) -> Result<usize, Error> {
    let mut removed = 0;
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    let is_stale = |name: &&String| !frozen.needs(name) && !output.contains(&OutPath::new(name));
    for name in earlier.keys().filter(is_stale) {
        // The manifest is a file that anybody could have edited: a path in it never leads out of the folder.
        let path = folder.join(OutPath::new(name).as_str());
        match std::fs::remove_file(&path) {
            Ok(()) => removed += 1,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Error::Io { action: "remove", path, error }),
        }
        folders.extend(path.ancestors().skip(1).take_while(|ancestor| *ancestor != folder).map(Path::to_owned));
    }
    for path in folders.into_iter().rev() {
        // Fails for a folder that still holds something, which is as it should be.
        let _ = std::fs::remove_dir(path);
    }
    Ok(removed)
}
