//! Walks the project's folder once, in order of names, so that the same folder gives the same project on every machine.
//!
//! Symbolic links are followed if they stay inside the project. The walk skips dependency
//! folders, the output folder, and hidden files outside the static folder (which may contain `.well-known/`).

use std::fs::File;
use std::io::ErrorKind;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::beneath;
use crate::codes;
use crate::config::{Config, ContentTrees, is_settings_file};
use crate::content::{folder, partial};
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;

/// Folders that contain dependencies or build results.
const FOREIGN_FOLDERS: &[&str] = &["node_modules", "target", "vendor", "__pycache__"];

/// The file that marks the output of a build, such as another edition's.
const MANIFEST: &str = "answerbook-manifest.json";

/// Files of file managers and version control, which are skipped even in the static folder.
const EDITOR_FILES: &[&str] = &[".git", ".svn", ".hg", ".DS_Store", "Thumbs.db", ".gitignore", ".gitkeep"];

/// Extensions of articles.
const MARKDOWN: &[&str] = &["md", "markdown", "mdx"];

/// Extensions of files in other folders of the project that articles may show or link to, such as `/assets/form.pdf`.
/// Other files there are ignored.
const LINKED_ELSEWHERE: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ico", "mp4", "webm", "mp3", "vtt", "pdf", "zip", "csv",
    "docx", "xlsx", "pptx", "odt", "ods",
];

/// Which part of the project a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Area {
    Content,
    Static,
    Snippets,
    Theme,
    /// Outside the other areas. Only partials are read here, and files that articles may link to from the project's
    /// root.
    Elsewhere,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct FoundFile {
    pub path: ProjectPath,
    pub on_disk: PathBuf,
    pub area: Area,
}

impl FoundFile {
    /// Whether the file is read as Markdown rather than copied.
    pub(super) fn is_markdown(&self) -> bool {
        self.area != Area::Static && is_markdown(&self.path)
    }

    /// Opens the file. What was a file or folder during the walk can be a link out of the project now.
    pub(super) fn open(&self) -> std::io::Result<File> {
        let depth = self.path.as_str().split('/').count();
        let Some(root) = self.on_disk.ancestors().nth(depth) else { return File::open(&self.on_disk) };
        beneath::open(root, self.path.as_str()).or_else(|error| {
            let file = self.on_disk.canonicalize()?;
            let below = file.strip_prefix(root).ok().and_then(Path::to_str);
            below.map_or(Err(error), |below| beneath::open(root, below))
        })
    }

    /// Reads the file.
    pub(super) fn read(&self) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What determines which files are read.
pub(super) struct Walk<'a> {
    /// The project's folder, canonical.
    pub root: &'a Path,
    pub config: &'a Config,
    pub trees: &'a ContentTrees,
    pub out: Option<&'a Path>,
}

/// What to do with an entry of the walk.
enum WalkStep {
    Read(FoundFile),
    Enter,
    Skip,
}

/// The results of a walk.
pub(super) struct WalkResult {
    /// The files to read, sorted by path.
    pub files: Vec<FoundFile>,
    /// The visited folders, the root first.
    pub folders: Vec<PathBuf>,
}

/// Finds the files to read.
pub(super) fn files(walk: &Walk<'_>, diagnostics: &mut Vec<Diagnostic>) -> WalkResult {
    let ignored = globs(&walk.config.ignore);
    let out =
        walk.out.map_or_else(|| walk.root.join("public"), |out| out.canonicalize().unwrap_or(walk.root.join(out)));
    let mut result = WalkResult { files: Vec::new(), folders: vec![walk.root.to_owned()] };
    let mut entries = WalkDir::new(walk.root).follow_links(true).sort_by_file_name().min_depth(1).into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diagnostics.extend(report(walk, &error));
                continue;
            }
        };
        match step(walk, &entry, &ignored, &out, diagnostics) {
            WalkStep::Read(file) => result.files.push(file),
            WalkStep::Enter if entry.file_type().is_dir() => result.folders.push(entry.into_path()),
            WalkStep::Enter => {}
            WalkStep::Skip => entries.skip_current_dir(),
        }
    }
    result
}

/// The patterns of `ignore`. Invalid patterns are reported when the configuration is read.
pub(super) fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in patterns.iter().filter_map(|pattern| GlobBuilder::new(pattern).literal_separator(true).build().ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

fn step(
    walk: &Walk<'_>,
    entry: &DirEntry,
    ignored: &GlobSet,
    out: &Path,
    diagnostics: &mut Vec<Diagnostic>,
) -> WalkStep {
    let is_folder = entry.file_type().is_dir();
    // Only folders are skipped: after a file, `skip_current_dir` would skip the rest of its folder.
    let skip = || if is_folder { WalkStep::Skip } else { WalkStep::Enter };
    let Some(path) = project_path(walk.root, entry.path()) else {
        let shown = entry.path().strip_prefix(walk.root).unwrap_or(entry.path()).to_string_lossy().into_owned();
        let message = format!("the name of `{shown}` is not valid UTF-8");
        let diagnostic = Diagnostic::file(codes::FILE_NAME, message, ProjectPath::new(&shown));
        diagnostics.push(diagnostic.help("rename the file"));
        return skip();
    };
    let area = area(walk, &path);
    if is_passed_over(walk, &path, area, is_folder) || entry.path() == out || ignored.is_match(path.as_str()) {
        return skip();
    }
    if entry.path_is_symlink() && !stays_inside(walk.root, entry.path()) {
        if area != Area::Elsewhere {
            let message = format!("`{path}` is a symbolic link that leads outside of the project");
            let diagnostic = Diagnostic::file(codes::FILE_OUTSIDE, message, path);
            diagnostics.push(diagnostic.help("copy the file or folder into the project"));
        }
        return skip();
    }
    let wanted = match area {
        Area::Elsewhere if is_markdown(&path) => partial::may_be_partial(&path),
        Area::Elsewhere => LINKED_ELSEWHERE.contains(&path.extension().as_str()),
        _ => true,
    };
    if is_folder || !wanted || !entry.file_type().is_file() {
        return WalkStep::Enter;
    }
    WalkStep::Read(FoundFile { path, on_disk: entry.path().to_owned(), area })
}

/// The path relative to the root, or `None` if a name is not valid UTF-8.
fn project_path(root: &Path, path: &Path) -> Option<ProjectPath> {
    let relative = path.strip_prefix(root).ok()?;
    let segments: Option<Vec<&str>> = relative.components().map(|segment| segment.as_os_str().to_str()).collect();
    Some(ProjectPath::new(&segments?.join("/")))
}

fn area(walk: &Walk<'_>, path: &ProjectPath) -> Area {
    area_of(walk.config, walk.trees, path)
}

/// The part of a project that a path belongs to.
pub(super) fn area_of(config: &Config, trees: &ContentTrees, path: &ProjectPath) -> Area {
    let below = |folder: &ProjectPath| path == folder || path.strip(folder).is_some();
    // The content folder comes last, because it may be the root and contain the others.
    match path {
        path if !config.theme.as_str().is_empty() && (below(&config.theme) && path != &config.theme) => Area::Theme,
        _ if !config.snippets.as_str().is_empty() && below(&config.snippets) => Area::Snippets,
        _ if !config.static_files.as_str().is_empty() && below(&config.static_files) => Area::Static,
        _ if below(&config.content) || trees.hold(path) => Area::Content,
        _ => Area::Elsewhere,
    }
}

fn is_passed_over(walk: &Walk<'_>, path: &ProjectPath, area: Area, is_folder: bool) -> bool {
    let is_output = || is_folder && walk.root.join(path.as_str()).join(MANIFEST).is_file();
    is_skipped_by_name(walk.config, walk.trees, path, area, is_folder)
        || !is_configured(walk.config, walk.trees, path) && is_output()
}

/// Whether the configuration names a folder, or one in it.
fn is_configured(config: &Config, trees: &ContentTrees, path: &ProjectPath) -> bool {
    let configured = [&config.content, &config.static_files, &config.snippets, &config.theme].into_iter();
    let mut configured = configured.chain(trees.iter().map(|tree| &tree.folder));
    configured.any(|folder| folder == path || folder.strip(path).is_some())
}

/// Whether a file or folder is not read because of its name.
pub(super) fn is_skipped_by_name(
    config: &Config,
    trees: &ContentTrees,
    path: &ProjectPath,
    area: Area,
    is_folder: bool,
) -> bool {
    let name = path.name();
    if EDITOR_FILES.contains(&name) || !is_folder && is_left_by_an_editor(name) {
        return true;
    }
    if is_configured(config, trees, path) {
        return false;
    }
    let at_root = config.content.as_str().is_empty();
    match area {
        Area::Static | Area::Theme | Area::Snippets => false,
        _ if name == partial::GITBOOK => false,
        Area::Content if !at_root => name.starts_with('.'),
        Area::Content | Area::Elsewhere => {
            name.starts_with('.')
                || is_folder && FOREIGN_FOLDERS.contains(&name)
                || path.as_str() == super::CONFIG_FILE
                || is_settings_file(config, path)
        }
    }
}

/// Whether an editor created the file for its own use: swap files, backups, locks, and temporary files of a save.
#[must_use]
pub fn is_left_by_an_editor(name: &str) -> bool {
    // Vim's test file, JetBrains' copies, backups and locks of Emacs, locks of LibreOffice, Vim's swap files.
    name == "4913"
        || name.ends_with('~')
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___")
        || name.starts_with(".#")
        || name.starts_with('#') && name.ends_with('#')
        || name.starts_with(".~lock.")
        || name.starts_with('.') && [".swp", ".swo", ".swx"].iter().any(|end| name.ends_with(end))
}

fn stays_inside(root: &Path, path: &Path) -> bool {
    path.canonicalize().is_ok_and(|target| target.starts_with(root))
}

fn report(walk: &Walk<'_>, error: &walkdir::Error) -> Option<Diagnostic> {
    let on_disk = error.path()?;
    let path = project_path(walk.root, on_disk)?;
    if area(walk, &path) == Area::Elsewhere || path.name().starts_with('.') {
        return None;
    }
    if error.loop_ancestor().is_some() {
        let message = format!("`{path}` is a symbolic link to a folder that contains it");
        return Some(Diagnostic::file(codes::FILE_LINK_LOOP, message, path).help("remove the link"));
    }
    let (message, help) = match error.io_error() {
        Some(cause) if cause.kind() == ErrorKind::NotFound => {
            (format!("`{path}` is a symbolic link that leads nowhere"), "fix the link, or remove it")
        }
        Some(cause) => (format!("`{path}` could not be read: {cause}"), "check the folder's permissions"),
        None => (format!("`{path}` could not be read"), "check the folder's permissions"),
    };
    Some(Diagnostic::file(codes::FILE_UNREADABLE, message, path).help(help))
}

/// Whether a file outside the static folder is read as Markdown.
pub(super) fn is_article(path: &ProjectPath) -> bool {
    is_markdown(path)
}

fn is_markdown(path: &ProjectPath) -> bool {
    MARKDOWN.contains(&path.extension().as_str()) || folder::is_settings(path.name())
}

/// The path without the extension of its last segment.
pub(super) fn without_extension(path: &str) -> &str {
    let name_start = path.rfind('/').map_or(0, |slash| slash + 1);
    path[name_start..].rfind('.').map_or(path, |dot| &path[..name_start + dot])
}
