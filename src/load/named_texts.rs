//! Reads texts that the configuration names, or that have a fixed name: the searches to test, the
//! terms, and the product's texts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::cache::LoadCache;
use super::file_stamp::FileStamp;
use super::file_versions;
use super::read::{self, FileContents};
use super::single;
use super::walk::Area;
use crate::codes;
use crate::config::{self, Config, LocaleId, SearchTest, TermRule};
use crate::content::product::formats::{self, FormatProblem};
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::project::ProductTexts;
use crate::source::{SourceId, Span, floor};
use crate::suggest;

/// The searches in `search-tests.toml`, if there is such a file.
pub(super) fn search_tests(root: &Path, cache: &mut LoadCache, diagnostics: &mut Vec<Diagnostic>) -> Vec<SearchTest> {
    let Some(source) = text(root, &ProjectPath::new(config::SEARCH_TESTS), cache, diagnostics) else {
        return Vec::new();
    };
    let text = cache.sources[source].text.clone();
    config::search_tests(source, &text).unpack(diagnostics)
}

/// The terms of each locale that has a file of them, by the locale's index.
pub(super) fn terms(
    root: &Path,
    config: &Config,
    cache: &mut LoadCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<LocaleId, Vec<TermRule>> {
    let mut terms = BTreeMap::new();
    let mut files = Vec::new();
    for (id, locale) in (0..).map(LocaleId).zip(&config.locales) {
        let paths =
            locale.spellings().into_iter().map(|code| ProjectPath::new(&config.terms.replace("{locale}", &code)));
        let found = paths.into_iter().find_map(|path| text(root, &path, cache, diagnostics));
        if let Some(source) = found {
            let text = cache.sources[source].text.clone();
            terms.insert(id, config::terms(source, &text).unpack(diagnostics));
            files.push((locale.code.as_str(), cache.sources[source].path.clone()));
        }
    }
    diagnostics.extend(unread_terms(root, config, &files));
    terms
}

/// Reports files of terms that are not read: those for locales that the help center does not have, and second files for
/// one that it has. `read` has those that are read, with their locales.
fn unread_terms(root: &Path, config: &Config, read: &[(&str, ProjectPath)]) -> Vec<Diagnostic> {
    let Some((before, after)) = config.terms.split_once("{locale}") else { return Vec::new() };
    let (folder, start) = before.rsplit_once('/').unwrap_or(("", before));
    // Any file of the project folder could be meant.
    if folder.is_empty() && start.is_empty() {
        return Vec::new();
    }
    let end = after.split('/').next().unwrap_or_default();
    let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
    let names: BTreeSet<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    let codes = names.iter().filter_map(|name| name.strip_prefix(start)?.strip_suffix(end));
    let file = |path: &ProjectPath| root.join(path.as_str()).canonicalize().ok().filter(|path| path.is_file());
    // Two names can be one file where letter case does not count.
    let files: Vec<_> = read.iter().map(|(_, path)| file(path)).collect();
    let unread = codes.filter_map(|code| {
        let path = ProjectPath::new(&format!("{before}{code}{after}"));
        let is_read = files.contains(&Some(file(&path)?));
        (!is_read).then(|| unread_file(code, path, config, read))
    });
    unread.collect()
}

fn unread_file(code: &str, path: ProjectPath, config: &Config, read: &[(&str, ProjectPath)]) -> Diagnostic {
    let same = |locale: &str| locale.replace('_', "-").eq_ignore_ascii_case(&code.replace('_', "-"));
    if let Some((locale, other)) = read.iter().find(|(locale, _)| same(locale)) {
        let message = format!("the terms of the locale `{locale}` are read from `{other}`");
        return Diagnostic::file(codes::WORDING_UNREAD_TERMS, message, path)
            .help("move its terms there, and remove it");
    }
    let message = format!("the help center has no locale `{code}`, so these terms are not used");
    let diagnostic = Diagnostic::file(codes::WORDING_UNREAD_TERMS, message, path);
    let locales = config.locales.iter().map(|locale| locale.code.as_str());
    match suggest::nearest(code, locales) {
        Some(nearest) => diagnostic.did_you_mean(Some(config.terms.replace("{locale}", nearest))),
        None => diagnostic.help("rename the file for a locale of the help center, or remove it"),
    }
}

/// The product's texts in each locale, as they are and as they were in git.
pub(super) fn product_texts(
    root: &Path,
    config: &Config,
    cache: &mut LoadCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<LocaleId, ProductTexts> {
    let mut all: BTreeMap<LocaleId, ProductTexts> = BTreeMap::new();
    let mut files: Vec<(LocaleId, ProjectPath)> = Vec::new();
    for pattern in &config.product_strings {
        let before = files.len();
        for (id, locale) in (0..).map(LocaleId).zip(&config.locales) {
            let spellings = locale.spellings();
            let paths = spellings.iter().map(|code| ProjectPath::new(&pattern.value.replace("{locale}", code)));
            let found = paths.into_iter().find_map(|path| Some((text(root, &path, cache, diagnostics)?, path)));
            let Some((source, path)) = found else { continue };
            let now = cache.sources[source].text.clone();
            match formats::read(&path.extension(), &now, &spellings) {
                Ok(texts) => {
                    let all = all.entry(id).or_default();
                    all.now.extend(texts);
                    all.files.push(path.clone());
                }
                Err(problem) => diagnostics.push(unreadable(source, &now, &problem)),
            }
            files.push((id, path));
        }
        if files.len() == before {
            let message = format!("no file matches `{}`", pattern.value);
            let diagnostic = Diagnostic::at(codes::CONFIG_MISSING_FILE, message, pattern.span.clone());
            diagnostics.push(diagnostic.help("put the file of each locale there, or remove the pattern"));
        }
    }
    let wanted = files.iter().map(|(_, path)| path.clone()).collect();
    let versions = file_versions::versions(root, wanted, &mut cache.versions);
    for (id, path) in &files {
        let spellings = config.locale(*id).spellings();
        let earlier = versions.get(path).into_iter().flatten();
        let earlier = earlier.filter_map(|text| formats::read(&path.extension(), text, &spellings).ok());
        all.entry(*id).or_default().earlier.extend(earlier);
    }
    all
}

fn unreadable(source: SourceId, text: &str, problem: &FormatProblem) -> Diagnostic {
    let at = floor(text, problem.at);
    let message = format!("the product's texts cannot be read: {}", problem.message);
    Diagnostic::at(codes::LABEL_UNREADABLE, message, Span::new(source, at..at))
        .help("mend the file, or remove it from `product.strings` in `answerbook.toml`")
}

/// A text of the project by its path; `None` if it does not exist or leads out of the project.
pub(super) fn text(
    root: &Path,
    path: &ProjectPath,
    cache: &mut LoadCache,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<SourceId> {
    let file = single::inside(root, path).ok()?;
    let stamp = FileStamp::of(&std::fs::metadata(&file).ok()?);
    let known = match cache.cached(path, Area::Elsewhere, &stamp) {
        Some(FileContents::Text(decoded)) => Some(decoded.clone()),
        _ => None,
    };
    let decoded = if let Some(decoded) = known {
        cache.keep(path);
        decoded
    } else {
        let decoded = read::decode(std::fs::read(&file).ok()?);
        cache.remember(path, Area::Elsewhere, stamp, FileContents::Text(decoded.clone()));
        decoded
    };
    let source = cache.source(path, decoded.text);
    diagnostics.extend(decoded.bad_byte.map(|bad| bad.report(source)));
    Some(source)
}
