//! Files that are read by their name rather than met on a walk: the configuration, a font, and what is copied. None is
//! followed out of the project, and none can be a device or a pipe, which might never end.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cache::{FileStamp, LoadCache};
use super::read::{self, FileContents};
use super::walk::Area;
use super::{CONFIG_FILE, LoadError};
use crate::codes;
use crate::config::{self, Config, Font};
use crate::diagnostic::{Diagnostic, Severity};
use crate::path::ProjectPath;

/// Reads `answerbook.toml`, if there is one. One that leads out of the project is not read: its lines would be quoted.
pub(super) fn configuration(
    root: &Path,
    cache: &mut LoadCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Config, LoadError> {
    let file = root.join(CONFIG_FILE);
    let path = ProjectPath::new(CONFIG_FILE);
    if std::fs::symlink_metadata(&file).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(Config::default());
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
        // Without its configuration, the site is another one.
        diagnostics.push(Diagnostic { severity: Severity::Error, ..diagnostic }.help(help));
        return Ok(Config::default());
    }
    let bytes = std::fs::read(&file).map_err(|error| LoadError::io(&file, error))?;
    let stamp = FileStamp::of(&std::fs::metadata(&file).map_err(|error| LoadError::io(&file, error))?);
    let decoded = read::decode(bytes);
    cache.note(&path, Area::Elsewhere, stamp, FileContents::Text(decoded.clone()));
    let text = decoded.text;
    let source = cache.source(&path, Arc::clone(&text));
    diagnostics.extend(decoded.bad_byte.map(|bad| bad.report(source)));
    Ok(config::parse(source, &text).unpack(diagnostics))
}

/// Reads a file of the project as it is now. One that has become a link out of the project since it was found is refused.
pub fn read_inside(root: &Path, path: &ProjectPath) -> io::Result<Vec<u8>> {
    std::fs::read(inside(root, path)?)
}

/// Where a file of the project lies, links followed.
fn inside(root: &Path, path: &ProjectPath) -> io::Result<PathBuf> {
    let file = root.join(path.as_str()).canonicalize()?;
    match () {
        () if !file.starts_with(root) => Err(io::Error::other("it leads out of the project")),
        () if !file.is_file() => Err(io::Error::other("it is not a file")),
        () => Ok(file),
    }
}

/// The font file that the configuration names; a missing one is reported with the other files that it names.
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
    let bytes: Arc<[u8]> = std::fs::read(&file).ok()?.into();
    cache.note(&name, Area::Elsewhere, stamp, FileContents::Bytes(Arc::clone(&bytes)));
    Some(bytes)
}
