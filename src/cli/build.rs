//! `answerbook build`: writes the site.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::project::{OUT, ProjectArguments};
use super::terminal::{self, End, Failure, Progress};
use crate::output::{self, Written};
use crate::pipeline;
use crate::report::plural;

/// Write the site
///
/// A second build writes only files that changed, and removes only files that an earlier build wrote.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    project: ProjectArguments,
    /// Folder to write to [default: `public` in DIR]
    #[arg(short, long, value_name = "OUT")]
    out: Option<PathBuf>,
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

/// Builds, writes, and reports.
pub(super) fn run(arguments: &Arguments) -> Result<End, Failure> {
    let started = Instant::now();
    let dir = &arguments.project.dir;
    let out = arguments.out.clone().unwrap_or_else(|| dir.strip_prefix(".").unwrap_or(dir).join(OUT));
    let loaded = arguments.project.load(&out)?;
    let mut diagnostics = loaded.diagnostics;
    let site = pipeline::build(Arc::new(loaded.project)).unpack(&mut diagnostics);
    let progress = Progress::start();
    let show = |done, total| progress.show(done, total);
    let written = output::write(&site, &out, arguments.force, &show);
    progress.end();
    let written = match written {
        Ok(mut written) => {
            diagnostics.append(&mut written.diagnostics);
            Ok(written)
        }
        Err(error) => Err(Failure::new(error.to_string(), error.hint())),
    };
    // What is wrong with the content is worth knowing even when the disk is full.
    let end = arguments.project.report(&site.kitchen.project, diagnostics)?;
    terminal::tell(format_args!(
        "built {}, {} in {:.2} s → {}\n",
        plural(site.kitchen.site.count(), "article"),
        counts(&written?),
        started.elapsed().as_secs_f64(),
        out.display()
    ));
    // The process ends here; taking a large site apart piece by piece would keep the writer waiting.
    std::mem::forget(site);
    Ok(end)
}

fn counts(written: &Written) -> String {
    let Written { written, unchanged, removed, .. } = written;
    let files = plural(written + unchanged, "file");
    format!("{files} ({written} written, {unchanged} unchanged, {removed} removed)")
}
