//! Finds the content folders of each edition, by checking which candidate folders exist.

use std::path::Path;

use crate::config::{Config, ContentTree, ContentTrees, EditionId, LocaleId, VersionId};
use crate::path::ProjectPath;

/// The content folders of all editions. `past` holds those of the versions that are read from git.
pub(super) fn all(root: &Path, config: &Config, past: Vec<ContentTree>) -> ContentTrees {
    all_among(&|path| root.join(path.as_str()).is_dir(), config, past)
}

/// Like [`all`], with `exists` to look up folders.
pub(super) fn all_among(
    exists: &dyn Fn(&ProjectPath) -> bool,
    config: &Config,
    past: Vec<ContentTree>,
) -> ContentTrees {
    let mut trees = past;
    for (version, declared) in (0..).map(VersionId).zip(&config.versions) {
        if let Some(folder) = config.version_folder(declared) {
            trees.extend(of_version(config, version, &folder, None, exists));
        }
    }
    ContentTrees::new(trees, &config.locales)
}

/// The content folders of one version. `folder` holds its articles in the default locale. `root` is the path of the
/// project at the version's commit, for versions that are read from git.
pub(super) fn of_version(
    config: &Config,
    version: VersionId,
    folder: &ProjectPath,
    root: Option<&ProjectPath>,
    exists: &dyn Fn(&ProjectPath) -> bool,
) -> Vec<ContentTree> {
    let declared = config.version(version);
    let mut trees =
        vec![ContentTree { folder: folder.clone(), edition: EditionId { version, ..EditionId::default() } }];
    // With a single locale, a folder such as `en` is an ordinary category.
    for (locale, configured) in (0..).map(LocaleId).zip(&config.locales).filter(|_| config.locales.len() > 1) {
        let mut spellings =
            configured.spellings().into_iter().filter_map(|code| config.translated(declared, folder, root, &code));
        let usual = spellings.clone().next().filter(|_| !locale.is_default());
        // The default locale can have its own folder (`content/en`) in addition to `content` itself.
        let found = spellings.find(|path| exists(path)).or(usual).filter(|path| path != folder);
        trees.extend(found.map(|folder| ContentTree { folder, edition: EditionId { version, locale } }));
    }
    trees
}

/// Where other tools keep their articles: each tool's configuration file with its content folder.
const HOMES: &[(&str, &str)] = &[
    ("mkdocs.yml", "docs"),
    ("mkdocs.yaml", "docs"),
    ("book.toml", "src"),
    ("astro.config.mjs", "src/content/docs"),
    ("astro.config.ts", "src/content/docs"),
    ("docusaurus.config.js", "docs"),
    ("docusaurus.config.ts", "docs"),
];

/// Whether a file is a sign of another tool, which decides where the content folder is.
pub(super) fn is_sign(path: &ProjectPath) -> bool {
    HOMES.iter().any(|(sign, _)| path.as_str() == *sign)
}

/// The signs of other tools in a folder.
pub(super) fn signs(root: &Path) -> impl Iterator<Item = ProjectPath> {
    HOMES.iter().map(|(sign, _)| ProjectPath::new(sign)).filter(|sign| root.join(sign.as_str()).is_file())
}

/// Chooses the content folder: the configured one, otherwise the default of another tool that the project uses,
/// otherwise the root. A configured folder that does not exist is reported later, together with other missing files
/// that the configuration names.
pub(super) fn locate_content(root: &Path, config: &mut Config) {
    let is_folder = |path: &ProjectPath| root.join(path.as_str()).is_dir();
    locate_content_among(&is_folder, &|path| root.join(path.as_str()).is_file(), config);
}

/// Like [`locate_content`], with what is known of folders and files.
pub(super) fn locate_content_among(
    is_folder: &dyn Fn(&ProjectPath) -> bool,
    is_file: &dyn Fn(&ProjectPath) -> bool,
    config: &mut Config,
) {
    if config.content_is_default && !is_folder(&config.content) {
        let is_home =
            |(sign, folder): &&(&str, &str)| is_file(&ProjectPath::new(sign)) && is_folder(&ProjectPath::new(folder));
        config.content = ProjectPath::new(HOMES.iter().find(is_home).map_or("", |(_, folder)| folder));
    }
}
