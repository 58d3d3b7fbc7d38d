//! The corridor: stage after stage, nothing else. No file is read or written here and no clock is asked, so the same
//! project gives the same output. A [`Cache`] can be handed in that remembers results of earlier builds; it saves time
//! and changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Outcome;
use crate::output::{Output, Recipe};
use crate::path::OutPath;
use crate::project::Project;
use crate::render::Kitchen;
use crate::theme::texts::Texts;
use crate::theme::{assets, unknown};
use crate::{codes, content, extras, links, render, site};

/// Results of earlier builds, by what they were made from.
#[derive(Debug, Default)]
pub struct Cache {
    articles: content::Cache,
}

/// Turns a project into a site, and tells everything that its writer should know.
#[must_use]
pub fn build(project: Arc<Project>) -> Outcome<Output> {
    rebuild(project, &Cache::default())
}

/// The same as [`build`], in less time where the cache knows a similar project.
#[must_use]
pub fn rebuild(project: Arc<Project>, cache: &Cache) -> Outcome<Output> {
    let mut diagnostics = unknown::unknown_files(&project.theme, &project.config);
    diagnostics.extend(missing_base_url(&project));
    let texts = Texts::load(&project.theme, &project.config.language).unpack(&mut diagnostics);
    let assets = assets::bundle(&project.theme, &project.config.brand, project.font.clone()).unpack(&mut diagnostics);
    let articles = content::parse(&project, &texts, &cache.articles).unpack(&mut diagnostics);
    let site = site::build(&project, articles).unpack(&mut diagnostics);
    let hrefs = links::resolve(&project, &site).unpack(&mut diagnostics);
    let kitchen = render::kitchen(project, site, hrefs, assets, Arc::new(texts)).unpack(&mut diagnostics);
    let files = recipes(&kitchen);
    Outcome { value: Output { files, kitchen }, diagnostics }
}

/// Every file of the site. Where several claim one path, the writer's own files win over pages, and pages over texts.
fn recipes(kitchen: &Kitchen) -> BTreeMap<OutPath, Recipe> {
    let contact = &kitchen.project.config.contact;
    let pages = render::pages(&kitchen.site, contact.any() && contact.url.is_none());
    let texts = extras::texts(kitchen, &pages).into_iter();
    let mut recipes: BTreeMap<OutPath, Recipe> =
        texts.map(|(path, text)| (path, Recipe::Bytes(text.into_bytes().into()))).collect();
    recipes.extend(kitchen.assets.files.iter().map(|(path, bytes)| (path.clone(), Recipe::Bytes(Arc::clone(bytes)))));
    recipes.extend(pages.into_iter().map(|(path, page)| (path, Recipe::Page(page))));
    let published = kitchen.hrefs.published.iter();
    recipes.extend(published.map(|(path, address)| (address.out_path(), Recipe::Copy(path.clone()))));
    let statics = &kitchen.project.config.static_files;
    let copied = kitchen.project.files.keys().filter_map(|path| Some((path.strip(statics)?, path)));
    recipes.extend(copied.map(|(name, path)| (OutPath::new(name), Recipe::Copy(path.clone()))));
    recipes
}

fn missing_base_url(project: &Project) -> Option<crate::diagnostic::Diagnostic> {
    let message = "`base_url` is not set, so there is no sitemap, feed or canonical address";
    project.config.base_url.origin.is_none().then(|| {
        crate::diagnostic::Diagnostic::new(codes::CONFIG_NO_BASE_URL, message, crate::diagnostic::Place::Project)
            .help("set `base_url = \"https://help.example.com/\"` in `answerbook.toml`, or pass `--base-url`")
    })
}
