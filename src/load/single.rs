//! Reads files by name: the configuration, the font, and files that are copied. Links out of the project are refused,
//! and so are devices and pipes, which may never end.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cache::LoadCache;
use super::file_stamp::FileStamp;
use super::read::{self, FileContents};
use super::walk::Area;
use super::{CONFIG_FILE, LoadError};
use crate::addresses::{self, AddressFile};
use crate::beneath;
use crate::codes;
use crate::config::{self, Config, Font};
use crate::diagnostic::{Diagnostic, Severity};
use crate::path::ProjectPath;
use crate::source::SourceId;

/// Reads `answerbook.toml` if it exists.
pub(super) fn configuration(
    root: &Path,
    cache: &mut LoadCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Config, LoadError> {
    let Some((source, text)) = settings(root, CONFIG_FILE, cache, diagnostics)? else { return Ok(Config::default()) };
    Ok(config::parse(source, &text).unpack(diagnostics))
}

/// Reads `addresses.toml` if it exists. In place of a missing one, there is an empty text, so that fixes can add to it.
pub(super) fn addresses(
    root: &Path,
    cache: &mut LoadCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<AddressFile, LoadError> {
    let Some((source, text)) = settings(root, addresses::FILE, cache, diagnostics)? else {
        cache.source(&ProjectPath::new(addresses::FILE), "".into());
        return Ok(AddressFile::default());
    };
    Ok(addresses::parse(source, &text).unpack(diagnostics))
}

/// Reads a text in the project's folder; `None` if it does not exist or cannot be used. A link out of the project is not
/// followed, because diagnostics would quote lines of its target.
fn settings(
    root: &Path,
    name: &str,
    cache: &mut LoadCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Option<(SourceId, Arc<str>)>, LoadError> {
    let file = root.join(name);
    let path = ProjectPath::new(name);
    if std::fs::symlink_metadata(&file).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(None);
    }
    let problem = match file.canonicalize() {
        Err(_) => Some((codes::FILE_UNREADABLE, "is a symbolic link that leads nowhere", "fix the link, or remove it")),
        Ok(target) if !target.starts_with(root) => {
            let help = "copy the file into the project";
            Some((codes::FILE_OUTSIDE, "is a symbolic link that leads outside of the project", help))
        }
        Ok(target) if !target.is_file() => {
            Some((codes::FILE_UNREADABLE, "is not a file", "remove it, or write a file of that name"))
        }
        Ok(_) => None,
    };
    if let Some((code, message, help)) = problem {
        let diagnostic = Diagnostic::file(code, format!("`{path}` {message}"), path);
        // An error, because the site would be built without the settings in it.
        diagnostics.push(Diagnostic { severity: Severity::Error, ..diagnostic }.help(help));
        return Ok(None);
    }
    let bytes = read_inside(root, &path).map_err(|error| LoadError::io(&file, error))?;
    let stamp = FileStamp::of(&std::fs::metadata(&file).map_err(|error| LoadError::io(&file, error))?);
    let decoded = read::decode(bytes);
    cache.remember(&path, Area::Elsewhere, stamp, FileContents::Text(decoded.clone()));
    let text = decoded.text;
    let source = cache.source(&path, Arc::clone(&text));
    diagnostics.extend(decoded.bad_byte.map(|bad| bad.report(source)));
    Ok(Some((source, text)))
}

/// Reads a file of the project as it is now.
///
/// # Errors
///
/// If the file cannot be read, is not a regular file, or has become a link out of the project.
pub fn read_inside(root: &Path, path: &ProjectPath) -> io::Result<Vec<u8>> {
    let file = inside(root, path)?;
    // What was a file a moment ago can be a link now.
    match file.strip_prefix(root).ok().and_then(Path::to_str) {
        Some(below) => beneath::read(root, below),
        None => std::fs::read(file),
    }
}

/// The canonical path of a file in the project.
pub(super) fn inside(root: &Path, path: &ProjectPath) -> io::Result<PathBuf> {
    let file = root.join(path.as_str()).canonicalize()?;
    match () {
        () if !file.starts_with(root) => Err(io::Error::other("it leads out of the project")),
        () if !file.is_file() => Err(io::Error::other("it is not a file")),
        () => Ok(file),
    }
}

/// Reads the configured font file. A missing one is reported later, together with other missing files that the
/// configuration names.
pub(super) fn font(root: &Path, config: &Config, cache: &mut LoadCache) -> Option<Arc<[u8]>> {
    let Font::File(path) = &config.brand.font else { return None };
    let file = inside(root, &path.value).ok()?;
    let stamp = FileStamp::of(&std::fs::metadata(&file).ok()?);
    let name = ProjectPath::new(&format!("{}#font", path.value));
    if let Some(FileContents::Bytes(bytes)) = cache.cached(&name, Area::Elsewhere, &stamp) {
        let bytes = Arc::clone(bytes);
        cache.keep(&name);
        return Some(bytes);
    }
    let bytes: Arc<[u8]> = read_inside(root, &path.value).ok()?.into();
    cache.remember(&name, Area::Elsewhere, stamp, FileContents::Bytes(Arc::clone(&bytes)));
    Some(bytes)
}
