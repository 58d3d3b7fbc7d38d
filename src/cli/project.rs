//! The arguments that `build`, `check` and `serve` share. Their methods set the number of threads and load the project.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::terminal::Failure;
use crate::load::{self, Loaded};
use crate::path::{BaseUrl, ProjectPath};
use crate::pipeline;
use crate::project::Project;
use crate::render::Renderer;
use crate::report::{ReportFormat, plural};
use crate::site::SiteSize;

/// The default output folder, inside the project.
pub(super) const OUT: &str = "public";

#[derive(Args)]
pub(super) struct ProjectArguments {
    /// Folder of the help center
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Address of the published site, such as `https://help.example.com/`; overrides `base_url`
    #[arg(long, value_name = "URL", value_parser = BaseUrl::parse)]
    pub base_url: Option<BaseUrl>,
    /// Include drafts and articles that are not public yet
    #[arg(long)]
    pub drafts: bool,
    /// Build the articles of an edition too, as `[access.editions]` defines it, such as `internal`
    #[arg(long, value_name = "NAME")]
    pub edition: Option<String>,
    /// Date to use as today, for publishing and expiry [default: today in UTC, or `SOURCE_DATE_EPOCH`]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// Treat warnings as errors
    #[arg(long)]
    pub deny_warnings: bool,
    /// How to print problems; all formats but `full` go to standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

impl ProjectArguments {
    /// The default output folder: each edition has its own.
    pub fn default_out(&self) -> PathBuf {
        PathBuf::from(self.edition.as_ref().map_or_else(|| OUT.to_owned(), |edition| format!("{OUT}-{edition}")))
    }

    /// Reads the project, except for the output folder `out`.
    pub fn load(&self, out: &Path) -> Result<Loaded, Failure> {
        self.use_threads()?;
        let options = self.options(out)?;
        load::load(&self.dir, &options).map_err(|error| Failure::new(error.to_string(), error.hint()))
    }

    /// Sets the number of threads, if the user gave one.
    pub fn use_threads(&self) -> Result<(), Failure> {
        let Some(threads) = self.threads else { return Ok(()) };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
        pool.map_err(|error| Failure::new(format!("cannot start {threads} threads: {error}"), "use fewer"))
    }

    /// The options for reading the project.
    pub fn options(&self, out: &Path) -> Result<load::LoadOptions, Failure> {
        Ok(load::LoadOptions {
            date: self.date.map_or_else(today, Ok)?,
            drafts: self.drafts,
            edition: self.edition.clone(),
            base_url: self.base_url.clone(),
            out: Some(out.to_owned()),
        })
    }
}

/// Reads the project in `dir` as its writers see it: with drafts.
pub(super) fn load_all(dir: &Path, date: Date) -> Result<Project, Failure> {
    load_writers(dir, date, true, None)
}

/// The site in `dir` without drafts, for lists of articles.
pub(super) fn renderer(dir: &Path, date: Date, edition: Option<String>) -> Result<Renderer, Failure> {
    let project = load_writers(dir, date, false, edition)?;
    Ok(pipeline::build(Arc::new(project)).value.renderer)
}

fn load_writers(dir: &Path, date: Date, drafts: bool, edition: Option<String>) -> Result<Project, Failure> {
    let options = load::LoadOptions { date, drafts, edition, base_url: None, out: Some(dir.join(OUT)) };
    let loaded = load::load(dir, &options).map_err(|error| Failure::new(error.to_string(), error.hint()))?;
    Ok(loaded.project)
}

/// A path from the command line as a path in the project in `root`.
pub(super) fn project_path(root: &Path, path: &Path) -> Result<ProjectPath, Failure> {
    let full = path.canonicalize().map_err(|error| Failure::io(path, "read", &error))?;
    let root = root.canonicalize().map_err(|error| Failure::io(root, "read", &error))?;
    let below = full.strip_prefix(&root).ok().and_then(Path::to_str);
    below.map(|below| ProjectPath::new(&below.replace('\\', "/"))).ok_or_else(|| {
        let message = format!("`{}` is not in the help center `{}`", path.display(), root.display());
        Failure::new(message, "set its folder with `--dir`")
    })
}

/// Edits a text of the project. Returns whether the file changed; `None` if `edit` cannot edit it.
pub(super) fn edit_file(
    root: &Path,
    path: &ProjectPath,
    edit: impl FnOnce(&str) -> Option<String>,
) -> Result<Option<bool>, Failure> {
    let path = root.join(path.as_str());
    let text = fs::read_to_string(&path).map_err(|error| Failure::io(&path, "read", &error))?;
    let Some(edited) = edit(&text) else { return Ok(None) };
    let is_new = edited != text;
    if is_new {
        fs::write(&path, edited).map_err(|error| Failure::io(&path, "write", &error))?;
    }
    Ok(Some(is_new))
}

/// What a site has, in words.
pub(super) fn site_size(size: &SiteSize) -> String {
    let index_pages = plural(size.index_pages, "index page");
    let index_pages = if size.index_pages > 0 { format!(" and {index_pages}") } else { String::new() };
    let editions = if size.editions > 1 { format!(" in {} editions", size.editions) } else { String::new() };
    format!("{}{index_pages}{editions}", plural(size.articles, "article"))
}

/// Today in UTC, or the date in `SOURCE_DATE_EPOCH` (reproducible-builds.org), which makes rebuilds byte-identical.
pub(super) fn today() -> Result<Date, Failure> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Err(_) => Timestamp::now(),
        Ok(seconds) => {
            seconds.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(|| {
                let message = format!("`SOURCE_DATE_EPOCH` is not a number of seconds: `{seconds}`");
                Failure::new(message, "unset it, or set the date with `--date`")
            })?
        }
    };
    Ok(now.to_zoned(TimeZone::UTC).date())
}
