//! Runs the stages that turn a project into a site. Nothing here reads or writes a file or reads the clock, so the same
//! project always gives the same output. A [`BuildCache`] keeps results of earlier builds; it saves time and never
//! changes the output.

use std::sync::Arc;

use crate::content::BodyMode;
use crate::diagnostic::Outcome;
use crate::output::{self, Output};
use crate::project::Project;
use crate::render::theme_tools;
use crate::theme::texts::unknown::unknown_languages;
use crate::theme::unknown;
use crate::{codes, content, links, render, site};

/// Results of earlier builds, by their inputs.
#[derive(Debug, Default)]
pub struct BuildCache {
    tools: theme_tools::ToolCache,
    articles: content::ArticleCache,
    site: site::SiteCache,
    links: links::LinkCache,
    files: output::plan::PlanCache,
}

impl BuildCache {
    /// An empty cache for a preview. It saves time rather than memory: what may never be requested is not computed in
    /// advance.
    #[must_use]
    pub fn of_preview() -> Self {
        Self { articles: content::ArticleCache::new(BodyMode::Time), ..Self::default() }
    }

    /// How many articles have been parsed for the builds so far.
    #[must_use]
    pub fn parse_count(&self) -> usize {
        self.articles.parse_count()
    }
}

/// Turns a project into a site, with all diagnostics for its writer.
#[must_use]
pub fn build(project: Arc<Project>) -> Outcome<Output> {
    rebuild(project, &BuildCache::default())
}

/// Like [`build`], but faster if the cache has results of a similar project.
#[must_use]
pub fn rebuild(project: Arc<Project>, cache: &BuildCache) -> Outcome<Output> {
    rebuild_in_stages(project, cache, &mut |_| ())
}

/// Like [`rebuild`], and names each stage as it begins.
pub fn rebuild_in_stages(
    project: Arc<Project>,
    cache: &BuildCache,
    begin: &mut dyn FnMut(&'static str),
) -> Outcome<Output> {
    begin("theme");
    let mut diagnostics = unknown::unknown_files(&project.theme, &project.config);
    diagnostics.extend(missing_base_url(&project));
    diagnostics.extend(unknown_languages(&project.config));
    let tools = theme_tools::tools(&project, &cache.tools).unpack(&mut diagnostics);
    begin("articles");
    let articles = content::parse(&project, &cache.articles).unpack(&mut diagnostics);
    begin("site");
    let site = site::build(&project, &articles, &cache.site).unpack(&mut diagnostics);
    diagnostics.extend(site::translations::report(&project, &site));
    begin("links");
    let hrefs = links::resolve(&project, &site, &cache.links).unpack(&mut diagnostics);
    begin("files");
    let renderer = render::renderer(project, site, hrefs, tools).unpack(&mut diagnostics);
    content::git_notes::downgrade_to_notes(&renderer.project, &mut diagnostics);
    let files = output::plan::files(&renderer, &cache.files).unpack(&mut diagnostics);
    Outcome { value: Output::new(files, renderer), diagnostics }
}

/// A build in a fraction of the time, without the texts of most articles. Pages that list articles are complete.
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
