//! Creates what rendering needs in addition to the site: UI texts, assets and template engines. They depend only on the
//! theme and the configured brand, and are reused while those stay the same.

use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Environment;

use super::env;
use crate::config::Brand;
use crate::diagnostic::Outcome;
use crate::project::Project;
use crate::theme::Theme;
use crate::theme::assets::{self, AssetSet};
use crate::theme::texts::UiTexts;

/// Everything that is made from the theme.
#[derive(Debug, Clone)]
pub struct ThemeTools {
    /// The UI texts, by locale.
    pub texts: Vec<Arc<UiTexts>>,
    /// Style sheets, scripts and fonts.
    pub assets: AssetSet,
    /// The template engines, by locale.
    pub(super) environments: Arc<Vec<Environment<'static>>>,
    /// The width of the column of text in pixels. Wider pictures link to their full size.
    pub(super) prose_width: u32,
}

/// The tools of the last build. The default is an empty cache.
#[derive(Debug, Default)]
pub struct ToolCache(Mutex<Option<CachedTools>>);

#[derive(Debug)]
struct CachedTools {
    theme: Theme,
    brand: Brand,
    font: Option<Arc<[u8]>>,
    locales: Vec<String>,
    outcome: Outcome<ThemeTools>,
}

/// Creates the tools, or returns the cached ones if their inputs did not change. The diagnostics report problems with
/// templates, UI texts and colors.
#[must_use]
pub fn tools(project: &Project, cache: &ToolCache) -> Outcome<ThemeTools> {
    let mut known = cache.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.as_ref().filter(|known| known.fits(project)) {
        return known.outcome.clone();
    }
    let outcome = make(project);
    *known = Some(CachedTools {
        theme: project.theme.clone(),
        brand: project.config.brand.clone(),
        font: project.font.clone(),
        locales: locales(project).map(str::to_owned).collect(),
        outcome: outcome.clone(),
    });
    outcome
}

impl CachedTools {
    fn fits(&self, project: &Project) -> bool {
        self.theme.is_shared(&project.theme)
            && self.brand == project.config.brand
            && self.font == project.font
            && locales(project).eq(self.locales.iter().map(String::as_str))
    }
}

fn locales(project: &Project) -> impl Iterator<Item = &str> {
    project.config.locales.iter().map(|locale| locale.code.as_str())
}

fn make(project: &Project) -> Outcome<ThemeTools> {
    let theme = &project.theme;
    let mut diagnostics = Vec::new();
    let texts: Vec<Arc<UiTexts>> =
        locales(project).map(|code| UiTexts::load(theme, code).unpack(&mut diagnostics).into()).collect();
    let assets = assets::bundle(theme, &project.config.brand, project.font.clone()).unpack(&mut diagnostics);
    let environments: Vec<_> = texts.iter().map(|texts| env::environment(theme, Arc::clone(texts))).collect();
    diagnostics.extend(env::check_templates(&environments[0], theme));
    let prose_width = theme.prose_width();
    Outcome { value: ThemeTools { texts, assets, environments: Arc::new(environments), prose_width }, diagnostics }
}
