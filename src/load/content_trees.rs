//! Settles in which folders the articles of each edition lie, by looking which of them exist.

use std::path::Path;

use crate::config::{Config, ContentTree, ContentTrees, EditionId, LocaleId, VersionId};
use crate::path::ProjectPath;

/// The folders of all editions; `past` are those of the versions that lie in git.
pub(super) fn all(root: &Path, config: &Config, past: Vec<ContentTree>) -> ContentTrees {
    let exists = |path: &ProjectPath| root.join(path.as_str()).is_dir();
    let mut trees = past;
    for (version, of) in (0..).map(VersionId).zip(&config.versions) {
        if let Some(folder) = config.version_folder(of) {
            trees.extend(of_version(config, version, &folder, None, &exists));
        }
    }
    ContentTrees::new(trees, &config.locales)
}

/// The folders of one version, whose articles in the default locale lie in `folder`. `root` is where the project's folder
/// is at that time, if it is not the present one.
pub(super) fn of_version(
    config: &Config,
    version: VersionId,
    folder: &ProjectPath,
    root: Option<&ProjectPath>,
    exists: &dyn Fn(&ProjectPath) -> bool,
) -> Vec<ContentTree> {
    let of = config.version(version);
    let mut trees =
        vec![ContentTree { folder: folder.clone(), edition: EditionId { version, ..EditionId::default() } }];
    // Without other locales, a folder `en` is a category like any other.
    for (locale, spelt) in (0..).map(LocaleId).zip(&config.locales).filter(|_| config.locales.len() > 1) {
        let mut spellings = spelt.spellings().into_iter().filter_map(|code| config.translated(of, folder, root, &code));
        let usual = spellings.clone().next().filter(|_| !locale.is_default());
        // The default locale may have a folder of its own too (`content/en`), beside what lies in none.
        let found = spellings.find(|path| exists(path)).or(usual).filter(|path| path != folder);
        trees.extend(found.map(|folder| ContentTree { folder, edition: EditionId { version, locale } }));
    }
    trees
}

/// Where other tools keep their articles, by the file that tells the tool.
const HOMES: &[(&str, &str)] = &[
    ("mkdocs.yml", "docs"),
    ("mkdocs.yaml", "docs"),
    ("book.toml", "src"),
    ("astro.config.mjs", "src/content/docs"),
    ("astro.config.ts", "src/content/docs"),
    ("docusaurus.config.js", "docs"),
    ("docusaurus.config.ts", "docs"),
];

/// Settles where the articles are: the configured folder, else where the project's other tool keeps them, else the root
/// itself. A configured folder that does not exist is reported with the other files that the configuration names.
pub(super) fn locate_content(root: &Path, config: &mut Config) {
    if config.content_is_default && !root.join(config.content.as_str()).is_dir() {
        let home = HOMES.iter().find(|(sign, folder)| root.join(sign).is_file() && root.join(folder).is_dir());
        config.content = ProjectPath::new(home.map_or("", |(_, folder)| folder));
    }
}
