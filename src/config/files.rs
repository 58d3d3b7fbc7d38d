//! Checks that the files and folders in the configuration exist. Reports missing ones, with a suggestion if a similar
//! file exists. Never reads the disk itself.

use super::{Config, Font, SEARCH_TESTS};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::source::Spanned;

/// Extensions to try when a file does not exist.
const EXTENSIONS: &[&str] = &["svg", "png", "jpg", "jpeg", "webp", "ico", "woff2"];

/// Whether a file belongs to the configuration and is no content, even if it is in the content folder.
#[must_use]
pub fn is_settings_file(config: &Config, path: &ProjectPath) -> bool {
    let fits = |pattern: &str| match pattern.split_once("{locale}") {
        Some((start, end)) => path.as_str().strip_prefix(start).is_some_and(|rest| {
            rest.strip_suffix(end).is_some_and(|locale| !locale.is_empty() && !locale.contains('/'))
        }),
        None => path.as_str() == pattern,
    };
    let strings = config.product_strings.iter().map(|pattern| pattern.value.as_str());
    path.as_str() == SEARCH_TESTS || strings.chain([config.terms.as_str()]).any(fits)
}

/// Reports the files and folders in the configuration that do not exist. `exists` compares the exact spelling.
#[must_use]
pub fn check_files(config: &Config, exists: &dyn Fn(&ProjectPath) -> bool) -> Vec<Diagnostic> {
    let brand = &config.brand;
    let font = match &brand.font {
        Font::File(font) => Some(font),
        Font::Theme | Font::System => None,
    };
    let files = [&brand.logo, &brand.logo_dark, &brand.favicon, &brand.social_image];
    let files = files.into_iter().flatten().chain(font).filter(|file| !exists(&file.value));
    let folders = config.folders.iter().filter(|folder| !folder.value.as_str().is_empty() && !exists(&folder.value));
    let missing_file = |file: &Spanned<ProjectPath>| {
        let near = candidates(&file.value, config).into_iter().find(|path| exists(path));
        match near {
            Some(near) => missing("file", file).did_you_mean(Some(near.as_str())),
            None => missing("file", file).help("put the file there, or remove the key"),
        }
    };
    let missing_folder = |folder| missing("folder", folder).help("create the folder, or remove the key");
    files.map(missing_file).chain(folders.map(missing_folder)).collect()
}

fn missing(what: &str, named: &Spanned<ProjectPath>) -> Diagnostic {
    let message = format!("the {what} `{}` does not exist", named.value);
    Diagnostic::at(codes::CONFIG_MISSING_FILE, message, named.span.clone())
}

/// Paths where a missing file may be: with another extension, in lower case, or in another folder.
fn candidates(path: &ProjectPath, config: &Config) -> Vec<ProjectPath> {
    let (path, name) = (path.as_str(), path.name());
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let folders = [&config.static_files, &config.content, &config.theme];
    let moved = folders.into_iter().flat_map(|folder| [path, name].map(|path| format!("{folder}/{path}")));
    let renamed = EXTENSIONS.iter().map(|extension| format!("{stem}.{extension}"));
    [path.to_lowercase(), name.to_owned()]
        .into_iter()
        .chain(moved)
        .chain(renamed)
        .map(|path| ProjectPath::new(&path))
        .collect()
}
