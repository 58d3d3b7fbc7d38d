//! The pipeline: stage after stage, nothing else. No file is read or written here and no clock is asked, so the same
//! project gives the same output. A [`BuildCache`] can be handed in that remembers results of earlier builds; it saves time
//! and changes nothing.

use std::sync::Arc;

use crate::content::BodyMode;
use crate::diagnostic::Outcome;
use crate::output::{self, Output};
use crate::project::Project;
use crate::render::theme_tools;
use crate::theme::texts::unknown::unknown_languages;
use crate::theme::unknown;
use crate::{codes, content, links, render, site};

/// Results of earlier builds, by what they were made from.
#[derive(Debug, Default)]
pub struct BuildCache {
    tools: theme_tools::ToolCache,
    articles: content::ArticleCache,
    site: site::SiteCache,
    links: links::LinkCache,
    files: output::plan::PlanCache,
}

impl BuildCache {
    /// An empty one, for sites of which few pages are asked for, and soon.
    #[must_use]
    pub fn of_preview() -> Self {
        Self { articles: content::ArticleCache::new(BodyMode::Time), ..Self::default() }
    }
}

/// Turns a project into a site, and tells everything that its writer should know.
#[must_use]
pub fn build(project: Arc<Project>) -> Outcome<Output> {
    rebuild(project, &BuildCache::default())
}

/// The same as [`build`], in less time where the cache knows a similar project.
#[must_use]
pub fn rebuild(project: Arc<Project>, cache: &BuildCache) -> Outcome<Output> {
    let mut diagnostics = unknown::unknown_files(&project.theme, &project.config);
    diagnostics.extend(missing_base_url(&project));
    diagnostics.extend(unknown_languages(&project.config));
    let tools = theme_tools::tools(&project, &cache.tools).unpack(&mut diagnostics);
    let articles = content::parse(&project, &tools.texts, &cache.articles).unpack(&mut diagnostics);
    let site = site::build(&project, &articles, &cache.site).unpack(&mut diagnostics);
    diagnostics.extend(site::translations::report(&project, &site));
    let hrefs = links::resolve(&project, &site, &cache.links).unpack(&mut diagnostics);
    let renderer = render::renderer(project, site, hrefs, tools).unpack(&mut diagnostics);
    content::git_notes::downgrade_to_notes(&renderer.project, &mut diagnostics);
    let files = output::plan::files(&renderer, &cache.files).unpack(&mut diagnostics);
    Outcome { value: Output::new(files, renderer), diagnostics }
}

/// The site with the texts of most articles left out, in a fraction of the time. What lists articles is as it will be.
#[must_use]
pub fn listing_build(project: Arc<Project>) -> Output {
    let cache = BuildCache { articles: content::ArticleCache::new(BodyMode::Texts), ..BuildCache::default() };
    rebuild(project, &cache).value
}

fn missing_base_url(project: &Project) -> Option<crate::diagnostic::Diagnostic> {
    let message = "`base_url` is not set, so there is no sitemap, feed or canonical address";
    project.config.base_url.origin.is_none().then(|| {
        crate::diagnostic::Diagnostic::new(codes::CONFIG_NO_BASE_URL, message, crate::diagnostic::Place::Project)
            .help("set `base_url = \"https://help.example.com/\"` in `answerbook.toml`, or pass `--base-url`")
    })
}
