//! The theme in layers: files of the site override files of the default theme with the same path.
//!
//! A theme is a folder with these subfolders:
//!
//! - `templates/`: minijinja templates. A template can extend the one that it overrides as `default/NAME`.
//! - `styles/`: joined by name into one style sheet.
//! - `styles-pages/`: style sheets that only some pages contain.
//! - `scripts/`: ES modules, joined in order of their imports into the script of all pages.
//! - `modules/`: ES modules that only some pages load, published as separate files.
//! - `scripts-inline/`: scripts that must run before the first paint.
//! - `styles-search/`, `scripts-search/` and `scripts-worker/`: the search box and the search engine, loaded when a
//!   reader starts a search.
//! - `files/`: fonts and images.
//! - `icons/`: SVG icons.
//! - `i18n/`: UI texts, merged key by key.
//!
//! [`Theme`] finds files, [`modules`] joins ES modules, [`unknown`] reports files that are not used, [`assets`] makes
//! the assets that pages load, [`palette`] derives the brand colors, and [`texts`] reads the UI texts. This module does
//! not read the disk: the default theme is embedded in the program, and the caller provides the site's files.

pub mod assets;
mod colour;
mod css;
pub mod fingerprint;
mod linked;
mod modules;
pub mod palette;
#[cfg(test)]
mod shorten;
pub mod texts;
pub mod unknown;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, File, include_dir};

use crate::source::SourceId;

/// The default theme, embedded when the program is built.
static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The default theme's published scripts, minified by `build.rs`: `scripts.js` for the whole folder, and
/// `modules/NAME.js`.
static SHORTENED: Dir<'_> = include_dir!("$OUT_DIR/shortened");

/// The folders of a theme.
pub const FOLDERS: [&str; 12] = [
    "templates",
    "styles",
    "styles-pages",
    "styles-search",
    "scripts",
    "modules",
    "scripts-inline",
    "scripts-search",
    "scripts-worker",
    "files",
    "icons",
    "i18n",
];

/// The custom property of the style sheets that is the width of the column of text.
const PROSE_WIDTH: &str = "--measure";

/// The prefix that templates use for the default theme's version of an overridden template.
pub const ORIGINAL_PREFIX: &str = "default/";

/// The files of a site's own theme folder, by path, each with its source id if it is a text.
pub type ThemeOverrides = BTreeMap<String, (Arc<[u8]>, Option<SourceId>)>;

/// All files of a theme by path, with overrides applied.
#[derive(Debug, Clone, Hash, Default)]
pub struct Theme {
    /// The files in use.
    pub files: BTreeMap<String, ThemeFile>,
    /// The files of the default theme that the site overrides.
    pub originals: BTreeMap<String, ThemeFile>,
    /// The default theme's published scripts, by folder or path; empty for any other theme.
    shortened: BTreeMap<String, &'static str>,
}

/// A file of the theme.
#[derive(Debug, Clone, Hash)]
pub struct ThemeFile {
    /// The content.
    pub bytes: Arc<[u8]>,
    /// The source for diagnostics; `None` for embedded files and for files that are not texts.
    pub source: Option<SourceId>,
    /// The layer that the file comes from.
    pub origin: ThemeLayer,
}

/// A layer of the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ThemeLayer {
    /// The default theme, which is embedded in the program.
    Default,
    /// The site's theme folder.
    Site,
}

impl ThemeFile {
    /// The file as text, without a byte-order mark, so that offsets match its [`crate::source::Source`].
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        let bytes = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes);
        String::from_utf8_lossy(bytes)
    }
}

impl Theme {
    /// The default theme with the site's overrides.
    #[must_use]
    pub fn layered(overrides: ThemeOverrides) -> Self {
        let mut defaults = BTreeMap::new();
        embedded(&DEFAULT, &mut defaults);
        let shortened = SHORTENED.files().chain(SHORTENED.dirs().flat_map(Dir::files));
        let shortened = shortened.filter_map(|file| Some((path_of(file), file.contents_utf8()?))).collect();
        Self { shortened, ..Self::over(defaults, overrides) }
    }

    /// Another theme with the site's overrides.
    #[must_use]
    pub fn over(defaults: BTreeMap<String, Arc<[u8]>>, overrides: ThemeOverrides) -> Self {
        let mut theme = Self::default();
        for (path, bytes) in defaults {
            theme.files.insert(path, ThemeFile { bytes, source: None, origin: ThemeLayer::Default });
        }
        for (path, (bytes, source)) in overrides {
            let file = ThemeFile { bytes, source, origin: ThemeLayer::Site };
            if let Some(original) = theme.files.insert(path.clone(), file) {
                theme.originals.insert(path, original);
            }
        }
        theme
    }

    /// Whether both themes share their files in memory. A cheap check that may miss themes with equal content.
    #[must_use]
    pub fn is_shared(&self, other: &Self) -> bool {
        let are_shared = |a: &BTreeMap<String, ThemeFile>, b: &BTreeMap<String, ThemeFile>| {
            let is_same = |a: &ThemeFile, b: &ThemeFile| Arc::ptr_eq(&a.bytes, &b.bytes) && a.source == b.source;
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && is_same(a.1, b.1))
        };
        are_shared(&self.files, &other.files) && are_shared(&self.originals, &other.originals)
    }

    /// The file in use at `path`.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&ThemeFile> {
        self.files.get(path)
    }

    /// The default theme's file at `path`, even if it is overridden.
    #[must_use]
    pub fn original(&self, path: &str) -> Option<&ThemeFile> {
        self.originals.get(path).or_else(|| self.files.get(path).filter(|file| file.origin == ThemeLayer::Default))
    }

    /// The template with this name. `default/NAME` is the default theme's version.
    #[must_use]
    pub fn template(&self, name: &str) -> Option<&ThemeFile> {
        match name.strip_prefix(ORIGINAL_PREFIX) {
            Some(name) => self.original(&format!("templates/{name}")),
            None => self.file(&format!("templates/{name}")),
        }
    }

    /// The names of all templates, in order.
    pub fn template_names(&self) -> impl Iterator<Item = &str> {
        self.folder("templates").map(|(name, _)| name)
    }

    /// The files in one of [`FOLDERS`], by path below it, in order.
    pub fn folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a ThemeFile)> {
        self.files.range(format!("{folder}/")..).map_while(move |(path, file)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((name, file))
        })
    }

    /// The files in one of [`FOLDERS`] whose names end in `extension`, in order. Other files there are not used.
    pub fn files_of_type<'a>(
        &'a self,
        folder: &'a str,
        extension: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a ThemeFile)> {
        self.folder(folder).filter(move |(name, _)| name.ends_with(extension))
    }

    /// The minified script at `path`, or of a joined folder as `FOLDER.js`. `None` if the site overrides or adds a file
    /// there.
    #[must_use]
    pub fn shortened(&self, path: &str) -> Option<&'static str> {
        let folder = path.strip_suffix(".js").unwrap_or(path);
        let mut files = self.file(path).into_iter().chain(self.folder(folder).map(|(_, file)| file));
        files.all(|file| file.origin == ThemeLayer::Default).then(|| self.shortened.get(path).copied())?
    }

    /// The width of the column of text in CSS pixels.
    #[must_use]
    pub fn prose_width(&self) -> u32 {
        let widths = self.files_of_type("styles", ".css");
        widths.filter_map(|(_, file)| css::custom_length(&file.text(), PROSE_WIDTH)).last().unwrap_or(u32::MAX)
    }

    /// Whether the theme has an icon with this name.
    #[must_use]
    pub fn has_icon(&self, name: &str) -> bool {
        self.files.contains_key(&format!("icons/{name}.svg"))
    }

    /// The names of all icons, in order.
    pub fn icon_names(&self) -> impl Iterator<Item = &str> {
        self.folder("icons").filter_map(|(name, _)| name.strip_suffix(".svg"))
    }
}

/// Collects the embedded files in [`FOLDERS`].
fn embedded(dir: &Dir<'_>, files: &mut BTreeMap<String, Arc<[u8]>>) {
    for file in dir.files() {
        let path = path_of(file);
        if path.split_once('/').is_some_and(|(folder, _)| FOLDERS.contains(&folder)) {
            files.insert(path, file.contents().into());
        }
    }
    for dir in dir.dirs() {
        embedded(dir, files);
    }
}

/// The path of an embedded file. `include_dir` keeps the path separators of the machine that built the program.
fn path_of(file: &File<'_>) -> String {
    file.path().to_string_lossy().replace('\\', "/")
}

/// Themes for the tests of this module and of [`crate::render`].
#[cfg(test)]
pub(crate) mod fixture {
    use super::{Theme, ThemeOverrides};
    use crate::path::ProjectPath;
    use crate::source::Sources;

    /// A theme of the given default and site files. The texts of the site files are added to `sources`.
    pub(crate) fn theme(sources: &mut Sources, defaults: &[(&str, &str)], site: &[(&str, &str)]) -> Theme {
        let defaults = defaults.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().into())).collect();
        let mut overrides = ThemeOverrides::new();
        for (path, text) in site {
            let id = sources.add(ProjectPath::new(&format!("theme/{path}")), *text);
            overrides.insert((*path).to_owned(), (text.as_bytes().into(), Some(id)));
        }
        Theme::over(defaults, overrides)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn sample() -> Theme {
        let defaults = [("templates/a.html", "old a"), ("templates/parts/b.html", "b"), ("icons/key.svg", "<svg/>")];
        let site = [("templates/a.html", "\u{feff}new a"), ("templates-old/c.html", "c")];
        fixture::theme(&mut Sources::default(), &defaults, &site)
    }

    #[track_caller]
    fn check(name: &str, expected: Option<&str>) {
        assert_eq!(sample().template(name).map(ThemeFile::text).as_deref(), expected);
    }

    #[test]
    fn one_file_overrides_one_file() {
        check("a.html", Some("new a"));
        check("parts/b.html", Some("b"));
        check("c.html", None);
    }

    #[test]
    fn the_original_is_reached_by_its_prefix() {
        check("default/a.html", Some("old a"));
        check("default/parts/b.html", Some("b"));
        check("default/c.html", None);
    }

    #[test]
    fn folders_are_listed_without_their_siblings() {
        let theme = sample();
        assert_eq!(theme.template_names().collect::<Vec<_>>(), ["a.html", "parts/b.html"]);
        assert_eq!(theme.icon_names().collect::<Vec<_>>(), ["key"]);
        assert!(theme.has_icon("key") && !theme.has_icon("lock"));
    }

    #[test]
    fn scripts_are_short_until_the_site_has_its_own() {
        let own = ThemeOverrides::from([("scripts-worker/mine.js".to_owned(), ((*b"f()").into(), None))]);
        let theme = Theme::layered(own);
        let check = |path, expected| assert_eq!(theme.shortened(path).is_some(), expected, "{path}");
        check("scripts-search.js", true);
        check("scripts-worker.js", false);
        check("modules/contact.js", true);
        assert_eq!(sample().shortened("scripts.js"), None);
    }

    #[test]
    fn the_default_theme_is_embedded() {
        let theme = Theme::layered(ThemeOverrides::new());
        assert!(theme.files.values().all(|file| file.origin == ThemeLayer::Default));
        assert!(theme.shortened("modules/contact.js").is_some_and(|text| !text.contains("/**")));
        assert!(theme.files.keys().all(|path| FOLDERS.iter().any(|folder| path.starts_with(folder))));
    }
}
