//! The arguments that `build`, `check` and `serve` share. Their methods set the number of threads and load the project.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::reporting::ReportFormatName;
use super::terminal::Failure;
use crate::load::{self, Loaded};
use crate::path::BaseUrl;
use crate::report::plural;
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
    pub format: ReportFormatName,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

impl ProjectArguments {
    /// The default output folder: each edition has one of its own.
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
