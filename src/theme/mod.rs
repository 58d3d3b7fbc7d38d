//! The layered theme: the site's own files over the default theme's, one file overriding one file.
//!
//! A theme is a folder: `templates/` (minijinja), `styles/` (concatenated by name into one style sheet), `scripts/`
//! (each an ES module without imports, concatenated into one), `files/` (fonts, pictures), `icons/` (SVG) and `i18n/`
//! (UI texts, merged key by key). A template can extend the one it overrides as `default/NAME`.

pub mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::SourceId;

/// All theme files by their path in the theme folder, overrides already in place.
#[derive(Debug, Clone, Default)]
pub struct Theme {
    /// The files that count.
    pub files: BTreeMap<String, ThemeFile>,
}

/// One file of the theme.
#[derive(Debug, Clone)]
pub struct ThemeFile {
    /// The content.
    pub bytes: Arc<[u8]>,
    /// The text as diagnostics see it; `None` for files that ship with the program.
    pub source: Option<SourceId>,
}
