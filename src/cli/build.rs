//! `answerbook build`: writes the site. Loads and builds the project, writes the result while holding a lock on the
//! output folder, and prints the diagnostics. The work itself is done in [`crate::pipeline`] and [`crate::output`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;

use super::cache::{CacheArguments, CachedRecord};
use super::project::{ProjectArguments, site_size};
use super::reporting::{self, BaselineArgument};
use super::terminal::{self, Completion, Failure, ProgressLine};
use super::timings::{Timings, TimingsArguments};
use crate::diagnostic::Diagnostic;
use crate::output::build_record::{BuildRecord, WrittenBuild};
use crate::output::lock::{self, Attempt, Lock};
use crate::output::manifest::BuildManifest;
use crate::output::{self, Output, WriteSummary};
use crate::pipeline::{self, BuildCache};
use crate::project::Project;
use crate::report::{self, Baseline, Report, ReportRules, plural};
use crate::site::SiteSize;

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
    cache: CacheArguments,
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
    let project = Arc::new(loaded.project);
    let rules = rules(arguments, &project, baseline.as_ref());
    let cached = arguments.cache.folder(&project).map(|cache| {
        timings.begin("cache");
        CachedRecord::new(cache, "build", &project, &out)
    });
    let unchanged = cached.as_ref().and_then(|cached| unchanged(cached, &project, &loaded.diagnostics, &out, &rules));
    if let Some((record, report)) = unchanged {
        timings.begin("report");
        let completion = reporting::print(&report, &project, arguments.project.format, dir)?;
        let written = WriteSummary { unchanged: record.unchanged, ..WriteSummary::default() };
        print_end(&record.size, &written, timings.end(), &out);
        arguments.timings.print(&timings)?;
        std::mem::forget((project, loaded.diagnostics));
        return Ok(completion);
    }
    let mut begin = |stage| timings.begin(stage);
    let mut of_build = Vec::new();
    let site =
        pipeline::rebuild_in_stages(Arc::clone(&project), &BuildCache::default(), &mut begin).unpack(&mut of_build);
    timings.begin("search");
    site.search();
    let earlier = BuildManifest::read(&out);
    let lost = earlier.iter().flat_map(|earlier| output::lost_addresses(earlier, &site));
    let mut diagnostics = [loaded.diagnostics, of_build.clone(), lost.collect()].concat();
    timings.begin("write");
    let written = write(&site, &out, arguments.force);
    diagnostics.extend(written.iter().flat_map(|(written, _)| written.diagnostics.iter().cloned()));
    timings.begin("report");
    // Report problems in the content even if writing failed, for example because the disk is full.
    let report = report::collect(diagnostics, &project.sources, &rules);
    let completion = reporting::print(&report, &project, arguments.project.format, dir)?;
    let (written, mut lock) = written?;
    let manifest =
        BuildManifest::note_end(&out, report.errors).map_err(|error| Failure::io(&out, "write to", &error))?;
    if let Some(cached) = &cached {
        timings.begin("keep");
        let build = manifest.as_ref().map(|manifest| WrittenBuild {
            output: &site,
            written: &written,
            earlier: earlier.as_ref(),
            manifest,
            diagnostics: of_build,
        });
        cached.keep(build.and_then(|build| BuildRecord::new(build, &out, &mut lock)));
    }
    drop(lock);
    print_end(&site.renderer.site.size(), &written, timings.end(), &out);
    arguments.timings.print(&timings)?;
    // The process is about to exit; dropping a large site would only keep the writer waiting.
    std::mem::forget((site, manifest, earlier));
    Ok(completion)
}

fn rules<'r>(arguments: &BuildArguments, project: &'r Project, baseline: Option<&'r Baseline>) -> ReportRules<'r> {
    let mut rules = ReportRules::new(&project.config.diagnostics, arguments.project.deny_warnings);
    rules.baseline = baseline;
    rules
}

/// What an earlier build found, and the report about it, if another build would have the same result. `of_load` is what
/// loading the project reported.
fn unchanged(
    cached: &CachedRecord,
    project: &Project,
    of_load: &[Diagnostic],
    out: &Path,
    rules: &ReportRules<'_>,
) -> Option<(BuildRecord, Report)> {
    let record: BuildRecord = cached.read().filter(|_| out.is_dir())?;
    // If another build holds the lock, this one waits for it, and then does everything.
    let Attempt::Taken(lock) = lock::try_take(out, &holder()).ok()? else { return None };
    let is_current = record.is_current(project, out);
    drop(lock);
    if !is_current {
        return None;
    }
    let report = report::collect([of_load, &record.diagnostics].concat(), &project.sources, rules);
    // The manifest has the number of errors, which also depends on the arguments.
    (report.errors == record.errors).then_some((record, report))
}

fn print_end(size: &SiteSize, written: &WriteSummary, elapsed: Duration, out: &Path) {
    let (counts, elapsed, out) = (counts(written), elapsed.as_secs_f64(), out.display());
    terminal::print_status(format_args!("built {}, {counts} in {elapsed:.2} s → {out}", site_size(size)));
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
    let holder = holder();
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

/// The name of this process, for a build that waits for it.
fn holder() -> String {
    let host = whoami::hostname().map_or(String::new(), |host| format!(" on {host}"));
    format!("process {}{host}", std::process::id())
}

fn counts(written: &WriteSummary) -> String {
    let WriteSummary { written, unchanged, removed, .. } = written;
    let files = plural(written + unchanged, "file");
    format!("{files} ({written} written, {unchanged} unchanged, {removed} removed)")
}
