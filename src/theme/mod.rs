//! The layered theme: the site's own files over the default theme's, one file overriding one file.
//!
//! A theme is a folder: `templates/` (minijinja), `styles/` (concatenated by name into one style sheet), `scripts/`
//! (each an ES module without imports, concatenated into one), `modules/` (ES modules that only some pages load, each a
//! file of its own), `scripts-inline/` (what must run before the first paint), `styles-search/`, `scripts-search/` and
//! `scripts-worker/` (the search box and the engine behind it, loaded when a reader turns to it), `files/` (fonts,
//! pictures), `icons/` (SVG) and `i18n/` (UI texts, merged key by key). A template can extend
//! the one it overrides as `default/NAME`.
//!
//! [`Theme`] looks files up, [`modules`] joins ES modules that import each other, [`unknown`] finds those that no look-up ever reaches, [`assets`] turns styles, scripts and
//! files into what pages load, [`palette`] fits the brand colour in, [`texts`] reads the UI texts. No file is read from
//! disk here: the default theme is part of the program, the site's files are handed in.

pub mod assets;
mod colour;
mod css;
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

/// The default theme, as it lay in the repository when the program was built.
static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Its scripts as they are published, which `build.rs` shortened: `scripts.js` for the folder, and `modules/NAME.js`.
static SHORTENED: Dir<'_> = include_dir!("$OUT_DIR/shortened");

/// The folders of a theme.
pub const FOLDERS: [&str; 11] = [
    "templates",
    "styles",
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

/// The prefix by which a template reaches the default theme's original of an overridden one.
pub const ORIGINAL_PREFIX: &str = "default/";

/// The files of a site's own theme folder, by path in it, with the text's id where it is one.
pub type ThemeOverrides = BTreeMap<String, (Arc<[u8]>, Option<SourceId>)>;

/// All theme files by their path in the theme folder, overrides already in place.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// The files that count.
    pub files: BTreeMap<String, ThemeFile>,
    /// The files of the default theme that the site overrides.
    pub originals: BTreeMap<String, ThemeFile>,
    /// The default theme's scripts as they are published, by folder or path; empty for any other theme.
    shortened: BTreeMap<String, &'static str>,
}

/// One file of the theme.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    /// The content.
    pub bytes: Arc<[u8]>,
    /// The text as diagnostics see it; `None` for files that ship with the program, and for those that are not text.
    pub source: Option<SourceId>,
    /// Who wrote it.
    pub origin: ThemeLayer,
}

/// The layer that a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThemeLayer {
    /// It ships with the program.
    Default,
    /// It lies in the site's theme folder.
    Site,
}

impl ThemeFile {
    /// The file as text, without a byte-order mark, so that offsets are those of its [`crate::source::Source`].
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        let bytes = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes);
        String::from_utf8_lossy(bytes)
    }
}

impl Theme {
    /// The default theme under the site's own files.
    #[must_use]
    pub fn layered(overrides: ThemeOverrides) -> Self {
        let mut defaults = BTreeMap::new();
        embedded(&DEFAULT, &mut defaults);
        let shortened = SHORTENED.files().chain(SHORTENED.dirs().flat_map(Dir::files));
        let shortened = shortened.filter_map(|file| Some((path_of(file), file.contents_utf8()?))).collect();
        Self { shortened, ..Self::over(defaults, overrides) }
    }

    /// The site's files over any other theme's.
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

    /// Whether it is the other theme for sure: its files are not equal, but the same.
    #[must_use]
    pub fn is_shared(&self, other: &Self) -> bool {
        let are_shared = |a: &BTreeMap<String, ThemeFile>, b: &BTreeMap<String, ThemeFile>| {
            let is_same = |a: &ThemeFile, b: &ThemeFile| Arc::ptr_eq(&a.bytes, &b.bytes) && a.source == b.source;
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && is_same(a.1, b.1))
        };
        are_shared(&self.files, &other.files) && are_shared(&self.originals, &other.originals)
    }

    /// The file at `path` that counts.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&ThemeFile> {
        self.files.get(path)
    }

    /// The default theme's file at `path`, whether it is overridden or not.
    #[must_use]
    pub fn original(&self, path: &str) -> Option<&ThemeFile> {
        self.originals.get(path).or_else(|| self.files.get(path).filter(|file| file.origin == ThemeLayer::Default))
    }

    /// The template of that name; `default/NAME` is the default theme's original.
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

    /// The files below one of [`FOLDERS`], by path below it, in order.
    pub fn folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a ThemeFile)> {
        self.files.range(format!("{folder}/")..).map_while(move |(path, file)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((name, file))
        })
    }

    /// The files below one of [`FOLDERS`] whose names end in `extension`, in order; other files there are not used.
    pub fn files_of_type<'a>(
        &'a self,
        folder: &'a str,
        extension: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a ThemeFile)> {
        self.folder(folder).filter(move |(name, _)| name.ends_with(extension))
    }

    /// The default theme's script at `path`, or all of a folder joined as `FOLDER.js`, in short; `None` where the site has
    /// a file of its own there.
    #[must_use]
    pub fn shortened(&self, path: &str) -> Option<&'static str> {
        let folder = path.strip_suffix(".js").unwrap_or(path);
        let mut files = self.file(path).into_iter().chain(self.folder(folder).map(|(_, file)| file));
        files.all(|file| file.origin == ThemeLayer::Default).then(|| self.shortened.get(path).copied())?
    }

    /// Whether the theme has an icon of that name.
    #[must_use]
    pub fn has_icon(&self, name: &str) -> bool {
        self.files.contains_key(&format!("icons/{name}.svg"))
    }

    /// The names of all icons, in order.
    pub fn icon_names(&self) -> impl Iterator<Item = &str> {
        self.folder("icons").filter_map(|(name, _)| name.strip_suffix(".svg"))
    }
}

/// Collects the embedded files that lie in one of [`FOLDERS`].
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

/// The path of an embedded file. `include_dir` keeps the separators of the machine that built the program.
fn path_of(file: &File<'_>) -> String {
    file.path().to_string_lossy().replace('\\', "/")
}

/// Themes for the tests of this module and of [`crate::render`].
#[cfg(test)]
pub(crate) mod fixture {
    use super::{Theme, ThemeOverrides};
    use crate::path::ProjectPath;
    use crate::source::Sources;

    /// A theme of the given default files under the given site files, with the latter's texts in `sources`.
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
