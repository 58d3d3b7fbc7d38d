//! `answerbook build`: writes the site. Loads and builds the project, writes the result while holding a lock on the
//! output folder, and prints the diagnostics. The work itself is done in [`crate::pipeline`] and [`crate::output`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;

use super::project::{ProjectArguments, site_size};
use super::reporting::{self, BaselineArgument};
use super::terminal::{self, Completion, Failure, ProgressLine};
use super::timings::{Timings, TimingsArguments};
use crate::output::lock::{self, Attempt, Lock};
use crate::output::manifest::BuildManifest;
use crate::output::{self, Output, WriteSummary};
use crate::pipeline::{self, BuildCache};
use crate::report::{self, ReportRules, plural};

/// Write the site
///
/// A second build writes only files that changed, and removes only files that an earlier build wrote.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct BuildArguments {
    #[command(flatten)]
    project: ProjectArguments,
    #[command(flatten)]
    baseline: BaselineArgument,
    /// Folder to write to [default: `public` in DIR, or `public-NAME` with `--edition NAME`]
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
    /// Tell search engines to skip the site, for previews of a change
    #[arg(long)]
    noindex: bool,
    #[command(flatten)]
    timings: TimingsArguments,
    /// Write to a folder that contains files Answerbook didn't create
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  answerbook build                                   the project in this folder, to `public`
  answerbook build help -o /srv/www/help             another project, to another folder
  answerbook build --base-url https://help.example.com/ --deny-warnings
                                                     in CI, before publishing";

/// How long to wait for another build that writes to the same folder. The largest sites take a few seconds.
const TIMEOUT: Duration = Duration::from_secs(120);

/// How often to check whether the other build has finished.
const POLL: Duration = Duration::from_millis(50);

pub(super) fn run(arguments: &BuildArguments) -> Result<Completion, Failure> {
    let mut timings = Timings::start("read");
    let dir = &arguments.project.dir;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| dir.strip_prefix(".").unwrap_or(dir).join(arguments.project.default_out()));
    // Drops a trailing `.`: `x/.` cannot be created if `x` does not exist.
    let out: PathBuf = out.components().collect();
    let baseline = arguments.baseline.read()?;
    let mut loaded = arguments.project.load(&out)?;
    loaded.project.noindex = arguments.noindex;
    let mut diagnostics = loaded.diagnostics;
    let mut begin = |stage| timings.begin(stage);
    let site = pipeline::rebuild_in_stages(Arc::new(loaded.project), &BuildCache::default(), &mut begin)
        .unpack(&mut diagnostics);
    timings.begin("search");
    site.search();
    let earlier = BuildManifest::read(&out);
    diagnostics.extend(earlier.iter().flat_map(|earlier| output::lost_addresses(earlier, &site)));
    timings.begin("write");
    let mut written = write(&site, &out, arguments.force);
    if let Ok((written, _)) = &mut written {
        diagnostics.append(&mut written.diagnostics);
    }
    timings.begin("report");
    // Report problems in the content even if writing failed, for example because the disk is full.
    let project = &site.renderer.project;
    let mut rules = ReportRules::new(&project.config.diagnostics, arguments.project.deny_warnings);
    rules.baseline = baseline.as_ref();
    let report = report::collect(diagnostics, &project.sources, &rules);
    let completion = reporting::print(&report, project, arguments.project.format, dir)?;
    let (written, lock) = written?;
    BuildManifest::note_end(&out, report.errors).map_err(|error| Failure::io(&out, "write to", &error))?;
    drop(lock);
    let elapsed = timings.end();
    terminal::print_status(format_args!(
        "built {}, {} in {:.2} s → {}",
        site_size(&site.renderer.site.size()),
        counts(&written),
        elapsed.as_secs_f64(),
        out.display()
    ));
    arguments.timings.print(&timings)?;
    // The process is about to exit; dropping a large site would only keep the writer waiting.
    std::mem::forget(site);
    Ok(completion)
}

/// Writes the site, and returns the lock on the output folder with the result.
fn write(site: &Output, out: &Path, force: bool) -> Result<(WriteSummary, Lock), Failure> {
    let lock = lock(out)?;
    let progress = ProgressLine::start();
    let show = |done, total| progress.show(done, total);
    let written = output::write(site, out, force, &show);
    progress.end();
    Ok((written.map_err(|error| failure(&error))?, lock))
}

fn failure(error: &output::WriteError) -> Failure {
    Failure::new(error.to_string(), error.hint())
}

/// Locks the folder. Waits for another build that holds the lock, up to [`TIMEOUT`].
pub(super) fn lock(out: &Path) -> Result<Lock, Failure> {
    let host = whoami::hostname().map_or(String::new(), |host| format!(" on {host}"));
    let holder = format!("process {}{host}", std::process::id());
    let started = Instant::now();
    let mut is_announced = false;
    loop {
        let attempt = lock::try_take(out, &holder);
        let other = match attempt.map_err(|error| failure(&error))? {
            Attempt::Taken(lock) => return Ok(lock),
            Attempt::Held(other) if other.is_empty() => "another build".to_owned(),
            Attempt::Held(other) => format!("another build ({other})"),
        };
        if started.elapsed() > TIMEOUT {
            let message = format!("{other} has been writing to `{}` for too long", out.display());
            return Err(Failure::new(message, "wait for it, end it, or choose another folder with `--out`"));
        }
        if !is_announced {
            terminal::print_status(format_args!("waiting for {other} to finish writing to `{}`", out.display()));
            is_announced = true;
        }
        std::thread::sleep(POLL);
    }
}

fn counts(written: &WriteSummary) -> String {
    let WriteSummary { written, unchanged, removed, .. } = written;
    let files = plural(written + unchanged, "file");
    format!("{files} ({written} written, {unchanged} unchanged, {removed} removed)")
}
