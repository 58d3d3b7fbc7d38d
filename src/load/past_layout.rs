//! Decides what the texts of a project are, from their paths alone: the layout of a commit, without a checkout.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use globset::GlobSet;

use super::walk::{self, Area, Walk};
use super::{CONFIG_FILE, content_trees, read};
use crate::config::{self, Config, ContentTrees, VersionSource};
use crate::content::{folder, partial, summary};
use crate::path::ProjectPath;
use crate::source::Sources;

/// The configuration of a commit, and where its articles are. Versions that were read from git have none.
#[derive(Debug, Clone)]
pub struct PastLayout {
    /// The configuration.
    pub config: Config,
    /// The folders of all editions.
    pub trees: ContentTrees,
    /// The files that are not read.
    ignored: GlobSet,
}

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextRole {
    /// An article.
    Article,
    /// A reusable text with this name.
    Snippet(String),
    /// Neither.
    Other,
}

/// The layout of a project with these files.
#[must_use]
pub fn layout(configuration: Option<&str>, files: &BTreeSet<ProjectPath>) -> PastLayout {
    let mut sources = Sources::default();
    let mut config = configuration.map_or_else(Config::default, |text| {
        let source = sources.add(ProjectPath::new(CONFIG_FILE), text);
        config::parse(source, text).value
    });
    let is_folder = |path: &ProjectPath| {
        let start = format!("{path}/");
        path.as_str().is_empty()
            || files.range(ProjectPath::new(&start)..).take(2).any(|file| file.as_str().starts_with(&start))
    };
    content_trees::locate_content_among(&is_folder, &|path| files.contains(path), &mut config);
    let is_in_files = |source: &VersionSource| !matches!(source, VersionSource::Git { .. });
    if config.versions.iter().any(|version| is_in_files(&version.source)) {
        // The latest version keeps its place, as its pages are those without a version in their address.
        let mut is_latest = true;
        config.versions.retain(|version| std::mem::take(&mut is_latest) || is_in_files(&version.source));
    }
    let trees = content_trees::all_among(&is_folder, &config, Vec::new());
    let ignored = walk::globs(&config.ignore);
    PastLayout { config, trees, ignored }
}

impl PastLayout {
    /// What the text at a path is.
    #[must_use]
    pub fn role(&self, path: &ProjectPath, text: &str) -> TextRole {
        if !walk::is_article(path) {
            return TextRole::Other;
        }
        let area = walk::area_of(&self.config, &self.trees, path);
        let mut above = Vec::new();
        let mut folder = path.parent();
        while !folder.as_str().is_empty() {
            above.push(folder.clone());
            folder = folder.parent();
        }
        let is_skipped = |path: &ProjectPath, is_folder| {
            let area = walk::area_of(&self.config, &self.trees, path);
            walk::is_skipped_by_name(&self.config, &self.trees, path, area, is_folder)
        };
        let is_ignored = |path: &ProjectPath| self.ignored.is_match(path.as_str());
        if is_ignored(path) || above.iter().any(is_ignored) {
            return TextRole::Other;
        }
        if is_skipped(path, false) || above.iter().any(|folder| is_skipped(folder, true)) {
            return TextRole::Other;
        }
        match area {
            Area::Snippets => {
                let name = path.strip(&self.config.snippets).unwrap_or(path.as_str());
                TextRole::Snippet(walk::without_extension(name).to_owned())
            }
            Area::Content if folder::is_settings(path.name()) => TextRole::Other,
            Area::Content | Area::Elsewhere if partial::is_partial(path, text) => TextRole::Snippet(path.to_string()),
            Area::Content if summary::read(path, text).is_none() => TextRole::Article,
            _ => TextRole::Other,
        }
    }
}

/// The Markdown files and settings of the work tree, with their contents, and the configuration's file.
#[must_use]
pub fn work_tree(root: &Path, out: Option<&Path>) -> Vec<(ProjectPath, Arc<str>)> {
    let Ok(root) = root.canonicalize() else { return Vec::new() };
    let configuration = std::fs::read(root.join(CONFIG_FILE)).ok().map(|bytes| read::decode(bytes).text);
    let mut sources = Sources::default();
    let mut config = configuration.as_ref().map_or_else(Config::default, |text| {
        let source = sources.add(ProjectPath::new(CONFIG_FILE), Arc::clone(text));
        config::parse(source, text).value
    });
    content_trees::locate_content(&root, &mut config);
    let trees = content_trees::all(&root, &config, Vec::new());
    let found = walk::files(&Walk { root: &root, config: &config, trees: &trees, out }, &mut Vec::new());
    let markdown = found.files.into_iter().filter(walk::FoundFile::is_markdown);
    let texts = markdown.filter_map(|file| match read::text_of(&file.path, std::fs::read(&file.on_disk).ok()?) {
        read::FileContents::Text(decoded) => Some((file.path, decoded.text)),
        _ => None,
    });
    // Only their names matter, so an edit of one is no change.
    let signs = content_trees::signs(&root).map(|sign| (sign, Arc::from("")));
    texts.chain(signs).chain(configuration.map(|text| (ProjectPath::new(CONFIG_FILE), text))).collect()
}
