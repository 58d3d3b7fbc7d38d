//! `answerbook check`: reports every problem that `build` would find. Builds and renders the whole site in memory and
//! writes nothing.

use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use super::project::{OUT, ProjectArguments};
use super::terminal::{self, Completion, Failure};
use crate::pipeline;
use crate::report::plural;

/// Report every problem without writing anything
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    project: ProjectArguments,
}

const EXAMPLES: &str = "\
Examples:
  answerbook check                        the project in this folder
  answerbook check --format short         one line per place, for editors and `grep`
  answerbook check --format json | jq -r .code | sort | uniq -c
                                          how often each problem occurs

To change the severity of a problem, name its code in `answerbook.toml`:
  [diagnostics]
  \"image/no-alt\" = \"off\"";

pub(super) fn run(arguments: &CheckArguments) -> Result<Completion, Failure> {
    let started = Instant::now();
    let loaded = arguments.project.load(&arguments.project.dir.join(OUT))?;
    let mut diagnostics = loaded.diagnostics;
    let site = pipeline::build(Arc::new(loaded.project)).unpack(&mut diagnostics);
    diagnostics.extend(site.render_all());
    let completion = arguments.project.report(&site.renderer.project, diagnostics)?;
    let articles = plural(site.renderer.site.count(), "article");
    terminal::tell_line(format_args!("checked {articles} in {:.2} s", started.elapsed().as_secs_f64()));
    Ok(completion)
}
